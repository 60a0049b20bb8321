"""The server as its users and its enemies meet it: a process of its own, on loopback, over the fictional world."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from graph.following.calendars import deadlines_ics
from graph.following.feeds import news_atom
from graph.following.news import news
from graph.rdf.catalogue import catalogue
from graph.serving.shelf import _FRESH
from graph.serving.twins import every
from tests.live import ENDLESS, GREEDY, ROOT, TINY, Live, soon

COUNT = count()
LIMITS = ("--timeout", "2", "--memory", "192", "--max-rows", "100", "--workers", "3")


@pytest.fixture(scope="module")
def live():
    with Live("--data", str(TINY), "--port", "0", *LIMITS) as one:
        yield one


def cheap(live):
    """The reply to a query that costs nothing and that nobody asked before."""
    return live.query(f"ASK {{}} # {next(COUNT)}")


def timed(call):
    begun = time.monotonic()
    return call(), time.monotonic() - begun


# --- limits ---------------------------------------------------------------------------


def test_a_runaway_query_gets_504_in_time_while_cheap_ones_are_answered(live):
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(timed, lambda: live.query(ENDLESS))
        time.sleep(0.3)
        quick = [timed(lambda: cheap(live)) for _ in range(20)]
        reply, seconds = slow.result()

    assert (reply.status_code, reply.json()["detail"].startswith("this took longer than the 2 seconds")) == (504, True)
    assert seconds < 5
    assert [one.status_code for one, _ in quick] == [200] * 20
    assert sorted(took for _, took in quick)[10] < 0.5


def test_as_many_runaways_as_workers_end_and_leave_a_server_that_answers(live):
    with ThreadPoolExecutor(6) as pool:
        asked = [f"{ENDLESS} # {n}" for n in range(6)]
        replies = list(pool.map(live.query, asked))

    assert {reply.status_code for reply in replies} <= {503, 504}
    assert cheap(live).status_code == 200
    live.has_workers(3)


def test_a_query_that_eats_memory_is_refused_and_the_server_lives(live):
    reply, seconds = timed(lambda: live.query(GREEDY))

    assert reply.status_code in (503, 504)
    assert seconds < 5
    assert cheap(live).status_code == 200


def test_a_result_over_the_cap_is_refused_whole(live):
    some = live.query("SELECT ?s { ?s ?p ?o } LIMIT 100")
    over = live.query("SELECT ?s { ?s ?p ?o } LIMIT 101")

    assert (some.status_code, len(some.json()["results"]["bindings"]), some.headers["x-max-rows"]) == (200, 100, "100")
    assert (over.status_code, over.json()["limit"]) == (503, 100)
    assert "LIMIT" in over.json()["detail"]


@pytest.mark.parametrize("type", ["text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
def test_the_cap_holds_in_every_format(live, type):
    within = "SELECT ?text { ?s ?p ?o BIND('a\\n},{<result>' AS ?text) } LIMIT 100"

    assert live.query(within, accept=type).status_code == 200
    assert live.query(within.replace("100", "101"), accept=type).status_code == 503


def test_the_cap_holds_for_triples(live):
    text = "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } LIMIT %d } }"

    assert live.query(text % 100, accept="application/n-triples").text.count("\n") == 100
    assert live.query(text % 101, accept="application/n-triples").status_code == 503


def test_the_limits_are_declared_in_the_description(live):
    assert "100 rows or triples" in live.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_a_worker_that_the_system_kills_is_replaced(live):
    before = live.workers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    replies = [cheap(live) for _ in range(6)]

    assert [reply.status_code for reply in replies] == [200] * 6
    live.has_workers(3)
    assert set(live.workers()).isdisjoint(before)


def test_a_request_too_large_is_413(live):
    reply = live.client.post(
        "/sparql", content=b" " * (2**20 + 1), headers={"Content-Type": "application/sparql-query"}
    )

    assert reply.status_code == 413


def test_a_head_too_large_is_cut_off(live):
    with socket.create_connection(("127.0.0.1", live.port)) as line, pytest.raises(ConnectionError):
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 5_000_000)


IMPATIENT = """
import graph.serving.connections, graph.serving.site
from graph.serving.replies import Reply
from graph.serving.server import Edition, Settings, run
graph.serving.connections.PATIENCE = graph.serving.site.SECONDS_FOR_BODY = 0.5
def task():
    return lambda request: Reply(200, "text/plain", b"x" * 30_000_000)
