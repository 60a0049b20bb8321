"""What would flip a verdict: the fewest papers or facts whose absence, stay or other reading changes it.

For one cell on one day, and only among what bears on the cell.  A paper that is
*absent* is thought away from the start, with all it did; one that is *stayed*
is stayed from the day asked on, so that what it did before remains done; a fact
is *read* one way.  Smaller sets come first, and none holds another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations, product
from typing import Any

from ..boxes import AXES
from ..corpus import Corpus
from ..dates import Edtf
from ..errors import QuestionError
from ..model import (
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Confidence,
    Effect,
    Instrument,
    Kind,
    Norm,
    Product,
    Tier,
    Verb,
    Verdict,
    When,
)
from ..reasoning.channel import Channel
from ..reasoning.choir import Group, Member, groups_of, members_of, verdicts
from ..reasoning.operative import Doubt, Lifecycles
from ..reasoning.reason import Answer
from ..reasoning.rests import reach

MOST = 3
"""No larger sets are looked for."""

ABSENT, STAYED, READ = "absent", "stayed", "read"


@dataclass(frozen=True, order=True)
class Change:
    """One thing supposed: a paper `absent` or `stayed`, or a fact `read` in one way."""

    way: str
    id: str
    reading: str = ""


@dataclass(frozen=True)
class Flip:
    """Changes that together change the verdict, none of which can be spared, and the verdict they bring."""

    changes: tuple[Change, ...]
    becomes: Verdict


def flips(scene: Scene, most: int = MOST) -> list[Flip]:
    """The smallest sets of changes that change the verdict of a cell, by size."""
    now = scene.verdict(frozenset())
    papers = [*(Change(ABSENT, id) for id in scene.papers), *(Change(STAYED, id) for id in scene.stayable)]
    found: list[Flip] = []
    minimal: list[frozenset[Change]] = []
    for size in range(1, most + 1):
        # What flips it alone can only be spared in larger sets.
        alone = {flip.changes[0] for flip in found if len(flip.changes) == 1}
        papers = [one for one in papers if one not in alone]
        for changes, becomes in _candidates(scene, papers, size):
            if becomes is not now and not any(one <= changes for one in minimal):
                minimal.append(changes)
                found.append(Flip(tuple(sorted(changes)), becomes))
    return found


def _candidates(scene: Scene, papers: Sequence[Change], size: int) -> Iterator[tuple[frozenset[Change], Verdict]]:
    """Every set of so many changes, with the verdict under it."""
    for count in range(size + 1):
        for some in map(frozenset, combinations(papers, count)):
            if len({one.id for one in some}) < count:
                continue
            if count == size:
                yield some, scene.verdict(some)
            elif len(scene.verdicts(some)) > 1:
                for facts, becomes in scene.readings(some, size - count):
                    yield some | facts, becomes


class Scene:
    """One cell on one day, and what bears on it, so that changes can be tried cheaply.

    The days of a norm depend on the few papers that act on it; each norm is
    worked out once for each way these may be changed.

    Raises:
        QuestionError: if the question does not pin one cell, or cells that no norm tells apart.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer, self.channel, self.on = answer, answer.channel, answer.question.on
        self.corpus = _cell(answer)
        self.norms = [
            (speaker.id, _company(answer.corpus, only))
            for speaker in answer.channel.speakers
            if (only := _alone(speaker.instrument, speaker.norm, self.corpus))
        ]
        every = dict(chain.from_iterable(papers.items() for _, papers in self.norms))
        self.papers = tuple(every)
        self.stayable = tuple(id for id, one in every.items() if one.tier in (Tier.RULING, Tier.AGENCY))
        self.doubts: dict[str, Doubt] = {}
        self._members: dict[tuple[int, frozenset[Change]], Member | None] = {}
        self._groups: dict[frozenset[Change], list[Group]] = {}

    def verdict(self, changes: frozenset[Change]) -> Verdict:
        """The verdict under some changes of papers."""
        return _one(self.verdicts(changes))

    def verdicts(self, changes: frozenset[Change]) -> set[Verdict]:
        """The verdicts under some changes of papers, over all readings of the facts."""
        return verdicts(self.groups(changes), {})

    def readings(self, changes: frozenset[Change], count: int) -> Iterator[tuple[frozenset[Change], Verdict]]:
        """Every way to read so many of the facts, under some changes of papers, with the verdict."""
        groups = self.groups(changes)
        alike = {name: _alike(group, name) for group in groups for name in group.doubts}
        for names in combinations(alike, count):
            for classes in product(*(alike[name] for name in names)):
                becomes = _one(verdicts(groups, dict(zip(names, (some[0] for some in classes), strict=True))))
                for readings in product(*classes):
                    yield frozenset(Change(READ, *one) for one in zip(names, readings, strict=True)), becomes

    def groups(self, changes: frozenset[Change]) -> list[Group]:
        """What the norms over the cell say in every world, under some changes of papers."""
        if changes not in self._groups:
            every = (self._member(n, changes) for n in range(len(self.norms)))
            self._groups[changes] = groups_of(self.doubts, [one for one in every if one])
        return self._groups[changes]

    def _member(self, n: int, changes: frozenset[Change]) -> Member | None:
        id, papers = self.norms[n]
        at = n, frozenset(one for one in changes if one.id in papers)
        if at not in self._members:
            corpus = replace(self.corpus, instruments=_changed(papers, at[1], self.on))
            lives = Lifecycles(corpus)
            # The same possible days as in the whole record, so that all norms speak of the same worlds.
            lives.company = self.channel.lives.company
            grid = Channel(corpus, self.channel.action, self.channel.bearer, self.channel.recipient, lives)
            self.doubts |= grid.doubts
            found = members_of(grid, grid.segment(self.on), (1 << len(grid.layers)) - 1)
            self._members[at] = next((replace(one, index=n) for one in found if one.speaker.id == id), None)
        return self._members[at]


