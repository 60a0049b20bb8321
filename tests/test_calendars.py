"""Calendars: read back by the library, certain days are events, conditions are to-dos without a day."""

from dataclasses import replace
from datetime import date

from icalendar import Calendar

from graph.following.calendars import deadlines_ics
from graph.model import Condition, Event, Party, Role, SourceTier, When
from tests.papers import norm, paper, record, suit, when

ON = date(2031, 8, 1)


def world(title="The bar", end="2031-09-02"):
    case = suit(Party(Role.PLAINTIFF, ("AA",)), events=(Event("audit", "the audit is done"),))
    waits = When(first_of=(Condition(after="cases/suit#audit", days=14),))
    return record(
        paper("agreement", "agency/pact", "2031-01-15", norm("permits"), end=when(*end.split(" or "))),
        replace(paper("order", "cases/suit/bar", "2031-03-10", end=waits), title=title),
        paper("order", "cases/suit/other", "2031-07-30"),
        case=case,
    )


def entries(corpus, case=None):
    read = Calendar.from_ical(deadlines_ics(corpus, ON, case))
    return {str(one["uid"]).rpartition("/id/")[2]: one for one in read.subcomponents}


def test_a_stated_day_is_a_confirmed_event_of_that_day():
    one = entries(world())["agency/pact#_end"]

    assert (one.name, one["status"]) == ("VEVENT", "CONFIRMED")
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (date(2031, 9, 1), date(2031, 9, 2))
    assert one["summary"] == "Last day of “agency/pact”"


def test_a_day_in_doubt_is_tentative_and_covers_every_day_that_it_may_be():
    one = entries(world(end="2031-09-02 or 2031-09-12"))["agency/pact#_end"]

    assert one["status"] == "TENTATIVE"
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (date(2031, 9, 1), date(2031, 9, 12))
    assert one["summary"].startswith("Between 1 September 2031 and 11 September 2031: ")


def test_a_condition_is_a_to_do_without_a_day():
    one = entries(world())["cases/suit/bar#_end"]

    assert one.name == "VTODO"
    assert "due" not in one
    assert "dtstart" not in one
    assert "14 days after this: the audit is done" in one["description"]


def test_a_day_that_only_a_rule_gives_is_tentative_and_says_so():
    one = entries(world())["cases/suit/other#_appeal"]

    assert (one["status"], one.decoded("dtstart")) == ("TENTATIVE", date(2031, 8, 29))
    assert "Computed by Fed. R. App. P. 4(a)(1)(A), not stated by any paper." in one["description"]


def test_an_entry_keeps_its_name_when_its_day_moves():
    assert entries(world()).keys() == entries(world(end="2031-12-24")).keys()


def test_every_entry_has_what_the_standard_wants_and_makes_the_same_file_twice():
    assert all({"uid", "dtstamp", "summary"} <= {key.lower() for key in one} for one in entries(world()).values())
    assert deadlines_ics(world(), ON) == deadlines_ics(world(), ON)
    assert deadlines_ics(world(), ON).count(b"\r\n") == deadlines_ics(world(), ON).count(b"\n")


def test_the_calendar_of_a_case_holds_that_case_only():
    corpus = world()

    assert {one.partition("#")[0] for one in entries(corpus, corpus.case("suit"))} == {
        "cases/suit/bar",
        "cases/suit/other",
    }


def test_hostile_words_stay_words():
    title = "x\r\nEND:VCALENDAR\r\nBEGIN:VEVENT;,\\\x00\x1b"

    read = entries(world(title))

    assert len(read) == 3
    assert "END:VCALENDAR" in read["cases/suit/bar#_end"]["summary"]
    assert "\x00" not in read["cases/suit/bar#_end"]["summary"]


def test_an_entry_links_the_source_nearest_to_the_paper_and_no_script():
    corpus = world()
    gazette = corpus.sources["gazette"]

    def link(**sources):
        cites = tuple(replace(corpus.instruments["agency/pact"].cites[0], source=id) for id in sources)
        pact = replace(corpus.instruments["agency/pact"], cites=cites)
        other = replace(corpus, sources=sources, instruments={pact.id: pact})
        return entries(other)["agency/pact#_end"].get("url")

    news = replace(gazette, tier=SourceTier.NEWS, url="https://news.example/1")
    assert link(news=news, paper=replace(gazette, url="https://court.example/2")) == "https://court.example/2"
    assert link(news=replace(news, url="javascript:alert(1)")) is None
