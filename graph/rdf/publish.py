"""The data set in a store elsewhere: every named graph, over the standard protocols, and checked by reading it back.

A graph is sent in parts that any server takes, by Graph Store Protocol or by
SPARQL Update.  Then it is read back and compared by count and digest; no blank
node occurs, so that two graphs are the same exactly when their lines are.  A
graph that is there already, whole, is not sent again: what broke off is run
again and goes on.  The graph that says what the data set is goes first and
comes back last, so that a store without it is known to be half written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby, islice
from urllib.parse import urlsplit

from ..errors import EndpointError, QuestionError
from . import iris
from .remote import ask
from .sheet import Sheet
from .target import PARTS, Summary, Target, counts, drop, read_back, send
from .wire import Wire

HOW = ("gsp", "update")

_PROBE = iris.graph("probe")
_OURS = iris.graph("")

# Where servers have what, seen from the address given: as it is, beside it, or below it.
_QUERY = ("{url}", "{url}/query", "{url}/sparql")
_WRITE = {
    "gsp": (
        "{up}/store", "{up}/data", "{up}/sparql-graph-crud", "{url}/store", "{url}/gsp/", "{url}/rdf-graphs/service",
    ),
    "update": ("{url}", "{up}/update", "{url}/update", "{url}/statements"),
}  # fmt: skip
# Some servers let a request wait for ever that they do not know.
_PATIENCE = 10.0

_DIVIDED = (
    "A query without GRAPH sees nothing there, so the catalogue gives no rows: let the default graph be the union of "
    "the named ones (Oxigraph: --union-default-graph; Fuseki: tdb2:unionDefaultGraph true)."
)

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Published:
    """What was done: the graphs sent, those found whole, those dropped, and how much is there now."""

    target: Target
    sent: int
    kept: int
    dropped: int
    statements: int
    digest: str
    united: bool

    def __str__(self) -> str:
        said = (
            f"{self.target.query} holds {self.statements:,} statements in {self.sent + self.kept:,} graphs, read back "
            f"and compared: {self.sent:,} sent, {self.kept:,} found whole, {self.dropped:,} of an earlier record "
            f"dropped; {self.digest}"
        )
        return said if self.united else f"{said}\n{_DIVIDED}"


def publish(
    sheets: Iterable[Sheet],
    to: str,
    *,
    how: str = "",
    write: str = "",
    wired: Wire | None = None,
    progress: Progress | None = None,
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
                drop(target, described, wired)
                there.pop(described)
            begun = True
            _load(target, graph, lines, wired)
            _compare(target, graph, summary, wired)
            sent += 1
        missing.pop(graph, None)
        total += summary.count
        whole.update(f"{graph} {summary.count} {summary.sum}\n".encode())
        if progress:
            progress(summary.count)
    stale = [graph for graph in missing if graph.startswith(_OURS)]
    for graph in stale:
        drop(target, graph, wired)
    return Published(target, sent, kept, len(stale), total, f"sha256:{whole.hexdigest()}", _united(target, wired))


def _graphs(sheets: Iterable[Sheet]) -> Iterator[tuple[str, list[str]]]:
    """Each named graph with its statements as sorted lines; sheets of one graph follow one another."""
    for graph, some in groupby(sheets, key=lambda sheet: sheet.graph.value):
        yield graph, sorted({f"{q.subject} {q.predicate} {q.object} ." for sheet in some for q in sheet.quads})


# --- checking -------------------------------------------------------------------------


def _compare(target: Target, graph: str, sent: Summary, wired: Wire) -> None:
    there = read_back(target, graph, wired)
    if there != sent:
        what = f"{there.count:,} statements of {sent.count:,}" if there.count != sent.count else "other statements"
        raise EndpointError(target.query, f"holds {what} in <{graph}>, and not what was sent; run it again")


def _united(target: Target, wired: Wire) -> bool:
    """Whether a query without GRAPH sees what the named graphs hold; how a store does that is its own affair."""
    return bool(ask(target.query, "SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Dataset> } LIMIT 1", wired=wired).rows)


# --- writing --------------------------------------------------------------------------


def _load(target: Target, graph: str, lines: Sequence[str], wired: Wire) -> None:
    """Put a graph in the place of what is there, part by part; each part may be sent twice without harm."""
    if target.how == "update":
        drop(target, graph, wired)
    rest, first = iter(lines), True
    while part := list(islice(rest, PARTS[target.how])):
        send(target, graph, part, wired, method="PUT" if first else "POST")
        first = False


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
    probing = replace(wired, timeout=min(wired.timeout, _PATIENCE), tries=1)
    refusals = []
    for one in [how] if how else HOW:
        for address in [write] if write else _places(_WRITE[one], to):
            target = Target(query, address, one)
            try:
                if _writes(target, probing):
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
            ask(address, "SELECT ?x { VALUES ?x { 1 } }", wired=wired)
            return address
        except EndpointError as error:
            if error.status is None and "reached" in str(error):
                raise
            first = first or error
    raise first or EndpointError(to, "cannot be asked")


def _places(patterns: Iterable[str], to: str) -> list[str]:
    """The addresses that patterns mean, seen from one; beside a server's root there is nothing."""
    url = to.rstrip("/")
    up = url.rpartition("/")[0] if urlsplit(url).path else ""
    return list(dict.fromkeys(one.format(url=url, up=up) for one in patterns if up or "{up}" not in one))


def _writes(target: Target, wired: Wire) -> bool:
    """Whether a statement written there can be read; it is taken away again."""
    lines = [f"<{_PROBE}> <{iris.NS}written> <{_PROBE}> ."]
    send(target, _PROBE, lines, wired)
    try:
        return read_back(target, _PROBE, wired) == Summary.of(lines)
    finally:
        with suppress(EndpointError):
            drop(target, _PROBE, wired)
