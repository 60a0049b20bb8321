"""CourtListener's API and webhooks, and the Federal Register's API, as a local server speaks them."""

import gzip
import json
import resource
import threading
import time
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.cli import main
from graph.imports import register
from graph.imports.batch import Into, courtlistener_jobs, register_search_jobs, run
from graph.imports.courtlistener import SAYS, api, read_docket, webhook_docket
from graph.imports.dockets import Party, Unusable
from graph.imports.fetching import ATTEMPTS, Api
from graph.imports.inbox import Inbox

RETRIEVED = date(2031, 8, 20)
V4 = "/api/rest/v4"

DOCKET = {
    "id": 7,
    "court_id": "dcd",
    "docket_number": "1:31-cv-00007",
    "case_name": "Free City of Strelsau v. Office of Health",
    "date_filed": "2031-08-01",
    "date_terminated": None,
    "assigned_to_str": "Sapt",
    "absolute_url": "/docket/7/strelsau-v-health/",
}


def entry(number, text, **more):
    return {
        "id": 100 + (number or 0), "docket": f"https://x{V4}/dockets/7/", "entry_number": number,
        "date_filed": "2031-08-04", "time_filed": None, "recap_sequence_number": "2031-08-04.001", "description": text,
        "recap_documents": [
            {"document_number": str(number), "attachment_number": None, "description": "Order", "is_sealed": None,
             "absolute_url": f"/docket/7/{number}/x/"},
        ],
    } | more  # fmt: skip


PARTIES = [
    {"name": "Free City of Strelsau", "party_types": [
        {"docket_id": 7, "name": "Plaintiff", "date_terminated": None, "extra_info": ""},
        {"docket_id": 8, "name": "Amicus", "date_terminated": None, "extra_info": ""},
    ]},
    {"name": "Office of Health", "party_types": [
        {"docket_id": 7, "name": "Defendant", "date_terminated": "2031-09-01", "extra_info": ""},
    ]},
]  # fmt: skip


class Served:
    """What the server answers by path: JSON, a status, bytes, or several of these in turn; and what it was asked."""

    def __init__(self):
        self.answers, self.asked, self.base = {}, [], ""

    def answer(self, path, *turns):
        self.answers[path] = list(turns)


@contextmanager
def listening(served):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = urlsplit(self.path).path
            served.asked.append((self.path, self.headers.get("Authorization")))
            turns = served.answers.get(self.path) or served.answers.get(path) or [404]
            one = turns.pop(0) if len(turns) > 1 else turns[0]
            status, headers, *more = (one, {}) if isinstance(one, int) else one if isinstance(one, tuple) else (200, {})
            body = one if isinstance(one, bytes) else json.dumps(one).encode() if isinstance(one, dict) else b"{}"
            body = more[0] if more else body
            if status == 0:
                time.sleep(0.5)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def served():
    with listening(Served()) as one:
        one.answer(f"{V4}/dockets/7/", DOCKET)
        one.answer(
            f"{V4}/docket-entries/",
            {"next": f"{one.base}{V4}/docket-entries/?cursor=2",
             "results": [entry(1, "COMPLAINT"), entry(None, "MINUTE ORDER")]},
        )  # fmt: skip
        one.answer(
            f"{V4}/docket-entries/?cursor=2", {"next": None, "results": [entry(3, "ORDER granting 2 Motion for TRO")]}
        )
        one.answer(f"{V4}/parties/", {"next": None, "results": PARTIES})
        yield one


def asked(served, **how):
    waits = []
    with api(served.base, "secret", pause=waits.append, **how) as one:
        return read_docket(one, "7"), waits


def refused(served, **how):
    with pytest.raises(Unusable) as error:
        asked(served, **how)
    return str(error.value)


def test_a_docket_comes_with_the_entries_of_every_page_and_its_own_parties(served):
    reading, _ = asked(served)
    docket = reading.docket

    assert (docket.court, docket.number, docket.filed) == ("dcd", "1:31-cv-00007", date(2031, 8, 1))
    assert [(one.number, one.text) for one in docket.entries] == [
        ("1", "COMPLAINT"), ("", "MINUTE ORDER"), ("3", "ORDER granting 2 Motion for TRO"),
    ]  # fmt: skip
    assert docket.parties == (
        Party("Free City of Strelsau", "Plaintiff"), Party("Office of Health", "Defendant", date(2031, 9, 1)),
    )  # fmt: skip
    assert docket.entries[2].url == f"{served.base}/docket/7/3/x/"
    assert reading.origin.url == f"{served.base}/docket/7/strelsau-v-health/"


def test_the_token_goes_with_every_question(served):
    asked(served)

    assert {token for _, token in served.asked} == {"Token secret"}
    assert parse_qs(urlsplit(served.asked[1][0]).query)["docket"] == ["7"]


