"""The record for machines: SPARQL and other formats."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .. import views
from ..printing import print_table, print_view
from .arguments import Declare, read_record


def query(asked: argparse.Namespace) -> int:
    """A named query of the catalogue, with its parameters; without a name, the catalogue."""
    if not asked.name:
        print_view(asked, *views.queries())
        return 0
    from ..catalogue import arguments

    given = arguments(asked.parameters)
    endpoint = given.pop("endpoint", [asked.endpoint])[-1]
    if endpoint:
        from .. import catalogue, remote

        text = catalogue.query(asked.name).bind(read_record(asked), given)
        print_table(asked, remote.ask(endpoint, text))
        return 0
    print_view(asked, *views.query(_warm(asked), asked.name, given))
    return 0


def sparql(asked: argparse.Namespace) -> int:
    """A SPARQL query of your own over the record."""
    from .. import remote
    from ..sparql import run

    text = sys.stdin.read() if asked.text == "-" else asked.text
    print_table(asked, remote.ask(asked.endpoint, text) if asked.endpoint else run(_warm(asked), text))
    return 0


def publish(asked: argparse.Namespace) -> int:
    """Load the record into a SPARQL store elsewhere, and read it back; run again, it goes on where it broke off."""
    from ..publish import publish as load
    from ..rdf import sheets

    def tell(graph: str, count: int) -> None:
        print(f"{count:>8,}  {graph}", file=sys.stderr)

    print(load(sheets(read_record(asked)), asked.to, how=asked.how, write=asked.write, progress=tell))
    return 0


def _warm(asked: argparse.Namespace) -> Any:
    """The record asked of, with its statements from the cache if they are there."""
    from ..kept import warm

    record = read_record(asked)
    warm(record)
    return record


def export(asked: argparse.Namespace) -> int:
    """The record in other formats, or `all` as a release with checksums."""
    from ..export import export as write

    for file in write(read_record(asked), asked.into, asked.to):
        print(file)
    return 0


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(publish)
    one.add_argument("--to", metavar="URL", required=True, help="where the store is asked")
    one.add_argument("--how", choices=("gsp", "update"), default="", help="how it is written (default: as it can be)")
    one.add_argument("--write", metavar="URL", default="", help="where it is written, if not where servers usually are")
    one = command(query)
    one.add_argument("--endpoint", metavar="URL", help="ask a SPARQL endpoint elsewhere")
    one.add_argument("name", nargs="?", help="which query (default: list them)")
    one.add_argument("parameters", nargs=argparse.REMAINDER, help="its parameters, as --on 2025-09-01; they come last")
    one = command(sparql)
    one.add_argument("text", help="the query, or - for standard input")
    one.add_argument("--endpoint", metavar="URL", help="ask a SPARQL endpoint elsewhere")
    one = command(export)
    one.add_argument("into", metavar="FORMAT", help="which format, or all")
    one.add_argument("--to", metavar="FOLDER", required=True, help="where to write")