run(task, Edition("0", "sha256:0", ""), Settings(port=0))
"""


@pytest.fixture(scope="module")
def impatient():
    with Live(code=IMPATIENT) as one:
        yield one


def left(line):
    """What a line still gives until the other side hangs up."""
    line.settimeout(5)
    out = b""
    try:
        while more := line.recv(2**16):
            out += more
    except ConnectionError:
        pass
    return out


@pytest.mark.parametrize("begun", [b"", b"GET /sparql", b"GET /sparql HTTP/1.1\r\nHost: x\r\n"])
def test_a_client_that_never_ends_its_head_is_cut_off(impatient, begun):
    with socket.create_connection(("127.0.0.1", impatient.port)) as line:
        line.sendall(begun)
        got, seconds = timed(lambda: left(line))

    assert (got, seconds < 3) == (b"", True)


def test_a_client_that_never_ends_its_body_gets_408(impatient):
    with socket.create_connection(("127.0.0.1", impatient.port)) as line:
        line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nASK")
        got, seconds = timed(lambda: left(line))

    assert (got.startswith(b"HTTP/1.1 408"), seconds < 3) == (True, True)


def test_a_client_that_never_reads_is_cut_off(impatient):
    with socket.create_connection(("127.0.0.1", impatient.port)) as line:
        line.sendall(b"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(2)
        got = left(line)

    assert 0 < len(got) < 30_000_000


# --- ways out -------------------------------------------------------------------------


@pytest.fixture
def trap():
    """A listening socket; its list holds what has connected."""
    caught = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        done = threading.Event()

        def listen():
            while not done.is_set():
                try:
                    line, _ = listening.accept()
                except TimeoutError:
                    continue
                caught.append(line.recv(1000))
                line.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", caught
        done.set()
        thread.join()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { # \n SERVICE # {\n <URL> { ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }",
        "ASK { FILTER(true) FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
        "LOAD <URL>",
        "LOAD SILENT <URL> INTO GRAPH <https://example.org/g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    ],
)
def test_a_query_that_would_reach_another_server_is_403(live, trap, text):
    url, caught = trap
    reply = live.query(text.replace("URL", url))
    time.sleep(0.15)

    assert (reply.status_code, caught) == (403, [])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
        "SELECT * { <URL> ?p ?o }",
    ],
)
def test_no_graph_of_a_query_is_fetched(live, trap, text):
    url, caught = trap
    reply = live.query(text.replace("URL", url))
    time.sleep(0.15)

    assert (reply.status_code, reply.json()["results"]["bindings"], caught) == (200, [], [])


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_no_graph_of_the_protocol_is_fetched(live, trap, name):
    url, caught = trap
    reply = live.query("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", **{name: url})
    time.sleep(0.15)

    assert (caught, reply.json()["results"]["bindings"]) == ([], [])


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_no_file_is_read(live, tmp_path, clause):
    (tmp_path / "secret.nt").write_text("<a:a> <a:b> <a:c> .\n")
    pattern = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    reply = live.query(f"SELECT * {clause} <file://{tmp_path}/secret.nt> {{ {pattern} }}")

    assert reply.json()["results"]["bindings"] == []


BROKEN_OUT = """
import json, pathlib, socket
from graph.serving.replies import Reply
from graph.serving.server import Edition, Settings, run
def task():
    def reply(request):
        told = {}
        try:
            socket.create_connection(("127.0.0.1", %d), timeout=1)
            told["network"] = True
        except OSError:
            told["network"] = False
        try:
            pathlib.Path(%r).write_text("x")
            told["file"] = True
        except OSError:
            told["file"] = False
        return Reply(200, "application/json", json.dumps(told).encode())
    return reply
