"""What the papers of a case do on a day, in words.

A case's status is computed from its papers and never stored.  One label
cannot carry it: an order may bar nine categories and leave six.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from ..corpus import Corpus
from ..dates import Spans, covers
from ..model import PERMISSIONS, Case, Instrument, Modality, Norm, Party, Role, Tier, When
from ..reasoning.operative import lifecycles, worlds

State = Literal["certain", "possible", "never"]

_STATUS = {
    "certain": "in force",
    "possible": "perhaps in force",
    "never": "not in force",
}


# By whether the orders in force bar something, and whether they free something.
_LABELS = {
    (True, True): "blocked in part, allowed in part",
    (True, False): "blocked",
    (False, True): "allowed",
    (False, False): "pending; what is in force leaves it unclear",
}


def when_text(when: When | None) -> str:
    """A date of the record as it is written: every open reading, or the condition.

    >>> when_text(When.on("2031-05-2X")), when_text(None)
    ('2031-05-2X', '')
    """
    return str(when) if when else ""


def status_on(corpus: Corpus, one: Instrument, on: date, norm: Norm | None = None) -> State:
    """Whether an instrument, or one norm of it, was operative on a day: `certain`, `possible` or `never`."""
    lives = lifecycles(corpus)
    doubts = lives.norm_doubts(one, norm) if norm else lives.doubts(one.id)
    spans = (lives.norm(one, norm, world) if norm else lives.operative(one.id, world) for world in worlds(doubts))
    return state_of(spans, on)


def status_words(corpus: Corpus, one: Instrument, on: date) -> str:
    """The status of a paper on a day in words: one still to be made is not one that has ended; a filing has none."""
    if not one.start.may_have_come(on):
        return "not yet made"
    return "" if one.tier is Tier.FILING else _STATUS[status_on(corpus, one, on)]


def state_of(spans: Iterable[Spans], on: date) -> State:
    """Whether a day lies in the spans of every world, of some, or of none."""
    held = {covers(days, on.toordinal()) for days in spans}
    return "possible" if len(held) > 1 else "certain" if True in held else "never"


def posture(corpus: Corpus, case: Case, on: date) -> str:
    """A case's status in words: what its papers in force do, with the partial ones said to be partial."""
    if not case.filed.may_have_come(on):
        return "not yet filed"
    speaking = [
        (one, norm, state)
        for one in papers(corpus, case)
        if one.tier is Tier.RULING
        for norm in one.norms
        if (state := status_on(corpus, one, on, norm)) != "never"
    ]
    if not speaking:
        closed = case.closed and when_text(case.closed)
        return f"closed {closed}" if closed else "pending; no order in force bars or allows anything entered here"
    does = {norm.modality for _, norm, state in speaking if state == "certain"}
    doubtful = any(status_on(corpus, one, on) == "possible" for one, _, _ in speaking)
    bars, frees = Modality.PROHIBITS in does, bool(PERMISSIONS & does)
    words = _LABELS[bars, frees]
    return words + ("; further order perhaps in force" if doubtful else "")


def comes_after(written: str, on: date) -> bool:
    """Whether a day, as a docket has it, begins after another.

    >>> [comes_after(one, date(2031, 5, 9)) for one in ("2031-05", "2031-05-20/2031-05-31", "../2031-06")]
    [False, True, False]
    """
    return written[:10] > on.isoformat()


def papers(corpus: Corpus, case: Case) -> list[Instrument]:
    """The instruments of a case, by their first day."""
    mine = [one for one in corpus.instruments.values() if one.case == case.id]
    return sorted(mine, key=lambda one: (first_day(one), one.id))


def first_day(one: Instrument) -> date:
    """The first possible day of a paper; where none is known, the first there is."""
    return one.start.first or date.min


def plaintiffs(case: Case) -> list[Party]:
    """The parties that sue."""
    return [party for party in case.parties if party.role is Role.PLAINTIFF]


def day_of(corpus: Corpus, case: Case, on: date | None) -> date | None:
    """The day asked, or the one on which the case was last checked."""
    checked = case.checked.latest
    return on or (corpus.no_later(checked) if checked else None)
