package Fails;

# Tests of calls that fail.

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(fails);

# Tests that a call dies with an exception of this class and name, from a line of the test.
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
