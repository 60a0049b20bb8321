"""RDF: the derived graph answers as `ask` does, every date has bounds, shapes hold, bytes are the same every time."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from pyshacl import validate
from rdflib.namespace import OWL, RDF, RDFS

from graph import model
from graph.analysis.segments import shared_channels
from graph.dates import Edtf
from graph.model import Action, Source, SourceTier
from graph.rdf import dataset, export, iris, ontology_page
from graph.rdf.catalogue import query
from graph.rdf.sparql import run
from tests import papers

ROOT = Path(__file__).parent.parent
TINY = Path(__file__).parent / "tiny"
CS = rdflib.Namespace(iris.NS)
DAY = timedelta(days=1)


def triples(corpus, only=None, without=None):
    """The statements of a corpus, of one of its graphs or of all but one, in an rdflib graph of its own."""
    graphs = ((quad.triple, quad.graph_name.value) for quad in dataset.quads(corpus))
    some = {triple for triple, graph in graphs if only in (None, graph) and graph != without}
    return rdflib.Graph().parse(data=ox.serialize(some, format=ox.RdfFormat.N_TRIPLES), format="nt")


# --- verdicts ------------------------------------------------------------------


def by_ask(answer):
    return {
        (object_, people, origin, purpose): str(region.verdict)
        for region in answer.regions
        for object_ in region.objects
        for people in region.people
        for origin in region.origins
        for purpose in region.purposes
    }


def parameters(answer):
    """What a question asks, as the parameters of a query."""
    asked = answer.question
    given = {"bearer": asked.bearer, "action": str(asked.action), "on": asked.on, "purpose": asked.purpose}
    more = {"recipient": asked.recipient, "object": asked.object, "people": asked.people, "origin": asked.origin}
    return given | {name: value for name, value in more.items() if value}


def by_sparql(corpus, answer, endpoint=""):
    """The verdict of every cell that a question asks about, by the catalogue's query; silence where no row comes."""
    leaves = [tree.members(mask) for tree, mask in zip(corpus.trees.values(), answer.masks, strict=True)]
    rows = query("cell-verdicts").run(corpus, endpoint=endpoint, **parameters(answer)).records(short=True)
    told = {(row["data"], row["about"], row["state"], row["for"]): row["verdict"] for row in rows}
    cells = [(a, b, c, d) for a in leaves[0] for b in leaves[1] for c in leaves[2] for d in leaves[3]]
    return {cell: told.get(cell, "no-known-authority") for cell in cells}


def scenarios():
    for file in sorted((Path(__file__).parent / "scenarios").glob("*.yaml")):
        for n, one in enumerate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)):
            yield pytest.param(one["ask"], id=f"{file.stem}-{n}")


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_plain_sparql_over_the_segments_gives_the_verdicts_of_ask_on_every_scenario(record, scenario):
    asked = dict(scenario)
    answer = record.ask(asked.pop("bearer"), asked.pop("recipient", None), **asked)

    assert by_sparql(answer.corpus, answer) == by_ask(answer)


def days_around_changes(corpus):
    for channel in shared_channels(corpus):
        line = corpus.timeline(channel.bearers[-1], *channel.recipients[-1:], action=str(channel.action))
        starts = {segment.start for strand in line.strands for segment in strand.segments} - {None}
        for start in sorted(starts):
            yield from ((channel, on) for on in (start - DAY, start, start + DAY))


def test_they_agree_on_every_cell_of_the_tiny_world_at_every_change_and_the_days_around_it(tiny):
    asked = 0
    for channel, on in days_around_changes(tiny):
        ends = (channel.bearers[-1], *channel.recipients[-1:])
        for purpose in tiny.trees["purpose"].roots():
            answer = tiny.ask(*ends, action=str(channel.action), on=on, purpose=purpose)
            asked += 1
            assert by_sparql(tiny, answer) == by_ask(answer), (ends, on, purpose)
    assert asked > 50


def test_where_no_channel_is_nothing_is_known_and_every_pair_that_has_one_is_answered_from_it(tiny):
    on, spoken, silent = date(2031, 5, 15), 0, 0
    for bearer in tiny.agents.terms:
        for recipient in tiny.agents.terms:
            answer = tiny.ask(bearer, recipient, on=on)
            found = by_sparql(tiny, answer)
            assert found == by_ask(answer), (bearer, recipient)
            spoken += set(found.values()) != {"no-known-authority"}
            silent += set(found.values()) == {"no-known-authority"}
    assert spoken > 5
    assert silent > 5


