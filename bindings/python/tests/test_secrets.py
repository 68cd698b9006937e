"""Nothing that lets anybody log in gets out by itself."""

import copy
import io
import logging
import pickle
import traceback
from datetime import timedelta

import pytest
from conftest import PASSWORD

import siplaunch
from siplaunch import Brand, Credentials, KeyRing, LaunchHandler, Page, Portal, QrCode, SiplaunchError, Ticket

DAY = timedelta(days=1)
HOLD_SECRETS = {
    *("Batch", "Brand", "Explanation", "KeyRing", "Launch", "LaunchHandler", "Mail", "Opened", "QrCode", "Response"),
    *("Sms", "Ticket"),
}
KEY = "KeyOfBrand123456"
IV = "IvOfBrand1234567"
RING_KEY = b"RingKeyRingKeyRingKeyRingKey1234"


def _name(value):
    return type(value).__name__


def _objects():
    brand = Brand(key=KEY.encode(), iv=IV.encode(), scheme="acme")
    keys = KeyRing({0: RING_KEY}, current=0)
    portal = Portal("https://portal.example/p")
    credentials = Credentials(username="user-Secret", server="server-Secret.example", password=PASSWORD)
    link = portal.sealed_link(keys, credentials, expires=DAY)
    handler = LaunchHandler.sealed(brand, keys, page=Page("https://portal.example/p"))
    launch = handler.open(method="GET", query=link.partition("?")[2])
    token = brand.token(credentials)
    batch = siplaunch.links_many(portal, brand, ["user-Secret"] * 2, ["s"] * 2, [PASSWORD, PASSWORD + "\n"])
    secrets = [KEY, IV, RING_KEY.decode(), "user-Secret", "server-Secret", PASSWORD, token[:20], link[-40:]]
    secrets += [secret.encode().hex() for secret in secrets]
    objects = [brand, keys, portal, credentials, handler, launch, launch.opened, launch.answer(), batch]
    objects += [batch.errors, siplaunch.explain(portal.link(token), brand), QrCode(link), handler.wsgi, handler.asgi]
    objects += [siplaunch.compose_sms(link, brand="Acme"), siplaunch.compose_mail(link, brand="Acme")]
    objects += [siplaunch.compose_sms(link, brand="Acme").budget, siplaunch.explain(token, brand).findings]
    objects += [Ticket(username="user-Secret", server="s", expire_ms=1, token="ab" * 16)]
    return objects, secrets


OBJECTS, SECRETS = _objects()


@pytest.mark.parametrize("value", OBJECTS, ids=_name)
def test_nothing_is_shown(value):
    log = io.StringIO()
    logger = logging.Logger("portal")  # noqa: LOG001 - one of its own
    logger.addHandler(logging.StreamHandler(log))
    logger.error("%s %r", value, value)
    shown = f"{value} {value!r} {value!s} {[value]} {log.getvalue()}"
    assert shown.count(type(value).__name__) or isinstance(value, dict | list)
    assert not [secret for secret in SECRETS if secret in shown]


def _failing():
    brand = Brand(key=KEY.encode(), iv=IV.encode(), scheme="acme")
    surrogate = PASSWORD + "\udcff"
    return [
        lambda: Credentials(username="user-Secret", server="server-Secret.example", password=PASSWORD + "\n"),
        lambda: siplaunch.Portal("https://x.example/p").launch_link_of(
            brand, username="user-Secret", server="server-Secret.example", password=PASSWORD + "\n"
        ),
        lambda: Credentials(username="user-Secret", server="s", password=surrogate),
        lambda: Brand(key=KEY.encode() + b"x", iv=IV.encode(), scheme="acme"),
        lambda: KeyRing({0: RING_KEY + b"x"}, current=0),
        lambda: Brand.from_toml(f'key = "{KEY}"\nnonsense = "{IV}"'),
        lambda: KeyRing.from_toml(f'current = 0\n[keys]\n0 = "{RING_KEY.hex()}x"'),
        lambda: brand.decode(brand.raw_token(PASSWORD.encode())[:-4]),
        lambda: brand.decode_credentials(brand.raw_token(PASSWORD.encode())),
        lambda: siplaunch.parse_app_link("acme://" + PASSWORD, scheme="acme"),
        lambda: siplaunch.compose_mail("https://x.example/p", brand="x").to_message(
            sender=PASSWORD, recipient=PASSWORD
        ),
    ]


@pytest.mark.parametrize("fail", _failing())
def test_errors_hold_nothing_of_the_input(fail):
    with pytest.raises(SiplaunchError) as caught:
        fail()
    told = "".join(traceback.format_exception(None, caught.value, None, chain=True)) + repr(vars(caught.value))
    assert not [secret for secret in SECRETS if secret in told]
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("value", [value for value in OBJECTS if type(value).__name__ in HOLD_SECRETS], ids=_name)
@pytest.mark.parametrize("save", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_holds_secrets_is_not_pickled(value, save):
    with pytest.raises(TypeError, match="not pickled or copied: make it where it is needed"):
        save(value)
