package Siplaunch::QrCode;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::QrCode - a link as a QR code

=head1 SYNOPSIS

    use Siplaunch;

    my $qr = Siplaunch::QrCode->new('https://portal.example/p?c=...');
    open my $file, '>:raw', 'link.png' or die "link.png: $!";
    print {$file} $qr->to_png(pixels_per_module => 4);
    close $file or die "link.png: $!";

=head1 DESCRIPTION

The error correction level is M. A text of 2,331 bytes always fits. The methods that draw die with C<QR_TEXT> if the text
is too long.

=head1 METHODS

=head2 new

    new($text)

A QR code of a text.

=head2 to_svg

The code as an SVG element, black on white.

=head2 to_png

    to_png(pixels_per_module => 8)

The code as the bytes of a PNG picture, black on white. Its modules are 1 to 64 pixels wide. Dies with C<QR_SCALE> for
another width.

=head2 to_terminal

The code as lines of characters, for a terminal with light text on a dark background. On a light terminal the code looks
inverted, and some scanners cannot read it: set light on dark colours there.

=cut
