package Siplaunch;

use 5.026;
use strict;
use warnings;

our $VERSION = '0.1.0';

use Siplaunch::Args;
use Siplaunch::Brand;
use Siplaunch::Credentials;
use Siplaunch::Exception;
use Siplaunch::Explanation;
use Siplaunch::FFI;
use Siplaunch::KeyRing;
use Siplaunch::LaunchHandler;
use Siplaunch::Mail;
use Siplaunch::Page;
use Siplaunch::Portal;
use Siplaunch::QrCode;
use Siplaunch::Sms;

sub explain {
    my ($pasted, $brand, @given) = splice @_;
    my ($param, $keys, $context, $revoked, $now, $link)
        = Siplaunch::Args::named([qw(param keys context revoked now link)], @given);
    $revoked //= [];
    Siplaunch::Args::usage('revoked is not an array reference of ids') if ref $revoked ne 'ARRAY';
    my @ids = map { (Siplaunch::Args::text('revoked id' => $_))[0] } @{$revoked};
    return Siplaunch::Explanation->_made(
        \&Siplaunch::FFI::explain,
        Siplaunch::Args::text('pasted text' => $pasted),
        Siplaunch::Args::handle('Siplaunch::Brand', $brand),
        Siplaunch::Args::optional_text(param => $param),
        Siplaunch::Args::optional_handle('Siplaunch::KeyRing', $keys),
        Siplaunch::Args::bytes(context => $context // ''),
        Siplaunch::Args::text(revoked => join "\n", @ids),
        Siplaunch::Args::whole(now    => $now // 0),
        Siplaunch::Args::whole(link   => $link // 0),
    );
}

sub app_link {
    my ($token, @given) = splice @_;
    my ($scheme) = Siplaunch::Args::named(['scheme'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::scheme_app_link,
        Siplaunch::Args::text(scheme => $scheme // 'sipphone'),
        Siplaunch::Args::text(token  => $token),
    );
}

sub parse_app_link {
    my ($link, @given) = splice @_;
    my ($scheme) = Siplaunch::Args::named(['scheme'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::scheme_parse_app_link,
        Siplaunch::Args::text(scheme => $scheme // 'sipphone'),
        Siplaunch::Args::text(link   => $link),
    );
}

sub parse_launch_link {
    my ($link, @given) = splice @_;
    my ($param) = Siplaunch::Args::named(['param'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::parse_launch_link,
        Siplaunch::Args::text(link           => $link),
        Siplaunch::Args::optional_text(param => $param),
    );
}

sub check_token {
    my ($token) = splice @_;
    Siplaunch::FFI::check(Siplaunch::FFI::token_check(Siplaunch::Args::text(token => $token)));
    return;
}

sub escaped {
    my ($token) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::token_escaped, Siplaunch::Args::text(token => $token));
}

sub sealed_link_id {
    my ($sealed) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::sealed_token_id, Siplaunch::Args::text('sealed link' => $sealed));
}

sub ticket {
    my (@given) = splice @_;
    my ($username, $server, $expire_ms, $token) = Siplaunch::Args::named([qw(username server expire_ms token)], @given);
    my $text = Siplaunch::FFI::written(
        \&Siplaunch::FFI::ticket_text,
        Siplaunch::Args::text(username   => $username),
        Siplaunch::Args::text(server     => $server),
        Siplaunch::Args::whole(expire_ms => $expire_ms),
        Siplaunch::Args::text(token      => $token),
    );
    utf8::decode($text);
    return $text;
}

sub library_version { return Siplaunch::FFI::version() }

1;

__END__

=encoding utf8

=head1 NAME

Siplaunch - launch links for the sip:phone app, and the launch handler that they point to

=head1 SYNOPSIS

    use Siplaunch;

    my $brand       = Siplaunch::Brand->sip_phone;
    my $portal      = Siplaunch::Portal->new(base => 'https://portal.example/p');
    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'testpass',
    );
    print $portal->launch_link($brand, $credentials), "\n";

    # The other end, as a PSGI application: answers a tap with the app link.
    my $app = Siplaunch::LaunchHandler->new->to_app;

=head1 DESCRIPTION

A portal that has just made an account sends its customer a link; a tap on it starts the app with the login filled in.
These modules make such links and answer the taps, through the library F<libsiplaunch>.

Read SECURITY.md of the project first: with the published app whoever sees a launch link can read the password in it.
Sealed links mend that for what travels by SMS and mail, see L<Siplaunch::KeyRing>.

=over 4

=item L<Siplaunch::Brand>

One build of the app: key, iv and URL scheme. Makes and reads tokens and app links.

=item L<Siplaunch::Credentials>

Username, server and password.

=item L<Siplaunch::Portal>

Makes launch links, plain and sealed.

=item L<Siplaunch::KeyRing>, L<Siplaunch::Opened>

Seals and opens sealed links.

=item L<Siplaunch::LaunchHandler>, L<Siplaunch::Launch>, L<Siplaunch::Response>

Answers taps: under PSGI, as a CGI script, or in any framework.

=item L<Siplaunch::Page>

The launch page, which a handler can answer with in place of a redirect.

=item L<Siplaunch::Sms>, L<Siplaunch::SmsBudget>, L<Siplaunch::Mail>, L<Siplaunch::QrCode>

What carries a link to the customer.

=item L<Siplaunch::Explanation>

What is wrong with a link that a customer sends in.

=item L<Siplaunch::Exception>

What all of them die with.

=back

=head2 Text and bytes

Text goes in and comes out as characters: decode what you read from forms and databases. Tokens and links are ASCII.
Keys, iv, contexts, plaintexts, queries, bodies of responses and PNG pictures are bytes; characters above 255 are
refused there. No input may be longer than 1,048,576 bytes.

=head2 Secrets

Credentials, keys, tokens and links do not show in dumps of the objects that hold them, in exceptions, or in stack
traces through these modules. The frames of your own subs are yours. Perl copies strings as it likes, so that
only the library's memory, and what these modules hold themselves, are wiped; strings that you give and get are not.

=head2 The library

It is found as F<libsiplaunch.so.0> by the dynamic linker, or at the path in the environment variable
C<SIPLAUNCH_LIB>. Loading the modules dies with a L<Siplaunch::Exception> of the class
C<Siplaunch::Exception::Library> if it is not there or does not fit, and says what to do.

Objects can be used after a C<fork>. A copy of an object, as another thread, L<Storable> or C<Clone> makes it, and an
object after C<DESTROY> cannot: calls on them die with a C<Siplaunch::Exception::Usage>. Credentials, which other threads
may use, are shared by C<Clone> and cannot be stored.

=head1 FUNCTIONS

None is exported. They die with the exceptions named.

=head2 explain

    explain($pasted, $brand, param => 'c', keys => undef, context => '', revoked => [], now => time, link => 0)

Finds the links and tokens in whatever a customer sends in (a link, the text of an SMS, HTML, the source of a mail), and
says what one of them is and what is wrong with it, as a L<Siplaunch::Explanation>: for support desks. It tells a wrong
key from a damaged end, and so is a padding oracle by design: never offer it to strangers.

C<keys> is a L<Siplaunch::KeyRing>, which opens sealed links; without it only their text is looked at. C<context> is the
one that they were sealed with. C<revoked> has the ids of sealed links that the portal does not let in any more. C<now> is
in seconds since 1970. C<link> says which of several links is explained, from 0: see
L<Siplaunch::Explanation/link_count>. Dies with C<LINK_IDS>.

=head2 app_link

    app_link($token, scheme => 'sipphone')

The app link of a token. Dies with C<TOKEN> or C<SCHEME>.

=head2 parse_app_link

    parse_app_link($app_link, scheme => 'sipphone')

The token in an app link. Dies with C<LINK>.

=head2 parse_launch_link

    parse_launch_link($launch_link, param => 'c')

The token or sealed link in a launch link, whatever portal it points to. Repairs nothing: that is the launch handler's.
Dies with C<LINK>.

=head2 check_token

    check_token($token)

Dies with C<TOKEN> if the text is not canonical Base64 of one or more whole AES blocks.

=head2 escaped

    escaped($token)

The token percent-escaped, as launch links carry it. Dies with C<TOKEN>.

=head2 sealed_link_id

    sealed_link_id($sealed)

The id of a sealed link, 32 lower-case hex digits, without any key. Dies with C<SEALED_INVALID>.

=head2 ticket

    ticket(username => , server => , expire_ms => , token => )

The text of a ticket of the later Sipwise generation, for a QR code: the expiry in milliseconds, as the token's issuer
told it, and the token of 32 hex digits. Dies with C<TICKET_TOKEN>, or as L<Siplaunch::Credentials/new>.

=head2 library_version

The version of F<libsiplaunch>.

=head1 LICENSE

Apache-2.0 or MIT, at your option.

=cut
