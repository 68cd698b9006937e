"""A proxy made of a socket, for more calls than a real one and its callers could hold on one machine."""

import collections
import select
import socket
import time

from programs import LOOPBACK

# More new calls than these would fill the daemon's socket.
UNANSWERED = 100


class LoadProxy:
    """Hands calls to the daemon at `server`, and answers its subscriptions: nobody is registered."""

    def __init__(self, server, name: str, *, acknowledges: bool = True):
        self.server = server
        self.name = name
        self.acknowledges = acknowledges
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.bind((LOOPBACK, 0))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.setblocking(False)
        self.here = f"{LOOPBACK}:{self.socket.getsockname()[1]}"
        # The calls that got each final status, so that a repeated answer counts once.
        self.final = collections.defaultdict(set)
        # The calls that got any answer.
        self.answered = set()
        self._notifies = 0
        # The calls without an answer: the time of their INVITE, callee and expiration.
        self._sent = {}

    def invite(self, number: int, user: str, expiration: int) -> None:
        self._sent[number] = (time.monotonic(), user, expiration)
        self._send(
            f"INVITE sip:{user}@{LOOPBACK} SIP/2.0\r\nVia: SIP/2.0/UDP {self.here};branch=z9hG4bK{self.name}.{number}\r\n"
            f"Record-Route: <sip:{self.here};lr>\r\nFrom: <sip:alice@{LOOPBACK}>;tag={number}\r\nTo: <sip:{user}@{LOOPBACK}>\r\n"
            f"Call-ID: {number}@{self.name}\r\nCSeq: 1 INVITE\r\nContact: <sip:alice@{self.here}>\r\nMax-Forwards: 69\r\n"
            f"P-App-Param: caller=alice;callee={user};domain={LOOPBACK};expiration={expiration}\r\nContent-Length: 0\r\n\r\n"
        )

    def run(self, calls, rate: float, settle: float, done=lambda: False) -> None:
        """Starts `calls` (number, user, expiration) at `rate` a second or as fast as the daemon answers.

        It goes on for `settle` seconds or until `done()`.
        """
        began = time.monotonic()
        for count, call in enumerate(calls, 1):
            self.invite(*call)
            self.pump(began + count / rate if count % 10 == 0 else 0)
            while len(self._sent) > UNANSWERED:
                self.pump(time.monotonic() + 0.01)
                self._repeat()
        end = time.monotonic() + settle
        while time.monotonic() < end and not done():
            self.pump(min(end, time.monotonic() + 0.2))
            self._repeat()

    def _repeat(self) -> None:
        """Sends again what got no answer for half a second: a socket's buffer was full."""
        late = time.monotonic() - 0.5
        for number, (sent, user, expiration) in list(self._sent.items()):
            if sent < late:
                self.invite(number, user, expiration)

    def pump(self, until: float) -> None:
        """Takes what comes, until a time of the monotonic clock."""
        while True:
            left = until - time.monotonic()
            if not select.select([self.socket], [], [], max(left, 0))[0]:
                return
            for _ in range(200):
                try:
                    self._take(self.socket.recv(65536).decode())
                except BlockingIOError:
                    break
            if left < 0:
                return

    def _take(self, message: str) -> None:
        if message.startswith("SIP/2.0 "):
            self._take_answer(message)
        elif message.startswith("SUBSCRIBE "):
            self._take_subscribe(message)

    def _take_answer(self, message: str) -> None:
        status = int(message[8:11])
        if "CSeq: 1 INVITE" not in message:
            return
        call_id = _header(message, "Call-ID")
        number = int(call_id.split("@")[0])
        self.answered.add(number)
        self._sent.pop(number, None)
        if status < 200:
            return
        self.final[status].add(number)
        if self.acknowledges:
            self._send(
                f"ACK sip:x@{LOOPBACK} SIP/2.0\r\nVia: {_header(message, 'Via')}\r\nFrom: {_header(message, 'From')}\r\n"
                f"To: {_header(message, 'To')}\r\nCall-ID: {call_id}\r\nCSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            )

    def _take_subscribe(self, message: str) -> None:
        call_id, expires = _header(message, "Call-ID"), _header(message, "Expires")
        sender, receiver = _header(message, "From"), _header(message, "To")
        if ";tag=" not in receiver:
            receiver += ";tag=presence"
        contact = _header(message, "Contact").strip("<>")
        self._send(
            f"SIP/2.0 200 OK\r\nVia: {_header(message, 'Via')}\r\nFrom: {sender}\r\nTo: {receiver}\r\nCall-ID: {call_id}\r\n"
            f"CSeq: {_header(message, 'CSeq')}\r\nExpires: {expires}\r\nContact: <sip:{self.here}>\r\nContent-Length: 0\r\n\r\n"
        )
        self._notifies += 1
        state = "active;expires=60" if expires != "0" else "terminated;reason=timeout"
        self._send(
            f"NOTIFY {contact} SIP/2.0\r\nVia: SIP/2.0/UDP {self.here};branch=z9hG4bKn{self.name}{self._notifies}\r\n"
            f"From: {receiver}\r\nTo: {sender}\r\nCall-ID: {call_id}\r\nCSeq: {self._notifies} NOTIFY\r\nMax-Forwards: 70\r\n"
            f"Event: reg\r\nContact: <sip:{self.here}>\r\nSubscription-State: {state}\r\nContent-Length: 0\r\n\r\n"
        )

    def _send(self, message: str) -> None:
        try:
            self.socket.sendto(message.encode(), self.server)
        except BlockingIOError:
            time.sleep(0.001)

    def stop(self) -> None:
        self.socket.close()


def _header(message: str, name: str) -> str:
    """The first header of a name, as the daemon writes it."""
    begin = message.find(f"\r\n{name}: ")
    return "" if begin < 0 else message[begin + len(name) + 4 : message.find("\r\n", begin + 2)]
