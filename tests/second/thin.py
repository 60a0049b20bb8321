"""A record cut down to what some norms rest on, and its doubts to the days that differ.

The answer-set rules need neither: they take every norm of a channel and every
day of an imprecise date.  SQL and brute force go through worlds one by one, so
they are asked about cells that the same norms are about, a few days at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from graph.corpus import Corpus
from graph.dates import Edtf
from graph.model import Case, DateReading, Effect, Instrument, Role, Verb, When

from .facts import VERBS, Cell, above, first_day_after

# A paper, and what of another it challenges.
Challenge = tuple[str, str]
DAY = timedelta(1)
# Stands for a day that never comes; no record of today asks about it.
LATE = date(2199, 1, 1)


def cut(corpus: Corpus, norms: set[str], cells: Sequence[Cell], challenges: Set[Challenge] = frozenset()) -> Corpus:
    """The record with only these norms and challenges, the papers that act on theirs, and what those look to.

    The vocabularies keep only the leaves of the cells and what is broader.
    """
    papers = _acting(corpus, norms, {id for id, _ in challenges})
    kept = [_kept(corpus.instruments[id], norms, papers | norms, challenges) for id in papers]
    cases = [_needed(one, kept, {origin for _, _, origin, _ in cells}) for one in corpus.cases.values()]
    hung = _hung(kept, cases)
    order = [_with_facts(one, hung) for one in _by_depth(kept)]
    axes = dict(zip(("objects", "people", "places", "purposes"), map(set, zip(*cells, strict=True)), strict=False))
    terms = {axis: _lineage(getattr(corpus, axis), leaves) for axis, leaves in axes.items()}
    return replace(
        corpus,
        instruments={one.id: one for one in order},
        cases={one.id: _with_facts(one, hung) for one in cases},
        disclosures={},
        **terms,
    )


def _acting(corpus: Corpus, norms: set[str], challengers: set[str]) -> set[str]:
    """The papers of the norms, the challengers, and all that do something to these, near and far."""
    papers = {id.partition("#")[0] for id in norms} | challengers
    while True:
        more = {
            one.id
            for one in corpus.instruments.values()
            if not one.withdrawn and any(_acts(e) and e.target in papers | norms for e in one.effects)
        }
        if more <= papers:
            return papers
        papers |= more


def _acts(effect: Effect) -> bool:
    """Whether an effect changes what is operative."""
    return effect.verb in VERBS and effect.verb is not Verb.CHALLENGES and not effect.withdrawn


def _kept(one: Instrument, norms: set[str], targets: set[str], challenges: Set[Challenge]) -> Instrument:
    """A paper with these of its norms, its effects on these targets and these of its challenges."""
    own = tuple(norm for norm in one.norms if f"{one.id}#{norm.id}" in norms)
    effects = tuple(
        e
        for e in one.effects
        if (_acts(e) and e.target in targets)
        or (e.verb is Verb.CHALLENGES and not e.withdrawn and (one.id, e.target) in challenges)
    )
    return replace(one, norms=own, effects=effects)


def _needed(one: Case, papers: list[Instrument], places: set[str]) -> Case:
    """A case with only the dates that some paper looks to, and the plaintiffs that are one of the places."""
    own = [paper for paper in papers if paper.case == one.id]
    conditions = [c for paper in papers for when in dates(paper) for c in (when.first_of if when else ())]
    origins = {o for paper in own for norm in paper.norms for part in (*norm.scope, *norm.except_) for o in part.origin}
    ends = any(c.end_of == one.id for c in conditions)
    ends |= any(e.verb is Verb.CHALLENGES for paper in own for e in paper.effects)
    waited = {c.after for c in conditions}
    named = any(o.startswith("plaintiffs") for o in origins)
    parties = tuple(
        party for party in one.parties if named and party.role is Role.PLAINTIFF and not places.isdisjoint(party.agent)
    )
    return replace(
        one,
        filed=one.filed if parties else When.on(".."),
        closed=one.closed if ends else None,
        events=tuple(event for event in one.events if f"{one.id}#{event.id}" in waited),
        parties=parties,
    )


def _hung(papers: list[Instrument], cases: list[Case]) -> set[str]:
    """The contested facts on which something kept hangs."""
    parts = [part for one in papers for part in (*one.norms, *one.effects)]
    parts += [product for one in papers for norm in one.norms for product in (*norm.scope, *norm.except_)]
    parts += [party for one in cases for party in one.parties]
    return {fact for part in parts for fact in part.under}


def _with_facts(one, hung: set[str]):
    """A paper or case with only those of its contested facts."""
    return replace(one, contested=tuple(fact for fact in one.contested if f"{one.id}#{fact.id}" in hung))


def _by_depth(papers: list[Instrument]) -> list[Instrument]:
    """Papers in such an order that each acts only on those before it."""
    out: list[Instrument] = []
    left = {one.id: one for one in papers}
    while left:
        ready = [
            one
            for one in left.values()
            if not any(e.target.partition("#")[0] in left and e.target.partition("#")[0] != one.id for e in one.effects)
        ]
        out += ready
        for one in ready:
            del left[one.id]
    return out


def _lineage(terms, leaves):
    return {id: terms[id] for leaf in leaves for id in above(terms, leaf)}


def dates(one: Instrument) -> Iterator[When | None]:
    yield from (one.start, one.end)
    for part in one.norms:
        yield from (part.start, part.end)
    for effect in one.effects:
        yield from (effect.on, effect.end)


# --- days -----------------------------------------------------------------------


def thinned(corpus: Corpus, days: Iterable[date]) -> Corpus:
    """A cut record whose imprecise dates may be only the days that something tells apart, asked about on some days.

    Who is a party is asked about on the days asked and on those on which the plaintiffs are frozen, and moves no paper.
    """
    asked = set(days)
    whens = [when for one in corpus.instruments.values() for when in dates(one) if when]
    whens += [w for one in corpus.cases.values() for w in (one.closed, *(event.on for event in one.events)) if w]
    telling = asked | {
        day for when in whens for one in when.readings for day in (one.is_.earliest, one.is_.latest) if day
    }
    conditions = [c for when in whens for c in when.first_of if c.after]
    telling |= {_met(day, c.days) for day in telling for c in conditions}
    undoing = any(e.ab_initio for one in corpus.instruments.values() for e in one.effects)
    last = None if undoing else max(asked) + 2 * DAY

    def own(when: When | None, waits: Sequence[int] = ()) -> When | None:
        return thin(when, telling, waits, last) if when and when.readings else when

    def party(when: When | None) -> When | None:
        return thin(when, asked | frozen_days(corpus)) if when else when

    def paper(one: Instrument) -> Instrument:
        norms = tuple(replace(n, start=own(n.start), end=own(n.end)) for n in one.norms)
        effects = tuple(replace(e, on=own(e.on), end=own(e.end)) for e in one.effects)
        return replace(one, start=own(one.start), end=own(one.end), norms=norms, effects=effects)

    def case(one: Case) -> Case:
        def waits(id: str) -> list[int]:
            return [c.days for c in conditions if c.after == f"{one.id}#{id}"]

        return replace(
            one,
            filed=party(one.filed),
            closed=own(one.closed),
            parties=tuple(replace(p, joined=party(p.joined), left=party(p.left)) for p in one.parties),
            events=tuple(replace(e, on=own(e.on, waits(e.id))) for e in one.events),
        )

    return replace(
        corpus,
        instruments={id: paper(one) for id, one in corpus.instruments.items()},
        cases={id: case(one) for id, one in corpus.cases.items()},
    )


def thin(when: When, telling: set[date], waits: Sequence[int] = (), last: date | None = None) -> When:
    """The date as one reading for each day kept; days after the last that matters are as one."""
    texts: dict[str, None] = {}
    for one in when.readings:
        if one.rejected or one.is_.exact or one.is_.text == "unknown":
            texts |= {} if one.rejected else {one.is_.text: None}
            continue
        if one.is_.earliest is None:
            texts[".."] = None
        if one.is_.latest is None:
            texts[str(LATE)] = None
        first = one.is_.earliest or min(telling) - DAY
        end = one.is_.latest or max(telling) + DAY
        near = telling | {day + DAY for day in telling} | {first, end}
        kept = {day for day in near if first <= day <= end}
        if waits:
            every = (first + n * DAY for n in range((end - first).days + 1))
            kept |= {day for day in every if _moves(day, waits, telling)}
        texts |= dict.fromkeys(map(str, sorted(kept)))
    if last:
        late = sorted(text for text in texts if text[0].isdigit() and text > str(last))
        texts = {text: None for text in texts if text not in late[1:]}
    return replace(when, readings=tuple(DateReading(Edtf.parse(text)) for text in texts))


def _moves(day: date, waits: list[int], telling: set[date]) -> bool:
    """Whether what waits for the day is met on another day than for the day before, and some telling day lies there."""
    return any(
        _met(day - DAY, n) < other <= _met(day, n) or _met(day - DAY, n) <= other < _met(day, n)
        for n in waits
        for other in telling
    )


def _met(day: date, days: int) -> date:
    return date.fromordinal(first_day_after(day.toordinal(), days))


def frozen_days(corpus: Corpus) -> set[date]:
    """The days on which norms freeze the plaintiffs they mean."""
    parts = [part for one in corpus.instruments.values() for n in one.norms for part in (*n.scope, *n.except_)]
    words = (origin.partition(" ") for part in parts for origin in part.origin)
    return {date.fromisoformat(on) for word, _, on in words if word == "plaintiffs-on"}
