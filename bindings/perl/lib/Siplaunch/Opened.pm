package Siplaunch::Opened;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Opened - the content of a sealed token

=head1 SYNOPSIS

    use Siplaunch;

    my $key_ring    = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
    my $credentials = Siplaunch::Credentials->new(
        username => 'testuser', server => 'example.org', password => 'testpass',
    );
    my $opened = $key_ring->open($key_ring->seal($credentials, expires => time + 3600));
    print join(' ', $opened->id, $opened->expires, $opened->credentials->username), "\n";

=head1 METHODS

=head2 credentials

The L<Siplaunch::Credentials>.

=head2 expires

The expiry, in seconds since 1970.

=head2 id

The id, for revocation and one-time links: 32 lower-case hex digits. No secret.

=head2 is_one_time

Whether it is that of a one-time link, which opens the app only once it is claimed.

=cut
