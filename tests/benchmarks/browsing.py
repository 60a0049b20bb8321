"""The app in Debian's Chromium: the first page, a new day, twenty readers at once, a large network.

Times are taken in the page: from what a reader does (opens an address, lets go of a key or of the mouse) to the first
picture that shows the answer.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests.browser import Served, Tab, chromium, type_day

from .processes import NORM, PAPER, SUIT, TINY
from .timing import spelled

READERS = 20
ASKED = {"bearer": "cms", "recipient": "ice", "on": "2025-09-01", "origin": "CA"}
DAYS = ("20260201", "20250801", "20260301", "20250601", "20260115", "20250901")
PAGES = ("timeline", "cases", "network", "record", "what_if")

# Notes when an answer is painted and how long after the last key or the mouse, and when the three charts are there.
WATCH = """(() => {
  const seen = window.seen = {answers: [], charts: 0}; let told = "", began = 0;
  const painted = then => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  new MutationObserver(() => {
    const text = document.querySelector(".cs-answer p")?.textContent || "";
    if (text && text !== told) { const since = began; told = text; painted(at => seen.answers.push([at, at - since])); }
    if (!seen.charts && document.querySelectorAll("[data-testid=stVegaLiteChart] svg").length > 2)
      painted(at => seen.charts ||= at);
  }).observe(document, {subtree: true, childList: true, characterData: true});
  for (const kind of ["keydown", "pointerup"]) addEventListener(kind, () => began = performance.now(), true);
})()"""
CYTOSCAPE = "[...document.querySelectorAll('div')].find(one => one._cyreg)?._cyreg.cy"

# Brings a norm, far out so that none covers it, to the middle and says where to click; notes when the mouse is let go.
TO_CLICK = """(cy, n) => {
  const far = one => Math.hypot(one.position("x"), one.position("y")), box = cy.container().getBoundingClientRect();
  const one = cy.nodes('[label = "norm"]').sort((a, b) => far(b) - far(a))[n];
  addEventListener("mouseup", () => window.began = performance.now(), true);
  cy.zoom(1); cy.center(one);
  return {x: box.x + one.renderedPosition().x, y: box.y + one.renderedPosition().y};
}"""


@dataclass(frozen=True)
class Figure:
    """What was measured, once or in several rounds, and the most it should be; seconds, or megabytes."""

    what: str
    values: tuple[float, ...]
    most: float | None = None
    unit: str = "s"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What was measured, its median, its least and its most in all rounds, and the mark.

        >>> Figure("a new day", (0.3, 0.1, 0.2), 0.3).cells, Figure("memory", (80.4,), unit="MB").cells
        (('a new day', '200 ms', '100 ms to 300 ms', '300 ms'), ('memory', '80 MB', '', ''))
        """
        spread = f"{self._told(min(self.values))} to {self._told(max(self.values))}" if len(self.values) > 1 else ""
        return self.what, self._told(statistics.median(self.values)), spread, self._told(self.most) if self.most else ""

    def _told(self, value: float) -> str:
        return spelled(value) if self.unit == "s" else f"{value:.0f} {self.unit}"


def browsing() -> Iterator[Figure]:
    """Every figure of the app, in the order in which they are measured."""
    with chromium() as browser:
        yield from _cold(browser, rounds=5)
        with Served() as app:
            yield from _warm(browser, app, rounds=7)
            yield from _days(browser, app, rounds=4)
        yield from _readers(browser)
        yield from _network(browser, rounds=7)


def _first(tab: Tab, url: str) -> dict[str, float]:
    """Seconds from opening an address to the answer and to the charts, on the page's own clock."""
    tab.page.goto(url, wait_until="commit")
    tab.page.wait_for_function("window.seen?.charts")
    tab.settled()
    seen = tab.page.evaluate("window.seen")
    return {"answer": seen["answers"][0][0] / 1000, "charts": seen["charts"] / 1000}


def _watched(browser, app: Served) -> Tab:
    tab = Tab(browser, app.url)
    tab.context.add_init_script(WATCH)
    return tab


def _cold(browser, rounds: int) -> Iterator[Figure]:
    """Each round a server of its own, a reader who was never there, and nothing in any cache."""
    starts, seen = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as room:
            began = time.perf_counter()
            with Served(XDG_CACHE_HOME=room) as app:
                starts.append(time.perf_counter() - began)
                tab = _watched(browser, app)
                seen.append(_first(tab, app.url))
                tab.context.close()
    yield Figure("`couldshare app`, until it serves", tuple(starts))
    yield Figure("first page of a server just started, nothing in any cache: the answer", _of(seen, "answer"), 3)
    yield Figure("the same: its three charts", _of(seen, "charts"))


def _warm(browser, app: Served, rounds: int) -> Iterator[Figure]:
    """The same page of a server that has answered before: to a new reader, and to one who was there before."""
    new, again = [], []
    known = _watched(browser, app)
    _first(known, app.url)
    for _ in range(rounds):
        tab = _watched(browser, app)
        new.append(_first(tab, app.url))
        tab.context.close()
        again.append(_first(known, app.url))
    known.context.close()
    warm = "first page of a server that has answered before"
    yield Figure(f"{warm}, to a browser that never saw it: the answer", _of(new, "answer"), 1)
    yield Figure("the same: its three charts", _of(new, "charts"))
    yield Figure(f"{warm}, to a browser that has its files: the answer", _of(again, "answer"), 1)
    yield Figure("the same: its three charts", _of(again, "charts"))


