"""Questions to put to the record that ships, for tests that compare two of its faces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from graph.api import Record
from graph.reasoning.question import Question


def sample(record: Record, count: int) -> Iterator[Question]:
    """Questions of every kind, the same in every run."""
    chance = Random(20260201)
    axes = {axis: [None, *record.trees[axis].terms] for axis in ("object", "people")}
    pairs = sorted({(b, w) for _, norm in record.norms() for b in norm.bearer for w in norm.recipient})
    for _ in range(count):
        bearer, recipient = chance.choice(pairs)
        on = date(2025, 1, 1) + timedelta(days=chance.randrange(700))
        picked = {axis: chance.choice(terms) for axis, terms in axes.items()}
        origin = chance.sample(record.trees["origin"].leaves, chance.randrange(3)) or None
        yield record.question(bearer, recipient, on=on, origin=origin, **picked)
