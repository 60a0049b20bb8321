"""The table of a query as a chart, a map or lanes of days, where its columns allow.

What a column holds is read from its values, not from its name: states, days,
verdicts, numbers, or words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import altair as alt

from ..corpus import Corpus
from ..model import Verdict
from ..text.words import span_words
from .looks import GREY, INK, LINE, LOOKS, Look
from .plot_parts import AXIS, HEAD, Row, Spec, built, days_axis, exact, filled, moved, opacity, tooltip
from .plots import positions

Rows = Sequence[Mapping[str, Any]]

# More bars or lanes than this tell nothing; the first are drawn, and the title says so.
MOST = 40
# What is no verdict has the colour of none.
_PLAIN = GREY
_STEP = 35
_LONGEST = 100
# A run narrower than this part of the days has no room for the sign of its verdict.
_ROOM = 0.02
_VERDICTS = {str(one) for one in Verdict}


def ways(corpus: Corpus, rows: Rows) -> dict[str, Spec]:
    """The pictures a table allows, by name: `chart`, `map`, `timeline`.

    A map needs a column of states; a timeline one or two of days; a chart words
    that repeat, or words with numbers.
    """
    kinds = {column: _kind(corpus, [row[column] for row in rows]) for column in (rows[0] if rows else ())}
    drawn = {"chart": _chart(corpus, rows, kinds), "map": _map(corpus, rows, kinds)}
    drawn["timeline"] = _timeline(corpus, rows, kinds)
    return {way: spec for way, spec in drawn.items() if spec}


def _kind(corpus: Corpus, values: Iterable[Any]) -> str:
    """What the values of a column are: state, day, verdict, number, words, or nothing."""
    said = {value for value in values if value is not None}
    if not said:
        return "nothing"
    if all(isinstance(one, bool) for one in said):
        return "words"
    if all(isinstance(one, int | float) for one in said):
        return "number"
    if all(_day(one) for one in said):
        return "day"
    if said <= _VERDICTS:
        return "verdict"
    return "state" if all(isinstance(one, str) and one in corpus.places for one in said) else "words"


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _first(kinds: Mapping[str, str], *wanted: str) -> str | None:
    return next((column for kind in wanted for column, one in kinds.items() if one == kind), None)


def _readable(rows: Rows, kinds: Mapping[str, str]) -> str | None:
    """The column of words that is most like a sentence, since ids tell a reader little."""
    words = [column for column, kind in kinds.items() if kind == "words"]
    return max(words, key=lambda one: sum(" " in str(row[one]) for row in rows), default=None)


def _named(corpus: Corpus, value: Any) -> str:
    """What a bar or lane is called: the title of a paper or case, else the value, cut to a readable length."""
    known = corpus.instruments.get(value) or corpus.cases.get(value) if isinstance(value, str) else None
    text = str(known.title if known else value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"


def _headline(what: str, drawn: int, every: int) -> str:
    return what if drawn >= every else f"{what}: the first {drawn} of {every:,}"


# --- chart ------------------------------------------------------------------------


def _chart(corpus: Corpus, rows: Rows, kinds: Mapping[str, str]) -> Spec | None:
    """Bars: a number for each word, or how many rows have it."""
    number = _first(kinds, "number")
    # What a number is about stands beside it; what is counted must repeat.
    words = [one for one, kind in kinds.items() if kind in ("verdict", "state", "words")]
    if number:
        word = next((one for one in words if len({row[one] for row in rows}) == len(rows)), None)
    else:
        word = next((one for one in words if 1 < len({row[one] for row in rows}) <= min(MOST, len(rows) - 1)), None)
    if not word:
        return None
    sums: Counter[str] = Counter()
    for row in rows:
        if row[word] is not None:
            sums[_named(corpus, row[word])] += row[number] or 0 if number else 1
    bars = [
        {
            "label": f"{label}: {value:g}",
            "y": n + 0.45,
            "y2": n + 0.9,
            "mid": n + 0.22,
            "x": 0,
            "x2": value,
            "tip": f"{label}: {value:g}",
        }
        for n, (label, value) in enumerate(sums.most_common(MOST))
    ]
    what = f"{number} by {word}" if number else f"rows by {word}"
    return filled(_bars(len(bars)), corpus, _headline(what, len(bars), len(sums)), bars=bars)


@cache
def _bars(rows: int) -> Spec:
    y = alt.Y("y:Q", axis=None, scale=exact(rows, 0))
    bars = alt.Chart(alt.NamedData("bars"))
    across = alt.X("x:Q", axis=alt.Axis(title=None, tickMinStep=1), scale=alt.Scale(zero=True, nice=True))
    layers = (
        bars.mark_rect(color=_PLAIN).encode(x=across, x2="x2:Q", y=y, y2="y2:Q", tooltip=tooltip()),
        bars.mark_text(align="left", color=LINE, fontWeight="bold").encode(
            x=alt.value(0), y=alt.Y("mid:Q", axis=None), text="label:N"
        ),
    )
    return built(layers, height=_STEP * rows + HEAD + AXIS)


# --- map --------------------------------------------------------------------------


def _map(corpus: Corpus, rows: Rows, kinds: Mapping[str, str]) -> Spec | None:
    """Tiles of the states: parted by verdict, or as strong as a number."""
    state = _first(kinds, "state")
    if not state:
        return None
    verdict, number = _first(kinds, "verdict"), _first(kinds, "number")
    told: dict[str, Counter[str]] = {}
    for row in rows:
        if row[state] is not None:
            share = told.setdefault(row[state], Counter())
            share[row[verdict] or "" if verdict else "there"] += row[number] or 0 if number and not verdict else 1
    most = max((sum(one.values()) for one in told.values()), default=1) or 1
    shares: list[Row] = []
    tiles: list[Row] = []
    for code, (x, y) in positions(corpus.trees["origin"].leaves).items():
        found = told.get(code, Counter())
        total = sum(found.values())
        parted = (f"{LOOKS[Verdict(one)].words} {count:g}" for one, count in found.items() if one)
        words = ", ".join(parted) if verdict else f"{total:g}" if total else ""
        tip = f"{corpus.trees['origin'].label(code)}: {words or 'no row'}"
        tiles.append({"x": x, "x2": x + 0.93, "y": y, "y2": y + 0.93, "mid": x + 0.46, "half": y + 0.36} | {
            "code": code, "tip": tip, "count": _written(found, bool(verdict)), "low": y + 0.72,
        })  # fmt: skip
        left: float = x
        for one, count in found.items():
            right = left + 0.93 * count / (total or 1)
            look = LOOKS[Verdict(one)].colour if verdict and one else _PLAIN
            strength = 1.0 if verdict else 0.25 + 0.75 * total / most
            shares.append({"x": left, "x2": right, "y": y, "y2": y + 0.93, "look": look, "strength": strength})
            left = right
    what = f"{verdict} by {state}" if verdict else f"{number or 'rows'} by {state}"
    return filled(_tiles(max(row["y"] for row in tiles) + 1), corpus, what, tiles=tiles, shares=shares)


def _written(found: Counter[str], verdicts: bool) -> str:
    """What is written on a tile: the sign of its verdict, or how many."""
    if not verdicts:
        return f"{total:g}" if (total := sum(found.values())) else ""
    said = [Verdict(one) if one else None for one in found]
    return LOOKS[said[0] if len(said) == 1 else None].sign if said else ""


@cache
def _tiles(rows: int) -> Spec:
    ends = {
        "x": alt.X("x:Q", axis=None, scale=exact(0, 11)), "x2": "x2:Q",
        "y": alt.Y("y:Q", axis=None, scale=exact(rows, 0)), "y2": "y2:Q",
    }  # fmt: skip
    tiles, shares = alt.Chart(alt.NamedData("tiles")), alt.Chart(alt.NamedData("shares"))
    layers = (
        tiles.mark_rect(color="#FFFFFF", cornerRadius=2).encode(**ends),
        shares.mark_rect().encode(**ends, color=alt.Color("look:N", scale=None), opacity=opacity()),
        tiles.mark_rect(fillOpacity=0, stroke=LINE, strokeWidth=0.8, cornerRadius=2).encode(**ends, tooltip=tooltip()),
        tiles.mark_text(fontSize=12, fontWeight="bold", color=INK).encode(
            x=alt.X("mid:Q", axis=None), y=alt.Y("half:Q", axis=None), text="code:N"
        ),
        tiles.mark_text(fontSize=10, color=INK).encode(
            x=alt.X("mid:Q", axis=None), y=alt.Y("low:Q", axis=None), text="count:N"
        ),
    )
    return built(layers, height=34 * rows + HEAD)


# --- timeline ---------------------------------------------------------------------


def _timeline(corpus: Corpus, rows: Rows, kinds: Mapping[str, str]) -> Spec | None:
    """Lanes: a run of days for each row with two days, a point for one with one."""
    days = [column for column, kind in kinds.items() if kind == "day"][:2]
    if not days:
        return None
    label = _readable(rows, kinds) or _first(kinds, "state", "verdict") or days[0]
    verdict = _first(kinds, "verdict")
    every = sorted({on for row in rows for column in days if (on := _day(row[column]))})
    margin = timedelta(days=max(15, (every[-1] - every[0]).days // 30))
    low, high = moved(every[0], -margin), moved(every[-1], margin)
    some = [row for row in rows if any(row[column] for column in days)]
    names = list(dict.fromkeys(_named(corpus, row[label]) for row in some))[:MOST]
    bars: list[Row] = []
    points: list[Row] = []
    signs: dict[tuple[int, date, date], Row] = {}
    for row in some:
        name = _named(corpus, row[label])
        if name not in names:
            continue
        first, last = _day(row[days[0]]), _day(row[days[-1]]) if len(days) > 1 else None
        look = LOOKS[Verdict(row[verdict])] if verdict and row[verdict] else Look(_PLAIN, "", "")
        n = names.index(name)
        where = {"y": n + 0.5, "y2": n + 0.9, "mid": n + 0.7, "look": look.colour, "strength": 1.0}
        if len(days) > 1 and (not first or not last or first < last):
            start, end = first or low, last or high
            bars.append({"from": start.isoformat(), "until": end.isoformat(),
                         "tip": f"{name}: {span_words(first, last)} {look.words}".rstrip()} | where)  # fmt: skip
            if look.sign and (end - start).days > _ROOM * (high - low).days:
                signs[n, start, end] = {
                    "on": (start + (end - start) / 2).isoformat(),
                    "mid": n + 0.7,
                    "sign": look.sign,
                }
        else:
            points.append({"from": (first or last or low).isoformat(), "tip": f"{name}: {first or last}"} | where)
    titles = [{"from": low.isoformat(), "y": n + 0.25, "title": name} for n, name in enumerate(names)]
    lanes = len({_named(corpus, row[label]) for row in some})
    what = _headline(f"{label} by {' and '.join(days)}", len(names), lanes)
    return filled(_lanes(len(names)), corpus, what, bars=bars, points=points, signs=list(signs.values()), titles=titles)


@cache
def _lanes(rows: int) -> Spec:
    scale = exact(rows, 0)
    bars, points = alt.Chart(alt.NamedData("bars")), alt.Chart(alt.NamedData("points"))
    titles = alt.Chart(alt.NamedData("titles")).mark_text(
        align="left", fontSize=12, color=LINE, fontWeight="bold", limit=alt.ExprRef("width")
    )
    signs = alt.Chart(alt.NamedData("signs")).mark_text(fontSize=11, color=INK)
    look = alt.Color("look:N", scale=None)
    mid = alt.Y("mid:Q", axis=None, scale=scale)
    layers = (
        bars.mark_rect(stroke=LINE, strokeWidth=0.5).encode(
            x=days_axis("from"),
            x2="until:T",
            y=alt.Y("y:Q", axis=None, scale=scale),
            y2="y2:Q",
            color=look,
            tooltip=tooltip(),
        ),
        points.mark_point(shape="diamond", filled=True, size=90, stroke=LINE, opacity=1).encode(
            x=days_axis("from"), y=mid, color=look, tooltip=tooltip()
        ),
        signs.encode(x="on:T", y=mid, text="sign:N"),
        titles.encode(x=days_axis("from"), y=alt.Y("y:Q", axis=None, scale=scale), text="title:N"),
    )
    return built(layers, height=_STEP * rows + HEAD + AXIS)
