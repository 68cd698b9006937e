from __future__ import annotations

import logging
import os
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from enum import Enum
from threading import Lock
from typing import TYPE_CHECKING, NoReturn

from siplaunch._claim_databases import driver, transaction
from siplaunch._native import ClaimPolicy, link_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from typing_extensions import Self

    from siplaunch._claim_databases import Redis, RedisClient, Sql, SqlConnection
    from siplaunch._native import ClaimRecord, Launch

_LOG = logging.getLogger("siplaunch")


class Claim(str, Enum):
    """The outcome of a claim, which a tap on a one-time link makes. Each is a `str`.

    - `FIRST`: the first tap. It opens the app, and the grace begins.
    - `AGAIN`: a further tap within the grace. It opens the app again.
    - `USED`: the link is used up. Its grace is over, or it had all its taps.
    - `REVOKED`: the portal does not let the link in any more.
    - `UNAVAILABLE`: the claim store did not answer, or cannot be trusted. No app is opened; the customer may tap again.

    >>> Claim("first") is Claim.FIRST, Claim.FIRST == "first", str(Claim.FIRST)
    (True, True, 'first')
    """

    FIRST = "first"
    AGAIN = "again"
    USED = "used"
    REVOKED = "revoked"
    UNAVAILABLE = "unavailable"

    # As enum.StrEnum, which Python 3.10 does not have.
    __str__ = str.__str__

    def __new__(cls, value: str) -> Self:
        """Make a member."""
        member = str.__new__(cls, value)
        member._value_ = value
        return member


