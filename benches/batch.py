#!/usr/bin/env python3
"""`siplaunch batch`, CSV to CSV, with a launch link and a sealed link a row; 50,000 rows also by a loop in the shell.

Rounds of ROWS rows; the fastest counts. The 10 million rows of the goal, with 4 GB of free disk:
make bench-batch ROWS=10000000 ROUNDS=1
"""

import argparse
import contextlib
import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", Path(__file__).resolve().parents[1] / "target"))
FEW = 50_000
LOOPED = 200
JOB = "siplaunch batch, launch link and sealed link"
BASE = "https://portal.example/p"

# What a portal without `batch` runs: two processes for each row of the file.
LOOP = """
while IFS=, read -r username server password; do
    printf %s "$password" | "$SIPLAUNCH" link --username "$username" --server "$server" --base "$BASE"
    printf %s "$password" | "$SIPLAUNCH" link --username "$username" --server "$server" --base "$BASE" \
        --seal --key-file "$KEYS"
done < "$ROWS"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", type=Path, default=TARGET / "release/siplaunch", help="the siplaunch command")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    # On the disk of the project, as /tmp can be memory.
    with tempfile.TemporaryDirectory(dir=TARGET) as folder:
        bench = Bench(options.command, Path(folder))
        report(bench, options.rows, options.rounds)


def report(bench, rows, rounds):
    nanoseconds, memory = bench.batch(rows, rounds)
    few_nanoseconds, _ = bench.batch(FEW, rounds)
    loop_nanoseconds = bench.loop(LOOPED)
    print(f"{rows:,} rows: {nanoseconds:,.0f} ns a row, {1e9 / nanoseconds:,.0f} rows a second, {memory >> 20} MiB")
    few_seconds, loop_seconds = few_nanoseconds * FEW / 1e9, loop_nanoseconds * FEW / 1e9
    print(f"{FEW:,} rows: {few_seconds:.2f} s; by a loop in the shell: {loop_seconds:.0f} s")
    if path := os.environ.get("BENCH_RESULTS"):
        loop = {"peer": "a loop in the shell", "peer_ns": loop_nanoseconds}
        lines = [
            {"job": JOB, "contender": "a row, two cores", "ns": nanoseconds},
            {"job": JOB, "contender": "memory", "bytes": memory},
            {"job": JOB, "contender": "a row of 50,000", "ns": few_nanoseconds, **loop},
        ]
        with open(path, "a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)


class Bench:
    def __init__(self, command, folder):
        self.command = command
        self.folder = folder
        self.keys = folder / "keys.toml"
        subprocess.run([command, "keygen", self.keys], check=True)

    def batch(self, rows, rounds):
        """The fastest round's nanoseconds a row, and the memory of one more round in bytes."""
        source, output = self.folder / "rows.csv", self.folder / "links.csv"
        write_rows(source, rows, head="username,server,password\n")
        command = [self.command, "batch", source, "-o", output, "--base", BASE]
        command += ["--launch-link", "--seal", "--key-file", self.keys]
        fastest = min(time_of(command) for _ in range(rounds))
        memory = memory_of(command)
        with output.open() as file:
            first, count = file.readline(), 1 + sum(1 for _ in file)
        if count != rows + 1 or first != "username,server,launch_link,sealed_link\n":
            raise SystemExit(f"siplaunch batch wrote {count} lines, and the first is {first}")
        return fastest / rows, memory

    def loop(self, rows):
        """The nanoseconds a row of a loop in the shell."""
        source = self.folder / "few.csv"
        write_rows(source, rows)
        variables = {"SIPLAUNCH": self.command, "BASE": BASE, "KEYS": self.keys, "ROWS": source}
        began = time.perf_counter_ns()
        subprocess.check_output(["sh", "-c", LOOP], env={**os.environ, **variables}, stderr=subprocess.DEVNULL)
        return (time.perf_counter_ns() - began) / rows


def write_rows(path, rows, head=""):
    """Plaintexts of 55 bytes, as in the other benches."""
    randoms = random.Random(1)
    with path.open("w") as file:
        file.write(head)
        for _ in range(rows):
            letters = randoms.randbytes(14).hex()
            file.write(f"{letters[:8]},{letters[8:19]},{letters[19:]}\n")


def time_of(command):
    """The nanoseconds of a program from its start to its end."""
    began = time.perf_counter_ns()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter_ns() - began


def memory_of(command):
    """The most memory that a program has at one time (VmHWM), in bytes."""
    memory = 0
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            memory = memory_now(process.pid) or memory
            time.sleep(0.005)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return memory


def memory_now(pid):
    """VmHWM in bytes; None of a program that has just ended."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM")), None)
    return None


if __name__ == "__main__":
    main()
