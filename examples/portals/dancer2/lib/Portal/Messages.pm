package Portal::Messages;

# Sends links. No exception has a link in it.

use strict;
use warnings;

use Email::MIME;
use Email::Sender::Simple qw(sendmail);
use Email::Sender::Transport::SMTP;
use Encode qw(decode);
use HTTP::Tiny;
use Portal::Links;
use Siplaunch;

use constant SECONDS => 10;

sub send_both {
    my ($email, $mobile, $link) = @_;
    send_mail($email, $link);
    send_sms($mobile, $link);
    return;
}

sub send_mail {
    my ($email, $link) = @_;
    my $mail  = Siplaunch::Mail->new(link => $link, brand_name => $Portal::Links::brand_name);
    my %coded = (charset => 'UTF-8', encoding => 'quoted-printable');
    my $sent  = Email::MIME->create(
        header_str => [From => decode('UTF-8', $ENV{MAIL_FROM}), To => $email, Subject => $mail->subject],
        attributes => { content_type => 'multipart/alternative' },
        parts      => [
            Email::MIME->create(attributes => { content_type => 'text/plain', %coded }, body_str => $mail->text),
            Email::MIME->create(attributes => { content_type => 'text/html',  %coded }, body_str => $mail->html),
        ],
    );
    my %server = (host => '127.0.0.1', port => $ENV{SMTP_PORT}, timeout => SECONDS);
    return sendmail($sent, { transport => Email::Sender::Transport::SMTP->new(%server) });
}

sub send_sms {
    my ($mobile, $link) = @_;
    my $sms   = Siplaunch::Sms->new(link => $link, brand_name => $Portal::Links::brand_name);
    my $query = HTTP::Tiny->www_form_urlencode({ to => $mobile, text => $sms->text });
    my $taken = HTTP::Tiny->new(timeout => SECONDS)->get("$ENV{SMS_URL}&$query");
    return $taken->{success} || die "the SMS gateway took no SMS\n";
}

1;
