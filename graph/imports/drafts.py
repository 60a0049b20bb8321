"""The inbox as an editor reads it: what waits, what may change an answer and why, and one draft whole.

What came from outside is shown as plain text: nothing in it can move a
terminal's cursor, and in Markdown no tag of it works.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from ..court_names import court_name
from ..text.page import Page
from .citations import citations
from .classify import classify, classify_paper
from .inbox import Draft, Inbox, Json

DRAFT_COLUMNS = ("id", "on", "flags", "why", "what", "doubts", "decided")


def draft_row(draft: Draft) -> dict[str, Any]:
    """A draft as a row: its flags are worked out anew, never stored."""
    flags = flags_of(draft)
    decided = draft.decided or {}
    return {
        "id": draft.id,
        "on": day_of(draft),
        "flags": " ".join(kind for kind, _ in flags),
        "why": "; ".join(why for _, why in flags),
        "what": plain(short(what_of(draft))),
        "doubts": "; ".join(doubts_of(draft)),
        "decided": " ".join(str(decided[key]) for key in ("as", "path", "on") if key in decided),
    }


def draft_rows(inbox: Inbox, *, all: bool = False, decided: bool = False) -> Iterator[dict[str, Any]]:
    """One row for each draft flagged or changed; with `all` for each that waits, with `decided` the decided too."""
    for draft in inbox.drafts(all=decided):
        row = draft_row(draft)
        if all or row["flags"] or (decided and row["decided"]):
            yield row


def flags_of(draft: Draft) -> list[tuple[str, str]]:
    """The kinds of flag and the reason of each; for a document by its title and action."""
    if draft.entry is None:
        said = (str(draft.whole.get(key) or "") for key in ("title", "action", "subtype"))
        return [(flag.kind, str(flag)) for flag in classify_paper(*said)]
    found = [(flag.kind, str(flag)) for flag in classify(draft.entry["text"])]
    if draft.entry.get("sealed") and not found:
        found.append(("sealed", "sealed: what it stands for is not public, so nothing is known of it"))
    if draft.entry.get("earlier"):
        found.append(("edited", "edited: the clerk has changed this entry since it was first read"))
    return found


def doubts_of(draft: Draft) -> list[str]:
    """What is odd about a draft."""
    if draft.entry is None:
        return list(draft.whole.get("doubts", ()))
    entry, source = draft.entry, draft.whole["sources"][draft.entry["source"]]
    doubts = []
    if not entry.get("filed"):
        doubts.append("it bears no day")
    elif entry["filed"] > source["retrieved"]:
        doubts.append(f"it is dated after the day it was retrieved, {source['retrieved']}")
    if not entry["text"].strip():
        doubts.append("it has no text")
    if "." in entry["id"] and entry["number"]:
        doubts.append(f"the docket has more than one entry {entry['number']}")
    return doubts


def day_of(draft: Draft) -> str:
    """The day a draft bears: an entry's own, a document's publication."""
    one = draft.entry if draft.entry is not None else draft.whole
    return str(one.get("filed") or one.get("publication_date") or "")


def what_of(draft: Draft) -> str:
    """What a draft says, in its own words."""
    return str(draft.entry["text"] if draft.entry is not None else draft.whole["title"])


def short(text: str, width: int = 160) -> str:
    """The first words of a text."""
    text = " ".join(text[: 4 * width].split())
    return text if len(text) <= width else f"{text[:width].rsplit(' ', 1)[0]} …"


# Controls, directions, private and half characters, and the separators that YAML takes for line ends.
_ACTING = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def plain(text: str, *, markdown: bool = False) -> str:
    """A text in which nothing acts: control and direction characters are shown as `�`, tags of Markdown as text.

    >>> plain("ORDER\\x1b[2J <script>", markdown=True)
    'ORDER�[2J &lt;script&gt;'
    """
    bare = "".join("�" if unicodedata.category(c) in _ACTING and c != "\n" else c for c in text)
    return html.escape(bare, quote=False) if markdown else bare


def inbox_text(
    rows: Iterable[dict[str, Any]], waiting: int, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The drafts as a page, each with what it may do and why."""
    page = Page(width, colour=colour, markdown=markdown)
    shown = 0
    for row in rows:
        shown += 1
        page.heading(f"{row['id']}  {row['on']}", 3)
        page.text(plain(row["what"], markdown=markdown), indent=2)
        for label in ("why", "doubts", "decided"):
            if row[label]:
                page.item(
                    {"why": "Flag", "doubts": "Look", "decided": "Decided"}[label], plain(row[label], markdown=markdown)
                )
    page.gap()
    page.text(
        f"{shown:,} shown of {waiting:,} that wait. `couldshare inbox show ID` shows one whole, --all shows every one."
        if waiting or shown
        else "The inbox is empty: couldshare import brings dockets and documents in."
    )
    return str(page)


def draft_dict(draft: Draft) -> Json:
    """A draft whole, with its flags and what it cites."""
    one = draft.entry if draft.entry is not None else draft.whole
    docket = {key: draft.whole.get(key, "") for key in ("court", "number", "name", "judge", "filed", "closed")}
    return {
        "schema": 1,
        "id": draft.id,
        **({"docket": docket | {"court_name": court_name(docket["court"])}} if draft.entry is not None else {}),
        "draft": one,
        "sources": sources_of(draft),
        "flags": [{"kind": kind, "why": why} for kind, why in flags_of(draft)],
        "doubts": doubts_of(draft),
        "citations": [{"kind": cite.kind, "text": cite.text, "uslm": cite.uslm} for cite in citations(text_of(draft))],
    }


def text_of(draft: Draft) -> str:
    """The whole text of a draft."""
    if draft.entry is not None:
        return str(draft.entry["text"])
    return "\n".join(str(draft.whole[key]) for key in ("title", "action", "dates", "abstract") if draft.whole.get(key))


def sources_of(draft: Draft) -> list[Json]:
    """Where a draft was read."""
    sources: list[Json] = draft.whole["sources"]
    return [sources[draft.entry["source"]]] if draft.entry is not None else sources


def draft_text(draft: Draft, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """A draft whole, as a page."""
    page, told = Page(width, colour=colour, markdown=markdown), draft_dict(draft)

    def say(text: str) -> str:
        return plain(text, markdown=markdown)

    page.heading(f"{draft.id}  {day_of(draft)}")
    if "docket" in told:
        docket = told["docket"]
        page.text(say(f"{docket['name']}, {docket['court_name']}, {docket['number']}"))
    page.gap()
    for part in text_of(draft).split("\n"):
        page.text(say(part), indent=2)
    page.gap()
    for _, why in flags_of(draft):
        page.item("Flag", say(why))
    for doubt in doubts_of(draft):
        page.item("Look", say(doubt))
    for cite in told["citations"]:
        page.item("Cites", say(cite["text"]))
    if effective := draft.whole.get("effective"):
        page.item("Effective", say(effective.get("on") or f"not read out of its text: {effective['refused']}"))
    for was in told["draft"].get("earlier", ()):
        page.item("Earlier", say(f"until {was['until']}: {was.get('text') or was.get('title')}"))
    for source in told["sources"]:
        page.item("Read", say(f"{source['way']}, {source['name']} {source['url']}, retrieved {source['retrieved']}"))
    page.item("Digest", str(told["draft"].get("digest", "")))
    return str(page)
