"""Redis servers in a folder of their own, without a password."""

import contextlib
import signal
import socket
import subprocess
import time
from pathlib import Path

LOOPBACK = "127.0.0.1"
SLOTS = 16384


def free_port():
    """Find a port for a server of Redis, whose cluster also needs the port 10,000 above it."""
    while True:
        with socket.socket() as server, socket.socket() as bus, contextlib.suppress(OSError, OverflowError):
            server.bind((LOOPBACK, 0))
            port = server.getsockname()[1]
            if port < 1024 + 10_000:
                continue
            bus.bind((LOOPBACK, port - 10_000))
            return port - 10_000


class RedisServer:
    """A server. It can be stopped, and started again with what it has kept."""

    def __init__(self, folder: Path, *options: str, program: str = "redis-server") -> None:
        folder.mkdir()
        self.folder, self.options, self.program = folder, options, program
        self.port = free_port()
        (folder / "port").write_text(str(self.port))
        # A Sentinel writes its configuration.
        (folder / "conf").touch()
        self.start()

    def start(self) -> None:
        listens = ["--port", str(self.port), "--bind", LOOPBACK, "--unixsocket", f"{self.folder}/socket"]
        command = [self.program, f"{self.folder}/conf", *listens, "--dir", str(self.folder), *self.options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(300):
            if self.cli("PING").strip() == "PONG":
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def cli(self, *command: str) -> str:
        done = subprocess.run(
            ["redis-cli", "-p", str(self.port), *command], capture_output=True, text=True, check=False
        )
        return done.stdout

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(30)


@contextlib.contextmanager
def redis_servers(folder: Path):
    """Run a single Redis, a cluster of two nodes, and a Sentinel with its master."""
    servers = []

    def run(name, *options, **more):
        servers.append(RedisServer(folder / name, *options, **more))
        return servers[-1]

    try:
        run("single", "--save", "")
        nodes = [run(f"node-{number}", "--save", "", "--cluster-enabled", "yes") for number in range(2)]
        nodes[0].cli("CLUSTER", "ADDSLOTSRANGE", "0", str(SLOTS // 2 - 1))
        nodes[1].cli("CLUSTER", "ADDSLOTSRANGE", str(SLOTS // 2), str(SLOTS - 1))
        nodes[1].cli("CLUSTER", "MEET", LOOPBACK, str(nodes[0].port))
        while any("cluster_state:ok" not in node.cli("CLUSTER", "INFO") for node in nodes):
            time.sleep(0.1)
        master = run("master", "--save", "")
        sentinel = run("sentinel", "--sentinel", program="redis-sentinel")
        sentinel.cli("SENTINEL", "MONITOR", "claims", LOOPBACK, str(master.port), "1")
        yield str(folder)
    finally:
        for server in servers:
            server.stop()
