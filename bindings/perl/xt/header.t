# The modules use all calls of the library. The C compiler has checked their arguments against the header.
use strict;
use warnings;

use Test::More;

use DynaLoader ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Repository qw(file slurp);
use Siplaunch;

# What Perl has by other means.
my %IS_UNUSED = map { $_ => 1 } qw(
    portal_launch_link_nul_separated rows_from_text sealed_token_is_one_time sealed_token_len token_len
);

my $header   = slurp(file('include', 'siplaunch.h'));
my @declared = $header =~ /^(?:[\w ]+ \*?)siplaunch_(\w+)\(/mg;
cmp_ok scalar @declared, '>', 80, 'calls in the header';

my ($built) = grep { m{/Siplaunch\.\w+\z} } @DynaLoader::dl_shared_objects;
open my $nm, '-|', 'nm', '--dynamic', '--undefined-only', $built or die "nm: $!";
my @used = map { / U siplaunch_(\w+)/ } <$nm>;
close $nm or die 'nm failed';
is_deeply [sort @used], [sort grep { !$IS_UNUSED{$_} } @declared], 'all calls';

done_testing;
