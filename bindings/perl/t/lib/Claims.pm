package Claims;

# A claim store of a portal's own, in memory.

use strict;
use warnings;

sub new {
    my ($class) = @_;
    return bless {}, $class;
}

sub claim {
    my ($self, $launch) = @_;
    return $launch->needs_claim && $self->{ $launch->id }++ ? 'again' : 'first';
}

1;
