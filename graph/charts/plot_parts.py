"""What every chart is made of: its title and source line, colours, signs, days along the bottom, fading ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import altair as alt

from ..corpus import Corpus
from ..dates import Span, day
from ..reasoning.reason import Answer
from ..text.page import DISCLAIMER
from ..text.sentence import title
from ..text.words import long_date
from .looks import GREY, INK, LINE, LOOKS, Look

Spec = dict[str, Any]
Row = dict[str, Any]
Window = tuple[date, date]

CARRIED = 0.45
"""How strongly something is drawn that is carried forward."""

HEAD, AXIS = 60, 36
"""Room above a chart for its title and source line, and below for the days."""

_FADE = 8


def source_lines(corpus: Corpus) -> list[str]:
    """Which record a chart was drawn from, and what it is not."""
    return [f"couldshare record {corpus.version or 'without a version'}, {corpus.digest[:19]}", DISCLAIMER]


def subject(answer: Answer) -> str:
    """What is asked, without the day."""
    return title(answer.corpus, answer.question).rpartition(f" · {long_date(answer.question.on)}")[0]


def faded(
    start: date, end: date, shown: Window, checked: date | None, open_left: bool = False, open_right: bool = False
) -> Iterator[tuple[date, date, float]]:
    """A run of days in parts with how strongly each is drawn: fading where it is open, pale where carried forward."""
    reach = timedelta(days=max((shown[1] - shown[0]).days // 30, 1))
    cuts = {start, end}
    if checked and start <= checked < end:
        cuts.add(moved(checked, timedelta(days=1)))
    left, right = min(start + reach, end), max(end - reach, start)
    cuts |= {start + (left - start) * n / _FADE for n in range(1, _FADE + 1)} if open_left else set()
    cuts |= {right + (end - right) * n / _FADE for n in range(_FADE)} if open_right else set()
    edges = sorted(cuts)
    for a, b in pairwise(edges):
        strength = 1.0
        if open_left and a < left:
            strength *= ((a - start).days + 1) / ((left - start).days + 1)
        if open_right and a >= right:
            strength *= ((end - a).days) / ((end - right).days + 1)
        if checked and a > checked:
            strength *= CARRIED
        yield a, b, round(strength, 3)


def bars(
    span: Span, where: Row, tip: str, shown: Window, checked: date | None = None, strength: float = 1.0
) -> Iterator[Row]:
    """A run of days as bars, clipped to what is shown and fading where it is open."""
    start, end = day(span[0]), day(span[1])
    first, last = max(start or shown[0], shown[0]), min(end or shown[1], shown[1])
    if first < last:
        for a, b, how in faded(first, last, shown, checked, not start, not end):
            ends = {"from": a.isoformat(), "until": b.isoformat()}
            yield ends | {"tip": tip, "strength": round(how * strength, 3)} | where


def bound(on: date | None, side: int) -> float:
    """A day as an end of a span; an open end lies on its side of all days."""
    return on.toordinal() if on else side * float("inf")


def clip(on: date, shown: Window) -> date:
    """A day, or the nearest that is shown."""
    return min(max(on, shown[0]), shown[1])


def lane_titles(rows: Sequence[tuple[float, str]], shown: Window) -> list[Row]:
    """What is written over lanes, at the left of the days shown."""
    return [{"on": shown[0].isoformat(), "y": y + 0.2, "title": title} for y, title in rows]


def written_titles(scale: alt.Scale) -> alt.Chart:
    """The titles of lanes as a layer; a long one is cut at the edge of the chart."""
    titles = alt.Chart(alt.NamedData("titles")).mark_text(
        align="left", fontSize=12, color=LINE, fontWeight="bold", limit=alt.ExprRef("width")
    )
    chart: alt.Chart = titles.encode(x="on:T", y=alt.Y("y:Q", axis=None, scale=scale), text="title:N")
    return chart


def moved(on: date, by: timedelta) -> date:
    """A day moved, no further than the calendar goes."""
    return date.fromordinal(min(max(on.toordinal() + by.days, 1), date.max.toordinal()))


def asked_rule() -> Iterator[alt.Chart]:
    """The day asked about, across a chart through time."""
    on = alt.Chart(alt.NamedData("asked"))
    yield on.mark_rule(strokeWidth=5, color="#FFFFFF").encode(x="on:T")
    yield on.mark_rule(strokeWidth=2, color=INK).encode(x="on:T")


def days_axis(field: str) -> alt.X:
    """Days along the bottom; in UTC, so that a day is the same day wherever it is looked at."""
    axis = alt.Axis(title=None, grid=False, format="%b %Y", labelOverlap=True, tickCount=8, labelFlush=True)
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc", nice=False))


def exact(low: float, high: float) -> alt.Scale:
    """A scale from one number to another and no further."""
    return alt.Scale(domain=[low, high], nice=False, zero=False)


def when(field: str, yes: Any, no: Any) -> Any:
    """One value where a field of the data is true, another where it is not."""
    return alt.condition(f"datum.{field}", alt.value(yes), alt.value(no))


def colours() -> alt.Color:
    """The colour of a verdict."""
    verdicts = {str(verdict): look for verdict, look in LOOKS.items() if verdict is not None}
    return coloured("verdict", verdicts)


def opacity(field: str = "strength") -> alt.Opacity:
    """How strongly something is drawn, from the data."""
    return alt.Opacity(f"{field}:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0, 1]))


def tooltip() -> alt.Tooltip:
    """What is said of something pointed at, from the data."""
    return alt.Tooltip("tip:N", title=" ")


def coloured(field: str, looks: Mapping[str, Look]) -> alt.Color:
    """The colour of a field; the key to it stands beside the chart, with its signs."""
    scale = alt.Scale(domain=list(looks), range=[look.colour for look in looks.values()])
    return alt.Color(f"{field}:N", scale=scale, legend=None)


def built(layers: Sequence[alt.Chart], height: int) -> Spec:
    """A chart of these layers without its data; its title is read from the data too."""
    head = alt.TitleParams(
        text=alt.ExprRef("data('head')[0].title"), anchor="start", fontSize=14, subtitleFontSize=11, subtitleColor=GREY
    )
    chart = alt.layer(*layers, kept("head")).properties(width="container", height=height, title=head)
    spec: Spec = chart.configure_view(stroke=None).to_dict()
    for layer in spec["layer"]:
        # The chart as a whole is described where it is shown, and its table says every mark: none is read out alone.
        layer["mark"]["aria"] = False
    return spec


def kept(dataset: str) -> alt.Chart:
    """A layer that draws nothing: a dataset that no layer draws would be dropped."""
    chart: alt.Chart = alt.Chart(alt.NamedData(dataset)).mark_point(opacity=0, size=0)
    return chart


def filled(spec: Spec, corpus: Corpus, headline: str, **datasets: Sequence[Row]) -> Spec:
    """The chart with its data."""
    head = {**spec["title"], "subtitle": source_lines(corpus)}
    return {
        **spec,
        "title": head,
        "datasets": {"head": [{"title": headline}], **{name: list(rows) for name, rows in datasets.items()}},
    }
