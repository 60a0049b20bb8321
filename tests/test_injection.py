"""Text of strangers stays text: in every command and every format, on a terminal, in a feed, on paper."""

import json
import re
import shlex
from csv import reader
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

import graph
from graph.cli import _parser, main
from graph.pages._take import printable
from graph.proof.citation import cite
from tests.docket_pages import ENTRIES, page
from tests.test_hostile import MARK, TINY, write_hostile

PAIR = "relief-office guard"
CELL = "--origin ZE --object relief/name --people foreigner"
TITLES = "SELECT ?text { ?s dcterms:title ?text }"
# Every command that prints what somebody wrote.
COMMANDS = (
    f"ask {PAIR} --on 2031-04-01",
    f"timeline {PAIR}",
    f"changes {PAIR} --from 2031-03-09 --to 2031-03-10",
    f"exposure {PAIR} --from 2031-01-01 --to 2031-06-01",
    f"path {PAIR} --from 2031-01-01 --to 2031-06-01",
    f"flips {PAIR} --on 2031-07-01 {CELL}",
    "cases --on 2031-04-01",
    "case strelsau-v-health --on 2031-04-01",
    "deadlines --on 2031-04-01",
    "news --since 2031-01-01 --until 2031-12-31",
    "watch list --file {at}/watch.yaml",
    "watch run --since 2031-01-01 --until 2031-12-31 --file {at}/watch.yaml",
    "reconcile {at}/tracker.csv --on 2031-04-01",
    "disclosures",
    "coverage",
    "sources",
    "sources pact-text",
    "check --deep --on 2031-10-01",
    "diff {tiny}",
    "compare {at}/reading-a {at}/reading-b",
    "query",
    "query papers-in-force --on 2031-04-01",
    "sparql '{titles}'",
    "inbox --all",
    "inbox show dcd-1-31-cv-00007/1",
    "verify {at}/proof.json",
    "import pacer {at}/dcd_1.html --preview --retrieved 2031-08-20",
    "reproduce {at}/cited.txt",
)
# These print nothing that anybody wrote, or print no views.
SILENT = {"count", "schema", "new", "export", "publish", "app", "serve", "mcp", "notebook"}

WORLD = {"tiny": TINY, "titles": TITLES}


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    """A folder with a hostile record, and with what strangers send to it."""
    folder = tmp_path_factory.mktemp("injection")
    data = write_hostile(folder / "record")
    quiet = ["--data", str(data)]
    for name, since in (("reading-a", "2031-01-15"), ("reading-b", "2031-02-20")):
        (folder / name / "agency").mkdir(parents=True)
        pact = (data / "agency" / "2031-01-15-relief-pact.yaml").read_text(encoding="utf-8")
        draft = folder / name / "agency" / "2031-01-15-relief-pact.yaml"
        draft.write_text(re.sub(r"(?m)^from: .*$", f"from: {since}", pact), encoding="utf-8")
    (folder / "tracker.csv").write_text(f'name,status,docket\n"{MARK.replace(chr(34), chr(34) * 2)}","{MARK[:8]}",1\n')
    entries = [(*one[:2], MARK + one[2]) for one in ENTRIES]
    (folder / "dcd_1.html").write_text(page(entries=entries, name=f"{MARK} v. Health"), encoding="utf-8")
    assert main(["import", "pacer", str(folder / "dcd_1.html"), "--retrieved", "2031-08-20", *quiet]) == 0
    assert main(["watch", "add", PAIR, "--why", MARK, "--file", str(folder / "watch.yaml"), *quiet]) == 0
    assert main(["ask", *PAIR.split(), "--on", "2031-04-01", "--bundle", str(folder / "proof.json"), *quiet]) == 0
    whole = json.loads((folder / "proof.json").read_text(encoding="utf-8"))
    whole["answer"]["summary"] = f"\x1b[2J{MARK}"
    (folder / "proof.json").write_text(json.dumps(whole), encoding="utf-8")
    answer = graph.load(data, cache=False).ask(*PAIR.split(), on="2031-04-01")
    (folder / "cited.txt").write_text(cite(answer, answer.question.on), encoding="utf-8")
    return folder


def printed(capsys, at, command, format):
    """What a command prints about the hostile record."""
    words = [word.format(at=at, **WORLD) for word in shlex.split(command)]
    capsys.readouterr()
    code = main([words[0], "--data", str(at / "record"), "--format", format, *words[1:]])
    told = capsys.readouterr()
    assert code in (0, 1), told.err
    return told.out


