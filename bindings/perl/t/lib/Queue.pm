package Queue;

# A queue that flushes itself when it is destroyed: it makes its calls, and prints the result of each.

use strict;
use warnings;

sub new {
    my ($class, %is) = @_;
    return bless \%is, $class;
}

sub DESTROY {
    my ($self) = @_;
    for my $name (sort keys %{ $self->{calls} }) {
        my $said = eval { $self->{calls}{$name}->($self); 1 } ? 'ok' : ref $@ || $@;
        chomp $said;
        print "$self->{name}: $name: $said\n";
    }
    return;
}

1;
