"""Asking a SPARQL endpoint elsewhere, by the SPARQL 1.1 Protocol: a published copy of the record, say."""

from __future__ import annotations

from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

from .errors import GraphError, QueryError
from .sparql import Result, guard

# An answer of more bytes than this is no table for a reader.
_LARGEST = 50_000_000
_PATIENCE = 30


def ask(url: str, text: str) -> Result:
    """The table that a SELECT or ASK query gives at an endpoint.

    The same is refused as of the record itself: a query that would lead
    elsewhere or change something is not sent.

    Raises:
        QueryError: if the query is refused, here or there.
        GraphError: if nobody answers, or not with a table.
    """
    guard(text)
    if not url.startswith(("http://", "https://")):
        raise GraphError(f"{url!r} is no address of an endpoint; it begins with http:// or https://")
    asked = Request(
        url, urlencode({"query": text}).encode(),
        {"Accept": "application/sparql-results+json", "Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    try:
        with urlopen(asked, timeout=_PATIENCE) as answer:
            body = answer.read(_LARGEST + 1)
    except HTTPError as error:
        raise QueryError(text, f"the endpoint refused: {error.read(500).decode(errors='replace').strip()}") from None
    except (URLError, TimeoutError) as error:
        raise GraphError(f"nobody answers at {url}: {getattr(error, 'reason', error)}") from None
    if len(body) > _LARGEST:
        raise GraphError(f"the answer from {url} has more than {_LARGEST:,} bytes; ask for less, with LIMIT")
    return _read(url, body)


def _read(url: str, body: bytes) -> Result:
    try:
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise GraphError(f"{url} does not answer with a table of SPARQL: {error}") from None
    if isinstance(found, ox.QueryBoolean):
        return Result(("answer",), ((ox.Literal(bool(found)),),))
    columns = tuple(variable.value for variable in found.variables)
    return Result(columns, tuple(tuple(solution) for solution in found))
