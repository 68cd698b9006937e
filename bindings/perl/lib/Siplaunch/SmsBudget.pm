package Siplaunch::SmsBudget;

use strict;
use warnings;

# The calls are in C.
use Siplaunch;

1;

__END__

=head1 NAME

Siplaunch::SmsBudget - the cost of sending a text by SMS

=head1 SYNOPSIS

    use Siplaunch;

    my $budget = Siplaunch::SmsBudget->of('Welcome!');
    print $budget->units, ' units, ', $budget->units_left, " left\n";

=head1 CLASS METHODS

=head2 of

    of($text)

The budget of a text. L<Siplaunch::Sms/budget> is that of an SMS with a link.

=head1 METHODS

=head2 encoding

C<GSM-7>, of 160 units, or 153 in each of several parts; or C<UCS-2>, of 70 units, or 67.

=head2 first_non_gsm

The first character that the GSM alphabet does not have, or undef.

=head2 units

The length in units of the encoding.

=head2 parts

The number of parts, each of which is paid for; 1 at least.

=head2 units_left

The units left in the last part.

=head2 characters

The length in characters.

=head2 is_within_handbook

Whether the text keeps to the handbook's advice of 140 characters or fewer.

=cut
