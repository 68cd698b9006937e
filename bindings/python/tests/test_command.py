"""The siplaunch command in this package: the cases of the Rust program's tests, and the missing subcommands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import siplaunch

CASES = json.loads((ROOT / "tests" / "command" / "cases.json").read_text())["cases"]
PROGRAMS = {
    "python -m siplaunch": [sys.executable, "-m", "siplaunch"],
    "console script": [str(Path(sys.executable).with_name("siplaunch"))],
}


def _write_files(folder, case):
    for name, text in case.get("files", {}).items():
        (folder / name).touch(0o600)
        (folder / name).write_text(text)


def _run(program, *args, stdin="", **options):
    return subprocess.run(
        [*PROGRAMS[program], *args], input=stdin.encode(), capture_output=True, check=False, **options
    )


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_case(program, case, tmp_path):
    _write_files(tmp_path, case)
    done = _run(program, *case["args"], stdin=case.get("stdin", ""), env=case.get("env", {}), cwd=tmp_path)
    result = {"stdout": done.stdout.decode(), "stderr": done.stderr.decode(), "status": done.returncode}
    assert result == {name: case[name] for name in result}


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">/dev/full", ">&-"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_outputs_that_cannot_be_written(case, redirection, tmp_path):
    _write_files(tmp_path, case)
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {redirection}', *PROGRAMS["python -m siplaunch"], *case["args"]],
        input=case.get("stdin", "").encode(),
        capture_output=True,
        check=False,
        env=case.get("env", {}),
        cwd=tmp_path,
    )
    full = redirection == ">/dev/full" and case["stdout"] != ""
    assert done.returncode == (1 if full else case["status"]), done.stderr
    assert done.stdout.decode() == ("" if redirection.startswith(">") else case["stdout"])
    assert done.stderr.count(b"No space left") == int(full)
    if redirection == ">&-":
        assert done.stderr.decode() == case["stderr"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_version_and_server(program):
    assert _run(program, "--version").stdout.decode() == f"siplaunch {siplaunch.__version__}\n"
    assert b"\nfeatures: none\n" in _run(program, "--version", "--verbose").stdout
    done = _run(program, "serve")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"unrecognized subcommand 'serve'" in done.stderr


def test_keys_of_the_command_open_in_python(tmp_path, credentials):
    assert _run("console script", "keygen", "keys.toml", cwd=tmp_path).returncode == 0
    args = ["--seal", "--ttl", "1h", "--key-file", "keys.toml", "--username", "testuser", "--server", "example.org"]
    done = _run(
        "console script",
        *("link", *args, "--base", "https://portal.example/p"),
        stdin=credentials.password,
        cwd=tmp_path,
    )
    keys = siplaunch.KeyRing.from_file(tmp_path / "keys.toml")
    opened = keys.open(siplaunch.parse_launch_link(done.stdout.decode().strip()))
    assert opened.credentials == credentials


def test_arguments_of_any_bytes(tmp_path):
    done = _run("python -m siplaunch", "keygen", b"caf\xe9.toml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [path.suffix for path in tmp_path.iterdir()] == [".toml"]
