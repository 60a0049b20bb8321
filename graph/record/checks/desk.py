"""Where the checks look names up and say what is wrong, with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from ...corpus import Corpus, Tree
from ...errors import Problem
from ...model import When
from ..strict import Lines, Where, parse

# `path#from` and `path#until` are the days of the paper itself.
RESERVED = ("from", "until")

# The files of the names that do not say their file themselves; any of `sources/` may hold a source.
HOMES = {
    "source": ("sources",),
    "object": ("vocabularies/objects",),
    "people": ("vocabularies/people",),
    "origin": ("vocabularies/places",),
    "purpose": ("vocabularies/purposes",),
    "agency": ("vocabularies/agencies", "vocabularies/places"),
}


@dataclass(frozen=True)
class Origin:
    """The file a record came from; it is read again for the line of a part, once a problem needs one."""

    path: str
    data: bytes

    @cached_property
    def lines(self) -> Lines:
        """The line on which each part begins."""
        return parse(self.data, self.path)[1]


class Desk:
    """A corpus, the files it came from, and those that could not be read: of what they hold nothing is said."""

    def __init__(self, corpus: Corpus, origins: Mapping[str, Origin], missing: Collection[str]) -> None:
        self.corpus, self.origins = corpus, origins
        self.missing = {"sources" if id.startswith("sources/") else id for id in missing}
        self.norms = {f"{paper.id}#{norm.id}" for paper in corpus.instruments.values() for norm in paper.norms}
        self.targets = self.norms.union(corpus.instruments)
        self.events = {f"{case.id}#{event.id}" for case in corpus.cases.values() for event in case.events}

    def at(self, id: str, where: Where, code: str, message: str, remedy: str) -> Problem:
        """A problem of a part of a record, on its line."""
        if where[:1] == ("docket",) and f"{id}/docket" in self.origins:
            id, where = f"{id}/docket", ("entries", *where[1:])
        origin = self.origins[id]
        return Problem(origin.path, origin.lines.of(where), code, message, remedy)

    def known(
        self, id: str, where: Where, noun: str, name: str, among: Collection[str],
        code: str = "dangling-reference", message: str = "",
    ) -> Iterator[Problem]:  # fmt: skip
        """A name that nothing bears, unless it may stand in a file that could not be read."""
        if name not in among and not self.unread(name, noun):
            yield self.at(id, where, code, message or f"no {noun} is called {name!r}", near(name, among))

    def unread(self, name: str, noun: str = "") -> bool:
        """Whether the file that would hold what a name means could not be read."""
        return not self.missing.isdisjoint(HOMES.get(noun) or (name.partition("#")[0],))

    def in_case(self, id: str) -> bool:
        """Whether a file lies in the folder of a case, of one that cannot be read too."""
        folder = id if id.count("/") == 1 else id.rpartition("/")[0]
        return folder in self.corpus.cases or folder in self.missing

    def terms(self, id: str, where: Where, terms: Iterable[str], tree: Tree) -> Iterator[Problem]:
        """The words that a vocabulary does not have."""
        for term in terms:
            message = f"{term!r} is not a term of {tree.name}"
            yield from self.known(id, where, tree.name, term, tree.terms, "unknown-term", message)

    def ids(self, id: str, where: Where, ids: Sequence[str]) -> Iterator[Problem]:
        """Ids that cannot be written after a `#`, and ids that stand twice."""
        for n, one in enumerate(ids):
            at, twice = (*where, n), f"{one!r} stands twice among the {where[-1]}"
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) or one in RESERVED:
                yield self.at(id, at, "bad-id", f"{one!r} is no id", "use lower-case words joined by hyphens")
            if one in ids[:n]:
                yield self.at(id, at, "duplicate-id", twice, "rename one")

    def order(
        self, id: str, where: Where, start: When | None, end: When | None, message: str, code: str = "reversed-interval"
    ) -> Iterator[Problem]:
        """An end that comes before its beginning, or with it, however both are read."""
        first, last = bounds(start), bounds(end)
        if first and last and last[1] <= first[0]:
            yield self.at(id, where, code, message, "check the two dates; an end is the first day after")


def bounds(when: When | None) -> tuple[date, date] | None:
    """The first and last possible day over all open readings, where both are known."""
    days = [one.is_ for one in when.open] if when else []
    early = [day.earliest for day in days if day.earliest]
    late = [day.latest for day in days if day.latest]
    return (min(early), max(late)) if days and len(early) == len(late) == len(days) else None


def near(name: str, among: Iterable[str]) -> str:
    """The names most like a wrong one, as a remedy."""
    found = get_close_matches(name, list(among), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(found)}?" if found else "check the spelling"
