"""Measures stalls: `probe.py PORT SECONDS` asks a SIP server every 2 ms, and an echo of its own beside it.

It prints, as JSON, by how many milliseconds the server's answer was later than the echo's, at most: a time in which the
whole machine does nothing makes both late.
"""

import json
import os
import signal
import socket
import sys
import time

LOOPBACK = "127.0.0.1"


def client(port: int) -> socket.socket:
    connected = socket.socket(type=socket.SOCK_DGRAM)
    connected.connect((LOOPBACK, port))
    connected.settimeout(5)
    return connected


def echo(server: socket.socket) -> None:
    while True:
        datagram, sender = server.recvfrom(4096)
        server.sendto(datagram, sender)


def options(here: int, number: int) -> bytes:
    return (
        f"OPTIONS sip:{LOOPBACK} SIP/2.0\r\nVia: SIP/2.0/UDP {LOOPBACK}:{here};branch=z9hG4bKprobe{number}\r\n"
        f"From: <sip:probe@{LOOPBACK}>;tag=1\r\nTo: <sip:{LOOPBACK}>\r\nCall-ID: probe{number}\r\nCSeq: 1 OPTIONS\r\n"
        "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    ).encode()


def main() -> None:
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    here = socket.socket(type=socket.SOCK_DGRAM)
    here.bind((LOOPBACK, 0))
    # A process of its own: threads of one Python wait for each other.
    child = os.fork()
    if child == 0:
        echo(here)
    try:
        print(json.dumps(measure(client(port), client(here.getsockname()[1]), seconds)))
    finally:
        os.kill(child, signal.SIGKILL)


def measure(server: socket.socket, own: socket.socket, seconds: float) -> dict:
    worst = 0.0
    number, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        number += 1
        server.send(options(server.getsockname()[1], number))
        own.send(b"echo")
        own.recv(16)
        echoed = time.monotonic()
        server.recv(65536)
        worst = max(worst, time.monotonic() - echoed)
        time.sleep(0.002)
    return {"stall_ms": worst * 1000, "probes": number}


if __name__ == "__main__":
    main()
