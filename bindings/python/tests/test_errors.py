"""One exception for each error of the core."""

import pickle
import re

import pytest
from conftest import ROOT

import siplaunch
from siplaunch import _errors

SOURCE = (ROOT / "crates" / "siplaunch" / "src" / "error.rs").read_text()
CORE = [(int(code), text) for code, text in re.findall(r'^    \w+ = (\d+), "(.*)";$', SOURCE, re.MULTILINE)]


def test_the_core_is_read():
    assert len(CORE) > 40


@pytest.mark.parametrize(("code", "text"), CORE)
def test_every_code_has_a_class(code, text):
    error = _errors.exception(text, code)
    assert isinstance(error, siplaunch.SiplaunchError)
    assert isinstance(error, ValueError)
    assert (error.code, str(error)) == (code, text)
    # What a program cannot meet in Python has no class of its own.
    assert (type(error) is siplaunch.SiplaunchError) == (code == 1)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, str(copy)) == (type(error), code, text)


def test_texts_are_the_core_s(brand, credentials):
    texts = dict(CORE)
    for call in (
        lambda: brand.decode("x"),
        lambda: siplaunch.Brand(key=b"", iv=b"", scheme=""),
        lambda: siplaunch.Portal("ftp://x"),
        lambda: brand.intent_link(credentials, package="x"),
        lambda: siplaunch.KeyRing({}, current=0),
        lambda: siplaunch.QrCode(3000 * "x"),
        lambda: siplaunch.compose_sms("x", brand="x"),
    ):
        with pytest.raises(siplaunch.SiplaunchError) as caught:
            call()
        assert str(caught.value) == texts[caught.value.code]