def test_the_segments_alone_answer_on_an_engine_that_knows_no_named_graphs(tiny):
    alone = triples(tiny, only=iris.graph("segments"))
    asked = {"bearer": "relief-office", "recipient": "guard", "on": "2031-03-10", "people": "foreigner", "origin": "ST"}
    asked["purpose"] = "removals"
    told = {}

    for object_ in tiny.trees["object"].leaves:
        rows = alone.query(query("verdict").bind(tiny, {**asked, "object": object_}))
        told[object_, "foreigner", "ST", "removals"] = ", ".join({iris.short(str(row.verdict)) for row in rows})

    assert told == by_ask(tiny.ask(asked.pop("bearer"), asked.pop("recipient"), **asked))
    assert len(set(told.values())) == 3


@pytest.mark.parametrize(
    "name", ["could-share", "timeline", "flips", "sources-behind", "flows", "hinges", "overridden"]
)
def test_they_alone_answer_other_queries_too(tiny, name):
    asked = {"bearer": "relief-office", "recipient": "guard", "on": "2031-03-10"}
    given = {key: value for key, value in asked.items() if key in {p.name for p in query(name).parameters}}

    text = query(name).bind(tiny, given)

    assert len(triples(tiny, only=iris.graph("segments")).query(text)) == len(run(tiny, text).rows) > 0


def test_the_data_set_of_a_day_of_knowledge_says_what_was_known_then(tiny):
    before, after = tiny.as_known("2031-01-19"), tiny.as_known("2031-01-20")
    asked = {"bearer": "relief-office", "recipient": "guard", "on": "2031-01-20", "people": "foreigner"}

    assert {row["verdict"] for row in query("could-share").run(before, **asked).records(short=True)} == {"prohibited"}
    assert {row["verdict"] for row in query("could-share").run(after, **asked).records(short=True)} == {"permitted"}


# --- form ------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", ["tiny", "record"])
def test_no_literal_but_text_days_truths_and_whole_numbers(corpus, request):
    xsd = iris.PREFIXES["xsd"]
    quads = dataset.quads(request.getfixturevalue(corpus))

    types = {quad.object.datatype.value.removeprefix(xsd) for quad in quads if isinstance(quad.object, ox.Literal)}

    assert types == {"string", "date", "boolean", "integer"}


@pytest.mark.parametrize("corpus", ["tiny", "record"])
def test_there_are_no_blank_nodes_and_no_statement_stands_in_two_graphs(corpus, request):
    quads = set(dataset.quads(request.getfixturevalue(corpus)))

    assert {type(term) for quad in quads for term in (quad.subject, quad.object)} == {ox.NamedNode, ox.Literal}
    assert len({quad.triple for quad in quads}) == len(quads)


def test_the_data_set_of_the_record_is_small(record):
    assert 20_000 < len(dataset.quads(record)) < 300_000


def test_each_file_is_a_graph_and_the_graph_names_its_file(tiny):
    graphs = {quad.graph_name.value for quad in dataset.quads(tiny)}
    paths = {quad.object.value for quad in dataset.quads(tiny) if quad.predicate.value == iris.NS + "path"}

    assert {iris.graph(id) for id in (*tiny.instruments, *tiny.cases, "vocabularies", "sources", "segments")} < graphs
    assert len(paths) == len(tiny.instruments) + len(tiny.cases)
    assert [path for path in paths if not (TINY / path).is_file()] == []


def test_two_runs_write_the_same_bytes_whatever_the_order_of_sets():
    load = f"graph.load({str(TINY)!r}, cache=False)"
    code = f"import sys, graph; from graph.rdf import dataset; sys.stdout.buffer.write(dataset.nquads({load}))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": n},
        )
        for n in ("1", "2")
    ]

    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.count(b"\n") > 1000


