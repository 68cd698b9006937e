"""The build backend: maturin, once there is a Rust that can build the package.

Without cargo, maturin fetches a compiler in the middle of `pip install`, and with an old one it ends in a long report.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

_MATURIN = "maturin>=1.16,<2"


def _maturins(name: str) -> Callable[..., str]:
    def hook(*arguments: object, **options: object) -> str:
        _need_rust()
        result: str = getattr(import_module("maturin"), name)(*arguments, **options)
        return result

    return hook


build_sdist = _maturins("build_sdist")
build_wheel = _maturins("build_wheel")
build_editable = _maturins("build_editable")
prepare_metadata_for_build_wheel = _maturins("prepare_metadata_for_build_wheel")
prepare_metadata_for_build_editable = _maturins("prepare_metadata_for_build_editable")


def get_requires_for_build_wheel(_config_settings: object = None) -> list[str]:
    """Ask for maturin here, and not in pyproject.toml, so that nothing is installed in vain."""
    _need_rust()
    return [_MATURIN]


get_requires_for_build_editable = get_requires_for_build_wheel
get_requires_for_build_sdist = get_requires_for_build_wheel


def _need_rust() -> None:
    needed, found = _needed(), _found()
    if found is None or _numbers(found) < _numbers(needed):
        present = f"Rust {found}" if found else "no cargo"
        sys.exit(
            f"siplaunch is built with Rust {needed} or later, and there is {present}: install Rust from "
            "https://rustup.rs, or take the wheel, for Linux on x86_64 or aarch64, by "
            "pip install --only-binary :all: siplaunch"
        )


def _needed() -> str:
    manifests = (folder / "Cargo.toml" for folder in Path(__file__).resolve().parents)
    texts = (manifest.read_text() for manifest in manifests if manifest.is_file())
    versions = (re.search(r'^rust-version = "(.+)"$', text, re.MULTILINE) for text in texts)
    return next(version[1] for version in versions if version)


def _found() -> str | None:
    cargo = shutil.which("cargo")
    if cargo is None:
        return None
    done = subprocess.run([cargo, "--version"], capture_output=True, text=True, check=False)
    # rustup's cargo fails without a toolchain.
    return done.stdout.split()[1] if done.returncode == 0 else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))
