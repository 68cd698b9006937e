package ClaimTests;

# Tests of a claim store, on any database.

use strict;
use warnings;

use DBI;
use Exporter 'import';
use POSIX ();
use Siplaunch;
use Test::More;

our @EXPORT_OK = qw(
    claims_links is_unavailable keeps_settings lets_in_five lets_in_no_more quiet refuses_transactions survives_forks survives_losses tap
);

use constant NOW     => 1_790_000_000;
use constant EXPIRES => 1_800_000_000;
use constant DAY     => 24 * 60 * 60;

use constant { PROCESSES => 20, CLAIMS => 50 };

my $ring    = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $testee  = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $handler = Siplaunch::LaunchHandler->sealed(Siplaunch::Brand->sip_phone, $ring);

# The tap on a new one-time link.
sub tap {
    my (%is) = (method => 'POST', expires => EXPIRES, @_);
    return $handler->inspect(
        method => $is{method},
        query  => 'c=' . $ring->seal_one_time($testee, expires => $is{expires}),
        now    => NOW,
    );
}

# A request for a plain sealed link.
sub fetch {
    my $user = 'user' . rand;
    my $caller = Siplaunch::Credentials->new(username => $user, server => 'example.org', password => 'testpass');
    return $handler->inspect(method => 'GET', query => 'c=' . $ring->seal($caller, expires => EXPIRES), now => NOW);
}

# The results of a call, and its warnings.
sub quiet {
    my ($call) = @_;
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    return (scalar $call->(), @warnings);
}

# A claim that fails: the customer may tap again, and the log has one line without an id.
sub is_unavailable {
    my ($claims, $tap, $what, $reason) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($claim, @warnings) = quiet(sub { $claims->claim($tap, now => NOW) });
    is $claim, 'unavailable', $what;
    is $tap->answer_claimed($claim)->status, 503, 'opens no app';
    is scalar @warnings, 1, 'one warning';
    my $id = $tap->id;
    like $warnings[0], qr/\Asiplaunch: warning: the claim store failed: (?!.*$id).+\n\z/, 'without values';
    like $warnings[0], $reason, 'with the reason' if $reason;
    return;
}

sub claims_links {
    my ($connect) = @_;
    my $claims = Siplaunch::ClaimStore->new($connect);
    $_->do('DROP TABLE IF EXISTS siplaunch_claims') for $connect->();
    is_unavailable($claims, tap(), 'no table', qr/siplaunch_claims/);
    is_deeply [quiet(sub { $claims->create })], [undef], 'created' for 1 .. 2;
    is_deeply [$claims->list], [], 'empty';

    my $tap = tap();
    is $claims->find($tap->id), undef, 'a link that nobody tapped';
    my @claims = map { $claims->claim($tap, now => NOW + $_) } 0 .. 5;
    is_deeply \@claims, [qw(first again again again again used)], 'five taps';
    my $found = $claims->find(uc $tap->id);
    is_deeply [map { $found->$_ } qw(id claimed_at taps revoked_at)], [$tap->id, NOW, 5, undef], 'found';
    is $found->taps_left(now => NOW + 5), 0, 'no tap left';

    my $late = tap();
    $claims->claim($late, now => NOW);
    is $claims->find($late->id)->taps_left(now => NOW + 599), 4, 'taps left';
    is $claims->claim($late, now => NOW + 599), 'again', 'at the end of the grace';
    is $claims->claim($late, now => NOW + 600), 'used', 'after the grace';
    my $back = tap();
    is $claims->claim($back, now => NOW), 'first', 'a claim';
    is $claims->claim($back, now => NOW - 3600), 'used', 'with the clock set back an hour';
    my $strict = Siplaunch::ClaimStore->new($connect, grace => 60, taps => 2);
    my $once = tap();
    is_deeply [map { $strict->claim($once, now => NOW) } 1 .. 3], [qw(first again used)], 'other taps';
    my $soon = tap();
    is_deeply [map { $strict->claim($soon, now => NOW + $_) } 0, 60], [qw(first used)], 'another grace';

    my $count = $claims->list;
    is $claims->claim(tap(method => 'GET')), 'first', 'a link that is only fetched';
    my $plain = fetch();
    is $claims->claim($plain), 'first', 'a plain sealed link';
    is scalar(my @same = $claims->list), $count, 'nothing written';
    $claims->revoke($_->id, now => NOW) for $plain, $tap, my $never = tap();
    is $claims->claim($_, now => NOW), 'revoked', 'a revoked link' for $plain, $tap, $never;
    $claims->claim(my $half = tap(), now => NOW);
    $claims->revoke($half->id, now => NOW);
    is $claims->find($half->id)->taps_left(now => NOW), 0, 'no tap left';
    $claims->revoke($never->id, now => NOW + 1);
    is_deeply [map { $claims->find($never->id)->$_ } qw(claimed_at taps revoked_at)], [0, 0, NOW], 'revoked once';

    is $claims->purge(now => EXPIRES + DAY), 0, 'kept until a day after expiry';
    cmp_ok $claims->purge(now => EXPIRES + DAY + 1), '>', 0, 'and no longer';
    is_deeply [map { $claims->claim($_, now => NOW) } $plain, $never], [qw(revoked revoked)], 'but for revoked ones';
    ok $claims->forget($never->id), 'forgotten';
    ok !$claims->forget($never->id), 'once';
    is $claims->claim($never, now => NOW), 'first', 'as if new';

    my %ids = map { (tap()->id => 1) } 1 .. 1_001;
    my $dbh = $connect->();
    $dbh->begin_work;
    $dbh->do("INSERT INTO siplaunch_claims VALUES ('$_', 0, 0, 0, NULL)") for keys %ids;
    $dbh->commit;
    my @listed = map { $_->id } $claims->list;
    is_deeply \@listed, [sort @listed], 'in order';
    is scalar(grep { $ids{$_} } @listed), 1_001, 'more than a page';
    return;
}

