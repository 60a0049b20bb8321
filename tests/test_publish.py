"""The data set in stores of other makes: what was sent is there, answers as here, and a load that broke off goes on."""

import subprocess
import sys
from itertools import islice

import pytest

from graph.cli import main
from graph.errors import EndpointError, QuestionError
from graph.rdf import dataset, iris
from graph.rdf.catalogue import catalogue, query
from graph.rdf.publish import HOW, publish
from graph.rdf.remote import ask
from graph.rdf.sparql import plain, run
from graph.rdf.wire import Wire
from tests.killing import KILLED
from tests.live import ROOT, TINY
from tests.stores import oxigraph, virtuoso
from tests.test_rdf import by_ask, by_sparql, parameters, scenarios

QUICK = Wire(timeout=20, tries=1)
MAKES = ("oxigraph", "virtuoso")


@pytest.fixture(scope="module", params=MAKES)
def published(request, record, tmp_path_factory):
    """A store of each make with the record that ships, and what was said of loading it."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "virtuoso":
        with virtuoso(folder) as url:
            yield url, publish(dataset.sheets(record), url, how="update")
    else:
        with oxigraph(folder, "--union-default-graph") as (url, _):
            yield url, publish(dataset.sheets(record), url)


@pytest.fixture
def store(tmp_path):
    with oxigraph(tmp_path, "--union-default-graph") as (url, _):
        yield url


def told(found):
    return [tuple(plain(term, short=True) for term in row) for row in found.rows]


# --- what is published is the record --------------------------------------------------


def test_every_statement_arrives_and_a_second_run_sends_none(published, record):
    url, first = published
    again = publish(dataset.sheets(record), url, how="update")

    assert first.statements == len(set(dataset.quads(record)))
    assert (again.sent, again.kept, again.digest) == (0, first.sent, first.digest)
    assert first.united


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_query_gives_there_what_it_gives_here(published, record, name):
    _, done = published
    here, there = run(record, query(name).example), ask(done.target.query, query(name).example)

    assert there.columns == here.columns
    assert told(there) == told(here)
    assert len(here.rows) > 0


@pytest.mark.parametrize("scenario", [one for one in scenarios() if "known" not in one.values[0]])
def test_what_could_be_shared_is_there_what_ask_says(published, record, scenario):
    asked = dict(scenario)
    answer = record.ask(asked.pop("bearer"), asked.pop("recipient", None), **asked)
    endpoint = published[1].target.query

    found = by_sparql(record, answer, endpoint)
    rows = query("could-share").run(record, endpoint=endpoint, **parameters(answer)).records(short=True)

    assert found == by_ask(answer)
    assert {*found.values()} <= {row["verdict"] for row in rows} | {"no-known-authority"}


@pytest.mark.parametrize("how", HOW)
def test_both_ways_of_writing_serve_both_makes(published, tiny, how):
    url, _ = published
    some = [sheet for sheet in dataset.sheets(tiny) if sheet.graph.value.endswith(("relief-pact", "levy-act"))]
    renamed = [dataset.Sheet(sheet.graph.value + f"-by-{how}") for sheet in some]
    for new, old in zip(renamed, some, strict=True):
        for quad in old.quads:
            new.say(quad.subject, "note", '“ \\ " \n é 𝕏')
    # A run over these alone takes every other graph away, so it is one that breaks off before its end.
    with pytest.raises(_EnoughError):
        publish(renamed, url, how=how, progress=_stop_after(len(renamed)))

    held = ask(published[1].target.query, f"SELECT ?n {{ GRAPH <{renamed[0].graph.value}> {{ ?s cs:note ?n }} }}")
    assert {str(plain(row[0])) for row in held.rows} == {'“ \\ " \n é 𝕏'}


class _EnoughError(Exception):
    pass


def _stop_after(graphs):
    counted = iter(range(1, 1000))

    def progress(_):
        if next(counted) == graphs:
            raise _EnoughError

    return progress


# --- what breaks off goes on -----------------------------------------------------------


def test_a_load_that_broke_off_is_taken_up_where_it_was(store, tiny):
    with pytest.raises(_EnoughError):
        publish(dataset.sheets(tiny), store, progress=_stop_after(5))
    assert ask(f"{store}/query", f"SELECT ?v {{ GRAPH <{iris.graph('dataset')}> {{ ?s dcat:version ?v }} }}").rows == ()

    done = publish(dataset.sheets(tiny), store)

    assert done.kept == 5
    assert done.sent > 5
    assert done.statements == len(set(dataset.quads(tiny)))


def test_a_server_that_dies_is_told_and_what_it_had_is_not_sent_again(tmp_path, tiny):
    with oxigraph(tmp_path) as (url, process):

        def die(_):
            process.kill()
            process.wait()

        with pytest.raises(EndpointError, match="cannot be reached"):
            publish(dataset.sheets(tiny), url, wired=QUICK, progress=die)
    with oxigraph(tmp_path) as (url, _):
        assert publish(dataset.sheets(tiny), url).kept == 1


@pytest.mark.parametrize("harm", [
    "DELETE WHERE {{ GRAPH <{graph}> {{ ?s cs:pin ?o }} }}",
    "DELETE DATA {{ GRAPH <{graph}> {{ <{norm}> cs:modality cs:permits }} }} ; "
    "INSERT DATA {{ GRAPH <{graph}> {{ <{norm}> cs:modality cs:prohibits }} }}",
])  # fmt: skip
def test_a_graph_that_was_changed_there_is_found_by_count_or_digest_and_sent_anew(store, tiny, harm):
    pact = "agency/2031-01-15-relief-pact"
    publish(dataset.sheets(tiny), store)
    text = f"PREFIX cs: <{iris.NS}> {harm.format(graph=iris.graph(pact), norm=iris.record(f'{pact}#rolls'))}"
    with Wire().open("POST", f"{store}/update", text.encode(), {"Content-Type": "application/sparql-update"}) as reply:
        reply.read()

    done = publish(dataset.sheets(tiny), store)

    # The graph itself, and the one that says what the data set is.
    assert done.sent == 2
    assert publish(dataset.sheets(tiny), store).sent == 0


def test_graphs_of_an_earlier_record_go_and_those_of_others_stay(store, tiny):
    publish(dataset.sheets(tiny), store)
    others = f"PREFIX cs: <{iris.NS}> INSERT DATA {{ GRAPH <https://else.example/g> {{ cs:a cs:b cs:c }} }}"
    with Wire().open("POST", f"{store}/update", others.encode(), {"Content-Type": "application/sparql-update"}) as one:
        one.read()

    done = publish(dataset.sheets(tiny.without(["agency/2031-01-15-relief-pact"])), store)

    assert done.dropped == 1
    assert len(ask(f"{store}/query", "SELECT ?s { GRAPH <https://else.example/g> { ?s ?p ?o } }").rows) == 1


# --- what a store does not let be done ----------------------------------------------------


def test_a_store_that_cannot_be_written_keeps_what_it_has_and_is_told(tmp_path, tiny):
    with oxigraph(tmp_path) as (url, _):
        publish(dataset.sheets(tiny), url)
    with oxigraph(tmp_path, port=None) as (url, _), pytest.raises(EndpointError, match="says 404"):
        publish(dataset.sheets(tiny), f"{url}/nothing/here", wired=QUICK)
    with oxigraph(tmp_path) as (url, _), pytest.raises(EndpointError, match="cannot be written at"):
        publish(dataset.sheets(tiny), url, how="update", write=f"{url}/query", wired=QUICK)


def test_a_store_whose_queries_do_not_see_all_graphs_is_named(tmp_path, tiny):
    with oxigraph(tmp_path) as (url, _):
        done = publish(dataset.sheets(tiny), url)

    assert not done.united
    assert "--union-default-graph" in str(done)


def test_there_are_two_ways_to_write_and_an_address_is_one_of_the_web(store, tiny):
    with pytest.raises(QuestionError, match="gsp or update"):
        publish(dataset.sheets(tiny), store, how="ftp")
    with pytest.raises(QuestionError, match="no address of a server"):
        publish(dataset.sheets(tiny), "file:///etc/passwd")


def test_graphs_are_made_one_at_a_time(store, tiny):
    made = []

    def sheets():
        for sheet in islice(dataset.sheets(tiny), 6):
            made.append(sheet.graph.value)
            yield sheet

    with pytest.raises(_EnoughError):
        publish(sheets(), store, progress=_stop_after(2))

    assert len(made) <= 3


# --- from the command line --------------------------------------------------------------


def test_publish_and_ask_from_the_command_line(store, capsys):
    assert main(["publish", "--to", store, "--data", "tests/tiny"]) == 0
    out, err = capsys.readouterr()
    assert "sent, 0 found whole" in out
    assert "a second" in err
    asked = ["could-share", "--bearer", "RO", "--recipient", "BG", "--on", "2031-03-10"]

    main(["query", "--data", "tests/tiny", "--format", "json", *asked])
    here = capsys.readouterr().out
    main(["query", "--data", "tests/tiny", "--format", "json", *asked, "--endpoint", f"{store}/query"])
    there = capsys.readouterr().out

    assert there == here
    assert main(["sparql", "--endpoint", f"{store}/query", "SELECT ?n { ?n a cs:Norm }", "--data", "tests/tiny"]) == 0
    assert "rows" in capsys.readouterr().out
    assert main(["sparql", "--endpoint", "http://127.0.0.1:9/", "ASK {}", "--data", "tests/tiny"]) == 2
    assert "cannot be reached" in capsys.readouterr().err


def test_python_asks_there_too(store, tiny):
    publish(dataset.sheets(tiny), store)
    asked = {"bearer": "RO", "recipient": "BG", "on": "2031-03-10"}

    assert tiny.query("could-share", endpoint=f"{store}/query", **asked).equals(tiny.query("could-share", **asked))
    text = "SELECT ?n ?from { ?n cs:operative/cs:from ?from } ORDER BY ?n ?from"
    assert tiny.sparql(text, endpoint=f"{store}/query").equals(tiny.sparql(text))


LOADER = """
import sys
from graph.cli import main
from tests.killing import fall_at
fall_at(int(sys.argv[1]), {"http.client.connect", "http.client.send"})
sys.exit(main(sys.argv[2:]))
"""


def test_killed_at_any_request_a_load_is_finished_by_the_next(store, tiny):
    def ended(step):
        words = [str(step), "publish", "--to", store, "--data", str(TINY)]
        return subprocess.run([sys.executable, "-c", LOADER, *words], cwd=ROOT, capture_output=True, check=False)

    # While it looks for where to write, and before, amid and after what it writes, with little or much already there.
    killed = [ended(step).returncode for step in (3, 9, 10, 19, 20, 21, 24, 25, 26, 40, 41, 42)]
    done = publish(dataset.sheets(tiny), store)

    assert killed == [KILLED] * 12
    assert done.statements == len(set(dataset.quads(tiny)))
    assert publish(dataset.sheets(tiny), store).sent == 0
