"""Days that hang on doubts: a status on a day, and spans of days, under each reading of the facts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Self, TypeVar

from ..dates import ALWAYS, Spans, covers, intersect
from .operative import Doubt, World, worlds

Choice = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Status:
    """Whether something holds on a day: outright, or depending on some doubts, and then on each of them."""

    doubts: Choice
    table: Mapping[Choice, bool]

    @classmethod
    def of(cls, doubts: Iterable[str], table: Mapping[Choice, bool]) -> Status:
        """The status that each choice of readings gives, without the doubts that never turn it."""
        kept, decisive = _decisive(tuple(doubts), table)
        return cls(kept, decisive) if kept else SURE if decisive[()] else NEVER

    def holds(self, world: World) -> bool:
        """Whether it holds in a world that settles the doubts."""
        return self.table[tuple(world[name] for name in self.doubts)]

    @cached_property
    def possible(self) -> bool:
        """Whether it holds under some reading."""
        return any(self.table.values())


SURE, NEVER = Status((), {(): True}), Status((), {(): False})


def _decisive(doubts: Choice, table: Mapping[Choice, T]) -> tuple[Choice, Mapping[Choice, T]]:
    """The doubts that turn what a table says, and the table of these alone.

    >>> _decisive(("rain", "snow"), {("yes", "yes"): 1, ("yes", "no"): 1, ("no", "yes"): 2, ("no", "no"): 2})
    (('rain',), {('yes',): 1, ('no',): 2})
    """
    values = list(table.values())
    if values.count(values[0]) == len(values):
        return (), {(): values[0]}
    places = [place for place in range(len(doubts)) if _turns(place, table)]
    if len(places) == len(doubts):
        return doubts, table
    kept = {tuple(choice[place] for place in places): value for choice, value in table.items()}
    return tuple(doubts[place] for place in places), kept


def _turns(place: int, table: Mapping[Choice, object]) -> bool:
    """Whether two choices that differ at this place alone differ in value."""
    seen: dict[Choice, object] = {}
    return any(seen.setdefault(of[:place] + of[place + 1 :], value) != value for of, value in table.items())


@dataclass(frozen=True, eq=False)
class Timed:
    """Spans of days under each reading of the doubts that turn them."""

    doubts: Mapping[str, Doubt]
    table: Mapping[Choice, Spans]

    @classmethod
    def of(cls, doubts: Mapping[str, Doubt], days: Callable[[World], Spans]) -> Self:
        """The days that each way to settle the doubts gives, without the doubts that never turn them."""
        kept, table = _decisive(tuple(doubts), {tuple(world.values()): days(world) for world in worlds(doubts)})
        return cls({name: doubts[name] for name in kept}, table)

    def during(self, other: Timed) -> Timed:
        """The days that lie in both."""
        if other is THROUGHOUT:
            return self
        return Timed.of({**self.doubts, **other.doubts}, lambda world: intersect(self.days(world), other.days(world)))

    def days(self, world: World) -> Spans:
        """The days in a world that settles the doubts, whatever else it picks."""
        return self.table[tuple(world[name] for name in self.doubts)]

    @property
    def ever(self) -> bool:
        """Whether there is any day, under some reading."""
        return any(self.table.values())

    @cached_property
    def steps(self) -> tuple[tuple[float, ...], tuple[Status, ...]]:
        """The days on which its status changes, from `-inf` on, and the status from each of them."""
        bounds = {bound for spans in self.table.values() for one in spans for bound in one}
        days = tuple(sorted({-inf, *bounds} - {inf}))
        return days, tuple(
            Status.of(self.doubts, {choice: covers(spans, on) for choice, spans in self.table.items()}) for on in days
        )

    def at(self, on: float) -> Status:
        """Whether one of the spans covers a day, under each reading that matters to that."""
        days, statuses = self.steps
        return statuses[bisect_right(days, on) - 1]


THROUGHOUT = Timed({}, {(): ALWAYS})
