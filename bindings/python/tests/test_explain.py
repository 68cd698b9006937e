"""`explain` with sealed links, alone and in messages."""

import inspect
from datetime import datetime, timedelta, timezone

import pytest

import siplaunch
from siplaunch import Brand, Credentials, KeyRing, Portal, explain

EXPIRES = datetime(2096, 1, 1, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
CONTEXT = b"portal.example"
BRAND = Brand.sip_phone()
KEYS = KeyRing({1: b"\x5e" * 32}, current=1)
PORTAL = Portal("https://portal.example/p")
CREDENTIALS = Credentials(username="testuser", server="example.org", password="testpass")
SEALED = PORTAL.sealed_link(KEYS, CREDENTIALS, expires=EXPIRES, context=CONTEXT)
ID = KEYS.open(siplaunch.parse_launch_link(SEALED), context=CONTEXT).id
OPTIONS = {"key_ring": KEYS, "context": CONTEXT}
OTHER_KEY = KeyRing({1: bytes(32)}, current=1)
OTHER_ID = KeyRing({2: b"\x5e" * 32}, current=2)


def _faults(explanation):
    assert explanation.is_good == (not any(finding.is_fault for finding in explanation.findings))
    return [finding.code for finding in explanation.findings if finding.is_fault]


# The options, the faults, and whether the sealed token opens.
CASES = {
    "valid": ({}, [], True),
    "valid, at a time": ({"now": EXPIRES - SECOND}, [], True),
    "expired": ({"now": EXPIRES}, [85], True),
    "revoked": ({"revoked": ["0" * 32, ID.upper()]}, [86], True),
    "revoked, in a set": ({"revoked": {ID}}, [86], True),
    "revoked, in a generator": ({"revoked": iter([ID])}, [86], True),
    "others revoked": ({"revoked": ["0" * 32]}, [], True),
    "another context": ({"context": b"other.example"}, [84], False),
    "no context": ({"context": b""}, [84], False),
    "another key": ({"key_ring": OTHER_KEY}, [84], False),
    "another key id": ({"key_ring": OTHER_ID}, [83], False),
    "no key ring": ({"key_ring": None}, [], False),
}


@pytest.mark.parametrize(("given", "faults", "is_opened"), CASES.values(), ids=CASES)
def test_sealed_links(given, faults, is_opened):
    explanation = explain(SEALED, BRAND, **OPTIONS | given)
    assert _faults(explanation) == faults
    assert explanation.expires == (EXPIRES if is_opened else None)
    assert explanation.credentials == (CREDENTIALS if is_opened else None)
    assert (explanation.id, explanation.kind) == (ID, "launch link")


def test_sealed_links_that_are_damaged():
    for options in ({}, OPTIONS):
        for damaged, code in ((SEALED[:-6], 80), (SEALED.lower(), 82)):
            assert code in _faults(explain(damaged, BRAND, **options))


def test_what_is_no_option():
    for revoked in (["nonsense"], ["0" * 31], "0" * 32, [""]):
        with pytest.raises(siplaunch.SiplaunchError, match="32 hex digits") as caught:
            explain(SEALED, BRAND, key_ring=KEYS, revoked=revoked)
        assert caught.value.code == 6
    for wrong in (
        {"revoked": [5]},
        {"revoked": None},
        {"key_ring": bytes(32)},
        {"context": "x"},
        {"now": 5},
        {"link": "0"},
    ):
        with pytest.raises(TypeError):
            explain(SEALED, BRAND, **wrong)
    with pytest.raises(siplaunch.SealedError, match="time zone"):
        explain(SEALED, BRAND, now=EXPIRES.replace(tzinfo=None))
    with pytest.raises(OverflowError):
        explain(SEALED, BRAND, link=-1)


def test_signature():
    expected = "(text, brand, *, param='c', key_ring=None, context=b'', revoked=(), now=None, link=0)"
    assert str(inspect.signature(explain)) == expected


def test_nothing():
    explanation = explain("hello", BRAND)
    assert (explanation.link_count, explanation.line, explanation.id, explanation.expires) == (0, None, None, None)
    assert not explanation.is_good


def _pasted():
    mail = siplaunch.compose_mail(SEALED, brand_name="Acmé")
    message = mail.to_message(sender="welcome@acme.example", recipient="alice@mail.example")
    return {
        "SMS": siplaunch.compose_sms(SEALED, brand_name="Acme").text,
        "brackets": f"<{SEALED}>",
        "quotes": f'"{SEALED}"',
        "lines": f"Welcome!\r\n\r\nTap: {SEALED}.\r\n",
        "text": mail.text,
        "HTML": mail.html,
        "mail": message.as_string(),
    }


@pytest.mark.parametrize("text", _pasted().values(), ids=_pasted())
def test_the_link_is_found_in_whatever_was_pasted(text):
    explanation = explain(text, BRAND, **OPTIONS)
    assert (_faults(explanation), explanation.link_count, explanation.id) == ([], 1, ID)
    assert explanation.shown == "https://portal.example/p?c=…"
    assert explanation.line == (text[: text.index(SEALED)].count("\n") + 1 if SEALED in text else None)


def test_several_links():
    token = BRAND.token(CREDENTIALS)
    text = f"{SEALED}\n{PORTAL.link(token)}\n{SEALED}\n"
    first, second = (explain(text, BRAND, link=link, **OPTIONS) for link in range(2))
    assert first.link_count == second.link_count == 2
    assert (first.line, first.id, first.token) == (1, ID, None)
    assert (second.line, second.id, second.token) == (2, None, token)
    assert first.shown == second.shown == "https://portal.example/p?c=…"
