"""One exception for each error of the core."""

import pickle

import pytest
from conftest import CORE_ERRORS

import siplaunch
from siplaunch import _errors

TOPICS = {
    1: siplaunch.BrandError,
    2: siplaunch.CredentialsError,
    3: siplaunch.TokenError,
    4: siplaunch.LinkError,
    5: siplaunch.SealedError,
    6: siplaunch.MessageError,
    7: siplaunch.PageError,
    8: siplaunch.MessageError,
}


def test_the_core_is_read():
    assert len(CORE_ERRORS) > 40


@pytest.mark.parametrize(("code", "text"), CORE_ERRORS.items())
def test_every_code_has_a_class(code, text):
    error = _errors.exception(text, code)
    assert isinstance(error, siplaunch.SiplaunchError)
    assert isinstance(error, ValueError)
    assert (error.code, str(error)) == (code, text)
    # No program can meet code 1 in Python.
    assert (type(error) is siplaunch.SiplaunchError) == (code == 1)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, str(copy)) == (type(error), code, text)


@pytest.mark.parametrize("code", [code for code in CORE_ERRORS if code >= 10])
def test_the_topic_of_a_code_is_its_tens(code):
    error = _errors.exception("", code)
    exceptions = {54: siplaunch.SealedExpiredError} | dict.fromkeys(range(60, 63), siplaunch.QrError)
    assert type(error) is exceptions.get(code, TOPICS[code // 10])


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
