"""Dancer2 under starman."""

from perl import perl_library
from portal import readme_portal

PORTAL = readme_portal("dancer2", "starman", PERL5LIB=perl_library())
