"""The record as RDF: one named graph a file, one of vocabularies, one of sources, one of what follows.

Queries see the union of all graphs.  Nothing is stated in two of them, so the
union has no more statements than its parts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..corpus import Corpus, once
from . import iris
from .records import record_sheets
from .segments import GRAPH, segments_sheets
from .sheet import Sheet, day, node
from .terms import source_sheet, vocabulary_sheet

if TYPE_CHECKING:
    from rdflib import Dataset

DATASET = f"{iris.ID}dataset"
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"


def sheets(corpus: Corpus) -> Iterator[Sheet]:
    """Every named graph of a corpus, one after another; the one of segments comes in parts, a channel at a time."""
    yield vocabulary_sheet(corpus)
    yield source_sheet(corpus)
    yield from record_sheets(corpus)
    yield from segments_sheets(corpus)
    yield _dataset_sheet(corpus)


@once
def quads(corpus: Corpus) -> list[ox.Quad]:
    """Every statement of a corpus, in no order that means anything."""
    return [quad for sheet in sheets(corpus) for quad in sheet.quads]


def nquads(corpus: Corpus) -> bytes:
    """The statements as sorted N-Quads: the same bytes for the same record, run after run."""
    return b"".join(sorted(set(written(quads(corpus), ox.RdfFormat.N_QUADS).splitlines(keepends=True))))


def written(statements: Iterable[ox.Quad] | Iterable[ox.Triple], format: ox.RdfFormat) -> bytes:
    """Statements in a format, in the order given; prefixes, where the format has any, in alphabetical order."""
    out = io.BytesIO()
    ox.serialize(statements, out, format, prefixes=iris.PREFIXES)
    # The serializer writes prefixes in an order of the moment.
    lines = out.getvalue().splitlines(keepends=True)
    last = sum(line.startswith(b"@prefix") for line in lines[: len(iris.PREFIXES)])
    return b"".join([*sorted(lines[:last]), *lines[last:]])


def store(corpus: Corpus) -> ox.Store:
    """The statements in an Oxigraph store, made once a corpus; it is asked and never changed."""
    here = shelf(corpus)
    if not here:
        here.append(_filled(corpus))
    return here[0]


@once
def shelf(_: Corpus) -> list[ox.Store]:
    """Where the store of a corpus stands once it was made, or recalled from where it was kept: nothing, or one."""
    return []


def to_rdf(corpus: Corpus) -> Dataset:
    """The statements as an rdflib `Dataset` with Oxigraph underneath, which is the caller's own.

    Queries without `GRAPH` see the union of all graphs.
    """
    from oxrdflib import OxigraphStore
    from rdflib import Dataset

    return Dataset(store=OxigraphStore(store=_filled(corpus)), default_union=True)


def _filled(corpus: Corpus) -> ox.Store:
    out = ox.Store()
    out.bulk_extend(quads(corpus))
    return out


def _dataset_sheet(corpus: Corpus) -> Sheet:
    """What the data set is: its version, its digest, and the files its graphs hold."""
    sheet, one = Sheet(iris.graph("dataset")), node(DATASET)
    sheet.a(one, "dcat:Dataset", "void:Dataset")
    sheet.say(one, "dcterms:title", "couldshare")
    sheet.say(one, "dcterms:license", node(LICENCE))
    sheet.say(one, "dcat:version", corpus.version)
    sheet.say(one, "digest", corpus.digest)
    sheet.say(one, "knownUpTo", day(corpus.known) if corpus.known else None)
    sheet.say(one, "void:vocabulary", node(iris.NS))
    sheet.say(one, "derivedGraph", node(GRAPH))
    for id in (*corpus.cases, *corpus.instruments, *corpus.disclosures):
        graph = node(iris.graph(id))
        sheet.say(one, "void:subset", graph)
        sheet.say(graph, "about", node(iris.record(id)))
        sheet.say(graph, "path", f"{id}/case.yaml" if id in corpus.cases else f"{id}.yaml")
    return sheet
