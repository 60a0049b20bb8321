"""How a command prints: text as wide as the terminal, JSON, CSV, Markdown."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .errors import Problem
from .text.calm import calm
from .text.spreadsheet import csv_text
from .views import Table, View, table

if TYPE_CHECKING:
    from .rdf.sparql import Result

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
        print(calm(text(width=width, colour=_colour(), markdown=asked.format == "markdown")))


def print_table(asked: argparse.Namespace, found: Result) -> None:
    """Print the table of a query."""
    print_view(asked, *table(found))


class Bar:
    """A progress bar on standard error, drawn at most ten times a second; off a terminal, a line for each tenth."""

    def __init__(self, of: str, total: int) -> None:
        self.of, self.total, self.done, self.count = of, max(total, 1), 0, 0
        self._live = sys.stderr.isatty()
        self._begun = self._drawn = time.monotonic()

    def __call__(self, count: int) -> None:
        """One more is done, of so many statements."""
        self.done, self.count = self.done + 1, self.count + count
        self.total = max(self.total, self.done)
        now = time.monotonic()
        if self._live and now - self._drawn > 0.1:
            self._drawn = now
            full = 30 * self.done // self.total
            print(f"\r\x1b[K{'█' * full}{'░' * (30 - full)} {self}", end="", file=sys.stderr, flush=True)
        elif not self._live and self.done * 10 // self.total > (self.done - 1) * 10 // self.total:
            print(self, file=sys.stderr, flush=True)

    def __str__(self) -> str:
        speed = self.count / max(time.monotonic() - self._begun, 0.001)
        return f"{self.done:,} of {self.total:,} {self.of}, {self.count:,} statements, {speed:,.0f} a second"

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._live:
            print(f"\r\x1b[K{self}", file=sys.stderr)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_problems(problems: Iterable[Any], format: str) -> int:
    """Print the problems of a record; returns 1 if any is more than a note."""
    from dataclasses import asdict, fields

    found = list(problems)
    rows = [asdict(one) for one in found]
    if format == "json":
        print(json.dumps({"problems": rows}, indent=2, ensure_ascii=False))
    elif format == "csv":
        print(csv_text([field.name for field in fields(Problem)], rows), end="")
    else:
        for one in found:
            print(calm(str(one)))
        print(f"{len(found)} problem{'s' * (len(found) != 1)} in the record.", file=sys.stderr)
    return int(any(one.severity == "error" for one in found))
