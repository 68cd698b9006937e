#!/usr/bin/python3
"""tests/install.sh waits for each lock that another program holds, on an apt with folders of its own."""

import fcntl
import hashlib
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

INSTALL = Path(__file__).parent / "install.sh"
PACKAGE = "siplaunch-tiny"
CONTROL = f"Package: {PACKAGE}\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: none\n"
LISTS, ARCHIVES = "var/lib/apt/lists/lock", "var/cache/apt/archives/lock"
DPKG, FRONTEND = "var/lib/dpkg/lock", "var/lib/dpkg/lock-frontend"


class Debian:
    """A root folder in which nothing is installed, and a repository of one package."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/apt/lists/partial", "var/log/apt",
                     "var/cache/apt/archives/partial", "var/lib/dpkg/info", "var/lib/dpkg/updates", "bin",
                     "repository/tiny/DEBIAN"):
            (root / name).mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        self.make_repository(root / "repository")
        (root / "etc/apt/sources.list").write_text(f"deb [trusted=yes] file:{root}/repository ./\n")
        (root / "etc/apt/apt.conf").write_text(
            f'Dir "{root}";\nDir::State::status "{root}/var/lib/dpkg/status";\nAPT::Sandbox::User "";\n'
            f'DPkg::Options {{ "--root={root}"; "--force-not-root"; }};\n')
        # Who is not root needs no rights in here.
        sudo = root / "bin/sudo"
        sudo.write_text('#!/bin/sh\nexec "$@"\n')
        sudo.chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{root}/bin:{os.environ['PATH']}",
                            "APT_CONFIG": f"{root}/etc/apt/apt.conf", "DPKG_ADMINDIR": f"{root}/var/lib/dpkg"}

    @staticmethod
    def make_repository(folder: Path) -> None:
        (folder / "tiny/DEBIAN/control").write_text(CONTROL)
        subprocess.run(["dpkg-deb", "--build", "--root-owner-group", "tiny", "tiny.deb"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        package = (folder / "tiny.deb").read_bytes()
        (folder / "Packages").write_text(
            f"{CONTROL}Filename: ./tiny.deb\nSize: {len(package)}\nSHA256: {hashlib.sha256(package).hexdigest()}\n")

    def install(self, package: str) -> subprocess.Popen[str]:
        return subprocess.Popen([INSTALL, package], env=self.environment, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def installed(self) -> bool:
        status = (self.root / "var/lib/dpkg/status").read_text()
        return f"Package: {PACKAGE}\nStatus: install ok installed\n" in status


class InstallTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.debian = Debian(Path(folder.name))

    def run_to_its_end(self, package: str) -> tuple[int, str]:
        with self.debian.install(package) as process:
            output, _ = process.communicate(timeout=120)
            return process.returncode, output

    def test_what_is_missing_is_installed_once(self) -> None:
        status, output = self.run_to_its_end(PACKAGE)
        self.assertEqual(status, 0, output)
        self.assertTrue(self.debian.installed())
        self.assertEqual(self.run_to_its_end(PACKAGE), (0, ""))

    def test_other_failures_are_not_waited_for(self) -> None:
        status, output = self.run_to_its_end("siplaunch-unknown")
        self.assertNotEqual(status, 0)
        self.assertIn("Unable to locate package", output)

    def test_a_held_lock_is_waited_for(self) -> None:
        for name in (LISTS, ARCHIVES, DPKG, FRONTEND):
            with self.subTest(name):
                self.setUp()
                self.wait_for(name)

    def wait_for(self, name: str) -> None:
        with open(self.debian.root / name, "w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            with self.debian.install(PACKAGE) as process:
                seen = []
                # The second mention shows that it has tried again.
                for line in process.stdout:
                    seen.append(line)
                    if sum(f"Could not get lock {self.debian.root}/{name}" in line for line in seen) == 2:
                        fcntl.lockf(lock, fcntl.LOCK_UN)
                self.assertEqual(process.wait(), 0, "".join(seen))
        self.assertTrue(self.debian.installed())


if __name__ == "__main__":
    unittest.main()
