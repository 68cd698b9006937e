package Siplaunch::Handle;

# What the library's objects have in common: a pointer, and the address of the object that may use and free it. Copies of
# an object, as threads and Clone make them, have another address. Private.

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;

use constant { POINTER => 0, OWNER => 1 };

# An object over a pointer.
sub _of {
    my ($class, $pointer) = @_;
    my $self = bless [$pointer], $class;
    $self->[OWNER] = 0 + $self;
    return $self;
}

# An object of what a call makes.
sub _made {
    my ($class, $call, @in) = splice @_;
    return $class->_of(Siplaunch::FFI::made($call, @in));
}

sub _of_file {
    my ($class, $call, $path) = @_;
    my $bytes  = Siplaunch::Args::file($path);
    my $status = $call->($bytes, length $bytes, \my $pointer);
    Siplaunch::FFI::wipe($bytes);
    Siplaunch::FFI::check($status);
    return $class->_of($pointer);
}

# What calls take; copies and what is freed have none.
sub _pointer {
    my ($self) = @_;
    return $self->[POINTER] if $self->[OWNER] == $self;
    return Siplaunch::Args::usage('this ' . ref($self) . ' is freed, or a copy, as in another thread: make a new one');
}

# Frees and wipes; at the end of the process the system does.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' || $self->[OWNER] != $self;
    $self->[OWNER] = 0;
    $self->_free->($self->[POINTER]);
    return;
}

# What comes out of a file could not be used.
sub STORABLE_freeze {
    my ($self) = @_;
    return Siplaunch::Args::usage('a ' . ref($self) . ' cannot be stored: make it anew of what it was made of');
}

1;
