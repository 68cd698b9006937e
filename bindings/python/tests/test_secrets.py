"""No secret gets out by itself."""

import copy
import inspect
import io
import json
import logging
import pickle
import pprint
import traceback
from datetime import timedelta

import pytest
from conftest import PASSWORD
from everything import everything

import siplaunch
from siplaunch import Brand, Credentials, KeyRing, SiplaunchError

DAY = timedelta(days=1)
# Classes without secrets. Python's own error may say that it cannot pickle them.
HOLD_NO_SECRETS = {"AsgiApp", "Claim", "ClaimRecord", "Credentials", "Finding", "Page", "PageSetting", "Portal"}
HOLD_NO_SECRETS |= {"SmsBudget", "WsgiApp"}
KEY = "KeyOfBrand123456"
IV = "IvOfBrand1234567"
RING_KEY = (2 * KEY).encode()


def _objects():
    objects = everything(PASSWORD, username="user-Secret", server="server-Secret.example", key=KEY, iv=IV)
    token = objects["Brand"].token(objects["Credentials"])
    sealed = siplaunch.parse_launch_link(
        objects["Portal"].sealed_link(objects["KeyRing"], objects["Credentials"], expires=DAY)
    )
    secrets = [KEY, IV, "user-Secret", "server-Secret", PASSWORD, token[:20], sealed[-40:], objects["Ticket"].to_text()]
    secrets += [secret.encode().hex() for secret in secrets]
    batch = objects["Brand"].tokens(["user-Secret"] * 2, ["s"] * 2, [PASSWORD, PASSWORD + "\n"])
    return [*objects.values(), batch, batch.errors, objects["Explanation"].findings], secrets


def _name(value):
    return type(value).__name__


OBJECTS, SECRETS = _objects()


def _logged(value):
    log = io.StringIO()
    logger = logging.Logger("portal")  # noqa: LOG001 - a logger for one call
    logger.addHandler(logging.StreamHandler(log))
    logger.error("%s %r", value, value)
    return log.getvalue()


def _traced(value):
    """Show a traceback with the values in its frames, as error reporters send it."""
    try:
        value.no_such_attribute  # noqa: B018 - fails
    except AttributeError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


WAYS = {
    "repr": repr,
    "str": str,
    "format": "{}".format,
    "percent": lambda value: "%s %r %a" % (value, value, value),  # noqa: UP031 - a way that programs use
    "in a list": lambda value: str([value]),
    "print": lambda value: print(value, file=(out := io.StringIO())) or out.getvalue(),
    "pprint": pprint.pformat,
    "log": _logged,
    "traceback": _traced,
    "dir": lambda value: str(dir(value)),
    "vars": vars,
    "state": lambda value: value.__getstate__() if type(value) not in {dict, list} else None,
    "json": json.dumps,
    "json with default": lambda value: json.dumps(value, default=str) if not isinstance(value, dict) else "",
    "doc": inspect.getdoc,
    "class": lambda value: str(vars(type(value))),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("value", OBJECTS, ids=_name)
def test_nothing_is_shown(value, way):
    try:
        shown = str(way(value))
    except (TypeError, ValueError) as error:
        shown = str(error)
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("value", OBJECTS, ids=_name)
def test_the_class_is_shown(value):
    assert type(value).__name__ in repr(value) or isinstance(value, dict | list)


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
        lambda: siplaunch.compose_mail("https://x.example/p", brand_name="x").to_message(
            sender=PASSWORD, recipient=PASSWORD
        ),
    ]


@pytest.mark.parametrize("fail", _failing())
def test_errors_hold_nothing_of_the_input(fail):
    with pytest.raises(SiplaunchError) as caught:
        fail()
    shown = "".join(traceback.format_exception(None, caught.value, None, chain=True)) + repr(vars(caught.value))
    assert not [secret for secret in SECRETS if secret in shown]
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "value", [value for value in OBJECTS if _name(value) not in HOLD_NO_SECRETS | {"dict", "list"}], ids=_name
)
@pytest.mark.parametrize("save", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_holds_secrets_is_not_pickled(value, save):
    with pytest.raises(TypeError, match="cannot be pickled or copied: make it in the process that needs it"):
        save(value)
