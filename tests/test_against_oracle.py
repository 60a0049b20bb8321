"""The engine against a brute-force oracle, over random small records.

`oracle.py` reads the rules as a lawyer would, day by day and cell by cell;
`worlds.py` draws the records.  The draws are the same in every run.
"""

from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from graph.model import Action, Condition, Effect, Party, Role, Verb, When
from graph.reasoning.finding import find
from graph.reasoning.reason import channel_of
from tests import oracle
from tests.answers import ask, by_cell, cells, deciders, thorough
from tests.papers import event, norm, paper, record, suit, when
from tests.worlds import CHANNELS, OBJECTS, PEOPLE, PLACES, PURPOSES, stories


def decided(region):
    return region.verdict, region.finding.basis, [hinge.fact for hinge in region.finding.hinges_on]


# --- verdicts -----------------------------------------------------------------


def test_every_cell_on_every_day_has_the_verdict_of_the_naive_reading():
    compared = 0

    @thorough(130)
    @given(stories(widest=4, twice=True), CHANNELS)
    def check(story, channel):
        nonlocal compared
        compared += same_verdicts(story, channel)

    check()
    assert compared >= 100_000


@thorough(300)
@given(stories(doubts=2, widest=4, twice=True, plain=True))
def test_whatever_papers_do_to_each_other_the_verdict_is_that_of_the_naive_reading(story):
    same_verdicts(story, (Action.SHARE, "health", "guard"))


def same_verdicts(story, channel):
    """How many cells on how many days were found to have the oracle's verdict."""
    expected = oracle.verdicts(story.corpus, *channel, story.calendar, story.asked)
    found = {at: region.verdict for at, region in by_cell(story.corpus, channel, story.asked).items()}
    wrong = {at: (expected[at], found.get(at)) for at in expected if found.get(at) is not expected[at]}
    assert not wrong, "on {}, {}: the law says {}, the engine {}".format(*min(wrong), *wrong[min(wrong)])
    assert found.keys() == expected.keys()
    return len(expected)


# --- regions ------------------------------------------------------------------


@thorough(40)
@given(stories(), CHANNELS, st.data())
def test_regions_are_disjoint_and_cover_what_is_asked(story, channel, data):
    parts = {"object": OBJECTS, "people": PEOPLE, "origin": PLACES, "purpose": PURPOSES}
    asked = {axis: data.draw(st.sampled_from([*terms])) for axis, terms in parts.items()}
    on = data.draw(st.sampled_from(story.asked))

    found = [cell for region in ask(story.corpus, channel, on, **asked).regions for cell in cells(region)]

    assert len(found) == len(set(found))
    assert set(found) == set(product(*(oracle.leaves(parts[axis], term) for axis, term in asked.items())))


@thorough(30)
@given(stories(), CHANNELS)
def test_a_region_lasts_as_long_as_verdict_basis_and_hinges_stand_and_its_norms_decide(story, channel):
    found = by_cell(story.corpus, channel, story.asked)
    first, last = story.asked[0], story.asked[-1]
    day = timedelta(1)

    for (on, cell), region in found.items():

        def stands(other, cell=cell, region=region):
            there = found.get((other, cell))
            return there and decided(there) == decided(region) and deciders(region) <= deciders(there)

        since, until = on, on + day
        while stands(since - day):
            since -= day
        while stands(until):
            until += day
        assert region.since == since or (since == first and (not region.since or region.since < first))
        assert region.until == until or (until > last and (not region.until or region.until > last))


@thorough(60)
@given(stories(widest=4, twice=True), CHANNELS)
def test_a_finding_carried_over_from_one_segment_to_the_next_is_what_is_found_afresh(story, channel):
    grid = channel_of(story.corpus, *channel)
    every = tuple(tree.everything for tree in grid.trees)

    for (_, over), s in product(grid.cells(every), range(len(grid.cuts))):
        afresh = find(grid, s, over & grid.present[s])
        assert grid.finding(s, over).identity == afresh.identity


# --- found by the oracle --------------------------------------------------------


def verdicts(corpus, on):
    return {str(region.verdict) for region in corpus.ask("office", "guard", on=on).regions}


def after(event, days):
    return When(first_of=(Condition(after=f"cases/suit#{event}", days=days),))


def test_an_order_that_may_have_begun_on_the_day_it_ends_may_bind_on_that_day():
    bar = paper("order", "bar", "2031-03-05/2031-03-09", norm("prohibits"), end="2031-03-07")

    assert verdicts(record(bar), "2031-03-07") == {"unsettled"}


