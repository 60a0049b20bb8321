"""What ends, comes due or lapses: every end that the record states, and the windows that rules open.

An end is a day only where some reading gives one; a condition that is not met
stays a condition.  `first` and `last` bound the last day on which a paper may
still hold: the day before the record's `until`, as courts name last days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf

from ..corpus import Corpus
from ..dates import day
from ..model import ENDINGS, Case, Effect, Instrument, Kind, Norm, Tier, Verb, When
from ..reasoning.operative import Lifecycles, World, effect_place, lifecycles, worlds
from ..text.words import waits_for
from .counting import Count
from .court_windows import RESTRAINT, UNITED_STATES, appeal, restraint


class Sort(StrEnum):
    """What kind of end it is."""

    END = "end"
    STAY = "end-of-stay"
    EVENT = "event"
    RESTRAINT = "restraint"
    APPEAL = "appeal"


@dataclass(frozen=True)
class Deadline:
    """Something that ends or comes due.

    `open` says that under some reading no day is known; with neither `first`
    nor `last` there is a condition, or no source gives a day at all.  `count`
    is the work of a day that a rule gives and no paper states.
    """

    sort: Sort
    record: str
    case: str
    what: str
    first: date | None = None
    last: date | None = None
    open: bool = False
    condition: str = ""
    why: tuple[str, ...] = ()
    rule: str = ""
    count: Count | None = None

    @property
    def certain(self) -> bool:
        """Whether every reading gives the same day."""
        return self.first is not None and self.first == self.last and not self.open


def deadlines(corpus: Corpus, on: date, case: Case | None = None) -> list[Deadline]:
    """Everything of the record, or of one case, that was still to end or come due on a day; conditions last.

    What the record knows of later days is told too: narrow the corpus with
    `as_known` for what could be foreseen.
    """
    lives = lifecycles(corpus)
    found = [
        one
        for paper in corpus.instruments.values()
        if not paper.withdrawn and (case is None or paper.case == case.id)
        for one in _of_paper(corpus, lives, paper, on)
    ]
    found += [one for suit in corpus.cases.values() if case in (None, suit) for one in _events(suit, on)]
    return sorted(found, key=lambda one: (one.first or date.max, one.last or date.max, one.record, one.sort))


def _of_paper(corpus: Corpus, lives: Lifecycles, paper: Instrument, on: date) -> Iterator[Deadline]:
    if paper.tier in (Tier.RULING, Tier.AGENCY):
        yield from _end(corpus, lives, paper, None, on)
        for norm in paper.norms:
            if norm.end or f"{paper.id}#{norm.id}" in corpus.effects_on:
                yield from _end(corpus, lives, paper, norm, on)
        for effect in paper.effects:
            if effect.verb is Verb.STAYS and effect.end and not effect.withdrawn:
                yield from _end_of_stay(corpus, lives, paper, effect, on)
    if paper.tier is Tier.RULING and _of_trial_court(corpus, paper):
        yield from _windows(corpus, lives, paper, on)


# --- ends ----------------------------------------------------------------------


def _end(corpus: Corpus, lives: Lifecycles, paper: Instrument, norm: Norm | None, on: date) -> Iterator[Deadline]:
    """The end of a paper, or of one norm of it, that is in force on the day under some reading."""
    id = f"{paper.id}#{norm.id}" if norm else paper.id
    doubts = lives.norm_doubts(paper, norm) if norm else lives.doubts(paper.id)

    def end(world: World) -> float:
        spans = lives.norm(paper, norm, world) if norm else lives.operative(paper.id, world)
        return next((b for a, b in spans if a <= on.toordinal() < b), -inf)

    ends = {end(world) for world in worlds(doubts)}
    stated = norm.end if norm else paper.end
    condition = waits_for(corpus, stated) if stated and stated.first_of and inf in ends else ""
    what = f"“{paper.title}”" if norm is None else f"Of “{paper.title}”: {norm.says}"
    days = sorted(ends - {inf, -inf})
    if days or condition or len(ends) > 1:
        yield Deadline(
            Sort.END, id, paper.case, what, _before(days[0]) if days else None, _before(days[-1]) if days else None,
            open=bool(ends & {inf, -inf}), condition=condition,
            why=tuple(dict.fromkeys(_why(corpus, lives, paper, norm, days))),
            rule="Fed. R. Civ. P. 6(a)" if days and stated and any(one.after for one in stated.first_of) else "",
        )  # fmt: skip


def _before(ordinal: float) -> date | None:
    """The day before an end."""
    return day(ordinal - 1)


def _why(corpus: Corpus, lives: Lifecycles, paper: Instrument, norm: Norm | None, ends: list[float]) -> Iterator[str]:
    """What ends it: its own terms, an extension that runs out, a later paper."""
    places = [(paper.end, f"{paper.id}#until")]
    targets = [paper.id]
    if norm:
        places.append((norm.end, f"{paper.id}#{norm.id} until"))
        targets.append(f"{paper.id}#{norm.id}")
    for when, place in places:
        if lives.possible_days(when, place) & set(ends):
            yield f"by its own terms{_quoted(when)}" if not (when and when.first_of) else waits_for(corpus, when)
    for target in targets:
        for source, effect in corpus.effects_on.get(target, ()):
            if effect.verb in ENDINGS and lives.effect_days(source, effect) & set(ends):
                yield f"“{source.title}” {effect.verb} it"
            elif effect.verb is Verb.EXTENDS and _until(lives, source, effect) & set(ends):
                yield f"“{source.title}” extends it no further{_quoted(effect.end)}"


def _quoted(when: When | None) -> str:
    """The paper's own wording of a day, where the record keeps it."""
    return f" (“{when.words}”)" if when and when.words else ""


