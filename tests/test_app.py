"""Every page of the app renders, follows the URL, and says what `ask` says."""

from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from graph import places
from graph.analysis.itinerary import outcome
from graph.analysis.paths import Journey, path, route
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.rdf.catalogue import catalogue
from graph.text.english import say
from graph.text.html import link
from graph.text.sentence import summary

from .questions import sample

ROOT = Path(__file__).parent.parent
APP = str(ROOT / "app.py")
PAGES = ["timeline", "cases", "network", "sparql", "what_if", "record"]


@pytest.fixture(autouse=True)
def fresh_environment(monkeypatch):
    monkeypatch.delenv(places.DATA, raising=False)


def opened(page="", **url):
    """A page of the app as a URL opens it; it must not have raised."""
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in url.items():
        app.query_params[key] = value
    app.run()
    if page:
        app.switch_page(f"graph/pages/{page}.py")
        for key, value in url.items():
            app.query_params[key] = value
        app.run()
    assert [one.value for one in app.exception] == []
    return app


def said(app):
    """All the HTML on a page, as a reader sees it."""
    return unescape(" ".join(one.proto.body for one in app.get("html")))


def notes(app):
    return " ".join(one.value for one in app.info)


def test_the_home_page_answers_in_the_words_of_ask(record):
    app = opened(bearer="cms", recipient="ice", on="2025-09-01")

    assert summary(record.ask("CMS", "ICE", on="2025-09-01")) in said(app)


def test_a_page_asked_nothing_opens_on_a_day_on_which_nothing_is_carried_forward(record):
    app = opened()

    assert app.date_input(key="on").value == record.last_checked
    assert "carried forward from" not in said(app)


def test_changing_the_day_changes_the_answer(record):
    app = opened(
        bearer="cms",
        recipient="ice",
        on="2025-09-01",
        origin="CA",
        object="medicaid/address",
        people="not-lawfully-present",
    )
    before = said(app)

    app.date_input(key="on").set_value("2026-02-01").run()

    asked = {"origin": "CA", "object": "medicaid/address", "people": "not-lawfully-present"}
    assert summary(record.ask("CMS", "ICE", on="2026-02-01", **asked)) in said(app)
    assert summary(record.ask("CMS", "ICE", on="2025-09-01", **asked)) in before
    assert app.query_params["on"] in ("2026-02-01", ["2026-02-01"])


def test_a_drag_snaps_to_a_day_on_which_the_answer_changes(record):
    app = opened(bearer="cms", recipient="ice", on="2025-09-01", origin="CA")
    flips = record.timeline("CMS", "ICE", origin="CA").flips

    app.slider[0].set_value(flips[-1] - timedelta(days=3)).run()

    assert app.date_input(key="on").value == flips[-1]


def test_a_question_in_english_fills_the_controls_and_says_how_it_was_read():
    app = opened()

    app.text_input(key="english").input(
        "what could IRS share with ICE on May 1, 2025 about noncitizens in Texas?"
    ).run()

    assert [app.selectbox(key=key).value for key in ("bearer", "recipient", "people")] == ["irs", "ice", "noncitizen"]
    assert app.multiselect(key="origin").value == ["TX"]
    assert str(app.date_input(key="on").value) == "2025-05-01"
    assert "What could IRS share with ICE on 1 May 2025" in app.success[0].value


def test_a_question_in_english_that_cannot_be_read_is_refused_by_the_word_and_changes_nothing():
    app = opened(bearer="cms", recipient="ice", on="2025-09-01")
    before = said(app)

    app.text_input(key="english").input("what could CMS share with ICE except names").run()

    assert "“except”" in app.warning[0].value
    assert "still to the question before" in app.warning[0].value
    assert said(app) == before


@pytest.mark.parametrize("page", PAGES)
def test_every_page_renders_and_says_what_it_is_not(page):
    app = opened(page, on="2026-02-01")

    assert any("Legal information, not legal advice" in one.value for one in app.markdown)
    assert any("sha256" in one.value for one in app.markdown)


@pytest.mark.parametrize("page", ["timeline", "what_if"])
def test_a_page_that_only_shows_a_question_says_it_in_english(page, record):
    app = opened(page, bearer="cms", recipient="ice", on="2026-02-01", origin="CA")

    asked = say(record, record.question("CMS", "ICE", on="2026-02-01", origin="CA"))
    assert shared.plain(asked) in [one.value for one in app.markdown]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_cited_by_an_address_with_the_digest(page, record):
    app = opened(page, on="2026-02-01")

    assert f"digest={state.short_digest(record)}" in said(app)


