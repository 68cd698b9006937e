"""PHP portals behind nginx and php-fpm: Debian's own configuration, and what the portal's README adds to it."""

import contextlib
import dataclasses
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from portal import ROOT, TARGET, Place, Portal

FPM = max(Path("/etc/php").glob("*/fpm"))
NGINX = Path("/etc/nginx")


@dataclass(frozen=True, kw_only=True)
class PhpPortal(Portal):
    """A portal whose README says how it is set up, and whose nginx.conf has its locations.

    Attributes:
        settings: writes the portal's file of settings.
        root: the folder where README and nginx.conf expect the portal.
    """

    settings: Callable[[Place], None]
    root: str = "/srv/portal"
    server: str = "nginx, php-fpm"
    command: tuple = ()

    @contextlib.contextmanager
    def serve(self, place: Place) -> Iterator[None]:
        """Follow the README, and serve the portal."""
        place.environment["PORTAL_DATABASE"] = f"{place.folder}/var/portal.db"
        self.settings(place)
        let_in(place)
        # From now on without the settings in the environment: they come from the portal's file.
        place = dataclasses.replace(place, environment=install_package(place))
        with self.beside(place):
            self.set_up(place)
            with php_fpm(place), nginx(place, self.at(place, (place.folder / "nginx.conf").read_text())):
                yield

    def beside(self, place: Place) -> contextlib.AbstractContextManager:
        """Run what the portal needs beside it, such as a database."""
        return contextlib.nullcontext()

    def set_up(self, place: Place) -> None:
        """Run the commands of the README's section "Set"."""
        readme = (place.folder / "README.md").read_text()
        section = re.search(r"^## Set\n(.*?)^## ", readme, re.MULTILINE | re.DOTALL)[1]
        commands = "".join(re.findall(r"^ *```sh\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL))
        place.run(["sh", "-euc", self.at(place, commands)])

    def at(self, place: Place, text: str) -> str:
        """Let a text of the README mean the place."""
        return text.replace(self.root, str(place.folder))


def let_in(place: Place) -> None:
    """Let the servers' user reach the place and the key file."""
    place.folder.parent.chmod(0o711)
    key_file = Path(place.environment["PORTAL_KEYS"])
    shutil.chown(key_file, group="www-data")
    key_file.chmod(0o640)


def install_package(place: Place) -> dict[str, str]:
    """Put the PHP package beside the place, as Debian's has it, and return the variables that lead PHP there."""
    installed = place.folder.parent / "php"
    package = installed / "Siplaunch"
    shutil.copytree(ROOT / "bindings" / "php", package, ignore=shutil.ignore_patterns("tests"))
    shutil.copy(TARGET / "lib" / "libsiplaunch.so.0", installed)
    ini = (package / "siplaunch.ini").read_text().replace("/srv/portal/vendor/siplaunch/siplaunch", str(package))
    (installed / "conf.d").mkdir()
    (installed / "conf.d" / "siplaunch.ini").write_text(f"{ini}include_path = .:/usr/share/php:{installed}\n")
    return {"LD_LIBRARY_PATH": str(installed), "PHP_INI_SCAN_DIR": f":{installed}/conf.d"}


def socket_of(place: Place) -> Path:
    """Return the path of php-fpm's socket."""
    return place.folder.parent / "fpm.sock"


@contextlib.contextmanager
def php_fpm(place: Place) -> Iterator[None]:
    """Run php-fpm with Debian's pool."""
    pool = (FPM / "pool.d" / "www.conf").read_text()
    pool = re.sub(r"^listen = .*$", f"listen = {socket_of(place)}", pool, flags=re.MULTILINE)
    configuration = place.folder.parent / "fpm.conf"
    configuration.write_text(f"[global]\nerror_log = {place.folder}/php-fpm.log\n{pool}")
    command = [f"php-fpm{FPM.parent.name}", "--nodaemonize", "--fpm-config", configuration]
    environment = os.environ | place.environment
    with place.log.open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as server:
        try:
            await_socket(socket_of(place), server, place)
            yield
        finally:
            server.terminate()


def await_socket(path: Path, server: subprocess.Popen, place: Place) -> None:
    """Wait until a server listens."""
    for _ in range(300):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
            return
        assert server.poll() is None, f"the server ended: {place.log.read_text()}"
        time.sleep(0.1)
    pytest.fail(f"the server does not answer: {place.log.read_text()}")


@contextlib.contextmanager
def nginx(place: Place, locations: str) -> Iterator[None]:
    """Run nginx with Debian's configuration, and the portal's locations in its only server."""
    folder = place.folder.parent / "nginx"
    folder.mkdir()
    # nginx believes that it speaks https, as the proxy in front does.
    parameters = (NGINX / "fastcgi_params").read_text().replace("$https if_not_empty", "on")
    (folder / "fastcgi_params").write_text(parameters)
    locations = locations.replace("/run/php/php-fpm.sock", str(socket_of(place)))
    (folder / "server").write_text(f"server {{\nlisten 127.0.0.1:{place.port};\n{locations}\n}}\n")
    configuration = (NGINX / "nginx.conf").read_text().replace("/etc/nginx/sites-enabled/*", str(folder / "server"))
    (folder / "nginx.conf").write_text(configuration.replace("/run/nginx.pid", str(folder / "pid")))
    for path in (folder / "server", folder / "nginx.conf"):
        path.write_text(path.read_text().replace("/var/log/nginx", str(place.folder)))
    command = ["nginx", "-c", folder / "nginx.conf", "-e", place.folder / "error.log", "-g", "daemon off;"]
    with place.serve(command):
        yield
