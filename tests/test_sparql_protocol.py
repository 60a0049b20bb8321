"""`/sparql` is the SPARQL 1.1 Protocol: the W3C's own tests that concern queries, and what they leave out."""

import csv
import io
import os
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest

from tests.live import ROOT, TINY, Live

FIXTURES = Path(os.environ.get("COULDSHARE_FIXTURES") or ROOT.parent / "shared" / "fixtures")
W3C = FIXTURES / "w3c-sparql11-protocol"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HTTP = "http://www.w3.org/2011/http#"
CONTENT = "http://www.w3.org/2011/content#"
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml"),
}

# A server over graphs that the test gives, and the fictional record.
OVER = """
import pyoxigraph as ox, graph
from graph.serving.desk import desk
from graph.serving.endpoint import Endpoint
from graph.serving.server import Edition, Settings, run
def task():
    store = ox.Store()
    for file, name in {files!r}.items():
        store.load(path=file, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
    return desk(graph.load({tiny!r}), Endpoint(store, 1000), "as the test says")
run(task, Edition("0", "sha256:0", "as the test says"), Settings(port=0))
"""


def over(files):
    return Live(code=OVER.format(files={str(file): name for file, name in files.items()}, tiny=str(TINY)))


def one(store, subject, predicate):
    return next((quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)), None)


