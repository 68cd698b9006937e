#!/usr/bin/env python3
"""The files of a release, as their users take them: dist_test.py FOLDER VERSION, after `make dist`.

The Python that runs this has cyclonedx-python-lib. Programs and libraries for aarch64 run in qemu's emulator.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
DIST, VERSION = Path(sys.argv.pop(1)).resolve(), sys.argv.pop(1)
MACHINES = ("x86_64", "aarch64")
BASE = "https://portal.example/p"
LINK = f"{BASE}?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D\n"
# Tools without those that make a release: no cargo and no zig.
PATH = "/usr/bin:/bin"

COMMAND = "command/siplaunch-{version}-{machine}-linux-musl.tar.gz"
LIBRARY = "c/libsiplaunch-{version}-{machine}-linux-gnu.tar.gz"
WHEEL = "python/siplaunch-{version}-cp310-abi3-manylinux2014_{machine}.manylinux_2_17_{machine}.whl"
CRATES = ("siplaunch", "siplaunch-cli", "siplaunch-push", "siplaunch-pushd")
PARTS = ("siplaunch-c", "siplaunch-cli", "siplaunch-pushd", "siplaunch-python")
DEBIAN = {
    "amd64": ("libsiplaunch0", "libsiplaunch-dev", "siplaunch", "siplaunch-pushd", "python3-siplaunch"),
    "all": ("php-siplaunch",),
}
# Of compiled Perl, each release of Debian has its own.
DEBIAN_PERL = ("deb12", "deb13")


def expected() -> set[str]:
    files = {name.format(version=VERSION, machine=machine) for name in (COMMAND, LIBRARY, WHEEL) for machine in MACHINES}
    files |= {f"rust/{crate}-{VERSION}.crate" for crate in CRATES}
    files |= {f"debian/{name}_{VERSION}_{kind}.deb" for kind, names in DEBIAN.items() for name in names}
    files |= {f"debian/libsiplaunch-perl_{VERSION}+{release}_amd64.deb" for release in DEBIAN_PERL}
    files |= {f"sbom/{part}.cdx.json" for part in PARTS} | {f"notices/{part}.txt" for part in PARTS}
    files |= {f"python/siplaunch-{VERSION}.tar.gz", f"perl/Siplaunch-{VERSION}.tar.gz", f"php/siplaunch-php-{VERSION}.zip"}
    return files | {"SHA256SUMS"}


def run(*command: str | Path, text: str | None = None, **environment: str) -> str:
    variables = {"PATH": PATH, "HOME": "/nonexistent", **environment}
    result = subprocess.run(command, input=text, env=variables, capture_output=True, text=True)
    if result.returncode:
        raise AssertionError(f"{command}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class Unpacked:
    """A folder with every archive of the release unpacked, also those inside another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in sorted(expected()):
            self.unpack(DIST / name, folder / name)

    def unpack(self, file: Path, into: Path) -> None:
        if file.suffix in (".gz", ".crate") and tarfile.is_tarfile(file):
            with tarfile.open(file) as archive:
                archive.extractall(into)
        elif file.suffix in (".whl", ".zip"):
            zipfile.ZipFile(file).extractall(into)
        elif file.suffix == ".deb":
            into.mkdir(parents=True)
            run("dpkg-deb", "--raw-extract", file, into)
        else:
            return
        for inner in [inner for inner in into.rglob("*") if inner.is_file() and not inner.is_symlink()]:
            self.unpack(inner, inner.with_name(f"{inner.name}.unpacked"))

    def of(self, name: str, machine: str) -> Path:
        """The only folder of an archive."""
        [folder] = (self.folder / name.format(version=VERSION, machine=machine)).iterdir()
        return folder


def emulator(machine: str, *options: str) -> list[str]:
    return [] if machine == os.uname().machine else [f"qemu-{machine}-static", *options]


class DistTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name)
        cls.unpacked = Unpacked(cls.work / "unpacked")

    def test_the_files_are_those_of_the_list(self) -> None:
        self.assertEqual({str(file.relative_to(DIST)) for file in DIST.rglob("*") if file.is_file()}, expected())

    def test_the_sums_are_those_of_all_files(self) -> None:
        sums = (DIST / "SHA256SUMS").read_text()
        self.assertEqual({line.split("  ", 1)[1] for line in sums.splitlines()}, expected() - {"SHA256SUMS"})
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=DIST, check=True)

    def test_the_command_is_static_and_makes_a_link(self) -> None:
        for machine in MACHINES:
            folder = self.unpacked.of(COMMAND, machine)
            program = folder / "siplaunch"
            headers = run("readelf", "--file-header", "--program-headers", "--wide", program)
            self.assertNotIn("INTERP", headers, machine)
            self.assertNotIn("DYNAMIC", headers, machine)
            link = [*emulator(machine), program, "link", "--username", "testuser", "--server", "example.org", "--base", BASE]
            self.assertEqual(run(*link, text="testpass"), LINK, machine)
            self.assertEqual(run(*emulator(machine), program, "--version"), f"siplaunch {VERSION}\n")
            for shell in ("bash", "fish", "zsh"):
                self.assertIn("siplaunch", (folder / f"completions/siplaunch.{shell}").read_text())
            self.assertIn("siplaunch-link.1", os.listdir(folder / "man"))
            self.assertIn("musl as a whole is licensed under", (folder / "NOTICES").read_text())

    def test_the_static_command_makes_many_links_and_seals(self) -> None:
        program = self.unpacked.of(COMMAND, "x86_64") / "siplaunch"
        keys, rows = self.work / "keys.toml", self.work / "rows.csv"
        run(program, "keygen", keys)
        rows.touch(mode=0o600)
        rows.write_text("username,server,password\n" + "testuser,example.org,testpass\n" * 20_000)
        seal = ["--launch-link", "--seal", "--key-file", keys]
        lines = run(program, "batch", "--quiet", rows, "--output", "-", "--base", BASE, *seal).splitlines()
        self.assertEqual(len(lines), 20_001)
        _, _, link, sealed = lines[-1].split(",")
        self.assertEqual(f"{link}\n", LINK)
        opened = run(program, "open", "--key-file", keys, text=sealed)
        self.assertIn("testuser", opened)

    def test_the_c_library_serves_a_program(self) -> None:
        for machine in MACHINES:
            for options in ([], ["--static"]):
                self.assertEqual(self.c_program(machine, options), LINK, (machine, options))

    def c_program(self, machine: str, options: list[str]) -> str:
        """What the example prints that pkg-config's flags build, with the shared or the static library."""
        folder = self.unpacked.of(LIBRARY, machine)
        packages = {"PKG_CONFIG_LIBDIR": str(folder / "lib/pkgconfig")}
        flags = run("pkg-config", *options, "--cflags", "--libs", "siplaunch", **packages).split()
        if options:
            flags = [flag if flag != "-lsiplaunch" else "-l:libsiplaunch.a" for flag in flags]
        program = self.work / f"sign-up-{machine}{''.join(options)}"
        run(f"{machine}-linux-gnu-gcc", ROOT / "bindings/c/examples/sign-up.c", "-o", program, *flags)
        command = [*emulator(machine, "-L", f"/usr/{machine}-linux-gnu"), program, "testuser", "example.org", BASE]
        return run(*command, text="testpass", LD_LIBRARY_PATH=str(folder / "lib"))

    def test_binaries_are_for_their_machine_and_old_systems(self) -> None:
        for machine, name in (("x86_64", "Advanced Micro Devices X86-64"), ("aarch64", "AArch64")):
            [module] = (self.unpacked.folder / WHEEL.format(version=VERSION, machine=machine)).glob("siplaunch/*.so")
            shared = self.unpacked.of(LIBRARY, machine) / "lib/libsiplaunch.so"
            for file in (module, shared):
                self.assertIn(f"{name}\n", run("readelf", "--file-header", file))
                versions = re.findall(r"GLIBC_2\.(\d+)", run("readelf", "--version-info", "--wide", file))
                self.assertLessEqual(max(map(int, versions)), 17, file)

    def test_wheels_install_without_a_compiler(self) -> None:
        environment = self.work / "environment"
        run("/usr/bin/python3", "-m", "venv", environment)
        pip = [environment / "bin/pip", "--disable-pip-version-check", "--quiet"]
        run(*pip, "install", "--no-index", DIST / WHEEL.format(version=VERSION, machine=os.uname().machine))
        link = run(environment / "bin/siplaunch", "link", "--username", "testuser", "--server", "example.org", "--base", BASE,
                   text="testpass")
        self.assertEqual(link, LINK)
        for machine in MACHINES:
            target = ["--platform", f"manylinux2014_{machine}", "--only-binary", ":all:", "--python-version", "3.13"]
            run(*pip, "download", "--no-index", "--find-links", DIST / "python", *target, "--dest", self.work / machine,
                "siplaunch")
            [wheel] = (self.work / machine).iterdir()
            self.assertIn(machine, wheel.name)

    def test_the_php_archive_has_the_libraries_of_the_c_archives(self) -> None:
        [folder] = (self.unpacked.folder / f"php/siplaunch-php-{VERSION}.zip").iterdir()
        for machine in MACHINES:
            archive = self.unpacked.of(LIBRARY, machine)
            inside = {file.name: file.read_bytes() for file in (folder / f"lib/{machine}-linux-gnu").iterdir()}
            [library] = inside.keys() - {"NOTICES"}
            self.assertEqual(inside[library], (archive / "lib" / library).read_bytes())
            self.assertEqual(inside["NOTICES"], (archive / "NOTICES").read_bytes())

    def test_crates_have_their_sources_and_licences(self) -> None:
        for crate in CRATES:
            [folder] = (self.unpacked.folder / f"rust/{crate}-{VERSION}.crate").iterdir()
            files = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
            root = "src/main.rs" if crate in ("siplaunch-cli", "siplaunch-pushd") else "src/lib.rs"
            self.assertLessEqual({"Cargo.toml", "README.md", "LICENSE-APACHE", "LICENSE-MIT", root}, files, crate)
            others = {file for file in files if not file.startswith("src/")} - {"README.md", "LICENSE-APACHE", "LICENSE-MIT"}
            self.assertEqual(others - {".cargo_vcs_info.json"}, {"Cargo.toml", "Cargo.toml.orig", "Cargo.lock"}, crate)
            self.assertNotIn("\npath = \"..", (folder / "Cargo.toml").read_text(), crate)

    def test_sboms_are_valid_and_complete(self) -> None:
        for part in PARTS:
            sbom = (DIST / f"sbom/{part}.cdx.json").read_text()
            self.assertIsNone(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom), part)
            listed = set(re.findall(r"^(\S+ \S+)  \(", (DIST / f"notices/{part}.txt").read_text().partition(
                "\nTHE RUST STANDARD LIBRARY\n")[0], re.MULTILINE))
            self.assertGreater(len(listed), 40)
            for entry in listed:
                self.assertIn(f"\"pkg:cargo/{entry.replace(' ', '@').replace('+', '%2B')}\"", sbom, part)

    def test_no_file_names_a_folder_of_this_machine(self) -> None:
        home = Path.home()
        cargo = os.environ.get("CARGO_HOME", str(home / ".cargo"))
        names = {str(ROOT), str(DIST.parent), cargo, str(home / ".rustup"), str(home / ".cache")}
        pattern = re.compile(b"|".join(re.escape(os.fsencode(name)) + rb"/" for name in sorted(names)))
        files = [file for folder in (self.unpacked.folder, DIST) for file in folder.rglob("*")
                 if file.is_file() and not file.is_symlink()]
        self.assertGreater(len(files), 200)
        found = {str(file.name): match[0] for file in files if (match := pattern.search(file.read_bytes()))}
        self.assertEqual(found, {}, "A build without `make` left files there: remove target/release, and `make dist` again.")


if __name__ == "__main__":
    unittest.main()
