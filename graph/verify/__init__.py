"""A checker of proof bundles that shares nothing with the reasoner: only the standard library, only the bundle.

From the records in a bundle the answer is worked out again, as a lawyer would with a calendar: which papers are
operative on a day, which norms cover a cell; the highest tier that speaks decides. What is in doubt is read every way.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain, product
from math import prod
from typing import Any, NamedTuple

from .worlds import EVER, NEVER, Day, Entry, Malformed, World, Worlds, iso, ordinal

__all__ = ["AXES", "SCHEMA", "Fault", "Malformed", "verify"]

SCHEMA, MAX_CELLS = "couldshare-proof/2", 1_000_000
AXES = {"object": "objects", "people": "people", "origin": "origins", "purpose": "purposes"}
# On one day a paper begins, is extended, ended and reinstated, in this order.
BEGINS, EXTENDS, ENDS, REINSTATES, STAYS = range(5)
RANKS = dict.fromkeys(("amends", "supersedes", "rescinds", "vacates", "dissolves", "reverses"), ENDS)
RANKS |= {"extends": EXTENDS, "reinstates": REINSTATES, "stays": STAYS}
# The highest tier first; in each, the first verdict whose voices are all heard is given by the norms that have them.
CLASH = (("unsettled", "prohibits", "permits"), ("prohibited", "prohibits"), ("unsettled", "leaves-unclear"))
RULES = {
    "ruling": (("prohibited", "prohibits"), ("unsettled", "leaves-unclear"), ("permitted", "permits")),
    "agency": (*CLASH, ("permitted", "grounded"), ("claimed", "permits")),
    "law": (*CLASH, ("permitted", "permits")),
}
VERDICTS = ("permitted", "claimed", "unsettled", "prohibited", "no-known-authority")
CONFIDENCE, FREES = ("low", "medium", "high"), {"permits", "requires"}
CHECKS = {"verdict": "verdict", "since": "days", "until": "days"}  # all other parts of a region are its reasons
Cell = frozenset[int]  # the boxes in which it lies


class Fault(NamedTuple):
    """A check that failed, where in the bundle, and what was expected there."""

    check: str
    where: str
    message: str


class Finding(NamedTuple):
    """What is found for a cell on a day; no date that was looked at lies after `since` and before `until`."""

    verdict: str
    basis: str | None
    hinges: frozenset[str]
    deciders: frozenset[str]
    confidence: str
    since: int
    until: int


def verify(bundle: Entry) -> list[Fault]:
    """Every part of the answer in a bundle that does not follow from the records in it.

    Raises:
        Malformed: if the bundle is not of the form its schema states, or has too many cells or worlds.
    """
    try:
        return [*Answered(bundle).faults()]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        said = str(error) if isinstance(error, Malformed) else f"{type(error).__name__}: {str(error)[:200]}"
        raise Malformed(f"the bundle is not of the form that {SCHEMA} states: {said}") from None


class Answered(Worlds):
    """The question of a bundle, answered from its records."""

    def __init__(self, bundle: Entry) -> None:
        super().__init__(bundle)
        self.question, self.asked, self.answer = bundle["question"], bundle["asked"], bundle["answer"]
        self.effects: dict[str, list[Entry]] = defaultdict(list)
        for effect in self.of("effect").values():
            self.effects[effect["target"]].append(effect)
        self.norms = [norm for norm in self.of("norm").values() if self.binds(norm)]
        parts = [(norm, part) for norm in self.norms for part in ("scope", "except")]
        self.boxes = [(norm["id"], part, box) for norm, part in parts for box in norm[part]]
        self.sure: dict[tuple[str, int], tuple[set[bool], set[int]]] = {}
        self.over, self.find = cache(self._over), cache(self._find)

    # --- papers and norms in time ---

    def lives(self, one: Entry, on: Day) -> bool:
        """Whether a paper or a norm has begun on a day, is not ended and not stayed."""
        begins = self.day(one["from"], EVER)
        acts = [] if on < begins else [(begins, BEGINS, self.day(one["until"], NEVER))]
        for effect in filter(self.holds, self.effects[one["id"]]):
            day, rank = self.day(effect["on"], EVER), RANKS.get(effect["verb"])
            undoes = rank == ENDS and effect["ab-initio"]
            if rank is None or (on < day and not undoes):
                continue
            until = self.day(effect["until"], NEVER)
            if rank == STAYS and on < max(until, day.after()) and self.operative(effect, on):
                return False
            for first in self.first(effect, day) if rank != STAYS else ():
                if undoes and on < first:
                    return False
                acts.append((first, rank, until))
        last, ended = self.day(None, EVER), False
        for day, rank, until in sorted(act for act in acts if not on < act[0]):
            if rank == ENDS:
                last, ended = day, True
            elif rank == EXTENDS:
                last = max(day, until) if day < last else last
            elif rank == REINSTATES or not ended:
                last = max(last, until, day.after())
        return on < last

    def operative(self, of: Entry, on: Day) -> bool:
        """Whether the paper of a norm or an effect is in force and not stayed on a day."""
        return self.lives(self.of("instrument")[of["paper"]], on)

    def first(self, effect: Entry, day: Day) -> list[Day]:
        """The first day, from its own on, on which the paper of an effect is operative; none if there is none."""
        if self.operative(effect, day):
            return [day]
        later = (n for one in self.moments(effect["paper"]) for n in (one, one.after()))
        return sorted(n for n in later if day < n and self.operative(effect, n))[:1]

    def moments(self, paper: str) -> Iterator[Day]:
        """The days on which a paper may become operative, or the days before: its own, and those of what acts on it."""
        for one in (self.of("instrument")[paper], *self.effects[paper]):
            yield from (self.day(one.get(key), NEVER) for key in ("from", "on", "until"))
            yield from self.moments(one["paper"]) if "verb" in one else ()

    def begun(self, effect: Entry, on: Day) -> bool:
        """Whether the day of an effect has come."""
        return not on < self.day(effect["on"], EVER)

    def pending(self, norm: Entry, on: Day, *verbs: str) -> set[str]:
        """The cases in which a norm or its paper is challenged or appealed, from that day to the end of the case."""
        acts = [act for id in (norm["id"], norm["paper"]) for act in self.effects[id] if act["verb"] in verbs]
        begun = [act for act in acts if self.holds(act) and self.begun(act, on) and self.operative(act, on)]
        return {act["case"] for act in begun if on < min(self.day(act[end], NEVER) for end in ("closed", "until"))}

    # --- what covers a cell ---

    def within(self, kind: str, id: str, terms: Collection[str]) -> bool:
        """Whether a term is one of some, or narrower than one."""
        broader = self.of(kind)[id]["broader"]
        return id in terms or (bool(broader) and self.within(kind, broader, terms))

    def binds(self, norm: Entry) -> bool:
        """Whether a norm binds the bearer to the action asked about, towards the recipient."""
        whom, action = self.question["recipient"], self.question["action"] in norm["action"]
        towards = not whom or not norm["recipient"] or self.within("agency", whom, norm["recipient"])
        return action and towards and self.within("agency", self.question["bearer"], norm["bearer"])

    def _over(self, axis: str, leaf: str) -> Cell:
        """The boxes in which a leaf lies on its axis."""
        named = [(n, box[axis]) for n, (_, _, box) in enumerate(self.boxes)]
        return frozenset(n for n, terms in named if not terms or self.within(axis, leaf, terms))

    def counts(self, box: Entry, on: Day) -> bool:
        """Whether a box is to be read on a day; that of a plaintiff is while it takes part in the case."""
        if not self.holds(box) or "party" not in box:
            return self.holds(box)
        party, on = self.of("party")[box["party"]], self.day(box["frozen"], NEVER) if box["frozen"] else on
        return self.holds(party) and not on < self.day(party["joined"], EVER) and on < self.day(party["left"], NEVER)

    def alive(self, norm: Entry, on: Day) -> bool:
        """Whether a norm lives on a day, and its paper is operative."""
        return self.holds(norm) and self.operative(norm, on) and self.lives(norm, on)

    def speaks(self, norm: Entry, on: Day) -> bool:
        """Whether a norm is alive on a day; what is so in every world is worked out once."""
        at = norm["id"], on.first
        if at not in self.sure:
            world, met, self.met = self.world, self.met, set()
            said = {said for _, said in self.explore(self.alive, norm, on)}
            self.sure[at], self.met, self.world = (said, self.met), met, world
        said, met = self.sure[at]
        self.met |= met
        return self.alive(norm, on) if len(said) > 1 else said == {True}

    def heard(self, norm: Entry, cell: Cell, on: Day) -> bool:
        """Whether a norm covers a cell and speaks on a day."""
        boxes = [self.boxes[n] for n in cell if self.boxes[n][0] == norm["id"]]
        scope, excepted = ([box for _, part, box in boxes if part == one] for one in ("scope", "except"))
        inside = bool(scope) and self.speaks(norm, on) and any(self.counts(box, on) for box in scope)
        return inside and not any(self.counts(box, on) for box in excepted)

    # --- the verdict ---

    def voices(self, tier: str, cell: Cell, on: Day) -> dict[str, list[Entry]]:
        """The norms of a tier that are heard about a cell, by what they say; a law may yield to one that decides."""
        heard = [norm for norm in self.norms if norm["tier"] == tier and self.heard(norm, cell, on)]
        deciding = {norm["id"] for norm in heard if norm["self-executing"]}
        out = defaultdict(list, heard=heard)
        for norm in heard:
            if tier != "law" or deciding.isdisjoint(norm["yields-to"]):
                says = "permits" if norm["modality"] in FREES else norm["modality"]
                out[says if norm["id"] in deciding else f"{says} if asked"].append(norm)
        return out

    def grounded(self, norm: Entry, law: dict[str, list[Entry]], on: Day) -> bool:
        """Whether an agency's permission stands on law, or has none against it, and no pending case challenges it."""
        stands = any(one["id"] in norm["relies-on"] for one in law["heard"])
        against = law["prohibits"] or law["prohibits if asked"]
        return (stands or not against) and not self.pending(norm, on, "challenges")

    def decide(self, cell: Cell, on: Day) -> tuple[str, str | None, frozenset[str], int]:
        """The verdict in the world at hand, its tier, the norms that give it, and how sure the less sure side is."""
        for tier, rules in RULES.items():
            voices = self.voices(tier, cell, on)
            if tier == "agency" and voices["permits"]:
                law = self.voices("law", cell, on)
                voices["grounded"] = [norm for norm in voices["permits"] if self.grounded(norm, law, on)]
            for verdict, *needed in rules:
                if all(voices[one] for one in needed):
                    norms = frozenset(norm["id"] for one in needed for norm in voices[one])
                    sides = ([CONFIDENCE.index(norm["confidence"]) for norm in voices[one]] for one in needed)
                    return verdict, tier, norms, min(map(max, sides))
        return "no-known-authority", None, frozenset(), 0

    def _find(self, cell: Cell, on: int) -> Finding:
        """What is found for a cell on a day, over every reading."""
        self.met = set()
        leaves = self.explore(self.decide, cell, self.day(None, on))
        verdicts, tiers, deciders, sure = zip(*(said for _, said in leaves), strict=True)
        split, always = len({*verdicts}) > 1, frozenset.intersection(*deciders)
        return Finding(
            verdict="unsettled" if split else verdicts[0],
            basis=min(filter(None, tiers), key=[*RULES].index, default=None),
            hinges=frozenset(place for place in {*chain(*(world for world, _ in leaves))} if turns(place, leaves)),
            deciders=always if always and not split else frozenset.union(*deciders),
            confidence=CONFIDENCE[min(sure)],
            since=max((n for n in self.met if n <= on), default=EVER),
            until=min((n for n in self.met if n > on), default=NEVER),
        )

    def run(self, cell: Cell, on: int) -> tuple[int, int]:
        """The longest run of days around one on which the same is found, for the same reasons and perhaps more."""
        first = last = found = self.find(cell, on)

        def stands(other: Finding) -> bool:
            return found[:3] == other[:3] and found.deciders <= other.deciders

        while first.since > EVER and stands(earlier := self.find(cell, first.since - 1)):
            first = earlier
        while last.until < NEVER and stands(later := self.find(cell, last.until)):
            last = later
        return first.since, last.until

    # --- the answer ---

    def parts(self, cell: Cell) -> Entry:
        """The parts of a region, as the records give them for a cell."""
        on = ordinal(self.question["on"])
        found, (since, until), day = self.find(cell, on), self.run(cell, on), self.day(None, on)
        members = [norm for norm in self.norms if self.may(self.heard, norm, cell, day)]
        chosen = [norm for norm in members if norm["id"] in found.deciders]
        named = {id for norm in chosen for id in norm["relies-on"]} - found.deciders
        relied = [norm for norm in members if norm["id"] in named]
        acts = [act for paper in {norm["paper"] for norm in chosen} for act in self.effects[paper]]
        longer = [act for act in acts if act["verb"] in ("extends", "reinstates") and self.may(self.begun, act, day)]
        because = [("decides", one["id"], one) for one in chosen] + [("relied on", one["id"], one) for one in relied]
        because += [(act["verb"], None, self.of("instrument")[act["paper"]]) for act in longer]
        defeated = [(norm, defeat(norm, chosen[0])) for norm in members if chosen and norm not in (*chosen, *relied)]
        contests = [self.explore(self.pending, norm, day, "challenges", "appeals") for norm in members]
        searched = min([norm["searched"] for norm in chosen if norm["searched"]] or [self.asked["searched"] or "9999"])
        return {
            "verdict": found.verdict,
            "basis": found.basis,
            "required": found.verdict == "permitted" and any(norm["modality"] == "requires" for norm in chosen),
            "since": iso(since),
            "until": iso(until),
            "because": [
                {"norm": id, "instrument": one["paper"], "role": role, "cites": one["cites"]}
                for role, id, one in because
            ],
            "defeated": [{"norm": norm["id"], "by": chosen[0]["id"], "why": why} for norm, why in defeated if why],
            "contested_by": [*{case for worlds in contests for _, cases in worlds for case in cases}],
            "hinges_on": [self.hinge(cell, day, place) for place in found.hinges],
            "confidence": found.confidence,
            "carried_forward_from": searched if searched < self.question["on"] else None,
        }

    def hinge(self, cell: Cell, on: Day, place: str) -> Entry:
        """A doubt on which a verdict hinges, with the verdicts under each of its readings and those of other dates."""
        dates: World = {id: tuple(map(span, one["readings"])) for id, one in self.of("date").items()}
        doubt, readings = self.of("fact").get(place) or self.of("date")[place], []
        for n, one in enumerate(one for one in doubt["readings"] if "rejected" not in one):
            world = dates | {place: (span(one) if "on" in one else (n, n),)}
            verdicts = {said[0] for _, said in self.explore(self.decide, cell, on, world=world)}
            readings.append({"says": one["says"], "verdicts": sorted(verdicts, key=VERDICTS.index)})
        return {"fact": place, "question": doubt["question"], "readings": readings}

    def faults(self) -> Iterator[Fault]:
        """What in the answer does not follow from the records."""
        regions = [(region, cells(region)) for region in self.answer["regions"]]
        if self.answer["question"] != self.question:
            yield Fault("cover", "question", "the answer is one to another question")
        if sorted(chain(*(some for _, some in regions))) != cells(self.asked) or not all(some for _, some in regions):
            yield Fault("cover", "regions", "they do not divide the cells asked about among them")
        for axis, name in AXES.items():
            terms, of = self.of(axis), self.question[axis]
            leaves = {*terms} - {one["broader"] for one in terms.values()}
            asked = [id for id in leaves if of is None or self.within(axis, id, [of] if isinstance(of, str) else of)]
            if sorted(asked) != sorted(self.asked[name]):
                yield Fault("cover", f"asked: {name}", "these are not the leaves that the question asks about")
        for n, (region, some) in enumerate(regions):
            # Cells that lie in the same boxes share every answer.
            alike = {frozenset.intersection(*map(self.over, AXES, one)): one for one in some}
            for cell, example in alike.items():
                for part, expected in self.parts(cell).items():
                    if told(expected) != told(region[part]):
                        message = f"for {' × '.join(example)} the records give {told(expected)[:200]}"
                        yield Fault(CHECKS.get(part, "reasons"), f"region {n}: {part}", message)


