"""From a question to a verdict for every cell, with its reasons.

Set work over small finite trees.  Everything that ever spoke about one bearer,
recipient and action is a *channel*.  Its norms become layers: a mask of leaves
on each axis, and the days on which the layer lies there, under each reading of
the facts.  Leaves that no layer tells apart form a class; between two days on
which some layer comes or goes nothing changes.  So a channel is a small grid of
classes times segments, each field worked out once, when first asked.

The highest tier that speaks about a cell decides it: rulings, then agency
instruments, then law.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf
from typing import Any

from .corpus import Corpus
from .dates import ALWAYS, Spans, covers, day, intersect
from .errors import QuestionError
from .model import (
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Action,
    Case,
    Cite,
    Confidence,
    Effect,
    Instrument,
    Modality,
    Norm,
    Party,
    Product,
    Tier,
    Verb,
    Verdict,
)
from .operative import Doubt, Lifecycles, World, worlds
from .question import Question, holdings

AXES = ("object", "people", "origin", "purpose")
Box = tuple[int, int, int, int]

# Firm verdicts first.
_ORDER = (
    Verdict.PROHIBITED,
    Verdict.PERMITTED,
    Verdict.UNSETTLED,
    Verdict.CLAIMED,
    Verdict.NO_KNOWN_AUTHORITY,
)
PERMISSIONS = (Modality.PERMITS, Modality.REQUIRES)


# --- what an answer is made of ------------------------------------------------


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

    def stands_in(self, other: Finding) -> bool:
        """Whether this verdict holds in the other finding too, for all the same reasons (and perhaps more)."""
        return (
            self.verdict is other.verdict
            and self.basis is other.basis
            and set(self.deciders) <= set(other.deciders)
            and [hinge.fact for hinge in self.hinges_on] == [hinge.fact for hinge in other.hinges_on]
        )


@dataclass(frozen=True)
class Region:
    """Cells that share a verdict and all its reasons.

    The cells are every combination of the leaves named.  `since` and `until`
    bound the longest run of days around the day asked on which the verdict is
    the same and every norm relied on still decides.
    """

    objects: tuple[str, ...]
    people: tuple[str, ...]
    origins: tuple[str, ...]
    purposes: tuple[str, ...]
    finding: Finding
    since: date | None
    until: date | None
    carried_forward_from: date | None

    @property
    def verdict(self) -> Verdict:
        """What is found for each of the cells."""
        return self.finding.verdict


@dataclass(frozen=True)
class Answer:
    """A partition of the cells asked about into regions."""

    corpus: Corpus
    question: Question
    channel: Channel
    masks: Box

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The regions: disjoint, together all the cells asked about, the strongest bar first."""
        return tuple(self.channel.regions(self.question.on, self.masks))

    @property
    def verdict(self) -> Verdict:
        """The verdict, where all the cells asked about share one.

        Raises:
            QuestionError: if they do not; it says which axes to narrow.
        """
        found = self.channel.verdicts(self.question.on, self.masks)
        if len(found) == 1:
            return next(iter(found))
        trees = self.corpus.trees.values()
        open_ = [axis for axis, tree, mask in zip(AXES, trees, self.masks, strict=True) if len(tree.members(mask)) > 1]
        raise QuestionError(
            "verdict",
            f"the answer has {len(self.regions)} regions with different verdicts ({', '.join(sorted(found))}): "
            f"narrow {', '.join(open_)}, or read .regions",
            tuple(open_),
        )

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases in which anything was ever said about this bearer, recipient and action."""
        return self.channel.cases

    @property
    def last_checked(self) -> date | None:
        """The earliest day up to which those cases were searched."""
        days = [self.corpus.cases[id].checked.latest for id in self.cases]
        return min((self.corpus.no_later(one) for one in days if one), default=None)


def answer(corpus: Corpus, question: Question) -> Answer:
    """The answer of a corpus to a question; `known` must have been applied to the corpus before."""
    channel = channel_of(corpus, question.action, question.bearer, question.recipient)
    return Answer(corpus, question, channel, masks_of(channel, question))


def masks_of(channel: Channel, question: Question) -> Box:
    """The leaves asked about on each axis; without an object, all that the one who has the data holds."""
    objects, people, origins, purposes = channel.corpus.trees.values()
    if question.object:
        which = objects.mask(question.object)
    else:
        holder = question.recipient if question.action is Action.DEMAND else question.bearer
        which = objects.masks(holdings(channel.corpus, holder or question.bearer)) or objects.everything
    return (
        which,
        people.mask(question.people) if question.people else people.everything,
        origins.masks(question.origin) if question.origin else origins.everything,
        purposes.mask(question.purpose),
    )


def channel_of(corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> Channel:
    """The channel from bearer to recipient for an action, made once a corpus."""
    channels: dict[tuple[Action, str, str | None], Channel] = corpus.memo.setdefault("channels", {})
    at = action, bearer, recipient
    if at not in channels:
        channels[at] = Channel(corpus, action, bearer, recipient)
    return channels[at]


# --- a verdict ----------------------------------------------------------------


@dataclass(frozen=True)
class Speaker:
    """A norm of a channel, with the instrument that states it."""

    id: str
    instrument: Instrument
    norm: Norm
    tier: Tier

    @property
    def confidence(self) -> Confidence:
        """The norm's own, or its instrument's."""
        return self.norm.confidence or self.instrument.confidence


@dataclass(frozen=True)
class Decision:
    """The verdict in one world, with the norms that give it."""

    verdict: Verdict
    basis: Tier | None = None
    deciders: tuple[Speaker, ...] = ()
    relied_on: tuple[Speaker, ...] = ()


def decide(speakers: Sequence[Speaker], contested: frozenset[str]) -> Decision:
    """The verdict that the applicable norms give, tier by tier.

    `contested` names the instruments that a pending case challenges.

    *Rulings*: any prohibition wins, since the addressee must obey every order;
    then what a court left unclear; then a holding that it is lawful.
    *Agency instruments*: one that permits and one that prohibits leave it
    unsettled; a permission is good if nothing pending challenges it and the law
    it relies on covers the cell, or no law forbids it; otherwise it is a claim.
    *Law*: a norm gives way where it says so (`yields-to`); a power that needs a
    request decides nothing by itself.
    """
    here = {s.id for s in speakers}
    laws = [s for s in speakers if s.tier is Tier.LAW]
    self_executing = {s.id for s in laws if s.norm.self_executing}
    standing = [s for s in laws if not self_executing & set(s.norm.yields_to)]

    def of(group: Iterable[Speaker], *modalities: Modality) -> tuple[Speaker, ...]:
        return tuple(s for s in group if s.norm.modality in modalities)

    rulings = [s for s in speakers if s.tier is Tier.RULING]
    if bars := of(rulings, Modality.PROHIBITS):
        return Decision(Verdict.PROHIBITED, Tier.RULING, bars)
    if unclear := of(rulings, Modality.LEAVES_UNCLEAR):
        return Decision(Verdict.UNSETTLED, Tier.RULING, unclear)
    if rulings:
        return Decision(Verdict.PERMITTED, Tier.RULING, tuple(rulings))

    agency = [s for s in speakers if s.tier is Tier.AGENCY]
    bars, claims = of(agency, Modality.PROHIBITS), of(agency, *PERMISSIONS)
    if bars and claims:
        return Decision(Verdict.UNSETTLED, Tier.AGENCY, (*bars, *claims))
    if bars:
        return Decision(Verdict.PROHIBITED, Tier.AGENCY, bars)
    if unclear := of(agency, Modality.LEAVES_UNCLEAR):
        return Decision(Verdict.UNSETTLED, Tier.AGENCY, unclear)
    if claims:
        forbidden = bool(of(standing, Modality.PROHIBITS))
        good = tuple(
            s for s in claims if s.instrument.id not in contested and (here & set(s.norm.relies_on) or not forbidden)
        )
        deciders = good or claims
        named = {id for s in deciders for id in s.norm.relies_on}
        relied = tuple(s for s in laws if s.id in named)
        return Decision(Verdict.PERMITTED if good else Verdict.CLAIMED, Tier.AGENCY, deciders, relied)

    law = [s for s in standing if s.norm.self_executing]
    bars, grants = of(law, Modality.PROHIBITS), of(law, *PERMISSIONS)
    if bars and grants:
        return Decision(Verdict.UNSETTLED, Tier.LAW, (*bars, *grants))
    if bars:
        return Decision(Verdict.PROHIBITED, Tier.LAW, bars)
    if unclear := of(law, Modality.LEAVES_UNCLEAR):
        return Decision(Verdict.UNSETTLED, Tier.LAW, unclear)
    if grants:
        return Decision(Verdict.PERMITTED, Tier.LAW, grants)
    return Decision(Verdict.NO_KNOWN_AUTHORITY)


def _why_defeated(loser: Speaker, winner: Speaker) -> str:
    """Why a norm that covers a cell does not decide it; empty where it says the same as the winner."""
    if loser.norm.modality is winner.norm.modality or {loser.norm.modality, winner.norm.modality} <= set(PERMISSIONS):
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


# --- a channel ----------------------------------------------------------------


@dataclass(frozen=True)
class Timed:
    """Spans of days under each reading of some doubts."""

    doubts: Mapping[str, Doubt]
    table: tuple[tuple[World, Spans], ...]

    def at(self, on: float) -> Status:
        """Whether one of the spans covers a day, under each reading that matters to that."""
        rows = [(world, covers(spans, on)) for world, spans in self.table]
        held = {value for _, value in rows}
        if len(held) == 1:
            return Status((), {(): held.pop()})
        # A doubt matters on this day only if some choice of the others makes it matter.
        names = list(self.doubts)
        matter = [
            n
            for n, name in enumerate(names)
            if len({(tuple(v for k, v in world.items() if k != name), value) for world, value in rows})
            > len({tuple(v for k, v in world.items() if k != name) for world, _ in rows})
        ]
        kept = tuple(names[n] for n in matter)
        return Status(kept, {tuple(world[name] for name in kept): value for world, value in rows})


@dataclass(frozen=True)
class Status:
    """Whether something holds on a day: outright, or depending on some doubts."""

    doubts: tuple[str, ...]
    table: Mapping[tuple[str, ...], bool]

    def holds(self, world: World) -> bool:
        """Whether it holds in a world that settles the doubts."""
        return self.table[tuple(world[name] for name in self.doubts)]


@dataclass(frozen=True)
class Layer:
    """One product of a norm's scope: the box it covers or excepts, and when."""

    speaker: int
    includes: bool
    box: Box
    timed: Timed


