# No dump of objects and exceptions and no stack trace shows a secret.
use strict;
use warnings;

use Test::More;

use Carp ();
use Data::Dumper;
use Dumpvalue ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Classes qw(classes objects);
use JSON::PP ();
use Siplaunch;
use Storable ();

# Each of them is unlike any other text, and a bad value where it is tried.
my $password = "Geheimnis-pqrs&";
my $key      = 'Schluessel-tuvwx';
my $iv       = 'Startwert-yzabcd';
my $username = 'Teilnehmer-efgh';
my $bytes    = "Klartext-ijkl\x{2603}";
my $long     = 'Langtext-mnop' x 100_000;

my $phone  = Siplaunch::Brand->sip_phone;
my $testee = Siplaunch::Credentials->new(username => $username, server => 'example.org', password => 'Geheimnis-pqrs');
my $bad    = bless \(my $copy), 'Siplaunch::Credentials';
my $ring   = Siplaunch::KeyRing->new(keys => { 0 => $key x 2 }, current => 0);
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my $sealed = $ring->seal($testee, expires => 1_800_000_000);
my $link   = $portal->launch_link($phone, $testee);
my $token  = $phone->token($testee);
my %sms    = (link => $link, brand_name => 'x');

my $secret = join '|', map { quotemeta } 'Geheimnis', 'Schluessel', 'Startwert', 'Teilnehmer', 'Klartext', 'Langtext',
    substr($token, 0, 20), substr($sealed, 0, 20), unpack('H*', $key), uc unpack('H*', $key);

sub hides {
    my ($text, $what) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok $text !~ /$secret/, $what;
    return;
}

# All the dumps of a thing.
sub dumps {
    my ($thing) = @_;
    my $json = JSON::PP->new->allow_blessed->convert_blessed->allow_unknown->allow_nonref;
    no warnings 'once';
    local ($Storable::Deparse, $Storable::forgive_me) = (1, 1);
    local $SIG{__WARN__} = sub { };
    local $SIG{__DIE__};
    return join "\n", "$thing", sprintf('%s %d %x %vd', ($thing) x 4), dumped($thing), Data::Dumper->new([$thing])->Deparse(1)->Useperl(1)->Dump, Data::Dumper->new([$thing])->Useperl(0)->Dump,
        $json->encode([$thing]), eval { $json->encode($thing) } // $@, eval { Storable::freeze($thing) } // $@,
        eval { Storable::freeze([$thing]) } // $@, explain($thing);
}

# The output of the debugger's "x".
sub dumped {
    my ($thing) = @_;
    open my $file, '>', \my $dumped or die $!;
    my $printed = select $file;
    Dumpvalue->new->dumpValues($thing);
    select $printed;
    return $dumped;
}

# A function as the store's caller has it, and DBI's words for its failure.
my $connect = sub { die "DBI connect('host=db;password=Geheimnis-pqrs','Teilnehmer-efgh',...) failed: refused at x.pl line 1.\n" };

sub confesses { Carp::confess('no connection') }

