"""Everything that ever spoke about one bearer, recipient and action, as a grid.

The norms of a channel become layers: a mask of leaves on each axis, and the days
on which the layer lies there, under each reading of the facts.  Leaves that no
layer tells apart form a class; between two days on which some layer comes or
goes, a segment, nothing changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial, reduce
from itertools import accumulate
from math import inf
from operator import or_, xor
from typing import Any

from ..boxes import AXES, Box, bits, box_of, narrowed
from ..corpus import Corpus
from ..dates import ALWAYS, Spans, covers, day
from ..model import (
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Action,
    Case,
    Confidence,
    Effect,
    Instrument,
    Modality,
    Party,
    Product,
    Role,
    Verb,
)
from .operative import Doubt, Lifecycles, World, lifecycles
from .speaker import Speaker, speakers
from .timed import NEVER, THROUGHOUT, Status, Timed
from .verdict import Voice


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


class Channel:
    """Everything that ever spoke about one bearer, recipient and action, as a grid of classes and segments.

    Its spans are those of the corpus unless others are given.
    """

    def __init__(
        self, corpus: Corpus, action: Action, bearer: str, recipient: str | None, lives: Lifecycles | None = None
    ) -> None:
        self.corpus, self.action, self.bearer, self.recipient = corpus, action, bearer, recipient
        self.lives = lives or lifecycles(corpus)
        self.trees = tuple(corpus.trees[axis] for axis in AXES)
        self.speakers = tuple(speakers(corpus, action, bearer, recipient))
        self._groups: dict[tuple[str, str], list[tuple[int, Timed]]] = {}
        self._shared: dict[Any, Timed] = {}
        self.combined: dict[Any, Status] = {}
        self.layers = tuple(layer for n, speaker in enumerate(self.speakers) for layer in self._layers(n, speaker))
        self.contests = self._contests()
        self.doubts: dict[str, Doubt] = {}
        for timed in self._timed():
            self.doubts |= timed.doubts
        self.cuts = self._cuts()
        self.classes = tuple(self._classes(axis) for axis in range(4))
        self.present, self.doubtful, self.touched = self._sweep()

    # --- making it ----------------------------------------------------------

    def _layers(self, n: int, speaker: Speaker) -> Iterator[Layer]:
        """The layers of a norm; an exception reaches no farther than what the norm includes."""
        included = list(self._lying(speaker, speaker.norm.scope or (Product(),)))
        around = [reduce(or_, masks) for masks in zip(*(box for box, _ in included), strict=True)]
        yield from (Layer(n, True, box, timed) for box, timed in included)
        for box, timed in self._lying(speaker, speaker.norm.except_) if included else ():
            if part := narrowed(box, box_of(around)):
                yield Layer(n, False, part, timed)

    def _lying(self, speaker: Speaker, products: Iterable[Product]) -> Iterator[tuple[Box, Timed]]:
        """Where some products of a norm ever lie, and on which days."""
        for product in products:
            spoke = self._spoken(speaker, product)
            for origins, member in self._origins(speaker.instrument, product):
                at = spoke, member
                if at not in self._shared:
                    self._shared[at] = spoke.during(member)
                if self._shared[at].ever:
                    yield self._box(product, origins), self._shared[at]

    def _spoken(self, speaker: Speaker, product: Product) -> Timed:
        """The days on which a norm spoke with this product; a norm without days of its own has those of its paper."""
        norm = speaker.norm
        own = norm.start or norm.end or norm.under or speaker.id in self.corpus.effects_on
        at = speaker.id if own else speaker.instrument.id, tuple(product.under.items())
        if at not in self._shared:
            doubts = self.lives.norm_doubts(speaker.instrument, norm) | self.lives.fact_doubts(product.under)
            self._shared[at] = Timed.of(doubts, partial(self._norm_days, speaker, product))
        return self._shared[at]

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

    def _origins(self, instrument: Instrument, product: Product) -> Iterator[tuple[int, Timed]]:
        """The origins of a product, in parts that share their days: the places named, and each group of plaintiffs."""
        tree = self.trees[2]
        plain = [one for one in product.origin if one in tree.terms]
        if plain or not product.origin:
            yield (tree.masks(plain) if plain else tree.everything), THROUGHOUT
        for one in product.origin:
            word, _, on = one.partition(" ")
            if word in (PLAINTIFFS, PLAINTIFFS_ON) and instrument.case in self.corpus.cases:
                yield from self._plaintiffs(instrument.case, on)

    def _plaintiffs(self, id: str, on: str) -> list[tuple[int, Timed]]:
        """The places among the plaintiffs of a case, as of one day if it is given, in groups that share their days."""
        if (id, on) not in self._groups:
            case, groups = self.corpus.cases[id], dict[Any, tuple[int, Timed]]()
            for party in case.parties:
                places = self.trees[2].masks(agent for agent in party.agent if agent in self.trees[2].terms)
                if party.role is Role.PLAINTIFF and places:
                    doubts = self.lives.membership_doubts(case, party)
                    timed = Timed.of(doubts, partial(self._member, case, party, on))
                    key = tuple(timed.table.items()), tuple(timed.doubts)
                    groups[key] = groups.get(key, (0, timed))[0] | places, timed
            self._groups[id, on] = list(groups.values())
        return self._groups[id, on]

    def _member(self, case: Case, party: Party, on: str, world: World) -> Spans:
        """The days on which a party counts among the plaintiffs: as it takes part, or always if it did on one day."""
        spans = self.lives.membership(case, party, world)
        if not on:
            return spans
        return ALWAYS if covers(spans, date.fromisoformat(on).toordinal()) else ()

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
        return Timed.of(self.lives.contest_doubts(source, effect), partial(self.lives.contest, source, effect))

    @cached_property
    def lying(self) -> dict[Timed, int]:
        """The layers that lie there on the same days."""
        out: dict[Timed, int] = {}
        for n, layer in enumerate(self.layers):
            out[layer.timed] = out.get(layer.timed, 0) | 1 << n
        return out

    def _timed(self) -> Iterator[Timed]:
        yield from self.lying
        yield from (contest.timed for contests in self.contests.values() for contest in contests)

    def _cuts(self) -> list[float]:
        """The first day of each segment, in order: `-inf`, then every day on which something comes or goes."""
        ends = {bound for timed in self._timed() for spans in timed.table.values() for one in spans for bound in one}
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
        alike: dict[int, int] = {}
        for n, layer in enumerate(self.layers):
            alike[layer.box[axis]] = alike.get(layer.box[axis], 0) | 1 << n
        by_layers: dict[int, int] = {}
        for bit in tree.bit.values():
            over = reduce(or_, (layers for mask, layers in alike.items() if mask & bit), 0)
            by_layers[over] = by_layers.get(over, 0) | bit
        return [(leaves, over) for over, leaves in by_layers.items()]

    def _sweep(self) -> tuple[list[int], list[int], list[int]]:
        """For each segment the layers that may lie there, those in doubt, and those to which something just happened.

        A layer comes or goes, its norm is challenged or no longer, or its paper is lengthened; under all others the
        finding of the segment before stands.
        """
        at = {on: s for s, on in enumerate(self.cuts)}
        present, doubtful, touched = ([0] * len(self.cuts) for _ in range(3))
        for timed, layers in self.lying.items():
            was = NEVER
            for on, status in zip(*timed.steps, strict=True):
                touched[at[on]] |= layers
                present[at[on]] ^= layers * (status.possible is not was.possible)
                doubtful[at[on]] ^= layers * (bool(status.doubts) is not bool(was.doubts))
                was = status
        happening: list[tuple[str, Iterable[float]]] = [
            *((id, one.timed.steps[0]) for id, some in self.contests.items() for one in some),
            *((effect.target, self.lives.effect_days(source, effect)) for source, effect in self.lengthening),
        ]
        for id, days in happening:
            for on in days:
                touched[at[on]] |= self.about.get(id, 0)
        return list(accumulate(present, xor)), list(accumulate(doubtful, xor)), touched

    @cached_property
    def about(self) -> dict[str, int]:
        """The layers of each norm and of each instrument, by id."""
        out: dict[str, int] = {}
        for n, layer in enumerate(self.layers):
            speaker = self.speakers[layer.speaker]
            for id in (speaker.id, speaker.instrument.id):
                out[id] = out.get(id, 0) | 1 << n
        return out

    # --- its norms as bits: each goes by the bit of its first layer ---------

    @cached_property
    def first(self) -> dict[int, int]:
        """The first layer of each norm that has any."""
        return {layer.speaker: n for n, layer in reversed(list(enumerate(self.layers)))}

    def norms(self, mask: int) -> Iterator[Speaker]:
        """The norms of some bits, in order."""
        return (self.speakers[self.layers[n].speaker] for n in bits(mask))

    @cached_property
    def plain(self) -> int:
        """The norms of one layer that say the same whatever else is heard.

        They look to no other, none looks to them, and nobody ever challenges them.
        """
        count = Counter(layer.speaker for layer in self.layers)
        tied = {id for one in self.speakers if one.looks_to for id in (one.id, *one.looks_to)}
        apart = {k for k, one in enumerate(self.speakers) if one.id not in tied and k not in self.challenges}
        return sum(
            1 << n
            for n, layer in enumerate(self.layers)
            if layer.includes and count[layer.speaker] == 1 and layer.speaker in apart
        )

    @cached_property
    def challenges(self) -> dict[int, list[Timed]]:
        """The days on which cases challenge each norm, or the instrument that states it, if any does."""
        found = (
            (k, [one.timed for id in (speaker.id, speaker.instrument.id) for one in self.contests.get(id, ())
                 if one.verb is Verb.CHALLENGES])
            for k, speaker in enumerate(self.speakers)
        )  # fmt: skip
        return {k: some for k, some in found if some}

    @cached_property
    def relying(self) -> int:
        """The norms that rely on law."""
        return sum(1 << n for k, n in self.first.items() if self.speakers[k].norm.relies_on)

    @cached_property
    def saying(self) -> dict[Modality, int]:
        """The norms of each modality."""
        out = dict.fromkeys(Modality, 0)
        for k, n in self.first.items():
            out[self.speakers[k].norm.modality] |= 1 << n
        return out

    @cached_property
    def voiced(self) -> dict[tuple[Voice, Confidence], int]:
        """The plain norms by what they say, and how surely."""
        out: dict[tuple[Voice, Confidence], int] = {}
        for n in bits(self.plain):
            speaker = self.speakers[self.layers[n].speaker]
            for voice in speaker.voices(frozenset(), challenged=False):
                at = voice, speaker.confidence
                out[at] = out.get(at, 0) | 1 << n
        return out

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

    def day_in(self, s: int) -> float:
        """A day that stands for a whole segment."""
        if s > 0:
            return self.cuts[s]
        return self.cuts[1] - 1 if len(self.cuts) > 1 else 0
