#!/usr/bin/perl
# A launch handler in place of the handbook's: it takes sealed links only, and claims one-time links in a database.
#
#     perl -MDBI -MSiplaunch -e 'Siplaunch::ClaimStore->new(DBI->connect(shift, "", ""))->create' dbi:SQLite:claims.db
use strict;
use warnings;

use DBI;
use Siplaunch;

my $page     = Siplaunch::Page->new(base => $ENV{PORTAL_BASE}, brand_name => 'Example Phone');
my $key_ring = Siplaunch::KeyRing->from_file($ENV{PORTAL_KEY_FILE});
my $claims   = Siplaunch::ClaimStore->new(sub { DBI->connect($ENV{PORTAL_CLAIMS}, '', '', { RaiseError => 1 }) });
Siplaunch::LaunchHandler->sealed(Siplaunch::Brand->sip_phone, $key_ring, sealed_only => 1, page => $page)
    ->cgi(claims => $claims);
