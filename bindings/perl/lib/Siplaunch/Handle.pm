package Siplaunch::Handle;

# What the library's objects have in common: a scalar with a pointer in it, so that dumping one shows an address.
# Private.

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;

# An object of what a call makes.
sub _made {
    my ($class, $call, @in) = splice @_;
    my $pointer = Siplaunch::FFI::made($call, @in);
    return bless \$pointer, $class;
}

sub _of_file {
    my ($class, $call, $path) = @_;
    my $bytes  = Siplaunch::Args::file($path);
    my $status = $call->($bytes, length $bytes, \my $pointer);
    Siplaunch::FFI::wipe($bytes);
    Siplaunch::FFI::check($status);
    return bless \$pointer, $class;
}

# Frees and wipes; at the end of the process the system does.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' || !${$self};
    $self->_free->(${$self});
    ${$self} = undef;
    return;
}

# Another thread's copy would free the same memory once more.
sub CLONE_SKIP { return 1 }

# So would one that comes out of a file.
sub STORABLE_freeze {
    my ($self) = @_;
    return Siplaunch::Args::usage('a ' . ref($self) . ' cannot be stored: make it anew of what it was made of');
}

1;
