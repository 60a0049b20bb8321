"""The proof of an answer in lines: what every face of it tells, a page, a card or the app, each in its own dress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..corpus import Corpus
from ..model import Cite, Instrument, Read, Source, SourceTier, Verdict
from ..reasoning.finding import Defeat, Reason
from ..reasoning.reason import Answer
from ..reasoning.timeline import next_change
from .groups import Group
from .sentence import case_names
from .words import CONFIDENCE, listed, long_date, readings_told, span_words, waits_for

_ROLES = {"decides": "Decided by", "relied on": "Relying on", "extends": "Extended by", "reinstates": "Revived by"}


@dataclass(frozen=True)
class Line:
    """One thing that a proof tells, in words; every face prints the label, the words and what stands under them.

    `parts` says the same one by one, for a face that has room to unfold it.
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
        yield Line(_role(group, reason), f"{_named(corpus, reason)}.", note, one, reason.cites)
    against = "Against it" if found.verdict is Verdict.CLAIMED else "Set aside"
    for why, titles in group.defeated.items():
        parts = tuple(_defeat(corpus, defeat) for defeat in group.defeats if defeat.why == why)
        yield Line(against, f"{'; '.join(titles)} ({why})", parts=parts)
    if group.contested_by:
        yield Line("Pending", case_names(corpus, group.contested_by), cases=tuple(group.contested_by))
    for hinge in group.hinges:
        yield Line("Hinges on", hinge.question, tuple(readings_told(hinge)))
    if group.matters_not:
        yield Line("No matter", f"{' '.join(group.matters_not)} Every reading gives this answer.")
    yield Line("Confidence", f"{found.confidence} ({CONFIDENCE[found.confidence]})")
    if group.stale:
        yield Line("Carried", f"forward from {long_date(group.stale)}, when the sources were last checked")


def _role(group: Group, reason: Reason) -> str:
    """What a reason does, as a label; what decides in some readings only, only may."""
    if reason.role == "decides" and group.found.hinges_on:
        return "Perhaps by"
    return _ROLES.get(reason.role, reason.role)


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
    told = [f"Coverage: {case_names(corpus, answer.cases)}{checked}."]
    open_ = sum(len(corpus.cases[id].open_questions) for id in answer.cases)
    if open_:
        names = listed(f"couldshare case {id.removeprefix('cases/')}" for id in answer.cases)
        told.append(f"The record leaves {open_} question{'s' * (open_ > 1)} open: {names}.")
    return told
