"""Checks of whole records, part by part, and of the notes on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from ...dates import Edtf
from ...errors import Problem
from ...model import Case, Instrument, Tier, When, key
from ..strict import Where
from .desk import Desk, bounds
from .parts import part


def records(desk: Desk) -> Iterator[Problem]:
    """Everything wrong with the cases, instruments and disclosures that came from a file."""
    corpus = desk.corpus
    for id, record in (*corpus.cases.items(), *corpus.instruments.items(), *corpus.disclosures.items()):
        if id in desk.origins:
            yield from _record(desk, id, record)
            for where, one in _parts(record):
                yield from part(desk, id, where, one)


def notes(desk: Desk) -> Iterator[Problem]:
    """Notes on what is not there."""
    corpus = desk.corpus
    known = {*corpus.cases, *corpus.instruments, *corpus.disclosures, *corpus.sources}
    for id in corpus.notes if "notes" in desk.origins else ():
        noun, message = "record" if "/" in id else "source", f"no record is called {id!r}"
        yield from desk.known("notes", (id,), noun, id, known, message=message)


def _parts(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every dataclass inside a record with its path in the file."""
    if isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from _parts(one, (*where, n))
    elif is_dataclass(value) and not isinstance(value, Edtf):
        if where:
            yield where, value
        for one in fields(value):
            yield from _parts(getattr(value, one.name), (*where, key(one.name)))


def _record(desk: Desk, id: str, record: Any) -> Iterator[Problem]:
    if not record.title.strip():
        yield desk.at(id, ("title",), "missing-key", f"{id} has no title", "add one")
    if not record.cites:
        remedy = "add a cite; nothing is entered without one"
        yield desk.at(id, ("cites",), "unsourced", f"{id} cites no source", remedy)
    if record.recorded and not record.recorded.exact:
        yield desk.at(id, ("recorded",), "bad-date", f"{id} was recorded on no one day", "write the day you wrote it")
    for name in ("norms", "contested", "events"):
        yield from desk.ids(id, (name,), [one.id for one in getattr(record, name, ())])
    if isinstance(record, Instrument):
        yield from desk.order(id, ("until",), record.start, record.end, "the instrument ends before it begins")
        if record.tier is not Tier.LAW:
            yield from _name(desk, id, record)
    elif isinstance(record, Case):
        yield from desk.order(id, ("closed",), record.filed, record.closed, "the case is closed before it is filed")
    else:
        yield from desk.terms(id, ("bearer",), record.bearer, desk.corpus.agents)
        yield from desk.terms(id, ("recipient",), record.recipient, desk.corpus.agents)


def _name(desk: Desk, id: str, record: Instrument) -> Iterator[Problem]:
    """A paper's name begins with the day, month or year of its beginning or its signing."""
    stem = re.match(r"\d{4}(-\d\d)?(-\d\d)?(?=-)", id.rpartition("/")[2])
    try:
        named = bounds(When.on(stem[0])) if stem else None
    except ValueError:  # no calendar has the day
        named = None
    days = [one for one in (bounds(record.start), bounds(record.signed)) if one]
    if not stem or not named:
        message = f"the name of {id} does not begin with its date"
        yield desk.at(id, (), "path-date", message, "call it 2031-08-14-what-it-is.yaml")
    elif days and not any(named[0] <= last and first <= named[1] for first, last in days):
        message = f"the name says {stem[0]} and the file {days[0][0]}"
        yield desk.at(id, ("from",), "path-date", message, "make the two agree")