def test_the_token_never_goes_to_another_host(served):
    with listening(Served()) as other:
        served.answer(f"{V4}/docket-entries/", {"next": f"{other.base}{V4}/x/", "results": []})

        assert "another host" in refused(served)
        assert other.asked == []


def test_pages_that_go_round_in_a_circle_end(served):
    here = f"{served.base}{V4}/docket-entries/?cursor=2"
    served.answer(f"{V4}/docket-entries/?cursor=2", {"next": here, "results": []})

    assert "round in a circle" in refused(served)


def test_a_sealed_document_is_marked_and_a_missing_description_falls_back(served):
    paper = {"attachment_number": None, "description": "Sealed Motion", "is_sealed": True}
    served.answer(f"{V4}/docket-entries/", {"results": [entry(4, "", recap_documents=[paper])]})

    (one,) = asked(served)[0].docket.entries

    assert (one.text, one.sealed) == ("Sealed Motion", True)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_told_at_once_with_what_to_do(served, status):
    served.answer(f"{V4}/dockets/7/", status)

    assert refused(served) == SAYS[status]
    assert len(served.asked) == 1


def test_parties_this_token_may_not_read_are_left_out_and_noted(served):
    served.answer(f"{V4}/parties/", 403)

    reading, _ = asked(served)

    assert reading.docket.parties == ()
    assert reading.notes == ("this token may not read the parties: they were left out",)


def test_a_busy_server_is_waited_for_as_long_as_it_says(served):
    served.answer(f"{V4}/dockets/7/", (429, {"Retry-After": "30"}), (503, {}), DOCKET)

    reading, waits = asked(served)

    assert reading.docket.number == "1:31-cv-00007"
    assert waits == [30.0, 2.0]


def test_a_server_that_stays_busy_is_given_up_with_a_message(served):
    served.answer(f"{V4}/dockets/7/", 500)

    assert "failed (500) 5 times: come back later, nothing is lost" in refused(served)
    assert len(served.asked) == ATTEMPTS


def test_a_server_that_asks_for_an_hour_is_left_alone(served):
    served.answer(f"{V4}/dockets/7/", (429, {"Retry-After": "3600"}))

    assert "come back in 3,600 seconds" in refused(served)
    assert len(served.asked) == 1


def test_a_server_that_does_not_answer_is_told(served):
    served.answer(f"{V4}/dockets/7/", 0)

    assert "did not answer in time" in refused(served, timeout=0.05)


def test_nobody_there_is_told():
    with (
        api("http://127.0.0.1:9", "secret", pause=lambda _: None) as one,
        pytest.raises(Unusable, match="cannot be reached"),
    ):
        read_docket(one, "7")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>", "no JSON"),
        (b"[]", "no object"),
        ({"id": 7}, "shape unknown"),
        (DOCKET | {"docket_number": ""}, "no number"),
    ],
)
def test_an_answer_of_another_shape_is_told(served, body, why):
    served.answer(f"{V4}/dockets/7/", body)

    assert why in refused(served)


def test_without_a_token_or_a_number_nothing_is_asked(served):
    with pytest.raises(Unusable, match="COURTLISTENER_TOKEN"):
        api(served.base, "")
    with pytest.raises(Unusable, match="no address"):
        Api("file:///etc/passwd")
    with api(served.base, "secret") as one, pytest.raises(Unusable, match="no number of a docket"):
        read_docket(one, "7/../8")
    assert served.asked == []


# --- webhooks and batches ----------------------------------------------------


def hook(*entries, kind=1):
    sent = {
        "webhook": {"version": 2, "event_type": kind},
        "payload": {"results": [one | {"docket": 7} for one in entries]},
    }
    return json.dumps(sent).encode()


def outcomes(served, tmp_path, ids=(), hooks=()):
    def opened():
        return api(served.base, "secret", pause=lambda _: None)

    return list(run(courtlistener_jobs(Into(Inbox(tmp_path / "record"), RETRIEVED), opened, ids, hooks)))


def test_a_webhook_adds_its_entries_to_the_docket_it_is_about(served, tmp_path):
    file = tmp_path / "hook.json"
    file.write_bytes(hook(entry(3, "ORDER granting 2 Motion for TRO"), entry(5, "ORDER staying the rule")))
    outcomes(served, tmp_path, ids=["7"])
    before = len(served.asked)

    (done,) = outcomes(served, tmp_path, hooks=[file])
    (again,) = outcomes(served, tmp_path, hooks=[file])

    assert (done.taken.new, done.taken.known) == (("dcd-1-31-cv-00007/5",), 1)
    assert not again.taken.wrote
    assert len(served.asked) == before  # what the inbox knows is not asked again


