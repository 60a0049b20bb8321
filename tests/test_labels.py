"""One label for a case, why it is that one, and what it hides."""

from dataclasses import replace
from datetime import date

import pytest

from graph.courts.hides import Standing
from graph.courts.labels import label_of
from graph.dates import Edtf
from graph.model import Condition, DateReading, Effect, Party, Role, Term, Verb, Verdict, When

from .papers import CITES, event, fact, norm, paper, record, suit, when

BAR = paper("order", "cases/suit/bar", "2031-03-10", norm("prohibits"))
PART = paper("order", "cases/suit/part", "2031-03-10",
             norm("prohibits", "rest", except_=[{"object": ("name",), "people": ("foreigner",)}]),
             norm("permits", "some", scope=[{"object": ("name",), "people": ("foreigner",)}]))  # fmt: skip
REFUSAL = paper("order", "cases/suit/no", "2031-03-12", does={"declines-to-enjoin": "agency/pact"})
PACT = paper("agreement", "agency/pact", "2031-01-05", norm("permits"))
COMPLAINT = paper("complaint", "cases/suit/complaint", "2031-01-10", does={"challenges": "agency/pact"})
JUDGMENT = paper("judgment", "cases/suit/judgment", "2031-03-10", norm("prohibits"))


def appeal(of, until=None):
    effect = Effect(Verb.APPEALS, of, end=when(until) if until else None)
    return paper("appeal", "cases/suit/appeal", "2031-03-20", does={"appeals": effect})


def label(*papers, on="2031-03-25", case=None):
    world = record(PACT, COMPLAINT, *papers, case=case)
    return label_of(world, world.cases["cases/suit"], date.fromisoformat(on))


@pytest.mark.parametrize(
    ("papers", "standing"),
    [
        ((), Standing.AWAITING),
        ((BAR,), Standing.TEMPORARILY_BLOCKED),
        ((PART,), Standing.IN_PART),
        ((REFUSAL,), Standing.DENIED),
        ((JUDGMENT,), Standing.BLOCKED),
        ((BAR, appeal("cases/suit/bar")), Standing.BLOCKED_PENDING_APPEAL),
        ((JUDGMENT, appeal("cases/suit/judgment")), Standing.BLOCKED_PENDING_APPEAL),
        ((REFUSAL, appeal("cases/suit/no")), Standing.NOT_BLOCKED_PENDING_APPEAL),
        ((REFUSAL, appeal("cases/suit/no", until="2031-03-22")), Standing.DENIED),
        (
            (BAR, appeal("cases/suit/bar"), paper("order", "cases/suit/stay", "2031-03-21", does={"stays": BAR.id})),
            Standing.NOT_BLOCKED_PENDING_APPEAL,
        ),
        ((BAR, paper("opinion", "cases/suit/up", "2031-03-21", does={"vacates": BAR.id})), Standing.DENIED),
    ],
)
def test_the_label_follows_from_what_the_papers_do_that_day(papers, standing):
    assert label(*papers).standings == (standing,)


def test_a_bar_that_ran_out_was_not_refused():
    short = replace(BAR, end=when("2031-03-20"))

    assert label(short).standings == (Standing.AWAITING,)


def test_an_order_in_force_whose_terms_are_not_entered_leaves_no_label():
    untold = paper("order", "cases/suit/order", "2031-03-20")
    blocks = paper("order", "cases/suit/order", "2031-03-20", does={"enjoins": PACT.id})

    assert [label(one).standings for one in (untold, blocks)] == [(), ()]
    assert label(untold).why[0].startswith("In force, but what it bars or allows is not entered: cases/suit/order")
    assert label(untold, BAR).standings == (Standing.TEMPORARILY_BLOCKED,)
    assert label(untold, on="2031-03-19").standings == (Standing.AWAITING,)
    assert label(replace(untold, end=when("2031-03-22"))).standings == (Standing.AWAITING,)


def test_a_paper_is_perhaps_in_force_only_if_the_paper_is_in_doubt():
    hanging = replace(BAR.norms[0], under={"cases/suit/bar#reach": "Yes"})
    partly = replace(BAR, contested=(fact("reach", "Yes", "No"),), norms=(hanging,))

    assert label(partly).why == ("In force and barring: cases/suit/bar.",)


def test_a_bar_that_another_takes_over_is_still_a_bar():
    later = paper("order", "cases/suit/later", "2031-03-20", norm("prohibits"), does={"supersedes": BAR.id})

    assert label(BAR, later).standings == (Standing.TEMPORARILY_BLOCKED,)


