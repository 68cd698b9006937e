package Siplaunch::ClaimStore;

use strict;
use warnings;

use Scalar::Util qw(blessed);
use Siplaunch;
use Siplaunch::ClaimRecord;

use constant { GRACE => 600, TAPS => 5 };

# The longest expiry of a link.
use constant LONGEST => 0xFFFF_FFFF;

# The answer of DBD::Pg's ping for a connection outside a transaction.
use constant PG_IDLE => 1;

# By the driver of DBI: the kind of store behind it, attributes that claims need, and whether SQL, which AutoCommit does not
# know, has begun a transaction. A client that connects again by itself would forget the taps between two statements. MySQL
# does not tell of an open transaction, MariaDB does.
my %MYSQL = (
    kind           => 'mysql',
    in_transaction => sub { $_[0]->selectrow_array('SELECT NOT @@autocommit /*M! OR @@in_transaction */') },
);
my %DRIVERS = (
    SQLite  => { kind => 'sqlite', in_transaction => sub { 0 }, attributes => {} },
    mysql   => { %MYSQL, attributes => { mysql_auto_reconnect => 0 } },
    MariaDB => { %MYSQL, attributes => { mariadb_auto_reconnect => 0 } },
    Pg      => {
        kind           => 'postgresql',
        in_transaction => sub { $_[0]->ping != PG_IDLE },
        attributes     => { pg_placeholder_dollaronly => 0 },
    },
);

# Every error dies, and no setting of the caller's shows or changes it.
my %ATTRIBUTES = (
    RaiseError         => 1,
    PrintError         => 0,
    PrintWarn          => 0,
    ShowErrorStatement => 0,
    HandleError        => undef,
    HandleSetErr       => undef,
);

# The object is a closure, so that no dump shows the caller's function, which may have a password in it. A caller may give
# a link in place of an id.

