"""Random tiny records: a few fictional papers over five weeks, for the property tests.

Everything a record can say is drawn, rarely and often together: doubts of each
kind, guarded parts, stays of stays, reinstatements, challenges, conditional
ends.  Effects point to papers earlier in the list.
"""

from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from graph.corpus import Corpus
from graph.dates import Edtf
from graph.model import (
    Action,
    Case,
    Condition,
    Confidence,
    DateReading,
    Effect,
    Event,
    Fact,
    Instrument,
    Kind,
    Modality,
    Norm,
    Party,
    Product,
    Reading,
    Role,
    Term,
    Tier,
    Verb,
    When,
)

BEARERS, RECIPIENTS = ("clinics", "health"), ("patrol", "guard")
AGENCIES = {
    "health": Term("Department of Health", holds=("records",)),
    "clinics": Term("Clinics", broader="health"),
    "guard": Term("Coast Guard"),
    "patrol": Term("Patrol", broader="guard"),
    "customs": Term("Customs", holds=("records",)),
}
OBJECTS = {
    "records": Term("Records"),
    "address": Term("Address", broader="records"),
    "illness": Term("Illness", broader="records"),
}
PEOPLE = {
    "everyone": Term("Everyone"),
    "citizens": Term("Citizens", broader="everyone"),
    "foreigners": Term("Foreigners", broader="everyone"),
    "residents": Term("Residents", broader="foreigners"),
    "visitors": Term("Visitors", broader="foreigners"),
}
PLACES = {"north": Term("North"), "south": Term("South"), "west": Term("West")}
PURPOSES = {
    "any": Term("Any purpose"),
    "policing": Term("Policing", broader="any"),
    "audit": Term("Audit", broader="any"),
}

# Five weeks with Thanksgiving; with Independence Day on a Sunday; with Christmas and New Year's Day on Saturdays.
FIRST_DAYS = (date(2031, 11, 3), date(2032, 6, 14), date(2032, 12, 6))
DAYS = 36
CHECKED = Edtf.parse("2033-06-01")
VERBS = (Verb.STAYS, Verb.VACATES, Verb.REINSTATES, Verb.EXTENDS, Verb.SUPERSEDES, Verb.STAYS)
CHANNELS = st.sampled_from(
    (
        *3 * [(Action.SHARE, "clinics", "patrol")],
        (Action.SHARE, "health", "guard"),
        (Action.SHARE, "clinics", "guard"),
        (Action.USE, "clinics", None),
    )
)
UNTOLD = ("title", "court", "docket_number", "checked", "confidence", "recorded", "says", "what", "question")


@dataclass
class Dice:
    """Draws parts of a record, on or just after a few `busy` days, so that things happen together.

    So many `doubts` may still be drawn; no imprecise date is wider than `widest`
    days.  `twice` lets one paper do the same to one target twice, and one agent
    be a party twice.  `plain` tells data, people and purposes not apart, and has
    every paper do something to another.
    """

    draw: Any
    first: date
    busy: tuple[int, ...]
    doubts: int
    widest: int
    twice: bool
    plain: bool
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def sometimes(self, one_in: int = 3) -> bool:
        return self.number(1, one_in) == one_in

    def some(self, *options: Any) -> tuple[Any, ...]:
        return tuple(self.draw(st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True)))

    def edtf(self, widest: int = 1) -> Edtf:
        start = self.first + timedelta(self.pick(*self.busy) + self.pick(0, 0, 1, 2))
        return Edtf.parse(f"{start}/{start + timedelta(self.number(2, widest) - 1)}" if widest > 1 else f"{start}")

    def when(self, *, unknown: bool = False) -> When:
        """A plain day, or while doubts last an imprecise one, one with two readings, or an unknown one."""
        rejected = (DateReading(self.edtf(), rejected="a slip"),) if self.sometimes(6) else ()
        if not self.doubts or self.sometimes(2):
            return When((*rejected, DateReading(self.edtf())))
        self.doubts -= 1
        form = self.pick("imprecise", "readings", *(["unknown"] if unknown else []))
        if form == "unknown":
            return When((DateReading(Edtf.parse("unknown")),))
        if form == "imprecise":
            return When((DateReading(self.edtf(self.widest)),))
        return When((DateReading(self.edtf()), *rejected, DateReading(self.edtf())))

    def maybe_when(self, one_in: int = 3, *, unknown: bool = False) -> When | None:
        return self.when(unknown=unknown) if self.sometimes(one_in) else None

    def fact(self, record: str) -> tuple[Fact, ...]:
        """A contested fact of a record, while doubts last, for later parts to hang on."""
        if not self.doubts or not self.sometimes():
            return ()
        self.doubts -= 1
        readings = (
            Reading("yes", "It is so."),
            Reading("no", "It is not so."),
            Reading("odd", "Nobody says so.", rejected="a slip"),
        )
        self.facts[f"{record}#which"] = ("yes", "no")
        return (Fact("which", "Which is it?", readings),)

    def guard(self) -> dict[str, str]:
        if not self.facts or not self.sometimes():
            return {}
        fact = self.pick(*self.facts)
        return {fact: self.pick(*self.facts[fact])}


