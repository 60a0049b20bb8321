"""What is found for a cell on a day: the verdict, and everything it rests on.

Norms whose days hang on the same doubts are gone through together, one world
after another; groups that share no doubt are then combined by the voices they
give, so that many small doubts cost no more than their sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from .channel import NEVER, Channel, Speaker, Status
from .model import Cite, Confidence, Instrument, Modality, Norm, Tier, Verb, Verdict
from .operative import Doubts, World, worlds
from .verdict import Decision, Voice, decide

PERMISSIONS = frozenset({Modality.PERMITS, Modality.REQUIRES})

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
    the same exactly when they are one.  `matters_not` holds the doubts that touch the cell and under every reading
    of which the verdict is the same.
    """

    verdict: Verdict
    basis: Tier | None
    required: bool
    deciders: tuple[int, ...]
    because: tuple[Reason, ...]
    defeated: tuple[Defeat, ...]
    contested_by: tuple[str, ...]
    hinges_on: tuple[Hinge, ...]
    matters_not: tuple[Hinge, ...]
    confidence: Confidence
    checked: date | None

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two findings the same."""
        return (
            self.verdict, self.basis, self.required, self.deciders, self.contested_by, self.confidence,
            self.hinges_on, self.matters_not, self.checked,
            tuple((reason.id, reason.role) for reason in self.because),
            tuple((defeat.norm.id, defeat.by, defeat.why) for defeat in self.defeated),
        )  # fmt: skip

    def stands_in(self, other: Finding) -> bool:
        """Whether this verdict holds in the other finding too, for all the same reasons (and perhaps more)."""
        return (
            self.verdict is other.verdict
            and self.basis is other.basis
            and set(self.deciders) <= set(other.deciders)
            and [hinge.fact for hinge in self.hinges_on] == [hinge.fact for hinge in other.hinges_on]
        )


# --- voices -------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """A norm that may cover the cell: when it does, and when a pending case challenges it."""

    index: int
    speaker: Speaker
    status: Status
    challenged: Status

    @property
    def doubts(self) -> tuple[str, ...]:
        """The doubts that may turn what it says."""
        return (*self.status.doubts, *self.challenged.doubts)

    @property
    def looks_to(self) -> tuple[str, ...]:
        """The norms whose presence may turn what it says."""
        return (*self.speaker.norm.relies_on, *self.speaker.norm.yields_to)

    def voices(self, world: World, heard: frozenset[str]) -> tuple[Voice, ...]:
        """What it says in a world in which these norms are heard and, if laws, decide by themselves."""
        norm, modality = self.speaker.norm, self.speaker.norm.modality
        if self.speaker.tier is Tier.RULING:
            return (_said(modality, Voice.RULING_BARS, Voice.RULING_UNCLEAR, Voice.RULING_FREES),)
        if self.speaker.tier is Tier.AGENCY:
            founded = Voice.AGENCY_FREES if heard & set(norm.relies_on) else Voice.AGENCY_FREES_UNLESS
            frees = Voice.AGENCY_CLAIMS if self.challenged.holds(world) else founded
            return (_said(modality, Voice.AGENCY_BARS, Voice.AGENCY_UNCLEAR, frees),)
        if self.speaker.tier is not Tier.LAW or {f"{id}!" for id in norm.yields_to} & heard:
            return ()
        against = (Voice.LAW_AGAINST,) if modality is Modality.PROHIBITS else ()
        if not norm.self_executing:
            return against
        return (_said(modality, Voice.LAW_BARS, Voice.LAW_UNCLEAR, Voice.LAW_FREES), *against)


def _said(modality: Modality, bars: Voice, unclear: Voice, frees: Voice) -> Voice:
    if modality in PERMISSIONS:
        return frees
    return bars if modality is Modality.PROHIBITS else unclear


# Which voices are heard, and how strongly: three bits a voice, one set for each step of confidence reached, so that
# choirs join by `|`.
Choir = int


def _voice(voice: Voice, confidence: Confidence) -> Choir:
    return ((2 << confidence.rank) - 1) << 3 * voice.value


def _strength(choir: Choir, voice: Voice) -> int:
    return (choir >> 3 * voice.value & 7).bit_length()


@dataclass(frozen=True)
class Outcome:
    """What a group of norms says in one world: its choir, and the voices of each norm."""

    world: World
    choir: Choir
    said: tuple[tuple[int, tuple[Voice, ...]], ...]


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
    on = channel.day_in(s)
    members = members_of(channel, s, live)
    groups = groups_of(channel.doubts, members)
    around = _around(groups)
    choirs = {outcome.choir | rest for outcome in groups[0].outcomes for rest in around[0]} if groups else {0}
    verdicts = {_decision(choir).verdict for choir in choirs}
    too_many = any(not group.outcomes for group in groups)
    split = len(verdicts) > 1 or too_many
    deciders = _deciders(groups, around, always=not split)
    hinges = _hinges(channel, groups, around)
    bases = [decision.basis for decision in map(_decision, choirs) if decision.basis]
    chosen = [member.speaker for member in members if member.index in deciders]
    checked = [day for s_ in chosen if (day := channel.corpus.checked(s_.instrument))]
    return Finding(
        verdict=Verdict.UNSETTLED if split else next(iter(verdicts)),
        basis=min(bases, key=list(Tier).index) if bases else None,
        required=verdicts == {Verdict.PERMITTED} and any(one.norm.modality is Modality.REQUIRES for one in chosen),
        deciders=tuple(sorted(deciders)),
        because=tuple(_because(channel, on, members, chosen)),
        defeated=tuple(_defeated(members, chosen)),
        contested_by=_pending(channel, on, members),
        hinges_on=hinges if split else (),
        matters_not=() if split else hinges,
        confidence=min((_confidence(choir) for choir in choirs), key=lambda c: c.rank),
        checked=min(checked) if checked else channel.checked,
    )


def members_of(channel: Channel, s: int, live: int) -> list[Member]:
    """The norms that under some reading cover the cell."""
    on, (_, statuses) = channel.day_in(s), channel.state(s)
    layers: dict[int, list[tuple[bool, Status]]] = {}
    for n, layer in enumerate(channel.layers):
        if live >> n & 1:
            layers.setdefault(layer.speaker, []).append((layer.includes, statuses[n]))
    out = []
    for index, lying in layers.items():
        speaker = channel.speakers[index]
        status = _covered(channel, lying)
        if status.possible:
            about = (contest for id in (speaker.id, speaker.instrument.id) for contest in channel.contests.get(id, ()))
            challenges = [one.timed.at(on) for one in about if one.verb is Verb.CHALLENGES]
            out.append(Member(index, speaker, status, _any(channel, challenges)))
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
    return Status.of(tuple(doubts), ((world, covers(world)) for world in every))


def _any(channel: Channel, statuses: Sequence[Status]) -> Status:
    """Whether one of several holds; doubts about the others do not matter where one is sure."""
    if not statuses:
        return NEVER
    sure = any(not status.doubts and status.possible for status in statuses)
    open_ = [] if sure else [status for status in statuses if status.doubts]
    doubts = dict.fromkeys(name for status in open_ for name in status.doubts)
    every = worlds({name: channel.doubts[name] for name in doubts})
    return Status.of(tuple(doubts), ((world, sure or any(one.holds(world) for one in open_)) for world in every))


def groups_of(doubts: Doubts, members: Sequence[Member]) -> list[Group]:
    """The members that share doubts together, with what they say in every world."""
    return [_group(doubts, members, some) for some in _shared(members)]


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
    groups: list[tuple[set[str], list[Member]]] = []
    doubtful = {member.speaker.id for member in members if member.status.doubts}
    for member in members:
        ties = {*member.doubts, *(id for id in (member.speaker.id, *member.looks_to) if id in doubtful)} or {""}
        together = [member]
        apart = []
        for other_ties, others in groups:
            if ties & other_ties:
                ties |= other_ties
                together += others
            else:
                apart.append((other_ties, others))
        groups = [*apart, (ties, together)]
    return [sorted(some, key=lambda member: member.index) for _, some in groups]


def _group(every: Doubts, members: Sequence[Member], some: Sequence[Member]) -> Group:
    """The group with what it says in every world; without outcomes, if there are too many worlds to go through."""
    doubts = tuple(dict.fromkeys(name for member in some for name in member.doubts))
    count = 1
    for name in doubts:
        count *= len(every[name].readings)
    if count > MAX_WORLDS:
        return Group(doubts, tuple(some), ())
    sure = [member for member in members if not member.status.doubts]
    outcomes = []
    for world in worlds({name: every[name] for name in doubts}):
        here = [member for member in some if member.status.holds(world)]
        heard = frozenset(name for member in (*sure, *here) for name in _heard(member))
        said = tuple((member.index, member.voices(world, heard)) for member in here)
        choir = 0
        for member, (_, voices) in zip(here, said, strict=True):
            for voice in voices:
                choir |= _voice(voice, member.speaker.confidence)
        outcomes.append(Outcome(world, choir, said))
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


def _deciders(groups: Sequence[Group], around: Sequence[set[Choir]], *, always: bool) -> set[int]:
    """The norms that decide in some world; with `always` those that do in every world, if there are any."""
    ever: set[int] = set()
    steady: set[int] = set()
    for group, rests in zip(groups, around, strict=True):
        each = [
            {index for index, said in outcome.said if not _decision(outcome.choir | rest).voices.isdisjoint(said)}
            for outcome in group.outcomes
            for rest in rests
        ]
        ever.update(*each)
        steady |= set.intersection(*each) if each else set()
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
    """That of the strongest voice the verdict rests on; silence is never more than low."""
    strength = max((_strength(choir, voice) for voice in _decision(choir).voices), default=1)
    return list(Confidence)[strength - 1]


# --- reasons ------------------------------------------------------------------


def _because(channel: Channel, on: float, members: Sequence[Member], chosen: Sequence[Speaker]) -> Iterable[Reason]:
    """The norms that decide, the laws they rely on, and the papers that had lengthened their instruments by the day."""
    yield from (Reason(one.instrument, "decides", one.norm) for one in chosen)
    named = {id for one in chosen for id in one.norm.relies_on} - {one.id for one in chosen}
    yield from (Reason(m.speaker.instrument, "relied on", m.speaker.norm) for m in members if m.speaker.id in named)
    papers = {one.instrument.id for one in chosen}
    for source, effect in channel.lengthening:
        if effect.target in papers and min(channel.lives.effect_days(source, effect), default=on + 1) <= on:
            yield Reason(source, str(effect.verb))


def _defeated(members: Sequence[Member], chosen: Sequence[Speaker]) -> Iterable[Defeat]:
    """The norms that cover the cell and say otherwise, each with the first decider and why it gives way."""
    if not chosen:
        return
    winner, named = chosen[0], {id for one in chosen for id in (one.id, *one.norm.relies_on)}
    for member in members:
        why = _why(member.speaker, winner)
        if why and member.speaker.id not in named:
            yield Defeat(Reason(member.speaker.instrument, "defeated", member.speaker.norm), winner.id, why)


def _why(loser: Speaker, winner: Speaker) -> str:
    """Why a norm that covers a cell does not decide it; empty where it says the same as the winner."""
    if loser.norm.modality is winner.norm.modality or {loser.norm.modality, winner.norm.modality} <= PERMISSIONS:
        return ""
    if loser.tier is not winner.tier:
        return "higher tier"
    if winner.id in loser.norm.yields_to:
        return "yields by its own terms"
    if loser.tier is Tier.LAW and not loser.norm.self_executing:
        return "does not decide by itself"
    if winner.norm.modality is Modality.PROHIBITS:
        return "any operative prohibition prevails"
    return "left unclear"


def _pending(channel: Channel, on: float, members: Sequence[Member]) -> tuple[str, ...]:
    """The cases in which something that speaks about the cell is challenged or appealed on the day."""
    spoken = dict.fromkeys(id for member in members for id in (member.speaker.id, member.speaker.instrument.id))
    about = (contest for id in spoken for contest in channel.contests.get(id, ()))
    return tuple(dict.fromkeys(one.case for one in about if one.timed.at(on).possible))
