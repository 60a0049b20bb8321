"""A public tracker's table beside the record: cases matched, labels compared, each difference explained."""

import csv
import io
import json
import os
import re
from dataclasses import replace
from datetime import date

import pytest

from graph import cli
from graph.courts.hides import Standing
from graph.courts.reconcile import (
    RECONCILE_COLUMNS,
    Outcome,
    reconcile,
    reconcile_dict,
    reconcile_rows,
    reconcile_text,
    standing_of,
)
from graph.courts.tracker import MAX_BYTES, Row, columns_of, docket_numbers, read_file, read_table
from graph.errors import QuestionError
from graph.model import Cite, Source, SourceTier, Term
from graph.views import View

from .papers import norm, paper, record, suit, when

LABELS = {
    "awaiting": Term("Nothing Yet", aliases=("open",)),
    "temporarily-blocked": Term("Paused", aliases=("on hold",)),
    "temporarily-blocked-in-part": Term("Paused in Part"),
    "blocked-pending-appeal": Term("Paused on Appeal"),
    "block-denied": Term("Pause Refused"),
}
CASE = suit(short="Strelsau v. Health")
CASE = replace(CASE, title="Province of Strelsau v. Ministry of Health", docket_number="3:31-cv-00077-RS")
BAR = paper("order", "cases/suit/bar", "2031-03-10", norm("prohibits"))
ON = date(2031, 3, 25)


def world(*papers, **parts):
    return replace(record(*papers, case=replace(CASE, **parts)), labels=LABELS)


def row(status="Paused", case="Strelsau v. Health (D. Rur.) 3:31-cv-00077", docket="", line=2):
    return Row(line, case, status, docket)


def compared(*rows, papers=(BAR,), on=ON, **parts):
    """What is said of the one case."""
    found = reconcile(world(*papers, **parts), rows, on)
    return next(one for one in found.compared if one.case)


# --- matching -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers", ["3:31-cv-00077", "3:31-cv-00077-RS", "31-cv-77", "3:31-CV-77", "1:30-cv-9; 3:31-cv-00077"]
)
def test_a_docket_number_matches_however_it_is_written(numbers):
    found = compared(row(case="Something else", docket=numbers))

    assert (found.outcome, found.matched_by) == (Outcome.AGREES, "docket number")


def test_the_number_may_stand_in_the_name():
    assert docket_numbers("Strelsau v. Health (D. Rur.)\n\n3:31-cv-00077") == {"31-cv-77"}


def test_of_two_courts_with_one_number_the_case_of_that_name_is_meant():
    stranger = row(case="Hentzau v. Treasury 1:31-cv-00077", status="Pause Refused", line=9)

    found = compared(stranger, row())

    assert (found.outcome, found.row.line) == (Outcome.AGREES, 2)


def test_without_a_number_the_name_matches():
    found = compared(row(case="Strelsau v Health"))

    assert (found.outcome, found.matched_by) == (Outcome.AGREES, "name")


def test_a_case_the_table_has_not_got_is_told_with_the_nearest_name():
    found = compared(row(case="Strelsau v. Ministry of Railways 3:31-cv-00500"))

    assert found.outcome is Outcome.NOT_IN_TRACKER
    assert found.nearest == ("Strelsau v. Ministry of Railways 3:31-cv-00500",)


def test_a_case_the_record_has_not_got_is_told_and_is_no_failure():
    found = reconcile(world(BAR), [row(), row(case="Zenda v. Railways 3:31-cv-00500", line=3)], ON)

    assert [one.outcome for one in found.compared] == [Outcome.AGREES, Outcome.NOT_ON_RECORD]
    assert found.equal


def test_a_case_that_stands_twice_is_not_compared():
    found = compared(row(), row(status="Pause Refused", line=7))

    assert found.outcome is Outcome.TWICE
    assert "lines 2, 7" in found.because[0]


