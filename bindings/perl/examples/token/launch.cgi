#!/usr/bin/perl
# A launch handler in place of the handbook's.
use strict;
use warnings;

use Siplaunch;

Siplaunch::LaunchHandler->new->cgi;
