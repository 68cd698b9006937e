#!/usr/bin/perl
# It replaces the handbook's launch handler.
use strict;
use warnings;

use Siplaunch;

Siplaunch::LaunchHandler->new->cgi;
