"""From a draft to the skeleton of a record file: what is known is filled in, what an editor must decide is marked ✎."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path

from ..court_names import court_name
from ..errors import QuestionError
from ..record.disk import write_whole
from ..record.new import quoted, skeleton
from .citations import citations
from .classify import classify
from .drafts import doubts_of, flags_of, plain, short, sources_of, text_of
from .inbox import Draft, Inbox

_SLUGS = {
    "tro": "temporary-restraining-order",
    "injunction": "injunction",
    "grant-in-part": "order-granting-in-part",
    "denial": "denial",
    "review": "appellate-ruling",
    "ending": "judgment",
}

_KINDS = (
    (r"executive order|proclamation|presidential", "executive-order"),
    (r"system of records", "system-of-records-notice"),
    (r"\brule\b", "agency-rule"),
)


def promote(inbox: Inbox, draft: Draft, case: str, today: date, slug: str = "", on: str = "") -> Path:
    """Write the skeleton of a draft into the record and mark the draft; returns the file.

    The two are written one after the other, each whole.  Whoever is killed in
    between promotes again: the file is there as it would be written, and only
    the mark is added.

    Raises:
        NotFound: if there is no such case.
        QuestionError: if the draft was decided before, bears no day, or its name cannot be made.
        GraphError: if another file stands there.
    """
    if draft.decided:
        raise QuestionError("draft", f"{draft.id} was {draft.decided['as']} on {draft.decided['on']}")
    root = inbox.folder.parent
    if draft.entry is None:
        file, text = _document(root, draft, case, today, slug, on)
    elif not case:
        raise QuestionError("case", f"say to which case {draft.id} belongs: --case california-v-hhs")
    else:
        file, text = _entry(root, draft, case, today, slug, on)
    write_whole(file, text.encode())
    path = file.relative_to(root).as_posix()
    inbox.decide(draft, {"as": "promoted", "path": path.removesuffix(".yaml"), "on": today.isoformat()})
    return file


def _entry(root: Path, draft: Draft, case: str, today: date, slug: str, on: str) -> tuple[Path, str]:
    entry = draft.entry or {}
    day = on or entry.get("entered") or entry.get("filed")
    if not day:
        raise QuestionError("on", f"{draft.id} bears no day: say on which it was entered, --on 2031-08-12")
    flags = classify(entry["text"])
    slug = slug or (_SLUGS.get(flags[0].kind, flags[0].kind) if flags else "order")
    known = {
        "about": _about(draft, str(day)),
        "title": quoted(f"✎ {short(plain(entry['text']), 90)}"),
        "kind": _ruling(entry["text"]),
        "entry_number": quoted(entry["number"] or "✎"),
        "source": _source_id(draft),
        "recorded": today.isoformat(),
    }
    return skeleton(root, "order", case, str(day), slug, known)


def _document(root: Path, draft: Draft, case: str, today: date, slug: str, on: str) -> tuple[Path, str]:
    whole = draft.whole
    effective = whole.get("effective", {})
    day = on or whole["publication_date"]
    start = effective.get("on") or f"✎ {day}   # {effective.get('refused', 'not stated')}"
    known = {
        "about": _about(draft, day),
        "title": quoted(f"✎ {short(plain(whole['title']), 90)}"),
        "kind": _paper_kind(whole),
        "citation": quoted(whole.get("citation") or "✎"),
        "document": quoted(whole["document_number"]),
        "start": start,
        "source": _source_id(draft),
        "recorded": today.isoformat(),
    }
    name = slug or "-".join(re.findall(r"[a-z0-9]+", whole["title"].lower())[:6])
    return skeleton(root, "paper", case, effective.get("on") or day, name, known)


def _ruling(text: str) -> str:
    """Which kind of ruling an entry is, where its first words say so."""
    start = re.match(r"\W*(?:\w+ ){0,2}?(order|opinion|judgment)\b", text, re.IGNORECASE)
    return start[1].lower() if start else "✎ order"


def _paper_kind(whole: dict[str, object]) -> str:
    said = f"{whole.get('type')} {whole.get('action')} {whole.get('subtype')}".lower()
    return next((kind for pattern, kind in _KINDS if re.search(pattern, said)), "✎ notice")


def _source_id(draft: Draft) -> str:
    return re.sub(r"[^a-z0-9]+", "-", draft.id.lower())


def _about(draft: Draft, day: str) -> str:
    """What is known, as comments at the head of the file: the text, flags, doubts, citations, and the source to add."""
    source = sources_of(draft)[-1]
    whole = draft.whole
    publisher = court_name(whole["court"]) if draft.entry is not None else "Federal Register"
    title = f"{whole['name']}, {whole['number']}, docket" if draft.entry is not None else whole["title"]
    url = (draft.entry or {}).get("url") or source["url"] or whole.get("html_url") or "✎"
    lines = [f"Draft {draft.id}, {source['way']} {source['name']}, retrieved {source['retrieved']}. Its text:", ""]
    for part in plain(text_of(draft)).split("\n"):
        lines += textwrap.wrap(part, 110, initial_indent="  ", subsequent_indent="  ")
    lines.append("")
    lines += [f"✎ Flag: {why}" for _, why in flags_of(draft)]
    lines += [f"✎ Look: {doubt}" for doubt in doubts_of(draft)]
    lines += [f"Cites {cite.text}" + (f" ({cite.uslm})" if cite.uslm else "") for cite in citations(text_of(draft))]
    lines += [
        "✎ Add to a file in data/sources/, unless it is there:",
        f"{_source_id(draft)}:",
        f"  title: {quoted(plain(title))}",
        f"  publisher: {quoted(publisher)}",
        f"  published: {day}",
        "  tier: primary",
        f"  url: {quoted(url)}",
        "  read: ✎ no",
    ]
    return "".join(
        f"# {' '.join(line.split()) if not line.startswith('  ') else line}".rstrip() + "\n" for line in lines
    )
