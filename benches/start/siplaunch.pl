#!/usr/bin/perl
# One launch link by Siplaunch.
# usage: siplaunch.pl USERNAME SERVER BASE, the password on standard input
use strict;
use warnings;
use Siplaunch;

my ($username, $server, $base) = @ARGV;
my $password    = do { local $/; <STDIN> };
my $credentials = Siplaunch::Credentials->new(username => $username, server => $server, password => $password);
my $portal      = Siplaunch::Portal->new(base => $base);
print $portal->launch_link(Siplaunch::Brand->sip_phone, $credentials), "\n";
