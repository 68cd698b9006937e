# Claims links in a SQLite file until the disk is full, and prints each claim and id.
#
# usage: full_disk.pl FILE
use strict;
use warnings;

use DBI;
use FindBin;
use lib $FindBin::Bin;
use ClaimTests qw(quiet tap);
use Siplaunch;

my $claims = Siplaunch::ClaimStore->new(sub { DBI->connect("dbi:SQLite:$ARGV[0]", '', '', { RaiseError => 1, PrintError => 0 }) });
for (1 .. 2_000) {
    my $tap = tap();
    my ($claim) = quiet(sub { $claims->claim($tap) });
    print "$claim ", $tap->id, "\n";
    last if $claim ne 'first';
}
