"""Dockets out of files: what is read, what is refused and why, and that one bad file stops nothing."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from graph.court_names import court_id
from graph.imports.batch import Into, outcomes_dict, outcomes_text, pacer_jobs, run
from graph.imports.dockets import Party, Unusable
from graph.imports.inbox import Inbox
from graph.imports.pacer import MAX_PAGE, files_of, no_docket, read_bytes, read_file

from .docket_pages import ENTRIES, page

FIXTURES = Path(os.environ.get("COULDSHARE_FIXTURES") or Path(__file__).parents[2] / "shared" / "fixtures")
RETRIEVED = date(2031, 8, 20)

needs_fixtures = pytest.mark.skipif(
    not (FIXTURES / "pacer").is_dir(), reason="the folder of fixtures is not beside the clone (COULDSHARE_FIXTURES)"
)


def docket(html, name="dcd_1.html", **how):
    return read_bytes(html.encode(), name, **how).docket


def refusal(data, name="dcd_1.html"):
    with pytest.raises(Unusable) as refused:
        read_bytes(data if isinstance(data, bytes) else data.encode(), name)
    return str(refused.value)


def outcomes(tmp_path, **files):
    for name, data in files.items():
        (tmp_path / f"{name}.html").write_bytes(data if isinstance(data, bytes) else data.encode())
    return {one.name: one for one in run(pacer_jobs(Into(Inbox(tmp_path / "record"), RETRIEVED), [tmp_path], "dcd"))}


def iso(value):
    return value and str(value)[:10]


def ours(one):
    return {
        "court": one.court,
        "number": one.number,
        "name": one.name,
        "days": [iso(one.filed), iso(one.closed)],
        "parties": [(party.name, party.role, iso(party.left), party.extra) for party in one.parties],
        "entries": [(entry.number, iso(entry.filed), iso(entry.entered), entry.text) for entry in one.entries],
    }


def theirs(peer):
    return {
        "court": peer["court_id"],
        "number": peer["docket_number"],
        "name": peer["case_name"],
        "days": [iso(peer["date_filed"]), iso(peer["date_terminated"])],
        "parties": [
            (p["name"], p["type"], iso(p.get("date_terminated")), p.get("extra_info", "")) for p in peer["parties"]
        ],
        "entries": [
            (str(e["document_number"] or ""), iso(e["date_filed"]), iso(e["date_entered"]), e["description"])
            for e in peer["docket_entries"]
        ],
    }  # fmt: skip


def test_a_docket_page_gives_the_case_its_parties_and_its_entries():
    read = docket(page(closed="09/30/2031"))

    assert (read.court, read.number, read.judge) == ("dcd", "1:31-cv-00007", "Sapt")
    assert (read.filed, read.closed) == (date(2031, 8, 1), date(2031, 9, 30))
    assert read.parties[0] == Party("Free City of Strelsau", "Plaintiff")
    assert [(one.number, one.filed, one.text) for one in read.entries] == [
        (number, date(2031, 8, int(day[3:5])), text) for day, number, text in ENTRIES
    ]
    assert read.entries[2].entered == date(2031, 8, 5)


PAIRS = sorted((FIXTURES / "pacer").glob("*.html"))


@needs_fixtures
@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_each_real_page_says_what_the_peer_reads_in_it(path):
    peer = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    if peer == {}:
        with pytest.raises(Unusable):
            read_file(path)
    else:
        assert ours(read_file(path).docket) == theirs(peer)


@needs_fixtures
def test_a_page_and_its_json_give_the_same_docket():
    html, peer = FIXTURES / "pacer" / "cand.html", FIXTURES / "pacer" / "cand.json"

    assert ours(read_file(peer).docket) == ours(read_file(html).docket)


def test_a_folder_gives_a_page_and_its_json_twin_once(tmp_path):
    for name in ("a.html", "a.json", "b.json", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")

    assert [one.name for one in files_of([tmp_path])] == ["a.html", "b.json"]


def test_the_court_is_told_by_the_file_or_by_the_page_or_must_be_said():
    linked = page().replace("<h3", "<a href='https://ecf.nysd.uscourts.gov/doc1/1'>x</a><h3")

    assert docket(page(), "cand_5.html").court == "cand"
    assert docket(linked, "saved.html").court == "nysd"
    assert docket(page(), "saved.html", court="ded").court == "ded"
    assert "say --court" in refusal(page(), "saved.html")


def test_a_court_is_found_by_id_abbreviation_and_name():
    name = "United States District Court for the Northern District of California"

    assert [court_id(one) for one in ("cand", "N.D. Cal.", name, "Court of Strelsau")] == ["cand", "cand", "cand", ""]


def test_recap_xml_is_read_and_refused_if_it_breaks_off():
    whole = """<?xml version="1.0"?><gov_uscourts_docket><case_details><court>dcd</court>
    <docket_num>1:31-cv-00007</docket_num><case_name>A v. B</case_name><date_case_filed>2031-08-01</date_case_filed>
    </case_details><document_list><document doc_num="3" attachment_num="0"><date_filed>2031-08-04</date_filed>
    <long_desc>ORDER granting 2 Motion</long_desc></document></document_list></gov_uscourts_docket>"""

    assert [(one.number, one.text) for one in docket(whole).entries] == [("3", "ORDER granting 2 Motion")]
    assert "breaks off" in refusal(whole[:-40])


# --- bad input ---------------------------------------------------------------


def test_a_page_that_breaks_off_is_refused_whole():
    assert "breaks off before its end" in refusal(page()[:-400])


def test_a_login_page_is_called_one():
    login = "<html><body><form name='GetPass'><b>CM/ECF Filer or PACER Login</b></form></body></html>"

    assert refusal(login) == "it is PACER's login page: log in, and save the docket report"


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("<b>Case not found.</b>", "the court found no such case"),
        ("This case is SEALED.", "the case is sealed"),
        ("you do not have permission to view the document", "the court denied access"),
        ("408 Request Time-out", "the court's server timed out"),
    ],
)
def test_a_page_of_the_court_that_is_no_docket_says_why(says, why):
    assert refusal(f"<html><body>{says}</body></html>").startswith(why)


def test_a_docket_that_speaks_of_a_login_or_a_sealed_case_is_a_docket():
    text = "NOTICE: this case is SEALED as to exhibit A; PACER Login</b> required"

    assert no_docket(page(entries=[("08/01/2031", "1", text)])) == ""


def test_anything_else_is_refused_with_its_first_words():
    assert "it says “Weather in Strelsau”" in refusal("<html><body>Weather in Strelsau</body></html>")
    assert refusal(b"%PDF-1.7 ...").startswith("it is a PDF")
    assert "zero bytes" in refusal(b"\x00\x01\x02")
    assert refusal("{}") == "its JSON is empty"
    assert refusal("[1]") == "its JSON is a list, where a docket is one object"
    assert "cannot be read as such" in refusal('{"court_id": ')
    assert "no docket number" in refusal('{"court_id": "dcd"}')
    assert "not in the shape" in refusal('{"docket_number": "1", "docket_entries": [{"date_filed": "soon"}]}')


def test_another_encoding_is_read_and_noted():
    entries = [("08/01/2031", "1", "ORDER re Café “Strelsau”")]
    latin = read_bytes(page(entries=entries).encode("cp1252"), "dcd_1.html")
    utf16 = read_bytes(page(entries=entries).encode("utf-16"), "dcd_1.html")

    assert latin.docket.entries[0].text == utf16.docket.entries[0].text == "ORDER re Café “Strelsau”"
    assert latin.notes == ("not UTF-8: read as Windows-1252; look at accented names and dashes",)
    assert utf16.notes == ("read as UTF-16",)


def test_a_sealed_entry_is_kept_and_said_to_be_sealed(tmp_path):
    sealed = page(entries=[*ENTRIES, ("08/07/2031", "5", "SEALED DOCUMENT filed by Free City of Strelsau")])
    done = outcomes(tmp_path, a=sealed)["a.html"]

    assert done.taken.notes == ("sealed, so that nothing is known of what they stand for: 1",)
    assert [one.sealed for one in docket(sealed).entries][-2:] == [False, True]


def test_entry_numbers_that_stand_twice_are_both_kept(tmp_path):
    twice = page(entries=[*ENTRIES, ("08/08/2031", "3", "ERRATA to 3 Order")])
    done = outcomes(tmp_path, a=twice)["a.html"]

    assert done.taken.new[-2:] == ("dcd-1-31-cv-00007/2031-08-06", "dcd-1-31-cv-00007/3.2")
    assert "stand more than once, all kept: 3" in done.taken.notes[0]


def test_days_to_come_are_kept_and_told(tmp_path):
    done = outcomes(tmp_path, a=page(entries=[*ENTRIES, ("08/08/2071", "5", "ORDER")]))["a.html"]

    assert done.taken.notes == ("dated after 2031-08-20, when it was retrieved: entry 5",)
    assert len(done.taken.new) == 5


def test_an_entry_no_person_wrote_is_left_out_and_a_giant_file_is_not_opened(tmp_path):
    long = page(entries=[*ENTRIES, ("08/08/2031", "5", "x" * 1_000_001)])
    done = outcomes(tmp_path, long=long, giant=page(entries=[("08/08/2031", "5", "x" * 50_000_000)]))

    assert "entry 5 has 1,000,001 characters: left out" in done["long.html"].taken.notes[0]
    assert len(done["long.html"].taken.new) == 4
    assert f"no docket page is longer than {MAX_PAGE:,}" in done["giant.html"].failed


def test_hostile_html_becomes_plain_text(tmp_path):
    text = "ORDER <script>alert(1)</script><img src=x onerror=alert(2)><iframe src='http://x'></iframe> granting"
    (entry,) = docket(page(entries=[("08/01/2031", "1", text)], raw=True)).entries

    assert "<" not in entry.text
    assert "alert" not in entry.text


def test_what_a_page_says_of_itself_moves_no_terminal(tmp_path):
    done = outcomes(tmp_path, a="<html><body>Weather \x1b[2J in Strelsau</body></html>")
    report = outcomes_text(list(done.values()), preview=False)

    assert "Weather �[2J" in report
    assert "\x1b" not in report


def test_one_bad_file_stops_nothing_and_the_report_says_what_and_why(tmp_path):
    done = outcomes(tmp_path, a=page("1:31-cv-00001"), b=page()[:-400], c=b"\x00", d=page("1:31-cv-00004"))
    report = outcomes_text(list(done.values()), preview=False)

    assert [bool(one.failed) for one in done.values()] == [False, True, True, False]
    assert "b.html: FAILED: the page breaks off before its end" in report
    assert "4 read: 8 drafts new, 0 changed, 0 known already; 2 failed." in report
    assert outcomes_dict(list(done.values()), False)["imports"][1]["failed"].startswith("the page breaks off")


def test_a_file_that_is_not_there_is_one_failure(tmp_path):
    (done,) = run(pacer_jobs(Into(Inbox(tmp_path), RETRIEVED), [tmp_path / "none.html"]))

    assert done.failed == "it cannot be read: No such file or directory"