def test_a_paper_only_perhaps_in_force_gives_two_labels():
    doubtful = paper("order", "cases/suit/bar", "2031-03-20/2031-03-30", norm("prohibits"))

    found = label(doubtful)

    assert found.standings == (Standing.AWAITING, Standing.TEMPORARILY_BLOCKED)
    assert label(doubtful, on="2031-03-30").standings == (Standing.TEMPORARILY_BLOCKED,)


def test_a_closed_case_is_closed_from_its_day():
    closed = suit(closed=when("2031-03-25"))

    assert label(case=closed).standings == (Standing.CLOSED,)
    assert label(JUDGMENT, case=closed).standings == (Standing.CLOSED_FOR_PLAINTIFF,)
    assert label(case=closed, on="2031-03-24").standings == (Standing.AWAITING,)


def test_a_suit_against_a_state_has_no_label_and_it_is_said_why():
    against = suit(Party(Role.DEFENDANT, ("AA",), cites=CITES))

    found = label(BAR, case=against)

    assert found.standings == ()
    assert "against a state" in found.why[0]


def test_before_it_is_filed_a_case_has_no_label():
    assert label(on="2030-12-31").why == ("The case had not been filed.",)


def test_the_reasons_name_the_papers_and_their_days():
    found = label(REFUSAL, appeal("cases/suit/no"))

    assert found.why == ("Relief refused: cases/suit/no, 12 March 2031.", "Pending: cases/suit/appeal.")
    assert found.papers == ("cases/suit/no", "cases/suit/appeal")


def test_a_day_in_dispute_is_told_with_every_open_reading():
    day = When((*when("2031-03-11", "2031-03-12").readings, DateReading(Edtf.parse("2031-03-13"), CITES, "A slip.")))

    (why,) = label(replace(REFUSAL, start=day)).why

    assert why == "Relief refused: cases/suit/no, 2031-03-11 or 2031-03-12."


def test_a_ruling_that_waits_on_a_condition_counts_once_it_is_met():
    waiting = replace(BAR, start=When(first_of=(Condition(after="cases/suit#hearing", days=1),)))

    assert label(waiting, case=suit(events=(event("hearing"),))).standings == (Standing.AWAITING,)
    assert label(waiting, case=suit(events=(event("hearing", when("2031-03-18")),))).standings == (
        Standing.TEMPORARILY_BLOCKED,
    )


def test_a_label_that_says_blocked_hides_what_may_go():
    states = suit(Party(Role.PLAINTIFF, ("AA",), cites=CITES))
    bar = paper("order", "cases/suit/bar", "2031-03-10", norm("prohibits", scope=[{"origin": ("plaintiffs",)}]))

    found = label(bar, case=states)

    assert found.standings == (Standing.TEMPORARILY_BLOCKED,)
    assert [(one.bearer, one.recipient, one.verdict) for one in found.hides] == [("office", "guard", Verdict.CLAIMED)]
    assert "supplied by Bb and Cc" in found.hides[0].cells[0]


def test_a_label_that_hides_nothing_says_so_by_an_empty_list():
    assert label(BAR).hides == ()


def test_of_a_partial_order_the_label_hides_which_part():
    hidden = {one.verdict: one.cells for one in label(PART).hides}

    assert "name of foreigners" in hidden[Verdict.PERMITTED][0]
    assert Verdict.PROHIBITED in hidden


def test_an_earlier_day_gives_the_label_of_that_day():
    assert label(BAR, on="2031-03-09").standings == (Standing.AWAITING,)


def test_the_words_are_those_of_the_vocabulary_and_else_the_id():
    world = record(BAR)
    found = label_of(world, world.cases["cases/suit"], date(2031, 3, 25))
    named = replace(world, labels={"temporarily-blocked": Term("Paused for now")})

    assert found.text(world) == "temporarily blocked"
    assert found.text(named) == "Paused for now"


def test_every_label_of_the_record_is_one_that_can_be_derived_or_is_known(record):
    assert set(record.labels) == {str(one) for one in Standing}


def test_the_seed_case_is_in_part_blocked_and_six_categories_may_go(record):
    found = label_of(record, record.case("california-v-hhs"), date(2026, 2, 1))

    may_go = [one for one in found.hides if (one.bearer, one.recipient, one.verdict) == ("cms", "ice", "permitted")]
    assert found.standings == (Standing.IN_PART,)
    assert "people not lawfully present" in may_go[0].cells[0]
