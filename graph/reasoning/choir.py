"""What the norms over a cell say together, in every world: the choirs of their voices.

Norms that surely cover the cell and look to no other are heard all at once, as
bits.  Of the rest, those whose days hang on the same doubts are gone through
together, one world after another; groups that share no doubt are then combined
by the voices they give, so that many small doubts cost no more than their sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from math import prod
from operator import or_

from ..boxes import bits
from ..model import Confidence, Tier, Verdict
from .channel import Channel
from .operative import Doubts, World, worlds
from .speaker import Speaker
from .timed import NEVER, Status
from .verdict import BARS, Decision, Voice, decide

# More worlds than this for one group of norms are not gone through: the cell is unsettled, and every doubt is named.
MAX_WORLDS = 4096


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
        return reduce(or_, (self.said.get(voice, 0) for voice in decision_of(self.choir | rest).voices), 0)


@cache
def decision_of(choir: Choir) -> Decision:
    """The verdict where these voices are heard, and the voices it rests on."""
    return decide(frozenset(voice for voice in Voice if _strength(choir, voice)))


@dataclass(frozen=True)
class Group:
    """Norms that share doubts, with what they say in every world of those."""

    doubts: tuple[str, ...]
    members: tuple[Member, ...]
    outcomes: tuple[Outcome, ...]


def plain_group(channel: Channel, plain: int) -> Group:
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
    return {decision_of(choir).verdict for choir in choirs}


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


def rests_of(groups: Sequence[Group]) -> list[set[Choir]]:
    """For each group, the choirs that all the others can give together."""

    def running(some: Iterable[Group]) -> list[set[Choir]]:
        out = [{0}]
        for group in some:
            own = {outcome.choir for outcome in group.outcomes} or {0}
            out.append({one | other for one in out[-1] for other in own})
        return out

    before, after = running(groups), running(reversed(groups))[::-1]
    return [{one | other for one in before[n] for other in after[n + 1]} for n in range(len(groups))]


def confidence_of(choir: Choir) -> Confidence:
    """That of the strongest voice that decides, in a clash of the weaker side; silence is never more than low."""
    voices = decision_of(choir).voices
    sides = (side for side in (voices & BARS, voices - BARS) if side)
    strength = min((max(_strength(choir, voice) for voice in side) for side in sides), default=1)
    return list(Confidence)[strength - 1]
