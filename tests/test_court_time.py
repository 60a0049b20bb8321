"""Court time: a bank of cases from the rules' own text, the same asked of a day walker and of a kept library."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.court_time import Closures, last_day, legal_holidays, next_court_day
from graph.courts.counted import count_dict, count_rows, count_text
from graph.courts.counting import count, count_hours
from graph.courts.court_windows import appeal, restraint
from graph.courts.periods import Period, Unit, read
from graph.courts.state_holidays import state_holidays
from graph.errors import NotFound, QuestionError
from graph.record.strict import parse

repeatable = settings(max_examples=100, derandomize=True, database=None, deadline=None)

BANK = parse((Path(__file__).parent / "court_time" / "bank.yaml").read_bytes(), "bank.yaml")[0]


def told(case):
    return f"{case['asked']} ({case['by']})"


def counted(text, **how):
    phrase = read(text)
    return count(phrase.trigger, phrase.period, **how)


@pytest.mark.parametrize("case", BANK["days"] + BANK["edges"], ids=told)
def test_a_period_of_days_or_more_ends_where_the_rule_says(case):
    assert str(counted(case["asked"]).last) == case["last"]


@pytest.mark.parametrize("case", BANK["mailed"], ids=told)
def test_three_days_are_added_after_the_period_would_otherwise_expire(case):
    assert str(counted(case["asked"], mailed=True).last) == case["last"]


@pytest.mark.parametrize("case", BANK["hours"], ids=told)
def test_a_period_of_hours_counts_every_hour_and_keeps_its_time_of_day(case):
    phrase = read(case["asked"])
    start = phrase.moment.replace(tzinfo=ZoneInfo(case["zone"])) if case["zone"] else phrase.moment

    assert f"{count_hours(start, phrase.period).at:%Y-%m-%d %H:%M}" == case["last"]


# --- the days the statute does not name ----------------------------------------


def test_a_day_the_president_declares_counts_once_it_is_given():
    friday = Closures(declared=frozenset({date(2025, 12, 26)}))

    assert counted("14 days after 2025-12-12", closures=friday).last == date(2025, 12, 29)
    assert counted("14 days before 2026-01-09", closures=friday).last == date(2025, 12, 24)


def test_that_no_declared_day_was_given_is_said_and_not_once_one_was():
    friday = Closures(declared=frozenset({date(2025, 12, 26)}))

    assert any("(6)(B)" in one for one in counted("14 days after 2031-08-04").unsettled)
    assert not any("(6)(B)" in one for one in counted("14 days after 2031-08-04", closures=friday).unsettled)


def test_a_states_holiday_moves_a_period_after_an_event_and_none_before_one():
    patriots = Closures(state=state_holidays("MA", [2031]))

    assert counted("14 days after 2031-04-07", closures=patriots).last == date(2031, 4, 22)
    assert counted("14 days before 2031-05-05", closures=patriots).last == date(2031, 4, 21)


def test_a_states_holidays_are_those_the_united_states_does_not_keep():
    days = state_holidays("ca", [2026])

    assert date(2026, 3, 31) in days
    assert date(2026, 7, 3) not in days


def test_an_unknown_state_is_refused_with_the_nearest():
    with pytest.raises(NotFound, match="no state is called 'MQ'; nearest: M"):
        state_holidays("MQ", [2031])


def test_an_inaccessible_office_moves_a_deadline_to_the_first_accessible_court_day():
    storm = Closures(inaccessible=frozenset({date(2031, 8, 15), date(2031, 8, 18)}))

    assert counted("14 days after 2031-08-01", closures=storm).last == date(2031, 8, 19)


def test_an_inaccessible_office_moves_a_backward_deadline_forward():
    # Committee note of 2009: the office is inaccessible on Friday 31 August 2007.
    storm = Closures(inaccessible=frozenset({date(2007, 8, 31)}))

    assert counted("10 days before 2007-09-11", closures=storm).last == date(2007, 9, 4)


def test_an_office_inaccessible_before_the_last_day_changes_nothing():
    storm = Closures(inaccessible=frozenset({date(2031, 8, 14)}))

    assert counted("14 days after 2031-08-01", closures=storm).last == date(2031, 8, 15)


def test_hours_that_end_while_the_office_is_inaccessible_end_at_the_same_time_on_the_first_accessible_day():
    storm = Closures(inaccessible=frozenset({date(2031, 8, 6)}))

    found = count_hours(datetime(2031, 8, 5, 9, 30), Period(24, Unit.HOURS), storm)

    assert found.at == datetime(2031, 8, 7, 9, 30)


# --- orders and appeals ----------------------------------------------------------


def test_a_restraining_order_ends_at_most_fourteen_days_after_entry():
    assert restraint(date(2025, 2, 24)).last == date(2025, 3, 10)


def test_an_extension_is_for_a_like_period():
    assert restraint(date(2025, 2, 24), extended=True).last == date(2025, 3, 24)


def test_an_appeal_takes_thirty_days_and_sixty_where_the_united_states_is_a_party():
    assert appeal(date(2031, 8, 1), united_states=False).last == date(2031, 9, 2)
    assert appeal(date(2031, 8, 1), united_states=True).last == date(2031, 9, 30)


def test_an_appeal_names_the_motions_that_toll_it_as_not_settled():
    found = appeal(date(2031, 8, 1), united_states=True)

    assert any("4(a)(4)(A)" in one for one in found.unsettled)
    assert found.rule == "Fed. R. App. P. 4(a)(1)(B)"
    assert {step.rule.partition("(")[0] for step in found.steps} == {"Fed. R. App. P. 4", "Fed. R. App. P. 26"}


# --- against others ----------------------------------------------------------------


@pytest.mark.parametrize("year", range(1978, 2101))
def test_legal_holidays_are_the_federal_holidays_as_observed(year):
    # The library lists a holiday that falls on a weekend twice, on its own day and as observed; only the latter counts.
    federal = holidays.country_holidays("US", years=[year, year + 1], observed=True)

    assert set(legal_holidays(year)) == {on for on in federal if on.year == year and on.weekday() < 5}


FEDERAL = holidays.country_holidays("US", years=range(1978, 2102), observed=True)


def closed(on):
    return on.weekday() >= 5 or on in FEDERAL


def walk(trigger, days, step):
    """The last day, a day at a time, as one counts on a wall calendar."""
    on = trigger
    for _ in range(days):
        on += step
    while closed(on):
        on += step
    return on


TRIGGERS = st.dates(date(1980, 1, 1), date(2098, 1, 1))


@repeatable
@given(TRIGGERS, st.integers(1, 400))
def test_a_period_ends_where_a_finger_on_the_calendar_ends(trigger, days):
    forward, backward = Period(days, Unit.DAYS), Period(days, Unit.DAYS, backward=True)

    assert count(trigger, forward).last == last_day(trigger, days) == walk(trigger, days, timedelta(days=1))
    assert count(trigger, backward).last == walk(trigger, days, timedelta(days=-1))


@repeatable
@given(TRIGGERS, st.integers(1, 60), st.sampled_from(Unit), st.booleans())
def test_no_period_ends_on_a_closed_day_and_a_longer_one_never_ends_sooner(trigger, number, unit, backward):
    moment = datetime(trigger.year, trigger.month, trigger.day, 12)

    def last(n):
        period = Period(n, unit, backward)
        return (count_hours(moment, period) if unit is Unit.HOURS else count(trigger, period)).last

    assert not closed(last(number))
    assert (last(number) >= last(number + 1)) if backward else (last(number) <= last(number + 1))


@repeatable
@given(TRIGGERS)
def test_between_a_day_and_its_next_court_day_every_day_is_closed(on):
    after = next_court_day(on)

    assert all(closed(on + timedelta(n)) for n in range((after - on).days))
    assert not closed(after)


# --- its work ------------------------------------------------------------------------


def test_every_step_tells_its_day_its_reason_and_its_rule():
    found = counted("14 days after 2031-11-13")

    assert [row["on"] for row in count_rows(found)] == ["2031-11-13", "2031-11-27", "2031-11-28"]
    assert "27 November is Thanksgiving Day" in found.steps[2].says
    assert found.steps[2].rule == "Fed. R. Civ. P. 6(a)(1)(C)"


def test_the_page_begins_with_the_day_and_shows_what_is_not_settled():
    page = count_text(counted("1 month after 2031-01-31"))

    assert page.splitlines()[0] == "Friday 28 February 2031"
    assert "how a month is counted" in " ".join(page.split())


def test_a_count_in_json_holds_its_steps():
    data = count_dict(count_hours(datetime(2031, 8, 5, 9, 30), Period(24, Unit.HOURS)))

    assert (data["last"], data["at"], len(data["steps"])) == ("2031-08-06", "2031-08-06T09:30:00", 2)


def test_a_period_that_begins_under_the_old_rule_says_so():
    assert any("Before 1 December 2009" in one for one in counted("7 days after 2009-11-30").unsettled)
    assert not any("Before 1 December 2009" in one for one in counted("7 days after 2009-12-01").unsettled)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("14d after 2031-08-04", Period(14, Unit.DAYS)),
        ("Within 30 days of 2031-08-04", Period(30, Unit.DAYS)),
        ("3 months from 2031-08-04", Period(3, Unit.MONTHS)),
        ("1 week prior to 2031-08-04", Period(1, Unit.WEEKS, backward=True)),
        ("21-day before 2031-08-04", Period(21, Unit.DAYS, backward=True)),
        ("72h after 2031-08-04T10:23", Period(72, Unit.HOURS)),
    ],
)
def test_a_period_is_read_as_people_write_it(text, period):
    assert read(text).period == period
    assert read(text).trigger == date(2031, 8, 4)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fourteen days after 2031-08-04", "cannot read"),
        ("14 fortnights after 2031-08-04", "cannot read"),
        ("14 days 2031-08-04", "cannot read"),
        ("0 days after 2031-08-04", "from 1 to 100,000 days, not 0"),
        ("100001 days after 2031-08-04", "not 100,001"),
        ("14 days after 2031-02-30", "2031-02-30 is not in the calendar"),
        ("14 hours after 2031-08-04T25:00", "is not in the calendar"),
        ("", "cannot read"),
    ],
)
def test_what_is_no_period_is_refused_with_the_reason(text, why):
    with pytest.raises(QuestionError, match=why):
        read(text)


@pytest.mark.parametrize(
    "text", ["90000 years after 2031-08-04", "40 years before 0012-01-01", "5 days after 9999-12-30"]
)
def test_a_period_that_leaves_the_calendar_is_refused(text):
    with pytest.raises(QuestionError, match="outside the calendar"):
        counted(text)


def test_hours_need_a_time_and_days_take_none():
    with pytest.raises(QuestionError, match="give its time"):
        counted("72 hours after 2031-08-04")
    with pytest.raises(QuestionError, match="counted from a day"):
        count_hours(datetime(2031, 8, 4, 9), Period(3, Unit.DAYS))


def test_mail_adds_nothing_to_a_period_before_an_event():
    with pytest.raises(QuestionError, match=r"Rule 6\(d\)"):
        counted("14 days before 2031-08-04", mailed=True)
