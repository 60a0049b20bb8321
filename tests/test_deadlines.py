"""Deadlines: what ends is told as a day, a condition or a doubt, and what a rule gives is said to be computed."""

from dataclasses import replace
from datetime import date

from graph.courts.deadlines import Sort, deadlines
from graph.courts.due import deadlines_dict, deadlines_rows, deadlines_text
from graph.dates import Edtf
from graph.model import Cite, Condition, Effect, Event, Party, Role, Source, SourceTier, Verb, When
from tests.papers import norm, paper, record, suit, when

ON = date(2031, 8, 1)
AUDIT = When(first_of=(Condition(after="cases/suit#audit", days=14), Condition(end_of="cases/suit")))
ENDLESS = Party(Role.PLAINTIFF, ("AA",))


def agreement(end, *norms, **parts):
    return paper("agreement", "agency/pact", "2031-01-15", *norms, end=end, **parts)


def order(slug, on, *norms, **parts):
    return paper("order", f"cases/suit/{slug}", on, *norms, **parts)


def ends(*papers, on=ON, case=None):
    return [one for one in deadlines(record(*papers, case=case), on) if one.sort is not Sort.APPEAL]


def test_a_paper_ends_on_the_day_before_its_first_day_without():
    (one,) = ends(agreement("2031-09-02"))

    assert (one.first, one.certain, one.why) == (date(2031, 9, 1), True, ("by its own terms",))


def test_what_has_no_known_end_or_has_ended_is_no_deadline():
    assert ends(agreement(None)) == []
    assert ends(agreement("2031-08-01")) == []


def test_what_has_not_begun_yet_does_not_end_yet():
    assert ends(paper("agreement", "agency/pact", "2031-08-02", end="2031-09-02")) == []


def test_an_imprecise_end_is_told_by_its_bounds():
    (one,) = ends(agreement("2031-09"))

    assert (one.first, one.last, one.certain) == (date(2031, 8, 31), date(2031, 9, 29), False)


def test_an_unknown_end_has_no_day_and_is_open():
    (one,) = ends(agreement("unknown"))

    assert (one.first, one.last, one.open, one.condition) == (None, None, True, "")


def test_an_unmet_condition_is_a_condition_and_never_a_day():
    case = suit(ENDLESS, events=(Event("audit", "the audit is done"),))

    (one,) = ends(order("bar", "2031-03-10", end=AUDIT), case=case)

    assert (one.first, one.last) == (None, None)
    assert one.condition == "14 days after this: the audit is done; or when the case ends; whichever is first"


def test_a_condition_that_is_met_has_a_day_counted_by_the_rule():
    case = suit(ENDLESS, events=(Event("audit", "the audit is done", when("2031-08-02")),))

    one = next(one for one in ends(order("bar", "2031-03-10", end=AUDIT), case=case) if one.sort is Sort.END)

    # Fourteen days after Saturday 2 August is Saturday the 16th.
    assert (one.first, one.rule) == (date(2031, 8, 18), "Fed. R. Civ. P. 6(a)")


def test_an_event_still_to_come_is_told():
    case = suit(
        ENDLESS, events=(Event("hearing", "the hearing", when("2031-08-12")), Event("old", "old", when("2031-02-01")))
    )

    assert [(one.what, one.first) for one in ends(case=case)] == [("the hearing", date(2031, 8, 12))]


def test_an_extension_moves_the_end_and_is_named():
    (one,) = ends(
        order("bar", "2031-03-10", end="2031-08-12"),
        order("longer", "2031-07-30", does={"extends": Effect(Verb.EXTENDS, "cases/suit/bar", end=when("2031-09-02"))}),
        case=suit(ENDLESS),
    )

    assert (one.record, one.first) == ("cases/suit/bar", date(2031, 9, 1))
    assert one.why == ("“cases/suit/longer” extends it no further",)


def test_a_later_paper_that_ends_an_earlier_is_named():
    (one,) = ends(agreement(None), paper("notice", "agency/revoked", "2031-08-20", does={"rescinds": "agency/pact"}))

    assert (one.first, one.why) == (date(2031, 8, 19), ("“agency/revoked” rescinds it",))


def test_what_could_not_yet_be_known_is_not_told_of_the_record_as_it_stood():
    late = Source("Bulletin", "Bulletin", Edtf.parse("2031-08-20"), SourceTier.OFFICIAL)
    notice = paper(
        "notice", "agency/revoked", "2031-08-20", does={"rescinds": "agency/pact"}, cites=(Cite("bulletin"),)
    )
    world = record(agreement(None), notice)
    world = replace(world, sources={**world.sources, "bulletin": late})

    assert [one.record for one in deadlines(world, ON)] == ["agency/pact"]
    assert deadlines(world.as_known(ON), ON) == []


