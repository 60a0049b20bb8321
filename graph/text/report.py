"""Answers that can be read: as a sentence, a page of text, Markdown, JSON, rows or HTML.

One-way readings of an answer, a timeline or changes.  What is said here is
only what was found there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from ..boxes import Box, merged
from ..corpus import Corpus
from ..model import Cite, DateReading, Instrument, Read, Source, SourceTier, Tier, Verdict, When
from ..reasoning.finding import Defeat, Finding, Hinge, Reason
from ..reasoning.question import Question
from ..reasoning.reason import Answer, Region
from ..reasoning.timeline import next_change
from .page import DISCLAIMER, Page
from .words import (
    BASES,
    CONFIDENCE,
    VERDICTS,
    Cells,
    deed,
    listed,
    long_date,
    readings_told,
    short,
    span_words,
    waits_for,
)

_ROLES = {"decides": "Decided by", "relied on": "Relying on", "extends": "Extended by", "reinstates": "Revived by"}


@dataclass(frozen=True)
class Group:
    """Regions that a reader wants together: one verdict, for the same reasons.

    Regions of a group may differ in what else they set aside and in how long
    they last; `cells` says each set of cells in words, with its days.
    """

    regions: tuple[Region, ...]
    cells: tuple[tuple[str, date | None, date | None], ...]

    @property
    def found(self) -> Finding:
        """The finding of the first; they share verdict, basis, deciders and hinges."""
        return self.regions[0].finding

    @property
    def because(self) -> list[Reason]:
        """The reasons of all, each once."""
        return list({(r.id, r.role): r for region in self.regions for r in region.finding.because}.values())

    def role(self, reason: Reason) -> str:
        """What a reason does, as a label; what decides in some readings only, only may."""
        if reason.role == "decides" and self.found.hinges_on:
            return "Perhaps by"
        return _ROLES.get(reason.role, reason.role)

    @property
    def defeated(self) -> dict[str, list[str]]:
        """The titles of the papers set aside, by why."""
        out: dict[str, dict[str, None]] = {}
        for defeat in self.defeats:
            out.setdefault(defeat.why, {})[defeat.norm.instrument.title] = None
        return {why: list(titles) for why, titles in out.items()}

    @property
    def defeats(self) -> list[Defeat]:
        """The norms set aside, each once, with which other did it and why."""
        every = (defeat for region in self.regions for defeat in region.finding.defeated)
        return list({(defeat.norm.id, defeat.why): defeat for defeat in every}.values())

    @property
    def contested_by(self) -> list[str]:
        """The cases that contest any."""
        return list(dict.fromkeys(case for region in self.regions for case in region.finding.contested_by))

    @property
    def hinges(self) -> list[Hinge]:
        """The facts on which they hinge, each reading with every verdict it gives among them."""
        out: dict[str, Hinge] = {}
        for region in self.regions:
            for hinge in region.finding.hinges_on:
                seen = dict(out[hinge.fact].readings) if hinge.fact in out else {}
                readings = tuple(
                    (says, tuple(dict.fromkeys((*seen.get(says, ()), *vs)))) for says, vs in hinge.readings
                )
                out[hinge.fact] = Hinge(hinge.fact, hinge.question, readings)
        return list(out.values())

    @property
    def matters_not(self) -> list[str]:
        """The doubts that touch them and turn nothing."""
        every = (hinge.question for region in self.regions for hinge in region.finding.matters_not)
        return list(dict.fromkeys(every))

    @property
    def stale(self) -> date | None:
        """The day from which they are carried forward."""
        return self.regions[0].carried_forward_from


def grouped(answer: Answer) -> list[Group]:
    """The regions of an answer by verdict and deciding reasons, each group with its cells in words."""
    say = Cells(answer.corpus, answer.question.on, answer.cases, answer.masks)
    groups: dict[Any, list[Region]] = {}
    for region in answer.regions:
        found = region.finding
        hinges = tuple(hinge.fact for hinge in found.hinges_on)
        # Where a fact turns the verdict, the reader wants the fact; the proof shows which norms speak.
        key = found.verdict, found.basis, hinges or found.deciders, region.carried_forward_from
        groups.setdefault(key, []).append(region)
    out = []
    for regions in groups.values():
        runs: dict[tuple[date | None, date | None], list[Box]] = {}
        for region in regions:
            runs.setdefault((region.since, region.until), []).append(_box(answer.corpus, region))
        cells = [(where, *run) for run, boxes in runs.items() for where in say.say(merged(boxes))]
        out.append(Group(tuple(regions), tuple(cells)))
    return out


def _box(corpus: Corpus, region: Region) -> Box:
    objects, people, origins, purposes = corpus.trees.values()
    return (
        objects.masks(region.objects),
        people.masks(region.people),
        origins.masks(region.origins),
        purposes.masks(region.purposes),
    )


# --- one or two sentences -----------------------------------------------------


def summary(answer: Answer) -> str:
    """The answer in one or two sentences of plain English that can be printed."""
    corpus, question = answer.corpus, answer.question
    cells = Cells(corpus, question.on, answer.cases, answer.masks)
    groups = grouped(answer)
    opening = f"On {long_date(question.on)}"
    if question.known:
        opening += f", as far as the public record of {long_date(question.known)} showed"
    purpose = cells.why(answer.masks[3])
    by_verdict: dict[Verdict, list[Box]] = {}
    for region in answer.regions:
        by_verdict.setdefault(region.verdict, []).append(_box(corpus, region))
    if len(by_verdict) == 1:
        # "Could not share all" might be read as "could share some".
        every = "any " if {Verdict.PROHIBITED, Verdict.NO_KNOWN_AUTHORITY} & by_verdict.keys() else "all "
        said = f"{opening}, {_one_verdict(answer, groups, ' '.join(cells.say([answer.masks], every)), purpose)}"
    else:
        who = short(corpus.agents, question.bearer)
        act = deed(corpus, question.action, question.recipient)
        parts = [f"{VERDICTS[verdict]} for {_some(cells.say(merged(boxes)))}" for verdict, boxes in by_verdict.items()]
        said = f"{opening}, what {who} could {act} for {purpose} differed: {'; '.join(parts)}."
    stale = sorted({r.carried_forward_from for r in answer.regions if r.carried_forward_from})
    if stale:
        said += f" The record was last checked on {long_date(stale[0])}; this is carried forward from then."
    return said


def _some(where: Sequence[str]) -> str:
    """The first set of cells, and whether there are more."""
    return where[0] + (" and some other cells" if len(where) > 1 else "")


def _one_verdict(answer: Answer, groups: Sequence[Group], what: str, purpose: str) -> str:
    corpus, question = answer.corpus, answer.question
    who = short(corpus.agents, question.bearer)
    act = deed(corpus, question.action, question.recipient, what) + f" for {purpose}"
    found = groups[0].found
    papers = [_paper(corpus, one) for one in _deciders(groups)]
    paper = listed([*papers[:2], *([f"{len(papers) - 2} more"] if papers[2:] else [])])
    if found.verdict is Verdict.PROHIBITED:
        return f"{who} could not {act}: {paper} barred it."
    if found.verdict is Verdict.PERMITTED:
        must = "had to" if found.required else "could"
        return f"{who} {must} {act}, under {paper}."
    if found.verdict is Verdict.CLAIMED:
        doubt = (
            f"{_cases(corpus, found.contested_by)} contested it" if found.contested_by else "a statute stood against it"
        )
        return f"{who} claimed that it could {act}, under {paper}; {doubt} and no ruling in force decided it."
    if found.verdict is Verdict.UNSETTLED:
        hinges = dict.fromkeys(hinge.question for group in groups for hinge in group.hinges)
        said = f"it is unsettled whether {who} could {act}"
        return (
            f"{said}, since the sources do not settle: {' '.join(hinges)}" if hinges else f"{said}: {paper} left it so."
        )
    if answer.cases:
        return f"nothing on record allowed {who} to {act}. Silence is not permission."
    models = f"no case on record ({len(corpus.cases)} in all) speaks of this"
    return f"nothing on record allowed {who} to {act}. Silence is not permission: {models}."


def _deciders(groups: Sequence[Group]) -> list[Instrument]:
    out: dict[str, Instrument] = {}
    for group in groups:
        for reason in group.because:
            if reason.role == "decides":
                out.setdefault(reason.instrument.id, reason.instrument)
    return list(out.values())


def _paper(corpus: Corpus, one: Instrument, *, titled: bool = False) -> str:
    """An instrument with its day and its case, inside a sentence or as a title."""
    if one.tier is Tier.LAW:
        return one.title
    case = corpus.cases.get(one.case)
    where = f" in {case.short or case.title}" if case else ""
    open_ = _open(one.start)
    on = (
        f" of {long_date(open_[0].is_.earliest)}"
        if len(open_) == 1 and open_[0].is_.exact and open_[0].is_.earliest
        else ""
    )
    entry = f" (ECF {one.entry_number})" if one.entry_number else ""
    name = one.title if titled else f"the {_lower(one.title)}"
    return f"{name}{where}{on}{entry}"


def _open(when: When) -> list[DateReading]:
    return [reading for reading in when.readings if not reading.rejected]


def _lower(title: str) -> str:
    return title if title[1:2].isupper() or title[1:2] == "." else title[:1].lower() + title[1:]


def _cases(corpus: Corpus, ids: Iterable[str]) -> str:
    return listed(corpus.cases[id].short or corpus.cases[id].title for id in ids)


# --- JSON ---------------------------------------------------------------------


def to_dict(answer: Answer) -> dict[str, Any]:
    """The answer as JSON, schema 1."""
    corpus = answer.corpus
    return {
        "schema": 1,
        "question": answer.question.to_dict(),
        "summary": summary(answer),
        "regions": [_region(corpus, region) for region in answer.regions],
        "coverage": {"cases": list(answer.cases), "last_checked": iso(answer.last_checked)},
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def _region(corpus: Corpus, region: Region) -> dict[str, Any]:
    found = region.finding
    return {
        "verdict": str(found.verdict),
        "basis": str(found.basis) if found.basis else None,
        "required": found.required,
        "objects": list(region.objects),
        "people": list(region.people),
        "origins": list(region.origins),
        "purposes": list(region.purposes),
        "since": iso(region.since),
        "until": iso(region.until),
        "because": [_reason(corpus, reason) for reason in found.because],
        "defeated": [{"norm": defeat.norm.id, "by": defeat.by, "why": defeat.why} for defeat in found.defeated],
        "contested_by": list(found.contested_by),
        "hinges_on": [
            {
                "fact": hinge.fact,
                "question": hinge.question,
                "readings": [
                    {"says": says, "verdicts": [str(v) for v in verdicts]} for says, verdicts in hinge.readings
                ],
            }
            for hinge in found.hinges_on
        ],
        "confidence": str(found.confidence),
        "carried_forward_from": iso(region.carried_forward_from),
    }


def _reason(corpus: Corpus, reason: Reason) -> dict[str, Any]:
    return {
        "norm": reason.id if reason.norm else None,
        "instrument": reason.instrument.id,
        "role": reason.role,
        "cites": [_cite(corpus, cite) for cite in reason.cites],
    }


def _cite(corpus: Corpus, cite: Cite) -> dict[str, Any]:
    source = corpus.sources[cite.source]
    return {"source": cite.source, "url": source.url or None, "tier": str(source.tier), "pin": cite.pin or None}


def iso(on: date | None) -> str | None:
    """A day as JSON says it."""
    return on.isoformat() if on else None


# --- rows ---------------------------------------------------------------------

CELL = ("object", "people", "origin", "purpose")
COLUMNS = (
    "verdict", "basis", "required", "object", "people", "origin", "purpose", "since", "until",
    "because", "contested_by", "hinges_on", "confidence", "carried_forward_from",
)  # fmt: skip


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each cell asked about, in the columns of `COLUMNS`."""
    for region in answer.regions:
        found = region.finding
        shared = {
            "verdict": str(found.verdict),
            "basis": str(found.basis) if found.basis else "",
            "required": found.required,
            "since": region.since,
            "until": region.until,
            "because": " ".join(reason.id for reason in found.because),
            "contested_by": " ".join(found.contested_by),
            "hinges_on": " ".join(hinge.fact for hinge in found.hinges_on),
            "confidence": str(found.confidence),
            "carried_forward_from": region.carried_forward_from,
        }
        for object in region.objects:
            for people in region.people:
                for origin in region.origins:
                    for purpose in region.purposes:
                        cell = {"object": object, "people": people, "origin": origin, "purpose": purpose}
                        yield {column: (shared | cell)[column] for column in COLUMNS}


