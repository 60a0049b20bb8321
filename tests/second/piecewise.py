"""What SQL and brute force say of a record too large to go through world by world: a piece at a time.

Both take one cell, one day and one way the facts may be at a time, so they are
asked about the pieces of `split.py`, each thinned to the days that matter to
the day asked, and then what to make of every way in which these may be
together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from graph.corpus import Corpus
from graph.model import Term
from tests import oracle

from .faces import Channel
from .facts import Facts, Refused, facts
from .opinion import State, sql_judged, sql_states, worlds
from .split import Piece, choices, joined, pieces, settled, shared
from .thin import cut, thinned

OPINIONS = ("sql", "brute force")
# So many days at a time: more make more worlds, fewer more to set up.
AT_ONCE = 3
States = dict[str, set[State]]


class Piecewise:
    """One channel of a record.

    `kept` holds what was found of a piece, for other cells and other channels
    over which the same lies.
    """

    def __init__(self, corpus: Corpus, channel: Channel, told: Facts, most: int, kept: dict[object, States]) -> None:
        # A place that acts is one of the states, also where its leaf is cut away.
        places = {id: Term(id, broader="states") for id in channel[1:] if id and id not in corpus.agencies}
        self.corpus = replace(corpus, agencies={**corpus.agencies, **places})
        self.channel, self.told, self.most, self.kept = channel, told, most, kept

    def bound(self) -> set[str]:
        """The norms that speak, as brute force has it; it takes a record without what its editors have withdrawn."""
        every = oracle.bound(self.corpus, *self.channel)
        return {f"{paper.id}#{norm.id}" for paper, norm in every if not (paper.withdrawn or norm.withdrawn)}

    def verdicts(self, n: int, days: Sequence[date]) -> dict[date, dict[str, str]]:
        """What each says of a class of cells on each day on which no piece may be in more than `most` ways."""
        whole = cut(self.corpus, set(self.told.norms_over(n)), [self.told.cells[n]])
        some, found = pieces(self.corpus, self.told, n), {}
        for first in range(0, len(days), AT_ONCE):
            try:
                found |= self.states(some, days[first : first + AT_ONCE])
            except Refused:
                continue
        queried = {(on, 0): states["sql"] for on, states in found.items()}
        sql = sql_judged(facts(whole, *self.channel, days), queried)
        return {
            on: {"sql": sql[on, 0], "brute force": str(oracle.judged(whole, states["brute force"]))}
            for on, states in found.items()
        }

    def states(self, some: Sequence[Piece], days: Sequence[date]) -> dict[date, States]:
        """Every way in which the pieces of a cell may be together on each day, as each finds them."""
        found: dict[date, States] = {on: {name: set() for name in OPINIONS} for on in days}
        for choice in choices(some, days):
            each = [self.piece(one, choice, days) for one in some]
            for on, name in product(days, OPINIONS):
                found[on][name] |= joined([one[on][name] for one in each])
        return found

    def piece(self, one: Piece, choice: Mapping[str | int, str], days: Sequence[date]) -> dict[date, States]:
        """Every way in which a piece may be on each day, as far as it hangs on what is settled."""
        key = one.about, *((what, choice[what]) for what in shared(one.corpus, days))
        if new := [on for on in days if (key, on) not in self.kept]:
            small = thinned(settled(one.corpus, choice), new)
            found = in_every_world(small, facts(small, *self.channel, new, one.about[1]), self.channel, new, self.most)
            self.kept.update({(key, on): states for on, states in found.items()})
        return {on: self.kept[key, on] for on in days}


def in_every_world(
    corpus: Corpus, told: Facts, channel: Channel, days: Sequence[date], most: int
) -> dict[date, States]:
    """What speaks of the one cell of a small record on each day and what is challenged, in each world.

    The days of brute force are those that matter, after one that stands for all before.

    Raises:
        Refused: if there are more than so many worlds.
    """
    if worlds(told) > most:
        raise Refused(f"more than {most} worlds")
    points = sorted({date.fromordinal(day) for day, _ in told.rows["point"] if day} | set(days))
    walked = oracle.states(corpus, *channel, [points[0] - timedelta(1), *points], days)
    queried = sql_states(told)
    return {on: {"sql": queried[on, 0], "brute force": states} for (on, _), states in walked.items()}
