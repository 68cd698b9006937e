"""The claim store with its drivers: SQLite's always, and with `-m databases` those of the other databases."""

import asyncio
import collections
import contextlib
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT
from stores import DATABASES, HANDLER, KEYS, NAMES, connect, new_query, tap

import siplaunch
from siplaunch import Claim, ClaimStore, _native

TESTS = Path(__file__).parent
NOW = datetime.now(timezone.utc).replace(microsecond=0)
SECOND = timedelta(seconds=1)
FIVE_TAPS = [Claim.FIRST, Claim.AGAIN, Claim.AGAIN, Claim.AGAIN, Claim.AGAIN]


def _drivers(names):
    """Mark the drivers whose databases need a server."""
    return [name if name == "sqlite3" else pytest.param(name, marks=pytest.mark.databases) for name in names]


every_driver = pytest.mark.parametrize("driver", _drivers(NAMES))
every_database = pytest.mark.parametrize("driver", _drivers(DATABASES))
sqlite_only = pytest.mark.parametrize("driver", ["sqlite3"])


def test_words_are_the_core_s():
    assert [claim.value for claim in Claim] == _native.claim_words()
    assert [str(claim) for claim in Claim] == [f"{claim}" for claim in Claim] == _native.claim_words()
    for claim in Claim:
        assert HANDLER.inspect(method="GET", query="").answer_claimed(claim).status == 400
    for wrong in ("nonsense", "", "First", Claim.FIRST.name):
        with pytest.raises(ValueError, match="one of first, again, used, revoked, unavailable"):
            tap().answer_claimed(wrong)
    with pytest.raises(TypeError):
        tap().answer_claimed(1)


def test_a_portal_with_its_own_claims():
    launch = tap()
    assert (launch.needs_claim, launch.opened.is_one_time, launch.id) == (True, True, launch.opened.id)
    statuses = [launch.answer_claimed(claim).status for claim in Claim]
    assert statuses == [303, 200, 410, 410, 503]
    assert launch.answer().status == 503
    assert launch.answer_claimed(Claim.FIRST).header("Location").startswith("sipphone://")


@every_driver
def test_taps(claims):
    query, other = new_query(), new_query()
    assert [claims.claim(tap(query)) for _ in range(7)] == [*FIVE_TAPS, Claim.USED, Claim.USED]
    assert claims.claim(tap(other)) is Claim.FIRST


@every_driver
def test_the_grace(driver, claims):
    query = new_query()
    moments = [0, 599, 600, 0]
    taps = [claims.claim(tap(query), now=NOW + seconds * SECOND) for seconds in moments]
    assert taps == [Claim.FIRST, Claim.AGAIN, Claim.USED, Claim.AGAIN]
    short = ClaimStore(partial(connect, driver), grace=60, taps=2)
    query = new_query()
    taps = [short.claim(tap(query), now=NOW + seconds * SECOND) for seconds in (0, 60, 59, 59)]
    assert taps == [Claim.FIRST, Claim.USED, Claim.AGAIN, Claim.USED]


@every_driver
def test_a_clock_that_was_set_back_makes_no_link_new(claims):
    query, hour = new_query(), timedelta(hours=1)
    moments = [NOW, NOW - hour, NOW - 59 * SECOND, NOW - 61 * SECOND]
    taps = [claims.claim(tap(query), now=now) for now in moments]
    assert taps == [Claim.FIRST, Claim.USED, Claim.AGAIN, Claim.USED]


@every_driver
def test_records(claims):
    launch = tap()
    assert claims.find(launch.id) is None
    claims.claim(launch, now=NOW)
    claims.claim(launch, now=NOW + SECOND)
    record = claims.find(launch.id.upper(), now=NOW + SECOND)
    assert (record.id, record.claimed_at, record.taps, record.revoked_at) == (launch.id, NOW, 2, None)
    assert record.claimed_at.tzinfo is timezone.utc
    assert (record.taps_left, claims.find(launch.id, now=NOW + 600 * SECOND).taps_left) == (3, 0)
    assert claims.find(launch.id, now=NOW) == record
    assert repr(record) == f"<siplaunch.ClaimRecord {launch.id}>"

    claims.revoke(launch.id, now=NOW + 2 * SECOND)
    claims.revoke(launch.id, now=NOW + 3 * SECOND)
    record = claims.find(launch.id, now=NOW)
    assert (record.taps, record.taps_left, record.revoked_at) == (2, 0, NOW + 2 * SECOND)
    assert claims.claim(launch) is Claim.REVOKED
    assert claims.forget(launch.id) is True
    assert claims.forget(launch.id) is False
    assert claims.claim(launch) is Claim.FIRST

    unused = tap()
    claims.revoke(unused.id.upper(), now=NOW)
    record = claims.find(unused.id)
    assert (record.claimed_at, record.taps, record.revoked_at) == (None, 0, NOW)
    assert claims.claim(unused) is Claim.REVOKED


