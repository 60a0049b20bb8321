"""What follows from a record, as quads in one named graph that answers the question by itself.

A *channel* has *cells*, the cells have *segments* of days, a segment has a
verdict.  Whatever the graph names it also labels and links to its source, so
that it can be loaded alone.  Its own nodes (channels, cells, segments) are
numbered anew whenever the record changes; norms and papers keep their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..analysis.segments import (
    Life,
    SharedChannel,
    cells_words,
    contest_life,
    instrument_life,
    norm_life,
    shared_channels,
)
from ..audit.disclosed import cells_of, pairs
from ..boxes import AXES, Box
from ..corpus import Corpus
from ..dates import Interval
from ..model import Cite, Instrument, Verb
from ..reasoning.finding import Defeat, Finding, Hinge, Reason
from ..reasoning.operative import lifecycles
from ..reasoning.timeline import Cause, Strand
from . import iris
from .sheet import Node, Sheet, day, first_day, last_day, name, node

GRAPH = iris.graph("segments")

_ROLES = {"decides": "decidedBy", "relied on": "reliedOn"}


def segments_sheets(corpus: Corpus) -> Iterator[Sheet]:
    """The derived graph of a corpus, in parts: one for each channel, and one for what they share."""
    writer = _Writer(corpus)
    for channel in shared_channels(corpus):
        writer.sheet = Sheet(GRAPH)
        writer.channel(channel)
        yield writer.sheet
    writer.sheet = Sheet(GRAPH)
    writer.disclosures()
    writer.lives()
    writer.terms()
    yield writer.sheet


class _Writer:
    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.sheet = corpus, Sheet(GRAPH)
        self._said: set[str] = set()

    # --- channels, cells, segments -----------------------------------------------

    def channel(self, channel: SharedChannel) -> None:
        iri = f"{iris.ID}channel/{iris.quoted(channel.id)}"
        one, sheet = node(iri), self.sheet
        sheet.a(one, "Channel")
        sheet.say(one, "rdfs:label", self._channel_words(channel))
        sheet.say(one, "action", name(channel.action))
        sheet.say(one, "bearer", *(node(iris.term("agent", id)) for id in channel.bearers))
        takers = [node(iris.term("agent", id)) for id in channel.recipients]
        sheet.say(one, "recipient", *(takers or [name("nobody")]))
        for n, strand in enumerate(channel.strands, 1):
            self.strand(one, f"{iri}/{n}", strand)

    def _channel_words(self, channel: SharedChannel) -> str:
        ends = [ids for ids in (channel.bearers, channel.recipients) if ids]
        sides = [ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more" for ids in ends]
        return f"{channel.action}: {' → '.join(sides)}"

    def strand(self, channel: Node, iri: str, strand: Strand) -> None:
        """The cells of one history, and its segments in order, each pointing to the one before."""
        sheet = self.sheet
        every = [node(f"{iri}/cells{n}") for n, _ in enumerate(strand.boxes, 1)]
        for cells, box in zip(every, strand.boxes, strict=True):
            sheet.say(cells, "channel", channel)
            self.cells(cells, box)
        before: Node | None = None
        for segment in strand.segments:
            one = node(f"{iri}/{segment.start or 'beginning'}")
            sheet.a(one, "Segment")
            sheet.say(one, "channel", channel)
            sheet.say(one, "cells", *every)
            sheet.say(one, "from", first_day(segment.start))
            sheet.say(one, "until", last_day(segment.end))
            sheet.say(one, "previous", before)
            sheet.say(one, "cause", *map(self.cause, segment.causes))
            self.finding(one, segment.finding)
            before = one

    def cells(self, one: Node, box: Box) -> None:
        self.sheet.a(one, "Cells")
        self.sheet.say(one, "rdfs:label", cells_words(self.corpus, box))
        for axis, tree, mask in zip(AXES, self.corpus.trees.values(), box, strict=True):
            kind = iris.AXIS_TERMS[axis]
            self.sheet.say(one, axis, *(node(iris.term(kind, leaf)) for leaf in tree.members(mask)))

    def disclosures(self) -> None:
        """The cells of each disclosure between each two agents, so that they can be laid on those of their channel."""
        for disclosure in self.corpus.disclosures.values():
            every = [(pair, box) for pair in pairs(disclosure) for box in cells_of(self.corpus, disclosure, *pair)]
            for n, ((bearer, recipient), box) in enumerate(every, 1):
                one = node(iris.record(disclosure.id, f"cells{n}"))
                self.sheet.say(one, "disclosure", node(iris.record(disclosure.id)))
                self.sheet.say(one, "bearer", node(iris.term("agent", bearer)))
                self.sheet.say(one, "recipient", node(iris.term("agent", recipient)) if recipient else name("nobody"))
                self.cells(one, box)

    def finding(self, one: Node, found: Finding) -> None:
        sheet = self.sheet
        sheet.say(one, "verdict", name(found.verdict))
        sheet.say(one, "basis", name(found.basis) if found.basis else None)
        sheet.say(one, "required", found.required or None)
        sheet.say(one, "confidence", name(found.confidence))
        sheet.say(one, "checked", day(found.checked) if found.checked else None)
        for reason in found.because:
            sheet.say(one, _ROLES.get(reason.role, "lengthenedBy"), self.reason(reason))
        sheet.say(one, "defeat", *map(self.defeat, found.defeated))
        sheet.say(one, "contestedBy", *map(self.case, found.contested_by))
        sheet.say(one, "hingesOn", *map(self.hinge, found.hinges_on))

    # --- what segments point to -----------------------------------------------------

    def _new(self, one: Node) -> bool:
        """Whether nothing was said of a node yet; from now on something is."""
        new = one.value not in self._said
        self._said.add(one.value)
        return new

    def cause(self, cause: Cause) -> Node:
        one = node(iris.made("cause", cause.record, cause.what))
        if self._new(one):
            self.sheet.a(one, "Cause")
            self.sheet.say(one, "record", node(iris.record(cause.record)))
            self.sheet.say(one, "rdfs:label", cause.what)
        return one

    def reason(self, reason: Reason) -> Node:
        one = node(iris.record(reason.id))
        if self._new(one):
            self.sheet.say(one, "rdfs:label", reason.norm.says if reason.norm else reason.instrument.title)
            self.sheet.say(one, "restsOn", *map(self.source, reason.cites))
            if reason.norm:
                self.sheet.say(one, "paper", self.instrument(reason.instrument))
        return one

    def instrument(self, one: Instrument) -> Node:
        return self.reason(Reason(one, ""))

    def source(self, cite: Cite) -> Node:
        one, source = node(iris.term("source", cite.source)), self.corpus.sources[cite.source]
        if self._new(one):
            self.sheet.say(one, "rdfs:label", source.title)
            self.sheet.say(one, "rdfs:seeAlso", node(source.url) if iris.is_web(source.url) else None)
        return one

    def defeat(self, defeat: Defeat) -> Node:
        one = node(iris.made("defeat", defeat.norm.id, defeat.by, defeat.why))
        if self._new(one):
            self.sheet.a(one, "Defeat")
            self.sheet.say(one, "norm", self.reason(defeat.norm))
            self.sheet.say(one, "by", node(iris.record(defeat.by)))
            self.sheet.say(one, "why", defeat.why)
        return one

    def case(self, id: str) -> Node:
        one = node(iris.record(id))
        if self._new(one) and id in self.corpus.cases:
            self.sheet.say(one, "rdfs:label", self.corpus.cases[id].short or self.corpus.cases[id].title)
        return one

    def hinge(self, hinge: Hinge) -> Node:
        """The contested fact that a verdict hinges on, or the day in doubt, which has no name in the record."""
        is_fact = hinge.fact in self.corpus.facts
        one = node(iris.record(hinge.fact, "fact") if is_fact else iris.made("doubt", hinge.fact))
        if self._new(one):
            self.sheet.a(one, "Doubt")
            self.sheet.say(one, "rdfs:label", hinge.question)
        return one

    # --- days -----------------------------------------------------------------------

    def lives(self) -> None:
        """When each instrument and norm was operative and each contest pending, and since when each can be known."""
        lives = lifecycles(self.corpus)
        for one in self.corpus.instruments.values():
            if one.withdrawn:
                continue
            self.instrument(one)
            self.life(one.id, instrument_life(lives, one))
            self.known(one.id, one.cites)
            for n, effect in enumerate(one.effects, 1):
                if effect.verb in (Verb.CHALLENGES, Verb.APPEALS) and not effect.withdrawn:
                    self.life(iris.effect_id(one.id, n), contest_life(lives, one, effect))
        for instrument, norm in self.corpus.norms():
            id = f"{instrument.id}#{norm.id}"
            self.reason(Reason(instrument, "", norm))
            self.life(id, norm_life(lives, instrument, norm))
            self.known(id, norm.cites or instrument.cites)

    def life(self, id: str, life: Life) -> None:
        one = node(iris.record(id))
        for predicate, spans in _families(life):
            for n, span in enumerate(spans, 1):
                self.sheet.span(one, predicate, iris.record(id, f"{predicate}{n}"), span)

    def known(self, id: str, cites: Sequence[Cite]) -> None:
        self.sheet.say(node(iris.record(id)), "knownFrom", last_day(self.corpus.known_from(cites)))

    # --- terms ------------------------------------------------------------------------

    def terms(self) -> None:
        """Every term with its label, and what it lies within, itself included: no path has to be walked."""
        trees = {"agent": self.corpus.agents}
        trees |= {iris.AXIS_TERMS[axis]: tree for axis, tree in self.corpus.trees.items()}
        for kind, tree in trees.items():
            for id in tree.terms:
                one = node(iris.term(kind, id))
                self.sheet.say(one, "rdfs:label", tree.label(id))
                self.sheet.say(one, "within", *(node(iris.term(kind, above)) for above in tree.lineage(id)))


def _families(life: Life) -> Iterator[tuple[str, Iterable[Interval]]]:
    yield "operative", life.certain
    yield "perhapsOperative", life.possible
