"""Claims in databases that are gone, slow, full, read-only, damaged, or started anew: no link opens beyond its taps."""

import contextlib
import gc
import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from conftest import ROOT
from redis_servers import RedisServer
from stores import connect, new_query, tap
from test_claims import FIVE_TAPS, every_database

from siplaunch import Claim, ClaimStore

OPENS = {Claim.FIRST, Claim.AGAIN}
PASSWORD = "store-Secret"
databases_only = pytest.mark.databases
every_server = pytest.mark.parametrize("driver", ["psycopg", "pymysql"])

# redis-py leaves the sockets of failed connections to Python.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _unclosed():
    yield
    gc.collect()


def _to_its_end(claims, query):
    """Tap a link until it is used, and return how often it opened the app."""
    words = [claims.claim(tap(query)) for _ in range(7)]
    assert words[-1] is Claim.USED
    return sum(word in OPENS for word in words)


# Gone.


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """Where no database is."""
    for name in ("CLAIMS_SQLITE", "CLAIMS_POSTGRESQL", "CLAIMS_MARIADB"):
        monkeypatch.setenv(name, str(tmp_path / "gone" / "database"))
    monkeypatch.setenv("CLAIMS_REDIS", str(tmp_path))
    (tmp_path / "single").mkdir()
    (tmp_path / "single" / "port").write_text("1")


@every_database
@pytest.mark.usefixtures("nowhere")
def test_a_store_that_is_gone(driver, caplog):
    options = {"retry": None} if driver == "redis.Redis" else {}
    store = ClaimStore(partial(connect, driver, **options))
    assert store.claim(tap()) is Claim.UNAVAILABLE
    why = "Error 111 connecting to" if driver == "redis.Redis" else "raised OperationalError"
    assert caplog.messages[0].startswith("the claim store did not answer: ConnectionError: ")
    assert why in caplog.messages[0]
    for call in (store.create, lambda: list(store.list()), lambda: store.find("0" * 32)):
        with pytest.raises(Exception, match=why):
            call()


def test_what_opens_a_connection_may_show_a_password(caplog):
    def fail():
        text = f'invalid dsn: missing "=" after "{PASSWORD}"'
        raise sqlite3.OperationalError(text)

    store = ClaimStore(fail)
    assert store.claim(tap()) is Claim.UNAVAILABLE
    assert "connection raised OperationalError" in caplog.text
    assert PASSWORD not in caplog.text + repr(store)
    with pytest.raises(ConnectionError, match="connection raised OperationalError") as caught:
        store.create()
    assert PASSWORD not in str(caught.value)
    assert PASSWORD in str(caught.value.__cause__)


