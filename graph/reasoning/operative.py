"""When an instrument was in force, and when operative, under each reading of the facts.

In force: begun and not ended.  Operative: in force and not stayed.  Effects
point backwards, from the later paper to the earlier, so nothing here edits a
record.  Doubt is handled once, here: a date with several readings, an
imprecise date and a contested fact are all a `Doubt`, and a *world* picks one
reading of each.  Everything above sees plain spans of days per world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf

from ..corpus import Corpus, once
from ..court_time import last_day
from ..dates import Interval, Span, Spans, day, intersect, interval, subtract, union
from ..model import CHANGES, ENDINGS, Case, Condition, Effect, Instrument, Norm, Party, Verb, When
from .company import Company

World = Mapping[str, str]


@dataclass(frozen=True)
class Doubt:
    """A fact on which an answer may hinge: each reading with what it says."""

    id: str
    question: str
    readings: tuple[tuple[str, str], ...]


Doubts = Mapping[str, Doubt]


def worlds(doubts: Doubts) -> Iterator[dict[str, str]]:
    """Every way to pick one reading of each doubt; one empty world where there is none.

    >>> sorted(w["x"] for w in worlds({"x": Doubt("x", "Which?", (("a", "A"), ("b", "B")))}))
    ['a', 'b']
    >>> list(worlds({}))
    [{}]
    """
    for choice in product(*([reading for reading, _ in doubt.readings] for doubt in doubts.values())):
        yield dict(zip(doubts, choice, strict=True))


def operative(corpus: Corpus, id: str) -> list[Interval]:
    """The intervals in which an instrument was in force and not stayed, where no doubt touches it.

    A stay counts only while the instrument that imposes it is itself
    operative, so vacating a stay revives what it had stayed.  An ending
    (vacatur, dissolution, rescission, reversal, supersession) is final unless a
    later instrument says `reinstates`: courts do not revive by implication, and
    neither do we.

    >>> from graph.dates import Edtf
    >>> from graph.model import Confidence, Kind
    >>> def paper(id, on, *effects):
    ...     return Instrument(id, id, Kind.ORDER, When.on(on), (), Confidence.HIGH, Edtf.parse(on), effects=effects)
    >>> papers = [paper("rule", "2031-01-01"), paper("stay", "2031-03-01", Effect(Verb.STAYS, "rule")),
    ...           paper("lift", "2031-05-01", Effect(Verb.VACATES, "stay"))]
    >>> for span in operative(Corpus(instruments={p.id: p for p in papers}), "rule"):
    ...     print(span.start, span.end)
    2031-01-01 2031-03-01
    2031-05-01 None
    """
    return [interval(span) for span in lifecycles(corpus).operative(id, {})]


@once
def lifecycles(corpus: Corpus) -> Lifecycles:
    """The spans of days of a corpus, found on demand and kept with it."""
    return Lifecycles(corpus)


class Lifecycles:
    """The spans of days of every instrument, norm, party and contest of a corpus, on demand.

    Each method that returns spans takes a world; its `…_doubts` twin says which
    doubts that world must settle.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._doubts: dict[str, dict[str, Doubt]] = {}
        self._spans: dict[tuple[str, tuple[tuple[str, str], ...]], Spans] = {}
        self._kept: dict[str, tuple[When, dict[str, tuple[str, float]]]] = {}
        self.company = Company(corpus)

    # --- instruments and norms ----------------------------------------------

    def operative(self, id: str, world: World) -> Spans:
        """The days on which an instrument was in force and not stayed."""
        memo = id, tuple((doubt, world[doubt]) for doubt in self.doubts(id))
        if memo not in self._spans:
            one = self.corpus.instruments[id]
            start = self.ordinal(one.start, f"{id}#from", world, default=-inf)
            end = self.ordinal(one.end, f"{id}#until", world, default=inf)
            self._spans[memo] = self._lived(id, (start, max(end, start + 1)), world)
        return self._spans[memo]

    def doubts(self, id: str) -> dict[str, Doubt]:
        """The doubts on which the operative days of an instrument depend."""
        if id not in self._doubts:
            one = self.corpus.instruments[id]
            self._doubts[id] = {
                **self.day_doubts(one.start, f"{id}#from", f"When did “{one.title}” begin?"),
                **self.day_doubts(one.end, f"{id}#until", _ended(one)),
                **self._effect_doubts(id),
            }
        return self._doubts[id]

    def norm(self, instrument: Instrument, norm: Norm, world: World) -> Spans:
        """The days on which a norm spoke: its instrument operative, itself begun, not ended and not stayed."""
        if not self.holds(norm.under, world):
            return ()
        where = f"{instrument.id}#{norm.id}"
        start = self.ordinal(norm.start, f"{where} from", world, default=-inf)
        end = self.ordinal(norm.end, f"{where} until", world, default=inf)
        own = self._lived(where, (start, max(end, start + 1)), world)
        return intersect(own, self.operative(instrument.id, world))

    def norm_doubts(self, instrument: Instrument, norm: Norm) -> dict[str, Doubt]:
        """The doubts on which the days of a norm depend."""
        where = f"{instrument.id}#{norm.id}"
        return {
            **self.doubts(instrument.id),
            **self.fact_doubts(norm.under),
            **self.day_doubts(norm.start, f"{where} from", f"From when did this hold: {norm.says}"),
            **self.day_doubts(norm.end, f"{where} until", f"Until when did this hold: {norm.says}"),
            **self._effect_doubts(where),
        }

    def _lived(self, target: str, life: Span, world: World) -> Spans:
        """A life from `life`, changed by every effect on `target`, less its stays.

        An effect happens on the first day, from its own day on, on which its
        instrument is operative; on one day extensions come first, then endings,
        then reinstatements.
        """
        spans: Spans = (life,) if life[0] < life[1] else ()
        stays: list[Span] = []
        changes: dict[tuple[float, int], tuple[float, bool]] = {}
        for source, effect in self.corpus.effects_on.get(target, ()):
            if effect.verb not in CHANGES or not self.holds(effect.under, world):
                continue
            where = effect_place(source, effect)
            on = self._effect_day(source, effect, world)
            until = self.ordinal(effect.end, f"{where} until", world, default=inf)
            acting = intersect(self.operative(source.id, world), ((on, inf),))
            if effect.verb is Verb.STAYS:
                stays += intersect(acting, ((on, max(until, on + 1)),))
            elif acting:
                rank = [Verb.EXTENDS, None, Verb.REINSTATES].index(None if effect.verb in ENDINGS else effect.verb)
                at = acting[0][0], rank
                longest, from_start = changes.get(at, (-inf, False))
                changes[at] = max(longest, until), from_start or effect.ab_initio
        for (on, rank), (until, ab_initio) in sorted(changes.items()):
            if rank == 0:
                spans = union((a, max(until, on)) if a <= on < b else (a, b) for a, b in spans)
            elif rank == 1:
                spans = () if ab_initio else intersect(spans, ((-inf, on),))
            else:
                spans = union((*spans, (on, max(until, on + 1))))
        return subtract(spans, union(stays))

    def _effect_day(self, source: Instrument, effect: Effect, world: World) -> float:
        where = effect_place(source, effect)
        start = self.ordinal(source.start, f"{source.id}#from", world, default=-inf)
        return self.ordinal(effect.on, where, world, default=start)

    def _effect_doubts(self, target: str) -> dict[str, Doubt]:
        out: dict[str, Doubt] = {}
        for source, effect in self.corpus.effects_on.get(target, ()):
            if effect.verb in CHANGES:
                where = effect_place(source, effect)
                out |= self.doubts(source.id)
                out |= self.fact_doubts(effect.under)
                out |= self.day_doubts(effect.on, where, f"When did “{source.title}” take effect on its target?")
                out |= self.day_doubts(effect.end, f"{where} until", f"Until when does “{source.title}” reach?")
        return out

    # --- contests and parties -----------------------------------------------

    def contest(self, source: Instrument, effect: Effect, world: World) -> Spans:
        """The days on which a challenge or appeal was pending: from its day to the end of its case."""
        if not self.holds(effect.under, world):
            return ()
        case = self.corpus.cases.get(source.case)
        closed = self.ordinal(case.closed, closing(case.id), world, default=inf) if case else inf
        on = self._effect_day(source, effect, world)
        until = self.ordinal(effect.end, f"{effect_place(source, effect)} until", world, default=inf)
        return intersect(self.operative(source.id, world), ((on, min(closed, until)),)) if on < closed else ()

    def contest_doubts(self, source: Instrument, effect: Effect) -> dict[str, Doubt]:
        """The doubts on which the days of a contest depend."""
        case = self.corpus.cases.get(source.case)
        where = effect_place(source, effect)
        closed = self.day_doubts(case.closed, closing(case.id), f"When did {case.title} end?") if case else {}
        return {
            **self.doubts(source.id),
            **self.fact_doubts(effect.under),
            **self.day_doubts(effect.on, where, f"When did “{source.title}” begin to contest its target?"),
            **self.day_doubts(effect.end, f"{where} until", f"Until when did “{source.title}” contest its target?"),
            **closed,
        }

    def membership(self, case: Case, party: Party, world: World) -> Spans:
        """The days on which a party took part in a case."""
        if not self.holds(party.under, world):
            return ()
        filed = self.ordinal(case.filed, f"{case.id}#case filed", world, default=-inf)
        joined = self.ordinal(party.joined, joining(case, party), world, default=filed)
        left = self.ordinal(party.left, leaving(case, party), world, default=inf)
        return ((joined, left),) if joined < left else ()

    def membership_doubts(self, case: Case, party: Party) -> dict[str, Doubt]:
        """The doubts on which the days of a party depend."""
        who = ", ".join(self.corpus.agents.label(agent) for agent in party.agent) or party.name
        return {
            **self.fact_doubts(party.under),
            **self.day_doubts(case.filed, f"{case.id}#case filed", f"When was {case.title} filed?"),
            **self.day_doubts(party.joined, joining(case, party), f"When did {who} join {case.title}?"),
            **self.day_doubts(party.left, leaving(case, party), f"When did {who} leave {case.title}?"),
        }

    # --- days and facts -----------------------------------------------------

    def holds(self, under: Mapping[str, str], world: World) -> bool:
        """Whether a world picks every reading that something hangs on."""
        for id, reading in under.items():
            possible = self._readings(id)
            chosen = world.get(id) if len(possible) > 1 else next(iter(possible), None)
            if chosen != reading:
                return False
        return True

    def fact_doubts(self, under: Mapping[str, str]) -> dict[str, Doubt]:
        """The contested facts that something hangs on, those with one reading left out."""
        return {
            id: Doubt(id, self.corpus.facts[id].question, tuple(self._readings(id).items()))
            for id in under
            if len(self._readings(id)) > 1
        }

    def _readings(self, id: str) -> dict[str, str]:
        fact = self.corpus.facts.get(id)
        return {one.id: one.says for one in fact.open} if fact else {}

    def ordinal(self, when: When | None, where: str, world: World, default: float) -> float:
        """The day of the record in a world, as an ordinal."""
        if when is None:
            return default
        if when.first_of:
            return min(self._condition(one, world) for one in when.first_of)
        options = self._options(when, where)
        if not options:
            return default
        return options[world[where]][1] if len(options) > 1 else next(iter(options.values()))[1]

    def _condition(self, one: Condition, world: World) -> float:
        if one.end_of:
            return self.ordinal(self.company.closed(one.end_of), closing(one.end_of), world, default=inf)
        trigger = self.ordinal(self.company.event(one.after), one.after, world, default=inf)
        on = day(trigger)
        return last_day(on, one.days).toordinal() + 1 if on else trigger

    def possible_days(self, when: When | None, where: str) -> set[float]:
        """Every day that a date of the record may mean, over all worlds."""
        doubts = self.day_doubts(when, where, "")
        return {self.ordinal(when, where, world, default=inf) for world in worlds(doubts)} - {inf, -inf}

    def effect_days(self, source: Instrument, effect: Effect) -> set[float]:
        """Every day on which an effect may have been made."""
        if effect.on:
            return self.possible_days(effect.on, effect_place(source, effect))
        return self.possible_days(source.start, f"{source.id}#from")

    def begun(self, source: Instrument, effect: Effect, on: float) -> bool:
        """Whether the day of an effect may have come by a day, one before the record included."""
        doubts = self.day_doubts(
            effect.on or source.start, effect_place(source, effect) if effect.on else f"{source.id}#from", ""
        )
        return any(self._effect_day(source, effect, world) <= on for world in worlds(doubts))

    def day_doubts(self, when: When | None, where: str, question: str) -> dict[str, Doubt]:
        """The doubts on which a day of the record depends: itself, or the events it waits for."""
        if when is None:
            return {}
        if when.first_of:
            out: dict[str, Doubt] = {}
            for condition in when.first_of:
                id = condition.after or closing(condition.end_of)
                on = self.company.event(id) if condition.after else self.company.closed(condition.end_of)
                out |= self.day_doubts(on, id, f"{question} It waits for {id.partition('#')[2]}.")
            return out
        options = self._options(when, where)
        return {where: Doubt(where, question, _says(options))} if len(options) > 1 else {}

    # --- days in doubt among others -----------------------------------------

    def _options(self, when: When, where: str) -> dict[str, tuple[str, float]]:
        """The possible days of the date at a place, worked out once."""
        asked, options = self._kept.get(where, (None, {}))
        if asked is not when:
            precise = all(reading.is_.exact or reading.is_.text == "unknown" for reading in when.open)
            options = _options(when) if precise else _options(when, self.company.near(where))
            self._kept[where] = when, options
        return options


