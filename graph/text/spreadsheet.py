"""Rows as comma-separated values that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows under their columns; a day is written 2031-09-01, a truth true or false, nothing as nothing.

    Text that a spreadsheet would run as a formula has a quotation mark before it.

    >>> csv_text(("says", "on"), [{"says": "=1+1", "on": None}, {"says": "No.", "on": True}])
    "says,on\\n'=1+1,\\nNo.,true\\n"
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value[:1] in _RUNS and value else value


# Some spreadsheets take the wide forms for the narrow ones.
_RUNS = tuple("=+-@\t\r\n＝＋－＠")
