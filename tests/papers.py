"""Papers of a fictional world, built in a line: for reasoning tests that need only a few."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph.api import Record
from graph.dates import Edtf
from graph.model import (
    Action,
    Case,
    Cite,
    Confidence,
    DateReading,
    Effect,
    Event,
    Fact,
    Instrument,
    Kind,
    Modality,
    Norm,
    Party,
    Product,
    Reading,
    Source,
    SourceTier,
    Term,
    Verb,
    When,
)

CITES = (Cite("gazette"),)


def when(*texts: str) -> When:
    """A day with as many readings as texts."""
    return When(tuple(DateReading(Edtf.parse(text), CITES) for text in texts))


def norm(modality: str, id: str = "n", **parts: Any) -> Norm:
    """A norm on the relief office towards the guard, to share; `scope` and `except_` are lists of dicts."""
    parts["scope"] = tuple(Product(**one) for one in parts.get("scope", ()))
    parts["except_"] = tuple(Product(**one) for one in parts.get("except_", ()))
    whole = {
        "bearer": ("office",),
        "recipient": ("guard",),
        "action": (Action.SHARE,),
        "says": f"It {modality}.",
    } | parts
    return Norm(id=id, modality=Modality(modality), **whole)


def paper(kind: str, id: str, on: str, *norms: Norm, **parts: Any) -> Instrument:
    """An instrument in force from a day; `does` maps a verb to its target, or to an `Effect`."""
    does = parts.pop("does", {})
    effects = tuple(e if isinstance(e, Effect) else Effect(Verb(verb), e) for verb, e in does.items())
    if isinstance(parts.get("end"), str):
        parts["end"] = when(parts["end"])
    whole: dict[str, Any] = {"cites": CITES, "confidence": Confidence.HIGH, "recorded": Edtf.parse("2031-01-01")}
    return Instrument(id=id, title=id, kind=Kind(kind), start=when(on), norms=norms, effects=effects, **(whole | parts))


def suit(*parties: Party, **parts: Any) -> Case:
    """The one case of the world, filed on 1 January 2031."""
    whole: dict[str, Any] = {"filed": when("2031-01-01"), "checked": Edtf.parse("2031-12-31"), "cites": CITES}
    return Case(id="cases/suit", title="The suit", court="court", docket_number="1", parties=parties, **(whole | parts))


def fact(id: str, *readings: str, rejected: str = "") -> Fact:
    """A contested fact with readings named for what they say."""
    return Fact(id, f"{id}?", tuple(Reading(r, r, CITES, "no" if r == rejected else "") for r in readings))


def record(*papers: Instrument, case: Case | None = None) -> Record:
    """A record of these papers: one office in a ministry, a guard, two objects, two classes of people, three places."""
    return Record(
        agencies={
            "ministry": Term("Ministry"),
            "office": Term("Relief Office", broader="ministry", holds=("rolls",)),
            "guard": Term("Guard"),
            "states": Term("Provinces"),
        },
        objects={
            "rolls": Term("rolls"),
            "name": Term("name", broader="rolls"),
            "illness": Term("illness", broader="rolls"),
        },
        people={
            "all": Term("everyone"),
            "subject": Term("subjects", broader="all"),
            "foreigner": Term("foreigners", broader="all"),
        },
        places={"AA": Term("Aa"), "BB": Term("Bb"), "CC": Term("Cc")},
        purposes={"immigration-enforcement": Term("enforcement"), "audit": Term("audit")},
        sources={"gazette": Source("Gazette", "Gazette", Edtf.parse(".."), SourceTier.PRIMARY)},
        cases={"cases/suit": case or suit()},
        instruments={one.id: one for one in papers},
        version="1",
    )


def event(id: str, on: When | None = None) -> Event:
    """Something a date may wait for."""
    return Event(id, f"{id} happens", on)


def without_cites(one: Instrument) -> Instrument:
    """The same paper citing nothing."""
    return replace(one, cites=())