def test_the_end_of_a_stay_is_told_with_what_it_stayed():
    found = ends(
        order("bar", "2031-03-10"),
        order("stay", "2031-07-01", does={"stays": Effect(Verb.STAYS, "cases/suit/bar", end=when("2031-08-21"))}),
        case=suit(ENDLESS),
    )

    (one,) = [one for one in found if one.sort is Sort.STAY]
    assert (one.what, one.first) == ("The stay of “cases/suit/bar”", date(2031, 8, 20))


def test_one_norm_may_end_before_its_paper():
    found = ends(agreement("2031-12-01", norm("permits", "trial", end=when("2031-09-02")), norm("permits", "main")))

    assert [(one.record, one.first) for one in found] == [
        ("agency/pact#trial", date(2031, 9, 1)),
        ("agency/pact", date(2031, 11, 30)),
    ]


# --- windows that rules open ------------------------------------------------------


def windows(*papers, on=ON, parties=(), **parts):
    case = suit(*parties, **parts)
    return [one for one in deadlines(record(*papers, case=case), on) if one.sort in (Sort.APPEAL, Sort.RESTRAINT)]


def test_an_order_opens_thirty_days_to_appeal_and_says_that_it_is_computed():
    (one,) = windows(order("bar", "2031-07-30"))

    assert (one.sort, one.first, one.rule) == (Sort.APPEAL, date(2031, 8, 29), "Fed. R. App. P. 4(a)(1)(A)")
    assert one.count.steps[0].says == "30 days after entry, since no party is of the United States."


def test_the_united_states_as_a_party_makes_it_sixty():
    (one,) = windows(order("bar", "2031-07-30"), parties=[Party(Role.PLAINTIFF, name="United States of America")])

    assert (one.first, one.rule) == (date(2031, 9, 29), "Fed. R. App. P. 4(a)(1)(B)")


def test_an_appeal_already_made_is_named():
    appeal = paper("appeal", "cases/suit/appeal", "2031-08-01", does={"appeals": "cases/suit/bar"})

    (one,) = windows(order("bar", "2031-07-30"), appeal)

    assert one.why == ("appealed already: “cases/suit/appeal”",)


def test_no_window_opens_on_a_day_in_doubt_nor_for_another_courts_order():
    assert windows(order("bar", "2031-07")) == []
    assert windows(order("bar", "2031-07-30", issuer="Court of Appeals")) == []


def test_a_restraining_order_without_a_stated_end_has_its_latest():
    (one,) = windows(order("2031-07-30-temporary-restraining-order", "2031-07-30"))

    assert (one.sort, one.first, one.rule) == (Sort.RESTRAINT, date(2031, 8, 13), "Fed. R. Civ. P. 65(b)(2)")


def test_a_restraining_order_with_a_stated_end_needs_no_limit():
    assert windows(order("2031-07-30-temporary-restraining-order", "2031-07-30", end="2031-08-09")) == []


# --- faces --------------------------------------------------------------------------


def world():
    case = suit(ENDLESS, events=(Event("audit", "the audit is done"),))
    return record(
        agreement("2031-09-02"), order("bar", "2031-03-10", end=AUDIT), order("other", "2031-07-30"), case=case
    )


def test_the_page_tells_days_first_then_conditions_and_what_is_not_settled():
    page = " ".join(deadlines_text(world(), ON).split())

    assert "2 deadlines with a day, 1 on a condition" in page
    assert page.index("29 August 2031 · last day for a notice of appeal") < page.index("1 September 2031 · last day of")
    assert page.index("1 September 2031 · last day of") < page.index(
        "ends on a condition · “cases/suit/bar” (The suit)"
    )
    assert "Computed by Fed. R. App. P. 4(a)(1)(A), not stated by any paper." in page
    assert "4(a)(4)(A)" in page


def test_a_page_later_than_the_last_search_says_how_old_the_record_is():
    assert "last checked on 31 December 2031" in deadlines_text(world(), date(2032, 3, 1))
    assert "last checked" not in deadlines_text(world(), ON)


def test_one_case_has_its_own_deadlines_only():
    corpus = world()

    told = deadlines_dict(corpus, ON, corpus.case("suit"))

    assert [one["record"] for one in told["deadlines"]] == ["cases/suit/other", "cases/suit/bar"]
    assert told["deadlines"][0]["count"]["last"] == "2031-08-29"
    assert told["deadlines"][1]["last"] is None


def test_a_row_has_every_column():
    rows = list(deadlines_rows(world(), ON))

    assert [row["first"] for row in rows] == ["2031-08-29", "2031-09-01", None]
    assert rows[1]["why"] == "by its own terms"


def test_what_the_record_that_ships_could_foresee_of_the_august_injunction(record):
    on = date(2025, 9, 1)

    found = deadlines(record.as_known(on), on, record.case("california-v-hhs"))

    assert [(one.sort, one.first) for one in found] == [(Sort.APPEAL, date(2025, 10, 14)), (Sort.END, None)]
    assert "14 days after this" in found[1].condition
