package Queue;

# What flushes itself when it is destroyed: makes its calls, and says how each of them went.

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
