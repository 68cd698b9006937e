#!/usr/bin/perl
# It replaces the handbook's script: it reads standard input as it is, and prints its token, plain and percent-escaped.
#
#     echo -n 'username=testuser&server=example.org&password=testpass' | ./encrypt.pl
use strict;
use warnings;

use Siplaunch;

binmode STDIN;
my $plaintext = do { local $/ = undef; <STDIN> };

my $token = Siplaunch::Brand->sip_phone->raw_token($plaintext // '');
print "$token\n", Siplaunch::escaped($token), "\n";
