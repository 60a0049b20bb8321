"""YAML as an editor means it: every scalar a string, every key once, every line known.

YAML's guesses (`NO` is not false, `12:30` is not 750), its aliases and tags are
refused, and so is a file too large or too deep to be a record.  The parser's
events are read one by one, so a hostile file costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from ..errors import Problem, Refused

MAX_DEPTH = 20
MAX_PROBLEMS = 100

Where = tuple[str | int, ...]


class Lines(dict[Where, int]):
    """The line on which each part of a file begins, by its path from the top."""

    def of(self, where: Where) -> int:
        """The line of a part, or of the nearest part that holds it."""
        while where and where not in self:
            where = where[:-1]
        return self.get(where, 1)


def parse(data: bytes, path: str) -> tuple[Any, Lines, list[Problem]]:
    """The tree of a file, the line of each of its parts, and its repeated keys.

    >>> tree, lines, problems = parse(b"a: NO\\nb:\\n- 12:30\\na: x\\n", "p.yaml")
    >>> tree, lines.of(("b", 0))
    ({'a': 'x', 'b': ['12:30']}, 3)
    >>> print(problems[0])
    p.yaml:4: the key 'a' stands here a second time; keep one (the first is on line 1) [duplicate-key]

    Raises:
        Refused: if it is not text, not YAML, or uses what a record may not.
    """

    def refuse(line: int, code: str, message: str, remedy: str) -> Refused:
        return Refused(Problem(path, line, code, message, remedy))

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(line, "not-text", "the file is not UTF-8 text", "save it as UTF-8") from None
    try:
        return _build(text, path, refuse)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML"
        # The parser reads ahead of its events, and may give up at a thousand levels before we see the first.
        if "nesting depth" in what:
            raise _too_deep(line, refuse) from None
        raise refuse(line, "not-yaml", f"the file cannot be read as YAML: {what}", "mend the line") from None


def _too_deep(line: int, refuse: Any) -> Refused:
    told: Refused = refuse(line, "too-deep", f"the file nests more than {MAX_DEPTH} levels", "flatten it")
    return told


def _build(text: str, path: str, refuse: Any) -> tuple[Any, Lines, list[Problem]]:
    lines = Lines()
    problems: list[Problem] = []
    top: list[Any] = []
    # One frame for each open list or mapping: the container, its path, and the key that waits for its value.
    open_: list[tuple[Any, Where, list[str]]] = [(top, (), [])]

    def place(value: Any, line: int) -> Where:
        container, where, waiting = open_[-1]
        if isinstance(container, list):
            inner = (*where, len(container)) if len(open_) > 1 else where
            container.append(value)
        elif waiting:
            inner = (*where, waiting[0])
            container[waiting.pop()] = value
        elif not isinstance(value, str):
            raise refuse(line, "not-yaml", "a key is a list or a mapping", "write a plain word as the key")
        else:
            inner = (*where, value)
            if value in container and len(problems) < MAX_PROBLEMS:
                first = lines[inner]
                problems.append(
                    Problem(
                        path,
                        line,
                        "duplicate-key",
                        f"the key {value!r} stands here a second time",
                        f"keep one (the first is on line {first})",
                    )
                )
            waiting.append(value)
            container.setdefault(value, None)
        lines.setdefault(inner, line)
        return inner

    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refuse(line, "alias", "anchors and aliases are not used in a record", "write the value out")
        if tag := getattr(event, "tag", None):
            raise refuse(line, "tag", f"the tag {_written(tag)} is not used in a record", "remove it")
        if isinstance(event, yaml.ScalarEvent):
            if hidden := _HIDDEN.search(event.value):
                code = f"U+{ord(hidden[0]):04X}"
                raise refuse(line, "hidden-character", f"the character {code} is seen by nobody", "remove it")
            place(event.value, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(open_) > MAX_DEPTH:
                raise _too_deep(line, refuse)
            container: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            open_.append((container, place(container, line), []))
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and top:
            raise refuse(line, "not-yaml", "the file holds a second document", "one record a file")
    if not top or not isinstance(top[0], Mapping):
        raise refuse(1, "empty", "the file holds no keys", "start from `couldshare new`")
    return top[0], lines, problems


# Control codes but tab and line end, marks that turn the direction of writing, characters that mean nothing to others,
# and halves of characters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufeff\ud800-\udfff]"
)
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _written(tag: str) -> str:
    """A tag as an editor writes it."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)
