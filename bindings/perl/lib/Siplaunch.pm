package Siplaunch;

use 5.026;
use strict;
use warnings;

our $VERSION = '0.1.0';

use Siplaunch::Args;
use Siplaunch::Brand;
use Siplaunch::ClaimRecord;
use Siplaunch::ClaimStore;
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
    my ($param, $key_ring, $context, $revoked, $now, $link)
        = Siplaunch::Args::named([qw(param key_ring context revoked now link)], @given);
    $revoked //= [];
    Siplaunch::Args::usage('revoked must be an array reference of ids') if ref $revoked ne 'ARRAY';
    my @ids = map { (Siplaunch::Args::text('revoked id' => $_))[0] } @{$revoked};
    return Siplaunch::Explanation->_made(
        \&Siplaunch::FFI::explain,
        Siplaunch::Args::text('pasted text' => $pasted),
        Siplaunch::Args::handle('Siplaunch::Brand', $brand),
        Siplaunch::Args::optional_text(param => $param),
        Siplaunch::Args::optional_handle('Siplaunch::KeyRing', $key_ring),
        Siplaunch::Args::bytes(context => $context // ''),
        Siplaunch::Args::text(revoked => join "\n", @ids),
        Siplaunch::Args::whole(now  => $now // 0),
        Siplaunch::Args::whole(link => $link // 0),
    );
}

sub app_link {
    my ($token, @given) = splice @_;
    my ($scheme) = Siplaunch::Args::named(['scheme'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::scheme_app_link,
        Siplaunch::Brand->_scheme_bytes($scheme),
        Siplaunch::Args::text(token => $token),
    );
}

sub parse_app_link {
    my ($link, @given) = splice @_;
    my ($scheme) = Siplaunch::Args::named(['scheme'], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::scheme_parse_app_link,
        Siplaunch::Brand->_scheme_bytes($scheme),
        Siplaunch::Args::text(link => $link),
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

sub sealed_token_id {
    my ($sealed_token) = splice @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::sealed_token_id, Siplaunch::Args::text('sealed token' => $sealed_token));
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

A portal that has just made an account sends its customer a link. A tap on the link starts the app and logs it in. These
modules make such links and answer the taps, through the library F<libsiplaunch>.

Read SECURITY.md of the project first: with the published app, whoever sees a launch link can read the password in it.
Sealed links protect the password on its way by SMS and mail, see L<Siplaunch::KeyRing>.

=over 4

=item L<Siplaunch::Brand>

One build of the app: key, IV and URL scheme. Makes and reads tokens and app links.

=item L<Siplaunch::Credentials>

Username, server and password.

=item L<Siplaunch::Portal>

Makes launch links, with tokens and with sealed tokens.

=item L<Siplaunch::KeyRing>, L<Siplaunch::Opened>

Makes and opens sealed tokens.

=item L<Siplaunch::LaunchHandler>, L<Siplaunch::Launch>, L<Siplaunch::Response>

Answers taps: under PSGI, as a CGI script, or in any framework.

=item L<Siplaunch::ClaimStore>, L<Siplaunch::ClaimRecord>

Marks one-time links as used, in a database of the portal.

=item L<Siplaunch::Page>

The launch page, a handler's answer in place of a redirect.

=item L<Siplaunch::Sms>, L<Siplaunch::SmsBudget>, L<Siplaunch::Mail>, L<Siplaunch::QrCode>

The ways of a link to the customer.

=item L<Siplaunch::Explanation>

The faults of a link that a customer sends in.

=item L<Siplaunch::Exception>

The exceptions of all modules.

=back

=head2 Text and bytes

Text goes in and comes out as characters: decode the text of forms and databases first. Tokens and links are ASCII. Keys,
IVs, contexts, plaintexts, queries, bodies of responses and PNG pictures are bytes, and cannot have characters above 255.
An input can have at most 1 MiB.

=head2 Secrets

Credentials, keys, tokens and links do not show in dumps of the objects that hold them, in exceptions, or in stack traces
through these modules. The frames of your own subs still show their arguments. The library and these modules wipe the
memory that they own. Perl copies strings as it likes: nobody wipes the strings that you give and get.

=head2 The library

The dynamic linker finds the library as F<libsiplaunch.so.0>; the environment variable C<SIPLAUNCH_LIB> names another path.
If the library is missing or does not fit, loading these modules dies with a C<Siplaunch::Exception::Library> that names
the fix.

A process can use its objects after a C<fork>. An object after C<DESTROY> is of no use, and neither is a copy of an object
in another thread, or one by L<Storable> or C<Clone>: calls on them die with a C<Siplaunch::Exception::Usage>. Credentials
are the exception: other threads and C<Clone> share them. They cannot be stored either.

=head1 FUNCTIONS

None is exported. Each can die with the exceptions that it names.

=head2 explain

    explain($pasted, $brand, param => 'c', key_ring => undef, context => '', revoked => [], now => time, link => 0)

Finds the links and tokens in the text that a customer sends in: a link, an SMS, HTML, or the source of a mail. Returns the
L<Siplaunch::Explanation> of one of them, for support desks. It distinguishes a wrong key from a damaged end, and so is a
padding oracle by design: never offer it to strangers.

C<key_ring> is a L<Siplaunch::KeyRing>, which opens sealed links, and C<context> is the one that they were sealed with. Without
C<key_ring> a sealed link stays closed. C<revoked> has the ids of sealed links that the portal has revoked. C<now> is in seconds
since 1970. C<link> picks one of several links, from 0: see L<Siplaunch::Explanation/link_count>. Dies with C<LINK_IDS>.

=head2 app_link

    app_link($token, scheme => 'sipphone')

The app link of a token. Dies with C<TOKEN> or C<SCHEME>.

=head2 parse_app_link

    parse_app_link($app_link, scheme => 'sipphone')

The token in an app link. Dies with C<LINK>.

=head2 parse_launch_link

    parse_launch_link($launch_link, param => 'c')

The payload of a launch link of any portal: a token or a sealed token. It repairs nothing, unlike the launch handler. Dies
with C<LINK>.

=head2 check_token

    check_token($token)

Dies with C<TOKEN> if the text is not canonical Base64 of one or more whole AES blocks.

=head2 escaped

    escaped($token)

The token, percent-escaped as in launch links. Dies with C<TOKEN>.

=head2 sealed_token_id

    sealed_token_id($sealed_token)

The id of a sealed token, 32 lower-case hex digits. It needs no key. Dies with C<SEALED_INVALID>.

=head2 ticket

    ticket(username => , server => , expire_ms => , token => )

The text of a ticket of the later Sipwise generation, for a QR code. C<expire_ms> is the expiry in milliseconds from the
token's issuer, and C<token> has 32 hex digits. Dies with C<QR_TICKET>, or as L<Siplaunch::Credentials/new>.

=head2 library_version

The version of F<libsiplaunch>.

=head1 LICENSE

Apache-2.0 or MIT, at your option.

=cut
