#!/usr/bin/perl
# The handbook's way to a token (B.1.1.1) for many inputs in one run, by libraries that share no code with this project.
#
# usage: encrypt.pl [KEY_HEX IV_HEX]
# Standard input: one plaintext on each line, in hex. Standard output: two lines for each, the token as it is and
# percent-escaped. Without arguments the key is the published sip:phone app's.
use strict;
use warnings;

use Crypt::Rijndael;
use MIME::Base64 qw(encode_base64);
use URI::Escape qw(uri_escape);

use constant BLOCK => 16;

my ($key, $iv) = @ARGV ? map { pack 'H*', $_ } @ARGV : ('iBmTdavJ8joPW3HO', 'tww21lQe6cmywrp3');

sub padded {
    my ($bytes) = @_;
    my $missing = BLOCK - length($bytes) % BLOCK;
    return $bytes . chr($missing) x $missing;
}

sub token {
    my ($plaintext) = @_;
    my $aes = Crypt::Rijndael->new($key, Crypt::Rijndael::MODE_CBC());
    $aes->set_iv($iv);
    return encode_base64($aes->encrypt(padded($plaintext)), '');
}

while (my $line = <STDIN>) {
    chomp $line;
    my $token = token(pack 'H*', $line);
    print "$token\n", uri_escape($token), "\n";
}
