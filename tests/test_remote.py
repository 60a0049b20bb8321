"""An endpoint elsewhere is asked by the protocol, answers as the record does, and cannot be made to lead further."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from graph import GraphError
from graph.errors import QueryError
from graph.rdf import store
from graph.remote import ask
from graph.sparql import run

QUERY = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label WHERE { GRAPH ?file { ?thing rdfs:label ?label } } ORDER BY ?label LIMIT 5"""


@pytest.fixture
def endpoint(tiny):
    """A server that gives what the fictional record gives; under /page a page, under /no a refusal."""

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self):
            text = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
            code, body = 200, b"<html>"
            if self.path == "/no":
                code, body = 400, b"too much at once"
            elif self.path == "/sparql":
                body = store(tiny).query(text).serialize(format=ox.QueryResultsFormat.JSON)
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_gives_the_table_that_the_record_gives(endpoint, tiny):
    found = ask(f"{endpoint}/sparql", QUERY)

    assert len(found.rows) == 5
    assert found == run(tiny, QUERY)


def test_a_yes_or_no_is_a_table_of_one_row(endpoint):
    assert list(ask(f"{endpoint}/sparql", "ASK { GRAPH ?g { ?s ?p ?o } }").records()) == [{"answer": True}]


def test_what_an_endpoint_says_when_it_refuses_is_told(endpoint):
    with pytest.raises(QueryError, match="too much at once"):
        ask(f"{endpoint}/no", QUERY)


def test_what_is_no_table_and_who_does_not_answer_are_told(endpoint):
    with pytest.raises(GraphError, match="and not with SPARQL results"):
        ask(f"{endpoint}/page", QUERY)
    with pytest.raises(GraphError, match="cannot be reached"):
        ask("http://127.0.0.1:9/", QUERY)


def test_no_query_leads_further_and_no_file_is_an_endpoint(endpoint):
    with pytest.raises(QueryError, match="SERVICE"):
        ask(f"{endpoint}/sparql", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    with pytest.raises(GraphError, match="is no address of a server"):
        ask("file:///etc/passwd", QUERY)
