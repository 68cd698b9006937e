# What packaging/perl.sh makes for CPAN.
use strict;
use warnings;

use Test::More;

use CPAN::Meta;
use ExtUtils::Manifest qw(fullcheck);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";

use Repository qw(slurp);

my $script = "$FindBin::Bin/../../../packaging/perl.sh";
my $dir    = tempdir(CLEANUP => 1);

# Two machines that differ in what may not get into the distribution.
my $umask = umask 022;
for my $machine (1, 2) {
    local @ENV{qw(SOURCE_DATE_EPOCH TZ LC_ALL)} = (1_700_000_000, $machine == 1 ? qw(UTC C) : qw(Asia/Tokyo C.UTF-8));
    umask 077 if $machine == 2;
    system("$script $dir/$machine > $dir/log 2>&1") == 0 or die slurp("$dir/log");
}
umask $umask;

my ($distribution) = glob "$dir/1/*";
my ($name) = $distribution =~ /(Siplaunch-[0-9.]+)\.tar\.gz\z/;
ok slurp($distribution) eq slurp("$dir/2/$name.tar.gz"), 'the same files give the same bytes';

system('tar', '-xzf', $distribution, '-C', $dir) == 0 or die 'tar';
for my $file (qw(META.json META.yml)) {
    my $meta = CPAN::Meta->load_file("$dir/$name/$file");
    is $meta->name . '-' . ($meta->version =~ s/\Av//r), $name, "$file has name and version";
    is_deeply [$meta->author], ['The siplaunch authors'], "$file has the authors";
    unlike slurp("$dir/$name/$file"), qr{/(?:home|root|tmp|work|usr)\b}, "$file has no folder of this machine";
}
chdir "$dir/$name" or die $!;
local $ExtUtils::Manifest::Quiet = 1;
is_deeply [fullcheck()], [[], []], 'MANIFEST names what is there';
chdir '/' or die $!;

done_testing;
