"""The one label a public tracker would give a case on a day, why, and what it hides.

Trackers of suits against the government give each case one label.  Here it is
derived from the papers in force; the words are data (`vocabularies/labels.yaml`), the
cases they tell apart are `Standing`.  What a label hides is worked out in `hides`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..corpus import Corpus
from ..model import PERMISSIONS, Case, Instrument, Kind, Modality, Norm, Role, Tier, Verb, When
from ..text.words import long_date
from .cases import papers, status_on
from .hides import Hidden, Standing, hidden
from .proceedings import Appeal, Stayed, appeals, carried_forward_from, ended_by, stayed_on

# How a court takes back a bar; one that another supersedes, or that runs out, was not refused.
_UNDONE = frozenset({Verb.VACATES, Verb.DISSOLVES, Verb.REVERSES})


@dataclass(frozen=True)
class Label:
    """The label of a case on a day.

    `standings` holds one, or two where a paper is only perhaps in force; it is
    empty where no label fits, and `why` says why.  `norms` and `papers` are those
    it rests on.  `carried_forward_from` is the last day searched, where the day
    asked lies after it.
    """

    on: date
    standings: tuple[Standing, ...]
    why: tuple[str, ...]
    norms: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    hides: tuple[Hidden, ...] = ()
    carried_forward_from: date | None = None

    def text(self, corpus: Corpus) -> str:
        """The label in the words of the vocabulary: "A", or "A, or B"."""
        return ", or ".join(words(corpus, one) for one in self.standings) or "no label fits"

    def to_dict(self, corpus: Corpus) -> dict[str, Any]:
        """The label as JSON: `label`, `ids`, `why`, `norms`, `papers`, `hides` (each with its cells in words)."""
        return {
            "label": self.text(corpus),
            "ids": [str(one) for one in self.standings],
            "why": list(self.why),
            "norms": list(self.norms),
            "papers": list(self.papers),
            "hides": [one.to_dict() for one in self.hides],
            "carried_forward_from": self.carried_forward_from.isoformat() if self.carried_forward_from else None,
        }


def words(corpus: Corpus, standing: Standing) -> str:
    """What trackers call a standing; its id, where the record has no words for it."""
    term = corpus.labels.get(standing)
    return term.label if term else standing.replace("-", " ")


def label_of(corpus: Corpus, case: Case, on: date, *, hides: bool = True) -> Label:
    """The label of a case on a day, with its reasons; with `hides`, also what it hides.

    A bar that a judgment imposes is final, any other is for a time.  An appeal of
    what bars makes the block one pending appeal; a stay or refusal under appeal,
    the reverse.  A paper only perhaps in force gives two labels.
    """
    if not case.filed.may_have_come(on):
        return Label(on, (), ("The case had not been filed.",))
    since = carried_forward_from(case, on)
    if any(party.role is Role.DEFENDANT and set(party.agent) & set(corpus.places) for party in case.parties):
        why = ("It is brought against a state: trackers of challenges to the government do not list it.",)
        return Label(on, (), why, carried_forward_from=since)
    facts = [_facts(corpus, case, on, states) for states in (("certain",), ("certain", "possible"))]
    found = [one for one in map(_standing, facts) if one]
    standings = tuple(dict.fromkeys(found))
    sure = {one.id for one, _ in (*facts[-1].bars, *facts[-1].frees) if status_on(corpus, one, on) == "certain"}
    reasons = tuple(dict.fromkeys(reason for one in facts for reason in one.reasons(sure)))
    norms = tuple(f"{one.id}#{norm.id}" for one, norm in (*facts[-1].bars, *facts[-1].frees))
    rests = tuple(dict.fromkeys(one.id for fact in facts for one in fact.papers()))
    hiding = tuple(hidden(corpus, case, on, standings)) if hides else ()
    return Label(on, standings, reasons, norms, rests, hiding, since)


# --- the label ------------------------------------------------------------------------


@dataclass
class _Facts:
    """What a label is derived from: rulings by what they do on the day, appeals, and whether the case is over."""

    bars: list[tuple[Instrument, Norm]] = field(default_factory=list)
    frees: list[tuple[Instrument, Norm]] = field(default_factory=list)
    refused: list[Instrument] = field(default_factory=list)
    ended: list[tuple[Instrument, Instrument]] = field(default_factory=list)
    unread: list[Instrument] = field(default_factory=list)
    stayed: list[Stayed] = field(default_factory=list)
    pending: list[Appeal] = field(default_factory=list)
    closed: bool = False

    def papers(self) -> Iterator[Instrument]:
        """The papers the label rests on."""
        yield from (one for one, _ in (*self.bars, *self.frees))
        yield from (*self.refused, *(by for _, by in self.ended), *self.unread)
        yield from (*(one.by for one in self.stayed), *(one.paper for one in self.pending))

    def reasons(self, sure: Container[str]) -> Iterator[str]:
        """One sentence for each thing the label rests on; a paper that is not sure to be in force only may be."""
        if self.closed:
            yield "The case is closed."
        for does, some in (("barring", self.bars), ("allowing", self.frees)):
            for id, title in dict.fromkeys((one.id, one.title) for one, _ in some):
                yield f"{'In force' if id in sure else 'Perhaps in force'} and {does}: {title}."
        for paper in self.refused:
            yield f"Relief refused: {paper.title}, {_day(paper.start)}."
        for stay in self.stayed:
            yield f"Stayed: {stay.paper.title}, by {stay.by.title}, {_day(stay.by.start)}."
        for paper, by in self.ended:
            yield f"Ended: {paper.title}, by {by.title}, {_day(by.start)}."
        for paper in () if any((self.bars, self.frees, self.refused, self.stayed, self.ended)) else self.unread:
            yield f"In force, but what it bars or allows is not entered: {paper.title}, {_day(paper.start)}."
        for appeal in self.pending:
            number = f", {appeal.paper.citation}" if appeal.paper.citation else ""
            yield f"Pending: {appeal.paper.title}{number}."


def _day(when: When) -> str:
    return long_date(when.only) if when.only else str(when)


def _facts(corpus: Corpus, case: Case, on: date, states: Sequence[str]) -> _Facts:
    """What counts towards the label, taking papers in these states to be in force."""
    out = _Facts(closed=case.closed is not None and case.closed.has_come(on))
    out.stayed = [one for one in stayed_on(corpus, case, on) if one.state in states and _bars(one.paper)]
    out.pending = [one for one in appeals(corpus, case, on) if one.pending in states]
    for one in papers(corpus, case):
        if one.tier is not Tier.RULING or one.withdrawn or not one.start.may_have_come(on):
            continue
        held = [norm for norm in one.norms if status_on(corpus, one, on, norm) in states]
        out.bars += [(one, norm) for norm in held if norm.modality is Modality.PROHIBITS]
        out.frees += [(one, norm) for norm in held if norm.modality in PERMISSIONS]
        refuses = any(effect.verb is Verb.DECLINES_TO_ENJOIN for effect in one.effects)
        if refuses and status_on(corpus, one, on) in states:
            out.refused.append(one)
        if _bars(one) and not held and (by := ended_by(corpus, one, on, _UNDONE)):
            out.ended.append((one, by))
        if _untold(one) and status_on(corpus, one, on) in states:
            out.unread.append(one)
    return out


def _bars(one: Instrument) -> bool:
    return any(norm.modality is Modality.PROHIBITS for norm in one.norms)


def _untold(one: Instrument) -> bool:
    """Whether what a ruling bars or allows is not entered."""
    return not one.norms and {effect.verb for effect in one.effects} <= {Verb.ENJOINS}


def _standing(facts: _Facts) -> Standing | None:
    """Which of the ten it is; none where nothing but rulings whose terms are not entered could tell."""
    if facts.closed:
        return Standing.CLOSED_FOR_PLAINTIFF if facts.bars else Standing.CLOSED
    barring = {one.id for one, _ in facts.bars}
    if not barring:
        if facts.pending and (facts.stayed or facts.refused):
            return Standing.NOT_BLOCKED_PENDING_APPEAL
        if facts.refused or facts.stayed or facts.ended:
            return Standing.DENIED
        return None if facts.unread else Standing.AWAITING
    appealed = any(appeal.of in barring for appeal in facts.pending)
    if any(one.kind is Kind.JUDGMENT for one, _ in facts.bars):
        return Standing.BLOCKED_PENDING_APPEAL if appealed else Standing.BLOCKED
    if facts.frees or barring & {one.id for one in facts.refused}:
        return Standing.IN_PART
    return Standing.BLOCKED_PENDING_APPEAL if appealed else Standing.TEMPORARILY_BLOCKED
