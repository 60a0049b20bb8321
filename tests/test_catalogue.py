"""The query catalogue: every query is documented, answers alike on two engines, and takes names and nothing else."""

import re
import socket
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest
import rdflib

from graph.courts.cases import status_on
from graph.dates import Edtf
from graph.errors import NotFound, QueryError, QuestionError
from graph.model import Action, Case, Cite, Confidence, Disclosure, Effect, Product, Read, Source, SourceTier, Verb
from graph.rdf import dataset, iris
from graph.rdf.catalogue import arguments, catalogue, query, read
from graph.rdf.sparql import run
from tests import papers
from tests.papers import norm, paper, when

NAMES = sorted(catalogue())
POST, RUMOUR = (Cite("evening-post"),), (Cite("rumour"),)
PACT = "agency/2031-01-15-relief-pact"


@pytest.fixture(scope="module")
def world(tiny):
    """The tiny world with a second suit, a use, an onward flow, a demand, a duty, a rumour and a disclosure."""
    notice = paper(
        "notice", "agency/2031-02-10-guard-notice", "2031-02-10",
        norm("permits", "use", bearer=("guard",), recipient=(), action=(Action.USE,)),
        norm("permits", "onward", bearer=("guard",), recipient=("states",), action=(Action.ONWARD_SHARE,)),
        norm("permits", "demand", bearer=("guard",), recipient=("states",), action=(Action.DEMAND,)),
        norm("permits", "thin", bearer=("vaccine-board",), confidence=Confidence.LOW, cites=RUMOUR),
        cites=POST,
    )  # fmt: skip
    law = paper("statute", "law/levy-act", "..", norm("requires", "levy", bearer=("states",)), cites=POST)
    suit = Case(
        "cases/zenda-v-guard", "Zenda v. Guard", "High Court of Ruritania", "31-9", Edtf.parse("2031-09-30"), POST,
        when("2031-02-20"),
    )  # fmt: skip
    complaint = paper(
        "complaint",
        f"{suit.id}/2031-02-20-complaint",
        "2031-02-20",
        does={"challenges": Effect(Verb.CHALLENGES, PACT)},
        cites=POST,
    )
    deed = Disclosure(
        "disclosures/2031-03-rolls", "The rolls of Zenda", when("2031-03"), ("relief-office",), POST, Confidence.LOW,
        Edtf.parse("2031-09-30"), ("guard",), scope=(Product(origin=("ZE",)),),
    )  # fmt: skip
    rumour = Source("A rumour", "The market", Edtf.parse("2031-02-11"), SourceTier.DERIVED, read=Read.NO)
    return replace(
        tiny,
        instruments={**tiny.instruments, **{one.id: one for one in (notice, law, complaint)}},
        cases={**tiny.cases, suit.id: suit},
        disclosures={deed.id: deed},
        sources={**tiny.sources, "rumour": rumour},
    )


# What to ask of that world: of every query that has the parameter, and of some in particular.
ASKED = {
    "bearer": "relief-office", "recipient": "guard", "on": "2031-05-15", "early": "2031-03-09", "late": "2031-04-02",
    "case": "strelsau-v-health", "source": "pact-text", "object": "relief/illness", "people": "foreigner",
    "origin": "ST", "purpose": "removals",
}  # fmt: skip
IN_PARTICULAR = {
    "cell-verdicts": {"bearer": "vaccine-board", "recipient": "ST", "purpose": "relief-audit"},
    "carried-forward": {"on": "2031-12-01"},
    "changes-between": {"early": "2031-03-09", "late": "2031-03-10"},
    "contested-facts": {"paper": "strelsau-v-health"},
    "effects-on": {"paper": PACT},
    "ending-soon": {"on": "2031-12-20"},
    "must-share": {"bearer": "ST"},
    "news-only": {"bearer": "guard"},
    "norms-in-force": {"bearer": "health"},
    "onward-paths": {"bearer": "vaccine-board", "recipient": "TA", "on": "2031-02-12"},
    "known-on": {"bearer": "health"},
    "thinly-sourced": {"bearer": "vaccine-board"},
    "unread-only": {"bearer": "vaccine-board"},
}


def asked(name):
    takes = {parameter.name for parameter in query(name).parameters}
    return {key: value for key, value in (ASKED | IN_PARTICULAR.get(name, {})).items() if key in takes}


@pytest.fixture(scope="module")
def hamlet():
    """A world of two papers, for the one query that goes through every cell: rdflib takes its time over that."""
    return papers.record(
        paper("notice", "agency/2031-01-01-notice", "2031-01-01", norm("permits")),
        paper("order", "cases/suit/2031-03-01-order", "2031-03-01", norm("prohibits", scope=[{"origin": ("AA",)}])),
    )