def test_a_webhook_about_an_unknown_docket_asks_which_it_is(served, tmp_path):
    file = tmp_path / "hook.json"
    file.write_bytes(hook(entry(5, "ORDER staying the rule")))

    (done,) = outcomes(served, tmp_path, hooks=[file])

    assert done.taken.new == ("dcd-1-31-cv-00007/5",)
    assert [path for path, _ in served.asked] == [f"{V4}/dockets/7/"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"x", "no webhook"),
        (b"[]", "no webhook"),
        (b'{"webhook": {"event_type": {}}, "payload": {}}', "no webhook"),
        (b'{"webhook": {"event_type": 1}, "payload": {"results": 7}}', "no webhook"),
        (hook(), "not all of one docket"),
        (hook(kind=2), "search alert"),
    ],
)
def test_a_webhook_of_another_kind_is_refused(data, why):
    with pytest.raises(Unusable, match=why):
        webhook_docket(data)


def test_the_same_docket_again_writes_nothing_and_one_that_fails_stops_nothing(served, tmp_path):
    first = outcomes(served, tmp_path, ids=["9", "7"])
    again = outcomes(served, tmp_path, ids=["7"])

    assert [one.failed for one in first] == [SAYS[404], ""]
    assert not again[0].taken.wrote


def test_the_command_reads_the_token_from_the_environment(served, tmp_path, monkeypatch, capsys):
    at = ("import", "courtlistener", "7", "--base", served.base, "--data", str(tmp_path))
    monkeypatch.delenv("COURTLISTENER_TOKEN", raising=False)
    assert main(at) == 1
    assert "COURTLISTENER_TOKEN" in capsys.readouterr().out
    monkeypatch.setenv("COURTLISTENER_TOKEN", "secret")
    assert main(at) == 0
    assert "secret" not in "".join(one.read_text(encoding="utf-8") for one in Path(tmp_path).rglob("*.json"))


# --- the Federal Register's API ----------------------------------------------

PAPER = {"document_number": "2031-1", "title": "System of Records", "type": "Notice", "publication_date": "2031-07-01"}


def found(served, tmp_path):
    with Api(served.base, says=register.SAYS, pause=lambda _: None) as one:
        into = Into(Inbox(tmp_path), RETRIEVED)
        return list(run(register_search_jobs(into, one, ["health"], date(2031, 7, 1))))


def test_the_register_is_asked_for_agencies_since_a_day_and_read_to_the_last_page(served, tmp_path):
    path = "/api/v1/documents.json"
    served.answer(path, {"count": 2, "next_page_url": f"{served.base}{path}?page=2", "results": [PAPER]})
    served.answer(f"{path}?page=2", {"count": 2, "results": [PAPER | {"document_number": "2031-2"}]})

    done = found(served, tmp_path)
    query = parse_qs(urlsplit(served.asked[0][0]).query)

    assert [one.taken.new for one in done] == [("fr-2031-1",), ("fr-2031-2",)]
    assert query["conditions[agencies][]"] == ["health"]
    assert query["conditions[publication_date][gte]"] == ["2031-07-01"]
    assert "effective_on" in query["fields[]"]


def test_documents_the_register_has_and_does_not_give_are_a_failure(served, tmp_path):
    served.answer("/api/v1/documents.json", {"count": 2500, "results": [PAPER]})

    assert [one.failed for one in found(served, tmp_path)] == [
        "", "the server has 2,500 of them and gives 1: ask for a shorter time",
    ]  # fmt: skip


# --- packed answers ------------------------------------------------------------------------


def test_a_packed_answer_is_read(served):
    packed = gzip.compress(json.dumps(DOCKET).encode())
    served.answer(f"{V4}/dockets/7/", (200, {"Content-Encoding": "gzip"}, packed))

    assert asked(served)[0].docket.number == "1:31-cv-00007"


def test_an_answer_that_unpacks_to_more_than_it_may_is_left_unread(served):
    bomb = gzip.compress(b" " * 400_000_000, 9)
    served.answer(f"{V4}/dockets/7/", (200, {"Content-Encoding": "gzip"}, bomb))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert "is longer than 64,000,000 bytes" in refused(served)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


@pytest.mark.parametrize("how", ["gzip, gzip", "br", "zstd", "deflate"])
def test_an_answer_packed_twice_or_otherwise_is_left_unread(served, how):
    served.answer(f"{V4}/dockets/7/", (200, {"Content-Encoding": how}, gzip.compress(gzip.compress(b"{}"))))

    assert f"packed as {how!r}" in refused(served)


def test_an_answer_that_is_not_packed_as_it_says_is_told(served):
    served.answer(f"{V4}/dockets/7/", (200, {"Content-Encoding": "gzip"}, b"{}"))

    assert "cannot be reached" in refused(served)
