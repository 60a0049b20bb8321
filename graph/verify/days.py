"""Days: what a date of the record may mean, and when a period ends, by the calendar alone.

A day is a number, `-inf` before the record and `inf` for no known end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from math import inf
from typing import Any


class Malformed(ValueError):
    """The file is no proof bundle, or one that cannot be worked through; the message says why."""


@lru_cache(maxsize=4096)
def bounds(text: str) -> tuple[float, float]:
    """The first and last day that an EDTF text allows.

    >>> [iso(n) for n in bounds("2031-02")]
    ['2031-02-01', '2031-02-28']
    """
    if text in ("unknown", ".."):
        return -inf, inf if text == "unknown" else -inf
    if text.startswith("["):
        parts = [bounds(part.strip()) for part in text[1:-1].split(",")]
        return min(part[0] for part in parts), max(part[1] for part in parts)
    first, slash, last = text.partition("/")
    return (-inf if first == ".." else _days(first)[0]), inf if last == ".." else _days(last if slash else first)[-1]


def _days(text: str) -> list[int]:
    """The days that fit a date with parts missing or digits unknown."""
    text = text.rstrip("?~%")
    if not re.fullmatch(r"\d{4}(-[\dX]{2}){0,2}", text, re.ASCII):
        raise Malformed(f"{text!r} is no date")
    if "X" not in text and len(text) == len("2031-08-14"):
        return [date.fromisoformat(text).toordinal()]
    pattern, start = text + "-XX-XX"[len(text) - 4 :], date(int(text[:4]), 1, 1).toordinal()
    year = [date.fromordinal(n) for n in range(start, min(start + 366, date.max.toordinal() + 1))]
    return [on.toordinal() for on in year if re.fullmatch(pattern.replace("X", "."), on.isoformat())]


def iso(on: float) -> str | None:
    """A day as JSON says it."""
    return None if on in (inf, -inf) else date.fromordinal(int(on)).isoformat()


def deadline(trigger: float, days: int) -> float:
    """The first day after a period counted by Fed. R. Civ. P. 6(a): it does not end on a weekend or a holiday.

    >>> iso(deadline(bounds("2031-11-13")[0], 14))
    '2031-11-29'

    (27 November 2031 is Thanksgiving.)
    """
    if trigger in (inf, -inf):
        return trigger
    last = date.fromordinal(int(trigger) + days)
    while last.weekday() > 4 or _holiday(last):
        last += timedelta(1)
    return last.toordinal() + 1


def _holiday(on: date) -> bool:
    """Whether a weekday is kept as a holiday of 5 U.S.C. 6103."""
    nth, week = (on.day - 1) // 7 + 1, timedelta(7)
    if on.weekday() == 0 and (on.month, nth) in {(2, 3), (9, 1), (10, 2)} | ({(1, 3)} if on.year >= 1986 else set()):
        return True
    if (on.weekday() == 0 and on.month == 5 and (on + week).month == 6) or (on.weekday(), on.month, nth) == (3, 11, 4):
        return True
    # A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
    near = [on + timedelta(n) for n in {0: (0, -1), 4: (0, 1)}.get(on.weekday(), (0,))]
    fixed = {(1, 1), (7, 4), (11, 11), (12, 25)} | ({(6, 19)} if on.year >= 2021 else set())
    return any((one.month, one.day) in fixed for one in near)


def dates(value: Any) -> Iterator[dict[str, Any]]:
    """Every date in a part of the bundle on which something may turn."""
    if isinstance(value, dict):
        if "first-of" in value or any("is" in one for one in value.get("readings", ())):
            yield value
        value = [one for key, one in value.items() if key != "signed"]
    for one in value if isinstance(value, list) else ():
        yield from dates(one)


def every(first: float, last: float) -> list[float]:
    """The days from one to another; only the bounds where one of them is open."""
    if inf in (-first, last):
        return [n for n in (first, last) if n not in (inf, -inf)]
    return [*range(int(first), int(last) + 1)]


def frozen(text: str) -> list[float]:
    """The days on which a text freezes the plaintiffs."""
    return [bounds(on)[0] for on in re.findall(r"plaintiffs-on (\d{4}-\d\d-\d\d)", text)]


def said_day(says: str) -> float:
    """The day that a reading of a date in doubt says.

    >>> iso(said_day("2031-08-14 at the latest"))
    '2031-08-14'
    """
    if says.startswith(("Yes", "No")):
        return -inf if says.startswith("Yes") else inf
    text, _, bound = says.partition(" at the ")
    return bounds(text)[bound == "latest"]
