"""The server's workbench in a browser: it asks, shows text as text, says what is wrong, fetches nothing else."""

import csv
import io
import os
import shutil
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.live import TINY, Live

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
CODE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The fictional record, the title of whose pact is code."""
    root = tmp_path_factory.mktemp("hostile") / "record"
    shutil.copytree(TINY, root)
    pact = root / "agency" / "2031-01-15-relief-pact.yaml"
    pact.write_text(pact.read_text().replace("title: Pact on the relief rolls", f"title: {CODE}"))
    live = Live("--data", str(root), "--port", "0")
    yield live
    live.stop()


@pytest.fixture
def page(hostile):
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Chromium: install the package `chromium`")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 390, "height": 800})
        tab.asked, tab.alerts = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("dialog", lambda dialog: tab.alerts.append(dialog.message))
        yield tab
        browser.close()


def test_a_named_query_is_asked_by_its_form_and_its_address_can_be_shared(hostile, page):
    page.goto(f"{hostile.url}/?query=could-share&bearer=relief-office&recipient=guard&on=2031-07-01")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector("#table td")

    assert page.inner_text("#said").endswith("rows.")
    assert page.locator("#table th").first.inner_text() == "cells"
    assert "bearer=relief-office" in page.url
    assert "format=csv" in page.locator("#curl").text_content()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert [url for url in page.asked if not url.startswith(hostile.url)] == []


def test_code_in_the_record_is_shown_and_not_run(hostile, page):
    page.goto(hostile.url)
    page.fill("#text", "SELECT ?title { ?pact rdfs:label ?title FILTER(CONTAINS(?title, 'onerror')) }")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#table td")

    assert CODE in page.inner_text("#table")
    assert (page.locator("#table img, #table script").count(), page.alerts) == (0, [])


def test_a_graph_is_shown_as_its_statements(hostile, page):
    page.goto(hostile.url)
    page.fill("#text", "CONSTRUCT { <a:b> <a:c> '<b>d</b>' } WHERE {}")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#table td")

    assert page.inner_text("#table td") == '<a:b> <a:c> "<b>d</b>" .'


def test_a_long_table_is_shown_in_part_and_says_so(hostile, page):
    page.goto(hostile.url)
    page.fill("#text", "SELECT ?s { ?s ?p ?o } LIMIT 1500")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#table td")

    assert page.inner_text("#said").startswith("1500 rows. The first 1000 are shown")
    assert page.locator("#table td").count() == 1000


def test_what_is_wrong_is_said_with_its_place(hostile, page):
    page.goto(hostile.url)
    page.fill("#text", "SELECT nonsense")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#said.wrong")

    assert page.inner_text("#said").startswith("line 1: at column")


NAMED = "/?query=could-share&bearer=relief-office&recipient=guard&on=2031-07-01"


def rows_of_programs(page):
    """What the programs that the page shows print, run as they stand: curl's and Python's tables."""
    shell, python = (page.locator(f"#{name}").text_content() for name in ("curl", "python"))
    told = subprocess.run(["sh", "-c", shell.replace("curl", "curl -s", 1)], capture_output=True, text=True, check=True)
    code = python + "\nprint(frame.to_csv(index=False), end='')"
    framed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heads = [next(csv.reader(io.StringIO(text))) for text in (told.stdout, framed.stdout)]
    return heads, told.stdout.count("\n")


def test_the_programs_that_it_shows_give_the_same_table(hostile, page):
    page.goto(hostile.url + NAMED)
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector("#table td")
    heads, _ = rows_of_programs(page)

    assert heads == [page.locator("#table th").all_inner_texts()] * 2


def test_the_programs_for_a_query_of_ones_own_give_the_same_table(hostile, page):
    page.goto(hostile.url)
    page.fill("#text", """SELECT ?label { ?x rdfs:label ?label FILTER(?label != "it's \\"so\\"") } LIMIT 3""")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#table td")
    heads, lines = rows_of_programs(page)

    assert (heads, lines) == ([["label"]] * 2, 4)


def test_it_forbids_every_script_and_style_but_its_own(hostile):
    policy = hostile.get("/").headers["content-security-policy"]

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_reader_without_a_mouse_or_sight_can_use_it(hostile, page):
    page.goto(hostile.url + NAMED)
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector("#table td")
    found = Axe().run(page)

    assert [one["id"] for one in found.response["violations"]] == []
