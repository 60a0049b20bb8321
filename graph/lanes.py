"""The papers of a channel as lanes through time: when each was operative, doubtful or contested, and what hit it.

What a timeline chart draws and its table twin lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from .channel import Channel
from .corpus import Corpus
from .dates import Spans, day, intersect, subtract, union
from .model import CHANGES, Case, Disclosure, Instrument, Role, Tier
from .operative import worlds


@dataclass(frozen=True)
class Lane:
    """A paper with its days: surely operative, perhaps operative, and under challenge or appeal."""

    instrument: Instrument
    sure: Spans
    perhaps: Spans
    contested: Spans


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
    papers = {one.instrument.id: one.instrument for one in channel.speakers if one.tier is not Tier.LAW}
    papers |= {one.id: one for id in list(papers) for one in _acting_on(channel, papers[id])}
    found = [_lane(channel, one) for one in papers.values()]
    order = list(Tier)
    return sorted(
        (lane for lane in found if lane.sure or lane.perhaps),
        key=lambda lane: (order.index(lane.instrument.tier), (lane.sure or lane.perhaps)[0], lane.instrument.id),
    )


def _acting_on(channel: Channel, one: Instrument) -> Iterator[Instrument]:
    """The papers that stay, extend, end or revive a paper or a norm of it."""
    for id in (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms)):
        yield from (source for source, effect in channel.corpus.effects_on.get(id, ()) if effect.verb in CHANGES)


def _lane(channel: Channel, one: Instrument) -> Lane:
    lives = channel.lives
    every = [lives.operative(one.id, world) for world in worlds(lives.doubts(one.id))]
    sure = every[0]
    for spans in every[1:]:
        sure = intersect(sure, spans)
    perhaps = subtract(union(span for spans in every for span in spans), sure)
    about = {one.id, *(f"{one.id}#{norm.id}" for norm in one.norms)}
    contests = (contest for id in about for contest in channel.contests.get(id, ()))
    pending = union(span for contest in contests for _, spans in contest.timed.table for span in spans)
    return Lane(one, sure, perhaps, intersect(pending, union((*sure, *perhaps))))


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


def coalition(channel: Channel, case: Case) -> list[tuple[date, int, int]]:
    """The number of known plaintiff states after each day on which it changed: the least and the most it may be."""
    lives, places = channel.lives, channel.corpus.places
    days: set[date] = set()
    members = []
    for party in case.parties:
        states = sum(agent in places for agent in party.agent)
        if party.role is Role.PLAINTIFF and states:
            every = [lives.membership(case, party, world) for world in worlds(lives.membership_doubts(case, party))]
            members.append((states, every))
            bounds = (bound for spans in every for span in spans for bound in span)
            days |= {on for bound in bounds if (on := day(bound))}

    def taking(on: date, spans: Spans) -> bool:
        return any(start <= on.toordinal() < end for start, end in spans)

    out: list[tuple[date, int, int]] = []
    for on in sorted(days):
        least = sum(states for states, every in members if all(taking(on, spans) for spans in every))
        most = sum(states for states, every in members if any(taking(on, spans) for spans in every))
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
            days = [(r.is_.earliest, r.is_.latest) for r in one.on.readings if not r.rejected]
            firsts, lasts = [a for a, _ in days if a], [b for _, b in days if b]
            if firsts:
                out.append((min(firsts), max(lasts, default=max(firsts)), one))
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
