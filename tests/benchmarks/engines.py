"""One question, many engines: which norms speak of this cell on this day.

Every engine holds the same rows, answers every question, and must give the
same ids; ours gives the verdict and its reasons beside.  No engine is asked of
precomputed segments: a row is a norm, from one day to another, over a box of
cells.  Twice: the few rows of one channel of the shipped record, and a million
statements about made-up norms of many agencies.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import count

import clingo
import duckdb
import networkx as nx
import pandas as pd
import pyoxigraph as ox
import rdflib

from graph.model import Action
from graph.reasoning.reason import channel_of
from tests.papers import norm, paper

from .timing import Section, timed

Question = Mapping[str, object]
Box = tuple[int, int, int, int]
Pair = tuple[str, str]
Row = tuple[Pair, int, int, Box, str]
AXES = ("object", "people", "origin", "purpose")
NS = "https://example.org/bench#"
FIRST, LAST = date.min.toordinal(), date.max.toordinal()
ASKED = ("cms", "ice")
BEARERS = ("cms", "orr", "irs", "fns", "ssa", "hud", "education", "opm")
RECIPIENTS = ("ice", "uscis", "cbp", "doge", "doj", "palantir")


def pinned_questions(record, seed=7, many=50):
    """Questions about one cell each, on random days."""
    rng = random.Random(seed)
    agency = record.agencies["cms"]
    objects = record.trees["object"]
    held = [leaf for root in agency.holds for leaf in objects.members(objects.mask(root))]
    leaves = {"object": held} | {axis: record.trees[axis].leaves for axis in ("people", "origin")}
    return [
        {"on": date(2025, 6, 1) + timedelta(days=rng.randrange(450)), "purpose": "civil-immigration-enforcement"}
        | {axis: rng.choice(some) for axis, some in leaves.items()}
        for _ in range(many)
    ]


def rows_of(record) -> list[Row]:
    """The layers of CMS → ICE: the pair, first and last ordinal, a bit mask on each axis, the norm's id."""
    channel = channel_of(record, Action.SHARE, *ASKED)
    return [
        (ASKED, int(max(start, FIRST)), int(min(end, LAST)), layer.box, channel.speakers[layer.speaker].id)
        for layer in channel.layers
        for start, end in dict.fromkeys(span for spans in layer.timed.table.values() for span in spans)
    ]


def bits(record, question) -> tuple[int, int, int, int]:
    """The one bit of a question's cell on each axis."""
    return tuple(record.trees[axis].mask(question[axis]) for axis in AXES)


def bare_dict(record, rows) -> Callable[[Question], set[str]]:
    """The least that any engine does: look the channel up, go through its rows."""
    table: dict[Pair, list[Row]] = {}
    for row in rows:
        table.setdefault(row[0], []).append(row)

    def ask(question):
        on, (a, b, c, d) = question["on"].toordinal(), bits(record, question)
        return {
            id
            for _, start, end, box, id in table[ASKED]
            if start <= on < end and box[0] & a and box[1] & b and box[2] & c and box[3] & d
        }

    return ask


def networkx_scan(record, rows):
    graph = nx.MultiDiGraph()
    for pair, start, end, box, id in rows:
        graph.add_edge(*pair, start=start, end=end, box=box, norm=id)

    def ask(question):
        on, cell = question["on"].toordinal(), bits(record, question)
        return {
            data["norm"]
            for data in graph[ASKED[0]][ASKED[1]].values()
            if data["start"] <= on < data["end"]
            and all(have & want for have, want in zip(data["box"], cell, strict=True))
        }

    return ask


def _frame(rows) -> pd.DataFrame:
    """The rows as columns; the masks of 56 places need all 64 bits."""
    return pd.DataFrame(
        [(*pair, start, end, *box, id) for pair, start, end, box, id in rows],
        columns=["bearer", "recipient", "start", "end", *AXES, "norm"],
    )


def pandas_filter(record, rows):
    frame = _frame(rows)

    def ask(question):
        on, (a, b, c, d) = question["on"].toordinal(), bits(record, question)
        mask = (frame["bearer"] == ASKED[0]) & (frame["recipient"] == ASKED[1])
        mask &= (frame["start"] <= on) & (frame["end"] > on)
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
        f"AND people & $3 != 0 AND origin & $4 != 0 AND purpose & $5 != 0 "
        f"AND bearer = '{ASKED[0]}' AND recipient = '{ASKED[1]}'"
    )

    def ask(question):
        found = database.execute(text, [question["on"].toordinal(), *bits(record, question)])
        return {norm for (norm,) in found.fetchall()}

    return ask


def clingo_rules(record, rows):
    facts = []
    for n, (_, start, end, box, id) in enumerate(rows):
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
    """The rows as an RDF author would write them: a node each, with its agencies, days and cells."""
    lines = [f"@prefix : <{NS}> ."]
    for n, ((bearer, recipient), start, end, box, id) in enumerate(rows):
        facts = [
            f':norm "{id}"',
            f':from "{date.fromordinal(start)}"',
            f':until "{date.fromordinal(end)}"',
            f":bearer :{bearer}",
            f":recipient :{recipient}",
            f":channel :{bearer}-{recipient}",
        ]
        for axis, mask in zip(AXES, box, strict=True):
            facts += [f':{axis} "{leaf}"' for leaf in record.trees[axis].members(mask)]
        lines.append(f":l{n} {' ; '.join(facts)} .")
    return "\n".join(lines)