@dataclass(frozen=True)
class Story:
    """A record, and its calendar, from two days before all that happens to a day after it."""

    corpus: Corpus
    calendar: list[date]

    @property
    def asked(self) -> list[date]:
        """The five weeks, and the day before them."""
        return self.calendar[1 : DAYS + 2]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def __repr__(self) -> str:
        return "\n".join(map(told, (*self.corpus.cases.values(), *self.corpus.instruments.values())))


def told(value: Any) -> str:
    """What a part of a record says, in short, without what every part has."""
    if isinstance(value, Edtf):
        return value.text
    if isinstance(value, tuple):
        return f"({', '.join(map(told, value))})"
    if not is_dataclass(value):
        return str(value)
    said = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in UNTOLD}
    return (
        f"{type(value).__name__}({', '.join(f'{name}={told(one)}' for name, one in said.items() if one or one == 0)})"
    )


@st.composite
def stories(draw: Any, doubts: int = 3, widest: int = 2, twice: bool = False, plain: bool = False) -> Story:
    """A story with at most so many doubts; see `Dice`."""
    first, most = draw(st.sampled_from(FIRST_DAYS)), draw(st.integers(0, doubts))
    busy = draw(st.lists(st.integers(0, DAYS - 1), min_size=2, max_size=4, unique=True))
    dice = Dice(draw, first, tuple(busy), most, widest, twice, plain)
    cases = [case(dice, f"cases/{name}") for name in ("a-v-b", "c-v-d")[: dice.number(1, 2)]]
    papers: list[Instrument] = []
    for n in range(dice.number(2, 6)):
        papers.append(instrument(dice, n, papers, cases))
    corpus = corpus_of(cases, papers)
    if plain:
        ones = {name: {id: Term(id)} for name, id in (("objects", "records"), ("people", "all"), ("purposes", "any"))}
        corpus = replace(corpus, **ones)
    return Story(corpus, [first + timedelta(n - 2) for n in range(DAYS + 30)])


def corpus_of(cases: list[Case], papers: list[Instrument]) -> Corpus:
    """The record of some cases and papers in the fictional world."""
    return Corpus(
        AGENCIES, OBJECTS, PEOPLE, PLACES, PURPOSES,
        cases={one.id: one for one in cases}, instruments={one.id: one for one in papers},
    )  # fmt: skip


def case(dice: Dice, id: str) -> Case:
    filed, facts = dice.when(), dice.fact(id)
    agents = [dice.some(*PLACES) for _ in range(dice.number(1, 3))]
    return Case(
        id, id, "Court", "1", CHECKED, (), filed,
        closed=dice.maybe_when(2, unknown=True),
        parties=tuple(party(dice, one) for one in (agents if dice.twice else dict.fromkeys(agents))),
        events=(Event("ruling", "The ruling", dice.maybe_when(1)), Event("remand", "The remand", dice.maybe_when())),
        contested=facts,
    )  # fmt: skip


def party(dice: Dice, agents: tuple[str, ...]) -> Party:
    role = dice.pick(Role.PLAINTIFF, Role.PLAINTIFF, Role.INTERVENOR)
    return Party(role, agents, joined=dice.maybe_when(), left=dice.maybe_when(unknown=True), under=dice.guard())


def instrument(dice: Dice, n: int, earlier: list[Instrument], cases: list[Case]) -> Instrument:
    kind = dice.pick(Kind.ORDER, Kind.MEMO, Kind.STATUTE, Kind.COMPLAINT, Kind.AGREEMENT, Kind.REGULATION, Kind.MEMO)
    folder = dice.pick(*(one.id for one in cases))
    id = f"{folder}/{n}" if kind in (Kind.ORDER, Kind.COMPLAINT) or dice.sometimes(4) else f"papers/{n}"
    old = dice.sometimes(4) or (kind in (Kind.STATUTE, Kind.REGULATION) and dice.sometimes(2))
    start = When.on("..") if old else dice.when()
    facts = dice.fact(id)
    paper = Instrument(
        id, id, kind, start, (), Confidence.HIGH, CHECKED,
        end=end(dice, cases, unknown=not old) if dice.sometimes() else None,
        norms=tuple(norm(dice, kind, id, name, earlier) for name in ("x", "y")[: dice.number(1, 2)]),
        contested=facts,
    )  # fmt: skip
    least = 1 if kind is Kind.COMPLAINT or dice.plain else 0
    effects = [effect(dice, paper, earlier) for _ in range(dice.pick(least, 1, 1, 2) if earlier else 0)]
    done = {(one.verb, one.target, dice.twice and n): one for n, one in enumerate(effects) if one}
    return replace(paper, effects=tuple(done.values()))