def protocol_tests():
    """(name, requests) of every protocol test of the manifest."""
    if not W3C.is_dir():
        return []
    store = ox.Store()
    store.load(path=str(W3C / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri="https://example.org/manifest")
    found = store.query(
        f"""PREFIX mf: <{MANIFEST}> PREFIX ht: <{HTTP}>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?test ?request {{ ?test a mf:ProtocolTest ; mf:action/ht:requests/rdf:rest*/rdf:first ?request }}"""
    )
    out = {}
    for test, request in found:
        out.setdefault(test.value.rpartition("#")[2], []).append(asked(store, request))
    return sorted(out.items())


def asked(store, request):
    """One request of a test: method, path, headers, body, and what is expected."""
    headers, body = {}, one(store, request, HTTP + "body")
    rest = one(store, request, HTTP + "headers")
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    while rest is not None and rest.value != f"{rdf}nil":
        header = one(store, rest, f"{rdf}first")
        headers[one(store, header, HTTP + "fieldName").value] = one(store, header, HTTP + "fieldValue").value
        rest = one(store, rest, f"{rdf}rest")
    reply = one(store, request, HTTP + "resp")
    says = {
        name: [quad.object.value for quad in store.quads_for_pattern(reply, ox.NamedNode(MANIFEST + name), None)]
        for name in ("expectedStatus", "expectedFormat", "expectedBoolean")
    }
    chars = body and one(store, body, CONTENT + "chars").value
    return {
        "method": one(store, request, HTTP + "methodName").value,
        "path": one(store, request, HTTP + "absolutePath").value,
        "headers": headers,
        "body": chars and chars.encode(one(store, body, CONTENT + "characterEncoding").value),
        "status": {status[-3] for status in says["expectedStatus"]},
        "format": says["expectedFormat"],
        "boolean": says["expectedBoolean"],
    }


TESTS = protocol_tests()
QUERIES = [(name, requests) for name, requests in TESTS if "update" not in name]
UPDATES = [(name, requests) for name, requests in TESTS if "update" in name]
UNTYPED = ("bad_update_wrong_media_type", "bad_update_missing_form_type")
absent = pytest.mark.skipif(not TESTS, reason=f"the W3C's tests are not in {FIXTURES}")


@pytest.fixture(scope="module")
def w3c():
    names = {W3C / f"data{n}.nt": f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in (1, 2, 3)}
    with over(names) as live:
        yield live


def put(live, request):
    body = request["body"]
    return live.client.request(request["method"], request["path"], headers=request["headers"], content=body)


@absent
def test_the_manifest_has_twenty_queries_and_fourteen_updates():
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


@absent
@pytest.mark.parametrize(("name", "requests"), QUERIES, ids=[name for name, _ in QUERIES])
def test_a_protocol_test_of_the_w3c_passes(w3c, name, requests):
    for request in requests:
        reply = put(w3c, request)

        assert str(reply.status_code)[0] in {status[0] for status in request["status"]}, reply.text
        for kind in request["format"]:
            assert reply.headers["content-type"].partition(";")[0] in FORMATS[kind]
        for truth in request["boolean"]:
            assert reply.json()["boolean"] is (truth == "true")


@absent
@pytest.mark.parametrize(("name", "requests"), UPDATES, ids=[name for name, _ in UPDATES])
def test_an_update_of_the_w3c_is_refused(w3c, name, requests):
    # The others are the queries by which the W3C looks at what an update did.
    (update,) = [one for one in requests if one["headers"].get("content-type") != "application/sparql-query"]
    reply = put(w3c, update)

    # A body whose type is none of the protocol's is not known to be an update.
    assert reply.status_code == (415 if name in UNTYPED else 403)


# --- what they leave out, over graphs of our own -----------------------------------------

GUARDS = "https://example.org/guards"
ROLLS = "https://example.org/rolls"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")
    (folder / "guards.nt").write_text('<https://example.org/bo> <https://example.org/name> "Bo, the \\"guard\\"" .\n')
    (folder / "rolls.nt").write_text('<https://example.org/ann> <https://example.org/name> "Ann"@en .\n')
    with over({folder / "guards.nt": GUARDS, folder / "rolls.nt": ROLLS}) as live:
        yield live


NAMES = "SELECT ?name { ?who <https://example.org/name> ?name } ORDER BY ?name"


@pytest.mark.parametrize(
    ("type", "format"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_a_table_comes_in_every_format_of_sparql(small, type, format):
    reply = small.query(NAMES, accept=type)

    assert reply.headers["content-type"].partition(";")[0] == type
    assert [row["name"].value for row in ox.parse_query_results(reply.content, format)] == ["Ann", 'Bo, the "guard"']


def test_a_table_comes_as_csv(small):
    reply = small.query(NAMES, accept="text/csv")

    assert list(csv.reader(io.StringIO(reply.text))) == [["name"], ["Ann"], ['Bo, the "guard"']]


@pytest.mark.parametrize(
    ("type", "format"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_a_graph_comes_in_every_format_of_rdf(small, type, format):
    reply = small.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", accept=type)

    assert reply.headers["content-type"].partition(";")[0] == type
    assert len(list(ox.parse(reply.content, format))) == 2


def test_what_is_liked_best_is_sent(small):
    accept = "text/csv;q=0.4, application/sparql-results+xml;q=0.9, text/html"

    assert small.query(NAMES, accept=accept).headers["content-type"] == "application/sparql-results+xml"
    assert small.query(NAMES, accept="*/*").headers["content-type"] == "application/sparql-results+json"
    assert small.query(NAMES, format="csv").headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("text", [NAMES, "DESCRIBE <https://example.org/bo>"])
def test_a_format_that_there_is_not_is_406_and_says_which_there_are(small, text):
    reply = small.query(text, accept="image/png")

    assert reply.status_code == 406
    assert len(reply.json()["offered"]) > 3


def test_the_graphs_of_the_protocol_come_before_those_of_the_query(small):
    text = f"SELECT ?name FROM <{GUARDS}> {{ ?who <https://example.org/name> ?name }}"
    own = small.query(text).json()["results"]["bindings"]
    given = small.query(text, **{"default-graph-uri": ROLLS}).json()["results"]["bindings"]

    assert [row["name"]["value"] for row in own] == ['Bo, the "guard"']
    assert [row["name"]["value"] for row in given] == ["Ann"]


def test_without_any_choice_a_query_sees_every_graph(small):
    assert len(small.query(NAMES).json()["results"]["bindings"]) == 2


@pytest.mark.parametrize("graph", ["https://example.org/other", "file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_a_graph_that_is_not_of_the_record_is_empty(small, graph):
    reply = small.query("ASK { ?s ?p ?o }", **{"default-graph-uri": graph})

    assert reply.json()["boolean"] is False


def test_a_graph_that_is_no_iri_is_400(small):
    reply = small.query("ASK {}", **{"named-graph-uri": "not an iri"})

    assert (reply.status_code, "'not an iri'" in reply.json()["detail"]) == (400, True)


def test_malformed_sparql_is_400_with_line_and_column(small):
    reply = small.query("SELECT ?who\n{ ?who ?is }")

    assert reply.status_code == 400
    assert (reply.json()["line"], reply.json()["column"]) == (2, 12)
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "type"),
    [
        ("update=CLEAR+ALL", "application/x-www-form-urlencoded"),
        ("CLEAR ALL", "application/sparql-update"),
        ("INSERT DATA { <a:b> <a:c> 1 }", "application/sparql-query"),
        ("query=DROP+ALL", "application/x-www-form-urlencoded"),
    ],
)
def test_an_update_is_403_and_says_read_only(small, content, type):
    reply = small.client.post("/sparql", content=content, headers={"Content-Type": type})

    assert reply.status_code == 403
    assert "read-only" in reply.json()["detail"]
    assert len(small.query(NAMES).json()["results"]["bindings"]) == 2


def test_an_update_by_get_is_403(small):
    assert small.get("/sparql?update=" + quote("CLEAR ALL")).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405(small, method):
    reply = small.client.request(method, "/sparql?query=ASK%7B%7D")

    assert reply.status_code == 405
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_service_without_a_query_describes_itself(small):
    reply = small.get("/sparql", headers={"Accept": "text/turtle"})
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = list(ox.parse(reply.content, ox.RdfFormat.TURTLE))
    said = {(quad.predicate.value.removeprefix(sd), getattr(quad.object, "value", "")) for quad in found}

    assert ("supportedLanguage", sd + "SPARQL11Query") in said
    assert ("endpoint", small.url + "/sparql") in said
    assert {value for name, value in said if name == "name"} == {GUARDS, ROLLS}
    assert any("as the test says" in value for _, value in said)


def test_a_host_that_is_no_host_is_refused(small):
    reply = small.get("/sparql", headers={"Host": "a> <b", "Accept": "text/turtle"})

    assert reply.status_code == 400


def test_a_browser_that_asks_nothing_is_sent_to_the_workbench(small):
    reply = small.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert (reply.status_code, reply.headers["location"]) == (303, "/")


def test_the_void_description_is_where_void_says(small):
    assert small.get("/.well-known/void", headers={"Accept": "text/turtle"}).status_code == 200


def test_a_page_elsewhere_may_read(small):
    preflight = small.client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST",
                            "Access-Control-Request-Headers": "content-type"},
    )  # fmt: skip
    reply = small.get("/sparql?query=ASK%7B%7D", headers={"Origin": "https://example.org"})

    assert (preflight.status_code, reply.headers["access-control-allow-origin"]) == (200, "*")


def test_half_a_request_line_of_the_client_never_reaches_the_headers(small):
    reply = small.get("/queries/x%0d%0aSet-Cookie:%20a=b?%0d%0aX-Bad:%20c=d")

    assert reply.status_code == 404
    assert not {"set-cookie", "x-bad"} & set(reply.headers)


def test_httpx_speaks_to_it_in_one_connection(small):
    with httpx.Client(base_url=small.url) as client:
        assert [client.get("/sparql?query=ASK%7B%7D").json()["boolean"] for _ in range(3)] == [True] * 3