# Nothing of the caller's changes a claim or shows it, and a claim changes nothing of the caller's.
sub keeps_settings {
    my ($connect) = @_;
    my ($dbh, @called) = $connect->();
    my $hook = sub { push @called, @_; return 1 };
    my %odd = (RaiseError => !!0, PrintError => 1, ShowErrorStatement => 1, HandleError => $hook, HandleSetErr => $hook);
    @{$dbh}{ keys %odd } = values %odd;
    my $claims = Siplaunch::ClaimStore->new($dbh);
    my $tap = tap();
    is_deeply [map { $claims->claim($tap, now => NOW) } 1, 2], [qw(first again)], 'claims';
    $dbh->do('ALTER TABLE siplaunch_claims RENAME TO siplaunch_hidden');
    is_unavailable($claims, $tap, 'an error', qr/siplaunch_claims/);
    $claims->create;
    is $claims->find($tap->id), undef, 'made anew';
    $dbh->do('DROP TABLE siplaunch_claims');
    ok !eval { $claims->find($tap->id); 1 }, 'dies';
    isa_ok $@, 'Siplaunch::Exception::ClaimStore';
    $dbh->do('ALTER TABLE siplaunch_hidden RENAME TO siplaunch_claims');
    is_deeply \@called, [], 'no hook is called';
    is $dbh->{$_}, $odd{$_}, "$_ is as before" for sort keys %odd;
    return;
}

# A claim must be durable, so it cannot be a part of another's transaction.
sub refuses_transactions {
    my ($connect) = @_;
    my %begin = (
        'begin_work' => sub { $_[0]->begin_work },
        'SQL'        => sub { $_[0]->do('BEGIN') },
        'AutoCommit' => sub { $_[0]{AutoCommit} = 0 },
    );
    for my $name (sort keys %begin) {
        my $dbh = $connect->();
        $begin{$name}->($dbh);
        my $tap = tap();
        is_unavailable(Siplaunch::ClaimStore->new($dbh), $tap, $name, qr/transaction/);
        is_unavailable(Siplaunch::ClaimStore->new(sub { $dbh }), $tap, "$name, by a function", qr/transaction/);
        $name eq 'SQL' ? $dbh->do('ROLLBACK') : $dbh->rollback;
        is(Siplaunch::ClaimStore->new($connect)->claim($tap, now => NOW), 'first', 'nothing is written');
    }
    return;
}

