"""Days, half-open intervals and imprecise dates.

Every span of days is half-open: from its start up to, and not including, its
end.  Inside the reasoner a span is a pair of ordinals in which `-inf` means
"since before the record begins" and `inf` "no end is known"; outside, both are
None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import inf
from typing import Any

from .errors import QuestionError

Span = tuple[float, float]
Spans = tuple[Span, ...]

ALWAYS: Spans = ((-inf, inf),)


@dataclass(frozen=True)
class Interval:
    """The days from `start` up to, and not including, `end`.

    Either bound may be None.  A missing start means "since before our record
    begins"; a missing end means "no end is known", which is a statement about
    our knowledge and not a promise that there is none.

    >>> stay = Interval(date(2031, 8, 14), date(2031, 9, 2))
    >>> date(2031, 8, 14) in stay, date(2031, 9, 2) in stay
    (True, False)

    Two intervals that meet leave no day between them and share none:

    >>> before, after = Interval(None, stay.start), Interval(stay.end)
    >>> before.overlaps(stay), stay.overlaps(after)
    (False, False)

    Raises:
        ValueError: if `end` is not after `start`; an empty interval is a
            data-entry slip, never a fact.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"an interval must end after it starts, and {self.end} is not after {self.start}")

    def __contains__(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a day."""
        return bool(intersect((span(self),), (span(other),)))

    def __str__(self) -> str:
        return f"[{self.start or '…'}, {self.end or '…'})"


def span(interval: Interval) -> Span:
    """The interval as a pair of ordinals, for set work."""
    start, end = interval.start, interval.end
    return (start.toordinal() if start else -inf, end.toordinal() if end else inf)


def day(ordinal: float) -> date | None:
    """The day of an ordinal; None for either infinity.

    >>> day(date(2031, 1, 1).toordinal()), day(inf)
    (datetime.date(2031, 1, 1), None)
    """
    return None if ordinal in (inf, -inf) else date.fromordinal(int(ordinal))


def interval(one: Span) -> Interval:
    """The pair of ordinals as an `Interval`."""
    return Interval(day(one[0]), day(one[1]))


def union(spans: Iterable[Span]) -> Spans:
    """The spans sorted, with those that meet or overlap made one.

    >>> union([(5, 9), (1, 3), (3, 5)])
    ((1, 9),)
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def intersect(these: Spans, those: Spans) -> Spans:
    """The days that lie in both.

    >>> intersect(((1, 5), (7, 9)), ((4, 8),))
    ((4, 5), (7, 8))
    """
    return union((max(a, c), min(b, d)) for a, b in these for c, d in those if max(a, c) < min(b, d))


def subtract(these: Spans, those: Spans) -> Spans:
    """The days of the first that lie in none of the second.

    >>> subtract(((1, 9),), ((3, 5), (8, 20)))
    ((1, 3), (5, 8))
    """
    left: list[Span] = list(these)
    for c, d in those:
        left = [(x, y) for a, b in left for x, y in ((a, min(b, c)), (max(a, d), b)) if x < y]
    return union(left)


def covers(spans: Spans, on: float) -> bool:
    """Whether the day lies in one of the spans."""
    return any(start <= on < end for start, end in spans)


# --- imprecise dates ---------------------------------------------------------

_PART = re.compile(r"(\d{4})(?:-(\d\d|XX|0X|1X))?(?:-(\d\d|\dX|XX))?[?~%]?", re.ASCII)


@dataclass(frozen=True)
class Edtf:
    """A date as exactly as it is known: its earliest and its latest possible day.

    The subset of the Extended Date/Time Format (ISO 8601-2) that a record
    needs: a day, a month, a year, `X` for an unknown digit, `a/b` for "some day
    from a to b", `..` for an open side, `[a,b]` for "one of these days", and
    the marks `?`, `~`, `%`, which are kept and do not move the bounds.
    `unknown` is a day nobody has stated: it has no bounds and is not `certain`.

    >>> Edtf.parse("2031-05-2X").earliest, Edtf.parse("2031-05-2X").latest
    (datetime.date(2031, 5, 20), datetime.date(2031, 5, 29))
    >>> Edtf.parse("2031-02").latest
    datetime.date(2031, 2, 28)
    >>> print(Edtf.parse("2031-08-14/2031-08-28"), Edtf.parse("2031-08-14").exact)
    2031-08-14/2031-08-28 True

    Raises:
        ValueError: if the text is not of that subset.
    """

    text: str
    earliest: date | None
    latest: date | None

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> Edtf:
        """The bounds that the text states."""
        text = text.strip()
        if text in ("unknown", ".."):
            return cls(text, None, None)
        if text.startswith("[") and text.endswith("]"):
            parts = [_bounds(part.strip()) for part in text[1:-1].split(",")]
            return cls(text, min(p[0] for p in parts), max(p[1] for p in parts))
        first, slash, last = text.partition("/")
        earliest = None if first == ".." else _bounds(first)[0]
        latest = None if last == ".." else _bounds(last if slash else first)[1]
        if earliest and latest and latest < earliest:
            raise ValueError(f"{text!r} ends before it begins")
        return cls(text, earliest, latest)

    @property
    def exact(self) -> bool:
        """Whether only one day is possible (`..` counts: it is certain, and before the record)."""
        return self.text == ".." or (self.earliest is not None and self.earliest == self.latest)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())


def _bounds(text: str) -> tuple[date, date]:
    """The first and last day of one date with parts missing or unknown digits."""
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date of the form 2031-08-14, 2031-08, 2031-08-1X, 2031-08-14/2031-08-28")
    year, month, dom = int(match[1]), match[2] or "XX", match[3] or "XX"
    months = [m for m in range(1, 13) if _fits(f"{m:02}", month)]
    days = [
        date(year, m, d) for m in months for d in range(1, 32) if _fits(f"{d:02}", dom) and d <= _last_of_month(year, m)
    ]
    if not days:
        raise ValueError(f"{text!r} is not a day of the calendar")
    return days[0], days[-1]


def _fits(digits: str, pattern: str) -> bool:
    return all(p in ("X", d) for d, p in zip(digits, pattern, strict=True))


def _last_of_month(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day if year < 9999 else 31


def parse_day(text: str | date, field: str = "on") -> date:
    """The day a question names; a question needs one, where the record may be imprecise.

    >>> parse_day("2031-08-14")
    datetime.date(2031, 8, 14)
    >>> parse_day("2031")
    Traceback (most recent call last):
    ...
    graph.errors.QuestionError: --on takes one day, written 2031-08-14 (year-month-day), not '2031'

    Raises:
        QuestionError: if the text is not one day of the calendar, as ISO 8601 writes it.
    """
    if isinstance(text, date):
        return text
    form = f"written 2031-08-14 (year-month-day), not {text!r}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise QuestionError(field, f"--{field} takes one day, {form}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QuestionError(field, f"{text} is not a day of the calendar; --{field} takes one day, {form}") from None
