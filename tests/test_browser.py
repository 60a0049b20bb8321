"""The app in a real browser: what a reader does, on a desk and on a phone, with no request leaving the machine.

The browser is Debian's Chromium, which `.ci/run` installs.  In CI a missing one is a failure; on a machine without it
these tests are skipped, and say so.
"""

import csv
import json
import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from graph.pages._state import asking
from graph.text.english import say
from graph.text.report import summary

from . import browser
from .browser import CHROMIUM, WAIT, Served, Tab, type_day
from .questions import sample

PAGES = ["", "timeline", "cases", "network", "sparql", "what_if", "record"]
CELL = {"object": "medicaid/address", "people": "not-lawfully-present", "origin": "CA"}


@pytest.fixture(scope="module")
def server():
    with Served() as app:
        yield app.url


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("there is no Chromium on this machine: install the package `chromium`")
    with browser.chromium() as one:
        yield one


@pytest.fixture
def tab(chromium, server):
    opened = []

    def fresh(**how):
        opened.append(Tab(chromium, server, **how))
        return opened[-1]

    yield fresh
    for one in opened:
        one.context.close()
    assert [stray for one in opened for stray in one.strays] == []
    assert [error for one in opened for error in one.errors] == []


def on_screen(tab, record, **parts):
    """Wait until the answer on the screen is that of `ask`."""
    expect(tab.sentence).to_have_text(summary(record.ask("CMS", "ICE", **parts)), timeout=WAIT)


def tile(page, code):
    """The middle of a tile of the map."""
    return page.get_by_test_id("stVegaLiteChart").nth(1).locator("svg text", has_text=re.compile(f"^{code}$")).first


def test_a_reporter_asks_in_english_changes_the_day_follows_the_reasons_and_shares_the_address(tab, record):
    one = tab().open()
    box = one.page.get_by_label("Ask in English")
    box.fill("could CMS share addresses of people not lawfully present in California with ICE on 1 September 2025?")
    box.press("Enter")
    on_screen(one, record, on="2025-09-01", **CELL)
    expect(one.page.get_by_text("Read as:", exact=False)).to_be_visible()

    type_day(one.page, "20260201")
    on_screen(one, record, on="2026-02-01", **CELL)

    deciding = one.page.locator(".cs-group[open] li", has_text="Decided by").first
    expect(deciding).to_be_visible()
    link = deciding.locator("a").first
    assert link.get_attribute("href").startswith("https://")
    assert "noopener" in link.get_attribute("rel")

    expect(one.page).to_have_url(re.compile("on=2026-02-01"))
    other = tab()
    other.page.goto(one.page.url)
    on_screen(other, record, on="2026-02-01", **CELL)
    assert other.url()["digest"] == record.digest.removeprefix("sha256:")[:12]


def test_answers_on_screen_equal_ask_for_two_hundred_questions_put_in_english(tab, record):
    one = tab().open()
    box = one.page.get_by_label("Ask in English")
    for asked in sample(record, 200):
        box.fill(say(record, asked))
        box.press("Enter")
        parts = asking(asked)
        expect(one.sentence).to_have_text(summary(record.ask(parts.pop("bearer"), **parts)), timeout=WAIT)
        one.settled()


def test_a_click_on_a_state_and_on_a_cell_narrows_the_question(tab, record):
    one = tab().open(bearer="cms", recipient="ice", on="2026-02-01")

    tile(one.page, "CA").click(force=True)
    on_screen(one, record, on="2026-02-01", origin="CA")
    matrix = one.page.get_by_test_id("stVegaLiteChart").nth(2)
    matrix.locator("svg text", has_text=re.compile("^✓$")).first.click(force=True)
    expect(one.page).to_have_url(re.compile("people=not-lawfully-present"))

    on_screen(one, record, on="2026-02-01", **{key: one.url()[key] for key in ("object", "people", "origin")})
    assert one.url()["origin"] == "CA"


def test_the_slider_goes_from_change_to_change_with_the_keyboard(tab, record):
    one = tab().open(bearer="cms", recipient="ice", on="2025-09-01", origin="CA")
    after = min(flip for flip in record.timeline("CMS", "ICE", origin="CA").flips if flip.isoformat() > "2025-09-01")

    one.page.get_by_role("slider").focus()
    one.page.keyboard.press("ArrowRight")

    on_screen(one, record, on=after, origin="CA")


@pytest.mark.parametrize("label", ["CSV", "JSON", "Brief, Markdown", "CSL-JSON"])
def test_what_is_downloaded_parses_and_says_what_the_screen_says(tab, record, label, tmp_path):
    one = tab().open(bearer="cms", recipient="ice", on="2026-02-01", **CELL)
    answer = record.ask("CMS", "ICE", on="2026-02-01", **CELL)

    with one.page.expect_download() as coming:
        one.page.get_by_test_id("stDownloadButton").get_by_role("button", name=label, exact=True).last.click()
    file = tmp_path / "file"
    coming.value.save_as(file)

    text = file.read_text(encoding="utf-8")
    if label == "CSV":
        assert {row["verdict"] for row in csv.DictReader(text.splitlines())} == {str(answer.verdict)}
    elif label == "JSON":
        assert json.loads(text) == json.loads(json.dumps(answer.to_dict()))
    elif label == "CSL-JSON":
        assert record.digest in text
        assert json.loads(text)[0]["URL"].startswith(one.server)
    else:
        assert " ".join(answer.summary.split()) in " ".join(text.split())


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_shows_every_page_without_scrolling_sideways(tab, page):
    one = tab(viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True).open(page, on="2026-02-01")

    assert one.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_labels_of_the_states_are_readable_on_a_phone(tab):
    one = tab(viewport={"width": 390, "height": 844}).open(bearer="cms", recipient="ice", on="2026-02-01")

    for code in ("DE", "RI", "DC", "CA"):
        box = tile(one.page, code).bounding_box()
        assert box["height"] >= 10
        assert 0 <= box["x"] <= 390 - box["width"]


def test_a_dark_page_is_dark(tab):
    one = tab(color_scheme="dark").open(bearer="cms", recipient="ice", on="2026-02-01")

    background = one.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert max(map(int, re.findall(r"\d+", background)[:3])) < 60


# The marks of a brush are Vega's own and take no description; two date fields do what the brush does.
FRAME = {"days_brush"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_against_wcag_aa(tab, page, scheme):
    one = tab(color_scheme=scheme).open(page, bearer="cms", recipient="ice", on="2026-02-01")

    found = (
        Axe().run(one.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
    )

    told = [(each["id"], node["html"][:200], node["failureSummary"]) for each in found for node in each["nodes"]]
    assert [each for each in told if not any(known in each[0] + each[1] for known in FRAME)] == []


def test_a_url_of_nonsense_is_mended_and_told(tab):
    one = tab().open(bearer="cmz", on="never", origin="<b>x</b>")

    expect(one.page.get_by_text("“cmz”", exact=False)).to_be_visible()
    expect(one.sentence).to_contain_text("CMS")
    assert one.page.locator(".stAlert b").count() == 0
