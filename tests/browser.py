"""The app served to a real browser, Debian's Chromium, for the tests, the figures and the pictures that need one."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
]  # fmt: skip
WAIT = 30_000


class Served:
    """The app on a free port, in a process of its own, with nothing of the caller's own settings."""

    def __init__(self, *arguments, **environment):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "graph", "app", "--headless", f"--port={port}", "--address=127.0.0.1"]
        env = {key: value for key, value in os.environ.items() if not key.startswith("COULDSHARE_")}
        # A module that changes under a running test must not be taken up.
        env |= {"STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none"} | environment
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([*command, *arguments], cwd=ROOT, env=env, stdout=quiet, stderr=quiet)
        self.url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            assert self.process.poll() is None, "the server has ended"
            time.sleep(0.01)
        self.stop()
        raise AssertionError("the server took no connection within a minute")

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


@contextmanager
def chromium():
    """The browser, until the end; CHROMIUM must have been found."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A tab of a fresh reader, which notes every request that leaves the machine and every error."""

    def __init__(self, browser, server, **how):
        self.server, self.strays, self.errors = server, [], []
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 1000}, **how})
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        self.page.on("request", self._requested)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _requested(self, request):
        at = urlparse(request.url)
        if at.scheme not in ("data", "blob") and at.hostname != "127.0.0.1":
            self.strays.append(request.url)

    def open(self, page="", **url):
        """Open a page and wait until it is all there: its foot is the last thing drawn."""
        query = "&".join(f"{key}={value}" for key, value in url.items())
        self.page.goto(f"{self.server}/{page}?{query}")
        expect(self.page.get_by_text("It holds no data about any person", exact=False).last).to_be_visible(timeout=WAIT)
        return self.settled()

    def settled(self):
        """Wait until nothing is being worked out any more."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT)
        return self

    @property
    def sentence(self):
        return self.page.locator(".cs-answer p").first

    def url(self):
        return {key: values[0] for key, values in parse_qs(urlparse(self.page.url).query).items()}


def type_day(page, digits):
    """Type a day into the date control, as a reader with a keyboard does."""
    page.get_by_role("spinbutton", name="year, Day").click()
    page.keyboard.type(digits)
    # A day counts once the reader leaves the field: past its button, into the next.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
