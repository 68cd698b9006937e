use strict;
use warnings;

use Test::More;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my $phone = Siplaunch::Brand->sip_phone;
is $phone->scheme, 'sipphone', 'scheme';
ok $phone->uses_published_key, 'the published key';

my %acme = (key => '0123456789abcdef', iv => 'fedcba9876543210', scheme => 'acme-phone');
my $acme = Siplaunch::Brand->new(%acme);
is $acme->scheme, 'acme-phone', 'scheme';
ok !$acme->uses_published_key, 'a key of its own';

my $toml   = "scheme = \"acme-phone\"\nkey = \"0123456789abcdef\"\niv = \"fedcba9876543210\"\n";
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
is(Siplaunch::Brand->from_toml($toml)->token($testee), $acme->token($testee), 'from TOML');

my $path = tempdir(CLEANUP => 1) . '/brand.toml';
open my $file, '>', $path or die $!;
print {$file} $toml;
close $file or die $!;
my @warnings;
local $SIG{__WARN__} = sub { push @warnings, @_ };
chmod 0640, $path or die $!;
is(Siplaunch::Brand->from_file($path)->token($testee), $acme->token($testee), 'from a file');
is_deeply \@warnings, [], 'that others cannot read';
chmod 0644, $path or die $!;
Siplaunch::Brand->from_file($path);
like "@warnings", qr/has mode 0644, too open for a file with secrets: chmod 0600 or 0640/, 'or they can';

is $phone->app_link($testee), 'sipphone://' . $phone->token($testee), 'app link';
is $phone->intent_link($testee, package => 'org.example.app', fallback_url => 'https://portal.example/'),
    'intent://' . $phone->token($testee)
    . '#Intent;scheme=sipphone;package=org.example.app;S.browser_fallback_url=https%3A%2F%2Fportal.example%2F;end',
    'intent link';
unlike $phone->intent_link($testee, package => 'org.example.app'), qr/fallback/, 'intent link without a fallback';

for my $len (0, 1, 15, 16, 400, 100_000) {
    my $bytes = "\xFF" x $len;
    is $phone->decode($phone->raw_token($bytes)), $bytes, "$len bytes";
}
is $phone->decode_credentials($phone->token($testee))->password, 'testpass', 'decoded';

fails(sub { Siplaunch::Brand->new(%acme, key => 'short') }, Brand => 'KEY_LENGTH');
fails(sub { Siplaunch::Brand->new(%acme, iv => 'short') }, Brand => 'IV_LENGTH');
fails(sub { Siplaunch::Brand->new(%acme, scheme => 'no scheme') }, Brand => 'SCHEME');
fails(sub { Siplaunch::Brand->from_toml('key = 1') }, Brand => 'BRAND_ENTRIES');
fails(sub { Siplaunch::Brand->from_file("$path.gone") }, 'Usage');
fails(sub { $acme->decode($phone->token($testee) . 'A') }, Token => 'TOKEN');
fails(sub { $phone->decode_credentials($phone->raw_token('hello')) }, Token => 'PLAINTEXT');
fails(sub { $phone->intent_link($testee, package => 'no') }, Link => 'PACKAGE');
fails(sub { $phone->intent_link($testee, package => 'a.b', fallback_url => 'x:') }, Link => 'FALLBACK_URL');
fails(sub { $phone->token('testuser') }, 'Usage', undef, 'no credentials');

done_testing;
