"""couldshare as a contestant: `python -m tests.legalasof.ours` reads question lines and writes answer lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from graph.api import Record
from graph.dates import Edtf
from graph.model import (
    Action,
    Case,
    Cite,
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
    Source,
    SourceTier,
    Term,
    Verb,
    When,
)

Told = Mapping[str, Any]
LAST = Edtf.parse("2032-12-31")


def answer(line: Told) -> str:
    """The verdict on the one cell that a line asks about."""
    asked = line["question"]
    found = record(line["world"], asked["known"]).ask(
        asked["bearer"],
        asked["recipient"],
        action=asked["action"],
        on=asked["on"],
        object=asked["data"],
        people=asked["people"],
        origin=asked["place"],
        purpose=asked["purpose"],
    )
    return str(found.verdict)


def record(world: Told, known: str | None = None) -> Record:
    """A world as a record; with `known`, as it stood that day."""
    every = _Writer(world).record()
    return every.as_known(known) if known else every


class _Writer:
    """Turns a world into a record; there a case is a folder, and its papers lie in it."""

    def __init__(self, world: Told) -> None:
        self.world = world
        self.names = {one["id"]: f"cases/{one['id']}" for one in world["cases"]}
        self.names |= {one["id"]: f"{self.name(one['case'])}/{one['id']}" for one in world["papers"] if "case" in one}

    def name(self, id: str) -> str:
        """The id in the record of a case, a paper, or something in one (`order#norm`)."""
        owner, mark, part = id.partition("#")
        return f"{self.names.get(owner, owner)}{mark}{part}"

    def record(self) -> Record:
        trees = {name: _terms(tree) for name, tree in self.world["vocabulary"].items()}
        cases, papers = map(self.case, self.world["cases"]), map(self.paper, self.world["papers"])
        sources = {
            f"{one['id']}-{n}": Source("-", "-", Edtf.parse(told["published"] or "unknown"), SourceTier(told["tier"]))
            for one in self.world["papers"]
            for n, told in enumerate(one["sources"])
        }
        return Record(
            trees["agencies"],
            trees["data"],
            trees["people"],
            trees["places"],
            trees["purposes"],
            sources=sources,
            cases={one.id: one for one in cases},
            instruments={one.id: one for one in papers},
            version="legalasof",
        )

    def case(self, told: Told) -> Case:
        name = self.name(told["id"])
        return Case(
            name, name, "court", "1", LAST, (), self.day(told["filed"]),
            closed=self.day(told.get("closed")),
            parties=tuple(
                Party(
                    Role(one["role"]), tuple(one["places"]),
                    joined=self.day(one.get("joined")), left=self.day(one.get("left")), under=self.under(one),
                )
                for one in told["parties"]
            ),
            events=tuple(Event(one["id"], one["id"], self.day(one.get("on"))) for one in told.get("events", ())),
            contested=_facts(told),
        )  # fmt: skip

    def paper(self, told: Told) -> Instrument:
        return Instrument(
            self.name(told["id"]), told["title"], Kind(told["kind"]), self.day(told["from"]) or When.on(".."),
            tuple(Cite(f"{told['id']}-{n}") for n, _ in enumerate(told["sources"])), Confidence.MEDIUM, LAST,
            end=self.day(told.get("until")),
            norms=tuple(self.norm(one) for one in told.get("norms", ()) if "withdrawn" not in one),
            effects=tuple(
                Effect(
                    Verb(one["does"]), self.name(one["target"]), self.day(one.get("on")), self.day(one.get("until")),
                    one.get("from_the_start", False), self.under(one),
                )
                for one in told.get("effects", ())
            ),
            contested=_facts(told),
        )  # fmt: skip

    def norm(self, told: Told) -> Norm:
        return Norm(
            told["id"], Modality(told["modality"]), tuple(told["bearer"]), tuple(map(Action, told["action"])), "",
            recipient=tuple(told.get("recipient", ())),
            scope=tuple(map(self.product, told.get("scope", ()))),
            except_=tuple(map(self.product, told.get("except", ()))),
            start=self.day(told.get("from")),
            end=self.day(told.get("until")),
            under=self.under(told),
            self_executing=told.get("self_executing", True),
            relies_on=tuple(map(self.name, told.get("relies_on", ()))),
            yields_to=tuple(map(self.name, told.get("yields_to", ()))),
        )  # fmt: skip

    def product(self, told: Told) -> Product:
        axes = (tuple(told.get(axis, ())) for axis in ("data", "people", "places", "purposes"))
        return Product(*axes, under=self.under(told))

    def under(self, told: Told) -> dict[str, str]:
        return {self.name(fact): reading for fact, reading in told.get("under", {}).items()}

    def day(self, told: str | Told | None) -> When | None:
        """A day of the world: a text, bounds, readings, or the first of some conditions."""
        if told is None:
            return None
        if isinstance(told, str):
            return When.on(told)
        if "between" in told:
            return When.on("/".join(end or ".." for end in told["between"]))
        if "readings" in told:
            return When(
                tuple(DateReading(Edtf.parse(one["is"]), (), one.get("rejected", "")) for one in told["readings"])
            )
        return When(
            first_of=tuple(
                Condition(self.name(one.get("after", "")), one.get("days", 0), self.name(one.get("end-of", "")))
                for one in told["first-of"]
            )
        )


def _terms(tree: Mapping[str, str | None]) -> dict[str, Term]:
    return {id: Term(id, broader=broader or "") for id, broader in tree.items()}


def _facts(told: Told) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            one["id"],
            one["question"],
            tuple(Reading(each["id"], each["says"], (), each.get("rejected", "")) for each in one["readings"]),
        )
        for one in told.get("facts", ())
    )


def main() -> None:
    """A verdict for each line."""
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps({"id": told["id"], "verdict": answer(told)}))


if __name__ == "__main__":
    main()
