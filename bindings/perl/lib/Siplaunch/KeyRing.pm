package Siplaunch::KeyRing;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::KeyRing - the keys of sealed links

=head1 SYNOPSIS

    use Siplaunch;

    my $key_ring     = Siplaunch::KeyRing->from_file('keys.toml');
    my $credentials  = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'testpass',
    );
    my $sealed_token = $key_ring->seal($credentials, expires => time + 3600, context => 'portal.example');
    my $opened       = $key_ring->open($sealed_token, context => 'portal.example');
    print $opened->credentials->username, ' until ', scalar localtime $opened->expires, "\n";

=head1 DESCRIPTION

A sealed link carries a sealed token: credentials that only the owners of the key can read or change, until they expire. A
key ring has one to four keys with the ids 0 to 3. One of them, the current key, seals; all of them open. To change keys,
add a new one to the key rings of all handlers, then make it current, and take the old one out when the last link that it
sealed has expired.

=head1 METHODS

=head2 new

    new(keys => { 0 => $bytes }, current => 0)

Each key is 32 random bytes. Dies with C<SEALING_KEY> or C<CURRENT_KEY>.

=head2 from_file

    from_file($path)

A key ring from the file that C<siplaunch keygen> writes. Warns if its mode is too open. Dies with C<KEY_ENTRIES> and
as L</new>.

=head2 from_toml

    from_toml($toml)

A key ring from the text of a key file.

=head2 seal

    seal($credentials, expires => , context => '')

The sealed token of credentials. L<Siplaunch::Portal/sealed_link> seals and makes the link, and explains the arguments.

=head2 seal_one_time

    seal_one_time($credentials, expires => , context => '')

The sealed token of credentials for a one-time link: see L<Siplaunch::Portal/one_time_link>. No two have the same id. Dies
with C<RANDOM> if the system gives no random bytes.

=head2 open

    open($sealed_token, now => time, context => '')

The L<Siplaunch::Opened> in a sealed token. Dies with C<SEALED_EXPIRED> if it has expired, and with C<SEALED_INVALID>,
whatever the cause, if this key ring and context did not seal it.

=cut
