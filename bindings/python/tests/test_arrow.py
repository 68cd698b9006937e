"""Columns of pyarrow, Polars, pandas and DuckDB, in and out."""

import copy
import gc
import itertools
import pickle
import random
import subprocess
import sys
import traceback
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import PASSWORD

import siplaunch
from siplaunch import Credentials, arrow

SECRET = "s3cret"
EXPIRES = datetime(2030, 1, 1, tzinfo=timezone.utc)
TEXTS = ["alice", None, "Jürgen", "a&b", "", "x" * 40, "alice"]
FIELDS = ["username", "server", "password"]
ROWS_AT_ONCE = 8192


def _halves(texts):
    return [texts[:2], [], texts[2:]]


def _query(texts):
    rows = ", ".join(f"({row}, ?)" for row in range(len(texts)))
    return duckdb.connect().sql(f"SELECT text FROM (VALUES {rows}) AS t(row, text) ORDER BY row", params=texts)


COLUMNS = {
    "pyarrow": pa.array,
    "pyarrow, large_string": lambda texts: pa.array(texts, pa.large_string()),
    "pyarrow, string_view": lambda texts: pa.array(texts, pa.string_view()),
    "pyarrow, dictionary": lambda texts: pa.array(texts).dictionary_encode(),
    "pyarrow, dictionary of int8 and large_string": lambda texts: pa.array(
        texts, pa.dictionary(pa.int8(), pa.large_string())
    ),
    "pyarrow, dictionary with a null among its values": lambda texts: pa.DictionaryArray.from_arrays(
        pa.array(range(len(texts)), pa.uint16()), pa.array(texts)
    ),
    "pyarrow, slice": lambda texts: pa.array(["before", None, *texts, "after"]).slice(2, len(texts)),
    "pyarrow, slice of string_view": lambda texts: pa.array(["before", None, *texts, "after"], pa.string_view())[2:-1],
    "pyarrow, slice of a dictionary": lambda texts: pa.array([None, *texts, "after"]).dictionary_encode()[1:-1],
    "pyarrow, chunks": lambda texts: pa.chunked_array(_halves(texts), pa.string()),
    "pyarrow, chunks of dictionaries": lambda texts: pa.chunked_array(_halves(texts), pa.string()).dictionary_encode(),
    "pyarrow, slice of chunks": lambda texts: pa.chunked_array([["before"], *_halves(texts)], pa.string()).slice(1),
    "pyarrow, table": lambda texts: pa.table({"text": pa.array(texts)}),
    "pyarrow, record batch": lambda texts: pa.record_batch({"text": pa.array(texts)}),
    "pyarrow, reader": lambda texts: pa.table({"text": pa.array(texts)}).to_reader(2),
    "Polars": pl.Series,
    "Polars, slice": lambda texts: pl.Series(["before", None, *texts, "after"])[2:-1],
    "Polars, chunks": lambda texts: pl.concat(
        [pl.Series(part, dtype=pl.String) for part in _halves(texts)], rechunk=False
    ),
    "Polars, Categorical": lambda texts: pl.Series(texts, dtype=pl.Categorical),
    "Polars, Enum": lambda texts: pl.Series(texts, dtype=pl.Enum(sorted({text for text in texts if text is not None}))),
    "Polars, frame": lambda texts: pl.DataFrame({"text": texts}),
    "pandas": pd.Series,
    "pandas, str": lambda texts: pd.Series(texts, dtype="str"),
    "pandas, object": lambda texts: pd.Series(texts, dtype=object),
    "pandas, string[python]": lambda texts: pd.Series(texts, dtype="string[python]"),
    "pandas, string[pyarrow]": lambda texts: pd.Series(texts, dtype="string[pyarrow]"),
    "pandas, category": lambda texts: pd.Series(texts, dtype="category"),
    "pandas, slice": lambda texts: pd.Series(["before", *texts, "after"]).iloc[1:-1],
    "pandas, frame": lambda texts: pd.DataFrame({"text": texts}),
    "DuckDB": _query,
    "DuckDB, table of pyarrow": lambda texts: _query(texts).to_arrow_table()["text"],
    "DuckDB, frame of Polars": lambda texts: _query(texts).pl()["text"],
    "DuckDB, enumeration": lambda texts: _query(texts).select(
        "text::ENUM({})".format(", ".join(f"'{text}'" for text in {*texts} - {None}))
    ),
}


