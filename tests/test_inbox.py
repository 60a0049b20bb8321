"""The inbox: importing again adds nothing, nothing is lost or believed, and a kill at any moment does no harm."""

import json
import shutil
import subprocess
import sys
from datetime import date

import pytest

import graph
from graph.cli import main
from graph.errors import GraphError, NotFound, QuestionError
from graph.imports.batch import Into, pacer_jobs, run
from graph.imports.dockets import Docket, Entry, Origin, Party, Reading
from graph.imports.drafts import draft_dict, draft_rows, draft_text, inbox_text
from graph.imports.inbox import Inbox
from graph.imports.merging import take
from graph.imports.promote import promote

from .docket_pages import page
from .killing import KILLED, ROOT, TINY

DAY = date(2031, 8, 20)
LATER = date(2031, 8, 21)
ORDER = Entry("3", date(2031, 8, 4), date(2031, 8, 5), "ORDER granting 2 Motion for Temporary Restraining Order")
MINUTE = Entry("", date(2031, 8, 6), None, "MINUTE ORDER setting a hearing")


def reading(*entries, parties=(), way="pacer", **facts):
    docket = Docket("dcd", "1:31-cv-00007", "Strelsau v. Health", parties=tuple(parties), entries=entries, **facts)
    return Reading(docket, Origin(way, "dcd_1.html", "", "sha256:0"))