def test_every_command_is_tried_or_prints_nothing_that_anybody_wrote():
    (commands,) = (one.choices for one in _parser()._actions if one.choices and "ask" in one.choices)

    assert {one.split()[0] for one in COMMANDS} | SILENT == set(commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_markdown_holds_no_html_and_no_link_but_to_the_web(capsys, at, command):
    text = printed(capsys, at, command, "markdown")

    assert len(text) > 20
    assert re.findall(r"<(?:script|img)", text) == []
    assert re.findall(r"\]\((?!https?://)", text) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_no_cell_is_a_formula(capsys, at, command):
    cells = [cell for row in reader(StringIO(printed(capsys, at, command, "csv"))) for cell in row]

    assert len(cells) > 1
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠") and cell] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_moves_a_terminal(capsys, at, command):
    assert (
        re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed(capsys, at, command, "text"))
        == []
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_json(capsys, at, command):
    assert json.loads(printed(capsys, at, command, "json"))


def test_a_query_may_make_what_acts_and_it_is_shown_and_does_nothing(capsys, at):
    query = "sparql 'SELECT (\"\\u001b[2J\\u202e=1\" AS ?x) {{}}'"

    assert "\x1b" not in printed(capsys, at, query, "text")
    assert "�[2J�=1" in printed(capsys, at, query, "text")


def test_feeds_hold_no_element_but_their_own(capsysbinary, at):
    assert (
        main(
            ["news", "--since", "2031-01-01", "--until", "2031-12-31", "--format", "atom", "--data", str(at / "record")]
        )
        == 0
    )
    feed = capsysbinary.readouterr().out

    assert {one.tag.partition("}")[0] for one in ET.fromstring(feed).iter()} == {"{http://www.w3.org/2005/Atom"}
    assert b"&lt;script&gt;" in feed


def test_calendars_hold_no_line_but_their_own(capsysbinary, at):
    words = ["deadlines", "--on", "2031-04-01", "--format", "ics", "--data", str(at / "record")]
    assert main(words) == 0
    lines = re.sub(rb"\r\n[ \t]", b"", capsysbinary.readouterr().out).splitlines()

    assert b"script" in b"".join(lines)
    assert [one for one in lines if not re.match(rb"[A-Z-]+[:;]", one)] == []


def test_the_brief_to_print_has_no_element_of_the_record(at):
    answer = graph.load(at / "record", cache=False).ask(*PAIR.split(), on="2031-04-01")
    brief = printable(answer, 'https://app.example/?a="><script>')

    assert re.findall(r"<(?:script|img)|href=.javascript", brief) == []
    assert "&lt;script&gt;" in brief


# Arguments that name a place below the record, a record in it, or a server.
OUTWARD = (
    "new order ../../x 2031-08-30 stay",
    "new order strelsau-v-health 2031-08-30 ../../stay",
    "new order strelsau-v-health 2031-08-30/../../.. stay",
    "inbox show ../../etc/passwd",
    "inbox drop dcd-1-31-cv-00007/../../x",
    "inbox promote dcd-1-31-cv-00007/3 --case ../../x",
    "inbox promote dcd-1-31-cv-00007/3 --case strelsau-v-health --slug ../../x",
    "case ../../../etc/passwd --on 2031-04-01",
    "sources ../../../etc/passwd",
    "query ../../../etc/passwd",
    "sparql 'SELECT * {{}}' --endpoint file:///etc/passwd",
    "publish --to file:///etc/passwd",
    "import courtlistener 7 --base file:///etc",
    "import courtlistener ../../x",
    "import register --since 2031-01-01 --base ftp://host.example",
)


@pytest.mark.parametrize("command", OUTWARD)
def test_no_argument_leads_out_of_the_record_or_to_anything_but_the_web(capsys, at, command):
    before = sorted(path for path in at.parent.rglob("*") if path.suffix != ".pickle")
    words = [word.format() for word in shlex.split(command)]
    code = main([words[0], "--data", str(at / "record"), *words[1:]])
    told = capsys.readouterr()

    assert code in (1, 2)
    assert "Traceback" not in told.err
    assert "root:" not in told.out + told.err
    assert sorted(path for path in at.parent.rglob("*") if path.suffix != ".pickle") == before
