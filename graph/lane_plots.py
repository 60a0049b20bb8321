"""Charts of a history, as Vega-Lite: the papers as lanes, the coalition, and valid days against known days.

A doubtful run of days is pale, a contested one hatched, an open end fades.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

import altair as alt

from .dates import Span, Spans, day
from .lanes import Arrow, Lane
from .looks import INK, LINE, LOOKS, TIERS
from .model import Disclosure
from .plot_parts import (
    HEAD,
    Row,
    Spec,
    Window,
    asked_rule,
    built,
    coloured,
    colours,
    days_axis,
    faded,
    filled,
    opacity,
    subject,
    tooltip,
    when,
)
from .reason import Answer
from .tallies import Stretch
from .words import long_date, span_words

_ROW = 34
# Hatching: so many strokes over the whole chart.
_STROKES = 90


def lanes_chart(
    answer: Answer, stretches: Sequence[Stretch], lanes: Sequence[Lane], arrows: Sequence[Arrow],
    told: Sequence[tuple[date, date, Disclosure]], shown: Window,
) -> Spec:  # fmt: skip
    """The verdict on top, then a lane for each paper with its title over it, then what was disclosed.

    Brushing along the days selects `days`.
    """
    places = {lane.instrument.id: n + 1 for n, lane in enumerate(lanes)}
    last = len(lanes) + 1
    bars: list[Row] = []
    strokes: list[Row] = []
    hits: list[Row] = []
    titles: list[Row] = [{"y": 0, "title": "The verdict"}]
    for one in stretches:
        base = 0.0
        for verdict, share in one.tally.shares:
            where = {"y": 0.42 + 0.5 * base, "y2": 0.42 + 0.5 * (base + share), "look": str(verdict)}
            tip = f"{span_words(one.start, one.end)}: {LOOKS[verdict].words}"
            bars += _bars((_bound(one.start, -1), _bound(one.end, 1)), where, tip, shown, answer.channel.checked)
            base += share
    for lane in lanes:
        n = places[lane.instrument.id]
        where = {"y": n + 0.42, "y2": n + 0.86, "look": str(lane.instrument.tier)}
        titles.append({"y": n, "title": f"{TIERS[lane.instrument.tier].sign} {lane.instrument.title}"})
        for spans, how, strength in ((lane.sure, "operative", 1.0), (lane.perhaps, "perhaps operative", 0.4)):
            for span in spans:
                tip = f"{lane.instrument.title}: {how} {_words(span)}"
                bars += _bars(span, where, tip, shown, None, strength)
        strokes += _hatched(lane.contested, n + 0.42, n + 0.86, shown)
    named: set[tuple[str, str]] = set()
    for arrow in arrows:
        if shown[0] <= arrow.on <= shown[1]:
            hits.append(_hit(arrow, places, named_before=(arrow.source, arrow.target) in named))
            named.add((arrow.source, arrow.target))
    points = [
        {
            "on": _clip(first, shown).isoformat(),
            "until": _clip(end, shown).isoformat(),
            "y": last + 0.64,
            "tip": f"{long_date(first)}: {one.title}",
        }
        for first, end, one in told
    ]
    titles += [{"y": last, "title": "◇ What was disclosed"}] if told else []
    titles = [row | {"on": shown[0].isoformat(), "y": row["y"] + 0.2} for row in titles]
    return filled(
        _lanes(last + bool(told)), answer.corpus, subject(answer), bars=bars, strokes=strokes, titles=titles, hits=hits,
        points=points, asked=[{"on": answer.question.on.isoformat()}],
    )  # fmt: skip


@cache
def _lanes(rows: int) -> Spec:
    scale = alt.Scale(domain=[rows, 0], nice=False, zero=False)

    def down(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    looks = {str(verdict): look for verdict, look in LOOKS.items() if verdict} | {
        str(t): look for t, look in TIERS.items()
    }
    brush = alt.selection_interval(name="days", encodings=["x"])
    bars = (
        alt.Chart(alt.NamedData("bars"))
        .mark_rect()
        .encode(
            x=days_axis("from"),
            x2="until:T",
            y=down("y"),
            y2="y2:Q",
            color=coloured("look", looks),
            opacity=opacity(),
            tooltip=tooltip(),
        )
        .add_params(brush)
    )
    strokes = alt.Chart(alt.NamedData("strokes")).mark_rule(strokeWidth=1, color=INK, opacity=0.75)
    titles = alt.Chart(alt.NamedData("titles")).mark_text(
        align="left", fontSize=12, color=LINE, fontWeight="bold", limit=340
    )
    hits = alt.Chart(alt.NamedData("hits"))
    points = alt.Chart(alt.NamedData("points"))
    layers = (
        bars,
        strokes.encode(x="from:T", x2="until:T", y=down("y"), y2="y2:Q"),
        hits.mark_rule(strokeWidth=2, color=LINE).encode(
            x="on:T", y=down("y"), y2="y2:Q", opacity=opacity(), tooltip=tooltip()
        ),
        hits.mark_point(filled=True, size=90, color=LINE).encode(
            x="on:T",
            y=down("y2"),
            shape=when("up", "triangle-up", "triangle-down"),
            opacity=opacity(),
            tooltip=tooltip(),
        ),
        hits.mark_text(align="left", dx=7, fontSize=11, fontStyle="italic", color=LINE).encode(
            x="on:T", y=down("middle"), text="what:N"
        ),
        points.mark_rule(strokeWidth=3, color=LINE).encode(x="on:T", x2="until:T", y=down("y")),
        points.mark_point(shape="diamond", filled=True, size=110, color=LINE).encode(
            x="on:T", y=down("y"), tooltip=tooltip()
        ),
        *asked_rule(),
        titles.encode(x="on:T", y=down("y"), text="title:N"),
    )
    return built(layers, height=_ROW * rows + HEAD + 36)


def _hit(arrow: Arrow, places: Mapping[str, int], *, named_before: bool) -> Row:
    """An arrow from the lane of one paper to that of another; pale where its day is not settled, named once."""
    start, end = places[arrow.source] + 0.64, places[arrow.target] + 0.64
    doubt = "" if arrow.sure else " (sources differ on the day)"
    return {
        "on": arrow.on.isoformat(), "tip": f"{long_date(arrow.on)}: {arrow.what}{doubt}", "y": start, "y2": end,
        "up": end < start, "strength": 1.0 if arrow.sure else 0.5, "what": "" if named_before else arrow.what,
        "middle": (start + end) / 2 - 0.22,
    }  # fmt: skip


def _bars(
    span: Span, where: Row, tip: str, shown: Window, checked: date | None, strength: float = 1.0
) -> Iterator[Row]:
    """A run of days as bars, clipped to what is shown and fading where it is open."""
    start, end = day(span[0]), day(span[1])
    first, last = max(start or shown[0], shown[0]), min(end or shown[1], shown[1])
    if first < last:
        for a, b, how in faded(first, last, shown, checked, not start, not end):
            yield {
                "from": a.isoformat(),
                "until": b.isoformat(),
                "tip": tip,
                "strength": round(how * strength, 3),
            } | where


def _hatched(spans: Spans, top: float, bottom: float, shown: Window) -> Iterator[Row]:
    """Slanting strokes over runs of days."""
    step = max((shown[1] - shown[0]).days / _STROKES, 0.5)
    for start, end in spans:
        first, last = max(start, shown[0].toordinal()), min(end, shown[1].toordinal())
        count = int((last - first) / step)
        for n in range(count):
            at = shown[0] + timedelta(days=first - shown[0].toordinal() + n * step)
            yield {
                "from": at.isoformat(),
                "until": (at + timedelta(days=max(step * 0.8, 1))).isoformat(),
                "y": bottom,
                "y2": top,
            }


def coalition_chart(answer: Answer, name: str, counts: Sequence[tuple[date, int, int]], shown: Window) -> Spec:
    """How many known plaintiff states a case had; a band where sources differ."""
    steps = [(shown[0], 0, 0), *((_clip(on, shown), low, high) for on, low, high in counts)]
    rows = [
        {
            "from": on.isoformat(),
            "until": after.isoformat(),
            "low": low,
            "high": high,
            "tip": f"from {long_date(on)}: {_count(low, high)}",
        }
        for (on, low, high), after in zip(steps, [*(on for on, _, _ in steps[1:]), shown[1]], strict=True)
        if on < after
    ]
    return filled(
        _coalition(), answer.corpus, f"Known plaintiff states in {name}", steps=rows,
        asked=[{"on": answer.question.on.isoformat()}],
    )  # fmt: skip


def _count(low: int, high: int) -> str:
    return f"{low} states" if low == high else f"{low} to {high} states; sources differ"


@cache
def _coalition() -> Spec:
    steps = alt.Chart(alt.NamedData("steps"))
    axis = alt.Axis(title=None, tickCount=4, grid=True, orient="right")
    top = alt.Y("high:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))
    layers = (
        steps.mark_rect(color="#7FC8A9", opacity=0.5).encode(
            x=days_axis("from"), x2="until:T", y=top, y2="low:Q", tooltip=tooltip()
        ),
        steps.mark_rule(color="#4F9D7C", strokeWidth=3).encode(
            x="from:T", x2="until:T", y=alt.Y("low:Q", axis=axis), tooltip=tooltip()
        ),
        *asked_rule(),
    )
    return built(layers, height=190)


def known_chart(answer: Answer, rows: Sequence[tuple[date, Sequence[Stretch]]], shown: Window) -> Spec:
    """The verdict on each day (across) as the public record of each day (up) would have had it."""
    bands = []
    for n, (known, stretches) in enumerate(rows):
        upper = rows[n + 1][0] if n + 1 < len(rows) else shown[1]
        for one in stretches:
            first, last = max(one.start or shown[0], shown[0]), min(one.end or shown[1], shown[1])
            verdict = one.tally.verdict
            if first < last and verdict and known < upper:
                tip = f"known on {long_date(known)}: {LOOKS[verdict].words} {span_words(one.start, one.end)}"
                bands.append(
                    {
                        "from": first.isoformat(),
                        "until": last.isoformat(),
                        "known": known.isoformat(),
                        "upper": upper.isoformat(),
                    }
                    | {"verdict": str(verdict), "tip": tip, "strength": 1.0}
                )
    return filled(_known(), answer.corpus, "Across: the day asked about. Up: the day of the public record", bands=bands)


@cache
def _known() -> Spec:
    axis = alt.Axis(title=None, grid=False, format="%b %Y", tickCount=8)
    up = alt.Y("known:T", axis=axis, scale=alt.Scale(type="utc", nice=False))
    bands = alt.Chart(alt.NamedData("bands")).mark_rect(stroke=LINE, strokeWidth=0.3)
    layer = bands.encode(x=days_axis("from"), x2="until:T", y=up, y2="upper:T", color=colours(), tooltip=tooltip())
    return built((layer,), height=420)


def _bound(on: date | None, side: int) -> float:
    return on.toordinal() if on else side * float("inf")


def _words(span: Span) -> str:
    return span_words(day(span[0]), day(span[1]))


def _clip(on: date, shown: Window) -> date:
    return min(max(on, shown[0]), shown[1])
