"""The databases of a claim store, over DB-API 2.0 and redis-py. The statements are the core's."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

from siplaunch._native import claim_of_taps, claim_statement, redis_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The drivers' packages, each with the kind of its database and its placeholder.
_DRIVERS = {
    "MySQLdb": ("mysql", "%s"),
    "mariadb": ("mysql", "?"),
    "mysql": ("mysql", "%s"),
    "psycopg": ("postgresql", "%s"),
    "psycopg2": ("postgresql", "%s"),
    "pymysql": ("mysql", "%s"),
    "redis": ("redis", "?"),
    "sqlite3": ("sqlite", "?"),
}
# MySQL takes for a comment what MariaDB reads.
_MYSQL_TRANSACTION = "SELECT 0 /*M! + @@in_transaction */"
_KEY = redis_key()
_KEYS = _KEY + ":"


class SqlConnection(Protocol):
    """A connection of DB-API 2.0 (PEP 249)."""

    def cursor(self) -> Any: ...  # noqa: ANN401 - each driver has its own
    def commit(self) -> object: ...
    def rollback(self) -> object: ...
    def close(self) -> object: ...


class RedisClient(Protocol):
    """A client of redis-py."""

    def eval(self, script: str, numkeys: int, /, *keys_and_args: str) -> Any: ...  # noqa: ANN401
    def scan_iter(self, match: str, /) -> Iterator[Any]: ...
    def close(self) -> object: ...


def driver(connection: object) -> tuple[str, str]:
    """Find the kind of a connection's database and its placeholder.

    Raises:
        TypeError: no connection of a driver that the claim store knows.

    """
    kind = type(connection)
    packages = [base.__module__.partition(".")[0] for base in kind.__mro__]
    known = next((_DRIVERS[package] for package in packages if package in _DRIVERS), None)
    call = getattr(kind, "commit", None) or getattr(kind, "execute_command", None)
    if known is None or inspect.iscoroutinefunction(call):
        modules = "sqlite3, psycopg, psycopg2, mariadb, mysql.connector, MySQLdb, pymysql or redis"
        text = f"the claim store needs a connection of {modules}, or a function that opens one; none of asyncio's"
        raise TypeError(text)
    return known


@contextmanager
def transaction(connection: Any) -> Iterator[Sql | Redis]:  # noqa: ANN401 - either protocol
    """Run statements. At the end they are durable, or undone after an error."""
    kind, placeholder = driver(connection)
    if kind == "redis":
        yield Redis(connection)
        return
    if _in_transaction(kind, connection):
        text = "the connection is inside a transaction: end it, or give the claim store a connection of its own"
        raise RuntimeError(text)
    try:
        yield Sql(connection, kind, placeholder)
        connection.commit()
    except BaseException:
        with suppress(Exception):
            connection.rollback()
        raise


class Sql:
    """A transaction of an SQL database."""

    __slots__ = ("_connection", "_kind", "_placeholder")

    def __init__(self, connection: SqlConnection, kind: str, placeholder: str) -> None:
        self._connection, self._kind, self._placeholder = connection, kind, placeholder

    def run(self, name: str, *values: str | int) -> int:
        """Run a statement of the core and return the number of its rows."""
        with self._executed(name, values) as cursor:
            return int(cursor.rowcount)

    def claim(self, link: str, values: Sequence[int]) -> str:
        """Claim a link and return the word of the claim."""
        if claim_statement(self._kind, "taps"):
            self.run("claim", link, *values)
            rows = self._rows("taps")
        else:
            rows = self._rows("claim", link, *values)
        taps = rows[0][0] if rows else 0
        return "revoked" if taps == 0 and self.is_revoked(link) else claim_of_taps(taps)

    def find(self, link: str) -> tuple[Any, ...] | None:
        """Return the row of a link, without its id."""
        return next(iter(self._rows("find", link)), None)

    def is_revoked(self, link: str) -> bool:
        """Whether a link is revoked."""
        return _is_revoked(self.find(link))

    def rows_after(self, link: str) -> Sequence[tuple[Any, ...]]:
        """Return the next rows after a link."""
        return self._rows("list", link)

    def _rows(self, name: str, *values: str | int) -> Sequence[tuple[Any, ...]]:
        # SQLite ends a transaction only after the last row.
        with self._executed(name, values) as cursor:
            return [_cells(row) for row in cursor.fetchall()]

    @contextmanager
    def _executed(self, name: str, values: tuple[str | int, ...]) -> Iterator[Any]:
        statement = claim_statement(self._kind, name).replace("?", self._placeholder)
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(statement, values)
            yield cursor


class Redis:
    """A Redis. Each script is a transaction."""

    __slots__ = ("_client",)

    def __init__(self, client: RedisClient) -> None:
        self._client = client

    def run(self, name: str, link: str | int = "", *values: int) -> int:
        """Run a script of the core and return the number of changed links."""
        # Redis needs no script to delete what it keeps no longer.
        return int(name != "purge" and self._result(name, link, *values) == 1)

    def claim(self, link: str, values: Sequence[int]) -> str:
        """Claim a link and return the word of the claim."""
        return claim_of_taps(self._result("claim", link, *values))

    def find(self, link: str) -> tuple[Any, ...] | None:
        """Return the row of a link, without its id."""
        return tuple(value and int(value) for value in self._result("find", link)) or None

    def is_revoked(self, link: str) -> bool:
        """Whether a link is revoked."""
        return _is_revoked(self.find(link))

    def rows_after(self, link: str) -> Sequence[tuple[Any, ...]]:
        """Return all rows after a link."""
        links = sorted({_text(key).removeprefix(_KEYS) for key in self._client.scan_iter(_KEYS + "*")})
        rows = ((after, self.find(after)) for after in links if after > link)
        # One may have expired meanwhile.
        return [(after, *row) for after, row in rows if row]

    def _result(self, name: str, link: str | int, *values: int) -> Any:  # noqa: ANN401 - each script has its own
        return self._client.eval(claim_statement("redis", name), 2, _KEY, f"{_KEYS}{link}", *map(str, values))


def _in_transaction(kind: str, connection: Any) -> bool:  # noqa: ANN401 - each driver has its own
    """Whether a connection has begun a transaction, as far as its driver tells."""
    if kind == "postgresql":
        # libpq's numbers of a transaction that runs, waits, or failed.
        return connection.info.transaction_status in {1, 2, 3}
    if kind == "sqlite" and getattr(connection, "autocommit", None) is False:
        # Such a connection is inside a transaction at all times.
        return False
    if hasattr(connection, "in_transaction"):
        return bool(connection.in_transaction)
    with closing(connection.cursor()) as cursor:
        cursor.execute(_MYSQL_TRANSACTION)
        return any(map(any, map(_cells, cursor.fetchall())))


def _cells(row: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a portal may have set its own kind of rows
    cells = row.values() if isinstance(row, Mapping) else row
    return tuple(_text(cell) if isinstance(cell, bytes | bytearray) else cell for cell in cells)


def _text(text: bytes | bytearray | str) -> str:
    return text if isinstance(text, str) else text.decode()


def _is_revoked(row: tuple[Any, ...] | None) -> bool:
    return row is not None and row[2] is not None
