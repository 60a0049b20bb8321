"""The answer of a bundle, part by part beside the one that follows from its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from math import inf
from typing import Any, NamedTuple

from .canon import canonical
from .cells import AXES, FREES, LAW, TIERS, Cell, Cells
from .days import Malformed, bounds, iso, said_day
from .doubts import World, explore
from .records import Entry, Norm

MAX_CELLS = 1_000_000

# By which check a part of a region is found wrong; all others are reasons.
CHECKS = {"verdict": "verdict", "since": "days", "until": "days"}


class Fault(NamedTuple):
    """A check that failed, where in the bundle, and what was expected there."""

    check: str
    where: str
    message: str


class AnswerAgain(Cells):
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
            kinds = {self.kind(cell): cell for cell in _cells(region)}
            if not kinds:
                yield Fault("cover", f"region {n}", "it has no cells")
            for cell in kinds.values():
                yield from self._region(n, region, cell)

    def _cover(self, regions: list[Entry]) -> Iterator[Fault]:
        """That regions are disjoint and together are the cells asked about, and these the leaves of the question."""
        if sum(map(_size, regions)) > MAX_CELLS or _size(self.asked) > MAX_CELLS:
            raise Malformed(f"the bundle speaks of more than {MAX_CELLS:,} cells")
        cells, asked = [cell for one in regions for cell in _cells(one)], {*_cells(self.asked)}
        if len(cells) != len({*cells}):
            yield Fault("cover", "regions", "two regions share a cell")
        if {*cells} != asked:
            yield Fault("cover", "regions", f"{len(asked ^ {*cells})} cells are only asked about, or only answered")
        for axis, name in AXES.items():
            of, parents = self.question[axis], {one.get("broader") for one in self.of(axis).values()}
            whole = {*self.of(axis)} if of is None else {of} if isinstance(of, str) else {*of}
            leaves = {id for id in self.of(axis) if id not in parents and whole & {*self.lineage(axis, id)}}
            if leaves != {*self.asked[name]} or len(self.asked[name]) != len(leaves):
                yield Fault("cover", f"asked: {name}", "these are not the leaves that the question asks about")

    def _region(self, n: int, region: Entry, cell: Cell) -> Iterator[Fault]:
        """What a region says otherwise of one of its cells than the records do."""
        for part, expected in self.parts(cell).items():
            if _told(expected) != _told(region[part]):
                message = f"for {' × '.join(cell)} the records give {canonical(expected)[:200]}"
                yield Fault(CHECKS.get(part, "reasons"), f"region {n}: {part}", message)
        yield from self._hinges(n, region, cell)

    def parts(self, cell: Cell) -> Entry:
        """The parts of a region, as the records give them for a cell."""
        found, on = self.finding(cell, self.on), self.on
        members = [one for one in self.norms if _may(partial(self.heard, one, cell, on))]
        chosen = [one for one in members if one.id in found.deciders]
        named = {id for one in chosen for id in one.said.get("relies-on", ())} - {*found.deciders}
        relied = [one for one in members if one.id in named]
        since, until = self.run(cell, on)
        return {
            "verdict": found.verdict,
            "basis": found.basis,
            "required": found.verdict == "permitted" and any(one.said["modality"] == "requires" for one in chosen),
            "since": iso(since),
            "until": iso(until),
            "because": [
                *(self._reason(one.paper, "decides", one) for one in chosen),
                *(self._reason(one.paper, "relied on", one) for one in relied),
                *(self._reason(*one) for one in self._longer({one.paper for one in chosen})),
            ],
            "defeated": [
                {"norm": one.id, "by": chosen[0].id, "why": why}
                for one in members
                if chosen and one not in (*chosen, *relied) and (why := _why(one, chosen[0]))
            ],
            "contested_by": self._pending(members),
            "confidence": found.confidence,
            "carried_forward_from": self._stale(chosen),
        }

    def _reason(self, paper: str, role: str, norm: Norm | None = None) -> Entry:
        cites = (norm.said.get("cites") if norm else None) or self.papers[paper]["cites"]
        told = []
        for cite in cites:
            source = self.of("source")[cite["source"]]
            parts = {"url": source.get("url"), "tier": source["tier"], "pin": cite.get("pin")}
            told.append({"source": cite["source"], **parts})
        return {"norm": norm.id if norm else None, "instrument": paper, "role": role, "cites": told}

    def _longer(self, papers: set[str]) -> Iterator[tuple[str, str]]:
        """The papers that had extended or reinstated one of some by the day asked, and which they did."""
        for target in dict.fromkeys(one.paper for one in self.norms if one.paper in papers):
            for source, effect, where in self.effects.get(target, ()):
                days = explore(partial(self.effect_day, source, effect, where))
                if effect["verb"] in ("extends", "reinstates") and min(day for _, day in days) <= self.on:
                    yield source, effect["verb"]

    def _pending(self, members: list[Norm]) -> list[str]:
        """The cases in which something that speaks about the cell is challenged or appealed."""
        told = dict.fromkeys(id for one in members for id in (one.id, one.paper))
        acts = [act for id in told for act in self.effects.get(id, ()) if act[1]["verb"] in ("challenges", "appeals")]
        pending = [act[0] for act in acts if _may(partial(self.pending, *act, self.on))]
        return [*dict.fromkeys(source.rpartition("/")[0] for source in pending)]

    def _stale(self, chosen: list[Norm]) -> str | None:
        """The day to which the matters of some norms, or else all of the channel, were searched, if that is past."""
        days = [day for one in chosen if (day := self._checked(one.paper)) is not None]
        whole = [bounds(self.cases[id]["checked"])[1] for id in self.answer["coverage"]["cases"]]
        known = bounds(self.question["known"])[0] if self.question["known"] else inf
        last = min(known, *(days or whole or [bounds(self.asked["checked"])[1]]))
        return iso(last) if self.on > last else None

    def _checked(self, paper: str) -> float | None:
        """The day to which the matter of a paper was searched; None for law that no case challenges."""
        own, case = self.papers[paper], paper.rpartition("/")[0]
        cases = [source.rpartition("/")[0] for source, _, _ in self.effects.get(paper, ())]
        by = [own] if "checked" in own else [self.cases[case]] if case in self.cases else []
        by = by or [self.cases[id] for id in cases if id in self.cases]
        return min((bounds(one["checked"])[1] for one in by), default=None)

    def _hinges(self, n: int, region: Entry, cell: Cell) -> Iterator[Fault]:
        """That a region hinges on the facts it names, and that each reading of each gives the verdicts said."""
        found = self.finding(cell, self.on)
        if sorted(one["fact"] for one in region["hinges_on"]) != sorted(found.hinges):
            yield Fault("reasons", f"region {n}: hinges_on", f"the records make it hinge on {sorted(found.hinges)}")
            return
        for hinge in region["hinges_on"]:
            fact, told = self.facts.get(hinge["fact"]), hinge["readings"]
            if fact:
                open_ = [one for one in fact["readings"] if "rejected" not in one]
                if [fact["question"], *(one["says"] for one in open_)] != [
                    hinge["question"],
                    *(r["says"] for r in told),
                ]:
                    yield Fault(
                        "reasons", f"region {n}: {hinge['fact']}", "question or readings are not those on record"
                    )
                    continue
            picks = [one["id"] for one in open_] if fact else [self._like(cell, hinge["fact"], one) for one in told]
            for pick, reading in zip(picks, told, strict=True):
                leaves = explore(lambda w: self.decide(cell, self.on, w), {hinge["fact"]: frozenset({pick})})
                says = {said.verdict for _, said in leaves}
                if says != {*reading["verdicts"]} or len(says) != len(reading["verdicts"]):
                    message = f"read as {reading['says']!r} it is {' or '.join(sorted(says))}"
                    yield Fault("reasons", f"region {n}: {hinge['fact']}", message)

    def _like(self, cell: Cell, fact: str, reading: Entry) -> float:
        """The day tried here that stands for the one a reading of a date says: the same, or the next."""
        pick = said_day(reading["says"])
        tried = sorted({day for world, _ in self.finding(cell, self.on).leaves for day in world.get(fact, ())})
        return float(next((day for day in tried if day >= pick), tried[-1]))


def _may(claim: Callable[[World], bool]) -> bool:
    """Whether a claim holds in some world."""
    return any(said for _, said in explore(claim))


def _cells(region: Entry) -> Iterator[Cell]:
    return product(*(region[name] for name in AXES.values()))


def _size(region: Entry) -> int:
    size = 1
    for name in AXES.values():
        size *= len(region[name])
    return size


def _told(value: Any) -> str:
    """A part of a region, the order of its items left aside."""
    return canonical(sorted(value, key=canonical) if isinstance(value, list) else value)


def _why(loser: Norm, winner: Norm) -> str:
    """Why a norm that covers a cell does not decide it; empty where it says the same."""
    modalities = {loser.said["modality"], winner.said["modality"]}
    if len(modalities) == 1 or modalities <= {*FREES}:
        return ""
    if loser.tier != winner.tier:
        return "higher tier"
    if winner.id in loser.said.get("yields-to", ()):
        return "yields by its own terms"
    if TIERS[loser.tier] == LAW and not loser.said.get("self-executing", True):
        return "does not decide by itself"
    return "any operative prohibition prevails" if winner.said["modality"] == "prohibits" else "left unclear"
