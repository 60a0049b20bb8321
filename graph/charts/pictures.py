"""Charts as pictures, for notebooks and print: PNG and SVG, made without a browser or a network.

Each says what it shows in words too, for those who cannot see it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert as vlc
from PIL import Image

from ..analysis.exposure import STATES, Exposure
from ..errors import QuestionError
from ..model import Verdict
from ..reasoning.reason import Answer
from ..reasoning.timeline import Timeline
from ..record.disk import write_whole
from ..text.sentence import summary, title
from ..text.words import long_date
from . import plots
from .lane_plots import history_of, lanes_chart
from .looks import LOOKS, TIERS
from .plot_parts import Spec, source_lines
from .tallies import by_cell as cells
from .tallies import through_time

WIDTH = 640


@dataclass(frozen=True)
class Picture:
    """A chart with its words; the last line of a notebook cell shows it."""

    spec: Spec
    alt: str

    def svg(self) -> str:
        """The chart as SVG; the words are its description."""
        svg: str = vlc.vegalite_to_svg(json.dumps(self._sized()))
        return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(self.alt)}" ', 1)

    def png(self, scale: float = 1.0) -> bytes:
        """The chart as PNG, larger by a factor."""
        drawn = Image.open(BytesIO(vlc.vegalite_to_png(json.dumps(self._sized()), scale=scale)))
        out = BytesIO()
        # A chart has few colours: told as a palette it takes a tenth of the room.
        drawn.convert("RGB").quantize(256).save(out, "PNG", optimize=True)
        return out.getvalue()

    def save(self, file: str | Path) -> Path:
        """Write the chart, whole or not at all, to a file that ends in .svg or .png; returns its path.

        Raises:
            QuestionError: if it ends in something else.
        """
        path = Path(file)
        if path.suffix == ".svg":
            return write_whole(path, self.svg().encode())
        if path.suffix == ".png":
            return write_whole(path, self.png(scale=2))
        raise QuestionError("file", f"a picture is saved as .svg or .png, not as {path.name!r}", (".svg", ".png"))

    def _sized(self) -> Spec:
        # A page stretches a chart to its own width and keeps the key beside it; paper has neither.
        return {**_keyed(self.spec), "width": WIDTH}

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        png = b64encode(self.png()).decode()
        return {"image/png": png, "text/plain": self.alt}, {"image/png": {"alt": self.alt}}

    def __repr__(self) -> str:
        return self.alt


def _keyed(spec: Spec) -> Spec:
    """The chart with a key to the colours and signs that occur in it."""
    words = {str(one): f"{look.sign} {look.words}" for looks in (LOOKS, TIERS) for one, look in looks.items() if one}
    rows = (row for rows in spec.get("datasets", {}).values() for row in rows)
    shown = {value for row in rows for field in ("verdict", "look") if (value := row.get(field)) in words}
    if not shown or "layer" not in spec:
        return spec
    legend = {
        "title": None, "orient": "bottom", "values": [one for one in words if one in shown], "symbolOpacity": 1,
        "labelExpr": f"{json.dumps(words, ensure_ascii=False)}[datum.label]",
    }  # fmt: skip
    return {**spec, "layer": [_with_legend(layer, legend) for layer in spec["layer"]]}


def _with_legend(layer: Spec, legend: Spec) -> Spec:
    colour = layer.get("encoding", {}).get("color", {})
    if "scale" not in colour:
        return layer
    return {**layer, "encoding": {**layer["encoding"], "color": {**colour, "legend": legend}}}


def by_state(found: Answer) -> Picture:
    """The verdict in each state on the day, as equal tiles."""
    return Picture(plots.tiles(found), f"Tiles of the states, coloured by verdict. {summary(found)}")


def by_cell(found: Answer) -> Picture:
    """The verdict on each category of data about each class of people."""
    return Picture(plots.matrix(found), f"Data against people, coloured by verdict. {summary(found)}")


def strip(found: Answer, line: Timeline) -> Picture:
    """The verdicts through time as parts of a band, with the day asked about."""
    stretches = through_time(line)
    days = [long_date(one.start) for one in stretches if one.start]
    told = f"The verdicts on {title(found.corpus, found.question)} through time; they change on {'; '.join(days)}."
    return Picture(plots.strip(found, stretches, plots.window(stretches, found.question.on)), told)


def changes(before: Answer, after: Answer) -> Picture:
    """What changed between two days, for two answers to one question."""
    flips = sum(was != now for was, now in zip(cells(before).values(), cells(after).values(), strict=True))
    days = " and ".join(long_date(one.question.on) for one in (before, after))
    what = title(after.corpus, after.question, dated=False)
    told = f"Data against people on {days}, {what}: {flips} of {len(cells(after))} pairs changed."
    return Picture(plots.changed(before, after), told)


def lanes(found: Answer, line: Timeline) -> Picture:
    """The papers as lanes through time, under the verdict, with the day asked about."""
    history = history_of(found, through_time(line))
    shown = plots.window(history.stretches, found.channel.checked, found.question.on)
    names = "; ".join(lane.instrument.title for lane in history.lanes) or "none"
    told = f"The papers on {title(found.corpus, found.question, dated=False)} through time: {names}."
    return Picture(lanes_chart(found, history, shown), told)


def heat(found: Exposure, verdict: Verdict = Verdict.PERMITTED) -> Picture:
    """For how many days each category of data from each state had a verdict, over people and purposes."""
    corpus, state = found.corpus, STATES[verdict]
    rows = _heat_rows(found, verdict)
    most = max((row["days"] for row in rows), default=0)
    headline = f"Days {state}, {long_date(found.start)} up to {long_date(found.end)}"
    chart = (
        alt.Chart(alt.InlineData(rows))
        .mark_rect(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("origin:N", title=None, sort=None),
            y=alt.Y("data:N", title=None, sort=None),
            color=alt.Color("days:Q", title="days", scale=_shades(verdict, (found.end - found.start).days)),
        )
        .properties(
            title=alt.TitleParams(headline, subtitle=_source(found), anchor="start", subtitleFontSize=11),
        )
    )
    told = f"{headline}: {title(corpus, found.line.question, dated=False)}, data against states, at most {most:g}."
    spec: Spec = chart.to_dict()
    return Picture(spec, told)


def _source(found: Exposure) -> list[str]:
    record, disclaimer = source_lines(found.corpus)
    return [title(found.corpus, found.line.question, dated=False), f"{record}. {disclaimer}"]


def _heat_rows(found: Exposure, verdict: Verdict) -> Sequence[dict[str, Any]]:
    """One row for each category of data and state: the days, in the mean of the people and purposes asked about."""
    objects, origins = found.corpus.trees["object"], found.corpus.trees["origin"]
    asked = found.line.masks
    each = asked[1].bit_count() * asked[3].bit_count()
    days: dict[tuple[str, str], float] = dict.fromkeys(product(objects.members(asked[0]), origins.members(asked[2])), 0)
    for one in found.classes:
        for a, b, c, d in one.boxes:
            held = one.days(verdict) * b.bit_count() * d.bit_count() / each
            for pair in product(objects.members(a), origins.members(c)):
                days[pair] += held
    return [
        {"data": objects.label(one), "origin": origin, "days": round(count, 1)} for (one, origin), count in days.items()
    ]


def _shades(verdict: Verdict, days: int) -> alt.Scale:
    return alt.Scale(domain=[0, days], range=["#F7F7F7", LOOKS[verdict].colour])
