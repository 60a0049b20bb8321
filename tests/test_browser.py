"""The app in a real browser: what a reader does, on a desk and on a phone, with no request leaving the machine.

The browser is Debian's Chromium, which `.ci/run` installs.  In CI a missing one is a failure; on a machine without it
these tests are skipped, and say so.
"""

import csv
import json
import os
import re
from urllib.parse import parse_qs, quote, urlparse
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from graph.pages._state import asking
from graph.text.english import say
from graph.text.sentence import summary

from . import browser
from .browser import CHROMIUM, ROOT, WAIT, Served, Tab, type_day
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


def test_a_first_page_fetches_no_library_that_it_does_not_draw_with(tab):
    one = tab()
    fetched = []
    one.page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2].partition(".")[0]))

    one.open(bearer="cms", recipient="ice", on="2026-02-01")

    assert "ArrowVegaLiteChart" in fetched
    assert {"DataFrame", "PlotlyChart", "StreamlitSyntaxHighlighter"} & set(fetched) == set()


def test_a_new_day_sends_the_browser_no_more_than_a_small_picture_would(tab, record):
    one = tab()
    sent = []
    one.page.on("websocket", lambda line: line.on("framereceived", lambda frame: sent.append(len(frame))))
    one.open(bearer="cms", recipient="ice", on="2025-09-01", origin="CA")
    sent.clear()

    type_day(one.page, "20260201")

    on_screen(one, record, on="2026-02-01", origin="CA")
    one.settled()
    assert 10_000 < sum(sent) < 150_000


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


def test_the_slider_stays_on_the_day_when_another_state_moves_its_ends(tab, record):
    one = tab().open(bearer="cms", recipient="ice", on="2026-02-01", origin="CA")
    slider = one.page.get_by_test_id("stSlider")
    first = slider.inner_text().split("\n")[2]
    after = min(flip for flip in record.timeline("CMS", "ICE", origin="TX").flips if flip.isoformat() > "2026-02-01")

    tile(one.page, "TX").click(force=True)
    # While the page is drawn anew the slider that was is still there.
    expect(slider.filter(has_not_text=first)).to_have_count(1)
    expect(slider).to_have_count(1)
    one.page.get_by_role("slider").focus()
    one.page.keyboard.press("ArrowRight")

    on_screen(one, record, on=after, origin="TX")


def test_a_click_selects_the_whole_address_of_the_page_for_copying(tab, record):
    one = tab().open(bearer="cms", recipient="ice", on="2026-02-01")

    one.page.locator(".cs-copy").last.click()

    address = urlparse(one.page.evaluate("getSelection().toString().trim()"))
    assert f"{address.scheme}://{address.netloc}" == one.server
    assert parse_qs(address.query)["digest"] == [record.digest.removeprefix("sha256:")[:12]]


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


