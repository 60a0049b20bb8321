"""SPARQL: the query catalogue with its parameters, an editor, and the table that a query gives."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from graph.api import Record
from graph.catalogue import Query, catalogue
from graph.errors import GraphError
from graph.pages import _shared as shared
from graph.sparql import Result, run

# A table of more rows than this is cut on the screen; the download has them all.
SHOWN = 1000
LONGEST = 20_000


def main() -> None:
    """The page."""
    record = shared.record()
    st.title("SPARQL")
    st.markdown("Every answer can be had in plain SPARQL 1.1: choose a query, fill it in, or write your own.")
    known = catalogue()
    asked = st.query_params.get("query", "")
    name = asked if asked in known else next(iter(known))
    if asked and asked != name:
        st.info(f"No query is called “{shared.plain(asked[:40])}”; shown: {name}.", icon=":material/edit_note:")
    st.selectbox(
        "Query",
        list(known),
        format_func=lambda one: known[one].title,
        key=shared.show("query", name),
        on_change=_picked,
    )
    query = known[name]
    st.markdown(shared.plain(query.about))
    given = _parameters(query, {key: str(part) for key, part in shared.question().to_dict().items() if part})
    try:
        text = query.bind(record, given)
    except GraphError as error:
        st.warning(shared.plain(str(error)))
        text = query.example
    # The editor begins with the query as filled in, and anew when that changes.
    edited = st.text_area("The query", text, height=360, max_chars=LONGEST, key=f"editor-{hash(text)}")
    st.code(f'import graph\n\nrecord = graph.load()\ntable = record.sparql("""\n{edited}\n""")', language=None)
    if st.button("Run", type="primary"):
        _run(record, edited, name)
    shared.record_foot(record)


def _picked() -> None:
    st.query_params["query"] = st.session_state["query"]


def _parameters(query: Query, asked: Mapping[str, str]) -> dict[str, str]:
    """What the reader gives for the parameters of a query, at first what is asked on the other pages."""
    given = {}
    columns = st.columns(max(min(len(query.parameters), 4), 1))
    for n, parameter in enumerate(query.parameters):
        with columns[n % len(columns)]:
            value = st.text_input(
                f"{parameter.name} ({parameter.kind})", asked.get(parameter.name, "") if parameter.required else "",
                key=f"parameter-{query.name}-{parameter.name}",
                placeholder=parameter.default or "open", help=parameter.about, max_chars=200,
            )  # fmt: skip
        if value.strip():
            given[parameter.name] = value.strip()
    return given


def _run(record: Record, text: str, name: str) -> None:
    try:
        with st.spinner("Asking…"):
            found: Result = run(record, text)
    except GraphError as error:
        st.error(shared.plain(str(error)))
        return
    rows = list(found.records(short=True))
    st.markdown(f"{len(rows):,} rows" + (f"; the first {SHOWN:,} are shown" if len(rows) > SHOWN else ""))
    st.dataframe(rows[:SHOWN], hide_index=True, width="stretch")
    shared.csv_button(rows, name, key="csv-sparql")


if __name__ == "__main__":
    main()
