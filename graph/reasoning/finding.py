"""What is found for a cell on a day: the verdict, and everything it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_

from ..model import PERMISSIONS, Cite, Confidence, Instrument, Modality, Norm, Tier, Verb, Verdict
from .channel import Channel
from .choir import Choir, Group, confidence_of, decision_of, groups_of, members_of, plain_group, rests_of
from .operative import World
from .speaker import Speaker


@dataclass(frozen=True)
class Reason:
    """An instrument on which a verdict rests, and its part: `decides`, `relied on`, `extends`, `reinstates`."""

    instrument: Instrument
    role: str
    norm: Norm | None = None

    @property
    def id(self) -> str:
        """The norm's full id; the instrument's where no norm is meant."""
        return f"{self.instrument.id}#{self.norm.id}" if self.norm else self.instrument.id

    @property
    def cites(self) -> tuple[Cite, ...]:
        """The norm's own cites, or else its instrument's."""
        return (self.norm.cites if self.norm else ()) or self.instrument.cites


@dataclass(frozen=True)
class Defeat:
    """A norm that covers the cells and does not decide them: by which other, and why."""

    norm: Reason
    by: str
    why: str


@dataclass(frozen=True)
class Hinge:
    """A fact on which the verdict hinges, or would if it mattered: the verdicts under each of its readings."""

    fact: str
    question: str
    readings: tuple[tuple[str, tuple[Verdict, ...]], ...]


@dataclass(frozen=True, eq=False)
class Finding:
    """What is found for a cell on a day: the verdict and everything it rests on.

    A channel makes one object for all cells with the same finding, so two are
    the same exactly when they are one.  Norms are bits of its channel: the
    `deciders`, the laws they rely on, and those that say otherwise and give way.
    `matters_not` holds the doubts that touch the cell and under every reading
    of which the verdict is the same.
    """

    channel: Channel
    verdict: Verdict
    basis: Tier | None
    deciders: int
    relied: int
    against: int
    lengthened: tuple[tuple[Instrument, Verb], ...]
    contested_by: tuple[str, ...]
    hinges_on: tuple[Hinge, ...]
    matters_not: tuple[Hinge, ...]
    confidence: Confidence

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two findings of a channel the same."""
        return (
            self.verdict, self.basis, self.deciders, self.relied, self.against, self.contested_by, self.confidence,
            self.hinges_on, self.matters_not, tuple((paper.id, verb) for paper, verb in self.lengthened),
        )  # fmt: skip

    def stands_in(self, other: Finding) -> bool:
        """Whether this verdict holds in the other finding too, for all the same reasons (and perhaps more)."""
        return (
            self.verdict is other.verdict
            and self.basis is other.basis
            and not self.deciders & ~other.deciders
            and [hinge.fact for hinge in self.hinges_on] == [hinge.fact for hinge in other.hinges_on]
        )

    @cached_property
    def required(self) -> bool:
        """Whether what is permitted must be done."""
        return self.verdict is Verdict.PERMITTED and bool(self.deciders & self.channel.saying[Modality.REQUIRES])

    @cached_property
    def checked(self) -> date | None:
        """How fresh it is: the earliest day to which the matter of a decider was searched, or else the channel's."""
        days = [self.channel.corpus.checked(one.instrument) for one in self.channel.norms(self.deciders)]
        return min((day for day in days if day), default=self.channel.checked)

    @cached_property
    def because(self) -> tuple[Reason, ...]:
        """The norms that decide, the laws they rely on, and the papers that had lengthened the deciders' own."""
        return (
            *(Reason(one.instrument, "decides", one.norm) for one in self.channel.norms(self.deciders)),
            *(Reason(one.instrument, "relied on", one.norm) for one in self.channel.norms(self.relied)),
            *(Reason(paper, str(verb)) for paper, verb in self.lengthened),
        )

    @cached_property
    def defeated(self) -> tuple[Defeat, ...]:
        """The norms that cover the cell and say otherwise, each with the first decider and why it gives way."""
        winner = next(self.channel.norms(self.deciders), None)
        return tuple(
            Defeat(Reason(one.instrument, "defeated", one.norm), winner.id, _why(one, winner))
            for one in self.channel.norms(self.against)
            if winner
        )


# --- finding ------------------------------------------------------------------


