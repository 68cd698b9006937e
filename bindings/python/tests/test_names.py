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


# `None` stands for a call that Python does not need.
CALLS = {row["call"]: row.get("python", row["call"]) for row in NAMES["calls"]}


@pytest.mark.parametrize("call", [call for call in CALLS.values() if call])
def test_a_call_has_its_name(call):
    assert _found(call) is not None


@pytest.mark.parametrize("default", NAMES["defaults"], ids=lambda row: f"{row['call']}-{row['option']}")
def test_a_default_is_that_of_every_language(default):
    call = CALLS[default["call"]]
    assert inspect.signature(_found(call)).parameters[default["option"]].default == default["value"]
