"""What the record models, matter by matter: every paper counted once, in words a reporter reads."""

import json
from dataclasses import replace
from datetime import date

import pytest

from graph.audit.coverage import COVERAGE_COLUMNS, coverage, coverage_dict, coverage_rows, coverage_text
from graph.dates import Edtf
from graph.model import Action, Cite, DocketEntry, Party, Read, Role, Source, SourceTier, Withdrawn
from graph.text.words import channel_words
from tests.papers import fact, norm, paper, record, suit, when


def sourced(corpus):
    """The record with two more sources: a newspaper, and an order nobody read."""
    more = {
        "post": Source("Post", "Post", Edtf.parse("2031-03-01"), SourceTier.NEWS),
        "order": Source("Order", "Court", Edtf.parse("2031-03-01"), SourceTier.PRIMARY, read=Read.NO),
    }
    return replace(corpus, sources={**corpus.sources, **more})


def matter(corpus, id):
    return next(one for one in coverage(corpus) if one.id == id)


def test_a_case_tells_its_papers_norms_and_channels_in_words(tiny):
    one = matter(tiny, "cases/strelsau-v-health")

    assert (one.title, one.papers, one.norms) == ("Strelsau v. Health", 5, 1)
    assert one.channels == ("MOH sharing data with BG",)
    assert one.checked == date(2031, 9, 30)


def test_the_days_of_a_case_run_from_its_first_filing_to_the_last_thing_on_record():
    line = DocketEntry(Edtf.parse("2031-05-1X"), "A hearing")
    order = paper("order", "cases/suit/order", "2031-04-01", norm("prohibits"), end="2032-01-01")

    one = matter(record(order, case=suit(docket=(line,))), "cases/suit")

    assert (one.first, one.last) == (date(2031, 1, 1), date(2031, 5, 10))


def test_a_day_that_was_set_aside_is_no_day_of_a_case():
    first, second = when("2030-06-01", "2031-01-01").readings
    filed = replace(when("2031-01-01"), readings=(replace(first, rejected="a slip"), second))

    assert matter(record(case=suit(filed=filed)), "cases/suit").first == date(2031, 1, 1)


def test_sources_are_counted_once_by_tier_and_unread_ones_by_cite():
    pinned = Cite("order", "p. 1"), Cite("order", "p. 2"), Cite("post")
    order = paper("order", "cases/suit/order", "2031-04-01", norm("prohibits", cites=pinned), cites=(Cite("post"),))

    one = matter(sourced(record(order, case=suit(Party(Role.PLAINTIFF, ("AA",))))), "cases/suit")

    # The case itself cites the gazette, and so does the reading of the day of each.
    assert dict(one.sources) == {"primary": 2, "official": 0, "news": 1, "derived": 0}
    assert (one.unread, one.cites, one.unread_share) == (2, 7, 0.29)


def test_open_questions_and_open_facts_of_case_and_papers_are_told_and_settled_ones_are_not():
    case = suit(
        open_questions=("What next?",), contested=(fact("joined", "yes", "no"), fact("one", "a", "b", rejected="b"))
    )
    order = paper("order", "cases/suit/order", "2031-04-01", contested=(fact("names", "in", "out"),))

    one = matter(record(order, case=case), "cases/suit")

    assert one.open_questions == ("What next?",)
    assert one.contested == ("joined?", "names?")


@pytest.mark.parametrize(
    ("norms", "id", "title"),
    [
        ([norm("permits")], "outside/ministry/guard", "Ministry → Guard"),
        ([norm("permits", recipient=())], "outside/ministry/anyone", "Ministry → anyone"),
        ([norm("permits", action=(Action.USE,))], "outside/use/ministry", "Ministry, use"),
        ([norm("permits", bearer=("guard",), recipient=("AA",), action=(Action.DEMAND,))], "outside/states/guard",
         "Provinces → Guard"),
        ([norm("permits"), norm("permits", "m", bearer=("states",), action=(Action.USE,))], "outside/ministry/guard",
         "Ministry → Guard"),
        ([], "outside", ""),
    ],
    ids=["by the broadest agency", "to anyone", "use", "a demand runs the other way", "both ends first", "no norm"],
)  # fmt: skip
def test_papers_outside_a_case_are_grouped_by_who_gives_and_who_gets(norms, id, title):
    *_, one = coverage(record(paper("memo", "agency/memo", "2031-01-01", *norms)))

    assert one.id == id
    assert one.title == (f"Papers outside any case: {title}" if title else "Papers outside any case that state no norm")


