# Tokens of random inputs are those of the handbook's way, with modules that share no code with this project.
use strict;
use warnings;

use Test::More;

use Crypt::Rijndael;
use MIME::Base64 qw(encode_base64);
use Siplaunch;
use URI::Escape qw(uri_escape);

use constant INPUTS => 2_000;
use constant BLOCK  => 16;

# Its seed repeats a failed run.
my $seed = $ENV{SIPLAUNCH_TEST_SEED} // time;
srand $seed;
note "SIPLAUNCH_TEST_SEED=$seed";

sub random_bytes {
    my ($len) = @_;
    return join '', map { chr int rand 256 } 1 .. $len;
}

# Characters of one to four bytes, none of them refused.
sub random_text {
    my @ranges = ([0x20, 0x25], [0x27, 0x7E], [0x80, 0x7FF], [0x800, 0xD7FF], [0x10000, 0x10FFFF]);
    my @chars  = map { my ($from, $to) = @{ $ranges[rand @ranges] }; chr $from + int rand $to - $from + 1 } 0 .. rand 40;
    return join '', @chars;
}

sub handbook {
    my ($key, $iv, $plaintext) = @_;
    my $missing = BLOCK - length($plaintext) % BLOCK;
    my $aes = Crypt::Rijndael->new($key, Crypt::Rijndael::MODE_CBC());
    $aes->set_iv($iv);
    return encode_base64($aes->encrypt($plaintext . chr($missing) x $missing), '');
}

my $portal = Siplaunch::Portal->new(base => 'https://portal.example/p');
my @wrong;
for my $n (1 .. INPUTS) {
    my ($key, $iv) = map { random_bytes($_) } (16, 24, 32)[rand 3], BLOCK;
    my $brand = Siplaunch::Brand->new(key => $key, iv => $iv, scheme => 'sipphone');

    my $bytes = random_bytes(rand 300);
    my $raw   = handbook($key, $iv, $bytes);
    push @wrong, "$n: raw token" if $brand->raw_token($bytes) ne $raw || $brand->decode($raw) ne $bytes;

    my %is = map { $_ => random_text() } qw(username server password);
    utf8::encode(my $plaintext = "username=$is{username}&server=$is{server}&password=$is{password}");
    my ($credentials, $token) = (Siplaunch::Credentials->new(%is), handbook($key, $iv, $plaintext));
    my $decoded = $brand->decode_credentials($token);
    push @wrong, "$n: token" if $brand->token($credentials) ne $token;
    push @wrong, "$n: link" if $portal->launch_link($brand, $credentials) ne "https://portal.example/p?c=" . uri_escape($token);
    push @wrong, "$n: decoded" if grep { $decoded->$_ ne $is{$_} } keys %is;
}
is_deeply \@wrong, [], INPUTS . ' inputs';

done_testing;