def test_a_date_keeps_its_words_its_readings_and_its_bounds():
    one = papers.paper("order", "cases/suit/2031-05-order", "2031-05-1X", papers.norm("prohibits"))
    two = papers.paper(
        "memo", "agency/2031-memo", "..", papers.norm("permits"), end=papers.when("2031-07-01", "2031-08")
    )
    three = papers.paper("memo", "agency/2031-other", "2031-01-01", end=papers.when("unknown"))
    graph = triples(papers.record(one, two, three))

    def day(id, part):
        node = rdflib.URIRef(iris.record(id, part))
        return [str(graph.value(node, CS[side])) for side in ("earliest", "latest")]

    assert day(one.id, "start") == ["2031-05-10", "2031-05-19"]
    assert day(two.id, "start") == ["0001-01-01", "0001-01-01"]
    assert day(two.id, "end") == ["2031-07-01", "2031-08-31"]
    assert day(two.id, "end2") == ["2031-08-01", "2031-08-31"]
    assert day(three.id, "end") == ["0001-01-01", "9999-12-31"]
    written = graph.objects(rdflib.URIRef(iris.record(two.id, "end")), CS.written)
    assert sorted(map(str, written)) == ["2031-07-01", "2031-08"]


def test_what_is_certain_ends_where_a_doubt_begins_and_what_may_be_goes_on():
    graph = triples(
        papers.record(
            papers.paper("memo", "agency/2031-memo", "2031-01-1X", end=papers.when("2031-07-01", "2031-08-01"))
        )
    )

    def spans(how):
        nodes = graph.objects(rdflib.URIRef(iris.record("agency/2031-memo")), CS[how])
        return [tuple(str(graph.value(node, CS[side])) for side in ("from", "until")) for node in nodes]

    assert spans("operative") == [("2031-01-19", "2031-07-01")]
    assert spans("perhapsOperative") == [("2031-01-10", "2031-08-01")]


def test_a_norm_is_known_from_the_day_of_its_own_source_and_a_paper_from_its():
    told = (papers.Cite("post"),)
    corpus = papers.record(papers.paper("memo", "agency/2031-memo", "2031-01-01", papers.norm("permits", cites=told)))
    corpus.sources["post"] = Source("Post", "Post", Edtf.parse("2031-05"), SourceTier.NEWS)
    graph = triples(corpus)

    def known(id):
        return str(graph.value(rdflib.URIRef(iris.record(id)), CS.knownFrom))

    assert known("agency/2031-memo") == "0001-01-01"
    assert known("agency/2031-memo#n") == "2031-05-31"


def test_ids_that_an_iri_cannot_hold_are_written_so_that_it_can():
    odd = Source('A "page"', "p", Edtf.parse("2031"), SourceTier.NEWS, url="https://post.example/a b")
    corpus = papers.record(papers.paper("memo", "agency/2031-01-01 mémo", "2031-01-01", papers.norm("permits")))
    corpus.sources["the post, 2"] = odd

    back = list(ox.parse(dataset.nquads(corpus), format=ox.RdfFormat.N_QUADS))

    assert set(back) == set(dataset.quads(corpus))
    assert iris.short(iris.record("agency/2031-01-01 mémo#n")) == "agency/2031-01-01 mémo#n"
    assert "https://post.example/a b" not in dataset.nquads(corpus).decode()


def test_the_rdflib_data_set_is_the_callers_own(tiny):
    mine = dataset.to_rdf(tiny)
    before = len(dataset.store(tiny))

    mine.add((CS.a, CS.b, CS.c, CS.d))

    assert isinstance(mine, rdflib.Dataset)
    assert len(mine) == before + 1
    assert len(dataset.store(tiny)) == before
    asked = "SELECT (COUNT(*) AS ?n) { ?norm a <https://w3id.org/couldshare/ns#Norm> }"
    assert int(next(iter(mine.query(asked))).n) == len(list(tiny.norms()))


# --- shapes and words --------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes():
    return rdflib.Graph().parse(ROOT / "graph" / "shapes.ttl")


def problems(data, shapes):
    conforms, _, text = validate(data, shacl_graph=shapes)
    return "" if conforms else text


@pytest.mark.parametrize("corpus", ["tiny", "record"])
def test_the_data_conform_to_the_shapes(corpus, shapes, request):
    data = request.getfixturevalue(corpus)
    # The segments of the record are many, made by the same code, and would take the engine half a minute.
    left_out = {"tiny": None, "record": iris.graph("segments")}[corpus]

    assert problems(triples(data, without=left_out), shapes) == ""


