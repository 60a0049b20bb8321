"""The earliest day on which what is waited for could change a verdict: an event without a day, the end of a case.

Whether an end would change anything, and to what, is not guessed: the event is
supposed to happen on the day asked about, the case to end on the day after, and
the question is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from ..corpus import Corpus
from ..model import Case, Condition, Effect, Instrument, Norm, Verb, Verdict, When
from ..reasoning.operative import lifecycles, worlds
from ..reasoning.reason import Answer, answer
from ..text.words import waits_for


@dataclass(frozen=True)
class Awaited:
    """The first day on which a verdict could change if some things happen as soon as they may, and what ends then."""

    on: date
    what: tuple[str, ...]
    becomes: Verdict


def awaited(asked: Answer, papers: Mapping[str, Instrument], most: int) -> Iterator[Awaited]:
    """What the fewest events and ends of cases could do to the one verdict of an answer, among papers that bear on it.

    A larger set is told only where it could act earlier than any part of it.
    """
    corpus = replace(asked.corpus, instruments=dict(papers))
    now, told = _Line(corpus, asked), dict[frozenset[str], date]()
    waits = list(dict.fromkeys(id for one in papers.values() for id in _waits(corpus, one)))
    for size in range(1, most + 1):
        for some in map(frozenset, combinations(waits, size)):
            then = _Line(_supposed(corpus, some, asked.question.on), asked)
            first = then.leaves(now)
            if first and all(first < day for part, day in told.items() if part <= some):
                told[some] = first
                acting = [one for one in papers.values() if _may_act(asked.corpus, one, asked.question.on)]
                yield Awaited(first, tuple(_told(corpus, acting, some)), then.verdict(first))


class _Line:
    """The verdicts of one record on the cell asked about, day after day."""

    def __init__(self, corpus: Corpus, asked: Answer) -> None:
        self.on, self.channel = asked.question.on, answer(corpus, asked.question).channel
        ((_, self.over), *_) = self.channel.cells(asked.masks)

    def verdict(self, on: date) -> Verdict:
        return self.channel.finding(self.channel.segment(on), self.over).verdict

    def leaves(self, other: _Line) -> date | None:
        """The first day from the one asked about on which another record has another verdict."""
        first = self.on.toordinal()
        cuts = sorted({int(cut) for line in (self, other) for cut in line.channel.cuts if first < cut})
        days = map(date.fromordinal, [first, *cuts])
        return next((on for on in days if self.verdict(on) is not other.verdict(on)), None)


def _waits(corpus: Corpus, one: Instrument) -> Iterator[str]:
    """What has no day on record and the ends of a paper wait for; of one that challenges, the end of its case."""
    for condition in _conditions(one):
        id = condition.end_of or condition.after
        if _open(corpus, id):
            yield id
    challenges = any(effect.verb is Verb.CHALLENGES for effect in one.effects)
    if challenges and _open(corpus, one.case):
        yield one.case


def _open(corpus: Corpus, id: str) -> bool:
    """Whether a case, or an event of one, is in the record without a day."""
    case = corpus.cases.get(id.partition("#")[0])
    if case is None:
        return False
    return not case.closed if case.id == id else any(f"{case.id}#{e.id}" == id and not e.on for e in case.events)


def _ends(one: Instrument) -> Iterator[When]:
    """The ends of a paper, of its norms and of what it does."""
    parts: tuple[Instrument | Norm | Effect, ...] = (one, *one.norms, *one.effects)
    yield from (part.end for part in parts if part.end)


def _conditions(one: Instrument) -> Iterator[Condition]:
    for end in _ends(one):
        yield from end.first_of


def _supposed(corpus: Corpus, some: frozenset[str], on: date) -> Corpus:
    """The record in which some events happen on a day, and some cases end on the next."""

    def then(case: Case) -> Case:
        events = tuple(
            replace(event, on=When.on(str(on))) if f"{case.id}#{event.id}" in some else event for event in case.events
        )
        closed = When.on(str(on + timedelta(days=1))) if case.id in some else case.closed
        return replace(case, events=events, closed=closed)

    return replace(corpus, cases={id: then(case) for id, case in corpus.cases.items()})


def _may_act(corpus: Corpus, one: Instrument, on: date) -> bool:
    """Whether a paper may be in force on a day or later: one that has ended ends no second time."""
    lives = lifecycles(corpus)
    spans = (span for world in worlds(lives.doubts(one.id)) for span in lives.operative(one.id, world))
    return any(end > on.toordinal() for _, end in spans)


def _told(corpus: Corpus, papers: Iterable[Instrument], some: frozenset[str]) -> Iterator[str]:
    """The ends of papers that wait for some of these, and the cases among them that only challenge."""
    left = set(some)
    for one in papers:
        for end in _ends(one):
            waited = {condition.end_of or condition.after for condition in end.first_of} & some
            if waited:
                left -= waited
                yield f"“{one.title}” was to end {waits_for(corpus, end)}"
    for id in sorted(left):
        yield f"{corpus.cases[id].short or corpus.cases[id].title} could end"
