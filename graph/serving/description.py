"""What the SPARQL service is, in RDF: its language, formats, graphs and limits (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ..rdf import iris
from ..rdf.dataset import DATASET, written
from .endpoint import GRAPHS, Endpoint
from .replies import Reply, preferred, problem

_NAMES = iris.PREFIXES | {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
}
_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip


def description(endpoint: Endpoint, url: str, accept: str, limits: str) -> Reply:
    """The description of the service at an address; `limits` says in words what a query may use."""
    type = preferred(accept, tuple(GRAPHS))
    if type is None:
        return problem(406, f"none of the formats accepted is one of {', '.join(GRAPHS)}", offered=list(GRAPHS))
    charset = "; charset=utf-8" if type.startswith("text/") else ""
    return Reply(200, type + charset, written(_statements(endpoint, url, limits), GRAPHS[type]))


def _statements(endpoint: Endpoint, url: str, limits: str) -> Iterator[ox.Triple]:
    one, data, default = ox.NamedNode(url), ox.NamedNode(DATASET), ox.NamedNode(f"{url}#default-graph")
    yield ox.Triple(one, _name("rdf:type"), _name("sd:Service"))
    yield ox.Triple(one, _name("sd:endpoint"), one)
    yield ox.Triple(one, _name("sd:supportedLanguage"), _name("sd:SPARQL11Query"))
    yield ox.Triple(one, _name("sd:feature"), _name("sd:UnionDefaultGraph"))
    for format in _FORMATS:
        yield ox.Triple(one, _name("sd:resultFormat"), _name(f"formats:{format}"))
    yield ox.Triple(one, _name("dcterms:description"), ox.Literal(limits, language="en"))
    yield ox.Triple(one, _name("sd:defaultDataset"), data)
    yield ox.Triple(data, _name("rdf:type"), _name("sd:Dataset"))
    yield ox.Triple(data, _name("rdf:type"), _name("void:Dataset"))
    yield ox.Triple(data, _name("void:sparqlEndpoint"), one)
    yield ox.Triple(data, _name("sd:defaultGraph"), default)
    yield ox.Triple(default, _name("rdf:type"), _name("sd:Graph"))
    yield ox.Triple(default, _name("void:triples"), ox.Literal(len(endpoint.store)))
    for name in sorted(endpoint.store.named_graphs(), key=str):
        # The node of a graph in this service; its `sd:name` is the graph.
        named = ox.NamedNode(f"{url}#{name.value.rpartition('/graph/')[2]}")
        yield ox.Triple(data, _name("sd:namedGraph"), named)
        yield ox.Triple(named, _name("rdf:type"), _name("sd:NamedGraph"))
        yield ox.Triple(named, _name("sd:name"), name)


def _name(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(_NAMES[prefix] + local)
