"""All records, frozen, and the ways to narrow or extend them.

A corpus is what was loaded; it is never changed.  What the public could know,
what this data set held on a day, and what-if worlds are other corpora.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, wraps
from hashlib import sha256
from typing import Any, Self, TypeVar, TypeVarTuple

from . import narrowing
from .boxes import bits
from .dates import Edtf
from .errors import NotFound
from .model import (
    Case,
    Cite,
    Disclosure,
    Effect,
    Fact,
    Instrument,
    Norm,
    Note,
    Source,
    Term,
)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
E = TypeVar("E", Instrument, Norm, Effect)


def once(make: Callable[[Corpus, *Ts], T]) -> Callable[[Corpus, *Ts], T]:
    """The function, so that each corpus keeps what it gives: what is asked of it again is not worked out again.

    A corpus is never changed, and one narrowed or extended is another.

    >>> @once
    ... def leaves(corpus, axis):
    ...     print("worked out")
    ...     return len(corpus.trees[axis].leaves)
    >>> world = Corpus(people={"old": Term("Old"), "young": Term("Young")})
    >>> leaves(world, "people"), leaves(world, "people")
    worked out
    (2, 2)
    """

    @wraps(make)
    def known(corpus: Corpus, *asked: *Ts) -> T:
        at = make, *asked
        kept: dict[Any, T] = corpus.memo
        # One look-up where it is kept: to hash what is asked takes most of the time.
        try:
            return kept[at]
        except KeyError:
            pass
        return kept.setdefault(at, make(corpus, *asked))

    return known


class Tree:
    """A vocabulary, with a bit for each leaf.

    >>> terms = {"all": Term("All"), "old": Term("Old", broader="all"), "young": Term("Young", broader="all")}
    >>> kin = Tree("people", terms)
    >>> kin.leaves, kin.mask("young"), kin.mask("all")
    (('old', 'young'), 2, 3)
    >>> kin.lineage("old")
    ('old', 'all')
    """

    def __init__(self, name: str, terms: Mapping[str, Term]) -> None:
        self.name, self.terms = name, terms
        self.narrower: dict[str, list[str]] = {id: [] for id in terms}
        for id, term in terms.items():
            if term.broader:
                self.narrower.get(term.broader, []).append(id)
        self.leaves = tuple(id for id in terms if not self.narrower[id])
        self.bit = {leaf: 1 << n for n, leaf in enumerate(self.leaves)}
        self.everything = (1 << len(self.leaves)) - 1
        self._masks: dict[str, int] = {}

    def mask(self, id: str) -> int:
        """The leaves at or below a term, as bits."""
        if id not in self._masks:
            below = self.narrower[id]
            self._masks[id] = sum(self.mask(child) for child in below) if below else self.bit[id]
        return self._masks[id]

    def masks(self, ids: Iterable[str]) -> int:
        """The leaves at or below any of the terms."""
        out = 0
        for id in ids:
            out |= self.mask(id)
        return out

    def members(self, mask: int) -> list[str]:
        """The leaves whose bits are set, in the vocabulary's order."""
        return [self.leaves[n] for n in bits(mask)]

    def lineage(self, id: str) -> tuple[str, ...]:
        """The term and everything broader, nearest first."""
        out = [id]
        while broader := self.terms[out[-1]].broader:
            out.append(broader)
        return tuple(out)

    def root(self, id: str) -> str:
        """The broadest term above this one."""
        return self.lineage(id)[-1]

    def roots(self) -> list[str]:
        """The terms with nothing broader."""
        return [id for id, term in self.terms.items() if not term.broader]

    def cover(self, mask: int) -> list[str]:
        """The fewest terms that say exactly these leaves, broad ones first."""
        out: list[str] = []

        def walk(id: str) -> None:
            mine = self.mask(id)
            if not mine & mask:
                return
            if mine & mask == mine:
                out.append(id)
            else:
                for child in self.narrower[id]:
                    walk(child)

        for root in self.roots():
            walk(root)
        return out

    def label(self, id: str) -> str:
        """The words a reader sees."""
        return self.terms[id].label


