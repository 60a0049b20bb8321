"""The arguments that commands share, and what they say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

# A command's function, whose docstring is its help; its name where that is no name for a function; what it prints in.
Declare = Callable[..., argparse.ArgumentParser]


def add_question(parser: argparse.ArgumentParser) -> None:
    """Whom the question is about, and which cells."""
    parser.add_argument("bearer", help="who would share: id, acronym, name or USPS code; or all in English")
    parser.add_argument("recipient", nargs="?", help="with whom; none for --action use")
    parser.add_argument(
        "--action", default="share", metavar="ACTION", help="share (default), use, onward-share or demand"
    )
    add_cells(parser)


def add_window(parser: argparse.ArgumentParser) -> None:
    """The days from, and up to."""
    parser.add_argument("--from", dest="start", required=True, metavar="DAY", help="the first day")
    parser.add_argument("--to", dest="end", required=True, metavar="DAY", help="the first day after")


def add_cells(parser: argparse.ArgumentParser) -> None:
    """Which cells, and as known when."""
    parser.add_argument("--object", metavar="DATA", help="the category of data (default: all the bearer's)")
    parser.add_argument("--people", metavar="CLASS", help="whom the data is about (default: everyone)")
    parser.add_argument(
        "--origin",
        action="append",
        metavar="STATE",
        help="the state whose program supplied it (default: all); may be repeated",
    )
    parser.add_argument("--purpose", metavar="PURPOSE", help="what for (default: immigration-enforcement)")
    parser.add_argument("--known", metavar="DAY", help="as the public record stood on a day")


def parts(asked: argparse.Namespace) -> dict[str, Any]:
    """The parts of a question that its cells and its action make."""
    origin = [one for text in asked.origin or () for one in text.split(",") if one.strip()]
    return {
        "action": getattr(asked, "action", "share"),
        "object": asked.object,
        "people": asked.people,
        "origin": origin or None,
        "purpose": asked.purpose,
        "known": asked.known,
    }


def read_record(asked: argparse.Namespace) -> Any:
    """The record asked of."""
    from ..api import load

    return load(asked.data, overlay=asked.overlay)
