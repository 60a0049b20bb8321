"""Exports: every format can be read back, says the same, and is the same bytes every time."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF

from graph.errors import GraphError, QuestionError
from graph.model import Action
from graph.rdf import dataset, export, iris
from graph.rdf.jsonld import context
from graph.rdf.tables import TABLES

ROOT = Path(__file__).parent.parent
TINY = Path(__file__).parent / "tiny"
CS, ODRL = rdflib.Namespace(iris.NS), rdflib.Namespace(iris.PREFIXES["odrl"])

# rdflib's own readers of named graphs use names that rdflib has deprecated.
rdflib_reads_quads = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph) ?[.i]:DeprecationWarning")


@pytest.fixture(scope="module")
def release(tiny):
    return dict(export.release(tiny))


@pytest.fixture(scope="module")
def shipped(record):
    """The tables and the graph files of the record that ships."""
    return {path: data for name in ("csv", "jsonld", "rdf12", "odrl") for path, data in export.FORMATS[name](record)}


# --- RDF -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("couldshare.nq", ox.RdfFormat.N_QUADS),
        ("couldshare.trig", ox.RdfFormat.TRIG),
        ("couldshare.jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_formats_with_named_graphs_give_back_every_statement_in_its_graph(tiny, release, path, format):
    assert set(ox.parse(release[path], format=format)) == set(dataset.quads(tiny))


def test_turtle_gives_back_every_statement_in_one_graph(tiny, release):
    back = {quad.triple for quad in ox.parse(release["couldshare.ttl"], format=ox.RdfFormat.TURTLE)}

    assert back == {quad.triple for quad in dataset.quads(tiny)}


def test_rdflib_reads_the_same_turtle(tiny, release):
    assert len(rdflib.Graph().parse(data=release["couldshare.ttl"])) == len({q.triple for q in dataset.quads(tiny)})


@rdflib_reads_quads
@pytest.mark.parametrize(
    ("path", "format"), [("couldshare.nq", "nquads"), ("couldshare.trig", "trig"), ("couldshare.jsonld", "json-ld")]
)
def test_rdflib_reads_the_formats_with_named_graphs(tiny, release, path, format):
    back = rdflib.Dataset()

    back.parse(data=release[path].decode(), format=format)

    assert len(set(back.quads())) == len(set(dataset.quads(tiny)))


def test_json_ld_of_the_record_gives_back_every_statement(record, shipped):
    assert set(ox.parse(shipped["couldshare.jsonld"], format=ox.RdfFormat.JSON_LD)) == set(dataset.quads(record))


def test_json_ld_reads_as_plain_json_and_carries_the_published_context(release):
    tree = json.loads(release["couldshare.jsonld"])
    nodes = {node["@id"]: node for graph in tree["@graph"] for node in graph["@graph"] if "modality" in node}

    bar = nodes["cases/strelsau-v-health/2031-03-10-injunction#bar"]

    assert tree["@context"] == json.loads((ROOT / "graph" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert bar["modality"] == "prohibits"
    assert bar["bearer"] == "agent/health"
    assert bar["selfExecuting"] is True


def test_the_context_types_every_property_as_the_ontology_does():
    ontology = rdflib.Graph().parse(ROOT / "graph" / "ontology.ttl")
    lists = {kind for kind in ontology.subjects(RDF.type, rdflib.OWL.Class) if any(ontology.subjects(RDF.type, kind))}
    wanted = {}
    for one in ontology.subjects(RDF.type, rdflib.OWL.ObjectProperty):
        in_list = ontology.value(one, rdflib.RDFS.range) in lists
        wanted[iris.short(str(one))] = {"@type": "@vocab" if in_list else "@id"}
    for one in ontology.subjects(rdflib.RDFS.range, rdflib.XSD.date):
        wanted[iris.short(str(one))] = {"@type": "xsd:date"}

    ours = {key: value for key, value in context().items() if isinstance(value, dict) and ":" not in key}

    assert ours == wanted


@pytest.mark.parametrize("corpus", ["tiny", "record"])
def test_rdf_1_2_annotations_parse_and_each_span_reifies_the_edges_of_its_norm(corpus, request):
    one = request.getfixturevalue(corpus)
    store = ox.Store()
    store.load(next(data for _, data in export.FORMATS["rdf12"](one)), format=ox.RdfFormat.TURTLE)
    found = store.query(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX cs: <https://w3id.org/couldshare/ns#>"
        "SELECT ?norm ?bearer ?taker { ?span rdf:reifies <<( ?bearer ?action ?taker )>> ; cs:norm ?norm ;"
        " cs:from ?from ; cs:until ?until ; cs:modality ?modality . ?bearer ?action ?taker }"
    )
    edges = {tuple(iris.short(term.value) for term in row) for row in found}

    assert len(edges) >= 5
    for norm, bearer, taker in edges:
        instrument, _, id = norm.partition("#")
        stated = next(n for n in one.instruments[instrument].norms if n.id == id)
        assert bearer in stated.bearer
        assert taker in (stated.recipient or ("anyone",)) or (taker == "nobody" and Action.USE in stated.action)


# --- ODRL ----------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", ["tiny", "record"])
def test_every_odrl_rule_has_an_action_an_assignee_a_target_and_sound_constraints(corpus, request):
    one = request.getfixturevalue(corpus)
    graph = rdflib.Graph().parse(data=next(data for _, data in export.FORMATS["odrl"](one)))
    relations = {ODRL.permission: ODRL.Permission, ODRL.prohibition: ODRL.Prohibition, ODRL.obligation: ODRL.Duty}
    rules = [(rule, kind) for relation, kind in relations.items() for rule in graph.objects(None, relation)]
    constraints = set(graph.objects(None, ODRL.constraint))

    assert len(rules) >= 4
    for rule, kind in rules:
        assert (rule, RDF.type, kind) in graph
        for part in (ODRL.action, ODRL.assignee, ODRL.target):
            assert (rule, part, None) in graph, (rule, part)
    while constraints:
        constraint = constraints.pop()
        if (constraint, RDF.type, ODRL.LogicalConstraint) in graph:
            parts = {part for relation in (ODRL["or"], ODRL["and"]) for part in graph.objects(constraint, relation)}
            assert len(parts) > 1
            constraints |= parts
        else:
            for part in (ODRL.leftOperand, ODRL.operator, ODRL.rightOperand):
                assert (constraint, part, None) in graph, (constraint, part)


def test_an_odrl_rule_keeps_what_is_excepted_and_the_days_on_which_it_may_have_spoken(tiny):
    graph = rdflib.Graph().parse(data=next(data for _, data in export.FORMATS["odrl"](tiny)))
    rule = rdflib.URIRef(iris.record("cases/strelsau-v-health/2031-03-10-injunction#bar", "rule1"))
    operators = {str(o).rpartition("/")[2] for o in graph.objects(None, ODRL.operator)}
    days = {str(day) for day in graph.objects(None, ODRL.rightOperand) if isinstance(day, rdflib.Literal)}

    assert (rule, RDF.type, ODRL.Prohibition) in graph
    assert {"isAnyOf", "isNoneOf", "neq", "gteq", "lt"} <= operators
    assert {"2031-03-10", "2031-04-01", "2031-04-22"} <= days


# --- graphs and timelines ---------------------------------------------------------------


def test_graphml_and_gexf_give_back_every_node_and_edge(tiny, release):
    graph = tiny.to_networkx()
    graphml = nx.read_graphml(io.BytesIO(release["couldshare.graphml"]), force_multigraph=True)
    gexf = nx.read_gexf(io.BytesIO(release["couldshare.gexf"]))

    assert set(graphml.nodes) == set(gexf.nodes) == set(graph.nodes)
    assert sorted(graphml.edges(keys=True)) == sorted(graph.edges(keys=True))
    assert sorted((a, b, data["label"]) for a, b, data in gexf.edges(data=True)) == sorted(graph.edges(keys=True))
    assert b"lastmodified" not in release["couldshare.gexf"]


def test_timelinejs_has_an_event_for_each_paper_with_a_first_day(tiny, release):
    tree = json.loads(release["timeline.json"])
    dated = {id for id, one in tiny.instruments.items() if any(r.is_.earliest for r in one.start.readings)}

    assert {event["unique_id"] for event in tree["events"]} == dated
    stay = next(event for event in tree["events"] if event["unique_id"].endswith("2031-04-01-stay"))
    assert (stay["start_date"], stay["end_date"]) == (
        {"year": 2031, "month": 4, "day": 1},
        {"year": 2031, "month": 4, "day": 21},
    )
    for event in tree["events"]:
        assert date(*event["start_date"].values())
        assert event["text"]["headline"]


# --- tables --------------------------------------------------------------------------------


def tables(files):
    """The descriptor, and of each table its rows as the file has them."""
    package = json.loads(files["csv/datapackage.json"])
    rows = {
        one["name"]: list(csv.DictReader(io.StringIO(files[f"csv/{one['path']}"].decode())))
        for one in package["resources"]
    }
    return package, rows


READS = {
    "date": date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
    "integer": int,
    "string": str,
}


def test_the_descriptor_tells_the_truth_about_every_table(shipped):
    package, rows = tables(shipped)

    assert [one["name"] for one in package["resources"]] == [table.name for table in TABLES]
    for one in package["resources"]:
        data, mine = shipped[f"csv/{one['path']}"], rows[one["name"]]
        assert one["rowCount"] == len(mine) > 0, one["name"]
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert [field["name"] for field in one["schema"]["fields"]] == list(mine[0])
        for field in one["schema"]["fields"]:
            for row in mine:
                assert not row[field["name"]] or READS[field["type"]](row[field["name"]]) is not None


def test_keys_tell_rows_apart_and_point_to_rows_that_exist(shipped):
    package, rows = tables(shipped)

    for one in package["resources"]:
        keys = [tuple(row[name] for name in one["schema"]["primaryKey"]) for row in rows[one["name"]]]
        assert len(keys) == len(set(keys)), one["name"]
        assert not [key for key in keys if "" in key], one["name"]
        for pointer in one["schema"].get("foreignKeys", ()):
            there = {row["id"] for row in rows[pointer["reference"]["resource"]]}
            here = {row[pointer["fields"]] for row in rows[one["name"]]} - {""}
            assert here <= there, (one["name"], pointer)


def test_the_tables_hold_every_record(tiny, release):
    _, rows = tables(release)

    for name, ids in [("instruments", tiny.instruments), ("cases", tiny.cases), ("sources", tiny.sources)]:
        assert {row["id"] for row in rows[name]} == set(ids)
    assert {row["id"] for row in rows["norms"]} == {f"{i.id}#{n.id}" for i, n in tiny.norms()}
    assert {row["id"] for row in rows["facts"]} == set(tiny.facts)


def test_the_verdict_of_a_cell_can_be_had_from_the_tables_alone(tiny, release):
    _, rows = tables(release)
    asked = {"object": "relief/illness", "people": "foreigner", "origin": "ST", "purpose": "removals"}
    on = "2031-03-10"

    ends = {(r["channel"], r["side"], r["agent"]) for r in rows["channel_agents"]}
    (channel,) = (
        r["id"] for r in rows["channels"]
        if r["action"] == "share" and (r["id"], "bearer", "health") in ends and (r["id"], "recipient", "guard") in ends
    )  # fmt: skip
    leaves = {(r["cells"], r["axis"], r["leaf"]) for r in rows["cell_leaves"]}
    cells = {
        r["id"] for r in rows["cells"]
        if r["channel"] == channel and all((r["id"], *axis) in leaves for axis in asked.items())
    }  # fmt: skip
    segments = {r["segment"] for r in rows["segment_cells"] if r["cells"] in cells}
    (verdict,) = (
        r["verdict"] for r in rows["segments"]
        if r["id"] in segments and r["from"] <= on and (not r["until"] or on < r["until"])
    )  # fmt: skip

    assert verdict == str(tiny.ask("health", "guard", on=on, **asked).verdict)


# --- release -----------------------------------------------------------------------------------


def test_the_manifest_verifies_and_leaves_no_file_out(tiny, tmp_path):
    written = export.export(tiny, "all", tmp_path)

    done = subprocess.run(
        ["sha256sum", "--check", "--strict", export.MANIFEST], cwd=tmp_path, capture_output=True, text=True
    )
    listed = {line.split("  ", 1)[1] for line in (tmp_path / export.MANIFEST).read_text().splitlines()}
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}

    assert done.returncode == 0, done.stdout
    assert there == listed | {export.MANIFEST}
    assert {path.relative_to(tmp_path).as_posix() for path in written} == there


def test_the_description_has_version_digest_counts_and_every_file(tiny, release):
    graph = rdflib.Graph().parse(data=release["description.ttl"])
    one = rdflib.URIRef(dataset.DATASET)
    dcat, void = (rdflib.Namespace(iris.PREFIXES[prefix]) for prefix in ("dcat", "void"))
    files = list(graph.objects(one, dcat.distribution))

    assert str(graph.value(one, dcat.version)) == tiny.version
    assert str(graph.value(one, CS.digest)) == tiny.digest
    assert int(graph.value(one, void.triples)) == release["couldshare.nq"].count(b"\n")
    assert len(files) == len(release) - 2
    for file in files:
        data = release[str(graph.value(file, rdflib.DCTERMS.title))]
        assert str(graph.value(file, CS.digest)) == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert int(graph.value(file, dcat.byteSize)) == len(data)


def test_two_runs_write_the_same_release_whatever_the_order_of_sets():
    load = f"graph.load({str(TINY)!r}, cache=False)"
    code = f"import graph, graph.rdf.export as e; print(dict(e.release({load}))[e.MANIFEST].decode())"
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
    assert runs[0].stdout.count(b"\n") > 40


@pytest.mark.parametrize("format", list(export.FORMATS))
def test_a_format_by_itself_writes_the_files_of_the_release(tiny, release, format, tmp_path):
    written = export.export(tiny, format, tmp_path)

    assert written
    for path in written:
        assert path.read_bytes() == release[path.relative_to(tmp_path).as_posix()]


def test_an_unknown_format_or_a_folder_that_cannot_be_is_refused(tiny, tmp_path):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(QuestionError, match="nquads, trig, turtle"):
        export.export(tiny, "excel", tmp_path)
    with pytest.raises(GraphError, match="name another folder"):
        export.export(tiny, "trig", tmp_path / "taken")
