"""The record as a NetworkX graph: typed nodes, dated edges derived from them.

Norms and instruments are nodes, since an order touches many states, agencies
and categories at once; an edge is a reading of two of them, with its days.
Every attribute is text, a number or a truth value, so that GraphML keeps it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import networkx as nx

from ..corpus import Corpus
from ..dates import Spans, covers, day, union
from ..model import Case, Disclosure, Instrument, Norm, Party
from ..reasoning.operative import Lifecycles, lifecycles, worlds

KINDS = ("agency", "place", "case", "instrument", "norm", "source", "disclosure")
"""What a node may be."""

Edge = tuple[str, str, str, dict[str, Any]]


def to_networkx(corpus: Corpus, on: date | None = None) -> nx.MultiDiGraph:
    """A directed multigraph of the record.

    Nodes carry `type` (agency, place, case, instrument, norm, source,
    disclosure) and `label`; edges carry `key` (what the one is to the other)
    and, where they have days, `from` and `until` as ISO text, empty where the
    bound is not known.  With a day, instruments and norms that could not be
    operative on it, under any reading, are left out with their edges, and so
    are parties that could not have been in a case, and cases and disclosures
    of a later day.
    """
    graph = nx.MultiDiGraph(version=corpus.version, digest=corpus.digest, on=on.isoformat() if on else "")
    for id, term in corpus.agents.terms.items():
        graph.add_node(id, type="place" if id in corpus.places else "agency", label=term.label)
        if term.broader and id not in corpus.places:
            graph.add_edge(id, term.broader, key="component of")
    for case in corpus.cases.values():
        _add_case(graph, lifecycles(corpus), case, on)
    for id, source in corpus.sources.items():
        graph.add_node(id, type="source", label=source.title, tier=str(source.tier), url=source.url)
    for deed in corpus.disclosures.values():
        _add_disclosure(graph, deed, on)
    for paper in corpus.instruments.values():
        _add_paper(graph, lifecycles(corpus), paper, on)
    for source_, target, key, data in (edge for paper in corpus.instruments.values() for edge in _edges(corpus, paper)):
        if source_ in graph and target in graph:
            graph.add_edge(source_, target, key=key, **data)
    return graph


def _add_case(graph: nx.MultiDiGraph, lives: Lifecycles, case: Case, on: date | None) -> None:
    """A case and who takes part in it."""
    if on and not case.filed.may_have_come(on):
        return
    graph.add_node(case.id, type="case", label=case.title, court=case.court, docket_number=case.docket_number)
    for party in case.parties:
        there = _membership(lives, case, party)
        if there and (on is None or covers(there, on.toordinal())):
            graph.add_edges_from((agent, case.id, str(party.role), _days(there)) for agent in party.agent)


def _add_disclosure(graph: nx.MultiDiGraph, one: Disclosure, on: date | None) -> None:
    """What was disclosed, by whom and to whom."""
    if on and not one.on.may_have_come(on):
        return
    graph.add_node(one.id, type="disclosure", label=one.title, on=str(one.on))
    graph.add_edges_from((agent, one.id, "disclosed", {}) for agent in one.bearer)
    graph.add_edges_from((one.id, agent, "disclosed to", {}) for agent in one.recipient)


def _add_paper(graph: nx.MultiDiGraph, lives: Lifecycles, one: Instrument, on: date | None) -> None:
    """A paper with its norms, whom they bind and towards whom."""
    spans = _spans(lives, one)
    if on and not covers(spans, on.toordinal()):
        return
    told = {"label": one.title, "kind": str(one.kind), "tier": str(one.tier)}
    graph.add_node(one.id, type="instrument", **told, **_days(spans))
    for norm in one.norms:
        alive = _norm_spans(lives, one, norm)
        if on and not covers(alive, on.toordinal()):
            continue
        where = f"{one.id}#{norm.id}"
        graph.add_node(where, type="norm", label=norm.says, modality=str(norm.modality), **_days(alive))
        graph.add_edge(one.id, where, key="states")
        graph.add_edges_from((bearer, where, "bears", _days(alive)) for bearer in norm.bearer)
        graph.add_edges_from((where, recipient, "towards", _days(alive)) for recipient in norm.recipient)


def around(
    graph: nx.MultiDiGraph, centre: str, opened: Iterable[str] = (), kinds: Container[str] = KINDS, cap: int = 60
) -> tuple[nx.MultiDiGraph, int]:
    """What stands around a centre: it, the opened nodes, their neighbours of these kinds; and how many are left out.

    A node is opened only if it stands beside what is already there, so that the
    picture hangs together.  Of more than `cap` nodes those are kept that were
    opened, then what stands beside the one opened last: an opening is never in vain.

    >>> chain = nx.MultiDiGraph()
    >>> chain.add_nodes_from("abcde", type="case")
    >>> nx.add_path(chain, "abcde")
    >>> [sorted(around(chain, "a", opened)[0]) for opened in ("", "b", "c")]
    [['a', 'b'], ['a', 'b', 'c'], ['a', 'b']]
    >>> sorted(around(chain, "c", cap=2)[0]), around(chain, "c", cap=2)[1]
    (['b', 'c'], 1)
    >>> sorted(around(chain, "c", "d", cap=3)[0]), around(chain, "c", "d", cap=3)[1]
    (['c', 'd', 'e'], 1)
    """
    beside: dict[str, list[str]] = {}
    found = {centre}
    for id in (centre, *opened):
        if id in found:
            near = sorted({*graph.successors(id), *graph.predecessors(id)})
            beside[id] = [one for one in near if graph.nodes[one]["type"] in kinds]
            found.update(beside[id])
    some = list(dict.fromkeys([*beside, *(one for id in reversed(beside) for one in beside[id])]))
    return graph.subgraph(some[:cap]), max(len(some) - cap, 0)


def edge_rows(graph: nx.MultiDiGraph) -> Iterator[dict[str, Any]]:
    """One row for each edge: what is what to what, and on which days."""
    for source, target, key, data in graph.edges(keys=True, data=True):
        yield {
            "from": graph.nodes[source]["label"], "is": key, "to": graph.nodes[target]["label"],
            "since": data.get("from") or data.get("on") or "", "until": data.get("until") or "",
        }  # fmt: skip


def edge_words(key: str, data: Mapping[str, Any]) -> str:
    """What an edge says, with its days.

    >>> edge_words("bears", {"from": "2031-01-01", "until": "2031-03-01"}), edge_words("stays", {"on": "2031-02"})
    ('bears 2031-01-01 to 2031-03-01', 'stays 2031-02')
    """
    until = f"to {data['until']}" if data.get("until") else ""
    return " ".join(filter(None, (key, data.get("from") or data.get("on") or "", until)))


def _edges(corpus: Corpus, record: Instrument) -> Iterator[Edge]:
    """What an instrument is part of, rests on and does to others."""
    if record.case in corpus.cases:
        yield record.id, record.case, "entered in", {}
    for cite in record.cites:
        yield record.id, cite.source, "cites", {"pin": cite.pin}
    for effect in record.effects:
        yield record.id, effect.target, str(effect.verb), {"on": str(effect.on or record.start)}
    for norm in record.norms:
        for law in norm.relies_on:
            yield f"{record.id}#{norm.id}", law, "relies on", {}
        for law in norm.yields_to:
            yield f"{record.id}#{norm.id}", law, "yields to", {}


def _norm_spans(lives: Lifecycles, record: Instrument, norm: Norm) -> Spans:
    """The days on which a norm may have spoken, under one reading or another."""
    every = worlds(lives.norm_doubts(record, norm))
    return union(span for world in every for span in lives.norm(record, norm, world))


def _spans(lives: Lifecycles, record: Instrument) -> Spans:
    """The days on which an instrument may have been operative, under one reading or another."""
    every = worlds(lives.doubts(record.id))
    return union(span for world in every for span in lives.operative(record.id, world))


def _membership(lives: Lifecycles, case: Case, party: Party) -> Spans:
    """The days on which a party may have taken part, under one reading or another."""
    every = worlds(lives.membership_doubts(case, party))
    return union(span for world in every for span in lives.membership(case, party, world))


def _days(spans: Spans) -> dict[str, str]:
    if not spans:
        return {"from": "", "until": ""}
    start, end = day(spans[0][0]), day(spans[-1][1])
    return {"from": start.isoformat() if start else "", "until": end.isoformat() if end else ""}
