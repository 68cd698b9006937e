"""A MariaDB server in a folder of the test."""

import os
import socket
import subprocess
from pathlib import Path

from programs import LOOPBACK, Program, free_port, wait_until


class MariaDb:
    """A server with the database `push`. It can be stopped, and started again with what it has."""

    def __init__(self, folder: Path):
        self.folder = folder / "mariadb"
        self.port = free_port()
        self.url = f"mysql://root@{LOOPBACK}:{self.port}/push"
        self.user = ["--user=root"] if os.getuid() == 0 else []
        self.program = None
        self._run("mariadb-install-db", "--auth-root-authentication-method=normal", "--skip-test-db", *self.user)
        self.start()
        self._sql("CREATE DATABASE push")

    def start(self) -> None:
        options = [f"--bind-address={LOOPBACK}", "--skip-name-resolve", *self.user, f"--port={self.port}"]
        files = [*self._folders(), f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid"]
        log = self.folder.with_suffix(".log")
        self.program = Program(["mariadbd", "--no-defaults", *options, *files], log)
        wait_until(self._listens, 60, "MariaDB answers")

    def _folders(self) -> list[str]:
        # MariaDB deletes at its start the temporary tables of all servers that share the folder.
        return [f"--datadir={self.folder}", f"--tmpdir={self.folder.parent}"]

    def _listens(self) -> bool:
        assert self.program.alive(), self.program.output()[-2000:]
        with socket.socket() as client:
            return client.connect_ex((LOOPBACK, self.port)) == 0

    def _run(self, program: str, *options) -> None:
        argv = [program, "--no-defaults", *self._folders(), *options]
        subprocess.run(argv, check=True, capture_output=True, timeout=60)

    def _sql(self, statement: str) -> None:
        argv = ["mariadb", "--no-defaults", f"--socket={self.folder}/socket", "-uroot", "-e", statement]
        subprocess.run(argv, check=True, capture_output=True, timeout=60)

    def stop(self) -> None:
        self.program.stop(20)
