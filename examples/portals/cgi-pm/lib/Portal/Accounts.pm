package Portal::Accounts;

# The accounts, with what a SIP server takes. They have neither a password nor a link.

use strict;
use warnings;

use DBI;
use Siplaunch;

# The claim store has a table in the same database, with the revoked links.
our $claims = Siplaunch::ClaimStore->new(\&database);

sub database {
    my %attributes = (RaiseError => 1, PrintError => 0, sqlite_unicode => 1);
    return DBI->connect("dbi:SQLite:$ENV{PORTAL_DATABASE}", '', '', \%attributes);
}

# Makes the tables, unless there are some.
sub create {
    my $columns = 'username TEXT PRIMARY KEY, ha1 TEXT, email TEXT, link_id TEXT';
    database()->do("CREATE TABLE IF NOT EXISTS accounts ($columns)");
    $claims->create;
    return;
}

# False if the username is taken.
sub add {
    my @values = @_;
    return database()->do('INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?)', undef, @values) == 1;
}

sub remove {
    my ($username) = @_;
    return database()->do('DELETE FROM accounts WHERE username = ?', undef, $username);
}

sub all {
    my $accounts = database()->selectall_arrayref('SELECT * FROM accounts ORDER BY username', { Slice => {} });
    for my $account (@{$accounts}) {
        my $record = $claims->find($account->{link_id});
        $account->{is_revoked} = $record && defined $record->revoked_at;
    }
    return $accounts;
}

# False if no account has such a link.
sub revoke {
    my ($link_id) = @_;
    my ($is_known) = database()->selectrow_array('SELECT 1 FROM accounts WHERE link_id = ?', undef, $link_id);
    $claims->revoke($link_id) if $is_known;
    return $is_known;
}

1;
