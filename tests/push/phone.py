"""Phones: baresip without a sound card, and registrations made by hand."""

import itertools
import os
import re
import shutil
import socket
import threading
from pathlib import Path

from programs import LOOPBACK, Program, free_port

number = itertools.count(1)

BARESIP = """\
poll_method epoll
sip_listen {loopback}:{port}
call_local_timeout 60
call_max_calls 4
audio_player aubridge,nil
audio_source aubridge,nil
audio_alert aubridge,nil
rtp_ports {rtp}-{rtp_end}
module_path /usr/lib/baresip/modules
module g711.so
module aubridge.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
"""


class Phone:
    """A phone of `user` with the device token `token`.

    It sleeps until the provider's message comes to its port `push_port`, which starts it: it registers, and answers
    calls if it shall.
    """

    def __init__(self, user: str, proxy_port: int, folder: Path, *, token: str = "", answers: bool = True):
        self.user = user
        self.token = token
        self.folder = folder / f"phone-{user}-{next(number)}"
        self.folder.mkdir()
        self.port = free_port()
        rtp = [free_port() for _ in range(8)]
        config = BARESIP.format(loopback=LOOPBACK, port=self.port, rtp=rtp[0], rtp_end=rtp[-1])
        (self.folder / "config").write_text(config)
        mode = "auto" if answers else "manual"
        (self.folder / "accounts").write_text(
            f"<sip:{user}@{LOOPBACK}:{proxy_port};transport=udp>;auth_pass=none;answermode={mode};regint=60;audio_codecs=pcmu\n"
        )
        (self.folder / "contacts").touch()
        self.program = None
        self.pushes = 0
        self._push = socket.socket(type=socket.SOCK_DGRAM)
        self._push.bind((LOOPBACK, 0))
        self.push_port = self._push.getsockname()[1]
        self._sleeping = threading.Thread(target=self._sleep, daemon=True)
        self._sleeping.start()

    def deliver(self, message: str) -> None:
        """Sends a message as the provider does."""
        with socket.socket(type=socket.SOCK_DGRAM) as provider:
            provider.sendto(message.encode(), (LOOPBACK, self.push_port))

    def _sleep(self) -> None:
        with self._push:
            while self._push.recv(65536):
                self.pushes += 1
                self.wake()

    def wake(self) -> None:
        """Starts the phone, if it does not run yet."""
        if self.program is None:
            self.program = Program([shutil.which("baresip"), "-f", self.folder], self.folder / "log")

    def stop(self) -> None:
        # The end of `_sleep`.
        self.deliver("")
        self._sleeping.join()
        if self.program:
            self.program.stop()


class Answer:
    """An answer to a request of `ask`."""

    def __init__(self, text: str):
        self.text = text
        self.status = int(text.split(" ", 2)[1])

    def header(self, name: str) -> str | None:
        found = re.search(rf"^{name}[ \t]*:[ \t]*(.*?)\r$", self.text, re.IGNORECASE | re.MULTILINE)
        return found and found[1]


def ask(proxy, method: str, uri: str, *, to: str | None = None, headers=(), body: str = "", seconds: float = 2) -> Answer:
    """Sends a request over UDP from a port of its own, and gives the final answer to it."""
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.settimeout(seconds)
        client.bind((LOOPBACK, 0))
        here = f"{LOOPBACK}:{client.getsockname()[1]}"
        to = to or uri
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{os.getpid()}.{next(number)}",
            f"From: <{to}>;tag={next(number)}",
            f"To: <{to}>",
            f"Call-ID: {os.getpid()}-{next(number)}@{here}",
            f"CSeq: 1 {method}",
            "Max-Forwards: 70",
            *headers,
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        client.sendto("\r\n".join(lines).encode(), proxy)
        while True:
            answer = Answer(client.recv(65536).decode())
            if answer.status >= 200:
                return answer


def register(proxy, user: str, port: int, *, parameters: str = "", domain: str = LOOPBACK) -> Answer:
    """Registers `user` with a contact at `port`; `parameters` follow its URI."""
    return _register(proxy, user, domain, f"<sip:{user}@{LOOPBACK}:{port}{parameters}>", 120)


def sleep(proxy, user: str, domain: str = LOOPBACK) -> Answer:
    """Removes all registrations of `user`, as their expiry does: the devices stay."""
    return _register(proxy, user, domain, "*", 0)


def _register(proxy, user: str, domain: str, contact: str, expires: int) -> Answer:
    headers = [f"Contact: {contact}", f"Expires: {expires}"]
    answer = ask(proxy, "REGISTER", f"sip:{domain}", to=f"sip:{user}@{domain}", headers=headers)
    assert answer.status == 200, answer.text
    return answer
