"""How fast, as ratios in one run: `python -m tests.benchmarks`.

`--full` grows the record to a million norms, `--app` measures the app in a browser instead, `--load` puts the server
under two hundred clients instead, `--page` writes the page of figures.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

import graph

from . import browsing, engines, growth, load, processes, serving
from .page import app_written, written
from .timing import Section, spelled, timed


def answers(record) -> Section:
    """Whole answers, timelines and every channel of the record on one day."""
    pairs = sorted(
        {(b, r) for one in record.instruments.values() for n in one.norms for b in n.bearer for r in n.recipient}
    )
    calls = {
        "whole CMS → ICE answer, every cell, with regions": lambda: record.ask("CMS", "ICE", on="2025-09-01").regions,
        "timeline of CMS → ICE, every cell": lambda: record.timeline("CMS", "ICE").flips,
        f"whole answers of {len(pairs)} pairs of agencies": lambda: [
            record.ask(b, r, on="2025-09-01").regions for b, r in pairs
        ],
    }
    return Section("Answers of the shipped record", timed(calls), next(iter(calls)), "Channels are built already.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="grow to a million norms")
    parser.add_argument("--app", action="store_true", help="measure the app in Debian's Chromium, and nothing else")
    parser.add_argument("--page", action="store_true", help="write tests/benchmarks/README.md and its plots")
    parser.add_argument("--load", action="store_true", help="put `couldshare serve` under load, and nothing else")
    parser.add_argument("--seconds", type=int, default=60, help="how long each sort of load lasts (default: 60)")
    asked = parser.parse_args()
    if asked.app:
        app(page=asked.page)
        return
    if asked.load:
        sys.exit(load.load(asked.seconds))
    record = graph.load()
    sections = [engines.pinned(record), engines.crowded(record, 1_000_000 if asked.full else 50_000), answers(record)]
    sections += [growth.unrelated((100, 10_000, 1_000_000) if asked.full else (100, 10_000))]
    sections += [*growth.related((10, 100, 1_000, 10_000) if asked.full else (10, 100, 1_000)), *processes.loading()]
    sections += [processes.checking((5, 50) if asked.full else (1, 5))]
    whole, memory = processes.commands()
    sections += [whole, *serving.serving(record)]
    for one in sections:
        print(one.title)
        for name, seconds in one.seconds.items():
            print(f"  {name:<52}{spelled(seconds):>10}   {one.ratio(name):9.3g} × {one.against}")
    for name, megabytes in memory.items():
        print(f"  {name:<52}{megabytes:>7.0f} MB")
    if asked.page:
        print(written(sections, memory, date.today()))


def app(*, page: bool) -> None:
    """The figures of the app, each told as soon as it is known."""
    figures = []
    for one in browsing.browsing():
        figures.append(one)
        what, median, spread, most = one.cells
        print(f"{what:<96}{median:>9}   {spread:<20}{most and f'≤ {most}'}", flush=True)
    if page:
        print(app_written(figures, date.today()))


if __name__ == "__main__":
    main()