def _duckdb(texts):
    connection = duckdb.connect()
    connection.register("made", texts)
    return connection.sql("FROM made").to_arrow_table().to_pylist()


OUT = {
    "pyarrow": lambda texts: pa.table(texts).to_pylist(),
    "pyarrow, reader": lambda texts: pa.RecordBatchReader.from_stream(texts).read_all().to_pylist(),
    "Polars": lambda texts: pl.DataFrame(texts).to_dicts(),
    "Polars, from_arrow": lambda texts: pl.from_arrow(texts).to_list(),
    "pandas": lambda texts: (
        pd.DataFrame.from_arrow(texts).astype(object).replace({float("nan"): None}).to_dict("records")
    ),
    "DuckDB": _duckdb,
}


def _row(single, fields):
    """Make the row that a single call makes."""
    for name, field in zip(FIELDS, fields, strict=True):
        if field is None:
            return {"text": None, "error": f"the {name} is missing"}
    try:
        return {"text": single(Credentials(**dict(zip(FIELDS, fields, strict=True)))), "error": None}
    except siplaunch.CredentialsError as error:
        return {"text": None, "error": str(error)}


def _columns(rows=3):
    return [pa.array([text] * rows) for text in ("testuser", "example.org", PASSWORD)]


@pytest.fixture
def links(portal, brand):
    return lambda *columns: arrow.launch_links(portal, brand, *columns)


@pytest.mark.parametrize("at", range(3), ids=FIELDS)
@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_row_is_that_of_the_single_call(portal, brand, links, column, at):
    columns = [["a"] * len(TEXTS), ["b"] * len(TEXTS), ["c"] * len(TEXTS)]
    columns[at] = TEXTS
    expected = [_row(lambda row: portal.launch_link(brand, row), fields) for fields in zip(*columns, strict=True)]
    assert sum(row["error"] is None for row in expected) == 4
    given = [pa.array(texts) for texts in columns]
    given[at] = column(TEXTS)
    texts = links(*given)
    assert pa.table(texts).to_pylist() == expected
    assert (len(texts), texts.rejected) == (len(TEXTS), 3)


@pytest.mark.parametrize("out", OUT.values(), ids=OUT)
def test_each_library_takes_the_result(portal, brand, links, out):
    columns = [pl.Series(TEXTS), pl.Series(TEXTS), pl.Series(TEXTS)]
    expected = [_row(lambda row: portal.launch_link(brand, row), [text] * 3) for text in TEXTS]
    texts = links(*columns)
    assert out(texts) == expected
    assert out(texts) == expected, "a second time"


def test_the_types_of_the_result(links):
    schema = pa.schema([("text", pa.large_string()), ("error", pa.large_string())])
    assert pa.schema(links(*_columns())) == schema
    assert pa.table(links(*_columns(0))).schema == schema


def test_tokens_app_links_and_sealed_links(portal, brand, key_ring):
    columns = [pa.array(TEXTS), pa.array(TEXTS[::-1]), pa.array(TEXTS)]
    seal = {"expires": EXPIRES, "context": b"portal.example"}
    for made, single in [
        (arrow.tokens(brand, *columns), brand.token),
        (arrow.app_links(brand, *columns), brand.app_link),
        (arrow.sealed_links(portal, key_ring, *columns, **seal), lambda row: portal.sealed_link(key_ring, row, **seal)),
    ]:
        rows = zip(*(column.to_pylist() for column in columns), strict=True)
        assert pa.table(made).to_pylist() == [_row(single, fields) for fields in rows]


