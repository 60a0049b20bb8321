"""What was done, in words, as JSON and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from ..boxes import AXES, Box, merged
from ..corpus import Corpus
from ..courts.cases import when_text
from ..dates import Interval, interval, span, union
from ..model import Disclosure, Holding, Verdict
from ..text.data import iso
from ..text.page import Page
from ..text.words import BASES, VERDICTS, Cells, listed, long_date, short, span_words
from .disclosed import DayVerdict, Judged, cells_of, channels, judged, pairs, told

DISCLOSURE_COLUMNS = (
    "id", "title", "on", "action", "bearer", "recipient", *AXES, "verdict_of_its_day", "said_later",
    "known", "verdict_known_on_its_day", "confidence", "sources",
)  # fmt: skip


# --- text ---------------------------------------------------------------------


def disclosures_text(corpus: Corpus, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """Every disclosure as a page: what was done, the verdict of its day, and what was said later."""
    page = Page(width, colour=colour, markdown=markdown)
    for one in judged(corpus):
        _disclosure(page, corpus, one)
        page.gap()
    page.text(
        "The verdict of its day is what the record gives for the days on which it may have happened; what a court "
        "said later is another thing, and changes no verdict. A cell is one category of data about one class of "
        "people, from one state, for one purpose."
    )
    page.foot(corpus)
    return str(page)


def _disclosure(page: Page, corpus: Corpus, one: Judged) -> None:
    deed, cells = one.disclosure, _cells(corpus, one)
    page.heading(f"{_listed(one.days)} · {deed.title}", 3)
    whom = f" → {_who(corpus, deed.recipient)}" if deed.recipient else ""
    stated = [axis for axis in AXES if any(getattr(part, axis) for part in deed.scope)]
    what = "; ".join(cells.told(_asked(corpus, deed), stated)) if "object" in stated else "data"
    page.item("Done", f"{_who(corpus, deed.bearer)}{whom}, {_act(deed)}: {what}")
    if missing := not_stated(deed):
        page.sub(f"not stated: {listed(missing)}")
    for fact in deed.contested:
        page.sub(f"{fact.question} {' '.join(reading.says for reading in fact.open)}")
    _then(page, corpus, cells, "Of its day", one.then)
    if said := _known(one):
        page.item("Known", said)
    if one.known_then:
        _then(page, corpus, cells, "Known then", _other(one))
    for holding in one.said_later:
        page.item("Said later", f"{_by(corpus, holding)}: {holding.says}")
    if not one.said_later:
        page.item("Said later", "nothing, as far as the record shows")


def _known(one: Judged) -> str:
    """Since when the public could read of it, where that was later, and whether its record gave other verdicts."""
    last = one.days[-1].end if one.days else None
    since = f"for certain only from {long_date(one.known)}" if one.known and last and one.known >= last else ""
    other = f"the public record of {long_date(one.known_on)} gave:" if one.known_on else ""
    return "; ".join(filter(None, (since, other)))


def _other(one: Judged) -> list[DayVerdict]:
    """The verdicts of the public record of its day that differ; all of them where one is missing from it."""
    now, seen = told(one.then), told(one.known_then)
    other = {key for key, boxes in seen.items() if now.get(key) != boxes or set(now) - set(seen)}
    return [found for found in one.known_then if (found.bearer, found.recipient, found.verdict) in other]


def _then(page: Page, corpus: Corpus, cells: Cells, label: str, verdicts: Sequence[DayVerdict]) -> None:
    """One line for each verdict with its cells; states are taken together, since origins tell them apart."""
    if not verdicts:
        page.item(label, "not judged, since the record does not say who got the data, or when")
    channels = {(one.bearer, one.recipient): one.of for one in verdicts}
    groups: dict[tuple[Any, ...], list[DayVerdict]] = {}
    for one in verdicts:
        alone = len(channels) == 1 or one.bearer in corpus.places or one.recipient in corpus.places
        groups.setdefault((None if alone else (one.bearer, one.recipient), one.verdict, one.basis), []).append(one)
    for (pair, verdict, basis), some in groups.items():
        count, of = sum(one.cells for one in some), channels[pair] if pair else sum(channels.values())
        who = f"{_who(corpus, pair[:1])} → {_who(corpus, pair[1:])}: " if pair else ""
        how_many = f"all {of:,} cells" if count == of else f"{count:,} of {of:,} cells"
        page.item(label, f"{who}{VERDICTS[verdict]}, {BASES[basis]}: {how_many}{_sometimes(some)}")
        for where in cells.say(merged([box for one in some for box in one.boxes])) if count < of else ():
            page.sub(where)


def _sometimes(some: Sequence[DayVerdict]) -> str:
    """On which of several possible days these verdicts were given, where not on all."""
    cells, throughout = sum(one.cells for one in some), sum(one.throughout for one in some)
    if cells == throughout:
        return ""
    also = f", {throughout:,} of them on every possible day" if throughout else ""
    return f"{also}, if it was {_listed([day for one in some for day in one.days])}"


def _listed(days: Iterable[Interval]) -> str:
    spans = union(map(span, days))
    return listed((span_words(one.start, one.end) for one in map(interval, spans)), "or") or "on a day not known"


def _cells(corpus: Corpus, one: Judged) -> Cells:
    """Says cells for the cases that ever spoke of the disclosure, on its last possible day."""
    deed, ends = one.disclosure, [days.end for days in one.days if days.end]
    cases = dict.fromkeys(id for channel in channels(corpus, deed) for id in channel.cases)
    whole = [0, 0, 0, 0]
    for box in _asked(corpus, deed):
        whole = [mask | more for mask, more in zip(whole, box, strict=True)]
    return Cells(
        corpus, max(ends) - timedelta(days=1) if ends else date.min, cases, (whole[0], whole[1], whole[2], whole[3])
    )


def _asked(corpus: Corpus, deed: Disclosure) -> list[Box]:
    """The cells of all channels of a disclosure."""
    boxes = [box for pair in pairs(deed) for box in cells_of(corpus, deed, *pair)]
    return merged(boxes) if boxes else []


def _who(corpus: Corpus, agents: Iterable[str | None]) -> str:
    return listed(short(corpus.agents, agent) for agent in agents if agent)


def _act(deed: Disclosure) -> str:
    return str(deed.action).replace("-", " ")


def _by(corpus: Corpus, holding: Holding) -> str:
    """The day and the ruling of a holding, with its case."""
    ruling = corpus.instruments[holding.by]
    case = corpus.cases.get(ruling.case)
    return f"{_said_on(corpus, holding)}, {ruling.title}{f', {case.short or case.title}' if case else ''}"


def _said_on(corpus: Corpus, holding: Holding) -> str:
    return when_text(holding.on or corpus.instruments[holding.by].start)


def not_stated(deed: Disclosure) -> list[str]:
    """The axes that no part of the scope of a disclosure names, in a reader's words.

    What is not stated is judged as everything on the axis.
    """
    words = {"object": "which data", "people": "about whom", "origin": "from which states", "purpose": "for what"}
    return [said for axis, said in words.items() if not any(getattr(part, axis) for part in deed.scope)]


# --- JSON and rows --------------------------------------------------------------


def disclosures_dict(corpus: Corpus) -> dict[str, Any]:
    """The disclosures as JSON, the verdicts of their day and what was said later as two keys."""
    return {
        "schema": 1,
        "disclosures": [_dict(corpus, one) for one in judged(corpus)],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def _dict(corpus: Corpus, one: Judged) -> dict[str, Any]:
    deed = one.disclosure
    return {
        "id": deed.id,
        "title": deed.title,
        "on": when_text(deed.on),
        "days": [_interval(days) for days in one.days],
        "action": str(deed.action),
        "bearer": list(deed.bearer),
        "recipient": list(deed.recipient),
        "scope": [{axis: list(getattr(part, axis)) for axis in AXES} for part in deed.scope],
        "not_stated": not_stated(deed),
        "contested": [{"question": f.question, "readings": [r.says for r in f.open]} for f in deed.contested],
        "verdict_of_its_day": [_verdict(corpus, found) for found in one.then],
        "said_later": [
            {
                "by": holding.by,
                "on": _said_on(corpus, holding),
                "says": holding.says,
                "sources": [c.source for c in holding.cites or corpus.instruments[holding.by].cites],
            }
            for holding in one.said_later
        ],
        "known": iso(one.known),
        "known_on": iso(one.known_on),
        "verdict_known_on_its_day": [_verdict(corpus, found) for found in one.known_then] or None,
        "confidence": str(deed.confidence),
        "sources": [cite.source for cite in deed.cites],
        "notes": deed.notes,
    }


def _verdict(corpus: Corpus, found: DayVerdict) -> dict[str, Any]:
    names = [f"{axis}s" if axis != "people" else axis for axis in AXES]
    return {
        "bearer": found.bearer,
        "recipient": found.recipient,
        "verdict": str(found.verdict),
        "basis": str(found.basis) if found.basis else None,
        "count": found.cells,
        "of": found.of,
        "throughout": found.throughout,
        "days": [_interval(days) for days in found.days],
        "cells": [
            {name: tree.members(mask) for name, tree, mask in zip(names, corpus.trees.values(), box, strict=True)}
            for box in found.boxes
        ],
        "because": list(found.because),
        "hinges_on": list(found.hinges_on),
    }


def _interval(days: Interval) -> dict[str, str | None]:
    return {"from": iso(days.start), "until": iso(days.end)}


def disclosures_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each disclosure, in the columns of `DISCLOSURE_COLUMNS`."""
    for one in judged(corpus):
        deed = one.disclosure
        yield {
            "id": deed.id,
            "title": deed.title,
            "on": when_text(deed.on),
            "action": str(deed.action),
            "bearer": " ".join(deed.bearer),
            "recipient": " ".join(deed.recipient),
            **{axis: " ".join(dict.fromkeys(t for part in deed.scope for t in getattr(part, axis))) for axis in AXES},
            "verdict_of_its_day": _counted(one.then),
            "said_later": " ".join(f"{_by(corpus, holding)}: {holding.says}" for holding in one.said_later),
            "known": one.known,
            "verdict_known_on_its_day": _counted(one.known_then),
            "confidence": str(deed.confidence),
            "sources": " ".join(cite.source for cite in deed.cites),
        }


def _counted(verdicts: Iterable[DayVerdict]) -> str:
    """How many cells had each verdict; on an imprecise day one cell may have had several."""
    counts: dict[Verdict, int] = {}
    for one in verdicts:
        counts[one.verdict] = counts.get(one.verdict, 0) + one.cells
    return "; ".join(f"{verdict} {count}" for verdict, count in counts.items())
