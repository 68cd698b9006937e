"""One exception for each error of the core."""

import pickle

import pytest
from conftest import CORE_ERRORS

import siplaunch
from siplaunch import _errors


@pytest.mark.parametrize(("code", "text"), CORE_ERRORS.items())
def test_every_code_has_a_class(code, text):
    error = _errors.exception(text, code)
    assert isinstance(error, siplaunch.SiplaunchError)
    assert isinstance(error, ValueError)
    assert (error.code, str(error)) == (code, text)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, str(copy)) == (type(error), code, text)


def test_texts_are_the_core_s(brand, credentials):
    for call in (
        lambda: brand.decode("x"),
        lambda: siplaunch.Brand(key=b"", iv=b"", scheme=""),
        lambda: siplaunch.Portal("ftp://x"),
        lambda: brand.intent_link(credentials, package="x"),
        lambda: siplaunch.KeyRing({}, current=0),
        lambda: siplaunch.QrCode(3000 * "x"),
        lambda: siplaunch.compose_sms("x", brand_name="x"),
    ):
        with pytest.raises(siplaunch.SiplaunchError) as caught:
            call()
        assert str(caught.value) == CORE_ERRORS[caught.value.code]
