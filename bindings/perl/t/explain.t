use strict;
use warnings;

use Test::More;

use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my $phone  = Siplaunch::Brand->sip_phone;
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $link   = Siplaunch::Portal->new(base => 'https://portal.example/p')->launch_link($phone, $testee);

my $good = Siplaunch::explain(" $link\n", $phone);
is $good->kind, 'launch link', 'kind';
ok $good->is_good, 'good';
is $good->token, $phone->token($testee), 'token';
is $good->credentials->password, 'testpass', 'credentials';

my $damaged = Siplaunch::explain($link =~ s/%3D//gr =~ s/%2F/%252F/gr, $phone);
ok !$damaged->is_good, 'damaged';
is $damaged->token, $phone->token($testee), 'repaired';
my @faults = grep { $_->{is_fault} } $damaged->findings;
cmp_ok scalar @faults, '>=', 1, 'faults';
like $_->{text}, qr/\w+ \w+/, "finding $_->{code}" for @faults;

my $nothing = Siplaunch::explain('hello', $phone);
ok !$nothing->is_good, 'nothing';
is $nothing->token, undef, 'no token';
is $nothing->credentials, undef, 'no credentials';
ok !Siplaunch::explain($link, $phone, param => 't')->is_good, 'another parameter';
fails(sub { Siplaunch::explain($link) }, 'Usage', undef, 'no brand');

my $portal  = Siplaunch::Portal->new(base => 'https://portal.example/p');
my $ring    = Siplaunch::KeyRing->new(keys => { 0 => 'k' x 32 }, current => 0);
my $expires = 4_000_000_000;
my $sealed  = $portal->sealed_link($ring, $testee, expires => $expires, context => 'portal.example');
my $id      = Siplaunch::sealed_token_id(Siplaunch::parse_launch_link($sealed));
my %keys    = (key_ring => $ring, context => 'portal.example', now => $expires - 1);

sub codes { return [sort map { $_->{code} } grep { $_->{is_fault} } $_[0]->findings] }

# The faults and the expiry of a sealed link for each set of options; it has an expiry if it was opened.
my %sealed = (
    'without keys'       => [[], [], undef],
    'valid'              => [[%keys], [], $expires],
    'expired'            => [[%keys, now => $expires], [85], $expires],
    'valid by the clock' => [[%keys, now => undef], [], $expires],
    'revoked'            => [[%keys, revoked => ['0' x 32, uc $id]], [86], $expires],
    'others revoked'     => [[%keys, revoked => ['0' x 32]], [], $expires],
    'another context'    => [[%keys, context => 'other.example'], [84], undef],
    'another key'        => [[%keys, key_ring => Siplaunch::KeyRing->new(keys => { 0 => 'x' x 32 }, current => 0)], [84], undef],
    'another key id'     => [[%keys, key_ring => Siplaunch::KeyRing->new(keys => { 1 => 'k' x 32 }, current => 1)], [83], undef],
);
for my $name (sort keys %sealed) {
    my ($given, $codes, $until) = @{ $sealed{$name} };
    my $explanation = Siplaunch::explain($sealed, $phone, @{$given});
    is_deeply codes($explanation), $codes, "$name: faults";
    is !!$explanation->is_good, !@{$codes}, "$name: good or not";
    is $explanation->expires, $until, "$name: expiry";
    is $explanation->id, $id, "$name: id";
    is $explanation->credentials && $explanation->credentials->password, $until && 'testpass', "$name: credentials";
    is $explanation->kind, 'launch link', "$name: kind";
}

ok scalar(grep { $_ == 80 } @{ codes(Siplaunch::explain(substr($sealed, 0, -6), $phone)) }), 'cut short';
is_deeply codes(Siplaunch::explain(lc $sealed, $phone)), [82], 'lower-cased';

# A sealed link in each kind of pasted text.
my $sms  = Siplaunch::Sms->new(link => $sealed, brand_name => 'Acme')->text;
my $mail = Siplaunch::Mail->new(link => $sealed, brand_name => 'Acme');
my %pasted = (
    'SMS'         => [$sms,                          1],
    'brackets'    => ["<$sealed>",                   1],
    'quotes'      => [qq{"$sealed"},                 1],
    'lines above' => ["Welcome!\n\nTap: $sealed.\n", 3],
    'text'        => [$mail->text,                   undef],
    'HTML'        => [$mail->html,                   undef],
);
for my $name (sort keys %pasted) {
    my ($text, $line) = @{ $pasted{$name} };
    my $explanation = Siplaunch::explain($text, $phone, %keys);
    is_deeply [$explanation->is_good, $explanation->link_count, $explanation->id], [1, 1, $id], "$name: the link";
    is $explanation->line, $line // 1 + substr($text, 0, index $text, $sealed) =~ tr/\n//, "$name: its line";
    is $explanation->shown, "https://portal.example/p?c=\x{2026}", "$name: which it is";
}

my $both = "$sealed\n$link\n$sealed\n";
my ($first, $second) = map { Siplaunch::explain($both, $phone, %keys, link => $_) } 0, 1;
is_deeply [map { $_->link_count } $first, $second], [2, 2], 'two links, one of them twice';
is_deeply [map { $_->line } $first, $second], [1, 2], 'each on its line';
is $first->id, $id, 'the first';
is $second->token, $phone->token($testee), 'the second';
is $second->id, undef, 'which is not sealed';
is $nothing->link_count, 0, 'no links';
is $nothing->$_, undef, "no $_" for qw(id expires);

fails(sub { Siplaunch::explain($sealed, $phone, revoked => ["$id!"]) }, Input => 'LINK_IDS');
fails(sub { Siplaunch::explain($sealed, $phone, revoked => $id) }, 'Usage', undef, 'no list of ids');
fails(sub { Siplaunch::explain($sealed, $phone, revoked => [undef]) }, 'Usage', undef, 'no id');
fails(sub { Siplaunch::explain($sealed, $phone, key_ring => 'k' x 32) }, 'Usage', undef, 'no key ring');
fails(sub { Siplaunch::explain($sealed, $phone, context => "\x{2603}") }, 'Usage', undef, 'a context of wide characters');

done_testing;
