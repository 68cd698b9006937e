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
    my $scale = Siplaunch::Args::whole(pixels_per_module => $pixels_per_module // 8, 0xFFFF_FFFF) || 0xFFFF_FFFF;
    return Siplaunch::FFI::written(\&Siplaunch::FFI::qr_png, $self->(), $scale);
}

1;

__END__

=head1 NAME

Siplaunch::QrCode - a link as a QR code

=head1 SYNOPSIS

    use Siplaunch;

    my $qr = Siplaunch::QrCode->new('https://portal.example/p?c=...');
    open my $file, '>:raw', 'link.png' or die "link.png: $!";
    print {$file} $qr->png(pixels_per_module => 4);
    close $file or die "link.png: $!";

=head1 METHODS

The error correction level is M. 2,331 bytes of text fit in any case; those that draw die with C<QR_TEXT> if it is too
long.

=head2 new

    new($text)

A QR code of a text.

=head2 svg

A picture in SVG.

=head2 png

    png(pixels_per_module => 8)

The bytes of a picture in PNG, its modules 1 to 64 pixels wide. Dies with C<QR_SCALE> for other scales.

=head2 terminal

Characters for a terminal, dark on light whatever its colours are.

=cut