def test_one_time_links(portal, key_ring):
    columns = _columns(ROWS_AT_ONCE + 1)
    links = pa.table(arrow.one_time_links(portal, key_ring, *columns, expires=EXPIRES, context=b"x"))[
        "text"
    ].to_pylist()
    opened = [key_ring.open(siplaunch.parse_launch_link(link), context=b"x") for link in links]
    assert {(one.is_one_time, one.expires, one.credentials.password) for one in opened} == {(True, EXPIRES, PASSWORD)}
    assert len({one.id for one in opened}) > ROWS_AT_ONCE - 10


def test_an_expiry_out_of_range_is_the_error_of_each_row(portal, key_ring):
    late = datetime(2107, 1, 1, tzinfo=timezone.utc)
    with pytest.raises(siplaunch.SealedError) as caught:
        portal.sealed_link(key_ring, Credentials(username="a", server="b", password="c"), expires=late)
    texts = arrow.sealed_links(portal, key_ring, *_columns(), expires=late)
    assert pa.table(texts)["error"].to_pylist() == [str(caught.value)] * 3


@pytest.mark.parametrize("rows", [1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1, 3 * ROWS_AT_ONCE + 5])
def test_chunks_of_any_size(portal, brand, links, rows):
    """Three columns in different chunks, and rows for several threads."""
    generator = random.Random(rows)
    columns = [[generator.choice([*TEXTS, *"abcdefgh"]) for _ in range(rows)] for _ in range(3)]
    chunked = []
    for column in columns:
        cuts = sorted({0, rows, *(generator.randrange(rows) for _ in range(7))})
        parts = [column[start:end] for start, end in itertools.pairwise(cuts)]
        chunked.append(pa.chunked_array(parts, generator.choice([pa.string(), pa.large_string(), pa.string_view()])))
    expected = [_row(lambda row: portal.launch_link(brand, row), fields) for fields in zip(*columns, strict=True)]
    assert pa.table(links(*chunked)).to_pylist() == expected


NOTHING = {
    "pyarrow": lambda: pa.array([], pa.string()),
    "pyarrow, no chunk": lambda: pa.chunked_array([], pa.string()),
    "pyarrow, nulls": lambda: pa.nulls(0),
    "pyarrow, dictionary": lambda: pa.array([], pa.string()).dictionary_encode(),
    "pyarrow, table": lambda: pa.table({"text": pa.array([], pa.string())}),
    "Polars": lambda: pl.Series([], dtype=pl.String),
    "pandas": lambda: pd.Series([], dtype="str"),
    "DuckDB": lambda: _query(["a"]).filter("false"),
}


@pytest.mark.parametrize("column", NOTHING.values(), ids=NOTHING)
def test_no_rows(links, column):
    texts = links(column(), column(), column())
    assert (len(texts), texts.rejected) == (0, 0)
    assert [out(texts) for out in OUT.values()] == [[]] * len(OUT)


ALL_MISSING = {
    "pyarrow": lambda: pa.array([None] * 3, pa.string()),
    "pyarrow, nulls": lambda: pa.nulls(3),
    "pyarrow, dictionary without values": lambda: pa.array([None] * 3, pa.dictionary(pa.int32(), pa.string())),
    "Polars": lambda: pl.Series([None] * 3, dtype=pl.String),
    "Polars, Categorical": lambda: pl.Series([None] * 3, dtype=pl.Categorical),
    "pandas": lambda: pd.Series([None] * 3, dtype="str"),
    "pandas, object": lambda: pd.Series([None] * 3, dtype=object),
    "pandas, category": lambda: pd.Series([None] * 3, dtype="category").astype(pd.CategoricalDtype(["a"])),
    "DuckDB": lambda: duckdb.connect().sql("SELECT NULL::VARCHAR FROM range(3)"),
}


