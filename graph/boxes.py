"""Boxes of cells: a mask of leaves on each axis, object, people, origin and purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod

AXES = ("object", "people", "origin", "purpose")
Box = tuple[int, int, int, int]


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first.

    >>> list(bits(0b1101))
    [0, 2, 3]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def box_of(masks: Iterable[int]) -> Box:
    """A box of one mask for each axis.

    >>> box_of([3, 1, 7, 1])
    (3, 1, 7, 1)
    """
    objects, people, origins, purposes = masks
    return objects, people, origins, purposes


def narrowed(box: Box, to: Box) -> Box | None:
    """The cells that two boxes share; None if there are none.

    >>> narrowed((3, 1, 3, 1), (1, 1, 6, 1)), narrowed((1, 1, 1, 1), (2, 1, 1, 1))
    ((1, 1, 2, 1), None)
    """
    a, b, c, d = (one & other for one, other in zip(box, to, strict=True))
    return (a, b, c, d) if a and b and c and d else None


def size(box: Box) -> int:
    """How many cells a box holds.

    >>> size((0b11, 0b1, 0b111, 0b1))
    6
    """
    return prod(mask.bit_count() for mask in box)


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
