use strict;
use warnings;

use Test::More;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Fails;
use Siplaunch;

my ($old, $new) = ("\x00" x 32, "\xFF" x 32);
my $ring   = Siplaunch::KeyRing->new(keys => { 0 => $old, 3 => $new }, current => 3);
my $testee = Siplaunch::Credentials->new(username => 'testuser', server => 'example.org', password => 'testpass');
my $in_an_hour = time + 3600.5;

my $sealed = $ring->seal($testee, expires => $in_an_hour, context => 'portal.example');
my $opened = $ring->open($sealed, context => 'portal.example');
is $opened->credentials->password, 'testpass', 'opened';
my $later = $opened->expires - int $in_an_hour;
cmp_ok $later, '>=', 0,  'expiry';
cmp_ok $later, '<=', 10, 'seconds later than asked, where the text would have two dots in a row';
like $opened->id, qr/\A[0-9a-f]{32}\z/, 'id';
is $opened->id, Siplaunch::sealed_token_id($sealed), 'the same without a key';

my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
is $portal->sealed_link($ring, $testee, expires => $in_an_hour, context => 'portal.example'), $portal->link($sealed), 'link';

my $earlier = Siplaunch::KeyRing->new(keys => { 0 => $old }, current => 0)->seal($testee, expires => $in_an_hour);
is $ring->open($earlier)->credentials->username, 'testuser', 'the other key opens too';

my $toml = "current = 3\n[keys]\n0 = \"" . '00' x 32 . "\"\n3 = \"" . 'ff' x 32 . "\"\n";
my $path = tempdir(CLEANUP => 1) . '/keys.toml';
open my $file, '>', $path or die $!;
print {$file} $toml;
close $file or die $!;
chmod 0600, $path or die $!;
for my $again (Siplaunch::KeyRing->from_toml($toml), Siplaunch::KeyRing->from_file($path)) {
    is $again->seal($testee, expires => $in_an_hour, context => 'portal.example'), $sealed, 'the same key ring';
}

fails(sub { $ring->open($sealed) }, Sealed => 'SEALED_INVALID');
fails(sub { $ring->open('x') }, Sealed => 'SEALED_INVALID');
my $late = fails(sub { $ring->open($earlier, now => $in_an_hour + 60) }, SealedExpired => 'SEALED_EXPIRED');
isa_ok $late, 'Siplaunch::Exception::Sealed';
fails(sub { $ring->seal($testee, expires => 2**33) }, Sealed => 'EXPIRES');
fails(sub { $ring->seal($testee) }, 'Usage', undef, 'no expiry');
fails(sub { $ring->seal($testee, expires => 'tomorrow') }, 'Usage', undef, 'no number');
fails(sub { $ring->seal($testee, expires => -1) }, 'Usage', undef, 'a negative number');
fails(sub { $ring->seal($testee, expires => 'nan') }, 'Usage', undef, 'not a number');
fails(sub { $ring->seal($testee, expires => 'inf') }, 'Usage', undef, 'infinite');
fails(sub { $ring->seal($testee, expires => time, context => "\x{2603}") }, 'Usage', undef, 'a context of wide characters');
fails(sub { Siplaunch::KeyRing->new(keys => { 0 => 'short' }, current => 0) }, Sealed => 'SEALING_KEY');
fails(sub { Siplaunch::KeyRing->new(keys => {}, current => 0) }, Sealed => 'CURRENT_KEY');
fails(sub { Siplaunch::KeyRing->new(keys => { 4 => $old }, current => 4) }, Sealed => 'SEALING_KEY');
fails(sub { Siplaunch::KeyRing->new(keys => { 256 => $old }, current => 256) }, Sealed => 'SEALING_KEY');
fails(sub { Siplaunch::KeyRing->new(keys => { 0 => $old }, current => 1) }, Sealed => 'CURRENT_KEY');
fails(sub { Siplaunch::KeyRing->new(keys => [$old], current => 0) }, 'Usage', undef, 'keys without ids');
fails(sub { Siplaunch::KeyRing->from_toml('') }, Sealed => 'KEY_ENTRIES');

done_testing;
