"""An independent implementation of sealed links, on pyca/cryptography's AES-SIV.

Reads cases as JSON lines (key_id, key_hex, context_hex, expires, salt or null, username, server, password, sealed), seals each case
itself, opens the given link itself, and answers with a JSON line: its own link, and what it found in the given one.
"""

import base64
import itertools
import json
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESSIV


def to_text(raw: bytes) -> str:
    return base64.b64encode(raw, altchars=b"-.").decode().rstrip("=")


def from_text(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-.", validate=True)


def associated_data(header: bytes, context: bytes) -> list[bytes]:
    return [b"siplaunch sealed link 1" + header, context]


def seal(key: bytes, case: dict) -> str:
    salt = case["salt"]
    header = bytes([(0xF8 if salt is None else 0xFC) | case["key_id"]])
    fields = b"\0".join(case[field].encode() for field in ("username", "server", "password"))
    body_len = len(fields) + (4 if salt is None else 8)
    if (1 + 16 + body_len) % 3 == 0:
        fields += b"\0"
    data = associated_data(header, bytes.fromhex(case["context_hex"]))
    for step in itertools.count():
        if salt is None:
            start = (case["expires"] + step).to_bytes(4, "big")
        else:
            start = case["expires"].to_bytes(4, "big") + ((salt + step) % 2**32).to_bytes(4, "big")
        text = to_text(header + AESSIV(key).encrypt(start + fields, data))
        if ".." not in text:
            return text
    raise AssertionError


def open_link(key: bytes, case: dict) -> dict:
    raw = from_text(case["sealed"])
    context = bytes.fromhex(case["context_hex"])
    body = AESSIV(key).decrypt(raw[1:], associated_data(raw[:1], context))
    fields_at = 8 if raw[0] & 0xFC == 0xFC else 4
    username, server, password = body[fields_at:].split(b"\0")[:3]
    return {
        "expires": int.from_bytes(body[:4], "big"),
        "username": username.decode(),
        "server": server.decode(),
        "password": password.decode(),
    }


for line in sys.stdin:
    case = json.loads(line)
    key = bytes.fromhex(case["key_hex"])
    print(json.dumps({"sealed": seal(key, case), "opened": open_link(key, case)}))
