"""Deadlines that can be read: as text, Markdown, JSON or rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ..corpus import Corpus
from ..model import Case
from ..text.page import Page
from ..text.words import counted, long_date
from .counted import count_dict
from .deadlines import Deadline, Sort, deadlines

DEADLINE_COLUMNS = ("first", "last", "open", "sort", "case", "record", "what", "condition", "why", "rule")

VERBS = {
    Sort.END: "last day of",
    Sort.STAY: "last day of",
    Sort.EVENT: "expected:",
    Sort.RESTRAINT: "latest last day of",
    Sort.APPEAL: "last day for",
}
"""What the day is, before what it is the day of."""


def when_due(one: Deadline) -> str:
    """The day of a deadline in words, with what is uncertain in it."""
    if one.first is None or one.last is None:
        return "ends on a condition" if one.condition else "may have ended, on a day no source gives"
    if one.first == one.last:
        return f"{'perhaps ' if one.open else ''}{long_date(one.first)}"
    return f"between {long_date(one.first)} and {long_date(one.last)}{', or not at all' if one.open else ''}"


def headline(one: Deadline) -> str:
    """What the day is the day of; without a day, what ends."""
    return f"{VERBS[one.sort]} {one.what}" if one.first else one.what


def because(one: Deadline) -> list[str]:
    """What a reader should know of a deadline: condition, cause, rule, and what is not settled."""
    out = [f"Ends: {one.condition}."] if one.condition else []
    # A condition that some reading meets is told once.
    out += [f"Because: {why}." for why in one.why if why != one.condition]
    if one.count:
        out.append(f"Computed by {one.rule}, not stated by any paper.")
        out += [f"Not settled: {open_}" for open_ in one.count.unsettled]
    elif one.rule:
        out.append(f"Days counted by {one.rule}.")
    return out


def deadlines_rows(corpus: Corpus, on: date, case: Case | None = None) -> Iterator[dict[str, Any]]:
    """One row for each deadline, in the columns of `DEADLINE_COLUMNS`."""
    for one in deadlines(corpus, on, case):
        told = _dict(one)
        yield {key: told[key] for key in DEADLINE_COLUMNS} | {"why": "; ".join(one.why)}


def deadlines_dict(corpus: Corpus, on: date, case: Case | None = None) -> dict[str, Any]:
    """The deadlines as JSON."""
    return {
        "schema": 1,
        "on": on.isoformat(),
        "case": case.id if case else None,
        "last_checked": corpus.last_checked.isoformat() if corpus.last_checked else None,
        "deadlines": [_dict(one) for one in deadlines(corpus, on, case)],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def _dict(one: Deadline) -> dict[str, Any]:
    return {
        "sort": str(one.sort),
        "record": one.record,
        "case": one.case or None,
        "what": one.what,
        "first": one.first.isoformat() if one.first else None,
        "last": one.last.isoformat() if one.last else None,
        "open": one.open,
        "condition": one.condition or None,
        "why": list(one.why),
        "rule": one.rule or None,
        "count": count_dict(one.count) if one.count else None,
    }


def deadlines_text(
    corpus: Corpus, on: date, case: Case | None = None, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The deadlines as a page: those with days first, then conditions, then what may have ended unseen."""
    page, found = Page(width, colour=colour, markdown=markdown), deadlines(corpus, on, case)
    page.heading(f"What ends or comes due{f' in {case.short or case.title}' if case else ''} from {long_date(on)}")
    dated = [one for one in found if one.first]
    conditional = [one for one in found if not one.first and one.condition]
    lost = [one for one in found if not one.first and not one.condition]
    page.gap()
    dated_words = counted(len(dated), "deadline")
    page.text(f"{dated_words} with a day, {len(conditional)} on a condition, {len(lost)} that may have ended unseen.")
    for some in (dated, conditional, lost):
        _section(page, corpus, some)
    page.gap()
    if corpus.last_checked and on > corpus.last_checked:
        page.text(f"The record was last checked on {long_date(corpus.last_checked)}; what came since is not in it.")
    page.foot(corpus)
    return str(page)


def _section(page: Page, corpus: Corpus, found: Sequence[Deadline]) -> None:
    told: set[str] = set()
    for one in found:
        case = corpus.cases.get(one.case)
        where = f" ({case.short or case.title})" if case else ""
        page.gap()
        page.heading(f"{when_due(one)} · {headline(one)}{where}", 3)
        page.item("Record", one.record)
        # What every window leaves open is told with the first of them.
        fresh = [line for line in because(one) if line not in told or not line.startswith("Not settled")]
        told.update(fresh)
        for line in fresh:
            label, _, rest = line.partition(": ") if ": " in line[:14] else ("", "", line)
            page.item("Unsettled" if label == "Not settled" else label, rest[:1].upper() + rest[1:])
