"""From a question to an answer: a verdict for every cell asked about, with its reasons and its days.

Set work over small finite trees: a channel is a grid of classes of leaves times
segments of time, and each field is found once, when first asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ..boxes import AXES, Box, merged
from ..corpus import Corpus, once
from ..errors import QuestionError
from ..model import Action, Verdict
from .channel import Channel
from .finding import Finding, find
from .question import Question, holdings

# Firm verdicts first.
_ORDER = (
    Verdict.PROHIBITED,
    Verdict.PERMITTED,
    Verdict.UNSETTLED,
    Verdict.CLAIMED,
    Verdict.NO_KNOWN_AUTHORITY,
)


@dataclass(frozen=True)
class Region:
    """Cells that share a verdict and all its reasons.

    The cells are every combination of the leaves named.  `since` and `until`
    bound the longest run of days around the day asked on which the verdict is
    the same and every norm relied on still decides.
    """

    objects: tuple[str, ...]
    people: tuple[str, ...]
    origins: tuple[str, ...]
    purposes: tuple[str, ...]
    finding: Finding
    since: date | None
    until: date | None
    carried_forward_from: date | None

    @property
    def verdict(self) -> Verdict:
        """What is found for each of the cells."""
        return self.finding.verdict


@dataclass(frozen=True)
class Answer:
    """A partition of the cells asked about into regions."""

    corpus: Corpus
    question: Question
    channel: Grid
    masks: Box

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The regions: disjoint, together all the cells asked about, the strongest bar first."""
        return tuple(self.channel.regions(self.question.on, self.masks))

    @property
    def verdict(self) -> Verdict:
        """The verdict, where all the cells asked about share one.

        Raises:
            QuestionError: if they do not; it says which axes to narrow.
        """
        found = self.channel.verdicts(self.question.on, self.masks)
        if len(found) == 1:
            return next(iter(found))
        trees = self.corpus.trees.values()
        open_ = [axis for axis, tree, mask in zip(AXES, trees, self.masks, strict=True) if len(tree.members(mask)) > 1]
        raise QuestionError(
            "verdict",
            f"the answer has {len(self.regions)} regions with different verdicts ({', '.join(sorted(found))}): "
            f"narrow {', '.join(open_)}, or read .regions",
            tuple(open_),
        )

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases in which anything was ever said about this bearer, recipient and action."""
        return self.channel.cases

    @property
    def last_checked(self) -> date | None:
        """The earliest day up to which those cases were searched."""
        days = [self.corpus.cases[id].checked.latest for id in self.cases]
        return min((self.corpus.no_later(one) for one in days if one), default=None)


def answer(corpus: Corpus, question: Question) -> Answer:
    """The answer of a corpus to a question; `known` must have been applied to the corpus before."""
    channel = channel_of(corpus, question.action, question.bearer, question.recipient)
    return Answer(corpus, question, channel, masks_of(channel, question))


def masks_of(channel: Channel, question: Question) -> Box:
    """The leaves asked about on each axis; without an object, all that the one who has the data holds."""
    objects, people, origins, purposes = channel.corpus.trees.values()
    if question.object:
        which = objects.mask(question.object)
    else:
        holder = question.recipient if question.action is Action.DEMAND else question.bearer
        which = objects.masks(holdings(channel.corpus, holder or question.bearer)) or objects.everything
    return (
        which,
        people.mask(question.people) if question.people else people.everything,
        origins.masks(question.origin) if question.origin else origins.everything,
        purposes.mask(question.purpose),
    )


@once
def channel_of(corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> Grid:
    """The channel from bearer to recipient for an action."""
    return Grid(corpus, action, bearer, recipient)


class Grid(Channel):
    """A channel with what is found in each of its fields."""

    def __init__(self, corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> None:
        super().__init__(corpus, action, bearer, recipient)
        self._findings: dict[tuple[int, int], Finding] = {}
        self._same: dict[tuple[Any, ...], Finding] = {}
        self._runs: dict[tuple[int, int], tuple[int, int]] = {}

    def verdicts(self, on: date, masks: Box) -> set[Verdict]:
        """The verdicts that occur among the cells on a day."""
        s = self.segment(on)
        return {self.finding(s, over).verdict for _, over in self.cells(masks)}

    def finding(self, s: int, over: int) -> Finding:
        """What is found in a segment for a cell under these layers."""
        live = over & self.present[s]
        at = s, live
        if at not in self._findings:
            before = self._findings.get((s - 1, live))
            if before is None or self.touched[s] & live:
                found = find(self, s, live)
                before = self._same.setdefault(found.identity, found)
            self._findings[at] = before
        return self._findings[at]

    def run(self, s: int, over: int) -> tuple[int, int]:
        """The first and last segment of the longest run around `s` in which its finding stands."""
        at = s, over
        if at not in self._runs:
            found = self.finding(s, over)
            first = last = s

            def stands(cut: int, there: int) -> bool:
                """Whether nothing that happens on the first day of a segment ends the run on its other side."""
                return not self.touched[cut] & over or found.stands_in(self.finding(there, over))

            while first > 0 and stands(first, first - 1):
                first -= 1
            while last + 1 < len(self.cuts) and stands(last + 1, last + 1):
                last += 1
            self._runs[at] = first, last
        return self._runs[at]

    def regions(self, on: date, masks: Box) -> list[Region]:
        """The regions of the asked cells on a day."""
        s = self.segment(on)
        groups: dict[tuple[Finding, tuple[int, int]], list[Box]] = {}
        for box, over in self.cells(masks):
            groups.setdefault((self.finding(s, over), self.run(s, over)), []).append(box)
        out = []
        for (found, (first, last)), boxes in groups.items():
            since, until = self.days(first, last)
            stale = found.checked if found.checked and on > found.checked else None
            for box in merged(boxes):
                leaves = [tuple(tree.members(mask)) for tree, mask in zip(self.trees, box, strict=True)]
                out.append(Region(leaves[0], leaves[1], leaves[2], leaves[3], found, since, until, stale))
        return sorted(out, key=lambda r: (_ORDER.index(r.verdict), r.origins, r.people, r.objects, r.purposes))
