"""A SPARQL store elsewhere, graph by graph: what it holds, and putting something else there.

Written by Graph Store Protocol or by SPARQL Update, and read in SPARQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from ..errors import EndpointError
from .remote import ask, media
from .wire import Wire

# What one request carries: some servers compile an update like a program and refuse long ones.
PARTS = {"gsp": 20_000, "update": 1_000}


@dataclass(frozen=True)
class Target:
    """Where a store is asked, and where and how it is written."""

    query: str
    write: str
    how: str


@dataclass(frozen=True)
class Summary:
    """What a graph holds: how many statements, and the sum of their hashes, in which their order does not count."""

    count: int
    sum: int

    @classmethod
    def of(cls, lines: Iterable[str]) -> Summary:
        """The summary of distinct lines of N-Triples, of which none is kept.

        >>> Summary.of(["<a:a> <a:b> <a:c> .", "<a:d> <a:b> <a:c> ."]) == Summary.of(
        ...     ["<a:d> <a:b> <a:c> .", "<a:a> <a:b> <a:c> ."])
        True
        """
        count = total = 0
        for line in lines:
            count, total = count + 1, total + int.from_bytes(sha256(line.encode()).digest(), "big")
        return cls(count, total % (1 << 256))


def counts(target: Target, wired: Wire) -> dict[str, int]:
    """How many statements each named graph of a store holds."""
    asked = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = ask(target.query, asked, wired=wired).records()
    return {str(row["g"]): int(str(row["n"])) for row in rows if row["g"] is not None}


def read_back(target: Target, graph: str, wired: Wire) -> Summary:
    """What a store says a graph holds, read statement by statement."""
    body = urlencode({"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"}).encode()
    headers = {"Accept": "application/n-triples", "Content-Type": "application/x-www-form-urlencoded"}
    with wired.open("POST", target.query, body, headers) as response:
        if media(response) not in ("application/n-triples", "text/plain"):
            raise EndpointError(
                target.query, f"does not give N-Triples but {media(response)}, so nothing can be compared"
            )
        try:
            triples = ox.parse(response, format=ox.RdfFormat.N_TRIPLES)
            return Summary.of(f"{one.subject} {one.predicate} {one.object} ." for one in triples)
        except SyntaxError as error:
            raise EndpointError(
                target.query, f"broke off while <{graph}> was read back ({error}); run it again"
            ) from None


def send(target: Target, graph: str, part: Sequence[str], wired: Wire, method: str = "PUT") -> None:
    """Write statements, as many as one request takes; PUT replaces what the graph has, where a protocol lets it."""
    text = "\n".join(part) + "\n"
    if target.how == "gsp":
        headers = {"Content-Type": "application/n-triples"}
        _done(wired, method, _graph_at(target, graph), text.encode(), headers)
    else:
        _update(target, f"INSERT DATA {{ GRAPH <{graph}> {{\n{text}}} }}", wired)


def drop(target: Target, graph: str, wired: Wire) -> None:
    """Take a graph away; it need not be there."""
    if target.how == "update":
        _update(target, f"DROP SILENT GRAPH <{graph}>", wired)
        return
    try:
        _done(wired, "DELETE", _graph_at(target, graph))
    except EndpointError as error:
        if error.status != 404:
            raise


def _update(target: Target, text: str, wired: Wire) -> None:
    _done(wired, "POST", target.write, text.encode(), {"Content-Type": "application/sparql-update"})


def _graph_at(target: Target, graph: str) -> str:
    return f"{target.write}?graph={quote(graph, safe='')}"


def _done(
    wired: Wire, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> None:
    with wired.open(method, url, body, headers) as response:
        response.read()
