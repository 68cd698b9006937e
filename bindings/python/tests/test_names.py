"""The names that every language shares: tests/names.json."""

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
