# Random one-time tokens open by other code: RFC 5297 over the CMAC and the counter mode of CryptX, which has no AES-SIV.
use strict;
use warnings;

use Test::More;

use Crypt::Mac::OMAC qw(omac);
use Crypt::Mode::CTR;
use MIME::Base64 qw(decode_base64);
use Siplaunch;

use constant INPUTS => 500;
use constant BLOCK  => 16;

# Its seed repeats a failed run.
my $seed = $ENV{SIPLAUNCH_TEST_SEED} // time;
srand $seed;
note "SIPLAUNCH_TEST_SEED=$seed";

sub random_bytes {
    my ($len) = @_;
    return join '', map { chr int rand 256 } 1 .. $len;
}

# Twice a block, in the field of RFC 5297.
sub dbl {
    my ($block) = @_;
    my $bits    = unpack 'B*', $block;
    my $doubled = pack 'B*', substr($bits, 1) . '0';
    return $bits =~ /\A1/ ? $doubled ^ "\0" x (BLOCK - 1) . "\x87" : $doubled;
}

# The synthetic IV of a text, with strings of associated data.
sub s2v {
    my ($key, $text, @strings) = @_;
    my $d = omac('AES', $key, "\0" x BLOCK);
    $d = dbl($d) ^ omac('AES', $key, $_) for @strings;
    return omac('AES', $key, dbl($d) ^ pack 'a16', "$text\x80") if length $text < BLOCK;
    substr($text, -BLOCK) ^= $d;
    return omac('AES', $key, $text);
}

# The plaintext in a box, or undef.
sub opened {
    my ($key, $box, @strings) = @_;
    my ($mac_key, $ctr_key) = unpack 'a16 a16', $key;
    my ($iv, $ciphertext)   = unpack 'a16 a*', $box;
    my $counter = $iv & pack 'H*', 'ffffffffffffffff7fffffff7fffffff';
    my $text = Crypt::Mode::CTR->new('AES', 1)->decrypt($ciphertext, $ctr_key, $counter);
    return s2v($mac_key, $text, @strings) eq $iv ? $text : undef;
}

# RFC 5297, A.1.
my $rfc_key = pack 'H*', 'fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0';
my $rfc_mac = omac('AES', $rfc_key, "\0" x BLOCK);
is unpack('H*', $rfc_mac), '0e04dfafc1efbf040140582859bf073a', 'CMAC';
is unpack('H*', dbl($rfc_mac)), '1c09bf5f83df7e080280b050b37e0e74', 'its double';

my @wrong;
for my $n (1 .. INPUTS) {
    my ($id, $key, $context) = (int rand 4, random_bytes(32), random_bytes(rand 40));
    my $expires = 1 + int rand 2**32 - 1;
    my ($username, $server, $password) = map { 'x' . unpack 'H*', random_bytes(rand 30) } 1 .. 3;
    my $credentials = Siplaunch::Credentials->new(username => $username, server => $server, password => $password);
    my $sealed = Siplaunch::KeyRing->new(keys => { $id => $key }, current => $id)
        ->seal_one_time($credentials, expires => $expires, context => $context);
    my ($header, $box) = unpack 'a a*', decode_base64($sealed =~ tr{.\-}{/+}r);
    my $text = opened($key, $box, "siplaunch sealed link 1$header", $context) // '';
    push @wrong, "$n: header" if ord $header != (0xFC | $id);
    push @wrong, "$n: text" if $text !~ /\A(.{4}).{4}\Q$username\E\0\Q$server\E\0\Q$password\E\0?\z/s || $1 ne pack 'N', $expires;
}
is_deeply \@wrong, [], INPUTS . ' inputs';

done_testing;
