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

done_testing;
