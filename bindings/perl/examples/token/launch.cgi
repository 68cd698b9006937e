#!/usr/bin/perl
# In place of the handbook's launch handler.
use strict;
use warnings;

use Siplaunch;

Siplaunch::LaunchHandler->new->cgi;