def _options(when: When, near: Iterable[float] = ()) -> dict[str, tuple[str, float]]:
    """The possible days of a date: what each reading says, with its ordinal.

    An imprecise reading gives its two bounds, and between them every day `near`
    on which something happens that the date may come before, with or after, and
    the day after it.  More are not needed: on any day asked, only whether the
    day in doubt has come matters, and in which order with the others.  Of an
    unknown day it is asked whether it has come.

    >>> from datetime import date
    >>> [str(day(v[1])) for v in _options(When.on("2031-05")).values()]
    ['2031-05-01', '2031-05-31']
    >>> [str(day(v[1])) for v in _options(When.on("2031-05"), {date(2031, 5, 9).toordinal()}).values()]
    ['2031-05-01', '2031-05-09', '2031-05-10', '2031-05-31']
    """
    out: dict[str, tuple[str, float]] = {}
    for reading in when.open:
        one = reading.is_
        if one.text == "unknown":
            out["yes"] = "Yes, on a day no source gives", -inf
            out["no"] = "No", inf
        elif one.exact:
            out[one.text] = one.text, one.earliest.toordinal() if one.earliest else -inf
        else:
            first, last = one.earliest or one.text, one.latest or one.text
            early = one.earliest.toordinal() if one.earliest else -inf
            late = one.latest.toordinal() if one.latest else inf
            out[f"{one.text} early"] = f"{first} at the earliest", early
            for ordinal in sorted({x for c in near for x in (c, c + 1) if early < x < late}):
                out[f"{one.text} {day(ordinal)}"] = str(day(ordinal)), ordinal
            out[f"{one.text} late"] = f"{last} at the latest", late
    return out


