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

    print_view(asked, *views.query(_warm(asked), asked.name, arguments(asked.parameters)))
    return 0


def sparql(asked: argparse.Namespace) -> int:
    """A SPARQL query of your own over the record."""
    from ..sparql import run

    text = sys.stdin.read() if asked.text == "-" else asked.text
    print_table(asked, run(_warm(asked), text))
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
    one = command(query)
    one.add_argument("name", nargs="?", help="which query (default: list them)")
    one.add_argument("parameters", nargs=argparse.REMAINDER, help="its parameters, as --on 2025-09-01; they come last")
    one = command(sparql)
    one.add_argument("text", help="the query, or - for standard input")
    one = command(export)
    one.add_argument("into", metavar="FORMAT", help="which format, or all")
    one.add_argument("--to", metavar="FOLDER", required=True, help="where to write")
