"""Columns of other libraries: good and bad columns, bad rows, and the texts of the errors."""

import re
import traceback
from datetime import datetime, timezone
from functools import partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import siplaunch
from siplaunch import Brand, KeyRing, Portal, parse_launch_link

BRAND = Brand.sip_phone()
PORTAL = Portal("https://portal.example/p")
KEYS = KeyRing({0: bytes(32)}, current=0)
EXPIRES = datetime(2030, 1, 1, tzinfo=timezone.utc)


def _one_time(*columns):
    """Each one-time link differs: take the credentials in it."""
    batch = PORTAL.one_time_links(KEYS, *columns, expires=EXPIRES)
    results = [link and KEYS.open(parse_launch_link(link)).credentials for link in batch.results]
    return SimpleNamespace(results=results, errors=batch.errors)


CALLS = {
    "tokens": BRAND.tokens,
    "app_links": BRAND.app_links,
    "launch_links": partial(PORTAL.launch_links, BRAND),
    "sealed_links": partial(PORTAL.sealed_links, KEYS, expires=EXPIRES),
    "one_time_links": _one_time,
}
# A text that is easy to find in an error.
SECRET = "Secret-4711"
NUMBER = 47114711
TEXT = [SECRET, "ü%=+", "c"]
INTEGERS = [NUMBER, 2, 3]
READ = "read it with dtype=str"
READ_OR_CONVERT = "read it with dtype=str, or use .astype(str) if no number began with 0"
GIVE = "give a str in each row"
ARROW = "read it as pyarrow.string()"

GOOD = {
    "list": lambda: TEXT,
    "tuple": lambda: tuple(TEXT),
    "generator": lambda: (text for text in TEXT),
    "map": lambda: map(str, TEXT),
    "keys of a dict": lambda: dict.fromkeys(TEXT).keys(),
    "values of a dict": lambda: dict(enumerate(TEXT)).values(),
    "sequence of the old kind": type("Old", (), {"__getitem__": lambda _, i: TEXT[i]}),
    "pandas": lambda: pd.Series(TEXT),
    "pandas, another index": lambda: pd.Series(TEXT, index=[7, 8, 9]),
    "pandas, an index of names": lambda: pd.Series(TEXT, index=["columns", "dtype", "to_pylist"]),
    "pandas, index": lambda: pd.Index(TEXT),
    "pandas, object": lambda: pd.Series(TEXT, dtype=object),
    "pandas, category": lambda: pd.Series(TEXT, dtype="category"),
    "pandas, string[python]": lambda: pd.Series(TEXT, dtype="string[python]"),
    "pandas, string[pyarrow]": lambda: pd.Series(TEXT, dtype="string[pyarrow]"),
    "pandas, column of a table": lambda: pd.DataFrame({"x": TEXT})["x"],
    "pandas, numbers made text": lambda: pd.Series(INTEGERS).astype(str),
    "NumPy U": lambda: np.array(TEXT),
    "NumPy object": lambda: np.array(TEXT, dtype=object),
    "NumPy StringDType": lambda: np.array(TEXT, dtype=np.dtypes.StringDType()),
    "list of NumPy": lambda: list(np.array(TEXT)),
    "Arrow": lambda: pa.array(TEXT),
    "Arrow, large": lambda: pa.array(TEXT, pa.large_string()),
    "Arrow, view": lambda: pa.array(TEXT, pa.string_view()),
    "Arrow, dictionary": lambda: pa.array(TEXT).dictionary_encode(),
    "Arrow, chunks": lambda: pa.chunked_array([TEXT[:1], TEXT[1:]]),
    "Arrow, column of a table": lambda: pa.table({"x": TEXT})["x"],
}

