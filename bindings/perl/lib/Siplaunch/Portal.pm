package Siplaunch::Portal;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Portal - the address of a portal's launch handler, and the links to it

=head1 SYNOPSIS

    use Siplaunch;

    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'testpass',
    );
    my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
    print $portal->launch_link(Siplaunch::Brand->sip_phone, $credentials), "\n";

    my $key_ring = Siplaunch::KeyRing->from_file('keys.toml');
    print $portal->sealed_link($key_ring, $credentials, expires => time + 24 * 60 * 60), "\n";

=head1 METHODS

=head2 new

    new(base => , param => 'c')

C<base> is an absolute http or https URL in ASCII, and C<param>, of RFC 3986 unreserved characters, carries the payload.
Launch links should be https: whoever reads one can log in. Give the base no query of its own: links then end in
C<&c=...>, and some programs that rewrite links in mails lose that part. Dies with C<PORTAL_BASE> or C<PARAM>.

=head2 launch_link

    launch_link($brand, $credentials)

The launch link of credentials, with a token in it.

=head2 launch_link_of

    launch_link_of($brand, username => , server => , password => )

The launch link of three texts, without an object for them.

=head2 sealed_link

    sealed_link($key_ring, $credentials, expires => , context => '')

The sealed link of credentials. Only a launch handler with the same key ring and context can open it, until it expires.
C<expires> is in seconds since 1970. One link in sixty expires a second later and very few expire some seconds later, so
that no link has C<..> in it, where some programs end a link. C<context> is bytes that both sides know and the link does
not carry, such as the portal's host. Dies with C<EXPIRES>.

=head2 one_time_link

    one_time_link($key_ring, $credentials, expires => , context => '')

The one-time link of credentials: a sealed link that opens the app with a tap on its page, and that its first tap uses up.
The launch handler needs a L<Siplaunch::ClaimStore>. Arguments and errors are those of L</sealed_link>; C<expires> is kept
to the second. Dies with C<RANDOM> too.

=head2 launch_links

    launch_links($brand, \@rows)
    launch_links($brand, usernames => [...], servers => [...], passwords => [...])

The L<Siplaunch::Batch> of the launch links of many rows of credentials.

=head2 sealed_links

    sealed_links($key_ring, \@rows, expires => , context => '')
    sealed_links($key_ring, usernames => [...], servers => [...], passwords => [...], expires => , context => '')

The L<Siplaunch::Batch> of the sealed links of many rows of credentials, all with the same expiry and context: see
L</sealed_link>.

=head2 one_time_links

    one_time_links($key_ring, \@rows, expires => , context => '')
    one_time_links($key_ring, usernames => [...], servers => [...], passwords => [...], expires => , context => '')

The same with one-time links.

=head2 link

    link($payload)

The launch link of a payload: the text of a token or of a sealed token. Dies with C<TOKEN> if it is neither.

=cut
