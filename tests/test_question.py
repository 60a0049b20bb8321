"""Names become ids, or are refused with the nearest three."""

import pytest

from graph.errors import NotFound, QuestionError
from graph.reasoning.question import holdings, question, resolve


@pytest.mark.parametrize("name", ["relief-office", "RO", "ro", "Relief Office", "relief office"])
def test_an_agency_answers_to_its_id_acronym_and_label_in_any_case(tiny, name):
    assert resolve(tiny, "agency", name) == "relief-office"


def test_a_place_is_an_agency_too_and_a_component_of_the_states(tiny):
    assert resolve(tiny, "agency", "st") == "ST"
    assert tiny.agents.lineage("ST") == ("ST", "states")


def test_an_unknown_name_is_refused_with_the_nearest_three(tiny):
    with pytest.raises(NotFound) as refused:
        resolve(tiny, "agency", "Relief Ofice")

    assert refused.value.near[0] == "relief-office"
    assert len(refused.value.near) == 3
    assert "\n" not in str(refused.value)


def test_an_ambiguous_name_lists_the_candidates(record):
    with pytest.raises(NotFound, match="more than one") as refused:
        resolve(record, "object", "ssn")

    assert {"medicaid/ssn", "snap/ssn"} <= set(refused.value.near)


def test_among_several_candidates_the_one_the_bearer_holds_is_meant(record):
    assert question(record, "CMS", "ICE", on="2025-09-01", object="address").object == "medicaid/address"
    assert question(record, "IRS", "ICE", on="2025-09-01", object="address").object == "tax/address"


def test_a_body_holds_what_its_components_keep_and_a_component_what_its_body_keeps(tiny):
    assert holdings(tiny, "health") == ("relief",)
    assert holdings(tiny, "vaccine-board") == ("relief",)


@pytest.mark.parametrize("day", ["09/01/2025", "2025", "2025-9-1", "yesterday", "2025-02-30", "2031-01-01T00:00"])
def test_a_question_takes_one_day_of_the_calendar_in_one_form(tiny, day):
    with pytest.raises(QuestionError, match="year-month-day"):
        question(tiny, "RO", "BG", on=day)


def test_sharing_needs_a_recipient_and_using_has_none(tiny):
    with pytest.raises(QuestionError, match="takes a recipient"):
        question(tiny, "RO", on="2031-06-01")

    assert question(tiny, "BG", "RO", on="2031-06-01", action="use").recipient is None


def test_an_unknown_action_is_refused_with_the_four(tiny):
    with pytest.raises(QuestionError, match="share, use, onward-share, demand"):
        question(tiny, "RO", "BG", on="2031-06-01", action="sell")


def test_origins_may_be_codes_in_a_row_or_one_name_with_spaces(tiny, record):
    assert question(tiny, "RO", "BG", on="2031-06-01", origin="ST, ze").origin == ("ST", "ZE")
    assert question(record, "CMS", "ICE", on="2025-09-01", origin="New York").origin == ("NY",)


def test_where_a_state_has_the_data_its_own_program_is_the_origin(tiny):
    assert question(tiny, "BG", "ST", on="2031-06-01", action="demand").origin == ("ST",)


def test_the_question_in_json_has_the_fields_of_the_contract(tiny):
    asked = question(tiny, "RO", "BG", on="2031-06-01", origin=["ST"], known="2031-07-01")

    assert asked.to_dict() == {
        "action": "share",
        "bearer": "relief-office",
        "recipient": "guard",
        "object": None,
        "people": None,
        "origin": ["ST"],
        "purpose": "immigration-enforcement",
        "on": "2031-06-01",
        "known": "2031-07-01",
    }