def files(folder):
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def record(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(TINY, folder)
    return folder


def test_importing_again_writes_nothing(tmp_path):
    box = Inbox(tmp_path)
    first = take(box, reading(ORDER, MINUTE), DAY)
    before = files(tmp_path)

    again = take(box, reading(ORDER, MINUTE), LATER)

    assert first.new == ("dcd-1-31-cv-00007/3", "dcd-1-31-cv-00007/2031-08-06")
    assert (again.new, again.changed, again.known, again.wrote) == ((), (), 2, False)
    assert files(tmp_path) == before


def test_a_preview_says_what_is_new_and_writes_nothing(tmp_path):
    box = Inbox(tmp_path / "record")

    assert take(box, reading(ORDER), DAY, preview=True).new == ("dcd-1-31-cv-00007/3",)
    assert not (tmp_path / "record").exists()


def test_a_later_reading_adds_what_is_new_and_loses_nothing(tmp_path):
    box = Inbox(tmp_path)
    take(box, reading(ORDER, parties=[Party("Free City of Strelsau", "Plaintiff")]), DAY)

    taken = take(box, reading(MINUTE, parties=[Party("State of Zenda", "Intervenor")], judge="Sapt"), LATER)
    (file,) = box.files()
    whole = json.loads(file.read_text(encoding="utf-8"))

    assert (taken.new, taken.known) == (("dcd-1-31-cv-00007/2031-08-06",), 0)
    assert [one["id"] for one in whole["entries"]] == ["3", "2031-08-06"]
    assert [one["name"] for one in whole["parties"]] == ["Free City of Strelsau", "State of Zenda"]
    assert whole["judge"] == "Sapt"
    assert [one["retrieved"] for one in whole["sources"]] == ["2031-08-20", "2031-08-21"]


def test_an_entry_the_clerk_edits_keeps_its_earlier_text_and_waits_again(tmp_path):
    box = Inbox(tmp_path)
    take(box, reading(ORDER), DAY)
    box.decide(box.draft("dcd-1-31-cv-00007/3"), {"as": "dropped", "on": "2031-08-20"})
    edited = Entry("3", date(2031, 8, 4), None, "AMENDED ORDER granting 2 Motion")

    taken = take(box, reading(edited), LATER)
    draft = box.draft("dcd-1-31-cv-00007/3")

    assert taken.changed == ("dcd-1-31-cv-00007/3",)
    assert draft.entry["text"] == "AMENDED ORDER granting 2 Motion"
    assert draft.entry["earlier"][0]["text"] == ORDER.text
    assert draft.decided is None


def test_two_sources_that_word_an_entry_differently_do_not_take_turns(tmp_path):
    box = Inbox(tmp_path)
    other = Entry("3", date(2031, 8, 4), None, "Order on Motion for TRO")
    for one in (reading(ORDER), reading(other, way="courtlistener", judge="S. Sapt")):
        take(box, one, DAY)

    taken = [take(box, one, LATER).wrote for one in (reading(ORDER), reading(other), reading(ORDER))]

    assert taken == [False, False, False]


def test_twins_are_both_kept_and_known_again(tmp_path):
    box = Inbox(tmp_path)

    assert take(box, reading(ORDER, ORDER), DAY).new == ("dcd-1-31-cv-00007/3", "dcd-1-31-cv-00007/3.2")
    assert take(box, reading(ORDER, ORDER), DAY).known == 2


def test_a_dropped_draft_stays_marked_and_no_import_brings_it_back(tmp_path):
    box = Inbox(tmp_path)
    take(box, reading(ORDER, MINUTE), DAY)
    box.decide(box.draft("dcd-1-31-cv-00007/3"), {"as": "dropped", "on": "2031-08-20"})

    assert take(box, reading(ORDER, MINUTE), LATER).known == 2
    assert [draft.id for draft in box.drafts()] == ["dcd-1-31-cv-00007/2031-08-06"]
    assert len(list(box.drafts(all=True))) == 2


def test_drafts_change_no_answer(record):
    before = graph.load(record, cache=False)
    take(Inbox(record), reading(ORDER, MINUTE), DAY)
    (record / "inbox" / "notes.yaml").write_text("not: [a record", encoding="utf-8")

    after = graph.load(record, cache=False)

    assert after.digest == before.digest
    assert main(["check", "--data", str(record)]) == 0


def test_the_list_shows_what_may_change_an_answer_and_why(tmp_path):
    box = Inbox(tmp_path)
    take(box, reading(ORDER, Entry("2", date(2031, 8, 2), None, "MOTION for Temporary Restraining Order")), DAY)

    (row,) = draft_rows(box)

    assert (row["id"], row["on"], row["flags"]) == ("dcd-1-31-cv-00007/3", "2031-08-04", "tro")
    assert row["why"].startswith("tro: a temporary restraining order is granted (“ORDER granting 2 Motion")
    assert len(list(draft_rows(box, all=True))) == 2
    assert "1 shown of 2 that wait" in " ".join(inbox_text([row], 2).split())


def test_a_draft_shows_its_text_court_source_flags_and_what_it_cites(tmp_path):
    box = Inbox(tmp_path)
    take(box, reading(Entry("9", date(2031, 8, 9), None, "ORDER staying the rule. See 5 U.S.C. § 552a(b)(7).")), DAY)
    draft = box.draft("dcd-1-31-cv-00007/9")

    assert "Strelsau v. Health, District Court, District of Columbia, 1:31-cv-00007" in draft_text(draft)
    assert draft_dict(draft)["citations"] == [
        {"kind": "statute", "text": "5 U.S.C. § 552a(b)(7)", "uslm": "/us/usc/t5/s552a/b/7"}
    ]
    assert draft_dict(draft)["sources"][0]["retrieved"] == "2031-08-20"


def test_nothing_in_a_draft_acts_on_a_terminal_or_in_markdown(tmp_path):
    box = Inbox(tmp_path)
    take(box, reading(Entry("9", date(2031, 8, 9), None, "ORDER \x1b[2J\u202e <script>alert(1)</script> stayed")), DAY)
    draft = box.draft("dcd-1-31-cv-00007/9")

    assert "\x1b" not in draft_text(draft)
    assert "\u202e" not in draft_text(draft)
    assert "<script>" not in draft_text(draft, markdown=True)
    assert "<script>" not in inbox_text(draft_rows(box), 1, markdown=True)


def test_an_unknown_draft_is_refused_with_the_nearest(tmp_path):
    take(Inbox(tmp_path), reading(ORDER), DAY)

    with pytest.raises(NotFound, match="nearest: dcd-1-31-cv-00007/3"):
        Inbox(tmp_path).draft("dcd-1-31-cv-00007/33")
    with pytest.raises(NotFound):
        Inbox(tmp_path).draft("../../*/3")


def test_a_broken_file_of_drafts_is_named_and_the_other_imports_go_on(tmp_path):
    broken = tmp_path / "record" / "inbox" / "dockets" / "dcd-1-31-cv-00001.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("<<<<<<< HEAD", encoding="utf-8")
    for n in (1, 2):
        (tmp_path / f"dcd_{n}.html").write_text(page(f"1:31-cv-0000{n}"), encoding="utf-8")

    bad, good = run(
        pacer_jobs(Into(Inbox(tmp_path / "record"), DAY), [tmp_path / "dcd_1.html", tmp_path / "dcd_2.html"])
    )

    assert "is no file of drafts" in bad.failed
    assert len(good.taken.new) == 4


# --- into the record ---------------------------------------------------------


def test_a_promoted_order_is_a_skeleton_with_what_is_known_and_marks_for_the_rest(record):
    box = Inbox(record)
    take(box, reading(ORDER), DAY)

    file = promote(box, box.draft("dcd-1-31-cv-00007/3"), "strelsau-v-health", LATER)
    text = file.read_text(encoding="utf-8")

    assert file == record / "cases" / "strelsau-v-health" / "2031-08-05-temporary-restraining-order.yaml"
    assert 'title: "✎ ORDER granting 2 Motion for Temporary Restraining Order"' in text
    assert "\nkind: order " in text
    assert "\nfrom: 2031-08-05 " in text
    assert 'entry-number: "3"' in text
    assert "source: dcd-1-31-cv-00007-3," in text
    assert '#   publisher: "District Court, District of Columbia"' in text
    assert "modality: ✎ prohibits" in text
    assert box.draft("dcd-1-31-cv-00007/3").decided == {
        "as": "promoted", "path": "cases/strelsau-v-health/2031-08-05-temporary-restraining-order", "on": "2031-08-21",
    }  # fmt: skip


def test_a_skeleton_is_yaml_whatever_the_docket_says(record):
    from graph.record.strict import parse

    box = Inbox(record)
    hostile = 'ORDER: {a: "b"} # c\n- d\u2028e: &x *x !!t % @ `staying` the rule'
    take(box, reading(Entry('1"', date(2031, 8, 9), None, hostile)), DAY)

    file = promote(box, box.draft('dcd-1-31-cv-00007/1"'), "strelsau-v-health", LATER)
    tree, _, problems = parse(file.read_bytes(), "x.yaml")

    assert problems == []
    assert tree["entry-number"] == '1"'


def test_a_promotion_that_was_cut_short_is_finished_by_the_next(record):
    box = Inbox(record)
    take(box, reading(ORDER), DAY)
    draft = box.draft("dcd-1-31-cv-00007/3")
    file = promote(box, draft, "strelsau-v-health", LATER)
    whole = json.loads(draft.file.read_text(encoding="utf-8"))
    del whole["entries"][0]["decided"]
    draft.file.write_text(json.dumps(whole), encoding="utf-8")

    again = promote(box, box.draft("dcd-1-31-cv-00007/3"), "strelsau-v-health", LATER)

    assert again == file
    assert box.draft("dcd-1-31-cv-00007/3").decided["as"] == "promoted"


def test_a_promotion_never_writes_over_what_an_editor_wrote(record):
    box = Inbox(record)
    take(box, reading(ORDER), DAY)
    mine = record / "cases" / "strelsau-v-health" / "2031-08-05-temporary-restraining-order.yaml"
    mine.write_text("title: mine\n", encoding="utf-8")

    with pytest.raises(GraphError, match="exists; nothing was written"):
        promote(box, box.draft("dcd-1-31-cv-00007/3"), "strelsau-v-health", LATER)
    assert mine.read_text(encoding="utf-8") == "title: mine\n"


def test_what_cannot_be_promoted_is_refused_with_what_to_do(record):
    box = Inbox(record)
    take(box, reading(ORDER, Entry("7", None, None, "ORDER")), DAY)

    with pytest.raises(QuestionError, match="--case"):
        promote(box, box.draft("dcd-1-31-cv-00007/3"), "", LATER)
    with pytest.raises(NotFound, match="no case is called"):
        promote(box, box.draft("dcd-1-31-cv-00007/3"), "nobody-v-nobody", LATER)
    with pytest.raises(QuestionError, match="--on 2031-08-12"):
        promote(box, box.draft("dcd-1-31-cv-00007/7"), "strelsau-v-health", LATER)
    promote(box, box.draft("dcd-1-31-cv-00007/3"), "strelsau-v-health", LATER)
    with pytest.raises(QuestionError, match="was promoted on 2031-08-21"):
        promote(box, box.draft("dcd-1-31-cv-00007/3"), "strelsau-v-health", LATER)


# --- the command line --------------------------------------------------------


def test_the_command_imports_lists_shows_promotes_and_drops(record, tmp_path, capsys):
    source = tmp_path / "dcd_1.html"
    source.write_text(page(), encoding="utf-8")
    at = ("--data", str(record))

    assert main(["import", "pacer", str(source), "--preview", *at]) == 0
    assert "4 drafts would be new" in capsys.readouterr().out
    assert main(["import", "pacer", str(source), *at]) == 0
    assert main(["inbox", "--format", "json", *at]) == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("{") :])["drafts"][0]["id"] == "dcd-1-31-cv-00007/3"
    assert main(["inbox", "show", "dcd-1-31-cv-00007/3", *at]) == 0
    assert main(["inbox", "promote", "dcd-1-31-cv-00007/3", "--case", "strelsau-v-health", *at]) == 0
    assert main(["inbox", "drop", "dcd-1-31-cv-00007/2", *at]) == 0
    capsys.readouterr()
    assert main(["inbox", "--all", "--decided", "--format", "csv", *at]) == 0
    told = capsys.readouterr().out
    assert "promoted cases/strelsau-v-health/2031-08-05-temporary-restraining-order" in told
    assert "dropped" in told


