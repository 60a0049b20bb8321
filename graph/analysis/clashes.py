"""Norms of one tier that contradict each other: the same cells, the same days, and neither gives way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import product
from operator import and_, or_

from ..boxes import Box, bits, box_of, merged
from ..corpus import Corpus
from ..dates import Spans, day, intersect, subtract, union
from ..model import PERMISSIONS, Action, Modality, Tier
from ..reasoning.operative import World, worlds
from ..reasoning.question import holdings
from ..reasoning.reason import Grid, channel_of
from ..text.words import Cells, channel_words, span_words

# --- channels -------------------------------------------------------------------


def named_channels(corpus: Corpus) -> list[Grid]:
    """A channel for each bearer that norms name, to every recipient named by norms that bind it.

    A bearer of whom no norm names a recipient has one channel, to anyone.
    """
    named: dict[tuple[Action, str], dict[str, None]] = {}
    for _, norm in corpus.norms():
        for action in norm.action:
            for bearer in norm.bearer:
                whom = () if action is Action.USE else norm.recipient
                named.setdefault((action, bearer), {}).update(dict.fromkeys(whom))
    out = []
    for action, bearer in named:
        above = corpus.agents.lineage(bearer)
        recipients = dict.fromkeys(one for id in above for one in named.get((action, id), ()))
        out += [channel_of(corpus, action, bearer, one) for one in recipients or (None,)]
    return out


def words_of(grid: Grid) -> str:
    """The channel in words."""
    return channel_words(grid.corpus, grid.action, (grid.bearer,), (grid.recipient,) if grid.recipient else ())


def asked_of(grid: Grid) -> Box:
    """What a question about the channel may be about: the data its holder has or norms name, everything else whole."""
    tree = grid.trees[0]
    holder = grid.recipient if grid.action is Action.DEMAND and grid.recipient else grid.bearer
    named = (layer.box[0] for layer in grid.layers if layer.includes and layer.box[0] != tree.everything)
    objects = reduce(or_, named, tree.masks(holdings(grid.corpus, holder)))
    return box_of((objects or tree.everything, *grid.everything[1:]))


Days = list[tuple[World, Spans]]
Reach = tuple[Box, int]


def days_of(grid: Grid, layers: int) -> Days:
    """The days on which a norm covers a cell under these layers of it, in each world of the doubts it depends on."""
    lying = [grid.layers[n] for n in bits(layers)]
    doubts = {id: doubt for layer in lying for id, doubt in layer.timed.doubts.items()}

    def lie(world: World, *, included: bool) -> Spans:
        return union(span for one in lying if one.includes is included for span in one.timed.days(world))

    return [(world, subtract(lie(world, included=True), lie(world, included=False))) for world in worlds(doubts)]


def _key(world: World, doubts: Iterable[str]) -> tuple[str, ...]:
    return tuple(world[id] for id in doubts)


def reaches_of(grid: Grid) -> list[Reach]:
    """For each norm of the channel a box around all it includes, and its layers as bits."""
    out: list[Reach] = [((0, 0, 0, 0), 0)] * len(grid.speakers)
    for k, layer in enumerate(grid.layers):
        around, mine = out[layer.speaker]
        box = layer.box if layer.includes else (0, 0, 0, 0)
        out[layer.speaker] = _each(or_, around, box), mine | 1 << k
    return out


def _each(join: Callable[[int, int], int], one: Box, other: Box) -> Box:
    a, b, c, d = map(join, one, other)
    return a, b, c, d


# --- contradictions -------------------------------------------------------------


@dataclass(frozen=True)
class Clash:
    """A norm that permits and one that prohibits the same cells on the same days, neither giving way.

    `what` says the cells and days in words, `channels` where.
    """

    permits: str
    prohibits: str
    what: str
    channels: tuple[str, ...]


def clashes(grids: Iterable[Grid], on: date) -> Iterator[Clash]:
    """The clashes between two norms of one tier on one channel; states are named as of a day.

    Only agency papers and laws: among rulings any prohibition wins, by design.
    """
    where: dict[tuple[str, str, str], dict[str, None]] = {}
    for grid in grids:
        reaches, asked = reaches_of(grid), asked_of(grid)
        for bar, leave in _opposed(grid):
            shared = _each(and_, asked, _each(and_, reaches[bar][0], reaches[leave][0]))
            if all(shared):
                for what in _overlap(grid, shared, bar, leave, reaches, on):
                    key = grid.speakers[leave].id, grid.speakers[bar].id, what
                    where.setdefault(key, {})[words_of(grid)] = None
    for (leave_id, bar_id, what), channels in where.items():
        yield Clash(leave_id, bar_id, what, tuple(channels))


def _opposed(grid: Grid) -> Iterator[tuple[int, int]]:
    """Each norm that prohibits with each that permits at its tier, neither giving way to the other.

    Laws give way by `yields-to`; between agency papers it is not heard, only an
    express end is.  A law that does not decide by itself contradicts nothing.
    """
    speaking = [(n, one) for n, one in enumerate(grid.speakers) if one.tier is Tier.AGENCY or one.norm.self_executing]
    bars = [(n, one) for n, one in speaking if one.norm.modality is Modality.PROHIBITS]
    leaves = [(n, one) for n, one in speaking if one.norm.modality in PERMISSIONS]
    for tier in (Tier.AGENCY, Tier.LAW):
        mine = [pair for pair in leaves if pair[1].tier is tier]
        for (bar, one), (leave, other) in product((pair for pair in bars if pair[1].tier is tier), mine):
            yields = other.id in one.norm.yields_to or one.id in other.norm.yields_to
            if tier is Tier.AGENCY or not yields:
                yield bar, leave


def _overlap(grid: Grid, shared: Box, bar: int, leave: int, reaches: Sequence[Reach], on: date) -> Iterator[str]:
    """The cells of a box that both cover, in words, with the days, for each run of days."""
    both = [(reaches[n][1], [reaches[m][1] for m in _gives_way(grid, n)]) for n in (bar, leave)]
    relevant = reduce(or_, (layers for mine, silencing in both for layers in (mine, *silencing)))
    known: dict[int, tuple[Spans, bool]] = {}
    runs: dict[tuple[Spans, bool], list[Box]] = {}
    for box, over in grid.cells(shared):
        here = over & relevant
        if here not in known:
            known[here] = _together(*(_speaks(grid, here, mine, silencing) for mine, silencing in both))
        if known[here][0]:
            runs.setdefault(known[here], []).append(box)
    for (spans, sure), boxes in runs.items():
        cells = Cells(grid.corpus, on, grid.cases, grid.everything)
        days = "; ".join(span_words(day(start), day(end)) for start, end in spans)
        yield f"{'; '.join(cells.say(merged(boxes)))} ({days}{'' if sure else ', under some readings'})"


def _gives_way(grid: Grid, n: int) -> list[int]:
    """The norms of the channel that silence a law where they cover a cell: those it yields to."""
    one = grid.speakers[n]
    to = one.norm.yields_to if one.tier is Tier.LAW else ()
    return [m for m, other in enumerate(grid.speakers) if to and other.id in to and other.norm.self_executing]


def _speaks(grid: Grid, over: int, mine: int, silencing: Iterable[int]) -> Days:
    """The days on which a norm covers a cell and is not silent there under every reading."""
    every = (reduce(intersect, (spans for _, spans in days_of(grid, over & layers))) for layers in silencing)
    silent = union(span for spans in every for span in spans)
    return [(world, subtract(spans, silent)) for world, spans in days_of(grid, over & mine)]


def _together(these: Days, those: Days) -> tuple[Spans, bool]:
    """The days that lie in both under some reading, and whether that hangs on none.

    Worlds that read a shared doubt differently are never put together.
    """
    shared = [id for id in these[0][0] if id in those[0][0]]

    def by_reading(days: Days) -> dict[tuple[str, ...], Spans]:
        out: dict[tuple[str, ...], Spans] = {}
        for world, spans in days:
            out[_key(world, shared)] = union((*out.get(_key(world, shared), ()), *spans))
        return out

    mine, theirs = by_reading(these), by_reading(those)
    both = union(span for key, spans in mine.items() for span in intersect(spans, theirs[key]))
    return both, all(len({spans for _, spans in days}) == 1 for days in (these, those))
