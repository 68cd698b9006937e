#!/usr/bin/perl -w
# One launch link by the handbook's calls (B.1.1.1).
# usage: handbook.pl USERNAME SERVER BASE, the password on standard input
use strict;
use Crypt::Rijndael;
use MIME::Base64;
use URI::Escape;

my $key = 'iBmTdavJ8joPW3HO';
my $iv  = 'tww21lQe6cmywrp3';

my ($username, $server, $base) = @ARGV;
my $password = do { local $/; <STDIN> };
my $plain    = "username=$username&server=$server&password=$password";
my $pad      = 16 - length($plain) % 16;
$plain .= pack('C', $pad) x $pad;

my $cipher = Crypt::Rijndael->new($key, Crypt::Rijndael::MODE_CBC());
$cipher->set_iv($iv);
print $base, '?c=', uri_escape(encode_base64($cipher->encrypt($plain), '')), "\n";
