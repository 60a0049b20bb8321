"""A watchlist, and what is new of it, as they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..court_time import DAY
from ..reasoning.timeline import Change
from ..text.chronicle import change_dict
from ..text.page import Page
from ..text.words import VERDICTS, Cells, listed, long_date
from .news import News
from .newsletter import EMPTY, NEWS_COLUMNS, item_dict, item_row, turn_dict, turn_row, write_items, write_turns
from .watch import Seen
from .watchlist import Watchlist

LIST_COLUMNS = ("number", "watch", "why")
_MOST = 8
"""So many changed answers are told of one watch on a page."""

SEEN_COLUMNS = ("watch", *NEWS_COLUMNS)


def list_rows(held: Watchlist) -> Iterator[dict[str, Any]]:
    """One row for each watch."""
    for n, one in enumerate(held.watches, 1):
        yield {"number": n, "watch": str(one), "why": one.why}


def list_dict(held: Watchlist) -> dict[str, Any]:
    """The list as JSON."""
    return {"schema": 1, "seen": held.seen.isoformat() if held.seen else None, "watches": list(list_rows(held))}


def list_text(held: Watchlist, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The list as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    for n, one in enumerate(held.watches, 1):
        page.numbered(n, f"{one}{f' — {one.why}' if one.why else ''}")
    if not held.watches:
        page.text('Nothing is followed yet. Begin with: couldshare watch add "CMS ICE --origin CA" --why "my beat"')
    page.text(f"Seen up to {long_date(held.seen)}." if held.seen else "Nothing is marked as seen.")
    return str(page)


def seen_text(
    told: News, found: Sequence[Seen], width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """What is new of each watch, as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    page.heading(f"What you follow, from {long_date(told.since)} to {long_date(told.until)}")
    for one in found:
        page.gap()
        page.heading(f"{one.watch}{f' — {one.watch.why}' if one.watch.why else ''}")
        if one.problem:
            page.text(f"It {one.problem}", indent=2, hanging=2)
        elif not (one.items or one.turns or one.changes):
            page.text("Nothing new.", indent=2)
        write_items(page, told, one.items)
        _write_changes(page, told, one)
        write_turns(page, told, one.turns, _MOST)
    page.gap()
    page.foot(told.after)
    return str(page)


def _write_changes(page: Page, told: News, seen: Seen) -> None:
    """The answers that are other ones on the last day than on the eve of the first, as days went by."""
    if seen.changes:
        page.gap()
        page.heading(f"The answer on {long_date(told.until)} is not that of {long_date(told.since - DAY)}", 3)
    for change in seen.changes:
        page.gap()
        was = change.before.verdict
        told_was = "as before, by other papers" if was is change.after.verdict else f"was {VERDICTS[was]}"
        page.verdict(change.after.verdict, f"({told_was})")
        for where in _cells(told, seen, change):
            page.item("For", where)
        if change.causes:
            page.item("Because", listed(cause.what for cause in change.causes))


def _cells(told: News, seen: Seen, change: Change) -> list[str]:
    if seen.channel is None:
        return []
    return Cells(told.after, told.until, seen.channel.cases, seen.channel.everything).say(change.boxes)


def seen_rows(told: News, found: Sequence[Seen]) -> Iterator[dict[str, Any]]:
    """One row for each thing that is new of a watch, in the columns of `SEEN_COLUMNS`."""
    for one in found:
        rows = [item_row(told, item) for item in one.items] + [turn_row(told, turn) for turn in one.turns]
        rows += [_change_row(told, one, change) for change in one.changes]
        rows += [EMPTY | {"sort": "problem", "what": one.problem}] if one.problem else []
        yield from ({"watch": str(one.watch)} | row for row in rows)


def _change_row(told: News, seen: Seen, change: Change) -> dict[str, Any]:
    was, now = change.before.verdict, change.after.verdict
    return EMPTY | {
        "sort": "days", "from": told.since.isoformat(), "until": told.until.isoformat(),
        "what": f"{was} → {now}: {'; '.join(_cells(told, seen, change))}",
        "why": "; ".join(cause.what for cause in change.causes),
    }  # fmt: skip


def seen_dict(told: News, found: Sequence[Seen]) -> dict[str, Any]:
    """What is new of each watch, as JSON."""
    return {
        "schema": 1,
        "since": told.since.isoformat(),
        "until": told.until.isoformat(),
        "watches": [
            {
                "watch": str(one.watch),
                "why": one.watch.why,
                "problem": one.problem or None,
                "items": [item_dict(told, item) for item in one.items],
                "answers": [turn_dict(told, turn) for turn in one.turns],
                "changes": [change_dict(told.after, change) for change in one.changes],
            }
            for one in found
        ],
        "corpus": {"version": told.after.version, "digest": told.after.digest},
    }
