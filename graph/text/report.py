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
    def basis(self) -> str:
        """What the verdict comes from, as it follows the verdict."""
        return "as the sources do not settle a fact" if self.found.hinges_on else BASES[self.found.basis]

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
    papers: dict[str, list[Line]] = {}
    for group in grouped(answer):
        page.gap()
        _group(page, corpus, group, papers)
    if papers:
        page.gap()
        page.heading("Papers", 3)
        for n, told in enumerate(papers.values(), 1):
            _paper_sources(page, corpus, n, told)
    page.gap()
    for line in (*ahead(answer), *coverage(answer)):
        page.text(line)
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


def _group(page: Page, corpus: Corpus, group: Group, papers: dict[str, list[Line]]) -> None:
    """One verdict; the papers it rests on are numbered in `papers`, to be listed once at the end."""
    page.verdict(group.found.verdict, group.basis)
    for line in lines(corpus, group):
        if line.paper:
            papers.setdefault(line.paper.id, []).append(line)
            page.item(line.label, f"[{list(papers).index(line.paper.id) + 1}] {line.words}")
            continue
        page.item(line.label, line.words)
        for each in line.sub:
            page.sub(each)


# --- the lines of a proof -------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One thing that a proof tells, in words; every face prints the label, the words and what stands under them.

    `parts` says the same one by one, for a face whose lines unfold.
    """

    label: str
    words: str
    sub: tuple[str, ...] = ()
    paper: Instrument | None = None
    """The paper whose title the words begin with."""
    cites: tuple[Cite, ...] = ()
    cases: tuple[str, ...] = ()
    """The cases that the words name."""
    parts: tuple[Line, ...] = ()


def lines(corpus: Corpus, group: Group) -> Iterator[Line]:
    """All that is told of a group: for which cells and when, what decides, what does not, what is in doubt."""
    found = group.found
    for where, since, until in group.cells:
        yield Line("For", where, (span_words(since, until),))
    for reason in group.because:
        one = reason.instrument
        note = (f"Note: {corpus.notes[one.id]}",) if one.id in corpus.notes else ()
        yield Line(group.role(reason), f"{_named(corpus, reason)}.", note, one, reason.cites)
    against = "Against it" if found.verdict is Verdict.CLAIMED else "Set aside"
    for why, titles in group.defeated.items():
        parts = tuple(_defeat(corpus, defeat) for defeat in group.defeats if defeat.why == why)
        yield Line(against, f"{'; '.join(titles)} ({why})", parts=parts)
    if group.contested_by:
        yield Line("Pending", _cases(corpus, group.contested_by), cases=tuple(group.contested_by))
    for hinge in group.hinges:
        yield Line("Hinges on", hinge.question, tuple(readings_told(hinge)))
    if group.matters_not:
        yield Line("No matter", f"{' '.join(group.matters_not)} Every reading gives this answer.")
    yield Line("Confidence", f"{found.confidence} ({CONFIDENCE[found.confidence]})")
    if group.stale:
        yield Line("Carried", f"forward from {long_date(group.stale)}, when the sources were last checked")


def _defeat(corpus: Corpus, defeat: Defeat) -> Line:
    """A norm that does not decide: what it says, by which paper it is set aside and why."""
    one = defeat.norm.instrument
    winner = corpus.instruments.get(defeat.by.partition("#")[0])
    by = f": “{winner.title}”" if winner and winner is not one else ""
    says = f": {defeat.norm.norm.says}" if defeat.norm.norm else ""
    return Line("", f"{one.title}{says} ({defeat.why}{by})", paper=one, cites=defeat.norm.cites)


def _named(corpus: Corpus, reason: Reason) -> str:
    case = corpus.cases.get(reason.instrument.case)
    said = f": {reason.norm.says.rstrip('.')}" if reason.norm else ""
    return f"{reason.instrument.title}{f', {case.short or case.title}' if case else ''}{said}"


# A page names so many sources for a paper, the nearest to it first; JSON has them all.
_SOURCES = 3


def _paper_sources(page: Page, corpus: Corpus, number: int, told: Sequence[Line]) -> None:
    """A numbered paper with where it can be read, and a reader's own note on it."""
    if one := told[0].paper:
        page.numbered(number, _paper(corpus, one, titled=True))
    for each in dict.fromkeys(each for line in told for each in line.sub):
        page.sub(each)
    for each in _cites(page, corpus, nearest(corpus, (cite for line in told for cite in line.cites))):
        page.sub(each)


def _cites(page: Page, corpus: Corpus, cites: Sequence[Cite]) -> Iterator[str]:
    """The first sources in a line each, and how many more there are."""
    for cite in cites[:_SOURCES]:
        source = corpus.sources[cite.source]
        yield page.link(source_words(source, cite), source.url)
    if len(cites) > _SOURCES:
        yield f"and {len(cites) - _SOURCES} more"


