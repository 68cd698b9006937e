#!/usr/bin/perl
use strict;
use warnings;

use CGI;
use Siplaunch;

my $answer = Siplaunch::LaunchHandler->new->handle(method => $ENV{REQUEST_METHOD}, query => $ENV{QUERY_STRING});
print CGI->new->redirect(-uri => $answer->header('Location'), -status => $answer->status);
