"""The cases that every language reads. Other implementations made them."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from siplaunch import (
    Brand,
    Credentials,
    KeyRing,
    Portal,
    SealedError,
    SealedExpiredError,
    parse_app_link,
    parse_launch_link,
)

VECTORS = Path(__file__).parents[3] / "tests" / "vectors"
TOKENS = json.loads((VECTORS / "tokens.json").read_text())["cases"]
SEALED = json.loads((VECTORS / "sealed.json").read_text())["cases"]
ONE_TIME = json.loads((VECTORS / "one_time.json").read_text())["cases"]
PORTAL = Portal("http://example.org/p")


def _brand(case):
    scheme, _, _ = case["app_link"].partition("://")
    return Brand(key=bytes.fromhex(case["key_hex"]), iv=bytes.fromhex(case["iv_hex"]), scheme=scheme)


def _credentials(case):
    return Credentials(username=case["username"], server=case["server"], password=case["password"])


@pytest.mark.parametrize("case", TOKENS)
def test_tokens(case):
    brand, credentials = _brand(case), _credentials(case)
    plaintext = "username={username}&server={server}&password={password}".format(**case).encode()
    assert brand.token(credentials) == case["token"]
    assert brand.raw_token(plaintext) == case["token"]
    assert brand.app_link(credentials) == case["app_link"]
    assert PORTAL.launch_link(brand, credentials) == case["launch_link"]
    fields = {field: case[field] for field in ("username", "server", "password")}
    assert PORTAL.launch_link_of(brand, **fields) == case["launch_link"]
    assert PORTAL.link(case["token"]) == case["launch_link"]
    assert brand.decode(case["token"]) == plaintext
    assert brand.decode_credentials(case["token"]) == credentials
    assert parse_launch_link(case["launch_link"]) == case["token"]
    assert parse_app_link(case["app_link"], scheme=brand.scheme) == case["token"]
    columns = [case["username"]], [case["server"]], [case["password"]]
    assert brand.tokens(*columns).results == [case["token"]]
    assert brand.app_links(*columns).results == [case["app_link"]]
    assert PORTAL.launch_links(brand, *columns).results == [case["launch_link"]]


@pytest.mark.parametrize("case", SEALED)
def test_sealed_links(case):
    keys = KeyRing({case["key_id"]: bytes.fromhex(case["key_hex"])}, current=case["key_id"])
    context, credentials = case["context"].encode(), _credentials(case)
    expires = datetime.fromtimestamp(case["expires"], timezone.utc)
    before = expires - timedelta(seconds=1)

    given = case.get("seal_gives", case)
    assert keys.seal(credentials, expires=expires, context=context) == given["token"]
    assert PORTAL.sealed_link(keys, credentials, expires=expires, context=context).endswith("?c=" + given["token"])
    columns = [case["username"]], [case["server"]], [case["password"]]
    (link,) = PORTAL.sealed_links(keys, *columns, expires=expires, context=context).results
    assert parse_launch_link(link) == given["token"]
    assert keys.open(given["token"], now=before, context=context).expires.timestamp() == given["expires"]
    opened = keys.open(case["token"], now=before, context=context)
    assert (opened.credentials, opened.expires) == (credentials, expires)
    with pytest.raises(SealedExpiredError):
        keys.open(case["token"], now=expires, context=context)
    with pytest.raises(SealedError):
        keys.open(case["token"], now=before, context=context + b"x")


@pytest.mark.parametrize("case", ONE_TIME)
def test_one_time_links(case):
    keys = KeyRing({case["key_id"]: bytes.fromhex(case["key_hex"])}, current=case["key_id"])
    context, credentials = case["context"].encode(), _credentials(case)
    expires = datetime.fromtimestamp(case["expires"], timezone.utc)
    before = expires - timedelta(seconds=1)

    opened = keys.open(case["token"], now=before, context=context)
    assert (opened.credentials, opened.expires, opened.is_one_time) == (credentials, expires, True)
    with pytest.raises(SealedExpiredError):
        keys.open(case["token"], now=expires, context=context)
    with pytest.raises(SealedError):
        keys.open(case["token"], now=before, context=context + b"x")

    # The salt differs from link to link, and so do all of them.
    sealed = {keys.seal_one_time(credentials, expires=expires, context=context) for _ in range(3)}
    link = PORTAL.one_time_link(keys, credentials, expires=expires, context=context)
    columns = [case["username"]] * 3, [case["server"]] * 3, [case["password"]] * 3
    links = PORTAL.one_time_links(keys, *columns, expires=expires, context=context).results
    sealed |= {*map(parse_launch_link, [link, *links])}
    assert {len(token) for token in sealed} == {len(case["token"])}
    ids = {keys.open(token, now=before, context=context).id for token in sealed}
    assert len(ids | {opened.id}) == 8