def end(dice: Dice, cases: list[Case], unknown: bool) -> When:
    """A day, or the first of some conditions."""
    if dice.sometimes(2):
        return dice.when(unknown=unknown)
    one = dice.pick(*cases).id
    conditions = (
        Condition(after=f"{one}#ruling", days=dice.number(1, 14)),
        Condition(after=f"{one}#remand", days=dice.number(1, 14)),
        Condition(end_of=one),
    )
    return When(first_of=dice.some(*conditions))


def effect(dice: Dice, source: Instrument, earlier: list[Instrument]) -> Effect | None:
    """What a paper does to an earlier one; nothing, if that would be a slip that the checker refuses."""
    agency = [one for one in earlier if one.tier is Tier.AGENCY] if source.kind is Kind.COMPLAINT else []
    paper = dice.pick(*reversed(agency or earlier))
    target = f"{paper.id}#{dice.pick(*paper.norms).id}" if dice.sometimes() else paper.id
    verb = Verb.CHALLENGES if source.kind is Kind.COMPLAINT else dice.pick(*VERBS)
    reach = verb is Verb.EXTENDS or (verb in (Verb.STAYS, Verb.REINSTATES) and dice.sometimes(2))
    on, until = dice.maybe_when(), dice.when(unknown=verb is not Verb.EXTENDS) if reach else None
    if last(on or source.start) < first(paper.start) or (
        verb is Verb.EXTENDS and last(until) <= first(on or source.start)
    ):
        return None
    ab_initio = verb is Verb.VACATES and dice.sometimes(2)
    return Effect(verb, target, on, until, ab_initio, under=dice.guard())


def first(when: When) -> date:
    """The earliest possible day."""
    return min(one.is_.earliest or date.min for one in when.readings if not one.rejected)


def last(when: When) -> date:
    """The latest possible day."""
    return max(one.is_.latest or date.min for one in when.readings if not one.rejected)


def norm(dice: Dice, kind: Kind, instrument: str, id: str, earlier: list[Instrument]) -> Norm:
    laws = [f"{paper.id}#{one.id}" for paper in earlier if paper.tier is Tier.LAW for one in paper.norms]
    others = [f"{paper.id}#{one.id}" for paper in earlier if paper.tier is not Tier.LAW for one in paper.norms]
    whole = Norm(
        id, modality(dice, kind), ("health",), (Action.SHARE,), f"This is {id} of {instrument}.",
        start=dice.maybe_when(6),
        end=dice.maybe_when(6, unknown=True),
        under=dice.guard(),
        self_executing=kind.tier is not Tier.LAW or not dice.sometimes(),
        relies_on=dice.some(*laws, *laws, *others) if laws + others and dice.sometimes(2) else (),
        yields_to=dice.some(*laws, *laws, *others) if laws + others and dice.sometimes() else (),
    )  # fmt: skip
    if dice.plain:
        return whole
    return replace(
        whole,
        bearer=dice.pick(("health",), ("clinics",), ("health", "clinics")),
        action=dice.pick((Action.SHARE,), (Action.SHARE, Action.USE), (Action.SHARE,), (Action.USE,)),
        recipient=dice.some(*RECIPIENTS) if dice.sometimes(2) else (),
        scope=tuple(box(dice) for _ in range(dice.pick(0, 0, 1, 2))),
        except_=(box(dice),) if dice.sometimes() else (),
    )


def modality(dice: Dice, kind: Kind) -> Modality:
    """Statutes mostly prohibit and agencies mostly permit, or else little would ever be claimed."""
    often = {Tier.LAW: Modality.PROHIBITS, Tier.AGENCY: Modality.PERMITS}.get(kind.tier, Modality.PROHIBITS)
    return dice.pick(often, often, *Modality)


def box(dice: Dice) -> Product:
    frozen = f"plaintiffs-on {dice.first + timedelta(dice.number(0, DAYS))}"
    return Product(
        dice.some(*OBJECTS) if dice.sometimes() else (),
        dice.some(*PEOPLE) if dice.sometimes() else (),
        dice.some("plaintiffs", frozen, *PLACES) if dice.sometimes(2) else (),
        dice.some(*PURPOSES) if dice.sometimes() else (),
        dice.guard(),
    )
