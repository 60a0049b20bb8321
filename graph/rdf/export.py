"""The record in the formats of others: files that say the same, byte for byte the same from run to run.

Everything is a reading of the corpus; nothing here is read back.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox

from ..analysis.network import to_networkx
from ..analysis.segments import instrument_life, norm_life
from ..corpus import Corpus
from ..errors import GraphError, QuestionError
from ..model import Action, Instrument
from ..places import PACKAGE
from ..reasoning.operative import lifecycles
from ..record.disk import write_whole
from . import iris
from .dataset import DATASET, LICENCE, nquads, quads, written
from .jsonld import jsonld
from .odrl import policies
from .sheet import Sheet, day, first_day, last_day, name, node
from .tables import bundle

Files = Iterator[tuple[str, bytes]]

MANIFEST = "SHA256SUMS"

_MEDIA = {
    ".md": "text/markdown",
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".graphml": "application/graphml+xml",
    ".gexf": "application/gexf+xml",
}


def export(corpus: Corpus, format: str, folder: str | Path) -> list[Path]:
    """The files written to a folder, for one format or for all.

    `all` is a release: every format, a description of the data set with the
    size and digest of each file, and a checksum manifest over all of them.

    Raises:
        QuestionError: if there is no such format.
        GraphError: if the folder cannot be written to.
    """
    if format not in (*FORMATS, "all"):
        raise QuestionError("format", f"no export format is called {format!r}; there are {', '.join(FORMATS)} and all")
    files = release(corpus) if format == "all" else FORMATS[format](corpus)
    root = Path(folder)
    try:
        return [write_whole(root / path, data) for path, data in files]
    except OSError as error:
        raise GraphError(f"cannot write to {error.filename or root}: {error.strerror}; name another folder") from None


def release(corpus: Corpus) -> Files:
    """The files of a release, the manifest last."""
    files = {path: data for make in FORMATS.values() for path, data in make(corpus)}
    files["description.ttl"] = _turtle(_description(corpus, files))
    yield from files.items()
    yield MANIFEST, "".join(f"{_sha256(data)}  {path}\n" for path, data in sorted(files.items())).encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- RDF ---------------------------------------------------------------------------


def _place(quad: ox.Quad) -> tuple[str, ...]:
    return tuple(str(one) for one in (quad.graph_name, quad.subject, quad.predicate, quad.object))


def _nquads(corpus: Corpus) -> Files:
    yield "couldshare.nq", nquads(corpus)


def _trig(corpus: Corpus) -> Files:
    yield "couldshare.trig", written(sorted(set(quads(corpus)), key=_place), ox.RdfFormat.TRIG)


def _merged(corpus: Corpus) -> Files:
    """All statements in one graph: for tools without named graphs; which file says what is lost."""
    yield "couldshare.ttl", _turtle(quad.triple for quad in quads(corpus))


def _jsonld(corpus: Corpus) -> Files:
    yield "couldshare.jsonld", jsonld(quads(corpus)).encode()


def _odrl(corpus: Corpus) -> Files:
    yield "odrl.ttl", _turtle(policies(corpus))


def _edges(corpus: Corpus) -> Files:
    yield "edges.ttl", _turtle(dated_edges(corpus))


def _words(_: Corpus) -> Files:
    for file in ("ontology.ttl", "ontology.md", "shapes.ttl", "context.jsonld"):
        yield file, (PACKAGE / file).read_bytes()


def _turtle(triples: Iterable[ox.Triple]) -> bytes:
    return written(sorted(set(triples), key=str), ox.RdfFormat.TURTLE)


_EDGES = {
    Action.SHARE: "sharing",
    Action.USE: "using",
    Action.ONWARD_SHARE: "onwardSharing",
    Action.DEMAND: "demanding",
}


def dated_edges(corpus: Corpus) -> Iterator[ox.Triple]:
    """Edges between agents, each reified by the spans on which a norm may have spoken of it: RDF 1.2.

    An edge says that some norm spoke, at some time; its spans say which, when
    and how.
    """
    lives, sheet = lifecycles(corpus), Sheet(iris.graph("edges"))
    for instrument, norm in corpus.norms():
        norm_iri = f"{instrument.id}#{norm.id}"
        named = [node(iris.term("agent", id)) for id in norm.recipient] or [name("anyone")]
        edges = [
            ox.Triple(node(iris.term("agent", bearer)), name(_EDGES[action]), taker)
            for action in norm.action
            for bearer in norm.bearer
            for taker in ([name("nobody")] if action is Action.USE else named)
        ]
        for n, days in enumerate(norm_life(lives, instrument, norm).possible, 1):
            span = node(iris.record(norm_iri, f"perhapsOperative{n}"))
            yield from edges
            yield from (ox.Triple(span, name("rdf:reifies"), edge) for edge in edges)
            sheet.say(span, "from", first_day(days.start))
            sheet.say(span, "until", last_day(days.end))
            sheet.say(span, "norm", node(iris.record(norm_iri)))
            sheet.say(span, "modality", name(norm.modality))
    yield from (quad.triple for quad in sheet.quads)


def _description(corpus: Corpus, files: Mapping[str, bytes]) -> list[ox.Triple]:
    """What the release is, in DCAT and VoID: version, digest, counts, and each file with its size and digest."""
    sheet, one, every = Sheet(iris.graph("description")), node(DATASET), set(quads(corpus))
    sheet.a(one, "dcat:Dataset", "void:Dataset")
    sheet.say(one, "dcterms:title", "couldshare")
    sheet.say(
        one,
        "dcterms:description",
        "What one agency could share with another, on any day, about whom, from which state, and on whose authority.",
    )
    sheet.say(one, "dcterms:license", node(LICENCE))
    sheet.say(one, "dcat:version", corpus.version)
    sheet.say(one, "digest", corpus.digest)
    sheet.say(one, "knownUpTo", day(corpus.known) if corpus.known else None)
    vocabularies = ("cs", "skos", "eli", "odrl", "org", "prov")
    sheet.say(one, "void:vocabulary", *(node(iris.PREFIXES[prefix]) for prefix in vocabularies))
    sheet.say(one, "void:uriSpace", iris.ID)
    sheet.say(one, "void:triples", len(every))
    sheet.say(one, "void:distinctSubjects", len({quad.subject for quad in every}))
    sheet.say(one, "void:properties", len({quad.predicate for quad in every}))
    for path, data in files.items():
        file = node(f"{iris.ID}release/{iris.quoted(corpus.version)}/{path}")
        sheet.say(one, "dcat:distribution", file)
        sheet.a(file, "dcat:Distribution")
        sheet.say(file, "dcterms:title", path)
        sheet.say(file, "dcat:mediaType", node(_media(path)))
        sheet.say(file, "dcat:byteSize", len(data))
        sheet.say(file, "digest", f"sha256:{_sha256(data)}")
    return [quad.triple for quad in sheet.quads]


def _media(path: str) -> str:
    return f"https://www.iana.org/assignments/media-types/{_MEDIA[Path(path).suffix]}"


# --- graphs and timelines -------------------------------------------------------------


def _graphml(corpus: Corpus) -> Files:
    out = io.BytesIO()
    nx.write_graphml(to_networkx(corpus), out)
    yield "couldshare.graphml", out.getvalue()


def _gexf(corpus: Corpus) -> Files:
    out = io.BytesIO()
    nx.write_gexf(_numbered(to_networkx(corpus)), out)
    # The day of writing says nothing of the record.
    yield "couldshare.gexf", re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())


def _numbered(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The same graph with what an edge means as its label: GEXF wants numbers for keys, no two alike."""
    out = nx.MultiDiGraph(**graph.graph)
    out.add_nodes_from(graph.nodes(data=True))
    for n, (source, target, key, data) in enumerate(graph.edges(keys=True, data=True)):
        out.add_edge(source, target, key=n, **{**data, "label": key})
    return out


