"""One question, many engines: which norms speak of this cell on this day.

Every engine holds the same layers of one channel, answers every question, and
must give the same ids; ours gives the verdict and its reasons beside.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import clingo
import duckdb
import networkx as nx
import pandas as pd
import pyoxigraph as ox
import rdflib

from graph.model import Action
from graph.reasoning.reason import channel_of

from .timing import Section, timed

Question = Mapping[str, object]
Layer = tuple[int, int, tuple[int, int, int, int], str]
AXES = ("object", "people", "origin", "purpose")
NS = "https://example.org/bench#"
FIRST, LAST = date.min.toordinal(), date.max.toordinal()


def pinned_questions(record, count=50):
    """Questions about one cell each, on random days."""
    rng = random.Random(7)
    agency = record.agencies["cms"]
    objects = record.trees["object"]
    held = [leaf for root in agency.holds for leaf in objects.members(objects.mask(root))]
    leaves = {"object": held} | {axis: record.trees[axis].leaves for axis in ("people", "origin")}
    return [
        {"on": date(2025, 6, 1) + timedelta(days=rng.randrange(450)), "purpose": "civil-immigration-enforcement"}
        | {axis: rng.choice(some) for axis, some in leaves.items()}
        for _ in range(count)
    ]


def layers(record) -> list[Layer]:
    """The layers of CMS → ICE: first and last ordinal, a bit mask on each axis, the norm's id."""
    channel = channel_of(record, Action.SHARE, "cms", "ice")
    return [
        (int(max(start, FIRST)), int(min(end, LAST)), layer.box, channel.speakers[layer.speaker].id)
        for layer in channel.layers
        for start, end in dict.fromkeys(span for spans in layer.timed.table.values() for span in spans)
    ]


def bits(record, question) -> tuple[int, int, int, int]:
    """The one bit of a question's cell on each axis."""
    return tuple(record.trees[axis].mask(question[axis]) for axis in AXES)


def bare_dict(record, rows) -> Callable[[Question], set[str]]:
    """The least that any engine does: look the channel up, go through its rows."""
    table = {("cms", "ice", "share"): rows}

    def ask(question):
        on, (a, b, c, d) = question["on"].toordinal(), bits(record, question)
        return {
            id
            for start, end, box, id in table["cms", "ice", "share"]
            if start <= on < end and box[0] & a and box[1] & b and box[2] & c and box[3] & d
        }

    return ask


def networkx_scan(record, rows):
    graph = nx.MultiDiGraph()
    for start, end, box, id in rows:
        graph.add_edge("cms", "ice", start=start, end=end, box=box, norm=id)

    def ask(question):
        on, cell = question["on"].toordinal(), bits(record, question)
        return {
            data["norm"]
            for data in graph["cms"]["ice"].values()
            if data["start"] <= on < data["end"]
            and all(have & want for have, want in zip(data["box"], cell, strict=True))
        }

    return ask


def _frame(rows) -> pd.DataFrame:
    """The rows as columns; the masks of 56 places need all 64 bits."""
    return pd.DataFrame(
        [(start, end, *box, id) for start, end, box, id in rows], columns=["start", "end", *AXES, "norm"]
    )


def pandas_filter(record, rows):
    frame = _frame(rows)

    def ask(question):
        on, (a, b, c, d) = question["on"].toordinal(), bits(record, question)
        mask = (frame["start"] <= on) & (frame["end"] > on)
        mask &= ((frame["object"] & a) != 0) & ((frame["people"] & b) != 0)
        mask &= ((frame["origin"] & c) != 0) & ((frame["purpose"] & d) != 0)
        return set(frame.loc[mask, "norm"])

    return ask


def duckdb_sql(record, rows):
    database = duckdb.connect()
    database.register("frame", _frame(rows))
    database.execute("CREATE TABLE layers AS SELECT * FROM frame")
    text = (
        'SELECT DISTINCT norm FROM layers WHERE start <= $1 AND "end" > $1 AND object & $2 != 0 '
        "AND people & $3 != 0 AND origin & $4 != 0 AND purpose & $5 != 0"
    )

    def ask(question):
        found = database.execute(text, [question["on"].toordinal(), *bits(record, question)])
        return {norm for (norm,) in found.fetchall()}

    return ask


