"""The expression of examples/polars_links.py."""

import subprocess
import sys
from datetime import datetime, timezone

import polars as pl
import pytest
from conftest import PASSWORD, ROOT

from siplaunch import parse_launch_link

EXAMPLE = ROOT / "examples/polars_links.py"
EXPIRES = datetime(2030, 1, 1, tzinfo=timezone.utc)
ERROR = "the password is missing"


@pytest.fixture
def sealed_link(monkeypatch):
    monkeypatch.syspath_prepend(EXAMPLE.parent)
    return __import__("polars_links").sealed_link


@pytest.fixture
def subscribers():
    return pl.DataFrame(
        {
            "id": range(20_000),
            "username": [f"user{row}" for row in range(20_000)],
            "server": ["example.org"] * 20_000,
            "password": [None if row % 1000 == 7 else PASSWORD for row in range(20_000)],
        }
    )


def _assert_complete(links, key_ring):
    assert links.columns == ["id", "link", "error"]
    assert links["id"].to_list() == list(range(20_000))
    for row, link, error in links.iter_rows():
        if row % 1000 == 7:
            assert (link, error) == (None, ERROR)
        else:
            opened = key_ring.open(parse_launch_link(link))
            assert (opened.credentials.username, opened.credentials.password) == (f"user{row}", PASSWORD)
            assert error is None


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_the_expression(portal, key_ring, subscribers, sealed_link, engine):
    made = sealed_link(portal, key_ring, expires=EXPIRES).alias("made")
    query = subscribers.lazy().select("id", made).unnest("made")
    assert query.collect_schema() == {"id": pl.Int64, "link": pl.String, "error": pl.String}
    _assert_complete(query.collect(engine=engine), key_ring)
    assert PASSWORD not in query.explain()


def test_the_expression_is_part_of_others(portal, key_ring, subscribers, sealed_link):
    made = sealed_link(portal, key_ring, expires=EXPIRES)
    counts = subscribers.select(made.struct.field("error").is_null().alias("good")).sum()
    assert counts["good"].item() == 19_980
    assert subscribers.clear().select(made.alias("made")).unnest("made").shape == (0, 2)


def test_the_example_itself(key_ring, subscribers, tmp_path):
    keys = tmp_path / "keys.toml"
    keys.write_text(f'current = 2\n[keys]\n2 = "{"5e" * 32}"\n')
    keys.chmod(0o400)
    subscribers.write_parquet(tmp_path / "subscribers.parquet")
    files = [tmp_path / "subscribers.parquet", tmp_path / "links.parquet"]
    program = [sys.executable, EXAMPLE, *files, "https://portal.example/p", keys]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    _assert_complete(pl.read_parquet(tmp_path / "links.parquet"), key_ring)