def _until(lives: Lifecycles, source: Instrument, effect: Effect) -> set[float]:
    return lives.possible_days(effect.end, f"{effect_place(source, effect)} until")


def _end_of_stay(corpus: Corpus, lives: Lifecycles, paper: Instrument, effect: Effect, on: date) -> Iterator[Deadline]:
    """The end of a stay: from the day after, what it stayed is operative again."""
    days = sorted(one for one in _until(lives, paper, effect) if one > on.toordinal())
    condition = waits_for(corpus, effect.end) if effect.end and effect.end.first_of else ""
    begun = any(first <= on.toordinal() for first in lives.effect_days(paper, effect))
    if begun and (days or condition):
        target = corpus.instruments.get(effect.target.partition("#")[0])
        yield Deadline(
            Sort.STAY, paper.id, paper.case, f"The stay of “{target.title if target else effect.target}”",
            _before(days[0]) if days else None, _before(days[-1]) if days else None,
            condition=condition, why=(f"“{paper.title}”{_quoted(effect.end)}",),
        )  # fmt: skip


def _events(case: Case, on: date) -> Iterator[Deadline]:
    """What the record expects of a case on a later day."""
    for event in case.events:
        open_ = [reading.is_ for reading in event.on.open] if event.on else []
        bounds = [bound for one in open_ for bound in (one.earliest, one.latest) if bound]
        if bounds and max(bounds) > on:
            unbounded = any(one.earliest is None or one.latest is None for one in open_)
            yield Deadline(
                Sort.EVENT, f"{case.id}#{event.id}", case.id, event.what, min(bounds), max(bounds), open=unbounded
            )


# --- windows that rules open ------------------------------------------------------

_RESTRAINING = "temporary-restraining-order"
"""What the record's files of such orders are named."""


def _of_trial_court(corpus: Corpus, paper: Instrument) -> bool:
    """Whether the order is of the case's own court, known to be one; an order of another court names its issuer."""
    case = corpus.cases.get(paper.case)
    return bool(case) and not paper.issuer and paper.kind in (Kind.ORDER, Kind.JUDGMENT)


def _windows(corpus: Corpus, lives: Lifecycles, paper: Instrument, on: date) -> Iterator[Deadline]:
    """How long a restraining order may last, or an order be appealed; only where its day of entry is not in doubt."""
    entered = lives.possible_days(paper.start, f"{paper.id}#from")
    if len(entered) != 1 or (first := day(entered.pop())) is None or first > on:
        return
    if _RESTRAINING in paper.id:
        found = restraint(first)
        if (
            paper.end is None
            and found.last >= on
            and any(
                a <= on.toordinal() < b
                for world in worlds(lives.doubts(paper.id))
                for a, b in lives.operative(paper.id, world)
            )
        ):
            yield _computed(Sort.RESTRAINT, paper, found, f"“{paper.title}”, unless extended", RESTRAINT)
        return
    found = appeal(first, united_states=_united_states(corpus, corpus.cases[paper.case]))
    if found.last >= on:
        acts = corpus.effects_on.get(paper.id, ())
        why = tuple(f"appealed already: “{by.title}”" for by, effect in acts if effect.verb is Verb.APPEALS)
        yield _computed(Sort.APPEAL, paper, found, f"a notice of appeal from “{paper.title}”", found.rule, why)


def _computed(sort: Sort, paper: Instrument, found: Count, what: str, rule: str, why: tuple[str, ...] = ()) -> Deadline:
    return Deadline(sort, paper.id, paper.case, what, found.last, found.last, why=why, rule=rule, count=found)


def _united_states(corpus: Corpus, case: Case) -> bool:
    """Whether the United States, or an agency of the vocabulary that is no state's, is a party."""
    agencies = corpus.agencies
    return any(
        party.name.startswith(UNITED_STATES)
        or any(one in agencies and agencies[one].kind == "agency" for one in party.agent)
        for party in case.parties
    )
