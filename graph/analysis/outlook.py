"""What would flip the verdict of a cell, and when it could: for a reader, by the fewest changes.

Changes of one paper or fact that do the same are told together: "without it, or
with it stayed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from ..corpus import Corpus
from ..model import Verdict
from ..reasoning.operative import Doubt
from ..reasoning.reason import Answer
from ..reasoning.timeline import causes_of
from ..text.page import Page
from ..text.sentence import title
from ..text.words import VERDICTS, listed, long_date
from .awaited import awaited
from .flips import ABSENT, MOST, STAYED, Change, Flip, Scene, flips

OUTLOOK_COLUMNS = ("set", "id", "supposed", "becomes")


@dataclass(frozen=True)
class Turn:
    """A smallest set of papers and facts with every way in which each may change, and the verdict that comes of it.

    `supposed` maps an id to `absent`, `stayed` or the readings of a fact; any
    choice of one for each id gives the verdict.
    """

    supposed: Mapping[str, tuple[str, ...]]
    becomes: Verdict


@dataclass(frozen=True)
class Ahead:
    """A day ahead on which the verdict changes, if nothing else happens; or could, where an end waits for something."""

    on: date
    what: tuple[str, ...]
    becomes: Verdict
    certain: bool


@dataclass(frozen=True)
class Outlook:
    """What would flip the verdict of a cell, in sets of at most three, and the days ahead on which it may."""

    answer: Answer
    verdict: Verdict
    turns: tuple[Turn, ...]
    ahead: tuple[Ahead, ...]
    doubts: Mapping[str, Doubt]

    @property
    def earliest(self) -> date | None:
        """The earliest day on which the answer could flip by what is on record."""
        return min((one.on for one in self.ahead), default=None)

    def to_dict(self) -> dict[str, Any]:
        """The outlook as JSON, schema 1."""
        return outlook_dict(self)

    def __str__(self) -> str:
        return outlook_text(self)

    def __repr__(self) -> str:
        return f"<Outlook: {self.verdict}; {len(self.turns)} smallest sets of changes>"


def outlook(answer: Answer) -> Outlook:
    """What would flip the verdict of the one cell that a question pins, and when it could.

    Raises:
        QuestionError: if the question does not pin one cell, or cells that no norm tells apart.
    """
    scene = Scene(answer)
    found = flips(scene)
    ahead = tuple(sorted(_ahead(scene), key=lambda one: (one.on, not one.certain)))
    return Outlook(answer, scene.verdict(frozenset()), tuple(_turns(found)), ahead, scene.doubts)


def _turns(found: Iterable[Flip]) -> Iterator[Turn]:
    """The flips of the same ids to the same verdict as one, where each way of one goes with each of the others."""
    groups: dict[tuple[tuple[str, ...], Verdict], list[tuple[str, ...]]] = {}
    for flip in found:
        changes = sorted(flip.changes, key=lambda one: one.id)
        groups.setdefault((tuple(one.id for one in changes), flip.becomes), []).append(tuple(map(_what, changes)))
    for (ids, becomes), every in groups.items():
        ways = [tuple(dict.fromkeys(choice[n] for choice in every)) for n in range(len(ids))]
        together = len(every) == len(list(product(*ways)))
        for choice in [ways] if together else [[(one,) for one in choice] for choice in every]:
            yield Turn(dict(zip(ids, choice, strict=True)), becomes)


def _what(change: Change) -> str:
    return change.reading or change.way


# --- ahead --------------------------------------------------------------------


def _ahead(scene: Scene) -> Iterator[Ahead]:
    """The next day on which the verdict changes, and the first on which what is waited for could change it."""
    channel, on = scene.channel, scene.on
    ((_, over),) = channel.cells(scene.answer.masks)
    s = channel.segment(on)
    for later in range(s + 1, len(channel.cuts)):
        before, after = channel.finding(later - 1, over), channel.finding(later, over)
        if after.verdict is not before.verdict:
            causes = causes_of(channel, channel.cuts[later], before, after)
            begins = date.fromordinal(int(channel.cuts[later]))
            yield Ahead(begins, tuple(one.what.rstrip(".") for one in causes), after.verdict, certain=True)
            break
    papers = {id: scene.answer.corpus.instruments[id] for id in scene.papers}
    for one in awaited(scene.answer, papers, MOST):
        yield Ahead(one.on, one.what, one.becomes, certain=False)


# --- readings -----------------------------------------------------------------


def outlook_rows(found: Outlook) -> Iterator[dict[str, Any]]:
    """One row for each paper or fact of each set, in the columns of `OUTLOOK_COLUMNS`."""
    for number, turn in enumerate(found.turns, 1):
        for id, ways in turn.supposed.items():
            yield {"set": number, "id": id, "supposed": "; ".join(ways), "becomes": str(turn.becomes)}


def outlook_dict(found: Outlook) -> dict[str, Any]:
    """The outlook as JSON, schema 1."""
    corpus = found.answer.corpus
    return {
        "schema": 1,
        "question": found.answer.question.to_dict(),
        "verdict": str(found.verdict),
        "sets": [
            {
                "supposed": [{"id": id, "ways": list(ways)} for id, ways in turn.supposed.items()],
                "becomes": str(turn.becomes),
            }
            for turn in found.turns
        ],
        "largest_set": MOST,
        "ahead": [
            {"on": one.on.isoformat(), "what": list(one.what), "becomes": str(one.becomes), "certain": one.certain}
            for one in found.ahead
        ],
        "earliest": found.earliest.isoformat() if found.earliest else None,
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def outlook_text(found: Outlook, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The outlook as a page: what alone would change the verdict, what only together, and when it could."""
    page, corpus, on = Page(width, colour=colour, markdown=markdown), found.answer.corpus, found.answer.question.on
    page.heading(title(corpus, found.answer.question))
    page.gap()
    page.verdict(found.verdict, f"on {long_date(on)}. What would change it:")
    for becomes, how in turn_lines(found):
        page.item(_BECOMES[becomes], how)
    if not found.turns:
        page.text(f"No {MOST} changes of what is on record would.", indent=2)
    page.gap()
    for line in ahead_lines(found):
        page.text(line)
    if not found.ahead:
        page.text("No day ahead on record changes it.")
    page.gap()
    page.foot(corpus)
    return str(page)


