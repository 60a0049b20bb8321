"""The records of a bundle, and what their dates and facts are in a world."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

from .canon import canonical
from .days import Malformed, bounds, dates, deadline, every, frozen
from .doubts import Open, World

KINDS = dict.fromkeys(("order", "opinion", "judgment"), 0) | dict.fromkeys(("statute", "regulation"), 2)
KINDS |= dict.fromkeys(("complaint", "motion", "appeal"), 3)

Entry = dict[str, Any]


class Norm(NamedTuple):
    """A norm of the question's channel: its tier, its paper, and where its boxes stand in the list of all."""

    id: str
    tier: int
    paper: str
    said: Entry
    first: int

    @property
    def boxes(self) -> list[Entry]:
        """The boxes it covers, then those it excepts."""
        return [*self.said.get("scope", ()), *self.said.get("except", ())]


class Records:
    """The records of a bundle, read for its question."""

    def __init__(self, bundle: Entry) -> None:
        self.question, self.answer, self.asked = bundle["question"], bundle["answer"], bundle["asked"]
        self.records: dict[str, dict[str, Entry]] = {}
        for one in bundle["records"]:
            self.records.setdefault(one["kind"], {})[one["id"]] = one["content"]
        self.papers = {id: one for id, one in self.of("instrument").items() if "withdrawn" not in one}
        self.cases, self.on = self.of("case"), bounds(self.question["on"])[0]
        every_fact = [some for kind in ("case", "instrument", "disclosure") for some in self.of(kind).items()]
        self.facts = {f"{id}#{fact['id']}": fact for id, one in every_fact for fact in one.get("contested", ())}
        self.effects: dict[str, list[tuple[str, Entry, str]]] = {}
        for id, one in self.papers.items():
            for n, effect in enumerate(one.get("effects", ())):
                if "withdrawn" not in effect:
                    where = f"{id}#{effect['verb']} {effect['target']}" + nth(one["effects"], n, ("verb", "target"))
                    self.effects.setdefault(effect["target"], []).append((id, effect, where))
        self.norms = list(self._norms())
        # The day looked at, or a later one on which plaintiffs are frozen: what comes after is all one.
        self.frozen = max(frozen(canonical(self.papers)), default=-inf)
        self.horizon = inf
        self._near: dict[str, frozenset[float]] = {}

    def of(self, kind: str) -> dict[str, Entry]:
        """The records of a kind by their ids."""
        return self.records.get(kind, {})

    def lineage(self, kind: str, id: str) -> list[str]:
        """A term and everything broader."""
        out = [id]
        while broader := self.of(kind)[out[-1]].get("broader"):
            if broader in out:
                raise Malformed(f"{kind} {id} is broader than itself")
            out.append(broader)
        return out

    def _norms(self) -> Iterator[Norm]:
        """The norms that bind the bearer, or a body it belongs to, to the action and towards the recipient."""
        whom, first = self.question["recipient"], 0
        whose = set(self.lineage("agency", whom)) if whom else set()
        seen = set()
        for bearer in self.lineage("agency", self.question["bearer"]):
            for paper, norm in ((paper, norm) for paper, one in self.papers.items() for norm in one.get("norms", ())):
                meant = not whom or "recipient" not in norm or whose & {*norm["recipient"]}
                bound = bearer in norm["bearer"] and self.question["action"] in norm["action"]
                if (id := f"{paper}#{norm['id']}") not in seen and bound and meant and "withdrawn" not in norm:
                    seen.add(id)
                    yield (one := Norm(id, KINDS.get(self.papers[paper]["kind"], 1), paper, norm, first))
                    first += len(one.boxes)

    # --- days ---

    @cached_property
    def days(self) -> list[float]:
        """Every day on which a date in the bundle may fall or a condition be met, and the day after each."""
        return sorted(set().union(*map(self.near, (*self.papers, *self.cases))))

    def near(self, owner: str) -> frozenset[float]:
        """The days of a paper or a case and of all that it hangs together with, and the day after each."""
        if owner not in self._near:
            todo, found = [owner], set()
            while todo:
                if (id := todo.pop()) not in found and (id in self.papers or id == owner):
                    found.add(id)
                    todo += self._beside(id)
            records = [self.papers.get(id) or self.cases[id] for id in found]
            out = {day for when in dates(records) for day in self._bounds(when)} | {*frozen(canonical(records))}
            self._near[owner] = frozenset(n + k for n in out if n not in (inf, -inf) for k in (0, 1))
        return self._near[owner]

    def _beside(self, id: str) -> Iterator[str]:
        """The papers that one acts on or that act on it; those of a case."""
        one = self.papers.get(id, {})
        yield from (effect["target"].partition("#")[0] for effect in one.get("effects", ()))
        for target in (id, *(f"{id}#{norm['id']}" for norm in one.get("norms", ()))):
            yield from (source for source, _, _ in self.effects.get(target, ()))
        yield from (paper for paper in self.papers if id in self.cases and paper.startswith(f"{id}/"))

    def _bounds(self, when: Entry) -> Iterator[float]:
        """The first and last day of each reading of a date; of a condition, the days on which it may be met."""
        for one in when.get("readings", ()):
            yield from bounds(one["is"]) if "rejected" not in one else ()
        for one in when.get("first-of", ()):
            waited = self.event(one["after"]) if "after" in one else None
            for reading in (waited or {}).get("readings", ()):
                yield from (deadline(n, one.get("days", 0)) for n in every(*bounds(reading["is"])))

    def event(self, id: str) -> Entry | None:
        """The day of an event of a case, if it has one."""
        case, _, name = id.partition("#")
        return next((one.get("on") for one in self.cases[case].get("events", ()) if one["id"] == name), None)

    def day(self, when: Entry | None, place: str, default: float, world: World) -> float:
        """The day of a date in a world."""
        if when is None:
            return default
        if "first-of" in when:
            return min(self._met(one, world) for one in when["first-of"])
        if place not in world:
            days = self.choices(when, place)
            if len(days) < 2:
                return days[0] if days else default
            raise Open(place, [frozenset({day}) for day in days])
        return float(next(iter(world[place])))

    def _met(self, one: Entry, world: World) -> float:
        """The day on which a condition is met."""
        if "end-of" in one:
            return self.day(self.cases[one["end-of"]].get("closed"), f"{one['end-of']}#case closed", inf, world)
        return deadline(self.day(self.event(one["after"]), one["after"], inf, world), one.get("days", 0))

    def choices(self, when: Entry, place: str) -> list[float]:
        """The days a date may be: its bounds, and between them those on which something else may happen."""
        out: set[float] = set()
        for one in when["readings"]:
            if "rejected" not in one:
                first, last = bounds(one["is"])
                near = [] if one["is"] == "unknown" or first == last else self.near(place.partition("#")[0])
                between = every(first, last) if near and place in self.awaited else near
                out |= {first, last, *(n for n in between if first < n < last)}
        # What lies ahead of the day looked at is one and the same, unless something can be undone from the start.
        ahead = [] if self.undoing else [n for n in out if n > self.horizon]
        return sorted(out - {*ahead[1:]})

    @cached_property
    def undoing(self) -> bool:
        """Whether some paper undoes another from the start."""
        return any(effect.get("ab-initio") for some in self.effects.values() for _, effect, _ in some)

    @cached_property
    def awaited(self) -> set[str]:
        """The events that some date waits for."""
        return {one.get("after", "") for when in dates([self.papers]) for one in when.get("first-of", ())}

    def holds(self, under: dict[str, str] | None, world: World) -> bool:
        """Whether a world takes every reading that something hangs on."""
        for id, reading in (under or {}).items():
            open_ = [one["id"] for one in self.facts.get(id, {"readings": ()})["readings"] if "rejected" not in one]
            if len(open_) > 1 and id not in world:
                raise Open(id, [frozenset({one}) for one in open_])
            if reading not in (world[id] if len(open_) > 1 else open_):
                return False
        return True


def nth(alike: list[Entry], n: int, keys: tuple[str, ...]) -> str:
    """Nothing for the first of several alike, " (2)" for the second, and so on."""
    count = sum(all(one.get(key) == alike[n].get(key) for key in keys) for one in alike[: n + 1])
    return f" ({count})" if count > 1 else ""