@dataclass(frozen=True)
class Contest:
    """A challenge or appeal pending against an instrument."""

    instrument: str
    case: str
    verb: Verb
    timed: Timed


class Channel:
    """Everything that ever spoke about one bearer, recipient and action, as a grid of classes and segments."""

    def __init__(self, corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> None:
        self.corpus, self.action, self.bearer, self.recipient = corpus, action, bearer, recipient
        self.lives: Lifecycles = corpus.memo.setdefault("lifecycles", Lifecycles(corpus))
        self.trees = tuple(corpus.trees[axis] for axis in AXES)
        self.speakers = tuple(self._speakers())
        self.layers = tuple(layer for n, speaker in enumerate(self.speakers) for layer in self._layers(n, speaker))
        self.contests = tuple(self._contests())
        self.doubts: dict[str, Doubt] = {}
        for timed in (*(layer.timed for layer in self.layers), *(contest.timed for contest in self.contests)):
            self.doubts |= timed.doubts
        self.cuts = self._cuts()
        self.classes = tuple(self._classes(axis) for axis in range(4))
        self._states: dict[int, tuple[int, list[Status]]] = {}
        self._findings: dict[tuple[int, int], Finding] = {}
        self._same: dict[tuple[Any, ...], Finding] = {}
        self._runs: dict[tuple[int, int], tuple[int, int]] = {}

    # --- making it ----------------------------------------------------------

    def _speakers(self) -> Iterator[Speaker]:
        """The norms that bind the bearer: a norm on a parent binds its components, never the reverse."""
        agents = self.corpus.agents
        bearers = agents.lineage(self.bearer)
        recipients = set(agents.lineage(self.recipient)) if self.recipient else set()
        seen = set()
        for bearer in bearers:
            for instrument, norm in self.corpus.by_bearer.get(bearer, ()):
                id = f"{instrument.id}#{norm.id}"
                meant = not norm.recipient or not self.recipient or recipients & set(norm.recipient)
                if self.action in norm.action and meant and id not in seen:
                    seen.add(id)
                    yield Speaker(id, instrument, norm, instrument.tier)

    def _layers(self, n: int, speaker: Speaker) -> Iterator[Layer]:
        instrument, norm = speaker.instrument, speaker.norm
        own = self.lives.norm_doubts(instrument, norm)
        for includes, products in ((True, norm.scope or (Product(),)), (False, norm.except_)):
            for product in products:
                for origins, doubts, spans in self._origins(instrument, product):
                    box = self._box(product, origins)
                    asked = {**own, **self.lives.fact_doubts(product.under), **doubts}
                    table = tuple(
                        (world, intersect(self._norm_days(speaker, product, world), spans(world)))
                        for world in worlds(asked)
                    )
                    if any(spans for _, spans in table):
                        yield Layer(n, includes, box, Timed(asked, table))

    def _norm_days(self, speaker: Speaker, product: Product, world: World) -> Spans:
        if not self.lives.holds(product.under, world):
            return ()
        return self.lives.norm(speaker.instrument, speaker.norm, world)

    def _box(self, product: Product, origins: int) -> Box:
        objects, people, _, purposes = self.trees
        return (
            objects.masks(product.object) if product.object else objects.everything,
            people.masks(product.people) if product.people else people.everything,
            origins,
            purposes.masks(product.purpose) if product.purpose else purposes.everything,
        )

    def _origins(
        self, instrument: Instrument, product: Product
    ) -> Iterator[tuple[int, Mapping[str, Doubt], Callable[[World], Spans]]]:
        """The origins of a product, in parts that share their days: the places named, and each group of plaintiffs."""
        tree = self.trees[2]
        plain = [one for one in product.origin if one in tree.terms]
        if plain or not product.origin:
            yield (tree.masks(plain) if plain else tree.everything), {}, _always
        for one in product.origin:
            word, _, on = one.partition(" ")
            if word not in (PLAINTIFFS, PLAINTIFFS_ON) or instrument.case not in self.corpus.cases:
                continue
            case = self.corpus.cases[instrument.case]
            frozen = date.fromisoformat(on).toordinal() if on else None
            for party in case.parties:
                places = [agent for agent in party.agent if agent in tree.terms]
                if party.role != "plaintiff" or not places:
                    continue

                yield tree.masks(places), self.lives.membership_doubts(case, party), self._member(case, party, frozen)

    def _member(self, case: Case, party: Party, frozen: int | None) -> Callable[[World], Spans]:
        """The days on which a party counts among the plaintiffs: as it takes part, or always if it did on one day."""

        def days(world: World) -> Spans:
            spans = self.lives.membership(case, party, world)
            return spans if frozen is None else ALWAYS if covers(spans, frozen) else ()

        return days

    def _contests(self) -> Iterator[Contest]:
        for id in dict.fromkeys(speaker.instrument.id for speaker in self.speakers):
            for source, effect in self.corpus.effects_on.get(id, ()):
                if effect.verb in (Verb.CHALLENGES, Verb.APPEALS):
                    yield Contest(id, source.case, effect.verb, self._contest_days(source, effect))

    def _contest_days(self, source: Instrument, effect: Effect) -> Timed:
        doubts = self.lives.contest_doubts(source, effect)
        return Timed(doubts, tuple((world, self.lives.contest(source, effect, world)) for world in worlds(doubts)))

    def _cuts(self) -> list[float]:
        """The first day of each segment, in order: `-inf`, then every day on which something comes or goes."""
        every = [layer.timed for layer in self.layers] + [contest.timed for contest in self.contests]
        ends = {bound for timed in every for _, spans in timed.table for one in spans for bound in one}
        ends |= {on for source, effect in self._lengthening for on in self.lives.effect_days(source, effect)}
        return [-inf, *sorted(ends - {-inf, inf})]

    @cached_property
    def _lengthening(self) -> list[tuple[Instrument, Effect]]:
        """The extensions and reinstatements of its instruments; each is a reason from its day on."""
        ids = dict.fromkeys(speaker.instrument.id for speaker in self.speakers)
        every = (pair for id in ids for pair in self.corpus.effects_on.get(id, ()))
        return [pair for pair in every if pair[1].verb in (Verb.EXTENDS, Verb.REINSTATES)]

    def _classes(self, axis: int) -> list[tuple[int, int]]:
        """The leaves of an axis in classes no layer tells apart: the leaves of each, and the layers over it."""
        tree = self.trees[axis]
        by_layers: dict[int, int] = {}
        for leaf in tree.leaves:
            bit = tree.bit[leaf]
            over = sum(1 << n for n, layer in enumerate(self.layers) if layer.box[axis] & bit)
            by_layers[over] = by_layers.get(over, 0) | bit
        return [(leaves, over) for over, leaves in by_layers.items()]

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases of its norms and of the contests about them."""
        every = [s.instrument.case for s in self.speakers] + [contest.case for contest in self.contests]
        return tuple(dict.fromkeys(id for id in every if id in self.corpus.cases))

    # --- asking it ----------------------------------------------------------

    def segment(self, on: date) -> int:
        """The segment in which a day lies."""
        return bisect_right(self.cuts, on.toordinal()) - 1

    def cells(self, masks: Box) -> Iterator[tuple[Box, int]]:
        """The asked part of each cell of the grid, and the layers that ever lie over it."""
        asked = [
            [(leaves & mask, over) for leaves, over in self.classes[n] if leaves & mask] for n, mask in enumerate(masks)
        ]
        for a, over_a in asked[0]:
            for b, over_b in asked[1]:
                over_ab = over_a & over_b
                for c, over_c in asked[2]:
                    over_abc = over_ab & over_c
                    for d, over_d in asked[3]:
                        yield (a, b, c, d), over_abc & over_d

    def verdicts(self, on: date, masks: Box) -> set[Verdict]:
        """The verdicts that occur among the cells on a day."""
        s = self.segment(on)
        return {self.finding(s, over).verdict for _, over in self.cells(masks)}

    def finding(self, s: int, over: int) -> Finding:
        """What is found in a segment for a cell under these layers."""
        absent, _ = self._state(s)
        live = over & ~absent
        at = s, live
        if at not in self._findings:
            self._findings[at] = self._find(s, live)
        return self._findings[at]

    def run(self, s: int, over: int) -> tuple[int, int]:
        """The first and last segment of the longest run around `s` in which its finding stands."""
        at = s, over
        if at not in self._runs:
            found = self.finding(s, over)
            first = last = s
            while first > 0 and found.stands_in(self.finding(first - 1, over)):
                first -= 1
            while last + 1 < len(self.cuts) and found.stands_in(self.finding(last + 1, over)):
                last += 1
            self._runs[at] = first, last
        return self._runs[at]

    def days(self, first: int, last: int) -> tuple[date | None, date | None]:
        """The first day of a segment, and the first day after another."""
        return day(self.cuts[first]), day(self.cuts[last + 1]) if last + 1 < len(self.cuts) else None

    def regions(self, on: date, masks: Box) -> list[Region]:
        """The regions of the asked cells on a day."""
        s = self.segment(on)
        groups: dict[tuple[Finding, tuple[int, int]], list[Box]] = {}
        for box, over in self.cells(masks):
            groups.setdefault((self.finding(s, over), self.run(s, over)), []).append(box)
        out = []
        for (found, (first, last)), boxes in groups.items():
            since, until = self.days(first, last)
            stale = found.checked if found.checked and on > found.checked else None
            for box in merged(boxes):
                leaves = [tuple(tree.members(mask)) for tree, mask in zip(self.trees, box, strict=True)]
                out.append(Region(leaves[0], leaves[1], leaves[2], leaves[3], found, since, until, stale))
        return sorted(out, key=lambda r: (_ORDER.index(r.verdict), r.origins, r.people, r.objects, r.purposes))

    # --- finding ------------------------------------------------------------

    def _state(self, s: int) -> tuple[int, list[Status]]:
        """The layers that are absent throughout a segment, and the status of every layer in it."""
        if s not in self._states:
            on = self._day_in(s)
            statuses = [layer.timed.at(on) for layer in self.layers]
            absent = sum(1 << n for n, status in enumerate(statuses) if not any(status.table.values()))
            self._states[s] = absent, statuses
        return self._states[s]

    def _day_in(self, s: int) -> float:
        """A day that stands for a whole segment."""
        if s > 0:
            return self.cuts[s]
        return self.cuts[1] - 1 if len(self.cuts) > 1 else 0

    def _find(self, s: int, live: int) -> Finding:
        _, statuses = self._state(s)
        layers = [(layer, statuses[n]) for n, layer in enumerate(self.layers) if live >> n & 1]
        spoken = {self.speakers[layer.speaker].instrument.id for layer, _ in layers if layer.includes}
        on = self._day_in(s)
        contests = [(one, one.timed.at(on)) for one in self.contests if one.instrument in spoken]
        names = dict.fromkeys(name for _, status in (*layers, *contests) for name in status.doubts)
        doubts = {name: self.doubts[name] for name in names}
        decisions: list[tuple[World, Decision]] = []
        applicable: dict[int, Speaker] = {}
        pending: dict[str, None] = {}
        for world in worlds(doubts):
            inside = {layer.speaker for layer, status in layers if layer.includes and status.holds(world)}
            inside -= {layer.speaker for layer, status in layers if not layer.includes and status.holds(world)}
            contested = [one for one, status in contests if status.holds(world)]
            challenged = frozenset(one.instrument for one in contested if one.verb is Verb.CHALLENGES)
            decision = decide([self.speakers[n] for n in sorted(inside)], challenged)
            decisions.append((world, decision))
            applicable |= {n: self.speakers[n] for n in inside}
            heard = {self.speakers[n].instrument.id for n in inside}
            pending |= dict.fromkeys(one.case for one in contested if one.instrument in heard)
        return self._finding(on, doubts, decisions, applicable, tuple(pending))

    def _finding(
        self,
        on: float,
        doubts: Mapping[str, Doubt],
        decisions: Sequence[tuple[World, Decision]],
        applicable: Mapping[int, Speaker],
        pending: tuple[str, ...],
    ) -> Finding:
        """One finding out of the decisions in every world: unsettled where they differ."""
        verdicts = {decision.verdict for _, decision in decisions}
        split = len(verdicts) > 1
        index = {speaker.id: n for n, speaker in applicable.items()}
        deciders = {index[s.id]: s for _, decision in decisions for s in decision.deciders}
        relied = {s.id: s for _, decision in decisions for s in decision.relied_on}
        bases = [decision.basis for _, decision in decisions if decision.basis]
        hinges = _hinges(doubts, decisions)
        because = [Reason(s.instrument, "decides", s.norm) for _, s in sorted(deciders.items())]
        because += [Reason(s.instrument, "relied on", s.norm) for s in relied.values()]
        because += self._lengthened(on, {s.instrument.id for s in deciders.values()})
        winner = next(iter(deciders.values()), None)
        defeated = []
        for n, speaker in sorted(applicable.items()):
            why = _why_defeated(speaker, winner) if winner and n not in deciders and speaker.id not in relied else ""
            if why and winner:
                defeated.append(Defeat(Reason(speaker.instrument, "defeated", speaker.norm), winner.id, why))
        checked = [d for s in deciders.values() if (d := self.corpus.checked(s.instrument))]
        found = Finding(
            verdict=Verdict.UNSETTLED if split else next(iter(verdicts)),
            basis=min(bases, key=list(Tier).index) if bases else None,
            required=not split
            and any(s.norm.modality is Modality.REQUIRES for s in deciders.values())
            and Verdict.PERMITTED in verdicts,
            deciders=tuple(sorted(deciders)),
            because=tuple(because),
            defeated=tuple(defeated),
            contested_by=pending,
            hinges_on=hinges if split else (),
            matters_not=() if split else hinges,
            confidence=_confidence(decisions),
            checked=min(checked) if checked else self._checked,
        )
        return self._same.setdefault(_identity(found), found)

    @cached_property
    def _checked(self) -> date | None:
        """How fresh silence is: the earliest day up to which the channel's cases, or else all cases, were searched."""
        days = [self.corpus.cases[id].checked.latest for id in self.cases]
        known = [self.corpus.no_later(one) for one in days if one]
        return min(known) if known else self.corpus.last_checked

    def _lengthened(self, on: float, instruments: set[str]) -> list[Reason]:
        """The papers that by this day had extended or reinstated the instruments relied on."""
        return [
            Reason(source, str(effect.verb))
            for source, effect in self._lengthening
            if effect.target in instruments and min(self.lives.effect_days(source, effect), default=inf) <= on
        ]


def _always(_: World) -> Spans:
    return ALWAYS


def _identity(found: Finding) -> tuple[Any, ...]:
    """What makes two findings the same."""
    return (
        found.verdict, found.basis, found.required, found.deciders, found.contested_by, found.confidence,
        found.hinges_on, found.matters_not, found.checked,
        tuple((reason.id, reason.role) for reason in found.because),
        tuple((defeat.norm.id, defeat.by, defeat.why) for defeat in found.defeated),
    )  # fmt: skip


def _hinges(doubts: Mapping[str, Doubt], decisions: Sequence[tuple[World, Decision]]) -> tuple[Hinge, ...]:
    """The doubts that by themselves can turn the verdict, or all of them where only several together can.

    Where no doubt turns it, all are given, each with the one verdict.
    """
    flips = []
    for id in doubts:
        by_rest: dict[tuple[str, ...], set[Verdict]] = {}
        for world, decision in decisions:
            rest = tuple(reading for name, reading in world.items() if name != id)
            by_rest.setdefault(rest, set()).add(decision.verdict)
        if any(len(found) > 1 for found in by_rest.values()):
            flips.append(id)
    out = []
    for id in flips or doubts:
        readings = []
        for reading, says in doubts[id].readings:
            found = {decision.verdict for world, decision in decisions if world[id] == reading}
            readings.append((says, tuple(sorted(found, key=list(Verdict).index))))
        out.append(Hinge(id, doubts[id].question, tuple(readings)))
    return tuple(out)


def _confidence(decisions: Sequence[tuple[World, Decision]]) -> Confidence:
    """The weakest world's strongest decider; silence is never more than low."""
    return min(
        (
            max((s.confidence for s in decision.deciders), key=lambda c: c.rank, default=Confidence.LOW)
            for _, decision in decisions
        ),
        key=lambda c: c.rank,
    )


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Few disjoint boxes over the same cells, the same ones however the cells were boxed before.

    States first: those with one and the same section of people, data and
    purposes become one box for each part of that section, and so on inward.

    >>> merged([(1, 1, 1, 1), (1, 1, 2, 1), (2, 1, 3, 1)])
    [(3, 1, 3, 1)]
    """
    sections = _sections(tuple((origins, people, objects, purposes) for objects, people, origins, purposes in boxes))
    return [(objects, people, origins, purposes) for origins, people, objects, purposes in sections]


def _sections(boxes: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Boxes cut along their first axis into leaves with one section each, sections joined in the same way."""
    if len(boxes) == 1 or not boxes[0]:
        return boxes[:1]
    # The leaves of the axis by which boxes lie over them.
    over: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for n, box in enumerate(boxes):
        mask, split = box[0], []
        for leaves, lying in over[1:]:
            split += [(leaves & mask, (*lying, n)), (leaves & ~mask, lying)]
            mask &= ~leaves
        over = [over[0], *(one for one in [*split, (mask, (n,))] if one[0])]
    joined: dict[tuple[tuple[int, ...], ...], int] = {}
    for leaves, lying in over[1:]:
        section = _sections(tuple(dict.fromkeys(boxes[n][1:] for n in lying)))
        joined[section] = joined.get(section, 0) | leaves
    return tuple(sorted((leaves, *rest) for section, leaves in joined.items() for rest in section))
