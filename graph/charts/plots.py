"""Charts of an answer, as Vega-Lite: the verdict through time, the states as tiles, data against people.

Each chart is built by Altair once and kept; what changes from one answer to the
next is only its datasets, so that a new day costs no new chart.  Nothing is
fetched: no geometry, no fonts, no data.  Every chart carries a title, the line
that says which record it was drawn from, and a sign beside each colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import takewhile

import altair as alt

from ..corpus import Corpus
from ..reasoning.reason import Answer
from ..text.words import long_date, span_words
from .looks import INK, LINE, LOOKS
from .plot_parts import (
    AXIS,
    CARRIED,
    HEAD,
    Row,
    Spec,
    Window,
    asked_rule,
    built,
    colours,
    days_axis,
    exact,
    faded,
    filled,
    kept,
    moved,
    opacity,
    subject,
    tooltip,
    when,
)
from .tallies import Stretch, Tally, by_cell, by_origin

# Where each place stands: equal tiles, neighbours near each other, the islands below.
_GRID = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN WI .. MI .. NY MA
OR NV WY SD IA IL IN OH PA NJ RI
CA UT CO NE MO KY WV VA MD DE CT
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL .. ..
AS GU MP .. .. .. .. .. .. PR VI
"""
_COLUMNS = 11
# The side of a tile, its middle, and the outline of one that is chosen.
_SIDE, _HALF, _CHOSEN = 0.93, 0.465, "#0B5FB0"
# How strongly a cell is drawn that two days leave as it was.
_STILL = 0.4
# A stretch narrower than this part of the strip has no room for its sign.
_ROOM = 0.03


