"""Timeline: the papers, what they did to each other, and the verdict; what changed between two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from graph.api import Answer, Record
from graph.charts import history_plots, lane_plots, plots
from graph.charts.looks import LOOKS
from graph.charts.plot_parts import Window
from graph.charts.tallies import Stretch, change_days
from graph.pages import _charts as charts
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.pages import _url as url
from graph.reasoning.question import Question
from graph.text.chronicle import change_rows
from graph.text.words import Cells, long_date

# So many days of the public record are gone through for one cell.
_MOST_KNOWN = 40


def main() -> None:
    """The page."""
    record = shared.record()
    question = shared.asked()
    heading = f"Timeline: {shared.heading(record, question)}"
    st.title(heading)
    shared.put(record, question)
    answer = shared.answer(record, question)
    stretches = shared.history(record, question)
    shown = plots.window(stretches, answer.channel.checked, question.on)
    _papers(answer, stretches, shown)
    _between(record, question, stretches)
    _known(record, question, answer, shown)
    shared.record_foot(record, heading)


def _papers(answer: Answer, stretches: list[Stretch], shown: Window) -> None:
    history = lane_plots.history_of(answer, stretches)
    charts.chart(
        lane_plots.lanes_chart(answer, history, shown), "lanes",
        "The verdict, the papers, the plaintiffs and the disclosures as lanes through time, as the table below.",
        lambda: lane_plots.history_rows(history), [verdict for one in stretches for verdict, _ in one.tally.counts],
        on_select=_brushed, selection_mode="days",
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
        url.put({"from": first.isoformat(), "to": last.isoformat()})


def _days(question: Question, stretches: list[Stretch]) -> tuple[date, date]:
    """The two days of the URL; by default, around the last change before the day asked about."""
    past = [on for on in change_days(stretches) if on <= question.on]
    before = date.fromordinal(past[-1].toordinal() - 1) if past else question.on
    first, last = url.day("from", before), url.day("to", question.on)
    return min(first, last), max(first, last)


def _between(record: Record, question: Question, stretches: list[Stretch]) -> None:
    st.subheader("What changed between two days", anchor="changes")
    first, last = _days(question, stretches)
    left, right = st.columns(2)
    low, high = state.BOUNDS
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
    charts.twin(lambda: change_rows(record, flips), "changes")


def _timed(question: Question) -> dict[str, Any]:
    parts = state.asking(question)
    return {key: value for key, value in parts.items() if key not in ("on", "bearer")}


def _set_days() -> None:
    url.put({key: on.isoformat() for key in ("from", "to") if (on := st.session_state[key])})


def _known(record: Record, question: Question, answer: Answer, shown: Window) -> None:
    """Valid days against known days, for a question whose cells share one verdict."""
    st.subheader("As the public record grew", anchor="known")
    if len({region.verdict for region in answer.regions}) > 1:
        st.markdown(
            "Narrow the question on the page “Ask” to cells of one verdict to see when the public could know it."
        )
        return
    st.toggle(
        "Draw the verdict on each day as each day's public record showed it", on_change=_set_known,
        key=shared.show("known-drawn", bool(url.word("record", "view", ["drawn"]))),
    )  # fmt: skip
    if not st.session_state["known-drawn"]:
        return
    days = _publications(record, answer)[-_MOST_KNOWN:]
    with st.spinner(f"Reading the record as of {len(days)} days…"):
        rows = [(known, shared.history(record, state.known(question, known))) for known in days]
    charts.chart(
        history_plots.known_chart(answer, rows, shown), "bitemporal", "Valid days against known days, as the table "
        "below.", lambda: _known_rows(rows), [one.tally.verdict for _, stretches in rows for one in stretches],
    )  # fmt: skip
    shared.small("Along the slanting line: what the public could know on the day itself.")


def _set_known() -> None:
    url.put({"record": "drawn" if st.session_state["known-drawn"] else ""})


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
