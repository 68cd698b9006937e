"""What `import siplaunch` loads: a portal may start a process for each link."""

import subprocess
import sys
from pathlib import Path

import pytest

import siplaunch

SITE = Path(siplaunch.__file__).parents[1]
OURS = {"siplaunch", "siplaunch._errors", "siplaunch._native", "atexit"}
LINK = """portal, brand = siplaunch.Portal("https://portal.example/p"), siplaunch.Brand.sip_phone()
credentials = siplaunch.Credentials(username="a", server="b", password="c")
assert credentials == siplaunch.Credentials(username="a", server="b", password="c") and hash(credentials)
repr(credentials), portal.launch_link(brand, credentials)
brand.decode_credentials(brand.token(credentials))
siplaunch.KeyRing({0: bytes(32)}, current=0)"""
# The modules that a few calls need.
LATER = {
    "siplaunch.ClaimStore": "siplaunch._claims",
    "siplaunch.LaunchHandler().wsgi": "siplaunch._wsgi",
    "siplaunch.LaunchHandler().asgi": "siplaunch._asgi",
    "siplaunch.Credentials.__dataclass_fields__": "dataclasses",
}


def _loaded(program):
    """Run a program after `import siplaunch`, and name the modules that both add to an interpreter without `site`."""
    program = f"""import sys
sys.path.append({str(SITE)!r})
before = {{*sys.modules}}
import siplaunch
{program}
print(*{{*sys.modules}} - before)"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("program", ["", LINK], ids=["import", "link"])
def test_the_import_loads_nothing_of_python_s_library(program):
    assert _loaded(program) == OURS


@pytest.mark.parametrize("program", LATER)
def test_what_needs_more_loads_it(program):
    assert LATER[program] in _loaded(program)


def test_names_that_load_later_are_there():
    program = "from siplaunch import *; assert {*siplaunch.__all__} <= {*dir(siplaunch)} & {*globals()}"
    assert "siplaunch._claims" in _loaded(program)
    with pytest.raises(AttributeError, match=r"^module 'siplaunch' has no attribute 'Nothing'$"):
        _ = siplaunch.Nothing
