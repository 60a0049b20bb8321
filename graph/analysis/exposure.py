"""For how many days each class of cells was open, claimed, unsettled, closed or silent, between two days.

Days are counted, cells and states are counted; people are not, since that takes
a population figure and none with a source is on record.  A day counts by its
verdict whether or not anything was shared on it: exposure is what could be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..boxes import AXES, Box, merged, size
from ..corpus import Corpus
from ..errors import QuestionError
from ..model import Verdict
from ..reasoning.finding import Finding
from ..reasoning.timeline import Strand, Timeline
from ..text.page import Page
from ..text.sentence import title
from ..text.words import Cells, counted, long_date, span_words

STATES = {
    Verdict.PERMITTED: "open",
    Verdict.CLAIMED: "claimed",
    Verdict.UNSETTLED: "unsettled",
    Verdict.PROHIBITED: "closed",
    Verdict.NO_KNOWN_AUTHORITY: "silent",
}
"""What a day is called by its verdict."""

NO_PEOPLE = "No population figure with a source is on record: days, cells and states are counted, people are not."

_CELLS = ("class", *AXES, "states", "cells")
EXPOSURE_COLUMNS = (*_CELLS, *STATES.values(), "carried_forward")
RUN_COLUMNS = (*_CELLS, "from", "until", "days", "state", "verdict", "carried_forward")


@dataclass(frozen=True)
class Run:
    """Days with one verdict, and how many of them lie after the day the record was last checked."""

    start: date
    end: date
    verdict: Verdict
    carried_forward: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days


@dataclass(frozen=True)
class Exposed:
    """Cells with one history of verdicts between the two days."""

    boxes: tuple[Box, ...]
    runs: tuple[Run, ...]

    def days(self, verdict: Verdict) -> int:
        """The number of days on which they had a verdict."""
        return sum(run.days for run in self.runs if run.verdict is verdict)

    @property
    def carried_forward(self) -> int:
        """The number of days that lie after the day the record was last checked."""
        return sum(run.carried_forward for run in self.runs)


@dataclass(frozen=True)
class Exposure:
    """The cells asked about, in classes, with their days from `start` up to, not including, `end`."""

    line: Timeline
    start: date
    end: date
    classes: tuple[Exposed, ...]

    @property
    def corpus(self) -> Corpus:
        """The corpus that was asked."""
        return self.line.corpus


def exposure(line: Timeline, start: date, end: date) -> Exposure:
    """The exposure of the cells of a timeline, those open the longest first.

    Raises:
        QuestionError: if the end is not after the start.
    """
    if end <= start:
        raise QuestionError(
            "end", f"exposure is counted from one day up to a later one, and {end} is not after {start}"
        )
    classes: dict[tuple[Run, ...], list[Box]] = {}
    for strand in line.strands:
        classes.setdefault(tuple(_runs(strand, start, end)), []).extend(strand.boxes)
    found = [Exposed(tuple(merged(boxes)), runs) for runs, boxes in classes.items()]
    order = sorted(found, key=lambda one: ([-one.days(verdict) for verdict in STATES], one.boxes))
    return Exposure(line, start, end, tuple(order))


def _runs(strand: Strand, start: date, end: date) -> Iterator[Run]:
    """The days of a strand between two days, neighbours of one verdict taken together."""
    held: Run | None = None
    for segment in strand.segments:
        first, last = max(segment.start or start, start), min(segment.end or end, end)
        if first >= last:
            continue
        carried = _carried(segment.finding, first, last)
        if held and held.verdict is segment.finding.verdict:
            held = Run(held.start, last, held.verdict, held.carried_forward + carried)
        else:
            if held:
                yield held
            held = Run(first, last, segment.finding.verdict, carried)
    if held:
        yield held


def _carried(found: Finding, first: date, last: date) -> int:
    """How many of the days lie after the one on which what the finding rests on was last checked."""
    if found.checked is None:
        return 0
    return max((last - max(first, found.checked + timedelta(days=1))).days, 0)


# --- rows and JSON ------------------------------------------------------------


def exposure_rows(found: Exposure) -> Iterator[dict[str, Any]]:
    """One row for each box of cells of each class, with its days by verdict, in the columns of `EXPOSURE_COLUMNS`."""
    for cells, one in _each(found):
        days = {state: one.days(verdict) for verdict, state in STATES.items()}
        yield cells | days | {"carried_forward": one.carried_forward}


def run_rows(found: Exposure) -> Iterator[dict[str, Any]]:
    """One row for each box of cells and run of days, in the columns of `RUN_COLUMNS`."""
    for cells, one in _each(found):
        for run in one.runs:
            yield cells | {
                "from": run.start, "until": run.end, "days": run.days, "state": STATES[run.verdict],
                "verdict": str(run.verdict), "carried_forward": run.carried_forward,
            }  # fmt: skip


def _each(found: Exposure) -> Iterator[tuple[dict[str, Any], Exposed]]:
    trees = found.corpus.trees.values()
    for n, one in enumerate(found.classes, 1):
        for box in one.boxes:
            terms = (" ".join(tree.cover(mask)) for tree, mask in zip(trees, box, strict=True))
            counts = {"states": box[2].bit_count(), "cells": size(box)}
            yield {"class": n, **dict(zip(AXES, terms, strict=True)), **counts}, one


def exposure_dict(found: Exposure) -> dict[str, Any]:
    """The exposure as JSON, schema 1."""
    corpus, trees = found.corpus, tuple(found.corpus.trees.values())
    names = [f"{axis}s" if axis != "people" else axis for axis in AXES]
    return {
        "schema": 1,
        "question": {key: value for key, value in found.line.question.to_dict().items() if key != "on"},
        "from": found.start.isoformat(),
        "until": found.end.isoformat(),
        "classes": [
            {
                "cells": [
                    {name: tree.members(mask) for name, tree, mask in zip(names, trees, box, strict=True)}
                    for box in one.boxes
                ],
                "days": {state: one.days(verdict) for verdict, state in STATES.items()},
                "carried_forward": one.carried_forward,
                "runs": [
                    {"from": run.start.isoformat(), "until": run.end.isoformat(), "verdict": str(run.verdict)}
                    for run in one.runs
                ],
            }
            for one in found.classes
        ],
        "people": None,
        "note": NO_PEOPLE,
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }  # fmt: skip


# --- text -----------------------------------------------------------------------


def exposure_text(found: Exposure, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The exposure as a page: each class of cells in words, with its days."""
    page, line = Page(width, colour=colour, markdown=markdown), found.line
    # Who had joined a case by the last day gives the states their name.
    say = Cells(found.corpus, found.end - timedelta(days=1), line.channel.cases, line.masks)
    asked = title(found.corpus, line.question).replace(f" · {long_date(line.question.on)}", "")
    page.heading(f"{asked} · {(found.end - found.start).days} days, {span_words(found.start, found.end)}")
    for one in found.classes:
        page.gap()
        for where in say.say(one.boxes):
            page.heading(where, 3)
        for run in one.runs:
            carried = f", {run.carried_forward} of them carried forward" if run.carried_forward else ""
            page.item(STATES[run.verdict], f"{counted(run.days, 'day')}: {span_words(run.start, run.end)}{carried}")
    page.gap()
    page.text(NO_PEOPLE)
    page.foot(found.corpus)
    return str(page)
