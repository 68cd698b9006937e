package Siplaunch;

use 5.026;
use strict;
use warnings;

our $VERSION = '0.1.0';

require XSLoader;
eval { XSLoader::load(); 1 } or die 'cannot load the library of Siplaunch: install libsiplaunch with `make install` and `ldconfig`, '
    . "and build Siplaunch again if that does not help: $@";

# What is in Perl loads on first use.
sub Siplaunch::ClaimStore::new       { require Siplaunch::ClaimStore;    goto &Siplaunch::ClaimStore::_new }
sub Siplaunch::LaunchHandler::cgi    { require Siplaunch::LaunchHandler; goto &Siplaunch::LaunchHandler::_cgi }
sub Siplaunch::LaunchHandler::to_app { require Siplaunch::LaunchHandler; goto &Siplaunch::LaunchHandler::_to_app }
sub Siplaunch::Page::new             { require Siplaunch::Page;          goto &Siplaunch::Page::_new }

# The bytes of a file that holds secrets.
sub _bytes_of_file {
    my ($path) = @_;
    Siplaunch::Args::usage('the path is missing') if !defined $path;
    open my $file, '<:raw', $path or Siplaunch::Args::usage("cannot read the file: $!");
    my $mode = (stat $file)[2] & oct '0777';
    my $warning = -f _ ? _mode_warning($mode) : undef;
    warn sprintf "siplaunch: warning: %s has mode %04o, %s\n", $path, $mode, $warning if defined $warning;
    my $bytes = do { local $/ = undef; <$file> };
    close $file or Siplaunch::Args::usage("cannot read the file: $!");
    return $bytes // '';
}

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

=item L<Siplaunch::Batch>

The tokens or links of many rows of credentials.

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

F<Makefile.PL> finds the library by pkg-config, or in the folder that the environment variable C<SIPLAUNCH_PREFIX> names. If
the library is missing or does not fit when these modules load, they die with words that name the fix.

The parts that are in Perl load on first use. A program that gives up its C<@INC>, as C<chroot> does, loads them first: L<Siplaunch::ClaimStore>,
L<Siplaunch::LaunchHandler> and L<Siplaunch::Page>.

A process can use its objects after a C<fork>. A copy of an object in another thread, or one by C<Clone>, is of no use: calls on
it die with a C<Siplaunch::Exception::Usage>. Another thread has its own copies of credentials, SMS and QR codes. L<Storable>
cannot store objects.

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
