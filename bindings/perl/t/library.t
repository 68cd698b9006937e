# The errors for a library that is missing or does not fit.
use strict;
use warnings;

use Config;
use Test::More;

use File::Temp qw(tempdir);

my $dir = tempdir(CLEANUP => 1);

# The words of a new process that finds this library first.
sub loading {
    my ($library) = @_;
    local $ENV{LD_LIBRARY_PATH} = $dir;
    delete local $ENV{PERL_DL_NONLAZY};
    rename $library, "$dir/libsiplaunch.so.0" or die "$library: $!";
    open my $perl, '-|', $^X, (map { "-I$_" } @INC), '-e', <<'PERL' or die $!;
eval { require Siplaunch; print 'loaded'; 1 } or print $@;
PERL
    local $/ = undef;
    return scalar <$perl>;
}

open my $source, '>', "$dir/old.c" or die $!;
print {$source} "unsigned siplaunch_abi_version(void) { return 99; }\n";
close $source or die $!;
system($Config{cc}, '-shared', '-fPIC', '-o', "$dir/old.so", "$dir/old.c") == 0 or die 'no C compiler';
like loading("$dir/old.so"), qr/install libsiplaunch.*: libsiplaunch has ABI 99 and this Siplaunch was built for ABI 0/, 'another ABI';

open my $none, '>', "$dir/none.so" or die $!;
print {$none} "no library\n";
close $none or die $!;
like loading("$dir/none.so"), qr/install libsiplaunch.*: .*libsiplaunch\.so\.0/, 'no library';

done_testing;
