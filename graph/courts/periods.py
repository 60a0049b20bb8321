"""Periods as rules and orders state them, and as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ..errors import QuestionError


class Unit(StrEnum):
    """What a period is stated in."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Period:
    """A number of hours, days, weeks, months or years, after or before an event.

    >>> print(Period(14, Unit.DAYS), "·", Period(1, Unit.MONTHS, backward=True))
    14 days after · 1 month before

    Raises:
        QuestionError: if the number is not from 1 to 100,000.
    """

    number: int
    unit: Unit
    backward: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 100_000:
            raise QuestionError("period", f"a period has from 1 to 100,000 {self.unit}, not {self.number:,}")

    def __str__(self) -> str:
        unit = str(self.unit)[: -1 if self.number == 1 else None]
        return f"{self.number} {unit} {'before' if self.backward else 'after'}"


_PHRASE = re.compile(
    r"(?P<within>within\s+)?(?P<number>\d{1,9})\s*-?(?P<unit>[a-z]+)\s+"
    r"(?P<way>after|from|following|of|before|prior\s+to)\s+"
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d))?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrase:
    """A period and its event as someone wrote them; `moment` where a time was given."""

    period: Period
    trigger: date
    moment: datetime | None = None


def read(text: str) -> Phrase:
    """What "within 14 days of 2031-11-13" or "72h after 2031-11-02T10:23" means.

    "Within … of" is read as after: it says by when to act once something has happened.

    >>> print(read("within 14 days of 2031-11-13").period, read("21d before 2031-11-13").period)
    14 days after 21 days before

    Raises:
        QuestionError: if the text is no period, or its day none of the calendar.
    """
    match = _PHRASE.fullmatch(text.strip())
    units = [unit for unit in Unit if match and _means(match["unit"].lower(), unit)]
    if not match or not units:
        raise QuestionError(
            "period",
            f"cannot read {text!r} as a period; write it as: 14 days after 2031-11-13, within 30 days of 2031-11-13, "
            "21 days before 2031-11-13, or 72 hours after 2031-11-02T10:23",
        )
    backward = match["way"].lower().startswith(("before", "prior"))
    period = Period(int(match["number"]), units[0], backward)
    try:
        trigger = date.fromisoformat(match["day"])
        moment = datetime.fromisoformat(f"{match['day']}T{match['time']}") if match["time"] else None
    except ValueError:
        raise QuestionError(
            "period", f"{match['day']} {match['time'] or ''}".rstrip() + " is not in the calendar"
        ) from None
    return Phrase(period, trigger, moment)


def _means(written: str, unit: Unit) -> bool:
    """Whether a word is a unit, whole, in the singular or as its first letter."""
    return written in (str(unit), str(unit)[:-1], str(unit)[0])
