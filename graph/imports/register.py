"""Documents of the Federal Register, out of its API or a file of its answers.

The effective day is read out of the free `dates` text and set beside the
register's own field, which is now and then the day of something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .dockets import Unusable, day_of, digest_of
from .fetching import Api, Json
from .pacer import decoded
from .register_dates import Effective, effective

BASE = "https://www.federalregister.gov"
SAYS = {
    400: "the Federal Register refused the question (400): is the agency's id right? It stands in its page's address",
    404: "the Federal Register has no such document (404)",
}

# What is kept of a document: what it is and says, not how often it was looked at.
KEPT = (
    "document_number", "title", "type", "subtype", "action", "abstract", "dates", "effective_on", "publication_date",
    "signing_date", "comments_close_on", "citation", "docket_ids", "regulation_id_numbers", "cfr_references",
    "executive_order_number", "proclamation_number", "correction_of", "corrections", "html_url", "pdf_url",
    "raw_text_url",
)  # fmt: skip


def read_file(path: Path) -> list[Json]:
    """The documents in a file: one, or an answer of the API with its `results`.

    Raises:
        Unusable: if it holds none.
    """
    try:
        text, _ = decoded(path.read_bytes())
        data = json.loads(text)
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Unusable(f"it is no JSON: {error}: save the API's answer again") from None
    found = data.get("results", [data]) if isinstance(data, dict) else data
    if not isinstance(found, list) or not found:
        raise Unusable("it holds no documents: save an answer of the Federal Register's API (documents.json)")
    return found


def search(api: Api, agencies: Sequence[str], since: date | None) -> Iterator[Json]:
    """Every document of these agencies, by their ids in the register's addresses, published on or after a day."""
    asked: dict[str, Any] = {"per_page": 100, "order": "oldest", "fields[]": [*KEPT, "agencies"]}
    if agencies:
        asked["conditions[agencies][]"] = list(agencies)
    if since:
        asked["conditions[publication_date][gte]"] = since.isoformat()
    yield from api.pages("/api/v1/documents.json", asked, next="next_page_url")


def document(data: Any) -> Json:
    """The draft of a document: what is kept of it, its agencies as a tree, its effective day and what is doubtful.

    Raises:
        Unusable: if it is no document of the register.
    """
    if not isinstance(data, Mapping) or not data.get("document_number") or not data.get("title"):
        raise Unusable("it is no document of the Federal Register: it has no number and title")
    try:
        published = day_of(data.get("publication_date"))
        agencies = _agencies(data.get("agencies") or ())
        stated = day_of(data.get("effective_on"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unusable(f"document {data['document_number']} is in a shape unknown here ({error})") from None
    if published is None:
        raise Unusable(f"document {data['document_number']} has no day of publication")
    kept = {key: data[key] for key in KEPT if data.get(key)}
    read = effective(str(data.get("dates") or ""), published, data.get("type") == "Proposed Rule")
    day = {
        "on": read.on.isoformat() if read.on else "", "words": read.words, "refused": read.reason,
        "condition": read.condition, "except": read.except_,
    }  # fmt: skip
    return {
        **kept,
        "document_number": str(data["document_number"]),
        "agencies": agencies,
        "effective": {key: value for key, value in day.items() if value},
        "doubts": list(_doubts(data, read, stated)),
        "digest": digest_of(json.dumps({**kept, "agencies": agencies}, sort_keys=True)),
    }


def _agencies(agencies: Sequence[Mapping[str, Any]]) -> list[Json]:
    """The agencies of a document, each below its parent where both are named."""
    known = {one["id"]: one for one in agencies if one.get("id") is not None}
    out = []
    for one in agencies:
        parent = known.get(one.get("parent_id"))
        said = {
            "name": one.get("name") or one["raw_name"],
            "slug": one.get("slug"),
            "part_of": parent.get("slug") if parent else None,
        }
        out.append({key: value for key, value in said.items() if value})
    return out


def _doubts(data: Mapping[str, Any], read: Effective, stated: date | None) -> Iterator[str]:
    """What an editor must look at: corrections, and a day that the register's field and text do not share."""
    for other in data.get("corrections") or ():
        yield f"corrected by {_number(other)}: read that too"
    if of := data.get("correction_of"):
        yield f"corrects {_number(of)}: what that says of days may be wrong"
    if read.condition:
        yield f"it takes effect on a condition: {read.condition}"
    if read.except_:
        yield f"not all of it takes effect then: {read.except_}"
    if stated and read.on != stated:
        beside = f"the text says {read.on}" if read.on else f"the text does not settle it: {read.reason}"
        yield f"the register's own field says effective on {stated}; {beside}"


def _number(address: str) -> str:
    return str(address).rstrip("/").rpartition("/")[2]
