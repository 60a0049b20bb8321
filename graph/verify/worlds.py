"""Doubts: a world says what the dates in doubt and the contested facts of a bundle are taken for.

Every world is tried, but a doubt is settled only where it is met. A day in doubt is some spans of days; where its order
with another day matters, the world at hand falls into one in which it comes before and one in which it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

MAX_WORLDS = 20_000
EVER, NEVER = date.min.toordinal(), date.max.toordinal()  # before and after every day of a record
Entry = dict[str, Any]
Spans = tuple[tuple[int, int], ...]
World = dict[str, Spans]


class Malformed(ValueError):
    """The file is no proof bundle, or one that cannot be worked through; the message says why."""


class Open(Exception):  # a question met on the way, not an error
    """A doubt that the world at hand leaves open: its place, and the parts into which what it may be falls."""


class Day:
    """A day of some spans of days, as the date at `place` may be taken for, or the day that is `moved` from there."""

    def __init__(self, spans: Spans, place: str = "", moved: Callable[[int], int] = int) -> None:
        self.spans, self.place, self.moved = spans, place, moved
        self.first, self.last = moved(min(spans)[0]), moved(max(last for _, last in spans))

    def __lt__(self, other: Day) -> bool:
        """Whether it comes before another; raises `Open` where the world at hand does not say."""
        if self.last < other.first or self.first >= other.last:
            return self.last < other.first
        if self.first >= other.first and self.last < other.last:
            raise other.split(self.last + 1)
        raise self.split(other.first if self.first < other.first else other.last)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Day) and not (self < other or other < self)

    def split(self, at: int) -> Open:
        """The question whether it comes before a day."""
        cut = at
        while self.moved(cut - 1) >= at:
            cut -= 1
        before = tuple((first, min(last, cut - 1)) for first, last in self.spans if first < cut)
        return Open(self.place, (before, tuple((max(first, cut), last) for first, last in self.spans if last >= cut)))

    def after(self) -> Day:
        """The day after it."""
        return Day(self.spans, self.place, lambda n: self.moved(n) + 1)


class Worlds:
    """The records of a bundle by kind and id, in the world at hand, and the days between which they were `met`."""

    def __init__(self, bundle: Entry) -> None:
        self.records: dict[str, Entry] = {}
        for one in bundle["records"]:
            self.records.setdefault(one["kind"], {})[one["id"]] = one["content"]
        self.holidays = {ordinal(on) for on in bundle["asked"]["holidays"]}
        self.world: World = {}
        self.met: set[int] = set()

    def of(self, kind: str) -> Entry:
        """The records of a kind by their ids."""
        return self.records.get(kind, {})

    def explore(self, said: Callable[..., Any], *about: Any, world: World | None = None) -> list[tuple[World, Any]]:
        """What is said in every world, or in those that settle some doubts so."""
        out, todo = [], [world or {}]
        while todo:
            self.world = todo.pop()
            try:
                out.append((self.world, said(*about)))
            except Open as doubt:
                place, parts = doubt.args
                todo += [{**self.world, place: spans} for spans in parts]
            if len(out) + len(todo) > MAX_WORLDS:
                raise Malformed(f"the doubts can be read in more than {MAX_WORLDS:,} ways")
        return out

    def may(self, claim: Callable[..., bool], *about: Any) -> bool:
        """Whether a claim holds in some world."""
        return any(said for _, said in self.explore(claim, *about))

    def holds(self, one: Entry) -> bool:
        """Whether the world at hand takes the readings of contested facts that a part of the record hangs on."""
        for fact, reading in one["under"].items():
            ids = [one["id"] for one in self.of("fact")[fact]["readings"] if "rejected" not in one]
            if len(ids) > 1 and fact not in self.world:
                raise Open(fact, [((n, n),) for n in range(len(ids))])
            if not ids or ids[self.world.get(fact, ((0, 0),))[0][0]] != reading:
                return False
        return True

    def day(self, when: Entry | None, unsaid: int, moved: Callable[[int], int] = int) -> Day:
        """The day of a date of the record, or a certain one where it says none."""
        if when and "first-of" in when:
            return min(self.day(one, NEVER) for one in when["first-of"])
        if when and "after" in when:
            return self.day(when["after"], NEVER, partial(self.deadline, when["days"]))
        readings = [one["is"] for one in when["readings"] if "rejected" not in one] if when else []
        if not when or not readings:
            return Day(((unsaid, unsaid),))
        spans = tuple(span for text in readings for span in allowed(text))
        self.met.update(moved(end) + later for span in spans for end in span for later in (0, 1))
        return Day(self.world.get(when["place"], spans), when["place"], moved)

    def deadline(self, days: int, event: int) -> int:
        """The first day after so many days from an event, counted as Fed. R. Civ. P. 6(a) counts them."""
        if not EVER < event < NEVER - 1_000:
            return event
        last = event + days
        while date.fromordinal(last).weekday() > 4 or last in self.holidays:
            last += 1
        return last + 1


@cache
def allowed(text: str) -> Spans:
    """The days that an EDTF text allows, as one span; an unknown day has come before every record, or never will.

    >>> [[iso(on) for on in span] for span in allowed("2031-02")]
    [['2031-02-01', '2031-02-28']]
    """
    if text in ("unknown", ".."):
        return ((EVER, EVER), (NEVER, NEVER))[: 2 if text == "unknown" else 1]
    parts = [part.strip(" ?~%") for part in re.split("[/,]", text.strip("[]"))]
    days = [on for part in parts if part != ".." for on in _days(part)]
    return ((EVER if parts[0] == ".." else min(days), NEVER if parts[-1] == ".." else max(days)),)


def _days(text: str) -> list[int]:
    """The days of a date with parts missing or digits unknown."""
    if not re.fullmatch(r"\d{4}(-[\dX]{2}){0,2}", text, re.ASCII):
        raise Malformed(f"{text!r} is no date")
    year = (date(int(text[:4]), 1, 1) + timedelta(n) for n in range(366))
    return [on.toordinal() for on in year if re.match(text.replace("X", "."), on.isoformat())]


@cache
def ordinal(on: str) -> int:
    """The number of a day."""
    return date.fromisoformat(on).toordinal()


def iso(on: int) -> str | None:
    """A day as JSON says it; None for one before or after every record."""
    return date.fromordinal(on).isoformat() if EVER + 1 < on < NEVER else None
