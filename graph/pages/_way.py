"""How data could get from one agency to another: the earliest way, or one by the stops that the reader names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape
from itertools import pairwise

import streamlit as st

from graph.analysis import itinerary, paths
from graph.api import Record
from graph.charts.looks import LOOKS
from graph.model import Verdict
from graph.pages import _charts as charts
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import _url as url
from graph.reasoning.question import Question
from graph.text.words import long_date, short

_WITHIN = 365


def way(record: Record, question: Question) -> None:
    """The part of the page: two agencies, the stops between them, and the hops, each no earlier than the one before."""
    st.subheader("How could the data get there?", anchor="path")
    agents, passing = _agents(record, question), _passing()
    if any(one == other for one, other in pairwise(agents)) or not passing:
        st.markdown("Choose two agencies, no stop twice in a row, and at least one verdict.")
        return
    # What a state gives is its own: its program is the origin.
    if agents[0] in record.places:
        question = replace(question, origin=(agents[0],))
    purposes = _purposes(record, question, agents) if len(agents) > 2 else ()
    end = date.fromordinal(min(question.on.toordinal() + _WITHIN, date.max.toordinal()))
    journey = paths.Journey.of(record, question, end, passing)
    with st.spinner("Looking for a way…"):
        found = paths.path(journey, agents, purposes) if purposes else paths.route(journey, agents[0], agents[-1])
    st.markdown(shared.plain(itinerary.travels(found)))
    st.markdown(f"From {long_date(question.on)}, within a year: {shared.plain(itinerary.outcome(found))}")
    st.html(_hops(found))
    charts.twin(lambda: itinerary.path_rows(found), "path")


def _agents(record: Record, question: Question) -> list[str]:
    """Whom the data pass through, first and last included."""
    every, say = shared.agents(record), shared.agent(record)
    source = url.agency(record, "source", question.bearer)
    target = url.agency(record, "target", question.recipient or question.bearer)
    stops = url.words("via", "agency", every)
    start, between, goal = st.columns(3)
    for place, label, key, value in ((start, "From", "source", source), (goal, "To", "target", target)):
        place.selectbox(label, every, format_func=say, key=shared.show(key, value), on_change=_set, args=(key,))
    between.multiselect(
        "By way of", every, format_func=say, key=shared.show("via", stops), on_change=_set, args=("via",),
        placeholder="the earliest way",
    )  # fmt: skip
    return [source, *stops, target]


def _passing() -> list[str]:
    """The verdicts that let data pass."""
    every = [str(one) for one in LOOKS if one]
    chosen = url.words("passing", "verdict", every, [str(Verdict.PERMITTED)])
    st.multiselect(
        "Verdicts that let it pass", every, key=shared.show("passing", chosen), on_change=_set, args=("passing",)
    )
    return chosen


def _purposes(record: Record, question: Question, agents: Sequence[str]) -> list[str]:
    """What each hop is for: what is given to run a program may be asked for later to enforce another law."""
    hops = list(pairwise(agents))
    said = url.words("for", "purpose", record.purposes, repeated=True)
    chosen = [*said, *[question.purpose] * len(hops)][: len(hops)]
    tree = record.trees["purpose"]
    for n, (place, (bearer, recipient)) in enumerate(zip(st.columns(len(hops)), hops, strict=True)):
        place.selectbox(
            f"{short(record.agents, bearer)} → {short(record.agents, recipient)} for", list(record.purposes),
            format_func=tree.label, key=shared.show(f"for-{n}", chosen[n]), on_change=_set_purposes, args=(len(hops),),
        )  # fmt: skip
    return chosen


def _set(key: str) -> None:
    url.put({key: st.session_state[key]})


def _set_purposes(hops: int) -> None:
    url.put({"for": [st.session_state[f"for-{n}"] for n in range(hops)]})


def _hops(found: paths.Path) -> str:
    """The way of data, hop by hop: between whom, on which day, and which paper let them pass or stood in the way."""
    agents = found.journey.corpus.agents
    hops = []
    for hop in found.hops:
        ends = f"{short(agents, hop.bearer)} → {short(agents, hop.recipient)}"
        pills = "".join(html.pill(LOOKS[verdict]) for verdict in LOOKS if verdict in hop.verdicts)
        on = f"{long_date(hop.day)}: " if hop.day else ""
        hops.append(f"<li><b>{escape(ends)}</b> {pills}<br>{escape(on + itinerary.why(found, hop))}</li>")
    return f'<ol class="cs-group">{"".join(hops)}</ol>'
