"""The names that every language shares: tests/names.json."""

import inspect
import json

import pytest
from conftest import CORE_ERRORS, ROOT

import siplaunch
from siplaunch import _errors

NAMES = json.loads((ROOT / "tests/names.json").read_text())


def test_the_core_s_errors_are_listed():
    assert len(CORE_ERRORS) > 40
    assert set(CORE_ERRORS) <= {error["code"] for error in NAMES["errors"]}


@pytest.mark.parametrize("error", NAMES["errors"], ids=lambda error: error["name"])
def test_an_error_has_the_class_of_its_topic(error):
    # Errors of the C ABI alone have no class here: a program in Python does not meet them.
    expected = siplaunch.SiplaunchError if error["topic"] == "Library" else getattr(siplaunch, error["topic"] + "Error")
    assert type(_errors.exception("", error["code"])) is expected


def _found(call):
    """Find what a name of the table means: a method, a property, or a class for its `new`."""
    found = siplaunch
    for name in call.removesuffix(".new").split("."):
        found = getattr(found, name)
    return found


# `None` marks a call that Python does not need.
CALLS = {row["call"]: row.get("python", row["call"]) for row in NAMES["calls"]}


@pytest.mark.parametrize("call", [call for call in CALLS.values() if call])
def test_a_call_has_its_name(call):
    assert _found(call) is not None


OPTIONS = [(row["call"], *option) for row in NAMES["calls"] for option in row.get("options", {}).items()]


@pytest.mark.parametrize(("call", "option", "value"), OPTIONS)
def test_an_option_has_its_name_and_its_default(call, option, value):
    default = inspect.signature(_found(CALLS[call])).parameters[option].default
    assert default is not inspect.Parameter.empty
    # The defaults without a value in the table differ by language, as None and b"" do.
    assert value is None or default == value
