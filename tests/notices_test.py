#!/usr/bin/python3
"""The NOTICES files name every crate that is linked in, each with a text, and are what packaging/notices.py writes."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging"))
sys.dont_write_bytecode = True

import notices  # noqa: E402

ENTRY = re.compile(r"^(\S+ \S+)  \((.+)\)  ((?:\[\d+\] ?)+)$", re.MULTILINE)
TEXT = re.compile(r"^-{78}\n\[(\d+)\]\n\n(.*?)(?=\n\n\n-{78}\n|\Z)", re.MULTILINE | re.DOTALL)
GRANT = re.compile(r"Permission is (hereby )?granted|Permission to use|Apache License|Community Data License Agreement|"
                   r"Redistribution and use in source and binary forms")


def files() -> dict[str, tuple[str, str, str]]:
    return {package: (ROOT / file).read_text().partition(notices.STANDARD_LIBRARY) for package, file in notices.FILES.items()}


class NoticesTest(unittest.TestCase):

    def test_every_crate_is_in_it_with_a_text(self) -> None:
        for package, (crates, _, _) in files().items():
            command = ("cargo", "tree", "--locked", "-p", package, "-e", "normal", "--prefix", "none", "--format", "{p}")
            tree = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            linked = {f"{name} {version.removeprefix('v')}" for name, version, *_ in map(str.split, tree.splitlines())}
            self.assertGreater(len(linked), 40)
            entries = {name: numbers for name, _, numbers in ENTRY.findall(crates)}
            self.assertLessEqual(linked, entries.keys(), package)
            texts = dict(TEXT.findall(crates))
            for name, numbers in entries.items():
                self.assertTrue(any(GRANT.search(texts[number]) for number in re.findall(r"\d+", numbers)), name)

    def test_the_standard_library_is_in_it_with_its_texts(self) -> None:
        for _, (_, _, library) in files().items():
            names = [name for name, _, _ in ENTRY.findall(library)]
            self.assertTrue(any(name.startswith("hashbrown ") for name in names), names)
            self.assertIn("The Rust Project Developers", library)
            self.assertIn("Apache License", library)
            self.assertIn("Permission is hereby granted", library)

    def test_it_is_up_to_date(self) -> None:
        metadata = notices.metadata()
        for package, (crates, _, _) in files().items():
            self.assertEqual(crates, notices.crates_part(package, metadata), f"the NOTICES of {package} are old: make notices")


if __name__ == "__main__":
    unittest.main()