MISSING = "is missing"
WITH_BAD_ROWS = {
    "list": (lambda: ["a", NUMBER, "c"], {1: f"is of type int and not str: {GIVE}"}),
    "list, bytes": (lambda: ["a", b"b", "c"], {1: "is of type bytes and not str: decode it"}),
    "list, surrogates": (lambda: ["a", "b\ud800", "c"], {1: "has lone surrogates: give Unicode text"}),
    "list, nothing but surrogates": (
        lambda: ["\ud800"] * 3,
        dict.fromkeys(range(3), "has lone surrogates: give Unicode text"),
    ),
    "list, nothing at all": (lambda: [None] * 3, dict.fromkeys(range(3), MISSING)),
    "generator": (lambda: (text for text in ("a", "b", None)), {2: MISSING}),
    "pandas, missing": (lambda: pd.Series(["a", None, "c"]), {1: MISSING}),
    "pandas, object": (
        lambda: pd.Series(["a", np.nan, pd.NA], dtype=object),
        {1: MISSING, 2: MISSING},
    ),
    "pandas, mixed": (
        lambda: pd.Series(["a", NUMBER, np.float32("nan")], dtype=object),
        {1: f"is of type int and not str: {GIVE}", 2: MISSING},
    ),
    "pandas, string[python]": (lambda: pd.Series(["a", pd.NA, "c"], dtype="string[python]"), {1: MISSING}),
    "pandas, string[pyarrow]": (lambda: pd.Series(["a", pd.NA, "c"], dtype="string[pyarrow]"), {1: MISSING}),
    "pandas, category": (lambda: pd.Series(["a", None, "c"], dtype="category"), {1: MISSING}),
    "pandas, nothing at all": (lambda: pd.Series([np.nan] * 3), dict.fromkeys(range(3), MISSING)),
    "pandas, no moment": (lambda: pd.Series([pd.NaT] * 3), dict.fromkeys(range(3), MISSING)),
    "NumPy object": (lambda: np.array(["a", NUMBER, "c"], dtype=object), {1: f"is of type int and not str: {GIVE}"}),
    "Arrow, large": (lambda: pa.array(["a", None, "c"], pa.large_string()), {1: MISSING}),
    "Arrow, nulls": (lambda: pa.nulls(3), dict.fromkeys(range(3), MISSING)),
}

WRONG = {
    "list": (lambda: INTEGERS, f"holds int and not str: {GIVE}"),
    "list with gaps": (lambda: [None, 2, 3], f"holds int and not str: {GIVE}"),
    "range": (lambda: range(3), f"holds int and not str: {GIVE}"),
    "list of lists": (lambda: [[SECRET]] * 3, f"holds list and not str: {GIVE}"),
    "list of bytes": (lambda: [SECRET.encode()] * 3, "holds bytes and not str: decode it"),
    "pandas, int64": (lambda: pd.Series(INTEGERS), f"holds int64 and not str: {READ_OR_CONVERT}"),
    "pandas, Int64": (
        lambda: pd.Series([NUMBER, 2, None], dtype="Int64"),
        f"holds Int64 and not str: {READ_OR_CONVERT}",
    ),
    "pandas, int64[pyarrow]": (
        lambda: pd.Series(INTEGERS, dtype="int64[pyarrow]"),
        f"holds int64[pyarrow] and not str: {READ_OR_CONVERT}",
    ),
    "pandas, float64": (lambda: pd.Series([NUMBER, 2, np.nan]), f"holds float64 and not str: {READ}"),
    "pandas, object": (lambda: pd.Series(INTEGERS, dtype=object), f"holds int and not str: {READ_OR_CONVERT}"),
    "pandas, category": (lambda: pd.Series(INTEGERS, dtype="category"), f"holds int and not str: {READ_OR_CONVERT}"),
    "pandas, datetime": (
        lambda: pd.Series(pd.to_datetime(["2030-01-01"] * 3)).astype("datetime64[ns]"),
        f"holds datetime64[ns] and not str: {READ}",
    ),
    "NumPy int": (lambda: np.array(INTEGERS, dtype=np.int32), f"holds int32 and not str: {READ_OR_CONVERT}"),
    "NumPy float": (lambda: np.array([1.5, 2.5, 3.5]), f"holds float64 and not str: {READ}"),
    "NumPy S": (lambda: np.array([text.encode() for text in "abc"]), "holds |S1 and not str: decode it"),
    "NumPy object": (lambda: np.array(INTEGERS, dtype=object), f"holds int and not str: {READ_OR_CONVERT}"),
    "Arrow": (lambda: pa.array(INTEGERS), f"holds int64 and not str: {ARROW}"),
    "Arrow, chunks": (lambda: pa.chunked_array([INTEGERS]), f"holds int64 and not str: {ARROW}"),
    "Arrow, dictionary": (
        lambda: pa.array(INTEGERS).dictionary_encode(),
        f"holds dictionary<values=int64, indices=int32, ordered=0> and not str: {ARROW}",
    ),
}

