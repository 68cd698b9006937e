"""Values, servers and helpers for all tests."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from redis_servers import redis_servers
from stores import connect

from siplaunch import Brand, ClaimStore, Credentials, KeyRing, Portal

if TYPE_CHECKING:
    from collections.abc import Iterator

# A slow machine is no failure.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

ROOT = Path(__file__).parents[3]
PASSWORD = "pass-Secret+1"
TOKEN = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg=="
# The core's errors by their numbers.
CORE_ERRORS = {
    int(code): text
    for code, text in re.findall(
        r'^    \w+ = (\d+), "(.*)";$', (ROOT / "crates/siplaunch/src/error.rs").read_text(), re.MULTILINE
    )
}
QUERY = "c=" + TOKEN.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


@pytest.fixture(scope="session")
def brand() -> Brand:
    return Brand(key=b"0123456789abcdef", iv=b"fedcba9876543210", scheme="acme-phone")


@pytest.fixture(scope="session")
def key_ring() -> KeyRing:
    return KeyRing({0: bytes(range(32)), 2: b"\x5e" * 32}, current=2)


@pytest.fixture(scope="session")
def portal() -> Portal:
    return Portal("https://portal.example/p")


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    return Credentials(username="testuser", server="example.org", password=PASSWORD)


def readme_example(heading: str) -> str:
    """Take the first Python example after a heading of the package's README."""
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    section = re.split(rf"^#+ {re.escape(heading)}$", readme, maxsplit=1, flags=re.MULTILINE)[1]
    return section.split("```python\n", 1)[1].split("```", 1)[0]


@contextlib.contextmanager
def serving(*command: str, folder: Path) -> Iterator[int]:
    """Run a server that writes its port to standard error."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        said = []
        try:
            for line in server.stderr:
                said.append(line)
                found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
                if found:
                    yield int(found[1])
                    break
            else:
                pytest.fail("".join(said))
        finally:
            server.terminate()
            server.stderr.close()


def gunicorn(module: str, folder: Path) -> contextlib.AbstractContextManager[int]:
    return serving("gunicorn", "--bind", "127.0.0.1:0", "--threads", "4", module, folder=folder)


def uvicorn(module: str, folder: Path) -> contextlib.AbstractContextManager[int]:
    return serving("uvicorn", "--port", "0", "--ws", "none", "--no-access-log", module, folder=folder)


def ask(
    port: int, target: str, method: str = "GET", body: bytes | None = None
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Send a request to a server of this machine, and follow no redirect."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, target, body)
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    finally:
        connection.close()


def location(headers: list[tuple[str, str]]) -> str:
    """Return the value of the only Location header."""
    (value,) = [value for name, value in headers if name.lower() == "location"]
    return value


@pytest.fixture(scope="session")
def redis_folder(tmp_path_factory) -> Iterator[str]:
    with redis_servers(tmp_path_factory.mktemp("redis")) as folder:
        os.environ["CLAIMS_REDIS"] = folder
        yield folder


@pytest.fixture
def claims(request, driver, tmp_path) -> ClaimStore:
    """Make an empty claim store in the database that the test's `driver` reaches."""
    if driver.startswith("redis"):
        request.getfixturevalue("redis_folder")
        connect(driver).flushall()
    elif driver == "sqlite3":
        os.environ["CLAIMS_SQLITE"] = str(tmp_path / "claims.db")
    else:
        with contextlib.closing(connect(driver)) as connection:
            connection.cursor().execute("DROP TABLE IF EXISTS siplaunch_claims")
            connection.commit()
    store = ClaimStore(partial(connect, driver))
    store.create()
    return store
