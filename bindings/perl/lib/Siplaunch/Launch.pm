package Siplaunch::Launch;

use strict;
use warnings;

use parent 'Siplaunch::Handle';

use Siplaunch::FFI;
use Siplaunch::Opened;
use Siplaunch::Response;

# The library's launch must be freed before its handler, which this keeps until then, by the launch's address.
my %HANDLERS;

# Private.
sub _of_handler {
    my ($class, $handler, @request) = splice @_;
    my $self = $class->_made(\&Siplaunch::FFI::handler_open, ${$handler}, @request);
    $HANDLERS{ ${$self} } = $handler;
    return $self;
}

sub DESTROY {
    my ($self) = @_;
    my $handler = delete $HANDLERS{ ${$self} };
    return $self->SUPER::DESTROY;
}

sub id {
    my ($self) = @_;
    my $id = Siplaunch::FFI::written(\&Siplaunch::FFI::launch_id, ${$self});
    return length $id ? $id : undef;
}

sub opened {
    my ($self) = @_;
    return defined $self->id ? Siplaunch::Opened->_of_call(\&Siplaunch::FFI::launch_opened, ${$self}) : undef;
}

sub answer {
    my ($self) = @_;
    return Siplaunch::Response->_made(\&Siplaunch::FFI::launch_answer, ${$self}, 0);
}

sub answer_revoked {
    my ($self) = @_;
    return Siplaunch::Response->_made(\&Siplaunch::FFI::launch_answer, ${$self}, 1);
}

sub _free { return \&Siplaunch::FFI::launch_free }

1;
