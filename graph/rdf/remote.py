"""The record asked in SPARQL where it is published: any endpoint of the SPARQL 1.1 Protocol, with JSON results."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http.client import HTTPResponse
from urllib.parse import urlencode

import pyoxigraph as ox

from ..corpus import Corpus
from ..errors import EndpointError, QueryError
from . import wire
from .sparql import PREFIXES, Result, guard, run
from .wire import Wire

# Nobody reads a larger table, and few machines hold many of them.
MOST = 64 << 20

_JSON = "application/sparql-results+json"
ACCEPTED = f"{_JSON}, application/n-triples;q=0.9, text/turtle;q=0.5"
_HEADERS = {
    "Accept": ACCEPTED,
    "Content-Type": "application/x-www-form-urlencoded",
}
_TRIPLES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}


def put(corpus: Corpus, text: str, endpoint: str = "") -> Result:
    """The table that a query gives of a corpus, or at an endpoint that has it."""
    return ask(endpoint, text) if endpoint else run(corpus, text)


def ask(url: str, text: str, *, timeout: float = 60.0, most: int = MOST, wired: Wire | None = None) -> Result:
    """The table that a query gives at an endpoint, as `sparql.run` gives it of a corpus.

    The same is refused as of the record itself: a query that would lead
    elsewhere or change something is not sent.

    Raises:
        QueryError: if the query is refused, here or there.
        EndpointError: if it is down or slow, answers with something else than
            results, or breaks off.
    """
    guard(text)
    wired = wired or Wire(timeout, tries=3)
    body = urlencode({"query": declared(text)}).encode()
    try:
        with wired.open("POST", url, body, _HEADERS) as response:
            kind = media(response)
            data = wire.read(response, url, most, wired.timeout)
    except EndpointError as error:
        if error.status == 400:
            raise QueryError(text, str(error)) from None
        raise
    try:
        return table(kind, data)
    except (SyntaxError, ValueError) as error:
        raise EndpointError(url, f"broke off its answer after {len(data):,} bytes{_last_words(data, error)}") from None
    except LookupError:
        raise EndpointError(
            url,
            f"answers with {kind or 'nothing that it names'}, and not with SPARQL results; "
            "is that the endpoint, or its page? Its address often ends in /sparql or /query",
        ) from None


def media(response: HTTPResponse) -> str:
    """The media type of a response, without its parameters."""
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def table(kind: str, data: bytes) -> Result:
    """The table in the body of a reply, by its media type.

    Raises:
        LookupError: if that is none of results or triples.
        SyntaxError, ValueError: if the body breaks off, or is something else.
    """
    if kind not in (_JSON, "application/json"):
        triples = ((one.subject, one.predicate, one.object) for one in ox.parse(data, format=_TRIPLES[kind]))
        return Result(("subject", "predicate", "object"), tuple(triples))
    found = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return Result(("answer",), ((ox.Literal(bool(found)),),))
    columns = tuple(variable.value for variable in found.variables)
    return Result(columns, tuple(tuple(solution) for solution in found))


def _last_words(data: bytes, error: Exception) -> str:
    """What a server wrote in the middle of its results when it gave up: some do, and say 200 all the same."""
    said = re.search(r"[^{}\[\]\",:]*\b(?:time-?out|timed out|cancell?ed|error|limit)\b[^{}\[\]\"]*$",
                     data[-500:].decode("utf-8", "replace"), re.IGNORECASE)  # fmt: skip
    told = " ".join(said[0].split()) if said else ""
    return f": {told}" if told else f" ({error}); run it again"


def declared(text: str) -> str:
    """A query with the prefixes that it uses without declaring them, all on its first line.

    >>> declared("SELECT * { ?norm rdfs:label ?says }")
    'PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT * { ?norm rdfs:label ?says }'
    """
    said = set(re.findall(r"prefix\s+(\w+):", text, re.IGNORECASE))
    used: Iterable[str] = dict.fromkeys(re.findall(r"\b(\w+):", text))
    lines = [f"PREFIX {name}: <{PREFIXES[name]}> " for name in used if name in PREFIXES and name not in said]
    return "".join(lines) + text
