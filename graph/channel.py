"""Everything that ever spoke about one bearer, recipient and action, as a grid.

The norms of a channel become layers: a mask of leaves on each axis, and the days
on which the layer lies there, under each reading of the facts.  Leaves that no
layer tells apart form a class; between two days on which some layer comes or
goes, a segment, nothing changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from math import inf

from .boxes import AXES, Box, box_of
from .corpus import Corpus
from .dates import ALWAYS, Spans, covers, day, intersect
from .model import (
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Action,
    Case,
    Confidence,
    Effect,
    Instrument,
    Norm,
    Party,
    Product,
    Role,
    Tier,
    Verb,
)
from .operative import Doubt, Lifecycles, World, worlds


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
class Status:
    """Whether something holds on a day: outright, or depending on some doubts, and then on each of them."""

    doubts: tuple[str, ...]
    table: Mapping[tuple[str, ...], bool]

    @classmethod
    def of(cls, doubts: Sequence[str], rows: Iterable[tuple[World, bool]]) -> Status:
        """The status that these worlds give, without the doubts that never turn it."""
        rows = list(rows)
        if len({value for _, value in rows}) == 1:
            return cls((), {(): rows[0][1]})
        said = [(tuple(world[name] for name in doubts), value) for world, value in rows]
        kept = tuple(name for place, name in enumerate(doubts) if _turns(place, said))
        return cls(kept, {tuple(world[name] for name in kept): value for world, value in rows})

    def holds(self, world: World) -> bool:
        """Whether it holds in a world that settles the doubts."""
        return self.table[tuple(world[name] for name in self.doubts)]

    @property
    def possible(self) -> bool:
        """Whether it holds under some reading."""
        return any(self.table.values())


NEVER = Status((), {(): False})


def _turns(place: int, said: Sequence[tuple[tuple[str, ...], bool]]) -> bool:
    """Whether two worlds that differ in the doubt at this place alone differ in value."""
    seen: dict[tuple[str, ...], bool] = {}
    return any(seen.setdefault(of[:place] + of[place + 1 :], value) is not value for of, value in said)


@dataclass(frozen=True)
class Timed:
    """Spans of days under each reading of some doubts."""

    doubts: Mapping[str, Doubt]
    table: tuple[tuple[World, Spans], ...]
    _kept: dict[tuple[bool, ...], Status] = field(default_factory=dict, init=False, compare=False, repr=False)

    def at(self, on: float) -> Status:
        """Whether one of the spans covers a day, under each reading that matters to that."""
        here = tuple(covers(spans, on) for _, spans in self.table)
        if here not in self._kept:
            rows = ((world, holds) for (world, _), holds in zip(self.table, here, strict=True))
            self._kept[here] = Status.of(tuple(self.doubts), rows)
        return self._kept[here]


@dataclass(frozen=True)
class Layer:
    """One product of a norm's scope: the box it covers or excepts, and when."""

    speaker: int
    includes: bool
    box: Box
    timed: Timed


@dataclass(frozen=True)
class Contest:
    """A challenge or appeal pending against an instrument, or against one norm of it."""

    case: str
    verb: Verb
    timed: Timed

    def turns(self, channel: Channel, s: int) -> bool:
        """Whether it begins or ends with a segment, under some reading."""
        before, on = channel.day_in(s - 1), channel.day_in(s)
        return any(covers(spans, before) is not covers(spans, on) for _, spans in self.timed.table)


def _settled_by(doubts: Iterable[str], days: Callable[[World], Spans]) -> Callable[[World], Spans]:
    """The days worked out once for each reading of the doubts that settle them, whatever else a world picks."""
    names, kept = tuple(doubts), dict[tuple[str, ...], Spans]()

    def found(world: World) -> Spans:
        at = tuple(world[name] for name in names)
        if at not in kept:
            kept[at] = days(world)
        return kept[at]

    return found


