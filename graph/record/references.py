"""Whether what a record names is there, and whether its dates and sources make sense.

Every check has its own code, a broken file in `tests/bad/` and a paragraph in
`data/README.md`.  All problems are collected; nothing is mended.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..corpus import Corpus, Tree
from ..dates import Edtf
from ..errors import Problem
from ..model import (
    CHANGES,
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Case,
    Cite,
    Condition,
    Effect,
    Fact,
    Holding,
    Instrument,
    Norm,
    Party,
    Product,
    Term,
    Tier,
    Verb,
    When,
    key,
)
from .strict import Lines, Where, parse

MAX_WORDS = 15
MAX_DAYS = 3660
# `path#from` and `path#until` are the days of the paper itself.
RESERVED = ("from", "until")
# A longer chain than any docket has; the reasoner follows one by recursion.
MAX_CHAIN = 100


@dataclass(frozen=True)
class Origin:
    """The file a record came from; it is read again for the line of a part, once a problem needs one."""

    path: str
    data: bytes

    @cached_property
    def lines(self) -> Lines:
        """The line on which each part begins."""
        return parse(self.data, self.path)[1]


def problems_of(corpus: Corpus, origins: Mapping[str, Origin], missing: Collection[str] = ()) -> list[Problem]:
    """Every problem of reference, date and source in the records that have an origin.

    `missing` names files that could not be composed: a name that would stand in
    one of them is not reported a second time.
    """
    return list(_Checker(corpus, origins, missing).run())


# The files of the names that do not say their file themselves; any of `sources/` may hold a source.
_HOMES = {
    "source": ("sources",),
    "object": ("vocabularies/objects",),
    "people": ("vocabularies/people",),
    "origin": ("vocabularies/places",),
    "purpose": ("vocabularies/purposes",),
    "agency": ("vocabularies/agencies", "vocabularies/places"),
}


class _Checker:
    def __init__(self, corpus: Corpus, origins: Mapping[str, Origin], missing: Collection[str]) -> None:
        self.corpus, self.origins = corpus, origins
        self.missing = {"sources" if id.startswith("sources/") else id for id in missing}
        self.norms = {f"{record.id}#{norm.id}": norm for record in corpus.instruments.values() for norm in record.norms}
        self.targets = {*corpus.instruments, *self.norms}
        self.events = {f"{case.id}#{event.id}" for case in corpus.cases.values() for event in case.events}

    def run(self) -> Iterator[Problem]:
        broken = list(self._vocabularies())
        yield from broken
        if any(problem.code == "vocabulary-cycle" for problem in broken):
            return  # a tree that runs in a ring has no leaves to ask about
        yield from self._places()
        yield from self._addresses()
        for records in (self.corpus.cases, self.corpus.instruments, self.corpus.disclosures):
            for id, record in records.items():
                if id in self.origins:
                    yield from self._record(id, record)
        yield from self._notes()
        yield from self._chains()

    def _notes(self) -> Iterator[Problem]:
        """Notes on what is not there."""
        corpus = self.corpus
        known = {*corpus.cases, *corpus.instruments, *corpus.disclosures, *corpus.sources}
        for id in corpus.notes if "notes" in self.origins else ():
            noun, message = "record" if "/" in id else "source", f"no record is called {id!r}"
            yield from self._known("notes", (id,), noun, id, known, message=message)

    def _known(
        self, id: str, where: Where, noun: str, name: str, among: Collection[str],
        code: str = "dangling-reference", message: str = "",
    ) -> Iterator[Problem]:  # fmt: skip
        """A name that nothing bears, unless it may stand in a file that could not be read."""
        if name not in among and not self._unread(name, noun):
            yield self._at(id, where, code, message or f"no {noun} is called {name!r}", _near(name, among))

    def _unread(self, name: str, noun: str = "") -> bool:
        """Whether the file that would hold what a name means could not be read."""
        return not self.missing.isdisjoint(_HOMES.get(noun) or (name.partition("#")[0],))

    def _in_case(self, id: str) -> bool:
        """Whether a file lies in the folder of a case, of one that cannot be read too."""
        return _case(id) in self.corpus.cases or _case(id) in self.missing

    def _at(self, id: str, where: Where, code: str, message: str, remedy: str) -> Problem:
        if where[:1] == ("docket",) and f"{id}/docket" in self.origins:
            id, where = f"{id}/docket", ("entries", *where[1:])
        origin = self.origins[id]
        return Problem(origin.path, origin.lines.of(where), code, message, remedy)

    def _places(self) -> Iterator[Problem]:
        """Files that have no business where they lie, and names that two things bear."""
        for id in sorted(set(self.corpus.places) & set(self.corpus.agencies)):
            if "vocabularies/places" in self.origins:
                yield self._at("vocabularies/places", (id,), "duplicate-id", f"{id!r} is an agency too", "rename one")
        for id in self.origins:
            folder = id.rpartition("/")[0]
            if folder.startswith("cases/") and folder not in self.corpus.cases and folder not in self.missing:
                yield self._at(id, (), "no-case", f"the folder {folder} has no case.yaml", "add it, or move the file")

    def _addresses(self) -> Iterator[Problem]:
        """Addresses of sources that a reader should not follow."""
        for name, source in self.corpus.sources.items():
            for address in (source.url, *source.copies):
                if not address or re.match(r"https?://[^\s<>\"]+\Z", address):
                    continue
                message = f"{address!r} is no address of the web"
                for id, origin in self.origins.items():
                    if id.startswith("sources/") and (name,) in origin.lines:
                        yield self._at(id, (name, "url"), "bad-address", message, "write one that begins with https://")

    def _vocabularies(self) -> Iterator[Problem]:
        for name in ("agencies", "objects", "people", "places", "purposes", "labels"):
            terms = getattr(self.corpus, name)
            id = f"vocabularies/{name}"
            for term, what in terms.items() if id in self.origins else ():
                yield from self._term(id, terms, term, what)

    def _term(self, id: str, terms: Mapping[str, Term], term: str, what: Term) -> Iterator[Problem]:
        if not what.label.strip():
            yield self._at(id, (term, "label"), "missing-key", f"the term {term!r} has no label", "add one")
        if what.broader and what.broader not in terms:
            message = f"the broader term {what.broader!r} of {term!r} does not exist"
            yield self._at(id, (term, "broader"), "dangling-reference", message, _near(what.broader, terms))
        for held in what.holds:
            message = f"{held!r} is not an object"
            yield from self._known(id, (term, "holds"), "object", held, self.corpus.objects, "unknown-term", message)
        seen, at = {term}, what
        while at.broader in terms and at.broader not in seen:
            seen.add(at.broader)
            at = terms[at.broader]
        if at.broader in seen:
            yield self._at(
                id, (term,), "vocabulary-cycle", f"{term!r} is broader than itself", "break the ring of 'broader'"
            )

    # --- one record ---------------------------------------------------------

    def _record(self, id: str, record: Any) -> Iterator[Problem]:
        if not record.title.strip():
            yield self._at(id, ("title",), "missing-key", f"{id} has no title", "add one")
        if not record.cites:
            yield self._at(
                id, ("cites",), "unsourced", f"{id} cites no source", "add a cite; nothing is entered without one"
            )
        if record.recorded and not record.recorded.exact:
            yield self._at(
                id, ("recorded",), "bad-date", f"{id} was recorded on no one day", "write the day you wrote it"
            )
        for where, part in _parts(record):
            yield from self._part(id, where, part)
        for name in ("norms", "contested", "events"):
            yield from self._ids(id, (name,), [part.id for part in getattr(record, name, ())])
        if isinstance(record, Instrument):
            yield from self._instrument(id, record)
        elif isinstance(record, Case):
            yield from self._case(id, record)
        else:
            yield from self._terms(id, ("bearer",), record.bearer, self.corpus.agents)
            yield from self._terms(id, ("recipient",), record.recipient, self.corpus.agents)

    def _ids(self, id: str, where: Where, ids: Sequence[str]) -> Iterator[Problem]:
        """Ids that cannot be written after a `#`, and ids that stand twice."""
        for n, one in enumerate(ids):
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) or one in RESERVED:
                yield self._at(id, (*where, n), "bad-id", f"{one!r} is no id", "use lower-case words joined by hyphens")
            if one in ids[:n]:
                yield self._at(
                    id, (*where, n), "duplicate-id", f"{one!r} stands twice among the {where[-1]}", "rename one"
                )

    def _part(self, id: str, where: Where, part: Any) -> Iterator[Problem]:
        yield from self._under(id, where, getattr(part, "under", {}))
        if isinstance(part, Cite):
            yield from self._cite(id, where, part)
        elif isinstance(part, When):
            yield from self._when(id, where, part)
        elif isinstance(part, Product):
            yield from self._product(id, where, part)
        elif isinstance(part, Norm):
            yield from self._norm(id, where, part)
        elif isinstance(part, Effect):
            yield from self._effect(id, where, part)
        elif isinstance(part, Party):
            yield from self._party(id, where, part)
        elif isinstance(part, Holding):
            yield from self._holding(id, where, part)
        elif isinstance(part, Fact):
            yield from self._ids(id, (*where, "readings"), [reading.id for reading in part.readings])
            if not [one for one in part.readings if not one.rejected]:
                yield self._at(id, where, "no-reading", f"every reading of {part.id!r} is rejected", "keep one")

    def _cite(self, id: str, where: Where, cite: Cite) -> Iterator[Problem]:
        count = len(cite.words.split())
        yield from self._known(id, where, "source", cite.source, self.corpus.sources, "unknown-source")
        if count > MAX_WORDS:
            yield self._at(
                id, where, "too-many-words", f"a cite quotes {count} words", f"quote at most {MAX_WORDS} decisive ones"
            )

    def _under(self, id: str, where: Where, under: Mapping[str, str]) -> Iterator[Problem]:
        for fact, reading in under.items():
            known, at = self.corpus.facts.get(fact), (*where, "under")
            yield from self._known(id, at, "contested fact", fact, self.corpus.facts)
            if (
                known
                and not self._unread(fact)
                and reading not in [one.id for one in known.readings if not one.rejected]
            ):
                message = f"{fact!r} has no open reading {reading!r}"
                yield self._at(id, at, "dangling-reference", message, _near(reading, [r.id for r in known.readings]))

    def _when(self, id: str, where: Where, when: When) -> Iterator[Problem]:
        if bool(when.readings) is bool(when.first_of):
            message = "a date has a day, or several readings, or conditions, and one of these only"
            yield self._at(id, where, "missing-key", message, "give one of `is`, `readings` and `first-of`")
        if when.readings and all(reading.rejected for reading in when.readings):
            yield self._at(id, where, "no-reading", "every reading of the date is rejected", "keep one")
        for n, reading in enumerate(when.readings):
            if len(when.readings) > 1 and not reading.cites:
                at, message = (*where, "readings", n), f"the reading {reading.is_} cites no source"
                yield self._at(id, at, "unsourced", message, "add a cite to each reading")
        for n, condition in enumerate(when.first_of):
            yield from self._condition(id, (*where, "first-of", n), condition)

    def _condition(self, id: str, where: Where, condition: Condition) -> Iterator[Problem]:
        if bool(condition.after) is bool(condition.end_of) or (condition.after and not 0 < condition.days <= MAX_DAYS):
            message = f"a condition waits 1 to {MAX_DAYS:,} days after an event, or for the end of a case"
            yield self._at(id, where, "missing-key", message, "write {after: event, days: 14} or {end-of: case}")
        if condition.after:
            yield from self._known(id, where, "event", condition.after, self.events)
        if condition.end_of:
            yield from self._known(id, where, "case", condition.end_of, self.corpus.cases)

    def _product(self, id: str, where: Where, product: Product) -> Iterator[Problem]:
        for axis in ("object", "people", "purpose"):
            yield from self._terms(id, (*where, axis), getattr(product, axis), self.corpus.trees[axis])
        for origin in product.origin:
            word, space, on = origin.partition(" ")
            if origin == PLAINTIFFS or (word == PLAINTIFFS_ON and space):
                yield from self._plaintiffs(id, (*where, "origin"), on)
            else:
                yield from self._terms(id, (*where, "origin"), (origin,), self.corpus.trees["origin"])

    def _plaintiffs(self, id: str, where: Where, on: str) -> Iterator[Problem]:
        if not self._in_case(id):
            message = f"{id} lies in no case and has no plaintiffs"
            yield self._at(id, where, "contest-outside-case", message, "name the states")
        if on and not _is_day(on):
            yield self._at(id, where, "bad-date", f"{on!r} is not a day", "write plaintiffs-on: 2031-08-14")

    def _terms(self, id: str, where: Where, terms: Iterable[str], tree: Tree) -> Iterator[Problem]:
        for term in terms:
            message = f"{term!r} is not a term of {tree.name}"
            yield from self._known(id, where, tree.name, term, tree.terms, "unknown-term", message)

    def _holding(self, id: str, where: Where, holding: Holding) -> Iterator[Problem]:
        rulings = [one.id for one in self.corpus.instruments.values() if one.tier is Tier.RULING]
        yield from self._known(id, (*where, "by"), "ruling", holding.by, rulings)
        if not holding.says.strip():
            yield self._at(
                id, (*where, "says"), "missing-key", "a holding does not say what was held", "add a sentence"
            )

    def _party(self, id: str, where: Where, party: Party) -> Iterator[Problem]:
        if not party.agent and not party.name.strip():
            yield self._at(id, where, "missing-key", "a party has neither agent nor name", "say who it is")
        yield from self._terms(id, (*where, "agent"), party.agent, self.corpus.agents)
        at = (*where, "left")
        yield from self._order(id, at, party.joined, party.left, "party-order", "the party leaves before it joins")

    def _norm(self, id: str, where: Where, norm: Norm) -> Iterator[Problem]:
        for name in ("bearer", "action"):
            if not getattr(norm, name):
                yield self._at(id, (*where, name), "missing-key", f"the norm {norm.id!r} names no {name}", "name one")
        yield from self._terms(id, (*where, "bearer"), norm.bearer, self.corpus.agents)
        yield from self._terms(id, (*where, "recipient"), norm.recipient, self.corpus.agents)
        at = (*where, "until")
        yield from self._order(id, at, norm.start, norm.end, "reversed-interval", "the norm ends before it begins")
        for name in ("relies_on", "yields_to"):
            for target in getattr(norm, name):
                yield from self._known(id, (*where, key(name)), "norm", target, self.norms)

    def _effect(self, id: str, where: Where, effect: Effect) -> Iterator[Problem]:
        source = self.corpus.instruments[id]
        target = self.corpus.instruments.get(effect.target.partition("#")[0])
        yield from self._known(id, (*where, "target"), "instrument or norm", effect.target, self.targets)
        if effect.verb is Verb.AMENDS and "#" not in effect.target:
            remedy = "write the target as path#norm, and the new norm in this file"
            yield self._at(id, where, "amends-instrument", "an amendment names the norm it replaces", remedy)
        if effect.verb is Verb.EXTENDS and effect.end is None:
            yield self._at(id, where, "missing-key", "an extension has no new end", "add 'until'")
        if effect.verb in (Verb.CHALLENGES, Verb.APPEALS) and not self._in_case(id):
            message = f"{id} contests something and lies in no case"
            yield self._at(id, where, "contest-outside-case", message, "put it into the folder of its case")
        start = effect.on or source.start
        at = (*where, "until")
        yield from self._order(id, at, start, effect.end, "reversed-interval", "the effect ends before it begins")
        on, begun = _bounds(start), _bounds(target.start) if target else None
        if effect.verb in CHANGES and on and begun and on[1] < begun[0]:
            message = f"the effect is dated before {effect.target} begins ({begun[0]})"
            yield self._at(id, where, "effect-too-early", message, "check both dates")

    def _instrument(self, id: str, record: Instrument) -> Iterator[Problem]:
        message = "the instrument ends before it begins"
        yield from self._order(id, ("until",), record.start, record.end, "reversed-interval", message)
        if record.tier is Tier.LAW:
            return
        stem = re.match(r"\d{4}(-\d\d)?(-\d\d)?(?=-)", id.rpartition("/")[2])
        named = _edtf(stem[0]) if stem else None
        days = [b for b in (_bounds(record.start), record.signed and _bounds(record.signed)) if b]
        if not named:
            message = f"the name of {id} does not begin with its date"
            yield self._at(id, (), "path-date", message, "call it 2031-08-14-what-it-is.yaml")
        elif days and not any(_overlap(named, one) for one in days):
            message = f"the name says {stem[0] if stem else ''} and the file {days[0][0]}"
            yield self._at(id, ("from",), "path-date", message, "make the two agree")

    def _case(self, id: str, case: Case) -> Iterator[Problem]:
        message = "the case is closed before it is filed"
        yield from self._order(id, ("closed",), case.filed, case.closed, "reversed-interval", message)
        for n, other in enumerate(one.case for one in case.related):
            yield from self._known(id, ("related", n), "case", other, self.corpus.cases)
        for n, judge in enumerate(case.judges):
            message = f"{judge.name} leaves the case before having it"
            yield from self._order(id, ("judges", n), judge.start, judge.end, "reversed-interval", message)
        papers = self.corpus.instruments
        known = {entry.entry_number for entry in case.docket}.union(papers)
        for n, entry in enumerate(case.docket):
            for m, answered in enumerate(entry.re):
                at = ("docket", n, "re", m)
                message = f"no line of the docket has the number {answered!r}, and no instrument is called so"
                yield from self._known(id, at, "instrument", answered, known, message=message)
            if entry.instrument:
                yield from self._known(id, ("docket", n, "instrument"), "instrument", entry.instrument, papers)

    def _order(
        self, id: str, where: Where, start: When | None, end: When | None, code: str, message: str
    ) -> Iterator[Problem]:
        first, last = start and _bounds(start), end and _bounds(end)
        if first and last and last[1] <= first[0]:
            yield self._at(id, where, code, message, "check the two dates; an end is the first day after")

    # --- rings --------------------------------------------------------------

    def _chains(self) -> Iterator[Problem]:
        """Instruments that change each other in a ring, which no world could unravel, or in too long a chain."""
        acts = {
            id: {e.target.partition("#")[0] for e in record.effects if e.verb in CHANGES} & set(self.corpus.instruments)
            for id, record in self.corpus.instruments.items()
        }
        while ring := _ring(acts):
            if ring[0] in self.origins:
                message = f"these change each other: {' → '.join(ring)}"
                yield self._at(ring[0], ("effects",), "effect-cycle", message, "an effect points to an earlier paper")
            for id in ring:
                acts[id] = set()
        depth: dict[str, int] = {}
        for id in TopologicalSorter(acts).static_order():
            depth[id] = 1 + max((depth[target] for target in acts.get(id, ())), default=0)
            if depth[id] == MAX_CHAIN + 1 and id in self.origins:
                message = f"{id} is the {MAX_CHAIN + 1}th in a chain of papers that change each other"
                yield self._at(id, ("effects",), "effect-chain", message, "let it act on the paper that still matters")


def _ring(acts: Mapping[str, set[str]]) -> list[str]:
    """One ring of a graph, its first node named again at the end; empty where there is none."""
    try:
        TopologicalSorter(acts).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        first = ring.index(min(ring))
        return [*ring[first:-1], *ring[:first], ring[first]]
    return []


def _parts(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every dataclass inside a record with its path in the file."""
    if isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from _parts(one, (*where, n))
    elif is_dataclass(value) and not isinstance(value, Edtf):
        if where:
            yield where, value
        for one in fields(value):
            yield from _parts(getattr(value, one.name), (*where, key(one.name)))


def _case(id: str) -> str:
    return id if id.count("/") == 1 else id.rpartition("/")[0]


def _bounds(when: When) -> tuple[date, date] | None:
    """The first and last possible day over all open readings, where both are known."""
    open_ = [one.is_ for one in when.readings if not one.rejected]
    early = [one.earliest for one in open_]
    late = [one.latest for one in open_]
    if not open_ or None in early or None in late:
        return None
    return min(one for one in early if one), max(one for one in late if one)


def _edtf(text: str) -> tuple[date, date] | None:
    """The bounds of a date in a name; None where no calendar has it."""
    try:
        one = Edtf.parse(text)
    except ValueError:
        return None
    return one.earliest or date.min, one.latest or date.max


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _near(name: str, among: Iterable[str]) -> str:
    near = get_close_matches(name, list(among), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "check the spelling"