def _one(found: set[Verdict]) -> Verdict:
    return Verdict.UNSETTLED if len(found) > 1 else next(iter(found))


def _alike(group: Group, name: str) -> list[list[str]]:
    """The readings of a doubt in classes that say the same in every world of the others."""
    says: dict[str, set[object]] = {}
    for outcome in group.outcomes:
        others = tuple(reading for other, reading in outcome.world.items() if other != name)
        says.setdefault(outcome.world[name], set()).add((others, outcome.choir))
    classes: dict[frozenset[object], list[str]] = {}
    for reading, said in says.items():
        classes.setdefault(frozenset(said), []).append(reading)
    return list(classes.values())


def _cell(answer: Answer) -> Corpus:
    """The corpus of the answer with only the terms over the cell asked about, and without papers."""
    corpus, cells = answer.corpus, list(answer.channel.cells(answer.masks))
    if len(cells) != 1:
        open_ = [axis for axis, mask in zip(AXES, answer.masks, strict=True) if mask.bit_count() > 1]
        raise QuestionError(
            "flips",
            f"the question asks about {len(cells)} kinds of cells, and each may flip for reasons of its own: "
            f"narrow {', '.join(open_)} until one is left",
            tuple(open_),
        )
    trees = corpus.trees.values()
    lines = (tree.lineage(tree.members(mask)[0]) for tree, mask in zip(trees, cells[0][0], strict=True))
    terms = [{id: tree.terms[id] for id in line} for tree, line in zip(trees, lines, strict=True)]
    return replace(
        corpus, agencies=corpus.agents.terms, objects=terms[0], people=terms[1], places=terms[2], purposes=terms[3],
        instruments={},
    )  # fmt: skip


def _alone(one: Instrument, norm: Norm, cell: Corpus) -> Instrument | None:
    """A paper with this one norm, as far as it may speak of the cell; None if it cannot."""
    scope = tuple(part for part in (_over(part, cell) for part in norm.scope) if part)
    if norm.scope and not scope:
        return None
    except_ = tuple(part for part in (_over(part, cell) for part in norm.except_) if part)
    return replace(one, norms=(replace(norm, scope=scope, except_=except_),))


def _company(corpus: Corpus, one: Instrument) -> dict[str, Instrument]:
    """A paper and all on which its days depend, the norms of these left out."""
    near = {id: replace(other, norms=()) for id, other in reach(corpus, [one.id]).items()}
    return {one.id: one} | {id: other for id, other in sorted(near.items()) if id != one.id}


def _over(part: Product, cell: Corpus) -> Product | None:
    """A box with only the terms that lie over the cell; None if it cannot cover it."""
    left: dict[str, Any] = {
        axis: tuple(id for id in getattr(part, axis) if id in tree.terms or _is_plaintiffs(id))
        for axis, tree in cell.trees.items()
    }
    return replace(part, **left) if all(left[axis] or not getattr(part, axis) for axis in left) else None


def _is_plaintiffs(id: str) -> bool:
    return id.partition(" ")[0] in (PLAINTIFFS, PLAINTIFFS_ON)


def _changed(papers: Mapping[str, Instrument], changes: Iterable[Change], on: date) -> dict[str, Instrument]:
    """The papers without those absent, and with a stay of each of those stayed."""
    absent = {one.id for one in changes if one.way == ABSENT}
    stays = (stay_of(one.id, on) for one in changes if one.way == STAYED)
    return {id: one for id, one in papers.items() if id not in absent} | {one.id: one for one in stays}


def stay_of(id: str, on: date) -> Instrument:
    """An order, supposed, that stays a paper from a day on.

    >>> stay_of("agency/pact", date(2031, 3, 1)).effects[0].target
    'agency/pact'
    """
    day = on.isoformat()
    return Instrument(
        f"{id}/supposed-stay", "A supposed stay", Kind.ORDER, When.on(day), (), Confidence.HIGH, Edtf.parse(day),
        effects=(Effect(Verb.STAYS, id),),
    )  # fmt: skip