def on_rdflib(corpus):
    """The same statements in rdflib's own store, to be asked by rdflib's own engine."""
    lines = ox.serialize({quad.triple for quad in dataset.quads(corpus)}, format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines, format="nt")


@pytest.fixture(scope="module")
def world_on_rdflib(world):
    return on_rdflib(world)


def plain_rows(rows):
    """Rows of rdflib or of Oxigraph as text: IRIs and literals, with datatypes but for plain text."""
    told = [
        tuple("" if term is None else term.n3() if hasattr(term, "n3") else str(term) for term in row) for row in rows
    ]
    return sorted(
        tuple(text.removesuffix("^^<http://www.w3.org/2001/XMLSchema#string>") for text in row) for row in told
    )


def test_there_are_enough_queries():
    assert len(NAMES) >= 20


def same_rows(corpus, theirs, text):
    ours, theirs = run(corpus, text), theirs.query(text)
    assert plain_rows(ours.rows) == plain_rows(theirs)
    assert ours.columns == tuple(map(str, theirs.vars))
    return len(ours.rows)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "cell-verdicts"])
def test_a_query_gives_the_same_rows_on_oxigraph_and_on_rdflib(world, world_on_rdflib, name):
    assert same_rows(world, world_on_rdflib, query(name).bind(world, asked(name))) > 0


def test_the_query_for_every_cell_gives_the_same_rows_too(hamlet):
    text = query("cell-verdicts").bind(hamlet, {"bearer": "office", "recipient": "guard", "on": "2031-03-01"})

    assert same_rows(hamlet, on_rdflib(hamlet), text) == 12


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_documented_and_runs_as_it_stands_on_the_record(record, name):
    one = query(name)
    lines = re.findall(r"^ *VALUES \?(\w+) \{ .+ \}$", one.example, re.MULTILINE)

    assert one.title.endswith(("?", "."))
    assert len(one.about) > 40
    assert [parameter.name for parameter in one.parameters] == [
        n for n in dict.fromkeys(lines) if n in {p.name for p in one.parameters}
    ]
    assert all(parameter.about for parameter in one.parameters)
    assert "ORDER BY" in one.example
    assert len(run(record, one.example).rows) > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_query_runs_with_what_it_requires_alone(tiny, name):
    required = {p.name: asked(name)[p.name] for p in query(name).parameters if p.required}

    text = query(name).bind(tiny, required)

    assert run(tiny, text).columns
    for parameter in query(name).parameters:
        bound = parameter.required or parameter.default
        assert (f"VALUES ?{parameter.name} {{" in text) == bool(bound)


# --- what the queries say is what the record says elsewhere --------------------------


def column(corpus, name, key, **given):
    return {row[key] for row in query(name).run(corpus, **given).records(short=True)}


def test_flips_are_those_of_the_timeline(tiny):
    line = tiny.timeline("relief-office", "guard")

    assert column(tiny, "flips", "on", bearer="relief-office", recipient="guard") == set(line.flips)
    rows = query("flips").run(tiny, bearer="relief-office", recipient="guard").records(short=True)
    assert [row for row in rows if row["was"] == row["verdict"]] == []
    some = column(tiny, "flips", "on", bearer="RO", recipient="BG", after="2031-04-01", before="2031-05-01")
    assert some == {on for on in line.flips if date(2031, 4, 1) <= on < date(2031, 5, 1)}


def test_the_next_change_is_that_of_the_timeline(tiny):
    line = tiny.timeline("relief-office", "guard")
    days = column(tiny, "next-changes", "next", bearer="relief-office", recipient="guard", on="2031-04-01")

    assert days == {min(on for on in line.flips if on > date(2031, 4, 1)).isoformat()}


def test_changes_between_two_days_are_those_of_the_record(tiny):
    found = tiny.changes("relief-office", "guard", "2031-03-09", "2031-03-10")
    asked_ = {"bearer": "relief-office", "recipient": "guard", "early": "2031-03-09", "late": "2031-03-10"}
    rows = query("changes-between").run(tiny, **asked_).records(short=True)

    flips = {(str(one.before.verdict), str(one.after.verdict)) for one in found}
    assert {(row["was"], row["verdict"]) for row in rows} == {flip for flip in flips if flip[0] != flip[1]}


@pytest.mark.parametrize("on", ["2031-03-09", "2031-03-10", "2031-04-01", "2031-04-22", "2031-06-09", "2032-01-15"])
def test_papers_in_force_are_those_of_the_record_and_so_is_how_sure_that_is(tiny, on):
    rows = query("papers-in-force").run(tiny, on=on).records(short=True)
    status = {id: status_on(tiny, one, date.fromisoformat(on)) for id, one in tiny.instruments.items()}

    assert {row["paper"]: row["certainly"] for row in rows} == {
        id: one == "certain" for id, one in status.items() if one != "never"
    }


