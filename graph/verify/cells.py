"""The cells: which norms cover one and speak about it, and the verdict that follows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

from .canon import canonical
from .days import Malformed, bounds
from .doubts import Open, World, explore, merged, turns
from .papers import Norm, Papers, nth

AXES = {"object": "objects", "people": "people", "origin": "origins", "purpose": "purposes"}
TIERS = ("ruling", "agency", "law", "filing")
FREES, CONFIDENCE = ("permits", "requires"), ("low", "medium", "high")


class Finding(NamedTuple):
    """What is found for a cell on a day."""

    verdict: str
    basis: str | None
    deciders: tuple[str, ...]
    hinges: frozenset[str]
    confidence: str
    certain: bool
    leaves: list[tuple[World, Any]]


class Cells(Papers):
    """The cells asked about, under the norms of a bundle."""

    @cached_property
    def kinds(self) -> dict[str, dict[str, tuple[Any, ...]]]:
        """For each leaf asked about, in which boxes of the norms it lies, and as whose plaintiff."""
        return {axis: {leaf: tuple(self._lies(axis, leaf)) for leaf in self.asked[AXES[axis]]} for axis in AXES}

    def _lies(self, axis: str, leaf: str) -> Iterator[Any]:
        line = set(self.lineage(axis, leaf))
        for norm in self.norms:
            parties = self.cases.get(norm.paper.rpartition("/")[0], {}).get("parties", ())
            mine = tuple(
                n for n, one in enumerate(parties) if one["role"] == "plaintiff" and line & {*one.get("agent", ())}
            )
            for box in (*norm.said.get("scope", ()), *norm.said.get("except", ())):
                named = box.get(axis, ())
                marks = () if axis != "origin" else tuple(one for one in named if one.startswith("plaintiffs"))
                yield not named or bool(line & {*named}) or ((marks, mine) if marks and mine else False)

    def covers(self, norm: Norm, cell: tuple[str, ...], on: float, world: World) -> bool:
        """Whether a cell lies in a norm's scope and in none of its exceptions."""
        first = norm.first
        scope, except_ = norm.said.get("scope", ()), norm.said.get("except", ())
        inside = (
            [self._inside(norm, box, first + n, cell, on, world) for n, box in enumerate(scope)] if scope else [True]
        )
        return any(inside) and not any(
            self._inside(norm, box, first + len(scope) + n, cell, on, world) for n, box in enumerate(except_)
        )

    def _inside(self, norm: Norm, box: dict[str, Any], n: int, cell: tuple[str, ...], on: float, world: World) -> bool:
        lies = [self.kinds[axis][leaf][n] for axis, leaf in zip(AXES, cell, strict=True)]
        if not all(lies) or not self.holds(box.get("under"), world):
            return False
        marks, mine = next((one for one in lies if isinstance(one, tuple)), ((), ()))
        days = [bounds(mark.split()[1])[0] if " " in mark else on for mark in marks]
        return not marks or any(
            self._member(norm.paper.rpartition("/")[0], n, day, world) for n in mine for day in days
        )

    def _member(self, case: str, n: int, on: float, world: World) -> bool:
        one, parties = self.cases[case]["parties"][n], self.cases[case]["parties"]
        who = f"{case}#{'+'.join(one.get('agent', ())) or one['name']}{nth(parties, n, ('agent', 'name'))}"
        if not self.holds(one.get("under"), world):
            return False
        filed = self.day(self.cases[case]["filed"], f"{case}#case filed", -inf, world)
        joined = self.day(one.get("joined"), f"{who} joined", filed, world)
        return joined <= on < self.day(one.get("left"), f"{who} left", inf, world)

    # --- what is heard ---

    def sure(self, key: tuple[Any, ...], on: float, world: World, claim: Callable[[World], bool]) -> bool:
        """Whether a claim holds on a day in a world that knows no more than it must; worked out once for all."""
        if (key, on) not in self.tables:
            self.horizon = max(on, self.frozen)
            self.tables[key, on] = merged(explore(claim))
        live = [
            one for one in self.tables[key, on] if all(world.get(name, some) & some for name, some in one[0].items())
        ]
        if len({said for _, said in live}) == 1:
            return bool(live[0][1])
        sets = {name: [one[name] for one, _ in live if name in one] for one, _ in live for name in one}
        for name, some in sets.items():
            now = world.get(name, frozenset().union(*self.every(name, key, on)))
            parts: dict[tuple[bool, ...], set[Any]] = {}
            for value in now:
                parts.setdefault(tuple(value in one for one in some), set()).add(value)
            if len(parts) > 1:
                raise Open(name, [frozenset(part) for part in parts.values()])
        raise Malformed("a doubt cannot be settled")

    def every(self, name: str, key: tuple[Any, ...], on: float) -> list[frozenset[Any]]:
        """What a doubt may still be in each row of a table."""
        return [one[name] for one, _ in self.tables[key, on] if name in one]

    @cached_property
    def frozen(self) -> float:
        """The last day on which a coalition is frozen."""
        days = re.findall(r"plaintiffs-on (\d{4}-\d\d-\d\d)", canonical(self.papers))
        return max((bounds(day)[0] for day in days), default=-inf)

    def heard(self, norm: Norm, cell: tuple[str, ...], on: float, world: World) -> bool:
        """Whether a norm covers a cell and speaks on a day."""
        key = norm.id, tuple(one[norm.first : norm.last] for one in self.kind(cell))
        return self.sure(key, on, world, lambda w: self.covers(norm, cell, on, w) and self.speaks(norm, on, w))

    def challenged(self, norm: Norm, on: float, world: World) -> bool:
        """Whether a case pending on a day challenges a norm or its paper."""
        return self.sure(
            ("challenged", norm.id), on, world, lambda w: self.contested((norm.id, norm.paper), ("challenges",), on, w)
        )

    # --- the verdict ---

    def decide(self, cell: tuple[str, ...], on: float, world: World) -> tuple[str, int | None, tuple[str, ...], int]:
        """In one world: the verdict, the tier that gives it, the norms that decide, and their best confidence."""

        def heard(tier: int) -> list[Norm]:
            return [n for n in self.norms if n.tier == tier and self.heard(n, cell, on, world)]

        def said(tier: int, norms: list[Norm], verdict: str) -> tuple[str, int | None, tuple[str, ...], int]:
            sure = [n.said.get("confidence", self.papers[n.paper]["confidence"]) for n in norms]
            return verdict, tier, tuple(n.id for n in norms), max(map(CONFIDENCE.index, sure))

        def modal(norms: list[Norm], *modalities: str) -> list[Norm]:
            return [n for n in norms if n.said["modality"] in modalities]

        rulings = heard(0)
        for modality, verdict in (("prohibits", "prohibited"), ("leaves-unclear", "unsettled")):
            if bars := modal(rulings, modality):
                return said(0, bars, verdict)
        if rulings:
            return said(0, rulings, "permitted")
        agency = heard(1)
        laws = heard(2) if not modal(agency, "prohibits", "leaves-unclear") else []
        sure = {n.id for n in laws if n.said.get("self-executing", True)}
        standing = [n for n in laws if not sure & {*n.said.get("yields-to", ())}]
        deciding = [n for n in standing if n.id in sure]
        if frees := modal(agency, *FREES) if not modal(agency, "prohibits", "leaves-unclear") else []:
            against, known = modal(standing, "prohibits"), {n.id for n in laws}
            good = [
                n for n in frees
                if (not against or known & {*n.said.get("relies-on", ())})
                and not self.challenged(n, on, world)
            ]  # fmt: skip
            return said(1, good or frees, "permitted" if good else "claimed")
        for tier, norms in ((1, agency), (2, deciding)):
            bars, unclear, frees = modal(norms, "prohibits"), modal(norms, "leaves-unclear"), modal(norms, *FREES)
            if bars:
                return said(tier, [*bars, *frees], "unsettled" if frees else "prohibited")
            if unclear or frees:
                return said(tier, unclear or frees, "unsettled" if unclear else "permitted")
        return "no-known-authority", None, (), 0

    def kind(self, cell: tuple[str, ...]) -> tuple[Any, ...]:
        """What all cells have in common that no norm tells from this one."""
        return tuple(self.kinds[axis][leaf] for axis, leaf in zip(AXES, cell, strict=True))

    def finding(self, cell: tuple[str, ...], on: float) -> Finding:
        """What is found for a cell on a day, over every reading."""
        at = self.kind(cell), on
        if at not in self.found:
            leaves = explore(lambda world: self.decide(cell, on, world))
            verdicts = {said[0] for _, said in leaves}
            every = [set(said[2]) for _, said in leaves]
            steady, ever = set.intersection(*every), set.union(*every)
            chosen = steady if len(verdicts) == 1 and steady else ever
            tiers = [said[1] for _, said in leaves if said[1] is not None]
            names = {name for world, _ in leaves for name in world}
            self.found[at] = Finding(
                verdicts.pop() if len(verdicts) == 1 else "unsettled", TIERS[min(tiers)] if tiers else None,
                tuple(n.id for n in self.norms if n.id in chosen), frozenset(n for n in names if turns(n, leaves)),
                CONFIDENCE[min(said[3] for _, said in leaves)], not verdicts, leaves,
            )  # fmt: skip
        found: Finding = self.found[at]
        return found

    def run(self, cell: tuple[str, ...], on: float) -> tuple[float, float]:
        """The longest run of days around one on which the finding stands, from one day of change to the next."""
        found, days = self.finding(cell, on), self.days

        def stands(n: int) -> bool:
            other = self.finding(cell, days[n] if n >= 0 else days[0] - 1 if days else on)
            return other[:2] == found[:2] and {*found.deciders} <= {*other.deciders} and other.hinges == found.hinges

        first = last = bisect_right(days, on) - 1
        while first >= 0 and stands(first - 1):
            first -= 1
        while last + 1 < len(days) and stands(last + 1):
            last += 1
        return (days[first] if first >= 0 else -inf), (days[last + 1] if last + 1 < len(days) else inf)
