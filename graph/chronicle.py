"""Timelines and changes that can be read: as text, Markdown, JSON or rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from .corpus import Corpus
from .page import Page
from .question import Question
from .reason import Box
from .report import CELL, iso, title
from .timeline import Change, Segment, Timeline
from .words import VERDICTS, Cells, long_date

TIMELINE_COLUMNS = (*CELL, "from", "until", "verdict", "basis", "because", "hinges_on", "causes")
CHANGE_COLUMNS = (*CELL, "before", "after", "causes")


def timeline_text(line: Timeline, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The history of each set of cells, with every flip and its cause."""
    corpus, page = line.corpus, Page(width, colour=colour, markdown=markdown)
    cells = Cells(corpus, line.question.on, line.channel.cases, line.masks)
    page.heading(title(corpus, line.question).rpartition(" · ")[0])
    for strand in line.strands:
        page.gap()
        for where in cells.say(strand.boxes):
            page.heading(where, 3)
        for segment in strand.segments:
            _segment(page, segment)
    page.gap()
    page.foot(corpus)
    return str(page)


def _segment(page: Page, segment: Segment) -> None:
    found = segment.finding
    why = "; ".join(cause.what for cause in segment.causes)
    hinge = f" (hinges on: {' '.join(h.question for h in found.hinges_on)})" if found.hinges_on else ""
    start = segment.start.isoformat() if segment.start else "before"
    line = f"{start:<10}  {VERDICTS[found.verdict]}{f' — {why}' if why else ''}{hinge}"
    page.text(f"- {line}" if page.markdown else line, indent=2, hanging=12)


def timeline_dict(line: Timeline) -> dict[str, Any]:
    """The timeline as JSON: strands of cells, each with its segments."""
    corpus = line.corpus
    return {
        "schema": 1,
        "question": {k: v for k, v in line.question.to_dict().items() if k != "on"},
        "strands": [
            {
                "cells": [_cells(corpus, box) for box in strand.boxes],
                "segments": [
                    {
                        "from": iso(segment.start),
                        "until": iso(segment.end),
                        "verdict": str(segment.finding.verdict),
                        "basis": str(segment.finding.basis) if segment.finding.basis else None,
                        "because": [reason.id for reason in segment.finding.because],
                        "contested_by": list(segment.finding.contested_by),
                        "hinges_on": [hinge.fact for hinge in segment.finding.hinges_on],
                        "causes": [{"record": cause.record, "what": cause.what} for cause in segment.causes],
                    }
                    for segment in strand.segments
                ],
            }
            for strand in line.strands
        ],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def _cells(corpus: Corpus, box: Box) -> dict[str, list[str]]:
    names = ("objects", "people", "origins", "purposes")
    return {name: tree.members(mask) for name, tree, mask in zip(names, corpus.trees.values(), box, strict=True)}


def timeline_rows(line: Timeline) -> Iterator[dict[str, Any]]:
    """One row for each segment of each cell."""
    for strand in line.strands:
        for box in strand.boxes:
            for cell in _each(line.corpus, box):
                for segment in strand.segments:
                    yield {
                        **cell,
                        "from": segment.start,
                        "until": segment.end,
                        "verdict": str(segment.finding.verdict),
                        "basis": str(segment.finding.basis) if segment.finding.basis else "",
                        "because": " ".join(reason.id for reason in segment.finding.because),
                        "hinges_on": " ".join(hinge.fact for hinge in segment.finding.hinges_on),
                        "causes": "; ".join(cause.what for cause in segment.causes),
                    }


def _each(corpus: Corpus, box: Box) -> Iterator[dict[str, str]]:
    cells = _cells(corpus, box)
    for object in cells["objects"]:
        for people in cells["people"]:
            for origin in cells["origins"]:
                for purpose in cells["purposes"]:
                    yield {"object": object, "people": people, "origin": origin, "purpose": purpose}


def changes_text(
    corpus: Corpus, question: Question, before: date, found: Sequence[Change], cases: Iterable[str], asked: Box,
    width: int = 88, *, colour: bool = False, markdown: bool = False,
) -> str:  # fmt: skip
    """What changed between two days, for which cells, and why."""
    page = Page(width, colour=colour, markdown=markdown)
    cells = Cells(corpus, question.on, cases, asked)
    page.heading(f"{title(corpus, question)}, compared with {long_date(before)}")
    flips = [change for change in found if change.before.verdict is not change.after.verdict]
    same = [change for change in found if change.before.verdict is change.after.verdict]
    if not found:
        page.gap()
        page.text("Nothing changed between the two days.")
    for change in flips + same:
        page.gap()
        old, new = VERDICTS[change.before.verdict], VERDICTS[change.after.verdict]
        page.verdict(change.after.verdict, f"(was {old})" if old != new else "(as before, for other reasons)")
        for where in cells.say(change.boxes):
            page.item("For", where)
        for cause in change.causes:
            page.item("Cause", f"{cause.what} [{cause.record}]")
    page.gap()
    page.foot(corpus)
    return str(page)


def change_dict(corpus: Corpus, change: Change) -> dict[str, Any]:
    """One change as JSON."""
    return {
        "cells": [_cells(corpus, box) for box in change.boxes],
        "before": {"verdict": str(change.before.verdict), "because": [r.id for r in change.before.because]},
        "after": {"verdict": str(change.after.verdict), "because": [r.id for r in change.after.because]},
        "causes": [{"record": cause.record, "what": cause.what} for cause in change.causes],
    }


def change_rows(corpus: Corpus, found: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """One row for each cell that changed."""
    for change in found:
        for box in change.boxes:
            for cell in _each(corpus, box):
                yield {
                    **cell,
                    "before": str(change.before.verdict),
                    "after": str(change.after.verdict),
                    "causes": "; ".join(cause.what for cause in change.causes),
                }
