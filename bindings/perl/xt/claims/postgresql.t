# A claim store in PostgreSQL. CLAIMS_POSTGRESQL is the folder of the server's socket.
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

my $folder = $ENV{CLAIMS_POSTGRESQL} // die 'CLAIMS_POSTGRESQL is not set';

# A function that connects with attributes, and runs a statement.
sub with {
    my ($attributes, @first) = @_;
    return sub {
        my %attributes = (RaiseError => 1, PrintError => 0, %{$attributes});
        my $dbh = DBI->connect("dbi:Pg:dbname=claims;host=$folder", 'claims', '', \%attributes);
        $dbh->do('SET client_min_messages = warning');
        $dbh->do($_) for @first;
        return $dbh;
    };
}

# It keeps its connection, one in each process.
sub cached {
    my %attributes = (RaiseError => 1, PrintError => 0, private_process => $$);
    return DBI->connect_cached("dbi:Pg:dbname=claims;host=$folder", 'claims', '', \%attributes);
}

my $connect = with({});
my $watch   = $connect->();
my $end     = sub { $watch->do('SELECT pg_terminate_backend(?, 10000)', undef, $_[0]{pg_pid}) };

subtest 'links' => sub { claims_links($connect) };
my %attributes = (pg_server_prepare => 0, pg_placeholder_dollaronly => 1, pg_switch_prepared => 1, pg_expand_array => 0);
for my $name (sort keys %attributes) {
    subtest "links, $name=$attributes{$name}" => sub { claims_links(with({ $name => $attributes{$name} })) };
}
subtest 'settings'     => sub { keeps_settings($connect) };
subtest 'transactions' => sub { refuses_transactions($connect) };
subtest 'forks'        => sub { survives_forks($connect) };
subtest 'losses'       => sub { survives_losses($connect, \&cached, $end) };
subtest 'race'         => sub { lets_in_five($connect) };
for my $level ('REPEATABLE READ', 'SERIALIZABLE') {
    my $set = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL $level";
    subtest "race, $level" => sub { lets_in_no_more(with({}, $set)) };
}

subtest 'a slow server' => sub {
    $watch->begin_work;
    $watch->do('LOCK TABLE siplaunch_claims');
    is_unavailable(Siplaunch::ClaimStore->new(with({}, 'SET statement_timeout = 200')), my $tap = tap(), 'slow', qr/timeout/);
    $watch->rollback;
    is(Siplaunch::ClaimStore->new($connect)->claim($tap), 'first', 'as fast as usual');
};

subtest 'a server for reading only' => sub {
    is_unavailable(Siplaunch::ClaimStore->new(with({}, 'SET default_transaction_read_only = on')), tap(), 'read-only', qr/read-only/);
};

subtest 'no server' => sub {
    my $claims = Siplaunch::ClaimStore->new($connect);
    my $socket = "$folder/.s.PGSQL.5432";
    rename $socket, "$socket-away" or die "rename: $!";
    is_unavailable($claims, my $tap = tap(), 'gone', qr/No such file/);
    rename "$socket-away", $socket or die "rename: $!";
    is $claims->claim($tap), 'first', 'back';
};

done_testing;