def _of(seen: list[dict[str, float]], key: str) -> tuple[float, ...]:
    return tuple(one[key] for one in seen)


# --- a new day --------------------------------------------------------------------


def _days(browser, app: Served, rounds: int) -> Iterator[Figure]:
    """From the last key of a day, or from letting go of the slider, to the new sentence on the screen."""
    tab = _watched(browser, app)
    tab.open(**ASKED)
    typed = [_answered(tab, lambda day=day: type_day(tab.page, day)) for _ in range(rounds) for day in DAYS]
    dragged = [_answered(tab, lambda by=by: _drag(tab.page, by)) for _ in range(rounds) for by in (90, 90, -90, -90)]
    tab.context.close()
    yield Figure("a new day typed: the new answer", tuple(typed), 0.3)
    yield Figure("a new day dragged to on the slider: the new answer", tuple(dragged), 0.3)


def _answered(tab: Tab, act) -> float:
    """Seconds from the end of what a reader does to a new sentence."""
    before = tab.page.evaluate("window.seen.answers.length")
    act()
    tab.page.wait_for_function(f"window.seen.answers.length > {before}")
    tab.settled()
    return float(tab.page.evaluate("window.seen.answers.at(-1)[1]")) / 1000


def _drag(page, by: int) -> None:
    """Drag the slider by so many pixels, as a hand does."""
    thumb = page.get_by_test_id("stSlider").locator("[data-rac]").last.bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=5)
    page.mouse.up()


# --- many readers -------------------------------------------------------------------


def _readers(browser) -> Iterator[Figure]:
    """The memory of a server while so many readers have its pages open, each having looked at several."""
    with Served() as app:
        alone = _memory(app.process.pid)
        tabs = []
        for n in range(READERS):
            tabs.append(Tab(browser, app.url))
            tabs[-1].open(**ASKED)
            tabs[-1].open(PAGES[n % len(PAGES)], **ASKED)
            tabs[-1].open(**ASKED | {"on": str(date(2025, 7, 1) + timedelta(days=20 * n))})
        found = _memory(app.process.pid)
        for tab in tabs:
            tab.context.close()
    yield Figure("memory of a server nobody has visited", (alone,), unit="MB")
    yield Figure(f"memory of a server with {READERS} readers", (found,), 500, unit="MB")


def _memory(pid: int) -> float:
    """Megabytes that a process and those it started hold, what they share counted once (the kernel's PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    held = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return held + sum(_memory(int(one)) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


# --- a large network ----------------------------------------------------------------


def large(folder: Path, offices: int = 70, papers: int = 10, norms: int = 3) -> None:
    """A fictional record of some 3,000 nodes: so many offices, each with a case, its papers and norms in each."""
    shutil.copytree(TINY, folder)
    agencies = folder / "vocabularies" / "agencies.yaml"
    with agencies.open("a", encoding="utf-8") as out:
        out.writelines(
            f"\noffice-{n}:\n  label: Office {n}\n  kind: agency\n  holds: [relief]\n  definition: One of many.\n"
            for n in range(offices)
        )
    for n in range(offices):
        home = folder / "cases" / f"suit-{n}"
        home.mkdir()
        home.joinpath("case.yaml").write_text((SUIT / "case.yaml").read_text())
        for k in range(papers):
            day = date(2031, 2, 4) + timedelta(days=k)
            text = PAPER.format(n=k, day=day) + "".join(NORM.format(n=one, what="name") for one in range(norms))
            home.joinpath(f"{day}-order-{k}.yaml").write_text(text.replace("[health]", f"[office-{n}]"))


def _network(browser, rounds: int) -> Iterator[Figure]:
    """The network page of a large record, of few nodes and of many: until drawn, and from a click to its answer."""
    with tempfile.TemporaryDirectory() as room:
        large(Path(room) / "record")
        with Served("--data", f"{room}/record") as app:
            tab = Tab(browser, app.url)
            for most in ("60", "240"):
                seen = [_clicked(tab, most, n) for n in range(rounds)]
                nodes, shown = tab.page.get_by_text("nodes: around what").inner_text().split()[1], seen[0][0]
                whole = f"network of {nodes} nodes, {shown:,} of them shown"
                yield Figure(f"{whole}: drawn", tuple(one[1] for one in seen))
                yield Figure(f"{whole}: a click on a node has opened it", tuple(one[2] for one in seen))


def _clicked(tab: Tab, most: str, n: int) -> tuple[int, float, float]:
    """How many nodes are shown; seconds from an address to the drawing, and from a click on a node to the next."""
    address = f"bearer=office-{n}&recipient=guard&on=2031-09-01&centre=guard&most={most}"
    tab.page.goto(f"{tab.server}/network?{address}", wait_until="commit")
    frame = tab.page.wait_for_selector("iframe[title*=cytoscape]").content_frame()
    frame.wait_for_function(f"{CYTOSCAPE}?.nodes().some(one => one.position('x'))")
    drawn = tab.page.evaluate("performance.now()") / 1000
    tab.settled()
    at = frame.evaluate(f"({TO_CLICK})({CYTOSCAPE}, {n})")
    shown = frame.evaluate(f"{CYTOSCAPE}.nodes().length")
    box = tab.page.locator("iframe[title*=cytoscape]").bounding_box()
    tab.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    frame.wait_for_function(f"{CYTOSCAPE}.nodes('[?_opened]').length == 2")
    return shown, drawn, frame.evaluate("performance.now() - window.began") / 1000
