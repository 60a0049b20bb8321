"""What one label for a case hides: cells in the reach of the case whose verdict the label does not lead to expect.

The reach of a case is what its rulings speak of, or else what the papers it
contests do, on the narrowest channels they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ..analysis.differ import Asked, channels
from ..boxes import Box, merged
from ..corpus import Corpus, Tree
from ..model import Action, Case, Instrument, Norm, Tier, Verb, Verdict
from ..reasoning.question import holdings
from ..reasoning.reason import channel_of
from ..text.words import VERDICTS, Cells, deed, listed, short
from .cases import papers


class Standing(StrEnum):
    """What a label tells apart; the ids of the vocabulary of labels."""

    AWAITING = "awaiting"
    TEMPORARILY_BLOCKED = "temporarily-blocked"
    IN_PART = "temporarily-blocked-in-part"
    DENIED = "block-denied"
    BLOCKED = "blocked"
    BLOCKED_PENDING_APPEAL = "blocked-pending-appeal"
    NOT_BLOCKED_PENDING_APPEAL = "not-blocked-pending-appeal"
    CLOSED = "closed"
    CLOSED_FOR_PLAINTIFF = "closed-for-plaintiff"
    CLOSED_FOR_GOVERNMENT = "closed-for-government"


# The verdicts that a reader of the label would expect everywhere; a label that says "in part" leaves every cell open.
_BLOCKS = {Standing.TEMPORARILY_BLOCKED, Standing.BLOCKED, Standing.BLOCKED_PENDING_APPEAL}
_LEAVES = {Standing.DENIED, Standing.NOT_BLOCKED_PENDING_APPEAL}
_EXPECTED: dict[Standing, frozenset[Verdict]] = {
    **dict.fromkeys(_BLOCKS, frozenset({Verdict.PROHIBITED})),
    **dict.fromkeys(_LEAVES, frozenset({Verdict.PERMITTED, Verdict.CLAIMED})),
    Standing.AWAITING: frozenset({Verdict.CLAIMED, Verdict.UNSETTLED}),
}
# What may go first, as the news in a label that says "blocked".
_ORDER = (Verdict.PERMITTED, Verdict.CLAIMED, Verdict.UNSETTLED, Verdict.PROHIBITED, Verdict.NO_KNOWN_AUTHORITY)


# So many papers may be named one by one.
_FEW = 3


@dataclass(frozen=True)
class Hidden:
    """Cells whose verdict is not the one a reader of the label would expect.

    `cells` says them in words, a line a box; `because` are the norms that decide.
    """

    action: Action
    bearer: str
    recipient: str | None
    verdict: Verdict
    cells: tuple[str, ...]
    boxes: tuple[Box, ...]
    because: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The cells as JSON: whose deed, the verdict, the cells in words, and the norms that decide."""
        return {
            "action": str(self.action), "bearer": self.bearer, "recipient": self.recipient,
            "verdict": str(self.verdict), "cells": list(self.cells), "because": list(self.because),
        }  # fmt: skip

    def sentence(self, corpus: Corpus) -> str:
        """Who, what, the verdict and what decides: "Relief Office, share with the Guard: permitted, by …"."""
        who, verdict = short(corpus.agents, self.bearer), VERDICTS[self.verdict]
        papers = dict.fromkeys(id.partition("#")[0] for id in self.because)
        names = [_titled(corpus, corpus.instruments[id]) for id in papers]
        by = listed(names if len(names) <= _FEW else [*names[: _FEW - 1], f"{len(names) - _FEW + 1} more"])
        return f"{who}, {deed(corpus, self.action, self.recipient)}: {verdict}{f', by {by}' if by else ''}"


def _titled(corpus: Corpus, one: Instrument) -> str:
    """The title of a paper, with its case where it has one."""
    case = corpus.cases.get(one.case)
    return f"“{one.title}”{f' in {case.short or case.title}' if case else ''}"


