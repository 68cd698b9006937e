package Siplaunch::Opened;

use strict;
use warnings;

use Siplaunch::Credentials;
use Siplaunch::FFI;

# siplaunch_opened: place and length of each field, expiry, id; as long as a C compiler makes it.
use constant PLACES => '(L!2)3 Q Z33 x![Q]';
use constant LEN    => length pack PLACES, (0) x 7, '';

# Private: of a call that writes the three fields, and places that tell where they are.
sub _of_call {
    my ($class, $call, @in) = splice @_;
    vec(my $places, LEN - 1, 8) = 0;
    my $bytes = Siplaunch::FFI::written_before(\$places, $call, @in);
    my ($expires, $id) = (my @places = unpack PLACES, $places)[6, 7];
    my @fields = map { substr $bytes, $places[2 * $_], $places[2 * $_ + 1] } 0 .. 2;
    Siplaunch::FFI::wipe($bytes);
    return bless {
        credentials => Siplaunch::Credentials->_of_bytes(@fields),
        expires     => $expires,
        id          => $id,
    }, $class;
}

sub credentials { return $_[0]{credentials} }
sub expires     { return $_[0]{expires} }
sub id          { return $_[0]{id} }

1;
