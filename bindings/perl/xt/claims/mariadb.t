# A claim store in MariaDB, through both drivers. CLAIMS_MARIADB is the path of the server's socket.
use strict;
use warnings;

use Test::More;

use DBI;
use FindBin;
use lib "$FindBin::Bin/../lib";
use ClaimTests qw(
    claims_links is_unavailable keeps_settings lets_in_five lets_in_no_more quiet refuses_transactions survives_forks survives_losses tap
);
use Siplaunch;

my $socket = $ENV{CLAIMS_MARIADB} // die 'CLAIMS_MARIADB is not set';

# A function that connects by a driver with options, and runs a statement.
sub by {
    my ($driver, $options, @first) = @_;
    my $source = join ';', "dbi:$driver:database=claims", map { lc($driver) . "_$_" } "socket=$socket", @{$options};
    return sub {
        my $dbh = DBI->connect($source, 'claims', '', { RaiseError => 1, PrintError => 0 });
        $dbh->do($_) for @first;
        return $dbh;
    };
}

# A function that keeps its connection, one in each process.
sub cached {
    my ($driver) = @_;
    my %attributes = (RaiseError => 1, PrintError => 0, private_process => $$);
    return DBI->connect_cached("dbi:$driver:database=claims;" . lc($driver) . "_socket=$socket", 'claims', '', \%attributes);
}

for my $driver (qw(mysql MariaDB)) {
    my $connect = by($driver, []);
    my $watch   = $connect->();
    my $end     = sub { $watch->do('KILL ' . $_[0]->selectrow_array('SELECT CONNECTION_ID()')) };
    subtest "$driver: links" => sub { claims_links($connect) };
    my @options = qw(client_found_rows=0 client_found_rows=1 server_prepare=1);
    for my $option (@options) {
        subtest "$driver: links, $option" => sub { claims_links(by($driver, [$option])) };
    }
    subtest "$driver: settings"     => sub { keeps_settings($connect) };
    subtest "$driver: transactions" => sub { refuses_transactions($connect) };
    subtest "$driver: a session that does not commit" => sub {
        is_unavailable(Siplaunch::ClaimStore->new(by($driver, [], 'SET autocommit = 0')), my $tap = tap(), 'SQL', qr/transaction/);
        is(Siplaunch::ClaimStore->new($connect)->claim($tap), 'first', 'nothing is written');
    };
    subtest "$driver: forks"        => sub { survives_forks($connect) };
    subtest "$driver: losses"       => sub { survives_losses($connect, sub { cached($driver) }, $end) };
    subtest "$driver: race"         => sub { lets_in_five($connect) };
    subtest "$driver: race, prepared by the server" => sub { lets_in_five(by($driver, ['server_prepare=1'])) };
    my @serializable = 'SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE';
    subtest "$driver: race, serializable" => sub { lets_in_no_more(by($driver, [], @serializable)) };

    subtest "$driver: a connection that ends in the middle of a claim" => sub {
        my $dbh  = $connect->();
        my $tap  = tap();
        my $ends = sub { $end->($_[0]) if $_[1] eq 'SELECT LAST_INSERT_ID()'; return };
        $dbh->{ lc($driver) . '_auto_reconnect' } = 1;
        $dbh->{Callbacks} = { selectall_arrayref => $ends };
        is_unavailable(Siplaunch::ClaimStore->new($dbh), $tap, 'half a claim', qr/lost|gone/i);
        is(Siplaunch::ClaimStore->new($connect)->claim($tap, now => ClaimTests::NOW()), 'again', 'the next tap');
    };

    subtest "$driver: a locked row" => sub {
        my $tap = tap();
        $watch->begin_work;
        Siplaunch::ClaimStore->new($connect)->revoke($tap->id);
        $watch->do('UPDATE siplaunch_claims SET revoked_at = NULL WHERE id = ?', undef, $tap->id);
        my $impatient = by($driver, [], 'SET SESSION innodb_lock_wait_timeout = 1');
        is_unavailable(Siplaunch::ClaimStore->new($impatient), $tap, 'locked', qr/Lock wait timeout/);
        $watch->rollback;
        is(Siplaunch::ClaimStore->new($connect)->claim($tap), 'revoked', 'unlocked');
    };

    subtest "$driver: a slow server" => sub {
        my $tap = tap();
        $watch->do('LOCK TABLES siplaunch_claims WRITE');
        is_unavailable(Siplaunch::ClaimStore->new(by($driver, ['read_timeout=1'])), $tap, 'slow', qr/lost|gone/i);
        $watch->do('UNLOCK TABLES');
        my $claim = Siplaunch::ClaimStore->new($connect)->claim($tap, now => ClaimTests::NOW());
        like $claim, qr/\A(?:first|again)\z/, 'the next tap opens the app';
    };

    subtest "$driver: a server for reading only" => sub {
        is_unavailable(Siplaunch::ClaimStore->new(by($driver, [], 'SET SESSION TRANSACTION READ ONLY')), tap(), 'read-only', qr/READ ONLY/);
    };

    subtest "$driver: no server" => sub {
        my $claims = Siplaunch::ClaimStore->new($connect);
        rename $socket, "$socket-away" or die "rename: $!";
        is_unavailable($claims, my $tap = tap(), 'gone', qr/connect/);
        rename "$socket-away", $socket or die "rename: $!";
        is $claims->claim($tap), 'first', 'back';
    };
}

done_testing;
