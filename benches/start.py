#!/usr/bin/env python3
"""The first link of a process: each language's program for one link, beside what a portal would write in its place.

The programs take turns in fresh processes, so that other work on the machine meets all of them. A time is from the
start of the process to its end.

`make bench-start` runs it, and builds what the programs need: SIPLAUNCH_LIB and PERL5LIB say where that is, and the
Python of this script has both Python packages.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "benches/start"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
USERNAME, SERVER, PASSWORD, BASE = "testuser", "example.org", "testpass", "https://portal.example/p"
LINK = f"{BASE}?c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D\n"

# What only our own programs need.
OURS = ("PERL5LIB", "SIPLAUNCH_LIB")


class Program(NamedTuple):
    """A program of the bench, which makes a link or only starts and ends."""

    command: list[str]
    makes_link: bool = True
    ours: bool = False


class Job(NamedTuple):
    """A row of the table: two programs, and a third whose time counts for neither, because both contain it."""

    name: str
    contender: str
    peer: str
    less: str | None = None


def script(interpreter: str, name: str, ours: bool = False) -> Program:
    return Program([interpreter, str(SCRIPTS / name), USERNAME, SERVER, BASE], ours=ours)


def programs(command: Path) -> dict[str, Program]:
    link = [str(command), "link", "--username", USERNAME, "--server", SERVER, "--base", BASE]
    return {
        "true": Program(["/bin/true"], makes_link=False),
        "perl -e 1": Program(["perl", "-e", "1"], makes_link=False),
        "php -r ''": Program(["php", "-r", ""], makes_link=False),
        "python -c pass": Program([sys.executable, "-c", "pass"], makes_link=False),
        "siplaunch link": Program(link, ours=True),
        "Perl, the handbook's script": script("perl", "handbook.pl"),
        "Perl, Siplaunch": script("perl", "siplaunch.pl", ours=True),
        "PHP, openssl": script("php", "openssl.php"),
        "PHP, Siplaunch": script("php", "siplaunch.php", ours=True),
        "Python, cryptography": script(sys.executable, "glue.py"),
        "Python, siplaunch": script(sys.executable, "package.py", ours=True),
    }


JOBS = [
    Job("command, whole process, one link", "siplaunch link", "Perl, the handbook's script"),
    Job("Perl, whole process, one link", "Perl, Siplaunch", "Perl, the handbook's script"),
    Job("PHP, whole process, one link", "PHP, Siplaunch", "PHP, openssl"),
    Job(
        "Python, import and one link, less `python -c pass`",
        "Python, siplaunch",
        "Python, cryptography",
        less="python -c pass",
    ),
]


def environment(program: Program) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if program.ours or name not in OURS}


def run(program: Program, stdout: int) -> float:
    """Runs a program, the password on its standard input, and returns its time in nanoseconds."""
    stdin, password = os.pipe()
    os.write(password, PASSWORD.encode())
    os.close(password)
    actions = [
        (os.POSIX_SPAWN_DUP2, stdin, 0),
        (os.POSIX_SPAWN_DUP2, stdout, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    variables = environment(program)
    start = time.perf_counter_ns()
    pid = os.posix_spawnp(program.command[0], program.command, variables, file_actions=actions)
    _, status = os.waitpid(pid, 0)
    end = time.perf_counter_ns()
    os.close(stdin)
    if status != 0:
        raise SystemExit(f"{' '.join(program.command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return end - start


def check(name: str, program: Program) -> None:
    """Fails if a program does not print the link. It also fills the caches."""
    reading, writing = os.pipe()
    run(program, writing)
    os.close(writing)
    with os.fdopen(reading) as output:
        if output.read() != (LINK if program.makes_link else ""):
            raise SystemExit(f"{name}: it did not print the link")


def measured(contenders: dict[str, Program], rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    with open(os.devnull, "w") as nowhere:
        for _ in range(rounds):
            for name, program in contenders.items():
                times[name].append(run(program, nowhere.fileno()))
    return times


def rows(jobs: list[Job], times: dict[str, float]) -> list[dict[str, str | float]]:
    """A row a job, as README.md says."""
    found: list[dict[str, str | float]] = []
    for job in jobs:
        common = times[job.less] if job.less else 0
        ns, peer_ns = times[job.contender] - common, times[job.peer] - common
        found.append({"job": job.name, "contender": job.contender, "ns": ns, "peer": job.peer, "peer_ns": peer_ns})
    return found


def ratio(row: dict[str, str | float]) -> float:
    return float(row["ns"]) / float(row["peer_ns"])


def print_times(times: dict[str, list[float]]) -> None:
    print(f"{'whole process':52} {'fastest':>9} {'median':>9}")
    for name, taken in times.items():
        print(f"{name:52} {min(taken) / 1e6:6.2f} ms {statistics.median(taken) / 1e6:6.2f} ms")


def print_ratios(jobs: list[Job], times: dict[str, list[float]]) -> None:
    print(f"\n{'ratio to the peer':52} {'fastest':>9} {'median':>9}")
    by_least = rows(jobs, {name: min(taken) for name, taken in times.items()})
    by_median = rows(jobs, {name: statistics.median(taken) for name, taken in times.items()})
    for least, median in zip(by_least, by_median, strict=True):
        print(f"{least['job']:52} {ratio(least):9.3f} {ratio(median):9.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", type=Path, default=TARGET / "release/siplaunch", help="the siplaunch command")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("jobs", nargs="*", metavar="JOB", help="only jobs that begin with this word, such as Perl")
    arguments = parser.parse_args()

    jobs = [job for job in JOBS if not arguments.jobs or job.name.startswith(tuple(arguments.jobs))]
    used = {name for job in jobs for name in (job.contender, job.peer, job.less)}
    contenders = {
        name: program for name, program in programs(arguments.command).items() if name in used or not program.makes_link
    }
    for name, program in contenders.items():
        check(name, program)
    times = measured(contenders, arguments.rounds)
    print_times(times)
    print_ratios(jobs, times)
    if path := os.environ.get("BENCH_RESULTS"):
        with open(path, "a") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows(jobs, {n: min(t) for n, t in times.items()}))


if __name__ == "__main__":
    main()
