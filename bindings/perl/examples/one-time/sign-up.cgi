#!/usr/bin/perl
# The target of a sign-up form: it answers with a one-time link. PORTAL_BASE is the address of launch.cgi, and
# PORTAL_KEY_FILE is the file that `siplaunch keygen` wrote.
use strict;
use warnings;

use CGI;
use Encode qw(decode);
use Siplaunch;

use constant DAY => 24 * 60 * 60;

my $form = CGI->new;
my %account = map { $_ => decode('UTF-8', scalar $form->param($_) // '') } qw(username server password);
my $key_ring = Siplaunch::KeyRing->from_file($ENV{PORTAL_KEY_FILE});
my $portal   = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
my $link = eval { $portal->one_time_link($key_ring, Siplaunch::Credentials->new(%account), expires => time + DAY) };
my $problem = $@;

# A real portal creates the account, and sends the link by SMS or mail.
my %header = (-type => 'text/plain', -cache_control => 'no-store');
print $form->header(%header, -status => defined $link ? 200 : 400), $link // $problem->message, "\n";
