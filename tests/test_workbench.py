"""The server's workbench in a browser: it asks, shows text as text, says what is wrong, fetches nothing else."""

import os
import shutil

import pytest
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


def test_what_is_wrong_is_said_with_its_place(hostile, page):
    page.goto(hostile.url)
    page.fill("#text", "SELECT nonsense")
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector("#said.wrong")

    assert page.inner_text("#said").startswith("line 1: at column")
