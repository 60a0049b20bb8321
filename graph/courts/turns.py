"""Which answers a later state of a record changed, and what in it turned each of them.

Only channels on which something new bears are compared, and of channels in
which the same norms speak about the same data, one for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..analysis.differ import Asked, Difference, channels, compare
from ..corpus import Corpus
from ..model import CHANGES, Case, Instrument, Verb
from ..reasoning.question import holdings
from ..reasoning.reason import Grid, channel_of
from ..reasoning.speaker import speakers

_ACTS = CHANGES | {Verb.CHALLENGES, Verb.APPEALS}


@dataclass(frozen=True)
class Turn:
    """Cells whose answer is another one for what became known.

    `also` are channels of which exactly the same is so; `why` names the records
    that turned it.
    """

    difference: Difference
    also: tuple[Asked, ...]
    why: tuple[str, ...]


def turns(before: Corpus, after: Corpus) -> Iterator[Turn]:
    """Every answer that what is new in the later record changed: only the channels on which it bears are compared."""
    changed = _changed(before, after)
    asked = {one for corpus in (before, after) for one in _bearing_on(corpus, _reached(corpus, changed))}
    alike: dict[Any, list[Asked]] = {}
    for one in sorted(asked, key=lambda one: (_depth(after, one), str(one))):
        alike.setdefault(_speakers(before, after, one), []).append(one)
    for first, *others in alike.values():
        for difference in compare(before, after, [first]):
            yield Turn(difference, tuple(others), _why(before, after, difference, changed))


def _changed(before: Corpus, after: Corpus) -> set[str]:
    """The papers and cases of which the later record says something else, lines of a docket aside."""
    old, new = _statements(before), _statements(after)
    return {id for id in {*old, *new} if old.get(id) != new.get(id)}


def _statements(corpus: Corpus) -> dict[str, Instrument | Case]:
    return {**corpus.instruments, **{id: replace(case, docket=()) for id, case in corpus.cases.items()}}


def _reached(corpus: Corpus, changed: set[str]) -> set[str]:
    """The papers on which a change may bear, and so on down what they act on.

    They are those that changed, those of changed cases, and those that hang on
    facts or events of either.
    """
    out: set[str] = set()
    papers = corpus.instruments
    todo = [id for id, one in papers.items() if id in changed or one.case in changed or _leans(one) & changed]
    while todo:
        id = todo.pop()
        if id in papers and id not in out:
            out.add(id)
            todo += [effect.target.partition("#")[0] for effect in papers[id].effects if effect.verb in _ACTS]
    return out


def _leans(one: Instrument) -> set[str]:
    """The records on whose facts and events the words of a paper hang."""
    unders = [part.under for part in one.norms] + [part.under for part in one.effects]
    unders += [part.under for norm in one.norms for part in (*norm.scope, *norm.except_)]
    ends = [one.end, *(part.end for part in one.norms), *(part.end for part in one.effects)]
    waits = [condition for when in ends if when for condition in when.first_of]
    hangs = {fact for under in unders for fact in under} | {one.after or one.end_of for one in waits}
    return {fact.partition("#")[0] for fact in hangs}


def _bearing_on(corpus: Corpus, papers: set[str]) -> Iterator[Asked]:
    """The channels in which one of the papers speaks."""
    for one in channels(corpus):
        if any(speaker.instrument.id in papers for speaker in speakers(corpus, *one)):
            yield one


def _depth(corpus: Corpus, asked: Asked) -> int:
    """How far below the top its agencies stand: of channels alike, the broadest speaks for the rest."""
    return sum(len(corpus.agents.lineage(one)) for one in asked[1:] if one and one in corpus.agents.terms)


def _speakers(before: Corpus, after: Corpus, asked: Asked) -> Any:
    """What a channel's answers depend on: channels of the same norms about the same data answer alike."""
    action, bearer, recipient = asked
    both = (speakers(corpus, action, bearer, recipient) for corpus in (before, after))
    return action, frozenset(holdings(after, bearer)), *(tuple(one.id for one in some) for some in both)


def _why(before: Corpus, after: Corpus, difference: Difference, changed: set[str]) -> tuple[str, ...]:
    """What is new and bears on the answers on either side; all that is new in the channel where none does."""
    channel = difference.channel
    grids = [channel_of(corpus, channel.action, channel.bearer, channel.recipient) for corpus in (before, after)]
    bearing = {id for grid in grids for id in _bearing(grid, difference)}
    near = sorted(id for id in changed if id in bearing or _acts_on(before, after, id) & bearing)
    spoken = {speaker.instrument.id for grid in grids for speaker in grid.speakers}
    return tuple(near or sorted(changed & (spoken | set(channel.cases))))


def _bearing(grid: Grid, difference: Difference) -> set[str]:
    """The papers and cases on which one side's answers rest, hinge or are contested."""
    segment = grid.segment(difference.start) if difference.start else 0
    found = {grid.finding(segment, over) for box in difference.boxes for _, over in grid.cells(box)}
    hinges = {hinge.fact.partition("#")[0] for one in found for hinge in one.hinges_on}
    return hinges | {id for one in found for id in (*one.contested_by, *(why.instrument.id for why in one.because))}


def _acts_on(before: Corpus, after: Corpus, id: str) -> set[str]:
    paper = after.instruments.get(id) or before.instruments.get(id)
    return {effect.target.partition("#")[0] for effect in paper.effects} if paper else set()