@dataclass(frozen=True)
class Corpus:
    """All records.

    `origins` are the leaves of `places`; every place is also an agent, a
    component of the agency `states`.  `known` is the day to which the corpus
    was narrowed, if it was; `version` and `digest` say which data these are.
    """

    agencies: Mapping[str, Term] = field(default_factory=dict)
    objects: Mapping[str, Term] = field(default_factory=dict)
    people: Mapping[str, Term] = field(default_factory=dict)
    places: Mapping[str, Term] = field(default_factory=dict)
    purposes: Mapping[str, Term] = field(default_factory=dict)
    labels: Mapping[str, Term] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    disclosures: Mapping[str, Disclosure] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    version: str = ""
    digest: str = ""
    known: date | None = None

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """Room for what functions marked `once` work out."""
        return {}

    # --- vocabularies -------------------------------------------------------

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """The four axes of a cell, in the order of a cell: object, people, origin, purpose."""
        return {
            "object": Tree("object", self.objects),
            "people": Tree("people", self.people),
            "origin": Tree("origin", self.places),
            "purpose": Tree("purpose", self.purposes),
        }

    @cached_property
    def agents(self) -> Tree:
        """Agencies, and every place as a component of `states`."""
        broader = "states" if "states" in self.agencies else ""
        states = {id: replace(term, broader=broader) for id, term in self.places.items()}
        return Tree("agency", {**self.agencies, **states})

    # --- records ------------------------------------------------------------

    def case(self, name: str) -> Case:
        """The case of an id, with or without its folder.

        Raises:
            NotFound: if there is none; `near` holds the closest three.
        """
        id = name if name.startswith("cases/") else f"cases/{name}"
        return _get(self.cases, id.rstrip("/").lower(), "case")

    def instrument(self, id: str) -> Instrument:
        """The instrument of an id.

        Raises:
            NotFound: if there is none; `near` holds the closest three.
        """
        return _get(self.instruments, id, "instrument")

    def norms(self) -> Iterator[tuple[Instrument, Norm]]:
        """Every norm with the instrument that states it, those withdrawn by the editors left out."""
        for instrument in self.instruments.values():
            for norm in instrument.norms:
                if not (instrument.withdrawn or norm.withdrawn):
                    yield instrument, norm

    def effects(self) -> Iterator[tuple[Instrument, Effect]]:
        """Every effect with the instrument that has it, those withdrawn by the editors left out."""
        for instrument in self.instruments.values():
            for effect in instrument.effects:
                if not (instrument.withdrawn or effect.withdrawn):
                    yield instrument, effect

    @cached_property
    def by_bearer(self) -> dict[str, list[tuple[Instrument, Norm]]]:
        """The norms under each agency they name as bearer."""
        out: dict[str, list[tuple[Instrument, Norm]]] = {}
        for instrument, norm in self.norms():
            for bearer in norm.bearer:
                out.setdefault(bearer, []).append((instrument, norm))
        return out

    @cached_property
    def effects_on(self) -> dict[str, list[tuple[Instrument, Effect]]]:
        """The effects under each instrument or norm they target, those withdrawn left out."""
        out: dict[str, list[tuple[Instrument, Effect]]] = {}
        for instrument, effect in self.effects():
            out.setdefault(effect.target, []).append((instrument, effect))
        return out

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The contested facts by full id, `path#id`."""
        return {
            f"{record.id}#{fact.id}": fact
            for records in (self.cases, self.instruments, self.disclosures)
            for record in records.values()
            for fact in record.contested
        }

    def checked(self, instrument: Instrument) -> date | None:
        """The day up to which the matter of an instrument was searched.

        Its own, or that of its case, or the earliest of the cases that
        challenge it; None for standing law, which no search has to keep fresh.
        """
        own = [instrument.checked] if instrument.checked else []
        if not own and instrument.case in self.cases:
            own = [self.cases[instrument.case].checked]
        if not own:
            own = [
                self.cases[by.case].checked
                for by, effect in self.effects_on.get(instrument.id, ())
                if by.case in self.cases
            ]
        days = [when.latest for when in own if when.latest]
        return self.no_later(min(days)) if days else None

    def no_later(self, on: date) -> date:
        """The day, or the day the corpus is narrowed to if that is earlier."""
        return min(on, self.known) if self.known else on

    @cached_property
    def last_checked(self) -> date | None:
        """The latest of the days up to which a case was searched: what no case speaks of is silent as of then."""
        days = [case.checked.latest for case in self.cases.values() if case.checked.latest]
        return self.no_later(max(days)) if days else self.known

    # --- knowledge time -----------------------------------------------------

    def known_from(self, cites: Iterable[Cite]) -> date | None:
        """The day from which the public could certainly read one of the sources.

        An imprecise publication date counts from its last possible day: what
        may have been public is not yet known.  `date.min` for standing law;
        None where no source has a date.
        """
        days = [_public(self.sources[cite.source].published) for cite in cites if cite.source in self.sources]
        return min((day for day in days if day), default=None)

    def as_known(self, on: date | str) -> Self:
        """The corpus as the public record stood at the end of a day.

        A statement counts from the earliest publication among its sources; an
        entry without cites of its own stands and falls with what it is part of.
        """
        day = date.fromisoformat(on) if isinstance(on, str) else on

        def public(cites: tuple[Cite, ...]) -> bool:
            known = self.known_from(cites)
            return not cites or (known is not None and known <= day)

        return replace(
            self,
            instruments={id: narrowing.paper(one, public) for id, one in self.instruments.items() if public(one.cites)},
            cases={id: narrowing.case(one, public) for id, one in self.cases.items() if public(one.cites)},
            disclosures={id: one for id, one in self.disclosures.items() if public(one.cites)},
            known=self.no_later(day),
        )

    def as_recorded(self, on: date | str) -> Self:
        """The corpus as this data set held it on a day, corrections of later days undone."""
        day = date.fromisoformat(on) if isinstance(on, str) else on

        def held(recorded: Edtf | None) -> bool:
            return recorded is None or (recorded.latest is not None and recorded.latest <= day)

        def then(entries: Iterable[E]) -> Iterator[E]:
            """The entries recorded by then, those withdrawn only later as if they were not."""
            for entry in entries:
                gone = entry.withdrawn.on.latest if entry.withdrawn else None
                if held(entry.recorded):
                    yield entry if gone and gone <= day else replace(entry, withdrawn=None)

        instruments = {
            record.id: replace(record, norms=tuple(then(record.norms)), effects=tuple(then(record.effects)))
            for record in then(self.instruments.values())
        }
        return replace(
            self,
            instruments=instruments,
            cases={id: case for id, case in self.cases.items() if held(case.recorded)},
            disclosures={id: one for id, one in self.disclosures.items() if held(one.recorded)},
        )

    def without(self, ids: Iterable[str]) -> Self:
        """The corpus with some instruments, norms (`path#norm`) or cases left out.

        Raises:
            NotFound: if an id is not in the corpus.
        """
        gone = set(ids)
        norms = {f"{instrument.id}#{norm.id}" for instrument, norm in self.norms()}
        for id in gone:
            if id not in self.instruments and id not in self.cases and id not in norms:
                raise NotFound("record", id, _near(id, [*self.instruments, *self.cases, *norms]))
        instruments = {
            id: replace(record, norms=tuple(norm for norm in record.norms if f"{id}#{norm.id}" not in gone))
            for id, record in self.instruments.items()
            if id not in gone and record.case not in gone
        }
        cases = {id: case for id, case in self.cases.items() if id not in gone}
        version, digest = (
            self.marked(f"supposing without {', '.join(sorted(gone))}") if gone else (self.version, self.digest)
        )
        return replace(self, instruments=instruments, cases=cases, version=version, digest=digest)

    def marked(self, how: str, what: str = "") -> tuple[str, str]:
        """The version and digest of a corpus that is not the record: they say how it differs."""
        digest = sha256(f"{self.digest} {how} {what}".encode()).hexdigest()
        return f"{self.version}, {how}", f"sha256:{digest}"


def _public(published: Edtf) -> date | None:
    return date.min if published.text == ".." else published.latest


def _get(records: Mapping[str, T], id: str, what: str) -> T:
    if id not in records:
        raise NotFound(what, id, _near(id, records))
    return records[id]


def _near(id: str, among: Iterable[str]) -> tuple[str, ...]:
    """The three closest of some names."""
    return tuple(get_close_matches(id, list(among), n=3, cutoff=0.0))