@pytest.mark.parametrize("on", ["2030-12-31", "2031-01-19", "2031-01-20", "2031-05-20"])
def test_the_norms_known_on_a_day_are_those_of_the_record_as_known_then(tiny, on):
    known = {f"{instrument.id}#{norm_.id}" for instrument, norm_ in tiny.as_known(on).norms()}

    assert column(tiny, "known-on", "norm", on=on) == known


@pytest.mark.parametrize("on", ["2031-03-09", "2031-03-10", "2031-04-01", "2031-05-15", "2031-05-19"])
def test_protected_states_are_those_of_which_something_is_prohibited(tiny, on):
    answer = tiny.ask("relief-office", "guard", on=on)
    barred = {origin for region in answer.regions for origin in region.origins if region.verdict == "prohibited"}

    assert column(tiny, "protected-states", "origin", bearer="RO", recipient="BG", on=on, object="relief") == barred


def test_the_verdicts_of_a_disclosure_are_those_of_its_possible_days(world):
    told = set()
    for dom in range(1, 32):
        for region in world.ask(
            "relief-office", "guard", on=date(2031, 3, dom), origin="ZE", purpose="removals"
        ).regions:
            told.add(str(region.verdict))
        answer = world.ask("relief-office", "guard", on=date(2031, 3, dom), origin="ZE", purpose="relief-audit")
        told |= {str(region.verdict) for region in answer.regions}

    assert column(world, "disclosures", "verdict") == told
    assert len(told) > 2


def test_parties_come_on_their_day_and_are_uncertain_in_between(tiny):
    def plaintiffs(on):
        rows = query("parties").run(tiny, case="strelsau-v-health", on=on).records(short=True)
        return {row["party"]: row["certainly"] for row in rows if row["role"] == "plaintiff"}

    assert plaintiffs("2031-02-02") == {}
    assert plaintiffs("2031-05-09") == {"ST": True, "ZE": True}
    assert plaintiffs("2031-05-15") == {"ST": True, "ZE": True, "HE": False}
    assert plaintiffs("2031-05-19") == {"ST": True, "ZE": True, "HE": True}


def test_what_ends_soon_ends_after_the_day_and_not_after_the_last(tiny):
    assert column(tiny, "ending-soon", "what", on="2032-01-14", last="2032-01-15") == {PACT, f"{PACT}#rolls"}
    assert column(tiny, "ending-soon", "what", on="2032-01-15", last="2032-02-15") == set()


# --- binding ----------------------------------------------------------------------


def test_names_are_those_people_use_and_several_may_be_given(tiny):
    text = query("could-share").bind(tiny, {"bearer": "moh", "on": "2031-03-10", "origin": ["Zenda", "ST"]})

    assert f"VALUES ?bearer {{ <{iris.term('agent', 'health')}> }}" in text
    assert f"VALUES ?origin {{ <{iris.term('place', 'ZE')}> <{iris.term('place', 'ST')}> }}" in text
    assert 'VALUES ?on { "2031-03-10" }' in text
    assert "?object {" not in text


def test_a_default_may_count_from_another_day(tiny):
    text = query("ending-soon").bind(tiny, {"on": "2031-12-20"})

    assert 'VALUES ?last { "2032-01-19" }' in text


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"on": "2031-03-10"}, QuestionError, "needs --bearer: who would share"),
        ({"bearer": "RO"}, QuestionError, "needs --on"),
        ({"bearer": "RO", "on": "2031-03"}, QuestionError, "one day"),
        ({"bearer": "RO", "on": '2031-03-10" } INSERT'}, QuestionError, "one day"),
        ({"bearer": "guard> } ?s ?p ?o { <x", "on": "2031-03-10"}, NotFound, "no agency is called"),
        ({"bearer": "RO", "on": "2031-03-10", "action": "give"}, QuestionError, "share, use, onward-share, demand"),
        (
            {"bearer": "RO", "on": "2031-03-10", "day": "2031-03-10"},
            QuestionError,
            "no parameter --day; it takes bearer",
        ),
    ],
)
def test_what_is_not_of_its_kind_is_refused_by_name(tiny, given, error, says):
    with pytest.raises(error, match=re.escape(says)):
        query("could-share").bind(tiny, given)


def test_an_unknown_query_case_or_source_is_refused_with_the_nearest(tiny):
    with pytest.raises(NotFound, match="could-share"):
        query("could-shear")
    with pytest.raises(NotFound, match="strelsau-v-health"):
        query("docket").bind(tiny, {"case": "strelsau"})
    with pytest.raises(NotFound, match="pact-text"):
        query("rests-on-source").bind(tiny, {"source": "pact"})


