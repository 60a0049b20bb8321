"""Three systems that know little, to show what the bank tells apart: `python -m tests.legalasof.baselines NAME`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

Told = Mapping[str, Any]
RULINGS = ("order", "opinion", "judgment")
SAYS = {"permits": "permitted", "requires": "permitted", "prohibits": "prohibited", "leaves-unclear": "unsettled"}


def always_prohibited(line: Told) -> str:
    """The one answer that is never too bold."""
    return "prohibited"


def label_of_the_case(line: Told) -> str:
    """As a tracker with one label a case: blocked since a court first barred anything, else as some paper permits."""
    begun = [norm | {"kind": paper["kind"]} for paper in _begun(line) for norm in paper.get("norms", ())]
    if any(norm["kind"] in RULINGS and norm["modality"] == "prohibits" for norm in begun):
        return "prohibited"
    return "permitted" if any(norm["modality"] == "permits" for norm in begun) else "no-known-authority"


def last_paper_wins(line: Told) -> str:
    """The last paper of which a norm is about the cell: scope without tiers, effects, ends, parties or doubts."""
    for paper in sorted(_begun(line), key=lambda one: _first(one["from"]), reverse=True):
        said = {SAYS[norm["modality"]] for norm in paper.get("norms", ()) if _about(line, norm)}
        if said:
            return said.pop() if len(said) == 1 else "unsettled"
    return "no-known-authority"


BASELINES: dict[str, Callable[[Told], str]] = {
    "always-prohibited": always_prohibited,
    "label-of-the-case": label_of_the_case,
    "last-paper-wins": last_paper_wins,
}


def _begun(line: Told) -> list[Told]:
    return [paper for paper in line["world"]["papers"] if _first(paper["from"]) <= line["question"]["on"]]


def _first(day: str | Told) -> str:
    """The first day that a date may be, of those that texts can compare."""
    return day if isinstance(day, str) else day["between"][0]


def _about(line: Told, norm: Told) -> bool:
    asked, vocabulary = line["question"], line["world"]["vocabulary"]
    agencies = vocabulary["agencies"]

    def within(tree: str, id: str | None) -> set[str]:
        return {id, *within(tree, vocabulary[tree][id])} if id else set()

    def covers(product: Told) -> bool:
        axes = (("data", "data"), ("people", "people"), ("places", "place"), ("purposes", "purpose"))
        named = ((product.get(axis), within(axis, asked[name])) for axis, name in axes)
        return all(not some or "plaintiffs" in some[0] or not above.isdisjoint(some) for some, above in named)

    bound = asked["bearer"] in agencies and not within("agencies", asked["bearer"]).isdisjoint(norm["bearer"])
    takers = norm.get("recipient", ())
    meant = not takers or not within("agencies", asked["recipient"]).isdisjoint(takers)
    inside = any(map(covers, norm.get("scope", ({},)))) and not any(map(covers, norm.get("except", ())))
    return asked["action"] in norm["action"] and bound and meant and inside


def main() -> None:
    """A verdict for each line, by the baseline named."""
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps({"id": told["id"], "verdict": BASELINES[sys.argv[1]](told)}))


if __name__ == "__main__":
    main()
