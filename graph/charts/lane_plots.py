"""The papers of a channel as lanes through time, as Vega-Lite, with the verdict, the coalition and what was disclosed.

A doubtful run of days is pale, a contested one hatched, an open end fades.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt

from ..dates import Span, Spans, day
from ..model import Disclosure
from ..reasoning.reason import Answer
from ..text.words import long_date, span_words
from .lanes import Arrow, Lane, arrows, coalition, disclosures, lane_rows, lanes
from .looks import INK, LINE, LOOKS, TIERS, Look
from .plot_parts import (
    HEAD,
    Row,
    Spec,
    Window,
    asked_rule,
    bars,
    bound,
    built,
    clip,
    coloured,
    days_axis,
    exact,
    filled,
    lane_titles,
    opacity,
    subject,
    tooltip,
    when,
    written_titles,
)
from .tallies import Stretch

_ROW = 34
# Hatching: so many strokes over the whole chart.
_STROKES = 90
# Where in its lane a run of days is drawn, and the middle of that.
_TOP, _BOTTOM, _MIDDLE = 0.42, 0.86, 0.64
# A run narrower than this part of the chart has no room for a letter on it.
_ROOM = 0.02
_STATES = Look("#A9B8D8", "#", "plaintiff states")

Coalition = tuple[str, Sequence[tuple[date, int, int]]]
"""The name of a case, and the least and most known plaintiff states it had from each day on."""


@dataclass(frozen=True)
class History:
    """What the lanes tell: verdicts, papers and what they did to each other, coalitions, disclosures."""

    stretches: Sequence[Stretch]
    lanes: Sequence[Lane]
    arrows: Sequence[Arrow] = ()
    coalitions: Sequence[Coalition] = ()
    told: Sequence[tuple[date, date, Disclosure]] = ()


def history_of(answer: Answer, stretches: Sequence[Stretch]) -> History:
    """What there is to tell of the channel of an answer, whose verdicts through time are given."""
    channel, corpus = answer.channel, answer.corpus
    every = lanes(channel)
    cases = [corpus.cases[id] for id in answer.cases]
    counted = ((case.short or case.title, coalition(channel.lives, case)) for case in cases)
    coalitions = [(name, counts) for name, counts in counted if counts]
    return History(stretches, every, arrows(channel, every), coalitions, disclosures(corpus, channel))


def lanes_chart(answer: Answer, history: History, shown: Window) -> Spec:
    """The verdict on top, then a lane for each paper with its title over it, the coalitions, and what was disclosed.

    Brushing along the days selects `days`.
    """
    places = {lane.instrument.id: n for n, lane in enumerate(history.lanes, 1)}
    titles = [(0.0, "The verdict")]
    drawn, signs = _verdicts(history.stretches, shown, answer.channel.checked)
    strokes: list[Row] = []
    for lane in history.lanes:
        n = places[lane.instrument.id]
        titles.append((n, f"{TIERS[lane.instrument.tier].sign} {lane.instrument.title}"))
        drawn += _paper(lane, n, shown)
        strokes += _hatched(lane.contested, n + _TOP, n + _BOTTOM, shown)
    for n, (name, counts) in enumerate(history.coalitions, len(places) + 1):
        titles.append((n, f"{_STATES.sign} Known plaintiff states in {name}"))
        parts, numbers = _coalition(counts, n, shown)
        drawn += parts
        signs += numbers
    last = len(titles)
    titles += [(last, "◇ What was disclosed")] if history.told else []
    points = [
        {"on": clip(first, shown).isoformat(), "until": clip(end, shown).isoformat(), "y": last + _MIDDLE,
         "tip": f"{long_date(first)}: {one.title}"}
        for first, end, one in history.told
    ]  # fmt: skip
    return filled(
        _lanes(len(titles)), answer.corpus, subject(answer), bars=drawn, strokes=strokes, signs=signs,
        titles=lane_titles(titles, shown), hits=_hits(history.arrows, places, shown), points=points,
        asked=[{"on": answer.question.on.isoformat()}],
    )  # fmt: skip


@cache
def _lanes(rows: int) -> Spec:
    scale = exact(rows, 0)

    def down(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    verdicts = {str(verdict): look for verdict, look in LOOKS.items() if verdict}
    looks = verdicts | {str(tier): look for tier, look in TIERS.items()} | {_STATES.words: _STATES}
    drawn = alt.Chart(alt.NamedData("bars")).mark_rect()
    strokes = alt.Chart(alt.NamedData("strokes")).mark_rule(strokeWidth=1, color=INK, opacity=0.75)
    signs = alt.Chart(alt.NamedData("signs")).mark_text(fontSize=12, color=INK)
    hits, points = alt.Chart(alt.NamedData("hits")), alt.Chart(alt.NamedData("points"))
    layers = (
        drawn.encode(
            x=days_axis("from"), x2="until:T", y=down("y"), y2="y2:Q", color=coloured("look", looks), opacity=opacity(),
            tooltip=tooltip(),
        ).add_params(alt.selection_interval(name="days", encodings=["x"])),
        strokes.encode(x="from:T", x2="until:T", y=down("y"), y2="y2:Q"),
        hits.mark_rule(strokeWidth=2, color=LINE).encode(
            x="on:T", y=down("y"), y2="y2:Q", opacity=opacity(), tooltip=tooltip()
        ),
        hits.mark_point(filled=True, size=90, color=LINE).encode(
            x="on:T", y=down("y2"), shape=when("up", "triangle-up", "triangle-down"), opacity=opacity(),
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
        signs.encode(x="on:T", y=down("y"), text="sign:N"),
        written_titles(scale),
    )  # fmt: skip
    return built(layers, height=_ROW * rows + HEAD + 36)


def _verdicts(stretches: Sequence[Stretch], shown: Window, checked: date | None) -> tuple[list[Row], list[Row]]:
    """The verdicts as a band parted by how many cells have which, and the sign of each where there is room for it."""
    drawn: list[Row] = []
    signs: list[Row] = []
    for one in stretches:
        base = 0.0
        for verdict, share in one.tally.shares:
            top, height = _TOP + 0.5 * base, 0.5 * share
            tip = f"{span_words(one.start, one.end)}: {LOOKS[verdict].words}"
            where = {"y": top, "y2": top + height, "look": str(verdict)}
            drawn += bars((bound(one.start, -1), bound(one.end, 1)), where, tip, shown, checked)
            if share > 0.6:
                signs += _written(one.start, one.end, top + height / 2, LOOKS[verdict].sign, shown)
            base += share
    return drawn, signs


def _paper(lane: Lane, n: int, shown: Window) -> Iterator[Row]:
    where = {"y": n + _TOP, "y2": n + _BOTTOM, "look": str(lane.instrument.tier)}
    for spans, how, strength in ((lane.sure, "operative", 1.0), (lane.perhaps, "perhaps operative", 0.4)):
        for span in spans:
            tip = f"{lane.instrument.title}: {how} {span_words(day(span[0]), day(span[1]))}"
            yield from bars(span, where, tip, shown, None, strength)


def _coalition(counts: Sequence[tuple[date, int, int]], n: int, shown: Window) -> tuple[list[Row], list[Row]]:
    """The number of states as the height of a band, pale for those in doubt, with the number on it."""
    most = max((high for _, _, high in counts), default=1) or 1
    height = _BOTTOM - _TOP
    drawn: list[Row] = []
    numbers: list[Row] = []
    for (on, low, high), (after, _, _) in pairwise([*counts, (shown[1], 0, 0)]):
        span: Span = (on.toordinal(), after.toordinal())
        tip = f"from {long_date(on)}: {count_words(low, high)}"
        level = n + _BOTTOM - height * low / most
        for top, bottom, strength in ((level, n + _BOTTOM, 1.0), (n + _BOTTOM - height * high / most, level, 0.4)):
            if top < bottom:
                drawn += bars(span, {"y": top, "y2": bottom, "look": _STATES.words}, tip, shown, None, strength)
        numbers += _written(on, after, n + _MIDDLE, f"{low}" if low == high else f"{low}–{high}", shown)
    return drawn, numbers


def count_words(low: int, high: int) -> str:
    """A number of states, or the least and the most.

    >>> count_words(1, 1), count_words(20, 22)
    ('1 state', '20 to 22 states; sources differ')
    """
    return f"{low} state{'s' * (low != 1)}" if low == high else f"{low} to {high} states; sources differ"


def _written(start: date | None, end: date | None, y: float, sign: str, shown: Window) -> Iterator[Row]:
    """A sign in the middle of a run of days, if there is room for all its letters."""
    first, last = clip(start or shown[0], shown), clip(end or shown[1], shown)
    if (last - first).days > _ROOM * len(sign) * (shown[1] - shown[0]).days:
        yield {"on": (first + (last - first) / 2).isoformat(), "y": y, "sign": sign}


def _hits(arrows: Sequence[Arrow], places: Mapping[str, int], shown: Window) -> list[Row]:
    """The arrows from lane to lane; one whose day is not settled is drawn on each, and named once."""
    out: list[Row] = []
    named: set[tuple[str, str]] = set()
    for arrow in arrows:
        if shown[0] <= arrow.on <= shown[1]:
            out.append(_hit(arrow, places, named_before=(arrow.source, arrow.target) in named))
            named.add((arrow.source, arrow.target))
    return out


def _hit(arrow: Arrow, places: Mapping[str, int], *, named_before: bool) -> Row:
    """An arrow from the lane of one paper to that of another; pale where its day is not settled."""
    start, end = places[arrow.source] + _MIDDLE, places[arrow.target] + _MIDDLE
    doubt = "" if arrow.sure else " (sources differ on the day)"
    return {
        "on": arrow.on.isoformat(), "tip": f"{long_date(arrow.on)}: {arrow.what}{doubt}", "y": start, "y2": end,
        "up": end < start, "strength": 1.0 if arrow.sure else 0.5, "what": "" if named_before else arrow.what,
        "middle": (start + end) / 2 - 0.22,
    }  # fmt: skip


def _hatched(spans: Spans, top: float, bottom: float, shown: Window) -> Iterator[Row]:
    """Slanting strokes over runs of days."""
    step = max((shown[1] - shown[0]).days / _STROKES, 0.5)
    for start, end in spans:
        first, last = max(start, shown[0].toordinal()), min(end, shown[1].toordinal())
        for n in range(int((last - first) / step)):
            at = shown[0] + timedelta(days=first - shown[0].toordinal() + n * step)
            until = at + timedelta(days=max(step * 0.8, 1))
            yield {"from": at.isoformat(), "until": until.isoformat(), "y": bottom, "y2": top}


# --- table twin -------------------------------------------------------------------


def history_rows(history: History) -> Iterator[dict[str, Any]]:
    """One row for each run of days, each deed of a paper, each size of a coalition and each disclosure."""

    def row(lane: str, how: str, first: object, until: object = "", id: str = "") -> dict[str, Any]:
        return {"lane": lane, "how": how, "from": str(first or ""), "until": str(until or ""), "id": id}

    for one in history.stretches:
        yield row("the verdict", one.tally.words, one.start, one.end)
    for each in lane_rows(history.lanes):
        yield row(each["paper"], each["how"], each["from"], each["until"], each["id"])
    titles = {lane.instrument.id: lane.instrument.title for lane in history.lanes}
    for arrow in history.arrows:
        doubt = "" if arrow.sure else " (sources differ on the day)"
        what = f"{arrow.what} “{titles[arrow.target]}”{doubt}"
        yield row(titles[arrow.source], what, arrow.on, id=arrow.source)
    for name, counts in history.coalitions:
        ends: list[date | None] = [*(on for on, _, _ in counts[1:]), None]
        for (on, low, high), end in zip(counts, ends, strict=True):
            yield row(f"known plaintiff states in {name}", count_words(low, high), on, end)
    for first, last, told in history.told:
        yield row("what was disclosed", told.title, first, last if last != first else "", told.id)