# --- text ---------------------------------------------------------------------


def text(answer: Answer, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The answer as a page: the sentence, the verdicts with their cells and proof, what ends next."""
    corpus, page = answer.corpus, Page(width, colour=colour, markdown=markdown)
    page.heading(title(corpus, answer.question))
    page.gap()
    page.text(summary(answer))
    papers: dict[str, list[Reason]] = {}
    for group in grouped(answer):
        page.gap()
        _group(page, corpus, group, papers)
    if papers:
        page.gap()
        page.heading("Papers", 3)
        for n, reasons in enumerate(papers.values(), 1):
            _paper_sources(page, corpus, n, reasons)
    page.gap()
    _ahead(page, answer)
    _coverage(page, answer)
    page.foot(corpus)
    return str(page)


def title(corpus: Corpus, question: Question, *, dated: bool = True) -> str:
    """The question in a line; without its day for what does not depend on it."""
    tree = corpus.agents
    parts = [short(tree, question.bearer)]
    if question.recipient:
        parts.append(f"→ {short(tree, question.recipient)}")
    parts.append(f"· {str(question.action).replace('-', ' ')}")
    for axis in ("object", "people"):
        id = getattr(question, axis)
        parts += [f"· {corpus.trees[axis].label(id)}"] if id else []
    if question.origin:
        parts.append(f"· {', '.join(question.origin)}")
    parts.append(f"· {corpus.trees['purpose'].label(question.purpose)}")
    if dated:
        parts.append(f"· {long_date(question.on)}")
    if question.known:
        parts.append(f"· as known on {long_date(question.known)}")
    return " ".join(parts)


def _group(page: Page, corpus: Corpus, group: Group, papers: dict[str, list[Reason]]) -> None:
    """One verdict; the papers it rests on are numbered in `papers`, to be listed once at the end."""
    found = group.found
    page.verdict(found.verdict, "as the sources do not settle a fact" if found.hinges_on else BASES[found.basis])
    for where, since, until in group.cells:
        page.item("For", where)
        page.sub(span_words(since, until))
    for reason in group.because:
        papers.setdefault(reason.instrument.id, []).append(reason)
        number = list(papers).index(reason.instrument.id) + 1
        page.item(group.role(reason), f"[{number}] {_named(corpus, reason)}.")
    against = "Against it" if found.verdict is Verdict.CLAIMED else "Set aside"
    for why, titles in group.defeated.items():
        page.item(against, f"{'; '.join(titles)} ({why})")
    if group.contested_by:
        page.item("Pending", _cases(corpus, group.contested_by))
    for hinge in group.hinges:
        page.item("Hinges on", hinge.question)
        for line in readings_told(hinge):
            page.sub(line)
    if group.matters_not:
        page.item("No matter", f"{' '.join(group.matters_not)} Every reading gives this answer.")
    page.item("Confidence", f"{found.confidence} ({CONFIDENCE[found.confidence]})")
    if group.stale:
        page.item("Carried", f"forward from {long_date(group.stale)}, when the sources were last checked")


def _named(corpus: Corpus, reason: Reason) -> str:
    case = corpus.cases.get(reason.instrument.case)
    said = f": {reason.norm.says.rstrip('.')}" if reason.norm else ""
    return f"{reason.instrument.title}{f', {case.short or case.title}' if case else ''}{said}"


# A page names so many sources for a paper, the nearest to it first; JSON has them all.
_SOURCES = 3


def _paper_sources(page: Page, corpus: Corpus, number: int, reasons: Sequence[Reason]) -> None:
    """A numbered paper with where it can be read, and a reader's own note on it."""
    one = reasons[0].instrument
    page.numbered(number, _paper(corpus, one, titled=True))
    if one.id in corpus.notes:
        page.sub(f"Note: {corpus.notes[one.id]}")
    cites = list({(c.source, c.pin): c for reason in reasons for c in reason.cites}.values())
    for line in _cites(page, corpus, cites):
        page.sub(line)


def _cites(page: Page, corpus: Corpus, cites: Sequence[Cite]) -> Iterator[str]:
    """The nearest sources in a line each, and how many more there are."""
    nearest = sorted(cites, key=lambda cite: _distance(corpus.sources[cite.source]))
    for cite in nearest[:_SOURCES]:
        source = corpus.sources[cite.source]
        words = f" “{cite.words}”" if cite.words else ""
        pin = f", {cite.pin}" if cite.pin else ""
        on = f", {source.published}" if source.published.earliest or source.published.latest else ""
        unread = ", not read by the editors" if source.read is Read.NO else ""
        yield page.link(f"{source.publisher}{on}{pin} [{source.tier}{unread}]{words}", source.url)
    if len(nearest) > _SOURCES:
        yield f"and {len(nearest) - _SOURCES} more"


def _distance(source: Source) -> tuple[bool, int]:
    """How far a source stands from the paper: unread ones last."""
    return source.read is Read.NO, list(SourceTier).index(source.tier)


def _ahead(page: Page, answer: Answer) -> None:
    """What ends next: the next day on which an answer changes, and ends that wait for a condition."""
    corpus = answer.corpus
    ahead = next_change(answer.channel, answer.question.on, answer.masks)
    page.text(f"Next change on record: {long_date(ahead)}." if ahead else "No later change is on record.")
    waiting = {
        reason.instrument.title: waits_for(corpus, reason.instrument.end)
        for region in answer.regions
        for reason in region.finding.because
        if reason.instrument.end and reason.instrument.end.first_of
    }
    for paper, condition in sorted(waiting.items()):
        page.text(f"“{paper}” was to end {condition}.")


def _coverage(page: Page, answer: Answer) -> None:
    """Which matters were considered and how fresh they are, or that none speaks of this."""
    corpus = answer.corpus
    if not answer.cases:
        titles = listed(case.short or case.title for case in corpus.cases.values())
        page.text(f"Coverage: no matter on record speaks of this. The record models {titles or 'no case'}.")
        return
    checked = f", searched to {long_date(answer.last_checked)}" if answer.last_checked else ""
    page.text(f"Coverage: {_cases(corpus, answer.cases)}{checked}.")
    open_ = sum(len(corpus.cases[id].open_questions) for id in answer.cases)
    if open_:
        names = listed(f"couldshare case {id.removeprefix('cases/')}" for id in answer.cases)
        page.text(f"The record leaves {open_} question{'s' * (open_ > 1)} open: {names}.")


def to_html(answer: Answer) -> str:
    """The answer as a card for a notebook; reasons unfold."""
    corpus = answer.corpus
    out = [f"<p><b>{escape(title(corpus, answer.question))}</b></p><p>{escape(summary(answer))}</p>"]
    for group in grouped(answer):
        proof = "".join(_proof_html(corpus, reason, group.role(reason)) for reason in group.because)
        cells = "".join(f"<li>{escape(where)}: {escape(span_words(*run))}</li>" for where, *run in group.cells)
        head = f"<b>{escape(VERDICTS[group.found.verdict])}</b> {escape(BASES[group.found.basis])}"
        out.append(f"<details><summary>{head}</summary><ul>{cells}</ul><p>Because</p><ul>{proof}</ul></details>")
    foot = f"{DISCLAIMER} Record {corpus.version}, {corpus.digest[:19]}"
    return f"<div>{''.join(out)}<p><small>{escape(foot)}</small></p></div>"


def _proof_html(corpus: Corpus, reason: Reason, role: str) -> str:
    """One reason as a list item with its links."""
    links = []
    for cite in reason.cites:
        source = corpus.sources[cite.source]
        name = escape(f"{source.publisher}, {source.published} [{source.tier}]")
        safe = source.url.startswith(("https://", "http://"))
        links.append(f'<a href="{escape(source.url)}">{name}</a>' if safe else name)
    return f"<li><i>{escape(role)}</i> {escape(_named(corpus, reason))}. {'; '.join(links)}</li>"
