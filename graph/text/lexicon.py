"""The words of an English sentence as they are compared, and the names they may spell.

Case, dots, hyphens, possessives and the plural do not matter; a two-letter
code that is also an English word is told from it by its capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..corpus import Corpus, once
from ..reasoning.question import names
from .written_days import WRITTEN, day_of

Key = tuple[str, ...]

_CHUNK = re.compile(r"[^\s,;:?!()“”\"]+")


@dataclass(frozen=True)
class Token:
    """A word as it is compared and as it was written; or a day."""

    word: str
    written: str
    capital: bool = False
    day: date | None = None


def tokens(text: str) -> list[Token]:
    """The words of a sentence; a written day is one.

    >>> [token.word or str(token.day) for token in tokens("Citizens' addresses on Sept. 1, 2031?")]
    ['citizen', 'address', 'on', '2031-09-01']

    Raises:
        QuestionError: if a written day means none, or could mean two.
    """
    shouted = text.upper() == text
    out: list[Token] = []
    at = 0
    while at < len(text):
        if dated := WRITTEN.match(text, at):
            out.append(Token("", dated[0], day=day_of(dated)))
            at = dated.end()
        elif chunk := _CHUNK.match(text, at):
            out += [Token(word, chunk[0], chunk[0].isupper() and not shouted) for word in _split(chunk[0])]
            at = chunk.end()
        else:
            at += 1
    return out


def key_of(name: str) -> Key:
    """A name as its words are compared.

    >>> key_of("U.S. citizens"), key_of("Washington, D.C."), key_of("mixed-status families")
    (('us', 'citizen'), ('washington', 'dc'), ('mixed', 'statu', 'familie'))
    """
    return tuple(word for chunk in _CHUNK.findall(name) for word in _split(chunk))


def _split(chunk: str) -> Iterator[str]:
    """The words of a chunk: lower case, without dots and possessives, singular."""
    bare = re.sub(r"['’]s?\b|['’]$|\.", "", chunk.lower()).replace("&", " and ")
    for word in re.split(r"[-–\s]+", bare):
        if word:
            yield word if len(word) < 4 or word.endswith("ss") else re.sub(r"(?<=ss)es$|s$", "", word)


@once
def lexicon(corpus: Corpus) -> dict[Key, dict[str, tuple[str, tuple[str, ...]]]]:
    """Under each name as it is compared, on each axis: a way to write it and the ids it may mean."""
    out: dict[Key, dict[str, tuple[str, tuple[str, ...]]]] = {}
    for axis in ("agency", *corpus.trees):
        for name, ids in names(corpus, axis).items():
            entry = out.setdefault(key_of(name), {})
            _, before = entry.get(axis, (name, ()))
            entry[axis] = (name, tuple(dict.fromkeys((*before, *ids))))
    return out