# --- comparing ------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Paused", "paused", " PAUSED ", "on hold", "temporarily-blocked"])
def test_a_label_is_known_by_its_words_its_aliases_or_its_id(words):
    assert standing_of(world(), words) is Standing.TEMPORARILY_BLOCKED


def test_an_unknown_label_is_told_with_the_nearest_three():
    found = compared(row(status="Paussed"))

    assert found.outcome is Outcome.UNKNOWN_LABEL
    assert found.nearest[0] == "Paused"
    assert len(found.nearest) == 3


def test_an_empty_label_is_unknown_too():
    assert compared(row(status="")).outcome is Outcome.UNKNOWN_LABEL


def test_a_difference_is_explained_by_the_papers():
    refusal = paper("order", "cases/suit/no", "2031-03-12", does={"declines-to-enjoin": "cases/suit/bar"})

    later = paper("opinion", "cases/suit/remarks", "2031-03-20")

    found = compared(row(status="Paused"), papers=(replace(BAR, end=when("2031-03-12")), refusal, later))

    assert found.outcome is Outcome.DIFFERS
    assert "Relief refused: cases/suit/no, 12 March 2031." in found.because
    assert "Until 11 March 2031 the record's label was the tracker's; then came: cases/suit/no." in found.because


def test_a_label_for_the_whole_case_that_leaves_out_a_part_is_told_what_it_hides():
    part = paper("order", "cases/suit/part", "2031-03-10",
                 norm("prohibits", "rest", except_=[{"object": ("name",)}]),
                 norm("permits", "some", scope=[{"object": ("name",)}]))  # fmt: skip

    found = compared(row(status="Paused"), papers=(part,))

    assert found.outcome is Outcome.DIFFERS
    assert found.because[0].startswith("The order in force bars some and lets some go")
    assert [str(one.verdict) for one in found.hides] == ["permitted"]


def test_what_became_known_only_later_is_said_to_explain_the_difference():
    secret = replace(BAR, cites=(Cite("leak"),))
    later = Source("Leak", "Post", when("2031-06-01").readings[0].is_, SourceTier.NEWS)
    the = world(secret)
    the = replace(the, sources={**the.sources, "leak": later})

    [found] = reconcile(the, [row(status="Nothing Yet")], ON).compared

    assert found.outcome is Outcome.DIFFERS
    assert found.because[0].startswith("By what was public on 25 March 2031 the label is the tracker's")


def test_a_label_carried_forward_is_said_to_be():
    found = compared(row(), on=date(2032, 1, 5))

    assert found.because[-1].startswith("The sources were last searched on 31 December 2031")


def test_on_an_earlier_day_the_label_of_that_day_is_compared():
    assert compared(row(status="open"), on=date(2031, 3, 9)).outcome is Outcome.AGREES


# --- reading --------------------------------------------------------------------------


def test_columns_are_found_by_the_names_trackers_use():
    table = b'case_name,case_url,case_status\r\n"Strelsau v. Health\n\n3:31-cv-00077",x,Paused\r\n'

    assert read_table(table) == [Row(4, "Strelsau v. Health 3:31-cv-00077", "Paused")]


def test_columns_are_configurable_and_a_byte_order_mark_is_no_part_of_a_name():
    table = "\ufeffMatter;x,Where it stands\nStrelsau,Paused\n".encode()

    assert read_table(table, columns_of("case=matter;x,status=Where it stands"))[0].status == "Paused"


