"""Queries of the app's readers: what the record gives, and nothing that one of them asks harms another."""

import gc
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import graph
from graph.errors import GraphError, QueryError, QueryRefused
from graph.rdf.catalogue import catalogue
from graph.rdf.sparql import run
from graph.serving.aside import Aside
from graph.serving.workers import Limits
from tests.live import ENDLESS, GREEDY, ROOT, TINY, soon, tree


@pytest.fixture(scope="module")
def aside(tiny):
    one = Aside(str(TINY), "", tiny.digest, Limits(seconds=2, memory=192, workers=2))
    yield one
    one.close()


@pytest.mark.parametrize(
    ("name", "given"), [("coverage", {}), ("news-only", {}), ("papers-in-force", {"on": "2031-07-01"})]
)
def test_a_query_gives_what_the_record_gives(aside, tiny, name, given):
    text = catalogue()[name].bind(tiny, given)

    assert aside.query(text) == run(tiny, text)


@pytest.mark.parametrize("text", ["ASK { ?s a cs:Case }", "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o ; rdfs:label ?n }"])
def test_so_does_one_that_gives_no_rows(aside, tiny, text):
    assert set(aside.query(text).rows) == set(run(tiny, text).rows)


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (ENDLESS, QueryError, "longer than the 2 seconds"),
        (GREEDY, QueryError, "192 MiB|longer"),
        ("SELECT * {", QueryError, "line 1: at column 11: the query breaks off"),
        ("INSERT DATA { <a:> <b:> <c:> }", QueryRefused, "read-only"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused, "another server"),
    ],
)
def test_what_cannot_be_had_is_told_and_the_next_is_answered(aside, text, error, says):
    with pytest.raises(error, match=says):
        aside.query(text)

    assert aside.query("ASK {}").rows
    assert aside.lives()


def test_others_are_answered_while_a_query_runs_away(aside):
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(aside.query, ENDLESS)
        quick = [aside.query(f"ASK {{}} # {n}").rows for n in range(20)]

        assert not slow.done()
        assert len(quick) == 20
        assert isinstance(slow.exception(), QueryError)


def test_a_record_that_changed_meanwhile_is_not_asked(tiny):
    with pytest.raises(GraphError, match="the record changed"):
        Aside(str(TINY), "", "sha256:0")


def test_a_draft_laid_over_the_record_is_asked_too(tmp_path):
    (tmp_path / "agency").mkdir()
    shutil.copy(TINY / "agency" / "2031-01-15-relief-pact.yaml", tmp_path / "agency" / "2031-01-15-second-pact.yaml")
    over = graph.load(TINY, overlay=tmp_path)
    one = Aside(str(TINY), str(tmp_path), over.digest)
    text = "SELECT ?paper { ?paper a cs:Instrument } ORDER BY ?paper"

    assert one.query(text) == run(over, text)
    one.close()
    assert not one.lives()


def test_who_closes_leaves_no_line_open_and_no_complaint(tiny, monkeypatch, caplog):
    left = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: left.append(told.exc_value))

    one = Aside(str(TINY), "", tiny.digest)
    one.query("ASK {}")
    one.close()
    del one
    gc.collect()

    assert (left, caplog.records) == ([], [])


ASKING = """
import sys, graph
from graph.serving.aside import Aside
from tests.live import TINY
one = Aside(str(TINY), "", graph.load(TINY).digest)
print("asked", one.query("ASK {}").rows, flush=True)
sys.stdin.read()
"""


def test_no_process_outlives_an_app_that_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", ASKING], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as app:  # fmt: skip
        assert app.stdout.readline().startswith(b"asked")
        beside = tree(app.pid)[1:]
        app.send_signal(signal.SIGKILL)

    assert len(beside) == 3
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in beside))
