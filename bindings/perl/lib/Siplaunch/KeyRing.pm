package Siplaunch::KeyRing;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use FFI::Platypus::Buffer qw(scalar_to_pointer);
use Siplaunch::Args;
use Siplaunch::FFI;
use Siplaunch::Opened;

# siplaunch_sealing_key: id, pointer, length.
use constant SEALING_KEY => '(C x![L!] L! L!)*';

sub new {
    my ($class, @given) = splice @_;
    my ($keys, $current) = Siplaunch::Args::named([qw(keys current)], @given);
    Siplaunch::Args::usage('keys is not a hash reference of id => 32 bytes') if ref $keys ne 'HASH';
    my @ids   = sort keys %{$keys};
    my @bytes = map { (Siplaunch::Args::bytes(key => $keys->{$_}))[0] } @ids;
    my $array = pack SEALING_KEY, map { (_id($ids[$_]), scalar_to_pointer($bytes[$_]), length $bytes[$_]) } 0 .. $#ids;
    my $status = Siplaunch::FFI::key_ring_new($array, scalar @ids, _id($current), \my $pointer);
    Siplaunch::FFI::wipe($_) for @bytes;
    Siplaunch::FFI::check($status);
    return bless \$pointer, $class;
}

# The library says which ids there are; here they only have to fit into a byte.
sub _id {
    my ($id) = splice @_;
    my $whole = Siplaunch::Args::whole(id => $id);
    return $whole > 255 ? 255 : $whole;
}

sub from_toml {
    my ($class, $toml) = splice @_;
    return $class->_made(\&Siplaunch::FFI::key_ring_from_toml, Siplaunch::Args::text(toml => $toml));
}

sub from_file {
    my ($class, $path) = @_;
    return $class->_of_file(\&Siplaunch::FFI::key_ring_from_toml, $path);
}

sub seal {
    my ($self, $credentials, @given) = splice @_;
    my ($expires, $context) = Siplaunch::Args::named([qw(expires context)], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::key_ring_seal,
        ${$self},
        Siplaunch::Args::fields($credentials),
        Siplaunch::Args::whole(expires => $expires),
        Siplaunch::Args::bytes(context => $context // ''),
    );
}

sub open {
    my ($self, $sealed, @given) = splice @_;
    my ($now, $context) = Siplaunch::Args::named([qw(now context)], @given);
    return Siplaunch::Opened->_of_call(
        \&Siplaunch::FFI::key_ring_open,
        ${$self},
        Siplaunch::Args::text('sealed link' => $sealed),
        Siplaunch::Args::whole(now => $now // 0),
        Siplaunch::Args::bytes(context => $context // ''),
    );
}

sub _free { return \&Siplaunch::FFI::key_ring_free }

1;
