"""Launch links in Python: the package beside the fastest glue over pyca/cryptography, in turn, in one run.

Each contender goes over the same 2,048 random credentials, once to warm up and once by the clock, in each of many
rounds; its fastest round counts. The loop over them is part of every time. Columns of Arrow have them 32 times: such
columns are long, and siplaunch.arrow uses all cores only then.
"""

import json
import os
import platform
import random
import string
import sys
import time
from binascii import b2a_base64
from collections import deque
from datetime import datetime, timezone
from itertools import repeat
from pathlib import Path
from urllib.parse import quote

import cryptography
import pyarrow as pa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from siplaunch import Brand, Credentials, KeyRing, LaunchHandler, Portal, arrow

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
BASE = "http://example.org/p"
# The names of these contenders in goals.json.
GLUE, COLUMNS_CALL, ARROW_CALL = "the fastest glue over cryptography", "Portal.launch_links", "siplaunch.arrow"
LETTERS = string.ascii_letters + string.digits
# Plaintexts of 55 bytes: tokens of 88 characters.
FIELDS = [["".join(random.choices(LETTERS, k=k)) for k in (8, 11, 10)] for _ in range(2048)]
COLUMNS = [list(column) for column in zip(*FIELDS, strict=True)]
ARROW_COPIES = 32
ARROW_COLUMNS = [pa.array(column * ARROW_COPIES) for column in COLUMNS]
CREDENTIALS = [Credentials(username=u, server=s, password=p) for u, s, p in FIELDS]

brand = Brand.sip_phone()
portal = Portal(BASE)
keys = KeyRing({0: bytes(range(32))}, current=0)
EXPIRES = datetime(2030, 1, 1, tzinfo=timezone.utc)
launch_link = portal.launch_link
launch_link_of = portal.launch_link_of
RESPONSE = LaunchHandler().handle(method="GET", query="")
algorithm, mode = algorithms.AES(b"iBmTdavJ8joPW3HO"), modes.CBC(b"tww21lQe6cmywrp3")
cipher = Cipher(algorithm, mode)


def glue(username, server, password):
    """As fast as it gets without a library for the job: nothing checked, padded by hand."""
    plaintext = f"username={username}&server={server}&password={password}".encode()
    padding = 16 - len(plaintext) % 16
    encryptor = cipher.encryptor()
    blocks = encryptor.update(plaintext + bytes((padding,)) * padding) + encryptor.finalize()
    token = b2a_base64(blocks, newline=False).decode()
    return BASE + "?c=" + token.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def usual(username, server, password):
    """As most would write it."""
    plaintext = f"username={username}&server={server}&password={password}".encode()
    padder, encryptor = PKCS7(128).padder(), Cipher(algorithm, mode).encryptor()
    padded = padder.update(plaintext) + padder.finalize()
    token = b2a_base64(encryptor.update(padded) + encryptor.finalize(), newline=False)
    return f"{BASE}?c={quote(token, safe='')}"


def nothing(_username, _server, _password):
    """The floor under anything written in Python."""


def from_strings(username, server, password):
    """Three strings to a link in one call."""
    return launch_link_of(brand, username=username, server=server, password=password)


def three_strings(username, server, password):
    return launch_link(brand, Credentials(username=username, server=server, password=password))


def sealed_link(credentials):
    return portal.sealed_link(keys, credentials, expires=EXPIRES)


def each(function, *columns):
    """Call a function with each row and drop what it returns, with as little around it as Python can."""
    return lambda: deque(map(function, *columns), maxlen=0)


def arrow_table():
    """Columns of pyarrow to a table of pyarrow."""
    return pa.table(arrow.launch_links(portal, brand, *ARROW_COLUMNS))


CONTENDERS = {
    GLUE: each(glue, *COLUMNS),
    "usual code over cryptography": each(usual, *COLUMNS),
    "Portal.launch_link": each(launch_link, repeat(brand), CREDENTIALS),
    "Portal.launch_link_of": each(from_strings, *COLUMNS),
    "Credentials and Portal.launch_link": each(three_strings, *COLUMNS),
    COLUMNS_CALL: lambda: portal.launch_links(brand, *COLUMNS),
    ARROW_CALL: arrow_table,
    "Brand.tokens, a token": lambda: brand.tokens(*COLUMNS),
    "Portal.sealed_links, a link": lambda: portal.sealed_links(keys, *COLUMNS, expires=EXPIRES),
    "Portal.sealed_link": each(sealed_link, CREDENTIALS),
    "empty Python function": each(nothing, *COLUMNS),
    "native call that finds nothing": each(RESPONSE.header, ["x"] * len(FIELDS)),
}


def main():
    links = [glue(*fields) for fields in FIELDS]
    assert links == [usual(*fields) for fields in FIELDS] == [three_strings(*fields) for fields in FIELDS]
    assert links == [from_strings(*fields) for fields in FIELDS]
    assert links == portal.launch_links(brand, *COLUMNS).results
    assert links * ARROW_COPIES == arrow_table()["text"].to_pylist()

    best = dict.fromkeys(CONTENDERS, float("inf"))
    for _ in range(ROUNDS):
        for name, contender in CONTENDERS.items():
            contender()
            start = time.perf_counter_ns()
            contender()
            best[name] = min(best[name], (time.perf_counter_ns() - start) / len(FIELDS))
    best[ARROW_CALL] /= ARROW_COPIES

    print(f"Python {platform.python_version()}, cryptography {cryptography.__version__}")
    for name, nanoseconds in best.items():
        print(f"{name:40} {nanoseconds:7.0f} ns  {nanoseconds / best[GLUE]:6.3f} of the glue's time")
    report("Python, many links, columns", COLUMNS_CALL, best)
    report("Python, many links, Arrow", ARROW_CALL, best)
    for contender in ("Portal.launch_link", "Portal.launch_link_of", "Credentials and Portal.launch_link"):
        report("Python, one link, in a loop", contender, best)


def report(job, contender, best):
    """Append a line to the file of benches/run.py."""
    if path := os.environ.get("BENCH_RESULTS"):
        line = {"job": job, "contender": contender, "ns": best[contender], "peer": GLUE, "peer_ns": best[GLUE]}
        with Path(path).open("a") as file:
            file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
