"""The verdicts of the engine and of the SPARQL segments, to hold against the second opinions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

from graph.corpus import Corpus, once
from graph.model import Action
from graph.rdf.catalogue import query
from graph.rdf.sparql import run
from graph.reasoning.question import Question
from graph.reasoning.reason import answer

from .facts import Cell, Facts

Channel = tuple[str, str, str | None]
Verdicts = dict[tuple[date, int], str]


def by_engine(corpus: Corpus, channel: Channel, days: Iterable[date], told: Facts) -> Verdicts:
    """As `ask` answers about everything: the verdict of every cell, told of its class.

    Cells of one class with several verdicts would be told as such, and agree with nobody.
    """
    action, bearer, recipient = channel
    found: dict[tuple[date, int], set[str]] = {}
    roots = [[id for id, term in terms.items() if not term.broader] for terms in (corpus.objects, corpus.purposes)]
    for on, object_, purpose in product(days, *roots):
        asked = Question(bearer, recipient, on, Action(action), object_, purpose=purpose)
        for region in answer(corpus, asked).regions:
            for n in told.classes_of((region.objects, region.people, region.origins, region.purposes)):
                found.setdefault((on, n), set()).add(str(region.verdict))
    return {at: " and ".join(sorted(some)) for at, some in found.items()}


def by_sparql(corpus: Corpus, channel: Channel, days: Sequence[date], cells: Sequence[Cell]) -> Verdicts:
    """As the catalogue's query `could-share` answers on Oxigraph, with the day and the node of the cells as columns.

    No row is no known authority, as the query says of itself.
    """
    action, bearer, recipient = channel
    asked = {"action": action, "bearer": bearer, **({"recipient": recipient} if recipient else {})}
    text = query("could-share").bind(corpus, {**asked, "purpose": (), "on": list(map(str, days))})
    wide = re.sub(r"SELECT DISTINCT .* WHERE", "SELECT DISTINCT ?set ?on ?verdict WHERE", text)
    rows = list(run(corpus, re.sub(r"ORDER BY .*", "", wide)).records(short=True))
    over: dict[str, list[Cell | None]] = {}
    lies = _leaves_of_sets(corpus)
    for row in rows:
        over.setdefault(row["set"], [n for n, cell in enumerate(cells) if _inside(cell, lies[row["set"]])])
    found = {(on, n): "no-known-authority" for on in days for n in range(len(cells))}
    told = {}
    for row in rows:
        for n in over[row["set"]]:
            told.setdefault((date.fromisoformat(row["on"]), n), set()).add(row["verdict"])
    return found | {at: " and ".join(sorted(some)) for at, some in told.items()}


@once
def _leaves_of_sets(corpus: Corpus) -> dict[str, dict[str, set[str]]]:
    """The leaves on each axis of every set of cells in the derived graph."""
    out: dict[str, dict[str, set[str]]] = {}
    text = "SELECT ?set ?axis ?leaf { VALUES ?axis { cs:object cs:people cs:origin cs:purpose } ?set ?axis ?leaf }"
    for row in run(corpus, text).records(short=True):
        out.setdefault(row["set"], {}).setdefault(row["axis"], set()).add(row["leaf"])
    return out


def _inside(cell: Cell, lies: dict[str, set[str]]) -> bool:
    return all(leaf in lies[axis] for axis, leaf in zip(("object", "people", "origin", "purpose"), cell, strict=True))
