"""Engine, SPARQL segments, answer-set rules, SQL and brute force agree, on random worlds and on the record.

`second/asof.lp` and `second/asof.sql` state the semantics again, from the
design and the decisions; neither has seen the engine.  `python -m tests.second
--worlds 10000 --record` asks more.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from graph.dates import Edtf
from graph.model import Condition, DateReading, When
from tests.answers import thorough
from tests.papers import norm, paper, record, suit, when
from tests.second.agree import Tally, days_to_ask, piecewise_agrees, record_agrees, stories_agree
from tests.second.facts import Refused, facts
from tests.second.opinion import by_rules, by_sql
from tests.second.piecewise import Piecewise
from tests.second.split import pieces
from tests.worlds import CHANNELS, stories

DAY, CHANNEL = date(2031, 3, 1), ("share", "office", "guard")


def test_all_five_agree_on_random_worlds(pytestconfig):
    tally, count = Tally(), pytestconfig.getoption("worlds")

    stories_agree(tally, count, start=20260101)

    assert tally.differing[:3] == []
    assert tally.worlds == count
    assert sum(tally.skipped.values()) <= count // 100, tally.skipped
    assert len(tally.verdicts) == 5 or count < 500


def test_all_five_agree_on_the_tiny_world_at_every_change_and_the_days_around_it(tiny):
    tally = Tally()

    record_agrees(tally, tiny, date(2031, 1, 1), most=300)

    assert tally.differing[:3] == []
    assert not tally.skipped
    assert tally.asked["brute force"] == tally.asked["engine"] > 400


@thorough(20)
@given(stories(doubts=3, widest=4, twice=True), CHANNELS)
def test_asked_in_pieces_that_share_no_doubt_sql_and_brute_force_say_what_they_say_of_the_whole(story, channel):
    tally = Tally()
    told = facts(story.corpus, *channel, days_to_ask(story, channel)[::2])

    piecewise_agrees(tally, Piecewise(story.corpus, channel, told, most=2048, kept={}), by_rules(told))

    assert tally.differing[:3] == []
    assert not tally.skipped


def test_doubts_that_have_nothing_in_common_are_not_multiplied():
    # Twelve months, each of some thirty days: more worlds than anyone could go through.
    bars = [paper("order", f"bar{n}", f"2031-{n:02}", norm("prohibits")) for n in range(1, 13)]
    whole, days = record(*bars), [date(2030, 12, 31), DAY, date(2031, 12, 31)]
    told = facts(whole, *CHANNEL, days)

    found = Piecewise(whole, CHANNEL, told, most=10, kept={}).verdicts(0, days)

    assert [said["brute force"] for said in found.values()] == ["no-known-authority", "prohibited", "prohibited"]
    assert [said["sql"] for said in found.values()] == ["no-known-authority", "prohibited", "prohibited"]


def test_what_hangs_on_one_doubtful_day_is_told_together():
    # One bar ends on the day on which the other begins, whichever it is.
    closes = When(first_of=(Condition(end_of="cases/suit"),))
    first = paper("order", "first", "2031-01-01", norm("prohibits"), end=closes)
    second = replace(paper("order", "second", "2031-01-01", norm("prohibits")), start=closes)
    whole = record(first, second, case=suit(closed=when("2031-02-10/2031-03-20")))
    told = facts(whole, *CHANNEL, [DAY])

    found = Piecewise(whole, CHANNEL, told, most=99, kept={}).verdicts(0, [DAY])

    assert found == {DAY: {"sql": "prohibited", "brute force": "prohibited"}}


@pytest.mark.parametrize("filed", ["2031-02-10", "2031-02"])
def test_a_challenge_counts_in_a_piece_of_its_own(filed):
    pact = paper("memo", "pact", "2031-01", norm("permits"))
    complaint = paper("complaint", "cases/suit/complaint", filed, does={"challenges": "pact"})
    told = facts(record(pact, complaint), *CHANNEL, [DAY])

    found = Piecewise(record(pact, complaint), CHANNEL, told, most=99, kept={}).verdicts(0, [DAY])

    assert len(pieces(record(pact, complaint), told, 0)) == 2
    assert found == {DAY: {"sql": "claimed", "brute force": "claimed"}}


def test_a_day_on_which_one_piece_may_be_in_too_many_ways_is_counted_and_not_asked():
    tally, bar = Tally(), paper("order", "bar", "2031-02-10/2031-03-20", norm("prohibits"))
    told = facts(record(bar), *CHANNEL, [DAY])

    piecewise_agrees(tally, Piecewise(record(bar), CHANNEL, told, most=1, kept={}), by_rules(told))

    assert sum(tally.skipped.values()) == len(told.cells) == 1
    assert not tally.asked["sql"]


def test_engine_and_rules_agree_on_the_record_at_every_change_and_the_days_around_it(record):
    tally = Tally()

    record_agrees(tally, record, date(2026, 1, 1), sparql=False)

    assert tally.differing[:3] == []
    assert tally.asked["engine"] > 30_000


@pytest.mark.parametrize("opinion", [by_rules, by_sql])
def test_a_second_opinion_is_no_echo_it_says_what_the_papers_it_is_given_say(opinion):
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))
    bar = paper("order", "bar", "2031-02-01", norm("prohibits", except_=[{"origin": ("AA",)}]))
    told = facts(record(pact, bar), "share", "office", "guard", [DAY])

    found = {told.cells[n][2]: verdict for (_, n), verdict in opinion(told).items()}

    assert (found.pop("AA"), set(found.values())) == ("permitted", {"prohibited"})


@pytest.mark.parametrize("text", ["[2031-01-01,2031-02-01]"])
def test_what_the_rules_do_not_cover_is_refused(text):
    odd = replace(paper("memo", "pact", "2031-01-01", norm("permits")), start=When((DateReading(Edtf.parse(text)),)))

    with pytest.raises(Refused, match="one of several days"):
        facts(record(odd), "share", "office", "guard", [DAY])


def test_sql_refuses_more_worlds_than_it_can_go_through():
    papers = [paper("memo", f"pact{n}", "2031-01", norm("permits")) for n in range(4)]

    with pytest.raises(Refused, match="worlds"):
        by_sql(facts(record(*papers), "share", "office", "guard", [DAY]))


# What random worlds show only now and then.


def on_the_day(opinion, corpus):
    told = facts(corpus, "share", "office", "guard", [DAY])
    return set(opinion(told).values())


@pytest.mark.parametrize("opinion", [by_rules, by_sql])
def test_to_both_a_challenge_ends_with_its_case(opinion):
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))
    complaint = paper("complaint", "cases/suit/complaint", "2031-01-02", does={"challenges": "pact"})

    assert on_the_day(opinion, record(pact, complaint)) == {"claimed"}
    assert on_the_day(opinion, record(pact, complaint, case=suit(closed=when("2031-03-01")))) == {"permitted"}


@pytest.mark.parametrize("opinion", [by_rules, by_sql])
def test_to_both_law_yields_only_to_law_that_decides_by_itself(opinion):
    code = paper("statute", "code", "2031-01-01", norm("prohibits", yields_to=("act#n",)))
    act = paper("statute", "act", "2031-01-01", norm("permits"))
    power = paper("statute", "act", "2031-01-01", norm("permits", self_executing=False))

    assert on_the_day(opinion, record(code, act)) == {"permitted"}
    assert on_the_day(opinion, record(code, power)) == {"prohibited"}


@pytest.mark.parametrize("opinion", [by_rules, by_sql])
def test_to_both_what_was_ended_before_it_began_does_not_begin(opinion):
    bar = paper("order", "bar", "2031-02-01/2031-02-05", norm("prohibits"))
    vacatur = paper("order", "vacatur", "2031-01-20", does={"vacates": "bar"})

    assert on_the_day(opinion, record(bar, vacatur)) == {"no-known-authority"}
