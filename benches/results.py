"""What the parts reported, as rows beside their goals, and the rows as Markdown."""

import json
import math
from dataclasses import dataclass

HEAD = ("job", "contender", "time", "peer", "its time", "ratio", "goal", "met")
BEGIN, END = "<!-- figures: benches/run.py --readme -->\n", "<!-- end of figures -->\n"
README_HEAD = ("job", "beside", "ratio of the times")


@dataclass
class Row:
    """One contender's figure and its goal; both can be absent. `unit` is `ns` or `bytes`."""

    job: str
    contender: str
    unit: str
    value: float | None
    peer: str | None
    peer_value: float | None
    goal: dict

    @property
    def ratio(self):
        return self.value / self.peer_value if self.value is not None and self.peer_value else None

    @property
    def met(self):
        """Whether the goal is reached, or None without a goal or a figure."""
        if self.value is None or not self.goal:
            return None
        return self.ratio <= self.goal["ratio"] if "ratio" in self.goal else self.value <= self.goal[self.unit]


def rows(lines, goals):
    """The rows of the lines that parts reported: those of goals in the goals' order, then the others."""
    reported = {}
    for line in map(json.loads, lines.splitlines()):
        name = line["job"], line["contender"]
        if name in reported:
            raise SystemExit(f"two figures for {name[0]}: {name[1]}")
        reported[name] = line
    found = [row(goal, reported.pop((goal["job"], goal["contender"]), {})) for part in goals.values() for goal in part]
    found += [row({}, line) for line in reported.values()]
    # The rows of one job together, in the order of their first.
    jobs = list(dict.fromkeys(each.job for each in found))
    return sorted(found, key=lambda each: jobs.index(each.job))


def row(goal, line):
    peer = line.get("peer")
    if line and goal and peer != goal.get("peer"):
        raise SystemExit(f"{goal['job']}: the goal's peer is {goal.get('peer')!r}, and the bench's is {peer!r}")
    names = line or goal
    unit = "bytes" if "bytes" in names else "ns"
    return Row(names["job"], names["contender"], unit, line.get(unit), names.get("peer"), line.get("peer_ns"), goal)


def document(rows, facts):
    """results.md."""
    table = markdown_table(HEAD, [cells(row) for row in rows])
    facts = markdown_table(("", ""), facts.items())
    return (
        "# Results\n\n"
        "`benches/run.py` wrote this. [README.md](README.md) says what each row measures, and why a goal is missed. The\n"
        "ratio is of the contender's time to the peer's time in the same run: below 1 is faster than the peer.\n\n"
        f"![Times as fast as the peer](results.svg)\n\n{table}\n{facts}"
    )


def cells(row):
    goal = row.goal.get("ratio")
    if goal is None and row.goal:
        goal = amount(row.goal[row.unit], row.unit)
    return (
        row.job,
        row.contender,
        amount(row.value, row.unit),
        row.peer or "",
        amount(row.peer_value, row.unit),
        ratio_text(row.ratio),
        "" if goal is None else str(goal),
        {True: "yes", False: "no", None: "not measured" if row.goal else ""}[row.met],
    )


def amount(value, unit):
    """A time or a size for people, of three digits."""
    if value is None:
        return ""
    units = [("ns", 1e3), ("µs", 1e3), ("ms", 1e3), ("s", None)]
    if unit == "bytes":
        units = [("bytes", 1024), ("KiB", 1024), ("MiB", 1024), ("GiB", None)]
    for name, next_unit in units:
        if next_unit is None or value < next_unit:
            return f"{value:.{decimals(value, 3)}f} {name}"
        value /= next_unit
    raise AssertionError(unit)


def ratio_text(ratio):
    """Two digits after the point, and at least two that count."""
    return "" if ratio is None else f"{ratio:.{max(2, decimals(ratio, 2))}f}"


def decimals(value, digits):
    """How many digits after the point make so many significant ones."""
    return max(digits - 1 - math.floor(math.log10(value)), 0)


def markdown_table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def figures(document):
    """The rows of results.md by job and contender, each with its cells by the head's names."""
    table = (line.removeprefix("| ").removesuffix(" |").split(" | ") for line in document.splitlines())
    return {tuple(line[:2]): dict(zip(HEAD, line, strict=True)) for line in table if len(line) == len(HEAD)}


def in_readme(readme, document, goals):
    """README.md with the rows of results.md whose goal has a `readme` text, between the two markers."""
    rows = figures(document)
    chosen = [goal for part in goals.values() for goal in part if "readme" in goal]
    table = [(goal["readme"], goal["peer"], rows[goal["job"], goal["contender"]]["ratio"]) for goal in chosen]
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"README.md has no lines {BEGIN.strip()} and {END.strip()}")
    return before + begin + markdown_table(README_HEAD, table) + end + after
