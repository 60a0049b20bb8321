"""The parts of the pages: tables and pictures of charts, a case, a draft from a form, a query as picture and code."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph.case_views import case_rows
from graph.catalogue import catalogue
from graph.deadlines import deadlines
from graph.doubts import doubt_rows
from graph.due import headline
from graph.labels import label_of
from graph.load import read_folder, shipped
from graph.outlook import turn_lines
from graph.pages import _case
from graph.pages import _charts as charts
from graph.pages import _shared as shared
from graph.pages.network import CAP, elements
from graph.pages.sparql import codes
from graph.plots import tiles
from graph.tallies import origin_rows

from .test_app import opened, said

ASKED = {"bearer": "cms", "recipient": "ice", "on": "2026-02-01"}
CELL = {"object": "medicaid/address", "people": "not-lawfully-present", "origin": "CA"}


@pytest.fixture(autouse=True)
def fresh_environment(monkeypatch):
    for name in ("COULDSHARE_DATA", "COULDSHARE_OVERLAY", "COULDSHARE_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def unfolded(app, key):
    app.session_state[key] = True
    app.run()
    assert [one.value for one in app.exception] == []
    return app


# --- charts -----------------------------------------------------------------------


def test_the_first_page_is_drawn_without_the_libraries_of_tables_and_networks():
    code = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
print(len(app.get("vega_lite_chart")), *app.exception, *sorted({"networkx", "pandas"} & set(sys.modules)))
"""
    root = Path(__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)

    assert run.stdout.split() == ["3"]


def test_the_table_of_a_chart_is_made_when_it_is_unfolded_and_says_what_the_chart_says(record):
    app = opened(**ASKED)
    assert len(app.dataframe) == 0

    unfolded(app, "twin-map")

    rows = list(origin_rows(record.ask("CMS", "ICE", on="2026-02-01")))
    assert app.dataframe[0].value.to_dict("records") == rows


def test_a_chart_can_be_taken_away_as_svg_and_png_with_a_key_of_its_own(record):
    spec = tiles(record.ask("CMS", "ICE", on="2026-02-01"))

    drawing, picture = charts._picture(spec, "by <state>", "svg"), charts._picture(spec, "by state", "png")

    tree = ElementTree.fromstring(drawing)
    words = "".join(tree.itertext())
    assert tree.get("aria-label") == "by <state>"
    assert "By state on 1 February 2026" in words
    assert "✕ prohibited" in words
    assert "sha256" in words
    assert picture.startswith(b"\x89PNG")


# --- the answer -------------------------------------------------------------------


def test_what_would_flip_a_cell_is_told_when_it_is_asked_for(record):
    app = opened(**ASKED, **CELL)
    told = [how for _, how in turn_lines(record.flips("CMS", "ICE", on="2026-02-01", **CELL))]
    assert told
    assert not any(how in said(app) for how in told)

    unfolded(app, "flips")

    assert all(how in said(app) for how in told)


def test_many_cells_are_not_flipped_at_once_and_the_page_says_to_choose_one():
    app = unfolded(opened(**ASKED), "flips")

    assert any("Choose one cell" in one.value for one in app.markdown)


# --- cases ------------------------------------------------------------------------


def test_the_list_of_cases_has_the_status_and_the_label_of_the_day(record):
    app = opened("cases", on="2026-02-01")

    shown = app.dataframe[0].value.to_dict("records")
    rows = list(case_rows(record, date(2026, 2, 1)))
    assert [(row["status"], row["label"]) for row in shown] == [(row["status"], row["label"]) for row in rows]


def test_a_case_tells_its_label_what_it_hides_and_what_comes_due(record):
    on, case = date(2026, 2, 1), record.case("california-v-hhs")
    app = opened("cases", case="california-v-hhs", on="2026-02-01")

    label = label_of(record, case, on)
    due = deadlines(record, on, case)
    assert label.hides
    assert due
    assert label.text(record) in said(app)
    assert all(hidden.sentence(record) in said(app) for hidden in label.hides)
    assert all(headline(one) in said(app) for one in due)


def test_a_case_that_came_from_another_links_to_it(record):
    found = [_case.ties(record, case, date(2026, 6, 1)) for case in record.cases.values()]

    links = [html for html in found if "<a href=" in html]
    assert links
    assert all('href="cases?case=' in html for html in links)


