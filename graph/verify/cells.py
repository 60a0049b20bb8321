"""The cells: which norms cover one and speak about it, and the verdict that follows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

from .days import bounds
from .doubts import Leaves, World, explore, merged, settled, turns
from .papers import Papers
from .records import Entry, Norm, nth

AXES = {"object": "objects", "people": "people", "origin": "origins", "purpose": "purposes"}
TIERS = RULING, AGENCY, LAW, FILING = ("ruling", "agency", "law", "filing")
FREES, CONFIDENCE = ("permits", "requires"), ("low", "medium", "high")
Cell = tuple[str, ...]


class Decision(NamedTuple):
    """In one world: the verdict, the tier that gives it, the norms that decide, and the best confidence of these."""

    verdict: str
    tier: int | None = None
    deciders: tuple[str, ...] = ()
    confidence: int = 0


class Finding(NamedTuple):
    """Over all worlds: what is found for a cell on a day."""

    verdict: str
    basis: str | None
    deciders: tuple[str, ...]
    hinges: frozenset[str]
    confidence: str
    leaves: Leaves[Decision]


class Cells(Papers):
    """The cells asked about, under the norms of a bundle."""

    def __init__(self, bundle: Entry) -> None:
        super().__init__(bundle)
        self._found: dict[tuple[Any, float], Finding] = {}
        self._tables: dict[tuple[Any, float], Leaves[bool]] = {}

    # --- what covers a cell ---

    @cached_property
    def kinds(self) -> dict[str, dict[str, tuple[Any, ...]]]:
        """For each leaf asked about, in which boxes of the norms it lies, and as whose plaintiff."""
        return {axis: {leaf: tuple(self._lies(axis, leaf)) for leaf in self.asked[AXES[axis]]} for axis in AXES}

    def _lies(self, axis: str, leaf: str) -> Iterator[Any]:
        line = set(self.lineage(axis, leaf))
        for norm in self.norms:
            parties = self.cases.get(norm.paper.rpartition("/")[0], {}).get("parties", ())
            sues = [line & {*one.get("agent", ())} if one["role"] == "plaintiff" else () for one in parties]
            mine = tuple(n for n, one in enumerate(sues) if one)
            for box in norm.boxes:
                named = box.get(axis, ())
                marks = tuple(one for one in named if axis == "origin" and one.startswith("plaintiffs"))
                yield not named or bool(line & {*named}) or ((marks, mine) if marks and mine else False)

    def kind(self, cell: Cell) -> tuple[Any, ...]:
        """What there is to say of a cell: cells of one kind share every answer."""
        return tuple(self.kinds[axis][leaf] for axis, leaf in zip(AXES, cell, strict=True))

    def covers(self, norm: Norm, cell: Cell, on: float, world: World) -> bool:
        """Whether a cell lies in a norm's scope and in none of its exceptions."""
        count = len(norm.said.get("scope", ()))
        inside = not count or any(self._inside(norm, n, cell, on, world) for n in range(count))
        return inside and not any(self._inside(norm, n, cell, on, world) for n in range(count, len(norm.boxes)))

    def _inside(self, norm: Norm, n: int, cell: Cell, on: float, world: World) -> bool:
        lies = [one[norm.first + n] for one in self.kind(cell)]
        if not all(lies) or not self.holds(norm.boxes[n].get("under"), world):
            return False
        marks, mine = next((one for one in lies if isinstance(one, tuple)), ((), ()))
        days = [bounds(mark.split()[1])[0] if " " in mark else on for mark in marks]
        case = norm.paper.rpartition("/")[0]
        return not marks or any(self._member(case, n, day, world) for n in mine for day in days)

    def _member(self, id: str, n: int, on: float, world: World) -> bool:
        """Whether a party takes part in a case on a day."""
        case = self.cases[id]
        one = case["parties"][n]
        who = f"{id}#{'+'.join(one.get('agent', ())) or one['name']}{nth(case['parties'], n, ('agent', 'name'))}"
        if not self.holds(one.get("under"), world):
            return False
        filed = self.day(case["filed"], f"{id}#case filed", -inf, world)
        joined = self.day(one.get("joined"), f"{who} joined", filed, world)
        return joined <= on < self.day(one.get("left"), f"{who} left", inf, world)

    # --- what is heard ---

    def sure(self, key: tuple[Any, ...], on: float, world: World, claim: Callable[[World], bool]) -> bool:
        """Whether a claim holds on a day in a world; it is worked out once, for all worlds."""
        if (key, on) not in self._tables:
            self.horizon = max(on, self.frozen)
            self._tables[key, on] = merged(explore(claim))
        return settled(world, self._tables[key, on])

    def heard(self, norm: Norm, cell: Cell, on: float, world: World) -> bool:
        """Whether a norm covers a cell and speaks on a day."""
        boxes = slice(norm.first, norm.first + len(norm.boxes))
        key = norm.id, tuple(one[boxes] for one in self.kind(cell))
        return self.sure(key, on, world, lambda w: self.covers(norm, cell, on, w) and self.speaks(norm, on, w))

    def challenged(self, norm: Norm, on: float, world: World) -> bool:
        """Whether a case pending on a day challenges a norm or its paper."""
        ids = norm.id, norm.paper
        return self.sure(("challenged", norm.id), on, world, lambda w: self.contested(ids, on, w))

    # --- the verdict ---

    def decide(self, cell: Cell, on: float, world: World) -> Decision:
        """The verdict in one world: the highest tier that speaks about the cell decides."""
        rulings = self._at(RULING, cell, on, world)
        for modality, verdict in (("prohibits", "prohibited"), ("leaves-unclear", "unsettled")):
            if bars := _of(rulings, modality):
                return self._said(verdict, bars)
        if rulings:
            return self._said("permitted", rulings)
        agency = self._at(AGENCY, cell, on, world)
        if _of(agency, "prohibits", "leaves-unclear"):
            return self._clash(agency)
        laws = self._at(LAW, cell, on, world)
        deciding = {law.id for law in laws if law.said.get("self-executing", True)}
        standing = [law for law in laws if not deciding & {*law.said.get("yields-to", ())}]
        if agency:
            against, known = _of(standing, "prohibits"), {law.id for law in laws}
            grounded = [one for one in agency if not against or known & {*one.said.get("relies-on", ())}]
            good = [one for one in grounded if not self.challenged(one, on, world)]
            return self._said("permitted" if good else "claimed", good or agency)
        return self._clash([law for law in standing if law.id in deciding])

    def _clash(self, norms: list[Norm]) -> Decision:
        """The verdict of norms of one tier below the rulings."""
        bars, unclear, frees = _of(norms, "prohibits"), _of(norms, "leaves-unclear"), _of(norms, *FREES)
        if bars:
            return self._said("unsettled" if frees else "prohibited", [*bars, *frees])
        if unclear or frees:
            return self._said("unsettled" if unclear else "permitted", unclear or frees)
        return Decision("no-known-authority")

    def _at(self, tier: str, cell: Cell, on: float, world: World) -> list[Norm]:
        return [one for one in self.norms if TIERS[one.tier] == tier and self.heard(one, cell, on, world)]

    def _said(self, verdict: str, norms: list[Norm]) -> Decision:
        sure = (one.said.get("confidence") or self.papers[one.paper]["confidence"] for one in norms)
        return Decision(verdict, norms[0].tier, tuple(one.id for one in norms), max(map(CONFIDENCE.index, sure)))

    def finding(self, cell: Cell, on: float) -> Finding:
        """What is found for a cell on a day, over every reading."""
        at = self.kind(cell), on
        if at not in self._found:
            leaves = explore(lambda world: self.decide(cell, on, world))
            verdicts = [(world, said.verdict) for world, said in leaves]
            split = len({said for _, said in verdicts}) > 1
            names = {name for world, _ in leaves for name in world if split}
            every = [{*said.deciders} for _, said in leaves]
            chosen = set.union(*every) if split else set.intersection(*every) or set.union(*every)
            tiers = [said.tier for _, said in leaves if said.tier is not None]
            self._found[at] = Finding(
                "unsettled" if split else leaves[0][1].verdict,
                TIERS[min(tiers)] if tiers else None,
                tuple(one.id for one in self.norms if one.id in chosen),
                frozenset(name for name in names if turns(name, verdicts)),
                CONFIDENCE[min(said.confidence for _, said in leaves)],
                leaves,
            )
        return self._found[at]

    def run(self, cell: Cell, on: float) -> tuple[float, float]:
        """The longest run of days around one on which the finding stands, from one day of change to the next."""
        found, days = self.finding(cell, on), self.days

        def stands(n: int) -> bool:
            other = self.finding(cell, days[n] if n >= 0 else days[0] - 1)
            same = other[:2] == found[:2] and other.hinges == found.hinges
            return same and {*found.deciders} <= {*other.deciders}

        first = last = bisect_right(days, on) - 1
        while first >= 0 and stands(first - 1):
            first -= 1
        while last + 1 < len(days) and stands(last + 1):
            last += 1
        return (days[first] if first >= 0 else -inf), (days[last + 1] if last + 1 < len(days) else inf)


def _of(norms: list[Norm], *modalities: str) -> list[Norm]:
    return [one for one in norms if one.said["modality"] in modalities]