def find(channel: Channel, s: int, live: int) -> Finding:
    """The finding in a segment for a cell over which these layers may lie."""
    plain = live & channel.plain & ~channel.doubtful[s]
    members = members_of(channel, s, live & ~plain)
    groups = [plain_group(channel, plain), *groups_of(channel.doubts, members)]
    around = rests_of(groups)
    choirs = {outcome.choir | rest for outcome in groups[0].outcomes for rest in around[0]}
    verdicts = {decision_of(choir).verdict for choir in choirs}
    split = len(verdicts) > 1 or any(not group.outcomes for group in groups)
    hinges = _hinges(channel, groups, around)
    bases = [decision.basis for decision in map(decision_of, choirs) if decision.basis]
    deciders = _deciders(groups, around, always=not split)
    named = {id for one in channel.norms(deciders & channel.relying) for id in one.norm.relies_on}
    relied = sum(1 << member.index for member in members if member.speaker.id in named) & ~deciders
    every = sum((1 << member.index for member in members), plain)
    return Finding(
        channel=channel,
        verdict=Verdict.UNSETTLED if split else next(iter(verdicts)),
        basis=min(bases, key=list(Tier).index) if bases else None,
        deciders=deciders,
        relied=relied,
        against=_against(channel, deciders, every & ~relied),
        lengthened=_lengthened(channel, channel.day_in(s), deciders),
        contested_by=_pending(channel, channel.day_in(s), every),
        hinges_on=hinges if split else (),
        matters_not=() if split else hinges,
        confidence=min((confidence_of(choir) for choir in choirs), key=lambda c: c.rank),
    )


def _deciders(groups: Sequence[Group], around: Sequence[set[Choir]], *, always: bool) -> int:
    """The norms that decide in some world; with `always` those that do in every world, if there are any."""
    ever = steady = 0
    for group, rests in zip(groups, around, strict=True):
        each = [outcome.deciding(rest) for outcome in group.outcomes for rest in rests]
        ever |= reduce(or_, each, 0)
        steady |= reduce(and_, each) if each else 0
    return steady if always and steady else ever


def _hinges(channel: Channel, groups: Sequence[Group], around: Sequence[set[Choir]]) -> tuple[Hinge, ...]:
    """The doubts that by themselves can turn the verdict, or all of them where only several together can.

    Where no doubt turns it, all are given, each with the one verdict.
    """
    out, flips = [], set()
    for group, rests in zip(groups, around, strict=True):
        told = [
            (outcome.world, decision_of(outcome.choir | rest).verdict, rest)
            for outcome in group.outcomes
            for rest in rests
        ]
        for name in group.doubts:
            readings = []
            for reading, says in channel.doubts[name].readings:
                found = {verdict for world, verdict, _ in told if world[name] == reading} or {Verdict.UNSETTLED}
                readings.append((says, tuple(sorted(found, key=list(Verdict).index))))
            out.append(Hinge(name, channel.doubts[name].question, tuple(readings)))
            if not told or _turned(name, told):
                flips.add(name)
    return tuple(hinge for hinge in out if hinge.fact in flips) or tuple(out)


def _turned(name: str, told: Iterable[tuple[World, Verdict, Choir]]) -> bool:
    """Whether two worlds that differ in this doubt alone give two verdicts."""
    seen: dict[object, Verdict] = {}
    for world, verdict, rest in told:
        others = tuple(reading for other, reading in world.items() if other != name)
        if seen.setdefault((others, rest), verdict) is not verdict:
            return True
    return False


# --- reasons ------------------------------------------------------------------


def _against(channel: Channel, deciders: int, every: int) -> int:
    """The norms that cover the cell and say otherwise than the first decider."""
    winner = next(channel.norms(deciders), None)
    if not winner:
        return 0
    alike = PERMISSIONS if winner.norm.modality in PERMISSIONS else {winner.norm.modality}
    return reduce(lambda left, modality: left & ~channel.saying[modality], alike, every & ~deciders)


def _lengthened(channel: Channel, on: float, deciders: int) -> tuple[tuple[Instrument, Verb], ...]:
    """The papers that had lengthened the deciders' instruments by the day, and how."""
    return tuple(
        (source, effect.verb)
        for source, effect in channel.lengthening
        if deciders & channel.about.get(effect.target, 0) and channel.lives.begun(source, effect, on)
    )


def _pending(channel: Channel, on: float, every: int) -> tuple[str, ...]:
    """The cases in which something that speaks about the cell is challenged or appealed on the day."""
    about = (one for id, some in channel.contests.items() if every & channel.about.get(id, 0) for one in some)
    return tuple(dict.fromkeys(one.case for one in about if one.timed.at(on).possible))


def _why(loser: Speaker, winner: Speaker) -> str:
    """Why a norm that covers a cell and says otherwise does not decide it."""
    if loser.tier is not winner.tier:
        return "higher tier"
    if winner.id in loser.norm.yields_to:
        return "yields by its own terms"
    if loser.tier is Tier.LAW and not loser.norm.self_executing:
        return "does not decide by itself"
    if winner.norm.modality is Modality.PROHIBITS:
        return "any operative prohibition prevails"
    return "left unclear"
