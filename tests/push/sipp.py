"""sipp, as callers and as phones."""

import csv
import os
import re
import subprocess
from pathlib import Path

from programs import LOOPBACK, Program, free_port

SCENARIOS = Path(__file__).parent / "sipp"


class Sipp:
    """A run of the scenario `name` in `sipp/`. `@WORDS@` in it become the `words` of the call."""

    def __init__(self, name: str, folder: Path, arguments=(), *, port: int | None = None, seconds: float = 20, **words):
        self.port = port or free_port()
        text = (SCENARIOS / f"{name}.xml").read_text()
        for word, value in words.items():
            text = text.replace(f"@{word.upper()}@", str(value))
        stem = folder / f"sipp-{name}-{self.port}"
        scenario = stem.with_suffix(".xml")
        scenario.write_text(text)
        self.errors = stem.with_suffix(".errors")
        self.statistics = stem.with_suffix(".csv")
        self.program = Program(
            [
                *("sipp", "-sf", scenario, "-i", LOOPBACK, "-p", self.port, "-nostdin", "-trace_err"),
                *("-error_file", self.errors, "-trace_stat", "-stf", self.statistics, "-fd", "1"),
                *("-timeout", f"{seconds}s", "-timeout_error", *arguments),
            ],
            stem.with_suffix(".log"),
            env={"TERM": "dumb"},
            cwd=folder,
        )
        self.seconds = seconds

    def wait(self) -> "Sipp":
        """Waits for the end, and checks that no call failed."""
        try:
            status = self.program.wait(self.seconds + 5)
        except subprocess.TimeoutExpired:
            self.program.stop()
            status = "none"
        errors = self.errors.read_text(errors="replace")[-3000:] if self.errors.exists() else ""
        assert status == 0, f"sipp: status {status}\n{errors}\n{self.program.output()[-1500:]}"
        return self

    def result(self) -> dict:
        """The last line of sipp's statistics."""
        with self.statistics.open() as table:
            return list(csv.DictReader(table, delimiter=";"))[-1]

    def stop(self) -> None:
        self.program.stop()


def call(folder: Path, proxy, user: str, *, scenario: str = "answered", calls: int = 1, rate: float = 10, arguments=(), **words) -> Sipp:
    """Starts calls from sipp to `user`."""
    where = f"{proxy[0]}:{proxy[1]}"
    words = {"callee": user, "media": 6000, "codec": 0} | words
    return Sipp(scenario, folder, ["-m", calls, "-r", rate, *arguments, where], **words)
