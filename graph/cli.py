"""The command line: every face of the record that fits a terminal.

Exit 0: answered, or clean.  Exit 1: problems in the record.  Exit 2: wrong
usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from .commands import answers, following, incoming, queries, record, services, tracking
from .errors import DataError, GraphError
from .printing import FORMATS, print_problems
from .text.calm import calm


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    asked = _parser(argv[0] if argv else "").parse_args(argv)
    try:
        code = int(asked.run(asked))
        sys.stdout.flush()
    except DataError as error:
        return print_problems(error.problems, asked.format)
    except BrokenPipeError:
        # The reader (say, `head`) has gone: nothing more to say, and nothing to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except GraphError as error:
        print(calm(f"couldshare: {error}"), file=sys.stderr)
        return 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(calm(f"couldshare: {where}{error.strerror}; make room, or name another place"), file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code


def _parser(asked: str = "") -> argparse.ArgumentParser:
    """The parser of the command asked for; that of every command, if the word is none."""
    parser = argparse.ArgumentParser(
        prog="couldshare",
        description="What one government agency could share with another, on any date, and on whose authority.",
        epilog="example: couldshare ask CMS ICE --on 2025-09-01 --origin CA --object address",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(
        run: Callable[[argparse.Namespace], int], name: str = "", formats: Sequence[str] = FORMATS
    ) -> argparse.ArgumentParser:
        about = (run.__doc__ or "").strip()
        one = commands.add_parser(name or run.__name__, help=about, description=about)
        one.set_defaults(run=run, format="text")
        if formats:
            one.add_argument("--format", choices=formats, default="text", help="how to print (default: text)")
        one.add_argument("--data", metavar="FOLDER", help="the record to read (default: the one shipped)")
        one.add_argument("--overlay", metavar="FOLDER", help="a private folder of the same layout to lay over it")
        return one

    for family in (answers, tracking, following, incoming, record, queries, services):
        family.declare(command)
        if asked in commands.choices:
            break
    return parser


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for, since that costs as much as an answer."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"couldshare {version('couldshare')}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