@every_driver
def test_ids_are_checked(claims):
    for call in (claims.find, claims.revoke, claims.forget):
        for wrong in ("", "0" * 31, "g" * 32, "' OR ''='"):
            with pytest.raises(siplaunch.InputError) as caught:
                call(wrong)
            assert caught.value.code == 6
        with pytest.raises(TypeError):
            call(5)
    assert list(claims.list()) == []


@every_driver
def test_the_list_has_pages(driver, claims):
    ids = [f"{number:032x}" for number in range(0, 2_100 * 7, 7)]
    with _kept(driver) as store:
        for link in reversed(ids):
            store.revoke(link, now=NOW)
        assert [record.id for record in store.list()] == ids
    assert {record.revoked_at for record in claims.list()} == {NOW}


@every_driver
def test_the_end_of_a_link(driver, claims):
    """Claims are kept a day past the expiry, and revocations for as long as a link can live."""
    launch, revoked = tap(), tap()
    claims.claim(launch)
    claims.revoke(revoked.id)
    last = launch.opened.expires + timedelta(days=1)
    assert claims.purge(now=last) == 0
    assert claims.purge(now=last + SECOND) == (0 if driver.startswith("redis") else 1)
    assert claims.find(revoked.id)
    assert claims.purge(now=datetime(2106, 2, 8, 6, 28, 14, tzinfo=timezone.utc)) == 0
    assert claims.find(revoked.id)


@every_driver
def test_plain_sealed_links_can_be_revoked(claims):
    launch = HANDLER.inspect(method="GET", query=new_query(seal=KEYS.seal))
    assert claims.claim(launch) is Claim.FIRST
    assert list(claims.list()) == []
    claims.revoke(launch.id)
    assert claims.claim(launch) is Claim.REVOKED


def test_what_needs_no_claim_never_asks_the_store():
    store = ClaimStore(lambda: pytest.fail("the store was asked"))
    token = "c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D"
    later = NOW + timedelta(days=2)
    launches = [
        HANDLER.inspect(method="GET", query=new_query()),
        HANDLER.inspect(method="HEAD", query=new_query()),
        HANDLER.inspect(method="PUT", query=new_query()),
        HANDLER.inspect(method="POST", query=new_query(), now=later),
        HANDLER.inspect(method="POST", query=new_query(seal=KEYS.seal)),
        HANDLER.inspect(method="GET", query=token),
        HANDLER.inspect(method="GET", query="c=nonsense"),
    ]
    assert [store.claim(launch) for launch in launches] == [Claim.FIRST] * len(launches)
    statuses = [launch.answer_claimed(store.claim(launch)).status for launch in launches]
    assert statuses == [200, 200, 405, 410, 405, 302, 400]


@contextlib.contextmanager
def _kept(driver, **options):
    """Make a store with one connection."""
    with contextlib.closing(connect(driver, **options)) as connection:
        yield ClaimStore(connection)


@every_driver
def test_a_claim_is_durable_when_the_call_returns(driver, claims):
    """Another connection sees it, and no rollback of the same one takes it back."""
    launch = tap()
    with contextlib.closing(connect(driver)) as connection:
        store = ClaimStore(connection)
        assert store.claim(launch) is Claim.FIRST
        if not driver.startswith("redis"):
            connection.rollback()
        assert claims.find(launch.id).taps == 1
        assert [store.claim(launch) for _ in range(5)] == [*FIVE_TAPS[1:], Claim.USED]


# Settings of a portal's connections.
SETTINGS = {
    "sqlite3": [
        {"isolation_level": None},
        {"isolation_level": "IMMEDIATE"},
        {"isolation_level": "EXCLUSIVE"},
        {"factory": type("Connection", (sqlite3.Connection,), {"row_factory": sqlite3.Row})},
        *([{"autocommit": True}, {"autocommit": False}] if sys.version_info >= (3, 12) else []),
    ],
    "psycopg": [{"autocommit": True}, {"row_factory": "dict_row"}],
    "psycopg2": [{"cursor_factory": "RealDictCursor"}],
    "pymysql": [{"autocommit": True}, {"cursorclass": "DictCursor"}, {"charset": "latin1"}],
    "MySQLdb": [{"autocommit": True}, {"use_unicode": False}],
    "mariadb": [{"autocommit": True}],
    "mysql.connector": [{"autocommit": True}, {"use_unicode": False}],
    "redis.Redis": [{"decode_responses": True}, {"protocol": 3}, {"protocol": 2}],
    "redis.RedisCluster": [{"decode_responses": True}],
}
CASES = [(driver, settings) for driver, many in SETTINGS.items() for settings in many]