@pytest.mark.parametrize("at", range(3), ids=FIELDS)
@pytest.mark.parametrize("column", ALL_MISSING.values(), ids=ALL_MISSING)
def test_nothing_but_missing_texts(links, column, at):
    columns = _columns()
    columns[at] = column()
    texts = links(*columns)
    assert pa.table(texts).to_pylist() == [{"text": None, "error": f"the {FIELDS[at]} is missing"}] * 3
    assert repr(texts) == "<siplaunch.arrow.Texts of 3 rows, 3 bad>"


CAST = "and not text: cast it to a string type of Arrow"
LIBRARY = "give a column of an Arrow library, such as pyarrow or Polars"
WRONG = {
    "integers": (lambda: pa.array([4711] * 3), f"holds Int64 {CAST}"),
    "binary": (lambda: pa.array([SECRET.encode()] * 3), f"holds Binary {CAST}"),
    "lists": (lambda: pl.Series([[SECRET]] * 3), r"holds .*List\(.*\) " + CAST),
    "dictionary of integers": (lambda: pa.array([4711] * 3).dictionary_encode(), f"holds .*Int64.* {CAST}"),
    "dictionary of integers without values": (
        lambda: pa.array([None] * 3, pa.dictionary(pa.int32(), pa.int64())),
        f"holds .*Int64.* {CAST}",
    ),
    "pandas, integers": (lambda: pd.Series([4711] * 3), f"holds Int64 {CAST}"),
    "DuckDB, integers": (lambda: duckdb.connect().sql("SELECT 4711 FROM range(3)"), f"holds Int32 {CAST}"),
    "DuckDB, two columns": (
        lambda: duckdb.connect().sql(f"SELECT '{SECRET}' AS a, 4711 AS b FROM range(3)"),
        "is a table of 2 columns: give one of them",
    ),
    "pyarrow, table": (
        lambda: pa.table({"a": [SECRET] * 3, "b": [SECRET] * 3}),
        "is a table of 2 columns: give one of them",
    ),
    "a struct that is missing": (
        lambda: pa.array([{"a": SECRET}, None, {"a": SECRET}]),
        "is a table of 1 columns: give one of them",
    ),
    "list": (lambda: [SECRET] * 3, f"is of type list: {LIBRARY}"),
    "str": (lambda: SECRET, f"is of type str: {LIBRARY}"),
    "None": (lambda: None, f"is of type NoneType: {LIBRARY}"),
}


@pytest.mark.parametrize("at", range(3), ids=FIELDS)
@pytest.mark.parametrize(("column", "text"), WRONG.values(), ids=WRONG)
def test_a_column_of_another_type_is_one_error(links, column, text, at):
    columns = _columns()
    columns[at] = column()
    with pytest.raises(TypeError, match=f"^the column '{FIELDS[at]}s' {text}$") as caught:
        links(*columns)
    _assert_nothing_gets_out(caught.value)


def _assert_nothing_gets_out(error):
    assert SECRET not in "".join(traceback.TracebackException.from_exception(error).format_exception_only())
    assert "4711" not in str(error)
    assert error.__cause__ is error.__context__ is None


def test_columns_of_different_lengths(links):
    with pytest.raises(siplaunch.SiplaunchError) as caught:
        links(pa.array(["a"] * 3), pl.Series(["b"] * 2), pd.Series(["c"]))
    assert str(caught.value) == "the columns have different lengths: 3 usernames, 2 servers, 1 passwords"
    assert caught.value.code == 0


class Fixed:
    """An object with capsules that were given to it."""

    def __init__(self, array=None, stream=None):
        if array:
            self.__arrow_c_array__ = lambda *_: array
        if stream:
            self.__arrow_c_stream__ = lambda *_: stream


def _broken():
    yield pa.record_batch({"text": ["a"]})
    raise RuntimeError(SECRET)


def _used(column):
    pa.array(column) if hasattr(column, "__arrow_c_array__") else pa.chunked_array(column)
    return column


