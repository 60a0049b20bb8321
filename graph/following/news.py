"""What became known between two days, and which answers it changed.

News has two halves: records and statements that the public, or this record,
did not have before; and cells whose answer, about whichever day, is another
one for it.  A statement is new on the day on which it could be read here: when
it became public, or when the record learnt of it if that was later.  What the
first edition of the record held counts as held always.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from ..corpus import Corpus
from ..court_time import DAY
from ..courts.deadlines import Deadline, deadlines
from ..courts.turns import Turn, turns
from ..dates import Edtf
from ..errors import QuestionError
from ..model import Case, Cite, Disclosure, Effect, Instrument, Norm


class Sort(StrEnum):
    """What kind of thing became known."""

    PAPER = "paper"
    CASE = "case"
    DOCKET = "docket"
    PARTY = "party"
    DISCLOSURE = "disclosure"
    MORE = "more"


@dataclass(frozen=True)
class Item:
    """Something that became known on a day; `late` if it was public before the record learnt of it.

    `MORE` is a record that was known before and of which more is known now.
    """

    on: date
    sort: Sort
    record: str
    case: str
    what: str
    cites: tuple[Cite, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class News:
    """What became known from the first day to the last, both included."""

    before: Corpus
    after: Corpus
    since: date
    until: date

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What became known, the latest first."""
        found = {*_papers(self), *_cases(self), *_disclosures(self)}
        return tuple(sorted(found, key=lambda one: (-one.on.toordinal(), one.record, one.sort, one.what)))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The answers that changed, those about the last day and later first."""
        return tuple(sorted(turns(self.before, self.after), key=lambda one: (_past(one, self.until), _place(one))))

    @cached_property
    def ended(self) -> tuple[Deadline, ...]:
        """What certainly ended or came due in these days, as it was foreseen on the day before them."""
        eve = self.since - DAY
        return tuple(
            one for one in deadlines(self.after, eve) if one.certain and one.first and eve <= one.first <= self.until
        )


def news(corpus: Corpus, since: date, until: date) -> News:
    """What became known from one day to another, both included.

    Raises:
        QuestionError: if the last day is before the first.
    """
    if until < since:
        raise QuestionError(
            "until", f"--until {until} is before --since {since}; the last day told of is not the earlier"
        )
    return News(seen(corpus, since - DAY), seen(corpus, until), since, until)


def seen(corpus: Corpus, on: date) -> Corpus:
    """What could be read here at the end of a day: public by then, and recorded by then or from the first."""
    recorded = [one.recorded.latest for one in corpus.instruments.values() if one.recorded.latest]
    first = min(recorded, default=on)
    held = corpus if _all_recorded(corpus, max(on, first)) else corpus.as_recorded(max(on, first))
    return held.as_known(on)


def _all_recorded(corpus: Corpus, on: date) -> bool:
    """Whether nothing was recorded or withdrawn after a day."""
    days: list[Edtf | None] = [case.recorded for case in corpus.cases.values()]
    days += [one.recorded for one in corpus.disclosures.values()]
    for paper in corpus.instruments.values():
        entries: list[Instrument | Norm | Effect] = [paper, *paper.norms, *paper.effects]
        days += [one.recorded for one in entries]
        days += [one.withdrawn.on for one in entries if one.withdrawn]
    return all(day is None or (day.latest is not None and day.latest <= on) for day in days)


# --- what became known ---------------------------------------------------------------


def _papers(told: News) -> Iterator[Item]:
    for id, one in told.after.instruments.items():
        old = told.before.instruments.get(id)
        if old is None:
            yield _item(told, Sort.PAPER, one, one.case, one.title, one.cites, one.recorded)
        elif old != one:
            yield _more(told, one, one.case, one.title)


def _cases(told: News) -> Iterator[Item]:
    for id, case in told.after.cases.items():
        old = told.before.cases.get(id)
        if old is None:
            yield _item(told, Sort.CASE, case, id, case.short or case.title, case.cites, case.recorded)
            continue
        if old == case:
            continue
        for entry in set(case.docket) - set(old.docket):
            # A line about a paper of its own is told with the paper.
            if entry.instrument not in told.after.instruments:
                yield _item(told, Sort.DOCKET, case, id, entry.what, entry.cites, case.recorded)
        known = [(party.agent, party.name) for party in old.parties]
        for party in case.parties:
            if (party.agent, party.name) not in known:
                who = party.name or ", ".join(told.after.agents.label(one) for one in party.agent)
                yield _item(told, Sort.PARTY, case, id, f"{party.role.capitalize()}: {who}", party.cites, case.recorded)
        if replace(old, docket=(), parties=()) != replace(case, docket=(), parties=()):
            yield _more(told, case, id, case.short or case.title)


def _disclosures(told: News) -> Iterator[Item]:
    for id, one in told.after.disclosures.items():
        if id not in told.before.disclosures:
            yield _item(told, Sort.DISCLOSURE, one, "", one.title, one.cites, one.recorded)


def _item(
    told: News, sort: Sort, record: Instrument | Case | Disclosure, case: str, what: str, cites: tuple[Cite, ...],
    recorded: Edtf | None,
) -> Item:  # fmt: skip
    known = told.after.known_from(cites) or told.since
    learnt = recorded.latest if recorded and recorded.latest else known
    late = known < told.since
    return Item(max(known, min(learnt, told.until)) if late else known, sort, record.id, case, what, cites, late)


def _more(told: News, record: Instrument | Case, case: str, what: str) -> Item:
    """More of a record: on the last day of these on which a part of it became public, with the sources of that part."""
    parts = [(told.after.known_from(cites), cites) for cites in _cited(record)]
    fresh = [(on, cites) for on, cites in parts if on and told.since <= on <= told.until]
    on, cites = max(fresh, default=(told.until, record.cites), key=lambda part: part[0])
    return Item(on, Sort.MORE, record.id, case, what, cites)


def _cited(value: Any) -> Iterator[tuple[Cite, ...]]:
    """The cites of every statement in a record, however deep."""
    if isinstance(value, tuple):
        for one in value:
            yield from _cited(one)
    elif is_dataclass(value) and not isinstance(value, Edtf):
        if cites := getattr(value, "cites", ()):
            yield cites
        for part in fields(value):
            yield from _cited(getattr(value, part.name))


def _past(turn: Turn, on: date) -> bool:
    """Whether only answers about days before a day changed."""
    end = turn.difference.end
    return end is not None and end <= on


def _place(turn: Turn) -> tuple[str, ...]:
    one = turn.difference
    return one.channel.bearer, one.channel.recipient or "", str(one.channel.action), str(one.start)
