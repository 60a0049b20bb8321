"""The papers of a bundle: which of them, and of their norms and contests, count on a day, in a world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from .doubts import World
from .records import Entry, Norm, Records

ENDINGS = ("amends", "supersedes", "rescinds", "vacates", "dissolves", "reverses")
# On one day a paper begins, is extended, ended and reinstated, in this order.
BEGINS, EXTENDS, ENDS, REINSTATES = range(4)
RANKS = dict.fromkeys(ENDINGS, ENDS) | {"extends": EXTENDS, "reinstates": REINSTATES}
Act = tuple[float, int, float, bool]


class Papers(Records):
    """The papers of a bundle in time."""

    def operative(self, id: str, on: float, world: World) -> bool:
        """Whether a paper is in force and not stayed on a day."""
        return self._lives(id, self.papers[id], f"{id}#", on, world)

    def speaks(self, norm: Norm, on: float, world: World) -> bool:
        """Whether a norm speaks on a day: its paper operative, itself begun, not ended, not stayed."""
        return (
            self.holds(norm.said.get("under"), world)
            and self.operative(norm.paper, on, world)
            and self._lives(norm.id, norm.said, f"{norm.id} ", on, world)
        )

    def _lives(self, target: str, one: Entry, where: str, on: float, world: World) -> bool:
        """Whether a paper or a norm lives on a day and is not stayed, event after event."""
        if self._stayed(target, on, world):
            return False
        begins = self.day(one.get("from"), f"{where}from", -inf, world)
        ends = max(self.day(one.get("until"), f"{where}until", inf, world), begins + 1)
        acts: list[Act] = [(begins, BEGINS, ends, False), *self._acts(target, on, world)]
        until, ended, undone = -inf, False, False
        for day, rank, to, ab_initio in sorted(acts):
            if day > on:
                undone |= rank == ENDS and ab_initio
            elif rank == BEGINS:
                until = until if ended else max(until, to)
            elif rank == EXTENDS:
                # Of two extensions on one day the longer counts, and it comes last.
                until = max(day, to) if day < until else until
            elif rank == ENDS:
                until, ended = day, True
            else:
                until = max(until, to, day + 1)
        return on < until and not undone

    def _stayed(self, target: str, on: float, world: World) -> bool:
        """Whether a stay that is itself operative lies on a paper or a norm."""
        for source, effect, where in self.effects.get(target, ()):
            if effect["verb"] == "stays" and self.holds(effect.get("under"), world):
                day = self.effect_day(source, effect, where, world)
                until = self.day(effect.get("until"), f"{where} until", inf, world)
                if day <= on < max(until, day + 1) and self.operative(source, on, world):
                    return True
        return False

    def _acts(self, target: str, on: float, world: World) -> Iterator[Act]:
        """What changes a paper or a norm, on the first day on which its own paper is operative."""
        for source, effect, where in self.effects.get(target, ()):
            if effect["verb"] in RANKS and self.holds(effect.get("under"), world):
                day = self.effect_day(source, effect, where, world)
                # An act later than the day looked at matters only if it can undo what was.
                days = [day, *(n for n in self.days if day < n and (n <= on or self.undoing))]
                first = next((n for n in days if self.operative(source, n, world)), None)
                if first is not None:
                    to = self.day(effect.get("until"), f"{where} until", inf, world)
                    yield first, RANKS[effect["verb"]], to, effect.get("ab-initio", False)

    def effect_day(self, source: str, effect: Entry, where: str, world: World) -> float:
        """The day from which an effect may act: its own, or the first of its paper."""
        own = self.day(self.papers[source]["from"], f"{source}#from", -inf, world) if "on" not in effect else -inf
        return self.day(effect.get("on"), where, own, world)

    def contested(self, ids: Iterable[str], on: float, world: World) -> bool:
        """Whether a case pending on a day challenges one of these."""
        acts = [act for id in ids for act in self.effects.get(id, ()) if act[1]["verb"] == "challenges"]
        return any(self.pending(*act, on, world) for act in acts)

    def pending(self, source: str, effect: Entry, where: str, on: float, world: World) -> bool:
        """Whether a challenge or appeal is pending on a day: from its day to the end of its case."""
        case = source.rpartition("/")[0]
        closed = self.day(self.cases.get(case, {}).get("closed"), f"{case}#case closed", inf, world)
        until = min(closed, self.day(effect.get("until"), f"{where} until", inf, world))
        return (
            self.holds(effect.get("under"), world)
            and self.effect_day(source, effect, where, world) <= on < until
            and self.operative(source, on, world)
        )