@pytest.mark.parametrize(
    ("driver", "settings"),
    [
        pytest.param(*case, id=f"{case[0]}-{','.join(case[1])}", marks=[pytest.mark.databases] * (case[0] != "sqlite3"))
        for case in CASES
    ],
)
def test_a_portal_s_settings_do_not_matter(driver, settings, claims):
    found = {
        "dict_row": lambda: import_module("psycopg.rows").dict_row,
        "RealDictCursor": lambda: import_module("psycopg2.extras").RealDictCursor,
        "DictCursor": lambda: import_module("pymysql.cursors").DictCursor,
    }
    settings = {name: found[value]() if value in found else value for name, value in settings.items()}
    with _kept(driver, **settings) as store:
        store.create()
        launch = tap()
        assert [store.claim(launch) for _ in range(6)] == [*FIVE_TAPS, Claim.USED]
        store.revoke(launch.id)
        assert store.claim(launch) is Claim.REVOKED
        assert [record.id for record in store.list()] == [launch.id]
        assert (store.find(launch.id).taps, claims.find(launch.id).taps) == (5, 5)
        assert (store.purge(), store.forget(launch.id)) == (0, True)


@pytest.mark.parametrize("driver", _drivers(name for name in NAMES if not name.startswith("redis")))
def test_a_portal_s_own_transaction_is_left_alone(driver, claims, caplog):
    launch = tap()
    claims.revoke(other := tap().id)
    with contextlib.closing(connect(driver)) as connection:
        connection.cursor().execute("DELETE FROM siplaunch_claims")
        store = ClaimStore(connection)
        assert store.claim(launch) is Claim.UNAVAILABLE
        assert "the connection is inside a transaction: end it, or give" in caplog.text
        with pytest.raises(RuntimeError, match="inside a transaction"):
            store.find(launch.id)
        connection.rollback()
        assert store.claim(launch) is Claim.FIRST
        assert store.find(other)


@pytest.mark.parametrize("driver", _drivers(name for name in NAMES if not name.startswith("redis")))
def test_an_error_leaves_no_transaction_behind(driver, claims):
    with contextlib.closing(connect(driver)) as connection:
        store = ClaimStore(connection)
        _drop(driver)
        assert store.claim(tap()) is Claim.UNAVAILABLE
        claims.create()
        assert store.claim(tap()) is Claim.FIRST


def _drop(driver):
    with contextlib.closing(connect(driver)) as connection:
        connection.cursor().execute("DROP TABLE siplaunch_claims")
        connection.commit()


def test_each_connection_that_the_function_opens_is_closed(tmp_path):
    class Connection(sqlite3.Connection):
        closed = 0

        def close(self):
            Connection.closed += 1
            super().close()

    opened = []

    def connect():
        opened.append(sqlite3.connect(tmp_path / "claims.db", factory=Connection))
        return opened[-1]

    store = ClaimStore(connect)
    assert store.claim(tap()) is Claim.UNAVAILABLE
    store.create()
    launch = tap()
    store.claim(launch)
    store.find(launch.id)
    assert [record.id for record in store.list()] == [launch.id]
    assert (len(opened), Connection.closed) == (6, 6)


def _pool_of_psycopg():
    where = f"host={os.environ['CLAIMS_POSTGRESQL']} user=claims dbname=claims"
    return import_module("psycopg_pool").ConnectionPool(where, min_size=1, max_size=2, close_returns=True)


def _pool_of_mysql_connector():
    where = {"unix_socket": os.environ["CLAIMS_MARIADB"], "user": "claims", "database": "claims"}
    return import_module("mysql.connector.pooling").MySQLConnectionPool(pool_size=2, **where)


@pytest.mark.databases
@pytest.mark.parametrize(
    ("driver", "new_pool", "get"),
    [
        ("psycopg", _pool_of_psycopg, "getconn"),
        ("mysql.connector", _pool_of_mysql_connector, "get_connection"),
    ],
)
def test_a_pool_has_its_connections_back(driver, new_pool, get, claims):
    query = new_query()
    with contextlib.ExitStack() as stack:
        pool = new_pool()
        if driver == "psycopg":
            stack.enter_context(pool)
        store = ClaimStore(getattr(pool, get))
        assert [store.claim(tap(query)) for _ in range(7)] == [*FIVE_TAPS, Claim.USED, Claim.USED]
    assert claims.find(tap(query).id).taps == 5


