"""Hostile input: no text of a record runs where it is shown, no input crashes a reader, no death leaves half a file."""

import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from csv import reader
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import graph
from graph import views
from graph.charts import pictures
from graph.courts.tracker import read_table
from graph.dates import Edtf, parse_day
from graph.errors import DataError, GraphError
from graph.imports import courtlistener, pacer, register
from graph.proof.citation import asked
from graph.proof.citation import read as read_citation
from graph.proof.seal import broken, sealed
from graph.proof.seal import read as read_bundle
from graph.rdf.catalogue import arguments, catalogue
from graph.rdf.export import export
from graph.rdf.sparql import run as run_sparql
from graph.record.compose import compose
from graph.record.disk import write_whole
from graph.record.load import load, read_folder
from graph.text import english
from graph.verify import Malformed
from graph.verify import verify as verify_bundle
from tests.docket_pages import page
from tests.live import soon

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "tiny"

# --- what a record says never runs -----------------------------------------------------

FREE = "title|says|note|notes|what|publisher|judge|court|label"
MARK = '=1+1"><script>alert(1)</script><img src=x onerror=alert(2)>[a](javascript:alert(3)) |`'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The fictional world, every free text of which begins with code of many kinds."""
    return graph.load(write_hostile(tmp_path_factory.mktemp("hostile")), cache=False)


def write_hostile(root):
    """The folder into which such a world was written."""
    for path, data in read_folder(TINY)[0].items():
        text = re.sub(
            r"(?m)^(\s*(?:- )?(?:title|says|note|notes|what|publisher|judge|court|label): )(.+)$",
            _marked,
            data.decode(),
        )
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def _marked(found):
    return found[1] + json.dumps(MARK + found[2].strip("\"'"))


QUESTION = ("health", "guard")
VIEWS = {
    "ask": lambda record: views.ask(record, *QUESTION, on="2031-04-01"),
    "timeline": lambda record: views.timeline(record, *QUESTION),
    "changes": lambda record: views.changes(record, *QUESTION, "2031-03-09", "2031-03-10"),
    "exposure": lambda record: views.exposure(record, *QUESTION, "2031-01-01", "2031-06-01"),
    "path": lambda record: views.path(record, QUESTION, "2031-01-01", "2031-06-01"),
    "cases": lambda record: views.cases(record),
    "case": lambda record: views.case(record, "strelsau-v-health", "2031-04-01"),
    "disclosures": lambda record: views.disclosures(record),
    "coverage": lambda record: views.coverage(record),
    "sources": lambda record: views.sources(record),
    "source": lambda record: views.sources(record, "pact-text"),
    "query": lambda record: views.query(record, "papers-in-force", {"on": ["2031-04-01"]}),
}


@pytest.mark.parametrize("name", VIEWS)
def test_markdown_of_a_hostile_record_holds_no_html_and_no_link_but_to_the_web(hostile, name):
    text = VIEWS[name](hostile).text(width=88, colour=False, markdown=True)

    assert re.findall(r"<(?:script|img)", text) == []
    assert re.findall(r"\]\((?!https?://)", text) == []


@pytest.mark.parametrize("name", VIEWS)
def test_no_cell_of_a_table_is_a_formula(hostile, name):
    cells = [cell for row in reader(io.StringIO(VIEWS[name](hostile).csv())) for cell in row]

    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell] == []
    assert any(cell.startswith("'=1+1") for cell in cells) is (name in ("cases", "case", "sources", "source", "query"))


@pytest.mark.parametrize("name", VIEWS)
def test_json_of_a_hostile_record_can_be_read(hostile, name):
    assert json.loads(VIEWS[name](hostile).json())


def test_cards_and_pictures_hold_no_element_of_the_record(hostile):
    answer = hostile.ask(*QUESTION, on="2031-04-01")
    line = hostile.timeline(*QUESTION)
    drawn = [answer._repr_html_(), pictures.lanes(answer, line).svg(), pictures.by_cell(answer).svg()]

    assert [re.findall(r"<(?:script|img)|href=.javascript", text) for text in drawn] == [[], [], []]


def test_exported_tables_hold_no_formula(hostile, tmp_path):
    files = [file for file in export(hostile, "csv", tmp_path) if file.suffix == ".csv"]
    cells = [cell for file in files for row in reader(io.StringIO(file.read_text(encoding="utf-8"))) for cell in row]

    assert len(cells) > 100
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@")] == []


# --- no input crashes a reader ------------------------------------------------------------

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
FUZZ = settings(max_examples=300, deadline=timedelta(seconds=1), suppress_health_check=list(HealthCheck))
FILES = read_folder(TINY)[0]


@st.composite
def torn(draw):
    """The files of the fictional world, one of them with a stretch replaced by something else."""
    path = draw(st.sampled_from(sorted(FILES)))
    data = FILES[path]
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(start + 40, len(data))))
    other = draw(st.one_of(st.binary(max_size=20), LETTERS.map(str.encode), st.sampled_from(sorted(FILES.values()))))
    return {**FILES, path: data[:start] + other[:400] + data[end:]}


@settings(FUZZ, max_examples=150)
@given(torn())
def test_a_torn_record_is_read_or_its_problems_are_told(files):
    corpus, problems = compose(files)

    assert corpus.instruments or problems
    assert [one for one in problems if not (one.path and one.line >= 1 and one.remedy)] == []


@FUZZ
@given(LETTERS | st.from_regex(r"[\[\]0-9X./?~%-]{0,24}", fullmatch=True))
def test_a_date_is_read_or_refused(text):
    for read in (Edtf.parse, parse_day):
        with suppress(ValueError):
            read(text)


WORDS = st.sampled_from(
    ["what", "could", "share", "with", "RO", "BG", "on", "1 March 2031", "2031-03-01", "about", "in", "ZE", "for",
     "--on", "=", "'", '"', "?", "as known on", "foreigners", "\x00", "[ask", "accessed", "]"]
)  # fmt: skip
SENTENCES = st.lists(WORDS | LETTERS, max_size=12).map(" ".join)


@FUZZ
@given(SENTENCES)
def test_a_question_is_read_or_refused_and_so_is_a_citation(tiny, text):
    for read in (lambda: english.read(tiny, text), lambda: asked(tiny, text), lambda: read_citation(text)):
        with suppress(GraphError):
            read()


QUERY_WORDS = st.sampled_from(
    ["SELECT", "*", "WHERE", "{", "}", "?s", "?p", "?o", ".", "FILTER", "(", ")", "SERVICE", "<a:b>", '"', "'",
     "#", "\\u0053", "LIMIT 1", "FROM", "GRAPH", "VALUES", "\n", "ASK", "CONSTRUCT", "INSERT"]
)  # fmt: skip


@FUZZ
@given(st.lists(QUERY_WORDS | LETTERS, max_size=12).map(" ".join))
def test_a_query_is_run_or_refused(tiny, text):
    with suppress(GraphError):
        run_sparql(tiny, text)


@FUZZ
@given(
    st.sampled_from(sorted(catalogue())), st.lists(LETTERS | WORDS | st.sampled_from(["--bearer", "--on"]), max_size=6)
)
def test_the_parameters_of_a_query_are_read_or_refused(tiny, name, words):
    with suppress(GraphError):
        catalogue()[name].bind(tiny, arguments(words))


def proof(data):
    """What a checker says of a bundle, as it is and with digests that fit."""
    with suppress(Malformed):
        whole = read_bundle(data)
        list(broken(whole))
        verify_bundle(sealed(whole))


WORLD = graph.load(TINY, cache=False)
# What strangers send, whole: a reader of each must also take it in any other shape, or refuse it.
SENT = {
    "docket page": (page().encode(), lambda data: pacer.read_bytes(data, "dcd_1.html")),
    "docket": (
        b'{"court": "dcd", "docket_number": "1:31-cv-7", "docket_entries": [{"description": "ORDER"}]}',
        lambda data: pacer.read_bytes(data, "dcd_1.json"),
    ),
    "webhook": (
        json.dumps({"webhook": {"event_type": 1}, "payload": {"results": [{"docket": 7, "entry_number": 1}]}}).encode(),
        lambda data: courtlistener.read_webhook(
            data, "hook.json", {"id": 7, "court_id": "dcd", "docket_number": "1:31-cv-7"}
        ),
    ),
    "document": (
        json.dumps({"document_number": "2031-1", "title": "A rule", "publication_date": "2031-08-01"}).encode(),
        lambda data: register.document(json.loads(data)),
    ),
    "tracker": (b"name,status,docket\nStrelsau v. Health,Blocked,3:31-cv-00077\n", read_table),
    "proof": (json.dumps(WORLD.ask("health", "guard", on="2031-04-01").to_bundle()).encode(), proof),
}  # fmt: skip


PIECES = st.sampled_from([b"null", b"[]", b"{}", b"1e999", b"-1", b'"\\ud800"', b"[", b"<td>", b"\x00"])


@FUZZ
@given(
    st.sampled_from(sorted(SENT)), st.integers(0, 10**6), st.integers(0, 60),
    PIECES | st.binary(max_size=20) | LETTERS.map(str.encode), st.sampled_from([1, 1, 5_000]),
)  # fmt: skip
@example("docket page", 21_531, 22, b"null", 5_000)  # a line without a name, long enough to be slow
def test_what_a_stranger_sends_is_read_or_refused(name, place, length, piece, times):
    data, read = SENT[name]
    start = place % len(data)
    # That a document is JSON is seen to where its file is read.
    with suppress(GraphError, *((ValueError, RecursionError) if name == "document" else ())):
        read(data[:start] + piece * times + data[start + length :])


# --- no death leaves half a file -----------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from graph.record.disk import write_whole
while True:
    for letter in b"ab":
        write_whole(Path(sys.argv[1]), bytes([letter]) * 3_000_000)
"""