sub _new {
    my ($class, $connection, @given) = splice @_;
    my ($grace, $taps) = Siplaunch::Args::named([qw(grace taps)], @given);
    my %is = (policy => [$grace // GRACE, $taps // TAPS], connect => $connection);
    _values(\%is, 0);
    if (ref $connection ne 'CODE') {
        _driver($connection) or Siplaunch::Args::usage(
            'the connection must be one of DBI to SQLite, MariaDB, MySQL or PostgreSQL, or a function that gives one'
        );
        _is_ours($connection);
        $is{connect} = sub { $connection };
    }
    return bless sub { \%is }, $class;
}

# What this module knows of a connection, if it is one that it can use.
sub _driver {
    my ($connection) = @_;
    return blessed $connection && $connection->isa('DBI::db') ? $DRIVERS{ $connection->{Driver}{Name} } : undef;
}

# The values of a claim: now, until when it is kept, and more.
sub _values {
    my ($is, $expires, $now) = @_;
    return _values_of(@{ $is->{policy} }, $expires, $now);
}

sub create {
    my ($self) = @_;
    $self->_run(\&_change, 'create');
    return;
}

sub claim {
    my ($self, $launch, @given) = @_;
    my ($now) = Siplaunch::Args::named(['now'], @given);
    blessed $launch && $launch->isa('Siplaunch::Launch')
        or Siplaunch::Args::usage('an argument must be an object of Siplaunch::Launch');
    my ($opened, $is_tap) = ($launch->opened, $launch->needs_claim);
    return 'first' if !$opened || $opened->is_one_time && !$is_tap;
    my @values = $is_tap ? _values($self->(), $opened->expires, $now) : ();
    my ($claim) = eval { $self->_run($is_tap ? \&_claimed : \&_looked_up, $opened->id, @values) };
    return $claim if defined $claim;
    warn 'siplaunch: warning: ', $@->message, "\n";
    return 'unavailable';
}

# The claim of a tap.
sub _claimed {
    my ($dbh, $id, @values) = @_;
    my $is_in_two = _statement($dbh, 'taps');
    _change($dbh, 'claim', $id, @values) if $is_in_two;
    my ($row) = $is_in_two ? _rows($dbh, 'taps') : _rows($dbh, 'claim', $id, @values);
    my $taps = $row ? $row->[0] : 0;
    return $taps == 1 ? 'first' : 'again' if $taps > 0;
    return _looked_up($dbh, $id) eq 'revoked' ? 'revoked' : 'used';
}

# The claim of a link that needs none.
sub _looked_up {
    my ($dbh, $id) = @_;
    my ($row) = _rows($dbh, 'find', $id);
    return $row && defined $row->[-1] ? 'revoked' : 'first';
}

sub find {
    my ($self, $id) = splice @_;
    my ($row) = $self->_run(\&_rows, 'find', my $known = _id($id));
    return $row ? $self->_record($known, @{$row}) : undef;
}

sub list {
    my ($self) = @_;
    my (@records, @page);
    my $last = '';
    while (@page = $self->_run(\&_rows, 'list', $last)) {
        push @records, map { $self->_record(@{$_}) } @page;
        $last = $page[-1][0];
    }
    return @records;
}

sub _record {
    my ($self, @row) = @_;
    return Siplaunch::ClaimRecord->_of($self->()->{policy}, @row);
}

sub revoke {
    my ($self, $id, @given) = splice @_;
    my ($when) = Siplaunch::Args::named(['now'], @given);
    my ($now, $kept_until) = _values($self->(), LONGEST, $when);
    $self->_run(\&_change, 'revoke', _id($id), $kept_until, $now, $now);
    return;
}

sub forget {
    my ($self, $id) = splice @_;
    my ($forgotten) = $self->_run(\&_change, 'forget', _id($id));
    return $forgotten > 0;
}

sub purge {
    my ($self, @given) = @_;
    my ($when) = Siplaunch::Args::named(['now'], @given);
    my ($now) = _values($self->(), 0, $when);
    my ($purged) = $self->_run(\&_change, 'purge', $now);
    return $purged;
}

# An id as the store has it.
sub _id {
    my ($id) = splice @_;
    return lc $id if defined $id && $id =~ /\A[0-9A-Fa-f]{32}\z/;
    return Siplaunch::Args::usage('an id must be 32 hex digits');
}

# Runs a sub with the connection. All that fails in it is an exception of this store.
sub _run {
    my ($self, $work, @args) = @_;
    my @result;
    my $is_done = eval {
        local $SIG{__DIE__};
        @result = _run_with(scalar $self->()->{connect}->(), $work, @args);
        1;
    };
    return @result if $is_done;
    my $reason = _reason($@);
    return Siplaunch::Exception::_throw(ClaimStore => "the claim store failed: $reason");
}

sub _run_with {
    my ($dbh, $work, @args) = @_;
    my $driver = _driver($dbh) or die "its function gives no connection of DBI to SQLite, MariaDB, MySQL or PostgreSQL\n";
    _is_ours($dbh) or die "its connection is another process's: give it a function that connects\n";
    $dbh->ping     or die "its connection is lost: give it a function that connects\n";
    my %ours = (%ATTRIBUTES, %{ $driver->{attributes} });
    local @{$dbh}{ keys %ours } = values %ours;
    die "its connection is in a transaction: end that first, or give it a connection of its own\n"
        if !$dbh->{AutoCommit} || $driver->{in_transaction}->($dbh);
    return $work->($dbh, @args);
}

# Whether a connection is this process's, which is the first that gives it to a store. Two processes with one connection
# would read each other's answers.
sub _is_ours {
    my ($dbh) = @_;
    return ($dbh->{private_siplaunch_process} //= $$) == $$;
}

# The driver's words for an error, which have no value of a statement, and nothing of a data source.
sub _reason {
    my ($error) = @_;
    my ($reason) = $error =~ /\A(?:DBD::\S+ \S+ failed: |DBI connect\(.*?\) failed: )?([^\n]*)/s;
    return $reason =~ s/ at \S+ line \d+\.\z//r;
}

# The rows that a statement gives.
sub _rows {
    my ($dbh, $name, @values) = @_;
    return @{ $dbh->selectall_arrayref(_statement($dbh, $name), undef, @values) };
}

# The number of rows that a statement changes.
sub _change {
    my ($dbh, $name, @values) = @_;
    return 0 + $dbh->do(_statement($dbh, $name), undef, @values);
}

# A statement of the library, or an empty text.
sub _statement {
    my ($dbh, $name) = @_;
    return _statement_of(_driver($dbh)->{kind}, $name);
}

1;

__END__

=head1 NAME

Siplaunch::ClaimStore - marks one-time links as used, in a database of the portal

=head1 SYNOPSIS

    use DBI;
    use Siplaunch;

    my $claims = Siplaunch::ClaimStore->new(sub { DBI->connect('dbi:SQLite:claims.db', '', '', { RaiseError => 1 }) });
    $claims->create;

    my $key_ring = Siplaunch::KeyRing->from_file('keys.toml');
    my $handler  = Siplaunch::LaunchHandler->sealed(Siplaunch::Brand->sip_phone, $key_ring);

    # app.psgi
    my $app = $handler->to_app(claims => $claims);

    # In any framework.
    my $launch   = $handler->inspect(method => 'POST', query => 'c=nonsense');
    my $response = $launch->answer_claimed($claims->claim($launch));

=head1 DESCRIPTION

The first tap on a one-time link claims it, and starts its grace. In the grace the same link opens the app again, since
people tap twice, or install the app first. Then it is used up. A claim store keeps the claims in the table
C<siplaunch_claims> of a database that L<DBI> reaches: SQLite from 3.35, MariaDB and MySQL, or PostgreSQL, through
L<DBD::SQLite>, L<DBD::MariaDB>, L<DBD::mysql> or L<DBD::Pg>.

Of many taps at the same time, one is the first, in any number of processes. No attribute of a connection changes that:
neither how errors show, nor how statements are prepared or rows counted, nor whether the client connects again by itself.

=head2 Connections

Give the store a function that connects, so that servers can fork and databases can restart. The store calls it for each
claim. To keep a connection, return it from a pool, or from C<connect_cached>; no connection may cross a C<fork>, so the
process belongs to its key:

    DBI->connect_cached($source, $user, $password, { RaiseError => 1, private_process => $$ });

With a connection in place of a function, the store never connects again. It refuses a connection that another process has
given to a store.

A claim is durable when the call returns. So the store refuses a connection inside a transaction, and one that was made
with C<< AutoCommit => 0 >>. MySQL, unlike MariaDB, does not tell of a transaction that C<START TRANSACTION> began: use
C<begin_work> there.

A claim waits for the database as long as its driver does. Set a limit where you connect, such as
C<< $dbh->sqlite_busy_timeout(5_000) >>, C<mariadb_read_timeout=5>, C<mysql_read_timeout=5>, or
C<options='-c statement_timeout=5s'> for PostgreSQL.

=head1 METHODS

All but L</new> and L</claim> die with a C<Siplaunch::Exception::ClaimStore> if the database fails. Ids are those of
L<Siplaunch::Launch/id>, and all times are in seconds since 1970.

=head2 new

    new($connection, grace => 600, taps => 5)

A claim store in a database. C<$connection> is a function that connects, or a connection. C<grace> is the time in which a
link works after its first tap, 60 to 86,400 seconds. C<taps> is the number of taps in all that open the app, 1 to 100.
Dies with C<CLAIM_POLICY>.

=head2 create

Makes the table, unless there is one.

=head2 claim

    claim($launch, now => time)

The claim for L<Siplaunch::Launch/answer_claimed>. A tap on a one-time link claims it. Any other sealed link is looked up:
the claim is C<revoked> or C<first>. It never dies because the database fails: then the claim is C<unavailable>, and a
warning has the error.

=head2 find

    find($id)

The L<Siplaunch::ClaimRecord> of a link, or undef for one that is neither claimed nor revoked.

=head2 list

The records of all links, in the order of their ids.

=head2 revoke

    revoke($id, now => time)

Revokes a link, claimed or not. The store keeps it longer than any link lasts. Plain sealed links can be revoked too.

=head2 forget

    forget($id)

Forgets a link, as if nobody had tapped or revoked it. True if the store had it.

=head2 purge

    purge(now => time)

Deletes the links that expired more than a day ago, and returns their number. Call it once a day.

=cut