# --- a draft ----------------------------------------------------------------------


def test_a_draft_from_the_form_is_a_record_file_that_changes_only_its_days_on(record):
    app = opened("what_if", **ASKED, **CELL)
    unfolded(app, "draft-form")

    next(one for one in app.button if one.label == "Write the draft").click().run()

    text = app.text_area[0].value
    assert 'title: "Draft order"' in text
    assert 'object: ["medicaid/address"]' in text
    assert [one.value for one in app.error] == []
    # An agency's own bar does not stand up to the ruling that decides.
    assert any("No verdict changes on any day" in one.value for one in app.markdown)


def test_what_changes_without_a_paper_is_told_by_days_and_nothing_before_it(record):
    off = "cases/california-v-hhs/2025-08-12-preliminary-injunction"
    app = opened("what_if", **ASKED, **CELL, without=off)

    assert any("Nothing before 12 August 2025 moves" in one.value for one in app.markdown)
    assert "12 August 2025 to 5 January 2026" in said(app)


# --- queries ----------------------------------------------------------------------


def test_a_query_is_a_form_whose_lists_know_the_record(record):
    app = opened("sparql", query="protected-states", **ASKED)

    assert app.selectbox(key="parameter-protected-states-bearer").value == "cms"
    app.selectbox(key="parameter-protected-states-verdict").set_value("permitted").run()
    app.button[0].click().run()

    found = catalogue()["protected-states"].run(record, bearer="cms", on="2026-02-01", verdict="permitted")
    assert len(app.dataframe[0].value) == len(found.rows) > 0


def test_a_table_of_states_can_be_looked_at_as_a_map_without_asking_again():
    app = opened("sparql", query="protected-states", **ASKED)
    app.button[0].click().run()

    assert app.radio(key="view-as").options == ["table", "chart", "map"]
    app.radio(key="view-as").set_value("map").run()

    assert [one.value for one in app.exception] == []
    assert len(app.dataframe) == 0


def test_the_code_of_a_query_gives_its_table(record):
    text = catalogue()["coverage"].bind(record, {})
    scope: dict[str, object] = {}

    exec(codes(text, "coverage", {})["Python"], scope)

    assert len(scope["table"]) == len(record.cases)


def test_no_text_breaks_out_of_the_code_of_a_query():
    text = 'ASK { } # """ ; import os #\n\'; rm -rf x #'
    made = codes(text, "x", {"on": "a b; rm x"})

    assert (
        compile(made["Python"], "x", "exec").co_names
        == compile(codes("ASK { }", "x", {})["Python"], "x", "exec").co_names
    )
    assert made["command line"] == "couldshare query x --on 'a b; rm x'"


# --- network and record -------------------------------------------------------------


def test_the_network_shows_days_on_its_edges_and_at_most_so_many_nodes(record):
    graph = record.to_networkx("2026-02-01")

    shown = elements(graph.subgraph(list(graph)[:CAP]), "cms", ["hhs"])

    assert len(shown["nodes"]) == CAP
    assert json.dumps(shown)
    assert sorted(one["data"]["id"] for one in shown["nodes"] if one["data"]["_opened"]) == ["cms", "hhs"]


def test_opened_nodes_are_in_the_url_and_can_be_closed_with_the_keyboard(record):
    app = opened("network", **ASKED, opened="hhs")

    assert app.multiselect(key="opened").value == ["hhs"]
    app.multiselect(key="opened").set_value([]).run()

    assert [one.value for one in app.exception] == []
    assert app.query_params.get("opened", [""]) in ([""], "")


@pytest.mark.parametrize("view", ["coverage", "sources", "open questions", "disclosures", "second look"])
def test_every_view_of_the_record_has_rows(view):
    assert len(opened("record", view=view).dataframe[0].value) > 0


def test_the_doubts_of_the_editors_are_a_page():
    files, _ = read_folder(shipped())

    shown = opened("record", view="doubts").dataframe[0].value

    assert shown.to_dict("records") == list(doubt_rows(files))
    assert len(shown) > 0


def test_what_changed_in_the_law_is_told_version_by_version():
    app = opened("record", view="changes")

    heads = [line[3:] for line in (shipped() / "CHANGES.md").read_text().splitlines() if line.startswith("## ")]
    assert [*map(shared.plain, heads), "Cite this page"] == [one.label for one in app.expander]