def _timelinejs(corpus: Corpus) -> Files:
    tree = {
        "title": {"text": {"headline": "Who could share what with whom", "text": f"Version {corpus.version}"}},
        "events": sorted(_events(corpus), key=lambda event: (str(event["start_date"]), event["unique_id"])),
    }
    yield "timeline.json", (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode()


def _events(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One event for each instrument whose first day is known: the days on which it may have been operative."""
    lives = lifecycles(corpus)
    for one in corpus.instruments.values():
        spans = instrument_life(lives, one).possible
        if not one.withdrawn and spans and spans[0].start:
            end = spans[-1].end
            yield {
                "unique_id": one.id,
                "start_date": _parts(spans[0].start),
                **({"end_date": _parts(date.fromordinal(end.toordinal() - 1))} if end else {}),
                "group": _group(corpus, one),
                "text": {"headline": one.title, "text": " ".join(norm.says for norm in one.norms)},
            }


def _group(corpus: Corpus, one: Instrument) -> str:
    case = corpus.cases.get(one.case)
    return (case.short or case.title) if case else str(one.tier)


def _parts(on: date) -> dict[str, int]:
    return {"year": on.year, "month": on.month, "day": on.day}


# --- all formats ------------------------------------------------------------------------


def _csv(corpus: Corpus) -> Files:
    return ((f"csv/{path}", data) for path, data in bundle(corpus))


FORMATS: Mapping[str, Callable[[Corpus], Files]] = {
    "nquads": _nquads,
    "trig": _trig,
    "turtle": _merged,
    "jsonld": _jsonld,
    "rdf12": _edges,
    "odrl": _odrl,
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
    "timelinejs": _timelinejs,
    "ontology": _words,
}
