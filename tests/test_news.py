"""News: what became known and when, which answers that changed and no other, and what ended in these days."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.differ import compare
from graph.courts.turns import turns
from graph.dates import Edtf
from graph.errors import QuestionError
from graph.following.news import Sort, news, seen
from graph.following.newsletter import NEWS_COLUMNS, news_dict, news_rows, news_text
from graph.model import Cite, DocketEntry, Source, SourceTier, Verdict
from tests.answers import thorough
from tests.papers import fact, norm, paper, record, suit
from tests.test_differ import sharpened
from tests.worlds import stories

PACT, INJUNCTION = "agency/2031-01-15-relief-pact", "cases/strelsau-v-health/2031-03-10-injunction"
JANUARY, MARCH = (date(2031, 1, 16), date(2031, 1, 31)), (date(2031, 3, 1), date(2031, 3, 31))


def items(corpus, since, until):
    return [(str(one.on), one.sort, one.record) for one in news(corpus, since, until).items]


# --- what became known -------------------------------------------------------------


def test_a_paper_is_news_on_the_day_it_was_published_and_not_on_the_day_it_was_signed(tiny):
    assert items(tiny, *JANUARY) == [("2031-01-20", Sort.PAPER, PACT)]
    assert items(tiny, date(2031, 1, 1), date(2031, 1, 19)) == []


def test_both_days_belong_to_the_days_told_of(tiny):
    day = date(2031, 1, 20)

    assert items(tiny, day, day) == [("2031-01-20", Sort.PAPER, PACT)]
    assert items(tiny, date(2031, 1, 21), date(2031, 1, 31)) == []


def test_days_next_to_each_other_share_no_news_and_leave_none_out(tiny):
    whole = items(tiny, date(2031, 1, 1), date(2031, 12, 31))
    cuts = [date(2031, month, 1) for month in range(1, 13)]
    parts = [items(tiny, a, date.fromordinal(b.toordinal() - 1)) for a, b in pairwise([*cuts, date(2032, 1, 1)])]

    assert {record for part in parts for _, _, record in part} == {record for _, _, record in whole}
    new = [one for part in parts for one in part if one[1] is not Sort.MORE]
    assert len(new) == len(set(new))


def test_a_party_that_becomes_known_later_is_news_of_its_own(tiny):
    found = news(tiny, date(2031, 5, 1), date(2031, 5, 31)).items

    assert [(str(one.on), one.what) for one in found if one.sort is Sort.PARTY] == [
        ("2031-05-20", f"Plaintiff: {tiny.agents.label('HE')}")
    ]


def test_of_a_known_record_more_may_become_known(tiny):
    found = news(tiny, date(2031, 5, 1), date(2031, 5, 31)).items

    assert ("2031-05-20", "cases/strelsau-v-health") in [
        (str(one.on), one.record) for one in found if one.sort is Sort.MORE
    ]


def test_more_of_a_record_is_news_on_the_day_and_by_the_source_of_what_is_new():
    post = {day: Source("Post", "Post", Edtf.parse(day), SourceTier.NEWS) for day in ("2031-02-10", "2031-06-10")}
    norms = norm("permits"), norm("prohibits", "m", cites=(Cite("2031-06-10"),))
    world = record(paper("agreement", "agency/pact", "2031-01-15", *norms, cites=(Cite("2031-02-10"),)))
    world = replace(world, sources={**world.sources, **post})

    (one,) = news(world, date(2031, 6, 1), date(2031, 6, 30)).items

    assert (one.sort, one.on, one.cites) == (Sort.MORE, date(2031, 6, 10), (Cite("2031-06-10"),))


def test_a_line_of_the_docket_is_news_unless_its_paper_is():
    late = Source("Post", "Post", Edtf.parse("2031-06-10"), SourceTier.NEWS)
    order = paper("order", "cases/suit/bar", "2031-06-01", norm("prohibits"), cites=(Cite("post"),))
    lines = (
        DocketEntry(Edtf.parse("2031-06-01"), "A hearing is held.", cites=(Cite("post"),)),
        DocketEntry(Edtf.parse("2031-06-01"), "The bar.", instrument="cases/suit/bar", cites=(Cite("post"),)),
    )
    world = record(order)
    case = replace(world.cases["cases/suit"], docket=lines)
    world = replace(world, sources={**world.sources, "post": late}, cases={case.id: case})

    assert [(one.sort, one.what) for one in news(world, date(2031, 6, 1), date(2031, 6, 30)).items] == [
        (Sort.DOCKET, "A hearing is held."),
        (Sort.PAPER, "cases/suit/bar"),
    ]


def test_what_the_record_learnt_late_is_news_when_it_learnt_it():
    early = paper("agreement", "agency/pact", "2031-01-15", norm("permits"))
    late = paper("order", "cases/suit/bar", "2031-03-01", norm("prohibits"), recorded=Edtf.parse("2031-08-09"))

    (one,) = news(record(early, late), date(2031, 8, 1), date(2031, 8, 31)).items

    assert (one.record, one.on, one.late) == ("cases/suit/bar", date(2031, 8, 9), True)
    assert "recorded only now" in news_text(news(record(early, late), date(2031, 8, 1), date(2031, 8, 31)))


def test_the_first_edition_of_a_record_is_no_news():
    world = record(paper("agreement", "agency/pact", "2031-01-15", recorded=Edtf.parse("2031-08-09")))

    assert news(world, date(2031, 8, 1), date(2031, 8, 31)).items == ()
    assert list(seen(world, date(2031, 1, 20)).instruments) == ["agency/pact"]


def test_a_last_day_before_the_first_is_refused():
    with pytest.raises(QuestionError, match="--until 2031-01-01 is before --since 2031-02-01"):
        news(record(), date(2031, 2, 1), date(2031, 1, 1))


# --- which answers it changed --------------------------------------------------------


def test_an_order_that_becomes_known_turns_answers_and_is_named(tiny):
    found = news(tiny, *MARCH).turns

    assert {(one.difference.before, one.difference.after) for one in found} == {(Verdict.CLAIMED, Verdict.PROHIBITED)}
    assert all(INJUNCTION in one.why for one in found)
    assert min(one.difference.start for one in found) == date(2031, 3, 10)


def test_where_nothing_becomes_known_no_answer_changes(tiny):
    told = news(tiny, date(2031, 7, 1), date(2031, 7, 31))

    assert (told.items, told.turns) == ((), ())


def plain(differences):
    return {(one.start, one.end, one.before, one.after, one.boxes) for one in differences}


def expanded(found):
    """Every turn under each channel it speaks for."""
    out = {}
    for one in found:
        channel = one.difference.channel
        for asked in [(channel.action, channel.bearer, channel.recipient), *one.also]:
            out.setdefault(asked, []).append(one.difference)
    return {asked: plain(some) for asked, some in out.items()}


def every(before, after):
    """The same, from a comparison of every channel there is."""
    out = {}
    for one in compare(before, after):
        out.setdefault((one.channel.action, one.channel.bearer, one.channel.recipient), []).append(one)
    return {asked: plain(some) for asked, some in out.items()}


@pytest.mark.parametrize(
    "window", [JANUARY, MARCH, (date(2031, 4, 1), date(2031, 5, 31)), (date(2031, 2, 1), date(2031, 12, 31))]
)
def test_the_turns_are_those_of_every_channel(tiny, window):
    told = news(tiny, *window)

    assert expanded(told.turns) == every(told.before, told.after) != {}


def test_no_turn_is_missed_whatever_changes():
    met = 0

    @thorough(60)
    @given(stories(widest=3), st.data())
    def check(story, data):
        nonlocal met
        gone = data.draw(st.sampled_from(sorted(story.corpus.instruments)))
        after = story.corpus
        before = sharpened(after, gone) if data.draw(st.booleans()) else after.without([gone])

        expected = every(before, after)

        assert expanded(turns(before, after)) == expected
        met += len(expected)

    check()
    assert met > 50


def test_a_paper_that_only_acts_on_another_turns_the_answers_of_the_other():
    pact = paper("agreement", "agency/pact", "2031-01-15", norm("permits"))
    complaint = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": "agency/pact"})

    (one,) = turns(record(pact), record(pact, complaint))

    assert (one.difference.before, one.difference.after) == (Verdict.PERMITTED, Verdict.CLAIMED)
    assert one.why == ("cases/suit/complaint",)


def test_a_reading_that_becomes_known_turns_what_hangs_on_it_in_another_folder():
    pact = paper("agreement", "agency/pact", "2031-01-15", norm("permits", under={"cases/suit#signed": "yes"}))
    before = record(pact, case=suit(contested=(fact("signed", "yes"),)))
    after = record(pact, case=suit(contested=(fact("signed", "yes", "no"),)))

    (one,) = turns(before, after)

    assert (one.difference.before, one.difference.after) == (Verdict.PERMITTED, Verdict.UNSETTLED)
    assert one.why == ("cases/suit",)


# --- what ended, and faces --------------------------------------------------------------


def test_an_end_in_these_days_is_told():
    world = record(paper("agreement", "agency/pact", "2031-01-15", norm("permits"), end="2031-08-15"))

    assert [str(one.first) for one in news(world, date(2031, 8, 1), date(2031, 8, 31)).ended] == ["2031-08-14"]
    assert news(world, date(2031, 8, 16), date(2031, 8, 31)).ended == ()


def test_the_page_tells_what_became_known_then_which_answers_changed_and_why(tiny):
    page = " ".join(news_text(news(tiny, *MARCH)).split())

    assert page.startswith("What became known from 1 March 2031 to 31 March 2031")
    assert page.index("New Order granting an injunction in part (Strelsau v. Health)") < page.index(
        "Which answers it changed"
    )
    assert "PROHIBITED (was claimed, not decided) · 10 March 2031 to 8 June 2031" in page
    assert "Because Strelsau v. Health and “Order granting an injunction in part”" in page


def test_news_in_json_holds_every_cell_that_changed(tiny):
    told = json.loads(json.dumps(news_dict(news(tiny, *MARCH))))

    assert INJUNCTION in [one["record"] for one in told["items"]]
    assert all(one["cells"] and one["says"] for one in told["answers"])


def test_rows_have_the_same_columns_whatever_they_tell(tiny):
    rows = list(news_rows(news(tiny, *MARCH)))

    assert {tuple(row) for row in rows} == {NEWS_COLUMNS}
    assert {row["sort"] for row in rows} >= {"paper", "answer"}


def test_news_of_the_record_that_ships_says_that_the_agreement_was_secret_until_the_17th(record):
    told = news(record, date(2025, 7, 14), date(2025, 7, 16))
    after = news(record, date(2025, 7, 17), date(2025, 7, 17))

    agreement = "agency/2025-07-14-cms-dhs-information-exchange-agreement"
    assert agreement not in [one.record for one in told.items]
    assert agreement in [one.record for one in after.items]
