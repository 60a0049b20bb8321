"""Network: what stands around one agency, case or paper on a day, drawn outward from it."""

from __future__ import annotations

import textwrap
from datetime import date
from html import escape
from typing import Any

import networkx as nx
import streamlit as st

from graph import itinerary, paths
from graph.api import Record
from graph.looks import INK, LINE
from graph.model import Verdict
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.question import Question
from graph.words import long_date

# A picture of more nodes than this tells nothing; the rest is said to be left out.
CAP = 25

_SHAPES = {
    "agency": ("box", "#7FC8A9"), "place": ("box", "#C9CED6"), "case": ("hexagon", "#E9A15B"),
    "instrument": ("note", "#63B8EA"), "norm": ("ellipse", "#F0DE4A"), "source": ("plain", "#FFFFFF"),
    "disclosure": ("diamond", "#DDA0C4"),
}  # fmt: skip


def main() -> None:
    """The page."""
    record = shared.record()
    question = shared.asked()
    st.title("Network")
    graph = _graph(record.digest, question.on, record)
    centre = _centre(graph, st.query_params.get("centre", ""), question.bearer)
    chosen = st.query_params.get("kinds", "instrument,norm,case,agency").split(",")
    left, middle, right = st.columns([4, 3, 2])
    with left:
        st.selectbox(
            "Around", list(graph), key=shared.show("centre", centre), on_change=_set, args=("centre",),
            format_func=lambda one: f"{graph.nodes[one]['label'][:80]} ({graph.nodes[one]['type']})",
        )  # fmt: skip
    with middle:
        kinds = [kind for kind in _SHAPES if kind in chosen] or ["instrument"]
        st.multiselect("Kinds", list(_SHAPES), key=shared.show("kinds", kinds), on_change=_set, args=("kinds",))
    with right:
        low, high = shared.day_bounds()
        st.date_input(
            "Day", min_value=low, max_value=high, key=shared.show("network-on", question.on), on_change=_dated
        )
    ego, left_out = around(graph, centre, set(kinds))
    st.graphviz_chart(dot(ego, centre), width="stretch")
    if left_out:
        shared.small(
            f"{left_out} more within two steps are left out of the picture; choose fewer kinds, or another centre."
        )
    shared.twin(lambda: _edges(ego), "network")
    _way(record, question)
    shared.record_foot(record)


def _way(record: Record, question: Question) -> None:
    """How the data asked about could get from one agency to another, each hop no earlier than the one before."""
    st.subheader("How could the data get there?", anchor="path")
    start, goal = st.columns(2)
    every, say = shared.agents(record), shared.agent(record)
    source = state.agency(record, st.query_params.get("source", ""), question.bearer)
    target = state.agency(record, st.query_params.get("target", ""), question.recipient or question.bearer)
    for place, label, key, value in ((start, "From", "source", source), (goal, "To", "target", target)):
        place.selectbox(label, every, format_func=say, key=shared.show(key, value), on_change=_set, args=(key,))
    through = sorted({str(one) for one in Verdict}, key=lambda one: one != "permitted")
    passing = st.multiselect("Verdicts that let it pass", through, default=["permitted"])
    if source == target or not passing:
        st.markdown("Choose two agencies, and at least one verdict.")
        return
    journey = paths.Journey.of(record, question, date.fromordinal(question.on.toordinal() + 365), passing)
    found = paths.route(journey, source, target)
    st.markdown(f"From {long_date(question.on)}, within a year: {shared.plain(itinerary.outcome(found))}")
    shared.rows(itinerary.path_rows(found), "path")


@st.cache_resource(show_spinner="Drawing up the network…", max_entries=30)
def _graph(digest: str, on: date, _record: Record) -> nx.MultiDiGraph:  # noqa: ARG001  (the digest is a key of the cache)
    return _record.to_networkx(on)


def _centre(graph: nx.MultiDiGraph, name: str, default: str) -> str:
    if name and name not in graph:
        st.info(
            f"Nothing on record that day is called “{shared.plain(name[:40])}”; shown: {default}.",
            icon=":material/edit_note:",
        )
    return name if name in graph else default


def _set(key: str) -> None:
    value = st.session_state[key]
    st.query_params[key] = ",".join(value) if isinstance(value, list) else value


def _dated() -> None:
    if st.session_state["network-on"]:
        st.query_params["on"] = st.session_state["network-on"].isoformat()


def around(graph: nx.MultiDiGraph, centre: str, kinds: set[str]) -> tuple[nx.MultiDiGraph, int]:
    """The nodes of these kinds within two steps of a centre, nearest first, and how many were left out."""
    steps = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), centre, cutoff=2)
    some = [id for id in steps if id == centre or graph.nodes[id]["type"] in kinds]
    return graph.subgraph(some[:CAP]), max(len(some) - CAP, 0)


def dot(graph: nx.MultiDiGraph, centre: str) -> str:
    """The network in the language of Graphviz, which draws it in the browser; every text is escaped.

    >>> one = nx.MultiDiGraph()
    >>> one.add_node("a", type="agency", label='"quoted" <b>')
    >>> '&quot;quoted&quot; &lt;b&gt;' in dot(one, "a")
    True
    """
    names = {id: f"n{n}" for n, id in enumerate(graph)}
    lines = [
        "digraph {",
        'rankdir=LR; bgcolor="transparent";',
        f'node [style=filled, fontname="sans-serif", fontsize=11, color="{LINE}", fontcolor="{INK}"];',
        f'edge [fontname="sans-serif", fontsize=9, color="{LINE}", fontcolor="{LINE}"];',
    ]
    for id, data in graph.nodes(data=True):
        shape, colour = _SHAPES.get(data["type"], ("box", "#FFFFFF"))
        width = 3 if id == centre else 1
        lines.append(
            f'{names[id]} [label=<{_wrapped(data["label"])}>, shape={shape}, fillcolor="{colour}", penwidth={width}];'
        )
    for source, target, key, data in graph.edges(keys=True, data=True):
        days = " ".join(
            filter(None, (data.get("from") or data.get("on"), f"to {data['until']}" if data.get("until") else ""))
        )
        lines.append(f"{names[source]} -> {names[target]} [label=<{escape(f'{key} {days}'.strip())}>];")
    return "\n".join([*lines, "}"])


def _wrapped(text: str) -> str:
    """A label in a few lines, escaped."""
    lines = textwrap.wrap(textwrap.shorten(text, 90, placeholder=" …"), 26)
    return "<br/>".join(escape(line) for line in lines) or "?"


def _edges(graph: nx.MultiDiGraph) -> list[dict[str, Any]]:
    return [
        {
            "from": graph.nodes[source]["label"], "is": key, "to": graph.nodes[target]["label"],
            "since": data.get("from") or data.get("on") or "", "until": data.get("until") or "",
        }
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]  # fmt: skip


if __name__ == "__main__":
    main()