def test_a_file_is_old_or_new_and_whole_whenever_its_writer_is_killed(tmp_path):
    file = tmp_path / "some" / "file"
    write_whole(file, b"-" * 3_000_000)
    for n in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, file], cwd=ROOT)
        before = file.stat().st_ino
        assert soon(lambda before=before: file.stat().st_ino != before)
        time.sleep(0.003 * n)
        writer.send_signal(signal.SIGKILL)
        writer.wait()

        whole = file.read_bytes()
        assert (len(whole), len(set(whole))) == (3_000_000, 1)


def test_what_a_killed_writer_left_goes_when_nobody_can_still_be_at_it(tmp_path):
    old, young = (tmp_path / f".file.{name}.part" for name in ("old", "young"))
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))

    write_whole(tmp_path / "file", b"whole")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".file.young.part", "file"]


LOADER = "import sys; import graph; print(graph.load(sys.argv[1]).digest)"


def test_many_readers_and_writers_of_one_cache_agree(tmp_path):
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}

    def digest(_):
        done = subprocess.run(
            [sys.executable, "-c", LOADER, TINY], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(digest, range(8))) == {load(TINY, cache=False).digest}
    assert len(list((tmp_path / "couldshare").iterdir())) == 1


def test_a_record_in_a_folder_that_cannot_be_written_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/no-such-place")

    assert load(TINY).digest == load(TINY, cache=False).digest