def span(reading: Entry) -> tuple[int, int]:
    """The one day that a reading of a date in doubt picks."""
    return ordinal(reading["on"]), ordinal(reading["on"])


def cells(region: Entry) -> list[tuple[str, ...]]:
    """The cells of a region in order: every combination of its leaves."""
    leaves = [region[name] for name in AXES.values()]
    if prod(map(len, leaves)) > MAX_CELLS:
        raise Malformed(f"the bundle speaks of more than {MAX_CELLS:,} cells")
    return sorted(product(*leaves))


def turns(place: str, leaves: list[tuple[World, Any]]) -> bool:
    """Whether two worlds that differ in this doubt alone give two verdicts."""

    def apart(one: World, other: World, doubt: str) -> bool:
        return all(last < start or end < first for first, last in one[doubt] for start, end in other[doubt])

    pairs = [
        (one, other) for one, (said, *_) in leaves for other, (says, *_) in leaves if said != says and place in one
    ]
    return any([name for name in one if name in other and apart(one, other, name)] == [place] for one, other in pairs)


def defeat(loser: Entry, winner: Entry) -> str:
    """Why a norm that covers a cell does not decide it; empty where it says the same."""
    if loser["modality"] == winner["modality"] or {loser["modality"], winner["modality"]} <= FREES:
        return ""
    if loser["tier"] != winner["tier"]:
        return "higher tier"
    if winner["id"] in loser["yields-to"]:
        return "yields by its own terms"
    if not loser["self-executing"]:
        return "does not decide by itself"
    return "any operative prohibition prevails" if winner["modality"] == "prohibits" else "left unclear"


def told(value: Any) -> str:
    """A part of a region as text, the order of its items left aside."""
    return json.dumps(sorted(map(told, value)) if isinstance(value, list) else value, sort_keys=True)
