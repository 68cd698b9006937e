"""Catalyst under starman."""

from perl import perl_library
from portal import readme_portal

PORTAL = readme_portal("catalyst", "starman", PERL5LIB=perl_library())