def test_a_number_is_bound_as_one(tiny):
    one = read("counted", "# How many?\n# @few number = 3: so many\nSELECT ?few {\n  VALUES ?few { 1 }\n}\n")

    assert [row["few"] for row in one.run(tiny).records()] == [3]
    assert [row["few"] for row in one.run(tiny, few="12").records()] == [12]
    with pytest.raises(QuestionError, match="whole number"):
        one.run(tiny, few="3 } ?s ?p ?o {")


@pytest.mark.parametrize("words", [["on", "2031-03-10"], ["--on"], ["--on", "2031-03-10", "more"]])
def test_a_command_line_that_is_no_list_of_parameters_is_refused(words):
    with pytest.raises(QuestionError, match="--name value"):
        arguments(words)


# --- asking in SPARQL ---------------------------------------------------------------


def test_a_query_without_prefixes_gives_a_table_of_plain_values(tiny):
    frame = run(tiny, "SELECT ?norm ?from { ?norm cs:operative/cs:from ?from } ORDER BY ?from").to_frame(short=True)

    assert list(frame.columns) == ["norm", "from"]
    assert str(frame["from"].dtype) == "datetime64[s]"
    assert frame["from"].isna().any()
    assert "agency/2031-01-15-relief-pact#rolls" in set(frame["norm"])


def test_the_other_forms_of_query_give_tables_too(tiny):
    asked_ = run(tiny, "ASK { agent:guard a cs:Agent }")
    built = run(tiny, "CONSTRUCT { ?a cs:place ?p } WHERE { ?a cs:place ?p }")

    assert list(asked_.records()) == [{"answer": True}]
    assert built.columns == ("subject", "predicate", "object")
    assert len(built.rows) == 4
    assert run(tiny, "SELECT ?x { VALUES ?x { UNDEF 1.5 'a' } }").to_frame()["x"].tolist()[1:] == [1.5, "a"]


def test_an_empty_table_keeps_its_columns(tiny):
    assert list(run(tiny, "SELECT ?a ?b { ?a cs:no ?b }").to_frame().columns) == ["a", "b"]


LEAVES = [
    "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1:{port}/> SELECT * { SERVICEx:y { ?s ?p ?o } }",
    "SELECT * { SERVICE # here {\n<http://127.0.0.1:{port}/>\n# and {\n{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER (?o <'>') SERVICE <http://127.0.0.1:{port}/> { ?s ?p 'x' } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } }",
    "SELECT * { VALUES ?u { <http://127.0.0.1:{port}/> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://127.0.0.1:{port}/> { ?s ?p ?o }",
    "LOAD <file:///etc/hostname>",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "PREFIX x: <a:> DELETE WHERE { ?s ?p ?o }",
]


@pytest.fixture(scope="module")
def closed_port():
    """A port on which nobody answers: whoever goes there comes back with an error of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


@pytest.mark.parametrize("text", LEAVES)
def test_no_query_leaves_the_record_or_changes_it(tiny, closed_port, text):
    before = len(dataset.store(tiny))

    with pytest.raises(QueryError, match="at column") as refused:
        run(tiny, text.replace("{port}", closed_port))

    assert refused.value.line
    assert len(dataset.store(tiny)) == before


def test_the_engine_by_itself_would_have_gone_there(tiny, closed_port):
    with pytest.raises(OSError, match=r"error|refused"):
        list(dataset.store(tiny).query(LEAVES[3].replace("{port}", closed_port)))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service WHERE { ?service rdfs:label 'Secret Service' }",
        "SELECT * { ?a rdfs:label ?b FILTER (CONTAINS(?b, 'Service')) OPTIONAL { ?a cs:place ?from } }  # SERVICE",
        "SELECT * { ?a <http://else.example/service> ?b . OPTIONAL { ?a cs:from ?load } }",
        "SELECT * { ?a cs:from ?b . FILTER (?b > '2031-01-01'^^xsd:date) }",
    ],
)
def test_words_that_only_look_like_it_are_let_through(tiny, text):
    assert run(tiny, text).columns


def test_a_query_that_is_none_names_line_and_column(tiny):
    with pytest.raises(QueryError, match="line 2: at column 11: SPARQL has no place for '}' here") as refused:
        run(tiny, "SELECT *\n{ nonsense }")

    assert refused.value.line == 2


def test_a_text_that_asks_for_too_much_looking_is_refused_and_soon(tiny):
    with pytest.raises(QueryError, match="SERVICE"):
        run(tiny, "SELECT * { ?s ?p '" + "service " * 20_000 + "' }")
