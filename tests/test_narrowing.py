"""What only later sources give is not yet known, whatever class of the record says it."""

from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest

from graph import narrowing
from graph.dates import Edtf
from graph.model import Case, Cite, DateReading, Instrument, When

EARLY, LATE = Cite("early"), Cite("late")
# A case and a paper that the public knows have their first day, and a judge who sits has begun to, whoever tells it.
KEPT = {"Instrument.start", "Case.filed", "Judge.start"}


def public(cites):
    return not cites or EARLY in cites


def day(cite):
    return When((DateReading(Edtf.parse("2031-05-01"), (cite,)),))


def whole(cls):
    """One of a class that is public itself, each of its dates and parts once by an early source and once by a late."""
    hints = get_type_hints(cls)
    return cls(**{one.name: value(hints[one.name], one) for one in fields(cls) if one.init})


def value(kind, field):
    if field.name == "cites":
        return (EARLY,)
    if get_origin(kind) is UnionType:
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    if kind is When:
        return day(LATE)
    if get_origin(kind) is tuple and is_dataclass(part := get_args(kind)[0]) and "cites" in names(part):
        return (whole(part), replace(whole(part), cites=(LATE,)))
    if get_origin(kind) is tuple and is_dataclass(part) and "readings" in names(part):
        return (whole(part),)
    return plain(kind, field)


def plain(kind, field):
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    if kind is Edtf:
        return Edtf.parse("2031")
    return next(iter(kind)) if isinstance(kind, type) and issubclass(kind, Enum) else () if get_origin(kind) else "x"


def names(cls):
    return {one.name for one in fields(cls)}


def late(one, path):
    """Where a value still rests on the late source."""
    if isinstance(one, When):
        found = [path] if any(LATE in reading.cites for reading in one.readings) else []
    elif isinstance(one, tuple):
        found = [each for part in one for each in late(part, path)]
    elif is_dataclass(one):
        own = [type(one).__name__] if LATE in getattr(one, "cites", ()) else []
        parts = (late(getattr(one, name), f"{type(one).__name__}.{name}") for name in names(type(one)) - {"cites"})
        found = own + [each for part in parts for each in part]
    else:
        found = []
    return found


@pytest.mark.parametrize(("cls", "narrowed"), [(Instrument, narrowing.paper), (Case, narrowing.case)])
def test_every_date_and_every_part_goes_with_its_sources(cls, narrowed):
    before = whole(cls)

    assert len(set(late(before, cls.__name__))) >= 10
    assert set(late(narrowed(before, public), cls.__name__)) <= KEPT


@pytest.mark.parametrize(("cls", "narrowed"), [(Instrument, narrowing.paper), (Case, narrowing.case)])
def test_what_early_sources_give_stays(cls, narrowed):
    assert narrowed(whole(cls), lambda _: True) == whole(cls)


def test_that_a_norm_speaks_and_a_party_takes_part_is_known_before_the_day_from_which():
    paper, case = narrowing.paper(whole(Instrument), public), narrowing.case(whole(Case), public)

    began = [paper.norms[0].start, case.parties[0].joined]
    assert began == [When.on("unknown")] * 2
    assert [paper.norms[0].end, paper.signed, case.parties[0].left, case.closed] == [None] * 4
    assert paper.start.first == date(2031, 5, 1)
