"""Whether what a record names is there, and whether its dates and sources make sense.

Every check has its own code, a broken file in `tests/bad/` and a paragraph in
`data/README.md`.  All problems are collected; nothing is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from .corpus import Corpus, Tree
from .dates import Edtf
from .errors import Problem
from .model import (
    CHANGES,
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Cite,
    Effect,
    Fact,
    Instrument,
    Norm,
    Party,
    Product,
    Tier,
    Verb,
    When,
    key,
)
from .strict import Lines, Where

MAX_WORDS = 15


@dataclass(frozen=True)
class Origin:
    """The file a record came from, and the line of each of its parts."""

    path: str
    lines: Lines


def problems_of(corpus: Corpus, origins: Mapping[str, Origin]) -> list[Problem]:
    """Every problem of reference, date and source in the records that have an origin."""
    return list(_Checker(corpus, origins).run())


class _Checker:
    def __init__(self, corpus: Corpus, origins: Mapping[str, Origin]) -> None:
        self.corpus, self.origins = corpus, origins
        self.norms = {f"{instrument.id}#{norm.id}": norm for instrument, norm in corpus.norms()}
        self.events = {f"{case.id}#{event.id}" for case in corpus.cases.values() for event in case.events}

    def run(self) -> Iterator[Problem]:
        yield from self._vocabularies()
        if any(True for _ in self._vocabularies()):
            return  # trees with loose ends cannot be asked about terms
        for records in (self.corpus.cases, self.corpus.instruments, self.corpus.disclosures):
            for id, record in records.items():
                if id in self.origins:
                    yield from self._record(id, record)
        yield from self._cycles()

    def _at(self, id: str, where: Where, code: str, message: str, remedy: str) -> Problem:
        origin = self.origins[id]
        return Problem(origin.path, origin.lines.of(where), code, message, remedy)

    def _vocabularies(self) -> Iterator[Problem]:
        for name in ("agencies", "objects", "people", "places", "purposes"):
            terms = getattr(self.corpus, name)
            id = f"vocabularies/{name}"
            if id not in self.origins:
                continue
            for term, what in terms.items():
                if what.broader and what.broader not in terms:
                    yield self._at(
                        id,
                        (term, "broader"),
                        "dangling-reference",
                        f"the broader term {what.broader!r} of {term!r} does not exist",
                        _near(what.broader, terms),
                    )
                for held in what.holds:
                    if held not in self.corpus.objects:
                        yield self._at(
                            id,
                            (term, "holds"),
                            "unknown-term",
                            f"{held!r} is not an object",
                            _near(held, self.corpus.objects),
                        )
                seen = {term}
                while what.broader in terms and what.broader not in seen:
                    seen.add(what.broader)
                    what = terms[what.broader]
                if what.broader in seen:
                    yield self._at(
                        id,
                        (term,),
                        "vocabulary-cycle",
                        f"{term!r} is broader than itself",
                        "break the ring of 'broader'",
                    )

    # --- one record ---------------------------------------------------------

    def _record(self, id: str, record: Any) -> Iterator[Problem]:
        if not record.cites:
            yield self._at(
                id, ("cites",), "unsourced", f"{id} cites no source", "add a cite; nothing is entered without one"
            )
        for where, part in _parts(record):
            yield from self._part(id, where, part)
        for name in ("norms", "contested", "events"):
            ids = [part.id for part in getattr(record, name, ())]
            for n, one in enumerate(ids):
                if one in ids[:n]:
                    yield self._at(
                        id, (name, n), "duplicate-id", f"{one!r} stands twice among the {name} of {id}", "rename one"
                    )
        if isinstance(record, Instrument):
            yield from self._instrument(id, record)

    def _part(self, id: str, where: Where, part: Any) -> Iterator[Problem]:
        if isinstance(part, Cite):
            if part.source not in self.corpus.sources:
                yield self._at(
                    id,
                    where,
                    "unknown-source",
                    f"no source is called {part.source!r}",
                    _near(part.source, self.corpus.sources),
                )
            if len(part.words.split()) > MAX_WORDS:
                yield self._at(
                    id,
                    where,
                    "too-many-words",
                    f"a cite quotes {len(part.words.split())} words",
                    f"quote at most {MAX_WORDS} decisive ones",
                )
        elif isinstance(part, When):
            yield from self._when(id, where, part)
        elif isinstance(part, Product):
            yield from self._product(id, where, part)
        elif isinstance(part, Norm):
            yield from self._norm(id, where, part)
        elif isinstance(part, Effect):
            yield from self._effect(id, where, part)
        elif isinstance(part, Party):
            yield from self._terms(id, (*where, "agent"), part.agent, self.corpus.agents)
            yield from self._order(
                id, (*where, "left"), part.joined, part.left, "party-order", "the party leaves before it joins"
            )
        elif isinstance(part, Fact) and not [one for one in part.readings if not one.rejected]:
            yield self._at(id, where, "no-reading", f"every reading of {part.id!r} is rejected", "keep one")
        yield from self._under(id, where, getattr(part, "under", {}))

    def _under(self, id: str, where: Where, under: Mapping[str, str]) -> Iterator[Problem]:
        for fact, reading in under.items():
            known = self.corpus.facts.get(fact)
            if not known:
                yield self._at(
                    id,
                    (*where, "under"),
                    "dangling-reference",
                    f"no contested fact is called {fact!r}",
                    _near(fact, self.corpus.facts),
                )
            elif reading not in [one.id for one in known.readings if not one.rejected]:
                yield self._at(
                    id,
                    (*where, "under"),
                    "dangling-reference",
                    f"{fact!r} has no open reading {reading!r}",
                    _near(reading, [r.id for r in known.readings]),
                )

    def _when(self, id: str, where: Where, when: When) -> Iterator[Problem]:
        if not when.readings and not when.first_of:
            yield self._at(
                id,
                where,
                "missing-key",
                "the date has neither a day nor a condition",
                "give `is`, `readings` or `first-of`",
            )
        if len(when.readings) > 1:
            for n, reading in enumerate(when.readings):
                if not reading.cites:
                    yield self._at(
                        id,
                        (*where, "readings", n),
                        "unsourced",
                        f"the reading {reading.is_} cites no source",
                        "add a cite to each reading",
                    )
        for n, condition in enumerate(when.first_of):
            if condition.after and condition.after not in self.events:
                yield self._at(
                    id,
                    (*where, "first-of", n),
                    "dangling-reference",
                    f"no event is called {condition.after!r}",
                    _near(condition.after, self.events),
                )
            if condition.end_of and condition.end_of not in self.corpus.cases:
                yield self._at(
                    id,
                    (*where, "first-of", n),
                    "dangling-reference",
                    f"no case is called {condition.end_of!r}",
                    _near(condition.end_of, self.corpus.cases),
                )

    def _product(self, id: str, where: Where, product: Product) -> Iterator[Problem]:
        for axis in ("object", "people", "purpose"):
            yield from self._terms(id, (*where, axis), getattr(product, axis), self.corpus.trees[axis])
        for origin in product.origin:
            word, _, on = origin.partition(" ")
            if word in (PLAINTIFFS, PLAINTIFFS_ON):
                if _case(id) not in self.corpus.cases:
                    yield self._at(
                        id,
                        (*where, "origin"),
                        "contest-outside-case",
                        f"{id} lies in no case and has no plaintiffs",
                        "name the states",
                    )
                if word == PLAINTIFFS_ON and not re.fullmatch(r"\d{4}-\d\d-\d\d", on):
                    yield self._at(
                        id, (*where, "origin"), "bad-date", f"{on!r} is not a day", "write plaintiffs-on: 2031-08-14"
                    )
            else:
                yield from self._terms(id, (*where, "origin"), (origin,), self.corpus.trees["origin"])

    def _terms(self, id: str, where: Where, terms: Iterable[str], tree: Tree) -> Iterator[Problem]:
        for term in terms:
            if term not in tree.terms:
                yield self._at(
                    id, where, "unknown-term", f"{term!r} is not a term of {tree.name}", _near(term, tree.terms)
                )

    def _norm(self, id: str, where: Where, norm: Norm) -> Iterator[Problem]:
        yield from self._terms(id, (*where, "bearer"), norm.bearer, self.corpus.agents)
        yield from self._terms(id, (*where, "recipient"), norm.recipient, self.corpus.agents)
        yield from self._order(
            id, (*where, "until"), norm.start, norm.end, "reversed-interval", "the norm ends before it begins"
        )
        for name in ("relies_on", "yields_to"):
            for target in getattr(norm, name):
                if target not in self.norms:
                    yield self._at(
                        id,
                        (*where, key(name)),
                        "dangling-reference",
                        f"no norm is called {target!r}",
                        _near(target, self.norms),
                    )

    def _effect(self, id: str, where: Where, effect: Effect) -> Iterator[Problem]:
        target = self.corpus.instruments.get(effect.target.partition("#")[0])
        if effect.target not in self.corpus.instruments and effect.target not in self.norms:
            known = [*self.corpus.instruments, *self.norms]
            yield self._at(
                id,
                (*where, "target"),
                "dangling-reference",
                f"no instrument or norm is called {effect.target!r}",
                _near(effect.target, known),
            )
        if effect.verb is Verb.AMENDS and "#" not in effect.target:
            yield self._at(
                id,
                where,
                "amends-instrument",
                "an amendment names the norm it replaces",
                "write the target as path#norm, and the new norm in this file",
            )
        if effect.verb is Verb.EXTENDS and effect.end is None:
            yield self._at(id, where, "missing-key", "an extension has no new end", "add 'until'")
        if effect.verb in (Verb.CHALLENGES, Verb.APPEALS) and _case(id) not in self.corpus.cases:
            yield self._at(
                id,
                where,
                "contest-outside-case",
                f"{id} contests something and lies in no case",
                "put it into the folder of its case",
            )
        source = self.corpus.instruments[id]
        if target and effect.verb in CHANGES:
            on, begun = _bounds(effect.on or source.start), _bounds(target.start)
            if on and begun and on[1] < begun[0]:
                yield self._at(
                    id,
                    where,
                    "effect-too-early",
                    f"the effect is dated before {target.id} begins ({target.start.readings[0].is_})",
                    "check both dates",
                )

    def _instrument(self, id: str, record: Instrument) -> Iterator[Problem]:
        yield from self._order(
            id, ("until",), record.start, record.end, "reversed-interval", "the instrument ends before it begins"
        )
        stem = re.match(r"\d{4}(-\d\d)?(-\d\d)?(?=-)", id.rpartition("/")[2])
        if record.tier is not Tier.LAW:
            days = [b for b in (_bounds(record.start), record.signed and _bounds(record.signed)) if b]
            if not stem:
                yield self._at(
                    id,
                    (),
                    "path-date",
                    f"the name of {id} does not begin with its date",
                    "call it 2031-08-14-what-it-is.yaml",
                )
            elif days and not any(_overlap(_edtf(stem[0]), one) for one in days):
                yield self._at(
                    id,
                    ("from",),
                    "path-date",
                    f"the name says {stem[0]} and the file {record.start.readings[0].is_}",
                    "make the two agree",
                )

    def _order(
        self, id: str, where: Where, start: When | None, end: When | None, code: str, message: str
    ) -> Iterator[Problem]:
        first, last = start and _bounds(start), end and _bounds(end)
        if first and last and last[1] <= first[0]:
            yield self._at(id, where, code, message, "check the two dates; an end is the first day after")

    # --- rings --------------------------------------------------------------

    def _cycles(self) -> Iterator[Problem]:
        """Instruments that change each other: no world could say which is operative."""
        acts = {
            id: {e.target.partition("#")[0] for e in record.effects if e.verb in CHANGES}
            for id, record in self.corpus.instruments.items()
        }
        done: set[str] = set()

        def ring(id: str, above: tuple[str, ...]) -> tuple[str, ...]:
            if id in above:
                return (*above[above.index(id) :], id)
            if id in done:
                return ()
            found = next((r for target in sorted(acts.get(id, ())) if (r := ring(target, (*above, id)))), ())
            done.add(id)
            return found

        for id in acts:
            found = ring(id, ())
            if found and found[0] in self.origins:
                yield self._at(
                    found[0],
                    ("effects",),
                    "effect-cycle",
                    f"these change each other: {' → '.join(found)}",
                    "an effect points to an earlier paper",
                )
                return


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


def _edtf(text: str) -> tuple[date, date]:
    one = Edtf.parse(text)
    return one.earliest or date.min, one.latest or date.max


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _near(name: str, among: Iterable[str]) -> str:
    near = get_close_matches(name, list(among), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "check the spelling"