def test_papers_about_one_flow_are_one_matter_checked_as_long_ago_as_the_oldest(tiny):
    checked = [{"checked": Edtf.parse(on)} for on in ("2031-06-01", "2031-05-01")]
    corpus = record(
        paper("memo", "agency/a", "2031-01-01", norm("permits"), **checked[0]),
        paper("memo", "agency/b", "2031-02-01", norm("prohibits", bearer=("ministry",)), **checked[1]),
    )

    one = matter(corpus, "outside/ministry/guard")

    assert (one.papers, one.norms, one.checked) == (2, 2, date(2031, 5, 1))
    assert one.channels == ("Relief Office sharing data with Guard", "Ministry sharing data with Guard")
    assert matter(tiny, "outside/health/guard").papers == 2


def test_a_record_as_it_was_known_on_a_day_was_searched_no_later(tiny):
    one = matter(tiny.as_known("2031-05-01"), "cases/strelsau-v-health")

    assert one.checked == date(2031, 5, 1)


def test_what_the_editors_withdrew_is_not_counted():
    gone = Withdrawn(Edtf.parse("2031-02-01"), "a slip")
    corpus = record(
        paper("memo", "agency/a", "2031-01-01", norm("permits"), norm("permits", "m", withdrawn=gone)),
        paper("memo", "agency/b", "2031-01-01", norm("permits"), withdrawn=gone),
        paper("order", "cases/suit/c", "2031-01-01", norm("permits"), withdrawn=gone),
    )

    found = {one.id: (one.papers, one.norms) for one in coverage(corpus)}

    assert found == {"cases/suit": (0, 0), "outside/ministry/guard": (1, 1)}


def test_cases_come_first_then_the_largest_groups_then_papers_without_a_norm():
    corpus = record(
        paper("notice", "agency/a", "2031-01-01"),
        paper("memo", "agency/b", "2031-01-01", norm("permits", recipient=())),
        paper("memo", "agency/c", "2031-01-01", norm("permits")),
        paper("memo", "agency/d", "2031-01-01", norm("permits")),
    )

    assert [one.id for one in coverage(corpus)] == [
        "cases/suit", "outside/ministry/guard", "outside/ministry/anyone", "outside"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Action.SHARE, "Relief Office and Guard sharing data with Aa"),
        (Action.USE, "Relief Office and Guard using data"),
        (Action.ONWARD_SHARE, "Relief Office and Guard passing data on to Aa"),
        (Action.DEMAND, "Relief Office and Guard demanding data from Aa"),
    ],
)
def test_a_channel_is_said_in_words(action, words):
    assert channel_words(record(), action, ["office", "guard"], ["AA"]) == words


# --- views ----------------------------------------------------------------------


def test_the_page_reads_plainly(tiny):
    lines = coverage_text(tiny, width=100).splitlines()

    assert lines[0] == "What the record covers"
    assert lines[2].startswith("1 case, 9 papers and 5 norms read out of them.")
    at = lines.index("Strelsau v. Health")
    assert lines[at + 1 : at + 7] == [
        "  Holds      5 papers, 1 norm, from 3 February 2031 to 2 June 2031",
        "  About      MOH sharing data with BG",
        "  Checked    up to 30 September 2031",
        "  Sources    5 primary and 1 news",
        "  Not known  On which day did Hentzau join?",
        "  In dispute Is the relief number among the basic particulars?",
    ]
    assert lines[-1].startswith("Legal information, not legal advice.")


def test_the_page_says_where_nothing_was_read_no_norm_entered_and_no_search_made():
    order = paper("order", "cases/suit/denial", "2031-04-01", cites=(Cite("order"),))
    law = paper("statute", "law/act", "..", norm("prohibits"))

    text = coverage_text(sourced(record(order, law)), width=120)

    assert "About      no norm: by themselves these papers allow and forbid nothing" in text
    assert "Unread     25% of the cites (1 of 4) are of sources the editors have not read" in text
    assert "Checked    no search on record; law needs none" in text


def test_the_page_in_markdown_has_a_heading_for_each_matter(tiny):
    assert "### Strelsau v. Health" in coverage_text(tiny, markdown=True).splitlines()


def test_json_and_rows_say_the_same(tiny):
    told = json.loads(json.dumps(coverage_dict(tiny)))
    rows = list(coverage_rows(tiny))

    assert told["schema"] == 1
    assert {tuple(row) for row in rows} == {COVERAGE_COLUMNS}
    assert [row["id"] for row in rows] == [one["id"] for one in told["matters"]]
    assert rows[0]["first"] == date(2031, 2, 3)
    assert told["matters"][0]["first"] == "2031-02-03"
    assert told["matters"][0]["sources"] == {"primary": 5, "official": 0, "news": 1, "derived": 0}
    assert rows[0]["open_questions"] == "On which day did Hentzau join?"


def test_every_paper_of_the_record_is_counted_once(record):
    found = coverage(record)

    assert sum(one.papers for one in found) == sum(not one.withdrawn for one in record.instruments.values())
    assert sum(one.norms for one in found) == sum(1 for _ in record.norms())
    assert {one.id for one in found} >= set(record.cases)
