# The loader's errors for a wrong library.
use strict;
use warnings;

use Config;
use Test::More;

use File::Temp qw(tempdir);

my $dir = tempdir(CLEANUP => 1);

sub compiled {
    my ($name, $source) = @_;
    open my $file, '>', "$dir/$name.c" or die $!;
    print {$file} $source;
    close $file or die $!;
    system($Config{cc}, '-shared', '-fPIC', '-o', "$dir/$name.so", "$dir/$name.c") == 0 or die 'no C compiler';
    return "$dir/$name.so";
}

# The output of a new process that loads the modules.
sub loading {
    my (%env) = @_;
    local @ENV{ keys %env } = values %env;
    delete local $ENV{SIPLAUNCH_LIB} if !defined $env{SIPLAUNCH_LIB};
    open my $perl, '-|', $^X, (map { "-I$_" } @INC), '-e', <<'PERL' or die $!;
eval { require Siplaunch; print Siplaunch->VERSION; 1 } or print ref $@ || 'no object', ": $@";
PERL
    local $/ = undef;
    return scalar <$perl>;
}

my $old   = compiled(old => 'unsigned siplaunch_abi_version(void) { return 99; }');
my $other = compiled(other => 'int other;');
like loading(SIPLAUNCH_LIB => "$dir/gone.so"), qr/cannot load the library that SIPLAUNCH_LIB names.*gone\.so/, 'no such file';
like loading(SIPLAUNCH_LIB => $other), qr/other\.so is not libsiplaunch: set SIPLAUNCH_LIB/, 'another library';
like loading(SIPLAUNCH_LIB => $old), qr/old\.so has ABI 99 and this Siplaunch needs ABI 0: install/, 'another ABI';

open my $file, '>', "$dir/libsiplaunch.so.0" or die $!;
print {$file} "no library\n";
close $file or die $!;
like loading(LD_LIBRARY_PATH => $dir), qr/cannot load libsiplaunch \(.*\): install it with `make install`/, 'not installed';

done_testing;
