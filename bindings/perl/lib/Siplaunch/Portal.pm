package Siplaunch::Portal;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI;

sub new {
    my ($class, @given) = splice @_;
    my %args = Siplaunch::Args::named([qw(base param)], @given);
    return $class->_made(
        \&Siplaunch::FFI::portal_new,
        Siplaunch::Args::text(base => $args{base}),
        Siplaunch::Args::optional_text(param => $args{param}),
    );
}

sub launch_link {
    my ($self, $brand, $credentials) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::portal_launch_link,
        ${$self},
        Siplaunch::Args::handle('Siplaunch::Brand', $brand),
        Siplaunch::Args::fields($credentials),
    );
}

sub sealed_link {
    my ($self, $key_ring, $credentials, @given) = splice @_;
    my %args = Siplaunch::Args::named([qw(expires context)], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::portal_sealed_link,
        ${$self},
        Siplaunch::Args::handle('Siplaunch::KeyRing', $key_ring),
        Siplaunch::Args::fields($credentials),
        Siplaunch::Args::whole(expires => $args{expires}),
        Siplaunch::Args::bytes(context => $args{context} // ''),
    );
}

sub link {
    my ($self, $carried) = splice @_;
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::portal_link,
        ${$self},
        Siplaunch::Args::text('token or sealed link' => $carried),
    );
}

sub _free { return \&Siplaunch::FFI::portal_free }

1;
