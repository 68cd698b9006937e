package Portal::SignUp;

# Makes accounts, and sends their links.

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);
use Email::Valid;
use Encode qw(encode);
use Portal::Accounts;
use Portal::Links;
use Portal::Messages;
use Siplaunch;

use constant LONGEST => 64;

# Makes an account and sends its link. Returns the words for what the customer can mend, or undef.
sub sign_up {
    my (%form) = @_;
    my $error = bad(%form);
    return $error if defined $error;

    my %account = (username => $form{username}, server => $ENV{SIP_SERVER}, password => $form{password});
    my $link = eval { Portal::Links::sealed_link(Siplaunch::Credentials->new(%account)) };
    if (!defined $link) {
        die $@ if !ref $@ || !$@->isa('Siplaunch::Exception::Credentials');
        return $@->message;
    }
    my $ha1 = md5_hex(encode('UTF-8', join ':', @account{qw(username server password)}));
    Portal::Accounts::add($form{username}, $ha1, $form{email}, Portal::Links::id($link))
        or return 'This username is taken: choose another.';

    return if eval { Portal::Messages::send_both($form{email}, $form{mobile}, $link); 1 };
    my $reason = ref $@ ? $@->message : $@;
    Portal::Accounts::remove($form{username});
    warn "cannot send a link: $reason\n";
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

1;