run(task, Edition("0", "sha256:0", ""), Settings(port=0))
"""


def test_even_code_of_our_own_in_a_worker_has_no_network_and_writes_no_file(trap, tmp_path):
    url, caught = trap
    if subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        pytest.skip("this system lets no ordinary process leave the network")
    with Live(code=BROKEN_OUT % (int(url.rstrip("/").rpartition(":")[2]), str(tmp_path / "x"))) as live:
        told = live.query("ASK {}").json()

    assert (told, caught) == ({"network": False, "file": False}, [])


FAILING = """
import os
from graph.serving.server import Edition, Settings, run
def task():
    def reply(request):
        if request.get("query") == "fail":
            raise ZeroDivisionError("a fault")
        if request.get("query") == "greedy":
            bytearray(2**31)
        if request.get("query") == "abort":
            os.abort()
        import graph.serving.replies
        return graph.serving.replies.Reply(200, "text/plain", b"x" * int(request["query"]))
    return reply
run(task, Edition("0", "sha256:0", ""), Settings(port=0))
"""


@pytest.fixture(scope="module")
def failing():
    with Live(code=FAILING) as one:
        yield one


def test_a_fault_of_ours_is_500_and_told_in_the_log(failing):
    reply = failing.query("fail")
    line = failing.line(lambda line: line.get("event") == "a worker failed")

    assert reply.status_code == 500
    assert "ZeroDivisionError" not in reply.text
    assert "ZeroDivisionError: a fault" in line["trace"]
    assert failing.query("3").text == "xxx"


@pytest.mark.parametrize("query", ["greedy", "abort"])
def test_more_memory_than_allowed_is_503_whether_python_or_the_engine_wanted_it(failing, query):
    reply = failing.query(query)

    assert (reply.status_code, "memory" in reply.json()["detail"] or "MiB" in reply.json()["detail"]) == (503, True)
    assert failing.query("3").text == "xxx"


def test_a_reply_over_32_mib_is_refused(failing):
    assert failing.query(str(2**25 + 1)).status_code == 503


def test_a_large_reply_arrives_whole(failing):
    assert len(failing.query(str(20_000_000)).content) == 20_000_000


def test_a_client_that_never_reads_costs_nobody_else_anything(failing):
    with socket.create_connection(("127.0.0.1", failing.port)) as line:
        line.sendall(b"GET /sparql?query=30000000 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.5)
        replies = [timed(lambda: failing.query("1")) for _ in range(20)]

    assert [reply.status_code for reply, _ in replies] == [200] * 20
    assert max(seconds for _, seconds in replies) < 2


def test_half_open_clients_starve_nobody(live):
    lines = [socket.create_connection(("127.0.0.1", live.port)) for _ in range(200)]
    for n, line in enumerate(lines):
        line.sendall([b"", b"GET /", b"POST /sparql HTTP/1.1\r\nContent-Length: 9\r\nContent-Type: x\r\n\r\n"][n % 3])
    reply, seconds = timed(lambda: cheap(live))
    for line in lines:
        line.close()

    assert (reply.status_code, seconds < 2) == (200, True)


CROWDED = """
import graph.serving.connections
from graph.serving.replies import Reply
from graph.serving.server import Edition, Settings, run
graph.serving.connections.MOST_RESTING = 20
def task():
    return lambda request: Reply(200, "text/plain", b"x" * int(request["query"]))
