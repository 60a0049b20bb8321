"""Two more charts through time, as Vega-Lite: the parties of a case, and valid days against known days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import altair as alt

from ..corpus import Corpus
from ..dates import day
from ..model import Case, Verdict
from ..reasoning.reason import Answer
from ..text.words import listed, long_date, span_words
from .lanes import Membership
from .looks import INK, LINE, LOOKS
from .plot_parts import (
    AXIS,
    HEAD,
    Row,
    Spec,
    Window,
    asked_rule,
    bars,
    built,
    colours,
    days_axis,
    exact,
    filled,
    lane_titles,
    opacity,
    tooltip,
    written_titles,
)
from .tallies import Stretch

_ROW, _KNOWN = 34, 420
# A block of less than this part of the width or height has no room for its sign.
_ROOM = 0.03

# --- parties ----------------------------------------------------------------------


def parties_chart(corpus: Corpus, case: Case, members: Sequence[Membership], shown: Window, on: date) -> Spec:
    """A lane for each party: pale where sources leave it open whether it took part."""
    drawn: list[Row] = []
    titles: list[tuple[float, str]] = []
    for n, one in enumerate(members):
        titles.append((n, f"{one.party.role}: {_who(corpus, one)}"))
        where = {"y": n + 0.42, "y2": n + 0.86, "look": "#7FC8A9" if one.party.role == "plaintiff" else "#D5D0C4"}
        for how, strength, spans in (("", 1.0, one.sure), ("perhaps ", 0.4, one.perhaps)):
            for span in spans:
                tip = f"{_who(corpus, one)}: {how}{span_words(day(span[0]), day(span[1]))}"
                drawn += bars(span, where, tip, shown, case.checked.latest, strength)
    return filled(
        _parties(max(len(members), 1)), corpus, f"Parties of {case.short or case.title}", bars=drawn,
        titles=lane_titles(titles, shown), asked=[{"on": on.isoformat()}],
    )  # fmt: skip


@cache
def _parties(rows: int) -> Spec:
    scale = exact(rows, 0)
    drawn = alt.Chart(alt.NamedData("bars")).mark_rect().encode(
        x=days_axis("from"), x2="until:T", y=alt.Y("y:Q", axis=None, scale=scale), y2="y2:Q",
        color=alt.Color("look:N", scale=None), opacity=opacity(), tooltip=tooltip(),
    )  # fmt: skip
    return built((drawn, *asked_rule(), written_titles(scale)), height=_ROW * rows + HEAD + AXIS)


def party_rows(corpus: Corpus, members: Sequence[Membership]) -> Iterator[dict[str, Any]]:
    """One row for each run of days on which a party surely or perhaps took part."""
    for one in members:
        for how, spans in (("surely", one.sure), ("perhaps", one.perhaps)):
            for start, end in spans:
                yield {
                    "role": str(one.party.role), "party": _who(corpus, one), "how": how,
                    "from": str(day(start) or ""), "until": str(day(end) or ""),
                }  # fmt: skip


def _who(corpus: Corpus, one: Membership) -> str:
    return listed([corpus.agents.label(id) for id in one.party.agent]) or one.party.name


# --- valid days against known days ------------------------------------------------


def known_chart(answer: Answer, rows: Sequence[tuple[date, Sequence[Stretch]]], shown: Window) -> Spec:
    """The verdict on each day (across) as the public record of each day (up) would have had it.

    On the slanting line both are the same: what could be known on the day itself.
    """
    blocks = [
        {"from": first.isoformat(), "until": last.isoformat(), "known": known.isoformat(), "upper": upper.isoformat(),
         "verdict": str(verdict), "strength": 1.0, "tip": f"{LOOKS[verdict].words} {span_words(first, last)}, as "
         f"known from {long_date(known)} to {long_date(upper)}"}
        for (first, last, verdict), known, upper in _blocks(rows, shown)
    ]  # fmt: skip
    height = (shown[1] - rows[0][0]).days if rows else 1
    signs = [
        {"on": (first + (last - first) / 2).isoformat(), "at": (known + (upper - known) / 2).isoformat(),
         "sign": LOOKS[verdict].sign}
        for (first, last, verdict), known, upper in _blocks(rows, shown)
        if (last - first).days > _ROOM * (shown[1] - shown[0]).days and (upper - known).days > _ROOM * height
    ]  # fmt: skip
    low = max(shown[0], rows[0][0]) if rows else shown[0]
    return filled(
        _known(), answer.corpus, "Across: the day asked about. Up: the day known", bands=blocks,
        signs=signs, same=[{"low": low.isoformat(), "high": shown[1].isoformat()}],
        asked=[{"on": answer.question.on.isoformat()}],
    )  # fmt: skip


Block = tuple[date, date, Verdict]


def _blocks(rows: Sequence[tuple[date, Sequence[Stretch]]], shown: Window) -> Iterator[tuple[Block, date, date]]:
    """Runs of days with their verdict, and from which day of the public record up to which they stay as they are."""
    growing: dict[Block, date] = {}
    for known, stretches in rows:
        if known >= shown[1]:
            break
        now = {block for one in stretches if (block := _block(one, shown))}
        for block in [one for one in growing if one not in now]:
            yield block, growing.pop(block), known
        growing = {block: growing.get(block, known) for block in sorted(now)}
    for block, known in growing.items():
        yield block, known, shown[1]


def _block(one: Stretch, shown: Window) -> Block | None:
    first, last = max(one.start or shown[0], shown[0]), min(one.end or shown[1], shown[1])
    return (first, last, one.tally.verdict) if first < last and one.tally.verdict else None


@cache
def _known() -> Spec:
    axis = alt.Axis(title=None, grid=False, format="%b %Y", tickCount=8)
    scale = alt.Scale(type="utc", nice=False)
    bands = alt.Chart(alt.NamedData("bands")).mark_rect(stroke=LINE, strokeWidth=0.5).encode(
        x=days_axis("from"), x2="until:T", y=alt.Y("known:T", axis=axis, scale=scale), y2="upper:T", color=colours(),
        tooltip=tooltip(),
    )  # fmt: skip
    same = alt.Chart(alt.NamedData("same")).mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=INK).encode(
        x="low:T", x2="high:T", y=alt.Y("low:T", axis=axis, scale=scale), y2="high:T"
    )  # fmt: skip
    signs = alt.Chart(alt.NamedData("signs")).mark_text(fontSize=14, color=INK).encode(
        x="on:T", y=alt.Y("at:T", axis=axis, scale=scale), text="sign:N"
    )  # fmt: skip
    return built((bands, same, *asked_rule(), signs), height=_KNOWN)
