# A claim store in SQLite, and what can befall its file.
use strict;
use warnings;

use Test::More;

use DBI;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use ClaimTests qw(claims_links is_unavailable keeps_settings lets_in_five quiet refuses_transactions survives_forks tap);
use Siplaunch;

my $dir = tempdir(CLEANUP => 1);

# A function that connects to a file, and runs a statement.
sub to {
    my ($file, @first) = @_;
    return sub {
        my $dbh = DBI->connect("dbi:SQLite:$file", '', '', { RaiseError => 1, PrintError => 0 });
        $dbh->sqlite_busy_timeout(10_000);
        $dbh->do($_) for @first;
        return $dbh;
    };
}

for my $mode (qw(DELETE WAL)) {
    my $connect = to("$dir/$mode.db", "PRAGMA journal_mode = $mode");
    subtest "$mode: links"        => sub { claims_links($connect) };
    subtest "$mode: settings"     => sub { keeps_settings($connect) };
    subtest "$mode: transactions" => sub { refuses_transactions($connect) };
    subtest "$mode: forks"        => sub { survives_forks($connect) };
    subtest "$mode: race"         => sub { lets_in_five($connect) };
}

sub store {
    my ($name) = @_;
    my $claims = Siplaunch::ClaimStore->new(to("$dir/$name.db"));
    $claims->create;
    return $claims;
}

subtest 'a locked file' => sub {
    store('locked');
    my $locking = to("$dir/locked.db")->();
    $locking->do('BEGIN EXCLUSIVE');
    my $claims = Siplaunch::ClaimStore->new(sub { my $dbh = to("$dir/locked.db")->(); $dbh->sqlite_busy_timeout(100); $dbh });
    my $tap = tap();
    is_unavailable($claims, $tap, 'locked', qr/locked/);
    $locking->do('COMMIT');
    is $claims->claim($tap), 'first', 'unlocked';
};

subtest 'a file for reading only' => sub {
    store('read');
    is_unavailable(Siplaunch::ClaimStore->new(to("$dir/read.db", 'PRAGMA query_only = 1')), tap(), 'read-only', qr/readonly/);
};

subtest 'a damaged file' => sub {
    store('damaged')->claim(tap());
    open my $file, '+<', "$dir/damaged.db" or die $!;
    seek $file, 100, 0;
    print {$file} 'x' x 10_000;
    close $file or die $!;
    is_unavailable(Siplaunch::ClaimStore->new(to("$dir/damaged.db")), tap(), 'damaged', qr/malformed/);
};

subtest 'no folder' => sub {
    is_unavailable(Siplaunch::ClaimStore->new(to("$dir/none/claims.db")), tap(), 'gone', qr/unable to open/);
};

# No link opens the app without a lasting claim.
subtest 'a full disk' => sub {
    for my $mode (qw(DELETE WAL)) {
        my $path = "$dir/full-$mode.db";
        Siplaunch::ClaimStore->new(to($path, "PRAGMA journal_mode = $mode"))->create;
        my @command = ($^X, (map { "-I$_" } grep { !ref } @INC), "$FindBin::Bin/lib/full_disk.pl", $path);
        open my $limited, '-|', 'sh', '-c', q(trap '' XFSZ; ulimit -f 100; exec "$@"), 'sh', @command or die $!;
        chomp(my @said = <$limited>);
        close $limited;
        is $?, 0, "$mode: ends well";
        my @let_in = map { /\Afirst (.*)/ } @said;
        cmp_ok scalar @let_in, '>', 0, "$mode: there was some space";
        cmp_ok scalar @let_in, '<', @said, "$mode: and then none";
        my $claims = Siplaunch::ClaimStore->new(to($path));
        is_deeply [grep { !$claims->find($_) } @let_in], [], "$mode: no claim is lost";
    }
};

done_testing;
