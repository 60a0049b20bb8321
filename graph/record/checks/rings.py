"""Instruments that change each other in a ring, which no world could unravel, or in too long a chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from ...errors import Problem
from ...model import CHANGES
from .desk import Desk

# A longer chain than any docket has; the reasoner follows one by recursion.
MAX_CHAIN = 100


def chains(desk: Desk) -> Iterator[Problem]:
    """Each ring, told once from its first name, and each chain where it grows too long."""
    papers = desk.corpus.instruments
    acts = {
        id: {effect.target.partition("#")[0] for effect in paper.effects if effect.verb in CHANGES} & papers.keys()
        for id, paper in papers.items()
    }
    while ring := _ring(acts):
        if ring[0] in desk.origins:
            message = f"these change each other: {' → '.join(ring)}"
            yield desk.at(ring[0], ("effects",), "effect-cycle", message, "an effect points to an earlier paper")
        acts |= {id: set() for id in ring}
    depth: dict[str, int] = {}
    for id in TopologicalSorter(acts).static_order():
        depth[id] = 1 + max((depth[target] for target in acts.get(id, ())), default=0)
        if depth[id] == MAX_CHAIN + 1 and id in desk.origins:
            message = f"{id} is the {MAX_CHAIN + 1}th in a chain of papers that change each other"
            yield desk.at(id, ("effects",), "effect-chain", message, "let it act on the paper that still matters")


def _ring(acts: Mapping[str, set[str]]) -> list[str]:
    """One ring of a graph, its first node named again at the end; empty where there is none."""
    try:
        TopologicalSorter(acts).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        first = ring.index(min(ring))
        return [*ring[first:-1], *ring[:first], ring[first]]
    return []
