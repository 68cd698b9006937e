"""Credentials: checked whenever they are made, and a frozen dataclass for `dataclasses`."""

import copy
import dataclasses
import inspect
import pickle

import pytest
from conftest import CORE_ERRORS

import siplaunch
from siplaunch import Credentials

GOOD = {"username": "jürgen", "server": "example.org", "password": "☃ 🔑"}
FORBIDDEN = ["&", *map(chr, range(0x20)), "\x7f"]
CODES = {"username": (20, 23), "server": (21, 24), "password": (22, 25)}
SAVES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "replace": dataclasses.replace,
    # What copy.replace calls.
    "__replace__": lambda credentials: credentials.__replace__(),
    **{
        f"pickle {n}": lambda value, n=n: pickle.loads(pickle.dumps(value, n))
        for n in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


def _unchecked(**fields):
    """Put another password of the same length into the pickle of good credentials."""
    good = Credentials(**fields | {"password": "p" * len(fields["password"].encode())})
    pickled = pickle.dumps(good)
    return pickled.replace(good.password.encode(), fields["password"].encode())


@pytest.mark.parametrize("field", GOOD)
@pytest.mark.parametrize("text", ["", *FORBIDDEN, *(f"x{bad}y" for bad in FORBIDDEN)], ids=ascii)
def test_made_of_bad_fields(field, text):
    code = CODES[field][text != ""]
    good = Credentials(**GOOD)
    ways = [
        lambda: Credentials(**GOOD | {field: text}),
        lambda: dataclasses.replace(good, **{field: text}),
        lambda: good.__replace__(**{field: text}),
    ]
    if field == "password" and len(text) == 3:
        ways.append(lambda: pickle.loads(_unchecked(**GOOD | {field: text})))
    for way in ways:
        with pytest.raises(siplaunch.CredentialsError) as caught:
            way()
        assert (caught.value.code, str(caught.value)) == (code, CORE_ERRORS[code])


def test_what_is_no_text():
    for wrong in (None, 5, b"x"):
        with pytest.raises(TypeError):
            Credentials(**GOOD | {"password": wrong})
    with pytest.raises(siplaunch.SiplaunchError) as caught:
        Credentials(**GOOD | {"password": "\ud800"})
    assert caught.value.code == 3


def test_every_character_that_is_allowed():
    for text in ("=%+", " x ", "\x80\x9f", "é", "\u202e", "\U0001f511", "x" * 100_000):
        for field in GOOD:
            assert getattr(Credentials(**GOOD | {field: text}), field) == text


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_copy_is_equal(save):
    credentials = Credentials(**GOOD)
    assert save(credentials) == credentials
    assert type(save(credentials)) is Credentials
    assert hash(save(credentials)) == hash(credentials)
    assert save(credentials) != dataclasses.replace(credentials, password="q")


def test_what_a_dataclass_can():
    credentials = Credentials(**GOOD)
    assert dataclasses.is_dataclass(Credentials)
    assert [field.name for field in dataclasses.fields(credentials)] == list(GOOD)
    assert dataclasses.asdict(credentials) == GOOD
    assert dataclasses.astuple(credentials) == tuple(GOOD.values())
    match credentials:
        case Credentials(username=username, server="example.org"):
            assert username == GOOD["username"]
        case _:
            pytest.fail("no match")
    match credentials:
        case Credentials(_, _, password):
            assert password == GOOD["password"]
        case _:
            pytest.fail("no match")
    assert repr(credentials) == "Credentials(...)"
    assert list(inspect.signature(Credentials).parameters) == list(GOOD)
    with pytest.raises(AttributeError):
        credentials.password = "q"
    with pytest.raises(TypeError):
        Credentials(*GOOD.values())
