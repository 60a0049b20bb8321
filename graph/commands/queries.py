"""The record for machines: SPARQL and other formats."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .. import views
from ..printing import Bar, print_table, print_view
from .arguments import Declare, read_record

_ELSEWHERE = "a SPARQL endpoint where the record is published, to be asked instead"


def query(asked: argparse.Namespace) -> int:
    """A named query of the catalogue, with its parameters (NAME --help tells them); without a name, the catalogue."""
    if not asked.name:
        print_view(asked, *views.queries())
        return 0
    from ..rdf import catalogue

    # All that follows the name is the query's own, a call for help too.
    if {"-h", "--help"} & {*asked.parameters}:
        print(catalogue.query_text(catalogue.query(asked.name)))
        return 0
    given = catalogue.arguments(asked.parameters)
    endpoint = given.pop("endpoint", [asked.endpoint])[-1]
    print_view(asked, *views.query(_warm(asked, endpoint), asked.name, given, endpoint))
    return 0


def sparql(asked: argparse.Namespace) -> int:
    """A SPARQL query of your own over the record, or at an endpoint where it is published."""
    from ..rdf.remote import put

    text = sys.stdin.read() if asked.text == "-" else asked.text
    print_table(asked, put(_warm(asked, asked.endpoint), text, asked.endpoint))
    return 0


def _warm(asked: argparse.Namespace, endpoint: str) -> Any:
    """The record asked of; unless an endpoint is asked, with its statements from the cache if they are there."""
    record = read_record(asked)
    if not endpoint:
        from ..rdf.kept import warm

        warm(record)
    return record


def export(asked: argparse.Namespace) -> int:
    """The record in other formats, or `all` as a release with checksums."""
    from ..rdf.export import export as write

    for file in write(read_record(asked), asked.into, asked.to):
        print(file)
    return 0


def publish(asked: argparse.Namespace) -> int:
    """Load the data set into a SPARQL store, graph by graph, read it back and compare; what broke off goes on."""
    from ..rdf.dataset import sheets
    from ..rdf.publish import publish as load
    from ..rdf.wire import Wire

    record = read_record(asked)
    graphs = len(record.cases) + len(record.instruments) + len(record.disclosures)
    bar = Bar("graphs", graphs)
    wired = Wire(asked.timeout)
    found = load(sheets(record), asked.to, how=asked.how or "", write=asked.write or "", wired=wired, progress=bar)
    bar.close()
    print(found)
    return 0


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(query)
    one.add_argument("name", nargs="?", help="which query (default: list them)")
    one.add_argument("parameters", nargs=argparse.REMAINDER, help="its parameters, as --on 2025-09-01; they come last")
    one.add_argument("--endpoint", metavar="URL", default="", help=_ELSEWHERE)
    one = command(sparql)
    one.add_argument("text", help="the query, or - for standard input")
    one.add_argument("--endpoint", metavar="URL", default="", help=_ELSEWHERE)
    one = command(publish, formats=())
    one.add_argument("--to", metavar="URL", required=True, help="the store: the address at which it is asked")
    one.add_argument(
        "--how", choices=("gsp", "update"), help="Graph Store Protocol or SPARQL Update (default: what it offers)"
    )
    one.add_argument(
        "--write", metavar="URL", help="where it is written (default: found by the layouts of known stores)"
    )
    one.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="how long to wait for a reply (60)")
    one = command(export, formats=())
    one.add_argument("into", metavar="FORMAT", help="which format, or all")
    one.add_argument("--to", metavar="FOLDER", required=True, help="where to write")
