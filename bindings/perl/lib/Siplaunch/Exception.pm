package Siplaunch::Exception;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::Exception - the exceptions of these modules

=head1 SYNOPSIS

    use Siplaunch;

    my %account = (username => 'testuser', server => 'example.org', password => "x\n");
    if (!eval { Siplaunch::Credentials->new(%account); 1 }) {
        die $@ if !$@->isa('Siplaunch::Exception::Credentials');
        print $@->name, ': ', $@->message, "\n";
    }

=head1 DESCRIPTION

As a string, an exception is C<MESSAGE at FILE line LINE.> with the place that called these modules. It holds nothing of
any input. The tens of its number are its topic, and each topic has a class, which is a C<Siplaunch::Exception>:

=over 4

=item Siplaunch::Exception::Brand

The parts of a brand or its file: 10 to 19.

=item Siplaunch::Exception::Credentials

An empty field, or a field that the app would misread: 20 to 29.

=item Siplaunch::Exception::Token

A text that is no token of the brand: 30 to 39.

=item Siplaunch::Exception::Link

A text that is no link, or a part that no link has: 40 to 49.

=item Siplaunch::Exception::Sealed

A sealed token of another key ring, a key or an expiry, or a claim store's grace or taps: 50 to 59.

=item Siplaunch::Exception::SealedExpired

A sealed token that has expired: 54. It is a C<Siplaunch::Exception::Sealed>.

=item Siplaunch::Exception::Qr

A QR code or a ticket: 60 to 62.

=item Siplaunch::Exception::Message

An SMS or a mail: 63 to 69, and 80 to 89.

=item Siplaunch::Exception::Page

A setting of a launch page: 70 to 79.

=item Siplaunch::Exception::Input

A text that is not UTF-8 or too long, or a list of ids with anything else in it: 3, 4 or 6.

=item Siplaunch::Exception::ClaimStore

The database of a claim store failed. It has no number.

=item Siplaunch::Exception::Usage

A wrong call: an argument is missing or of the wrong kind, or a file cannot be read. It has no number.

=item Siplaunch::Exception::Library

The library has a defect, or does not fit. Its number is 1, 2, 5, 7 or 9, or another that these modules do not know.

=back

=head1 METHODS

=head2 code

The number, the same in every language of the project, or undef.

=head2 name

The name of the number, such as C<PASSWORD_CHARACTER>, or undef.

=head2 message

The fault and the fix.

=head2 setting

The name of the page's setting at fault, such as C<accent_color>, or undef.

=head2 file

The file that called these modules.

=head2 line

The line in that file.

=head2 as_string

The exception as a string. Perl calls it wherever it needs one.

=cut
