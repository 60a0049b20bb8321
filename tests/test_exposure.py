"""Exposure: every day of every cell is counted once, under the verdict that an answer of that day gives."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from graph import QuestionError
from graph.analysis.columns import COLUMNS
from graph.analysis.cube import CODES, cube
from graph.analysis.exposure import NO_PEOPLE, STATES, exposure, exposure_dict, exposure_rows, exposure_text, run_rows
from graph.frames import exposure_frame, runs_frame
from graph.model import Term, Verdict
from tests.papers import norm, paper, record

START, END = date(2031, 3, 1), date(2031, 6, 15)


def counted(corpus, bearer="RO", recipient="BG", start=START, end=END, **asked):
    return exposure(corpus.timeline(bearer, recipient, **asked), start, end)


def days(start, end):
    return [start + timedelta(days=n) for n in range((end - start).days)]


def cell_days(corpus, **asked):
    """What asking on every single day gives: the days of each verdict for each cell."""
    out = Counter()
    for on in days(START, END):
        for region in corpus.ask("RO", "BG", on=on, **asked).regions:
            cells = [
                (a, b, c, d)
                for a in region.objects for b in region.people for c in region.origins for d in region.purposes
            ]  # fmt: skip
            out.update((cell, region.verdict) for cell in cells)
    return out


def test_the_days_of_each_cell_are_those_that_asking_every_day_gives(tiny):
    trees = tiny.trees.values()
    found = Counter()
    for one in counted(tiny).classes:
        for box in one.boxes:
            a, b, c, d = (tree.members(mask) for tree, mask in zip(trees, box, strict=True))
            cells = [(w, x, y, z) for w in a for x in b for y in c for z in d]
            found.update({(cell, verdict): one.days(verdict) for cell in cells for verdict in STATES})

    assert found.total() == 4 * 2 * 4 * 2 * 106
    assert +found == cell_days(tiny)


def test_a_closed_run_is_cut_at_the_two_days_and_neighbours_of_one_verdict_are_one_run():
    bar = paper("order", "bar", "2031-03-10", norm("prohibits"), end="2031-04-01")
    second = paper("order", "second", "2031-04-01", norm("prohibits"), end="2031-05-01")

    (one,) = counted(record(bar, second), "office", "guard", end=date(2031, 4, 11), purpose="audit").classes

    assert [(str(run.verdict), run.days) for run in one.runs] == [("no-known-authority", 9), ("prohibited", 32)]
    assert (one.runs[0].start, one.runs[-1].end) == (START, date(2031, 4, 11))


def test_days_after_the_last_check_are_told_apart():
    bar = paper("order", "cases/suit/2031-03-10-bar", "2031-03-10", norm("prohibits"))

    (one,) = counted(record(bar), "office", "guard", date(2031, 12, 30), date(2032, 1, 5), purpose="audit").classes

    assert (one.days(Verdict.PROHIBITED), one.carried_forward) == (6, 4)


def test_states_and_cells_are_counted_and_people_are_not():
    bar = paper("order", "bar", "2031-03-10", norm("prohibits", scope=[{"origin": ("AA", "BB")}]))
    found = counted(record(bar), "office", "guard", purpose="audit")
    rows = list(exposure_rows(found))

    assert [(row["origin"], row["states"], row["cells"], row["closed"]) for row in rows] == [
        ("AA BB", 2, 8, 97), ("CC", 1, 4, 0),
    ]  # fmt: skip
    assert NO_PEOPLE in exposure_text(found).replace("\n", " ")
    assert exposure_dict(found)["people"] is None
    assert not [name for name in rows[0] if name not in COLUMNS or "person" in name]


def test_long_rows_add_up_to_the_wide_ones(tiny):
    found = counted(tiny)
    wide = {(row["class"], row["origin"], row["people"], row["object"]): row for row in exposure_rows(found)}
    long = Counter()
    for row in run_rows(found):
        long[row["class"], row["origin"], row["people"], row["object"], row["state"]] += row["days"]

    assert len(wide) > 4
    assert {(*key, state): row[state] for key, row in wide.items() for state in STATES.values() if row[state]} == long


def test_an_end_that_is_not_after_the_start_is_refused(tiny):
    with pytest.raises(QuestionError, match="2031-03-01 is not after 2031-03-01"):
        counted(tiny, end=START)


def test_the_page_says_each_class_in_words_with_its_days():
    bar = paper("order", "bar", "2031-03-10", norm("prohibits", scope=[{"object": ("name",)}]), end="2031-03-11")
    page = exposure_text(counted(record(bar), "office", "guard", end=date(2031, 4, 1), known="2031-05-01"))

    assert page.startswith("Relief Office → Guard · share · enforcement · as known on 1 May 2031 · 31 days, 1 March")
    assert "  closed     1 day: 10 March 2031" in page
    assert "the name of anyone\n  silent     9 days: 1 March 2031 to 9 March 2031" in page


def test_tables_have_proper_types_and_say_what_their_columns_mean(tiny):
    wide, long = exposure_frame(counted(tiny)), runs_frame(counted(tiny))

    assert all(pd.api.types.is_integer_dtype(wide[state]) for state in STATES.values())
    assert pd.api.types.is_datetime64_any_dtype(long["from"])
    assert isinstance(long["state"].dtype, pd.CategoricalDtype)
    assert list(long.attrs["columns"]) == list(long.columns)
    assert wide.attrs["note"] == NO_PEOPLE


# --- the cube -------------------------------------------------------------------


def test_the_cube_holds_for_each_cell_and_day_the_verdict_of_an_answer(tiny):
    whole = cube(counted(tiny, purpose="removals"), every_day=True)
    asked = {
        (a, b, c, str(on)): str(region.verdict)
        for on in days(START, END)
        for region in tiny.ask("RO", "BG", on=on, purpose="removals").regions
        for a in region.objects for b in region.people for c in region.origins
    }  # fmt: skip
    told = {
        (a, b, c, str(on)[:10]): str(CODES[value])
        for (a, b, c, on), value in whole.to_series().items()
    }  # fmt: skip

    assert whole.dims == ("object", "people", "origin", "day")
    assert len(told) == 4 * 2 * 4 * 106
    assert told == asked


def test_change_points_stand_for_the_days_between_them(tiny):
    found = counted(tiny, purpose="removals")
    brief, whole = cube(found), cube(found, every_day=True)

    assert brief.sizes["day"] < 12
    assert int(brief.days.sum()) == whole.sizes["day"] == 106
    for code in range(len(CODES)):
        assert np.array_equal(((brief == code) * brief.days).sum("day"), (whole == code).sum("day"))


def test_the_numbers_of_the_cube_explain_themselves(tiny):
    found = cube(counted(tiny, purpose="removals"))
    meanings = dict(zip(found.attrs["flag_values"], found.attrs["flag_meanings"].split(), strict=True))

    assert meanings == {n: str(verdict) for n, verdict in enumerate(Verdict)}
    assert found.attrs["people"] == NO_PEOPLE


def test_a_cube_too_large_is_refused_with_its_size_and_the_narrower_call(tiny):
    with pytest.raises(
        QuestionError, match=r"3,392 values \(4 data × 2 people × 4 states × 106 days\).*leave out every"
    ):
        cube(counted(tiny, purpose="removals"), every_day=True, limit=3_391)
    with pytest.raises(QuestionError, match="narrow object, people or origin"):
        cube(counted(tiny, purpose="removals"), limit=5)


def test_purposes_that_differ_are_refused_since_the_cube_has_no_axis_for_them():
    bar = paper("order", "bar", "2031-03-10", norm("prohibits", scope=[{"purpose": ("raids",)}]))
    corpus = record(bar)
    wider = replace(
        corpus,
        purposes=corpus.purposes | {id: Term(id, broader="immigration-enforcement") for id in ("raids", "checks")},
    )

    with pytest.raises(QuestionError, match="ask about one of raids, checks"):
        cube(counted(wider, "office", "guard"))
    assert cube(counted(wider, "office", "guard", purpose="raids")).sizes["day"] == 2
