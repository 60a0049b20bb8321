"""The days in whose company an imprecise date stands: what it may come before, with or after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from ..corpus import Corpus
from ..court_time import last_day
from ..dates import Edtf, day
from ..model import CHANGES, PLAINTIFFS_ON, Instrument, When


class Company:
    """The days near each date of a corpus, found when first asked for.

    The company of a date of a paper are the papers that change it or are changed
    by it, and so on; that of a date of a case, its parties and its papers.  An
    unrelated matter is in nobody's company.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._near: dict[str, frozenset[float]] = {}

    def near(self, where: str) -> frozenset[float]:
        """The days on which something may happen in the company of a place; every day, if two deadlines wait for it."""
        if where not in self._near:
            owner = where.partition("#")[0]
            days = self._case_days(owner) if owner in self.corpus.cases else self._paper_days(owner)
            event = self.event(where)
            if event and len(self._waits.get(where, ())) > 1:
                days |= {n for reading in event.open for n in _every_day(reading.is_)}
            self._near[where] = frozenset(days)
        return self._near[where]

    def _case_days(self, id: str) -> set[float]:
        case = self.corpus.cases[id]
        dates = [case.filed, case.closed, *(d for p in case.parties for d in (p.joined, p.left))]
        out = {day for when in dates + [event.on for event in case.events] for day in _bounds(when)}
        for one in self._by_case.get(id, ()):
            out |= self._paper_days(one.id) | {on.toordinal() for on in _frozen(one)}
        return out

    def _paper_days(self, id: str) -> set[float]:
        """The bounds of every date of a paper and of those that it changes or that change it, near and far."""
        seen, todo = set(), [id]
        out: set[float] = set()
        while todo:
            one = self.corpus.instruments.get(todo.pop())
            if one is None or one.id in seen:
                continue
            seen.add(one.id)
            out |= {day for when in _dates(one) for day in _bounds(when) | self._deadlines(when)}
            out |= {day for start, end in _lives(one) for day in self._lone_days(start, end)}
            todo += [effect.target.partition("#")[0] for effect in one.effects if effect.verb in CHANGES]
            targets = (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms))
            acts = (pair for target in targets for pair in self.corpus.effects_on.get(target, ()))
            todo += [source.id for source, effect in acts if effect.verb in CHANGES]
        return out

    def _lone_days(self, start: When | None, end: When | None) -> set[float]:
        """Every day of an imprecise start that may come no earlier than the end: what begins lasts that day alone."""
        ends, starts = _bounds(end) | self._deadlines(end), _bounds(start)
        if start is None or not ends or not starts or min(ends) > max(starts):
            return set()
        return {day for reading in start.open for day in _every_day(reading.is_)}

    def _deadlines(self, when: When | None) -> set[float]:
        """The bounds of the days on which the conditions of an end may be met."""
        out: set[float] = set()
        for one in when.first_of if when else ():
            waited = self.event(one.after) if one.after else self.closed(one.end_of)
            for on in map(day, _bounds(waited)):
                out |= {last_day(on, one.days).toordinal() + 1 if one.after else on.toordinal()} if on else set()
        return out

    def event(self, id: str) -> When | None:
        """The day of an event, by its full id; None where it has none."""
        case = self.corpus.cases.get(id.partition("#")[0])
        return next((e.on for e in case.events if f"{case.id}#{e.id}" == id), None) if case else None

    def closed(self, case: str) -> When | None:
        """The day on which a case ended."""
        return self.corpus.cases[case].closed if case in self.corpus.cases else None

    @cached_property
    def _by_case(self) -> dict[str, list[Instrument]]:
        out: dict[str, list[Instrument]] = {}
        for one in self.corpus.instruments.values():
            out.setdefault(one.case, []).append(one)
        return out

    @cached_property
    def _waits(self) -> dict[str, set[int]]:
        """For how many days something waits after each event."""
        out: dict[str, set[int]] = {}
        for one in self.corpus.instruments.values():
            for when in _dates(one):
                for condition in when.first_of if when else ():
                    out.setdefault(condition.after, set()).add(condition.days)
        return out


def _dates(one: Instrument) -> Iterator[When | None]:
    """Every date of a paper, of its norms and of its effects."""
    yield from (one.start, one.end)
    for norm in one.norms:
        yield from (norm.start, norm.end)
    for effect in one.effects:
        yield from (effect.on, effect.end)


def _lives(one: Instrument) -> Iterator[tuple[When | None, When | None]]:
    """The start and the end of a paper, of its norms and of its effects."""
    yield one.start, one.end
    for norm in one.norms:
        yield norm.start, norm.end
    for effect in one.effects:
        yield effect.on or one.start, effect.end


def _bounds(when: When | None) -> set[float]:
    """The first and last possible days of the open readings of a date, as far as they are bounded."""
    open_ = when.open if when else ()
    return {on.toordinal() for one in open_ for on in (one.is_.earliest, one.is_.latest) if on}


def _every_day(one: Edtf) -> range:
    return range(one.earliest.toordinal(), one.latest.toordinal() + 1) if one.earliest and one.latest else range(0)


def _frozen(one: Instrument) -> Iterator[date]:
    """The days on which norms of a paper freeze the plaintiffs."""
    for norm in one.norms:
        for part in (*norm.scope, *norm.except_):
            for origin in part.origin:
                word, _, on = origin.partition(" ")
                if word == PLAINTIFFS_ON and on:
                    yield date.fromisoformat(on)
