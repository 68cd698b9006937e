# Destructors can make links when the process ends, in any order of destruction.
use strict;
use warnings;

use FindBin;
use Test::More;

my @queues = qw(around cycle early late lexical);
my %status = (end => 0, exit => 3, die => 255);

for my $end (sort keys %status) {
    for my $level (0 .. 2) {
        local $ENV{PERL_DESTRUCT_LEVEL} = $level;
        open my $perl, '-|', "'$^X' @{[ map { qq('-I$_') } grep { !ref } @INC ]} '$FindBin::Bin/lib/shutdown.pl' $end 2>&1" or die $!;
        my @said = <$perl>;
        close $perl;
        my $what = "$end, level $level";
        is $?, $status{$end} << 8, "$what: the process ends as it should" or diag @said;
        for my $queue (@queues) {
            is scalar(grep { $_ eq "$queue: of its own: ok\n" } @said), 1, "$what: $queue makes a link";
            is scalar(grep { $_ eq "$queue: of its own, refused: ok\n" } @said), 1, "$what: $queue gets an exception";
        }
        # Perl may have emptied a queue already, and some calls lack arguments.
        my $usual = qr/ok|Siplaunch::Exception::Usage|Can't call method \S+ on an undefined value .*/;
        my @odd = grep { !/\A\w+: [\w:, ]+: $usual\n\z/ && $_ ne "in the middle\n" } @said;
        is_deeply \@odd, [], "$what: nothing else";
    }
}

done_testing;
