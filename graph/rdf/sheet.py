"""A named graph while it is written: statements in, quads out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from ..dates import Edtf, Interval
from . import iris

Node = ox.NamedNode
Term = ox.NamedNode | ox.Literal

# What a missing bound is written as: a plain comparison of text then needs no special case.
BEGINNING, END = date.min, date.max

_DATE = ox.NamedNode(f"{iris.PREFIXES['xsd']}date")


@lru_cache(maxsize=65536)
def node(iri: str) -> Node:
    """The node of an IRI."""
    return ox.NamedNode(iri)


@lru_cache(maxsize=1024)
def name(curie: str) -> Node:
    """The node of a prefixed name; without a prefix, of our own namespace.

    >>> name("rdfs:label").value, name("verdict").value
    ('http://www.w3.org/2000/01/rdf-schema#label', 'https://w3id.org/couldshare/ns#verdict')
    """
    prefix, colon, local = curie.partition(":")
    return ox.NamedNode(iris.PREFIXES[prefix] + local if colon else iris.NS + curie)


@lru_cache(maxsize=4096)
def day(on: date) -> ox.Literal:
    """A day as `xsd:date`."""
    return ox.Literal(on.isoformat(), datatype=_DATE)


def first_day(on: date | None) -> ox.Literal:
    """A first day; missing, the beginning of time."""
    return day(on or BEGINNING)


def last_day(on: date | None) -> ox.Literal:
    """An end; missing, the end of time."""
    return day(on or END)


def _bounds(on: Edtf) -> tuple[date, date]:
    """The earliest and latest day; standing law (`..`) began at the beginning of time, and that is certain."""
    return (BEGINNING, BEGINNING) if on.text == ".." else (on.earliest or BEGINNING, on.latest or END)


TYPE = name("rdf:type")


class Sheet:
    """One named graph, written one node at a time."""

    def __init__(self, graph: str) -> None:
        self.graph = ox.NamedNode(graph)
        self.quads: list[ox.Quad] = []

    def say(self, subject: Node, predicate: str, *values: Term | str | bool | int | None) -> None:
        """State something of a node; text becomes a literal, and what is empty or None is not said."""
        known = name(predicate)
        for value in values:
            if value is None or value == "":
                continue
            whole = value if isinstance(value, Term) else ox.Literal(value)
            self.quads.append(ox.Quad(subject, known, whole, self.graph))

    def a(self, subject: Node, *classes: str) -> None:
        """State the classes of a node."""
        self.quads += [ox.Quad(subject, TYPE, name(one), self.graph) for one in classes]

    def day(self, owner: Node, predicate: str, part: str, dates: Iterable[Edtf]) -> Node:
        """State a day of a node as the record knows it: its earliest and latest bounds, and every text written.

        Returns the node of the day, so that more can be said of it.
        """
        written = list(dates)
        one = node(part)
        bounds = [_bounds(on) for on in written] or [(BEGINNING, END)]
        self.say(owner, predicate, one)
        self.a(one, "Day")
        self.say(one, "earliest", day(min(early for early, _ in bounds)))
        self.say(one, "latest", day(max(late for _, late in bounds)))
        self.say(one, "written", *(on.text for on in written))
        return one

    def span(self, owner: Node, predicate: str, part: str, days: Interval) -> Node:
        """State a span of days of a node; an open bound is the beginning or the end of time."""
        one = node(part)
        self.say(owner, predicate, one)
        self.a(one, "Span")
        self.say(one, "from", first_day(days.start))
        self.say(one, "until", last_day(days.end))
        return one
