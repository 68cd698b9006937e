package Fails;

# How a call fails.

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(fails);

# With an exception of this class and name that says where, and repeats nothing it should not.
sub fails {
    my ($call, $topic, $name, $what) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my (undef, $file) = caller;
    ok !eval { $call->(); 1 }, $what // "$topic: " . ($name // 'wrong use');
    my $exception = $@;
    isa_ok $exception, "Siplaunch::Exception::$topic";
    is eval { $exception->name }, $name, 'its name';
    like "$exception", qr/ at \Q$file\E line \d+\.\n\z/, 'its place';
    return $exception;
}

1;
