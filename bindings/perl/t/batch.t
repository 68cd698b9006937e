# Many rows in one call give the texts that one call for each gives.
use strict;
use warnings;
use utf8;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my $phone  = Siplaunch::Brand->sip_phone;
my $ring   = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my @seal   = (expires => 1_800_000_000, context => 'portal.example');

# Its seed repeats a failed run.
my $seed = $ENV{SIPLAUNCH_TEST_SEED} // time;
srand $seed;
note "SIPLAUNCH_TEST_SEED=$seed";

sub random_text {
    my ($most) = @_;
    my @letters = ('a' .. 'z', 'é', '☃', '%', '+');
    return join '', map { $letters[rand @letters] } 1 .. 1 + rand $most;
}

sub random_rows {
    my ($count) = @_;
    return map { { username => random_text(20), server => random_text(20), password => random_text(rand() < 0.01 ? 2000 : 20) } } 1 .. $count;
}

# The rows as columns.
sub columns {
    my (@rows) = @_;
    return map { my $name = $_; ("${name}s" => [map { $_->{$name} } @rows]) } qw(username server password);
}

# Each call for many, and the call for one.
my %calls = (
    tokens       => [sub { $phone->tokens(@_) },                       sub { $phone->token($_[0]) }],
    app_links    => [sub { $phone->app_links(@_) },                    sub { $phone->app_link($_[0]) }],
    launch_links => [sub { $portal->launch_links($phone, @_) },        sub { $portal->launch_link($phone, $_[0]) }],
    sealed_links => [sub { $portal->sealed_links($ring, @_, @seal) },  sub { $portal->sealed_link($ring, $_[0], @seal) }],
);

for my $count (0, 1, 7, 8, 9, 1023, 1024, 1025, 3000) {
    my @rows        = random_rows($count);
    my @credentials = map { Siplaunch::Credentials->new(%{$_}) } @rows;
    for my $call (sort keys %calls) {
        my ($many, $one) = @{ $calls{$call} };
        my $expected = [map { $one->($_) } @credentials];
        is_deeply $many->(\@rows)->texts,         $expected, "$call: $count rows";
        is_deeply $many->(\@credentials)->texts,  $expected, "$call: $count credentials";
        my $batch = $many->(columns(@rows));
        is_deeply $batch->texts,  $expected, "$call: columns of $count";
        is_deeply $batch->errors, {},        "$call: no errors";
    }
}

my @good  = random_rows(1100);
my $once  = $portal->one_time_links($ring, \@good, @seal);
my %ids   = map { ($ring->open(s/.*=//r, context => 'portal.example', now => 1)->id => 1) } @{ $once->texts };
is keys %ids, 1100, 'one-time links all differ';
my $opened = $ring->open($once->texts->[1099] =~ s/.*=//r, context => 'portal.example', now => 1);
ok $opened->is_one_time, 'and are one-time links';
is $opened->credentials->password, $good[1099]{password}, 'of their rows';

# Bad rows, on both sides of a call of the library.
my %bad = (
    0    => [{ %{ $good[0] }, password => 'x&' }, Credentials => 'PASSWORD_CHARACTER'],
    3    => [{ %{ $good[0] }, username => '' },   Credentials => 'USERNAME_EMPTY'],
    1023 => [{ %{ $good[0] }, server => "\x{D800}" }, Input => 'NOT_UTF8'],
    1024 => [{ username => 'x', server => 'y' },  Usage => undef],
    1025 => [{ %{ $good[0] }, password => [] },   Usage => undef],
    1026 => [[],                                  Usage => undef],
    1027 => [undef,                               Usage => undef],
    1028 => [$phone,                              Usage => undef],
    1029 => [bless(\(my $copy), 'Siplaunch::Credentials'), Usage => undef],
    1099 => [{ %{ $good[0] }, password => 'x' x 1_048_577 }, Input => 'INPUT_TOO_LONG'],
);
my @rows = @good;
$rows[$_] = $bad{$_}[0] for keys %bad;
for my $call (sort keys %calls) {
    my ($many, $one) = @{ $calls{$call} };
    my $batch  = $many->(\@rows);
    my $errors = $batch->errors;
    is_deeply [sort { $a <=> $b } keys %{$errors}], [sort { $a <=> $b } keys %bad], "$call: the bad rows";
    for my $i (sort { $a <=> $b } keys %bad) {
        my (undef, $topic, $name) = @{ $bad{$i} };
        is ref $errors->{$i}, "Siplaunch::Exception::$topic", "$call: row $i";
        is $errors->{$i}->name, $name, 'its name';
        like "$errors->{$i}", qr/ at \Q$0\E line \d+\.\n\z/, 'its place';
    }
    my $texts = $batch->texts;
    is_deeply [grep { !defined $texts->[$_] } 0 .. $#rows], [sort { $a <=> $b } keys %bad], 'have no text';
    is $texts->[$_], $one->(Siplaunch::Credentials->new(%{ $rows[$_] })), "row $_ has its own" for 1, 2, 1022, 1030, 1098;
}

my $latin = "j\xFCrgen";
utf8::downgrade($latin);
my $batch = $phone->tokens([{ username => $latin, server => 'x', password => 12_345 }]);
is_deeply $batch->texts, [$phone->token(Siplaunch::Credentials->new(username => 'jürgen', server => 'x', password => '12345'))], 'Latin-1, a number';
ok !utf8::is_utf8($latin), 'the given text stays as it is';

fails(sub { $phone->tokens }, 'Usage', undef, 'no rows');
fails(sub { $phone->tokens({}) }, 'Usage', undef, 'a hash');
fails(sub { $phone->tokens(usernames => ['x'], servers => ['x']) }, 'Usage', undef, 'two columns');
fails(sub { $phone->tokens(usernames => ['x'], servers => ['x'], passwords => []) }, 'Usage', undef, 'columns of several lengths');
fails(sub { $phone->tokens([], usernames => ['x']) }, 'Usage', undef, 'rows and a column');
fails(sub { $phone->tokens([], expires => 1) }, 'Usage', undef, 'an expiry of no use');
fails(sub { $portal->launch_links([]) }, 'Usage', undef, 'no brand');
fails(sub { $portal->sealed_links($ring, []) }, 'Usage', undef, 'no expiry');
is $portal->sealed_links($ring, [$good[0]], expires => 2**40)->errors->{0}->name, 'EXPIRES', 'an expiry that no link can hold';

done_testing;
