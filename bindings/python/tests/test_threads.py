"""Objects shared by threads, and other interpreters."""

import importlib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from conftest import QUERY, TOKEN

from siplaunch import Credentials, LaunchHandler

THREADS = 8


def test_one_brand_and_one_handler_for_all(brand, key_ring, portal):
    handler = LaunchHandler.sealed(brand, key_ring)
    start = threading.Barrier(THREADS)

    def work(thread):
        start.wait()
        for number in range(500):
            credentials = Credentials(username=f"user{thread}", server="example.org", password=f"pass{number}")
            token = brand.token(credentials)
            assert brand.decode_credentials(token) == credentials
            link = portal.sealed_link(key_ring, credentials, expires=timedelta(hours=1))
            launch = handler.inspect(method="GET", query=link.partition("?")[2])
            assert launch.opened.credentials == credentials
            assert launch.answer().header("Location") == f"{brand.scheme}://{token}"
            batch = brand.tokens(["u"] * 5, ["s"] * 5, [f"{thread}.{number}"] * 5)
            assert len(set(batch.results)) == 1
        return handler.handle(method="GET", query=QUERY).header("Location")

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(work, range(THREADS))) == {"acme-phone://" + TOKEN}


def test_other_threads_run_during_columns(brand):
    """With a long switch interval another thread runs only when a call releases the lock. It may change a column."""
    interval = sys.getswitchinterval()
    ready, go, ran = threading.Event(), threading.Event(), threading.Event()

    def wait():
        ready.set()
        go.wait()
        column.clear()
        ran.set()

    column = ["x" * 50] * 100_000
    other = threading.Thread(target=wait)
    other.start()
    ready.wait()
    sys.setswitchinterval(1000)
    try:
        go.set()
        before = ran.is_set()
        batch = brand.tokens(column, column, column)
        during = ran.is_set()
    finally:
        sys.setswitchinterval(interval)
    other.join()
    assert (before, during, column) == (False, True, [])
    assert batch.results == brand.tokens(["x" * 50], ["x" * 50], ["x" * 50]).results * 100_000


def test_subinterpreters_are_refused_and_harm_nothing(brand):
    """PyO3 does not support subinterpreters: the import fails, and the first interpreter goes on."""
    interpreters = importlib.import_module("_xxsubinterpreters" if sys.version_info < (3, 13) else "_interpreters")
    program = "try:\n    import siplaunch\nexcept ImportError as error:\n    assert 'subinterpreters' in str(error)\n"
    program += "else:\n    raise AssertionError\n"
    interpreter = interpreters.create()
    try:
        assert interpreters.run_string(interpreter, program) is None
    finally:
        interpreters.destroy(interpreter)
    assert brand.scheme == "acme-phone"
