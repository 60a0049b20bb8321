"""Timelines and changes that can be read: as text, Markdown, JSON or rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ..boxes import Box, merged
from ..corpus import Corpus
from ..model import Verdict
from ..reasoning.question import Question
from ..reasoning.timeline import Cause, Change, Segment, Strand, Timeline, same_answer
from .data import CELL, iso
from .page import Page
from .sentence import title
from .words import VERDICTS, Cells, long_date

TIMELINE_COLUMNS = (*CELL, "from", "until", "verdict", "basis", "because", "hinges_on", "causes")
CHANGE_COLUMNS = (*CELL, "before", "after", "causes")


def timeline_text(line: Timeline, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The history of each set of cells, with every flip and its cause."""
    corpus, page = line.corpus, Page(width, colour=colour, markdown=markdown)
    cells = Cells(corpus, line.question.on, line.channel.cases, line.masks)
    page.heading(title(corpus, line.question, dated=False))
    for strand in line.strands:
        page.gap()
        for where in cells.say(strand.boxes):
            page.heading(where, 3)
        for stretch in _stretches(strand):
            _stretch(page, stretch)
    page.gap()
    page.foot(corpus)
    return str(page)


def _stretches(strand: Strand) -> Iterator[list[Segment]]:
    """The segments of a strand, with neighbours of one verdict by the same norms taken together."""
    stretch: list[Segment] = []
    for segment in strand.segments:
        if stretch and not same_answer(stretch[-1].finding, segment.finding):
            yield stretch
            stretch = []
        stretch.append(segment)
    if stretch:
        yield stretch


def _stretch(page: Page, stretch: Sequence[Segment]) -> None:
    first = stretch[0]
    why = "; ".join(cause.what for cause in first.causes)
    facts = dict.fromkeys(hinge.question for segment in stretch for hinge in segment.finding.hinges_on)
    hinge = f" (hinges on: {' '.join(facts)})" if facts else ""
    start = first.start.isoformat() if first.start else "before"
    line = f"{start:<10}  {VERDICTS[first.finding.verdict]}{f' — {why}' if why else ''}{hinge}"
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
    groups: dict[tuple[Verdict, Verdict, tuple[Cause, ...]], list[Box]] = {}
    for change in found:
        key = change.before.verdict, change.after.verdict, change.causes
        groups.setdefault(key, []).extend(change.boxes)
    flips = {key: boxes for key, boxes in groups.items() if key[0] is not key[1]}
    if not flips:
        page.gap()
        page.text("No verdict changed between the two days.")
    for (old, new, causes), boxes in flips.items():
        page.gap()
        page.verdict(new, f"(was {VERDICTS[old]})")
        for where in cells.say(merged(boxes)):
            page.item("For", where)
        for cause in causes:
            page.item("Cause", f"{cause.what} [{cause.record}]")
    if len(groups) > len(flips):
        page.gap()
        page.text("Other cells keep their verdict for other reasons; --format json lists them.")
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
