# MANIFEST names the files of the distribution.
use strict;
use warnings;

use Test::More;

use ExtUtils::Manifest qw(fullcheck);
use FindBin;

chdir "$FindBin::Bin/.." or die $!;
local $ExtUtils::Manifest::Quiet = 1;
my ($missing, $extra) = fullcheck();
is_deeply $missing, [], 'all that it names is there';
is_deeply $extra,   [], 'and nothing else';

done_testing;