YEAR = rdflib.Literal("2031", datatype=rdflib.XSD.gYear)
PACT = rdflib.URIRef(iris.record("agency/2031-01-15-relief-pact#rolls"))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda g: g.remove((PACT, CS.bearer, None)), "A norm binds somebody"),
        (lambda g: g.set((PACT, CS.modality, CS.allows)), "not in list"),
        (lambda g: g.remove((rdflib.URIRef(iris.record("agency/2031-01-15-relief-pact")), CS.cite, None)), "source"),
        (
            lambda g: g.set((next(g.subjects(RDF.type, CS.Day)), CS.latest, YEAR)),
            "xsd:date",
        ),
        (
            lambda g: g.set((next(g.subjects(RDF.type, CS.Span)), CS["until"], rdflib.Literal(date(1, 1, 1)))),
            "begins before it ends",
        ),
        (lambda g: g.remove((None, CS.decidedBy, None)), "names the norm that gives it"),
    ],
)  # fmt: skip
def test_a_broken_statement_is_caught(tiny, shapes, broken, says):
    data = triples(tiny)

    broken(data)

    assert says in problems(data, shapes)


def test_every_word_of_the_data_is_in_the_ontology_and_explained(tiny, record):
    ontology = rdflib.Graph().parse(ROOT / "graph" / "ontology.ttl")
    every = {quad.triple for corpus in (tiny, record) for quad in dataset.quads(corpus)} | set(export.dated_edges(tiny))
    used = {one.value for t in every for one in (t.predicate, t.object) if isinstance(one, ox.NamedNode)}
    ours = {rdflib.URIRef(iri) for iri in used if iri.startswith(iris.NS) and iri != iris.NS}

    assert len(ours) > 100
    assert {word for word in ours if not ontology.value(word, RDFS.label)} == set()
    assert {word for word in ours if not ontology.value(word, RDFS.comment)} == set()


@pytest.mark.parametrize(
    "name", ["Verdict", "Modality", "Action", "Tier", "Kind", "Verb", "Confidence", "Role", "SourceTier"]
)
def test_the_closed_lists_of_the_ontology_are_those_of_the_model(name):
    ontology = rdflib.Graph().parse(ROOT / "graph" / "ontology.ttl")

    assert {iris.short(str(one)) for one in ontology.subjects(RDF.type, CS[name])} == set(getattr(model, name))


def test_no_name_of_the_ontology_means_two_things():
    ontology = rdflib.Graph().parse(ROOT / "graph" / "ontology.ttl")
    names = [str(s) for s in ontology.subjects(RDFS.label, None)]
    properties = {
        str(s) for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in ontology.subjects(RDF.type, kind)
    }
    members = {str(s) for s, kind in ontology.subject_objects(RDF.type) if str(kind).startswith(iris.NS)}

    assert len(names) == len(set(names))
    assert properties & members == set()


def test_every_action_a_corpus_speaks_of_has_its_channels(record):
    spoken = {(action, bearer) for _, norm in record.norms() for action in norm.action for bearer in norm.bearer}
    found = {(channel.action, bearer) for channel in shared_channels(record) for bearer in channel.bearers}

    assert spoken <= found
    assert {channel.recipients for channel in shared_channels(record) if channel.action is Action.USE} == {()}


# --- the page of the ontology -------------------------------------------------------


def test_the_page_of_the_ontology_is_that_of_its_words_and_draws_the_way_from_a_question_to_its_verdict():
    text = (ROOT / "graph" / "ontology.md").read_text(encoding="utf-8")
    words = rdflib.Graph().parse(ROOT / "graph" / "ontology.ttl")
    defined = {str(one).removeprefix(iris.NS) for one in words.subjects(rdflib.RDFS.comment) if iris.NS in str(one)}

    assert text == ontology_page.page(), "run python -m graph.rdf.ontology_page"
    assert "Channel -- bearer --> Agent" in text
    assert "Segment -- channel --> Channel" in text
    assert "Segment -- verdict --> Verdict" in text
    kinds = {str(one).removeprefix(iris.NS) for one in words.subjects(rdflib.RDF.type, rdflib.OWL.Class)}
    assert {name for name in kinds & defined if f"| `cs:{name}` |" not in text} == set()
