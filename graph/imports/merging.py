"""What an import adds to the drafts already there; importing the same again adds nothing.

Two readings of one docket are matched entry by entry: the same number, day
and text are the same entry; the same number with another text is an entry the
clerk has edited, whose earlier text is kept; anything else is new.  An entry
that a reading lacks stays, since a reading may be of a part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .classify import classify, classify_paper
from .dockets import Docket, Entry, Origin, Party, Reading, digest_of, slug
from .inbox import Inbox, Json, read, write


@dataclass(frozen=True)
class Taken:
    """What an import brought: the ids of new drafts and of those changed, and how many were known.

    A docket may also bring only a party or a judge: then it `wrote`, and no draft is new.
    """

    file: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    known: int = 0
    notes: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    wrote: bool = False


def take(inbox: Inbox, reading: Reading, retrieved: date, *, preview: bool = False) -> Taken:
    """Merge a docket into the inbox; with `preview`, only say what would be new."""
    docket = reading.docket
    name = slug(docket.court, docket.number)
    file = inbox.path("dockets", name)
    before = read(file) if file.exists() else None
    whole: Json = before or {"schema": 1, "kind": "docket", "court": docket.court, "number": docket.number}
    source = {**_origin(reading.origin), "retrieved": retrieved.isoformat()}
    facts = _take_facts(whole, docket, retrieved)
    parties = _take_parties(whole, docket.parties)
    new, changed, known = _take_entries(whole, docket.entries, len(whole.setdefault("sources", [])), retrieved)
    notes = reading.notes + doubts(docket, retrieved)
    if before is not None and not (facts or parties or new or changed):
        return Taken(name, known=known, notes=notes)
    whole["sources"].append(source)
    if not preview:
        write(file, whole)
    texts = {one["id"]: one["text"] for one in whole["entries"]}
    return Taken(
        name,
        tuple(f"{name}/{id}" for id in new),
        tuple(f"{name}/{id}" for id in changed),
        known,
        notes,
        tuple(f"{name}/{id}" for id in (*new, *changed) if classify(texts[id])),
        wrote=True,
    )


def doubts(docket: Docket, retrieved: date) -> tuple[str, ...]:
    """What is odd about a docket, for the report: days to come, numbers that stand twice, sealed entries."""
    later = [one.number or str(one.filed) for one in docket.entries if one.filed and one.filed > retrieved]
    counted = Counter(one.number for one in docket.entries if one.number)
    twice = [number for number, times in counted.items() if times > 1]
    sealed = sum(one.sealed for one in docket.entries)
    notes = (
        later and f"dated after {retrieved}, when it was retrieved: entry {_some(later)}",
        twice and f"entry numbers that stand more than once, all kept: {_some(twice)}",
        sealed and f"sealed, so that nothing is known of what they stand for: {sealed}",
    )
    return tuple(note for note in notes if note)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _origin(origin: Origin) -> Json:
    return {"way": origin.way, "name": origin.name, "url": origin.url, "digest": origin.digest}


def _take_facts(whole: Json, docket: Docket, retrieved: date) -> bool:
    """Fill in what a docket says of itself; what it said before is kept."""
    said = {"name": docket.name, "filed": _iso(docket.filed), "closed": _iso(docket.closed), "judge": docket.judge}
    said["courtlistener"] = docket.courtlistener
    told = [(key, value) for was in whole.get("earlier", ()) for key, value in was.items()]
    news = {k: v for k, v in said.items() if v and v != whole.get(k) and (k, v) not in told}
    for key, value in news.items():
        if whole.get(key):
            whole.setdefault("earlier", []).append({key: whole[key], "until": retrieved.isoformat()})
        whole[key] = value
    return bool(news)


def _take_parties(whole: Json, parties: Iterable[Party]) -> bool:
    """Add parties by name and role; none is ever removed, since a reading may lack those that left.

    What the page says of them besides is often an address, and stays on the page.
    """
    there: list[Json] = whole.setdefault("parties", [])
    known = {(one["name"], one["role"]): one for one in there}
    news = False
    for party in parties:
        said = {"name": party.name, "role": party.role, "left": _iso(party.left)}
        said = {key: value for key, value in said.items() if value or key in ("name", "role")}
        one = known.get((party.name, party.role))
        if one is None:
            known[party.name, party.role] = said
            there.append(said)
            news = True
        elif more := {key: value for key, value in said.items() if key not in one}:
            one.update(more)
            news = True
    return news


def _take_entries(
    whole: Json, entries: Iterable[Entry], source: int, retrieved: date
) -> tuple[list[str], list[str], int]:
    """Match entries with those there; returns the ids of the new, the ids of the changed, and how many were known."""
    there: list[Json] = whole.setdefault("entries", [])
    same, numbered = defaultdict(list), defaultdict(list)
    for one in there:
        same[_key(one)].append(one)
    left: list[Json] = []
    known = 0
    for entry in entries:
        said = _entry(entry, source)
        if waiting := same[_key(said)]:
            waiting.pop()
            known += 1
        else:
            left.append(said)
    for waiting in same.values():
        for one in waiting:
            numbered[one["number"]].append(one)
    new, changed = [], []
    ids = {one["id"] for one in there}
    for said in left:
        waiting = numbered[said["number"]] if said["number"] else []
        if any(_key(said) == _key({"number": one["number"], **was}) for one in waiting for was in _earlier(one)):
            known += 1
        elif waiting:
            changed.append(_edit(waiting.pop(0), said, retrieved))
        else:
            said = {"id": _new_id(said, ids), **said}
            there.append(said)
            new.append(said["id"])
    return new, changed, known


def _entry(entry: Entry, source: int) -> Json:
    said = {
        "number": entry.number,
        "filed": _iso(entry.filed),
        "entered": _iso(entry.entered),
        "sealed": entry.sealed,
        "text": entry.text,
        "digest": digest_of(entry.text),
        "url": entry.url,
        "source": source,
    }
    return {key: value for key, value in said.items() if value or key in ("number", "text", "source")}


def _key(one: Mapping[str, Any]) -> tuple[str, str, str]:
    """What makes two entries the same: number, day, and text but for its spacing.

    An entry without text, as of a sealed paper, is known by number and day.
    """
    return one["number"], one.get("filed") or "", " ".join(one["text"].split())


def _earlier(one: Json) -> list[Json]:
    """The texts an entry had: a reading that still has one of them, from a slower source, is no news."""
    earlier: list[Json] = one.get("earlier", [])
    return earlier


def _edit(one: Json, said: Json, retrieved: date) -> str:
    """Put the new text in an entry, and the text it had among the earlier ones.

    What an editor decided was decided of the earlier text, so the entry waits again.
    """
    was = {key: one[key] for key in ("filed", "entered", "text", "digest", "source", "decided") if key in one}
    earlier = [*_earlier(one), {**was, "until": retrieved.isoformat()}]
    id = one["id"]
    one.clear()
    one.update({"id": id, **said, "earlier": earlier})
    return str(id)


def _new_id(said: Json, ids: set[str]) -> str:
    """The number, or for what bears none the day; a second of the same name is called `.2`."""
    name = said["number"] or said.get("filed") or "undated"
    id, n = name, 1
    while id in ids:
        n += 1
        id = f"{name}.{n}"
    ids.add(id)
    return id


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""


def take_document(
    inbox: Inbox, document: Json, name: str, url: str, retrieved: date, *, preview: bool = False
) -> Taken:
    """Put a document of the Federal Register in the inbox, unless it is there and says the same.

    A changed document waits again, with what it said before under `earlier`.
    """
    id = slug("fr", document["document_number"])
    file = inbox.path("register", id)
    before = read(file) if file.exists() else None
    if before and before["digest"] == document["digest"]:
        return Taken(id, known=1)
    source = {"way": "federal-register", "name": name, "url": url, "retrieved": retrieved.isoformat()}
    whole: Json = {"schema": 1, "kind": "document", **document, "sources": [source]}
    if before:
        earlier = before.pop("earlier", [])
        sources = before.pop("sources")
        whole |= {"sources": [*sources, source], "earlier": [*earlier, {**before, "until": retrieved.isoformat()}]}
    if not preview:
        write(file, whole)
    said = (str(document.get(key) or "") for key in ("title", "action", "subtype"))
    flagged = (id,) if classify_paper(*said) else ()
    if before:
        return Taken(id, changed=(id,), flagged=flagged, wrote=True)
    return Taken(id, new=(id,), flagged=flagged, wrote=True)
