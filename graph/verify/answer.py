"""The answer of a bundle, part by part beside the one that follows from its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import inf, prod
from typing import Any, NamedTuple

from .canon import canonical
from .cells import AXES, FREES, Cells
from .days import Malformed, bounds, iso, said_day
from .doubts import World, explore
from .papers import Norm

MAX_CELLS = 1_000_000


class Fault(NamedTuple):
    """A check that failed, where in the bundle, and what was expected there."""

    check: str
    where: str
    message: str


class Answer(Cells):
    """The answer, worked out again."""

    def faults(self) -> Iterator[Fault]:
        """What in the answer does not follow from the records."""
        regions = self.answer["regions"]
        if not isinstance(self.answer["summary"], str) or {*self.answer["corpus"]} != {"version", "digest"}:
            raise Malformed("an answer has a summary, and says by which record it was given")
        if self.answer["question"] != self.question:
            yield Fault("cover", "question", "the answer is one to another question")
        yield from self._cover(regions)
        for n, region in enumerate(regions):
            seen: set[tuple[Any, ...]] = set()
            cell: tuple[str, ...] = ()
            for cell in product(*(region[name] for name in AXES.values())):
                if (kind := self.kind(cell)) not in seen:
                    seen.add(kind)
                    expected = self.region(cell)
                    wrong = [
                        name
                        for name in expected
                        if canonical(_sorted(expected[name])) != canonical(_sorted(region[name]))
                    ]
                    for name in wrong:
                        check = {"verdict": "verdict", "since": "days", "until": "days"}.get(name, "reasons")
                        yield Fault(check, f"region {n}: {name}", f"the records give {canonical(expected[name])[:200]}")
                    if wrong:
                        break
            if not cell:
                yield Fault("cover", f"region {n}", "it has no cells")
            else:
                yield from self._hinges(n, region, cell)

    def _cover(self, regions: list[dict[str, Any]]) -> Iterator[Fault]:
        """That regions are disjoint and together are the cells asked about."""
        if max(sum(map(_size, regions)), _size(self.asked)) > MAX_CELLS:
            raise Malformed(f"the bundle speaks of more than {MAX_CELLS:,} cells")
        cells = [cell for one in regions for cell in product(*(one[name] for name in AXES.values()))]
        asked = {*product(*(self.asked[name] for name in AXES.values()))}
        if len(cells) != len({*cells}):
            yield Fault("cover", "regions", "two regions share a cell")
        if {*cells} != asked:
            yield Fault(
                "cover", "regions", f"{len(asked ^ {*cells})} cells are answered and not asked about, or the reverse"
            )
        for axis, name in AXES.items():
            terms, parents = self.of(axis), {one.get("broader") for one in self.of(axis).values()}
            of = self.question[axis]
            below = {
                id
                for id in terms
                if id not in parents
                and (of is None or {*self.lineage(axis, id)} & {*([of] if isinstance(of, str) else of)})
            }
            if below != {*self.asked[name]}:
                yield Fault("cover", f"asked: {name}", "these are not the leaves that the question asks about")

    def region(self, cell: tuple[str, ...]) -> dict[str, Any]:
        """The parts of a region, as the records give them for one of its cells."""
        found = self.finding(cell, self.on)
        members = [n for n in self.norms if self._speaks(n, cell)]
        chosen = [n for n in members if n.id in found.deciders]
        relied = {id for n in chosen for id in n.said.get("relies-on", ())} - {*found.deciders}
        papers = dict.fromkeys(n.paper for n in self.norms)
        longer = [
            (source, effect["verb"]) for paper in papers for source, effect, where in self.effects.get(paper, ())
            if effect["verb"] in ("extends", "reinstates") and paper in {n.paper for n in chosen}
            and self._earliest(source, effect, where) <= self.on
        ]  # fmt: skip
        because = [self._reason(n.paper, "decides", n) for n in chosen] + [
            self._reason(n.paper, "relied on", n) for n in members if n.id in relied
        ]
        told = {id for m in members for id in (m.id, m.paper)}
        pending = {
            source.rpartition("/")[0] for id in told for source, effect, where in self.effects.get(id, ())
            if effect["verb"] in ("challenges", "appeals") and self._contests(source, effect, where)
        }  # fmt: skip
        since, until = self.run(cell, self.on)
        return {
            "verdict": found.verdict, "basis": found.basis,
            "required": found.certain and found.verdict == "permitted"
            and any(n.said["modality"] == "requires" for n in chosen),
            "since": iso(since), "until": iso(until), "because": because + [self._reason(*one) for one in longer],
            "defeated": [
                {"norm": m.id, "by": chosen[0].id, "why": why} for m in members
                if chosen and m.id not in {*relied, *found.deciders} and (why := _why(m, chosen[0]))
            ],
            "contested_by": sorted(pending), "confidence": found.confidence,
            "carried_forward_from": self._stale(chosen),
        }  # fmt: skip

    def _speaks(self, norm: Norm, cell: tuple[str, ...]) -> bool:
        return self._may(lambda w: self.heard(norm, cell, self.on, w))

    def _contests(self, source: str, effect: dict[str, Any], where: str) -> bool:
        return self._may(lambda w: self._pending(source, effect, where, self.on, w))

    def _earliest(self, source: str, effect: dict[str, Any], where: str) -> float:
        return min((said for _, said in explore(lambda w: self.effect_day(source, effect, where, w))), default=inf)

    def _may(self, claim: Callable[[World], bool]) -> bool:
        return any(said for _, said in explore(claim))

    def _reason(self, paper: str, role: str, norm: Norm | None = None) -> dict[str, Any]:
        cites = (norm.said.get("cites") if norm else None) or self.papers[paper].get("cites", ())
        of = self.of("source")
        told = [
            {
                "source": c["source"],
                "url": of[c["source"]].get("url"),
                "tier": of[c["source"]]["tier"],
                "pin": c.get("pin"),
            }
            for c in cites
        ]
        return {"norm": norm.id if norm else None, "instrument": paper, "role": role, "cites": told}

    def _stale(self, chosen: list[Norm]) -> str | None:
        """The day to which the matters of some norms, or else those of the bearer and recipient, were searched."""
        days = [day for n in chosen if (day := self._checked(n.paper)) is not None]
        if not days:
            days = [bounds(self.cases[id]["checked"])[1] for id in self.answer["coverage"]["cases"]] or [
                bounds(self.asked["checked"])[1]
            ]
        known = bounds(self.question["known"])[0] if self.question["known"] else inf
        return iso(min(*days, known)) if self.on > min(*days, known) else None

    def _checked(self, paper: str) -> float | None:
        one, case = self.papers[paper], paper.rpartition("/")[0]
        by = [one] if "checked" in one else [self.cases[case]] if case in self.cases else []
        cases = (source.rpartition("/")[0] for source, _, _ in self.effects.get(paper, ()))
        by = by or [self.cases[id] for id in cases if id in self.cases]
        return min((bounds(each["checked"])[1] for each in by), default=None)

    def _hinges(self, n: int, region: dict[str, Any], cell: tuple[str, ...]) -> Iterator[Fault]:
        """That a region hinges on the facts it names, and that each reading of each gives the verdicts said."""
        found = self.finding(cell, self.on)
        facts = frozenset() if found.certain else found.hinges
        if {one["fact"] for one in region["hinges_on"]} != facts or len(region["hinges_on"]) != len(facts):
            yield Fault("reasons", f"region {n}: hinges_on", f"the records make it hinge on {sorted(facts)}")
            return
        for one in region["hinges_on"]:
            fact, told = self.facts.get(one["fact"]), one["readings"]
            open_ = [r for r in fact["readings"] if "rejected" not in r] if fact else []
            if fact and (
                [r["says"] for r in open_] != [r["says"] for r in told] or fact["question"] != one["question"]
            ):
                yield Fault("reasons", f"region {n}: {one['fact']}", "the readings are not those on record")
                return
            picks = [r["id"] for r in open_] if fact else [said_day(r["says"]) for r in told]
            for pick, reading in zip(picks, told, strict=True):
                values = sorted({value for world, _ in found.leaves for value in world.get(one["fact"], ())})
                near = (
                    pick if pick in values or fact else next((value for value in values if value >= pick), values[-1])
                )
                given = {one["fact"]: frozenset({near})}
                says = {said[0] for _, said in explore(lambda w: self.decide(cell, self.on, w), given)}
                if says != {*reading["verdicts"]} or len(says) != len(reading["verdicts"]):
                    yield Fault(
                        "reasons", f"region {n}: {one['fact']}", f"read so: {reading['says']}, it is {sorted(says)}"
                    )


def _size(region: dict[str, Any]) -> int:
    """How many cells a region has."""
    return prod(len(region[name]) for name in AXES.values())


def _why(loser: Norm, winner: Norm) -> str:
    """Why a norm that covers a cell does not decide it; empty where it says the same."""
    modalities = {loser.said["modality"], winner.said["modality"]}
    if len(modalities) == 1 or modalities <= {*FREES}:
        return ""
    if loser.tier != winner.tier:
        return "higher tier"
    if winner.id in loser.said.get("yields-to", ()):
        return "yields by its own terms"
    if loser.tier == 2 and not loser.said.get("self-executing", True):
        return "does not decide by itself"
    return "any operative prohibition prevails" if winner.said["modality"] == "prohibits" else "left unclear"


def _sorted(value: Any) -> Any:
    return sorted(value, key=canonical) if isinstance(value, list) else value
