"""The cases, and what became of them."""

from __future__ import annotations

import argparse

from ..printing import print_view
from .arguments import Declare, read_record


def cases(asked: argparse.Namespace) -> int:
    """The cases on record."""
    from .. import cases as docket

    record = read_record(asked)
    print_view(
        asked,
        text=lambda **how: docket.cases_text(record, **how),
        data=lambda: docket.cases_dict(record),
        rows=lambda: (docket.CASE_COLUMNS, docket.case_rows(record)),
    )
    return 0


def case(asked: argparse.Namespace) -> int:
    """One case: its parties, papers and docket; with --on, as it stood on a day."""
    from .. import cases as docket
    from ..dates import parse_day

    record = read_record(asked)
    one, on = record.case(asked.case), parse_day(asked.on) if asked.on else None
    print_view(
        asked,
        text=lambda **how: docket.case_text(record, one, on, **how),
        data=lambda: docket.case_dict(record, one, on),
        rows=lambda: (docket.DOCKET_COLUMNS, docket.docket_rows(record, one)),
    )
    return 0


def disclosures(asked: argparse.Namespace) -> int:
    """What was shared or used, beside the verdict of its day and what a later ruling said."""
    from .. import disclosed

    record = read_record(asked)
    print_view(
        asked,
        text=lambda **how: disclosed.disclosures_text(record, **how),
        data=lambda: disclosed.disclosures_dict(record),
        rows=lambda: (disclosed.DISCLOSURE_COLUMNS, disclosed.disclosures_rows(record)),
    )
    return 0


def declare(command: Declare) -> None:
    """Add these commands."""
    command(cases)
    one = command(case)
    one.add_argument("case", help="its id, as california-v-hhs")
    one.add_argument("--on", metavar="DAY", help="as it stood on a day")
    command(disclosures)
