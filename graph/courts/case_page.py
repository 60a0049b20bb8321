"""One case as a page: its label and what that hides, posture, parties, papers, motions, docket, doubts."""

from __future__ import annotations

from datetime import date

from ..corpus import Corpus
from ..court_names import court_cited
from ..model import Case, Instrument
from ..text.page import Page
from ..text.words import listed, long_date
from .cases import comes_after, day_of, papers, posture, status_words, when_text
from .chains import Chain
from .labels import Label, label_of
from .proceedings import Member, Posture, appeals, case_chains, members, origins, posture_on, relatives


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
            later = " [after this day]" if at and comes_after(str(line.on), at) else ""
            page.text(f"{line.on}  {line.what}{later}", indent=2, hanging=2)
    _doubts(page, corpus, case)
    page.gap()
    page.foot(corpus)
    return str(page)


def _head(page: Page, corpus: Corpus, case: Case, at: date | None) -> None:
    page.heading(case.title)
    if case.id in corpus.notes:
        page.item("Note", str(corpus.notes[case.id]))
    judge = posture_on(corpus, case, at).judge if at else case.judge
    page.item("Court", f"{court_cited(case.court)}, {case.docket_number}{f', {judge}' if judge else ''}")
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
        page.item("Pending", f"{chain}; {chain.became}")
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
    words = status_words(corpus, one, at) if at else ""
    state = f" [{words}]" if words else ""
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
        page.text(f"{what} [{chain.became}]", indent=2, hanging=2)
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
