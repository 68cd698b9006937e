package Siplaunch::Handle;

# The base of the classes whose objects the library makes. An object has the library's pointer, and its own address as the
# owner of that pointer. A copy, made by a thread or by Clone, has another address: it neither uses nor frees the pointer.
# Private.

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

# An object over the pointer that a call makes.
sub _made {
    my ($class, $call, @in) = splice @_;
    return $class->_of(Siplaunch::FFI::made($call, @in));
}

# An object from the bytes of a file, which are wiped.
sub _of_file {
    my ($class, $call, $path) = @_;
    my $bytes  = Siplaunch::Args::file($path);
    my $status = $call->($bytes, length $bytes, \my $pointer);
    Siplaunch::FFI::wipe($bytes);
    Siplaunch::FFI::check($status);
    return $class->_of($pointer);
}

# The pointer, for calls. A copy has none, and neither has a freed object.
sub _pointer {
    my ($self) = @_;
    return $self->[POINTER] if $self->[OWNER] == $self;
    return Siplaunch::Args::usage('this ' . ref($self) . ' is freed, or it is a copy, as another thread has: make a new one');
}

# Frees and wipes, except at the end of the process, where the system does.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' || $self->[OWNER] != $self;
    $self->[OWNER] = 0;
    $self->_free->($self->[POINTER]);
    return;
}

# An object read from a file would have a pointer of another process.
sub STORABLE_freeze {
    my ($self) = @_;
    return Siplaunch::Args::usage('a ' . ref($self) . ' cannot be stored: store its values and make a new one of them');
}

1;
