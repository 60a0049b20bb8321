"""How an answer changes: its history, what changed between two days, and why.

A *strand* is a set of cells with one history.  A flip's causes are the records
that begin, end or act on its day and bear on the verdicts on either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from ..boxes import Box, merged
from ..corpus import Corpus, once
from ..dates import day
from ..model import CHANGES, Case, Effect, Instrument, Verb, When
from .finding import Finding
from .operative import Lifecycles, closing, effect_place, worlds
from .question import Question
from .reason import Grid, channel_of, masks_of
from .rests import reach
from .speaker import Speaker


@dataclass(frozen=True)
class Cause:
    """A record that begins, ends or acts on a day, in a few words."""

    record: str
    what: str


# A day, what happens on it, and the papers and norms it is about.
Happening = tuple[float, Cause, set[str]]


@dataclass(frozen=True)
class Segment:
    """A run of days with one finding, and what brought it about."""

    start: date | None
    end: date | None
    finding: Finding
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Strand:
    """Cells with one history: boxes of leaf masks, and the segments in order."""

    boxes: tuple[Box, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Change:
    """Cells that had one finding on the earlier day and have another on the later."""

    boxes: tuple[Box, ...]
    before: Finding
    after: Finding
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Timeline:
    """The history of every cell asked about."""

    corpus: Corpus
    question: Question
    channel: Grid
    masks: Box

    @cached_property
    def strands(self) -> tuple[Strand, ...]:
        """The strands, those with most flips first."""
        channel = self.channel
        histories: dict[tuple[tuple[int, Finding], ...], list[Box]] = {}
        for box, over in channel.cells(self.masks):
            found = [channel.finding(s, over) for s in range(len(channel.cuts))]
            history = tuple((s, one) for s, one in enumerate(found) if s == 0 or one is not found[s - 1])
            histories.setdefault(history, []).append(box)
        strands = [Strand(tuple(merged(boxes)), tuple(self._segments(history))) for history, boxes in histories.items()]
        return tuple(sorted(strands, key=lambda strand: (-len(strand.segments), strand.boxes)))

    def _segments(self, history: tuple[tuple[int, Finding], ...]) -> Iterator[Segment]:
        previous: Finding | None = None
        for n, (s, found) in enumerate(history):
            last = history[n + 1][0] - 1 if n + 1 < len(history) else len(self.channel.cuts) - 1
            start, end = self.channel.days(s, last)
            causes = causes_of(self.channel, self.channel.cuts[s], previous, found) if previous else ()
            yield Segment(start, end, found, causes)
            previous = found

    @property
    def flips(self) -> tuple[date, ...]:
        """Every day on which the verdict of some cell changes."""
        days = {
            later.start
            for strand in self.strands
            for earlier, later in zip(strand.segments, strand.segments[1:], strict=False)
            if earlier.finding.verdict is not later.finding.verdict and later.start
        }
        return tuple(sorted(days))


def timeline(corpus: Corpus, question: Question) -> Timeline:
    """The history of the answer to a question; its day does not matter."""
    channel = channel_of(corpus, question.action, question.bearer, question.recipient)
    return Timeline(corpus, question, channel, masks_of(channel, question))


def changes(corpus: Corpus, question: Question, before: date, after: date) -> tuple[Change, ...]:
    """The cells whose finding differs between two days, with every cause in between."""
    channel = channel_of(corpus, question.action, question.bearer, question.recipient)
    first, last = channel.segment(before), channel.segment(after)
    groups: dict[tuple[Finding, Finding, tuple[Cause, ...]], list[Box]] = {}
    for box, over in channel.cells(masks_of(channel, question)):
        old, new = channel.finding(first, over), channel.finding(last, over)
        if old is not new:
            steps = [(s, channel.finding(s - 1, over), channel.finding(s, over)) for s in range(first + 1, last + 1)]
            # What changes a reason only is no cause of another verdict.
            turns = [step for step in steps if old.verdict is new.verdict or step[1].verdict is not step[2].verdict]
            acting = (causes_of(channel, channel.cuts[s], one, two) for s, one, two in turns if one is not two)
            causes = dict.fromkeys(chain.from_iterable(acting))
            groups.setdefault((old, new, tuple(causes)), []).append(box)
    return tuple(Change(tuple(merged(boxes)), old, new, causes) for (old, new, causes), boxes in groups.items())


def same_answer(one: Finding, other: Finding) -> bool:
    """Whether two findings give one verdict by the same norms, whatever else differs."""
    return one.verdict is other.verdict and one.deciders == other.deciders


def next_change(channel: Grid, on: date, masks: Box) -> date | None:
    """The first later day on which some asked cell gets another verdict, or the same from other norms."""
    s = channel.segment(on)
    cells = [over for _, over in channel.cells(masks)]
    for later in range(s + 1, len(channel.cuts)):
        if not all(same_answer(channel.finding(later, over), channel.finding(later - 1, over)) for over in cells):
            return day(channel.cuts[later])
    return None


# --- causes -------------------------------------------------------------------


def causes_of(channel: Grid, on: float, before: Finding, after: Finding) -> tuple[Cause, ...]:
    """The records that act on a day and bear on one of two findings; all that act where none does."""
    reasons = [reason for found in (before, after) for reason in found.because]
    bearing = {reason.instrument.id for reason in reasons} | {reason.id for reason in reasons}
    bearing |= {hinge.fact.partition("#")[0] for found in (before, after) for hinge in found.hinges_on}
    acting = _calendar(channel.corpus, channel).get(on, {})
    near = [cause for cause, about in acting.items() if about & bearing]
    return tuple(near or acting)


@once
def _calendar(_: Corpus, channel: Grid) -> dict[float, dict[Cause, set[str]]]:
    """What happens on each day of a channel of a corpus, with the instruments and norms it is about."""
    out: dict[float, dict[Cause, set[str]]] = {}
    for on, cause, about in _happenings(channel):
        out.setdefault(on, {}).setdefault(cause, set()).update(about)
    return out


def _happenings(channel: Grid) -> Iterator[Happening]:
    papers = {speaker.instrument.id: speaker.instrument for speaker in channel.speakers}
    for one in papers.values():
        for other in reach(channel.corpus, [one.id]).values():
            yield from ((on, cause, about | {one.id}) for on, cause, about in _of_paper(channel.lives, other, one))
    for speaker in channel.speakers:
        yield from _of_norm(channel.lives, speaker)
    for id in channel.cases:
        case = channel.corpus.cases[id]
        yield from _of_case(channel.lives, case, {one.id for one in papers.values() if one.case == id})


def _of_paper(lives: Lifecycles, one: Instrument, asked: Instrument) -> Iterator[Happening]:
    """When a paper begins and ends, and what others do to it or to its norms, as far as it touches the one asked of."""
    acts = [lives.possible_days(act.end, f"{effect_place(one, act)} until") for act in one.effects]
    for on, deed in _span(lives, one.id, one.start, one.end, "#"):
        # That another paper begins is told by what it does, and that it ends by what ends with it.
        if one is asked or (deed != "begins" and not any(on in days for days in acts)):
            yield on, Cause(one.id, f"{_named(lives.corpus, one)} {deed}"), {one.id}
    for target in (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms)):
        for source, effect in lives.corpus.effects_on.get(target, ()):
            if effect.verb in CHANGES or effect.verb in (Verb.CHALLENGES, Verb.APPEALS):
                yield from _effect(lives, source, effect, one)


def _of_norm(lives: Lifecycles, speaker: Speaker) -> Iterator[Happening]:
    """When a norm begins and ends by itself."""
    for on, deed in _span(lives, speaker.id, speaker.norm.start, speaker.norm.end, " "):
        yield on, Cause(speaker.instrument.id, f"this {deed}: {speaker.norm.says}"), {speaker.id}


def _span(lives: Lifecycles, id: str, start: When | None, end: When | None, joint: str) -> Iterator[tuple[float, str]]:
    """The days on which something begins or ends; if nobody knows whether it has, it may have from its second day."""
    begins = lives.possible_days(start, f"{id}{joint}from")
    for on in begins:
        yield on, "begins"
    for on in lives.possible_days(end, f"{id}{joint}until"):
        yield on, "ends"
    if end and any(reading.is_.text == "unknown" for reading in end.open):
        yield from ((on + 1, "may have ended") for on in begins)


def _of_case(lives: Lifecycles, case: Case, papers: set[str]) -> Iterator[Happening]:
    """Who joins and leaves a case, and when it ends; about its papers."""
    for party in case.parties:
        who = ", ".join(lives.corpus.agents.label(agent) for agent in party.agent) or party.name
        deeds = ("join", "leave") if len(party.agent) > 1 else ("joins", "leaves")
        for spans in {lives.membership(case, party, world) for world in worlds(lives.membership_doubts(case, party))}:
            for days in spans:
                for on, deed in zip(days, deeds, strict=True):
                    yield on, Cause(case.id, f"{who} {deed} {case.short or case.title}"), papers
    for on in lives.possible_days(case.closed, closing(case.id)):
        yield on, Cause(case.id, f"{case.title} ends"), papers


def _effect(lives: Lifecycles, source: Instrument, effect: Effect, one: Instrument) -> Iterator[Happening]:
    verb, about = effect.verb, {one.id, source.id}
    for first in lives.effect_days(source, effect):
        yield (
            first,
            Cause(source.id, f"{_named(lives.corpus, source)} {_verb(verb)} {_named(lives.corpus, one)}"),
            about,
        )
    for last in lives.possible_days(effect.end, f"{effect_place(source, effect)} until"):
        what = {Verb.EXTENDS: "the extension ends", Verb.STAYS: "the stay ends"}.get(verb, "its reach ends")
        yield last, Cause(source.id, f"{_named(lives.corpus, source)}: {what}"), about


def _verb(verb: Verb) -> str:
    return str(verb).replace("-", " ")


def _named(corpus: Corpus, one: Instrument) -> str:
    """A paper by its title, with the case it lies in."""
    case = corpus.cases.get(one.case)
    return f"“{one.title}” ({case.short or case.title})" if case else f"“{one.title}”"
