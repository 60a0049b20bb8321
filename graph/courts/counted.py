"""A count that can be read: its last day, how it was reached, by which rule, and what is not settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..text.page import DISCLAIMER, Page
from ..text.words import long_date
from .counting import Count

COUNT_COLUMNS = ("on", "says", "rule")


def count_rows(found: Count) -> Iterator[dict[str, Any]]:
    """One row for each step."""
    for step in found.steps:
        yield {"on": step.on.isoformat() if step.on else "", "says": step.says, "rule": step.rule}


def count_dict(found: Count) -> dict[str, Any]:
    """The count as JSON."""
    return {
        "schema": 1,
        "what": found.what,
        "trigger": found.trigger.isoformat(),
        "last": found.last.isoformat(),
        "at": found.at.isoformat() if found.at else None,
        "rule": found.rule,
        "steps": list(count_rows(found)),
        "unsettled": list(found.unsettled),
    }


def count_text(found: Count, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The count as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    moment = f"{found.at:%H:%M} on " if found.at else ""
    page.heading(f"{moment}{found.last:%A} {long_date(found.last)}")
    page.item("Counted", f"{found.what}, by {found.rule}")
    for step in found.steps:
        page.item(f"{step.on or ''}", f"{step.says} [{step.rule}]")
    for n, one in enumerate(found.unsettled):
        page.item("Unsettled" if n == 0 else "", one)
    page.gap()
    page.text(DISCLAIMER)
    return str(page)
