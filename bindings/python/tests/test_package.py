"""The wheel and the sdist as they are published."""

import email.parser
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

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