@databases_only
@pytest.mark.parametrize(
    ("driver", "kill"),
    [
        ("psycopg", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"),
        ("pymysql", "KILL {0}"),
    ],
)
def test_a_connection_that_breaks(driver, kill, claims):
    query = new_query()
    with contextlib.closing(connect(driver)) as connection:
        store = ClaimStore(connection)
        assert store.claim(tap(query)) is Claim.FIRST
        number = connection.thread_id() if driver == "pymysql" else None
        with contextlib.closing(connect(driver, autocommit=True)) as other:
            other.cursor().execute(kill.format(number))
        assert [store.claim(tap(query)) for _ in range(2)] == [Claim.UNAVAILABLE] * 2
    assert _to_its_end(claims, query) == 4


@databases_only
@pytest.mark.parametrize("driver", ["redis.Redis"])
def test_a_redis_that_ends_its_connections(driver, claims):
    """The client connects again by itself."""
    query = new_query()
    store = ClaimStore(connect(driver))
    assert store.claim(tap(query)) is Claim.FIRST
    connect(driver).client_kill_filter(_type="normal", skipme=True)
    assert store.claim(tap(query)) is Claim.AGAIN
    assert _to_its_end(claims, query) == 3


# Slow.


@contextlib.contextmanager
def _held(driver, seconds):
    """Hold all links for some seconds."""
    if driver == "redis.Redis":
        connect(driver).client_pause(seconds * 1000)
        yield
        return
    connection = connect(driver, **({"check_same_thread": False} if driver == "sqlite3" else {}))
    connection.cursor().execute("UPDATE siplaunch_claims SET taps = taps")
    release = threading.Timer(seconds, connection.rollback)
    release.start()
    try:
        yield
    finally:
        release.join()
        connection.close()


@every_database
def test_a_slow_store_is_right(driver, claims):
    query = new_query()
    claims.claim(tap(query))
    begin = time.monotonic()
    with _held(driver, 5):
        assert claims.claim(tap(query)) is Claim.AGAIN
    assert 4 < time.monotonic() - begin < 20
    assert _to_its_end(claims, query) == 3


@every_database
def test_a_limit_of_the_driver_s(driver, claims):
    limits = {
        "sqlite3": {"timeout": 1},
        "psycopg": {"options": "-c lock_timeout=1s"},
        "pymysql": {"read_timeout": 1},
        "redis.Redis": {"socket_timeout": 1, "retry": None},
    }
    query = new_query()
    claims.claim(tap(query))
    store = ClaimStore(partial(connect, driver, **limits[driver]))
    with _held(driver, 5):
        begin = time.monotonic()
        assert store.claim(tap(query)) is Claim.UNAVAILABLE
        assert 0.5 < time.monotonic() - begin < 4
    # The statement may have reached the database and been undone, or not.
    assert 3 <= _to_its_end(claims, query) <= 4


# Read-only.


@contextlib.contextmanager
def _read_only(driver):
    """Yield the options of a connection that cannot write."""
    if driver == "sqlite3":
        # Root may write any file: the connection itself may not.
        path = os.environ["CLAIMS_SQLITE"]
        os.environ["CLAIMS_SQLITE"] = f"file:{path}?mode=ro"
        try:
            yield {"uri": True}
        finally:
            os.environ["CLAIMS_SQLITE"] = path
    elif driver == "psycopg":
        yield {"options": "-c default_transaction_read_only=on"}
    elif driver == "pymysql":
        with contextlib.closing(connect(driver, user="root", autocommit=True)) as root:
            root.cursor().execute("SET GLOBAL read_only = 1")
            try:
                yield {}
            finally:
                root.cursor().execute("SET GLOBAL read_only = 0")
    else:
        client = connect(driver)
        client.config_set("min-replicas-to-write", 1)
        try:
            yield {}
        finally:
            client.config_set("min-replicas-to-write", 0)


@every_database
def test_a_store_that_is_read_only(driver, claims):
    query = new_query()
    claims.claim(tap(query))
    with _read_only(driver) as options:
        store = ClaimStore(partial(connect, driver, **options))
        assert store.claim(tap(query)) is Claim.UNAVAILABLE
        assert store.claim(tap()) is Claim.UNAVAILABLE
    assert _to_its_end(claims, query) == 4


# Full.


@pytest.mark.parametrize("driver", ["sqlite3"])
def test_an_sqlite_on_a_full_disk(driver, claims):
    """A file that may not grow, and a disk that fails in the middle of a claim."""
    query = new_query()
    claims.claim(tap(query))
    with contextlib.closing(connect(driver)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        store = ClaimStore(connection)
        words = [store.claim(tap()) for _ in range(200)]
        assert set(words) == {Claim.FIRST, Claim.UNAVAILABLE}
        assert words[-1] is Claim.UNAVAILABLE
    assert len(list(claims.list())) == 1 + words.count(Claim.FIRST)
    assert _to_its_end(claims, query) == 4


@pytest.mark.parametrize("driver", ["sqlite3"])
def test_an_sqlite_whose_disk_takes_no_byte(driver, claims, tmp_path):
    query = new_query()
    claims.claim(tap(query))
    (tmp_path / "queries").write_text(query)
    environment = {**os.environ, "CLAIMS_QUERIES": str(tmp_path / "queries")}
    claimant = Path(__file__).parent / "claimant.py"
    limited = ["prlimit", "--fsize=1:1", sys.executable, str(claimant), driver]
    done = subprocess.run(limited, env=environment, input="3\n", capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["ready", *["unavailable"] * 3], done.stderr
    assert _to_its_end(claims, query) == 4


def _databases():
    spec = importlib.util.spec_from_file_location("claims_databases", ROOT / "tests/claims/databases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def _server(driver, monkeypatch):
    """Run a server for one test; yield its process, and what starts it again."""
    databases = _databases()
    kinds = {"psycopg": ("postgresql", "postgresql/data/postmaster.pid"), "pymysql": ("mariadb", "mariadb/pid")}
    name, pid_file = kinds[driver]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as again:
        Path(folder).chmod(0o755)
        with getattr(databases, name)(Path(folder)) as environment:
            for variable, value in environment.items():
                monkeypatch.setenv(variable, value)
            process = int((Path(folder) / pid_file).read_text().split()[0])
            command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[:-1]

            def start():
                log = again.enter_context((Path(folder) / "again.log").open("wb"))
                server = subprocess.Popen(
                    command, cwd=f"{folder}/{name}", stdout=log, stderr=log, **databases.UNPRIVILEGED
                )
                again.callback(server.wait)
                again.callback(server.terminate)
                for _ in range(300):
                    with contextlib.suppress(Exception):
                        return connect(driver).close()
                    time.sleep(0.1)
                pytest.fail((Path(folder) / "again.log").read_text())

            yield process, start


def _kill(process):
    os.kill(process, signal.SIGKILL)
    # PostgreSQL starts again only once its number is gone.
    os.waitpid(process, 0)


@databases_only
@every_server
def test_a_server_on_a_full_disk(driver, monkeypatch):
    """Both databases end when they cannot write their logs. Started again, they know each claim that they answered."""
    with _server(driver, monkeypatch) as (process, start):
        claims = ClaimStore(partial(connect, driver))
        claims.create()
        query = new_query()
        assert claims.claim(tap(query)) is Claim.FIRST
        # No file may grow past its first byte, in this process and in those that it starts.
        limit = ["prlimit", "--fsize=1:", f"--pid={process}"]
        subprocess.run(limit, check=True, **_databases().UNPRIVILEGED)
        assert [claims.claim(tap(query)), claims.claim(tap())] == [Claim.UNAVAILABLE] * 2
        _kill(process)
        start()
        assert _to_its_end(claims, query) == 4


@databases_only
@every_server
def test_a_server_that_is_killed(driver, monkeypatch):
    with _server(driver, monkeypatch) as (process, start):
        claims = ClaimStore(partial(connect, driver))
        claims.create()
        query = new_query()
        with contextlib.closing(connect(driver)) as connection:
            store = ClaimStore(connection)
            assert store.claim(tap(query)) is Claim.FIRST
            _kill(process)
            assert claims.claim(tap(query)) is Claim.UNAVAILABLE
            start()
            assert _to_its_end(claims, query) == 4


@databases_only
@pytest.mark.parametrize("driver", ["redis.Redis"])
def test_a_redis_without_memory(driver, claims):
    query = new_query()
    claims.claim(tap(query))
    client = connect(driver)
    client.config_set("maxmemory", 1)
    try:
        assert [claims.claim(tap(query)), claims.claim(tap())] == [Claim.UNAVAILABLE] * 2
    finally:
        client.config_set("maxmemory", 0)
    assert _to_its_end(claims, query) == 4


# Damaged.


@pytest.mark.parametrize("driver", ["sqlite3"])
def test_an_sqlite_file_with_other_bytes(claims):
    path = Path(os.environ["CLAIMS_SQLITE"])
    whole = path.read_bytes()
    for begin in (0, 100, len(whole) // 2):
        damaged = bytearray(whole)
        damaged[begin : begin + 2048] = b"\xa5" * len(damaged[begin : begin + 2048])
        path.write_bytes(damaged)
        assert claims.claim(tap()) is Claim.UNAVAILABLE, begin
    path.write_bytes(whole[:1000])
    assert claims.claim(tap()) is Claim.UNAVAILABLE
    path.write_bytes(b"")
    assert claims.claim(tap()) is Claim.UNAVAILABLE


@databases_only
@pytest.mark.parametrize("driver", ["psycopg", "pymysql", "MySQLdb", "mariadb", "mysql.connector"])
def test_a_table_with_other_columns(driver, claims):
    with contextlib.closing(connect(driver)) as connection:
        connection.cursor().execute("ALTER TABLE siplaunch_claims DROP COLUMN claimed_at")
        connection.commit()
    assert claims.claim(tap()) is Claim.UNAVAILABLE


@databases_only
@pytest.mark.parametrize("driver", ["redis.Redis"])
def test_a_key_with_another_value(driver, claims):
    launch = tap()
    connect(driver).set("{siplaunch}:claims:" + launch.id, "x")
    assert claims.claim(launch) is Claim.UNAVAILABLE


# Redis that starts anew.


@databases_only
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_redis_that_kept_its_data(how, tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMS_REDIS", str(tmp_path))
    server = RedisServer(tmp_path / "single", "--save", "", "--appendonly", "yes", "--appendfsync", "always")
    try:
        claims = ClaimStore(partial(connect, "redis.Redis"))
        claims.create()
        used, query = new_query(), new_query()
        assert [claims.claim(tap(used)) for _ in range(6)] == [*FIVE_TAPS, Claim.USED]
        assert claims.claim(tap(query)) is Claim.FIRST
        server.stop(how)
        assert claims.claim(tap(query)) is Claim.UNAVAILABLE
        server.start()
        assert claims.claim(tap(used)) is Claim.USED
        assert _to_its_end(claims, query) == 4
    finally:
        server.stop()


@databases_only
def test_a_redis_that_lost_its_data(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("CLAIMS_REDIS", str(tmp_path))
    server = RedisServer(tmp_path / "single", "--save", "")
    try:
        claims = ClaimStore(partial(connect, "redis.Redis"))
        assert claims.claim(tap()) is Claim.UNAVAILABLE
        claims.create()
        used = new_query()
        assert [claims.claim(tap(used)) for _ in range(6)] == [*FIVE_TAPS, Claim.USED]
        server.stop()
        server.start()
        caplog.clear()
        assert [claims.claim(tap(used)), claims.claim(tap())] == [Claim.UNAVAILABLE] * 2
        assert "the claim store is not made, lost its data" in caplog.text
        with pytest.raises(Exception, match="the claim store is not made yet, or its data are lost"):
            claims.find(tap(used).id)
    finally:
        server.stop()
