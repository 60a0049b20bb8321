"""The two periods that most orders of a record live by: how long a restraining order lasts, and the time to appeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..court_time import OPEN, Closures
from ..text.words import long_date
from .counting import Count, Step, count
from .periods import Period, Unit

UNITED_STATES = "United States"
"""How a party of that name is written, as Fed. R. App. P. 4 writes it."""

APPEAL = "Fed. R. App. P. 4(a)(1)"
RESTRAINT = "Fed. R. Civ. P. 65(b)(2)"


def restraint(entered: date, closures: Closures = OPEN, *, extended: bool = False) -> Count:
    """The latest day on which a temporary restraining order without notice can end: 14 days from its entry.

    `extended` adds the one like period for which the court may extend it.

    >>> restraint(date(2031, 11, 13)).last.isoformat()
    '2031-11-28'
    """
    first = count(entered, Period(14, Unit.DAYS), closures)
    steps = [Step("It may last up to 14 days after entry, unless the court sets less.", RESTRAINT), *first.steps]
    last = first.last
    if extended:
        again = count(last, Period(14, Unit.DAYS), closures)
        steps += [Step("For good cause it is extended for a like period.", RESTRAINT, last), *again.steps[1:]]
        last = again.last
    unsettled = (
        "The limit is that of orders issued without notice; the other side may consent to more, and courts differ on "
        "orders that outlast it.",
        *first.unsettled,
    )
    what = f"latest end of a temporary restraining order entered on {long_date(entered)}"
    return Count(f"{what}{', extended once' * extended}", entered, last, RESTRAINT, tuple(steps), unsettled)


def appeal(entered: date, closures: Closures = OPEN, *, united_states: bool) -> Count:
    """The last day for a notice of appeal in a civil case: 30 days from entry, 60 where the United States is a party.

    An agency of the United States, or its officer sued as such, counts as the
    United States.

    >>> appeal(date(2031, 8, 12), united_states=True).last.isoformat()
    '2031-10-14'

    (60 days later is Saturday 11 October; Monday the 13th is Columbus Day.)
    """
    part, days = ("(B)", 60) if united_states else ("(A)", 30)
    counted = count(entered, Period(days, Unit.DAYS), closures)
    who = (
        "the United States, an agency or an officer of it is a party"
        if united_states
        else "no party is of the United States"
    )
    first = Step(f"{days} days after entry, since {who}.", f"{APPEAL}{part}")
    unsettled = (
        "Whether the order can be appealed at all, as a final decision or under 28 U.S.C. 1292(a)(1).",
        "Whether a motion named in Fed. R. App. P. 4(a)(4)(A) (Rules 50(b), 52(b), 54, 59, 60) makes the "
        "time run from the order on it.",
        "Whether the district court extends or reopens the time, Fed. R. App. P. 4(a)(5) and (6), or another party's "
        "notice opens 14 days more, 4(a)(3).",
        *counted.unsettled,
    )
    steps = (first, *(replace(step, rule=step.rule.replace("Civ. P. 6", "App. P. 26")) for step in counted.steps))
    what = f"last day for a notice of appeal from an order entered on {long_date(entered)}"
    return Count(what, entered, counted.last, f"{APPEAL}{part}", steps, unsettled)
