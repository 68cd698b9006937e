"""A message on standard input, read by Python's email package; what it holds as JSON on standard output."""

import json
import sys
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser


class Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "a":
            self.hrefs.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.text += data


raw = sys.stdin.buffer.read()
message = message_from_bytes(raw, policy=policy.default)
plain, html = message.iter_parts()
anchors = Anchors()
anchors.feed(html.get_content())
addresses = {name: [[one.display_name, one.addr_spec] for one in message[name].addresses] for name in ("from", "to")}
json.dump(
    {
        **addresses,
        "headers": sorted(name.lower() for name in message.keys()),
        "subject": message["subject"],
        "date": parsedate_to_datetime(message["date"]).timestamp(),
        "message_id": message["message-id"],
        "types": [message.get_content_type(), plain.get_content_type(), html.get_content_type()],
        "charsets": [plain.get_content_charset(), html.get_content_charset()],
        "text": plain.get_content(),
        "html": html.get_content(),
        "html_text": anchors.text,
        "hrefs": anchors.hrefs,
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "longest_line": max(map(len, raw.split(b"\r\n"))),
        "bare_line_ends": len(raw.replace(b"\r\n", b"").splitlines()) - 1,
        "ascii": raw.isascii(),
    },
    sys.stdout,
)
