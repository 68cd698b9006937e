# Values of a batch that run code when they are read: the code may do what it likes.
use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;
use Values qw(overloaded tied_array tied_hash tied_value);

my $phone  = Siplaunch::Brand->sip_phone;
my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');

my @rows     = map { { username => "user$_", server => 'example.org', password => "pass$_" } } 1 .. 1100;
my $expected = $portal->launch_links($phone, \@rows)->texts;
my %columns  = map { my $name = $_; ("${name}s" => [map { $_->{$name} } @rows]) } qw(username server password);

is_deeply $portal->launch_links($phone, [map { tied_hash($_) } @rows])->texts, $expected, 'tied rows';
is_deeply $portal->launch_links($phone, tied_array(@rows))->texts, $expected, 'a tied array';
is_deeply $portal->launch_links($phone, map { ($_ => tied_array(@{ $columns{$_} })) } keys %columns)->texts, $expected, 'tied columns';
is_deeply $portal->launch_links($phone, map { ($_ => [map { overloaded($_) } @{ $columns{$_} }]) } keys %columns)->texts, $expected,
    'overloaded values';

my ($tied, $reads) = tied_value('pass1');
my $aliases = sub { \@_ }->(${$tied});
is_deeply $portal->launch_links($phone, usernames => ['user1'], servers => ['example.org'], passwords => $aliases)->texts,
    [$expected->[0]], 'a tied value';
is ${$reads}, 1, 'is read once';

my @fragile = map { { %{$_} } } @rows;
$fragile[1000]{password} = overloaded($rows[1000]{password}, sub { $_ = { %{$_} } for @fragile[0 .. 999] });
is_deeply $portal->launch_links($phone, \@fragile)->texts, $expected, 'code that frees rows';

my @credentials = map { Siplaunch::Credentials->new(%{$_}) } @rows[0 .. 9];
my @mixed = (@credentials, { %{ $rows[10] }, password => overloaded($rows[10]{password}, sub { undef $_ for @credentials }) });
is_deeply $portal->launch_links($phone, \@mixed)->texts, [@{$expected}[0 .. 10]], 'code that frees credentials';

my $freed = Siplaunch::Brand->sip_phone;
my $frees = overloaded('x', sub { undef $freed });
fails(sub { $portal->launch_links($freed, [{ username => $frees, server => 'x', password => 'x' }]) }, 'Usage', undef, 'code that frees the brand');
ok !eval { $phone->tokens([{ username => overloaded('x', sub { die "refused\n" }), server => 'x', password => 'x' }]); 1 }, 'code that dies';
is $@, "refused\n", 'with its own words';

done_testing;
