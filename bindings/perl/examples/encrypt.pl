#!/usr/bin/perl
# A filter in place of the handbook's script: it prints the token of its input, plain and percent-escaped.
#
#     echo -n 'username=testuser&server=example.org&password=testpass' | ./encrypt.pl
use strict;
use warnings;

use Siplaunch;

binmode STDIN;
my $plaintext = do { local $/ = undef; <STDIN> };

my $token = Siplaunch::Brand->sip_phone->raw_token($plaintext // '');
print "$token\n", Siplaunch::escaped($token), "\n";
