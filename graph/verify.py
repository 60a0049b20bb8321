"""A checker of proof bundles that shares nothing with the reasoner: only the standard library, only the bundle.

It works the answer out again from the records in the bundle, as a lawyer would
with a calendar: on a day, which papers are operative; which norms cover the
cell; the highest tier that speaks decides.  Where sources differ it tries every
reading that is consulted on the way.  A day is a number, `-inf` before the
record and `inf` for no known end.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import product
from math import inf
from typing import Any, NamedTuple

SCHEMA = "couldshare-proof/1"
MAX_BYTES, MAX_CELLS, MAX_READINGS = 32_000_000, 1_000_000, 20_000
AXES = {"object": "objects", "people": "people", "origin": "origins", "purpose": "purposes"}
TIERS = ("ruling", "agency", "law", "filing")
KINDS = dict.fromkeys(("order", "opinion", "judgment"), 0) | dict.fromkeys(("statute", "regulation"), 2)
KINDS |= dict.fromkeys(("complaint", "motion", "appeal"), 3)
ENDINGS = ("amends", "supersedes", "rescinds", "vacates", "dissolves", "reverses")
RANKS = dict.fromkeys(ENDINGS, 1) | {"extends": 0, "reinstates": 2}
FREES, CONFIDENCE = ("permits", "requires"), ("low", "medium", "high")
World = dict[str, frozenset[Any]]


class Malformed(ValueError):
    """The file is no proof bundle, or one that cannot be worked through; the message says why."""


class Fault(NamedTuple):
    """A check that failed, where in the bundle, and what was expected there."""

    check: str
    where: str
    message: str


class _Open(Exception):  # noqa: N818  # a question asked on the way, not an error
    """A doubt that the world in hand does not settle, with what it may be."""


def canonical(value: Any) -> str:
    """The one way to write a value as JSON that a digest is taken of."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """The digest of a value."""
    return f"sha256:{sha256(canonical(value).encode('utf-8', 'surrogatepass')).hexdigest()}"


def read(data: bytes) -> dict[str, Any]:
    """The bundle that these bytes hold; raises `Malformed` if they hold none."""
    if len(data) > MAX_BYTES:
        raise Malformed(f"the file has more than {MAX_BYTES:,} bytes, more than any bundle needs")
    try:
        bundle = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the file is not JSON, or too deep: {error}") from None
    if not isinstance(bundle, dict) or bundle.get("schema") != SCHEMA:
        raise Malformed(f"the file is no proof bundle: it must be an object whose schema is {SCHEMA!r}")
    return bundle


def verify(bundle: dict[str, Any]) -> list[Fault]:
    """Every check of a bundle that fails; none if the answer follows from the records in it."""
    try:
        return [*_digests(bundle), *_Reading(bundle).faults()]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        said = str(error) if isinstance(error, Malformed) else f"{type(error).__name__}: {str(error)[:200]}"
        raise Malformed(f"the bundle is not of the form that {SCHEMA} states: {said}") from None


def _digests(bundle: dict[str, Any]) -> Iterator[Fault]:
    for one in bundle["records"]:
        if one["digest"] != digest(one["content"]):
            yield Fault("digest", f"{one['kind']} {one['id']}", "the record is not the one whose digest stands beside it")
    if bundle["digest"] != digest({key: value for key, value in bundle.items() if key != "digest"}):
        yield Fault("digest", "bundle", "the bundle is not the one whose digest stands at its foot")


# --- days ---------------------------------------------------------------------


@lru_cache(maxsize=4096)
def bounds(text: str) -> tuple[float, float]:
    """The first and last day that an EDTF text allows."""
    if text in ("unknown", ".."):
        return -inf, inf if text == "unknown" else -inf
    if text.startswith("["):
        parts = [bounds(part.strip()) for part in text[1:-1].split(",")]
        return min(part[0] for part in parts), max(part[1] for part in parts)
    first, slash, last = text.partition("/")
    return (-inf if first == ".." else _days(first)[0]), inf if last == ".." else _days(last if slash else first)[-1]


def _days(text: str) -> list[int]:
    """The days that fit a date with parts missing or digits unknown."""
    text = text.rstrip("?~%")
    if not re.fullmatch(r"\d{4}(-[\dX]{2}){0,2}", text, re.ASCII):
        raise Malformed(f"{text!r} is no date")
    pattern = text + "-XX-XX"[len(text) - 4 :]
    every = (date(int(text[:4]), 1, 1).toordinal() + n for n in range(366))
    written = ((n, date.fromordinal(n).isoformat()) for n in every if n <= date.max.toordinal())
    return [n for n, said in written if all(p in ("X", c) for p, c in zip(pattern, said, strict=True))]


def iso(on: float) -> str | None:
    """A day as JSON says it."""
    return None if on in (inf, -inf) else date.fromordinal(int(on)).isoformat()


def deadline(trigger: float, days: int) -> float:
    """The first day after a period counted by Fed. R. Civ. P. 6(a): it does not end on a weekend or a holiday."""
    if trigger in (inf, -inf):
        return trigger
    last = date.fromordinal(int(trigger) + days)
    while last.weekday() > 4 or _holiday(last):
        last += timedelta(1)
    return last.toordinal() + 1


def _holiday(on: date) -> bool:
    """Whether a weekday is kept as a holiday of 5 U.S.C. 6103."""
    nth, last = (on.day - 1) // 7 + 1, (on + timedelta(7)).month != on.month
    if on.weekday() == 0 and ((on.month, nth) in {(1, 3), (2, 3), (9, 1), (10, 2)} or (on.month == 5 and last)):
        return (on.month, nth) != (1, 3) or on.year >= 1986
    if on.weekday() == 3 and (on.month, nth) == (11, 4):
        return True
    shifts = {0: (0, -1), 4: (0, 1)}.get(on.weekday(), (0,))
    kept = {((on + timedelta(n)).month, (on + timedelta(n)).day) for n in shifts}
    return bool(kept & {(1, 1), (7, 4), (11, 11), (12, 25)}) or ((6, 19) in kept and on.year >= 2021)


# --- reading the bundle -------------------------------------------------------


class _Norm(NamedTuple):
    id: str
    tier: int
    paper: str
    said: dict[str, Any]
    first: int
    last: int


class _Finding(NamedTuple):
    """What is found for a cell on a day."""

    verdict: str
    basis: str | None
    deciders: tuple[str, ...]
    hinges: frozenset[str]
    confidence: str
    certain: bool
    leaves: list[tuple[World, Any]]


class _Reading:
    """The records of a bundle, read for its question."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self.question, self.answer, self.asked = bundle["question"], bundle["answer"], bundle["asked"]
        self.records: dict[str, dict[str, Any]] = {}
        for one in bundle["records"]:
            self.records.setdefault(one["kind"], {})[one["id"]] = one["content"]
        self.papers = {id: one for id, one in self.of("instrument").items() if "withdrawn" not in one}
        self.cases, self.on = self.of("case"), bounds(self.question["on"])[0]
        facts = (("case", self.cases), ("instrument", self.papers), ("disclosure", self.of("disclosure")))
        self.facts = {f"{id}#{f['id']}": f for _, some in facts for id, one in some.items() for f in one.get("contested", ())}
        self.effects: dict[str, list[tuple[str, dict[str, Any], str]]] = {}
        for id, one in self.papers.items():
            for n, effect in enumerate(one.get("effects", ())):
                if "withdrawn" not in effect:
                    where = f"{id}#{effect['verb']} {effect['target']}" + _nth(one["effects"], n, ("verb", "target"))
                    self.effects.setdefault(effect["target"], []).append((id, effect, where))
        self.norms = list(self._norms())
        self.found: dict[tuple[Any, float], _Finding] = {}
        self.tables: dict[tuple[tuple[Any, ...], float], list[tuple[World, Any]]] = {}
        self.horizon = inf

    def of(self, kind: str) -> dict[str, Any]:
        return self.records.get(kind, {})

    def lineage(self, kind: str, id: str) -> list[str]:
        """A term and everything broader."""
        out = [id]
        while broader := self.of(kind)[out[-1]].get("broader"):
            if broader in out:
                raise Malformed(f"{kind} {id} is broader than itself")
            out.append(broader)
        return out

    def _norms(self) -> Iterator[_Norm]:
        """The norms that bind the bearer, or a body it belongs to, to the action and towards the recipient."""
        whom = self.question["recipient"]
        whose, seen, first = set(self.lineage("agency", whom)) if whom else set(), set(), 0
        for bearer in self.lineage("agency", self.question["bearer"]):
            for paper, one in self.papers.items():
                for norm in one.get("norms", ()):
                    id, meant = f"{paper}#{norm['id']}", not whom or "recipient" not in norm or whose & {*norm["recipient"]}
                    if bearer in norm["bearer"] and self.question["action"] in norm["action"] and meant and id not in seen:
                        seen.add(id)
                        if "withdrawn" not in norm:
                            last = first + len(norm.get("scope", ())) + len(norm.get("except", ()))
                            yield _Norm(id, KINDS.get(one["kind"], 1), paper, norm, first, last)
                            first = last

    # --- days ---

    @cached_property
    def days(self) -> list[float]:
        """Every day on which a date in the bundle may fall or a condition be met, and the day after each."""
        return sorted(set().union(*(self.happens(id) for id in (*self.papers, *self.cases))))

    @lru_cache(maxsize=None)  # noqa: B019  # as long-lived as the reading itself
    def happens(self, owner: str) -> frozenset[float]:
        """The days on which something may happen to a paper or a case, or to what it hangs together with, and the next."""
        todo, near, out = [owner], set(), set()
        while todo:
            if (id := todo.pop()) not in near and (id in self.papers or id == owner):
                near.add(id)
                one = self.papers.get(id, {})
                todo += [effect["target"].partition("#")[0] for effect in one.get("effects", ())]
                acts = (self.effects.get(target, ()) for target in (id, *(f"{id}#{norm['id']}" for norm in one.get("norms", ()))))
                todo += [source for some in acts for source, _, _ in some]
                todo += [paper for paper in self.papers if id in self.cases and paper.startswith(f"{id}/")]
        records = [self.papers.get(id) or self.cases[id] for id in near]
        for when in _dates(records):
            out |= {n for one in when.get("readings", ()) if "rejected" not in one for n in bounds(one["is"])}
            for one in when.get("first-of", ()):
                readings = ((self.event(one["after"]) if "after" in one else None) or {}).get("readings", ())
                out |= {deadline(n, one.get("days", 0)) for reading in readings for n in _every(*bounds(reading["is"]))}
        out |= {bounds(on)[0] for on in re.findall(r"plaintiffs-on (\d{4}-\d\d-\d\d)", canonical(records))}
        return frozenset(n + k for n in out if n not in (inf, -inf) for k in (0, 1))

    def event(self, id: str) -> dict[str, Any] | None:
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
            raise _Open(place, [frozenset({day}) for day in days])
        return next(iter(world[place]))

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
                near = _every(first, last) if place in self.awaited and first != last else near
                out |= {first, last, *(n for n in near if first < n < last)}
        # What lies ahead of the day looked at is one and the same, unless something can be undone from the start.
        ahead = [n for n in out if n > self.horizon and not self.undoing]
        return sorted(out - {*ahead[1:]} if ahead else out)

    @cached_property
    def undoing(self) -> bool:
        return any(effect.get("ab-initio") for some in self.effects.values() for _, effect, _ in some)

    @cached_property
    def awaited(self) -> set[str]:
        return {one.get("after", "") for when in _dates([self.papers]) for one in when.get("first-of", ())}

    def holds(self, under: dict[str, str] | None, world: World) -> bool:
        """Whether a world takes every reading that something hangs on."""
        for id, reading in (under or {}).items():
            open_ = [one["id"] for one in self.facts.get(id, {"readings": ()})["readings"] if "rejected" not in one]
            if len(open_) > 1 and id not in world:
                raise _Open(id, [frozenset({one}) for one in open_])
            if reading != (next(iter(world[id])) if len(open_) > 1 else "".join(open_)):
                return False
        return True

    # --- what is operative ---

    def operative(self, id: str, on: float, world: World) -> bool:
        """Whether a paper is in force and not stayed on a day."""
        one = self.papers[id]
        return self._lives(id, one["from"], f"{id}#from", one.get("until"), f"{id}#until", on, world)

    def speaks(self, norm: _Norm, on: float, world: World) -> bool:
        """Whether a norm speaks on a day: its paper operative, itself begun, not ended, not stayed."""
        if not self.holds(norm.said.get("under"), world) or not self.operative(norm.paper, on, world):
            return False
        start, end = norm.said.get("from"), norm.said.get("until")
        return self._lives(norm.id, start, f"{norm.id} from", end, f"{norm.id} until", on, world)

    def _lives(self, target: str, start: Any, at: str, end: Any, ends_at: str, on: float, world: World) -> bool:
        """The life of a paper or a norm, event after event: it begins, is extended, ended, reinstated; or is stayed."""
        begins, until, ended, undone = self.day(start, at, -inf, world), -inf, False, False
        acts: list[tuple[float, int, float, bool]] = [(begins, -1, max(self.day(end, ends_at, inf, world), begins + 1), False)]
        for source, effect, where in self.effects.get(target, ()):
            if (effect["verb"] in RANKS or effect["verb"] == "stays") and self.holds(effect.get("under"), world):
                acts_on, to = self.effect_day(source, effect, where, world), self.day(effect.get("until"), f"{where} until", inf, world)
                if effect["verb"] == "stays":
                    if acts_on <= on < max(to, acts_on + 1) and self.operative(source, on, world):
                        return False
                    continue
                first = next((n for n in (acts_on, *(day for day in self.days if day > acts_on)) if self.operative(source, n, world)), None)
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
        if "on" in effect:
            return self.day(effect["on"], where, inf, world)
        return self.day(self.papers[source]["from"], f"{source}#from", -inf, world)

    def contested(self, ids: Iterable[str], verbs: tuple[str, ...], on: float, world: World) -> bool:
        """Whether a case pending on a day challenges one of these."""
        return any(
            self._pending(source, effect, where, on, world)
            for id in ids for source, effect, where in self.effects.get(id, ()) if effect["verb"] in verbs
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

    # --- what covers a cell ---

    @cached_property
    def kinds(self) -> dict[str, dict[str, tuple[Any, ...]]]:
        """For each leaf asked about, in which boxes of the norms it lies, and as whose plaintiff."""
        return {axis: {leaf: tuple(self._lies(axis, leaf)) for leaf in self.asked[AXES[axis]]} for axis in AXES}

    def _lies(self, axis: str, leaf: str) -> Iterator[Any]:
        line = set(self.lineage(axis, leaf))
        for norm in self.norms:
            parties = self.cases.get(norm.paper.rpartition("/")[0], {}).get("parties", ())
            mine = tuple(n for n, one in enumerate(parties) if one["role"] == "plaintiff" and line & {*one.get("agent", ())})
            for box in (*norm.said.get("scope", ()), *norm.said.get("except", ())):
                named = box.get(axis, ())
                marks = () if axis != "origin" else tuple(one for one in named if one.startswith("plaintiffs"))
                yield not named or bool(line & {*named}) or ((marks, mine) if marks and mine else False)

    def covers(self, norm: _Norm, cell: tuple[str, ...], on: float, world: World) -> bool:
        """Whether a cell lies in a norm's scope and in none of its exceptions."""
        first = norm.first
        scope, except_ = norm.said.get("scope", ()), norm.said.get("except", ())
        inside = [self._inside(norm, box, first + n, cell, on, world) for n, box in enumerate(scope)] if scope else [True]
        return any(inside) and not any(
            self._inside(norm, box, first + len(scope) + n, cell, on, world) for n, box in enumerate(except_)
        )

    def _inside(self, norm: _Norm, box: dict[str, Any], n: int, cell: tuple[str, ...], on: float, world: World) -> bool:
        lies = [self.kinds[axis][leaf][n] for axis, leaf in zip(AXES, cell, strict=True)]
        if not all(lies) or not self.holds(box.get("under"), world):
            return False
        marks, mine = next((one for one in lies if isinstance(one, tuple)), ((), ()))
        days = [bounds(mark.split()[1])[0] if " " in mark else on for mark in marks]
        return not marks or any(self._member(norm.paper.rpartition("/")[0], n, day, world) for n in mine for day in days)

    def _member(self, case: str, n: int, on: float, world: World) -> bool:
        one, parties = self.cases[case]["parties"][n], self.cases[case]["parties"]
        who = f"{case}#{'+'.join(one.get('agent', ())) or one['name']}{_nth(parties, n, ('agent', 'name'))}"
        if not self.holds(one.get("under"), world):
            return False
        filed = self.day(self.cases[case]["filed"], f"{case}#case filed", -inf, world)
        joined = self.day(one.get("joined"), f"{who} joined", filed, world)
        return joined <= on < self.day(one.get("left"), f"{who} left", inf, world)

    # --- what is heard ---

    def sure(self, key: tuple[Any, ...], on: float, world: World, claim: Callable[[World], bool]) -> bool:
        """Whether a claim holds on a day in a world that knows no more than it must; worked out once for every world."""
        if (key, on) not in self.tables:
            self.horizon = max(on, self.frozen)
            self.tables[key, on] = _merged(explore(claim))
        live = [one for one in self.tables[key, on] if all(world.get(name, some) & some for name, some in one[0].items())]
        if len({said for _, said in live}) == 1:
            return live[0][1]
        sets = {name: [one[name] for one, _ in live if name in one] for one, _ in live for name in one}
        for name, some in sets.items():
            now = world.get(name, frozenset().union(*self.every(name, key, on)))
            parts: dict[tuple[bool, ...], set[Any]] = {}
            for value in now:
                parts.setdefault(tuple(value in one for one in some), set()).add(value)
            if len(parts) > 1:
                raise _Open(name, [frozenset(part) for part in parts.values()])
        raise Malformed("a doubt cannot be settled")

    def every(self, name: str, key: tuple[Any, ...], on: float) -> list[frozenset[Any]]:
        return [one[name] for one, _ in self.tables[key, on] if name in one]

    @cached_property
    def frozen(self) -> float:
        days = re.findall(r"plaintiffs-on (\d{4}-\d\d-\d\d)", canonical(self.papers))
        return max((bounds(day)[0] for day in days), default=-inf)

    def heard(self, norm: _Norm, cell: tuple[str, ...], on: float, world: World) -> bool:
        """Whether a norm covers a cell and speaks on a day."""
        key = norm.id, tuple(one[norm.first : norm.last] for one in self.kind(cell))
        return self.sure(key, on, world, lambda w: self.covers(norm, cell, on, w) and self.speaks(norm, on, w))

    def challenged(self, norm: _Norm, on: float, world: World) -> bool:
        """Whether a case pending on a day challenges a norm or its paper."""
        return self.sure(("challenged", norm.id), on, world, lambda w: self.contested((norm.id, norm.paper), ("challenges",), on, w))

    # --- the verdict ---

    def decide(self, cell: tuple[str, ...], on: float, world: World) -> tuple[str, int | None, tuple[str, ...], int]:
        """In one world: the verdict, the tier that gives it, the norms that decide, and the best confidence of these."""

        def heard(tier: int) -> list[_Norm]:
            return [n for n in self.norms if n.tier == tier and self.heard(n, cell, on, world)]

        def said(tier: int, norms: list[_Norm], verdict: str) -> tuple[str, int | None, tuple[str, ...], int]:
            sure = [n.said.get("confidence", self.papers[n.paper]["confidence"]) for n in norms]
            return verdict, tier, tuple(n.id for n in norms), max(map(CONFIDENCE.index, sure))

        def modal(norms: list[_Norm], *modalities: str) -> list[_Norm]:
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
        return tuple(self.kinds[axis][leaf] for axis, leaf in zip(AXES, cell, strict=True))

    def finding(self, cell: tuple[str, ...], on: float) -> _Finding:
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
            self.found[at] = _Finding(
                verdicts.pop() if len(verdicts) == 1 else "unsettled", TIERS[min(tiers)] if tiers else None,
                tuple(n.id for n in self.norms if n.id in chosen), frozenset(n for n in names if turns(n, leaves)),
                CONFIDENCE[min(said[3] for _, said in leaves)], not verdicts, leaves,
            )  # fmt: skip
        return self.found[at]

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

    # --- the answer ---

    def faults(self) -> Iterator[Fault]:
        """What in the answer does not follow from the records."""
        regions = self.answer["regions"]
        if self.answer["question"] != self.question:
            yield Fault("cover", "question", "the answer is one to another question")
        yield from self._cover(regions)
        for n, region in enumerate(regions):
            seen: set[tuple[Any, ...]] = set()
            for cell in product(*(region[name] for name in AXES.values())):
                if (kind := self.kind(cell)) not in seen:
                    seen.add(kind)
                    expected = self.region(cell)
                    wrong = [name for name in expected if canonical(_sorted(expected[name])) != canonical(_sorted(region.get(name)))]
                    for name in wrong:
                        check = {"verdict": "verdict", "since": "days", "until": "days"}.get(name, "reasons")
                        yield Fault(check, f"region {n}: {name}", f"the records give {canonical(expected[name])[:200]}")
                    if wrong:
                        break
            yield from self._hinges(n, region, cell)

    def _cover(self, regions: list[dict[str, Any]]) -> Iterator[Fault]:
        """That regions are disjoint and together are the cells asked about."""
        size = lambda one: len(one["objects"]) * len(one["people"]) * len(one["origins"]) * len(one["purposes"])  # noqa: E731
        if max(sum(map(size, regions)), size(self.asked)) > MAX_CELLS:
            raise Malformed(f"the bundle speaks of more than {MAX_CELLS:,} cells")
        cells = [cell for one in regions for cell in product(*(one[name] for name in AXES.values()))]
        asked = {*product(*(self.asked[name] for name in AXES.values()))}
        if len(cells) != len({*cells}):
            yield Fault("cover", "regions", "two regions share a cell")
        if {*cells} != asked:
            yield Fault("cover", "regions", f"{len(asked ^ {*cells})} cells are answered and not asked about, or the reverse")
        for axis, name in AXES.items():
            terms, parents = self.of(axis), {one.get("broader") for one in self.of(axis).values()}
            of = self.question[axis]
            below = {id for id in terms if id not in parents and (of is None or {*self.lineage(axis, id)} & {*([of] if isinstance(of, str) else of)})}
            if below != {*self.asked[name]}:
                yield Fault("cover", f"asked: {name}", "these are not the leaves that the question asks about")

    def region(self, cell: tuple[str, ...]) -> dict[str, Any]:
        """The parts of a region, as the records give them for one of its cells."""
        found = self.finding(cell, self.on)
        members = [n for n in self.norms if self._may(lambda w, n=n: self.heard(n, cell, self.on, w))]
        chosen = [n for n in members if n.id in found.deciders]
        relied = {id for n in chosen for id in n.said.get("relies-on", ())} - {*found.deciders}
        papers = dict.fromkeys(n.paper for n in self.norms)
        longer = [
            (source, effect["verb"]) for paper in papers for source, effect, where in self.effects.get(paper, ())
            if effect["verb"] in ("extends", "reinstates") and paper in {n.paper for n in chosen}
            and min((said for _, said in explore(lambda w, s=source, e=effect, x=where: self.effect_day(s, e, x, w))), default=inf) <= self.on
        ]  # fmt: skip
        because = [self._reason(n.paper, "decides", n) for n in chosen] + [self._reason(n.paper, "relied on", n) for n in members if n.id in relied]
        told = {id for m in members for id in (m.id, m.paper)}
        pending = {
            source.rpartition("/")[0] for id in told for source, effect, where in self.effects.get(id, ())
            if effect["verb"] in ("challenges", "appeals") and self._may(lambda w, s=source, e=effect, x=where: self._pending(s, e, x, self.on, w))
        }  # fmt: skip
        since, until = self.run(cell, self.on)
        return {
            "verdict": found.verdict, "basis": found.basis,
            "required": found.certain and found.verdict == "permitted" and any(n.said["modality"] == "requires" for n in chosen),
            "since": iso(since), "until": iso(until), "because": because + [self._reason(*one) for one in longer],
            "defeated": [
                {"norm": m.id, "by": chosen[0].id, "why": why} for m in members
                if chosen and m.id not in {*relied, *found.deciders} and (why := _why(m, chosen[0]))
            ],
            "contested_by": sorted(pending), "confidence": found.confidence, "carried_forward_from": self._stale(chosen),
        }  # fmt: skip

    def _may(self, claim: Callable[[World], bool]) -> bool:
        return any(said for _, said in explore(claim))

    def _reason(self, paper: str, role: str, norm: _Norm | None = None) -> dict[str, Any]:
        cites = (norm.said.get("cites") if norm else None) or self.papers[paper].get("cites", ())
        of = self.of("source")
        told = [
            {"source": c["source"], "url": of[c["source"]].get("url"), "tier": of[c["source"]]["tier"], "pin": c.get("pin")}
            for c in cites
        ]
        return {"norm": norm.id if norm else None, "instrument": paper, "role": role, "cites": told}

    def _stale(self, chosen: list[_Norm]) -> str | None:
        """The day to which the matters of some norms, or else those of the bearer and recipient, were searched."""
        days = [day for n in chosen if (day := self._checked(n.paper)) is not None]
        if not days:
            days = [bounds(self.cases[id]["checked"])[1] for id in self.answer["coverage"]["cases"]] or [bounds(self.asked["checked"])[1]]
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
            if fact and ([r["says"] for r in open_] != [r["says"] for r in told] or fact["question"] != one["question"]):
                yield Fault("reasons", f"region {n}: {one['fact']}", "the readings are not those on record")
                return
            picks = [r["id"] for r in open_] if fact else [_said_day(r["says"]) for r in told]
            for pick, reading in zip(picks, told, strict=True):
                values = sorted({value for world, _ in found.leaves for value in world.get(one["fact"], ())})
                near = pick if pick in values or fact else next((value for value in values if value >= pick), values[-1])
                given = {one["fact"]: frozenset({near})}
                says = {said[0] for _, said in explore(lambda w, given=given: self.decide(cell, self.on, w), given)}
                if says != {*reading["verdicts"]} or len(says) != len(reading["verdicts"]):
                    yield Fault("reasons", f"region {n}: {one['fact']}", f"read so: {reading['says']}, it is {sorted(says)}")


def _why(loser: _Norm, winner: _Norm) -> str:
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


def explore(said: Callable[[World], Any], given: World | None = None) -> list[tuple[World, Any]]:
    """What is said in every world, settling a doubt only when it is met on the way."""
    out: list[tuple[World, Any]] = []
    todo = [dict(given or {})]
    while todo:
        world = todo.pop()
        try:
            out.append((world, said(world)))
        except _Open as doubt:
            place, readings = doubt.args
            todo += [{**world, place: reading} for reading in readings]
        if len(out) + len(todo) > MAX_READINGS:
            raise Malformed(f"the doubts can be read in more than {MAX_READINGS:,} ways")
    return out


def turns(name: str, leaves: list[tuple[World, Any]], *, whole: bool = False) -> bool:
    """Whether in two worlds that differ in this doubt alone something else is said: another verdict, or `whole`."""
    if len({said if whole else said[0] for _, said in leaves}) == 1:
        return False
    return any(
        (one if whole else one[0]) != (other if whole else other[0]) and name in a and name in b and [k for k in a if k in b and not a[k] & b[k]] == [name]
        for a, one in leaves for b, other in leaves
    )  # fmt: skip


def _merged(leaves: list[tuple[World, Any]]) -> list[tuple[World, Any]]:
    """The same said in few worlds: only doubts that turn it, readings that say the same together."""
    names = [name for name in {name: 0 for world, _ in leaves for name in world} if turns(name, leaves, whole=True)]
    out = [({name: world[name] for name in names if name in world}, said) for world, said in leaves]
    for name in names:
        groups: dict[tuple[Any, ...], list[World]] = {}
        for world, said in out:
            groups.setdefault((said, *sorted((k, tuple(sorted(v))) for k, v in world.items() if k != name)), []).append(world)
        out = [
            ({**some[0], **({name: frozenset().union(*(one[name] for one in some))} if all(name in one for one in some) else {})}, said)
            for (said, *_), some in groups.items()
        ]
        out = [({k: v for k, v in world.items() if k != name or all(name in one for one in some)}, said) for (world, said), some in zip(out, groups.values(), strict=True)]
    return out


def _dates(value: Any) -> Iterator[dict[str, Any]]:
    """Every date in a part of the bundle."""
    if isinstance(value, dict):
        if "first-of" in value or any("is" in one for one in value.get("readings", ())):
            yield value
        value = [one for key, one in value.items() if key != "signed"]
    for one in value if isinstance(value, list) else ():
        yield from _dates(one)


def _every(first: float, last: float) -> list[float]:
    return [n for n in (first, last) if n not in (inf, -inf)] if inf in (-first, last) else [*range(int(first), int(last) + 1)]


def _nth(every: list[dict[str, Any]], n: int, alike: tuple[str, ...]) -> str:
    """Nothing for the first of several alike, " (2)" for the second, and so on."""
    count = sum(all(one.get(key) == every[n].get(key) for key in alike) for one in every[: n + 1])
    return f" ({count})" if count > 1 else ""


def _said_day(says: str) -> float:
    """The day that a reading of a date in doubt says."""
    if says.startswith(("Yes", "No")):
        return -inf if says.startswith("Yes") else inf
    text, bound, _ = says.partition(" at the ")
    first, last = bounds(text)
    return last if "latest" in says else first


def _sorted(value: Any) -> Any:
    return sorted(value, key=canonical) if isinstance(value, list) else value