def test_a_row_with_missing_cells_is_read_as_far_as_it_goes():
    assert read_table(b"case,status\nStrelsau\n\n,\n")[0] == Row(2, "Strelsau", "")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"case,status\n", "no row"),
        (b"matter,label\nx,y\n", "lacks a column for the case: it has matter, label"),
        (b"case,when\nx,y\n", "lacks a column for the status: it has case, when"),
        ("case,status\nStrelsau,Pausé\n".encode("latin-1"), "not UTF-8 (line 2, byte"),
        ("case,status\nx,y\n".encode("utf-16"), "not UTF-8"),
        (b"case,status\nx\0,y\n", "zero bytes"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_what_to_do(table, words):
    with pytest.raises(QuestionError, match=re.escape(words)):
        read_table(table, where="table.csv")


def test_a_column_that_is_asked_for_and_not_there_is_refused_with_those_that_are():
    with pytest.raises(QuestionError, match="lacks the column 'Nummer': it has case, status"):
        read_table(b"case,status\nx,y\n", {"docket": "Nummer"})


@pytest.mark.parametrize("text", ["matter=Case", "case", "case=", "=x"])
def test_columns_of_another_form_are_refused(text):
    with pytest.raises(QuestionError, match="--columns takes case="):
        columns_of(text)


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "big.csv"
    with file.open("wb") as out:
        out.truncate(50_000_000)

    with pytest.raises(QuestionError, match="50,000,000 bytes, more than 20,000,000"):
        read_file(file)
    assert MAX_BYTES == 20_000_000


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(QuestionError, match="cannot be read"):
        read_file(tmp_path / "none.csv")


# --- faces ----------------------------------------------------------------------------

HOSTILE = b'case,status,docket\n"=HYPERLINK(""http://x"")\x1b[31m<b>[a](b)",@Paused,3:31-cv-00077\n'


def test_nothing_of_a_tracker_can_run_as_a_formula_a_colour_or_a_mark():
    found = reconcile(world(BAR), read_table(HOSTILE), ON)

    table = View(str, dict, lambda: (RECONCILE_COLUMNS, reconcile_rows(found))).csv()
    [line] = csv.DictReader(io.StringIO(table))

    assert line["tracker_case"].startswith("'=HYPERLINK")
    assert line["tracker"] == "'@Paused"
    assert "\x1b" not in table + reconcile_text(found) + json.dumps(reconcile_dict(found))
    assert "<b>" not in reconcile_text(found, markdown=True)
    assert "](b)" not in reconcile_text(found, markdown=True)


def test_the_page_counts_and_explains():
    text = reconcile_text(reconcile(world(BAR), [row()], ON))

    assert "1 of 1 cases that both have bear the same label on 25 March 2031" in text
    assert "In force and barring: cases/suit/bar." in text


def test_the_json_counts_every_outcome():
    told = reconcile_dict(reconcile(world(BAR), [row(), row(case="Zenda 3:31-cv-00500", line=3)], ON))

    assert told["outcomes"] == {
        "agrees": 1, "not-in-tracker": 0, "not-on-record": 1, "differs": 0, "unknown-label": 0, "twice": 0,
    }  # fmt: skip
    assert told["compared"][0]["tracker"] == {
        "line": 2, "case": "Strelsau v. Health (D. Rur.) 3:31-cv-00077", "numbers": ["31-cv-77"], "label": "Paused",
        "id": "temporarily-blocked",
    }  # fmt: skip


def test_the_command_exits_one_where_labels_differ_and_zero_where_none_does(tmp_path, capsys):
    table = tmp_path / "tracker.csv"
    name = "State of California et al v. U.S. Department of Health and Human Services et al"
    table.write_text(f"name,label\n{name} 3:25-cv-05536,Government Action Temporarily Blocked\n", encoding="utf-8")

    codes = [
        cli.main(["reconcile", os.fspath(table), "--on", on, "--format", "json"]) for on in ("2025-09-01", "2026-02-01")
    ]

    told = capsys.readouterr().out

    assert codes == [0, 1]
    assert "The order in force bars some and lets some go" in told


def test_the_command_says_what_it_takes(tmp_path, capsys):
    assert cli.main(["reconcile", os.fspath(tmp_path / "none.csv"), "--on", "2026-02-01"]) == 2
    assert "cannot be read" in capsys.readouterr().err
