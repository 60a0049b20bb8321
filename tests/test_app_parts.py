"""The parts of the pages: tables and pictures of charts, a case, a draft from a form, a query as picture and code."""

import json
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph.analysis.outlook import turn_lines
from graph.charts.plots import tiles
from graph.charts.tallies import origin_rows
from graph.courts.case_views import case_dict, case_rows
from graph.courts.deadlines import deadlines
from graph.courts.due import headline
from graph.courts.labels import label_of
from graph.pages import _case
from graph.pages import _charts as charts
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import record as record_page
from graph.pages._take import printable
from graph.pages.network import MOST, elements
from graph.pages.sparql import codes
from graph.proof.citation import cite_page
from graph.rdf.catalogue import catalogue
from graph.record.doubts import doubt_rows
from graph.record.load import read_folder, shipped
from graph.text.sentence import summary

from .test_app import notes, opened, said

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


def test_what_is_set_aside_says_by_which_paper_and_where_it_can_be_read(record):
    on = date(2026, 2, 1)
    answer = record.ask("CMS", "ICE", on="2026-02-01", **CELL)
    (region,) = answer.regions

    tree = unescape(html.proof(answer))

    assert region.finding.defeated
    for defeat in region.finding.defeated:
        winner = record.instruments[defeat.by.partition("#")[0]].title
        assert f"({defeat.why}: “{winner}”)" in tree
        assert all(record.sources[cite.source].title in tree for cite in defeat.norm.cites)
    (case,) = region.finding.contested_by
    assert html.case_link(record, case, on) in html.proof(answer)


def test_a_printed_brief_folds_nothing_away_and_says_how_to_cite_it(record):
    answer = record.ask("CMS", "ICE", on="2026-02-01", **CELL)

    page = printable(answer, "https://example.org/ask?bearer=cms")

    assert "<details" in page
    assert "<details>" not in page
    assert '<details class="cs-group">' not in page
    assert summary(answer) in unescape(page)
    assert record.digest in page
    assert '<base href="https://example.org/ask">' in page
    assert "https://example.org/ask?bearer=cms" in page


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("timeline", "Timeline: CMS → ICE"),
        ("cases", "The cases, on 1 February 2026"),
        ("network", "The network around Centers for Medicare & Medicaid Services"),
        ("sparql", "SPARQL: What could one agency share with another on a day?"),
        ("what_if", "What if: CMS → ICE"),
        ("record", "The record: coverage"),
    ],
)
def test_every_page_can_be_cited_as_text_bibtex_and_csl_json(page, heading, record):
    app = unfolded(opened(page, on="2026-02-01"), "cite")

    assert f"“{heading}”" in app.code[0].value
    assert record.digest[:19] in app.code[0].value
    assert [one.proto.label for one in app.get("download_button")][-2:] == ["BibTeX", "CSL-JSON"]


def test_a_page_is_cited_with_the_whole_digest_and_its_address(record):
    on, address = date(2026, 11, 24), "https://example.org/timeline?digest=e0"

    text, bibtex, csl = (cite_page(record, "A & B", on, form, address) for form in ("text", "bibtex", "csl-json"))

    (entry,) = json.loads(csl)
    assert (entry["title"], entry["URL"], entry["version"]) == ("A & B", address, record.version)
    assert record.digest in entry["note"]
    assert record.digest in bibtex
    assert "title = {{A \\& B}}" in bibtex
    assert text.endswith(f"{record.digest[:19]}; accessed 2026-11-24] {address}")


# --- the timeline ---------------------------------------------------------------


def test_the_two_clocks_are_drawn_by_an_address_that_says_so():
    app = opened("timeline", **ASKED, **CELL, record="drawn")

    assert app.toggle(key="known-drawn").value
    unfolded(app, "twin-bitemporal")
    shown = app.dataframe[0].value.to_dict("records")
    early = {row["verdict"] for row in shown if str(row["known on"]) < "2025-12-01"}
    late = {row["verdict"] for row in shown if str(row["known on"]) > "2026-01-06"}
    assert ("permitted" in early, "permitted" in late) == (False, True)


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


