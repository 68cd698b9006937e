"""Connections to the databases of the tests, each opened as a portal opens it.

The environment says where they are: `CLAIMS_SQLITE` is a file, `CLAIMS_REDIS` the folder of redis_servers.py, and
tests/claims/databases.py has the others.
"""

import os
import sqlite3
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path

from siplaunch import Brand, Credentials, KeyRing, LaunchHandler

KEYS = KeyRing({0: bytes(range(32))}, current=0)
HANDLER = LaunchHandler.sealed(Brand.sip_phone(), KEYS)
_CREDENTIALS = Credentials(username="testuser", server="example.org", password="testpass")
# Drivers count it as 2, and so do the servers.
FOUND_ROWS = 2


def _sqlite(**options):
    return sqlite3.connect(os.environ["CLAIMS_SQLITE"], **{"timeout": 60, **options})


def _postgresql(driver, **options):
    return import_module(driver).connect(
        host=os.environ["CLAIMS_POSTGRESQL"], user="claims", dbname="claims", **options
    )


def _mysql(driver, **options):
    where = {"unix_socket": os.environ["CLAIMS_MARIADB"], "user": "claims", "database": "claims"}
    return import_module(driver).connect(**{**where, **options})


def _redis(name, **options):
    driver, folder = import_module("redis"), os.environ["CLAIMS_REDIS"]
    if name == "RedisCluster":
        return driver.RedisCluster(host="127.0.0.1", port=_port(folder, "node-0"), **options)
    if name == "Sentinel":
        sentinel = driver.Sentinel([("127.0.0.1", _port(folder, "sentinel"))])
        return sentinel.master_for("claims", **options)
    return driver.Redis(host="127.0.0.1", port=_port(folder, "single"), **options)


def _port(folder, name):
    return int((Path(folder) / name / "port").read_text())


_CONNECT = {
    "sqlite3": _sqlite,
    "psycopg": partial(_postgresql, "psycopg"),
    "psycopg2": partial(_postgresql, "psycopg2"),
    "pymysql": partial(_mysql, "pymysql"),
    "MySQLdb": partial(_mysql, "MySQLdb"),
    "mariadb": partial(_mysql, "mariadb"),
    "mysql.connector": partial(_mysql, "mysql.connector"),
    "redis.Redis": partial(_redis, "Redis"),
    "redis.RedisCluster": partial(_redis, "RedisCluster"),
    "redis.Sentinel": partial(_redis, "Sentinel"),
}
# Clients of MySQL that count the rows they find.
_FOUND_ROWS = {
    "pymysql, found rows": partial(_mysql, "pymysql", client_flag=FOUND_ROWS),
    "MySQLdb, found rows": partial(_mysql, "MySQLdb", client_flag=FOUND_ROWS),
    "mariadb, found rows": partial(_mysql, "mariadb", client_flag=FOUND_ROWS),
    "mysql.connector, changed rows": partial(_mysql, "mysql.connector", client_flags=[-FOUND_ROWS]),
}
_CONNECT |= _FOUND_ROWS
NAMES = list(_CONNECT)
# One driver of each database.
DATABASES = ["sqlite3", "psycopg", "pymysql", "redis.Redis"]


def connect(name, **options):
    """Open a connection."""
    return _CONNECT[name](**options)


def new_query(*, seal=KEYS.seal_one_time):
    """Make the query of a new link, which is a one-time link unless sealed otherwise."""
    return "c=" + seal(_CREDENTIALS, expires=timedelta(days=1))


def tap(query=None):
    """Tap a link, or a new one."""
    return HANDLER.inspect(method="POST", query=query or new_query())
