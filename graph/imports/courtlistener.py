"""Dockets out of CourtListener's REST API, version 4, and out of its webhooks.

The API gives a docket, its entries and its parties at three addresses; the
last two only to accounts that may read RECAP data.  A webhook brings entries
and the number of their docket, and nothing else about it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from .dockets import (
    Docket,
    Entry,
    Origin,
    Party,
    Reading,
    Unusable,
    day_of,
    digest_of,
    looks_sealed,
    of_bearable_length,
)
from .fetching import Api

BASE = "https://www.courtlistener.com"
_API = "/api/rest/v4"
_DOCKET_ALERT = 1
_EVENTS = {1: "docket alert", 2: "search alert", 3: "RECAP fetch", 4: "old docket alerts", 5: "pray and pay"}

SAYS = {
    401: "CourtListener refused the token (401): put a valid one in the environment variable COURTLISTENER_TOKEN",
    403: "CourtListener does not let this token read it (403): ask Free Law Project for access to RECAP data",
    404: "CourtListener has no such docket (404): its number stands in the docket's address, /docket/NUMBER/…",
}


def api(base: str, token: str, **how: Any) -> Api:
    """CourtListener's API at an address, with a token.

    Raises:
        Unusable: if there is no token.
    """
    if not token:
        raise Unusable("CourtListener asks for a token: put yours in the environment variable COURTLISTENER_TOKEN")
    return Api(base, token, says=SAYS, **how)


def read_docket(api: Api, id: str) -> Reading:
    """A docket with its entries and parties.

    Raises:
        Unusable: if the API refuses, or answers in another shape.
    """
    if not re.fullmatch(r"[0-9]{1,12}", id):
        raise Unusable(f"{id!r} is no number of a docket: it stands in the docket's address, /docket/NUMBER/…")
    about = api.get(f"{_API}/dockets/{id}/")
    entries = list(api.pages(f"{_API}/docket-entries/", {"docket": id, "order_by": "recap_sequence_number"}))
    notes: tuple[str, ...] = ()
    try:
        parties = list(api.pages(f"{_API}/parties/", {"docket": id, "filter_nested_results": "True"}))
    except Unusable as error:
        if str(error) != SAYS[403]:
            raise
        parties, notes = [], ("this token may not read the parties: they were left out",)
    return _reading(about, entries, parties, api.base, "courtlistener", notes)


def webhook_docket(data: bytes) -> tuple[str, list[dict[str, Any]]]:
    """The number of the docket that a webhook is about, and the entries it brings.

    Raises:
        Unusable: if it is no docket alert.
    """
    try:
        sent = json.loads(data)
        event, results = sent["webhook"]["event_type"], sent["payload"].get("results") or []
        about = {str(one.get("docket")).rstrip("/").rpartition("/")[2] for one in results}
        kind = _EVENTS.get(event, event)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unusable("it is no webhook of CourtListener's: it has no `webhook` and `payload`") from None
    if event != _DOCKET_ALERT:
        raise Unusable(f"it is a webhook of another kind ({kind}): only docket alerts are imported")
    if len(about) != 1:
        raise Unusable("its entries are not all of one docket, or it has none")
    return about.pop(), results


def read_webhook(data: bytes, name: str, about: Mapping[str, Any], base: str = BASE) -> Reading:
    """The docket of a webhook with the entries it brings; `about` is what is known of the docket, as the API states it.

    Raises:
        Unusable: if it is no docket alert.
    """
    _, entries = webhook_docket(data)
    reading = _reading(about, entries, (), base, "courtlistener-webhook", ())
    return Reading(
        reading.docket, Origin("courtlistener-webhook", name, reading.origin.url, digest_of(data)), reading.notes
    )


def read_about(api: Api, id: str) -> dict[str, Any]:
    """What the API states about a docket, without its entries."""
    return api.get(f"{_API}/dockets/{id}/")


def _reading(
    about: Mapping[str, Any],
    entries: Iterable[Mapping[str, Any]],
    parties: Iterable[Mapping[str, Any]],
    base: str,
    way: str,
    notes: tuple[str, ...],
) -> Reading:
    """A reading of three answers of the API, whose digest is that of what they state."""
    try:
        kept, more = of_bearable_length([_entry(one, base) for one in entries])
        docket = Docket(
            court=_text(about["court_id"]),
            number=_text(about["docket_number"]),
            name=_text(about.get("case_name")),
            filed=day_of(about.get("date_filed")),
            closed=day_of(about.get("date_terminated")),
            judge=_text(about.get("assigned_to_str")),
            parties=tuple(party for one in parties for party in _parties(one, str(about["id"]))),
            entries=kept,
            courtlistener=str(about["id"]),
        )
        url = urljoin(base, _text(about.get("absolute_url")) or f"/docket/{about['id']}/")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unusable(f"CourtListener answered in a shape unknown here ({type(error).__name__}: {error})") from None
    if not docket.number:
        raise Unusable("CourtListener knows no number of this docket, so it cannot be filed")
    return Reading(docket, Origin(way, f"docket {about['id']}", url, digest_of(repr(docket))), notes + more)


def _entry(data: Mapping[str, Any], base: str) -> Entry:
    papers = [one for one in data.get("recap_documents") or () if not one.get("attachment_number")]
    main: Mapping[str, Any] = papers[0] if papers else {}
    text = _text(data.get("description")) or _text(main.get("description"))
    number = data.get("entry_number")
    return Entry(
        number="" if number is None else str(number),
        filed=day_of(data.get("date_filed")),
        entered=None,
        text=text,
        sealed=bool(main.get("is_sealed")) or looks_sealed(text),
        url=urljoin(base, main["absolute_url"]) if main.get("absolute_url") else "",
    )


def _parties(data: Mapping[str, Any], docket: str) -> Iterable[Party]:
    """A party in each role it has in this docket; the API may list its roles in others too."""
    for role in data.get("party_types") or ():
        where = str(role.get("docket_id") or role.get("docket") or docket).rstrip("/").rpartition("/")[2]
        if where == docket:
            yield Party(
                _text(data["name"]),
                _text(role["name"]),
                day_of(role.get("date_terminated")),
                _text(role.get("extra_info")),
            )


def _text(value: Any) -> str:
    """A text of the API, which may state none.

    Raises:
        TypeError: if it is something else.
    """
    if value and not isinstance(value, str):
        raise TypeError(f"{value!r} where a text should be")
    return value or ""