class ClaimStore:
    """The claims of one-time links in a portal's database: SQLite, MariaDB, MySQL, PostgreSQL or Redis.

    The first tap on a one-time link begins a grace, in which the link opens the app again, for so many taps in all.
    Then it is used up. The store has the revoked links too.

    Give it a function that opens a connection. The store calls it for each claim, from any thread, and closes the
    connection afterwards, which gives it back to most pools. A connection itself is for one process and one thread at a
    time, so give the store one of its own. A `redis.Redis` or `redis.RedisCluster` is a pool already.

    Each call commits. So it refuses a connection inside a transaction, whose changes it would commit too. MySQL, unlike
    MariaDB, does not tell of a transaction.

    Args:
        connection (Callable | object): a function that opens a connection, a connection of `sqlite3`, `psycopg`,
            `psycopg2`, `mariadb`, `mysql.connector`, `MySQLdb` or `pymysql`, or a client of `redis`.
        grace (int): the seconds after the first tap in which the link opens the app again, 60 to 86,400.
        taps (int): the number of taps in all, 1 to 100.

    Raises:
        SealedError: a grace or a number of taps out of range.
        TypeError: a connection that the store does not know.

    >>> import sqlite3
    >>> store = ClaimStore(sqlite3.connect(":memory:"))
    >>> store.create()
    >>> store.revoke("00112233445566778899aabbccddeeff")
    >>> [record.id for record in store.list()]
    ['00112233445566778899aabbccddeeff']

    """

    __slots__ = ("_connection", "_lock", "_open", "_policy", "_process")

    def __init__(
        self,
        connection: SqlConnection | RedisClient | Callable[[], SqlConnection | RedisClient],
        *,
        grace: int = 600,
        taps: int = 5,
    ) -> None:
        """Check the options. Only `create` and the like talk to the database."""
        self._policy = ClaimPolicy(grace, taps)
        self._open: Callable[[], SqlConnection | RedisClient] | None = None
        self._lock: AbstractContextManager[object] = nullcontext()
        self._process: int | None = None
        # A connection of sqlite3 can be called too.
        if callable(connection) and not hasattr(connection, "cursor"):
            self._open = connection
        elif driver(connection)[0] != "redis":
            # Two processes would read each other's rows.
            self._lock, self._process = Lock(), os.getpid()
        self._connection = connection

    def create(self) -> None:
        """Make the empty store, unless there is one: a table, or a mark in Redis.

        Call it once, as the portal is set up, and never at each start: a Redis that lost its data then claims nothing
        until somebody calls it again, so that no used link is new.
        """
        with self._session() as session:
            session.run("create")

    def claim(self, launch: Launch, *, now: datetime | None = None) -> Claim:
        """Claim the link of a launch (`Claim`), for `Launch.answer_claimed`.

        A tap on a one-time link is claimed. A plain sealed link is looked up, since it may be revoked. Any other
        request has the claim `FIRST`, which its answer does not depend on. The call never fails: an error of the store
        is the claim `UNAVAILABLE`, and goes to the logger `siplaunch`.

        Args:
            launch (Launch): a request that a launch handler has inspected.
            now (datetime | None): an aware datetime in place of the system's clock.
        """
        opened = launch.opened
        if opened is None or (opened.is_one_time and not launch.needs_claim):
            return Claim.FIRST
        values = self._policy.values(opened, now=now)
        try:
            with self._session() as session:
                if launch.needs_claim:
                    claim = Claim(session.claim(opened.id, values))
                else:
                    claim = Claim.REVOKED if session.is_revoked(opened.id) else Claim.FIRST
        except Exception as error:  # noqa: BLE001 - each driver has its own
            reason = " ".join(str(error).split())
            _LOG.error("the claim store did not answer: %s: %s", type(error).__qualname__, reason)
            return Claim.UNAVAILABLE
        if claim is Claim.UNAVAILABLE:
            _LOG.error("the claim store is not made, lost its data, or has another time: see ClaimStore.create")
        return claim

    def find(self, id: str, *, now: datetime | None = None) -> ClaimRecord | None:  # noqa: A002 - Opened's name
        """Find a link by its id (`ClaimRecord | None`); `None` for one that is neither claimed nor revoked.

        Args:
            id (str): the id of the link, as in `Opened.id`.
            now (datetime | None): an aware datetime in place of the system's clock, for the taps left.

        Raises:
            InputError: an id that is not 32 hex digits.
        """
        link = link_id(id)
        with self._session() as session:
            row = session.find(link)
        return None if row is None else self._policy.record(link, *row, now=now)

    def list(self, *, now: datetime | None = None) -> Iterator[ClaimRecord]:
        """List all links of the store in the order of their ids (`Iterator[ClaimRecord]`).

        Args:
            now (datetime | None): an aware datetime in place of the system's clock, for the taps left.
        """
        after = ""
        while True:
            with self._session() as session:
                rows = session.rows_after(after)
            if not rows:
                return
            for row in rows:
                yield self._policy.record(*row, now=now)
            after = rows[-1][0]

    def revoke(self, id: str, *, now: datetime | None = None) -> None:  # noqa: A002 - Opened's name
        """Revoke a link, claimed or not: a launch handler with this store refuses it from now on.

        Args:
            id (str): the id of the link, as in `Opened.id`.
            now (datetime | None): an aware datetime in place of the system's clock.

        Raises:
            InputError: an id that is not 32 hex digits.
        """
        link = link_id(id)
        with self._session() as session:
            session.run("revoke", link, *self._policy.revoke_values(now=now))

    def forget(self, id: str) -> bool:  # noqa: A002 - Opened's name
        """Forget a link, as if nobody had tapped or revoked it (`bool`); `False` for one that the store does not have.

        Args:
            id (str): the id of the link, as in `Opened.id`.

        Raises:
            InputError: an id that is not 32 hex digits.
        """
        link = link_id(id)
        with self._session() as session:
            return session.run("forget", link) > 0

    def purge(self, *, now: datetime | None = None) -> int:
        """Delete the links that expired more than a day ago, and return their number (`int`).

        Call it once a day. Redis does it by itself, and has none to delete here.

        Args:
            now (datetime | None): an aware datetime in place of the system's clock.
        """
        with self._session() as session:
            return session.run("purge", self._policy.purge_value(now=now))

    @contextmanager
    def _session(self) -> Iterator[Sql | Redis]:
        if self._open is None:
            if self._process not in {None, os.getpid()}:
                text = "the connection is another process's: give the claim store a function that opens one"
                raise RuntimeError(text)
            with self._lock, transaction(self._connection) as session:
                yield session
            return
        try:
            connection = self._open()
        except Exception as error:
            # Its text may have the password of the database; the error is the cause.
            text = f"the function that opens the claim store's connection raised {type(error).__qualname__}"
            raise ConnectionError(text) from error
        driver(connection)
        with closing(connection), transaction(connection) as session:
            yield session

    def __repr__(self) -> str:
        """Show nothing of the connection."""
        return "<siplaunch.ClaimStore>"

    def __reduce__(self) -> NoReturn:
        """Refuse pickle and copy."""
        text = "a ClaimStore has a connection and cannot be pickled or copied: make it in the process that needs it"
        raise TypeError(text)
