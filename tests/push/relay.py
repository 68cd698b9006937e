"""A network between the proxy and the push daemon that loses, doubles and reorders datagrams."""

import heapq
import random
import selectors
import socket
import threading
import time

from programs import LOOPBACK, free_port


class Relay:
    """Takes datagrams at `port`, sends them to `target`, and those of `target` back to the proxy at `proxy`.

    Of each direction it drops, doubles and delays the share `loss` of the datagrams, and drops all for which `drop` is
    true. Answers come back this way because it writes its own port into the proxy's Via.
    """

    def __init__(self, *, loss: float = 0.0, drop=lambda _datagram: False, seed: int = 1):
        self.port = free_port()
        self.loss = loss
        self.drop = drop
        self.random = random.Random(seed)
        self.passed = self.dropped = self.doubled = self.delayed = 0
        self._later: list = []
        self._ends: tuple = ()
        self._stopping = threading.Event()

    def start(self, proxy, target) -> "Relay":
        near, far = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
        near.bind((LOOPBACK, self.port))
        far.bind((LOOPBACK, 0))
        proxys, own = (b"SIP/2.0/UDP %b:%d;" % (LOOPBACK.encode(), port) for port in (proxy[1], far.getsockname()[1]))
        self._ends = ((near, far, target, (proxys, own)), (far, near, proxy, (own, proxys)))
        for end in (near, far):
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for end in self._ends:
                selector.register(end[0], selectors.EVENT_READ, end)
            while not self._stopping.is_set():
                wait = min(self._later[0][0] - time.monotonic(), 0.1) if self._later else 0.1
                for key, _ in selector.select(max(wait, 0)):
                    self._take(*key.data)
                while self._later and self._later[0][0] <= time.monotonic():
                    _, _, out, datagram, where = heapq.heappop(self._later)
                    out.sendto(datagram, where)

    def _take(self, source, out, where, vias) -> None:
        while True:
            try:
                datagram = source.recv(65536).replace(*vias)
            except BlockingIOError:
                return
            except ConnectionRefusedError:
                continue
            if self.drop(datagram) or self.random.random() < self.loss:
                self.dropped += 1
                continue
            self.passed += 1
            copies = 1
            if self.random.random() < self.loss:
                self.doubled += 1
                copies = 2
            for _ in range(copies):
                if self.random.random() < self.loss:
                    self.delayed += 1
                    due = time.monotonic() + self.random.uniform(0.02, 0.2)
                    heapq.heappush(self._later, (due, self.passed, out, datagram, where))
                else:
                    out.sendto(datagram, where)

    def stop(self) -> None:
        self._stopping.set()
        if self._ends:
            self._thread.join(5)
            for end in self._ends:
                end[0].close()
