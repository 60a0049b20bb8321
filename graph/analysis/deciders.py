"""Which papers decide the answers of a day, and which give way to which.

Read off the findings of every channel that norms name: an answer here is a
cell of such a channel, of the data that its holder has or norms name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx

from ..boxes import size
from ..corpus import Corpus
from ..court_names import court_cited
from ..model import Instrument, Verdict
from ..reasoning.finding import Finding
from ..reasoning.reason import Grid
from .clashes import asked_of, named_channels

DECIDER_COLUMNS = ("instrument", "title", "tier", "answers", "share", "alone", "channels")


@dataclass
class _Weight:
    """What is counted of one paper."""

    answers: int = 0
    alone: int = 0
    channels: int = 0


def decider_rows(corpus: Corpus, on: date) -> Iterator[dict[str, Any]]:
    """One row for each paper that decides an answer on the day, those that decide most first.

    `answers` counts the cells it decides, alone or with others, `share` is
    their part of all cells on which anything speaks, `alone` those that no
    other paper decides with it, `channels` the channels they lie in.
    """
    weights: dict[str, _Weight] = {}
    spoken = 0
    for channel in named_channels(corpus):
        here = set()
        for found, count in _findings(channel, on):
            papers = _deciding(found)
            spoken += count if papers else 0
            for id in papers:
                weight = weights.setdefault(id, _Weight())
                weight.answers += count
                weight.alone += count if len(papers) == 1 else 0
            here |= papers
        for id in here:
            weights[id].channels += 1
    for id, weight in sorted(weights.items(), key=lambda item: (-item[1].answers, item[0])):
        one = corpus.instruments[id]
        yield {
            "instrument": id, "title": one.title, "tier": str(one.tier), "answers": weight.answers,
            "share": round(weight.answers / spoken, 4), "alone": weight.alone, "channels": weight.channels,
        }  # fmt: skip


def _findings(channel: Grid, on: date) -> Iterator[tuple[Finding, int]]:
    """What is found in a channel on a day, with the number of cells."""
    s = channel.segment(on)
    for box, over in channel.cells(asked_of(channel)):
        yield channel.finding(s, over), size(box)


def _deciding(found: Finding) -> set[str]:
    return {reason.instrument.id for reason in found.because if reason.role == "decides"}


def conflicts(corpus: Corpus, on: date) -> nx.MultiDiGraph:
    """The papers that say different things of one cell on the day, and whose papers they are.

    Papers are nodes of `type` instrument, courts and other issuers nodes of
    `type` issuer.  An edge `gives way to` leads from the paper that loses to
    the one that decides, with `why` and the number of `cells`; `stands against`
    leads to a paper that only claims; `clashes with` joins papers of one rank
    that leave the cells unsettled; `issued by` leads to the issuer.  Every
    attribute is text or a number, so GraphML keeps it.
    """
    counts: dict[tuple[str, str, str, str], int] = {}
    for channel in named_channels(corpus):
        for found, count in _findings(channel, on):
            for edge in set(_edges(found)):
                counts[edge] = counts.get(edge, 0) + count
    graph = nx.MultiDiGraph(version=corpus.version, digest=corpus.digest, on=on.isoformat())
    for (loser, winner, key, why), count in counts.items():
        graph.add_edge(loser, winner, key=f"{key} ({why})" if why else key, kind=key, why=why, cells=count)
    for id in list(graph):
        one = corpus.instruments[id]
        graph.add_node(id, type="instrument", label=one.title, tier=str(one.tier))
        who = issuer(corpus, one)
        if who:
            graph.add_node(who, type="issuer", label=_label(corpus, who))
            graph.add_edge(id, who, key="issued by", kind="issued by")
    return graph


def _edges(found: Finding) -> Iterator[tuple[str, str, str, str]]:
    # A law does not give way to an agency that claims otherwise: it is what makes it a claim.
    claim = found.verdict is Verdict.CLAIMED
    for defeat in found.defeated:
        key, why = ("stands against", "") if claim else ("gives way to", defeat.why)
        yield defeat.norm.instrument.id, defeat.by.partition("#")[0], key, why
    if found.verdict is Verdict.UNSETTLED and not found.hinges_on:
        papers = sorted(_deciding(found))
        yield from ((one, other, "clashes with", "") for n, one in enumerate(papers) for other in papers[n + 1 :])


def issuer(corpus: Corpus, one: Instrument) -> str:
    """Whose paper it is: its issuer, or else the court of its case."""
    return one.issuer or (corpus.cases[one.case].court if one.case in corpus.cases else "")


def _label(corpus: Corpus, who: str) -> str:
    return corpus.agents.label(who) if who in corpus.agents.terms else court_cited(who)


def issuers(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """The conflicts of papers as those of their issuers: an edge for each pair, with counts of `papers` and `cells`."""
    whose = {paper: who for paper, who, kind in graph.edges(data="kind") if kind == "issued by"}
    out = nx.DiGraph(**graph.graph)
    for loser, winner, data in graph.edges(data=True):
        if data["kind"] != "issued by" and loser in whose and winner in whose:
            pair = whose[loser], whose[winner]
            held = out.edges[pair] if out.has_edge(*pair) else {"papers": 0, "cells": 0}
            out.add_edge(*pair, papers=held["papers"] + 1, cells=held["cells"] + data["cells"])
    for who in out:
        out.nodes[who].update(graph.nodes[who])
    return out
