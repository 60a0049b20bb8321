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
    reader = _Reader(path)
    return reader.read(data), reader.lines, reader.problems


class _Reader:
    """Puts the tree of one file together from the parser's events."""

    def __init__(self, path: str) -> None:
        self.path, self.lines = path, Lines()
        self.problems: list[Problem] = []
        self.top: list[Any] = []
        # One frame for each open list or mapping: the container, its path, and the key that waits for its value.
        self.open: list[tuple[Any, Where, list[str]]] = [(self.top, (), [])]

    def read(self, data: bytes) -> Any:
        try:
            for event in yaml.parse(self.text(data), Loader=_Loader):
                self.take(event, event.start_mark.line + 1 if event.start_mark else 1)
        except yaml.YAMLError as error:
            raise self.not_yaml(error) from None
        if not self.top or not isinstance(self.top[0], Mapping):
            raise self.refuse(1, "empty", "the file holds no keys", "start from `couldshare new`")
        return self.top[0]

    def text(self, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise self.refuse(line, "not-text", "the file is not UTF-8 text", "save it as UTF-8") from None

    def take(self, event: Any, line: int) -> None:
        """One event: a word, or where a list, a mapping or a document begins or ends."""
        if getattr(event, "anchor", None):  # of an alias too
            raise self.refuse(line, "alias", "anchors and aliases are not used in a record", "write the value out")
        if tag := getattr(event, "tag", None):
            raise self.refuse(line, "tag", f"the tag {_written(tag)} is not used in a record", "remove it")
        if isinstance(event, yaml.ScalarEvent):
            self.word(event.value, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.begin([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.top:
            raise self.refuse(line, "not-yaml", "the file holds a second document", "one record a file")

    def word(self, word: str, line: int) -> None:
        if hidden := _HIDDEN.search(word):
            code = f"U+{ord(hidden[0]):04X}"
            raise self.refuse(line, "hidden-character", f"the character {code} is seen by nobody", "remove it")
        self.place(word, line)

    def begin(self, container: Any, line: int) -> None:
        if len(self.open) > MAX_DEPTH:
            raise self.too_deep(line)
        self.open.append((container, self.place(container, line), []))

    def place(self, value: Any, line: int) -> Where:
        """Put a value where it belongs: into the open list, under the key that waits, or as a key that will wait."""
        container, where, waiting = self.open[-1]
        if isinstance(container, list):
            inner = (*where, len(container)) if len(self.open) > 1 else where
            container.append(value)
        elif waiting:
            inner = (*where, waiting[0])
            container[waiting.pop()] = value
        else:
            inner = (*where, self.key(value, line))
        self.lines.setdefault(inner, line)
        return inner

    def key(self, key: Any, line: int) -> str:
        mapping, where, waiting = self.open[-1]
        if not isinstance(key, str):
            raise self.refuse(line, "not-yaml", "a key is a list or a mapping", "write a plain word as the key")
        if key in mapping and len(self.problems) < MAX_PROBLEMS:
            message, first = f"the key {key!r} stands here a second time", self.lines[*where, key]
            twice = self.refuse(line, "duplicate-key", message, f"keep one (the first is on line {first})")
            self.problems.append(twice.problem)
        waiting.append(key)
        mapping.setdefault(key, None)
        return key

    def refuse(self, line: int, code: str, message: str, remedy: str) -> Refused:
        return Refused(Problem(self.path, line, code, message, remedy))

    def too_deep(self, line: int) -> Refused:
        return self.refuse(line, "too-deep", f"the file nests more than {MAX_DEPTH} levels", "flatten it")

    def not_yaml(self, error: yaml.YAMLError) -> Refused:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML"
        # The parser reads ahead of its events, and may give up at a thousand levels before we see the first.
        if "nesting depth" in what:
            return self.too_deep(line)
        return self.refuse(line, "not-yaml", f"the file cannot be read as YAML: {what}", "mend the line")


# Control codes but tab and line end, marks that turn the direction of writing, characters that mean nothing to others,
# and halves of characters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufeff\ud800-\udfff]"
)
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _written(tag: str) -> str:
    """A tag as an editor writes it."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)