def test_the_exit_code_is_1_if_any_import_failed_and_2_if_nothing_was_asked(record, tmp_path, capsys):
    (tmp_path / "dcd_1.html").write_text(page(), encoding="utf-8")
    (tmp_path / "dcd_2.html").write_text("<html>", encoding="utf-8")
    at = ("--data", str(record))

    assert main(["import", "pacer", str(tmp_path / "dcd_1.html"), str(tmp_path / "dcd_2.html"), *at]) == 1
    assert "1 failed" in capsys.readouterr().out
    assert main(["import", "pacer", *at]) == 2
    assert main(["inbox", "promote", *at]) == 2


# --- killed at any moment ----------------------------------------------------


# Thirty dockets through the same door as every import; no pages, so that a start costs little.
IMPORTER = """
import sys
from datetime import date
from pathlib import Path
from graph.imports.batch import Into, Job, _take, run
from graph.imports.dockets import Docket, Entry, Origin, Reading
from graph.imports.inbox import Inbox
from tests.killing import fall_at

into = Into(Inbox(Path(sys.argv[1])), date(2031, 8, 20))
entries = tuple(Entry(str(n), date(2031, 8, n), None, f"ORDER {n} " + "x" * 4000) for n in range(1, 11))
dockets = [Docket("dcd", f"1:31-cv-{n:05}", "A v. B", entries=entries) for n in range(30)]
readings = [Reading(one, Origin("pacer", "x", "", "")) for one in dockets]
fall_at(int(sys.argv[2]))
for outcome in run(Job("x", lambda one=one: _take(into, one)) for one in readings):
    assert outcome.taken, outcome.failed
"""


def test_killed_at_any_moment_the_inbox_is_whole_and_a_rerun_finishes(tmp_path):
    root = tmp_path / "record"
    shutil.copytree(TINY, root)
    digest = graph.load(root, cache=False).digest

    def ended(step):
        command = [sys.executable, "-c", IMPORTER, str(root), str(step)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode

    for step in (1, 2, 3, 5, 8, 13, 21, 34):
        assert ended(step) == KILLED
        for file in Inbox(root).files():
            assert json.loads(file.read_text(encoding="utf-8"))["entries"][9]["number"] == "10"
    assert graph.load(root, cache=False).digest == digest

    assert ended(0) == 0
    assert len(Inbox(root).files()) == 30
    assert sum(1 for _ in Inbox(root).drafts()) == 300
    assert list((root / "inbox").glob("*/.*")) == []
