"""The wheel and the sdist as they are published."""

import email.parser
import importlib
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import maturin
import pytest
from conftest import ROOT, readme_example

import siplaunch

DIST = Path(sys.prefix) / "dist"
TAGS = {"cp310-abi3-manylinux_2_17_x86_64", "cp310-abi3-manylinux2014_x86_64"}
VERSION = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


@pytest.fixture(scope="module")
def wheel():
    (path,) = DIST.glob("*.whl")
    with zipfile.ZipFile(path) as file:
        yield file


def _metadata(wheel, name):
    return email.parser.Parser().parsestr(wheel.read(f"siplaunch-{VERSION}.dist-info/{name}").decode())


def test_tags(wheel):
    python, abi, platforms = Path(wheel.filename).stem.removeprefix(f"siplaunch-{VERSION}-").split("-")
    assert {f"{python}-{abi}-{platform}" for platform in platforms.split(".")} == TAGS
    assert set(_metadata(wheel, "WHEEL").get_all("Tag")) == TAGS


def test_metadata(wheel):
    metadata = _metadata(wheel, "METADATA")
    assert metadata["Version"] == siplaunch.__version__ == VERSION
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    assert set(metadata.get_all("License-File")) == {"LICENSE-APACHE", "LICENSE-MIT", "NOTICES"}
    notices = wheel.read(f"siplaunch-{VERSION}.dist-info/licenses/NOTICES")
    assert notices == (Path(__file__).parents[1] / "NOTICES").read_bytes()
    assert metadata.get_all("Requires-Dist") is None
    assert "siplaunch=siplaunch.__main__:main" in wheel.read(f"siplaunch-{VERSION}.dist-info/entry_points.txt").decode()


def test_content(wheel):
    files = {name for name in wheel.namelist() if "dist-info" not in name}
    package = Path(__file__).parents[1] / "python" / "siplaunch"
    sources = {f"siplaunch/{path.name}" for path in package.iterdir() if path.is_file()}
    assert files == sources | {"siplaunch/_native.abi3.so"}
    assert "siplaunch/py.typed" in files


def test_what_the_library_needs(wheel, tmp_path):
    """An abi3 tag and a manylinux tag are promises: the library needs no other Python symbols and no newer glibc."""
    library = wheel.extract("siplaunch/_native.abi3.so", tmp_path)
    symbols = subprocess.run(["objdump", "-T", library], capture_output=True, text=True, check=True).stdout
    glibc = {tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_([\d.]+)", symbols)}
    assert (2, 2, 5) in glibc
    assert max(glibc) <= (2, 17)
    exported = {line.split()[-1] for line in symbols.splitlines() if " g " in line}
    assert exported == {"PyInit__native"}
    private = {line.split()[-1] for line in symbols.splitlines() if "*UND*" in line and " _Py" in line}
    # The stable ABI has reference counts, and the structs of None, True, False and NotImplemented.
    assert {name for name in private if not name.endswith("Struct")} == {"_Py_DecRef", "_Py_IncRef"}


def test_sdist():
    """The sdist has the workspace's crates; build.sh made the wheel from it alone, without a network."""
    (path,) = DIST.glob("*.tar.gz")
    with tarfile.open(path) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    for name in ("Cargo.lock", "crates/siplaunch/src/lib.rs", "crates/siplaunch-cli/src/lib.rs", "LICENSE-MIT"):
        assert name in names
    assert not [name for name in names if "tests/" in name or name.startswith("target")]


@pytest.fixture
def unpacked(tmp_path):
    (path,) = DIST.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", path, "-C", tmp_path], check=True)
    return tmp_path / f"siplaunch-{VERSION}"


def _refused(source, cargo, *options):
    """What pip says when it cannot install a source. The machine has no program but this cargo, and pip no index."""
    path = source.parent / "path"
    path.mkdir()
    if cargo:
        (path / "cargo").write_text(f"#!/bin/sh\n{cargo}\n")
        (path / "cargo").chmod(0o755)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-index", *options, source]
    done = subprocess.run(pip, env={"PATH": str(path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize(
    ("cargo", "present", "options"),
    [
        ("exit 127", "no cargo", []),
        (None, "no cargo", ["--no-build-isolation"]),
        (None, "no cargo", ["--editable"]),
        ("echo cargo 1.88.0", "Rust 1.88.0", []),
    ],
)
def test_sdist_without_rust(unpacked, cargo, present, options):
    """Pip shows one line of the build, which says what to do, before it looks for anything in an index."""
    stderr = _refused(unpacked, cargo, *options)
    assert "[1 lines of output]" in stderr
    needed = re.search(r'^rust-version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    assert f" siplaunch is built with Rust {needed} or later, and there is {present}: install Rust" in stderr
    assert ", or take the wheel" in stderr


@pytest.mark.parametrize("options", [[], ["--editable"]])
def test_sdist_with_rust(unpacked, options):
    """Pip is sent for maturin."""
    assert "No matching distribution found for maturin" in _refused(unpacked, "echo cargo 2.0.0", *options)


def test_maturin_makes_what_is_in_the_sdist(unpacked, tmp_path, monkeypatch):
    monkeypatch.setenv("CARGO_NET_OFFLINE", "true")
    monkeypatch.chdir(unpacked)
    monkeypatch.syspath_prepend(unpacked / "backend")
    backend = importlib.import_module("siplaunch_build")
    assert backend.prepare_metadata_for_build_wheel(str(tmp_path)) == f"siplaunch-{VERSION}.dist-info"
    assert {*dir(backend)} >= {name for name in dir(maturin) if "build_" in name and not name.startswith("_")}


def test_fresh_environment(wheel, tmp_path):
    """`pip install` of the wheel, then README's example as pasted."""
    venv.create(tmp_path / "fresh")
    python = tmp_path / "fresh" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", python]
    subprocess.run([*pip, "install", "--no-index", wheel.filename], check=True)
    program = readme_example("siplaunch")
    done = subprocess.run([python, "-I", "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "https://portal.example/p?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D",
        "302 sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==",
    ]
