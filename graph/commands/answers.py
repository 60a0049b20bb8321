"""What an agency could share, and why: the questions."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from ..printing import print_view
from .arguments import Declare, add_cells, add_question, add_window, parts, read_record


def ask(asked: argparse.Namespace) -> int:
    """What could one agency share with another, on a day?"""
    from .. import report

    answer = read_record(asked).ask(asked.bearer, asked.recipient, on=asked.on, **parts(asked))
    print_view(
        asked,
        text=lambda **how: report.text(answer, **how),
        data=lambda: report.to_dict(answer),
        rows=lambda: (report.COLUMNS, report.rows(answer)),
    )
    return 0


def timeline(asked: argparse.Namespace) -> int:
    """How did the answer change through time, and what changed it?"""
    from .. import chronicle

    line = read_record(asked).timeline(asked.bearer, asked.recipient, **parts(asked))
    print_view(
        asked,
        text=lambda **how: chronicle.timeline_text(line, **how),
        data=line.to_dict,
        rows=lambda: (chronicle.TIMELINE_COLUMNS, chronicle.timeline_rows(line)),
    )
    return 0


def changes(asked: argparse.Namespace) -> int:
    """What changed between two days, for which cells, and why?"""
    from .. import chronicle

    found = read_record(asked).changes(asked.bearer, asked.recipient, asked.before, asked.after, **parts(asked))
    print_view(
        asked,
        text=found.text,
        data=found.to_dict,
        rows=lambda: (chronicle.CHANGE_COLUMNS, chronicle.change_rows(found.corpus, found)),
    )
    return 0


def exposure(asked: argparse.Namespace) -> int:
    """For how many days was each class of cells open, claimed, unsettled, closed or silent?"""
    from .. import exposure as counted

    found = read_record(asked).exposure(asked.bearer, asked.recipient, asked.start, asked.end, **parts(asked))
    print_view(
        asked,
        text=lambda **how: counted.exposure_text(found, **how),
        data=found.to_dict,
        rows=lambda: (counted.RUN_COLUMNS, counted.run_rows(found)),
    )
    return 0


def path(asked: argparse.Namespace) -> int:
    """Could data travel from one agency to the next, and which paper let them pass or stood in their way?"""
    from .. import itinerary

    found = read_record(asked).path(
        *asked.agents, start=asked.start, end=asked.end, purposes=asked.purposes or (),
        passing=("permitted", "claimed") if asked.claims else ("permitted",), **parts(asked),
    )  # fmt: skip
    print_view(
        asked,
        text=lambda **how: itinerary.path_text(found, **how),
        data=found.to_dict,
        rows=lambda: (itinerary.PATH_COLUMNS, itinerary.path_rows(found)),
    )
    return 0


def reproduce(asked: argparse.Namespace) -> int:
    """Is a cited answer still given? Exit 0 if it is, 1 if not, with what differs."""
    from ..reproduce import to_dict

    text = sys.stdin.read() if asked.citation == "-" else asked.citation
    if os.path.isfile(asked.citation):  # noqa: PTH113  # a citation is longer than a file name may be
        text = Path(asked.citation).read_text(encoding="utf-8")
    found = read_record(asked).reproduce(text)
    print(json.dumps(to_dict(found), indent=2, ensure_ascii=False) if asked.format == "json" else found)
    return 0 if found.same else 1


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(ask)
    add_question(one)
    one.add_argument("--on", required=True, metavar="DAY", help="the day asked about, as 2025-09-01")
    add_question(command(timeline))
    one = command(changes)
    add_question(one)
    one.add_argument("--from", dest="before", required=True, metavar="DAY", help="the earlier day")
    one.add_argument("--to", dest="after", required=True, metavar="DAY", help="the later day")
    one = command(exposure)
    add_question(one)
    add_window(one)
    one = command(path)
    one.add_argument("agents", nargs="+", metavar="AGENCY", help="from whom to whom, in order")
    add_cells(one)
    add_window(one)
    one.add_argument("--claims", action="store_true", help="let what an agency only claims pass too")
    one.add_argument("--purposes", nargs="+", metavar="PURPOSE", help="one for each hop, where they differ")
    one = command(reproduce)
    one.add_argument("citation", help="a citation, a file that holds one, or - for standard input")
