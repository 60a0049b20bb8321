"""What was done, next to what was allowed then and what a court said of it later.

Facts beside norms.  Three things are kept apart: the deed, the verdict of its
day (what the record gives for its channel, cells and day), and what a later
ruling said of it.  None of the three is derived from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from math import inf

from ..boxes import Box, merged, size
from ..corpus import Corpus
from ..dates import Interval, Span, Spans, day, intersect, interval, union
from ..model import Action, Disclosure, Holding, Product, Tier, Verdict
from ..reasoning.question import holdings
from ..reasoning.reason import Grid, channel_of


@dataclass(frozen=True)
class DayVerdict:
    """Cells of a disclosure that had one verdict, from one tier, on a day on which it may have happened.

    `cells` counts them, `of` all those of the disclosure between this bearer
    and recipient, `throughout` those that had the verdict on every possible
    day.  `days` are the possible days on which some had it.  `because` holds the norms that decided,
    `hinges_on` the facts that would have.
    """

    bearer: str
    recipient: str | None
    verdict: Verdict
    basis: Tier | None
    boxes: tuple[Box, ...]
    cells: int
    of: int
    throughout: int
    days: tuple[Interval, ...]
    because: tuple[str, ...]
    hinges_on: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A disclosure with the verdicts of its day, and apart from them what later rulings said of it.

    `known` is the day from which the public could certainly read of it.  Where
    the public record of its day gave other verdicts than the record gives now,
    `known_then` holds those, and `known_on` the day: the last possible one.
    """

    disclosure: Disclosure
    days: tuple[Interval, ...]
    then: tuple[DayVerdict, ...]
    said_later: tuple[Holding, ...]
    known: date | None
    known_on: date | None = None
    known_then: tuple[DayVerdict, ...] = ()


def judged(corpus: Corpus) -> list[Judged]:
    """Every disclosure of a corpus beside the verdicts of its day, by day.

    An imprecise day is judged on every day it may have been, at the days on
    which an answer changes; a part of its scope that hangs on a contested
    reading is judged like the rest.  A disclosure that names nobody who got the
    data cannot be judged and has no verdict.
    """
    return [_judge(corpus, one) for one in sorted(corpus.disclosures.values(), key=_when)]


def _when(one: Disclosure) -> tuple[float, str]:
    """Its first possible day, or the last where no first is known."""
    first, end = next(iter(possible_days(one)), (inf, inf))
    return (first if first > -inf else end - 1), one.id


def _judge(corpus: Corpus, one: Disclosure) -> Judged:
    spans = possible_days(one)
    then = tuple(_verdicts(corpus, one, spans))
    held = tuple(holding for holding in one.said_later if _public(corpus, holding))
    days, known = tuple(map(interval, spans)), corpus.known_from(one.cites)
    last = day(spans[-1][1] - 1) if spans else None
    seen = tuple(_verdicts(corpus.as_known(last), one, spans)) if last else ()
    if told(seen) == told(then):
        return Judged(one, days, then, held, known)
    return Judged(one, days, then, held, known, last, seen)


def possible_days(one: Disclosure) -> Spans:
    """The days on which a disclosure may have happened, under every open reading.

    It cannot have happened after the day on which it was recorded.
    """
    recorded = one.recorded.latest
    latest = recorded.toordinal() + 1 if recorded else inf
    return union(
        (early.toordinal() if (early := reading.is_.earliest) else -inf, min(_after(reading.is_.latest), latest))
        for reading in one.on.open
    )


def _after(last: date | None) -> float:
    return last.toordinal() + 1 if last else inf


def _public(corpus: Corpus, holding: Holding) -> bool:
    """Whether the ruling is in the corpus, and its own cites were public by the day to which that is narrowed."""
    known = corpus.known_from(holding.cites)
    read = corpus.known is None or not holding.cites or (known is not None and known <= corpus.known)
    return holding.by in corpus.instruments and read


def told(verdicts: Iterable[DayVerdict]) -> dict[tuple[str, str | None, Verdict], list[Box]]:
    """The cells of each verdict in each channel, whatever the verdicts rest on."""
    told: dict[tuple[str, str | None, Verdict], list[Box]] = {}
    for one in verdicts:
        told.setdefault((one.bearer, one.recipient, one.verdict), []).extend(one.boxes)
    return {key: merged(boxes) for key, boxes in told.items()}


