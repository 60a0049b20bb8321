"""What an agency could share, and why: the questions."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from .. import views
from ..errors import QuestionError
from ..printing import print_view
from .arguments import Declare, add_cells, add_question, add_window, parts, read_record


def ask(asked: argparse.Namespace) -> int:
    """What could one agency share with another, on a day?"""
    record = read_record(asked)
    if _in_english(record, asked):
        view = views.ask_english(record, asked.bearer, asked.on)
    elif asked.on:
        view = views.ask(record, asked.bearer, asked.recipient, asked.on, **parts(asked))
    else:
        raise QuestionError("on", "say on which day, as --on 2025-09-01")
    if asked.bundle:
        _keep_bundle(record, asked)
    print_view(asked, *view)
    return 0


def _keep_bundle(record: Any, asked: argparse.Namespace) -> None:
    """Write the proof of the answer to a file, as TriG where its name ends so.

    Raises:
        QuestionError: if the question was put in English, whose parts a bundle does not know.
    """
    from ..trust import written

    if not asked.on:
        raise QuestionError("bundle", "a bundle holds one question in its parts: give bearer, recipient and --on")
    answer = record.ask(asked.bearer, asked.recipient, on=asked.on, **parts(asked))
    print(f"Proof written to {written(answer, Path(asked.bundle))}", file=sys.stderr)


def _in_english(record: Any, asked: argparse.Namespace) -> bool:
    """Whether the one name given is a sentence: a question, or several words that name no agency.

    Raises:
        QuestionError: if something is said beside the sentence, which says everything itself.
    """
    from ..reasoning.question import names

    text = asked.bearer.strip()
    if asked.recipient or (not text.endswith("?") and (" " not in text or text.lower() in names(record, "agency"))):
        return False
    beside = [part for part in ("object", "people", "origin", "purpose", "known") if getattr(asked, part)]
    if beside or asked.action != "share":
        option = beside[0] if beside else "action"
        raise QuestionError("text", f"a question in English says everything itself: leave out --{option}")
    return True


def timeline(asked: argparse.Namespace) -> int:
    """How did the answer change through time, and what changed it?"""
    print_view(asked, *views.timeline(read_record(asked), asked.bearer, asked.recipient, **parts(asked)))
    return 0


def changes(asked: argparse.Namespace) -> int:
    """What changed between two days, for which cells, and why?"""
    record, between = read_record(asked), (asked.before, asked.after)
    print_view(asked, *views.changes(record, asked.bearer, asked.recipient, *between, **parts(asked)))
    return 0


def flips(asked: argparse.Namespace) -> int:
    """What would flip the verdict of one cell: the fewest papers or facts, and the earliest day."""
    print_view(asked, *views.flips(read_record(asked), asked.bearer, asked.recipient, asked.on, **parts(asked)))
    return 0


def exposure(asked: argparse.Namespace) -> int:
    """For how many days was each class of cells open, claimed, unsettled, closed or silent?"""
    record, window = read_record(asked), (asked.start, asked.end)
    print_view(asked, *views.exposure(record, asked.bearer, asked.recipient, *window, **parts(asked)))
    return 0


def path(asked: argparse.Namespace) -> int:
    """Could data travel from one agency to the next, and which paper let them pass or stood in their way?"""
    record, purposes = read_record(asked), asked.purposes or ()
    found = views.path(record, asked.agents, asked.start, asked.end, purposes, claims=asked.claims, **parts(asked))
    print_view(asked, *found)
    return 0


def reproduce(asked: argparse.Namespace) -> int:
    """Is a cited answer still given? Exit 0 if it is, 1 if not, with what differs."""
    from ..proof import reproduce as cited

    text = sys.stdin.read() if asked.citation == "-" else asked.citation
    if os.path.isfile(asked.citation):  # noqa: PTH113  # a citation is longer than a file name may be
        text = Path(asked.citation).read_text(encoding="utf-8")
    found = read_record(asked).reproduce(text)
    print_view(
        asked,
        text=lambda **how: cited.reproduction_text(found, **how),
        data=lambda: cited.to_dict(found),
        rows=lambda: (cited.COLUMNS, cited.reproduction_rows(found)),
    )
    return 0 if found.same else 1


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(ask)
    one.add_argument(
        "--bundle", metavar="FILE", help="write the proof of the answer too: JSON, or TriG if it ends in .trig"
    )
    add_question(one)
    one.add_argument("--on", metavar="DAY", help="the day asked about, as 2025-09-01")
    add_question(command(timeline))
    one = command(changes)
    add_question(one)
    one.add_argument("--from", dest="before", required=True, metavar="DAY", help="the earlier day")
    one.add_argument("--to", dest="after", required=True, metavar="DAY", help="the later day")
    one = command(flips)
    add_question(one)
    one.add_argument("--on", required=True, metavar="DAY", help="the day asked about, as 2025-09-01")
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
