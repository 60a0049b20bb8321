"""Time as courts count it: Fed. R. Civ. P. 6(a), the one place of the rule.

The record's own conditions, `couldshare count` and the windows of `deadlines`
all end where `last_day` says.  The federal holidays are worked out from the
statute, because importing a library of holidays would double the time of a
one-line answer; the tests hold them to that library year by year.

The rule counts so since 1 December 2009, and the holidays are right from 1978.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
NONE: frozenset[date] = frozenset()

IN_FORCE = date(2009, 12, 1)
"""Since this day every day of a period counts; before it, short periods left out weekends and holidays."""


@dataclass(frozen=True)
class Closures:
    """The days that the statute does not name and that a count has to be told of.

    `declared` are holidays declared by the President or Congress, Rule
    6(a)(6)(B); `state` those of the state where the court sits, with their
    names, which count for periods after an event only, Rule 6(a)(6)(C);
    `inaccessible` are days on which the clerk's office cannot be reached, Rule
    6(a)(3).  No declared day is built in: none is assumed.
    """

    declared: frozenset[date] = NONE
    state: Mapping[date, str] = field(default_factory=dict)
    inaccessible: frozenset[date] = NONE


OPEN = Closures()


def last_day(trigger: date, days: int) -> date:
    """The last day of a period of days, counted as Fed. R. Civ. P. 6(a)(1) counts.

    The day of the trigger is left out; every day after it counts; a period
    that would end on a Saturday, a Sunday or a legal holiday runs on to the
    next day that is none of these.

    >>> last_day(date(2031, 11, 11), 14).isoformat(), last_day(date(2031, 11, 13), 14).isoformat()
    ('2031-11-25', '2031-11-28')

    (27 November 2031 is Thanksgiving.)
    """
    return next_court_day(trigger + timedelta(days=days))


def next_court_day(on: date, closures: Closures = OPEN, *, backward: bool = False) -> date:
    """The day, or the next that is no Saturday, Sunday or legal holiday.

    "Next" goes on in the direction of the count: backward where a period is
    measured before an event, Rule 6(a)(5).

    >>> next_court_day(date(2031, 11, 29)).isoformat(), next_court_day(date(2031, 11, 29), backward=True).isoformat()
    ('2031-12-01', '2031-11-28')
    """
    while why_closed(on, closures, backward=backward):
        on += -DAY if backward else DAY
    return on


def first_accessible(on: date, closures: Closures, *, backward: bool = False) -> date:
    """The day, or the first later court day on which the clerk's office can be reached, Rule 6(a)(3).

    An inaccessible office moves a deadline forward even where the period was counted backward.
    """
    while on in closures.inaccessible or why_closed(on, closures, backward=backward):
        on += DAY
    return on


def why_closed(on: date, closures: Closures = OPEN, *, backward: bool = False) -> str:
    """Why a period may not end on a day, in words; empty for a court day.

    >>> why_closed(date(2031, 11, 27)), why_closed(date(2031, 11, 29)), why_closed(date(2031, 11, 28))
    ('Thanksgiving Day', 'a Saturday', '')
    """
    if on.weekday() >= 5:
        return f"a {on:%A}"
    if on in closures.declared:
        return "declared a holiday by the President or Congress"
    if on in closures.state and not backward:
        return f"{closures.state[on]}, a holiday of the state"
    return legal_holidays(on.year).get(on, "")


@lru_cache
def legal_holidays(year: int) -> Mapping[date, str]:
    """The days set aside by statute that Rule 6(a)(6)(A) names, as observed in a year, each with its name.

    The list and the shift to Friday or Monday are those of 5 U.S.C. 6103: a New
    Year's Day on a Saturday is kept on the last day of the old year.

    >>> for on, name in sorted(legal_holidays(2027).items())[-2:]:
    ...     print(on, name)
    2027-12-24 Christmas Day, as observed
    2027-12-31 New Year's Day, as observed
    """

    def nth(month: int, weekday: int, n: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    out = {
        nth(2, 0, 3): "Washington's Birthday",
        date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday()): "Memorial Day",
        nth(9, 0, 1): "Labor Day",
        nth(10, 0, 2): "Columbus Day",
        nth(11, 3, 4): "Thanksgiving Day",
    }
    if year >= 1986:
        out[nth(1, 0, 3)] = "Martin Luther King Jr.'s Birthday"
    for on, name in _fixed(year):
        seen = on + timedelta(days={5: -1, 6: 1}.get(on.weekday(), 0))
        if seen.year == year:
            out[seen] = name if seen == on else f"{name}, as observed"
    return out


def _fixed(year: int) -> list[tuple[date, str]]:
    """The holidays of one day of a month; the New Year of the next year too, which may be kept in this one."""
    out = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 7, 4), "Independence Day"),
        (date(year, 11, 11), "Veterans' Day"),
        (date(year, 12, 25), "Christmas Day"),
    ]
    if year >= 2021:
        out.append((date(year, 6, 19), "Juneteenth"))
    if year < date.max.year:
        out.append((date(year + 1, 1, 1), "New Year's Day"))
    return out
