"""The papers of a channel as lanes through time: when each was operative, doubtful or contested, and what hit it.

What a timeline chart draws and its table twin lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import Any

from ..audit.disclosed import possible_days
from ..corpus import Corpus
from ..dates import Spans, day, intersect, subtract, union
from ..model import CHANGES, Case, Disclosure, Instrument, Party, Role, Tier
from ..reasoning.channel import Channel
from ..reasoning.operative import Lifecycles, worlds


@dataclass(frozen=True)
class Lane:
    """A paper with its days: surely operative, perhaps operative, and under challenge or appeal."""

    instrument: Instrument
    sure: Spans
    perhaps: Spans
    contested: Spans


@dataclass(frozen=True)
class Membership:
    """A party with its days in a case: surely and perhaps taking part."""

    party: Party
    sure: Spans
    perhaps: Spans


@dataclass(frozen=True)
class Arrow:
    """What one paper did to another on a day; not `sure` where sources or bounds leave several days."""

    on: date
    source: str
    target: str
    what: str
    sure: bool = True


def lanes(channel: Channel) -> list[Lane]:
    """A lane for each paper that speaks in a channel or acts on one that does, rulings first, then by first day.

    Standing law is left out: it has no days to show.
    """
    papers = {id: one for id, one in speaking(channel).items() if one.tier is not Tier.LAW}
    found = [_lane(channel, one) for one in papers.values()]
    order = list(Tier)
    return sorted(
        (lane for lane in found if lane.sure or lane.perhaps),
        key=lambda lane: (order.index(lane.instrument.tier), (lane.sure or lane.perhaps)[0], lane.instrument.id),
    )


def speaking(channel: Channel) -> dict[str, Instrument]:
    """The papers that speak in a channel, and those that act on one of them or on each other, by id."""
    found = {one.instrument.id: one.instrument for one in channel.speakers}
    waiting = list(found.values())
    while waiting:
        one = waiting.pop()
        fresh = {other.id: other for other in _acting_on(channel, one) if other.id not in found}
        found |= fresh
        waiting += fresh.values()
    return found


def _acting_on(channel: Channel, one: Instrument) -> Iterator[Instrument]:
    """The papers that stay, extend, end or revive a paper or a norm of it."""
    for id in (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms)):
        yield from (source for source, effect in channel.corpus.effects_on.get(id, ()) if effect.verb in CHANGES)


def _lane(channel: Channel, one: Instrument) -> Lane:
    lives = channel.lives
    sure, perhaps = _settled([lives.operative(one.id, world) for world in worlds(lives.doubts(one.id))])
    about = {one.id, *(f"{one.id}#{norm.id}" for norm in one.norms)}
    contests = (contest for id in about for contest in channel.contests.get(id, ()))
    pending = union(span for contest in contests for spans in contest.timed.table.values() for span in spans)
    return Lane(one, sure, perhaps, intersect(pending, union((*sure, *perhaps))))


def _settled(every: Sequence[Spans]) -> tuple[Spans, Spans]:
    """The days that all have, and those that only some have."""
    sure = every[0]
    for spans in every[1:]:
        sure = intersect(sure, spans)
    return sure, subtract(union(span for spans in every for span in spans), sure)


def arrows(channel: Channel, shown: Iterable[Lane]) -> list[Arrow]:
    """What the papers shown did to one another: stays, extensions, endings, revivals."""
    ids = {lane.instrument.id for lane in shown}
    out = []
    for target in ids:
        norms = [f"{target}#{norm.id}" for norm in channel.corpus.instruments[target].norms]
        for source, effect in (pair for id in (target, *norms) for pair in channel.corpus.effects_on.get(id, ())):
            if effect.verb in CHANGES and source.id in ids:
                days = [first for on in channel.lives.effect_days(source, effect) if (first := day(on))]
                what = str(effect.verb).replace("-", " ")
                out += [Arrow(on, source.id, target, what, sure=len(days) == 1) for on in days]
    return sorted(out, key=lambda arrow: (arrow.on, arrow.source, arrow.target))


def memberships(lives: Lifecycles, case: Case) -> list[Membership]:
    """Who took part in a case, on which days surely and on which perhaps, as its file lists them."""
    out = []
    for party in case.parties:
        every = [lives.membership(case, party, world) for world in worlds(lives.membership_doubts(case, party))]
        out.append(Membership(party, *_settled(every)))
    return out


def coalition(lives: Lifecycles, case: Case) -> list[tuple[date, int, int]]:
    """The number of known plaintiff states after each day on which it changed: the least and the most it may be."""
    members = [
        (one, states)
        for one in memberships(lives, case)
        if one.party.role is Role.PLAINTIFF and (states := sum(id in lives.corpus.places for id in one.party.agent))
    ]
    bounds = (bound for one, _ in members for span in (*one.sure, *one.perhaps) for bound in span)

    def taking(on: date, spans: Spans) -> bool:
        return any(start <= on.toordinal() < end for start, end in spans)

    out: list[tuple[date, int, int]] = []
    for on in sorted({on for bound in bounds if (on := day(bound))}):
        least = sum(states for one, states in members if taking(on, one.sure))
        most = least + sum(states for one, states in members if taking(on, one.perhaps))
        if not out or out[-1][1:] != (least, most):
            out.append((on, least, most))
    return out


def disclosures(corpus: Corpus, channel: Channel) -> list[tuple[date, date, Disclosure]]:
    """What was shared by the bearer or one it belongs to: the first and last day on which it may have been."""
    above = set(corpus.agents.lineage(channel.bearer))
    takers = set(corpus.agents.lineage(channel.recipient)) if channel.recipient else set()
    out = []
    for one in corpus.disclosures.values():
        if above & set(one.bearer) and (not takers or takers & set(one.recipient)):
            spans = possible_days(one)
            first, end = (day(spans[0][0]), day(spans[-1][1])) if spans else (None, None)
            last = end - timedelta(days=1) if end else first
            if last:
                out.append((first or last, last, one))
    return sorted(out, key=lambda told: (told[0], told[2].id))


def lane_rows(shown: Iterable[Lane]) -> Iterator[dict[str, Any]]:
    """One row for each run of days of each paper."""
    for lane in shown:
        for how, spans in (
            ("operative", lane.sure),
            ("perhaps operative", lane.perhaps),
            ("contested", lane.contested),
        ):
            for start, end in spans:
                yield {
                    "paper": lane.instrument.title, "id": lane.instrument.id, "kind": str(lane.instrument.kind),
                    "how": how, "from": _iso(start), "until": _iso(end),
                }  # fmt: skip


def _iso(bound: float) -> str:
    on = day(bound) if bound not in (inf, -inf) else None
    return on.isoformat() if on else ""
