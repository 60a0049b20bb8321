"""Cases as they stood on a day: parties, papers in force, docket, what is open.

A case's status is computed from its papers and never stored.  One label
cannot carry it: an order may bar nine categories and leave six.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .corpus import Corpus
from .dates import covers
from .finding import PERMISSIONS
from .model import Case, Instrument, Modality, Norm, Party, Role, Tier, When
from .operative import Lifecycles, worlds
from .page import Page
from .words import listed, long_date

CASE_COLUMNS = ("id", "title", "court", "docket_number", "filed", "status", "plaintiffs", "checked")
DOCKET_COLUMNS = ("on", "entry_number", "what", "instrument", "sources")

STATUS = {
    "certain": "in force",
    "possible": "perhaps in force",
    "never": "not in force",
}


# By whether the orders in force bar something, and whether they free something.
_LABELS = {
    (True, True): "blocked in part, allowed in part",
    (True, False): "blocked",
    (False, True): "allowed",
    (False, False): "pending",
}


def when_text(when: When | None) -> str:
    """A date of the record as it is written: every open reading, or the condition.

    >>> when_text(When.on("2031-05-2X")), when_text(None)
    ('2031-05-2X', '')
    """
    if when is None:
        return ""
    if when.first_of:
        return "on a condition"
    return " or ".join(str(reading.is_) for reading in when.readings if not reading.rejected)


def status_on(corpus: Corpus, one: Instrument, on: date, norm: Norm | None = None) -> str:
    """Whether an instrument, or one norm of it, was operative on a day: `certain`, `possible` or `never`."""
    lives = Lifecycles(corpus)
    doubts = lives.norm_doubts(one, norm) if norm else lives.doubts(one.id)
    spans = (lives.norm(one, norm, world) if norm else lives.operative(one.id, world) for world in worlds(doubts))
    held = {covers(days, on.toordinal()) for days in spans}
    return "possible" if len(held) > 1 else "certain" if True in held else "never"


def posture(corpus: Corpus, case: Case, on: date) -> str:
    """A case's status in words: what its papers in force do, with the partial ones said to be partial."""
    speaking = [
        (one, norm, state)
        for one in papers(corpus, case)
        if one.tier is Tier.RULING
        for norm in one.norms
        if (state := status_on(corpus, one, on, norm)) != "never"
    ]
    if not speaking:
        closed = case.closed and when_text(case.closed)
        return f"closed {closed}" if closed else "pending; no order in force"
    does = {norm.modality for _, norm, state in speaking if state == "certain"}
    doubtful = any(status_on(corpus, one, on) == "possible" for one, _, _ in speaking)
    bars, frees = Modality.PROHIBITS in does, bool(PERMISSIONS & does)
    words = _LABELS[bars, frees]
    return words + ("; further order perhaps in force" if doubtful else "")


def papers(corpus: Corpus, case: Case) -> list[Instrument]:
    """The instruments of a case, by their first day."""
    mine = [one for one in corpus.instruments.values() if one.case == case.id]
    return sorted(mine, key=lambda one: (_first_day(one), one.id))


def _first_day(one: Instrument) -> date:
    days = [reading.is_.earliest for reading in one.start.readings if reading.is_.earliest and not reading.rejected]
    return min(days, default=date.min)


def plaintiffs(case: Case) -> list[Party]:
    """The parties that sue."""
    return [party for party in case.parties if party.role is Role.PLAINTIFF]


