"""Tables: proper types, documented columns, and an empty table where nothing is selected."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from graph import NotFound, QuestionError, frames
from graph.analysis.columns import CATEGORIES, DAYS
from graph.analysis.exposure import exposure
from graph.analysis.paths import Journey, path
from graph.dates import Edtf
from graph.model import Confidence, Disclosure, Effect, Verb
from graph.reasoning.question import question
from graph.text.data import COLUMNS
from tests.papers import CITES, norm, paper, record, suit, when


def test_an_answer_is_a_table_with_a_row_for_each_cell(tiny):
    frame = tiny.ask("RO", "BG", on="2031-03-15").to_frame()

    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 4 * 2 * 4 * 2
    assert isinstance(frame["verdict"].dtype, pd.CategoricalDtype)
    assert pd.api.types.is_datetime64_any_dtype(frame["since"])
    assert not frame.duplicated(["object", "people", "origin", "purpose"]).any()


def test_a_timeline_is_a_table_whose_segments_meet(tiny):
    cell = {"object": "relief/illness", "people": "subject", "origin": "ST", "purpose": "removals"}
    frame = tiny.timeline("RO", "BG", **cell).to_frame()

    begins = [day.date() if pd.notna(day) else date(2031, 1, 1) for day in frame["from"]]
    assert frame["verdict"].tolist() == [str(tiny.ask("RO", "BG", on=on, **cell).verdict) for on in begins]
    assert frame["from"].isna().tolist() == [True] + [False] * (len(frame) - 1)
    assert frame["until"].iloc[:-1].tolist() == frame["from"].iloc[1:].tolist()


def test_no_change_is_an_empty_table_with_its_columns():
    frame = (
        record(paper("order", "bar", "2031-01-01", norm("prohibits")))
        .changes("office", "guard", "2031-02-01", "2031-03-01")
        .to_frame()
    )

    assert len(frame) == 0
    assert list(frame.columns) == ["object", "people", "origin", "purpose", "before", "after", "causes"]


def test_the_matrix_of_an_answer_has_data_down_and_people_across(tiny):
    found = tiny.ask("RO", "BG", on="2031-03-15", origin="ST", purpose="removals")
    matrix = frames.answer_matrix(found)

    assert (matrix.index.name, matrix.columns.name) == ("object", "people")
    assert matrix.shape == (4, 2)
    for region in found.regions:
        assert {matrix.loc[one, who] for one in region.objects for who in region.people} == {str(region.verdict)}


def test_a_matrix_of_states_that_differ_is_refused_with_what_to_narrow(tiny):
    with pytest.raises(QuestionError, match="differs between states: ask about one of them at a time"):
        frames.answer_matrix(tiny.ask("RO", "BG", on="2031-03-15", purpose="removals"))


# --- tables of the record -----------------------------------------------------------


def everything(corpus):
    """Every table that a record and its answers give, by name."""
    line = corpus.timeline("RO", "BG")
    journey = Journey.of(corpus, question(corpus, "RO", "BG", on="2031-03-01"), date(2031, 9, 1))
    counted = exposure(line, date(2031, 3, 1), date(2031, 6, 1))
    return {
        "answer": corpus.ask("RO", "BG", on="2031-03-15").to_frame(),
        "timeline": line.to_frame(),
        "changes": corpus.changes("RO", "BG", "2031-03-09", "2031-03-10").to_frame(),
        "exposure": frames.exposure_frame(counted),
        "runs": frames.runs_frame(counted),
        "norms": frames.norms_frame(corpus),
        "path": frames.path_frame(path(journey, ["relief-office", "guard"])),
        "deciders": frames.deciders_frame(corpus, date(2031, 3, 15)),
        "cases": frames.cases_frame(corpus),
        "disclosures": frames.disclosures_frame(corpus),
    }


@pytest.fixture(scope="module")
def tables(tiny):
    return everything(tiny)


NAMES = [
    "answer", "timeline", "changes", "exposure", "runs", "norms", "path", "deciders", "cases", "disclosures",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_documented_and_has_the_type_of_what_it_holds(tables, name):
    frame = tables[name]

    assert list(frame.attrs["columns"]) == list(frame.columns)
    assert all(frame.attrs["columns"].values())
    assert [c for c in frame if c in DAYS and not pd.api.types.is_datetime64_any_dtype(frame[c])] == []
    assert [c for c in frame if c in CATEGORIES and not isinstance(frame[c].dtype, pd.CategoricalDtype)] == []
    assert len(frame) > 0 or name == "disclosures"


def test_a_table_says_which_record_it_was_made_of(tiny, tables):
    assert {frame.attrs["record"] for frame in tables.values()} == {f"{tiny.version}, {tiny.digest}"}


def test_norms_are_chosen_by_whom_they_bind_whom_they_speak_of_and_when(tiny):
    def ids(**chosen):
        return set(frames.norms_frame(tiny, **chosen)["id"])

    bar, pact = "cases/strelsau-v-health/2031-03-10-injunction#bar", "agency/2031-01-15-relief-pact#rolls"

    assert {bar, pact, "law/relief-code#secrecy"} < ids(bearer="RO", recipient="BG")
    assert "law/relief-code#secrecy" in ids(recipient="VB")
    assert pact not in ids(recipient="VB")
    assert bar not in ids(on=date(2031, 4, 1))
    assert bar in ids(on=date(2031, 4, 22))
    assert ids(bearer="BG") == set()


def test_no_norm_and_no_disclosure_are_empty_tables_with_columns_and_types(tiny):
    none, norms = frames.norms_frame(tiny, bearer="BG"), frames.norms_frame(tiny)
    disclosures = frames.disclosures_frame(record())

    assert (len(none), list(none.columns)) == (0, list(norms.columns))
    assert pd.api.types.is_datetime64_any_dtype(none["from"])
    assert (len(disclosures), "on_latest" in disclosures) == (0, True)
    assert pd.api.types.is_datetime64_any_dtype(disclosures["on_latest"])


def test_an_unknown_name_is_refused_and_not_an_empty_table(tiny):
    with pytest.raises(NotFound, match="no agency is called 'nobody'"):
        frames.norms_frame(tiny, bearer="nobody")


def test_a_norm_tells_its_days_its_gaps_and_its_doubts():
    bar = paper("order", "bar", "2031-03-01/2031-03-05", norm("prohibits"), end="2031-06-01")
    stay = paper("order", "stay", "2031-04-01", does={"stays": Effect(Verb.STAYS, "bar", end=when("2031-04-11"))})
    row = frames.norms_frame(record(bar, stay, paper("order", "firm", "2031-03-01", norm("permits")))).iloc

    assert (str(row[0]["from"].date()), str(row[0]["until"].date())) == ("2031-03-01", "2031-06-01")
    assert (row[0]["interrupted"], row[0]["doubtful"]) == (True, True)
    assert (row[1]["interrupted"], row[1]["doubtful"]) == (False, False)
    assert pd.isna(row[1]["until"])


def test_imprecise_days_keep_their_wording_and_show_their_bounds():
    deed = Disclosure(
        "disclosures/deed", "Deed", when("2031-05"), ("office",), CITES, Confidence.HIGH, Edtf.parse("2031-09-30")
    )
    corpus = replace(record(case=suit(filed=when("2031-01-0X"))), disclosures={deed.id: deed})
    case, one = frames.cases_frame(corpus).iloc[0], frames.disclosures_frame(corpus).iloc[0]

    assert (case["filed"], str(case["filed_earliest"].date()), str(case["filed_latest"].date())) == (
        "2031-01-0X", "2031-01-01", "2031-01-09",
    )  # fmt: skip
    assert (one["on"], str(one["on_earliest"].date()), str(one["on_latest"].date())) == (
        "2031-05", "2031-05-01", "2031-05-31",
    )  # fmt: skip


def test_a_day_without_a_bound_on_one_side_has_none_in_the_table():
    late = frames.cases_frame(record(case=suit(filed=when("2031-01-05/..", "2031-01-03")))).iloc[0]
    early = frames.cases_frame(record(case=suit(filed=when("../2031-01-05", "2031-01-03")))).iloc[0]

    assert str(late["filed_earliest"].date()) == "2031-01-03"
    assert pd.isna(late["filed_latest"])
    assert pd.isna(early["filed_earliest"])
    assert str(early["filed_latest"].date()) == "2031-01-05"


def test_a_table_too_large_is_refused_with_its_size_and_what_to_narrow(tiny):
    with pytest.raises(QuestionError, match=r"64 rows \(4 data × 2 people × 4 states × 2 purposes.*narrow object"):
        frames.answer_frame(tiny.ask("RO", "BG", on="2031-03-15"), limit=63)
    with pytest.raises(QuestionError, match="more than 10: narrow"):
        frames.timeline_frame(tiny.timeline("RO", "BG"), limit=10)
