"""How a command prints: text as wide as the terminal, JSON, CSV, Markdown."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .views import Table, View, table

if TYPE_CHECKING:
    from .sparql import Result

FORMATS = ("text", "json", "csv", "markdown")


def print_view(
    asked: argparse.Namespace, text: Callable[..., str], data: Callable[[], Any], rows: Callable[[], Table]
) -> None:
    """Print one thing in the format asked for."""
    view = View(text, data, rows)
    if asked.format == "json":
        print(view.json())
    elif asked.format == "csv":
        print(view.csv(), end="")
    else:
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        print(text(width=width, colour=_colour(), markdown=asked.format == "markdown"))


def print_table(asked: argparse.Namespace, found: Result) -> None:
    """Print the table of a query."""
    print_view(asked, *table(found))


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
