package Siplaunch::FFI::Library;

# Loads libsiplaunch, and refuses a library that these modules do not know. Private.

use strict;
use warnings;

use FFI::Platypus 2.00;
use FFI::Platypus::DL qw(dlopen dlsym dlclose dlerror RTLD_PLATYPUS_DEFAULT);
use Siplaunch::Exception;

# The ABI that these modules call, and the name under which the dynamic linker knows it.
use constant ABI     => 0;
use constant SONAME  => 'libsiplaunch.so.' . ABI;
use constant ENV_VAR => 'SIPLAUNCH_LIB';

sub ffi {
    my $path = $ENV{ +ENV_VAR } // SONAME;
    check_loads($path);
    my $ffi = FFI::Platypus->new(api => 2, lib => $path);
    check_abi($ffi, $path);
    return $ffi;
}

sub check_loads {
    my ($path) = @_;
    my $library = dlopen($path, RTLD_PLATYPUS_DEFAULT);
    my $reason  = $library ? '' : dlerror() // 'unknown reason';
    if (!$library && defined $ENV{ +ENV_VAR }) {
        refuse("cannot load the library that SIPLAUNCH_LIB names ($reason): set it to the path of " . SONAME);
    }
    if (!$library) {
        refuse("cannot load libsiplaunch ($reason): install it with `make install` and `ldconfig`, or set "
                . 'SIPLAUNCH_LIB to the path of ' . SONAME);
    }
    my $known = dlsym($library, 'siplaunch_abi_version');
    dlclose($library);
    refuse("$path is not libsiplaunch: set SIPLAUNCH_LIB to the path of " . SONAME) if !$known;
    return;
}

sub check_abi {
    my ($ffi, $path) = @_;
    my $abi = $ffi->function(siplaunch_abi_version => [] => 'uint32')->call;
    return if $abi == ABI;
    return refuse("$path has ABI $abi and this Siplaunch needs ABI " . ABI . ': install both of the same version');
}

sub refuse {
    my ($message) = @_;
    return Siplaunch::Exception::Library->_throw(message => $message);
}

1;
