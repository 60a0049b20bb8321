"""Dockets as any importer yields them: plain records, nothing yet believed.

`filed` is the day a docket entry bears, `entered` the day the clerk put it on
the docket where the page says so; either may be missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import GraphError

MAX_TEXT = 1_000_000
"""The longest docket entry, in characters, that is kept; courts write nothing near it."""


class Unusable(GraphError):
    """What came is not what was asked for; the message says what it is and what to do."""


@dataclass(frozen=True)
class Entry:
    """One line of a docket; `number` is empty for what the court did not number."""

    number: str
    filed: date | None
    entered: date | None
    text: str
    sealed: bool = False
    url: str = ""


@dataclass(frozen=True)
class Party:
    """An agent's role in a case, in the court's own words, and the day it left."""

    name: str
    role: str
    left: date | None = None
    extra: str = ""


@dataclass(frozen=True)
class Docket:
    """A court's register of one case."""

    court: str
    number: str
    name: str
    filed: date | None = None
    closed: date | None = None
    judge: str = ""
    parties: tuple[Party, ...] = ()
    entries: tuple[Entry, ...] = ()
    courtlistener: str = ""


@dataclass(frozen=True)
class Origin:
    """Where an import was read: by what way, under what name, at what address, and the digest of what was read."""

    way: str
    name: str
    url: str
    digest: str


@dataclass(frozen=True)
class Reading:
    """A docket, where it was read, and what a reader of it should be told."""

    docket: Docket
    origin: Origin
    notes: tuple[str, ...] = ()


def digest_of(data: bytes | str) -> str:
    """The digest of bytes, or of text as UTF-8.

    >>> digest_of("")[:19]
    'sha256:e3b0c44298fc'
    """
    return f"sha256:{hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()}"


def docket_of(data: Mapping[str, Any]) -> tuple[Docket, tuple[str, ...]]:
    """The docket that juriscraper's JSON states, and what had to be left out of it.

    >>> docket, notes = docket_of({"court_id": "ruritd", "docket_number": "1:31-cv-00007", "case_name": "A v. B",
    ...     "docket_entries": [{"document_number": "3", "date_filed": "2031-08-14", "description": "ORDER"}]})
    >>> docket.entries[0].number, docket.entries[0].filed, notes
    ('3', datetime.date(2031, 8, 14), ())

    Raises:
        Unusable: if it states no docket.
    """
    if not data.get("docket_number") or "docket_entries" not in data:
        raise Unusable("it states no docket number and no docket entries, so it is no docket")
    try:
        entries = [_entry(one) for one in data["docket_entries"]]
        parties = tuple(_party(one) for one in data.get("parties") or ())
        filed, closed = day_of(data.get("date_filed")), day_of(data.get("date_terminated"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unusable(f"it is not in the shape of a docket ({error}): export it again") from None
    kept, notes = of_bearable_length(entries)
    docket = Docket(
        court=str(data.get("court_id") or ""),
        number=str(data["docket_number"]),
        name=str(data.get("case_name") or ""),
        filed=filed,
        closed=closed,
        judge=str(data.get("assigned_to_str") or ""),
        parties=parties,
        entries=kept,
    )
    return docket, notes


def of_bearable_length(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries that a person could have written, and a note for each of the others."""
    kept, notes = [], []
    for one in entries:
        if len(one.text) > MAX_TEXT:
            size = f"{len(one.text):,}"
            notes.append(f"entry {one.number or one.filed} has {size} characters: left out, look at it on the docket")
        else:
            kept.append(one)
    return tuple(kept), tuple(notes)


def _entry(data: Mapping[str, Any]) -> Entry:
    text = data.get("description") or ""
    return Entry(
        number=str(data.get("document_number") or ""),
        filed=day_of(data.get("date_filed")),
        entered=day_of(data.get("date_entered")),
        text=text,
        sealed=looks_sealed(text),
    )


def _party(data: Mapping[str, Any]) -> Party:
    return Party(
        name=data["name"],
        role=data.get("type") or "",
        left=day_of(data.get("date_terminated")),
        extra=data.get("extra_info") or "",
    )


def day_of(value: Any) -> date | None:
    """The day of a date, of a moment, or of either as ISO 8601 writes them.

    >>> day_of("2031-08-14T23:30:00-07:00"), day_of(None)
    (datetime.date(2031, 8, 14), None)

    Raises:
        ValueError: if it is none of these.
    """
    return date.fromisoformat(str(value)[:10]) if value else None


_SEALED = re.compile(r"^\W*(?:filed\s+)?(?:under\s+seal|sealed|restricted)\b(?!\s+envelope)", re.IGNORECASE)


def looks_sealed(text: str) -> bool:
    """Whether an entry says of itself that what it stands for is not public.

    >>> looks_sealed("*SEALED* Order"), looks_sealed("ORDER granting motion to seal")
    (True, False)
    """
    return bool(_SEALED.match(text))


def slug(*parts: str) -> str:
    """The name of a docket or a document in the inbox; whatever the parts hold, it is no way out of it.

    >>> slug("ruritd", "1:31-cv-00007"), slug("fr", "../../2031-00007")
    ('ruritd-1-31-cv-00007', 'fr-2031-00007')

    Raises:
        Unusable: if nothing is left that could name a file.
    """
    name = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    if not 3 <= len(name) <= 120:
        raise Unusable(f"{'-'.join(parts)[:60]!r} makes no name for a file: is it the number of a docket or document?")
    return name