def turn_lines(found: Outlook) -> Iterator[tuple[Verdict, str]]:
    """Each smallest set of changes in words, with the verdict that comes of it."""
    for turn in found.turns:
        parts = (_supposed(found.answer.corpus, found.doubts, id, ways) for id, ways in turn.supposed.items())
        yield turn.becomes, f"{listed(parts)}."


def ahead_lines(found: Outlook) -> Iterator[str]:
    """The days ahead on which the verdict changes, or could, a sentence each."""
    for one in found.ahead:
        when = f"On {long_date(one.on)}" if one.certain else f"Not before {long_date(one.on)}"
        word = "it becomes" if one.certain else "it could become"
        yield f"{when} {word} {VERDICTS[one.becomes]}: {'; '.join(one.what)}."


_BECOMES = {
    Verdict.PERMITTED: "Permitted",
    Verdict.CLAIMED: "Claimed",
    Verdict.UNSETTLED: "Unsettled",
    Verdict.PROHIBITED: "Prohibited",
    Verdict.NO_KNOWN_AUTHORITY: "Silent",
}
# So many readings of a fact are named one by one.
_FEW = 3
_WAYS = {(ABSENT,): "without", (STAYED,): "with a stay of", (ABSENT, STAYED): "without, or with a stay of,"}


def _supposed(corpus: Corpus, doubts: Mapping[str, Doubt], id: str, ways: tuple[str, ...]) -> str:
    """One change in words: a paper away or stayed, or a fact read one way."""
    if id in doubts and not {ABSENT, STAYED} & set(ways):
        says = list(dict.fromkeys(says.rstrip(".") for reading, says in doubts[id].readings if reading in ways))
        more = [f"{len(says) - _FEW} other readings"] if len(says) > _FEW + 1 else says[_FEW:]
        return f"if “{doubts[id].question}” is answered “{listed([*says[:_FEW], *more], 'or')}”"
    one = corpus.instruments[id]
    case = corpus.cases.get(one.case)
    return f"{_WAYS[tuple(sorted(ways))]} “{one.title}”{f' in {case.short or case.title}' if case else ''}"
