"""Every channel of a record with its whole history: what the derived graph says, without any RDF.

Most pairs of agencies are spoken of by the same norms (no norm names Ohio, so
what holds towards one state holds towards any).  Such pairs are one shared
channel here: its history is found once, and any of its bearers towards any of
its recipients has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..boxes import Box, box_of
from ..corpus import Corpus, Tree, once
from ..dates import ALWAYS, Interval, Spans, intersect, interval, union
from ..model import Action, Effect, Instrument, Norm
from ..reasoning.operative import Lifecycles, worlds
from ..reasoning.question import Question
from ..reasoning.reason import channel_of
from ..reasoning.timeline import Strand, Timeline


@dataclass(frozen=True)
class SharedChannel:
    """Bearers and recipients between whom the same norms speak, and the history of every cell.

    `recipients` is empty for `use`, which has none.
    """

    action: Action
    bearers: tuple[str, ...]
    recipients: tuple[str, ...]
    strands: tuple[Strand, ...]

    @property
    def id(self) -> str:
        """Its name: the action and the first bearer and recipient, which no other channel has."""
        return "/".join((str(self.action), self.bearers[0], *self.recipients[:1]))


@once
def shared_channels(corpus: Corpus) -> tuple[SharedChannel, ...]:
    """Every channel in which some norm ever spoke; together they hold every pair that a norm reaches.

    They come in the order of the vocabulary.
    """
    return tuple(_channels(corpus))


def _channels(corpus: Corpus) -> Iterator[SharedChannel]:
    all_cells = box_of(tree.everything for tree in corpus.trees.values())
    for (action, bearers, _), recipients in _alike(corpus).items():
        bearer, recipient = bearers[0], recipients[0] if recipients else None
        asked = Question(bearer, recipient, date.min, action)
        line = Timeline(corpus, asked, channel_of(corpus, action, bearer, recipient), all_cells)
        yield SharedChannel(action, bearers, tuple(recipients), line.strands)


def _alike(corpus: Corpus) -> dict[tuple[Action, tuple[str, ...], tuple[str, ...]], list[str]]:
    """The recipients of each action, group of bearers and row of norms that speak."""
    givers = _interchangeable(corpus, {id for _, norm in corpus.norms() for id in norm.bearer})
    takers = _interchangeable(corpus, {id for _, norm in corpus.norms() for id in norm.recipient})
    out: dict[tuple[Action, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for action in Action:
        for bearing, bearers in givers.items():
            for receiving, recipients in {(): []}.items() if action is Action.USE else takers.items():
                norms = _speaking(corpus, action, bearing, None if action is Action.USE else set(receiving))
                if norms:
                    out.setdefault((action, tuple(bearers), norms), []).extend(recipients)
    return out


def _interchangeable(corpus: Corpus, named: set[str]) -> dict[tuple[str, ...], list[str]]:
    """The agents in groups no norm tells apart, by those of their lineage that norms name."""
    out: dict[tuple[str, ...], list[str]] = {}
    for agent in corpus.agents.terms:
        out.setdefault(tuple(id for id in corpus.agents.lineage(agent) if id in named), []).append(agent)
    return out


def _speaking(corpus: Corpus, action: Action, bearing: Iterable[str], receiving: set[str] | None) -> tuple[str, ...]:
    """The ids of the norms that speak of an action between two groups of agents; None for no recipient at all."""
    return tuple(
        dict.fromkeys(
            f"{instrument.id}#{norm.id}"
            for bearer in bearing
            for instrument, norm in corpus.by_bearer[bearer]
            if action in norm.action
            and (receiving is None or not norm.recipient or not receiving.isdisjoint(norm.recipient))
        )
    )


# --- spans of days -------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """The days on which something held: under every reading of the facts, and under some reading."""

    certain: tuple[Interval, ...]
    possible: tuple[Interval, ...]


def instrument_life(lives: Lifecycles, one: Instrument) -> Life:
    """When an instrument was operative."""
    return _life(lives.operative(one.id, world) for world in worlds(lives.doubts(one.id)))


def norm_life(lives: Lifecycles, one: Instrument, norm: Norm) -> Life:
    """When a norm spoke."""
    return _life(lives.norm(one, norm, world) for world in worlds(lives.norm_doubts(one, norm)))


def contest_life(lives: Lifecycles, one: Instrument, effect: Effect) -> Life:
    """When a challenge or an appeal was pending."""
    return _life(lives.contest(one, effect, world) for world in worlds(lives.contest_doubts(one, effect)))


def _life(spans_of_worlds: Iterable[Spans]) -> Life:
    certain: Spans = ALWAYS
    possible: Spans = ()
    for spans in spans_of_worlds:
        certain, possible = intersect(certain, spans), union((*possible, *spans))
    return Life(tuple(map(interval, certain)), tuple(map(interval, possible)))


# --- cells in words ---------------------------------------------------------------


def cells_words(corpus: Corpus, box: Box) -> str:
    """A box of cells in one line of ids, each axis by the fewest terms."""
    return " · ".join(_axis_words(tree, mask) for tree, mask in zip(corpus.trees.values(), box, strict=True))


def _axis_words(tree: Tree, mask: int) -> str:
    """The leaves of an axis by the fewest terms, or by what is missing if that is shorter.

    >>> from graph.model import Term
    >>> kin = Tree("people", {"all": Term("All"), **{id: Term(id, broader="all") for id in ("old", "mid", "young")}})
    >>> _axis_words(kin, 7), _axis_words(kin, 3), _axis_words(kin, 1)
    ('any people', 'any people but young', 'old')
    """
    here, missing = tree.cover(mask), tree.cover(tree.everything & ~mask)
    if not missing:
        return f"any {tree.name}"
    return f"any {tree.name} but {', '.join(missing)}" if len(missing) < len(here) or not here else ", ".join(here)
