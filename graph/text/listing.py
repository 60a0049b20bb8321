"""Rows as a table of text that fits the screen; where the words of a row are too long for that, row after row.

What is too long is wrapped between words, and nothing is cut off.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from .page import inert
from .words import counted

_GAP = "  "


def listing(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], width: int = 88, *, markdown: bool = False
) -> str:
    """The rows under their columns, and how many they are.

    >>> rows = [{"norm": "bar", "says": "It prohibits."}, {"norm": "pact", "says": None}]
    >>> print(listing(["norm", "says"], rows))
    norm  says
    ────  ─────────────
    bar   It prohibits.
    pact
    2 rows

    Where even wrapped columns would not fit, each row stands by itself:

    >>> print(listing(["norm", "says"], rows, width=14))
    norm  bar
    says  It
          prohibits.
    <BLANKLINE>
    norm  pact
    2 rows
    """
    told = [["" if row[name] is None else str(row[name]) for name in columns] for row in rows]
    if markdown:
        lines = _markdown(columns, told)
    else:
        widths = _widths([[name, *(row[n] for row in told)] for n, name in enumerate(columns)], width)
        lines = _table(columns, told, widths) if widths else _blocks(columns, told, width)
    return "\n".join([*lines, counted(len(told), "row")])


def _markdown(columns: Sequence[str], told: Sequence[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] * len(columns), *([inert(text).replace("|", "\\|") for text in row] for row in told)]
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def _widths(texts: Sequence[Sequence[str]], width: int) -> list[int]:
    """The width of each column, the widest giving way down to their longest word; none if that is not enough."""
    widths = [max(map(len, column)) for column in texts]
    least = [max((len(word) for text in column for word in text.split()), default=0) for column in texts]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while excess > 0:
        wide, n = max(((wide, n) for n, wide in enumerate(widths) if wide > least[n]), default=(0, -1))
        if n < 0:
            return []
        widths[n], excess = wide - 1, excess - 1
    return widths


def _table(columns: Sequence[str], told: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    lines = [columns, ["─" * wide for wide in widths], *told]
    return [text for line in lines for text in _wrapped(line, widths)]


def _wrapped(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    parts = [_wrap(text, wide) for text, wide in zip(line, widths, strict=True)]
    return [
        _GAP.join(part.ljust(wide) for part, wide in zip(row, widths, strict=True)).rstrip()
        for row in zip_longest(*parts, fillvalue="")
    ]


def _blocks(columns: Sequence[str], told: Sequence[Sequence[str]], width: int) -> list[str]:
    """Each row as lines of its own, a line for each value that there is, and an empty line between two rows."""
    names = max(map(len, columns))
    lines: list[str] = []
    for row in told:
        lines += [""] * bool(lines)
        for name, text in zip(columns, row, strict=True):
            parts = _wrap(text, max(width - names - len(_GAP), 10)) if text else []
            lines += [f"{name if n == 0 else '':<{names}}{_GAP}{part}" for n, part in enumerate(parts)]
    return lines


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 1), break_on_hyphens=False, break_long_words=False)
