"""Engine, SPARQL segments, answer-set rules, SQL and brute force agree, on random worlds and on the record.

`second/asof.lp` and `second/asof.sql` state the semantics again, from the
design and the decisions; neither has seen the engine.  `python -m tests.second
--worlds 10000 --record` asks more.
"""

from dataclasses import replace
from datetime import date

import pytest

from graph.dates import Edtf
from graph.model import DateReading, When
from tests.papers import norm, paper, record, suit, when
from tests.second.agree import Tally, record_agrees, stories_agree
from tests.second.facts import Refused, facts
from tests.second.opinion import by_rules, by_sql


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


def test_engine_and_rules_agree_on_the_record_at_every_change_and_the_days_around_it(record):
    tally = Tally()

    record_agrees(tally, record, date(2026, 1, 1), sparql=False)

    assert tally.differing[:3] == []
    assert tally.asked["engine"] > 30_000


DAY = date(2031, 3, 1)


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
