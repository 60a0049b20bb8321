"""Deadlines as a calendar that others subscribe to: iCalendar, RFC 5545.

A day that every reading gives and a paper states is a confirmed event of that
day; a day in doubt, or one that only a rule gives, is tentative and covers all
the days that it may be; a condition is a to-do without a day.  The names of
entries stay the same when a day moves, so a calendar moves what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Todo

from ..corpus import Corpus
from ..courts.deadlines import Deadline, deadlines
from ..courts.due import because, headline, when_due
from ..model import Case, Cite, SourceTier
from ..rdf.iris import is_web, record
from ..text.page import DISCLAIMER
from ..text.words import printable


def deadlines_ics(corpus: Corpus, on: date, case: Case | None = None) -> bytes:
    """What was still to end or come due on a day, of the record or of one case, as a calendar."""
    about = f"couldshare: deadlines{f' in {case.short or case.title}' if case else ''}"
    return calendar(about, on, _named(corpus, deadlines(corpus, on, case)))


def calendar(about: str, on: date, entries: Iterable[Event | Todo]) -> bytes:
    """A calendar of these entries, as it was made on a day."""
    out = Calendar()
    out.add("prodid", "-//couldshare//deadlines//EN")
    out.add("version", "2.0")
    out.add("x-wr-calname", printable(about))
    for one in entries:
        one.add("dtstamp", datetime.combine(on, time(), UTC))
        out.add_component(one)
    return bytes(out.to_ical())


def _named(corpus: Corpus, found: Sequence[Deadline]) -> Iterable[Event | Todo]:
    """An entry for each; of several of one kind in one record, the second is named so."""
    seen: dict[str, int] = {}
    for one in found:
        name = f"{record(one.record, str(one.sort))}"
        seen[name] = seen.get(name, 0) + 1
        yield _entry(corpus, one, name if seen[name] == 1 else f"{name}{seen[name]}")


def _entry(corpus: Corpus, one: Deadline, name: str) -> Event | Todo:
    out: Event | Todo
    case = corpus.cases.get(one.case)
    where = f" ({case.short or case.title})" if case else ""
    if one.first and one.last:
        firm = one.certain and one.count is None
        out = dated(one.first, one.last, "CONFIRMED" if firm else "TENTATIVE")
        doubt = "" if one.certain else f"{when_due(one)}: "
        told = f"{doubt}{headline(one)}{where}"
        out.add("summary", printable(told[:1].upper() + told[1:]))
    else:
        out = Todo()
        out.add("status", "NEEDS-ACTION")
        out.add("summary", printable(f"{headline(one)} {when_due(one)}{where}"))
    out.add("uid", name)
    out.add("description", printable("\n".join([*because(one), DISCLAIMER])))
    if url := address(corpus, one.record):
        out.add("url", url)
    return out


def dated(first: date, last: date, status: str) -> Event:
    """An event of whole days, the last included; it takes nobody's time."""
    out = Event()
    out.add("dtstart", first)
    out.add("dtend", last + timedelta(days=1))
    out.add("status", status)
    out.add("transp", "TRANSPARENT")
    return out


def address(corpus: Corpus, id: str) -> str:
    """Where the paper, or the case, of a record can be read: of its sources with an address, the nearest to it."""
    own = id.partition("#")[0]
    one = corpus.instruments.get(own) or corpus.cases.get(own) or corpus.disclosures.get(own)
    return nearest(corpus, one.cites) if one else ""


def nearest(corpus: Corpus, cites: Iterable[Cite]) -> str:
    """The address of the source that stands nearest to the paper itself; empty where none can be linked."""
    sources = [corpus.sources[cite.source] for cite in cites if cite.source in corpus.sources]
    ranked = sorted(sources, key=lambda source: list(SourceTier).index(source.tier))
    return next((source.url for source in ranked if is_web(source.url)), "")
