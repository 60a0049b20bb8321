"""A record as flat facts about one bearer, recipient and action: rows of texts and whole numbers, for any rule engine.

Nothing is reasoned here: every reading, every possible day and every effect is
written down as it stands, and the rules of `asof.lp` and `asof.sql` say what
follows.  Only the record's plain data are read; of the reasoner, nothing.

A day is a number; `ALWAYS` lies before every day and `NEVER` after.  A *date*
is a name with the days it may be; `point`s are the days worth looking at: all
that some date may be, the days after, and those asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import product

import holidays

from graph.corpus import Corpus
from graph.model import ENDINGS, Action, Case, Instrument, Norm, Product, Role, Term, Tier, Verb, When

ALWAYS, NEVER = 0, 9_999_999
Cell = tuple[str, str, str, str]
Row = tuple[str | int, ...]

VERBS = dict.fromkeys(ENDINGS, "ends") | {
    Verb.STAYS: "stays",
    Verb.EXTENDS: "extends",
    Verb.REINSTATES: "reinstates",
    Verb.CHALLENGES: "challenges",
}
COLUMNS = {
    "option": "date, day",
    "open": "fact, reading",
    "first_of": "date, condition",
    "waits": "condition, date",
    "met": "condition, day, on_day",
    "paper": "paper, start, end",
    "norm": "norm, paper, tier, modality, decides, start, end",
    "hangs": "thing, fact, reading",
    "effect": "effect, source, verb, target, start, end, from_start",
    "closes": "effect, date",
    "part": "part, norm, sign",
    "lies": "part, cell",
    "group_lies": "part, cell, party, frozen",
    "party": "party, joined, left_on",
    "relies": "norm, law",
    "yields": "norm, law",
    "point": "day, previous",
    "asked": "day",
    "cell": "cell",
}


class Refused(Exception):
    """Something that the rules do not cover; the world is counted as skipped, never compared."""


@dataclass
class Facts:
    """The rows of each table of `COLUMNS`, and one cell for each class: its number is its place.

    `over` says which parts of norms lie over a leaf of each axis.
    """

    rows: dict[str, set[Row]] = field(default_factory=lambda: {name: set() for name in COLUMNS})
    cells: list[Cell] = field(default_factory=list)
    over: list[dict[str, frozenset[int]]] = field(default_factory=list)
    classes: dict[frozenset[int], int] = field(default_factory=dict)

    def classes_of(self, leaves: Sequence[Iterable[str]]) -> set[int]:
        """The classes of all cells that some leaves of each axis make."""
        kinds = [{over[leaf] for leaf in some} for over, some in zip(self.over, leaves, strict=True)]
        return {self.classes[frozenset.intersection(*some)] for some in product(*kinds)}

    def norms_over(self, cell: int) -> frozenset[str]:
        """The norms of which some part lies over a class of cells."""
        over = {row[0] for row in self._over(cell)}
        return frozenset(norm for part, norm, _ in self.rows["part"] if part in over)

    def over_cell(self, cell: int, norms: Collection[str]) -> frozenset[Row]:
        """The parts of some norms, each with the party meant, that lie over a class of cells."""
        parts = {part for part, norm, _ in self.rows["part"] if norm in norms}
        return frozenset((row[0], *row[2:]) for row in self._over(cell) if row[0] in parts)

    def _over(self, cell: int) -> Iterator[Row]:
        return (row for table in ("lies", "group_lies") for row in self.rows[table] if row[1] == cell)

    def add(self, table: str, *row: str | int) -> None:
        self.rows[table].add(row)


def facts(
    corpus: Corpus,
    action: str,
    bearer: str,
    recipient: str | None,
    days: Iterable[date],
    challenges: Collection[tuple[str, str]] = (),
) -> Facts:
    """The facts about all cells, one for each class that no part of a norm tells apart, on some days.

    What papers of norms are challenged by is told; with `challenges`, each a
    paper and what it challenges, of others as well.

    Raises:
        Refused: if the record has something that the rules do not cover.
    """
    return _Writer(corpus, Action(action), bearer, recipient, sorted(days), challenges).facts()


class _Writer:
    def __init__(
        self,
        corpus: Corpus,
        action: Action,
        bearer: str,
        recipient: str | None,
        days: list[date],
        challenges: Collection[tuple[str, str]],
    ) -> None:
        self.corpus, self.days, self.out = corpus, [one.toordinal() for one in days], Facts()
        self.challengers, self.challenged = ({one[n] for one in challenges} for n in (0, 1))
        self.norms = [pair for pair in spoken(corpus) if speaks_to(corpus, pair[1], action, bearer, recipient)]
        self.interest: set[int] = {ALWAYS, *self.days}

    def facts(self) -> Facts:
        for one in ("always", "never"):
            self.out.add("option", one, {"always": ALWAYS, "never": NEVER}[one])
        for instrument, norm in self.norms:
            self.norm(instrument, norm)
        for id in self.papers():
            self.paper(self.corpus.instruments[id])
        self.cells()
        self.points()
        for on in self.days:
            self.out.add("asked", on)
        return self.out

    # --- papers and norms -------------------------------------------------------

    def papers(self) -> list[str]:
        """The papers of the norms, and those that do something to them or to one another."""
        targets = {f"{paper.id}#{norm.id}" for paper, norm in self.norms}
        seen = {paper.id for paper, _ in self.norms} | self.challengers
        grew = True
        while grew:
            acting = {
                one.id
                for one in self.corpus.instruments.values()
                if not one.withdrawn and any(e.target in seen | targets and e.verb in VERBS for e in one.effects)
            }
            grew = not acting <= seen
            seen |= acting
        self.targets = seen | targets | self.challenged
        return sorted(seen)

    def paper(self, one: Instrument) -> None:
        start = self.date(one.start, f"{one.id} start", "always")
        self.out.add("paper", one.id, start, self.date(one.end, f"{one.id} end", "never"))
        for n, effect in enumerate(one.effects):
            if effect.withdrawn or effect.verb not in VERBS or effect.target not in self.targets:
                continue
            id = f"{one.id} effect {n}"
            on, until = self.date(effect.on, f"{id} on", start), self.date(effect.end, f"{id} until", "never")
            self.out.add("effect", id, one.id, VERBS[effect.verb], effect.target, on, until, int(effect.ab_initio))
            self.hangs(id, effect.under)
            if effect.verb is Verb.CHALLENGES and one.case in self.corpus.cases:
                self.out.add("closes", id, self.closing(self.corpus.cases[one.case]))

    def norm(self, paper: Instrument, norm: Norm) -> None:
        id = f"{paper.id}#{norm.id}"
        start, end = self.date(norm.start, f"{id} start", "always"), self.date(norm.end, f"{id} end", "never")
        decides = int(norm.self_executing)
        self.out.add("norm", id, paper.id, str(paper.tier), str(norm.modality), decides, start, end)
        self.hangs(id, norm.under)
        for other in norm.relies_on:
            self.out.add("relies", id, other)
        for other in norm.yields_to:
            self.out.add("yields", id, other)

    def hangs(self, thing: str, under: Mapping[str, str]) -> None:
        for fact, reading in under.items():
            self.out.add("hangs", thing, fact, reading)
            owner, _, name = fact.partition("#")
            record = self.corpus.cases.get(owner) or self.corpus.instruments.get(owner)
            for one in record.contested if record else ():
                for each in one.readings:
                    if one.id == name and not each.rejected:
                        self.out.add("open", fact, each.id)

    # --- dates ------------------------------------------------------------------

    def date(self, when: When | None, name: str, default: str) -> str:
        """The name of a date, its possible days or its conditions written down."""
        if when is None:
            return default
        for n, one in enumerate(when.first_of):
            waiting = f"{name} if {n}"
            self.out.add("first_of", name, waiting)
            self.wait(waiting, one.after, one.days, one.end_of)
        if not when.first_of:
            options = {day for one in when.readings if not one.rejected for day in self.possible(one.is_)}
            if not options:
                raise Refused(f"{name} has no open reading")
            for day in options:
                self.out.add("option", name, day)
            self.interest |= options
        return name

    def possible(self, day) -> Iterator[int]:
        """Every day that a reading allows, up to the last one asked, and never where it may come later."""
        if day.text.startswith("["):
            raise Refused(f"{day} is one of several days")
        if day.text == "..":
            yield ALWAYS
        elif day.text == "unknown":
            yield from (ALWAYS, NEVER)
        else:
            if day.earliest is None:
                yield ALWAYS
            if day.latest is None:
                yield NEVER
            first = day.earliest.toordinal() if day.earliest else min(self.days) - 1
            last = day.latest.toordinal() if day.latest else max(self.days) + 1
            yield from range(first, last + 1)

    def wait(self, condition: str, after: str, days: int, end_of: str) -> None:
        """What a condition waits for, and the day on which it is met for each day that may be."""
        case = self.corpus.cases.get((end_of or after).partition("#")[0])
        if case is None:
            return
        event = next((one.on for one in case.events if one.id == after.partition("#")[2]), None)
        waited = self.closing(case) if end_of else self.date(event, after, "never")
        self.out.add("waits", condition, waited)
        for day in {day for name, day in self.out.rows["option"] if name == waited}:
            met = day if end_of or day in (ALWAYS, NEVER) else first_day_after(day, days)
            self.out.add("met", condition, day, met)
            self.interest.add(met)

    def closing(self, case: Case) -> str:
        return self.date(case.closed, f"{case.id} closed", "never")

    def points(self) -> None:
        """The days worth looking at; a life of one day may follow on another, once for each paper that revives one."""
        follow = 2 + sum(row[2] in ("reinstates", "stays") for row in self.out.rows["effect"])
        days = {ALWAYS} | {day + n for day in self.interest - {ALWAYS, NEVER} for n in range(follow)}
        previous = -1
        for day in sorted(days):
            self.out.add("point", day, previous)
            previous = day

    # --- cells ------------------------------------------------------------------

    def cells(self) -> None:
        """A cell for each class, and the parts of norms that lie over it."""
        parts = [part for paper, norm in self.norms for part in self.parts(paper, norm)]
        axes = (self.corpus.objects, self.corpus.people, self.corpus.places, self.corpus.purposes)
        self.out.over = [
            {leaf: frozenset(n for n, part in enumerate(parts) if part.over(axis, leaf)) for leaf in leaves(terms)}
            for axis, terms in enumerate(axes)
        ]
        kinds = [{over: leaf for leaf, over in reversed(axis.items())} for axis in self.out.over]
        seen: dict[frozenset[int], Cell] = {}
        for some in product(*(one.items() for one in kinds)):
            seen.setdefault(frozenset.intersection(*(over for over, _ in some)), tuple(leaf for _, leaf in some))
        for n, (over, cell) in enumerate(sorted(seen.items(), key=lambda one: one[1])):
            self.out.cells.append(cell)
            self.out.classes[over] = n
            self.out.add("cell", n)
            for part in (parts[k] for k in over):
                if part.party:
                    self.out.add("group_lies", part.id, n, part.party, part.frozen)
                else:
                    self.out.add("lies", part.id, n)

    def parts(self, paper: Instrument, norm: Norm) -> Iterator[Part]:
        """The products of a norm, each once for the places it names and once for each party it may mean."""
        id = f"{paper.id}#{norm.id}"
        signed = [("covers", one) for one in norm.scope or (Product(),)] + [("excepts", one) for one in norm.except_]
        for n, (sign, one) in enumerate(signed):
            name = f"{id} part {n}"
            self.out.add("part", name, id, sign)
            self.hangs(name, one.under)
            named = [place for place in one.origin if not place.startswith("plaintiffs")]
            if named or not one.origin:
                yield Part(name, self.over(one, named))
            for word in one.origin:
                if word.startswith("plaintiffs"):
                    yield from self.group_parts(name, paper, one, word)

    def group_parts(self, name: str, paper: Instrument, one: Product, word: str) -> Iterator[Part]:
        _, _, on = word.partition(" ")
        frozen = date.fromisoformat(on).toordinal() if on else 0
        self.interest |= {frozen} - {0}
        case = self.corpus.cases.get(paper.case)
        for n, party in enumerate(case.parties if case else ()):
            places = [agent for agent in party.agent if agent in self.corpus.places]
            if party.role is not Role.PLAINTIFF or not places:
                continue
            id = f"{case.id} party {n}"
            filed = self.date(case.filed, f"{case.id} filed", "always")
            joined, left = self.date(party.joined, f"{id} joined", filed), self.date(party.left, f"{id} left", "never")
            self.out.add("party", id, joined, left)
            self.hangs(id, party.under)
            yield Part(name, self.over(one, places), id, frozen)

    def over(self, one: Product, places: list[str]) -> tuple[frozenset[str], ...]:
        """The leaves that a product means on each axis."""
        axes = (
            (self.corpus.objects, one.object),
            (self.corpus.people, one.people),
            (self.corpus.places, places),
            (self.corpus.purposes, one.purpose),
        )
        return tuple(
            frozenset(leaf for leaf in leaves(terms) if not named or not above(terms, leaf).isdisjoint(named))
            for terms, named in axes
        )


@dataclass(frozen=True)
class Part:
    """A box of cells of a norm; of a group, those of a party that counts on the day asked or on a frozen one."""

    id: str
    axes: tuple[frozenset[str], ...]
    party: str = ""
    frozen: int = 0

    def over(self, axis: int, leaf: str) -> bool:
        return leaf in self.axes[axis]


# --- whom a norm speaks to ----------------------------------------------------


def spoken(corpus: Corpus) -> Iterator[tuple[Instrument, Norm]]:
    """Every norm that stands and may speak: one in a filing only says what a party wants."""
    for paper in corpus.instruments.values():
        for norm in paper.norms:
            if not paper.withdrawn and not norm.withdrawn and paper.tier is not Tier.FILING:
                yield paper, norm


def speaks_to(corpus: Corpus, norm: Norm, action: Action, bearer: str, recipient: str | None) -> bool:
    """A norm on a parent binds its components; one that names no recipient means any, and a use has none."""
    if action not in norm.action or bodies(corpus, bearer).isdisjoint(norm.bearer):
        return False
    return not (recipient and norm.recipient) or not bodies(corpus, recipient).isdisjoint(norm.recipient)


def bodies(corpus: Corpus, agent: str) -> set[str]:
    """An agency and the bodies it belongs to; a place that acts is one of the states."""
    return above(corpus.agencies, agent) | ({"states"} if agent in corpus.places else set())


def channels(corpus: Corpus) -> dict[tuple[str, str, str | None], int]:
    """One channel for each set of norms that speak together, and for how many channels it stands."""
    agents = [*corpus.agencies, *corpus.places]
    seen: dict[frozenset[str], tuple[str, str, str | None]] = {}
    stands: dict[tuple[str, str, str | None], int] = defaultdict(int)
    every = list(spoken(corpus))
    for action in Action:
        for bearer in agents:
            bound = [(f"{p.id}#{n.id} {action}", n) for p, n in every if speaks_to(corpus, n, action, bearer, None)]
            for recipient in [None] if action is Action.USE else agents if bound else []:
                norms = frozenset(id for id, n in bound if speaks_to(corpus, n, action, bearer, recipient))
                if norms:
                    stands[seen.setdefault(norms, (str(action), bearer, recipient))] += 1
    return dict(stands)


def above(terms: Mapping[str, Term], id: str) -> set[str]:
    """A term and all that is broader."""
    out = {id}
    while (id := terms[id].broader if id in terms else "") and id not in out:
        out.add(id)
    return out


def leaves(terms: Mapping[str, Term]) -> list[str]:
    """The terms that no other lies within."""
    parents = {term.broader for term in terms.values()}
    return [id for id in terms if id not in parents]


@cache
def first_day_after(day: int, days: int) -> int:
    """The first day after so many days, the last of which is no Saturday, Sunday or legal holiday (Rule 6(a))."""
    last = date.fromordinal(day) + timedelta(days)
    while last.isoweekday() > 5 or last in _holidays():
        last += timedelta(1)
    return last.toordinal() + 1


@cache
def _holidays():
    return holidays.country_holidays("US", observed=True)
