"""Slim behind nginx and php-fpm."""

import re

from php import PhpPortal
from portal import Place


def write_settings(place: Place) -> None:
    """Put the settings into settings.php."""
    path = place.folder / "settings.php"
    text = path.read_text()
    for name in re.findall(r"^ +'(\w+)' =>", text, re.MULTILINE):
        text = re.sub(rf"'{name}' => '.*'", f"'{name}' => '{place.environment[name]}'", text)
    path.write_text(text)


PORTAL = PhpPortal(settings=write_settings)
