"""Timeline: the papers, what they did to each other, and the verdict; what changed between two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import streamlit as st

from graph import lane_plots, plots
from graph.api import Answer, Record
from graph.cases import plaintiffs
from graph.chronicle import change_rows
from graph.lanes import arrows, coalition, disclosures, lane_rows, lanes
from graph.looks import LOOKS
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.plot_parts import Window
from graph.question import Question
from graph.tallies import Stretch, change_days
from graph.words import Cells, long_date

# So many days of the public record are gone through for one cell.
_MOST_KNOWN = 40


def main() -> None:
    """The page."""
    record = shared.record()
    question = shared.asked()
    st.title(f"Timeline: {shared.heading(record, question)}")
    st.page_link(shared.page("ask"), label="Change the question on the page “Ask”")
    answer = shared.answer(record, question)
    stretches = shared.history(record, question)
    shown = plots.window(stretches, answer.channel.checked, question.on)
    _papers(record, answer, stretches, shown)
    _between(record, question, stretches)
    _coalitions(record, answer, shown)
    _known(record, question, answer, shown)
    shared.record_foot(record)


def _papers(record: Record, answer: Answer, stretches: list[Stretch], shown: Window) -> None:
    every = lanes(answer.channel)
    told = disclosures(record, answer.channel)
    spec = lane_plots.lanes_chart(answer, stretches, every, arrows(answer.channel, every), told, shown)
    shared.chart(
        spec, "lanes", "The papers as lanes through time; the table below says the same.", lambda: lane_rows(every),
        [verdict for one in stretches for verdict, _ in one.tally.counts], on_select=_brushed, selection_mode="days",
    )  # fmt: skip
    shared.small(
        "Drag along the days to compare two of them. Pale: sources differ on the days. Hatched: challenged or "
        "appealed. Arrows: what one paper did to another."
    )


def _brushed() -> None:
    """Take the two days from a brush over the chart."""
    days = next(iter(st.session_state["lanes"]["selection"]["days"].values()), None)
    if days:
        first, last = (datetime.fromtimestamp(at / 1000, UTC).date() for at in (min(days), max(days)))
        st.query_params.update({"from": first.isoformat(), "to": last.isoformat()})


def _days(question: Question, stretches: list[Stretch]) -> tuple[date, date]:
    """The two days of the URL; by default, around the last change before the day asked about."""
    past = [on for on in change_days(stretches) if on <= question.on]
    before = date.fromordinal(past[-1].toordinal() - 1) if past else question.on
    said = [state.day(st.query_params.get(key, "")) for key in ("from", "to")]
    first, last = said[0] or before, said[1] or question.on
    return min(first, last), max(first, last)


def _between(record: Record, question: Question, stretches: list[Stretch]) -> None:
    st.subheader("What changed between two days", anchor="changes")
    first, last = _days(question, stretches)
    left, right = st.columns(2)
    low, high = shared.day_bounds()
    left.date_input("From", min_value=low, max_value=high, key=shared.show("from", first), on_change=_set_days)
    right.date_input("To", min_value=low, max_value=high, key=shared.show("to", last), on_change=_set_days)
    parts = state.asking(question)
    parts.pop("on")
    found = record.changes(parts.pop("bearer"), parts.pop("recipient"), first, last, **parts)
    flips = [change for change in found if change.before.verdict is not change.after.verdict]
    if not flips:
        st.markdown(f"No verdict changed from {long_date(first)} to {long_date(last)}.")
        return
    line = record.timeline(question.bearer, **_timed(question))
    say = Cells(line.corpus, last, line.channel.cases, line.masks)
    st.html(html.changed(flips, say))
    shared.twin(lambda: change_rows(record, flips), "changes")


def _timed(question: Question) -> dict[str, Any]:
    parts = state.asking(question)
    return {key: value for key, value in parts.items() if key not in ("on", "bearer")}


def _set_days() -> None:
    for key in ("from", "to"):
        if st.session_state[key]:
            st.query_params[key] = st.session_state[key].isoformat()


def _coalitions(record: Record, answer: Answer, shown: Window) -> None:
    for id in answer.cases:
        case = record.cases[id]
        counts = coalition(answer.channel, case) if plaintiffs(case) else []
        if counts:
            name = case.short or case.title
            shared.chart(
                lane_plots.coalition_chart(answer, name, counts, shown), f"plaintiffs-{id.removeprefix('cases/')}",
                f"The number of known plaintiff states in {name}; the table below says the same.",
                partial(_coalition_rows, counts),
            )  # fmt: skip


def _coalition_rows(counts: list[tuple[date, int, int]]) -> list[dict[str, Any]]:
    return [{"from": on, "at least": low, "at most": high} for on, low, high in counts]


def _known(record: Record, question: Question, answer: Answer, shown: Window) -> None:
    """Valid days against known days, for a question whose cells share one verdict."""
    st.subheader("As the public record grew", anchor="known")
    if len({region.verdict for region in answer.regions}) > 1:
        st.markdown(
            "Narrow the question on the page “Ask” to cells of one verdict to see when the public could know it."
        )
        return
    if not st.toggle("Draw the verdict on each day as each day's public record showed it"):
        return
    days = _publications(record, answer)[-_MOST_KNOWN:]
    with st.spinner(f"Reading the record as of {len(days)} days…"):
        rows = [(known, shared.history(record, state.known(question, known))) for known in days]
    shared.chart(
        lane_plots.known_chart(answer, rows, shown), "bitemporal", "Valid days against known days, as the table below.",
        lambda: _known_rows(rows), [one.tally.verdict for _, stretches in rows for one in stretches],
    )  # fmt: skip


def _known_rows(rows: list[tuple[date, list[Stretch]]]) -> Iterator[dict[str, Any]]:
    for known, stretches in rows:
        for one in stretches:
            words = LOOKS[one.tally.verdict].words
            yield {"known on": known, "from": one.start, "until": one.end, "verdict": words}


def _publications(record: Record, answer: Answer) -> list[date]:
    """The days on which something about the papers of a channel became public."""
    cites = (cite for one in answer.channel.speakers for cite in (*one.instrument.cites, *one.norm.cites))
    days = {record.sources[cite.source].published.latest for cite in cites}
    return sorted(on for on in days if on)


if __name__ == "__main__":
    main()
