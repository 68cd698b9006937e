package Siplaunch::SmsBudget;

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;

my @ENCODINGS = qw(GSM-7 UCS-2);

# siplaunch_sms_budget, with a C compiler's padding.
use constant BUDGET => 'l L (L!)4 C x![L!]';
use constant LEN    => length pack BUDGET, (0) x 7;

sub of {
    my ($class, $text) = splice @_;
    my @text   = Siplaunch::Args::text(text => $text);
    my $budget = $class->_empty;
    Siplaunch::FFI::check(Siplaunch::FFI::sms_count(@text, ${$budget}));
    return $class->_of_struct($budget);
}

# Private: the place for a budget that the library writes.
sub _empty {
    vec(my $budget, LEN - 1, 8) = 0;
    return \$budget;
}

# Private: from a budget that the library has written.
sub _of_struct {
    my ($class, $budget) = @_;
    my ($encoding, $first, @numbers) = unpack BUDGET, ${$budget};
    my %is = (encoding => $ENCODINGS[$encoding], first_non_gsm => $first ? chr $first : undef);
    @is{qw(units parts units_left characters)} = @numbers;
    $is{is_within_handbook} = !!$numbers[-1];
    return bless \%is, $class;
}

sub encoding           { return $_[0]{encoding} }
sub first_non_gsm      { return $_[0]{first_non_gsm} }
sub units              { return $_[0]{units} }
sub parts              { return $_[0]{parts} }
sub units_left         { return $_[0]{units_left} }
sub characters         { return $_[0]{characters} }
sub is_within_handbook { return $_[0]{is_within_handbook} }

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
