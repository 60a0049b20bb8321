"""Tables of the terminal: they fit, and lose nothing."""

import pytest

from graph.text.listing import listing

ROWS = [
    {"norm": "agency/2031-01-15-relief-pact#rolls", "says": "The ministry may give the whole relief rolls away."},
    {"norm": "law/levy-act#levy", "says": None},
]


@pytest.mark.parametrize("width", [45, 60, 200])
def test_a_table_fits_its_width_and_loses_no_word(width):
    lines = listing(["norm", "says"], ROWS, width).splitlines()

    assert max(map(len, lines)) <= width
    assert [word for word in ROWS[0]["says"].split() if not any(word in line for line in lines)] == []
    assert lines[-1] == "2 rows"


def test_an_id_is_never_broken_so_that_it_can_be_copied():
    assert ROWS[0]["norm"] in listing(["norm", "says"], ROWS, 45)
    assert ROWS[0]["norm"] in listing(["norm", "says"], ROWS, 30)


def test_rows_too_wide_for_any_table_stand_one_after_the_other():
    assert listing(["norm", "says"], ROWS, 41).splitlines() == [
        "norm  agency/2031-01-15-relief-pact#rolls",
        "says  The ministry may give the whole",
        "      relief rolls away.",
        "",
        "norm  law/levy-act#levy",
        "2 rows",
    ]


def test_a_markdown_table_keeps_its_bars_apart():
    lines = listing(["a", "b"], [{"a": "x|y", "b": None}], markdown=True).splitlines()

    assert lines[:3] == ["| a | b |", "| --- | --- |", "| x\\|y |  |"]


def test_an_empty_table_has_its_columns():
    assert listing(["a", "b"], []).splitlines() == ["a  b", "─  ─", "0 rows"]
