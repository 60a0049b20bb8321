"""A case as lawyers see it on a day: its chains, appeals, relatives, parties, judge and posture.

Everything is computed from the papers and the docket; nothing of it is stored.
Where the day of something is in doubt its state is `possible`, as for papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..corpus import Corpus
from ..dates import Edtf
from ..model import ENDINGS, Case, Cite, Effect, Instrument, Kind, Party, Tier, Verb, When
from ..reasoning.operative import Doubts, lifecycles, worlds
from .cases import State, papers, state_of, status_on, when_text
from .chains import Chain, Line, chains, in_order
from .docket_words import Step

_STEPS = {Tier.RULING: Step.RULING, Tier.FILING: Step.OTHER}


# --- chains -----------------------------------------------------------------------


def lines(corpus: Corpus, case: Case) -> list[Line]:
    """The docket of a case for its chains: its lines, and its papers that have no line."""
    told = {entry.instrument for entry in case.docket}
    out = [
        Line(entry.entry_number, entry.on, entry.what, entry.re, entry.instrument, _step(corpus, entry.instrument))
        for entry in case.docket
    ]
    for one in papers(corpus, case):
        if one.id not in told and one.tier in _STEPS:
            day = next((reading.is_ for reading in one.start.open), Edtf.parse("unknown"))
            out.append(Line(one.entry_number, day, one.title, (), one.id, _step(corpus, one.id)))
    return in_order(out)


def _step(corpus: Corpus, id: str) -> Step | None:
    """What a paper of the record is to a motion; None where its text must tell."""
    one = corpus.instruments.get(id)
    if one is None:
        return None
    return Step.MOTION if one.kind is Kind.MOTION else _STEPS.get(one.tier)


def case_chains(corpus: Corpus, case: Case, on: date | None = None) -> list[Chain]:
    """The chains of a case; with a day, those begun by then, as far as they had come."""
    found = chains(lines(corpus, case))
    if on is None:
        return found
    return [chain.until(on) for chain in found if chain.began(on)]


# --- appeals ----------------------------------------------------------------------


@dataclass(frozen=True)
class Appeal:
    """An appeal and what it is from.

    `paper` is the notice, `of` the ruling appealed, `below` the case in which
    that ruling was given, `case` the folder in which the appeal is kept: the
    case below itself, or a case of the court of appeals.  `depth` counts from 1
    for an appeal of a ruling of the case asked about, 2 for an appeal from there.
    """

    paper: Instrument
    of: str
    below: str
    case: str
    since: str
    until: str
    pending: State
    depth: int


def appeals(corpus: Corpus, case: Case, on: date) -> list[Appeal]:
    """The appeals from a case and from those appeals, with whether each was pending on a day."""
    out: list[Appeal] = []
    every = list(_appeals(corpus))
    todo, seen = [(case.id, 1)], {case.id}
    while todo:
        below, depth = todo.pop(0)
        for source, effect, of in every:
            if of == below:
                out.append(_appeal(corpus, source, effect, below, on, depth))
                if source.case and source.case not in seen:
                    seen.add(source.case)
                    todo.append((source.case, depth + 1))
    return out


def origins(corpus: Corpus, case: Case) -> list[str]:
    """The cases from which a case came on appeal, the nearest first, down to the first instance."""
    out: list[str] = []
    every = list(_appeals(corpus))
    todo = [case.id]
    while todo:
        here = todo.pop(0)
        below = dict.fromkeys(of for source, _, of in every if source.case == here)
        fresh = [id for id in below if id and id != here and id not in out and id != case.id]
        out += fresh
        todo += fresh
    return out


def _appeals(corpus: Corpus) -> Iterator[tuple[Instrument, Effect, str]]:
    """Every appeal: the notice, its effect, and the case of the ruling appealed, empty where it is in none."""
    for source, effect in corpus.effects():
        if effect.verb is Verb.APPEALS:
            yield source, effect, _case_of(corpus, effect.target)


def _appeal(corpus: Corpus, source: Instrument, effect: Effect, below: str, on: date, depth: int) -> Appeal:
    since, until = when_text(effect.on or source.start), when_text(effect.end)
    state = acts_on(corpus, source, effect, on)
    return Appeal(source, effect.target.partition("#")[0], below, source.case, since, until, state, depth)


def _case_of(corpus: Corpus, target: str) -> str:
    one = corpus.instruments.get(target.partition("#")[0])
    return one.case if one else ""


def acts_on(corpus: Corpus, source: Instrument, effect: Effect, on: date) -> State:
    """Whether a contest or a stay that a paper makes lasted on a day: to its end, or that of its case."""
    lives = lifecycles(corpus)
    return state_of(
        (lives.contest(source, effect, world) for world in worlds(lives.contest_doubts(source, effect))), on
    )


# --- relatives, judge, parties ------------------------------------------------------


@dataclass(frozen=True)
class Relative:
    """A case that hangs together with another: which, how, since when if a source says so, and who says it."""

    case: str
    title: str
    how: str
    since: str
    said_by: str
    cites: tuple[Cite, ...]


def relatives(corpus: Corpus, case: Case) -> list[Relative]:
    """The cases that hang together with a case, whichever of the two files says so; the closer ties first."""
    out: dict[str, Relative] = {}
    pairs = [(case.id, one.case, one) for one in case.related]
    pairs += [(other.id, other.id, one) for other in corpus.cases.values() for one in other.related
              if one.case == case.id and other.id != case.id]  # fmt: skip
    for said_by, id, one in pairs:
        if id in corpus.cases:
            found = Relative(id, corpus.cases[id].title, str(one.how), when_text(one.on), said_by, one.cites)
            if id not in out or (out[id].how == "related" != found.how):
                out[id] = found
    return sorted(out.values(), key=lambda one: (one.how == "related", one.case))


def judge_on(case: Case, on: date) -> str:
    """Who sat in a case on a day; several names where sources leave it open, and the empty string if none is known."""
    if not case.judges:
        return case.judge
    sat = [judge.name for judge in case.judges if _between(judge.start, judge.end, on)]
    return " or ".join(dict.fromkeys(sat))


def _between(start: When | None, end: When | None, on: date) -> bool:
    """Whether a day may lie from one date up to another, over all their readings."""
    return (start is None or start.may_have_come(on)) and (end is None or not end.has_come(on))


@dataclass(frozen=True)
class Member:
    """A party with whether it took part on a day, and the days as the record writes them."""

    party: Party
    joined: str
    left: str
    state: State


def members(corpus: Corpus, case: Case, on: date) -> list[Member]:
    """The parties of a case through time: everyone who ever took part, with their state on a day."""
    lives = lifecycles(corpus)
    out = []
    for party in case.parties:
        doubts: Doubts = lives.membership_doubts(case, party)
        state = state_of((lives.membership(case, party, world) for world in worlds(doubts)), on)
        out.append(Member(party, when_text(party.joined or case.filed), when_text(party.left), state))
    return out


# --- posture ------------------------------------------------------------------------


@dataclass(frozen=True)
class Stayed:
    """A paper that another kept from working on a day, certainly or possibly."""

    paper: Instrument
    by: Instrument
    state: State


@dataclass(frozen=True)
class Posture:
    """Where a case stands on a day.

    `pending` holds the motions not yet ruled on, `last_ruling` the latest order,
    opinion or judgment certainly given by then, `in_force` the rulings operative
    that day with their state, `stayed` those kept from working and by what,
    `on_appeal` the appeals pending.  `carried_forward_from` is the day up to which
    the sources were searched, where the day asked lies after it.
    """

    on: date
    judge: str
    pending: tuple[Chain, ...]
    last_ruling: Instrument | None
    in_force: tuple[tuple[Instrument, State], ...]
    stayed: tuple[Stayed, ...]
    on_appeal: tuple[Appeal, ...]
    carried_forward_from: date | None


def posture_on(corpus: Corpus, case: Case, on: date) -> Posture:
    """Where a case stands on a day: what is pending, last ruled, in force, stayed and on appeal."""
    given = [one for one in _rulings(corpus, case) if one.start.has_come(on)]
    states = [(one, status_on(corpus, one, on)) for one in given if one.norms]
    return Posture(
        on,
        judge_on(case, on),
        tuple(chain for chain in case_chains(corpus, case, on) if not chain.ruling),
        max(given, key=lambda one: (one.start.last or date.max, one.id), default=None),
        tuple(pair for pair in states if pair[1] != "never"),
        tuple(stayed_on(corpus, case, on)),
        tuple(one for one in appeals(corpus, case, on) if one.pending != "never"),
        carried_forward_from(case, on),
    )


def carried_forward_from(case: Case, on: date) -> date | None:
    """The last day up to which the sources of a case were searched, where a day lies after it."""
    checked = case.checked.latest
    return checked if checked and on > checked else None


def _rulings(corpus: Corpus, case: Case) -> list[Instrument]:
    return [one for one in papers(corpus, case) if one.tier is Tier.RULING and not one.withdrawn]


def stayed_on(corpus: Corpus, case: Case, on: date) -> Iterator[Stayed]:
    """The rulings of a case that others kept from working on a day, and had not ended."""
    for one in _rulings(corpus, case):
        if ended_by(corpus, one, on):
            continue
        for target in (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms)):
            for source, effect in corpus.effects_on.get(target, ()):
                if effect.verb is Verb.STAYS and (state := acts_on(corpus, source, effect, on)) != "never":
                    yield Stayed(one, source, state)


def ended_by(
    corpus: Corpus, one: Instrument, on: date, verbs: frozenset[Verb] = ENDINGS - {Verb.AMENDS}
) -> Instrument | None:
    """The paper that had certainly ended another by a day: by default in any way, else by one of these effects."""
    lives = lifecycles(corpus)
    for source, effect in corpus.effects_on.get(one.id, ()):
        days = lives.effect_days(source, effect) if effect.verb in verbs else ()
        if days and max(days) <= on.toordinal():
            return source
    return None
