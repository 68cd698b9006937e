package Siplaunch::SmsBudget;

use strict;
use warnings;

my @ENCODINGS = qw(GSM-7 UCS-2);

# siplaunch_sms_budget, as long as a C compiler makes it.
use constant BUDGET => 'l L (L!)4 C x![L!]';
use constant LEN    => length pack BUDGET, (0) x 7;

# Private: for the library to count into.
sub _empty {
    vec(my $budget, LEN - 1, 8) = 0;
    return \$budget;
}

# Private: of what the library counted.
sub _of {
    my ($class, $budget) = @_;
    my %is;
    (my $encoding, $is{first_non_gsm}, @is{qw(units parts units_left characters)}, $is{within_handbook}) = unpack BUDGET, ${$budget};
    $is{encoding}        = $ENCODINGS[$encoding];
    $is{first_non_gsm}      = $is{first_non_gsm} ? chr $is{first_non_gsm} : undef;
    $is{within_handbook} = !!$is{within_handbook};
    return bless \%is, $class;
}

sub encoding        { return $_[0]{encoding} }
sub first_non_gsm      { return $_[0]{first_non_gsm} }
sub units           { return $_[0]{units} }
sub parts           { return $_[0]{parts} }
sub units_left      { return $_[0]{units_left} }
sub characters      { return $_[0]{characters} }
sub within_handbook { return $_[0]{within_handbook} }

1;

__END__

=head1 NAME

Siplaunch::SmsBudget - what sending a text as SMS takes

=head1 SYNOPSIS

    use Siplaunch;

    my $budget = Siplaunch::Sms->count('Welcome!');
    print $budget->units, ' units, ', $budget->units_left, " left\n";

=head1 METHODS

=head2 encoding

C<GSM-7>, of 160 units, or 153 in each of several parts; or C<UCS-2>, of 70 units, or 67.

=head2 first_non_gsm

The first character that made it UCS-2, or undef.

=head2 units

The length in units of the encoding.

=head2 parts

The number of parts, which is what is paid for; 1 at least.

=head2 units_left

The units left in the last part.

=head2 characters

The length in characters.

=head2 within_handbook

Whether the text keeps to the handbook's advice of 140 characters or fewer.

=cut
