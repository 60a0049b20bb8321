"""Days that hang on doubts: a status on a day, and spans of days, under each reading of the facts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from ..dates import ALWAYS, Spans, covers, intersect
from .operative import Doubt, World, worlds


@dataclass(frozen=True, eq=False)
class Status:
    """Whether something holds on a day: outright, or depending on some doubts, and then on each of them."""

    doubts: tuple[str, ...]
    table: Mapping[tuple[str, ...], bool]

    @classmethod
    def of(cls, doubts: Sequence[str], rows: Iterable[tuple[World, bool]]) -> Status:
        """The status that these worlds give, without the doubts that never turn it."""
        rows = list(rows)
        if len({value for _, value in rows}) == 1:
            return cls((), {(): rows[0][1]})
        said = [(tuple(world[name] for name in doubts), value) for world, value in rows]
        kept = tuple(name for place, name in enumerate(doubts) if _turns(place, said))
        return cls(kept, {tuple(world[name] for name in kept): value for world, value in rows})

    def holds(self, world: World) -> bool:
        """Whether it holds in a world that settles the doubts."""
        return self.table[tuple(world[name] for name in self.doubts)]

    @cached_property
    def possible(self) -> bool:
        """Whether it holds under some reading."""
        return any(self.table.values())


NEVER = Status((), {(): False})


def _turns(place: int, said: Sequence[tuple[tuple[str, ...], bool]]) -> bool:
    """Whether two worlds that differ in the doubt at this place alone differ in value."""
    seen: dict[tuple[str, ...], bool] = {}
    return any(seen.setdefault(of[:place] + of[place + 1 :], value) is not value for of, value in said)


@dataclass(frozen=True, eq=False)
class Timed:
    """Spans of days under each reading of some doubts."""

    doubts: Mapping[str, Doubt]
    table: tuple[tuple[World, Spans], ...]

    @classmethod
    def of(cls, doubts: Mapping[str, Doubt], days: Callable[[World], Spans]) -> Timed:
        """The days that each way to settle the doubts gives."""
        return cls(doubts, tuple((world, days(world)) for world in worlds(doubts)))

    def during(self, other: Timed) -> Timed:
        """The days that lie in both."""
        if other is THROUGHOUT:
            return self
        return Timed.of({**self.doubts, **other.doubts}, lambda world: intersect(self.days(world), other.days(world)))

    def days(self, world: World) -> Spans:
        """The days in a world that settles the doubts, whatever else it picks."""
        return self._by_choice[tuple(world[name] for name in self.doubts)]

    @cached_property
    def _by_choice(self) -> dict[tuple[str, ...], Spans]:
        return {tuple(world.values()): spans for world, spans in self.table}

    @cached_property
    def steps(self) -> tuple[tuple[float, ...], tuple[Status, ...]]:
        """The days on which its status changes, from `-inf` on, and the status from each of them."""
        kept: dict[tuple[bool, ...], Status] = {}
        out = {}
        for on in sorted({-inf} | {bound for _, spans in self.table for one in spans for bound in one} - {inf}):
            here = tuple(covers(spans, on) for _, spans in self.table)
            if here not in kept:
                rows = ((world, holds) for (world, _), holds in zip(self.table, here, strict=True))
                kept[here] = Status.of(tuple(self.doubts), rows)
            out[on] = kept[here]
        return tuple(out), tuple(out.values())

    def at(self, on: float) -> Status:
        """Whether one of the spans covers a day, under each reading that matters to that."""
        days, statuses = self.steps
        return statuses[bisect_right(days, on) - 1]


THROUGHOUT = Timed({}, (({}, ALWAYS),))
