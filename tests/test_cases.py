"""Cases on a day: the status is computed, and a partial order is said to be partial."""

from dataclasses import replace
from datetime import date

import pytest

from graph.courts.case_page import case_text
from graph.courts.case_views import case_dict, cases_text
from graph.courts.cases import papers, posture, status_on
from tests.papers import paper, when
from tests.papers import record as made

BEFORE, BARRED, STAYED, AFTER = date(2031, 3, 9), date(2031, 3, 10), date(2031, 4, 1), date(2031, 9, 30)

NOTHING = "pending; no order in force bars or allows anything entered here"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (BEFORE, NOTHING),
        (BARRED, "blocked"),
        (STAYED, NOTHING),
    ],
)
def test_the_status_of_a_case_is_what_its_orders_do_that_day(tiny, on, words):
    assert posture(tiny, tiny.case("strelsau-v-health"), on) == words


def test_what_comes_after_the_day_is_told_so_on_its_page_and_not_as_if_it_had_ended(tiny):
    case = tiny.case("strelsau-v-health")
    page = case_text(tiny, case, date(2031, 3, 15))

    assert "injunction in part, ECF 12 [in force]" in page
    assert "Order of the High Court vacating its stay [not yet made]" in page
    assert "Hentzau joins as plaintiff [after this day]" in page
    assert page.count("[after this day]") == 1


def test_before_its_first_paper_a_case_is_not_yet_filed(tiny):
    case = tiny.case("strelsau-v-health")

    assert [posture(tiny, case, date(2031, 2, dom)) for dom in (2, 3)] == ["not yet filed", NOTHING]


def test_a_paper_that_may_be_older_than_any_stands_first():
    first, second = (
        paper("order", "cases/suit/a", "2031-03-01"),
        replace(paper("order", "cases/suit/b", "2031-04-01"), start=when("2031-04-01", "../2031-06-01")),
    )
    world = made(first, second)

    assert [one.id for one in papers(world, world.cases["cases/suit"])] == ["cases/suit/b", "cases/suit/a"]


def test_an_order_that_frees_some_and_bars_some_is_not_given_one_label(record):
    case = record.case("california-v-hhs")

    assert posture(record, case, date(2025, 9, 1)) == "blocked"
    assert posture(record, case, date(2026, 2, 1)) == "blocked in part, allowed in part"
    assert posture(record, case, date(2026, 6, 15)).endswith("further order perhaps in force")


def test_a_court_is_named_as_citations_name_it_where_people_read_and_by_its_id_where_programs_do(record, tiny):
    case = record.case("california-v-hhs")

    assert "N.D. Cal., 3:25-cv-05536" in case_text(record, case)
    assert case_dict(record, case)["court"] == "cand"
    assert "Court of Strelsau, 31-7" in cases_text(tiny)


def test_a_paper_is_in_force_perhaps_or_not(record):
    pause = record.instrument("cases/california-v-hhs/2026-05-pause")

    assert [status_on(record, pause, date(2026, month, 15)) for month in (4, 6)] == ["never", "possible"]


def test_the_papers_of_a_case_stand_in_the_order_of_their_days(tiny):
    found = [one.id.rpartition("/")[2][:10] for one in papers(tiny, tiny.case("strelsau-v-health"))]

    assert found == ["2031-02-03", "2031-03-10", "2031-04-01", "2031-04-22", "2031-06-02"]


def test_a_case_in_json_says_which_papers_were_in_force_who_joined_and_what_is_contested(tiny):
    told = case_dict(tiny, tiny.case("strelsau-v-health"), STAYED)

    assert {p["id"].rpartition("/")[2]: p["status"] for p in told["papers"]}["2031-03-10-injunction"] == "never"
    assert [(p["agents"], p["joined"]) for p in told["parties"]][1] == (["HE"], "2031-05-1X")
    assert told["contested"][0]["readings"][2]["rejected"] == "The order nowhere divides a particular."
