"""Days, intervals, imprecise dates and court days: examples, and the same asked of other people's libraries."""

import re
from datetime import date, timedelta
from math import inf

import portion
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import (
    Edtf,
    Interval,
    covers,
    day,
    intersect,
    interval,
    parse_day,
    span,
    subtract,
    union,
)
from graph.errors import QuestionError

repeatable = settings(max_examples=100, derandomize=True, database=None, deadline=None)


# --- imprecise dates ----------------------------------------------------------


def bounds(text):
    one = Edtf.parse(text)
    return str(one.earliest), str(one.latest)


def test_a_day_is_exact_and_bounds_itself():
    one = Edtf.parse("2031-08-14")

    assert one.exact
    assert one.earliest == one.latest == date(2031, 8, 14)


def test_a_month_runs_from_its_first_day_to_its_last():
    assert bounds("2031-02") == ("2031-02-01", "2031-02-28")


def test_february_has_29_days_in_a_leap_year():
    assert bounds("2032-02") == ("2032-02-01", "2032-02-29")


def test_december_ends_on_the_31st():
    assert bounds("2031-12") == ("2031-12-01", "2031-12-31")


def test_a_year_runs_from_new_years_day_to_its_eve():
    assert bounds("2031") == ("2031-01-01", "2031-12-31")


def test_an_unknown_digit_may_be_any_that_the_calendar_has():
    assert bounds("2031-02-2X") == ("2031-02-20", "2031-02-28")


def test_an_unknown_month_with_a_known_day_skips_months_without_it():
    assert bounds("2031-XX-31") == ("2031-01-31", "2031-12-31")


def test_a_slash_means_some_day_from_the_first_to_the_last():
    one = Edtf.parse("2031-08-14/2031-08-28")

    assert not one.exact
    assert bounds("2031-08-14/2031-08-28") == ("2031-08-14", "2031-08-28")


def test_a_slash_between_months_reaches_to_the_last_day_of_the_second():
    assert bounds("2031-08/2031-09") == ("2031-08-01", "2031-09-30")


def test_brackets_list_the_possible_days():
    assert bounds("[2031-08-20, 2031-08-14]") == ("2031-08-14", "2031-08-20")


def test_an_open_side_has_no_bound():
    assert bounds("../2031-08-14") == ("None", "2031-08-14")
    assert bounds("2031-08-14/..") == ("2031-08-14", "None")


def test_since_always_is_certain_and_unknown_is_not():
    assert Edtf.parse("..").exact
    assert not Edtf.parse("unknown").exact


def test_a_mark_of_doubt_is_kept_and_moves_no_bound():
    one = Edtf.parse("2031-08-14?")

    assert str(one) == "2031-08-14?"
    assert one.earliest == one.latest == date(2031, 8, 14)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2031-13",
        "2031-02-30",
        "31-08-14",
        "2031-8-14",
        "14.08.2031",
        "2031-08-14/2031-08-13",
        "２０３１",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a da(te|y) |ends before it begins"):
        Edtf.parse(text)


@repeatable
@given(st.sampled_from(["XX", "0X", "1X", "02", "12"]), st.sampled_from(["XX", "0X", "2X", "3X", "31", "29", "01"]))
def test_bounds_are_the_first_and_the_last_day_that_fit_the_pattern(month, of_month):
    every = [date(2031, 1, 1) + timedelta(n) for n in range(365)]
    pattern = f"2031-{month}-{of_month}".replace("X", ".")
    fitting = [str(one) for one in every if re.fullmatch(pattern, str(one))]

    if fitting:
        assert bounds(f"2031-{month}-{of_month}") == (fitting[0], fitting[-1])
    else:
        with pytest.raises(ValueError, match="not a day of the calendar"):
            Edtf.parse(f"2031-{month}-{of_month}")


def test_a_question_takes_one_day_of_the_calendar():
    assert parse_day("2032-02-29") == date(2032, 2, 29)


