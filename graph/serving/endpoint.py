"""What `/sparql` answers: the SPARQL 1.1 Protocol, of which queries only, over a store that is never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..errors import GraphError, QueryError, QueryRefused
from ..rdf import iris
from ..rdf.sparql import PREFIXES, chooses_graphs, guard, said
from .replies import LARGEST, Reply, preferred, problem, refusal

# Media types, the one we would rather send first; the last of each are what browsers and old clients ask for.
TABLES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "application/json": ox.RdfFormat.JSON_LD,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}

# What there is at least once for each row but one.
_BETWEEN = {
    ox.QueryResultsFormat.JSON: b"},{",
    ox.QueryResultsFormat.XML: b"<result",
    ox.QueryResultsFormat.CSV: b"\n",
    ox.QueryResultsFormat.TSV: b"\n",
}


class TooMuch(GraphError):
    """A result over the limits."""


@dataclass(frozen=True)
class Endpoint:
    """A store that is asked, and how many rows or triples a result may have."""

    store: ox.Store
    most: int

    def answer(self, query: str, accept: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> Reply:
        """The reply to a query; the graphs named by the protocol come before those of the query's own FROM.

        A graph that the record does not have is empty: nothing is ever fetched.
        """
        try:
            guard(query, datasets=True)
            found = self.store.query(query, base_iri=iris.ID, prefixes=PREFIXES, **_graphs(query, default, named))
            return self._reply(found, accept)
        except QueryRefused as error:
            return refusal(error, 403)
        except QueryError as error:
            return refusal(error)
        except SyntaxError as error:
            return refusal(said(query, str(error)))
        except TooMuch as error:
            return problem(503, str(error), limit=self.most)

    def _reply(self, found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, accept: str) -> Reply:
        offered = GRAPHS if isinstance(found, ox.QueryTriples) else TABLES
        type = preferred(accept, tuple(offered))
        if type is None:
            return problem(406, f"none of the formats accepted is one of {', '.join(offered)}", offered=list(offered))
        out = _Bounded()
        if isinstance(found, ox.QueryTriples):
            ox.serialize(self._counted(found), out, GRAPHS[type], prefixes=PREFIXES)
        else:
            found.serialize(out, TABLES[type])
            self._count(found, out.getvalue(), TABLES[type])
        charset = "; charset=utf-8" if type.startswith("text/") else ""
        return Reply(200, type + charset, out.getvalue(), {"X-Max-Rows": str(self.most)})

    def _counted(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        for n, triple in enumerate(triples):
            if n == self.most:
                raise TooMuch(f"the result has more than {self.most:,} triples; ask for fewer with LIMIT, or in parts")
            yield triple

    def _count(self, found: ox.QuerySolutions | ox.QueryBoolean, body: bytes, format: ox.QueryResultsFormat) -> None:
        """Refuse a table of too many rows: half a result, taken for the whole, is worse than none.

        The engine writes much faster than rows can be taken one by one, so they
        are counted only where what stands between rows occurs too often.
        """
        if isinstance(found, ox.QueryBoolean) or body.count(_BETWEEN[format]) < self.most:
            return
        if format == ox.QueryResultsFormat.CSV:
            rows = sum(1 for _ in csv.reader(io.TextIOWrapper(io.BytesIO(body), "utf-8", newline=""))) - 1
        else:
            table = ox.parse_query_results(body, format)
            rows = sum(1 for _ in table) if isinstance(table, ox.QuerySolutions) else 1
        if rows > self.most:
            raise TooMuch(f"the result has more than {self.most:,} rows; ask for fewer with LIMIT, or in parts")


def _graphs(query: str, default: Sequence[str], named: Sequence[str]) -> dict[str, Any]:
    """Which graphs a query is asked of: the protocol's, else its own, else the union of all."""
    if default or named:
        return {"default_graph": [_graph(one) for one in default], "named_graphs": [_graph(one) for one in named]}
    return {} if chooses_graphs(query) else {"use_default_graph_as_union": True}


def _graph(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError:
        raise QueryError(name, f"{name!r} is no absolute IRI, so it names no graph") from None


class _Bounded(io.BytesIO):
    """Bytes up to `LARGEST`."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > LARGEST:
            raise TooMuch(f"the result has more than {LARGEST // 2**20} MiB; ask for less, or in parts")
        return super().write(data)