# The two agencies as they stand on each row, or as the one node that stands for them both.
APART = f":bearer :{ASKED[0]} ; :recipient :{ASKED[1]}"
TOGETHER = f":channel :{'-'.join(ASKED)}"


def _sparql(question, agencies: str) -> str:
    cell = " ; ".join(f':{axis} "{question[axis]}"' for axis in AXES)
    return (
        f"PREFIX : <{NS}> SELECT DISTINCT ?n {{ ?l {agencies} ; {cell} ; :norm ?n ; :from ?f ; :until ?u "
        f'FILTER(STR(?f) <= "{question["on"]}" && STR(?u) > "{question["on"]}") }}'
    )


def oxigraph_sparql(record, rows, agencies=APART):
    store = ox.Store()
    store.load(_turtle(record, rows).encode(), format=ox.RdfFormat.TURTLE)
    return lambda question: {row["n"].value for row in store.query(_sparql(question, agencies))}


def rdflib_sparql(record, rows):
    graph = rdflib.Graph().parse(data=_turtle(record, rows), format="turtle")
    return lambda question: {str(row.n) for row in graph.query(_sparql(question, APART))}


ENGINES = {
    "a bare dict": bare_dict,
    "NetworkX, scan of the edges": networkx_scan,
    "pandas, boolean filter": pandas_filter,
    "Oxigraph, SPARQL": oxigraph_sparql,
    "Oxigraph, SPARQL, both agencies as one node": partial(oxigraph_sparql, agencies=TOGETHER),
    "DuckDB, SQL": duckdb_sql,
    "clingo, answer sets": clingo_rules,
    "rdflib, SPARQL": rdflib_sparql,
}
# These take so long that few questions must do.
SLOW, FEW = ("clingo, answer sets", "rdflib, SPARQL"), 3
AGAIN, NEW = "couldshare ask, verdict and reasons", "the same, of a cell and day not asked about before"


def pinned(record) -> Section:
    """The pinned question of the shipped record, in every engine."""
    rows = rows_of(record)
    note = (
        f"{len(rows)} rows, those of one channel; every engine gives the same norms, only `ask` gives the verdict too."
    )
    return _race(record, rows, ENGINES, "One cell on one day", note)


def crowded(record, statements: int) -> Section:
    """The same among so many statements about made-up norms of 48 pairs of agencies; clingo would take minutes."""
    made = _many(record, statements)
    rows = [
        (norm.bearer + norm.recipient, paper.start.readings[0].is_.earliest.toordinal(),
         paper.end.readings[0].is_.earliest.toordinal(), _box(record, norm.scope[0]), f"{paper.id}#{norm.id}")
        for paper, norm in made.norms()
    ]  # fmt: skip
    mine = sum(pair == ASKED for pair, *_ in rows)
    engines = {name: make for name, make in ENGINES.items() if name != "clingo, answer sets"}
    note = (
        f"{len(rows):,} made-up norms of {len(BEARERS) * len(RECIPIENTS)} pairs of agencies, {mine:,} of them of the "
        "pair asked about. `ask` had built that channel before, as the stores had built their indexes."
    )
    return _race(made, rows, engines, f"One cell on one day, among {statements:,} statements", note)


def _box(record, product) -> Box:
    return tuple(record.trees[axis].masks(getattr(product, axis)) for axis in AXES)


def _many(record, statements: int):
    """The vocabularies of the record with made-up papers of one norm each, until their rows make so many statements."""
    rng, papers, made = random.Random(11), {}, 0
    terms = {axis: list(record.trees[axis].terms) for axis in AXES}
    sets = [tuple(rng.sample(terms["origin"], rng.randrange(2, 30))) for _ in range(300)]
    while made < statements:
        id, start = f"agency/paper-{len(papers)}", date(2010, 1, 1) + timedelta(days=rng.randrange(6000))
        box = {axis: (rng.choice(some),) for axis, some in terms.items()} | {"origin": rng.choice(sets)}
        kind, modality = rng.choice([("order", "prohibits"), ("agreement", "permits"), ("notice", "prohibits")])
        one = norm(modality, bearer=(rng.choice(BEARERS),), recipient=(rng.choice(RECIPIENTS),), scope=[box])
        end = start + timedelta(days=rng.randrange(30, 1500))
        papers[id] = paper(kind, id, start.isoformat(), one, end=end.isoformat())
        made += 6 + sum(mask.bit_count() for mask in _box(record, one.scope[0]))
    return replace(record, instruments=papers, cases={}, disclosures={}, notes={})


def _race(record, rows: list[Row], engines, title: str, note: str) -> Section:
    """The pinned question in some engines, and by `ask` with the verdict and its reasons."""
    questions = pinned_questions(record)
    asking = {name: make(record, rows) for name, make in engines.items()}
    for question in questions[:FEW]:
        answers = {name: ask(question) for name, ask in asking.items()}
        assert len({frozenset(ids) for ids in answers.values()}) == 1, answers
    counts = {name: FEW if name in SLOW else len(questions) for name in asking}

    def call(name):
        return lambda: [asking[name](question) for question in questions[: counts[name]]]

    def ours(asked):
        return lambda: [record.ask("CMS", "ICE", **one).regions[0].finding.because for one in asked()]

    seeds = count(8)
    calls = {name: call(name) for name in asking}
    calls |= {AGAIN: ours(lambda: questions), NEW: ours(lambda: pinned_questions(record, next(seeds)))}
    found = timed(calls)
    seconds = {name: taken / counts.get(name, len(questions)) for name, taken in found.items()}
    return Section(title, dict(sorted(seconds.items(), key=lambda item: item[1])), AGAIN, note)
