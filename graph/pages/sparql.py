"""SPARQL: the query catalogue with its parameters, an editor, and the table that a query gives."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping

import streamlit as st

from graph.api import Record
from graph.charts.table_plots import ways
from graph.errors import GraphError
from graph.model import Action, Tier, Verdict
from graph.pages import _charts as charts
from graph.pages import _shared as shared
from graph.pages import _url as url
from graph.places import ENDPOINT, OVERLAY
from graph.rdf.catalogue import Parameter, Query, catalogue
from graph.rdf.remote import ask
from graph.rdf.sparql import Value, run
from graph.serving.aside import Aside

# A table of more rows than this is cut on the screen; the download has them all.
SHOWN = 1000
LONGEST = 20_000
# Nor is a longer query put into an address: not every server takes it.
_ADDRESSED = 4000
_GIVEN = "given-"


def main() -> None:
    """The page."""
    record = shared.record()
    st.title("SPARQL")
    st.markdown("Every answer can be had in plain SPARQL 1.1: choose a query, fill it in, or write your own.")
    known = catalogue()
    name = url.word("query", "query", known, "could-share")
    st.selectbox(
        "Query", list(known), format_func=lambda one: known[one].title, key=shared.show("query", name),
        on_change=_picked,
    )  # fmt: skip
    query = known[name]
    st.markdown(shared.plain(query.about))
    given = _parameters(record, query, {key: str(part) for key, part in shared.question().to_dict().items() if part})
    try:
        text = query.bind(record, given)
    except GraphError as error:
        st.warning(shared.plain(str(error)))
        text = query.example
    edited = _editor(text)
    where = _where()
    if st.button("Run", type="primary"):
        st.session_state["asked"] = edited, where
        url.put({"as": st.query_params.get("as", "table")})
    elif "asked" not in st.session_state and "as" in st.query_params:
        # An address that shows a table shows it again; what a stranger wrote runs only when the reader says so.
        st.session_state["asked"] = text, ""
    _export(edited, name, given, where)
    # What was asked stays asked while the reader looks at its answer one way and another.
    if st.session_state.get("asked") == (edited, where):
        _answer(record, edited, name, where)
    shared.record_foot(
        record, f"SPARQL: {query.title}" if edited == text else "SPARQL: a query in the reader's own words"
    )


def _picked() -> None:
    _forget()
    url.put({"query": st.session_state["query"]})


def _forget() -> None:
    """Take out of the address what another query was told."""
    url.put({key: "" for key in st.query_params if key.startswith(_GIVEN) or key in ("text", "as")})


def _given(name: str, key: str) -> None:
    """Put what a parameter is told into the address; the query is then as filled in."""
    url.put({_GIVEN + name: (st.session_state[key] or "").strip(), "text": ""})


def _editor(text: str) -> str:
    """The query to run: as filled in, or as the reader or the address has it."""
    # The editor begins with the query as filled in, and anew when that changes.
    edited = st.text_area(
        "The query", st.query_params.get("text", "")[:LONGEST] or text, height=320, max_chars=LONGEST,
        key=f"editor-{hash(text)}",
    )  # fmt: skip
    short = len(edited) <= _ADDRESSED
    url.put({"text": edited if edited != text and short else ""})
    if not short and edited != text:
        shared.small("The query is too long to be part of the address below; keep it as a file.")
    return edited


def _parameters(record: Record, query: Query, asked: Mapping[str, str]) -> dict[str, str]:
    """What the reader gives for the parameters of a query, at first what is asked on the other pages."""
    given = {}
    columns = st.columns(max(min(len(query.parameters), 4), 1))
    for n, parameter in enumerate(query.parameters):
        with columns[n % len(columns)]:
            value = _parameter(record, query.name, parameter, asked)
        if value.strip():
            given[parameter.name] = value.strip()
    return given


def _parameter(record: Record, query: str, parameter: Parameter, asked: Mapping[str, str]) -> str:
    """One field of the form: a list where the record knows every value, else a line to write on."""
    key = f"parameter-{query}-{parameter.name}"
    values = _values(record, parameter.kind)
    label, part = parameter.name.replace("_", " "), _GIVEN + parameter.name
    given = url.word(part, label, values) if values else st.query_params.get(part, "")[:200]
    # Whom the other pages ask about; what else they ask would narrow a query that need not be narrow.
    first = given or (asked.get(parameter.name, "") if parameter.required or parameter.name == "recipient" else "")
    if not values:
        return st.text_input(
            f"{label} ({parameter.kind})", first, key=key, placeholder=parameter.default or "open",
            help=parameter.about, max_chars=200, on_change=_given, args=(parameter.name, key),
        )  # fmt: skip
    chosen = st.selectbox(
        label, list(values), index=list(values).index(first) if first in values else None,
        format_func=lambda one: values[one], key=key, placeholder=parameter.default or "open", help=parameter.about,
        on_change=_given, args=(parameter.name, key),
    )  # fmt: skip
    return chosen or ""


def _values(record: Record, kind: str) -> dict[str, str]:
    """Every value of a kind, with what it is called."""
    words: dict[str, type[Action] | type[Verdict] | type[Tier]] = {"action": Action, "verdict": Verdict, "rank": Tier}
    if kind in words:
        return {str(one): str(one) for one in words[kind]}
    if kind == "case":
        return {id: case.title for id, case in record.cases.items()}
    if kind == "agent":
        return {id: shared.agent(record)(id) for id in record.agents.terms}
    tree = record.trees.get("origin" if kind == "place" else kind)
    return {id: tree.label(id) for id in tree.terms} if tree else {}


def _where() -> str:
    """The endpoint to ask, if the app was told of one and the reader wants it; else nothing: the record itself."""
    known = os.environ.get(ENDPOINT, "")
    if known and st.toggle(f"Ask the endpoint {shared.plain(known)} instead of this record", key="endpoint"):
        return known
    return ""


def _export(text: str, name: str, given: Mapping[str, str], where: str) -> None:
    """The query as code that asks the same elsewhere."""
    with shared.folded("As code", "code", ":material/code:") as box:
        if box.open:
            way = st.radio("In", list(codes(text, name, given)), horizontal=True, key="code-in")
            st.code(codes(text, name, given, where)[way], language=None, wrap_lines=True)
            st.download_button("The query", text, f"{name}.rq", "application/sparql-query", on_click="ignore")


def codes(text: str, name: str, given: Mapping[str, str], where: str = "") -> dict[str, str]:
    """The query in Python, on the command line by its name, and as a request to an endpoint."""
    options = "".join(f" --{key} {shlex.quote(value)}" for key, value in given.items())
    at = where or "http://localhost:8000/sparql"
    return {
        "Python": f"import graph\n\nrecord = graph.load()\ntable = record.sparql({_literal(text)})",
        "command line": f"couldshare query {name}{options}",
        "command line, as edited": f"couldshare sparql {shlex.quote(text)}",
        "curl": f"curl -H 'Accept: text/csv' --data-urlencode query={shlex.quote(text)} {at}",
    }


def _literal(text: str) -> str:
    '''A text as Python writes it over several lines.

    >>> print(_literal("ASK { }"))
    """
    ASK { }
    """
    >>> _literal('ASK { } # """ + "a"')
    '\\'ASK { } # """ + "a"\\''
    '''
    # What could end the string early is written as Python itself would.
    return repr(text) if '"""' in text or "\\" in text else f'"""\n{text}\n"""'


def _answer(record: Record, text: str, name: str, where: str) -> None:
    try:
        with st.spinner(
            "Asking… The first query of all draws the record up as a graph, which takes a while.", show_time=True
        ):
            rows = list(_found(record.digest, text, where, record))
    except GraphError as error:
        st.error(shared.plain(str(error)))
        return
    st.markdown(f"{len(rows):,} rows" + (f"; the first {SHOWN:,} are shown" if len(rows) > SHOWN else ""))
    if not rows:
        st.markdown("Nothing on record fits. Leave a field open to ask more widely; silence is not permission.")
        return
    drawn = ways(record, rows)
    if drawn:
        view = url.word("as", "view of these rows", ["table", *drawn], "table")
        st.radio("As", ["table", *drawn], horizontal=True, key=shared.show("view-as", view), on_change=_viewed)
        if view in drawn:
            charts.chart(
                drawn[view], f"{name}-{view}", f"The rows as a {view}; the table below says the same.", lambda: rows,
                _verdicts(rows),
            )  # fmt: skip
            return
    st.dataframe(rows[:SHOWN], hide_index=True, width="stretch")
    with st.container(horizontal=True):
        charts.table_buttons(rows, name)


def _verdicts(rows: list[dict[str, Value]]) -> set[Verdict | None]:
    """The verdicts that occur in rows, for the key to their colours."""
    known = {str(one): one for one in Verdict}
    return {known[str(value)] for row in rows for value in row.values() if str(value) in known}


def _viewed() -> None:
    url.put({"as": st.session_state["view-as"]})


@st.cache_data(show_spinner=False, max_entries=50)
def _found(digest: str, text: str, where: str, _record: Record) -> list[dict[str, Value]]:  # noqa: ARG001  (a key)
    """The rows of a query; kept, since looking at them another way asks nothing new."""
    if where:
        return list(ask(where, text).records(short=True))
    # Where no process can be forked, nothing can be killed, and a heavy query is the reader's own affair.
    found = _aside(_record.digest).query(text) if hasattr(os, "fork") else run(_record, text)
    return list(found.records(short=True))


@st.cache_resource(show_spinner=False, max_entries=1, validate=Aside.lives, on_release=Aside.close)
def _aside(digest: str) -> Aside:
    """The workers that answer the queries of all readers."""
    return Aside(str(shared.folder()), os.environ.get(OVERLAY) or "", digest)


if __name__ == "__main__":
    main()
