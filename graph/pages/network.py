"""Network: what stands around one agency, case or paper on a day, opened further by a click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

import networkx as nx
import streamlit as st
from streamlit_cytoscape import Event, streamlit_cytoscape

from graph.analysis.network import KINDS, around, edge_rows, edge_words
from graph.api import Record
from graph.charts.looks import INK, LINE
from graph.pages import _charts as charts
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.pages import _url as url
from graph.pages._way import way

# How many nodes a picture may show.  The layout takes the square of them; the rest is said to be left out.
MOST = ("60", "120", "240")

_LOOKS = {
    "agency": ("round-rectangle", "#7FC8A9"), "place": ("round-rectangle", "#C9CED6"), "case": ("hexagon", "#E9A15B"),
    "instrument": ("rectangle", "#63B8EA"), "norm": ("ellipse", "#F0DE4A"), "source": ("cut-rectangle", "#FFFFFF"),
    "disclosure": ("diamond", "#DDA0C4"),
}  # fmt: skip
_SHOWN = ("instrument", "case", "agency", "norm")
_HEIGHT = 620


def main() -> None:
    """The page."""
    record = shared.record()
    question = shared.asked()
    st.title("Network")
    graph = _graph(record.digest, question.on, question.known, record)
    centre = url.word("centre", "node of that day", graph, question.bearer)
    kinds = url.words("kinds", "kind", KINDS, _SHOWN)
    opened = url.words("opened", "node of that day", graph)
    most = url.word("most", "number of nodes", MOST, MOST[0])
    _controls(graph, centre, kinds, opened, question.on)
    shown, left_out = around(graph, centre, opened, kinds, int(most))
    _picture(shown, centre, opened)
    _left_out(left_out, most)
    charts.twin(lambda: edge_rows(shown), "network")
    way(record, question)
    shared.record_foot(record, f"The network around {graph.nodes[centre]['label']}")


# --- the picture ------------------------------------------------------------------


def _controls(graph: nx.MultiDiGraph, centre: str, kinds: list[str], opened: list[str], on: date) -> None:
    def say(id: str) -> str:
        return f"{graph.nodes[id]['label'][:80]} ({graph.nodes[id]['type']})"

    left, middle, right = st.columns([4, 3, 2])
    left.selectbox(
        f"Search {len(graph):,} nodes: around what", list(graph), format_func=say, key=shared.show("centre", centre),
        on_change=_set, args=("centre",),
    )  # fmt: skip
    middle.multiselect("Kinds", KINDS, key=shared.show("kinds", kinds), on_change=_set, args=("kinds",))
    low, high = state.BOUNDS
    right.date_input("Day", min_value=low, max_value=high, key=shared.show("network-on", on), on_change=_dated)
    if opened:
        st.multiselect(
            "Opened further", opened, format_func=say, key=shared.show("opened", opened), on_change=_set,
            args=("opened",),
        )  # fmt: skip


def _left_out(count: int, most: str) -> None:
    """How many nodes the picture leaves out, and how many it may show."""
    if count:
        st.info(
            f"{count} more nodes beside these are left out of the picture, which shows {most} at most. Choose fewer "
            "kinds, another centre, or a larger picture.", icon=":material/filter_alt:",
        )  # fmt: skip
    if count or most != MOST[0]:
        st.selectbox("Nodes at most", MOST, key=shared.show("most", most), on_change=_set, args=("most",))


def _picture(shown: nx.MultiDiGraph, centre: str, opened: list[str]) -> None:
    dark = st.context.theme.type == "dark"
    # A layout is worked out anew only if it is told something new: here, how many nodes there are and what is opened.
    layout = {
        "name": "fcose", "animate": False, "fit": True, "padding": 48, "nodeDimensionsIncludeLabels": True,
        "randomize": True, "idealEdgeLength": 95, "nodeSeparation": 90, "nodes": len(shown), "opened": opened,
    }  # fmt: skip
    streamlit_cytoscape(
        elements(shown, centre, opened), layout=layout, node_styles=_node_styles(),
        edge_styles=[_edge_style("#C5CBD3" if dark else "#4A525B")], height=_HEIGHT, key="cytoscape",
        events=[Event("picked", "tap", "node")], on_change=_picked,
    )  # fmt: skip
    kinds = {data["type"] for _, data in shown.nodes(data=True)}
    st.html(html.legend({kind: colour for kind, (_, colour) in _LOOKS.items() if kind in kinds}))
    shared.small("Click a node to open what stands beside it; drag to move; scroll or pinch to come nearer.")


def elements(shown: nx.MultiDiGraph, centre: str, opened: list[str]) -> dict[str, Any]:
    """The nodes and edges as the component takes them; what begins with a bar below is not told in its panel."""
    nodes = [
        {"id": id, "label": data["type"], "_name": _cut(data["label"]), "says": data["label"],
         "_opened": id == centre or id in opened} | {key: data[key] for key in ("from", "until") if data.get(key)}
        for id, data in shown.nodes(data=True)
    ]  # fmt: skip
    edges = [
        {"id": f"{source} {key} {target}", "label": key, "source": source, "target": target,
         "_says": edge_words(key, data)}
        for source, target, key, data in shown.edges(keys=True, data=True)
    ]  # fmt: skip
    return {"nodes": [{"data": one} for one in nodes], "edges": [{"data": one} for one in edges]}


def _cut(text: str) -> str:
    """A text in the room of a node, cut between two words."""
    return shorten(text, 60, placeholder=" …")


@dataclass(frozen=True)
class _Style:
    """How what a selector finds looks; the component takes anything that dumps itself."""

    selector: str
    style: Mapping[str, Any]

    def dump(self) -> dict[str, Any]:
        """The style for Cytoscape."""
        return {"selector": self.selector, "style": dict(self.style)}


def _node_styles() -> list[_Style]:
    """The shape and colour of each kind; what is opened has a thick outline."""
    words = {
        "label": "data(_name)", "width": 128, "height": 54, "font-size": 10, "color": INK, "border-color": LINE,
        "border-width": 1, "text-wrap": "wrap", "text-max-width": 112, "text-valign": "center", "text-halign": "center",
        "text-background-opacity": 0,
    }  # fmt: skip
    kinds = [
        _Style(f"node[label='{kind}']", {"shape": shape, "background-color": colour})
        for kind, (shape, colour) in _LOOKS.items()
    ]
    return [_Style("node", words), *kinds, _Style("node[?_opened]", {"border-color": "#0B5FB0", "border-width": 4})]


def _edge_style(colour: str) -> _Style:
    style = {
        "label": "data(_says)", "line-color": LINE, "width": 1.2, "target-arrow-color": LINE, "color": colour,
        "target-arrow-shape": "triangle", "curve-style": "bezier", "font-size": 8, "text-rotation": "autorotate",
        "text-background-opacity": 0, "text-margin-y": -6,
    }  # fmt: skip
    return _Style("edge", style)


def _picked() -> None:
    """Open the node that was clicked; a second click closes it."""
    told = st.session_state.get("cytoscape") or {}
    id = (told.get("data") or {}).get("target_id", "")
    if told.get("action") != "picked" or not id:
        return
    opened = [one for one in st.query_params.get("opened", "").split(",") if one]
    opened = [one for one in opened if one != id] if id in opened else [*opened, id]
    url.put({"opened": opened})


@st.cache_resource(show_spinner="Drawing up the network…", max_entries=30)
def _graph(digest: str, on: date, known: date | None, _record: Record) -> nx.MultiDiGraph:  # noqa: ARG001  (a key)
    return _record.to_networkx(on, known)


def _set(key: str) -> None:
    url.put({key: st.session_state[key]} | ({"opened": ""} if key == "centre" else {}))


def _dated() -> None:
    if st.session_state["network-on"]:
        st.query_params["on"] = st.session_state["network-on"].isoformat()


if __name__ == "__main__":
    main()
