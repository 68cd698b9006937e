#!/usr/bin/perl
# The target of a sign-up form: it answers with the launch link. PORTAL_BASE is the address of launch.cgi.
use strict;
use warnings;

use CGI;
use Encode qw(decode);
use Siplaunch;

my $form = CGI->new;
my %account = map { $_ => decode('UTF-8', scalar $form->param($_) // '') } qw(username server password);
my $portal = Siplaunch::Portal->new(base => $ENV{PORTAL_BASE});
my $link = eval { $portal->launch_link(Siplaunch::Brand->sip_phone, Siplaunch::Credentials->new(%account)) };
my $problem = $@;

# A real portal creates the account, and sends the link by SMS or mail.
my %header = (-type => 'text/plain', -cache_control => 'no-store');
print $form->header(%header, -status => defined $link ? 200 : 400), $link // $problem->message, "\n";
