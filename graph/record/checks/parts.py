"""Checks of the parts of a record, one for each class: cites, dates, norms, effects and the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ... import model
from ...dates import parse_day
from ...errors import Problem, QuestionError
from ..strict import Where
from .desk import Desk, bounds, near

MAX_WORDS = 15
MAX_DAYS = 3660


def part(desk: Desk, id: str, where: Where, part: Any) -> Iterator[Problem]:
    """The problems of one part at its path in the file of a record."""
    yield from _under(desk, id, (*where, "under"), getattr(part, "under", {}))
    if type(part) in _CHECKS:
        yield from _CHECKS[type(part)](desk, id, where, part)


def _under(desk: Desk, id: str, where: Where, under: Mapping[str, str]) -> Iterator[Problem]:
    facts = desk.corpus.facts
    for fact, reading in under.items():
        yield from desk.known(id, where, "contested fact", fact, facts)
        if fact not in facts or desk.unread(fact):
            continue
        if reading not in [one.id for one in facts[fact].open]:
            message, known = f"{fact!r} has no open reading {reading!r}", [one.id for one in facts[fact].readings]
            yield desk.at(id, where, "dangling-reference", message, near(reading, known))


def _fact(desk: Desk, id: str, where: Where, fact: model.Fact) -> Iterator[Problem]:
    yield from desk.ids(id, (*where, "readings"), [reading.id for reading in fact.readings])
    if all(reading.rejected for reading in fact.readings):
        yield desk.at(id, where, "no-reading", f"every reading of {fact.id!r} is rejected", "keep one")


def _cite(desk: Desk, id: str, where: Where, cite: model.Cite) -> Iterator[Problem]:
    yield from desk.known(id, where, "source", cite.source, desk.corpus.sources, "unknown-source")
    if (count := len(cite.words.split())) > MAX_WORDS:
        remedy = f"quote at most {MAX_WORDS} decisive ones"
        yield desk.at(id, where, "too-many-words", f"a cite quotes {count} words", remedy)


def _when(desk: Desk, id: str, where: Where, when: model.When) -> Iterator[Problem]:
    if bool(when.readings) is bool(when.first_of):
        message = "a date has a day, or several readings, or conditions, and one of these only"
        yield desk.at(id, where, "missing-key", message, "give one of `is`, `readings` and `first-of`")
    if when.readings and all(reading.rejected for reading in when.readings):
        yield desk.at(id, where, "no-reading", "every reading of the date is rejected", "keep one")
    for n, reading in enumerate(when.readings):
        if len(when.readings) > 1 and not reading.cites:
            at, message = (*where, "readings", n), f"the reading {reading.is_} cites no source"
            yield desk.at(id, at, "unsourced", message, "add a cite to each reading")


def _condition(desk: Desk, id: str, where: Where, condition: model.Condition) -> Iterator[Problem]:
    if bool(condition.after) is bool(condition.end_of) or (condition.after and not 0 < condition.days <= MAX_DAYS):
        message = f"a condition waits 1 to {MAX_DAYS:,} days after an event, or for the end of a case"
        yield desk.at(id, where, "missing-key", message, "write {after: event, days: 14} or {end-of: case}")
    if condition.after:
        yield from desk.known(id, where, "event", condition.after, desk.events)
    if condition.end_of:
        yield from desk.known(id, where, "case", condition.end_of, desk.corpus.cases)


def _product(desk: Desk, id: str, where: Where, product: model.Product) -> Iterator[Problem]:
    for axis, tree in desk.corpus.trees.items():
        for term in getattr(product, axis):
            word, space, on = term.partition(" ")
            if axis == "origin" and (term == model.PLAINTIFFS or (word == model.PLAINTIFFS_ON and space)):
                yield from _plaintiffs(desk, id, (*where, axis), on)
            else:
                yield from desk.terms(id, (*where, axis), (term,), tree)


def _plaintiffs(desk: Desk, id: str, where: Where, on: str) -> Iterator[Problem]:
    if not desk.in_case(id):
        message = f"{id} lies in no case and has no plaintiffs"
        yield desk.at(id, where, "contest-outside-case", message, "name the states")
    try:
        parse_day(on or date.min)
    except QuestionError:
        yield desk.at(id, where, "bad-date", f"{on!r} is not a day", "write plaintiffs-on: 2031-08-14")


def _norm(desk: Desk, id: str, where: Where, norm: model.Norm) -> Iterator[Problem]:
    for name in ("bearer", "action"):
        if not getattr(norm, name):
            yield desk.at(id, (*where, name), "missing-key", f"the norm {norm.id!r} names no {name}", "name one")
    for name in ("bearer", "recipient"):
        yield from desk.terms(id, (*where, name), getattr(norm, name), desk.corpus.agents)
    yield from desk.order(id, (*where, "until"), norm.start, norm.end, "the norm ends before it begins")
    for name in ("relies_on", "yields_to"):
        for target in getattr(norm, name):
            yield from desk.known(id, (*where, model.key(name)), "norm", target, desk.norms)


def _effect(desk: Desk, id: str, where: Where, effect: model.Effect) -> Iterator[Problem]:
    verb, papers = effect.verb, desk.corpus.instruments
    yield from desk.known(id, (*where, "target"), "instrument or norm", effect.target, desk.targets)
    if verb is model.Verb.AMENDS and "#" not in effect.target:
        remedy = "write the target as path#norm, and the new norm in this file"
        yield desk.at(id, where, "amends-instrument", "an amendment names the norm it replaces", remedy)
    if verb is model.Verb.EXTENDS and effect.end is None:
        yield desk.at(id, where, "missing-key", "an extension has no new end", "add 'until'")
    if verb in (model.Verb.CHALLENGES, model.Verb.APPEALS) and not desk.in_case(id):
        message = f"{id} contests something and lies in no case"
        yield desk.at(id, where, "contest-outside-case", message, "put it into the folder of its case")
    start = effect.on or papers[id].start
    yield from desk.order(id, (*where, "until"), start, effect.end, "the effect ends before it begins")
    target = papers.get(effect.target.partition("#")[0])
    on, begun = bounds(start), bounds(target.start) if target else None
    if verb in model.CHANGES and on and begun and on[1] < begun[0]:
        message = f"the effect is dated before {effect.target} begins ({begun[0]})"
        yield desk.at(id, where, "effect-too-early", message, "check both dates")


def _party(desk: Desk, id: str, where: Where, party: model.Party) -> Iterator[Problem]:
    if not party.agent and not party.name.strip():
        yield desk.at(id, where, "missing-key", "a party has neither agent nor name", "say who it is")
    yield from desk.terms(id, (*where, "agent"), party.agent, desk.corpus.agents)
    at, message = (*where, "left"), "the party leaves before it joins"
    yield from desk.order(id, at, party.joined, party.left, message, "party-order")


def _judge(desk: Desk, id: str, where: Where, judge: model.Judge) -> Iterator[Problem]:
    yield from desk.order(id, where, judge.start, judge.end, f"{judge.name} leaves the case before having it")


def _related(desk: Desk, id: str, where: Where, related: model.Related) -> Iterator[Problem]:
    yield from desk.known(id, where, "case", related.case, desk.corpus.cases)


def _entry(desk: Desk, id: str, where: Where, entry: model.DocketEntry) -> Iterator[Problem]:
    papers = desk.corpus.instruments
    for n, answered in enumerate(entry.re):
        known = {line.entry_number for line in desk.corpus.cases[id].docket}.union(papers)
        message = f"no line of the docket has the number {answered!r}, and no instrument is called so"
        yield from desk.known(id, (*where, "re", n), "instrument", answered, known, message=message)
    if entry.instrument:
        yield from desk.known(id, (*where, "instrument"), "instrument", entry.instrument, papers)


def _holding(desk: Desk, id: str, where: Where, holding: model.Holding) -> Iterator[Problem]:
    rulings = [one.id for one in desk.corpus.instruments.values() if one.tier is model.Tier.RULING]
    yield from desk.known(id, (*where, "by"), "ruling", holding.by, rulings)
    if not holding.says.strip():
        yield desk.at(id, (*where, "says"), "missing-key", "a holding does not say what was held", "add a sentence")


_CHECKS: dict[type, Callable[[Desk, str, Where, Any], Iterator[Problem]]] = {
    model.Cite: _cite, model.Condition: _condition, model.DocketEntry: _entry, model.Effect: _effect,
    model.Fact: _fact, model.Holding: _holding, model.Judge: _judge, model.Norm: _norm, model.Party: _party,
    model.Product: _product, model.Related: _related, model.When: _when,
}  # fmt: skip
