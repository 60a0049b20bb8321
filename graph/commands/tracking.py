"""The cases, and what became of them."""

from __future__ import annotations

import argparse

from .. import views
from ..printing import print_view
from .arguments import Declare, read_record


def cases(asked: argparse.Namespace) -> int:
    """The cases on record, each with its status and the label a tracker would give it; with --on, on a day."""
    print_view(asked, *views.cases(read_record(asked), asked.on))
    return 0


def case(asked: argparse.Namespace) -> int:
    """One case: its label and what that hides, posture, parties, papers, motions; with --on, as it stood on a day."""
    print_view(asked, *views.case(read_record(asked), asked.case, asked.on))
    return 0


def disclosures(asked: argparse.Namespace) -> int:
    """What was shared or used, beside the verdict of its day and what a later ruling said."""
    print_view(asked, *views.disclosures(read_record(asked)))
    return 0


def reconcile(asked: argparse.Namespace) -> int:
    """A public tracker's table beside the record: where labels differ, why, what they hide. Exit 1 if any differ."""
    view, equal = views.reconcile(read_record(asked), asked.tracker, asked.on, asked.columns)
    print_view(asked, *view)
    return 0 if equal else 1


def declare(command: Declare) -> None:
    """Add these commands."""
    many = command(cases)
    many.add_argument("--on", metavar="DAY", help="as they stood on a day")
    one = command(case)
    one.add_argument("case", help="its id, as california-v-hhs")
    one.add_argument("--on", metavar="DAY", help="as it stood on a day")
    command(disclosures)
    two = command(reconcile)
    two.add_argument("tracker", help="the table: a CSV file with a row a case")
    two.add_argument("--on", metavar="DAY", required=True, help="the day for which the table was published")
    two.add_argument("--columns", metavar="NAMES", default="", help="its columns, as case=…,status=…,docket=…")