def case_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each case, its status on the day it was last checked."""
    for case in corpus.cases.values():
        checked = case.checked.latest
        yield {
            "id": case.id,
            "title": case.title,
            "court": case.court,
            "docket_number": case.docket_number,
            "filed": when_text(case.filed),
            "status": posture(corpus, case, corpus.no_later(checked)) if checked else "",
            "plaintiffs": sum(len(party.agent) or 1 for party in plaintiffs(case)),
            "checked": str(case.checked),
        }


def cases_dict(corpus: Corpus) -> dict[str, Any]:
    """The cases as JSON."""
    return {
        "schema": 1,
        "cases": list(case_rows(corpus)),
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def cases_text(corpus: Corpus, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The cases as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    for row in case_rows(corpus):
        page.heading(f"{row['id'].removeprefix('cases/')} · {row['title']}")
        page.item("Court", f"{row['court']}, {row['docket_number']}, filed {row['filed']}")
        page.item("Status", f"{row['status']} (on {row['checked']}, when last checked)")
        page.gap()
    page.foot(corpus)
    return str(page)


def docket_rows(corpus: Corpus, case: Case) -> Iterator[dict[str, Any]]:
    """One row for each line of the docket and each paper of the case, by day."""
    lines = [
        {
            "on": str(entry.on),
            "entry_number": entry.entry_number,
            "what": entry.what,
            "instrument": entry.instrument,
            "sources": " ".join(cite.source for cite in entry.cites),
        }
        for entry in case.docket
    ]
    lines += [
        {
            "on": when_text(one.start),
            "entry_number": one.entry_number,
            "what": one.title,
            "instrument": one.id,
            "sources": " ".join(cite.source for cite in one.cites),
        }
        for one in papers(corpus, case)
    ]
    yield from sorted(lines, key=lambda line: line["on"])


def _norm_dict(one: Instrument, norm: Norm) -> dict[str, Any]:
    return {"id": f"{one.id}#{norm.id}", "modality": str(norm.modality), "says": norm.says}


def case_dict(corpus: Corpus, case: Case, on: date | None = None) -> dict[str, Any]:
    """A case as JSON; with a day, the status of each paper on it."""
    at = on or case.checked.latest
    return {
        "schema": 1,
        "id": case.id,
        "title": case.title,
        "court": case.court,
        "docket_number": case.docket_number,
        "judge": case.judge,
        "filed": when_text(case.filed),
        "closed": when_text(case.closed) or None,
        "checked": str(case.checked),
        "on": at.isoformat() if at else None,
        "status": posture(corpus, case, at) if at else None,
        "parties": [
            {
                "role": party.role,
                "agents": list(party.agent),
                "name": party.name,
                "joined": when_text(party.joined) or when_text(case.filed),
                "left": when_text(party.left) or None,
                "doubtful": dict(party.under) or None,
            }
            for party in case.parties
        ],
        "papers": [
            {
                "id": one.id,
                "title": one.title,
                "kind": str(one.kind),
                "from": when_text(one.start),
                "until": when_text(one.end) or None,
                "status": status_on(corpus, one, at) if at else None,
                "norms": [_norm_dict(one, norm) for norm in one.norms],
                "effects": [{"verb": str(effect.verb), "target": effect.target} for effect in one.effects],
            }
            for one in papers(corpus, case)
        ],
        "docket": list(docket_rows(corpus, case)),
        "contested": [
            {
                "fact": f"{case.id}#{fact.id}",
                "question": fact.question,
                "readings": [{"says": r.says, "rejected": r.rejected or None} for r in fact.readings],
            }
            for fact in case.contested
        ],
        "open_questions": list(case.open_questions),
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def case_text(
    corpus: Corpus, case: Case, on: date | None = None, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """A case as a page, on a day or when last checked."""
    page = Page(width, colour=colour, markdown=markdown)
    at = on or case.checked.latest
    page.heading(case.title)
    if case.id in corpus.notes:
        page.item("Note", str(corpus.notes[case.id]))
    page.item("Court", f"{case.court}, {case.docket_number}{f', {case.judge}' if case.judge else ''}")
    page.item("Filed", f"{when_text(case.filed)}; last checked {case.checked}")
    if at:
        page.item("Status", f"on {long_date(at)}: {posture(corpus, case, at)}")
    for party in case.parties:
        who = listed(corpus.agents.label(agent) for agent in party.agent) or party.name
        joined = f", joined {when_text(party.joined)}" if party.joined else ""
        doubt = " (sources differ)" if party.under else ""
        page.item(party.role.capitalize(), f"{who}{joined}{doubt}")
    page.gap()
    for one in papers(corpus, case):
        state = f" [{STATUS[status_on(corpus, one, at)]}]" if at and one.tier is not Tier.FILING else ""
        entry = f", ECF {one.entry_number}" if one.entry_number else ""
        page.text(f"{when_text(one.start)}  {one.title}{entry}{state}", hanging=2)
        if one.id in corpus.notes:
            page.text(f"Note: {corpus.notes[one.id]}", indent=4, hanging=2)
        for norm in one.norms:
            page.text(f"{norm.modality}: {norm.says}", indent=4, hanging=2)
        for effect in one.effects:
            perhaps = " (sources differ)" if effect.under else ""
            page.text(f"{effect.verb} {effect.target}{perhaps}", indent=4, hanging=2)
    if case.docket:
        page.gap()
        page.text("Also on the docket")
        for line in case.docket:
            page.text(f"{line.on}  {line.what}", indent=2, hanging=2)
    facts = [*case.contested, *(fact for one in papers(corpus, case) for fact in one.contested)]
    if facts:
        page.gap()
        page.text("On which sources differ")
        for fact in facts:
            page.text(fact.question, indent=2, hanging=2)
            for reading in fact.readings:
                no = f" — set aside: {reading.rejected}" if reading.rejected else ""
                page.text(f"· {reading.says}{no}", indent=4, hanging=2)
    if case.open_questions:
        page.gap()
        page.text("Not known")
        for question in case.open_questions:
            page.text(f"· {question}", indent=2, hanging=2)
    page.gap()
    page.foot(corpus)
    return str(page)