def test_the_parties_of_a_case_are_a_chart_through_time_with_its_table(record):
    app = unfolded(opened("cases", case="california-v-hhs", on="2026-02-01"), "parties")

    unfolded(app, "twin-parties-through-time")

    rows = app.dataframe[0].value.to_dict("records")
    assert {row["how"] for row in rows} == {"surely", "perhaps"}
    assert any(row["party"] == record.agents.label("WI") and row["from"] == "2025-08-14" for row in rows)


def test_a_paper_that_the_docket_tells_of_stands_in_it_once(record):
    found = case_dict(record, record.case("california-v-hhs"), date(2026, 2, 1))["docket"]

    told = _case.docket(found, date(2026, 11, 24))

    assert told.count("Complaint of 20 states") == 1
    assert told.count("<li>") < len(found)
    papers = {line["instrument"] for line in found if line["instrument"]}
    assert told.count("<li>") == len([line for line in found if not line["instrument"]]) + len(papers)


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
    assert "25 November 2025 to 5 January 2026" in said(app)


STAY = """
title: "<img src=x onerror=alert(1)> *stay*"
kind: order
from: 2026-02-15
confidence: low
recorded: 2026-02-15
cites: ["complaint-2025-07-01"]
effects:
  - {verb: stays, target: TARGET}
"""


def test_a_draft_is_brought_as_a_file_and_judged_like_one_that_was_typed(record):
    target = next(id for id in record.instruments if id.startswith("cases/california-v-hhs/2025-12-29"))
    app = opened("what_if", **ASKED, **CELL)

    app.file_uploader[0].upload("2026-02-15-stay.yaml", STAY.replace("TARGET", target).encode()).run()

    assert [one.value for one in app.exception] == []
    assert app.text_input(key="draft-name").value == "2026-02-15-stay"
    assert "stays, target" in app.text_area[0].value
    assert any("Nothing before 15 February 2026 moves" in one.value for one in app.markdown)
    assert any("not part of the address" in one.value for one in app.markdown)


@pytest.mark.parametrize(("content", "word"), [(b"x: " + b"y" * 200_000, "200 kB"), (b"\xff\xfe title", "UTF-8")])
def test_a_file_that_is_no_draft_is_refused_and_changes_nothing(content, word):
    app = opened("what_if", **ASKED, **CELL)

    app.file_uploader[0].upload("draft.yaml", content).run()

    assert [one.value for one in app.exception] == []
    assert word in app.error[0].value
    assert app.text_area[0].value == ""


def test_a_stay_that_states_no_norm_can_be_switched_off():
    app = opened("what_if", bearer="ssa", recipient="doge", on="2025-07-01", purpose="efficiency-review")

    offered = app.multiselect(key="without").options

    assert any("staying the injunction" in one for one in offered)


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


def test_an_address_carries_the_query_as_filled_in_and_shows_its_picture_again(record):
    url = ASKED | {"query": "protected-states", "given-verdict": "permitted", "as": "map"}

    app = opened("sparql", **url)

    assert app.selectbox(key="parameter-protected-states-verdict").value == "permitted"
    assert app.radio(key="view-as").value == "map"
    app.selectbox(key="parameter-protected-states-verdict").set_value("prohibited").run()
    assert app.query_params["given-verdict"] in ("prohibited", ["prohibited"])


def test_a_query_that_a_stranger_wrote_is_shown_from_the_address_and_runs_only_when_asked():
    app = opened("sparql", query="coverage", text="ASK { ?s ?p ?o }", **{"as": "table"})

    assert app.text_area[0].value == "ASK { ?s ?p ?o }"
    assert len(app.dataframe) == 0
    app.button[0].click().run()
    assert len(app.dataframe) == 1
    assert app.query_params["text"] in ("ASK { ?s ?p ?o }", ["ASK { ?s ?p ?o }"])


