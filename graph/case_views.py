"""Cases that can be read: the list with its labels, and one case as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .cases import STATUS, papers, plaintiffs, posture, status_on, when_text
from .chains import Chain, Link
from .corpus import Corpus
from .labels import Label, label_of
from .model import Case, Instrument, Norm, Tier
from .page import Page
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
from .words import listed, long_date

CASE_COLUMNS = ("id", "title", "court", "docket_number", "filed", "status", "label", "plaintiffs", "checked")
DOCKET_COLUMNS = ("on", "entry_number", "what", "instrument", "step", "answers", "disposition", "sources")


def day_of(corpus: Corpus, case: Case, on: date | None) -> date | None:
    """The day asked, or the one on which the case was last checked."""
    checked = case.checked.latest
    return on or (corpus.no_later(checked) if checked else None)


# --- the list ---------------------------------------------------------------------


def case_rows(corpus: Corpus, on: date | None = None) -> Iterator[dict[str, Any]]:
    """One row for each case, its status and label on a day or else on the one it was last checked."""
    for case in corpus.cases.values():
        at = day_of(corpus, case, on)
        yield {
            "id": case.id,
            "title": case.title,
            "court": case.court,
            "docket_number": case.docket_number,
            "filed": when_text(case.filed),
            "status": posture(corpus, case, at) if at else "",
            "label": label_of(corpus, case, at, hides=False).text(corpus) if at else "",
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
        page.item("Court", f"{row['court']}, {row['docket_number']}, filed {row['filed']}")
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


# --- one case as a page -----------------------------------------------------------------


def case_text(
    corpus: Corpus, case: Case, on: date | None = None, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """A case as a page, on a day or when last checked."""
    page = Page(width, colour=colour, markdown=markdown)
    at = day_of(corpus, case, on)
    _head(page, corpus, case, at)
    if at:
        _label(page, corpus, label_of(corpus, case, at))
        _posture(page, corpus, posture_on(corpus, case, at))
        _parties(page, corpus, members(corpus, case, at))
    _ties(page, corpus, case, at)
    page.gap()
    for one in papers(corpus, case):
        _paper(page, corpus, one, at)
    _chains(page, case_chains(corpus, case, at))
    if case.docket:
        page.gap()
        page.text("Also on the docket")
        for line in case.docket:
            page.text(f"{line.on}  {line.what}", indent=2, hanging=2)
    _doubts(page, corpus, case)
    page.gap()
    page.foot(corpus)
    return str(page)


def _head(page: Page, corpus: Corpus, case: Case, at: date | None) -> None:
    page.heading(case.title)
    if case.id in corpus.notes:
        page.item("Note", str(corpus.notes[case.id]))
    judge = posture_on(corpus, case, at).judge if at else case.judge
    page.item("Court", f"{case.court}, {case.docket_number}{f', {judge}' if judge else ''}")
    page.item("Filed", f"{when_text(case.filed)}; last checked {case.checked}")
    if at:
        page.item("Status", f"on {long_date(at)}: {posture(corpus, case, at)}")


def _label(page: Page, corpus: Corpus, label: Label) -> None:
    """The label a tracker would give, why, and what it hides."""
    page.item("Label", f"a tracker would say: {label.text(corpus)}")
    for reason in label.why:
        page.sub(reason)
    for n, hidden in enumerate(label.hides):
        page.item("Hides" if n == 0 else "", f"{hidden.sentence(corpus)}:")
        for cells in hidden.cells:
            page.sub(cells)


def _posture(page: Page, corpus: Corpus, found: Posture) -> None:
    if found.last_ruling:
        page.item("Last ruled", f"{found.last_ruling.title}, {when_text(found.last_ruling.start)}")
    for chain in found.pending:
        what = chain.motion.text if chain.motion else f"the motion of entry {chain.number}"
        page.item("Pending", f"{what}{f', since {chain.motion.on}' if chain.motion else ''}")
    for stay in found.stayed:
        page.item("Stayed", f"{stay.paper.title}, by {stay.by.title}{_perhaps(stay.state)}")
    for appeal in found.on_appeal:
        number = f", {appeal.paper.citation}" if appeal.paper.citation else ""
        ruling = corpus.instruments[appeal.of].title if appeal.of in corpus.instruments else appeal.of
        page.item("On appeal", f"{ruling}: {appeal.paper.title}{number}{_perhaps(appeal.pending)}")
    if found.carried_forward_from:
        page.item("Checked", f"last on {long_date(found.carried_forward_from)}; what follows is carried forward")


def _perhaps(state: str) -> str:
    return " (perhaps)" if state == "possible" else ""


def _parties(page: Page, corpus: Corpus, found: list[Member]) -> None:
    for one in found:
        party = one.party
        who = listed(corpus.agents.label(agent) for agent in party.agent) or party.name
        joined = f", joined {when_text(party.joined)}" if party.joined else ""
        left = f", left {one.left}" if one.left else ""
        doubt = " (sources differ)" if party.under else ""
        then = " (not on this day)" if one.state == "never" else ""
        page.item(party.role.capitalize(), f"{who}{joined}{left}{doubt}{then}")


def _ties(page: Page, corpus: Corpus, case: Case, at: date | None) -> None:
    """Appeals up and down, and the cases that hang together with this one."""
    for id in origins(corpus, case):
        page.item("Came from", f"{corpus.cases[id].title if id in corpus.cases else id}")
    for one in appeals(corpus, case, at) if at else ():
        until = f" until {one.until}" if one.until else ""
        page.item("Appeal", f"{one.paper.title}, {one.paper.citation or 'number not known'}, {one.since}{until}")
    for tie in relatives(corpus, case):
        page.item(tie.how.capitalize(), f"{tie.title}{f', since {tie.since}' if tie.since else ''}")


def _paper(page: Page, corpus: Corpus, one: Instrument, at: date | None) -> None:
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


def _chains(page: Page, found: list[Chain]) -> None:
    """Each motion with what answered it."""
    if found:
        page.gap()
        page.text("Motions, and what became of them")
    for chain in found:
        what = f"{chain.motion.on}  {chain.motion.text}" if chain.motion else f"entry {chain.number}, not on record"
        became = str(chain.ruling.disposition) if chain.ruling else "pending"
        page.text(f"{what} [{became}]", indent=2, hanging=2)
        for link in chain.links:
            inferred = " (inferred: no number is given)" if link.inferred else ""
            page.text(f"{link.line.on}  {link.step}: {link.line.text}{inferred}", indent=4, hanging=2)


def _doubts(page: Page, corpus: Corpus, case: Case) -> None:
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
