"""News that can be read: as text, Markdown, JSON or rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..analysis.differ import Asked
from ..boxes import AXES
from ..corpus import Corpus
from ..courts.due import headline, when_due
from ..courts.turns import Turn
from ..model import Action
from ..rdf.iris import is_web
from ..text.data import iso
from ..text.page import Page
from ..text.words import VERDICTS, Cells, counted, listed, long_date, short, span_words
from .calendars import nearest
from .news import Item, News, Sort

NEWS_COLUMNS = ("sort", "from", "until", "record", "case", "what", "why", "url")

EMPTY = dict.fromkeys(NEWS_COLUMNS, "")

SORTS = {
    Sort.PAPER: "New",
    Sort.CASE: "New case",
    Sort.DOCKET: "Docket",
    Sort.PARTY: "Party",
    Sort.DISCLOSURE: "Disclosed",
    Sort.MORE: "More of",
}

MOST = 30
"""So many changed answers a page tells; JSON and CSV tell all."""


def channel_words(corpus: Corpus, turn: Turn) -> str:
    """Who does what towards whom, channels alike said together.

    Of several bearers or recipients the broadest comes first, as compared.
    """
    channel = turn.difference.channel
    asked: list[Asked] = [(channel.action, channel.bearer, channel.recipient), *turn.also]
    givers = listed(short(corpus.agents, one) for one in dict.fromkeys(bearer for _, bearer, _ in asked))
    takers = listed(short(corpus.agents, one) for one in dict.fromkeys(taker for *_, taker in asked if taker))
    return (
        f"{givers}{f' → {takers}' if takers else ''}{'' if channel.action is Action.SHARE else f', {channel.action}'}"
    )


def cell_words(told: News, turn: Turn) -> list[str]:
    """The cells whose answer changed, in words."""
    one = turn.difference
    return Cells(told.after, one.start or date.min, one.channel.cases, one.channel.everything).say(one.boxes)


def titles(corpus: Corpus, ids: tuple[str, ...]) -> list[str]:
    """Papers and cases by their names."""
    papers = {id: f"“{one.title}”" for id, one in corpus.instruments.items() if id in ids}
    cases = {id: one.short or one.title for id, one in corpus.cases.items() if id in ids}
    named = {**papers, **cases}
    return [named[id] for id in ids if id in named]


def place(corpus: Corpus, id: str) -> str:
    """A case in brackets, as it follows what belongs to it."""
    case = corpus.cases.get(id)
    return f" ({case.short or case.title})" if case else ""


def of_case(corpus: Corpus, one: Item) -> str:
    """The case that an item belongs to, where it does not tell of the case as such."""
    return "" if one.sort in (Sort.CASE, Sort.MORE) and one.record == one.case else place(corpus, one.case)


def link(corpus: Corpus, one: Item) -> str:
    """Where an item can be read: where it first became public if that can be linked, or else nearest to the paper."""
    sources = [corpus.sources[cite.source] for cite in one.cites if cite.source in corpus.sources]
    first = next((source.url for source in sources if source.published.latest == one.on and is_web(source.url)), "")
    return first or nearest(corpus, one.cites)


def news_rows(told: News) -> Iterator[dict[str, Any]]:
    """One row for each record, each change of an answer and each end, in the columns of `NEWS_COLUMNS`."""
    yield from (item_row(told, one) for one in told.items)
    yield from (turn_row(told, one) for one in told.turns)
    for end in told.ended:
        yield EMPTY | {
            "sort": str(end.sort), "from": iso(end.first), "record": end.record, "case": end.case,
            "what": headline(end), "why": "; ".join(end.why),
        }  # fmt: skip


def item_row(told: News, one: Item) -> dict[str, Any]:
    """What became known, as a row."""
    return EMPTY | {
        "sort": str(one.sort), "from": iso(one.on), "record": one.record, "case": one.case, "what": one.what,
        "why": "recorded late" if one.late else "", "url": link(told.after, one),
    }  # fmt: skip


def turn_row(told: News, turn: Turn) -> dict[str, Any]:
    """A change of an answer, as a row."""
    one = turn.difference
    return EMPTY | {
        "sort": "answer", "from": iso(one.start), "until": iso(one.end), "record": channel_words(told.after, turn),
        "what": f"{one.before} → {one.after}: {'; '.join(cell_words(told, turn))}", "why": " ".join(turn.why),
    }  # fmt: skip


def news_dict(told: News) -> dict[str, Any]:
    """The news as JSON."""
    corpus = told.after
    return {
        "schema": 1,
        "since": told.since.isoformat(),
        "until": told.until.isoformat(),
        "items": [item_dict(told, one) for one in told.items],
        "answers": [turn_dict(told, one) for one in told.turns],
        "ended": [{"on": iso(one.first), "record": one.record, "what": headline(one)} for one in told.ended],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def item_dict(told: News, one: Item) -> dict[str, Any]:
    """What became known, as JSON."""
    return {
        "on": one.on.isoformat(), "sort": str(one.sort), "record": one.record, "case": one.case or None,
        "what": one.what, "late": one.late, "url": link(told.after, one) or None,
        "sources": [cite.source for cite in one.cites],
    }  # fmt: skip


def turn_dict(told: News, turn: Turn) -> dict[str, Any]:
    """A change of an answer, as JSON."""
    one, trees = turn.difference, told.after.trees.values()
    channel = one.channel
    asked: list[Asked] = [(channel.action, channel.bearer, channel.recipient), *turn.also]
    return {
        "channels": [{"action": str(a), "bearer": b, "recipient": r} for a, b, r in asked],
        "from": iso(one.start),
        "until": iso(one.end),
        "before": str(one.before),
        "after": str(one.after),
        "why": list(turn.why),
        "says": cell_words(told, turn),
        "cells": [
            {axis: tree.members(mask) for axis, tree, mask in zip(AXES, trees, box, strict=True)} for box in one.boxes
        ],
    }


def news_text(told: News, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The news as a page: what became known, which answers it changed, what ended."""
    page, corpus = Page(width, colour=colour, markdown=markdown), told.after
    page.heading(f"What became known from {long_date(told.since)} to {long_date(told.until)}")
    page.gap()
    page.text(
        f"{counted(len(told.items), 'record')} or statement{'s' * (len(told.items) != 1)} became known; "
        f"{counted(len(told.turns), 'change')} of an answer; {counted(len(told.ended), 'end')}."
    )
    write_items(page, told, told.items)
    write_turns(page, told, told.turns)
    if told.ended:
        page.gap()
        page.heading("What ended or came due", 3)
    for end in told.ended:
        page.item(when_due(end), f"{headline(end)}{place(corpus, end.case)}")
    page.gap()
    page.foot(corpus)
    return str(page)


def write_items(page: Page, told: News, items: tuple[Item, ...]) -> None:
    """The items day by day, the latest first."""
    day = None
    for one in items:
        if one.on != day:
            day = one.on
            page.gap()
            page.heading(long_date(day), 3)
        late = " · public before, recorded only now" if one.late else ""
        page.item(SORTS[one.sort], f"{one.what}{of_case(told.after, one)}{late}")
        if url := link(told.after, one):
            page.sub(url)


def write_turns(page: Page, told: News, turns: tuple[Turn, ...], most: int = MOST) -> None:
    """The changed answers, those about the last day and later first, no more than `most` of them."""
    if turns:
        page.gap()
        page.heading("Which answers it changed", 3)
    for turn in turns[:most]:
        one = turn.difference
        page.gap()
        page.verdict(one.after, f"(was {VERDICTS[one.before]}) · {span_words(one.start, one.end)}")
        page.item("Question", channel_words(told.after, turn))
        for where in cell_words(told, turn):
            page.item("For", where)
        if turn.why:
            page.item("Because", listed(titles(told.after, turn.why)))
    if len(turns) > most:
        page.gap()
        page.text(f"And {len(turns) - most} more, told by --format json or csv.")
