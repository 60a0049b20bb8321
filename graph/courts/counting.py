"""A period counted with its work shown: each step in plain words, with the part of the rule it follows.

The days are those of `court_time`; here they are told.  What a rule leaves to
a court, or what nobody has said of a case, stands in `unsettled` and is never
guessed.  A date that a court has fixed is no period: Rule 6(a) does not move it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..court_time import IN_FORCE, OPEN, Closures, first_accessible, next_court_day, why_closed
from ..errors import QuestionError
from ..text.words import listed, long_date
from .periods import Period, Unit


@dataclass(frozen=True)
class Step:
    """One step of a count: where it has come to, why, and by which part of which rule."""

    says: str
    rule: str
    on: date | None = None


@dataclass(frozen=True)
class Count:
    """A period counted: its last day (for hours, its last moment too), every step, and what is not settled."""

    what: str
    trigger: date
    last: date
    rule: str
    steps: tuple[Step, ...]
    unsettled: tuple[str, ...] = ()
    at: datetime | None = None


NOT_MODELLED = (
    "Days that the President or Congress declares holidays, Rule 6(a)(6)(B), are counted only where they are given."
)
_OLD = (
    "Before 1 December 2009 periods of less than 11 days left out weekends and holidays; this counts as it does since."
)
_MONTHS = "Rule 6(a) does not say how a month is counted; here it ends on the same day of the month, or its last."


# --- days and longer units ------------------------------------------------------


def count(trigger: date, period: Period, closures: Closures = OPEN, *, mailed: bool = False) -> Count:
    """The last day of a period measured after or before an event.

    `mailed` adds the three days of Rule 6(d) after the period would otherwise
    expire, and what follows them runs on as any period does.

    >>> found = count(date(2031, 11, 13), Period(14, Unit.DAYS))
    >>> for step in found.steps:
    ...     print(f"{step.on}  {step.says} [{step.rule}]")
    2031-11-13  The day of the event is left out. [Fed. R. Civ. P. 6(a)(1)(A)]
    2031-11-27  14 days after, every day counted. [Fed. R. Civ. P. 6(a)(1)(B)]
    2031-11-28  27 November is Thanksgiving Day: the period runs on to the next court day. [Fed. R. Civ. P. 6(a)(1)(C)]

    Raises:
        QuestionError: if the period is stated in hours, is counted backward and
            mailed, or leaves the calendar.
    """
    if period.unit is Unit.HOURS:
        raise QuestionError("period", "hours run from a moment: give its time, as 72 hours after 2031-11-02T10:23")
    if mailed and period.backward:
        raise QuestionError("mailed", "Rule 6(d) adds days to a period after service; none runs before an event")
    steps = [Step("The day of the event is left out.", _rule("(1)(A)"), trigger)]
    try:
        last = _reach(trigger, period)
        every = "every day" if period.unit is Unit.DAYS else "every day between"
        steps.append(Step(f"{period}, {every} counted.", _rule("(1)(B)"), last))
        last = _run_on(steps, last, closures, backward=period.backward)
        if mailed:
            last += timedelta(days=3)
            steps.append(Step("3 days are added for service by mail.", "Fed. R. Civ. P. 6(d)", last))
            last = _run_on(steps, last, closures)
        last = _until_accessible(steps, last, closures, backward=period.backward)
    except OverflowError:
        raise QuestionError("period", f"{period} {trigger} lies outside the calendar") from None
    unsettled = _unsettled(trigger, period, closures)
    return Count(f"{period} {long_date(trigger)}", trigger, last, _rule(""), tuple(steps), unsettled)


def _reach(trigger: date, period: Period) -> date:
    """The day a period would end on, before anything moves it.

    >>> str(_reach(date(2032, 1, 31), Period(1, Unit.MONTHS))), str(_reach(date(2032, 2, 29), Period(1, Unit.YEARS)))
    ('2032-02-29', '2033-02-28')
    """
    sign = -1 if period.backward else 1
    if period.unit in (Unit.DAYS, Unit.WEEKS):
        return trigger + timedelta(days=sign * period.number * (7 if period.unit is Unit.WEEKS else 1))
    months = trigger.year * 12 + trigger.month - 1 + sign * period.number * (12 if period.unit is Unit.YEARS else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(trigger.day, monthrange(year, month + 1)[1]))


def _run_on(steps: list[Step], last: date, closures: Closures, *, backward: bool = False, part: str = "(1)(C)") -> date:
    """The last day, moved on past weekends and holidays; each that it passes is told."""
    moved = next_court_day(last, closures, backward=backward)
    if moved != last:
        sign = -1 if backward else 1
        passed = [last + timedelta(days=sign * n) for n in range(abs((moved - last).days))]
        why = listed(f"{on.day} {on:%B} is {why_closed(on, closures, backward=backward)}" for on in passed)
        how = "back to the court day before" if backward else "on to the next court day"
        rule = f"{_rule(part)} and (5)" if backward else _rule(part)
        steps.append(Step(f"{why}: the period runs {how}.", rule, moved))
    return moved


def _until_accessible(
    steps: list[Step], last: date, closures: Closures, *, backward: bool = False, part: str = "(3)(A)"
) -> date:
    moved = last
    if last in closures.inaccessible:
        moved = first_accessible(last, closures, backward=backward)
        says = "The clerk's office is inaccessible: filing is in time on the first accessible court day."
        steps.append(Step(says, _rule(part), moved))
    return moved


def _unsettled(trigger: date, period: Period, closures: Closures) -> tuple[str, ...]:
    longer = period.unit in (Unit.MONTHS, Unit.YEARS)
    return (
        *([_MONTHS] if longer else []),
        *([_OLD] if trigger < IN_FORCE else []),
        *([] if closures.declared else [NOT_MODELLED]),
    )


def _rule(part: str) -> str:
    return f"Fed. R. Civ. P. 6(a){part}"


# --- hours ----------------------------------------------------------------------


def count_hours(start: datetime, period: Period, closures: Closures = OPEN) -> Count:
    """The moment at which a period of hours ends, and the day it lies on.

    Every hour counts, from the event on, and none is rounded.  A start with a
    time zone counts the hours that pass there, so that a night on which the
    clocks change has one more or one less; a start without has no such nights.

    >>> str(count_hours(datetime(2031, 11, 26, 10, 23), Period(24, Unit.HOURS)).at)
    '2031-11-28 10:23:00'

    Raises:
        QuestionError: if the period is not of hours, or leaves the calendar.
    """
    if period.unit is not Unit.HOURS:
        raise QuestionError("period", f"{period} is counted from a day and not from a moment")
    sign = -1 if period.backward else 1
    passing = timedelta(hours=sign * period.number)
    steps = [Step(f"The count begins at once, at {start:%H:%M}.", _rule("(2)(A)"), start.date())]
    try:
        end = (start.astimezone(UTC) + passing).astimezone(start.tzinfo) if start.tzinfo else start + passing
        says = f"{period}, every hour counted: {end:%H:%M}."
        steps.append(Step(says, _rule("(2)(B)"), end.date()))
        last = _run_on(steps, end.date(), closures, backward=period.backward, part="(2)(C)")
        last = _until_accessible(steps, last, closures, backward=period.backward, part="(3)(B)")
    except OverflowError:
        raise QuestionError("period", f"{period} {start} lies outside the calendar") from None
    unsettled = _unsettled(start.date(), period, closures)
    if not start.tzinfo:
        unsettled += ("No time zone was given: a change to or from daylight saving time is not counted.",)
    at = end.replace(year=last.year, month=last.month, day=last.day)
    what = f"{period} {start:%H:%M} on {long_date(start.date())}"
    return Count(what, start.date(), last, _rule("(2)"), tuple(steps), unsettled, at)