def _ended(one: Instrument) -> str:
    """The question about an end: when it came, or whether it has come where no source gives a day."""
    unknown = one.end and any(reading.is_.text == "unknown" for reading in one.end.open)
    return f"Has “{one.title}” ended?" if unknown else f"When did “{one.title}” end?"


def _says(options: Mapping[str, tuple[str, float]]) -> tuple[tuple[str, str], ...]:
    return tuple((id, says) for id, (says, _) in options.items())


# Every date has a place: what a world picks its reading by, and what an answer that hinges on it names.  A place of two
# words can be no one's id.


def closing(case: str) -> str:
    """The place of the day on which a case ended."""
    return f"{case}#case closed"


def effect_place(source: Instrument, effect: Effect) -> str:
    """The place of the day of an effect; of several with one verb and target, each has its own."""
    alike = [one for one in source.effects if (one.verb, one.target) == (effect.verb, effect.target)]
    return f"{source.id}#{effect.verb} {effect.target}{_nth(alike, effect)}"


def party_place(case: Case, party: Party) -> str:
    """The place of a party; of several with one agent or name, each has its own."""
    alike = [one for one in case.parties if (one.agent, one.name) == (party.agent, party.name)]
    return f"{case.id}#{'+'.join(party.agent) or party.name}{_nth(alike, party)}"


def joining(case: Case, party: Party) -> str:
    """The place of the day on which a party joined."""
    return f"{party_place(case, party)} joined"


def leaving(case: Case, party: Party) -> str:
    """The place of the day on which a party left."""
    return f"{party_place(case, party)} left"


def _nth(alike: Sequence[object], one: object) -> str:
    """Nothing for the first of several alike, " (2)" for the second, and so on."""
    n = next((n for n, other in enumerate(alike, 1) if other is one), 1)
    return f" ({n})" if n > 1 else ""