def test_a_url_of_nonsense_shows_the_nearest_question_and_says_what_it_changed():
    app = opened(
        bearer="cmz",
        recipient="<script>alert(1)</script>",
        on="yesterday",
        origin="CA,Narnia",
        action="steal",
        digest="beef",
    )

    assert app.selectbox(key="bearer").value == "cms"
    assert all(word in notes(app) for word in ("cmz", "yesterday", "Narnia", "steal", "beef"))


@pytest.mark.parametrize(("page", "url", "told"), [
    ("timeline", {"bearer": "xyzzy", "origin": "ZZ,CA"}, "“ZZ” is unknown or could mean several things; it is left"),
    ("timeline", {"origin": "Calfornia"}, "shown instead: California"),
    ("cases", {"case": "california-v-hss"}, "“california-v-hss”; shown instead: california-v-hhs"),
    ("cases", {"case": "<b>*x*</b>", "on": "soon"}, "“<b>*x*</b>”; shown instead: all of them"),
    ("cases", {"on": "2025-13-40"}, "“2025-13-40” is no day"),
    ("cases", {"on": "9999-12-31"}, "“9999-12-31” lies beyond"),
    ("timeline", {"from": "0001-01-01", "to": "9999-12-31"}, "“0001-01-01” lies beyond"),
    ("timeline", {"known": "0001-01-01"}, "“0001-01-01” lies beyond"),
    ("network", {"on": "9999-12-31"}, "shown instead: 31 December 2200"),
    ("what_if", {"on": "0001-01-01"}, "shown instead: 1 January 1900"),
    ("record", {"view": "coverige"}, "“coverige”; shown instead: coverage"),
    ("network", {"centre": "cmss"}, "“cmss”; shown instead: cms"),
    ("network", {"kinds": "case,gossip"}, "“gossip”; it is left out"),
    ("network", {"source": "nobody", "target": "ice"}, "“nobody” is no agency"),
    ("network", {"via": "hhs,nobody", "passing": "maybe"}, "“nobody”; it is left out"),
    ("sparql", {"query": "time-line"}, "“time-line”; shown instead: timeline"),
    ("sparql", {"query": "protected-states", "given-verdict": "permited"}, "“permited”; shown instead: permitted"),
    ("sparql", {"query": "coverage", "as": "globe"}, "“globe”; shown instead: table"),
    ("timeline", {"from": "before"}, "“before” is no day"),
    ("what_if", {"without": "cases/x,cases/y"}, "“cases/x”, “cases/y”; it is left out"),
])  # fmt: skip
def test_pages_of_nonsense_say_what_they_show_instead_and_then_have_an_address_of_sense(page, url, told):
    app = opened(page, **url)

    assert shared.plain(told) in notes(app)
    assert not any(
        shared.plain(part) in notes(app.run()) for part in ("shown instead", "left out", "is no day", "beyond")
    )


def test_the_switch_of_a_page_and_every_part_of_a_path_are_in_its_address(record):
    asked = {"bearer": "cms", "recipient": "ice", "on": "2026-02-01", "source": "CA", "target": "ice"}
    app = opened("network", **asked, via="cms", passing="permitted,prohibited", **{"for": "program-integrity"})

    purposes = [app.selectbox(key=f"for-{n}").value for n in (0, 1)]
    assert purposes == ["program-integrity", "immigration-enforcement"]
    journey = Journey.of(
        record, record.question("CMS", "ICE", on="2026-02-01", origin="CA"), date(2027, 2, 1),
        ["permitted", "prohibited"],
    )  # fmt: skip
    told = shared.plain(outcome(path(journey, ["CA", "cms", "ice"], purposes)))
    assert any(told in one.value for one in app.markdown)
    assert any("supplied by California. A hop is open when all of it is" in one.value for one in app.markdown)


def test_a_broken_record_shows_its_problems_and_no_answer(monkeypatch):
    monkeypatch.setenv(places.DATA, str(ROOT / "tests" / "bad"))

    app = opened()

    assert app.title[0].value == "The record has problems"
    assert len(app.table[0].value) > 10
    assert app.selectbox == []


def test_a_record_that_is_not_there_is_said_to_be_missing(monkeypatch, tmp_path):
    monkeypatch.setenv(places.DATA, str(tmp_path / "nowhere"))

    app = opened()

    assert app.title[0].value == "There is no record to show"


def test_another_record_is_shown_as_readily(monkeypatch, tiny):
    monkeypatch.setenv(places.DATA, str(ROOT / "tests" / "tiny"))

    app = opened(bearer="relief-office", recipient="guard", on="2031-09-01")

    assert summary(tiny.ask("relief-office", "guard", on="2031-09-01")) in said(app)


