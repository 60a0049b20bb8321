"""What is found for a cell on a day: the verdict, and everything it rests on.

Norms that surely cover the cell and look to no other are heard all at once, as
bits.  Of the rest, those whose days hang on the same doubts are gone through
together, one world after another; groups that share no doubt are then combined
by the voices they give, so that many small doubts cost no more than their sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, reduce
from math import prod
from operator import and_, or_

from ..boxes import bits
from ..model import PERMISSIONS, Cite, Confidence, Instrument, Modality, Norm, Tier, Verb, Verdict
from .channel import Channel
from .operative import Doubts, World, worlds
from .speaker import Speaker
from .timed import NEVER, Status
from .verdict import BARS, Decision, Voice, decide

# More worlds than this for one group of norms are not gone through: the cell is unsettled, and every doubt is named.
MAX_WORLDS = 4096


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


# --- voices -------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """A norm, by its first layer, that may cover the cell: when it does, and when a pending case challenges it."""

    index: int
    speaker: Speaker
    status: Status
    challenged: Status

    @property
    def doubts(self) -> tuple[str, ...]:
        """The doubts that may turn what it says."""
        return (*self.status.doubts, *self.challenged.doubts)

    def voices(self, world: World, heard: frozenset[str]) -> tuple[Voice, ...]:
        """What it says in a world in which these norms are heard and, if laws, decide by themselves."""
        return self.speaker.voices(heard, challenged=self.challenged.holds(world))


# Which voices are heard, and how strongly: three bits a voice, one set for each step of confidence reached, so that
# choirs join by `|`.
Choir = int


def _voice(voice: Voice, confidence: Confidence) -> Choir:
    return ((2 << confidence.rank) - 1) << 3 * voice.value


def _strength(choir: Choir, voice: Voice) -> int:
    return (choir >> 3 * voice.value & 7).bit_length()


@dataclass(frozen=True)
class Outcome:
    """What a group of norms says in one world: its choir, and the norms behind each voice, as bits."""

    world: World
    choir: Choir
    said: Mapping[Voice, int]

    @classmethod
    def of(cls, world: World, voiced: Iterable[tuple[Voice, Confidence, int]]) -> Outcome:
        """The outcome of some norms that say something, how surely, and which."""
        choir, said = 0, dict[Voice, int]()
        for voice, confidence, norms in voiced:
            choir |= _voice(voice, confidence)
            said[voice] = said.get(voice, 0) | norms
        return cls(world, choir, said)

    def deciding(self, rest: Choir) -> int:
        """The norms on which the verdict rests, where the other groups give this choir."""
        return reduce(or_, (self.said.get(voice, 0) for voice in _decision(self.choir | rest).voices), 0)


@cache
def _decision(choir: Choir) -> Decision:
    return decide(frozenset(voice for voice in Voice if _strength(choir, voice)))


@dataclass(frozen=True)
class Group:
    """Norms that share doubts, with what they say in every world of those."""

    doubts: tuple[str, ...]
    members: tuple[Member, ...]
    outcomes: tuple[Outcome, ...]


# --- finding ------------------------------------------------------------------


def find(channel: Channel, s: int, live: int) -> Finding:
    """The finding in a segment for a cell over which these layers may lie."""
    plain = live & channel.plain & ~channel.doubtful[s]
    members = members_of(channel, s, live & ~plain)
    groups = [_plain_group(channel, plain), *groups_of(channel.doubts, members)]
    around = _around(groups)
    choirs = {outcome.choir | rest for outcome in groups[0].outcomes for rest in around[0]}
    verdicts = {_decision(choir).verdict for choir in choirs}
    split = len(verdicts) > 1 or any(not group.outcomes for group in groups)
    hinges = _hinges(channel, groups, around)
    bases = [decision.basis for decision in map(_decision, choirs) if decision.basis]
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
        confidence=min((_confidence(choir) for choir in choirs), key=lambda c: c.rank),
    )


def _plain_group(channel: Channel, plain: int) -> Group:
    """Norms that surely cover the cell and say the same whatever else is heard: one world, looked up."""
    said = ((*what, norms & plain) for what, norms in channel.voiced.items() if norms & plain)
    return Group((), (), (Outcome.of({}, said),))


def members_of(channel: Channel, s: int, live: int) -> list[Member]:
    """The norms that under some reading cover the cell."""
    on = channel.day_in(s)
    lying: dict[int, list[tuple[bool, Status]]] = {}
    for n in bits(live):
        layer = channel.layers[n]
        lying.setdefault(layer.speaker, []).append((layer.includes, layer.timed.at(on)))
    out = []
    for index, layers in lying.items():
        at = tuple(layers)
        if at not in channel.combined:
            channel.combined[at] = _covered(channel, layers)
        status = channel.combined[at]
        if status.possible:
            challenged = _any(channel, [timed.at(on) for timed in channel.challenges.get(index, ())])
            out.append(Member(channel.first[index], channel.speakers[index], status, challenged))
    return out


def _covered(channel: Channel, lying: Sequence[tuple[bool, Status]]) -> Status:
    """Whether a norm covers the cell: some product includes it and none excepts it."""
    if len(lying) == 1 and lying[0][0]:
        return lying[0][1]
    doubts = dict.fromkeys(name for _, status in lying for name in status.doubts)

    def covers(world: World) -> bool:
        inside = any(status.holds(world) for includes, status in lying if includes)
        return inside and not any(status.holds(world) for includes, status in lying if not includes)

    every = worlds({name: channel.doubts[name] for name in doubts})
    return Status.of(doubts, {tuple(world.values()): covers(world) for world in every})


def _any(channel: Channel, statuses: Sequence[Status]) -> Status:
    """Whether one of several holds; doubts about the others do not matter where one is sure."""
    if not statuses:
        return NEVER
    sure = any(not status.doubts and status.possible for status in statuses)
    open_ = [] if sure else [status for status in statuses if status.doubts]
    doubts = dict.fromkeys(name for status in open_ for name in status.doubts)
    every = worlds({name: channel.doubts[name] for name in doubts})
    return Status.of(doubts, {tuple(world.values()): sure or any(one.holds(world) for one in open_) for world in every})


def groups_of(doubts: Doubts, members: Sequence[Member]) -> list[Group]:
    """The members that share doubts together, with what they say in every world."""
    heard = {name for member in members if not member.status.doubts for name in _heard(member)}
    return [_group(doubts, heard, some) for some in _shared(members)]


def verdicts(groups: Iterable[Group], picked: World) -> set[Verdict]:
    """The verdicts in the worlds that pick these readings; unsettled where there are too many to go through."""
    choirs: set[Choir] = {0}
    for group in groups:
        if not group.outcomes:
            return {Verdict.UNSETTLED}
        here = {o.choir for o in group.outcomes if all(o.world.get(name, one) == one for name, one in picked.items())}
        choirs = {one | other for one in choirs for other in here}
    return {_decision(choir).verdict for choir in choirs}


def _shared(members: Sequence[Member]) -> list[list[Member]]:
    """The members in groups: two are together that share a doubt, or of which one looks to another in doubt.

    Those without any doubt make one group.
    """
    doubtful = {member.speaker.id for member in members if member.status.doubts}
    alike: dict[frozenset[str], list[Member]] = {}
    for member in members:
        ties = {*member.doubts, *doubtful.intersection((member.speaker.id, *member.speaker.looks_to))}
        alike.setdefault(frozenset(ties or {""}), []).append(member)
    groups: list[tuple[frozenset[str], list[Member]]] = []
    for tied, together in alike.items():
        near = [group for group in groups if tied & group[0]]
        groups = [group for group in groups if not tied & group[0]]
        groups.append((tied.union(*(ties for ties, _ in near)), sum((some for _, some in near), together)))
    found = [sorted(some, key=lambda member: member.index) for _, some in groups]
    return sorted(found, key=lambda some: some[-1].index)


def _group(every: Doubts, surely: Collection[str], some: Sequence[Member]) -> Group:
    """The group with what it says in every world; without outcomes, if there are too many worlds to go through."""
    doubts = tuple(dict.fromkeys(name for member in some for name in member.doubts))
    if prod(len(every[name].readings) for name in doubts) > MAX_WORLDS:
        return Group(doubts, tuple(some), ())
    outcomes = []
    for world in worlds({name: every[name] for name in doubts}):
        here = [member for member in some if member.status.holds(world)]
        heard = frozenset(surely).union(*map(_heard, here))
        said = (
            (voice, member.speaker.confidence, 1 << member.index)
            for member in here
            for voice in member.voices(world, heard)
        )
        outcomes.append(Outcome.of(world, said))
    return Group(doubts, tuple(some), tuple(outcomes))


def _heard(member: Member) -> tuple[str, ...]:
    """How others hear of a law: by its id, and with a mark where it decides by itself and they may yield to it."""
    if member.speaker.tier is not Tier.LAW:
        return ()
    id = member.speaker.id
    return (id, f"{id}!") if member.speaker.norm.self_executing else (id,)


def _around(groups: Sequence[Group]) -> list[set[Choir]]:
    """For each group, the choirs that all the others can give together."""

    def running(some: Iterable[Group]) -> list[set[Choir]]:
        out = [{0}]
        for group in some:
            own = {outcome.choir for outcome in group.outcomes} or {0}
            out.append({one | other for one in out[-1] for other in own})
        return out

    before, after = running(groups), running(reversed(groups))[::-1]
    return [{one | other for one in before[n] for other in after[n + 1]} for n in range(len(groups))]


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
            (outcome.world, _decision(outcome.choir | rest).verdict, rest)
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


def _confidence(choir: Choir) -> Confidence:
    """That of the strongest voice that decides, in a clash of the weaker side; silence is never more than low."""
    voices = _decision(choir).voices
    sides = (side for side in (voices & BARS, voices - BARS) if side)
    strength = min((max(_strength(choir, voice) for voice in side) for side in sides), default=1)
    return list(Confidence)[strength - 1]


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