def nearest(corpus: Corpus, cites: Iterable[Cite]) -> list[Cite]:
    """The cites, each once, those nearest to the paper first, unread ones last."""
    return sorted(
        {(cite.source, cite.pin): cite for cite in cites}.values(),
        key=lambda cite: _distance(corpus.sources[cite.source]),
    )


def _distance(source: Source) -> tuple[bool, int]:
    return source.read is Read.NO, list(SourceTier).index(source.tier)


def source_words(source: Source, cite: Cite) -> str:
    """A source in words: who published it and when, the page, how near it is, the decisive words."""
    words = f" “{cite.words}”" if cite.words else ""
    pin = f", {cite.pin}" if cite.pin else ""
    on = f", {source.published}" if source.published.earliest or source.published.latest else ""
    unread = ", not read by the editors" if source.read is Read.NO else ""
    return f"{source.publisher}{on}{pin} [{source.tier}{unread}]{words}"


def ahead(answer: Answer) -> list[str]:
    """What ends next: the next day on which an answer changes, and ends that wait for a condition."""
    corpus = answer.corpus
    on = next_change(answer.channel, answer.question.on, answer.masks)
    waiting = {
        reason.instrument.title: waits_for(corpus, reason.instrument.end)
        for region in answer.regions
        for reason in region.finding.because
        if reason.instrument.end and reason.instrument.end.first_of
    }
    return [
        f"Next change on record: {long_date(on)}." if on else "No later change is on record.",
        *(f"“{paper}” was to end {condition}." for paper, condition in sorted(waiting.items())),
    ]


def coverage(answer: Answer) -> list[str]:
    """Which matters were considered and how fresh they are, or that none speaks of this."""
    corpus = answer.corpus
    if not answer.cases:
        titles = listed(case.short or case.title for case in corpus.cases.values())
        return [f"Coverage: no matter on record speaks of this. The record models {titles or 'no case'}."]
    checked = f", searched to {long_date(answer.last_checked)}" if answer.last_checked else ""
    told = [f"Coverage: {_cases(corpus, answer.cases)}{checked}."]
    open_ = sum(len(corpus.cases[id].open_questions) for id in answer.cases)
    if open_:
        names = listed(f"couldshare case {id.removeprefix('cases/')}" for id in answer.cases)
        told.append(f"The record leaves {open_} question{'s' * (open_ > 1)} open: {names}.")
    return told


def to_html(answer: Answer) -> str:
    """The answer as a card for a notebook: all that the page tells; the proof of each verdict unfolds."""
    corpus = answer.corpus
    groups = "".join(_group_html(corpus, group) for group in grouped(answer))
    rest = "".join(f"<p>{escape(line)}</p>" for line in (*ahead(answer), *coverage(answer)))
    foot = f"<p><small>{escape(f'{DISCLAIMER} Record {corpus.version}, {corpus.digest[:19]}')}</small></p>"
    head = f"<p><b>{escape(title(corpus, answer.question))}</b></p><p>{escape(summary(answer))}</p>"
    return f"<div>{head}{groups}{rest}{foot}</div>"


def _group_html(corpus: Corpus, group: Group) -> str:
    head = f"<b>{escape(VERDICTS[group.found.verdict])}</b> {escape(group.basis)}"
    proof = "".join(_line_html(corpus, line) for line in lines(corpus, group))
    return f"<details><summary>{head}</summary><ul>{proof}</ul></details>"


def _line_html(corpus: Corpus, line: Line) -> str:
    """A line of a proof as a list item; what it says one by one unfolds."""
    said = f"{f'<b>{line.label}</b> ' if line.label else ''}{escape(line.words)}"
    under = [f"<li>{escape(each)}</li>" for each in line.sub]
    under += [_source_html(corpus, cite) for cite in nearest(corpus, line.cites)]
    if line.parts:
        parts = "".join(_line_html(corpus, part) for part in line.parts)
        return f"<li><details><summary>{said}</summary><ul>{parts}</ul></details></li>"
    return f"<li>{said}<ul>{''.join(under)}</ul></li>" if under else f"<li>{said}</li>"


def _source_html(corpus: Corpus, cite: Cite) -> str:
    """Where a paper can be read, as a link if a browser may follow it."""
    source = corpus.sources[cite.source]
    words = escape(source_words(source, cite))
    safe = source.url.startswith(("https://", "http://"))
    return f'<li><a href="{escape(source.url)}">{words}</a></li>' if safe else f"<li>{words}</li>"