def test_an_order_that_may_have_begun_after_the_day_it_ends_may_bind_on_whichever_day_it_began():
    bar = paper("order", "bar", "2031-03-05/2031-03-15", norm("prohibits"), end="2031-03-07")

    assert [verdicts(record(bar), day) for day in ("2031-03-11", "2031-03-15")] == [{"unsettled"}, {"unsettled"}]
    assert verdicts(record(bar), "2031-03-16") == {"no-known-authority"}


def test_a_stay_that_may_have_begun_after_the_day_it_ends_may_stay_on_whichever_day_it_began():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"))
    late = Effect(Verb.STAYS, "bar", on=when("2031-03-05/2031-03-15"), end=when("2031-03-07"))
    stay = paper("order", "stay", "2031-03-01", does={"stays": late})

    assert verdicts(record(bar, stay), "2031-03-11") == {"unsettled"}
    assert verdicts(record(bar, stay), "2031-03-16") == {"prohibited"}


def test_a_withdrawal_of_uncertain_day_may_come_after_the_reinstatement():
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))
    withdrawal = paper("memo", "withdrawal", "2031-03-01/2031-03-31", does={"rescinds": "pact"})
    back = paper("memo", "back", "2031-03-15", does={"reinstates": "pact"})

    assert verdicts(record(pact, withdrawal, back), "2031-03-20") == {"unsettled"}


def test_between_two_deadlines_of_one_uncertain_event_only_one_may_have_passed():
    code = paper("statute", "code", "2031-01-01", norm("prohibits"))
    pact = paper("memo", "pact", "2031-01-01", norm("permits"), end=after("judgment", 10))
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end=after("judgment", 3))
    case = suit(events=(event("judgment", when("2031-03-03/2031-03-21")),))

    assert verdicts(record(code, pact, bar, case=case), "2031-03-17") == {"unsettled"}


def test_one_paper_may_stay_another_twice_each_time_from_an_uncertain_day():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"))
    first = Effect(Verb.STAYS, "bar", on=when("2031-02-03/2031-02-05"), end=when("2031-02-10"))
    second = Effect(Verb.STAYS, "bar", on=when("2031-03-03/2031-03-05"), end=when("2031-03-10"))
    stay = paper("order", "stay", "2031-02-01", does={"stays": first, "stays again": second})

    assert verdicts(record(bar, stay), "2031-02-07") == {"no-known-authority"}


def test_a_plaintiff_may_leave_and_join_again_on_uncertain_days():
    bar = paper("order", "cases/suit/bar", "2031-01-01", norm("prohibits", scope=[{"origin": ("plaintiffs",)}]))
    first = Party(Role.PLAINTIFF, ("AA",), left=when("2031-02-03/2031-02-05"))
    again = Party(Role.PLAINTIFF, ("AA",), joined=when("2031-03-03/2031-03-05"), left=when("2031-04-03/2031-04-05"))

    answer = record(bar, case=suit(first, again)).ask("office", "guard", on="2031-02-04", origin="AA")

    assert str(answer.verdict) == "unsettled"


def test_an_event_may_be_called_as_the_closing_of_its_case_is():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end=after("closed", 3))
    stay = paper(
        "order", "stay", "2031-01-02", does={"stays": "bar"}, end=When(first_of=(Condition(end_of="cases/suit"),))
    )
    case = suit(events=(event("closed", when("2031-03-03/2031-03-05")),), closed=when("2031-02-03/2031-02-05"))

    assert verdicts(record(bar, stay, case=case), "2031-02-04") == {"unsettled"}


def test_a_permission_that_relies_on_another_agency_paper_is_a_claim_where_law_forbids():
    code = paper("statute", "code", "2031-01-01", norm("prohibits"))
    notice = paper("notice", "notice", "2031-01-01", norm("permits"))
    pact = paper("memo", "pact", "2031-01-01", norm("permits", relies_on=("notice#n",)))

    assert verdicts(record(code, notice, pact), "2031-02-01") == {"claimed"}


def test_law_does_not_yield_to_what_a_complaint_says():
    complaint = paper("complaint", "cases/suit/complaint", "2031-01-01", norm("permits"))
    code = paper("statute", "code", "2031-01-01", norm("prohibits", yields_to=("cases/suit/complaint#n",)))

    assert verdicts(record(complaint, code), "2031-02-01") == {"prohibited"}


def test_of_two_extensions_on_one_day_the_longer_counts():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end="2031-03-01")
    short = paper("order", "short", "2031-02-10", does={"extends": Effect(Verb.EXTENDS, "bar", end=when("2031-02-10"))})
    long = paper("order", "long", "2031-02-10", does={"extends": Effect(Verb.EXTENDS, "bar", end=when("2031-04-01"))})

    assert verdicts(record(bar, short, long), "2031-02-20") == {"prohibited"}
