# Makefile.PL finds the library, or names the fix.
use strict;
use warnings;

use Test::More;

use Cwd qw(abs_path);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;

my $source = abs_path("$FindBin::Bin/..");
my $dir    = tempdir(CLEANUP => 1);
system('cp', '-RL', $source, "$dir/copy") == 0 or die 'cannot copy';

# The words of Makefile.PL, and the line of its Makefile that has the library.
sub configured {
    my (%env) = @_;
    delete local @ENV{qw(SIPLAUNCH_PREFIX PKG_CONFIG_PATH PKG_CONFIG_LIBDIR)};
    local @ENV{ keys %env } = values %env;
    unlink "$dir/copy/Makefile";
    my $said = `cd $dir/copy && $^X Makefile.PL 2>&1`;
    open my $makefile, '<', "$dir/copy/Makefile" or return $said;
    return grep { /\A(?:LDLOADLIBS|INC) = / } <$makefile>;
}

like configured(SIPLAUNCH_PREFIX => "$dir/gone"), qr{no lib/libsiplaunch\.so, in \Q$dir\E/gone: set SIPLAUNCH_PREFIX}, 'no such prefix';
isnt $?, 0, 'no such prefix: a failure';
# Without a library CPAN's testers are to note neither a success nor a failure: a status of 0, and no Makefile.
for my $missing ([PKG_CONFIG_LIBDIR => $dir, 'no library'], [PATH => $dir, 'no pkg-config']) {
    my ($variable, $value, $name) = @{$missing};
    like configured($variable => $value), qr/\ASiplaunch needs the C library.*Install the Debian packages.*or set SIPLAUNCH_PREFIX/s, $name;
    is $?, 0, "$name: status 0";
    ok !-e "$dir/copy/Makefile", "$name: no Makefile";
}

for my $lib ('lib', 'lib/x86_64-linux-gnu') {
    my $prefix = "$dir/$lib/a prefix" =~ tr/ /_/r;
    make_path("$prefix/include", "$prefix/$lib");
    for my $file ("$prefix/include/siplaunch.h", "$prefix/$lib/libsiplaunch.so") {
        open my $made, '>', $file or die "$file: $!";
        close $made or die "$file: $!";
    }
    open my $pc, '>', "$prefix/siplaunch.pc" or die $!;
    print {$pc} "Name: siplaunch\nDescription: x\nVersion: 1\nLibs: -L$prefix/$lib -lsiplaunch\nCflags: -I$prefix/include\n";
    close $pc or die $!;
    for my $found ([SIPLAUNCH_PREFIX => $prefix], [PKG_CONFIG_PATH => $prefix]) {
        my $makefile = join '', configured(@{$found});
        like $makefile, qr/-I\Q$prefix\E\/include/,          "$found->[0], $lib: the header";
        like $makefile, qr/-L\Q$prefix\E\/$lib -lsiplaunch/, "$found->[0], $lib: the library";
    }
}

done_testing;
