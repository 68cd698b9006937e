package Portal::SignUp;

# Makes accounts, and sends their links. No log has a link in it.

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);
use Email::MIME;
use Email::Sender::Simple qw(sendmail);
use Email::Sender::Transport::SMTP;
use Email::Valid;
use Encode qw(decode encode);
use HTTP::Tiny;
use Portal::Accounts;
use Siplaunch;

use constant { DAY => 24 * 60 * 60, SECONDS => 10, LONGEST => 64 };

# Made once: the processes of a server share them. A branded app has a file of its own: Siplaunch::Brand->from_file(…).
my $brand_name = decode('UTF-8', $ENV{BRAND_NAME});
my $keys       = Siplaunch::KeyRing->from_file($ENV{PORTAL_KEYS});
my $portal     = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
our $handler   = Siplaunch::LaunchHandler->sealed(
    Siplaunch::Brand->sip_phone, $keys,
    sealed_only => 1,
    page        => Siplaunch::Page->new(base => $ENV{PORTAL_BASE}, brand_name => $brand_name),
);

# Makes an account and sends its link. Returns the words for what the customer can mend, or undef.
sub sign_up {
    my (%form) = @_;
    my $error = bad(%form);
    return $error if defined $error;

    my %account = (username => $form{username}, server => $ENV{SIP_SERVER}, password => $form{password});
    my $link = eval { $portal->sealed_link($keys, Siplaunch::Credentials->new(%account), expires => time + DAY) };
    if (!defined $link) {
        die $@ if !ref $@ || !$@->isa('Siplaunch::Exception::Credentials');
        return $@->message;
    }
    my $ha1     = md5_hex(encode('UTF-8', join ':', @account{qw(username server password)}));
    my $link_id = Siplaunch::sealed_token_id(Siplaunch::parse_launch_link($link));
    Portal::Accounts::add($form{username}, $ha1, $form{email}, $link_id)
        or return 'This username is taken: choose another.';

    return if eval { send_mail($form{email}, $link); send_sms($form{mobile}, $link); 1 };
    Portal::Accounts::remove($form{username});
    warn 'cannot send a link: ', ref $@ ? $@->message : $@, "\n";
    return 'We cannot send your link at the moment: please try again later.';
}

# What siplaunch does not check.
sub bad {
    my (%form) = @_;
    return 'The username is too long: 64 characters are allowed.' if length $form{username} > LONGEST;
    return 'The password is too long: 64 characters are allowed.' if length $form{password} > LONGEST;
    return 'This is no mail address.'                             if !Email::Valid->address($form{email});
    return 'The mobile number must be like +431234567.'           if $form{mobile} !~ /\A\+[0-9]{6,15}\z/;
    return;
}

sub send_mail {
    my ($email, $link) = @_;
    my $mail  = Siplaunch::Mail->new(link => $link, brand_name => $brand_name);
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
    my $sms   = Siplaunch::Sms->new(link => $link, brand_name => $brand_name);
    my $query = HTTP::Tiny->www_form_urlencode({ to => $mobile, text => $sms->text });
    my $taken = HTTP::Tiny->new(timeout => SECONDS)->get("$ENV{SMS_URL}&$query");
    return $taken->{success} || die "the SMS gateway took no SMS\n";
}

1;
