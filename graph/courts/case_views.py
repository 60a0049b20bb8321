"""Cases as tables and as JSON: the list with its labels, and one case as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..corpus import Corpus
from ..court_names import court_cited
from ..model import Case, Instrument, Norm
from ..text.page import Page
from ..text.words import long_date
from .cases import day_of, papers, plaintiffs, posture, status_on, when_text
from .chains import Chain, Link
from .labels import label_of
from .proceedings import (
    Appeal,
    Member,
    Posture,
    appeals,
    case_chains,
    members,
    origins,
    posture_on,
    relatives,
)

CASE_COLUMNS = (
    "id", "title", "court", "judge", "docket_number", "filed", "status", "label", "plaintiffs", "checked",
)  # fmt: skip
DOCKET_COLUMNS = ("on", "entry_number", "what", "instrument", "step", "answers", "disposition", "sources")


# --- the list ---------------------------------------------------------------------


def case_rows(corpus: Corpus, on: date | None = None, *, hides: bool = False) -> Iterator[dict[str, Any]]:
    """One row for each case, its status and label on a day or else on the one it was last checked.

    With `hides`, each row also says in a line what the label hides, which takes longer.
    """
    for case in corpus.cases.values():
        at = day_of(corpus, case, on)
        label = label_of(corpus, case, at, hides=hides) if at else None
        hidden = {"hides": "; ".join(one.sentence(corpus) for one in label.hides) if label else ""} if hides else {}
        yield hidden | {
            "id": case.id,
            "title": case.title,
            "court": case.court,
            "judge": case.judge,
            "docket_number": case.docket_number,
            "filed": when_text(case.filed),
            "status": posture(corpus, case, at) if at else "",
            "label": label.text(corpus) if label else "",
            "plaintiffs": sum(len(party.agent) or 1 for party in plaintiffs(case)),
            "checked": str(case.checked),
        }


def cases_dict(corpus: Corpus, on: date | None = None) -> dict[str, Any]:
    """The cases as JSON."""
    return {
        "schema": 1,
        "on": on.isoformat() if on else None,
        "cases": list(case_rows(corpus, on)),
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def cases_text(
    corpus: Corpus, on: date | None = None, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The cases as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    for row in case_rows(corpus, on):
        day = f"on {long_date(on)}; last checked {row['checked']}" if on else f"on {row['checked']}, when last checked"
        page.heading(f"{row['id'].removeprefix('cases/')} · {row['title']}")
        page.item("Court", f"{court_cited(row['court'])}, {row['docket_number']}, filed {row['filed']}")
        page.item("Status", f"{row['status']} ({day})")
        page.item("Label", row["label"])
        page.gap()
    page.foot(corpus)
    return str(page)


# --- one case as data ---------------------------------------------------------------


def docket_rows(corpus: Corpus, case: Case) -> Iterator[dict[str, Any]]:
    """One row for each line of the docket and each paper of the case, by day, with its place in a chain."""
    answered = {
        (link.line.number, link.line.id, link.line.text): (chain, link)
        for chain in case_chains(corpus, case)
        for link in chain.links
    }
    lines = [
        {
            "on": str(entry.on),
            "entry_number": entry.entry_number,
            "what": entry.what,
            "instrument": entry.instrument,
            **_place(answered.get((entry.entry_number, entry.instrument, entry.what))),
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
            **_place(answered.get((one.entry_number, one.id, one.title))),
            "sources": " ".join(cite.source for cite in one.cites),
        }
        for one in papers(corpus, case)
    ]
    yield from sorted(lines, key=lambda line: line["on"])


def _place(found: tuple[Chain, Link] | None) -> dict[str, str]:
    """The columns that say where a line stands in a chain."""
    if found is None:
        return {"step": "", "answers": "", "disposition": ""}
    chain, link = found
    return {"step": str(link.step), "answers": chain.number, "disposition": str(link.disposition or "")}


def case_dict(corpus: Corpus, case: Case, on: date | None = None) -> dict[str, Any]:
    """A case as JSON, on a day or else when last checked.

    Beside what the file says (`title`, `parties`, `papers`, `docket`, `contested`,
    `open_questions`): `label` with `why` and `hides`, `posture`, `chains`,
    `appeals`, `origins` and `related`, as `labels` and `proceedings` define them.
    """
    at = day_of(corpus, case, on)
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
        **(_standing(corpus, case, at) if at else {}),
        "chains": [chain_dict(chain) for chain in case_chains(corpus, case, at)],
        "origins": origins(corpus, case),
        "related": [
            {"case": one.case, "title": one.title, "how": one.how, "since": one.since or None, "said_by": one.said_by}
            for one in relatives(corpus, case)
        ],
        "papers": [_paper_dict(corpus, one, at) for one in papers(corpus, case)],
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


def _standing(corpus: Corpus, case: Case, at: date) -> dict[str, Any]:
    """What only a day can tell: label, posture, appeals, parties."""
    found = posture_on(corpus, case, at)
    return {
        "judge": found.judge,
        "label": label_of(corpus, case, at).to_dict(corpus),
        "posture": posture_dict(found),
        "appeals": [appeal_dict(one) for one in appeals(corpus, case, at)],
        "parties": [_party_dict(one) for one in members(corpus, case, at)],
    }


def chain_dict(chain: Chain) -> dict[str, Any]:
    """A chain as JSON: the motion, what became of it (`pending` while nothing has), and its links in order."""
    return {
        "number": chain.number,
        "motion": chain.motion.text if chain.motion else None,
        "filed": str(chain.motion.on) if chain.motion else None,
        "disposition": str(chain.ruling.disposition) if chain.ruling else "pending",
        "links": [
            {
                "step": str(link.step), "on": str(link.line.on), "entry_number": link.line.number,
                "what": link.line.text, "instrument": link.line.id,
                "disposition": str(link.disposition) if link.disposition else None,
                "inferred": link.inferred, "why": link.why,
            }
            for link in chain.links
        ],
    }  # fmt: skip


def appeal_dict(one: Appeal) -> dict[str, Any]:
    """An appeal as JSON: what it is from, in which court, since and until when, and whether it was pending."""
    return {
        "id": one.paper.id,
        "title": one.paper.title,
        "number": one.paper.citation,
        "of": one.of,
        "below": one.below,
        "case": one.case,
        "since": one.since,
        "until": one.until or None,
        "pending": one.pending,
        "depth": one.depth,
    }


def posture_dict(found: Posture) -> dict[str, Any]:
    """A posture as JSON: motions pending, last ruling, what is in force, stayed and on appeal, by id."""
    return {
        "pending": [chain.number for chain in found.pending],
        "last_ruling": found.last_ruling.id if found.last_ruling else None,
        "in_force": [{"id": one.id, "state": state} for one, state in found.in_force],
        "stayed": [{"id": one.paper.id, "by": one.by.id, "state": one.state} for one in found.stayed],
        "on_appeal": [{"id": one.paper.id, "of": one.of, "state": one.pending} for one in found.on_appeal],
        "carried_forward_from": found.carried_forward_from.isoformat() if found.carried_forward_from else None,
    }


def _party_dict(one: Member) -> dict[str, Any]:
    party = one.party
    return {
        "role": party.role,
        "agents": list(party.agent),
        "name": party.name,
        "joined": one.joined,
        "left": one.left or None,
        "state": one.state,
        "doubtful": dict(party.under) or None,
    }


def _paper_dict(corpus: Corpus, one: Instrument, at: date | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": str(one.kind),
        "from": when_text(one.start),
        "until": when_text(one.end) or None,
        "status": status_on(corpus, one, at) if at else None,
        "norms": [_norm_dict(one, norm) for norm in one.norms],
        "effects": [{"verb": str(effect.verb), "target": effect.target} for effect in one.effects],
    }


def _norm_dict(one: Instrument, norm: Norm) -> dict[str, Any]:
    return {"id": f"{one.id}#{norm.id}", "modality": str(norm.modality), "says": norm.says}
