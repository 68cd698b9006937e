"""Symfony behind nginx and php-fpm."""

import re

from php import PhpPortal
from portal import Place


def write_settings(place: Place) -> None:
    """Put the settings into .env.local, a copy of .env."""
    text = (place.folder / ".env").read_text()
    for name in re.findall(r"^(?!APP_ENV)(\w+)=", text, re.MULTILINE):
        text = re.sub(rf"^{name}=.*$", f"{name}='{place.environment[name]}'", text, flags=re.MULTILINE)
    (place.folder / ".env.local").write_text(text)


PORTAL = PhpPortal(settings=write_settings)
