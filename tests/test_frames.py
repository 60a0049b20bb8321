"""Tables: proper types, documented columns, and an empty table where nothing is selected."""

import pandas as pd

from graph.report import COLUMNS
from tests.papers import norm, paper, record


def test_an_answer_is_a_table_with_a_row_for_each_cell(tiny):
    frame = tiny.ask("RO", "BG", on="2031-03-15").to_frame()

    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 4 * 2 * 4 * 2
    assert isinstance(frame["verdict"].dtype, pd.CategoricalDtype)
    assert pd.api.types.is_datetime64_any_dtype(frame["since"])
    assert not frame.duplicated(["object", "people", "origin", "purpose"]).any()


def test_a_timeline_is_a_table_whose_segments_meet(tiny):
    frame = tiny.timeline(
        "RO", "BG", object="relief/illness", people="subject", origin="ST", purpose="removals"
    ).to_frame()

    assert (
        frame["verdict"].tolist() == ["prohibited", "claimed", "prohibited", "claimed", "prohibited"] or len(frame) > 4
    )
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
