"""Kamailio, with the shipped configuration, in a folder and on ports of the test."""

import socket
import sqlite3
import time
from pathlib import Path

from programs import LOOPBACK, Program, free_port, wait_until

HERE = Path(__file__).parent
TABLES = Path("/usr/share/kamailio/db_sqlite")
DOMAIN = LOOPBACK


class Kamailio:
    """A proxy, registrar and presence server. `mode` is `as` or `suspend`; `defines` go to the configuration."""

    def __init__(self, mode: str, folder: Path, **defines):
        self.folder = folder
        self.port = defines.pop("port", None) or free_port()
        self.address = (LOOPBACK, self.port)
        # An absolute path has a slash of its own after these three.
        database = folder / "kamailio.sqlite"
        make_database(database)
        self.defines = {
            "CTL": f"unix:{folder}/ctl",
            "SIPLAUNCH_PUSH_DB_URL": f"sqlite:///{database}",
            "SIPLAUNCH_PUSH_PROXY": f"sip:{LOOPBACK}:{self.port}",
            "SIPLAUNCH_PUSH_DOMAIN": DOMAIN,
            **defines,
        }
        self.configuration = HERE / "kamailio" / f"{mode}.cfg"
        self.program = None

    def arguments(self) -> list:
        """The command line, without what makes it a server."""
        defines = [part for name, value in self.defines.items() for part in ("-A", define(name, value))]
        listen = [part for transport in ("udp", "tcp") for part in ("-l", f"{transport}:{LOOPBACK}:{self.port}")]
        return ["kamailio", "-f", self.configuration, *listen, "-m", "512", "-Y", self.folder, *defines]

    def start(self) -> "Kamailio":
        self.program = Program([*self.arguments(), "-DD", "-E"], self.folder / "kamailio.log", cwd=self.folder)
        wait_until(self.answers, 20, "Kamailio answers")
        return self

    def answers(self) -> bool:
        """Whether the proxy answers an OPTIONS request."""
        assert self.program.alive(), self.program.output()[-2000:]
        with socket.socket(type=socket.SOCK_DGRAM) as client:
            client.settimeout(0.2)
            client.bind((LOOPBACK, 0))
            port = client.getsockname()[1]
            request = (
                f"OPTIONS sip:{LOOPBACK} SIP/2.0\r\nVia: SIP/2.0/UDP {LOOPBACK}:{port};branch=z9hG4bK{time.time_ns()}\r\n"
                f"From: <sip:test@{LOOPBACK}>;tag=1\r\nTo: <sip:{LOOPBACK}>\r\nCall-ID: {time.time_ns()}\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            )
            try:
                client.sendto(request.encode(), self.address)
                return bool(client.recv(4096))
            except OSError:
                return False

    def stop(self) -> None:
        if self.program:
            self.program.stop()


def define(name: str, value) -> str:
    """A definition for Kamailio's preprocessor: a number as it is, a text in quotes."""
    if value is True:
        return name
    return f"{name}={value}" if isinstance(value, int) else f'{name}="{value}"'


def make_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        for table in ("standard", "presence"):
            database.executescript((TABLES / f"{table}-create.sql").read_text())
