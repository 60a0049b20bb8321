"""News as files that others follow: Atom, RFC 4287, and a calendar of the days on which things became known.

An entry's name is the record it tells of, so a reader sees it once; what became
known of a record later is an entry of its own, named with the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from xml.etree import ElementTree as ET

from ..courts.turns import Turn
from ..rdf import iris
from ..text.page import DISCLAIMER
from ..text.words import VERDICTS, printable, span_words
from .calendars import calendar, dated
from .news import Item, News, Sort
from .newsletter import SORTS, cell_words, channel_words, link, of_case

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPES = {"atom": "application/atom+xml", "ics": "text/calendar"}


def news_atom(told: News, items: Iterable[Item] | None = None, about: str = "news", at: str = "") -> bytes:
    """The news, or some of its items, as an Atom feed; `at` is the address it is served at."""
    chosen = told.items if items is None else tuple(items)
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _say(feed, "id", f"{iris.ID}feed/{iris.quoted(about)}")
    _say(feed, "title", f"couldshare: {about}")
    _say(feed, "subtitle", DISCLAIMER)
    _say(feed, "updated", _moment(max((one.on for one in chosen), default=told.until)))
    _say(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", "couldshare")
    if at:
        ET.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=at, type=MEDIA_TYPES["atom"])
    for one in chosen:
        _entry(feed, told, one)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(feed: ET.Element, told: News, one: Item) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    _say(entry, "id", name_of(one))
    _say(entry, "title", title_of(told, one))
    _say(entry, "updated", _moment(one.on))
    _say(entry, "published", _moment(one.on))
    if url := link(told.after, one):
        ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=url)
    ET.SubElement(entry, f"{{{ATOM}}}category", term=str(one.sort))
    if one.case:
        ET.SubElement(entry, f"{{{ATOM}}}category", term=one.case)
    _say(entry, "content", "\n".join(_content(told, one))).set("type", "text")


def name_of(one: Item) -> str:
    """The name of an item for ever: its record, or what a docket or a list of parties says of its case.

    >>> name_of(Item(date(2031, 8, 12), Sort.PAPER, "cases/a-v-b/2031-08-12-order", "cases/a-v-b", "Order"))[-31:]
    'id/cases/a-v-b/2031-08-12-order'
    """
    if one.sort in (Sort.PAPER, Sort.CASE, Sort.DISCLOSURE):
        return iris.record(one.record)
    if one.sort is Sort.MORE:
        return iris.record(one.record, f"known-{one.on}")
    return iris.made("news", str(one.sort), one.record, one.what)


def title_of(told: News, one: Item) -> str:
    """An item in a line."""
    return f"{SORTS[one.sort]}: {one.what}{of_case(told.after, one)}"


def _content(told: News, one: Item) -> list[str]:
    """What an item says, and which answers it changed."""
    paper = told.after.instruments.get(one.record) if one.sort in (Sort.PAPER, Sort.MORE) else None
    out = [title_of(told, one)]
    if one.late:
        out.append("It was public before and recorded only now.")
    out += [f"{norm.modality}: {norm.says}" for norm in paper.norms] if paper else []
    out += [_turn_line(told, turn) for turn in told.turns if paper and one.record in turn.why]
    return [*out, DISCLAIMER]


def _turn_line(told: News, turn: Turn) -> str:
    one = turn.difference
    return (
        f"{channel_words(told.after, turn)}: {VERDICTS[one.before]} → {VERDICTS[one.after]}, "
        f"{span_words(one.start, one.end)}, for {'; '.join(cell_words(told, turn))}"
    )


def _say(parent: ET.Element, name: str, text: str) -> ET.Element:
    one = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    one.text = printable(text)
    return one


def _moment(on: date) -> str:
    """The beginning of a day: the record knows days, and Atom wants a moment."""
    return f"{on}T00:00:00Z"


def news_ics(told: News, items: Iterable[Item] | None = None, about: str = "news") -> bytes:
    """The news, or some of its items, as a calendar: each on the day on which it became known."""
    entries = []
    for one in told.items if items is None else items:
        event = dated(one.on, one.on, "CONFIRMED")
        event.add("uid", name_of(one))
        event.add("summary", printable(title_of(told, one)))
        event.add("description", printable("\n".join(_content(told, one))))
        if url := link(told.after, one):
            event.add("url", url)
        entries.append(event)
    return calendar(f"couldshare: {about}", told.until, entries)


WRITERS: Mapping[str, Callable[..., bytes]] = {"atom": news_atom, "ics": news_ics}
"""What writes the news in each format."""

FEEDS = ("news.atom", "news.ics", "deadlines.ics")
"""The feeds that a server offers, by the last part of their address."""