SEQUENCE = "give a sequence of str, one a row"
NO_COLUMNS = {
    "str": lambda: SECRET,
    "bytes": SECRET.encode,
    "bytearray": lambda: bytearray(SECRET.encode()),
    "dict": lambda: dict.fromkeys(TEXT, 1),
    "set": lambda: set(TEXT),
    "frozenset": lambda: frozenset(TEXT),
    "int": lambda: NUMBER,
    "NoneType": lambda: None,
    "object": object,
    "DataFrame": lambda: pd.DataFrame({"x": TEXT}),
    "ndarray": lambda: np.array([TEXT, TEXT, TEXT]),
    "Table": lambda: pa.table({"x": TEXT}),
    "RecordBatch": lambda: pa.record_batch({"x": TEXT}),
    "Credentials": lambda: siplaunch.Credentials(username=SECRET, server="s", password="p"),
}


@pytest.fixture(params=CALLS.values(), ids=CALLS)
def call(request):
    return request.param


@pytest.fixture(params=range(3), ids=["usernames", "servers", "passwords"])
def columns(request):
    """Make three columns with a given one among them, and name that one."""

    def columns(column):
        columns = [list("abc") for _ in range(3)]
        columns[request.param] = column
        return columns

    columns.at, columns.field = request.param, ["username", "server", "password"][request.param]
    columns.name = columns.field + "s"
    return columns


@pytest.mark.parametrize("column", GOOD.values(), ids=GOOD)
def test_columns(call, columns, column):
    texts = [str(text) for text in column()]
    expected = call(*columns(texts))
    batch = call(*columns(column()))
    assert batch.errors == {}
    assert batch.results == expected.results
    assert None not in batch.results


@pytest.mark.parametrize(("column", "errors"), WITH_BAD_ROWS.values(), ids=WITH_BAD_ROWS)
def test_bad_rows_have_errors_and_nothing_is_lost(call, columns, column, errors):
    batch = call(*columns(column()))
    assert {row: str(error) for row, error in batch.errors.items()} == {
        row: f"the {columns.field} {text}" for row, text in errors.items()
    }
    assert {(type(error), error.code) for error in batch.errors.values()} == {(siplaunch.InputError, 3)}
    good = {row: result for row, result in enumerate(batch.results) if result is not None}
    assert good.keys() == set(range(3)) - errors.keys()
    assert good == {row: result for row, result in enumerate(call(*columns(list("abc"))).results) if row in good}


@pytest.mark.parametrize(("column", "text"), WRONG.values(), ids=WRONG)
def test_a_column_of_another_type_is_one_error(call, columns, column, text):
    with pytest.raises(TypeError) as caught:
        call(*columns(column()))
    assert str(caught.value) == f"the column '{columns.name}' {text}"
    _assert_nothing_gets_out(caught.value)


@pytest.mark.parametrize(("name", "column"), NO_COLUMNS.items(), ids=NO_COLUMNS)
def test_what_is_no_column(call, columns, name, column):
    with pytest.raises(TypeError) as caught:
        call(*columns(column()))
    assert str(caught.value) == f"the column '{columns.name}' is of type {name}: {SEQUENCE}"
    _assert_nothing_gets_out(caught.value)


def _assert_nothing_gets_out(error):
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in shown.stack if "siplaunch" in frame.filename and "tests" not in frame.filename]
    assert ours == []
    assert not re.search(f"{SECRET}|{NUMBER}", str(error))


def test_columns_of_different_lengths(call):
    with pytest.raises(siplaunch.SiplaunchError) as caught:
        call(pd.Series(TEXT), TEXT[:2], (text for text in "a"))
    assert str(caught.value) == "the columns have different lengths: 3 usernames, 2 servers, 1 passwords"
    assert caught.value.code == 0


def test_errors_of_a_generator_are_its_own(call):
    def broken():
        yield "a"
        raise LookupError

    with pytest.raises(LookupError):
        call(broken(), ["b"], ["c"])


def test_no_rows(call):
    for nothing in ([], pd.Series([], dtype="int64"), np.array([]), pa.nulls(0)):
        assert call(nothing, [], []).results == []


def test_a_file_of_numbers(call, tmp_path):
    """Pandas reads numbers from a CSV file, and the fix that the error names helps."""
    path = tmp_path / "accounts.csv"
    path.write_text("username,password\n0043720123456,p\n0043720123457,q\n")
    accounts = pd.read_csv(path)
    with pytest.raises(TypeError, match=r"the column 'usernames' holds int64 .* dtype=str"):
        call(accounts.username, ["s"] * 2, accounts.password)
    accounts = pd.read_csv(path, dtype=str)
    expected = call(["0043720123456", "0043720123457"], ["s"] * 2, ["p", "q"])
    assert call(accounts.username, ["s"] * 2, accounts.password).results == expected.results
