"""A question in English is read whole or refused by the word that has no place in it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import NotFound, QuestionError
from graph.model import Action
from graph.reasoning.question import Question
from graph.text.english import MAX_LENGTH, read, say
from graph.text.written_days import written_day

from . import papers

SEPTEMBER = date(2031, 9, 1)


def test_every_part_of_a_question_has_its_small_word(tiny):
    asked = read(
        tiny,
        "Could the Relief Office share the relief addresses of foreigners supplied by Zenda and TA with the Border "
        "Guard on 1 September 2031 for removals, as known on August 31, 2031?",
    )

    assert asked == Question(
        "relief-office", "guard", SEPTEMBER, object="relief/address", people="foreigner", origin=("ZE", "TA"),
        purpose="removals", known=date(2031, 8, 31),
    )  # fmt: skip


def test_the_order_of_the_parts_is_free(tiny):
    one = read(tiny, "What could RO share with BG about foreigners in Zenda on 2031-09-01?")

    assert one == read(tiny, "On 2031-09-01, what data about foreigners in Zenda could RO share with BG?")
    assert one == read(tiny, "With BG, what could RO share on 2031-09-01 in Zenda about foreigners?")


def test_what_the_sentence_leaves_out_is_left_open(tiny):
    assert read(tiny, "what could RO share with BG on 2031-09-01") == Question("relief-office", "guard", SEPTEMBER)


@pytest.mark.parametrize(
    ("text", "action", "bearer", "recipient"),
    [
        ("what could BG use on 2031-09-01", Action.USE, "guard", None),
        ("could BG pass relief names on to MOH on 2031-09-01", Action.ONWARD_SHARE, "guard", "health"),
        ("what could BG pass on to MOH on 2031-09-01", Action.ONWARD_SHARE, "guard", "health"),
        ("what could BG demand from Zenda on 2031-09-01", Action.DEMAND, "guard", "ZE"),
        ("what could BG get from RO on 2031-09-01", Action.SHARE, "relief-office", "guard"),
        ("WHAT COULD RO GIVE TO BG ON SEPT. 1, 2031?", Action.SHARE, "relief-office", "guard"),
        ("was the Relief Office allowed to send data to BG on 2031-09-01", Action.SHARE, "relief-office", "guard"),
    ],
)
def test_each_deed_is_told_by_its_verb(tiny, text, action, bearer, recipient):
    asked = read(tiny, text)

    assert (asked.action, asked.bearer, asked.recipient) == (action, bearer, recipient)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("what could RO not share with BG on 2031-09-01", "not"),
        ("what could RO share with BG except names on 2031-09-01", "except"),
        ("what could RO share with BG on 2031-09-01 or 2031-09-02", "or"),
        ("what could RO share with BG today", "today"),
        ("what could RO share with BG about Martians on 2031-09-01", "Martians"),
        ("what could RO share with Ruritania on 2031-09-01", "Ruritania"),
        ("what could RO share with BG for supper on 2031-09-01", "supper"),
        ("what could RO share with BG as of 2031-09-01", "as"),
        ("what could RO share with BG in September 2031", "September 2031"),
        ("what could RO share with BG on September 1", "September 1"),
        ("what could RO share with BG on 9/1/2031", "9/1/2031"),
        ("what could RO share with BG on 2031-09-31", "2031-09-31"),
        ("what could RO share with BG and MOH on 2031-09-01", "MOH"),
        ("what could RO share with BG about subjects and foreigners on 2031-09-01", "foreigners"),
        ("what could RO share with BG on 2031-09-01, on 2031-09-02", "2031-09-02"),
        ("what could RO share with BG until 2031-09-01", "until"),
        ("what could RO share with BG <b>now</b>", "<b>now</b>"),
    ],
)
def test_the_word_that_cannot_be_read_is_named(tiny, text, word):
    with pytest.raises(QuestionError, match=f"“{word}”"):
        read(tiny, text)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "who"),
        ("share with BG on 2031-09-01", "who"),
        ("RO with BG on 2031-09-01", "share, use, pass on or demand"),
        ("what could RO share with BG", "which day"),
        ("what could RO share on 2031-09-01", "recipient"),
    ],
)
def test_the_part_that_is_missing_is_named(tiny, text, missing):
    with pytest.raises(QuestionError, match=missing):
        read(tiny, text)


def test_a_day_may_be_given_beside_the_sentence_and_gives_way_to_one_in_it(tiny):
    assert read(tiny, "what could RO share with BG", on=SEPTEMBER).on == SEPTEMBER
    assert read(tiny, "what could RO share with BG on 2031-10-01", on=SEPTEMBER).on == date(2031, 10, 1)


def test_a_sentence_of_a_novel_is_refused_by_its_length(tiny):
    with pytest.raises(QuestionError, match="at most"):
        read(tiny, "what " * MAX_LENGTH)


def test_a_name_for_two_things_is_refused_with_both(tiny):
    world = papers.record()
    two = {"rolls": world.objects["rolls"], "x/name": world.objects["name"], "y/name": world.objects["name"]}
    doubtful = type(world)(**{**vars(world), "objects": two})

    with pytest.raises(NotFound, match="x/name, y/name"):
        read(doubtful, "could Relief Office share name with Guard on 2031-09-01")


def test_a_code_that_is_an_english_word_is_read_only_in_capitals(record):
    asked = record.question("CMS", "ICE", on="2025-09-01", origin="IN")

    assert read(record, "What could CMS share with ICE in IN on 2025-09-01?") == asked
    assert read(record, "what could CMS share with ICE on 2025-09-01 in Indiana") == asked


def test_the_question_of_the_readme_is_read(record):
    text = "what could CMS share with ICE on 1 September 2025 about citizens in California?"

    assert read(record, text) == record.question("CMS", "ICE", on="2025-09-01", people="us-citizen", origin="CA")


def some(ids):
    return st.none() | st.sampled_from(sorted(ids))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_how_a_question_was_read_is_itself_a_question_that_reads_the_same(record, data):
    action = data.draw(st.sampled_from(Action))
    asked = record.question(
        data.draw(st.sampled_from(sorted(record.agents.terms))),
        data.draw(st.sampled_from(sorted(record.agents.terms))),
        on=data.draw(st.dates(date(1990, 1, 1), date(2090, 1, 1))),
        action=str(action),
        object=data.draw(some(record.objects)),
        people=data.draw(some(record.people)),
        origin=data.draw(st.lists(st.sampled_from(sorted(record.trees["origin"].leaves)), max_size=3)) or None,
        purpose=data.draw(some(record.purposes)),
        known=data.draw(st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))),
    )

    assert read(record, say(record, asked)) == asked


@given(st.text(max_size=120))
def test_any_text_at_all_is_read_or_refused_with_a_reason(tiny, text):
    try:
        said = read(tiny, text, on=SEPTEMBER).bearer
    except (QuestionError, NotFound) as refusal:
        said = str(refusal)

    assert said


@pytest.mark.parametrize(
    "text",
    [
        "2031-09-01", "20310901", "2031/9/1", "1 September 2031", "1st of September, 2031", "September 1, 2031",
        "Sept. 1st 2031", "sep 1 2031", "Monday, September 1, 2031", "the 1st of Sept 2031",
    ],
)  # fmt: skip
def test_one_day_has_many_spellings(text):
    assert written_day(text) == SEPTEMBER


@pytest.mark.parametrize("day", [date(2031, 1, 1), date(2032, 2, 29), date(2031, 5, 31), date(2031, 12, 31)])
def test_every_american_spelling_of_a_day_means_it(day):
    spelt = [f"{day:%B %-d, %Y}", f"{day:%b. %-d, %Y}", f"{day:%-d %B %Y}", f"{day:%A, %B %-d, %Y}", day.isoformat()]

    assert [written_day(text) for text in spelt] == [day] * 5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9/1/2031", "1 September or 9 January"),
        ("13/9/2031", "no month 13: write 2031-09-13"),
        ("9/13/31", "four digits"),
        ("September 2031", "one day of it"),
        ("September 1", "names no year"),
        ("30 February 2031", "not a day of the calendar"),
        ("Tuesday, September 1, 2031", "was a Monday"),
        ("Michaelmas", "is no day"),
    ],
)
def test_a_day_that_could_mean_two_or_none_is_refused_with_what_to_write(text, why):
    with pytest.raises(QuestionError, match=why):
        written_day(text)


def test_numbers_are_month_first_where_they_can_be_nothing_else():
    assert written_day("9/13/2031") == date(2031, 9, 13)
    assert written_day("9/9/2031") == date(2031, 9, 9)