def speakers(corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> Iterator[Speaker]:
    """The norms that bind the bearer: a norm on a parent binds its components, never the reverse."""
    agents = corpus.agents
    recipients = set(agents.lineage(recipient)) if recipient else set()
    seen = set()
    for binds in agents.lineage(bearer):
        for instrument, norm in corpus.by_bearer.get(binds, ()):
            id = f"{instrument.id}#{norm.id}"
            meant = not norm.recipient or not recipient or recipients & set(norm.recipient)
            if action in norm.action and meant and id not in seen:
                seen.add(id)
                yield Speaker(id, instrument, norm, instrument.tier)


class Channel:
    """Everything that ever spoke about one bearer, recipient and action, as a grid of classes and segments."""

    def __init__(self, corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> None:
        self.corpus, self.action, self.bearer, self.recipient = corpus, action, bearer, recipient
        self.lives: Lifecycles = corpus.memo.setdefault("lifecycles", Lifecycles(corpus))
        self.trees = tuple(corpus.trees[axis] for axis in AXES)
        self.speakers = tuple(speakers(corpus, action, bearer, recipient))
        self.layers = tuple(layer for n, speaker in enumerate(self.speakers) for layer in self._layers(n, speaker))
        self.contests = self._contests()
        self.doubts: dict[str, Doubt] = {}
        for timed in self._timed():
            self.doubts |= timed.doubts
        self.cuts = self._cuts()
        self.classes = tuple(self._classes(axis) for axis in range(4))
        self._states: dict[int, tuple[int, list[Status]]] = {}
        self._touched: dict[int, int] = {}

    # --- making it ----------------------------------------------------------

    def _layers(self, n: int, speaker: Speaker) -> Iterator[Layer]:
        instrument, norm = speaker.instrument, speaker.norm
        own = self.lives.norm_doubts(instrument, norm)
        for includes, products in ((True, norm.scope or (Product(),)), (False, norm.except_)):
            for product in products:
                part = {**own, **self.lives.fact_doubts(product.under)}
                spoke = _settled_by(part, partial(self._norm_days, speaker, product))
                for origins, doubts, spans in self._origins(instrument, product):
                    box = self._box(product, origins)
                    asked = {**part, **doubts}
                    table = tuple((world, intersect(spoke(world), spans(world))) for world in worlds(asked))
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
                if party.role is not Role.PLAINTIFF or not places:
                    continue
                doubts = self.lives.membership_doubts(case, party)
                yield tree.masks(places), doubts, _settled_by(doubts, self._member(case, party, frozen))

    def _member(self, case: Case, party: Party, frozen: int | None) -> Callable[[World], Spans]:
        """The days on which a party counts among the plaintiffs: as it takes part, or always if it did on one day."""

        def days(world: World) -> Spans:
            spans = self.lives.membership(case, party, world)
            return spans if frozen is None else ALWAYS if covers(spans, frozen) else ()

        return days

    def _contests(self) -> dict[str, list[Contest]]:
        """The challenges and appeals under the instrument or norm they are about."""
        out: dict[str, list[Contest]] = {}
        for id in dict.fromkeys(id for speaker in self.speakers for id in (speaker.instrument.id, speaker.id)):
            for source, effect in self.corpus.effects_on.get(id, ()):
                if effect.verb in (Verb.CHALLENGES, Verb.APPEALS):
                    days = self._contest_days(source, effect)
                    out.setdefault(id, []).append(Contest(source.case, effect.verb, days))
        return out

    def _contest_days(self, source: Instrument, effect: Effect) -> Timed:
        doubts = self.lives.contest_doubts(source, effect)
        return Timed(doubts, tuple((world, self.lives.contest(source, effect, world)) for world in worlds(doubts)))

    def _timed(self) -> Iterator[Timed]:
        yield from (layer.timed for layer in self.layers)
        yield from (contest.timed for contests in self.contests.values() for contest in contests)

    def _cuts(self) -> list[float]:
        """The first day of each segment, in order: `-inf`, then every day on which something comes or goes."""
        ends = {bound for timed in self._timed() for _, spans in timed.table for one in spans for bound in one}
        ends |= {on for source, effect in self.lengthening for on in self.lives.effect_days(source, effect)}
        return [-inf, *sorted(ends - {-inf, inf})]

    @cached_property
    def lengthening(self) -> list[tuple[Instrument, Effect]]:
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

    @property
    def everything(self) -> Box:
        """All the cells that there are."""
        return box_of(tree.everything for tree in self.trees)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases of its norms and of the contests about them."""
        every = [s.instrument.case for s in self.speakers]
        every += [contest.case for contests in self.contests.values() for contest in contests]
        return tuple(dict.fromkeys(id for id in every if id in self.corpus.cases))

    @cached_property
    def checked(self) -> date | None:
        """How fresh silence is: the earliest day to which its cases were searched, or else the record's."""
        days = [self.corpus.cases[id].checked.latest for id in self.cases]
        known = [self.corpus.no_later(one) for one in days if one]
        return min(known) if known else self.corpus.last_checked

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

    def days(self, first: int, last: int) -> tuple[date | None, date | None]:
        """The first day of a segment, and the first day after another."""
        return day(self.cuts[first]), day(self.cuts[last + 1]) if last + 1 < len(self.cuts) else None

    def state(self, s: int) -> tuple[int, list[Status]]:
        """The layers that are absent throughout a segment, and the status of every layer in it."""
        if s not in self._states:
            on = self.day_in(s)
            statuses = [layer.timed.at(on) for layer in self.layers]
            absent = sum(1 << n for n, status in enumerate(statuses) if not status.possible)
            self._states[s] = absent, statuses
        return self._states[s]

    def touched(self, s: int) -> int:
        """The layers to which something happens as a segment begins; under all others the finding before it stands.

        A layer comes or goes, its norm is challenged or no longer, or its paper is lengthened.
        """
        if s not in self._touched:
            (_, earlier), (_, statuses) = self.state(s - 1), self.state(s)
            ids = {id for id, contests in self.contests.items() if any(one.turns(self, s) for one in contests)}
            longer = (pair for pair in self.lengthening if self.cuts[s] in self.lives.effect_days(*pair))
            ids |= {effect.target for _, effect in longer}
            about = ({one.id, one.instrument.id} for one in (self.speakers[layer.speaker] for layer in self.layers))
            self._touched[s] = sum(
                1 << n for n, names in enumerate(about) if statuses[n] != earlier[n] or not ids.isdisjoint(names)
            )
        return self._touched[s]

    def day_in(self, s: int) -> float:
        """A day that stands for a whole segment."""
        if s > 0:
            return self.cuts[s]
        return self.cuts[1] - 1 if len(self.cuts) > 1 else 0


def _always(_: World) -> Spans:
    return ALWAYS
