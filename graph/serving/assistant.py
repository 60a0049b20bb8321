"""The record for assistants: read-only tools of the Model Context Protocol, with the envelope of every other face.

A tool gives exactly the JSON that the command line prints, with coverage and
cites, so that a language model quotes the record and never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from .. import views
from ..api import Record
from ..errors import GraphError
from ..views import View

INSTRUCTIONS = """\
What one government agency could share with another, on a day, about whom, from which state, and on whose authority.
Quote the record: give the verdict with its day, the paper that decides it and its cites, what it hinges on, how sure
it is, and how far the record was searched (coverage, carried_forward_from). Silence (no-known-authority) is never
permission. Never answer from memory, never fill a gap, and say that this is legal information, not legal advice."""


def server(record: Record) -> MCPServer:
    """A server with the tools of a record; `run("stdio")` serves them until the other side hangs up."""
    made = MCPServer("couldshare", instructions=INSTRUCTIONS, version=record.version or "0")
    for tool in _tools(record):
        made.add_tool(tool, annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    return made


def _tools(record: Record) -> list[Callable[..., dict[str, Any]]]:
    def ask(
        bearer: str, recipient: str | None, on: str, action: str = "share", object: str | None = None,
        people: str | None = None, origin: list[str] | None = None, purpose: str | None = None,
        known: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """What could one agency share with another on a day (2025-09-01)? Names may be ids, acronyms or labels."""
        parts = {"action": action, "object": object, "people": people, "origin": origin, "purpose": purpose}
        return _said(record, lambda: views.ask(record, bearer, recipient, on, **parts, known=known))

    def timeline(
        bearer: str, recipient: str | None, object: str | None = None, people: str | None = None,
        origin: list[str] | None = None, purpose: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """How did the answer change through time, and what changed it? Narrow it: a whole channel is long."""
        parts = {"object": object, "people": people, "origin": origin, "purpose": purpose}
        return _said(record, lambda: views.timeline(record, bearer, recipient, **parts))

    def changes(bearer: str, recipient: str | None, before: str, after: str) -> dict[str, Any]:
        """What changed between two days, for which cells, and why?"""
        return _said(record, lambda: views.changes(record, bearer, recipient, before, after))

    def cases() -> dict[str, Any]:
        """The cases on record."""
        return _said(record, lambda: views.cases(record))

    def case(id: str, on: str | None = None) -> dict[str, Any]:
        """One case: its parties, papers and docket; with a day, as it stood on it."""
        return _said(record, lambda: views.case(record, id, on))

    def queries() -> dict[str, Any]:
        """The named queries of the catalogue, with their parameters."""
        return _said(record, views.queries)

    def query(name: str, parameters: dict[str, list[str]]) -> dict[str, Any]:
        """The rows that a named query gives."""
        return _enveloped(record, {"rows": _data(lambda: views.query(record, name, parameters))})

    def terms() -> dict[str, Any]:
        """The words of the record: agencies, categories of data, classes of people, states, purposes, with labels."""
        trees = {"agency": record.agents, **record.trees}
        named = {axis: {id: term.label for id, term in tree.terms.items()} for axis, tree in trees.items()}
        return _enveloped(record, {"terms": named})

    return [ask, timeline, changes, cases, case, queries, query, terms]


def _said(record: Record, show: Callable[[], View]) -> dict[str, Any]:
    """A view as JSON."""
    return _enveloped(record, _data(show))


def _data(show: Callable[[], View]) -> Any:
    """What a view gives; what cannot be asked is told, with the nearest names."""
    try:
        return show().data()
    except GraphError as error:
        raise ToolError(str(error)) from None


def _enveloped(record: Record, said: dict[str, Any]) -> dict[str, Any]:
    """What is said with how far the record was searched, where it does not tell that itself, and which record it is."""
    last = record.last_checked.isoformat() if record.last_checked else None
    return {
        "schema": 1,
        "coverage": {"cases": list(record.cases), "last_checked": last},
        "corpus": {"version": record.version, "digest": record.digest},
        **said,
    }
