"""A public tracker's table of cases, read from CSV: one row a case, with its name, docket number and label.

What is read is a stranger's text: it is cleaned of everything but printable
characters before anyone sees it, and nothing in it is run or believed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import QuestionError

MAX_BYTES = 20_000_000

# What each column is called by trackers we have seen; the first that the table has is taken.
NAMES = {
    "case": ("case", "case_name", "case name", "name", "title"),
    "status": ("status", "case_status", "case status", "label"),
    "docket": ("docket", "docket_number", "docket number", "number"),
}
_DOCKET = re.compile(r"\b(?:\d+:)?(\d\d)-([a-z]{2,3})-0*(\d{1,6})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One case of a tracker's table, on a line of the file."""

    line: int
    case: str
    status: str
    docket: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """The docket numbers that its columns name, in one form."""
        return docket_numbers(f"{self.docket} {self.case}")


def docket_numbers(text: str) -> frozenset[str]:
    """The federal docket numbers in a text, without the office, the leading zeros and the judges' letters.

    >>> sorted(docket_numbers("Strelsau v. Health (D. Rur.) 3:31-cv-00077-RS"))
    ['31-cv-77']
    """
    return frozenset(f"{year}-{kind.lower()}-{number}" for year, kind, number in _DOCKET.findall(text))


def columns_of(text: str) -> dict[str, str]:
    """The columns that a text names, "case=…,status=…,docket=…".

    >>> columns_of("case=Matter,status=Where it stands")
    {'case': 'Matter', 'status': 'Where it stands'}

    Raises:
        QuestionError: if a part is not of that form.
    """
    out = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column or name not in NAMES:
            raise QuestionError(
                "columns", f"--columns takes case=…,status=…,docket=… with names of your table, not {part!r}", (*NAMES,)
            )
        out[name] = column
    return out


def read_file(path: str | Path, columns: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of a tracker's table in a file.

    Raises:
        QuestionError: as `read_table`, and if the file is not there or too large.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            _too_large(str(path), size)
        data = file.read_bytes()
    except OSError as error:
        raise QuestionError("tracker", f"{path} cannot be read: {error.strerror or error}; give a CSV file") from None
    return read_table(data, columns, str(path))


def read_table(data: bytes, columns: Mapping[str, str] | None = None, where: str = "the table") -> list[Row]:
    """The rows of a tracker's table.

    >>> read_table(b"name,status,docket\\nStrelsau v. Health,Blocked,3:31-cv-00077\\n")
    [Row(line=2, case='Strelsau v. Health', status='Blocked', docket='3:31-cv-00077')]

    Raises:
        QuestionError: if the table is empty, too large, not UTF-8, not CSV, or
            lacks a column; it names those that are there.
    """
    if len(data) > MAX_BYTES:
        _too_large(where, len(data))
    lines = csv.reader(io.StringIO(_decoded(data, where), newline=""))
    csv.field_size_limit(min(sys.maxsize, MAX_BYTES))
    try:
        header = next((line for line in lines if any(map(str.strip, line))), None)
        if header is None:
            raise QuestionError("tracker", f"{where} is empty: a table needs a line of column names and a row a case")
        at = _places([plain(name) for name in header], columns or {}, where)
        rows = [_row(lines.line_num, line, at) for line in lines if any(map(str.strip, line))]
    except csv.Error as error:
        raise QuestionError("tracker", f"{where}, line {lines.line_num}: not CSV ({error}); save it as CSV") from None
    if not rows:
        raise QuestionError("tracker", f"{where} has column names and no row: there is nothing to compare")
    return rows


def _too_large(where: str, size: int) -> None:
    message = (
        f"{where} has {size:,} bytes, more than {MAX_BYTES:,}: no table of cases is so large; is it the right file?"
    )
    raise QuestionError("tracker", message)


def _decoded(data: bytes, where: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"{where} is not UTF-8 (line {line}, byte {error.start}): its names would be garbled; save it as UTF-8"
        )
        raise QuestionError("tracker", message) from None
    if "\0" in text:
        raise QuestionError("tracker", f"{where} holds zero bytes: it is no CSV; export the table as CSV in UTF-8")
    return text


def _places(header: Sequence[str], columns: Mapping[str, str], where: str) -> dict[str, int]:
    """Which column holds what; a docket number may also stand in the case's name."""
    low = [name.casefold() for name in header]
    there = ", ".join(header)
    out: dict[str, int] = {}
    for what, names in NAMES.items():
        wanted = (columns[what],) if what in columns else names
        found = next((low.index(name.casefold()) for name in wanted if name.casefold() in low), None)
        if found is not None:
            out[what] = found
        elif what in columns or what != "docket":
            asked = f"the column {columns[what]!r}" if what in columns else f"a column for the {what}"
            message = f"{where} lacks {asked}: it has {there}; say which with --columns {what}=…"
            raise QuestionError("columns", message, tuple(header))
    return out


def _row(line: int, cells: Sequence[str], at: Mapping[str, int]) -> Row:
    def cell(what: str) -> str:
        return plain(cells[at[what]]) if what in at and at[what] < len(cells) else ""

    return Row(line, cell("case"), cell("status"), cell("docket"))


def plain(text: str) -> str:
    """A stranger's text on one line, in printable characters only.

    >>> plain("Strelsau\\n v. \\x1b[31mHealth")
    'Strelsau v. [31mHealth'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
