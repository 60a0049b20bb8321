"""Doubts: what is said in every world, where a world settles only the doubts that are met on the way.

A world maps a doubt to what it may still be: one reading, or several that so
far say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .days import Malformed

World = dict[str, frozenset[Any]]
MAX_READINGS = 20_000


class Open(Exception):  # a question asked on the way, not an error
    """A doubt that the world in hand does not settle, with what it may be."""


def explore(said: Callable[[World], Any], given: World | None = None) -> list[tuple[World, Any]]:
    """What is said in every world, settling a doubt only when it is met on the way."""
    out: list[tuple[World, Any]] = []
    todo = [dict(given or {})]
    while todo:
        world = todo.pop()
        try:
            out.append((world, said(world)))
        except Open as doubt:
            place, readings = doubt.args
            todo += [{**world, place: reading} for reading in readings]
        if len(out) + len(todo) > MAX_READINGS:
            raise Malformed(f"the doubts can be read in more than {MAX_READINGS:,} ways")
    return out


def turns(name: str, leaves: list[tuple[World, Any]], *, whole: bool = False) -> bool:
    """Whether in two worlds that differ in this doubt alone something else is said: another verdict, or `whole`."""
    if len({said if whole else said[0] for _, said in leaves}) == 1:
        return False
    return any(
        (one if whole else one[0]) != (other if whole else other[0])
        and name in a and name in b and [k for k in a if k in b and not a[k] & b[k]] == [name]
        for a, one in leaves for b, other in leaves
    )  # fmt: skip


def merged(leaves: list[tuple[World, Any]]) -> list[tuple[World, Any]]:
    """The same said in few worlds: only doubts that turn it, readings that say the same together."""
    names = [name for name in {name: 0 for world, _ in leaves for name in world} if turns(name, leaves, whole=True)]
    out = [({name: world[name] for name in names if name in world}, said) for world, said in leaves]
    for name in names:
        groups: dict[tuple[Any, ...], list[World]] = {}
        for world, said in out:
            groups.setdefault((said, *sorted((k, tuple(sorted(v))) for k, v in world.items() if k != name)), []).append(
                world
            )
        out = [
            (
                {
                    **some[0],
                    **(
                        {name: frozenset().union(*(one[name] for one in some))}
                        if all(name in one for one in some)
                        else {}
                    ),
                },
                said,
            )
            for (said, *_), some in groups.items()
        ]
        out = [
            ({k: v for k, v in world.items() if k != name or all(name in one for one in some)}, said)
            for (world, said), some in zip(out, groups.values(), strict=True)
        ]
    return out
