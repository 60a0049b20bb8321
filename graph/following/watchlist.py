"""What someone follows, kept in a file of theirs: cases and questions, each with why, and until when it was seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..dates import parse_day
from ..errors import GraphError, Problem, QuestionError, Refused
from ..record.disk import write_whole
from ..record.strict import Lines, parse


@dataclass(frozen=True)
class Watch:
    """A case, by id, or a question, in the words of `couldshare ask` without a day; and why one follows it."""

    case: str = ""
    question: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"case {self.case.removeprefix('cases/')}" if self.case else self.question


@dataclass(frozen=True)
class Watchlist:
    """What someone follows, and up to which day they have seen the news."""

    watches: tuple[Watch, ...] = ()
    seen: date | None = None

    def added(self, one: Watch) -> Watchlist:
        """The list with one more; one that it holds already keeps its place and takes the new reason, if any."""
        same = [(w.case, w.question) for w in self.watches]
        if (one.case, one.question) not in same:
            return replace(self, watches=(*self.watches, one))
        kept = (
            replace(w, why=one.why or w.why) if (w.case, w.question) == (one.case, one.question) else w
            for w in self.watches
        )
        return replace(self, watches=tuple(kept))

    def removed(self, number: int) -> Watchlist:
        """The list without the one of a number, counted from one as it is shown.

        Raises:
            QuestionError: if there is none of that number.
        """
        if not 1 <= number <= len(self.watches):
            held = f"has 1 to {len(self.watches)}" if self.watches else "is empty"
            raise QuestionError(
                "number", f"there is no watch {number}; the list {held}, as `couldshare watch list` shows"
            )
        return replace(self, watches=self.watches[: number - 1] + self.watches[number:])

    def marked(self, on: date) -> Watchlist:
        """The list of someone who has seen the news up to a day."""
        return replace(self, seen=on)


def read(file: Path) -> Watchlist:
    """The list of a file; an empty one where there is no file yet.

    Raises:
        Refused: if the file is no watchlist; the problem says where and why.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return Watchlist()
    except OSError as error:
        raise GraphError(f"{file} cannot be read: {error.strerror}; give another with --file") from None
    tree, lines, problems = parse(data, str(file))
    problems += list(_slips(tree, lines, str(file)))
    if problems:
        raise Refused(min(problems))
    seen = tree.get("seen")
    return Watchlist(
        tuple(Watch(**one) for one in tree.get("watches") or ()), parse_day(seen, "seen") if seen else None
    )


def _slips(tree: Any, lines: Lines, path: str) -> Iterator[Problem]:
    """What keeps a tree from being a watchlist."""
    remedy = "mend it, or move the file away and add again"

    def slip(where: tuple[str | int, ...], message: str) -> Problem:
        return Problem(path, lines.of(where), "bad-watch", message, remedy)

    for key in tree:
        if key not in ("seen", "watches"):
            yield slip((key,), f"{key!r} is not a key of a watchlist, which has seen and watches")
    watches = tree.get("watches") or []
    if not isinstance(watches, list):
        yield slip(("watches",), "watches is a list")
        return
    for n, one in enumerate(watches):
        where = ("watches", n)
        known = isinstance(one, dict) and not set(one) - {"case", "question", "why"}
        if not known or not all(isinstance(value, str) for value in one.values()):
            yield slip(where, "a watch has a case or a question, and why")
        elif bool(one.get("case")) == bool(one.get("question")):
            yield slip(where, "a watch follows a case or a question, one of the two")


def write(file: Path, held: Watchlist) -> None:
    """Write the list so that whoever reads the file finds the old one or the new one, whole.

    Raises:
        GraphError: if the file cannot be written.
    """
    try:
        write_whole(file, text(held).encode())
    except OSError as error:
        raise GraphError(f"{file} cannot be written: {error.strerror}; give another with --file") from None


def text(held: Watchlist) -> str:
    """The list as its file has it.

    >>> print(text(Watchlist((Watch(case="cases/strelsau-v-health", why="my beat"),), date(2031, 9, 1))), end="")
    # What `couldshare watch` follows. It writes this file anew; comments are not kept.
    seen: 2031-09-01
    watches:
      - case: "cases/strelsau-v-health"
        why: "my beat"
    """
    lines = ["# What `couldshare watch` follows. It writes this file anew; comments are not kept."]
    lines += [f"seen: {held.seen}"] if held.seen else []
    lines.append("watches:" if held.watches else "watches: []")
    for one in held.watches:
        said = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in vars(one).items() if value]
        lines += [f"  - {said[0]}", *(f"    {more}" for more in said[1:])]
    return "\n".join(lines) + "\n"
