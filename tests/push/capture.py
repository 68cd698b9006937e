"""The packets of a test, as tcpdump sees them on the loopback, and as tshark reads them."""

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from programs import Program, wait_until


@dataclass
class Packet:
    """A message: SIP over UDP, HTTP, HTTP/2 within TLS, or any other datagram."""

    time: float
    source: int
    target: int
    text: str
    kind: str

    @property
    def line(self) -> str:
        return self.text.split("\r\n", 1)[0]

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}[ \t]*:[ \t]*(.*?)\r?$", self.text, re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""

    @property
    def method(self) -> str:
        """The method of a request, empty for an answer."""
        return "" if self.line.startswith(("SIP/2.0", "HTTP")) else self.line.split(" ")[0]

    @property
    def status(self) -> int:
        """The status of an answer, 0 for a request."""
        return int(self.line.split(" ")[1]) if self.line.startswith(("SIP/2.0", "HTTP")) else 0

    @property
    def cseq(self) -> str:
        """The method in CSeq."""
        return self.header("CSeq").split(" ")[-1]


class Capture:
    """What passes over the ports, from `start` to `stop`. `keys` is a file of TLS secrets (SSLKEYLOGFILE)."""

    def __init__(self, folder: Path, ports, keys: Path | None = None):
        self.file = folder / "capture.pcap"
        self.keys = keys
        self.ports = list(ports)
        self.folder = folder
        self.program = None

    def start(self) -> "Capture":
        # Without waiting for full buffers, of which there are enough, and as the user that the test runs as.
        options = ["-i", "lo", "-U", "--immediate-mode", "-s", "65535", "-B", "32768", "-w", self.file, "-Z", "root"]
        expression = " or ".join(f"port {port}" for port in self.ports)
        self.program = Program(["tcpdump", *options, expression], self.folder / "tcpdump.log")
        self.program.wait_for_output("listening on")
        return self

    def stop(self) -> None:
        if self.program and self.program.alive():
            # tcpdump does not read what the kernel still holds for it.
            time.sleep(0.3)
            self.program.stop()

    def packets(self) -> list[Packet]:
        """All messages, in the order in which they were sent. It ends the capture."""
        self.stop()
        wait_until(self.file.exists, 5, "the capture is there")
        return sorted(self._datagrams() + self._http(), key=lambda packet: packet.time)

    def _tshark(self, filter: str, fields, *options) -> list[list[str]]:
        argv = ["tshark", "-r", self.file, "-Y", filter, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"]
        argv += [part for field in fields for part in ("-e", field)]
        run = subprocess.run([*argv, *options], capture_output=True, text=True, timeout=60, check=True)
        return [line.split("\t") for line in run.stdout.splitlines()]

    def _datagrams(self) -> list[Packet]:
        fields = ["frame.time_epoch", "udp.srcport", "udp.dstport", "udp.payload"]
        packets = []
        for time, source, target, payload in self._tshark("udp && !icmp", fields):
            text = bytes.fromhex(payload).decode(errors="replace")
            packets.append(Packet(float(time), int(source), int(target), text, "udp"))
        return packets

    def _http(self) -> list[Packet]:
        """HTTP of both versions as first lines: method and path, or the status."""
        fields = ["frame.time_epoch", "tcp.srcport", "tcp.dstport"]
        fields += ["http2.headers.method", "http2.headers.path", "http2.headers.status"]
        fields += ["http.request.method", "http.request.uri", "http.response.code"]
        options = [part for port in self.ports for part in ("-d", f"tcp.port=={port},http")] if not self.keys else []
        if self.keys:
            options = ["-o", f"tls.keylog_file:{self.keys}"]
        packets = []
        for time, source, target, method2, path2, status2, method, path, status in self._tshark(
            "http2.headers || http.request || http.response", fields, *options
        ):
            line = f"{method2 or method} {path2 or path}" if method2 or method else f"HTTP {status2 or status}"
            packets.append(Packet(float(time), int(source), int(target), line, "http2" if method2 or status2 else "http"))
        return packets
