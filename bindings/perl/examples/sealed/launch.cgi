#!/usr/bin/perl
# A launch handler in place of the handbook's: it takes sealed links only, and answers with the launch page.
use strict;
use warnings;

use Siplaunch;

my $page     = Siplaunch::Page->new(base => $ENV{PORTAL_BASE}, brand_name => 'Example Phone');
my $key_ring = Siplaunch::KeyRing->from_file($ENV{PORTAL_KEY_FILE});
Siplaunch::LaunchHandler->sealed(Siplaunch::Brand->sip_phone, $key_ring, sealed_only => 1, page => $page)->cgi;
