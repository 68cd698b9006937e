#!/usr/bin/env python3
"""Runs a command beside a MariaDB and a PostgreSQL, which are in a temporary folder and end with it: databases.py COMMAND…

The command finds them by its environment. Both have the database and the user `claims`, without a password.

- CLAIMS_MARIADB: the path of MariaDB's socket; its user `root` has no password either, and may do everything
- CLAIMS_POSTGRESQL: the folder of PostgreSQL's socket; there `claims` may do everything
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NAME = "claims"
# Debian keeps PostgreSQL's programs out of the path, one folder for each version.
POSTGRESQL = "/usr/lib/postgresql"
# A test that forgets to commit fails in time.
LOCK_SECONDS = 10
# Neither server runs as root.
UNPRIVILEGED = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}


class Server:
    """A server in a folder of its own. Its programs run in that folder, and what they print goes to a file there."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.folder.mkdir()
        if UNPRIVILEGED:
            subprocess.run(["chown", f"{UNPRIVILEGED['user']}:{UNPRIVILEGED['group']}", folder], check=True)
        self.log = (folder.parent / f"{folder.name}.log").open("w+")
        self.process = None

    def run(self, *command) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log,
                              stderr=self.log, **UNPRIVILEGED)

    def start(self, *command, ready) -> None:
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log, **UNPRIVILEGED)
        for _ in range(600):
            if self.process.poll() is not None:
                self.fail("it ended")
            if self.run(*ready).returncode == 0:
                return
            time.sleep(0.1)
        self.fail("it does not answer")

    def must(self, *command) -> None:
        if self.run(*command).returncode != 0:
            self.fail(f"{command[0]} failed")

    def fail(self, why: str) -> None:
        self.log.seek(0)
        sys.exit(f"{self.folder.name}: {why}\n{self.log.read()}")

    def stop(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(60)
        self.log.close()


@contextlib.contextmanager
def mariadb(folder: Path) -> Iterator[dict[str, str]]:
    """A MariaDB, as the variable that says where it is."""
    server = Server(folder / "mariadb")
    socket = f"{server.folder}/socket"
    files = [f"--datadir={server.folder}", f"--tmpdir={server.folder}"]
    client = ["mariadb", "--no-defaults", f"--socket={socket}", "--user=root"]
    try:
        server.must("mariadb-install-db", "--no-defaults", *files, "--auth-root-authentication-method=normal", "--skip-test-db")
        server.start("mariadbd", "--no-defaults", *files, f"--socket={socket}", f"--pid-file={server.folder}/pid",
                     "--skip-networking", f"--innodb-lock-wait-timeout={LOCK_SECONDS}",
                     f"--lock-wait-timeout={LOCK_SECONDS}", ready=[*client, "--execute=SELECT 1"])
        server.must(*client, f"--execute=CREATE DATABASE {NAME}; CREATE USER {NAME}@localhost; GRANT ALL ON {NAME}.* TO {NAME}@localhost")
        yield {"CLAIMS_MARIADB": socket}
    finally:
        server.stop(signal.SIGTERM)


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL, as the variable that says where it is."""
    server = Server(folder / "postgresql")
    programs = max(Path(POSTGRESQL).glob("*/bin"), key=lambda path: int(path.parent.name))
    client = [f"{programs}/psql", f"--host={server.folder}", f"--username={NAME}"]
    try:
        server.must(f"{programs}/initdb", f"--pgdata={server.folder}/data", f"--username={NAME}", "--auth=trust",
                    "--encoding=UTF8", "--locale=C")
        server.start(f"{programs}/postgres", "-D", f"{server.folder}/data", "-k", server.folder, "-c", "listen_addresses=",
                     "-c", f"lock_timeout={LOCK_SECONDS}s", ready=[*client, "--command=SELECT 1", "postgres"])
        server.must(*client, f"--command=CREATE DATABASE {NAME}", "postgres")
        yield {"CLAIMS_POSTGRESQL": str(server.folder)}
    finally:
        # It ends its clients' connections; SIGTERM would wait for them.
        server.stop(signal.SIGINT)


@contextlib.contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Both, as the variables that say where they are."""
    with tempfile.TemporaryDirectory(prefix="claims-") as folder:
        Path(folder).chmod(0o755)
        with mariadb(Path(folder)) as one, postgresql(Path(folder)) as other:
            yield one | other


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit("usage: databases.py COMMAND…")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with databases() as variables:
        return subprocess.run(sys.argv[1:], env=os.environ | variables).returncode


if __name__ == "__main__":
    sys.exit(main())
