"""The SMTP server that takes the portal's mail, and the SMS gateway that takes its texts. Both keep them in memory."""

import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from portal import free_port

# Nobody takes messages for these two.
REFUSED_MAIL = "refused@mail.example"
REFUSED_MOBILE = "+43999999999"
GATEWAY_PASSWORD = "gateway-Pa55word-of-the-tests"


class _Mails:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address == REFUSED_MAIL:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        message["X-Recipients"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


@contextlib.contextmanager
def smtp_server() -> Iterator[tuple[int, list[EmailMessage]]]:
    """Serve SMTP: a port, and the list of what came."""
    mails = _Mails()
    controller = Controller(mails, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, mails.messages
    finally:
        controller.stop()


@contextlib.contextmanager
def sms_gateway() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Serve a gateway in the manner of Kannel: its address, and the list of numbers and texts that came."""
    texts = []

    class Gateway(BaseHTTPRequestHandler):
        def do_GET(self):
            query = parse_qs(urlsplit(self.path).query, strict_parsing=True)
            (password,), (to,), (text,) = query["password"], query["to"], query["text"]
            status = 403 if password != GATEWAY_PASSWORD else 503 if to == REFUSED_MOBILE else 202
            if status == 202:
                texts.append((to, text))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            query = f"username=portal&password={GATEWAY_PASSWORD}"
            yield f"http://127.0.0.1:{server.server_port}/cgi-bin/sendsms?{query}", texts
        finally:
            server.shutdown()
            thread.join()
