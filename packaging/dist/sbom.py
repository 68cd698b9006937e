#!/usr/bin/env python3
"""Writes the SBOM (CycloneDX) of each program and library into FOLDER: sbom.py FOLDER.

It lists what NOTICES lists: every crate that is linked in, and the macros that its code went through. The environment
has the date, SOURCE_DATE_EPOCH.
"""

import json
import os
import re
import sys
import tomllib
import uuid
from datetime import datetime, timezone
from pathlib import Path

from cyclonedx.contrib.hash.factories import HashTypeFactory
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
sys.dont_write_bytecode = True

import notices  # noqa: E402

KINDS = {"siplaunch-cli": ComponentType.APPLICATION, "siplaunch-pushd": ComponentType.APPLICATION}
LINE = re.compile(r"(\d+)(\S+) v(\S+)")
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://crates.io/crates/siplaunch")


def edges(package: str) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Which crate needs which, from a tree whose lines begin with their depth."""
    tree = ("cargo", "tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "depth", "--format", "{p}")
    found = set()
    for target in notices.TARGETS:
        path: list[tuple[str, str]] = []
        for depth, name, version in LINE.findall(notices.output(*tree, "--target", target)):
            del path[int(depth):]
            path.append((name, version))
            if depth != "0":
                found.add((path[-2], path[-1]))
    return found


def component(crate: dict, checksums: dict[tuple[str, str], str]) -> Component:
    name, version = crate["name"], crate["version"]
    purl = PackageURL("cargo", name=name, version=version)
    checksum = checksums.get((name, version))
    return Component(type=KINDS.get(name, ComponentType.LIBRARY), name=name, version=version, bom_ref=str(purl), purl=purl,
                     description=crate["description"], licenses=[LicenseFactory().make_from_string(licence_of(crate))],
                     hashes=[HashTypeFactory().from_hashlib_alg("sha256", checksum)] if checksum else None)


def standard_library() -> Component:
    """Rust's, of the compiler that builds."""
    version = notices.output("rustc", "--version").split()[1]
    return Component(name="std", version=version, bom_ref=f"std@{version}", description="The Rust Standard Library",
                     licenses=[LicenseFactory().make_from_string("MIT OR Apache-2.0")])


def licence_of(crate: dict) -> str:
    """In old crates a slash means `or`."""
    return crate["license"].replace("/", " OR ")


def sbom(package: str, metadata: dict, checksums: dict[tuple[str, str], str]) -> str:
    known = {(crate["name"], crate["version"]): crate for crate in metadata["packages"]}
    components = {crate: component(known[crate], checksums) for crate in sorted(notices.crates(package))}
    bom = Bom()
    bom.metadata.component = next(components.pop(crate) for crate in list(components) if crate[0] == package)
    bom.metadata.timestamp = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    bom.components.update([*components.values(), standard_library()])
    of = {**components, (package, bom.metadata.component.version): bom.metadata.component}
    for user, used in edges(package):
        bom.register_dependency(of[user], [of[used]])
    # The serial number follows from the content.
    bom.serial_number = uuid.uuid5(NAMESPACE, repr(sorted(of)) + bom.metadata.timestamp.isoformat())
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def main(folder: Path) -> None:
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    checksums = {(crate["name"], crate["version"]): crate["checksum"] for crate in locked if "checksum" in crate}
    metadata = notices.metadata()
    for package in notices.FILES:
        (folder / f"{package}.cdx.json").write_text(sbom(package, metadata, checksums))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