@pytest.mark.parametrize("text", ["2031", "2031-08", "2031-02-29", "tomorrow", "2031-08-14/2031-08-15", "20310814"])
def test_a_question_refuses_anything_else_and_says_how_to_write_a_day(text):
    with pytest.raises(QuestionError, match="written 2031-08-14"):
        parse_day(text)


# --- intervals ----------------------------------------------------------------


def test_an_interval_has_its_first_day_and_not_its_end():
    stay = Interval(date(2031, 8, 14), date(2031, 9, 2))

    assert date(2031, 8, 13) not in stay
    assert date(2031, 8, 14) in stay
    assert date(2031, 9, 1) in stay
    assert date(2031, 9, 2) not in stay


def test_intervals_that_meet_share_no_day():
    assert not Interval(None, date(2031, 8, 14)).overlaps(Interval(date(2031, 8, 14)))
    assert Interval(None, date(2031, 8, 15)).overlaps(Interval(date(2031, 8, 14)))


def test_an_interval_that_does_not_end_after_it_starts_is_refused():
    with pytest.raises(ValueError, match="2031-08-14 is not after 2031-08-14"):
        Interval(date(2031, 8, 14), date(2031, 8, 14))


def test_an_open_interval_survives_the_way_to_ordinals_and_back():
    assert span(Interval()) == (-inf, inf)
    assert interval((-inf, inf)) == Interval()
    assert interval(span(Interval(date(2031, 8, 14)))) == Interval(date(2031, 8, 14))


WEEKS = range(0, 43)
bound = st.integers(1, 40)
pairs = st.tuples(bound | st.just(-inf), bound | st.just(inf))
spans = st.lists(pairs, max_size=6).map(tuple)


def days_of(some):
    """The days of these spans, one by one; 0 and 42 stand for all days before and after."""
    return {on for on in WEEKS for start, end in some if start <= on < end}


def portion_of(some):
    """These spans as the `portion` library sees them."""
    out = portion.empty()
    for start, end in some:
        lower, upper = -portion.inf if start == -inf else start, portion.inf if end == inf else end
        out |= portion.closedopen(lower, upper)
    return out


def spans_of(some):
    """The pieces of a `portion` interval as spans."""
    pieces = [one for one in some if not one.empty]
    return tuple(
        (-inf if one.lower == -portion.inf else one.lower, inf if one.upper == portion.inf else one.upper)
        for one in pieces
    )


@repeatable
@given(spans)
def test_a_union_has_the_days_of_either_in_the_fewest_pieces(some):
    assert days_of(union(some)) == days_of(some)
    assert union(some) == spans_of(portion_of(some))


@repeatable
@given(spans, spans)
def test_an_intersection_has_the_days_of_both(these, those):
    assert days_of(intersect(these, those)) == days_of(these) & days_of(those)
    assert intersect(these, those) == spans_of(portion_of(these) & portion_of(those))


@repeatable
@given(spans, spans)
def test_a_difference_has_the_days_of_the_first_and_not_of_the_second(these, those):
    assert days_of(subtract(these, those)) == days_of(these) - days_of(those)
    assert subtract(these, those) == spans_of(portion_of(these) - portion_of(those))


@repeatable
@given(spans, st.sampled_from(WEEKS))
def test_spans_cover_the_days_that_lie_in_them(some, on):
    assert covers(some, on) is (on in days_of(some)) is (on in portion_of(some))


@repeatable
@given(pairs.filter(lambda one: one[0] < one[1]), pairs.filter(lambda one: one[0] < one[1]))
def test_intervals_overlap_when_they_share_a_day(one, other):
    assert interval(one).overlaps(interval(other)) is bool(days_of([one]) & days_of([other]))
    assert interval(one).overlaps(interval(other)) is portion_of([one]).overlaps(portion_of([other]))


def test_no_ordinal_is_a_day_before_the_record_or_after_every_end():
    assert day(-inf) is None
    assert day(inf) is None
    assert day(date(2031, 8, 14).toordinal()) == date(2031, 8, 14)
