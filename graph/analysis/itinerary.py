"""Paths of data that can be read: as text, Markdown, JSON or rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..corpus import Corpus
from ..model import Instrument
from ..text.data import iso
from ..text.page import Page
from ..text.words import VERDICTS, Cells, listed, long_date, short, span_words
from .paths import Hop, Path

PATH_COLUMNS = (
    "hop", "bearer", "recipient", "action", "purpose", "ready", "day", "verdict", "open_cells", "cells", "because",
    "why",
)  # fmt: skip


def why(found: Path, hop: Hop) -> str:
    """Why a hop was open on its day, or never, in a few words: the verdicts and the papers they rest on."""
    papers = listed(dict.fromkeys(_paper(found.journey.corpus, reason.instrument) for reason in hop.because))
    said = listed(VERDICTS[one] for one in hop.verdicts) + (f", by {papers}" if papers else ", nothing speaks of it")
    if hop.day:
        return said
    share = f"; {hop.open_cells} of {hop.cells} cells could pass" if hop.open_cells else ""
    end = long_date(found.journey.end)
    return f"not open on {long_date(hop.ready)} and on no later day before {end}: {said}{share}"


def _paper(corpus: Corpus, one: Instrument) -> str:
    case = corpus.cases.get(one.case)
    return f"“{one.title}”{f' in {case.short or case.title}' if case else ''}"


def travels(found: Path) -> str:
    """What travels, and which verdicts let it pass, in two sentences."""
    journey = found.journey
    cases = {id: None for hop in found.hops for id in hop.channel.cases}
    cells = Cells(journey.corpus, journey.start, cases, journey.cells).say([journey.cells])
    passing = listed((VERDICTS[one] for one in VERDICTS if one in journey.passing), "or")
    return f"What travels: {'; '.join(cells)}. A hop is open when all of it is {passing}."


def outcome(found: Path) -> str:
    """When the data could arrive, or at which hop they could not go on, in a sentence."""
    closed, agents = found.closed, found.journey.corpus.agents
    if not closed:
        return f"The data could arrive on {long_date(found.hops[-1].day or found.journey.end)} at the earliest."
    at = f"from {short(agents, closed.bearer)} to {short(agents, closed.recipient)}"
    return f"No path: hop {found.hops.index(closed) + 1}, {at}, was never open."


def path_rows(found: Path) -> Iterator[dict[str, Any]]:
    """One row for each hop, in the columns of `PATH_COLUMNS`."""
    for n, hop in enumerate(found.hops, 1):
        yield {
            "hop": n,
            "bearer": hop.bearer,
            "recipient": hop.recipient,
            "action": str(hop.channel.action),
            "purpose": hop.purpose,
            "ready": hop.ready,
            "day": hop.day,
            "verdict": " ".join(hop.verdicts),
            "open_cells": hop.open_cells,
            "cells": hop.cells,
            "because": " ".join(reason.id for reason in hop.because),
            "why": why(found, hop),
        }


def path_dict(found: Path) -> dict[str, Any]:
    """The path as JSON, schema 1."""
    journey, closed = found.journey, found.closed
    return {
        "schema": 1,
        "from": journey.start.isoformat(),
        "until": journey.end.isoformat(),
        "passing": [str(one) for one in VERDICTS if one in journey.passing],
        "arrives": iso(found.arrives),
        "closed_at": found.hops.index(closed) + 1 if closed else None,
        "hops": [row | {key: iso(row[key]) for key in ("ready", "day")} for row in path_rows(found)],
        "corpus": {"version": journey.corpus.version, "digest": journey.corpus.digest},
    }


def path_text(found: Path, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The path as a page: each hop with its day and the norm that allowed or forbade it."""
    journey, corpus = found.journey, found.journey.corpus
    page = Page(width, colour=colour, markdown=markdown)
    agents = [found.hops[0].bearer, *(hop.recipient for hop in found.hops)]
    page.heading(
        f"{' → '.join(short(corpus.agents, one) for one in agents)} · {span_words(journey.start, journey.end)}"
    )
    page.gap()
    page.text(travels(found))
    page.gap()
    for n, hop in enumerate(found.hops, 1):
        deed = str(hop.channel.action).replace("-", " ")
        ends = f"{short(corpus.agents, hop.bearer)} → {short(corpus.agents, hop.recipient)}"
        page.numbered(n, f"{ends}, {deed}, for {corpus.trees['purpose'].label(hop.purpose)}")
        page.sub(f"open on {long_date(hop.day)}: {why(found, hop)}" if hop.day else why(found, hop))
    page.gap()
    page.text(outcome(found))
    page.foot(corpus)
    return str(page)
