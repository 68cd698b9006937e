"""CGI scripts under Apache."""

import contextlib
import dataclasses
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perl import perl_library
from php import let_in
from portal import TARGET, Place, Portal

MODULES = ("alias", "auth_basic", "authn_core", "authn_file", "authz_core", "authz_user", "cgid", "env", "mpm_event")

# The rest of Apache's configuration, as Debian has it.
CONFIGURATION = """
{modules}
ServerRoot {folder}
ServerName portal.example
Listen 127.0.0.1:{port}
User www-data
Group www-data
PidFile {folder}/apache.pid
ScriptSock {folder}/cgid.sock
ErrorLog {place}/error.log
Define APACHE_LOG_DIR {place}
PassEnv PERL5LIB LD_LIBRARY_PATH
<Directory />
    Require all denied
</Directory>
{portal}
"""


@dataclass(frozen=True)
class CgiPortal(Portal):
    """A portal whose README says how it is set up, and whose apache.conf has its addresses."""

    @contextlib.contextmanager
    def serve(self, place: Place) -> Iterator[None]:
        """Follow the README, and serve the portal."""
        let_in(place)
        place = install_modules(place)
        readme = (place.folder / "README.md").read_text()
        (commands,) = re.findall(r"^ *```sh\n( +install.*?)^ *```$", readme, re.MULTILINE | re.DOTALL)
        place.run(["sh", "-euc", commands.replace("/srv/portal", str(place.folder))])
        with place.serve([*self.command, configure(place)]):
            yield


def install_modules(place: Place) -> Place:
    """Put the Perl modules and their library where Apache's user can read them."""
    installed = place.folder.parent / "perl"
    shutil.copytree(perl_library(), installed)
    shutil.copy(TARGET / "lib" / "libsiplaunch.so.0", installed)
    more = {
        "PORTAL_DATABASE": f"{place.folder}/var/portal.db",
        "PERL5LIB": str(installed),
        "LD_LIBRARY_PATH": str(installed),
    }
    return dataclasses.replace(place, environment=place.environment | more)


def configure(place: Place) -> Path:
    """Write Apache's configuration."""
    modules = (f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
    portal = (place.folder / "apache.conf").read_text().replace("/srv/portal", str(place.folder))
    path = place.folder.parent / "apache.conf"
    path.write_text(
        CONFIGURATION.format(
            modules="\n".join(modules), folder=place.folder.parent, place=place.folder, port=place.port, portal=portal
        )
    )
    return path


PORTAL = CgiPortal(server="Apache, CGI", command=["apache2", "-DFOREGROUND", "-f"])