def against_wcag(one):
    """What axe finds against WCAG 2.1 AA on a page."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(one.page, options=rules).response["violations"]
    told = [(each["id"], node["html"][:200], node["failureSummary"]) for each in found for node in each["nodes"]]
    return [each for each in told if not any(known in each[0] + each[1] for known in FRAME)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_against_wcag_aa(tab, page, scheme):
    one = tab(color_scheme=scheme).open(page, bearer="cms", recipient="ice", on="2026-02-01")

    assert against_wcag(one) == []


@pytest.mark.parametrize(("page", "more"), [
    ("", CELL), ("timeline", {**CELL, "record": "drawn"}), ("cases", {"case": "california-v-hhs"}),
    ("sparql", {"query": "protected-states", "as": "map"}), ("what_if", CELL),
])  # fmt: skip
def test_axe_finds_nothing_in_what_unfolds_either_and_a_phone_shows_it_whole(tab, page, more):
    phone = {"width": 390, "height": 844}
    one = tab(viewport=phone, color_scheme="dark").open(page, bearer="cms", recipient="ice", on="2026-02-01", **more)

    while (folded := one.page.locator("[data-testid=stExpander] details:not([open]) > summary")).count():
        folded.first.click()
        one.settled()

    assert against_wcag(one) == []
    assert one.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_a_url_of_nonsense_is_mended_and_told(tab):
    one = tab().open(bearer="cmz", on="never", origin="<b>x</b>")

    expect(one.page.get_by_text("“cmz”", exact=False)).to_be_visible()
    expect(one.sentence).to_contain_text("CMS")
    assert one.page.locator(".stAlert b").count() == 0


# --- what only a hand on the page can do ----------------------------------------------------


def drag(page, start, end):
    """Press at one point, move to another in steps, let go."""
    page.mouse.move(*start)
    page.mouse.down()
    for n in range(1, 11):
        page.mouse.move(*(a + (b - a) * n / 10 for a, b in zip(start, end, strict=True)))
    page.mouse.up()


def download(page, label, folder, nth=-1):
    """The file behind a button."""
    with page.expect_download() as coming:
        buttons = page.get_by_test_id("stDownloadButton").get_by_role("button", name=label, exact=True)
        (buttons.last if nth < 0 else buttons.nth(nth)).click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


def test_a_drag_of_the_day_ends_on_a_change_of_the_answer(tab, record):
    one = tab().open(bearer="cms", recipient="ice", on="2026-02-01", **CELL)
    box = one.page.get_by_test_id("stSlider").bounding_box()
    thumb = one.page.get_by_test_id("stSliderThumbValue").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, box["y"] + box["height"] - 14

    drag(one.page, (x, y), (x - 0.15 * box["width"], y))

    expect(one.page).not_to_have_url(re.compile("on=2026-02-01"))
    on = one.url()["on"]
    line = record.timeline("CMS", "ICE", **CELL)
    assert on in {flip.isoformat() for flip in line.flips}
    on_screen(one, record, on=on, **CELL)


def test_a_brush_over_two_days_tells_the_cells_that_changed_and_why(tab, record):
    one = tab().open("timeline", bearer="cms", recipient="ice", on="2026-02-01", **CELL)
    box = one.page.get_by_test_id("stVegaLiteChart").first.locator("svg, canvas").first.bounding_box()
    at = {part: box["x"] + box["width"] * part for part in (0.25, 0.5)}
    y = box["y"] + box["height"] / 2

    drag(one.page, (at[0.25], y), (at[0.5], y))

    expect(one.page).to_have_url(re.compile("from=.*to="))
    days = one.url()["from"], one.url()["to"]
    found = [each for each in record.changes("CMS", "ICE", *days, **CELL) if each.before.verdict != each.after.verdict]
    assert found
    for cause in found[0].causes:
        expect(one.page.get_by_text(cause.what, exact=False).first).to_be_visible()


def test_a_click_on_a_node_opens_what_stands_beside_it_and_the_address_says_so(tab):
    one = tab().open("network", bearer="cms", recipient="ice", on="2026-02-01")
    canvas = one.page.frame_locator("iframe").first.locator("canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    # Where a node lies is the picture's own affair: look for one.
    spots = ((x, y) for y in range(60, int(box["height"]), 45) for x in range(120, int(box["width"]) - 90, 90))
    for x, y in spots:
        one.page.mouse.click(box["x"] + x, box["y"] + y)
        one.page.wait_for_timeout(60)
        if "opened" in one.url():
            break

    expect(one.page).to_have_url(re.compile("opened="))
    expect(one.page.get_by_text("Opened further")).to_be_visible()


def test_charts_and_the_printed_brief_are_files_that_parse_and_the_brief_is_one_page(tab, record, tmp_path, chromium):
    one = tab().open(bearer="cms", recipient="ice", on="2026-02-01", **CELL)
    one.page.get_by_text("Table and downloads").first.click()
    one.settled()

    drawing = ElementTree.parse(download(one.page, "SVG", tmp_path, 0)).getroot()
    with Image.open(download(one.page, "PNG", tmp_path, 0)) as picture:
        wide = picture.size[0]
    rows = json.loads(download(one.page, "JSON", tmp_path, 0).read_text(encoding="utf-8"))
    brief = download(one.page, "Brief, to print", tmp_path)

    assert drawing.tag.endswith("svg")
    assert wide > 600
    assert {"from", "until", "verdict"} <= rows[0].keys()
    page = chromium.new_page()
    page.goto(brief.as_uri())
    expect(page.locator(".cs-answer p")).to_have_text(summary(record.ask("CMS", "ICE", on="2026-02-01", **CELL)))
    assert page.locator("details:not([open])").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1
    page.close()


def test_a_query_with_its_map_is_shared_by_its_address(tab):
    one = tab().open("sparql", query="protected-states", bearer="cms", recipient="ice", on="2026-02-01")
    one.page.get_by_role("button", name="Run").click()
    one.page.get_by_test_id("stRadio").get_by_text("map", exact=True).click()
    expect(one.page).to_have_url(re.compile("as=map"))

    other = tab()
    other.page.goto(one.page.url)

    expect(
        other.page.get_by_test_id("stVegaLiteChart").locator("svg text", has_text=re.compile("^CA$"))
    ).to_be_visible()


def test_what_takes_long_says_so_while_it_does(chromium, tmp_path):
    # With nothing kept from earlier runs, the record must first be drawn up as a graph.
    with Served(XDG_CACHE_HOME=str(tmp_path)) as fresh:
        one = Tab(chromium, fresh.url).open("sparql", query="coverage")

        one.page.get_by_role("button", name="Run").click()

        expect(one.page.get_by_test_id("stSpinner")).to_contain_text("seconds", timeout=WAIT)
        expect(one.page.get_by_test_id("stDataFrame")).to_be_visible(timeout=WAIT)
        assert one.page.get_by_test_id("stSpinner").count() == 0
        one.context.close()


HOSTILE = """SELECT ?what ?from ?until { VALUES (?what ?from ?until) {
  ("<img src=x onerror=alert(1)> [x](http://y.example)" "2026-01-01" "2026-03-01") } }"""


def test_what_a_query_gives_is_text_in_a_chart_and_its_tips(tab):
    one = tab().open("sparql", query="coverage", text=quote(HOSTILE))
    said = []
    one.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    one.page.get_by_role("button", name="Run").click()
    one.page.get_by_test_id("stRadio").get_by_text("timeline", exact=True).click()
    chart = one.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg text", has_text="onerror")).to_be_visible()

    bar = chart.locator("svg .mark-rect path").last
    bar.hover(force=True)

    expect(one.page.locator("#vg-tooltip-element")).to_contain_text("<img src=x")
    assert one.page.locator("img[src=x], a[href*='y.example']").count() == 0
    assert said == []


def test_a_huge_upload_is_refused_and_what_a_draft_says_never_executes(tab, tmp_path):
    one = tab().open("what_if", bearer="cms", recipient="ice", on="2026-02-01", **CELL)
    said = []
    one.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    one.page.get_by_text("Add a draft paper").click()
    huge, hostile = tmp_path / "huge.yaml", tmp_path / "2026-02-10-x.yaml"
    huge.write_text("x" * 2_000_000)
    hostile.write_text(
        "title: '<img src=x onerror=alert(1)>'\nkind: '<script>alert(2)</script>'\n**b**: ![x](http://y)\n"
    )
    chooser, box = one.page.locator("input[type=file]"), one.page.get_by_label("The paper, as a record file")

    chooser.set_input_files(huge)
    expect(one.page.get_by_text("huge.yaml")).to_be_visible()
    expect(box).to_have_value("")
    chooser.set_input_files(hostile)

    expect(one.page.get_by_text("was not added", exact=False)).to_be_visible()
    expect(box).to_have_value(re.compile("onerror"))
    assert one.page.locator("[data-testid=stMain] img[src=x], [data-testid=stMain] script").count() == 0
    assert said == []


def test_a_broken_record_shows_its_problems_and_no_stack_trace(tab, chromium):
    with Served(COULDSHARE_DATA=str(ROOT / "tests" / "bad")) as broken:
        one = Tab(chromium, broken.url)
        one.page.goto(broken.url)

        expect(one.page.get_by_role("heading", name="The record has problems")).to_be_visible(timeout=WAIT)
        assert one.page.get_by_test_id("stException").count() == 0
        assert "Traceback" not in one.page.content()
        expect(one.page.locator("table tr").nth(10)).to_be_visible()
        one.context.close()


def test_the_answer_and_its_proof_are_reached_without_a_mouse(tab, record):
    one = tab().open(bearer="cms", recipient="ice", on="2025-09-01")
    keys = one.page.keyboard
    one.page.get_by_label("Ask in English").focus()
    keys.type("could CMS share addresses of people not lawfully present in California with ICE on 1 February 2026?")
    keys.press("Enter")
    on_screen(one, record, on="2026-02-01", **CELL)
    one.settled()

    reached = []
    for _ in range(60):
        keys.press("Tab")
        reached.append(one.page.evaluate("document.activeElement.innerText + document.activeElement.ariaLabel"))

    for label in ("Drag to a day", "Table and downloads", "permitted", "Washington", "What would change this?", "CSV"):
        assert any(label in text for text in reached), label
