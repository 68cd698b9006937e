#!/usr/bin/env python3
"""Lets processes race for one link: race.py PROCESSES TAPS COMMAND…

Each process runs the command, which prints `ready`, waits for a line on its standard input, then claims the link as often
as the line says, and prints the word of each claim on a line. The race is right if one claim is the first, TAPS open the
app in all, and the rest finds the link used.
"""

import collections
import subprocess
import sys

CLAIMS = 50


def race(processes: int, command: list[str]) -> collections.Counter:
    """The words of all claims, counted."""
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    try:
        for process in running:
            if process.stdout.readline() != "ready\n":
                sys.exit(f"race.py: a process is not ready: {command[0]}")
        for process in running:
            process.stdin.write(f"{CLAIMS}\n")
            process.stdin.flush()
        words = collections.Counter()
        for process in running:
            words.update(process.communicate(timeout=300)[0].split())
            if process.returncode != 0:
                sys.exit(f"race.py: a process ended with {process.returncode}")
        return words
    finally:
        for process in running:
            process.kill()
            process.wait()


def main() -> None:
    if len(sys.argv) < 4:
        sys.exit("usage: race.py PROCESSES TAPS COMMAND…")
    processes, taps = int(sys.argv[1]), int(sys.argv[2])
    words = race(processes, sys.argv[3:])
    print(" ".join(f"{words[word]} {word}" for word in sorted(words)))
    if words != {"first": 1, "again": taps - 1, "used": processes * CLAIMS - taps}:
        sys.exit("race.py: that is not right")


if __name__ == "__main__":
    main()
