#!/usr/bin/python3
"""The figures of README.md are those of benches/results.md, and benches/run.py reports every fault of a run."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BENCHES = ROOT / "benches"
sys.path.insert(0, str(BENCHES))
sys.dont_write_bytecode = True

import plot  # noqa: E402
import results  # noqa: E402

GOALS = json.loads((BENCHES / "goals.json").read_text())

# Parts of a project with two jobs: one reports its figure, and one fails after it has reported something else.
MAKEFILE = """\
bench-good:
\techo '{"job": "a", "contender": "ours", "ns": 20, "peer": "theirs", "peer_ns": 80}' >> $(BENCH_RESULTS)
bench-bad:
\techo '{"job": "c", "contender": "ours", "bytes": 2048}' >> $(BENCH_RESULTS)
\tfalse
"""
TWO_GOALS = {
    "bad": [{"job": "b", "contender": "ours", "peer": "theirs", "ratio": 0.5}],
    "good": [{"job": "a", "contender": "ours", "peer": "theirs", "ratio": 0.5, "readme": "a link"}],
}
LINE = {"job": "a", "contender": "ours", "ns": 20, "peer": "theirs", "peer_ns": 80}


class FiguresTest(unittest.TestCase):
    def test_readme_has_the_figures_of_the_results(self) -> None:
        readme, document = (ROOT / "README.md").read_text(), (BENCHES / "results.md").read_text()
        self.assertEqual(readme, results.in_readme(readme, document, GOALS), "old: benches/run.py --readme")

    def test_the_results_have_a_figure_for_every_goal(self) -> None:
        rows = results.figures((BENCHES / "results.md").read_text())
        for goal in (goal for part in GOALS.values() for goal in part):
            row = rows[goal["job"], goal["contender"]]
            self.assertEqual(row["peer"], goal.get("peer", ""), row)
            self.assertIn(row["met"], ("yes", "no"), row)

    def test_the_plot_has_every_goal_with_a_peer(self) -> None:
        words = "".join(ElementTree.parse(BENCHES / "results.svg").getroot().itertext())
        for goal in (goal for part in GOALS.values() for goal in part if "peer" in goal):
            self.assertIn(f"{goal['job']}, {goal['contender']}: ", words)


class RowsTest(unittest.TestCase):
    def test_a_second_figure_or_another_peer_is_an_error(self) -> None:
        two, other = [LINE, LINE], [{**LINE, "peer": "others"}]
        for lines, error in ((two, "two figures"), (other, "the goal's peer is 'theirs'")):
            with self.assertRaisesRegex(SystemExit, error):
                results.rows("\n".join(map(json.dumps, lines)), TWO_GOALS)

    def test_a_goal_is_met_by_the_unrounded_ratio(self) -> None:
        for ns, met in ((40, True), (40.001, False)):
            row = results.rows(json.dumps({**LINE, "ns": ns}), {"good": TWO_GOALS["good"]})[0]
            self.assertEqual((row.met, results.cells(row)[5]), (met, "0.50"))

    def test_amounts_have_three_digits(self) -> None:
        for value, unit, text in (
            (1.234, "ns", "1.23 ns"),
            (124.4, "ns", "124 ns"),
            (2500, "ns", "2.50 µs"),
            (9.6e6, "ns", "9.60 ms"),
            (3.1e10, "ns", "31.0 s"),
            (64 << 20, "bytes", "64.0 MiB"),
        ):
            self.assertEqual(results.amount(value, unit), text)
        for ratio, text in ((0.04712, "0.047"), (0.5, "0.50"), (1.049, "1.05")):
            self.assertEqual(results.ratio_text(ratio), text)

    def test_the_same_figures_make_the_same_plot(self) -> None:
        first, second = (plot.svg(results.rows(json.dumps(LINE), TWO_GOALS)) for _ in range(2))
        self.assertEqual(first, second)
        self.assertIn("a, ours: 4.0× the speed of theirs.", first)


class RunTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "benches").mkdir()
        for file in BENCHES.glob("*.py"):
            shutil.copy(file, self.root / "benches")
        (self.root / "Makefile").write_text(MAKEFILE)
        (self.root / "README.md").write_text(f"before\n{results.BEGIN}{results.END}after\n")

    def bench(self, goals: object, *arguments: str) -> tuple[int, str]:
        (self.root / "benches/goals.json").write_text(json.dumps(goals))
        environment = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
        command = [sys.executable, "-B", self.root / "benches/run.py", *arguments]
        result = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        return result.returncode, result.stderr

    def test_a_part_that_fails_fails_the_run_after_the_others(self) -> None:
        status, errors = self.bench(TWO_GOALS, "--quick")
        self.assertEqual(status, 1)
        self.assertIn("make bench-bad failed\nno figure for the goal: b: ours", errors)
        document = (self.root / "target/bench/results.md").read_text()
        self.assertIn("| a | ours | 20.0 ns | theirs | 80.0 ns | 0.25 | 0.5 | yes |\n", document)
        self.assertIn("| b | ours |  | theirs |  |  | 0.5 | not measured |\n", document)
        self.assertIn("| c | ours | 2.00 KiB |  |  |  |  |  |\n", document)
        self.assertFalse((self.root / "benches/results.md").exists())

    def test_a_full_run_writes_the_results_and_the_readme(self) -> None:
        self.assertEqual(self.bench({"good": TWO_GOALS["good"]})[0], 0)
        self.assertIn("| a | ours | 20.0 ns |", (self.root / "benches/results.md").read_text())
        ElementTree.parse(self.root / "benches/results.svg")
        readme = (self.root / "README.md").read_text()
        self.assertTrue(readme.startswith("before\n") and readme.endswith("after\n"))
        self.assertIn("| a link | theirs | 0.25 |\n", readme)

    def test_a_run_of_some_parts_leaves_the_results_alone(self) -> None:
        self.assertEqual(self.bench(TWO_GOALS, "good")[0], 0)
        self.assertFalse((self.root / "benches/results.md").exists())
        self.assertEqual(self.bench(TWO_GOALS, "better")[0], 2)


if __name__ == "__main__":
    unittest.main()
