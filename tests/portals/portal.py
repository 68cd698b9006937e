"""A portal of examples/portals, and the place where it is served."""

import contextlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
BIN = Path(sys.executable).parent

ORIGIN = "https://portal.example"
BASE = ORIGIN + "/p"
BRAND_NAME = "Acme Phone"
SIP_SERVER = "sip.example"
OPERATOR_PASSWORD = "operator-Pa55word-of-the-tests"


@dataclass(frozen=True)
class Place:
    """Where a portal runs: its folder, a copy of the example; its port; its settings; and the log of its server."""

    folder: Path
    port: int
    environment: dict[str, str]

    @property
    def log(self) -> Path:
        """What the server writes to its standard output and error."""
        return self.folder / "server.log"

    def run(self, command: list[str]) -> None:
        """Run a command to its end, in the portal's folder and with its settings."""
        with self.log.open("ab") as log:
            done = subprocess.run(self.filled(command), stdout=log, stderr=log, check=False, **self._here())
        assert done.returncode == 0, self.log.read_text()

    @contextlib.contextmanager
    def serve(self, command: list[str]) -> Iterator[None]:
        """Run a server until the end of the block, which begins when its port answers."""
        with (
            self.log.open("ab") as log,
            subprocess.Popen(self.filled(command), stdout=log, stderr=log, **self._here()) as server,
        ):
            try:
                self._wait(server)
                yield
            finally:
                server.terminate()

    def filled(self, words: Iterable[str | Path]) -> list[str]:
        """Put the port into words."""
        return [str(word).replace("{port}", str(self.port)) for word in words]

    def _here(self) -> dict:
        settings = dict(zip(self.environment, self.filled(self.environment.values()), strict=True))
        return {"cwd": self.folder, "env": os.environ | settings, "stdin": subprocess.DEVNULL}

    def _wait(self, server: subprocess.Popen) -> None:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            assert server.poll() is None, f"the server ended: {self.log.read_text()}"
            time.sleep(0.1)
        pytest.fail(f"the server does not answer: {self.log.read_text()}")


@dataclass(frozen=True)
class Portal:
    """A portal. A file in served/ makes one as `PORTAL`; its name is the name of the file and of the example's folder.

    Attributes:
        server: the server under which it runs, for the table at the end.
        command: the command that serves it; `{port}` becomes its port.
        prepare: commands that run once before, such as one that makes the database.
        environment: more settings than those of every portal; `{port}` becomes its port here too.
        sign_up: path of the sign-up form.
        operator: path of the operator's page.
        error_status: status of a form with an error.
    """

    server: str
    command: list[str]
    prepare: list[list[str]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    sign_up: str = "/"
    operator: str = "/operator"
    error_status: int = 422

    @contextlib.contextmanager
    def serve(self, place: Place) -> Iterator[None]:
        """Serve the portal until the end of the block. A portal that needs more has a class of its own."""
        for command in self.prepare:
            place.run(command)
        with place.serve(self.command):
            yield


def readme_portal(name: str, server: str, **settings: str) -> Portal:
    """Make a portal of the commands in the last block of its README, of which the last one serves it."""
    readme = (ROOT / "examples" / "portals" / name / "README.md").read_text()
    block = re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)[-1]
    here = block.replace("venv/bin", str(BIN)).replace("8000", "{port}")
    *prepare, command = [shlex.split(line) for line in here.splitlines()]
    return Portal(server=server, prepare=prepare, command=command, environment=settings)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def make_place(name: str, folder: Path, *, smtp_port: int, sms_url: str, environment: dict[str, str]) -> Place:
    """Copy the example's folder, alone, and make the settings that all portals have."""
    here = folder / name
    shutil.copytree(ROOT / "examples" / "portals" / name, here, ignore=shutil.ignore_patterns("target", "__pycache__"))
    settings = {
        "PORTAL_BASE": BASE,
        "PORTAL_KEYS": str(folder / "keys.toml"),
        "PORTAL_DATABASE": str(here / "portal.db"),
        "SIP_SERVER": SIP_SERVER,
        "BRAND_NAME": BRAND_NAME,
        "MAIL_FROM": "Acme <welcome@portal.example>",
        "SMTP_PORT": str(smtp_port),
        "SMS_URL": sms_url,
        "OPERATOR_PASSWORD": OPERATOR_PASSWORD,
        "SECRET_KEY": "a-secret-of-the-portals-tests-with-50-characters-or-more",
    }
    return Place(here, free_port(), settings | environment)
