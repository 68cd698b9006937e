# examples/encrypt.pl gives the tokens of the handbook's script, for its own example and for random inputs.
use strict;
use warnings;

use Test::More;

use FindBin;
use IPC::Open2 qw(open2);
use lib "$FindBin::Bin/lib";
use Repository qw(file);

sub filter {
    my ($input, @script) = @_;
    my $pid = open2(my $out, my $in, $^X, (map { "-I$_" } @INC), @script);
    binmode $in;
    print {$in} $input;
    close $in or die $!;
    my $output = do { local $/ = undef; <$out> };
    waitpid $pid, 0;
    is $?, 0, "$script[0] ends well";
    return $output;
}

my $example = "$FindBin::Bin/../examples/encrypt.pl";
is filter('username=testuser&server=example.org&password=testpass', $example), <<'LINES', 'the tokens in the handbook';
CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==
CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D
LINES

my @inputs = ('', "\n", "username=a\nb\n", map { my $len = $_; join '', map { chr int rand 256 } 1 .. $len } 1 .. 40);
my $handbook = filter(join('', map { unpack('H*', $_) . "\n" } @inputs), file(qw(tests perl encrypt.pl)));
is join('', map { filter($_, $example) } @inputs), $handbook, 'the tokens of its script';

done_testing;
