"""Norms as ODRL 2.2 policies: one set for each instrument, one rule for each box of cells that a norm covers.

ODRL has no word for what a paper leaves unclear, so such norms have no rule.
It has no tiers, stays or doubts either: a rule carries the days on which its
norm may have spoken, and a verdict cannot be had from the rules alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

import pyoxigraph as ox

from ..analysis.segments import norm_life
from ..corpus import Corpus
from ..dates import Interval
from ..model import PLAINTIFFS, PLAINTIFFS_ON, Action, Instrument, Modality, Norm, Product
from ..reasoning.operative import lifecycles
from . import iris
from .sheet import Node, Sheet, day, name, node

_RULES = {
    Modality.PERMITS: ("odrl:permission", "odrl:Permission"),
    Modality.PROHIBITS: ("odrl:prohibition", "odrl:Prohibition"),
    Modality.REQUIRES: ("odrl:obligation", "odrl:Duty"),
}
_OPERANDS = {"purpose": "odrl:purpose", "object": "object", "people": "people", "origin": "origin"}
_OURS = ("object", "people", "origin", "plaintiffsOf", "under")


def policies(corpus: Corpus) -> list[ox.Triple]:
    """The policies of a corpus, as triples."""
    writer = _Writer(corpus)
    for instrument in corpus.instruments.values():
        writer.policy(instrument)
    for action in Action:
        writer.sheet.a(name(action), "odrl:Action")
        writer.sheet.say(name(action), "odrl:includedIn", name("odrl:use"))
    for operand in _OURS:
        writer.sheet.a(name(operand), "odrl:LeftOperand")
    return [quad.triple for quad in writer.sheet.quads]


class _Writer:
    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.sheet, self.lives = corpus, Sheet(iris.graph("policies")), lifecycles(corpus)

    def policy(self, one: Instrument) -> None:
        norms = [norm for norm in one.norms if norm.modality in _RULES and not (one.withdrawn or norm.withdrawn)]
        spoken = [(norm, spans) for norm in norms if (spans := norm_life(self.lives, one, norm).possible)]
        if not spoken:
            return
        policy = node(f"{iris.ID}policy/{iris.quoted(one.id)}")
        self.sheet.a(policy, "odrl:Set")
        self.sheet.say(policy, "odrl:uid", policy)
        self.sheet.say(policy, "odrl:profile", node(iris.NS))
        self.sheet.say(policy, "dcterms:title", one.title)
        self.sheet.say(policy, "dcterms:source", node(iris.record(one.id)))
        for norm, spans in spoken:
            for n, product in enumerate(norm.scope or (Product(),), 1):
                rule = _Rule(self.sheet, iris.record(f"{one.id}#{norm.id}", f"rule{n}"), one)
                self.sheet.say(policy, _RULES[norm.modality][0], rule.node)
                rule.write(norm, product, spans)


class _Rule:
    """One rule of a policy, and its constraints, numbered in the order in which they are made."""

    def __init__(self, sheet: Sheet, iri: str, instrument: Instrument) -> None:
        self.sheet, self.iri, self.node, self.instrument = sheet, iri, node(iri), instrument
        self.numbers = count(1)

    def write(self, norm: Norm, product: Product, spans: Sequence[Interval]) -> None:
        say = self.sheet.say
        self.sheet.a(self.node, _RULES[norm.modality][1])
        say(self.node, "dcterms:source", node(iris.record(f"{self.instrument.id}#{norm.id}")))
        say(self.node, "odrl:action", *(name(action) for action in norm.action))
        say(self.node, "odrl:assignee", *(node(iris.term("agent", id)) for id in norm.bearer))
        targets = [node(iris.term("object", id)) for id in product.object] or [node(f"{iris.ID}object")]
        say(self.node, "odrl:target", *targets)
        for target in targets:
            self.sheet.a(target, "odrl:AssetCollection")
        say(self.node, "odrl:constraint", *self.constraints(norm, product, spans))

    def constraints(self, norm: Norm, product: Product, spans: Sequence[Interval]) -> Iterator[Node]:
        """The recipients, the box without its data, which are the target, what is excepted, readings and days."""
        if norm.recipient:
            yield self.plain("odrl:recipient", "isAnyOf", *(node(iris.term("agent", id)) for id in norm.recipient))
        yield from self.box(replace(product, object=()), "isAnyOf")
        for box in norm.except_:
            # To be outside a box is to be outside it on some axis, or under a reading that does not except it.
            yield self.logical("or", [*self.box(box, "isNoneOf"), *self.readings(box.under, "neq")])
        yield from self.readings({**norm.under, **product.under}, "eq")
        if all(days.start or days.end for days in spans):
            yield self.logical("or", [self.days(days) for days in spans])

    def plain(self, operand: str, operator: str, *values: Node | ox.Literal) -> Node:
        constraint = self.constraint("odrl:Constraint")
        self.sheet.say(constraint, "odrl:leftOperand", name(operand))
        self.sheet.say(constraint, "odrl:operator", name(f"odrl:{operator}"))
        self.sheet.say(constraint, "odrl:rightOperand", *values)
        return constraint

    def logical(self, relation: str, parts: Sequence[Node]) -> Node:
        """Several constraints joined; a single one needs no joining."""
        if len(parts) == 1:
            return parts[0]
        constraint = self.constraint("odrl:LogicalConstraint")
        self.sheet.say(constraint, f"odrl:{relation}", *parts)
        return constraint

    def constraint(self, kind: str) -> Node:
        one = node(f"{self.iri}_constraint{next(self.numbers)}")
        self.sheet.a(one, kind)
        return one

    def box(self, box: Product, operator: str) -> list[Node]:
        out = []
        for axis, operand in _OPERANDS.items():
            terms = getattr(box, axis)
            plaintiffs = [id for id in terms if id.partition(" ")[0] in (PLAINTIFFS, PLAINTIFFS_ON)]
            named = [node(iris.term(iris.AXIS_TERMS[axis], id)) for id in terms if id not in plaintiffs]
            out += [self.plain(operand, operator, *named)] if named else []
            out += [self.plain("plaintiffsOf", operator, node(iris.record(self.instrument.case)))] if plaintiffs else []
        return out

    def readings(self, under: Mapping[str, str], operator: str) -> list[Node]:
        return [
            self.plain("under", operator, node(iris.record(fact, f"reading_{reading}")))
            for fact, reading in under.items()
        ]

    def days(self, days: Interval) -> Node:
        bounds = [("gteq", days.start), ("lt", days.end)]
        return self.logical("and", [self.plain("odrl:dateTime", operator, day(on)) for operator, on in bounds if on])
