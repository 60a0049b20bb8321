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
    """The first and last day that an EDTF text allows."""
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
    pattern = text + "-XX-XX"[len(text) - 4 :]
    every = (date(int(text[:4]), 1, 1).toordinal() + n for n in range(366))
    written = ((n, date.fromordinal(n).isoformat()) for n in every if n <= date.max.toordinal())
    return [n for n, said in written if all(p in ("X", c) for p, c in zip(pattern, said, strict=True))]


def iso(on: float) -> str | None:
    """A day as JSON says it."""
    return None if on in (inf, -inf) else date.fromordinal(int(on)).isoformat()


def deadline(trigger: float, days: int) -> float:
    """The first day after a period counted by Fed. R. Civ. P. 6(a): it does not end on a weekend or a holiday."""
    if trigger in (inf, -inf):
        return trigger
    last = date.fromordinal(int(trigger) + days)
    while last.weekday() > 4 or _holiday(last):
        last += timedelta(1)
    return last.toordinal() + 1


def _holiday(on: date) -> bool:
    """Whether a weekday is kept as a holiday of 5 U.S.C. 6103."""
    nth, last = (on.day - 1) // 7 + 1, (on + timedelta(7)).month != on.month
    if on.weekday() == 0 and ((on.month, nth) in {(1, 3), (2, 3), (9, 1), (10, 2)} or (on.month == 5 and last)):
        return (on.month, nth) != (1, 3) or on.year >= 1986
    if on.weekday() == 3 and (on.month, nth) == (11, 4):
        return True
    shifts = {0: (0, -1), 4: (0, 1)}.get(on.weekday(), (0,))
    kept = {((on + timedelta(n)).month, (on + timedelta(n)).day) for n in shifts}
    return bool(kept & {(1, 1), (7, 4), (11, 11), (12, 25)}) or ((6, 19) in kept and on.year >= 2021)


def dates(value: Any) -> Iterator[dict[str, Any]]:
    """Every date in a part of the bundle."""
    if isinstance(value, dict):
        if "first-of" in value or any("is" in one for one in value.get("readings", ())):
            yield value
        value = [one for key, one in value.items() if key != "signed"]
    for one in value if isinstance(value, list) else ():
        yield from dates(one)


def every(first: float, last: float) -> list[float]:
    """The days from one to another; without end, the bounds there are."""
    return (
        [n for n in (first, last) if n not in (inf, -inf)]
        if inf in (-first, last)
        else [*range(int(first), int(last) + 1)]
    )


def said_day(says: str) -> float:
    """The day that a reading of a date in doubt says."""
    if says.startswith(("Yes", "No")):
        return -inf if says.startswith("Yes") else inf
    text, _, _ = says.partition(" at the ")
    first, last = bounds(text)
    return last if "latest" in says else first