def test_text_of_the_record_is_never_taken_for_html(monkeypatch, tmp_path):
    hostile = tmp_path / "record"
    for file in (ROOT / "tests" / "tiny").rglob("*.yaml"):
        copy = hostile / file.relative_to(ROOT / "tests" / "tiny")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text().replace("title: ", "title: <img src=x onerror=alert(1)> "))
    monkeypatch.setenv(places.DATA, str(hostile))

    app = opened(bearer="relief-office", recipient="guard", on="2031-09-01")

    bodies = [one.proto.body for one in app.get("html")]
    assert any("&lt;img src=x" in body for body in bodies)
    assert not any("<img" in body for body in bodies)


def test_a_paper_switched_off_changes_only_what_rested_on_it(record):
    off = "cases/california-v-hhs/2025-08-12-preliminary-injunction"
    app = opened("what_if", bearer="cms", recipient="ice", on="2025-09-01", origin="CA", without=off)

    supposed = record.suppose(without=[off])
    assert summary(record.ask("CMS", "ICE", on="2025-09-01", origin="CA")) in said(app)
    assert summary(supposed.ask("CMS", "ICE", on="2025-09-01", origin="CA")) in said(app)


def test_a_draft_with_problems_is_refused_with_the_line():
    app = opened("what_if", bearer="cms", recipient="ice", on="2025-09-01")

    app.text_area[0].input("title: A draft\nkind: ordre\n").run()

    assert [one.value for one in app.exception] == []
    assert "was not added" in app.error[0].value
    assert "line" in app.table[0].value.columns


def test_the_two_days_of_a_comparison_are_in_the_url(record):
    app = opened(
        "timeline",
        bearer="cms",
        recipient="ice",
        origin="CA",
        on="2025-09-01",
        **{"from": "2025-08-11", "to": "2025-08-13"},
    )

    assert [str(app.date_input(key=key).value) for key in ("from", "to")] == ["2025-08-11", "2025-08-13"]
    (cause,) = {
        c.what
        for change in record.changes("CMS", "ICE", "2025-08-11", "2025-08-13", origin="CA")
        for c in change.causes
        if change.before.verdict is not change.after.verdict
    }
    assert cause in said(app)


def test_a_query_of_the_catalogue_gives_the_table_that_the_catalogue_gives(record):
    app = opened("sparql", query="coverage")

    app.button[0].click().run()

    assert [one.value for one in app.exception] == []
    assert len(app.dataframe[0].value) == min(len(catalogue()["coverage"].run(record).rows), 1000)


def test_a_query_that_is_refused_is_told_and_fetches_nothing():
    app = opened("sparql", query="coverage")

    app.text_area[0].input("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }").run()
    app.button[0].click().run()

    assert [one.value for one in app.exception] == []
    assert "SERVICE" in app.error[0].value.upper()


def test_the_way_of_data_is_told_hop_by_hop(record):
    app = opened("network", bearer="cms", recipient="ice", on="2026-02-01", source="cms", target="ice")

    journey = Journey.of(record, record.question("CMS", "ICE", on="2026-02-01"), date(2027, 2, 1))
    told = shared.plain(outcome(route(journey, "cms", "ice")))
    assert any(told in one.value for one in app.markdown)


def test_answers_on_screen_equal_ask_for_a_sample_of_questions(record):
    app, differ = opened(), []
    for asked in sample(record, 40):
        app.query_params.clear()
        for key, value in state.write(asked).items():
            app.query_params[key] = value
        app.run()
        parts = state.asking(asked)
        told = summary(record.ask(parts.pop("bearer"), **parts))
        differ += [] if told in said(app) else [told]

    assert differ == []
    assert [one.value for one in app.exception] == []


some_text = st.text(max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    url=st.dictionaries(
        st.sampled_from([*state.KEYS, "digest", "x"]),
        some_text | st.sampled_from(["cms", "ice", "use", "demand", "CA", "2025-09-01"]),
    )
)
def test_any_url_at_all_is_some_question_that_its_own_url_keeps(record, url):
    asked = state.read(record, url).question

    again = state.read(record, state.write(asked))

    assert again.question == asked
    assert again.notes == ()


def test_only_an_address_a_browser_may_follow_becomes_a_link():
    assert "<a" not in link("x", "javascript:alert(1)")
    assert "<a" not in link("x", "data:text/html,x")
    assert link("<b>", "https://example.org").startswith("<a ")
