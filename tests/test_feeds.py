"""Feeds: an Atom reader and a calendar find in them what the standards promise, whatever the words are."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from icalendar import Calendar

from graph.dates import Edtf
from graph.following.feeds import news_atom, news_ics
from graph.following.news import news
from tests.papers import norm, paper, record

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MARCH = (date(2031, 3, 1), date(2031, 3, 31))

# RFC 4287, sections 4.1.1 and 4.1.2: what must stand there exactly once, and what else may.
FEED = ({"id", "title", "updated"}, {"author", "link", "subtitle", "entry", "category"})
ENTRY = ({"id", "title", "updated"}, {"published", "link", "category", "content", "summary", "author"})


def feed_of(*arguments, **options):
    root = ET.fromstring(news_atom(*arguments, **options))
    assert root.tag == f"{ATOM}feed"
    return root


def strict(element, must, may):
    """The children by name, once they are as the standard wants them."""
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert set(names) <= must | may
    assert {name for name in must if names.count(name) == 1} == must
    assert all(RFC3339.fullmatch(element.find(f"{ATOM}{name}").text) for name in {"updated", "published"} & set(names))
    return {name: element.find(f"{ATOM}{name}") for name in names}


def entries(root):
    return [strict(one, *ENTRY) for one in root.findall(f"{ATOM}entry")]


def test_a_feed_has_all_that_the_standard_wants_of_it_and_of_its_entries(tiny):
    root = feed_of(news(tiny, *MARCH), at="https://example.org/feeds/news.atom")

    head = strict(root, *FEED)
    assert head["author"].find(f"{ATOM}name").text == "couldshare"
    assert head["link"].attrib["rel"] == "self"
    assert all(one["id"].text.startswith("https://") for one in entries(root))
    assert all(one["content"].attrib == {"type": "text"} for one in entries(root))


def test_a_feed_is_as_new_as_its_newest_entry(tiny):
    root = feed_of(news(tiny, *MARCH))

    days = [one["updated"].text for one in entries(root)]
    assert root.find(f"{ATOM}updated").text == max(days) == "2031-03-10T00:00:00Z"


def test_a_feed_without_news_is_whole(tiny):
    root = feed_of(news(tiny, date(2031, 7, 1), date(2031, 7, 31)))

    assert strict(root, *FEED)["updated"].text == "2031-07-31T00:00:00Z"
    assert entries(root) == []


def test_an_entry_keeps_its_name_and_day_whatever_window_shows_it(tiny):
    def named(since, until):
        return {one["id"].text: one["updated"].text for one in entries(feed_of(news(tiny, since, until)))}

    narrow, wide = named(*MARCH), named(date(2031, 1, 1), date(2031, 12, 31))

    order = next(name for name in narrow if name.endswith("/2031-03-10-injunction"))
    assert wide[order] == narrow[order]
    assert len(wide) > len(narrow)


def test_an_entry_tells_which_answers_it_changed_and_links_its_source(tiny):
    (order,) = [one for one in entries(feed_of(news(tiny, *MARCH))) if one["id"].text.endswith("-injunction")]

    assert "claimed, not decided → prohibited, 10 March 2031 to 8 June 2031" in order["content"].text
    assert order["link"].attrib == {"rel": "alternate", "href": "https://ruritania.example/register/31-7/12"}


def test_hostile_words_stay_words():
    title = "<script>alert(1)</script>]]>&\x00\x1b\ud800"
    order = paper("order", "cases/suit/bar", "2031-03-01", norm("prohibits"), recorded=Edtf.parse("2031-03-05"))
    order = replace(order, title=title)
    world = record(paper("agreement", "agency/pact", "2031-01-01"), order)
    order = replace(
        order, recorded=replace(order.recorded, text="2031-03-05", earliest=date(2031, 3, 5), latest=date(2031, 3, 5))
    )
    world = replace(world, instruments={**world.instruments, order.id: order})

    data = news_atom(news(world, *MARCH))
    (one,) = entries(ET.fromstring(data))

    assert b"<script" not in data
    assert "<script>alert(1)</script>]]>&" in one["title"].text
    assert "alert(1)" in Calendar.from_ical(news_ics(news(world, *MARCH))).subcomponents[0]["summary"]


def test_a_calendar_of_news_has_each_on_the_day_it_became_known(tiny):
    read = Calendar.from_ical(news_ics(news(tiny, *MARCH)))

    assert {one.decoded("dtstart") for one in read.subcomponents} == {date(2031, 3, 10)}
    assert {str(one["uid"]) for one in read.subcomponents} == {
        one["id"].text for one in entries(feed_of(news(tiny, *MARCH)))
    }


def test_the_same_news_make_the_same_feed_twice(tiny):
    assert news_atom(news(tiny, *MARCH)) == news_atom(news(tiny, *MARCH))
