"""A published record is read back and the same; what broke off goes on; a server that fails is told."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph import rdf
from graph.catalogue import catalogue, query
from graph.errors import EndpointError, QuestionError
from graph.publish import publish
from graph.remote import ask, run_at
from graph.sparql import run
from graph.wire import Wire

BINARY = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
QUICK = Wire(timeout=10, tries=1)


def free():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


@pytest.fixture
def oxigraph():
    """Oxigraph's own server, empty."""
    if BINARY is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no oxigraph: install the extra `test`")
    port = free()
    # The catalogue asks all graphs at once, as the record itself does.
    command = [BINARY, "serve", "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    served = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    served.terminate()
    served.wait()


def rows(found):
    return sorted(map(str, found.records(short=True)))


@pytest.mark.parametrize("how", ["gsp", "update"])
def test_a_published_record_is_there_whole_and_a_second_run_sends_nothing(oxigraph, tiny, how):
    first = publish(rdf.sheets(tiny), oxigraph, how=how, wired=QUICK)
    again = publish(rdf.sheets(tiny), oxigraph, how=how, wired=QUICK)

    assert first.statements == len(set(rdf.quads(tiny)))
    assert (again.sent, again.kept, again.digest) == (0, first.sent, first.digest)


def test_what_broke_off_goes_on_and_what_is_stale_goes(oxigraph, tiny):
    fewer = tiny.without(["agency/2031-01-15-relief-pact"])
    publish(rdf.sheets(tiny), oxigraph, wired=QUICK)

    later = publish(rdf.sheets(fewer), oxigraph, wired=QUICK)

    assert later.dropped >= 1
    assert later.kept >= 5
    assert later.statements == len(set(rdf.quads(fewer)))


GIVEN = {
    "bearer": "relief-office", "recipient": "guard", "on": "2031-04-01", "early": "2031-03-09", "late": "2031-03-10",
    "case": "strelsau-v-health", "source": "pact-text", "paper": "agency/2031-01-15-relief-pact",
    "object": "relief/name", "people": "foreigner", "origin": "ZE", "purpose": "removals",
}  # fmt: skip


def test_every_query_of_the_catalogue_gives_the_same_rows_there(oxigraph, tiny):
    publish(rdf.sheets(tiny), oxigraph, wired=QUICK)
    differing = []
    for name, one in catalogue().items():
        given = {parameter.name: GIVEN[parameter.name] for parameter in one.parameters if parameter.required}
        text = query(name).bind(tiny, given)
        if rows(run_at(f"{oxigraph}/query", text, wired=QUICK)) != rows(run(tiny, text)):
            differing.append(name)

    assert len(catalogue()) >= 35
    assert differing == []


def test_a_server_that_is_down_is_told_and_so_is_an_address_that_is_none(tiny):
    with pytest.raises(EndpointError, match="cannot be reached"):
        publish(rdf.sheets(tiny), f"http://127.0.0.1:{free()}/", wired=QUICK)
    with pytest.raises(QuestionError, match="no address of a server"):
        ask("file:///etc/passwd", "ASK { ?s ?p ?o }")
    with pytest.raises(QuestionError, match="--how is gsp or update"):
        publish(rdf.sheets(tiny), "http://127.0.0.1:1/", how="magic", wired=QUICK)
