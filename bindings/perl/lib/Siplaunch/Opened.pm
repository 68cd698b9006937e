package Siplaunch::Opened;

use strict;
use warnings;

use Siplaunch::Credentials;
use Siplaunch::FFI;

# siplaunch_opened: the offset and the length of each field, expiry, id, one-time flag; with a C compiler's padding.
use constant PLACES => '(L!2)3 Q Z33 C x![Q]';
use constant LEN    => length pack PLACES, (0) x 7, '', 0;

# Private: from a call that writes the three fields and their places.
sub _of_call {
    my ($class, $call, @in) = splice @_;
    vec(my $places, LEN - 1, 8) = 0;
    my $bytes = Siplaunch::FFI::written_before(\$places, $call, @in);
    my ($expires, $id, $is_one_time) = (my @places = unpack PLACES, $places)[6 .. 8];
    my @fields = map { substr $bytes, $places[2 * $_], $places[2 * $_ + 1] } 0 .. 2;
    Siplaunch::FFI::wipe($bytes);
    return bless {
        credentials => Siplaunch::Credentials->_of_bytes(@fields),
        expires     => $expires,
        id          => $id,
        is_one_time => !!$is_one_time,
    }, $class;
}

sub credentials { return $_[0]{credentials} }
sub expires     { return $_[0]{expires} }
sub id          { return $_[0]{id} }
sub is_one_time { return $_[0]{is_one_time} }

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
