#!/usr/bin/python3
"""Writes the NOTICES of all that is linked into each program and library: `make notices`.

Each file has two parts. The first comes from the sources of the crates and changes with Cargo.lock. The second comes
with the compiler, of which any version will do, and has the notices of Rust's standard library.
"""

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "siplaunch-c": "bindings/c/NOTICES",
    "siplaunch-cli": "crates/siplaunch-cli/NOTICES",
    "siplaunch-python": "bindings/python/NOTICES",
    "siplaunch-pushd": "crates/siplaunch-pushd/NOTICES",
}
# These came with links to files outside of their archive: the crate of the same version that has the texts.
TEXTS_OF = {f"sqlx-{name}": "sqlx" for name in ("core", "mysql", "postgres", "sqlite")}
TARGETS = ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu")
NOTICE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
STANDARD_LIBRARY = "\n\nTHE RUST STANDARD LIBRARY\n"
HEAD = """\
NOTICES

What follows is in {package} {version} or was used to make it: each crate with its licence and the numbers of the texts
below that came with it. Where a licence is a choice, siplaunch takes it under any of them.

"""


def output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def crates(package: str) -> set[tuple[str, str]]:
    """Name and version of all that is linked into a package, and of the macros that its code went through."""
    tree = ("cargo", "tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}")
    lines = [line for target in TARGETS for line in output(*tree, "--target", target).splitlines()]
    return {(name, version[1:]) for name, version, *_ in map(str.split, filter(None, lines))}


def texts_of(crate: dict) -> list[str]:
    """The notices in a crate's folder, or else the one that its source begins with."""
    folder = Path(crate["manifest_path"]).parent if crate["source"] else ROOT
    files = [file for entry in sorted(folder.iterdir()) if NOTICE.match(entry.name)
             for file in (sorted(entry.iterdir()) if entry.is_dir() else [entry])]
    texts = [file.read_text() for file in files]
    if not texts:
        sources = [Path(target["src_path"]).read_text() for target in crate["targets"] if "lib" in target["kind"]]
        comments = [re.match(r"\s*/\*(.*?)\*/", source, re.DOTALL) for source in sources]
        texts = [re.sub(r"^ \* ?", "", comment[1], flags=re.MULTILINE) for comment in comments if comment]
    if not any(texts):
        raise SystemExit(f"{crate['name']} {crate['version']} comes without a notice: find one and say here where it is")
    return texts


def listed(entries: list[tuple[str, str, list[str]]]) -> str:
    """Crates with the numbers of their texts, and each text once."""
    numbers: dict[str, int] = {}
    shown: list[str] = []
    lines = []
    for name, licence, texts in entries:
        own = []
        for text in texts:
            same = " ".join(text.split())
            if same not in numbers:
                numbers[same] = len(numbers) + 1
                shown.append("\n".join(line.rstrip() for line in text.strip("\n").expandtabs().splitlines()))
            own.append(numbers[same])
        lines.append(f"{name}  ({licence})  {' '.join(f'[{number}]' for number in sorted(set(own)))}\n")
    body = "".join(f"\n\n{'-' * 78}\n[{number}]\n\n{text}\n" for number, text in enumerate(shown, 1))
    return "".join(lines) + body


def crates_part(package: str, metadata: dict) -> str:
    known = {(crate["name"], crate["version"]): crate for crate in metadata["packages"]}
    found = [known[crate] for crate in sorted(crates(package))]
    entries = []
    for crate in found:
        source = known[TEXTS_OF.get(crate["name"], crate["name"]), crate["version"]]
        entries.append((f"{crate['name']} {crate['version']}", crate["license"], texts_of(source)))
    version = next(crate["version"] for crate in found if crate["name"] == package)
    return HEAD.format(package=package, version=version) + listed(entries)


class Copyright(HTMLParser):
    """COPYRIGHT-library.html of the compiler: its text until the crates begin, then each crate with its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.before: list[str] = []
        self.crates: list[tuple[str, list[str], list[str]]] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tag = tag
        if tag == "pre":
            self.crates[-1][2].append("")

    def handle_endtag(self, tag: str) -> None:
        self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag == "h3" and "📦" in data:
            self.crates.append((re.sub(r"-(?=\d)", " ", data.strip("📦 \n"), count=1), [], []))
        elif not self.crates:
            self.before.append(data)
        elif self.tag == "pre":
            self.crates[-1][2][-1] += data
        else:
            self.crates[-1][1].append(data)


def standard_library_part() -> str:
    folder = Path(output("rustc", "--print", "sysroot").strip()) / "share/doc/rust"
    parser = Copyright()
    parser.feed((folder / "COPYRIGHT-library.html").read_text())
    before = "".join(parser.before).partition("Longer version\n")[2].rpartition("Longer version\n")[2]
    before = "\n".join(line.strip() for line in before.splitlines())
    entries = []
    for name, words, texts in parser.crates:
        licence = re.search(r"License:\s*(\S.*)", "".join(words))
        entries.append((name, licence[1].strip() if licence else "", texts))
    entries.append(("The Rust Standard Library", "Apache-2.0 OR MIT",
                    [(folder / "licenses" / f"{name}.txt").read_text() for name in ("Apache-2.0", "MIT", "Unicode-3.0")]))
    return STANDARD_LIBRARY + re.sub(r"\n{3,}", "\n\n", f"\n{before}\n") + "\n" + listed(entries)


def metadata() -> dict:
    return json.loads(output("cargo", "metadata", "--locked", "--format-version", "1"))


def main() -> None:
    known, standard_library = metadata(), standard_library_part()
    for package, file in FILES.items():
        (ROOT / file).write_text(crates_part(package, known) + standard_library)


if __name__ == "__main__":
    main()