def clingo_rules(record, rows):
    facts = []
    for n, (start, end, box, id) in enumerate(rows):
        facts.append(f'layer({n},{start},{end},"{id}").')
        for axis, mask in zip(AXES, box, strict=True):
            facts += [f'{axis}({n},"{leaf}").' for leaf in record.trees[axis].members(mask)]
    rule = "speaks(N) :- layer(L,F,U,N), F <= on, on < U, object(L,o), people(L,p), origin(L,s), purpose(L,u)."
    text = "\n".join([*facts, rule, "#show speaks/1."])

    def ask(question):
        cell = [f'-c{short}="{question[axis]}"' for short, axis in zip("opsu", AXES, strict=True)]
        control = clingo.Control([f"-con={question['on'].toordinal()}", *cell, "--warn=none"])
        control.add("base", [], text)
        control.ground([("base", [])])
        found: set[str] = set()
        control.solve(on_model=lambda model: found.update(one.arguments[0].string for one in model.symbols(shown=True)))
        return found

    return ask


def _turtle(record, rows) -> str:
    """The layers as an RDF author would write them: a node each, joined through one channel."""
    lines = [f"@prefix : <{NS}> ."]
    for n, (start, end, box, id) in enumerate(rows):
        facts = [
            f':norm "{id}"',
            f':from "{date.fromordinal(start)}"',
            f':until "{date.fromordinal(end)}"',
            ":channel :cms-ice",
        ]
        for axis, mask in zip(AXES, box, strict=True):
            facts += [f':{axis} "{leaf}"' for leaf in record.trees[axis].members(mask)]
        lines.append(f":l{n} {' ; '.join(facts)} .")
    return "\n".join(lines)


def _sparql(question) -> str:
    cell = " ; ".join(f':{axis} "{question[axis]}"' for axis in AXES)
    return (
        f"PREFIX : <{NS}> SELECT DISTINCT ?n {{ ?l :channel :cms-ice ; {cell} ; :norm ?n ; :from ?f ; :until ?u "
        f'FILTER(STR(?f) <= "{question["on"]}" && STR(?u) > "{question["on"]}") }}'
    )


def oxigraph_sparql(record, rows):
    store = ox.Store()
    store.load(_turtle(record, rows).encode(), format=ox.RdfFormat.TURTLE)
    return lambda question: {row["n"].value for row in store.query(_sparql(question))}


def rdflib_sparql(record, rows):
    graph = rdflib.Graph().parse(data=_turtle(record, rows), format="turtle")
    return lambda question: {str(row.n) for row in graph.query(_sparql(question))}


ENGINES = {
    "a bare dict": bare_dict,
    "NetworkX, scan of the edges": networkx_scan,
    "pandas, boolean filter": pandas_filter,
    "Oxigraph, SPARQL": oxigraph_sparql,
    "DuckDB, SQL": duckdb_sql,
    "clingo, answer sets": clingo_rules,
    "rdflib, SPARQL": rdflib_sparql,
}
# These take so long that few questions must do.
SLOW, FEW = ("clingo, answer sets", "rdflib, SPARQL"), 3


def pinned(record) -> Section:
    """The pinned question in every engine, and by `ask` with the verdict and its reasons."""
    questions, rows = pinned_questions(record), layers(record)
    asking = {name: make(record, rows) for name, make in ENGINES.items()}
    for question in questions[:FEW]:
        answers = {name: ask(question) for name, ask in asking.items()}
        assert len({frozenset(ids) for ids in answers.values()}) == 1, answers
    counts = {name: FEW if name in SLOW else len(questions) for name in asking}

    def call(name):
        return lambda: [asking[name](question) for question in questions[: counts[name]]]

    calls = {name: call(name) for name in asking}
    calls["couldshare ask, verdict and reasons"] = lambda: [
        record.ask("CMS", "ICE", **question).regions[0].finding.because for question in questions
    ]
    found = timed(calls)
    seconds = {name: taken / counts.get(name, len(questions)) for name, taken in found.items()}
    ours = "couldshare ask, verdict and reasons"
    ordered = dict(sorted(seconds.items(), key=lambda item: item[1]))
    note = f"{len(rows)} layers of one channel; every engine gives the same norms, only `ask` gives the verdict too."
    return Section("One cell on one day", ordered, ours, note)
