# The tests of objects' lives, and of arguments that run code, under valgrind: nobody uses memory after it is freed, or frees it
# twice.
use strict;
use warnings;

use File::Temp;
use FindBin;
use Test::More;

use constant FAULT => 99;

my $log      = File::Temp->new;
my @valgrind = (qw(valgrind --quiet --error-exitcode=99), "--log-file=$log", "--suppressions=$FindBin::Bin/valgrind.supp");
my @perl     = ($^X, map { "-I$_" } grep { !ref } @INC);

sub status {
    my (@command) = @_;
    open my $out, '-|', @command or die "$command[0]: $!";
    my @said = <$out>;
    close $out;
    return $? >> 8;
}

# valgrind sees a fault.
is status(@valgrind, @perl, '-e', <<'PERL'), FAULT, 'valgrind sees a bad read' or BAIL_OUT('valgrind');
my $text = 'x' x 10_000;
my $at   = unpack 'J', pack 'p', $text;
undef $text;
print unpack 'P1', pack 'J', $at;
PERL

# Perl frees all memory at the end, as it does inside Apache.
local $ENV{PERL_DESTRUCT_LEVEL} = 2;
for my $test (qw(arguments batch_values lifetime)) {
    is status(@valgrind, @perl, "$FindBin::Bin/../t/$test.t"), 0, $test or diag <$log>;
}
my %status = (end => 0, exit => 3, die => 255);
for my $end (sort keys %status) {
    is status(@valgrind, @perl, "$FindBin::Bin/../t/lib/shutdown.pl", $end), $status{$end}, "shutdown: $end" or diag <$log>;
}

done_testing;