def test_sparql_opens_on_the_question_of_the_other_pages_and_says_what_no_row_means():
    app = opened("sparql", bearer="cms", recipient="ice", on="2026-02-01")
    chosen = {one.label: one.value for one in app.selectbox}
    assert (chosen["Query"], chosen["bearer"], chosen["recipient"]) == ("could-share", "cms", "ice")

    app = opened("sparql", query="coverage", text="SELECT * { ?s cs:nothing ?o }")
    next(one for one in app.button if one.label == "Run").click()
    app.run()
    said = " ".join(one.value for one in app.markdown)
    assert "0 rows" in said
    assert "silence is not permission" in said


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

    shown = elements(graph.subgraph(list(graph)[: int(MOST[0])]), "cms", ["hhs"])

    assert len(shown["nodes"]) == int(MOST[0])
    assert json.dumps(shown)
    assert sorted(one["data"]["id"] for one in shown["nodes"] if one["data"]["_opened"]) == ["cms", "hhs"]


def test_a_picture_shows_sixty_nodes_and_says_how_many_it_leaves_out_until_more_are_asked_for():
    around = {"centre": "cases/california-v-hhs", "opened": "hhs,dhs", "kinds": "agency,place,case,instrument,norm"}

    app = opened("network", **ASKED, **around)
    assert "left out of the picture, which shows 60 at most" in notes(app)
    app.selectbox(key="most").set_value("120").run()

    assert "left out" not in notes(app)
    assert app.query_params["most"] in ("120", ["120"])


def test_a_number_of_nodes_that_is_not_offered_is_told():
    assert "“5000”" in notes(opened("network", **ASKED, most="5000"))


def test_opened_nodes_are_in_the_url_and_can_be_closed_with_the_keyboard(record):
    app = opened("network", **ASKED, opened="hhs")

    assert app.multiselect(key="opened").value == ["hhs"]
    app.multiselect(key="opened").set_value([]).run()

    assert [one.value for one in app.exception] == []
    assert app.query_params.get("opened", [""]) in ([""], "")


@pytest.mark.parametrize("view", ["coverage", "sources", "open questions", "disclosures", "second look"])
def test_every_view_of_the_record_has_rows(view):
    assert len(opened("record", view=view).dataframe[0].value) > 0


def test_the_sources_are_counted_by_tier(record):
    app = opened("record", view="sources")

    primary = sum(source.tier == "primary" for source in record.sources.values())
    assert any(f"{primary} primary (the paper itself)" in one.value for one in app.markdown)


def test_the_doubts_of_the_editors_are_a_page():
    files, _ = read_folder(shipped())

    shown = opened("record", view="doubts").dataframe[0].value

    assert shown.to_dict("records") == list(doubt_rows(files))
    assert len(shown) > 0


def test_what_changed_in_the_law_is_told_version_by_version():
    app = opened("record", view="changes")

    heads = [line[3:] for line in (shipped() / "CHANGES.md").read_text().splitlines() if line.startswith("## ")]
    assert [*map(shared.plain, heads), "Cite this page"] == [one.label for one in app.expander]


def test_the_tables_of_the_record_have_names_on_the_screen_and_ids_in_the_download(record):
    row = {
        "id": "disclosures/x",
        "title": "X",
        "bearer": "cms",
        "recipient": "ice",
        "object": "medicaid/ssn",
        "people": "",
    }

    shown = record_page.told(record, row)

    assert list(shown)[-1] == "id"
    assert (shown["bearer"], shown["object"], shown["people"]) == ("CMS", "Medicaid Social Security number", "")
    assert record_page.told(record, {"code": "weak-decider", "second_look": 1}).keys() == {"code", "second look"}


def test_a_case_as_of_a_day_sets_later_papers_and_lines_apart():
    app = opened("cases", case="california-v-hhs", on="2026-02-01")

    assert "not yet made" in said(app)
    assert "after this day" in said(app)
    assert "after this day" not in said(opened("cases", case="california-v-hhs", on="2026-11-24"))
