#!/usr/bin/perl
# The launch handler.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Portal::Accounts;
use Portal::Links;

$Portal::Links::handler->cgi(claims => $Portal::Accounts::claims);
