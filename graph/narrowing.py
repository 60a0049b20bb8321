"""What is left of a paper and of a case where only some of their cites are public.

Whatever has cites of its own stands or goes with them; a date whose readings
all go is a date that nobody knew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from .model import Case, Cite, Effect, Fact, Instrument, Norm, Party, When

Public = Callable[[tuple[Cite, ...]], bool]


def paper(one: Instrument, public: Public) -> Instrument:
    """A paper, itself public, with those of its norms, effects, dates and readings that are."""
    return replace(
        one,
        start=_when(one.start, public) or one.start,
        end=_when(one.end, public),
        signed=_when(one.signed, public),
        norms=tuple(_norm(norm, public) for norm in one.norms if public(norm.cites)),
        effects=tuple(_effect(effect, public) for effect in one.effects if public(effect.cites)),
        contested=_facts(one.contested, public),
    )


def case(one: Case, public: Public) -> Case:
    """A case, itself public, with those of its parties, events, lines, judges, ties, dates and readings that are."""
    return replace(
        one,
        closed=_when(one.closed, public),
        parties=tuple(_party(party, public) for party in one.parties if public(party.cites)),
        events=tuple(replace(event, on=_when(event.on, public)) for event in one.events if public(event.cites)),
        contested=_facts(one.contested, public),
        docket=tuple(entry for entry in one.docket if public(entry.cites)),
        related=tuple(replace(tie, on=_when(tie.on, public)) for tie in one.related if public(tie.cites)),
        judges=tuple(replace(judge, end=_when(judge.end, public)) for judge in one.judges if public(judge.cites)),
    )


def _norm(one: Norm, public: Public) -> Norm:
    return replace(one, start=_begun(one.start, public), end=_when(one.end, public))


def _effect(one: Effect, public: Public) -> Effect:
    return replace(one, on=_when(one.on, public), end=_when(one.end, public))


def _party(one: Party, public: Public) -> Party:
    return replace(one, joined=_begun(one.joined, public), left=_when(one.left, public))


def _begun(one: When | None, public: Public) -> When | None:
    """The day from which something speaks or takes part: that it does is known, though the day may not be."""
    return _when(one, public) or (When.on("unknown") if one else None)


def _when(one: When | None, public: Public) -> When | None:
    if one is None or not public(one.cites):
        return None
    readings = tuple(reading for reading in one.readings if public(reading.cites))
    return replace(one, readings=readings) if readings or one.first_of else None


def _facts(some: Iterable[Fact], public: Public) -> tuple[Fact, ...]:
    return tuple(replace(one, readings=tuple(r for r in one.readings if public(r.cites))) for one in some)
