"""The pictures of the README, taken from the app in Debian's Chromium: `python -m tests.pictures`.

Each is taken on a light and on a dark page, from the record that ships.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .browser import ROOT, Served, Tab, chromium

FOLDER = ROOT / ".github"
ASKED = {"bearer": "cms", "recipient": "ice", "on": "2026-02-01"}
ORDER = "cases/california-v-hhs/2025-08-12-preliminary-injunction"
COLOURS = 96
# The layout of a network is drawn by lot: this makes it fall out the same each time.
LOT = "(() => { let n = 1; Math.random = () => (n = n * 16807 % 2147483647) / 2147483647; })()"


@dataclass(frozen=True)
class Shot:
    """A page of the app, and what to show of it: from the top of one part to the bottom of another."""

    page: str
    asked: dict[str, str]
    first: str
    last: str


SHOTS = {
    "ask": Shot("", ASKED | {"origin": "CA"}, ".cs-answer", "[data-testid=stExpander] >> nth=3"),
    "timeline": Shot("timeline", ASKED | {"origin": "CA"}, "[data-testid=stVegaLiteChart]", ".cs-pill >> nth=4"),
    "network": Shot(
        "network", ASKED | {"on": "2025-09-01", "centre": ORDER}, "iframe[title*=cytoscape]", "iframe[title*=cytoscape]"
    ),
}


def taken(browser, url: str, shot: Shot, scheme: str) -> Image.Image:
    """The part of a page, as a reader of a light or a dark page sees it."""
    tab = Tab(browser, url, color_scheme=scheme, device_scale_factor=2, viewport={"width": 1040, "height": 2400})
    tab.context.add_init_script(LOT)
    tab.open(shot.page, **shot.asked)
    tab.page.locator(shot.first).first.wait_for()
    # The charts come in softly, and a network settles.
    tab.page.wait_for_timeout(3000)
    top, bottom = (tab.page.locator(part).first.bounding_box() for part in (shot.first, shot.last))
    edge = 12
    box = {
        "x": top["x"] - edge, "y": top["y"] - edge, "width": top["width"] + 2 * edge,
        "height": bottom["y"] + bottom["height"] - top["y"] + 2 * edge,
    }  # fmt: skip
    found = Image.open(io.BytesIO(tab.page.screenshot(clip=box))).convert("RGB")
    tab.context.close()
    return found


def written(picture: Image.Image, file: Path) -> None:
    """Write a picture with so few colours that it is small."""
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.convert("RGB").save(file, lossless=True, quality=100, method=6)


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser, Served() as app:
        for name, shot in SHOTS.items():
            for scheme in ("light", "dark"):
                file = FOLDER / f"{name}-{scheme}.webp"
                written(taken(browser, app.url, shot, scheme), file)
                print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
