"""The data set in a store elsewhere: every named graph, over the standard protocols, and checked by reading it back.

A graph is sent in parts that any server takes, by Graph Store Protocol or by
SPARQL Update.  Then it is read back and compared by count and digest; no blank
node occurs, so that two graphs are the same exactly when their lines are.  A
graph that is there already, whole, is not sent again: what broke off is run
again and goes on.  The graph that says what the data set is goes first and
comes back last, so that a store without it is known to be half written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from . import iris
from .errors import EndpointError, QuestionError
from .remote import media, run_at
from .sheet import Sheet
from .wire import Wire

HOW = ("gsp", "update")

# What one request carries: some servers compile an update like a program and refuse long ones.
_PARTS = {"gsp": 20_000, "update": 1_000}

_PROBE = iris.graph("probe")
_OURS = iris.graph("")

# Where servers have what, seen from the address given: as they are, below it, or beside it.
_QUERY = ("{url}", "{url}/query", "{url}/sparql")
_WRITE = {
    "gsp": (
        "{url}/store", "{up}/store", "{up}/data", "{up}/sparql-graph-crud", "{url}/gsp/", "{url}/rdf-graphs/service",
    ),
    "update": ("{url}", "{url}/update", "{up}/update", "{url}/statements"),
}  # fmt: skip

Progress = Callable[[str, int], None]


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


@dataclass(frozen=True)
class Published:
    """What was done: the graphs sent, those found whole, those dropped, and how much is there now."""

    target: Target
    sent: int
    kept: int
    dropped: int
    statements: int
    digest: str

    def __str__(self) -> str:
        return (
            f"{self.target.query} holds {self.statements:,} statements in {self.sent + self.kept:,} graphs, read back "
            f"and compared: {self.sent:,} sent, {self.kept:,} found whole, {self.dropped:,} of an earlier record "
            f"dropped; {self.digest}"
        )


def publish(
    sheets: Iterable[Sheet],
    to: str,
    *,
    how: str = "",
    write: str = "",
    wired: Wire | None = None,
    progress: Progress = lambda *_: None,
) -> Published:
    """Load the graphs into the store at an address, one after another, and read each back.

    `how` is `gsp` or `update`, and `write` the address for that; left out, they
    are found by writing one statement and taking it away again.

    Raises:
        QuestionError: if there is no such way to write.
        EndpointError: if the store cannot be reached or written, or keeps
            something else than was sent.  What is there stays; run it again.
    """
    wired = wired or Wire()
    target = found(to, how, write, wired)
    there = counts(target, wired)
    missing = dict(there)
    described, sent, kept, total = iris.graph("dataset"), 0, 0, 0
    whole = sha256()
    begun = False
    for graph, lines in _graphs(sheets):
        summary = Summary.of(lines)
        if there.get(graph) == summary.count and read_back(target, graph, wired) == summary:
            kept += 1
        else:
            if not begun and described in there:
                _drop(target, described, wired)
                there.pop(described)
            begun = True
            _load(target, graph, lines, wired)
            _compare(target, graph, summary, wired)
            sent += 1
        missing.pop(graph, None)
        total += summary.count
        whole.update(f"{graph} {summary.count} {summary.sum}\n".encode())
        progress(graph, summary.count)
    stale = [graph for graph in missing if graph.startswith(_OURS)]
    for graph in stale:
        _drop(target, graph, wired)
    return Published(target, sent, kept, len(stale), total, f"sha256:{whole.hexdigest()}")


def _graphs(sheets: Iterable[Sheet]) -> Iterator[tuple[str, list[str]]]:
    """Each named graph with its statements as sorted lines; sheets of one graph follow one another."""
    for graph, some in groupby(sheets, key=lambda sheet: sheet.graph.value):
        yield graph, sorted({f"{q.subject} {q.predicate} {q.object} ." for sheet in some for q in sheet.quads})


# --- what is there --------------------------------------------------------------------


def counts(target: Target, wired: Wire) -> dict[str, int]:
    """How many statements each named graph of a store holds."""
    asked = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = run_at(target.query, asked, wired=wired).records()
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


def _compare(target: Target, graph: str, sent: Summary, wired: Wire) -> None:
    there = read_back(target, graph, wired)
    if there != sent:
        what = f"{there.count:,} statements of {sent.count:,}" if there.count != sent.count else "other statements"
        raise EndpointError(target.query, f"holds {what} in <{graph}>, and not what was sent; run it again")


# --- writing --------------------------------------------------------------------------


def _load(target: Target, graph: str, lines: Sequence[str], wired: Wire) -> None:
    """Put a graph in the place of what is there, part by part; each part may be sent twice without harm."""
    if target.how == "update":
        _drop(target, graph, wired)
    rest, first = iter(lines), True
    while part := list(islice(rest, _PARTS[target.how])):
        _send(target, graph, part, wired, method="PUT" if first else "POST")
        first = False


def _send(target: Target, graph: str, part: Sequence[str], wired: Wire, method: str = "PUT") -> None:
    text = "\n".join(part) + "\n"
    if target.how == "gsp":
        headers = {"Content-Type": "application/n-triples"}
        _done(wired, method, _graph_at(target, graph), text.encode(), headers)
    else:
        _update(target, f"INSERT DATA {{ GRAPH <{graph}> {{\n{text}}} }}", wired)


def _drop(target: Target, graph: str, wired: Wire) -> None:
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


# --- finding out what a server offers ---------------------------------------------------


def found(to: str, how: str, write: str, wired: Wire) -> Target:
    """Where and how the store at an address can be asked and written.

    Raises:
        QuestionError: if there is no such way to write.
        EndpointError: if nothing there can be asked, or can be written.
    """
    if how and how not in HOW:
        raise QuestionError("how", f"--how is {' or '.join(HOW)}, not {how!r}", HOW)
    query = _answering(to, wired)
    refusals = []
    for one in [how] if how else HOW:
        for address in [write] if write else _places(_WRITE[one], to):
            target = Target(query, address, one)
            try:
                if _writes(target, wired):
                    return target
            except EndpointError as error:
                refusals.append(error)
    # What needs credentials says more than what is not there.
    told = next((error for error in refusals if error.status in (401, 403)), None)
    if told:
        raise told
    ways = how or " nor ".join(HOW)
    raise EndpointError(
        to,
        f"cannot be written, by neither of the addresses we know ({ways}); say --how and --write ADDRESS"
        if not write else f"cannot be written at {write}: {refusals[-1] if refusals else 'it keeps nothing'}",
    )  # fmt: skip


def _answering(to: str, wired: Wire) -> str:
    """The first address at which a query is answered."""
    first: EndpointError | None = None
    for address in _places(_QUERY, to):
        try:
            run_at(address, "SELECT ?x { VALUES ?x { 1 } }", wired=wired)
            return address
        except EndpointError as error:
            if error.status is None and "reached" in str(error):
                raise
            first = first or error
    raise first or EndpointError(to, "cannot be asked")


def _places(patterns: Iterable[str], to: str) -> list[str]:
    url = to.rstrip("/")
    return list(dict.fromkeys(one.format(url=url, up=url.rpartition("/")[0]) for one in patterns))


def _writes(target: Target, wired: Wire) -> bool:
    """Whether a statement written there can be read; it is taken away again."""
    lines = [f"<{_PROBE}> <{iris.NS}written> <{_PROBE}> ."]
    _send(target, _PROBE, lines, wired)
    try:
        return read_back(target, _PROBE, wired) == Summary.of(lines)
    finally:
        with suppress(EndpointError):
            _drop(target, _PROBE, wired)
