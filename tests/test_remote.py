"""An endpoint elsewhere is asked by the protocol, answers as the record does, and cannot be made to lead further."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from graph import GraphError
from graph.errors import EndpointError, QueryError
from graph.rdf.dataset import store
from graph.rdf.remote import ask
from graph.rdf.sparql import run
from graph.rdf.wire import Wire

QUERY = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label WHERE { GRAPH ?file { ?thing rdfs:label ?label } } ORDER BY ?label LIMIT 5"""


JSON = "application/sparql-results+json"
HALF = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}},'


@contextmanager
def serving(*replies):
    """A server that gives these replies in turn, the last one again and again; yields its address, and what it heard.

    A reply is a status, headers and a body, or a function of the query that gives a body of results.
    """
    heard = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self):
            text = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
            reply = replies[min(len(heard), len(replies) - 1)]
            heard.append((text, dict(self.headers)))
            status, headers, body = (200, {"Content-Type": JSON}, reply(text)) if callable(reply) else reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for part in [body] if isinstance(body, bytes) else body:
                try:
                    self.wfile.write(part)
                    self.wfile.flush()
                except OSError:
                    return

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def endpoint(tiny):
    """An endpoint that gives what the fictional record gives."""

    def answer(text):
        return store(tiny).query(text).serialize(format=ox.QueryResultsFormat.JSON)

    with serving(answer) as (url, _):
        yield url


def quick(**more):
    return Wire(**{"timeout": 5, "tries": 1, "pause": 0.01, "environ": {}} | more)


def test_an_endpoint_gives_the_table_that_the_record_gives(endpoint, tiny):
    found = ask(endpoint, QUERY)

    assert len(found.rows) == 5
    assert found == run(tiny, QUERY)


def test_a_yes_or_no_is_a_table_of_one_row(endpoint):
    assert list(ask(endpoint, "ASK { GRAPH ?g { ?s ?p ?o } }").records()) == [{"answer": True}]


def test_a_constructed_graph_is_a_table_of_triples():
    line = b'<a:s> <a:p> "o" .\n'
    with serving((200, {"Content-Type": "application/n-triples"}, line)) as (url, _):
        assert ask(url, "CONSTRUCT WHERE { ?s ?p ?o }").columns == ("subject", "predicate", "object")


def test_prefixes_are_declared_for_engines_that_know_none(endpoint, tiny):
    text = "SELECT ?label { GRAPH ?g { ?norm a cs:Norm ; rdfs:label ?label } } ORDER BY ?label"

    assert ask(endpoint, text) == run(tiny, text)


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "says"),
    [
        (400, {}, b"too much at once", QueryError, "too much at once"),
        (404, {}, b"<html>no</html>", EndpointError, "often ends in /sparql or /query$"),
        (401, {}, b"", EndpointError, "set COULDSHARE_USER and COULDSHARE_PASSWORD"),
        (302, {"Location": "https://new.example/"}, b"", EndpointError, "is now https://new.example/"),
        (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>", EndpointError, "answers with text/html"),
        (200, {}, b"{}", EndpointError, "nothing that it names"),
        (200, {"Content-Type": JSON}, HALF, EndpointError, "broke off its answer after 83 bytes"),
        (200, {"Content-Type": JSON}, b"<html>", EndpointError, "broke off its answer"),
        # As Oxigraph's server ends results for which the time has run out, with status 200.
        (200, {"Content-Type": JSON}, HALF + b"The query was cancelled: timeout", EndpointError, "cancelled: timeout$"),
        (200, {"Content-Type": JSON, "Content-Length": "9999"}, HALF, EndpointError, "broke off"),
    ],
)
def test_what_an_endpoint_does_instead_of_answering_is_told(status, headers, body, error, says):
    with serving((status, headers, body)) as (url, _), pytest.raises(error, match=says):
        ask(url, QUERY, wired=quick())


def test_an_endpoint_that_is_down_or_silent_is_told_in_time():
    with pytest.raises(EndpointError, match="cannot be reached"):
        ask("http://127.0.0.1:9/", QUERY, wired=quick())

    def silence():
        time.sleep(2)
        yield b""

    with serving((200, {"Content-Type": JSON}, silence())) as (url, _), pytest.raises(EndpointError, match=r"0\.3 s"):
        ask(url, QUERY, wired=quick(timeout=0.3))


def test_one_that_drips_for_ever_is_told_in_time():
    def drops():
        for _ in range(100):
            time.sleep(0.05)
            yield b" "

    with serving((200, {"Content-Type": JSON}, drops())) as (url, _), pytest.raises(EndpointError, match="not done"):
        ask(url, QUERY, wired=quick(timeout=0.4))


def test_a_table_too_large_to_read_is_not_read_to_its_end():
    reply = 200, {"Content-Type": JSON}, b" " * 5_000_000
    with serving(reply) as (url, _), pytest.raises(EndpointError, match="more than 1 MB; ask for less"):
        ask(url, QUERY, most=1 << 20, wired=quick())


def test_an_endpoint_that_is_busy_is_asked_again_and_not_for_ever(tiny):
    found = run(tiny, "ASK { }")
    yes = b'{"head":{},"boolean":true}'
    with serving((503, {"Retry-After": "0"}, b""), (429, {}, b""), lambda _: yes) as (url, heard):
        assert ask(url, "ASK { }", wired=quick(tries=3)) == found
        assert len(heard) == 3
    with serving((503, {}, b"later")) as (url, heard):
        with pytest.raises(EndpointError, match="503"):
            ask(url, "ASK { }", wired=quick(tries=2))
        assert len(heard) == 2


@pytest.mark.parametrize(
    ("environ", "sent"),
    [
        ({"COULDSHARE_TOKEN": "abc"}, "Bearer abc"),
        ({"COULDSHARE_USER": "rudolf", "COULDSHARE_PASSWORD": "zenda"}, "Basic cnVkb2xmOnplbmRh"),
        ({}, None),
    ],
)
def test_who_asks_is_taken_from_the_environment(environ, sent):
    with serving((200, {"Content-Type": JSON}, b'{"head":{},"boolean":true}')) as (url, heard):
        ask(url, "ASK { }", wired=quick(environ=environ))

    assert heard[0][1].get("Authorization") == sent


def test_a_digest_is_given_to_a_server_that_wants_one():
    wants = (401, {"WWW-Authenticate": 'Digest realm="store", nonce="n1", qop="auth"'}, b"")
    user = {"COULDSHARE_USER": "rudolf", "COULDSHARE_PASSWORD": "zenda"}
    with serving(wants, (200, {"Content-Type": JSON}, b'{"head":{},"boolean":true}')) as (url, heard):
        ask(url, "ASK { }", wired=quick(environ=user))

    assert heard[1][1]["Authorization"].startswith('Digest username="rudolf"')


def test_no_query_leads_further_and_no_file_is_an_endpoint(endpoint):
    with pytest.raises(QueryError, match="SERVICE"):
        ask(endpoint, "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    with pytest.raises(GraphError, match="is no address of a server"):
        ask("file:///etc/passwd", QUERY)
