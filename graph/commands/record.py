"""The record itself: how sound it is, what it rests on, and how it grows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .. import views
from ..printing import print_problems, print_view
from .arguments import Declare, read_record


def coverage(asked: argparse.Namespace) -> int:
    """What is modelled of each matter, how fresh it is, and what is open."""
    print_view(asked, *views.coverage(read_record(asked)))
    return 0


def sources(asked: argparse.Namespace) -> int:
    """The sources, what rests on each, and what would fall with one; or whether kept copies are what they were."""
    if asked.verify:
        from ..record.copies import verify

        return print_problems(verify(read_record(asked), Path(asked.verify)), asked.format)
    print_view(asked, *views.sources(read_record(asked), asked.source))
    return 0


def check(asked: argparse.Namespace) -> int:
    """Is the record sound? Every problem with its file, line and remedy; with --deep, what an editor should look at."""
    if asked.deep:
        return _deep(asked)
    from ..check import check as examine

    problems, count = examine(asked.data)
    if problems or asked.format == "csv":
        return print_problems(problems, asked.format)
    message = f"The record is sound: {count} examples give the answers they state."
    print(json.dumps({"problems": [], "examples": count}) if asked.format == "json" else message)
    return 0


def _deep(asked: argparse.Namespace) -> int:
    from datetime import date

    from ..audit import deep
    from ..dates import parse_day

    record = read_record(asked)
    on = parse_day(asked.on) if asked.on else date.today()
    print_view(
        asked,
        text=lambda **how: deep.deep_text(record, on, **how),
        data=lambda: deep.deep_dict(record, on),
        rows=lambda: (deep.DEEP_COLUMNS, deep.deep_rows(record, on)),
    )
    return 0


def verify(asked: argparse.Namespace) -> int:
    """Does a proof bundle hold? Checked without the reasoner, then against the record. Exit 0 if so, 1 if not."""
    from .. import trust

    found = trust.prove(read_record(asked), asked.file)
    print_view(
        asked,
        text=lambda **how: trust.proof_text(found, **how),
        data=lambda: trust.proof_dict(found),
        rows=lambda: (trust.PROOF_COLUMNS, trust.proof_rows(found)),
    )
    return 0 if found.holds else 1


def new(asked: argparse.Namespace) -> int:
    """A commented skeleton for an order, ready to be filled in."""
    from ..record.disk import write_whole
    from ..record.load import shipped
    from ..record.new import skeleton

    root = Path(asked.data) if asked.data else shipped()
    file, body = skeleton(root, asked.what, asked.case, asked.date, asked.slug)
    if asked.stdout:
        print(body, end="")
    else:
        write_whole(file, body.encode())
        print(f"{file}\nFill in every line marked ✎, then run: couldshare check")
    return 0


def diff(asked: argparse.Namespace) -> int:
    """Which answers does a changed record change, and on which days?"""
    from ..analysis import differ

    before, after = differ.two_records(asked.before, asked.data)
    found = differ.compare(before, after)
    print_view(
        asked,
        text=lambda **how: differ.text(before, after, found, **how),
        data=lambda: differ.to_dict(before, after, found),
        rows=lambda: (differ.COLUMNS, differ.rows(after, found)),
    )
    return 0


def compare(asked: argparse.Namespace) -> int:
    """Two overlays side by side: where do two interpretations give different answers?"""
    from ..analysis import differ

    record = read_record(asked)
    one, other = record.laid_over(asked.one), record.laid_over(asked.other)
    found = differ.compare(one, other)
    print_view(
        asked,
        text=lambda **how: differ.text(one, other, found, (asked.one, asked.other), **how),
        data=lambda: differ.to_dict(one, other, found),
        rows=lambda: (differ.COLUMNS, differ.rows(other, found)),
    )
    return 0


def schema(asked: argparse.Namespace) -> int:
    """The JSON Schema of a record file, for editors."""
    from ..record.compose import json_schema

    print(json.dumps(json_schema(asked.shape), indent=2))
    return 0


def declare(command: Declare) -> None:
    """Add these commands."""
    command(coverage)
    one = command(sources)
    one.add_argument("source", nargs="?", help="one source: what rests on it, and what would fall with it")
    one.add_argument("--verify", metavar="FOLDER", help="check kept copies, named by source id, against their digests")
    one = command(check)
    one.add_argument(
        "--deep", action="store_true", help="look for contradictions, gaps, stale matters and weak grounds"
    )
    one.add_argument("--on", metavar="DAY", help="the day for --deep (default: today)")
    one = command(verify)
    one.add_argument("file", help="the bundle: JSON or TriG, as couldshare ask … --bundle writes it")
    one = command(new, formats=())
    one.add_argument("what", choices=("order",), help="what to begin")
    one.add_argument("case", help="the case it belongs to")
    one.add_argument("date", help="the day it was entered, as 2025-08-12")
    one.add_argument("slug", help="a few words for its name, as preliminary-injunction")
    one.add_argument("--stdout", action="store_true", help="print it instead of writing the file")
    one = command(diff)
    one.add_argument("before", nargs="?", default="HEAD", help="a folder, or a git revision (default: HEAD)")
    one = command(compare)
    one.add_argument("one", metavar="OVERLAY", help="a folder that holds one interpretation")
    one.add_argument("other", metavar="OVERLAY", help="a folder that holds another")
    one = command(schema, formats=())
    one.add_argument("shape", nargs="?", default="instrument", help="which kind of file (default: instrument)")
