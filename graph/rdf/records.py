"""What the records say, as quads: one named graph a file, so that the graph is the provenance.

A norm, an effect, a cite and a day are nodes of their own; nothing here is
worked out, only written down.  What follows from it is in `segments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..boxes import AXES
from ..corpus import Corpus
from ..dates import Edtf
from ..model import (
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Case,
    Cite,
    Condition,
    Disclosure,
    Effect,
    Event,
    Fact,
    Instrument,
    Modality,
    Norm,
    Party,
    Product,
    When,
    Withdrawn,
)
from . import iris
from .sheet import Node, Sheet, name, node

_ODRL = {
    Modality.PERMITS: "odrl:Permission",
    Modality.PROHIBITS: "odrl:Prohibition",
    Modality.REQUIRES: "odrl:Duty",
}


def record_sheets(corpus: Corpus) -> Iterator[Sheet]:
    """The named graphs of the records: one for each case, instrument and disclosure."""
    for case in corpus.cases.values():
        yield _CasePage(corpus, case.id).case(case)
    for instrument in corpus.instruments.values():
        yield _InstrumentPage(corpus, instrument.id).instrument(instrument)
    for disclosure in corpus.disclosures.values():
        yield _DisclosurePage(corpus, disclosure.id).disclosure(disclosure)


class _Page:
    """The named graph of one record."""

    def __init__(self, corpus: Corpus, id: str) -> None:
        self.corpus, self.id = corpus, id
        self.node = node(iris.record(id))
        self.sheet = Sheet(iris.graph(id))

    def part(self, owner: str, part: str) -> Node:
        return node(iris.record(owner, part))

    def cites(self, owner: str, about: Node, cites: Sequence[Cite], part: str = "cite") -> None:
        for n, cite in enumerate(cites, 1):
            one = self.part(owner, f"{part}{n}")
            self.sheet.say(about, "cite", one)
            self.sheet.a(one, "Cite")
            self.sheet.say(one, "source", node(iris.term("source", cite.source)))
            self.sheet.say(one, "pin", cite.pin)
            self.sheet.say(one, "words", cite.words)

    def under(self, about: Node, under: Mapping[str, str]) -> None:
        for fact, reading in under.items():
            self.sheet.say(about, "under", node(iris.record(fact, f"reading_{reading}")))

    def when(self, owner: str, about: Node, predicate: str, when: When | None) -> None:
        """A day of the record with its readings, each with who gives it, or the conditions it waits for."""
        if when is None:
            return
        iri = iris.record(owner, predicate)
        one = self.sheet.day(about, predicate, iri, [r.is_ for r in when.open])
        self.sheet.say(one, "words", when.words)
        self.cites(owner, one, when.cites, f"{predicate}_cite")
        for n, reading in enumerate(when.readings, 1):
            if len(when.readings) > 1:
                read = self.sheet.day(one, "reading", f"{iri}{n}", [reading.is_])
                self.sheet.say(read, "rejected", reading.rejected)
                self.cites(owner, read, reading.cites, f"{predicate}{n}_cite")
            else:
                self.cites(owner, one, reading.cites, f"{predicate}_reading_cite")
        for n, condition in enumerate(when.first_of, 1):
            self.condition(one, node(f"{iri}_condition{n}"), condition)

    def condition(self, about: Node, one: Node, condition: Condition) -> None:
        self.sheet.say(about, "firstOf", one)
        self.sheet.a(one, "Condition")
        if condition.end_of:
            self.sheet.say(one, "endOf", node(iris.record(condition.end_of)))
        if condition.after:
            self.sheet.say(one, "after", node(iris.record(condition.after, "event")))
            self.sheet.say(one, "courtDays", condition.days)

    def stamp(self, owner: str, about: Node, predicate: str, on: Edtf | None) -> None:
        if on:
            self.sheet.day(about, predicate, iris.record(owner, predicate), [on])

    def withdrawn(self, owner: str, about: Node, withdrawn: Withdrawn | None) -> None:
        if withdrawn:
            self.stamp(owner, about, "withdrawn", withdrawn.on)
            self.sheet.say(about, "withdrawnBecause", withdrawn.why)

    def facts(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            owner = f"{self.id}#{fact.id}"
            one = self.part(owner, "fact")
            self.sheet.a(one, "Fact")
            self.sheet.say(one, "statedIn", self.node)
            self.sheet.say(one, "question", fact.question)
            for reading in fact.readings:
                read = self.part(owner, f"reading_{reading.id}")
                self.sheet.say(one, "reading", read)
                self.sheet.a(read, "Reading")
                self.sheet.say(read, "says", reading.says)
                self.sheet.say(read, "rejected", reading.rejected)
                self.cites(owner, read, reading.cites, f"reading_{reading.id}_cite")

    def products(self, owner: str, about: Node, predicate: str, products: Sequence[Product]) -> None:
        for n, product in enumerate(products, 1):
            one = self.part(owner, f"{predicate}{n}")
            self.sheet.say(about, predicate, one)
            self.sheet.a(one, "Scope")
            for axis in AXES:
                for id in getattr(product, axis):
                    self.scope_term(one, axis, id)
            self.under(one, product.under)

    def scope_term(self, one: Node, axis: str, id: str) -> None:
        word, _, on = id.partition(" ")
        if axis == "origin" and word in (PLAINTIFFS, PLAINTIFFS_ON):
            case = self.corpus.instruments[self.id].case if self.id in self.corpus.instruments else ""
            self.sheet.say(one, "plaintiffsOf", node(iris.record(case)) if case else None)
            if on:
                self.sheet.day(one, "plaintiffsOn", f"{one.value}_plaintiffsOn", [Edtf.parse(on)])
        else:
            self.sheet.say(one, axis, node(iris.term(iris.AXIS_TERMS[axis], id)))

    def agents(self, about: Node, predicate: str, ids: Sequence[str]) -> None:
        self.sheet.say(about, predicate, *(node(iris.term("agent", id)) for id in ids))

    def links(self, links: Mapping[str, str]) -> None:
        for scheme, identifiers in links.items():
            for one in identifiers.split():
                link = iris.elsewhere(scheme, one)
                self.sheet.say(self.node, "rdfs:seeAlso", node(link) if link else None)
                self.sheet.say(self.node, "dcterms:identifier", "" if link == one else f"{scheme}:{one}")


class _InstrumentPage(_Page):
    """A dated legal paper with its norms and effects."""

    def instrument(self, one: Instrument) -> Sheet:
        sheet = self.sheet
        sheet.a(self.node, "Instrument", "eli:LegalResource", "prov:Entity")
        sheet.say(self.node, "dcterms:title", one.title)
        sheet.say(self.node, "kind", name(one.kind))
        sheet.say(self.node, "tier", name(one.tier))
        sheet.say(self.node, "confidence", name(one.confidence))
        known = one.issuer in self.corpus.agents.terms
        sheet.say(self.node, "issuer", node(iris.term("agent", one.issuer)) if known else one.issuer)
        sheet.say(self.node, "entryNumber", one.entry_number)
        sheet.say(self.node, "citation", one.citation)
        sheet.say(self.node, "note", one.notes)
        sheet.say(self.node, "case", node(iris.record(one.case)) if one.case else None)
        for predicate, when in (("start", one.start), ("end", one.end), ("signed", one.signed)):
            self.when(self.id, self.node, predicate, when)
        self.stamp(self.id, self.node, "checked", one.checked)
        self.stamp(self.id, self.node, "recorded", one.recorded)
        self.withdrawn(self.id, self.node, one.withdrawn)
        self.cites(self.id, self.node, one.cites)
        self.links(one.links)
        self.facts(one.contested)
        for norm in one.norms:
            self.norm(norm)
        for n, effect in enumerate(one.effects, 1):
            self.effect(n, effect)
        return sheet

    def norm(self, norm: Norm) -> None:
        sheet, owner = self.sheet, f"{self.id}#{norm.id}"
        one = node(iris.record(owner))
        sheet.a(one, "Norm", *(_ODRL[norm.modality] for _ in range(norm.modality in _ODRL)))
        sheet.say(one, "statedIn", self.node)
        sheet.say(one, "modality", name(norm.modality))
        sheet.say(one, "says", norm.says)
        sheet.say(one, "action", *(name(action) for action in norm.action))
        self.agents(one, "bearer", norm.bearer)
        self.agents(one, "recipient", norm.recipient)
        sheet.say(one, "selfExecuting", norm.self_executing)
        sheet.say(one, "confidence", name(norm.confidence) if norm.confidence else None)
        sheet.say(one, "reliesOn", *(node(iris.record(id)) for id in norm.relies_on))
        sheet.say(one, "yieldsTo", *(node(iris.record(id)) for id in norm.yields_to))
        sheet.say(one, "note", norm.notes)
        self.products(owner, one, "scope", norm.scope)
        self.products(owner, one, "except", norm.except_)
        self.under(one, norm.under)
        self.when(owner, one, "start", norm.start)
        self.when(owner, one, "end", norm.end)
        self.cites(owner, one, norm.cites)
        self.stamp(owner, one, "recorded", norm.recorded)
        self.withdrawn(owner, one, norm.withdrawn)

    def effect(self, n: int, effect: Effect) -> None:
        sheet, owner = self.sheet, iris.effect_id(self.id, n)
        one = node(iris.record(owner))
        sheet.a(one, "Effect")
        sheet.say(one, "statedIn", self.node)
        sheet.say(one, "verb", name(effect.verb))
        sheet.say(one, "target", node(iris.record(effect.target)))
        sheet.say(one, "abInitio", effect.ab_initio or None)
        sheet.say(one, "note", effect.notes)
        self.under(one, effect.under)
        self.when(owner, one, "on", effect.on)
        self.when(owner, one, "end", effect.end)
        self.cites(owner, one, effect.cites)
        self.stamp(owner, one, "recorded", effect.recorded)
        self.withdrawn(owner, one, effect.withdrawn)


class _CasePage(_Page):
    """A case with its parties, events, facts and docket."""

    def case(self, case: Case) -> Sheet:
        sheet = self.sheet
        sheet.a(self.node, "Case")
        sheet.say(self.node, "dcterms:title", case.title)
        sheet.say(self.node, "skos:altLabel", case.short)
        sheet.say(self.node, "court", case.court)
        sheet.say(self.node, "docketNumber", case.docket_number)
        sheet.say(self.node, "judge", case.judge)
        sheet.say(self.node, "subject", case.subject)
        sheet.say(self.node, "openQuestion", *case.open_questions)
        sheet.say(self.node, "note", case.notes)
        sheet.say(self.node, "relatedCase", *(node(iris.record(one.case)) for one in case.related))
        self.when(self.id, self.node, "filed", case.filed)
        self.when(self.id, self.node, "closed", case.closed)
        self.stamp(self.id, self.node, "checked", case.checked)
        self.stamp(self.id, self.node, "recorded", case.recorded)
        self.cites(self.id, self.node, case.cites)
        self.links(case.links)
        self.facts(case.contested)
        for n, party in enumerate(case.parties, 1):
            self.party(n, party)
        for event in case.events:
            self.event(event)
        for n, line in enumerate(case.docket, 1):
            owner = f"{self.id}#_docket{n}"
            one = node(iris.record(owner))
            sheet.a(one, "DocketEntry")
            sheet.say(one, "case", self.node)
            sheet.say(one, "says", line.what)
            sheet.say(one, "entryNumber", line.entry_number)
            sheet.say(one, "instrument", node(iris.record(line.instrument)) if line.instrument else None)
            self.stamp(owner, one, "on", line.on)
            self.cites(owner, one, line.cites)
        return sheet

    def party(self, n: int, party: Party) -> None:
        owner = f"{self.id}#_party{n}"
        one = node(iris.record(owner))
        self.sheet.a(one, "Party")
        self.sheet.say(one, "case", self.node)
        self.sheet.say(one, "role", name(party.role))
        self.agents(one, "agent", party.agent)
        self.sheet.say(one, "partyName", party.name)
        self.sheet.say(one, "note", party.notes)
        self.under(one, party.under)
        self.when(owner, one, "joined", party.joined)
        self.when(owner, one, "left", party.left)
        self.cites(owner, one, party.cites)

    def event(self, event: Event) -> None:
        owner = f"{self.id}#{event.id}"
        one = self.part(owner, "event")
        self.sheet.a(one, "Event")
        self.sheet.say(one, "case", self.node)
        self.sheet.say(one, "says", event.what)
        self.when(f"{owner}_event", one, "on", event.on)
        self.cites(f"{owner}_event", one, event.cites)


class _DisclosurePage(_Page):
    """Data that was shared or used."""

    def disclosure(self, one: Disclosure) -> Sheet:
        sheet = self.sheet
        sheet.a(self.node, "Disclosure", "prov:Activity")
        sheet.say(self.node, "dcterms:title", one.title)
        sheet.say(self.node, "action", name(one.action))
        self.agents(self.node, "bearer", one.bearer)
        self.agents(self.node, "recipient", one.recipient)
        sheet.say(self.node, "confidence", name(one.confidence))
        sheet.say(self.node, "note", one.notes)
        self.products(self.id, self.node, "scope", one.scope)
        self.when(self.id, self.node, "on", one.on)
        self.stamp(self.id, self.node, "recorded", one.recorded)
        self.cites(self.id, self.node, one.cites)
        self.facts(one.contested)
        for n, holding in enumerate(one.said_later, 1):
            owner = f"{self.id}#_holding{n}"
            said = node(iris.record(owner))
            sheet.say(self.node, "saidLater", said)
            sheet.a(said, "Holding")
            sheet.say(said, "statedIn", node(iris.record(holding.by)))
            sheet.say(said, "says", holding.says)
            self.when(owner, said, "on", holding.on)
            self.cites(owner, said, holding.cites)
        return sheet
