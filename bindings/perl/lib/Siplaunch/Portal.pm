package Siplaunch::Portal;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::Args;
use Siplaunch::FFI qw($OUT $LEN $ZEROS CAPACITY);

sub new {
    my ($class, @given) = splice @_;
    my ($base, $param) = Siplaunch::Args::named([qw(base param)], @given);
    return $class->_made(
        \&Siplaunch::FFI::portal_new,
        Siplaunch::Args::text(base => $base),
        Siplaunch::Args::optional_text(param => $param),
    );
}

# Portals make links by the thousand: the usual case goes without the detour that serves all others.
sub launch_link {
    if (   ref $_[1] eq 'Siplaunch::Brand'
        && ref $_[2] eq 'Siplaunch::Credentials'
        && !Siplaunch::FFI::portal_launch_link(${ $_[0] }, ${ $_[1] }, @{ $_[2]->() }, $OUT, CAPACITY, $LEN))
    {
        my $link = substr $OUT, 0, ${$LEN};
        substr $OUT, 0, CAPACITY, $ZEROS;
        return $link;
    }
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
    my ($expires, $context) = Siplaunch::Args::named([qw(expires context)], @given);
    return Siplaunch::FFI::written(
        \&Siplaunch::FFI::portal_sealed_link,
        ${$self},
        Siplaunch::Args::handle('Siplaunch::KeyRing', $key_ring),
        Siplaunch::Args::fields($credentials),
        Siplaunch::Args::whole(expires => $expires),
        Siplaunch::Args::bytes(context => $context // ''),
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
