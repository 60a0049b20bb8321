"""The papers of a bundle: which of them are operative on a day, in a world."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from math import inf
from typing import Any, NamedTuple

from .canon import canonical
from .days import Malformed, bounds, dates, deadline, every
from .doubts import Open, World

KINDS = dict.fromkeys(("order", "opinion", "judgment"), 0) | dict.fromkeys(("statute", "regulation"), 2)
KINDS |= dict.fromkeys(("complaint", "motion", "appeal"), 3)
ENDINGS = ("amends", "supersedes", "rescinds", "vacates", "dissolves", "reverses")
RANKS = dict.fromkeys(ENDINGS, 1) | {"extends": 0, "reinstates": 2}


class Norm(NamedTuple):
    """A norm of a paper, with its tier."""

    id: str
    tier: int
    paper: str
    said: dict[str, Any]
    first: int
    last: int


class Papers:
    """The records of a bundle, read for its question."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self.question, self.answer, self.asked = bundle["question"], bundle["answer"], bundle["asked"]
        self.records: dict[str, dict[str, Any]] = {}
        for one in bundle["records"]:
            self.records.setdefault(one["kind"], {})[one["id"]] = one["content"]
        self.papers = {id: one for id, one in self.of("instrument").items() if "withdrawn" not in one}
        self.cases, self.on = self.of("case"), bounds(self.question["on"])[0]
        facts = (("case", self.cases), ("instrument", self.papers), ("disclosure", self.of("disclosure")))
        self.facts = {
            f"{id}#{f['id']}": f for _, some in facts for id, one in some.items() for f in one.get("contested", ())
        }
        self.effects: dict[str, list[tuple[str, dict[str, Any], str]]] = {}
        for id, one in self.papers.items():
            for n, effect in enumerate(one.get("effects", ())):
                if "withdrawn" not in effect:
                    where = f"{id}#{effect['verb']} {effect['target']}" + nth(one["effects"], n, ("verb", "target"))
                    self.effects.setdefault(effect["target"], []).append((id, effect, where))
        self.norms = list(self._norms())
        self.found: dict[tuple[Any, float], Any] = {}
        self.tables: dict[tuple[tuple[Any, ...], float], list[tuple[World, Any]]] = {}
        self.horizon = inf

    def of(self, kind: str) -> dict[str, Any]:
        """The records of a kind, by id."""
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
        whom = self.question["recipient"]
        whose, seen, first = set(self.lineage("agency", whom)) if whom else set(), set(), 0
        for bearer in self.lineage("agency", self.question["bearer"]):
            for paper, one in self.papers.items():
                for norm in one.get("norms", ()):
                    id, meant = (
                        f"{paper}#{norm['id']}",
                        not whom or "recipient" not in norm or whose & {*norm["recipient"]},
                    )
                    if (
                        bearer in norm["bearer"]
                        and self.question["action"] in norm["action"]
                        and meant
                        and id not in seen
                    ):
                        seen.add(id)
                        if "withdrawn" not in norm:
                            last = first + len(norm.get("scope", ())) + len(norm.get("except", ()))
                            yield Norm(id, KINDS.get(one["kind"], 1), paper, norm, first, last)
                            first = last

    # --- days ---

    @cached_property
    def days(self) -> list[float]:
        """Every day on which a date in the bundle may fall or a condition be met, and the day after each."""
        return sorted(set().union(*(self.happens(id) for id in (*self.papers, *self.cases))))

    @cache  # noqa: B019  # as long-lived as the reading itself
    def happens(self, owner: str) -> frozenset[float]:
        """The days on which something may happen to a paper or a case, or to what it hangs on, and the next."""
        todo, near, out = [owner], set(), set()
        while todo:
            if (id := todo.pop()) not in near and (id in self.papers or id == owner):
                near.add(id)
                one = self.papers.get(id, {})
                todo += [effect["target"].partition("#")[0] for effect in one.get("effects", ())]
                acts = (
                    self.effects.get(target, ())
                    for target in (id, *(f"{id}#{norm['id']}" for norm in one.get("norms", ())))
                )
                todo += [source for some in acts for source, _, _ in some]
                todo += [paper for paper in self.papers if id in self.cases and paper.startswith(f"{id}/")]
        records = [self.papers.get(id) or self.cases[id] for id in near]
        for when in dates(records):
            out |= {n for one in when.get("readings", ()) if "rejected" not in one for n in bounds(one["is"])}
            for one in when.get("first-of", ()):
                readings = ((self.event(one["after"]) if "after" in one else None) or {}).get("readings", ())
                out |= {deadline(n, one.get("days", 0)) for reading in readings for n in every(*bounds(reading["is"]))}
        out |= {bounds(on)[0] for on in re.findall(r"plaintiffs-on (\d{4}-\d\d-\d\d)", canonical(records))}
        return frozenset(n + k for n in out if n not in (inf, -inf) for k in (0, 1))

    def event(self, id: str) -> dict[str, Any] | None:
        """When an event of a case was."""
        case, _, name = id.partition("#")
        return next((one.get("on") for one in self.cases[case].get("events", ()) if one["id"] == name), None)

    def day(self, when: dict[str, Any] | None, place: str, default: float, world: World) -> float:
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

    def _met(self, one: dict[str, Any], world: World) -> float:
        if "end-of" in one:
            return self.day(self.cases[one["end-of"]].get("closed"), f"{one['end-of']}#case closed", inf, world)
        return deadline(self.day(self.event(one["after"]), one["after"], inf, world), one.get("days", 0))

    def choices(self, when: dict[str, Any], place: str) -> list[float]:
        """The days a date may be: its bounds, and between them those on which something else may happen."""
        out: set[float] = set()
        for one in when["readings"]:
            if "rejected" not in one:
                first, last = bounds(one["is"])
                near = [] if one["is"] == "unknown" else self.happens(place.partition("#")[0])
                near = every(first, last) if place in self.awaited and first != last else near
                out |= {first, last, *(n for n in near if first < n < last)}
        # What lies ahead of the day looked at is one and the same, unless something can be undone from the start.
        ahead = [n for n in out if n > self.horizon and not self.undoing]
        return sorted(out - {*ahead[1:]} if ahead else out)

    @cached_property
    def undoing(self) -> bool:
        """Whether any paper undoes another from its start."""
        return any(effect.get("ab-initio") for some in self.effects.values() for _, effect, _ in some)

    @cached_property
    def awaited(self) -> set[str]:
        """The events that some end waits for."""
        return {one.get("after", "") for when in dates([self.papers]) for one in when.get("first-of", ())}

    def holds(self, under: dict[str, str] | None, world: World) -> bool:
        """Whether a world takes every reading that something hangs on."""
        for id, reading in (under or {}).items():
            open_ = [one["id"] for one in self.facts.get(id, {"readings": ()})["readings"] if "rejected" not in one]
            if len(open_) > 1 and id not in world:
                raise Open(id, [frozenset({one}) for one in open_])
            if reading != (next(iter(world[id])) if len(open_) > 1 else "".join(open_)):
                return False
        return True

    # --- what is operative ---

    def operative(self, id: str, on: float, world: World) -> bool:
        """Whether a paper is in force and not stayed on a day."""
        one = self.papers[id]
        return self._lives(id, one["from"], f"{id}#from", one.get("until"), f"{id}#until", on, world)

    def speaks(self, norm: Norm, on: float, world: World) -> bool:
        """Whether a norm speaks on a day: its paper operative, itself begun, not ended, not stayed."""
        if not self.holds(norm.said.get("under"), world) or not self.operative(norm.paper, on, world):
            return False
        start, end = norm.said.get("from"), norm.said.get("until")
        return self._lives(norm.id, start, f"{norm.id} from", end, f"{norm.id} until", on, world)

    def _lives(self, target: str, start: Any, at: str, end: Any, ends_at: str, on: float, world: World) -> bool:
        """The life of a paper or a norm, event after event: it begins, is extended, ended, reinstated; or is stayed."""
        begins, until, ended, undone = self.day(start, at, -inf, world), -inf, False, False
        acts: list[tuple[float, int, float, bool]] = [
            (begins, -1, max(self.day(end, ends_at, inf, world), begins + 1), False)
        ]
        for source, effect, where in self.effects.get(target, ()):
            if (effect["verb"] in RANKS or effect["verb"] == "stays") and self.holds(effect.get("under"), world):
                acts_on, to = (
                    self.effect_day(source, effect, where, world),
                    self.day(effect.get("until"), f"{where} until", inf, world),
                )
                if effect["verb"] == "stays":
                    if acts_on <= on < max(to, acts_on + 1) and self.operative(source, on, world):
                        return False
                    continue
                first = next(
                    (
                        n
                        for n in (acts_on, *(day for day in self.days if day > acts_on))
                        if self.operative(source, n, world)
                    ),
                    None,
                )
                if first is not None:
                    acts.append((first, RANKS[effect["verb"]], to, effect.get("ab-initio", False)))
        for n, rank, to, ab_initio in sorted(acts, key=lambda act: (act[:2], act[2])):
            if n > on:
                undone |= rank == 1 and ab_initio
            elif rank == -1:
                until = until if ended else max(until, to)
            elif rank == 0:
                until = max(n, to) if n < until else until
            else:
                until, ended = (n, True) if rank == 1 else (max(until, to, n + 1), ended)
        return on < until and not undone

    def effect_day(self, source: str, effect: dict[str, Any], where: str, world: World) -> float:
        """The day of an effect: its own, or that of its paper."""
        if "on" in effect:
            return self.day(effect["on"], where, inf, world)
        return self.day(self.papers[source]["from"], f"{source}#from", -inf, world)

    def contested(self, ids: Iterable[str], verbs: tuple[str, ...], on: float, world: World) -> bool:
        """Whether a case pending on a day challenges one of these."""
        return any(
            self._pending(source, effect, where, on, world)
            for id in ids
            for source, effect, where in self.effects.get(id, ())
            if effect["verb"] in verbs
        )

    def _pending(self, source: str, effect: dict[str, Any], where: str, on: float, world: World) -> bool:
        case = source.rpartition("/")[0]
        closed = self.day(self.cases.get(case, {}).get("closed"), f"{case}#case closed", inf, world)
        to = min(closed, self.day(effect.get("until"), f"{where} until", inf, world))
        return (
            self.holds(effect.get("under"), world)
            and self.effect_day(source, effect, where, world) <= on < to
            and self.operative(source, on, world)
        )


def nth(every: list[dict[str, Any]], n: int, alike: tuple[str, ...]) -> str:
    """Nothing for the first of several alike, " (2)" for the second, and so on."""
    count = sum(all(one.get(key) == every[n].get(key) for key in alike) for one in every[: n + 1])
    return f" ({count})" if count > 1 else ""