READ = {
    "Polars, Null, which comes with a buffer against the interface": lambda: pl.Series([None]),
    "no UTF-8": lambda: pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")]
    ),
    "offsets that go back": lambda: pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0\1\0\0\0"), pa.py_buffer(b"ab")]
    ),
    "an index without a value": lambda: pa.DictionaryArray.from_arrays(pa.array([5]), pa.array([SECRET]), safe=False),
    "a query that fails": lambda: pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), _broken()),
    "an array that was used before": lambda: _used(Fixed(array=pa.array(["a"]).__arrow_c_array__())),
    "a stream that was used before": lambda: _used(Fixed(stream=pa.chunked_array([["a"]]).__arrow_c_stream__())),
}


@pytest.mark.parametrize("column", READ.values(), ids=READ)
def test_data_that_cannot_be_read(links, column):
    with pytest.raises(siplaunch.SiplaunchError) as caught:
        links(pa.array(["a"]), column(), pa.array(["c"]))
    assert (
        str(caught.value)
        == "the column 'servers' cannot be read: cast it to a string type, and see that its query works"
    )
    _assert_nothing_gets_out(caught.value)


def test_methods_that_break_the_interface(links):
    class Raises:
        def __arrow_c_array__(self):
            raise LookupError

    array = pa.array(["a"])
    with pytest.raises(LookupError):
        links(array, Raises(), array)
    for wrong in (1, (1, 2), array.__arrow_c_array__()[:1]):
        with pytest.raises((TypeError, ValueError)):
            links(array, Fixed(array=wrong), array)
    for wrong in (1, array.__arrow_c_array__()[1]):
        with pytest.raises((TypeError, ValueError)):
            links(array, Fixed(stream=wrong), array)
    with pytest.raises(ValueError, match="PyCapsule"):
        links(array, Fixed(array=array.__arrow_c_array__()[::-1]), array)


def test_columns_and_results_outlive_each_other(links):
    columns = [pa.array([text] * 10) for text in "abc"]
    expected = pa.table(links(*columns)).to_pylist()
    kept = [weakref.ref(column) for column in columns]
    texts = links(*columns)
    del columns
    gc.collect()
    assert [column() for column in kept] == [None] * 3
    table = pa.table(texts)
    capsule = texts.__arrow_c_stream__()
    del texts
    gc.collect()
    assert table.to_pylist() == expected
    assert pa.table(Fixed(stream=capsule)).to_pylist() == expected


def _resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_no_memory_is_lost(links):
    """Calls, results that are taken or not, and errors."""
    columns = _columns(50_000)

    def calls(count):
        for _ in range(count):
            texts = links(*columns)
            texts.__arrow_c_schema__(), texts.__arrow_c_stream__()
            pa.table(texts)
            with pytest.raises(TypeError):
                links(columns[0], columns[1], pa.array([1]))
            with pytest.raises(siplaunch.SiplaunchError):
                links(columns[0], columns[1], columns[2][1:])
        gc.collect()

    calls(3)
    before, allocated = _resident(), pa.total_allocated_bytes()
    calls(20)
    # A result has 6 MB.
    assert _resident() - before < 40_000_000
    assert pa.total_allocated_bytes() == allocated


def test_threads_share_columns(links):
    columns = _columns(20_000)
    expected = pa.table(links(*columns))
    with ThreadPoolExecutor(8) as threads:
        assert all(made.equals(expected) for made in threads.map(lambda _: pa.table(links(*columns)), range(16)))


FORK = """
import os
import pyarrow as pa
from siplaunch import Brand, arrow

columns = [pa.array([text] * 50_000) for text in "abc"]
made = arrow.tokens(Brand.sip_phone(), *columns)
child = os.fork()
again = arrow.tokens(Brand.sip_phone(), *columns)
if child == 0:
    os._exit(len(again) != 50_000)
assert os.waitpid(child, 0)[1] == 0
"""


def test_a_process_forks_after_calls_on_many_threads():
    subprocess.run([sys.executable, "-c", FORK], check=True, timeout=60)


def test_a_result_cannot_be_pickled_or_copied(links):
    texts = links(*_columns())
    for use in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="holds logins"):
            use(texts)
    assert PASSWORD not in repr(texts)
