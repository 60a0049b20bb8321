"""How many cells have which verdict: by state, by data and people, and through time.

What charts draw and their table twins list, worked out once here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from ..boxes import size
from ..model import Verdict
from ..reasoning.reason import Answer
from ..reasoning.timeline import Timeline
from ..text.data import iso
from .looks import LOOKS


@dataclass(frozen=True)
class Tally:
    """The number of cells of each verdict, in the order of `LOOKS`.

    >>> mixed = Tally.of({Verdict.PERMITTED: 1, Verdict.PROHIBITED: 3})
    >>> mixed.verdict is None, mixed.total, [(str(verdict), share) for verdict, share in mixed.shares]
    (True, 4, [('prohibited', 0.75), ('permitted', 0.25)])
    """

    counts: tuple[tuple[Verdict, int], ...]

    @classmethod
    def of(cls, counts: Mapping[Verdict, int]) -> Tally:
        """The tally of these counts."""
        return cls(tuple((v, counts[v]) for v in LOOKS if v is not None and counts.get(v)))

    @property
    def total(self) -> int:
        """All the cells."""
        return sum(count for _, count in self.counts)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that all the cells share; None if they differ."""
        return self.counts[0][0] if len(self.counts) == 1 else None

    @property
    def shares(self) -> list[tuple[Verdict, float]]:
        """The part of the cells that each verdict has."""
        return [(verdict, count / self.total) for verdict, count in self.counts]

    @property
    def words(self) -> str:
        """The tally in a line."""
        if self.verdict:
            return LOOKS[self.verdict].words
        return ", ".join(f"{LOOKS[verdict].words} {share:.0%}" for verdict, share in self.shares)


def by_origin(answer: Answer) -> dict[str, Tally]:
    """For each state asked about, the verdicts of its cells."""
    counts: dict[str, dict[Verdict, int]] = {}
    for region in answer.regions:
        cells = len(region.objects) * len(region.people) * len(region.purposes)
        for origin in region.origins:
            _add(counts.setdefault(origin, {}), region.verdict, cells)
    order = answer.corpus.trees["origin"].leaves
    return {origin: Tally.of(counts[origin]) for origin in order if origin in counts}


def by_cell(answer: Answer) -> dict[tuple[str, str], Tally]:
    """For each category of data and class of people asked about, the verdicts of its cells."""
    counts: dict[tuple[str, str], dict[Verdict, int]] = {}
    for region in answer.regions:
        cells = len(region.origins) * len(region.purposes)
        for pair in product(region.objects, region.people):
            _add(counts.setdefault(pair, {}), region.verdict, cells)
    trees = answer.corpus.trees
    order = product(trees["object"].leaves, trees["people"].leaves)
    return {pair: Tally.of(counts[pair]) for pair in order if pair in counts}


def _add(counts: dict[Verdict, int], verdict: Verdict, cells: int) -> None:
    counts[verdict] = counts.get(verdict, 0) + cells


@dataclass(frozen=True)
class Stretch:
    """A run of days on which the verdicts of the cells asked about stay the same."""

    start: date | None
    end: date | None
    tally: Tally


def through_time(line: Timeline) -> list[Stretch]:
    """The verdicts of the cells asked about, stretch by stretch."""
    channel = line.channel
    cells = [(over, size(box)) for box, over in channel.cells(line.masks)]
    out: list[tuple[int, Tally]] = []
    for s in range(len(channel.cuts)):
        counts: dict[Verdict, int] = {}
        for over, many in cells:
            _add(counts, channel.finding(s, over).verdict, many)
        tally = Tally.of(counts)
        if not out or out[-1][1] != tally:
            out.append((s, tally))
    ends = [s for s, _ in out[1:]] + [len(channel.cuts)]
    return [Stretch(*channel.days(s, after - 1), tally) for (s, tally), after in zip(out, ends, strict=True)]


def change_days(stretches: Iterable[Stretch]) -> list[date]:
    """The days on which the verdicts change."""
    return [one.start for one in stretches if one.start]


# --- table twins ------------------------------------------------------------------


def origin_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each state."""
    for origin, tally in by_origin(answer).items():
        yield {"state": origin, "name": answer.corpus.trees["origin"].label(origin), **_row(tally)}


def cell_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each category of data and class of people."""
    trees = answer.corpus.trees
    for (object_, people), tally in by_cell(answer).items():
        yield {"data": trees["object"].label(object_), "people": trees["people"].label(people), **_row(tally)}


def stretch_rows(stretches: Iterable[Stretch]) -> Iterator[dict[str, Any]]:
    """One row for each stretch of days."""
    for one in stretches:
        yield {"from": iso(one.start), "until": iso(one.end), **_row(one.tally)}


def _row(tally: Tally) -> dict[str, Any]:
    counts = dict(tally.counts)
    verdict = LOOKS[tally.verdict].words
    return {"verdict": verdict, **{str(v): counts.get(v, 0) for v in LOOKS if v is not None}}
