"""What was done, next to what was allowed then and what a court said of it later.

Facts beside norms.  Three things are kept apart: the deed, the verdict of its
day (what the record gives for its channel, cells and day), and what a later
ruling said of it.  None of the three is derived from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from math import inf
from typing import Any

from ..boxes import AXES, Box, merged, size
from ..corpus import Corpus
from ..courts.cases import when_text
from ..dates import Interval, Span, Spans, day, intersect, interval, span, union
from ..model import Action, Disclosure, Holding, Product, Tier, Verdict
from ..reasoning.question import holdings
from ..reasoning.reason import Grid, channel_of
from ..text.page import Page
from ..text.report import iso
from ..text.words import BASES, VERDICTS, Cells, listed, long_date, short, span_words

DISCLOSURE_COLUMNS = (
    "id", "title", "on", "action", "bearer", "recipient", *AXES, "verdict_of_its_day", "said_later",
    "known", "verdict_known_on_its_day", "confidence", "sources",
)  # fmt: skip


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
    if _told(seen) == _told(then):
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
        for reading in one.on.readings
        if not reading.rejected
    )


def _after(last: date | None) -> float:
    return last.toordinal() + 1 if last else inf


def _public(corpus: Corpus, holding: Holding) -> bool:
    """Whether the ruling is in the corpus, and its own cites were public by the day to which that is narrowed."""
    known = corpus.known_from(holding.cites)
    read = corpus.known is None or not holding.cites or (known is not None and known <= corpus.known)
    return holding.by in corpus.instruments and read


def _told(verdicts: Iterable[DayVerdict]) -> dict[tuple[str, str | None, Verdict], list[Box]]:
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
    for channel in _channels(corpus, one) if spans else ():
        of = sum(map(size, asked(channel, one)))
        found = [
            DayVerdict(
                channel.bearer, channel.recipient, verdict, basis, tuple(merged(group.boxes)),
                sum(map(size, group.boxes)), of, group.throughout, tuple(map(interval, union(group.days))),
                tuple(group.because), tuple(group.hinges_on),
            )
            for (verdict, basis), group in _groups(channel, one, spans).items()
        ]  # fmt: skip
        yield from sorted(found, key=lambda group: (-group.cells, group.verdict))


def _channels(corpus: Corpus, one: Disclosure) -> list[Grid]:
    """A channel for each bearer with each recipient; none where nobody is named who got the data."""
    pairs = product(one.bearer, (None,) if one.action is Action.USE else one.recipient)
    return [channel_of(corpus, one.action, bearer, recipient) for bearer, recipient in pairs]


def _groups(channel: Grid, one: Disclosure, spans: Spans) -> dict[tuple[Verdict, Tier | None], _Group]:
    """The cells of a disclosure in one channel, by what is found for them on its possible days."""
    segments = [(s, days) for s in range(len(channel.cuts)) if (days := _days_in(channel, s, spans))]
    groups: dict[tuple[Verdict, Tier | None], _Group] = {}
    for part, over in (cell for box in asked(channel, one) for cell in channel.cells(box)):
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


def asked(channel: Grid, one: Disclosure) -> list[Box]:
    """The cells that a disclosure is about, in disjoint boxes; an axis it leaves out means everything.

    Without an object that is all that the one who has the data holds; a state
    hands over the data of its own program.
    """
    holder = channel.recipient if one.action is Action.DEMAND and channel.recipient else channel.bearer
    return merged([_box(channel, holder, part) for part in one.scope or (Product(),)])


def _box(channel: Grid, holder: str, part: Product) -> Box:
    objects, people, origins, purposes = channel.trees
    where = origins.masks(id for id in part.origin if id in origins.terms) or origins.everything
    own = origins.mask(holder) if holder in origins.terms else where
    return (
        objects.masks(part.object or holdings(channel.corpus, holder)) or objects.everything,
        people.masks(part.people) or people.everything,
        where & own or where,
        purposes.masks(part.purpose) or purposes.everything,
    )


# --- text ---------------------------------------------------------------------


def disclosures_text(corpus: Corpus, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """Every disclosure as a page: what was done, the verdict of its day, and what was said later."""
    page = Page(width, colour=colour, markdown=markdown)
    for one in judged(corpus):
        _disclosure(page, corpus, one)
        page.gap()
    page.text(
        "The verdict of its day is what the record gives for the days on which it may have happened; what a court "
        "said later is another thing, and changes no verdict. A cell is one category of data about one class of "
        "people, from one state, for one purpose."
    )
    page.foot(corpus)
    return str(page)


def _disclosure(page: Page, corpus: Corpus, one: Judged) -> None:
    deed, cells = one.disclosure, _cells(corpus, one)
    page.heading(f"{_listed(one.days)} · {deed.title}", 3)
    whom = f" → {_who(corpus, deed.recipient)}" if deed.recipient else ""
    page.item("Done", f"{_who(corpus, deed.bearer)}{whom}, {_act(deed)}: {'; '.join(cells.say(_asked(corpus, deed)))}")
    if missing := not_stated(deed):
        page.sub(f"not stated: {listed(missing)}")
    for fact in deed.contested:
        page.sub(f"{fact.question} {' '.join(reading.says for reading in fact.readings if not reading.rejected)}")
    _then(page, corpus, cells, "Of its day", one.then)
    if said := _known(one):
        page.item("Known", said)
    if one.known_then:
        _then(page, corpus, cells, "Known then", _other(one))
    for holding in one.said_later:
        page.item("Said later", f"{_by(corpus, holding)}: {holding.says}")
    if not one.said_later:
        page.item("Said later", "nothing, as far as the record shows")


def _known(one: Judged) -> str:
    """Since when the public could read of it, where that was later, and whether its record gave other verdicts."""
    last = one.days[-1].end if one.days else None
    since = f"for certain only from {long_date(one.known)}" if one.known and last and one.known >= last else ""
    other = f"the public record of {long_date(one.known_on)} gave:" if one.known_on else ""
    return "; ".join(filter(None, (since, other)))


def _other(one: Judged) -> list[DayVerdict]:
    """The verdicts of the public record of its day that differ; all of them where one is missing from it."""
    now, seen = _told(one.then), _told(one.known_then)
    other = {key for key, boxes in seen.items() if now.get(key) != boxes or set(now) - set(seen)}
    return [found for found in one.known_then if (found.bearer, found.recipient, found.verdict) in other]


def _then(page: Page, corpus: Corpus, cells: Cells, label: str, verdicts: Sequence[DayVerdict]) -> None:
    """One line for each verdict with its cells; states are taken together, since origins tell them apart."""
    if not verdicts:
        page.item(label, "not judged, since the record does not say who got the data, or when")
    channels = {(one.bearer, one.recipient): one.of for one in verdicts}
    groups: dict[tuple[Any, ...], list[DayVerdict]] = {}
    for one in verdicts:
        alone = len(channels) == 1 or one.bearer in corpus.places or one.recipient in corpus.places
        groups.setdefault((None if alone else (one.bearer, one.recipient), one.verdict, one.basis), []).append(one)
    for (pair, verdict, basis), some in groups.items():
        count, of = sum(one.cells for one in some), channels[pair] if pair else sum(channels.values())
        who = f"{_who(corpus, pair[:1])} → {_who(corpus, pair[1:])}: " if pair else ""
        how_many = f"all {of:,} cells" if count == of else f"{count:,} of {of:,} cells"
        page.item(label, f"{who}{VERDICTS[verdict]}, {BASES[basis]}: {how_many}{_sometimes(some)}")
        for where in cells.say(merged([box for one in some for box in one.boxes])) if count < of else ():
            page.sub(where)


def _sometimes(some: Sequence[DayVerdict]) -> str:
    """On which of several possible days these verdicts were given, where not on all."""
    cells, throughout = sum(one.cells for one in some), sum(one.throughout for one in some)
    if cells == throughout:
        return ""
    also = f", {throughout:,} of them on every possible day" if throughout else ""
    return f"{also}, if it was {_listed([day for one in some for day in one.days])}"


def _listed(days: Iterable[Interval]) -> str:
    spans = union(map(span, days))
    return listed((span_words(one.start, one.end) for one in map(interval, spans)), "or") or "on a day not known"


def _cells(corpus: Corpus, one: Judged) -> Cells:
    """Says cells for the cases that ever spoke of the disclosure, on its last possible day."""
    deed, ends = one.disclosure, [days.end for days in one.days if days.end]
    cases = dict.fromkeys(id for channel in _channels(corpus, deed) for id in channel.cases)
    whole = [0, 0, 0, 0]
    for box in _asked(corpus, deed):
        whole = [mask | more for mask, more in zip(whole, box, strict=True)]
    return Cells(
        corpus, max(ends) - timedelta(days=1) if ends else date.min, cases, (whole[0], whole[1], whole[2], whole[3])
    )


def _asked(corpus: Corpus, deed: Disclosure) -> list[Box]:
    """The cells of all channels of a disclosure."""
    boxes = [box for channel in _channels(corpus, deed) for box in asked(channel, deed)]
    return merged(boxes) if boxes else []


def _who(corpus: Corpus, agents: Iterable[str | None]) -> str:
    return listed(short(corpus.agents, agent) for agent in agents if agent)


def _act(deed: Disclosure) -> str:
    return str(deed.action).replace("-", " ")


def _by(corpus: Corpus, holding: Holding) -> str:
    """The day and the ruling of a holding, with its case."""
    ruling = corpus.instruments[holding.by]
    case = corpus.cases.get(ruling.case)
    return f"{_said_on(corpus, holding)}, {ruling.title}{f', {case.short or case.title}' if case else ''}"


def _said_on(corpus: Corpus, holding: Holding) -> str:
    return when_text(holding.on or corpus.instruments[holding.by].start)


def not_stated(deed: Disclosure) -> list[str]:
    """The axes that no part of the scope of a disclosure names, in a reader's words.

    What is not stated is judged as everything on the axis.
    """
    words = {"object": "which data", "people": "about whom", "origin": "from which states", "purpose": "for what"}
    return [said for axis, said in words.items() if not any(getattr(part, axis) for part in deed.scope)]


# --- JSON and rows --------------------------------------------------------------


def disclosures_dict(corpus: Corpus) -> dict[str, Any]:
    """The disclosures as JSON, the verdicts of their day and what was said later as two keys."""
    return {
        "schema": 1,
        "disclosures": [_dict(corpus, one) for one in judged(corpus)],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def _dict(corpus: Corpus, one: Judged) -> dict[str, Any]:
    deed = one.disclosure
    return {
        "id": deed.id,
        "title": deed.title,
        "on": when_text(deed.on),
        "days": [_interval(days) for days in one.days],
        "action": str(deed.action),
        "bearer": list(deed.bearer),
        "recipient": list(deed.recipient),
        "scope": [{axis: list(getattr(part, axis)) for axis in AXES} for part in deed.scope],
        "not_stated": not_stated(deed),
        "contested": [{"question": f.question, "readings": [r.says for r in f.readings]} for f in deed.contested],
        "verdict_of_its_day": [_verdict(corpus, found) for found in one.then],
        "said_later": [
            {
                "by": holding.by,
                "on": _said_on(corpus, holding),
                "says": holding.says,
                "sources": [c.source for c in holding.cites or corpus.instruments[holding.by].cites],
            }
            for holding in one.said_later
        ],
        "known": iso(one.known),
        "known_on": iso(one.known_on),
        "verdict_known_on_its_day": [_verdict(corpus, found) for found in one.known_then] or None,
        "confidence": str(deed.confidence),
        "sources": [cite.source for cite in deed.cites],
        "notes": deed.notes,
    }


def _verdict(corpus: Corpus, found: DayVerdict) -> dict[str, Any]:
    names = [f"{axis}s" if axis != "people" else axis for axis in AXES]
    return {
        "bearer": found.bearer,
        "recipient": found.recipient,
        "verdict": str(found.verdict),
        "basis": str(found.basis) if found.basis else None,
        "count": found.cells,
        "of": found.of,
        "throughout": found.throughout,
        "days": [_interval(days) for days in found.days],
        "cells": [
            {name: tree.members(mask) for name, tree, mask in zip(names, corpus.trees.values(), box, strict=True)}
            for box in found.boxes
        ],
        "because": list(found.because),
        "hinges_on": list(found.hinges_on),
    }


def _interval(days: Interval) -> dict[str, str | None]:
    return {"from": iso(days.start), "until": iso(days.end)}


def disclosures_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each disclosure, in the columns of `DISCLOSURE_COLUMNS`."""
    for one in judged(corpus):
        deed = one.disclosure
        yield {
            "id": deed.id,
            "title": deed.title,
            "on": when_text(deed.on),
            "action": str(deed.action),
            "bearer": " ".join(deed.bearer),
            "recipient": " ".join(deed.recipient),
            **{axis: " ".join(dict.fromkeys(t for part in deed.scope for t in getattr(part, axis))) for axis in AXES},
            "verdict_of_its_day": _counted(one.then),
            "said_later": " ".join(f"{_by(corpus, holding)}: {holding.says}" for holding in one.said_later),
            "known": one.known,
            "verdict_known_on_its_day": _counted(one.known_then),
            "confidence": str(deed.confidence),
            "sources": " ".join(cite.source for cite in deed.cites),
        }


def _counted(verdicts: Iterable[DayVerdict]) -> str:
    """How many cells had each verdict; on an imprecise day one cell may have had several."""
    counts: dict[Verdict, int] = {}
    for one in verdicts:
        counts[one.verdict] = counts.get(one.verdict, 0) + one.cells
    return "; ".join(f"{verdict} {count}" for verdict, count in counts.items())