run(task, Edition("0", "sha256:0", ""), Settings(port=0))
"""


@pytest.fixture(scope="module")
def crowded():
    with Live(code=CROWDED) as one:
        yield one


BEGUN = [b"", b"GET /", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nASK"]


@pytest.mark.parametrize("begun", BEGUN)
def test_of_too_many_half_open_clients_the_one_silent_longest_is_cut_off(crowded, begun):
    lines = []
    for _ in range(30):
        lines.append(socket.create_connection(("127.0.0.1", crowded.port)))
        lines[-1].sendall(begun)
    assert [left(line) for line in lines[:10]] == [b""] * 10
    assert crowded.query("1").text == "x"
    for line in lines:
        line.close()


def test_large_replies_that_nobody_takes_do_not_pile_up(crowded):
    lines = [socket.create_connection(("127.0.0.1", crowded.port)) for _ in range(12)]
    for line in lines:
        line.sendall(b"GET /sparql?query=30000000 HTTP/1.1\r\nHost: x\r\n\r\n")
    crowded.line(lambda line: line.get("status") == 503)

    assert crowded.query("1").text == "x"
    for line in lines:
        line.close()
    assert soon(lambda: crowded.query("30000000").status_code == 200)


def test_what_was_asked_before_is_answered_without_a_worker(failing):
    first = failing.query("7")
    for pid in failing.workers():
        os.kill(pid, signal.SIGSTOP)

    assert (first.text, failing.query("7").text) == ("x" * 7, "x" * 7)
    for pid in failing.workers():
        os.kill(pid, signal.SIGCONT)


def test_what_many_ask_at_once_takes_one_worker(live):
    with ThreadPoolExecutor(6) as pool:
        slow = [pool.submit(live.query, ENDLESS) for _ in range(6)]
        time.sleep(0.3)
        quick = [timed(lambda: cheap(live)) for _ in range(9)]

    assert {one.result().status_code for one in slow} == {504}
    assert [reply.status_code for reply, _ in quick] == [200] * 9
    assert sorted(took for _, took in quick)[4] < 0.5


@pytest.mark.parametrize("text", ["STRUUID()", "Rand()"])
def test_what_is_another_each_time_is_asked_each_time(live, text):
    query = f"SELECT ({text} AS ?it) {{}}"

    assert live.query(query).text != live.query(query).text


def test_every_query_of_the_catalogue_is_kept():
    assert [one.name for one in catalogue().values() if _FRESH.search(one.example)] == []


# --- twins ----------------------------------------------------------------------------

PAIR = {"bearer": "relief-office", "recipient": "guard"}
CELL = {"object": "relief/name", "people": "foreigner", "origin": "ZE", "purpose": "removals"}
DAYS = {"from": "2031-03-01", "to": "2031-07-01"}
# An address, its parameters, and the command that prints the same.
SAME = [
    ("/ask", {**PAIR, "on": "2031-07-01"}, "ask relief-office guard --on 2031-07-01"),
    ("/timeline", PAIR, "timeline relief-office guard"),
    ("/changes", {**PAIR, **DAYS}, "changes relief-office guard --from 2031-03-01 --to 2031-07-01"),
    ("/exposure", {**PAIR, **DAYS}, "exposure relief-office guard --from 2031-03-01 --to 2031-07-01"),
    ("/path", {"agents": "relief-office,guard", **DAYS}, "path relief-office guard --from 2031-03-01 --to 2031-07-01"),
    ("/cases", {}, "cases"),
    ("/cases", {"on": "2031-04-10"}, "cases --on 2031-04-10"),
    ("/deadlines", {"on": "2031-04-10"}, "deadlines --on 2031-04-10"),
    (
        "/flips", {**PAIR, "on": "2031-07-01", **CELL},
        "flips relief-office guard --on 2031-07-01 " + " ".join(f"--{name} {value}" for name, value in CELL.items()),
    ),
    ("/cases/strelsau-v-health", {"on": "2031-04-10"}, "case strelsau-v-health --on 2031-04-10"),
    ("/disclosures", {}, "disclosures"),
    ("/coverage", {}, "coverage"),
    ("/sources", {}, "sources"),
    ("/sources/register", {}, "sources register"),
    ("/queries", {}, "query"),
    (
        "/queries/could-share", {**PAIR, "on": "2031-07-01"},
        "query could-share --bearer relief-office --recipient guard --on 2031-07-01",
    ),
]  # fmt: skip


@pytest.mark.parametrize("format", ["json", "csv"])
@pytest.mark.parametrize(("address", "given", "command"), SAME, ids=[one[0] for one in SAME])
def test_an_address_gives_what_the_command_prints(live, capsys, address, given, command, format):
    from graph import cli

    name, *words = command.split()
    options = ["--data", str(TINY), "--format", format]
    assert cli.main([name, *options, *words]) == 0
    reply = live.get(address, params={**given, "format": format})

    assert reply.text.replace("\r\n", "\n") == capsys.readouterr().out.replace("\r\n", "\n")


def test_accept_chooses_between_json_and_csv(live):
    assert live.get("/cases", headers={"Accept": "text/csv"}).headers["content-type"] == "text/csv; charset=utf-8"
    assert live.get("/cases").headers["content-type"] == "application/json"
    assert live.get("/cases", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/ask?bearer=relief-ofice&recipient=guard&on=2031-07-01", 400, "relief-office"),
        ("/ask?bearer=relief-office&recipient=guard", 400, "on is missing"),
        ("/ask?bearer=relief-office&recipient=guard&on=July", 400, "year-month-day"),
        ("/ask?bearer=relief-office&recipient=guard&on=2031-07-01&orign=ZE", 400, "no parameter 'orign'"),
        ("/ask?bearer=a&bearer=b&on=2031-07-01", 400, "bearer is given 2 times"),
        ("/ask?bearer=relief-office&recipient=guard&on=2031-07-01&format=pdf", 400, "format is json or csv"),
        ("/ask?bearer=%ff", 400, "not UTF-8"),
        ("/path?agents=relief-office,guard&from=2031-03-01&to=2031-07-01&claims=perhaps", 400, "yes or no"),
        ("/cases/strelsau-v-helth", 404, "cases/strelsau-v-health"),
        ("/sources/regster", 404, "register"),
        ("/queries/could-shar", 404, "could-share"),
        ("/queries/could-share?on=2031-07-01", 400, "bearer is missing: who would share"),
        ("/nothing", 404, "nothing at this address"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_object_with_the_remedy(live, address, status, words):
    reply = live.get(address)

    assert (reply.status_code, reply.json()["status"]) == (status, status)
    assert reply.headers["content-type"] == "application/problem+json"
    assert words in reply.text


def test_a_name_not_known_has_the_nearest_three(live):
    near = live.get("/cases/strelsau-v-helth").json()["near"]

    assert near[0] == "cases/strelsau-v-health"
    assert len(live.get("/ask?bearer=gard&on=2031-07-01").json()["near"]) == 3


def test_what_a_client_has_is_not_sent_again(live):
    first = live.get("/cases")
    again = live.get("/cases", headers={"If-None-Match": first.headers["etag"]})
    table = live.get("/cases?format=csv", headers={"If-None-Match": first.headers["etag"]})

    assert first.json()["corpus"]["digest"] in first.headers["etag"]
    assert "max-age" in first.headers["cache-control"]
    assert (again.status_code, again.content, table.status_code) == (304, b"", 200)


def test_head_tells_the_size_and_sends_nothing(live):
    reply = live.client.head("/cases")

    assert (reply.status_code, reply.content) == (200, b"")
    assert int(reply.headers["content-length"]) == len(live.get("/cases").content)


def test_the_description_of_the_addresses_is_valid_and_whole(live):
    told = live.get("/openapi.json").json()

    validate(told)
    assert {twin.address for twin in every()} < set(told["paths"])
    assert told["paths"]["/queries/could-share"]["get"]["parameters"][0]["name"] == "bearer"


def test_every_example_of_the_description_is_a_parameter_that_is_taken(live):
    told = live.get("/openapi.json").json()
    names = {one["name"] for one in told["paths"]["/ask"]["get"]["parameters"]}
    replies = {name: live.get("/ask", params={name: "x"}) for name in names - {"format"}}

    assert not [name for name, reply in replies.items() if "no parameter" in reply.text]


def test_ontology_and_context_are_served(live):
    assert live.get("/ontology").content == (ROOT / "graph" / "ontology.ttl").read_bytes()
    assert live.get("/context.jsonld").json() == json.loads((ROOT / "graph" / "context.jsonld").read_text())
    assert live.get("/ontology").headers["content-type"].startswith("text/turtle")


def test_feeds_are_what_the_command_line_writes_and_others_are_refused(live, tiny):
    found = live.get("/feeds/deadlines.ics", params={"on": "2031-04-01", "case": "strelsau-v-health"})
    news_found = live.get("/feeds/news.atom", params={"since": "2031-01-01", "until": "2031-06-01"})

    assert found.headers["content-type"].startswith("text/calendar")
    assert found.content == deadlines_ics(tiny, date(2031, 4, 1), tiny.case("strelsau-v-health"))
    assert news_found.headers["content-type"].startswith("application/atom+xml")
    assert news_found.content == news_atom(news(tiny, date(2031, 1, 1), date(2031, 6, 1)))
    assert live.get("/feeds/news.ics").status_code == 200
    assert live.get("/feeds/rumours.atom").status_code == 404
    assert live.get("/feeds/news.atom", params={"since": "soon"}).status_code == 400


PLACES = st.sampled_from(
    [
        *(
            "/ask",
            "/timeline",
            "/changes",
            "/exposure",
            "/path",
            "/flips",
            "/cases",
            "/deadlines",
            "/sources",
            "/sparql",
        ),
        *(
            "/cases/../../x",
            "/cases/%2e%2e%2fx",
            "/queries/could-share",
            "/queries/papers-in-force",
            "/feeds/news.atom",
        ),
    ]
)
NAMES = st.sampled_from(
    ["bearer", "recipient", "on", "from", "to", "origin", "agents", "format", "known", "case", "tier"]
)
VALUES = st.sampled_from(["relief-office", "guard", "2031-07-01", "ZE", "yes", "", "../../etc/passwd", "\x00", "🜛"])
HEADS = st.sampled_from(
    [b"", b"GET ", b"GET / HTTP/9.9\r\n\r\n", b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLACES, st.lists(st.tuples(NAMES, VALUES | st.text(max_size=20)), max_size=8))
def test_any_request_is_answered_or_refused(live, place, given):
    given = [(name, value.encode("utf-8", "replace").decode()) for name, value in given]

    assert live.get(place, params=given).status_code in (200, 400, 404, 503, 504)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(HEADS, st.binary(max_size=200))
def test_any_bytes_are_answered_or_cut_off(live, before, data):
    with socket.create_connection(("127.0.0.1", live.port)) as line:
        line.sendall(before + data)
        line.shutdown(socket.SHUT_WR)
        got = left(line)

    assert got == b"" or got.startswith(b"HTTP/1.1 ")
    assert not got.startswith(b"HTTP/1.1 500")


def test_sparql_sends_csv_word_for_word_as_the_standard_wants_it(live):
    assert live.query("SELECT ('=1+1' AS ?x) {}", accept="text/csv").text == "x\r\n=1+1\r\n"


# --- running it -----------------------------------------------------------------------


def test_health_says_which_record(live):
    told = live.get("/health").json()

    assert told["status"] == "ok"
    assert told["digest"] == live.get("/cases").json()["corpus"]["digest"]


def test_the_log_has_one_json_line_a_request_and_no_query(live):
    live.get("/cases", params={"on": "a secret\n question"})
    line = live.line(lambda line: line.get("path") == "/cases" and line["status"] == 400)
    raw = live.log[:]

    assert {"time", "method", "path", "status", "ms", "bytes"} == set(line)
    assert all(one.startswith("{") and json.loads(one) for one in raw)
    assert not any("secret" in one for one in raw)


def test_the_log_cannot_be_forged(live):
    live.get('/x%0a{"event": "forged"}')
    line = live.line(lambda line: "forged" in line.get("path", ""))

    assert line["path"] == '/x\n{"event": "forged"}'
    assert not [one for one in live.log[:] if json.loads(one).get("event") == "forged"]


def test_garbage_is_400_and_the_server_lives(live):
    with socket.create_connection(("127.0.0.1", live.port)) as line:
        line.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        assert b"400" in line.recv(100)
    assert cheap(live).status_code == 200


def test_sigterm_lets_a_running_request_end_and_exits_0():
    one = Live("--data", str(TINY), "--port", "0", "--timeout", "2", "--workers", "1")
    with ThreadPoolExecutor() as pool:
        running = pool.submit(one.query, ENDLESS)
        time.sleep(0.5)
        one.process.send_signal(signal.SIGTERM)
        reply = running.result()

    assert reply.status_code == 504
    assert one.stop() == 0
    assert json.loads(one.log[-1])["event"] == "stopped"


def test_no_process_outlives_a_server_that_is_killed():
    one = Live("--data", str(TINY), "--port", "0", "--workers", "2")
    workers = one.workers()
    one.stop(signal.SIGKILL)

    assert len(workers) == 2
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_port_that_is_taken_is_wrong_usage(live):
    done = subprocess.run(
        [sys.executable, "-m", "graph", "serve", "--data", str(TINY), "--port", str(live.port)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1, port {live.port}" in done.stderr


@pytest.mark.parametrize(
    "words", [("--timeout", "0"), ("--memory", "0"), ("--max-rows", "-1"), ("--workers", "0"), ("--port", "70000")]
)
def test_a_limit_that_lets_nothing_through_is_wrong_usage(words):
    done = subprocess.run(
        [sys.executable, "-m", "graph", "serve", "--data", str(TINY), *words],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=30,
    )  # fmt: skip

    assert done.returncode == 2
    assert words[0] in done.stderr
