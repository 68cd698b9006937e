"""The rows that have a goal and a peer as a horizontal bar plot: how many times as fast as the peer, on a log scale."""

import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 1000, 500, 70
TOP, ROW, BAR = 64, 40, 18
TICKS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200)

# Grey enough for a light and for a dark background where a viewer knows no media query.
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.small { font-size: 11px; fill: #57606a }
.title { font-size: 16px; font-weight: 600 }
.grid { stroke: #8b949e; stroke-opacity: .3 }
.peer { stroke: #8b949e; stroke-width: 2 }
.faster { fill: #2f81f7 }
.slower { fill: #d29922 }
.goal { stroke: #cf222e; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.small { fill: #9da7b3 }
.goal { stroke: #ff7b72 }
}
"""


def svg(rows):
    rows = [row for row in rows if row.ratio and row.goal]
    factors = [1, 2, *(1 / row.ratio for row in rows), *(1 / row.goal["ratio"] for row in rows)]
    low, high = 0.9 * min(factors), max(factors)
    height = TOP + ROW * len(rows) + 32

    def x(factor):
        share = math.log(factor / low) / math.log(high / low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"',
        'aria-labelledby="title desc">',
        '<title id="title">siplaunch beside its peers</title>',
        f'<desc id="desc">{escape(" ".join(sentence(row) for row in rows))}</desc>',
        f"<style>{STYLE}</style>",
        text(16, 24, "siplaunch beside its peers", "title"),
        text(16, 44, "Times as fast as the peer, on a log scale. Red marks: the goals.", "small"),
    ]
    bottom = height - 28
    for tick in (tick for tick in TICKS if low <= tick <= high):
        parts += [
            f'<path class="{"peer" if tick == 1 else "grid"}" d="M{x(tick):.1f} {TOP - 8}V{bottom}"/>',
            text(f"{x(tick):.1f}", bottom + 16, f"{tick}×", "small", anchor="middle"),
        ]
    for index, row in enumerate(rows):
        parts += bar(row, TOP + ROW * index, x)
    return "\n".join([*parts, "</svg>"]) + "\n"


def bar(row, top, x):
    factor = 1 / row.ratio
    goal = x(1 / row.goal["ratio"])
    begin, end = sorted([x(1), x(factor)])
    yield text(16, top + 13, row.job)
    yield text(16, top + 28, f"{row.contender}, beside {row.peer}", "small")
    kind = "faster" if factor >= 1 else "slower"
    yield f'<rect class="{kind}" x="{begin:.1f}" y="{top + 4}" width="{end - begin:.1f}" height="{BAR}" rx="2"/>'
    yield f'<path class="goal" d="M{goal:.1f} {top + 1}v{BAR + 6}"/>'
    yield text(f"{max(end, goal) + 8:.1f}", top + 18, times(factor))


def sentence(row):
    return f"{row.job}, {row.contender}: {times(1 / row.ratio)} the speed of {row.peer}."


def times(factor):
    return f"{factor:.0f}×" if factor >= 10 else f"{factor:.1f}×" if factor >= 2 else f"{factor:.2f}×"


def text(x, y, words, kind="", anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    anchor = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}"{kind}{anchor}>{escape(words)}</text>'
