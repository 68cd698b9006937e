"""A process that makes its first calls when it ends: nothing can be imported then.

usage: shutdown_first.py [used]: with `used` it has imported before what few calls need.
"""

import os
import sys
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

from everything import everything

import siplaunch


class Last:
    """Makes its calls when it is dropped, and writes the result of each. It keeps all its objects."""

    def __init__(self, calls):
        self.calls, self.write = calls, os.write

    def __del__(self):
        for name, call in self.calls.items():
            try:
                result = type(call()).__name__
            except Exception as error:  # noqa: BLE001 - the test compares all kinds
                result = f"{type(error).__name__} {error}"
            self.write(1, f"{name}: {result}\n".encode())


def calls(package, everything, keys, texts):
    """Make the calls, as closures over all their objects."""
    brand, portal = package.Brand.sip_phone(), package.Portal("https://portal.example/p")
    good = {"username": "a", "server": "b", "password": "c"}
    day, tomorrow = timedelta(days=1), datetime.now(timezone.utc) + timedelta(days=1)

    def credentials(**given):
        return package.Credentials(**good | given)

    def sealed(expires):
        return package.KeyRing(keys, current=0).seal(credentials(), expires=expires)

    return {
        "refused": lambda: credentials(password="line\n"),
        "surrogates": lambda: credentials(password="\ud800"),
        "timedelta": lambda: sealed(day),
        "datetime": lambda: sealed(tomorrow),
        "opened": lambda: package.KeyRing(keys, current=0).open(sealed(tomorrow), now=tomorrow - day).expires,
        "decoded": lambda: brand.decode_credentials(brand.token(credentials())),
        "mapping": lambda: package.Page("https://portal.example/p", texts=texts),
        "bad page": lambda: package.Page("nonsense"),
        "bad row": lambda: portal.launch_links(brand, ("a",), iter("b"), [None]).errors[0],
        "wrong column": lambda: portal.launch_links(brand, [1], ["b"], ["c"]),
        "no column": lambda: portal.launch_links(brand, "a", ["b"], ["c"]),
        "wsgi": lambda: package.LaunchHandler().wsgi,
        "asgi": lambda: package.LaunchHandler().asgi,
        "file": lambda: package.Brand.from_file("/nowhere"),
        "everything": everything,
    }


if sys.argv[1:] == ["used"]:
    everything()
    siplaunch.Brand.sip_phone().tokens(iter("a"), ["b"], ["c"])
last = Last(calls(siplaunch, everything, MappingProxyType({0: bytes(32)}), MappingProxyType({"title": "x"})))