def positions(places: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The column and row of each place; those without a tile of their own follow in rows below.

    >>> positions(["WA", "OR", "Zenda"])
    {'WA': (0, 2), 'OR': (0, 3), 'Zenda': (0, 9)}
    """
    rows = [line.split() for line in _GRID.split("\n") if line]
    known = {code: (x, y) for y, row in enumerate(rows) for x, code in enumerate(row)}
    others = [one for one in places if one not in known]
    extra = {one: (n % _COLUMNS, len(rows) + n // _COLUMNS) for n, one in enumerate(others)}
    return {one: known.get(one) or extra[one] for one in places}


# --- states as tiles --------------------------------------------------------------


def tiles(answer: Answer, chosen: Sequence[str] = ()) -> Spec:
    """The verdict in each state, as equal tiles; a tile whose cells differ is parted by how many have which.

    `answer` should ask about every state; those `chosen` are outlined.  A click
    on a tile selects `origin` in the selection `state`.
    """
    tallies = by_origin(answer)
    places = positions(tallies)
    tree, strength = answer.corpus.trees["origin"], _strength(answer)
    shares: list[Row] = []
    marks: list[Row] = []
    for origin, tally in tallies.items():
        x, y = places[origin]
        shares += _parted(tally, x, y, strength)
        tip = f"{tree.label(origin)}: {tally.words}"
        marks.append(_tile(x, y, tally, tip, origin in chosen) | {"origin": origin, "up": y + 0.33, "down": y + 0.70})
    rows = max((y for _, y in places.values()), default=0) + 1
    spec = _tiles(rows, min((y for _, y in places.values()), default=0))
    return filled(spec, answer.corpus, f"By state on {long_date(answer.question.on)}", shares=shares, marks=marks)


@cache
def _tiles(rows: int, first: int) -> Spec:
    x, y = alt.X("x:Q", axis=None, scale=exact(0, _COLUMNS)), alt.Y("y:Q", axis=None, scale=exact(rows, first))
    marks = alt.Chart(alt.NamedData("marks"))
    code = marks.mark_text(fontSize=12, fontWeight="bold", color=INK).encode(x=_at("mid"), y=_on("up"), text="origin:N")
    sign = marks.mark_text(fontSize=11, color=INK).encode(x=_at("mid"), y=_on("down"), text="sign:N")
    click = alt.selection_point(name="state", fields=["origin"], toggle=False)
    return built((*_grid(x, y), code, sign, _hit(x, y, click)), height=34 * (rows - first) + HEAD)


# --- data against people ------------------------------------------------------------


def matrix(answer: Answer, chosen: Sequence[tuple[str, str]] = ()) -> Spec:
    """The verdict for each category of data and class of people, over the states asked about.

    `answer` should ask about all data and everyone; the pairs `chosen` are
    outlined.  A click on a cell selects `object` and `people` in `cell`.
    """
    tallies, strength = by_cell(answer), _strength(answer)
    objects = list(dict.fromkeys(object_ for object_, _ in tallies))
    classes = list(dict.fromkeys(people for _, people in tallies))
    trees = answer.corpus.trees
    shares: list[Row] = []
    marks: list[Row] = []
    for (object_, people), tally in tallies.items():
        x, y = classes.index(people), objects.index(object_)
        shares += _parted(tally, x, y, strength)
        tip = f"{trees['object'].label(object_)}, {trees['people'].label(people)}: {tally.words}"
        marks.append(_tile(x, y, tally, tip, (object_, people) in chosen) | {"object": object_, "people": people})
    sides = [{"label": label} for label in short_labels(answer.corpus, objects)]
    heads = [{"label": _lines(trees["people"].label(one))} for one in classes]
    return filled(
        _matrix(len(objects), len(classes)), answer.corpus, f"By data and people on {long_date(answer.question.on)}",
        shares=shares, marks=marks, sides=sides, heads=heads,
    )  # fmt: skip


def changed(before: Answer, after: Answer) -> Spec:
    """Two answers to one question on two days: each cell's verdict before on its left, after on its right.

    Cells that changed are outlined; the others are pale.
    """
    was, now = by_cell(before), by_cell(after)
    corpus, trees = after.corpus, after.corpus.trees
    objects = list(dict.fromkeys(object_ for object_, _ in now))
    classes = list(dict.fromkeys(people for _, people in now))
    shares: list[Row] = []
    marks: list[Row] = []
    for (object_, people), tally in now.items():
        x, y, old = classes.index(people), objects.index(object_), was[object_, people]
        flips = old != tally
        for half, part in enumerate((old, tally)):
            shares += _parted(part, x + half * _HALF, y, 1.0 if flips else _STILL, _HALF)
        cell = f"{trees['object'].label(object_)}, {trees['people'].label(people)}"
        tip = f"{cell}: {old.words}, then {tally.words}" if flips else f"{cell}: {tally.words} on both days"
        signs = [LOOKS[one.verdict].sign for one in ((old, tally) if flips else (tally,))]
        marks.append(_tile(x, y, tally, tip, flips) | {"object": object_, "people": people, "sign": " → ".join(signs)})
    days = " and ".join(long_date(one.question.on) for one in (before, after))
    sides = [{"label": label} for label in short_labels(corpus, objects)]
    heads = [{"label": _lines(trees["people"].label(one))} for one in classes]
    return filled(
        _matrix(len(objects), len(classes)), corpus, f"Between {days}",
        shares=shares, marks=marks, sides=sides, heads=heads,
    )  # fmt: skip


def _lines(label: str) -> str:
    """A label for a narrow column in four lines, parted by bars, the last at the bottom.

    >>> _lines("lawful permanent residents")
    '|lawful|permanent|residents'
    """
    words = label.split()
    lines = [*words[:3], " ".join(words[3:])] if len(words) > 3 else words
    return "|".join([""] * (4 - len(lines)) + lines)


def short_labels(corpus: Corpus, objects: Sequence[str]) -> list[str]:
    """The labels of categories of data, without the first words that all of one kind share; whole, if of several."""
    tree = corpus.trees["object"]
    labels, roots = [tree.label(one) for one in objects], {tree.root(one) for one in objects}
    if len(roots) != 1:
        return labels
    kind = [tree.label(one).split() for one in tree.members(tree.masks(roots))]
    shared = sum(1 for _ in takewhile(lambda words: len({*words}) == 1, zip(*kind, strict=False)))
    return [" ".join(label.split()[shared:]) or label for label in labels]


@cache
def _matrix(rows: int, columns: int) -> Spec:
    # Labels are read from the data, so that they may change without a new chart.
    down = alt.Axis(
        title=None, grid=False, ticks=False, domain=False, values=[n + _HALF for n in range(rows)], labelLimit=150,
        labelExpr="data('sides')[floor(datum.value)].label", labelOverlap=False,
    )  # fmt: skip
    across = alt.Axis(
        title=None, grid=False, ticks=False, domain=False, values=[n + _HALF for n in range(columns)], orient="top",
        labelExpr="split(data('heads')[floor(datum.value)].label, '|')", labelOverlap=False,
        labelBaseline="top", labelPadding=58,
    )  # fmt: skip
    x = alt.X("x:Q", axis=across, scale=exact(0, columns))
    y = alt.Y("y:Q", axis=down, scale=exact(rows, 0))
    sign = (
        alt.Chart(alt.NamedData("marks"))
        .mark_text(fontSize=12, color=INK)
        .encode(x=alt.X("mid:Q", axis=across), y=alt.Y("half:Q", axis=down), text="sign:N")
    )
    click = alt.selection_point(name="cell", fields=["object", "people"], toggle=False)
    layers = (*_grid(x, y), sign, _hit(x, y, click), kept("sides"), kept("heads"))
    return built(layers, height=24 * rows + HEAD + 58)


# --- tiles of either chart --------------------------------------------------------


def _tile(x: int, y: int, tally: Tally, tip: str, chosen: bool) -> Row:
    """Where a tile stands and what is written on it."""
    ends = {"x": x, "y": y, "x2": x + _SIDE, "y2": y + _SIDE, "mid": x + _HALF, "half": y + _HALF}
    return ends | {"sign": LOOKS[tally.verdict].sign, "tip": tip, "chosen": chosen}


def _parted(tally: Tally, x: float, y: int, strength: float, width: float = _SIDE) -> Iterator[Row]:
    """The parts of a tile, from its left to its right, each with its verdict."""
    left = x
    for verdict, share in tally.shares:
        right = left + width * share
        yield {"x": left, "x2": right, "y": y, "y2": y + _SIDE, "verdict": str(verdict), "strength": strength}
        left = right


def _strength(answer: Answer) -> float:
    """Paler where the answer is carried forward."""
    return CARRIED if any(region.carried_forward_from for region in answer.regions) else 1.0


def _grid(x: alt.X, y: alt.Y) -> Iterator[alt.Chart]:
    """A white ground, the parts of every tile over it, and its outline."""
    ends = {"x": x, "y": y, "x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
    marks, shares = alt.Chart(alt.NamedData("marks")), alt.Chart(alt.NamedData("shares"))
    # What is paler must stay readable on a dark page too.
    yield marks.mark_rect(color="#FFFFFF", cornerRadius=2).encode(**ends)
    yield shares.mark_rect().encode(**ends, color=colours(), opacity=opacity())
    yield marks.mark_rect(fillOpacity=0, cornerRadius=2).encode(
        **ends, stroke=when("chosen", _CHOSEN, LINE), strokeWidth=when("chosen", 3, 0.8)
    )


def _at(field: str) -> alt.X:
    """A place across; every layer of a chart must leave its axis out, or none."""
    return alt.X(f"{field}:Q", axis=None)


def _on(field: str) -> alt.Y:
    """A place down; likewise."""
    return alt.Y(f"{field}:Q", axis=None)


def _hit(x: alt.X, y: alt.Y, click: alt.Parameter) -> alt.Chart:
    """The whole of each tile, to be pointed at and clicked."""
    whole = alt.Chart(alt.NamedData("marks")).mark_rect(opacity=0, cursor="pointer")
    chart: alt.Chart = whole.encode(x=x, y=y, x2="x2:Q", y2="y2:Q", tooltip=tooltip()).add_params(click)
    return chart


# --- through time -----------------------------------------------------------------


def window(stretches: Sequence[Stretch], *days: date | None) -> Window:
    """The days a chart through time shows: from before the first change to after the last, and these days."""
    every = sorted([one.start for one in stretches if one.start] + [on for on in days if on])
    if not every:
        return date(2000, 1, 1), date(2001, 1, 1)
    margin = timedelta(days=max(30, (every[-1] - every[0]).days // 20))
    return moved(every[0], -margin), moved(every[-1], margin)


def strip(answer: Answer, stretches: Sequence[Stretch], shown: Window) -> Spec:
    """The verdicts of the cells asked about through time: the height of a band is the part of the cells.

    What lies after the day the record was last checked is carried forward, and
    paler; what is open on either side fades.
    """
    checked = answer.channel.checked
    first, last = shown
    bands, signs = [], []
    for one in stretches:
        start, end = max(one.start or first, first), min(one.end or last, last)
        if start >= end:
            continue
        wide = (end - start).days > _ROOM * (last - first).days
        base = 0.0
        for verdict, share in one.tally.shares:
            look = LOOKS[verdict]
            tip = f"{span_words(one.start, one.end)}: {look.words}" + (f" ({share:.0%})" if share < 1 else "")
            where = {"y": base, "y2": base + share, "verdict": str(verdict), "tip": tip}
            for a, b, strength in faded(start, end, shown, checked, not one.start, not one.end):
                bands.append(_days(a, b) | where | {"strength": strength, "ground": min(strength / CARRIED, 1)})
            if wide and share > 0.2:
                middle = start + (end - start) / 2
                signs.append({"on": middle.isoformat(), "y": base + share / 2, "sign": look.sign})
            base += share
    return filled(
        _strip(), answer.corpus, subject(answer), bands=bands, signs=signs,
        asked=[{"on": answer.question.on.isoformat(), "label": long_date(answer.question.on)}],
    )  # fmt: skip


@cache
def _strip() -> Spec:
    y = alt.Y("y:Q", axis=None, scale=exact(0, 1))
    bands = alt.Chart(alt.NamedData("bands"))
    ground = bands.mark_rect(color="#FFFFFF").encode(
        x=days_axis("from"), x2="until:T", y=y, y2="y2:Q", opacity=opacity("ground")
    )
    over = bands.mark_rect().encode(
        x=days_axis("from"), x2="until:T", y=y, y2="y2:Q", color=colours(), tooltip=tooltip(), opacity=opacity()
    )
    signs = alt.Chart(alt.NamedData("signs")).mark_text(fontSize=13, color=INK)
    written = signs.encode(x="on:T", y=_on("y"), text="sign:N")
    return built((ground, over, written, *asked_rule()), height=60 + HEAD + AXIS)


def _days(start: date, end: date) -> Row:
    return {"from": start.isoformat(), "until": end.isoformat()}
