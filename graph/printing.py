"""How a command prints: text as wide as the terminal, JSON, CSV, Markdown."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

FORMATS = ("text", "json", "csv", "markdown")


def print_view(
    asked: argparse.Namespace,
    text: Callable[..., str],
    data: Callable[[], Any],
    rows: Callable[[], tuple[Sequence[str], Iterable[Mapping[str, Any]]]],
) -> None:
    """Print one thing in the format asked for."""
    if asked.format == "json":
        print(json.dumps(data(), indent=2, ensure_ascii=False))
    elif asked.format == "csv":
        columns, lines = rows()
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in line.items()} for line in lines)
        print(out.getvalue(), end="")
    else:
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        print(text(width=width, colour=_colour(), markdown=asked.format == "markdown"))


def print_table(asked: argparse.Namespace, found: Any) -> None:
    """Print the table of a query."""
    rows = list(found.records(short=True))
    print_view(
        asked,
        text=lambda **_: _columns(found.columns, rows),
        data=lambda: [{key: str(value) if value is not None else None for key, value in row.items()} for row in rows],
        rows=lambda: (found.columns, rows),
    )


def _columns(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """A table in columns as wide as their widest value."""
    told = [list(columns), *([str(row[c] if row[c] is not None else "") for c in columns] for row in rows)]
    widths = [max(len(line[n]) for line in told) for n in range(len(columns))]
    lines = ["  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip() for line in told]
    return "\n".join([*lines, f"{len(rows)} row{'s' * (len(rows) != 1)}"])


def _cell(value: Any) -> Any:
    """A value for a spreadsheet; text that a spreadsheet would run as a formula is quoted."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_problems(problems: Iterable[Any], format: str) -> int:
    """Print the problems of a record; returns 1 if any is more than a note."""
    found = list(problems)
    if format == "json":
        from dataclasses import asdict

        print(json.dumps({"problems": [asdict(one) for one in found]}, indent=2, ensure_ascii=False))
    else:
        for one in found:
            print(one)
        print(f"{len(found)} problem{'s' * (len(found) != 1)} in the record.", file=sys.stderr)
    return int(any(one.severity == "error" for one in found))
