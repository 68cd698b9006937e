#!/usr/bin/env python3
"""Runs the benches one after the other, and writes what they report beside the goals: results.md and results.svg.

Each part is a make target: `perl` is `make bench-perl`. A part that fails does not stop the others, and fails the run.
Only a full run of all parts writes the two files here, and the table of ../README.md. Any other run writes them into
target/bench.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import machine
import plot
import results

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
GOALS = HERE / "goals.json"
README = ROOT / "README.md"

# make's variables for a run that shows only that the benches work.
QUICK = ["ROUNDS=2", "SECONDS_A_ROUND=1", "ROWS=20000"]


def main():
    goals = json.loads(GOALS.read_text())
    options = parse(list(goals))
    if options.readme:
        write_readme((HERE / "results.md").read_text(), goals)
        return
    parts = options.parts or list(goals)
    folder = TARGET / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "results.jsonl"
    lines.write_text("")
    load = machine.load()
    failed = [part for part in parts if not run(part, options.quick, lines)]
    rows = results.rows(lines.read_text(), {part: goals[part] for part in parts})
    facts = {"date": date.today().isoformat(), "command": command(options), "load before": load}
    facts |= machine.facts(TARGET)
    full = parts == list(goals) and not options.quick
    write(HERE if full else folder, rows, facts)
    if full:
        write_readme((HERE / "results.md").read_text(), goals)
    faults = [f"make bench-{part} failed" for part in failed]
    faults += [f"no figure for the goal: {row.job}: {row.contender}" for row in rows if row.value is None]
    sys.exit("\n".join(faults) or None)


def parse(parts):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="show only that the benches work: few and short rounds")
    parser.add_argument("--readme", action="store_true", help="run nothing: write README.md's table from results.md")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(parts)}; all by default")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    return options


def command(options):
    return " ".join(["benches/run.py", *(["--quick"] if options.quick else []), *options.parts])


def run(part, quick, lines):
    """Runs a part, and says whether it succeeded."""
    command = ["make", "--no-print-directory", f"bench-{part}", *(QUICK if quick else [])]
    print(f"\n$ {' '.join(command)}", flush=True)
    began = time.monotonic()
    variables = {**os.environ, "BENCH_RESULTS": str(lines)}
    succeeded = subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode == 0
    print(f"bench-{part}: {'done' if succeeded else 'failed'} after {time.monotonic() - began:.0f} s", flush=True)
    return succeeded


def write(folder, rows, facts):
    (folder / "results.md").write_text(text := results.document(rows, facts))
    (folder / "results.svg").write_text(plot.svg(rows))
    print(f"\n{text}\nwritten: {folder}/results.md, {folder}/results.svg")


def write_readme(document, goals):
    README.write_text(results.in_readme(README.read_text(), document, goals))


if __name__ == "__main__":
    main()
