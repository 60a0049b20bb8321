"""The SPARQL 1.1 Protocol's requests: what a query string and a body ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from .replies import Reply, problem

READ_ONLY = "updates are refused: the record is read-only here; change it in its files"
# Words that an address may have in place of an Accept header, for those who cannot send one.
SHORT = {
    "json": "application/sparql-results+json, application/ld+json;q=0.9",
    "xml": "application/sparql-results+xml, application/rdf+xml;q=0.9",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
}

_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


def parameters(text: str) -> dict[str, list[str]]:
    """The values of each parameter of a query string or form.

    Raises:
        ValueError: if it is not UTF-8, or has more than a hundred.
    """
    out: dict[str, list[str]] = {}
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    for name, value in pairs:
        out.setdefault(name, []).append(value)
    return out


def asked(query_string: str, accept: str, body: bytes | None, content_type: str) -> Mapping[str, Any] | Reply:
    """What a request asks a worker to do, or its refusal; `body` is None for GET.

    >>> asked("query=ASK+%7B%7D", "text/csv", None, "")["query"]
    'ASK {}'
    >>> asked("update=CLEAR+ALL", "", None, "").status
    403
    """
    try:
        given = parameters(query_string)
        if body is not None:
            told = _from_body(body, content_type)
            if isinstance(told, Reply):
                return told
            for name, values in told.items():
                given.setdefault(name, []).extend(values)
    except ValueError:
        return problem(400, "the request is not UTF-8, or has more than a hundred parameters")
    if "update" in given:
        return problem(403, READ_ONLY)
    queries, format = given.get("query", []), given.get("format", [""])[-1]
    if format and format not in SHORT:
        return problem(400, f"format is one of {', '.join(SHORT)}, not {format!r}", allowed=list(SHORT))
    accept = SHORT.get(format, accept)
    if not queries and body is None:
        return {"do": "describe", "accept": accept}
    if len(queries) != 1:
        return problem(400, f"a request asks one query, and this has {len(queries)}")
    default, named = (given.get(f"{kind}-graph-uri", []) for kind in ("default", "named"))
    return {"do": "query", "query": queries[0], "accept": accept, "default": default, "named": named}


def _from_body(body: bytes, content_type: str) -> Mapping[str, Sequence[str]] | Reply:
    """The parameters that a body gives."""
    kind, _, rest = (part.strip().lower() for part in content_type.partition(";"))
    if kind == _UPDATE:
        return problem(403, READ_ONLY)
    if kind not in (_FORM, _QUERY):
        return problem(415, f"a body is {_FORM} or {_QUERY}, and its Content-Type must say so")
    _, _, charset = rest.partition("charset=")
    if charset.strip(' "') not in ("", "utf-8", "us-ascii"):
        return problem(415, "a body is UTF-8")
    return parameters(body.decode()) if kind == _FORM else {"query": [body.decode()]}