# --- the verdict of its day ---------------------------------------------------


@dataclass
class _Group:
    """The cells found so far for one verdict."""

    boxes: list[Box] = field(default_factory=list)
    throughout: int = 0
    days: list[Span] = field(default_factory=list)
    because: dict[str, None] = field(default_factory=dict)
    hinges_on: dict[str, None] = field(default_factory=dict)


def _verdicts(corpus: Corpus, one: Disclosure, spans: Spans) -> Iterator[DayVerdict]:
    """The verdicts of each pair of bearer and recipient, those of most cells first."""
    for channel in channels(corpus, one) if spans else ():
        of = sum(map(size, cells_of(corpus, one, channel.bearer, channel.recipient)))
        found = [
            DayVerdict(
                channel.bearer, channel.recipient, verdict, basis, tuple(merged(group.boxes)),
                sum(map(size, group.boxes)), of, group.throughout, tuple(map(interval, union(group.days))),
                tuple(group.because), tuple(group.hinges_on),
            )
            for (verdict, basis), group in _groups(channel, one, spans).items()
        ]  # fmt: skip
        yield from sorted(found, key=lambda group: (-group.cells, group.verdict))


def channels(corpus: Corpus, one: Disclosure) -> list[Grid]:
    """A channel for each bearer with each recipient; none where nobody is named who got the data."""
    return [channel_of(corpus, one.action, bearer, recipient) for bearer, recipient in pairs(one)]


def pairs(one: Disclosure) -> Iterator[tuple[str, str | None]]:
    """Each bearer of a disclosure with each recipient, or with None where it is a use."""
    return product(one.bearer, (None,) if one.action is Action.USE else one.recipient)


def _groups(channel: Grid, one: Disclosure, spans: Spans) -> dict[tuple[Verdict, Tier | None], _Group]:
    """The cells of a disclosure in one channel, by what is found for them on its possible days."""
    segments = [(s, days) for s in range(len(channel.cuts)) if (days := _days_in(channel, s, spans))]
    groups: dict[tuple[Verdict, Tier | None], _Group] = {}
    about = cells_of(channel.corpus, one, channel.bearer, channel.recipient)
    for part, over in (cell for box in about for cell in channel.cells(box)):
        findings = [(channel.finding(s, over), days) for s, days in segments]
        seen = dict.fromkeys((found.verdict, found.basis) for found, _ in findings)
        for key in seen:
            group = groups.setdefault(key, _Group())
            group.boxes.append(part)
            group.throughout += size(part) if len(seen) == 1 else 0
        for found, days in findings:
            group = groups[found.verdict, found.basis]
            group.days += days
            group.because |= dict.fromkeys(reason.id for reason in found.because if reason.role == "decides")
            group.hinges_on |= dict.fromkeys(hinge.fact for hinge in found.hinges_on)
    return groups


def _days_in(channel: Grid, s: int, spans: Spans) -> Spans:
    """The possible days that lie in a segment."""
    end = channel.cuts[s + 1] if s + 1 < len(channel.cuts) else inf
    return intersect(spans, ((channel.cuts[s], end),))


def cells_of(corpus: Corpus, one: Disclosure, bearer: str, recipient: str | None) -> list[Box]:
    """The cells that a disclosure from one bearer to one recipient is about, in disjoint boxes.

    An axis it leaves out means everything.  Without an object that is all that
    the one who has the data holds; a state hands over the data of its own program.
    """
    holder = recipient if one.action is Action.DEMAND and recipient else bearer
    return merged([_box(corpus, holder, part) for part in one.scope or (Product(),)])


def _box(corpus: Corpus, holder: str, part: Product) -> Box:
    objects, people, origins, purposes = corpus.trees.values()
    where = origins.masks(id for id in part.origin if id in origins.terms) or origins.everything
    own = origins.mask(holder) if holder in origins.terms else where
    return (
        objects.masks(part.object or holdings(corpus, holder)) or objects.everything,
        people.masks(part.people) or people.everything,
        where & own or where,
        purposes.masks(part.purpose) or purposes.everything,
    )
