"""A piece of a record in parts that share no doubt, and what each says joined again.

In how many ways a record may be is a product over all its doubts; most of them
have nothing to do with one another.  On a day, a norm speaks or not and a challenge
is pending or not; two of these must be told together only if they hang on the
same date.  What many hang on, contested facts and who was a party, is settled
first, in every way; then every way in which one piece may be goes with every way
in which another may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from graph.corpus import Corpus
from graph.model import Case, Instrument, Verb, When

from .facts import Facts, Row
from .opinion import State
from .thin import LATE, Challenge, cut, dates, frozen_days, thin


@dataclass(frozen=True)
class Piece:
    """A record cut to what some norms and challenges rest on, about one cell.

    `about` is the same for pieces that say the same of their cells: what they
    are of, and the parts of norms and the parties that lie over the cell.
    """

    about: tuple[frozenset[str], frozenset[Challenge], frozenset[Row]]
    corpus: Corpus


def pieces(corpus: Corpus, told: Facts, n: int) -> list[Piece]:
    """The record cut to the norms over a class of cells and what challenges them, a piece for each set of these.

    Two are in one piece if they have a doubtful date in common; all without one are in one.
    """
    norms, cells = told.norms_over(n), [told.cells[n]]
    papers = {id.partition("#")[0] for id in norms}
    challenges = {
        (one.id, effect.target)
        for one in corpus.instruments.values()
        for effect in one.effects
        if effect.verb is Verb.CHALLENGES and not one.withdrawn and effect.target in papers | norms
    }
    groups: list[tuple[set[str], set[Challenge], set[int]]] = []
    for own, against in [*(({id}, set()) for id in norms), *((set(), {one}) for one in challenges)]:
        on = doubts(cut(corpus, own, cells, against))
        near = [group for group in groups if group[2] & on or not (group[2] or on)]
        groups = [group for group in groups if group not in near]
        groups.append(tuple(set().union(*some) for some in zip((own, against, on), *near, strict=True)))
    return [
        Piece((frozenset(own), frozenset(against), told.over_cell(n, own)), cut(corpus, own, cells, against))
        for own, against, _ in groups
    ]


def doubts(corpus: Corpus) -> set[int]:
    """The dates of papers and cases in a cut record that may be more than one day, by identity."""
    some = [when for one in corpus.instruments.values() for when in dates(one)]
    some += [when for one in corpus.cases.values() for when in (one.filed, one.closed, *(e.on for e in one.events))]
    return {id(when) for when in some if doubtful(when)}


def doubtful(when: When | None) -> bool:
    """Whether a date may be more than one day."""
    open_ = {one.is_ for one in when.readings if not one.rejected} if when else set()
    return len(open_) > 1 or any(not one.exact and one.text != ".." for one in open_)


# --- what many pieces share -------------------------------------------------------


def shared(corpus: Corpus, days: Iterable[date]) -> dict[str | int, list[str]]:
    """The readings of each contested fact of a piece, and the days that matter of each doubtful date of a party."""
    found: dict[str | int, list[str]] = {
        f"{record.id}#{fact.id}": [one.id for one in fact.readings if not one.rejected]
        for record in (*corpus.cases.values(), *corpus.instruments.values())
        for fact in record.contested
    }
    telling = {*days, *frozen_days(corpus)}
    for when in party_dates(corpus):
        if doubtful(when):
            found[id(when)] = told_apart(when, telling)
    return found


def told_apart(when: When, telling: set[date]) -> list[str]:
    """One possible day of a date for each way it may lie among those on which one looks."""
    texts = [one.is_.text for one in thin(when, telling).readings]
    ways = [way for text in texts for way in (("..", str(LATE)) if text == "unknown" else (text,))]
    return list({tuple(way == ".." or way <= str(on) for on in telling): way for way in ways}.values())


def choices(some: Iterable[Piece], days: Iterable[date]) -> Iterator[dict[str | int, str]]:
    """Every way to settle what pieces share."""
    every = {what: ways for piece in some for what, ways in shared(piece.corpus, days).items()}
    for choice in product(*every.values()):
        yield dict(zip(every, choice, strict=True))


def settled(corpus: Corpus, choice: Mapping[str | int, str]) -> Corpus:
    """The record in which each contested fact has one reading only, and each date of a party is one day."""

    def on(when: When | None) -> When | None:
        return When.on(choice[id(when)]) if when and id(when) in choice else when

    def own(record: Case | Instrument):
        facts = tuple(
            replace(fact, readings=tuple(one for one in fact.readings if one.id == choice[f"{record.id}#{fact.id}"]))
            for fact in record.contested
        )
        return replace(record, contested=facts) if facts else record

    def parties(case: Case) -> Case:
        return replace(case, parties=tuple(replace(p, joined=on(p.joined), left=on(p.left)) for p in case.parties))

    return replace(
        corpus,
        cases={id: own(parties(one)) for id, one in corpus.cases.items()},
        instruments={id: own(one) for id, one in corpus.instruments.items()},
    )


def party_dates(corpus: Corpus) -> Iterator[When]:
    """The days on which parties joined and left."""
    for case in corpus.cases.values():
        for party in case.parties:
            yield from (when for when in (party.joined, party.left) if when)


# --- joined again -----------------------------------------------------------------


def joined(some: Sequence[Iterable[State]]) -> set[State]:
    """Each way in which one piece may be with each of every other."""
    return {
        (frozenset().union(*(speaking for speaking, _ in one)), frozenset().union(*(against for _, against in one)))
        for one in product(*some)
    }
