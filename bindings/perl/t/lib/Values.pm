package Values;

# Values that run code when they are read.

use strict;
use warnings;

use Exporter 'import';
use Tie::Array ();
use Tie::Hash ();
use Tie::Scalar ();

our @EXPORT_OK = qw(overloaded tied_array tied_hash tied_value);

sub tied_array {
    tie my @array, 'Tie::StdArray' or die;
    @array = @_;
    return \@array;
}

sub tied_hash {
    my ($values) = @_;
    tie my %hash, 'Tie::StdHash' or die;
    %hash = %{$values};
    return \%hash;
}

# A reference to a tied scalar, and to the number of its reads.
sub tied_value {
    my ($text) = @_;
    my $reads = 0;
    tie my $value, 'Values::Counting', $text, \$reads or die;
    return (\$value, \$reads);
}

# An object that is a text, and runs a sub before.
sub overloaded {
    my ($text, $sub) = @_;
    return bless [$text, $sub], 'Values::Overloaded';
}

package Values::Counting;    ## no critic (ProhibitMultiplePackages): a part of this one

sub TIESCALAR { my ($class, @is) = @_; return bless \@is, $class }
sub FETCH     { my ($self) = @_; ${ $self->[1] }++; return $self->[0] }

package Values::Overloaded;    ## no critic (ProhibitMultiplePackages): a part of this one

use overload '""' => sub { my ($self) = @_; $self->[1]->() if $self->[1]; return $self->[0] }, fallback => 1;

1;
