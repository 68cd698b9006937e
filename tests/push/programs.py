"""Programs that a test starts and ends, and the ports that they listen on."""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

LOOPBACK = "127.0.0.1"


# Below the ports that the kernel gives to clients, which would take a port between its choice and its use; a share of
# them for each worker of pytest-xdist.
SHARE = 2500
FIRST_PORT = 10_000 + SHARE * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
ports = itertools.cycle(range(FIRST_PORT, FIRST_PORT + SHARE))
for _ in range(os.getpid() % SHARE):
    next(ports)


def free_port() -> int:
    """A port that nobody listens on, over UDP and TCP, and that no other part of the tests gets soon."""
    for port in itertools.islice(ports, SHARE):
        with socket.socket(type=socket.SOCK_DGRAM) as udp, socket.socket() as tcp, contextlib.suppress(OSError):
            udp.bind((LOOPBACK, port))
            tcp.bind((LOOPBACK, port))
            return port
    raise RuntimeError("no port is free over UDP and TCP")


def wait_until(condition, seconds: float, what: str):
    """The first true value of `condition()`; after `seconds` an error that names `what` did not happen."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.01)
    return value


class Program:
    """A program of a test, in a process group of its own, with its output in a file."""

    def __init__(self, argv, log: Path, *, env=None, cwd=None):
        self.argv = [str(part) for part in argv]
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else {**os.environ, **env},
                cwd=cwd,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_for_output(self, text: str, seconds: float = 10) -> None:
        """Waits until the program has written `text`."""

        def written():
            if text in self.output():
                return True
            assert self.alive(), f"{self.argv[0]} ended: {self.output()[-2000:]}"
            return False

        wait_until(written, seconds, f"{self.argv[0]} writes {text!r}")

    def wait(self, seconds: float) -> int:
        """The exit status, once the program has ended by itself."""
        return self.process.wait(seconds)

    def signal(self, number: int) -> None:
        if self.alive():
            self.process.send_signal(number)

    def stop(self, seconds: float = 5) -> None:
        """Ends the program: SIGTERM first, then SIGKILL for all of its group."""
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def run_first(self) -> None:
        """Lets the program run before all others of this machine, where the test may do so: others' load is no stall of it."""
        for thread in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(PermissionError):
                os.sched_setscheduler(int(thread.name), os.SCHED_RR, os.sched_param(1))

    def resident_kib(self) -> int:
        """The resident memory in KiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])
