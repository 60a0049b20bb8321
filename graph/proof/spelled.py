"""Records spelled out, so that a reader who knows nothing of ours can reason from them.

What a file leaves to be understood is said: a norm has its tier, its cites and
its confidence, an effect its day, a plaintiffs' box becomes one for each
plaintiff, what waits has the date it waits for.  A date says its place: one name wherever it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from ..boxes import AXES
from ..corpus import Corpus, Tree
from ..dates import Edtf
from ..model import (
    PLAINTIFFS,
    PLAINTIFFS_ON,
    Case,
    Cite,
    Condition,
    Disclosure,
    Effect,
    Instrument,
    Norm,
    Party,
    Product,
    Role,
    Tier,
    Verb,
    When,
    key,
)  # fmt: skip
from ..reasoning.operative import closing, effect_place, joining, leaving, party_place

Entry = dict[str, Any]
# A record: its kind, its id, and what it says.
Spelled = tuple[str, str, Entry]

# What answers no question: the checker's own examples, and lines that have no file.
LEFT_OUT = frozenset({"examples", "docket", "open_questions"})


def paper(corpus: Corpus, one: Instrument) -> Iterator[Spelled]:
    """An instrument, then its norms, its effects and its contested facts, those withdrawn left out."""
    if one.withdrawn:
        return
    said = {
        "paper": one.id,
        "from": _start(corpus, one),
        "until": when(corpus, one.end, f"{one.id}#until"),
        "cites": _cites(corpus, one.cites),
    }
    yield "instrument", one.id, content(one, without=("norms", "effects", "contested")) | said
    yield from (_norm(corpus, one, norm) for norm in one.norms if not norm.withdrawn)
    yield from (_effect(corpus, one, effect) for effect in one.effects if not effect.withdrawn)
    yield from facts(one)


def case(corpus: Corpus, one: Case) -> Iterator[Spelled]:
    """A case, then its parties and its contested facts."""
    said = content(one, without=("parties", "events", "contested"))
    yield "case", one.id, said | {"closed": when(corpus, one.closed, closing(one.id))}
    yield from (_party(corpus, one, party) for party in one.parties)
    yield from facts(one)


def facts(one: Instrument | Case | Disclosure) -> Iterator[Spelled]:
    """The contested facts of a record."""
    yield from (("fact", f"{one.id}#{fact.id}", content(fact)) for fact in one.contested)


def terms(kind: str, tree: Tree, ids: Iterable[str]) -> Iterator[Spelled]:
    """Some terms of a vocabulary and everything broader."""
    for above in dict.fromkeys(above for id in ids for above in tree.lineage(id)):
        yield kind, above, term(tree, above)


def term(tree: Tree, id: str) -> Entry:
    """A term of a vocabulary."""
    return {**content(tree.terms[id]), "broader": tree.terms[id].broader}


def _norm(corpus: Corpus, paper: Instrument, one: Norm) -> Spelled:
    id = f"{paper.id}#{one.id}"
    searched = corpus.checked(paper)
    said = {
        "id": id,
        "paper": paper.id,
        "tier": str(paper.tier),
        "recipient": [*one.recipient],
        "scope": [box for product in one.scope or (Product(),) for box in _boxes(corpus, paper, product)],
        "except": [box for product in one.except_ for box in _boxes(corpus, paper, product)],
        "from": when(corpus, one.start, f"{id} from"),
        "until": when(corpus, one.end, f"{id} until"),
        "under": dict(one.under),
        "self-executing": one.self_executing or paper.tier is not Tier.LAW,
        "relies-on": [*one.relies_on],
        "yields-to": [*one.yields_to],
        "confidence": str(one.confidence or paper.confidence),
        "cites": _cites(corpus, one.cites or paper.cites),
        "searched": searched.isoformat() if searched else None,
    }
    return "norm", id, content(one) | said


def _effect(corpus: Corpus, paper: Instrument, one: Effect) -> Spelled:
    place = effect_place(paper, one)
    proceeding = corpus.cases.get(paper.case)
    contested = proceeding if one.verb in (Verb.CHALLENGES, Verb.APPEALS) else None
    said = {
        "paper": paper.id,
        "case": paper.case,
        "on": when(corpus, one.on, place) or _start(corpus, paper),
        "until": when(corpus, one.end, f"{place} until"),
        "closed": when(corpus, contested.closed, closing(contested.id)) if contested else None,
        "ab-initio": one.ab_initio,
        "under": dict(one.under),
    }
    return "effect", place, content(one) | said


def _party(corpus: Corpus, case: Case, one: Party) -> Spelled:
    joined = when(corpus, one.joined, joining(case, one)) or when(corpus, case.filed, f"{case.id}#case filed")
    left = when(corpus, one.left, leaving(case, one))
    said = {"case": case.id, "joined": joined, "left": left, "under": dict(one.under)}
    return "party", party_place(case, one), content(one) | said


def _boxes(corpus: Corpus, paper: Instrument, one: Product) -> Iterator[Entry]:
    """A product as boxes: that of the places it names, and one for each plaintiff where it means them."""
    places = corpus.trees["origin"].terms
    plain = [origin for origin in one.origin if origin in places]
    box = {**{axis: [*getattr(one, axis)] for axis in AXES}, "under": dict(one.under)}
    if plain or not one.origin:
        yield {**box, "origin": plain}
    proceeding = corpus.cases.get(paper.case)
    for word, _, on in (origin.partition(" ") for origin in one.origin):
        for party in proceeding.parties if proceeding and word in (PLAINTIFFS, PLAINTIFFS_ON) else ():
            agents = [agent for agent in party.agent if agent in places]
            if party.role is Role.PLAINTIFF and agents and proceeding:
                frozen = when(corpus, When.on(on), on) if on else None
                yield {**box, "origin": agents, "party": party_place(proceeding, party), "frozen": frozen}


def _cites(corpus: Corpus, cites: Iterable[Cite]) -> list[Entry]:
    """Cites as an answer gives them."""
    sources = ((one, corpus.sources[one.source]) for one in cites)
    return [
        {"source": one.source, "url": source.url or None, "tier": str(source.tier), "pin": one.pin or None}
        for one, source in sources
    ]


# --- dates --------------------------------------------------------------------


def when(corpus: Corpus, one: When | None, place: str) -> Entry | None:
    """A date with its place; conditions with the dates they wait for."""
    if one is None:
        return None
    if one.first_of:
        return {**content(one), "first-of": [_condition(corpus, condition) for condition in one.first_of]}
    return {**content(one), "place": place, "readings": content(one.readings)}


def _condition(corpus: Corpus, one: Condition) -> Entry:
    if one.end_of:
        closed = when(corpus, corpus.cases[one.end_of].closed, closing(one.end_of))
        return {**(closed or {"readings": []}), "end-of": one.end_of}
    owner = corpus.cases[one.after.partition("#")[0]]
    event = next((event for event in owner.events if f"{owner.id}#{event.id}" == one.after), None)
    return {"event": one.after, "after": when(corpus, event.on if event else None, one.after), "days": one.days}


def _start(corpus: Corpus, one: Instrument) -> Entry | None:
    return when(corpus, one.start, f"{one.id}#from")


def content(value: Any, without: Iterable[str] = ()) -> Any:
    """A record as JSON, by the keys of its file, without what is empty or as it is if not said.

    >>> content(When.on("2031-05"))
    {'readings': [{'is': '2031-05'}]}
    """
    if isinstance(value, Edtf):
        return value.text
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, Mapping):
        return {id: content(one) for id, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [content(one) for one in value]
    if not is_dataclass(value):
        return value
    said = {}
    for one in fields(value):
        part = getattr(value, one.name)
        usual = one.default if one.default_factory is MISSING else one.default_factory()
        if one.name not in LEFT_OUT and one.name not in without and part != usual:
            said[key(one.name)] = content(part)
    return said