# The status of a new process that makes a call.
sub forked {
    my ($call) = @_;
    my $pid = fork // die "cannot fork: $!";
    if (!$pid) {
        Test::More->builder->no_ending(1);
        local $SIG{__WARN__} = sub { };
        POSIX::_exit($call->() ? 0 : 1);
    }
    waitpid $pid, 0;
    return $?;
}

sub survives_forks {
    my ($connect) = @_;
    my $tap = tap();
    my %claims = (function => Siplaunch::ClaimStore->new($connect), connection => Siplaunch::ClaimStore->new($connect->()));
    my %claim = (function => 'again', connection => 'unavailable');
    is $_->claim($tap, now => NOW), $_ == $claims{function} ? 'first' : 'again', 'a claim' for @claims{qw(function connection)};
    for my $kind (sort keys %claims) {
        is forked(sub { $claims{$kind}->claim($tap, now => NOW) eq $claim{$kind} }), 0, "$kind: in another process";
    }
    is $claims{function}->claim($tap, now => NOW), 'again', 'and in this one';
    my $killed = tap();
    is forked(sub { $claims{function}->claim($killed, now => NOW); kill KILL => $$ }), POSIX::SIGKILL(), 'killed after a claim';
    is $claims{function}->claim($killed, now => NOW), 'again', 'which is durable';
    return;
}

# Many claims of one link at the same time, each process with a connection of its own.
sub race {
    my ($claims, $tap) = @_;
    pipe my $counts, my $count and pipe my $gate, my $open or die "pipe: $!";
    my @pids;
    for (1 .. PROCESSES) {
        my $pid = fork // die "cannot fork: $!";
        if (!$pid) {
            close $open;
            local $SIG{__WARN__} = sub { };
            $claims->find('0' x 32);
            sysread $gate, my $end, 1;
            my %all;
            $all{ $claims->claim($tap, now => NOW) }++ for 1 .. CLAIMS;
            syswrite $count, join(' ', %all) . "\n";
            POSIX::_exit(0);
        }
        push @pids, $pid;
    }
    close $_ for $count, $open;
    my %all;
    while (my $line = <$counts>) {
        my %more = split ' ', $line;
        $all{$_} += $more{$_} for keys %more;
    }
    waitpid $_, 0 for @pids;
    return \%all;
}

sub lets_in_five {
    my ($connect) = @_;
    my $all = race(Siplaunch::ClaimStore->new($connect), tap());
    is_deeply $all, { first => 1, again => 4, used => PROCESSES * CLAIMS - 5 }, 'a race';
    return;
}

# Where the database may refuse a claim because of another one.
sub lets_in_no_more {
    my ($connect) = @_;
    my $all = race(Siplaunch::ClaimStore->new($connect), tap());
    note join ' ', map { "$_: $all->{$_}" } sort keys %{$all};
    cmp_ok $all->{first} // 0, '<=', 1, 'one first';
    cmp_ok $all->{again} // 0, '<=', 4, 'and no more than four further taps';
    return;
}

# A store whose connections end: a function makes another. The call that ends one is the database's.
sub survives_losses {
    my ($connect, $cached, $end) = @_;
    my $tap = tap();
    my $reconnecting = Siplaunch::ClaimStore->new($cached);
    is $reconnecting->claim($tap, now => NOW), 'first', 'a claim';
    $end->($cached->());
    is $reconnecting->claim($tap, now => NOW), 'again', 'its connection ended, and the function makes another';
    is forked(sub { $reconnecting->claim($tap, now => NOW) eq 'again' }), 0, 'and one for another process';
    my $single = $connect->();
    my $claims = Siplaunch::ClaimStore->new($single);
    is $claims->claim($tap, now => NOW), 'again', 'a claim';
    $end->($single);
    is_unavailable($claims, $tap, 'its only connection ended', qr/connection is lost/);
    return;
}

1;
