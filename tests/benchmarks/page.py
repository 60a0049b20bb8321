"""The page of figures: `tests/benchmarks/README.md`, with a plot of each comparison beside it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import altair as alt
import vl_convert as vlc

from .browsing import Figure
from .timing import Section, spelled

HERE = Path(__file__).parent
PAGE = HERE / "README.md"
HEAD = """\
# Speed, side by side

Written by `python -m tests.benchmarks --page`; every ratio comes from one run in which the rivals took turns. Absolute
times are of one machine on one day: {machine}, Python {python}, {day}.
"""
LIMITS = """\
## Where the limits lie, and why

- *An answer asked again* is looked up: what is left is to find the cell and to write the answer down. A bare dict does
  less, since it gives no verdict, no reasons and no days.
- *An answer asked for the first time* goes through the days on which something happens to its cell, until its verdict
  ends. Norms that surely speak there and look to no other are heard all at once, a bit each in one whole number, so a
  channel grows with its norms. Its memory does not: each of those days keeps a bit for every norm.
- *Norms in doubt*, challenged, with exceptions, or looking to others are still gone through one by one on each of those
  days. Doubts that hang together multiply, up to 4,096 ways to settle them; beyond that a cell is unsettled.
- *SPARQL engines* are asked about the same norms, not about precomputed segments. On the few statements of one channel
  little is slow. Among a million it matters where a join starts: one node that stands for both agencies leaves few rows
  to look at, and a cell pinned on four axes leaves fewer than a bare look-up by agencies and day would.
- *The command* spends more than half its time on starting Python and on imports; reading the record, building the
  channel and writing the answer share the rest.
"""
APP = """\
## The app in a browser

Written by `python -m tests.benchmarks --app --page`: Debian's Chromium on the same machine as the server ({machine},
Python {python}, {day}), real keys and a real mouse, on the page's own clock up to the first picture that shows the
answer. Memory is that of the server's processes, what they share counted once.

| what | median | least to most | wanted at most |
|---|---:|---:|---:|
"""


def machine() -> str:
    """The machine, as far as it says."""
    info = Path("/proc/cpuinfo")
    names = (
        {line.partition(": ")[2] for line in info.read_text().splitlines() if line.startswith("model name")}
        if info.exists()
        else set()
    )
    return f"{os.cpu_count()} cores of {', '.join(sorted(names)) or platform.machine()}"


def written(sections: Iterable[Section], memory: Mapping[str, float], day: date) -> Path:
    """Write the page and its plots; the figures of the app stay as they are."""
    parts = [HEAD.format(**_here(day))]
    for n, one in enumerate(sections, 1):
        plot = HERE / f"{n}.svg"
        plot.write_text(picture(one), encoding="utf-8")
        parts.append(f"## {one.title}\n\n{table(one)}\n![{one.title}: the same figures as bars]({plot.name})\n")
    rows = "".join(f"| {name} | {megabytes:.0f} MB |\n" for name, megabytes in memory.items())
    parts.append(f"## Peak memory of a process\n\n| what | most at once |\n|---|---:|\n{rows}")
    parts.append(LIMITS)
    _, title, app = PAGE.read_text(encoding="utf-8").partition(_title(APP))
    PAGE.write_text("\n".join([*parts, title + app] if title else parts), encoding="utf-8")
    return PAGE


def app_written(figures: Iterable[Figure], day: date) -> Path:
    """Write the figures of the app at the end of the page."""
    before = PAGE.read_text(encoding="utf-8").partition(_title(APP))[0].rstrip("\n")
    rows = "".join(f"| {' | '.join(one.cells)} |\n" for one in figures)
    PAGE.write_text(f"{before}\n\n{APP.format(**_here(day))}{rows}", encoding="utf-8")
    return PAGE


def _here(day: date) -> dict[str, object]:
    return {"machine": machine(), "python": platform.python_version(), "day": day}


def _title(part: str) -> str:
    return part.partition("\n")[0]


def table(one: Section) -> str:
    """A comparison in Markdown."""
    rows = "".join(
        f"| {name} | {spelled(seconds)} | {one.ratio(name):.3g} × |\n" for name, seconds in one.seconds.items()
    )
    note = f"\n{one.note}\n" if one.note else ""
    return f"| what | median | against {one.against} |\n|---|---:|---:|\n{rows}{note}"


def picture(one: Section) -> str:
    """A comparison as bars, on a scale of powers of ten."""
    values = [{"what": name, "seconds": seconds, "told": spelled(seconds)} for name, seconds in one.seconds.items()]
    least = min(one.seconds.values())
    x = alt.X("seconds:Q", scale=alt.Scale(type="log", domainMin=least / 3), title="seconds, powers of ten")
    base = alt.Chart(alt.InlineData(values)).encode(
        y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=340)), x=x
    )
    chart = base.mark_bar(color="#0B5FB0", baseline="middle").encode(x2=alt.datum(least / 3)) + base.mark_text(
        align="left", dx=4
    ).encode(text="told:N")
    return str(vlc.vegalite_to_svg(chart.properties(width=420, title=one.title).to_json()))
