"""Doubts: what is said in every world, where a world settles only the doubts that are met on the way.

A world maps a doubt to what it may still be: one reading, or several that so
far say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .days import Malformed

T = TypeVar("T")
World = dict[str, frozenset[Any]]
Leaves = list[tuple[World, T]]

MAX_READINGS = 20_000


class Open(Exception):  # a question met on the way, not an error
    """A doubt that the world in hand does not settle, with what it may be."""

    def __init__(self, name: str, readings: list[frozenset[Any]]) -> None:
        self.name, self.readings = name, readings


def explore(said: Callable[[World], T], given: World | None = None) -> Leaves[T]:
    """What is said in every world, settling a doubt only when it is met on the way."""
    out: Leaves[T] = []
    todo = [dict(given or {})]
    while todo:
        world = todo.pop()
        try:
            out.append((world, said(world)))
        except Open as doubt:
            todo += [{**world, doubt.name: reading} for reading in doubt.readings]
        if len(out) + len(todo) > MAX_READINGS:
            raise Malformed(f"the doubts can be read in more than {MAX_READINGS:,} ways")
    return out


def turns(name: str, leaves: Leaves[T]) -> bool:
    """Whether something else is said in two worlds that differ in this doubt alone."""
    if len({said for _, said in leaves}) == 1:
        return False
    met = [(world, said) for world, said in leaves if name in world]
    return any(
        one != other and [k for k in a if k in b and not a[k] & b[k]] == [name] for a, one in met for b, other in met
    )


def merged(leaves: Leaves[bool]) -> Leaves[bool]:
    """The same said in few worlds: only doubts that turn it, and readings that say the same together."""
    names = [name for name in dict.fromkeys(name for world, _ in leaves for name in world) if turns(name, leaves)]
    out = [({name: world[name] for name in names if name in world}, said) for world, said in leaves]
    for name in names:
        groups: dict[tuple[bool, frozenset[Any]], list[World]] = {}
        for world, said in out:
            others = frozenset((other, some) for other, some in world.items() if other != name)
            groups.setdefault((said, others), []).append(world)
        out = [(_joined(some, name), said) for (said, _), some in groups.items()]
    return out


def _joined(some: list[World], name: str) -> World:
    """Worlds that differ in one doubt as one; where one of them leaves the doubt open, it is open."""
    world = {other: readings for other, readings in some[0].items() if other != name}
    if all(name in one for one in some):
        world[name] = frozenset().union(*(one[name] for one in some))
    return world


def settled(world: World, leaves: Leaves[bool]) -> bool:
    """What is said in a world, which may have to settle another doubt first."""
    live = [one for one in leaves if all(world.get(name, some) & some for name, some in one[0].items())]
    if len({said for _, said in live}) == 1:
        return live[0][1]
    for name in dict.fromkeys(name for one, _ in live for name in one):
        some = [one[name] for one, _ in live if name in one]
        now: frozenset[Any] = world.get(name) or frozenset().union(*(one[name] for one, _ in leaves if name in one))
        parts: dict[tuple[bool, ...], set[Any]] = {}
        for value in now:
            parts.setdefault(tuple(value in one for one in some), set()).add(value)
        if len(parts) > 1:
            raise Open(name, [frozenset(part) for part in parts.values()])
    raise Malformed("a doubt cannot be settled")