def command(*arguments, limit=None, **streams):
    """Exit code and complaint of a command; `limit` is the most bytes that it may write to a file."""

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-m", "graph", *arguments], cwd=ROOT, text=True, check=False, stderr=subprocess.PIPE,
        preexec_fn=small if limit else None, **streams,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_a_full_disk_is_told_and_leaves_no_half_export(tmp_path):
    data = ["--data", str(TINY)]
    command("export", "nquads", "--to", str(tmp_path), *data)
    before = (tmp_path / "couldshare.nq").read_bytes()

    code, complaint = command("export", "nquads", "--to", str(tmp_path), *data, limit=20_000)

    assert code == 2
    assert "cannot write" in complaint
    assert "Traceback" not in complaint
    assert (tmp_path / "couldshare.nq").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["couldshare.nq"]


def test_a_full_disk_behind_the_answer_is_told():
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        code, complaint = command("cases", "--data", str(TINY), stdout=full)

    assert code == 2
    assert "No space left" in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize("name", ["../../../etc/passwd", "cases/../../x", "/etc/passwd", "..", "a\x00b", "%2e%2e%2f"])
def test_no_name_leads_out_of_the_record(tiny, name, tmp_path):
    for look in (tiny.case, tiny.instrument, partial(views.sources, tiny), partial(export, tiny, folder=tmp_path)):
        with pytest.raises(GraphError):
            look(name)
    assert list(tmp_path.iterdir()) == []


def test_an_overlay_that_is_no_record_is_told(tiny, tmp_path):
    (tmp_path / "agency").mkdir()
    (tmp_path / "agency" / "2031-01-01-a.yaml").write_text("a: &a [*a, *a]\n")

    with pytest.raises(DataError, match="alias"):
        tiny.laid_over(tmp_path)