@pytest.mark.databases
def test_clients_of_asyncio_are_refused():
    for client in (import_module("redis.asyncio").Redis(), import_module("redis.asyncio").RedisCluster("127.0.0.1", 1)):
        with pytest.raises(TypeError, match="none of asyncio's"):
            ClaimStore(client)


def test_what_is_no_connection():
    redis_of_asyncio = type("Redis", (), {"__module__": "redis.asyncio.client", "execute_command": asyncio.sleep})
    for wrong in (None, 5, "sqlite:claims.db", object(), asyncio, redis_of_asyncio()):
        with pytest.raises(TypeError, match=r"needs a connection of sqlite3, psycopg, .* none of asyncio's"):
            ClaimStore(wrong)
    with pytest.raises(TypeError, match="needs a connection"):
        ClaimStore(lambda: None).create()


@pytest.mark.parametrize(
    "options", [{"grace": 59}, {"grace": 86_401}, {"grace": -1}, {"taps": 0}, {"taps": 101}, {"taps": -5}]
)
def test_a_grace_or_taps_out_of_range(options):
    with pytest.raises(siplaunch.SealedError) as caught:
        ClaimStore(sqlite3.connect(":memory:"), **options)
    assert caught.value.code == 57


@sqlite_only
def test_naive_moments_are_refused(claims):
    naive = NOW.replace(tzinfo=None)
    link = "0" * 32
    for call in (
        lambda: claims.claim(tap(), now=naive),
        lambda: claims.find(link, now=naive),
        lambda: list(claims.list(now=naive)),
        lambda: claims.revoke(link, now=naive),
        lambda: claims.purge(now=naive),
    ):
        claims.revoke(link)
        with pytest.raises(siplaunch.SealedError, match="time zone"):
            call()


@every_database
def test_a_process_leaves_the_connection_of_its_parent_alone(driver, claims):
    """Redis' client opens a connection for each process by itself."""
    expected = Claim.FIRST if driver == "redis.Redis" else Claim.UNAVAILABLE
    with _kept(driver) as kept:
        assert kept.claim(tap()) is Claim.FIRST
        child = os.fork()
        if child == 0:
            words = [kept.claim(tap()), claims.claim(tap())]
            os._exit(0 if words == [expected, Claim.FIRST] else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert kept.claim(tap()) is Claim.FIRST


@every_database
def test_threads(driver, claims):
    """Threads that each open a connection, or that share one that allows it."""
    options = {"check_same_thread": False} if driver == "sqlite3" else {}
    with _kept(driver, **options) as shared, ThreadPoolExecutor(8) as pool:
        for store in (claims, shared):
            query = new_query()
            words = pool.map(lambda _, store=store, query=query: store.claim(tap(query)), range(50))
            assert sorted(collections.Counter(words).items()) == [("again", 4), ("first", 1), ("used", 45)]


# Races.


def _claimant(driver):
    return [sys.executable, str(TESTS / "claimant.py"), driver]


@every_driver
def test_a_race_for_one_link(driver, claims, tmp_path):
    """20 processes claim one link 50 times each."""
    (tmp_path / "queries").write_text(new_query())
    environment = {**os.environ, "CLAIMS_QUERIES": str(tmp_path / "queries")}
    race = [ROOT / "tests/claims/race.py", "20", "5", *_claimant(driver)]
    done = subprocess.run(race, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "4 again 1 first 995 used\n"), done.stderr
    (record,) = claims.list()
    assert (record.taps, record.taps_left) == (5, 0)


@pytest.mark.databases
@pytest.mark.parametrize("driver", DATABASES)
def test_a_race_for_many_links(driver, claims, tmp_path):
    """4 processes claim 10,000 links once each."""
    queries = [new_query() for _ in range(10_000)]
    (tmp_path / "queries").write_text("\n".join(queries))
    environment = {**os.environ, "CLAIMS_QUERIES": str(tmp_path / "queries"), "CLAIMS_CONNECTION": "1"}
    if driver == "sqlite3":
        with contextlib.closing(connect(driver)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    with contextlib.ExitStack() as stack:
        racing = [
            stack.enter_context(
                subprocess.Popen(
                    _claimant(driver), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for _ in range(4)
        ]
        with ThreadPoolExecutor(4) as pool:
            words = list(pool.map(lambda process: process.communicate("1\n")[0].split()[1:], racing))
    claimed = collections.Counter(" ".join(sorted(of_one)) for of_one in zip(*words, strict=True))
    assert claimed == {"again again again first": len(queries)}
    records = list(claims.list())
    assert (len(records), {record.taps for record in records}) == (len(queries), {4})