def hidden(corpus: Corpus, case: Case, on: date, standings: Sequence[Standing]) -> Iterator[Hidden]:
    """The cells in the reach of a case whose verdict on the day is not the one its label leads to expect."""
    expected: set[Verdict] = set().union(*(_EXPECTED.get(one, frozenset()) for one in standings))
    for asked, norms in sorted(_reach(corpus, case), key=lambda pair: str(pair[0])):
        grid = channel_of(corpus, *asked)
        cells, s = _cells(corpus, asked[1], norms), grid.segment(on)
        groups: dict[Verdict, list[tuple[Box, int]]] = {}
        for box, over in grid.cells(cells):
            groups.setdefault(grid.finding(s, over).verdict, []).append((box, over))
        say = Cells(corpus, on, grid.cases, cells)
        for verdict in (one for one in _ORDER if one in groups and one not in expected):
            found = groups[verdict]
            boxes = tuple(merged(box for box, _ in found))
            because = dict.fromkeys(r.id for _, over in found for r in grid.finding(s, over).because)
            yield Hidden(*asked, verdict, tuple(say.say(boxes)), boxes, tuple(because))


def _reach(corpus: Corpus, case: Case) -> list[tuple[Asked, list[Norm]]]:
    """The narrowest channels of which the case speaks, with the norms that do: its rulings', else those it contests."""
    ruled = [norm for one in papers(corpus, case) if one.tier is Tier.RULING for norm in one.norms]
    contested: list[Norm] = []
    for one in papers(corpus, case):
        for effect in one.effects:
            target = corpus.instruments.get(effect.target.partition("#")[0])
            if effect.verb in (Verb.CHALLENGES, Verb.ENJOINS) and target and target.tier is Tier.AGENCY:
                contested += target.norms
    named = {asked for norm in (*ruled, *contested) for asked in _pairs(norm)}
    narrowest = [asked for asked in named if not any(_below(corpus.agents, other, asked) for other in named)]
    known = set(channels(corpus))

    def speaking(asked: Asked) -> list[Norm]:
        return [n for n in ruled if _speaks(corpus.agents, n, asked)] or [
            n for n in contested if _speaks(corpus.agents, n, asked)
        ]

    return [(asked, speaking(asked)) for asked in narrowest if asked in known]


def _pairs(norm: Norm) -> Iterator[Asked]:
    for action in norm.action:
        for bearer in norm.bearer:
            if action is Action.USE:
                yield action, bearer, None
            else:
                yield from ((action, bearer, recipient) for recipient in norm.recipient)


def _below(tree: Tree, one: Asked, other: Asked) -> bool:
    """Whether a channel is a narrower one than another: of components of its ends."""
    if one == other or one[0] is not other[0] or other[1] not in tree.lineage(one[1]):
        return False
    return one[2] == other[2] or bool(one[2] and other[2] and other[2] in tree.lineage(one[2]))


def _speaks(tree: Tree, norm: Norm, asked: Asked) -> bool:
    action, bearer, recipient = asked
    heard = action in norm.action and bool(set(norm.bearer) & set(tree.lineage(bearer)))
    return heard and (recipient is None or bool(set(norm.recipient) & set(tree.lineage(recipient))))


def _cells(corpus: Corpus, bearer: str, norms: Sequence[Norm]) -> Box:
    """The cells of which the norms speak: on each axis the terms they name, and all of it where one names none."""
    objects, people, origins, purposes = corpus.trees.values()
    boxes = [product for norm in norms for product in norm.scope]
    whole = any(not norm.scope for norm in norms)

    def over(tree: Tree, axis: str) -> int:
        named = [getattr(product, axis) for product in boxes]
        return tree.everything if whole or not all(named) else tree.masks(term for terms in named for term in terms)

    held = over(objects, "object")
    if held == objects.everything:
        held = objects.masks(holdings(corpus, bearer)) or held
    return held, over(people, "people"), origins.everything, over(purposes, "purpose")
