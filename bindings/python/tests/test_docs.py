"""Docstrings and the README."""

import doctest
import inspect
import subprocess
import sys

import pytest
from conftest import readme_example

import siplaunch
from siplaunch import _errors, arrow

FIELDS = {"username", "server", "password"}
PUBLIC = [getattr(siplaunch, name) for name in siplaunch.__all__ if name != "__version__"]
PUBLIC += [getattr(arrow, name) for name in arrow.__all__]
# A part of each example's output. The other examples are whole portals, and test_servers.py runs them.
README_EXAMPLES = {
    "siplaunch": "302 sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv",
    "Sealed links": "Acme Phone auf Ihrem Telefon einrichten <svg",
    "One-time links": "200\nfirst 303\nagain 200\nagain 200\nagain 200\nagain 200\nused 410\n",
    "What a customer typed": "25 the password contains '&'",
    "No framework": "400\n",
    "Columns of pyarrow, Polars, pandas and DuckDB": '2 rows, 1 bad> [None, "the password contains',
    "Many at once": '{1: "the password contains',
}


def _documented():
    """Everything public that can have a docstring, by name."""
    for public in PUBLIC:
        yield public.__name__, public
        if inspect.isclass(public) and not issubclass(public, Exception):
            for base in (public, *public.__bases__):
                for name, member in vars(base).items():
                    if base is not object and not name.startswith("_") and name not in FIELDS:
                        yield f"{public.__name__}.{name}", member


@pytest.mark.parametrize(
    ("name", "documented"), list(_documented()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_docstrings(name, documented):
    text = inspect.getdoc(getattr(documented, "__func__", documented))
    assert text, "no docstring"
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    names = {public.__name__: public for public in PUBLIC} | {"arrow": arrow}
    result = runner.run(parser.get_doctest(text, names, name, None, None))
    assert result.failed == 0


def test_that_there_are_examples():
    texts = [inspect.getdoc(public) for public in PUBLIC]
    assert sum(">>>" in (text or "") for text in texts) >= 14


def test_package_docstring():
    assert doctest.testmod(siplaunch).attempted > 0
    assert doctest.testmod(siplaunch).failed == 0


@pytest.mark.parametrize("heading", README_EXAMPLES)
def test_readme(heading, tmp_path):
    program = [sys.executable, "-c", readme_example(heading)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert README_EXAMPLES[heading] in done.stdout


@pytest.mark.parametrize("heading", README_EXAMPLES)
def test_types_for_users(heading, tmp_path):
    (tmp_path / "example.py").write_text(readme_example(heading))
    mypy = [sys.executable, "-m", "mypy", "--strict", "example.py"]
    done = subprocess.run(mypy, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout == "Success: no issues found in 1 source file\n"


def test_types_know_every_name_and_no_other(tmp_path):
    (tmp_path / "names.py").write_text(f"from siplaunch import {', '.join(siplaunch.__all__)}, Nothing\n")
    mypy = [sys.executable, "-m", "mypy", "--strict", "names.py"]
    done = subprocess.run(mypy, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.splitlines()[:-1] == [
        'names.py:1: error: Module "siplaunch" has no attribute "Nothing"  [attr-defined]'
    ]


def test_every_class_of_errors_is_public():
    classes = {value.__name__ for value in vars(_errors).values() if inspect.isclass(value)}
    assert classes == {name for name in siplaunch.__all__ if name.endswith("Error")}
    assert {getattr(siplaunch, name).__module__ for name in classes} == {"siplaunch"}