my %calls = (
    'brand: key'          => sub { Siplaunch::Brand->new(key => "$key!", iv => $iv, scheme => 'x') },
    'brand: iv'           => sub { Siplaunch::Brand->new(key => $key, iv => "$iv!", scheme => 'x') },
    'brand: scheme'       => sub { Siplaunch::Brand->new(key => $key, iv => $iv, scheme => '!') },
    'brand: wide key'     => sub { Siplaunch::Brand->new(key => $bytes, iv => $iv, scheme => 'x') },
    'brand: TOML'         => sub { Siplaunch::Brand->from_toml("key = \"$key\"\niv = \"$iv!\"") },
    'brand: no TOML'      => sub { Siplaunch::Brand->from_toml("key = $key") },
    'brand: raw token'    => sub { $phone->raw_token($bytes) },
    'brand: long token'   => sub { $phone->raw_token($long) },
    'brand: token'        => sub { $phone->token($bad) },
    'brand: app link'     => sub { $phone->app_link($bad) },
    'brand: intent link'  => sub { $phone->intent_link($bad, package => 'a.b') },
    'brand: decode'       => sub { $phone->decode("$token!") },
    'brand: wrong decode' => sub { Siplaunch::Brand->new(key => $key, iv => $iv, scheme => 'x')->decode($token) },
    'brand: plaintext'    => sub { $phone->decode_credentials($phone->raw_token("x$password")) },
    'credentials: new'    => sub { Siplaunch::Credentials->new(username => $username, server => 'x', password => $password) },
    'credentials: names'  => sub { Siplaunch::Credentials->new($username, $password) },
    'credentials: odd'    => sub { Siplaunch::Credentials->new($username, 'example.org', $password) },
    'credentials: less'   => sub { Siplaunch::Credentials->new(username => $username, password => $password) },
    'credentials: long'   => sub { Siplaunch::Credentials->new(username => $username, server => 'x', password => $long) },
    'credentials: field'  => sub { Siplaunch::Credentials->new(username => $username, server => [], password => $password) },
    'portal: launch link' => sub { $portal->launch_link($phone, $bad) },
    'portal: three texts' => sub { $portal->launch_link_of($phone, username => $username, server => 'x', password => "$password\n") },
    'portal: odd texts'   => sub { $portal->launch_link_of($phone, username => $username, server => 'x', $password) },
    'portal: no brand'    => sub { $portal->launch_link($password, $testee) },
    'portal: nobody'      => sub { $portal->launch_link($phone, $password) },
    'portal: link'        => sub { $portal->link("$token!") },
    'portal: sealed link' => sub { $portal->sealed_link($ring, $bad, expires => 1_800_000_000) },
    'portal: expires'     => sub { $portal->sealed_link($ring, $testee, expires => $password) },
    'portal: context'     => sub { $portal->sealed_link($ring, $testee, expires => 1, context => $bytes) },
    'portal: columns'     => sub { $portal->launch_links($phone, usernames => [$username], servers => ['x'], passwords => $password) },
    'portal: rows'        => sub { $portal->launch_links($phone, [{ username => $username }], usernames => [$username]) },
    'portal: row names'   => sub { $portal->launch_links($phone, $username => $password) },
    'key ring: keys'      => sub { Siplaunch::KeyRing->new(keys => { 0 => $key }, current => 0) },
    'key ring: key as id' => sub { Siplaunch::KeyRing->new(keys => { $key => 0 }, current => $key) },
    'key ring: flat'      => sub { Siplaunch::KeyRing->new(keys => $key, current => 0) },
    'key ring: TOML'      => sub { Siplaunch::KeyRing->from_toml("current = 0\n[keys]\n0 = \"$key\"") },
    'key ring: seal'      => sub { $ring->seal($bad, expires => 1_800_000_000) },
    'key ring: one time'  => sub { $ring->seal_one_time($bad, expires => 1_800_000_000) },
    'portal: one time'    => sub { $portal->one_time_link($ring, $bad, expires => 1_800_000_000) },
    'key ring: open'      => sub { $ring->open("$sealed!") },
    'key ring: expired'   => sub { $ring->open($sealed, now => 1_900_000_000) },
    'handler: query'      => sub { Siplaunch::LaunchHandler->new->handle(method => 'GET', query => "$link\x{2603}") },
    'handler: names'      => sub { Siplaunch::LaunchHandler->new->inspect(GET => $link) },
    'page: setting'       => sub { Siplaunch::Page->new(base => 'https://x/', $password => $password) },
    'page: base'          => sub { Siplaunch::Page->new(base => $link) },
    'sms: link'           => sub { Siplaunch::Sms->new(%sms, link => "sipphone://$token") },
    'sms: template'       => sub { Siplaunch::Sms->new(%sms, template => "{link}$password") },
    'sms: sealed'         => sub { Siplaunch::Sms->sealed_budget($portal, $bad, brand_name => 'x') },
    'sms: one time'       => sub { Siplaunch::Sms->one_time_budget($portal, $bad, brand_name => 'x') },
    'claims: connection'  => sub { Siplaunch::ClaimStore->new("dbi:Pg:password=$password") },
    'claims: function'    => sub { Siplaunch::ClaimStore->new($connect)->create },
    'claims: trace'       => sub { Siplaunch::ClaimStore->new(sub { confesses($password) })->create },
    'claims: id'          => sub { Siplaunch::ClaimStore->new($connect)->find($password) },
    'mail: link'          => sub { Siplaunch::Mail->new(link => "sipphone://$token", brand_name => 'x') },
    'qr: long'            => sub { Siplaunch::QrCode->new($long)->to_svg },
    'ticket'              => sub { Siplaunch::ticket(username => $username, server => 'x', expire_ms => 1, token => $password) },
    'explain'             => sub { Siplaunch::explain($link, $password) },
    'explain: key ring'   => sub { Siplaunch::explain($link, $phone, key_ring => $key) },
    'explain: revoked'    => sub { Siplaunch::explain($link, $phone, revoked => [$sealed]) },
    'link: app'           => sub { Siplaunch::app_link("$token!") },
    'link: parse app'     => sub { Siplaunch::parse_app_link($link) },
    'link: parse launch'  => sub { Siplaunch::parse_launch_link("sipphone://$token") },
    'link: token'         => sub { Siplaunch::check_token("$token!") },
    'link: escaped'       => sub { Siplaunch::escaped("$token!") },
    'link: id'            => sub { Siplaunch::sealed_token_id($token) },
);

for my $name (sort keys %calls) {
    # All arguments of all frames in full, as a portal's handler may log them.
    local ($Carp::MaxArgLen, $Carp::MaxArgNums, $Carp::MaxEvalLen) = (0, 0, 0);
    my $trace;
    my @warnings;
    local $SIG{__DIE__}  = sub { $trace = Carp::longmess("@_") . "\n" . Carp::shortmess("@_") };
    local $SIG{__WARN__} = sub { push @warnings, Carp::longmess("@_") };
    ok !eval { $calls{$name}->(); 1 }, "$name fails";
    my $exception = $@;
    ok $exception->isa('Siplaunch::Exception'), "$name: an exception";
    like $trace, qr/main::__ANON__/, "$name: a trace";
    hides($trace,            "$name: trace");
    hides(dumps($exception), "$name: exception");
    hides("@warnings",       "$name: warnings");
}

my $rows = [{ username => $username, server => 'x', password => $password }, { username => $username, password => $password }, [$username]];
my $rejected = $portal->launch_links($phone, $rows)->errors;
is keys %{$rejected}, 3, 'rows are rejected';
hides(dumps($rejected->{$_}), "row $_: exception") for keys %{$rejected};

my $handler = Siplaunch::LaunchHandler->sealed($phone, $ring);
my $objects = objects(username => $username, password => 'Geheimnis-pqrs', key => $key, iv => $iv, connect => $connect);
my %objects = (
    %{$objects},
    application => $handler->to_app,
    decoded     => $phone->decode_credentials($token),
);
is_deeply [sort keys %{$objects}], [sort { $a cmp $b } classes()], 'an object of every class';
hides(dumps($objects{$_}), "$_: dumps") for sort keys %objects;

done_testing;
