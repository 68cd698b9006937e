package Siplaunch::QrCode;

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;

# The object is a closure over its text, which is mostly a link: dumping and storing it shows none.

sub new {
    my ($class, $text) = splice @_;
    my @text = Siplaunch::Args::text(text => $text);
    return bless sub { @text }, $class;
}

sub svg {
    my ($self) = @_;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::qr_svg, $self->());
}

sub terminal {
    my ($self) = @_;
    my $drawn = Siplaunch::FFI::written(\&Siplaunch::FFI::qr_terminal, $self->());
    utf8::decode($drawn);
    return $drawn;
}

sub png {
    my ($self, @given) = splice @_;
    my ($pixels_per_module) = Siplaunch::Args::named(['pixels_per_module'], @given);
    my $scale = Siplaunch::Args::whole(pixels_per_module => $pixels_per_module // 8);
    return Siplaunch::FFI::written(\&Siplaunch::FFI::qr_png, $self->(), $scale);
}

1;
