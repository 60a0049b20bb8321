"""Record: what the answers rest on, how fresh it is, what it leaves open, and what was in fact disclosed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from graph.api import Record
from graph.audit.coverage import coverage_rows
from graph.audit.deep import CODES, deep_rows
from graph.audit.disclosed_views import disclosures_rows
from graph.audit.source_views import sources_rows
from graph.boxes import AXES
from graph.charts.looks import SOURCE_TIERS
from graph.pages import _charts as charts
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.pages import _url as url
from graph.record.doubts import doubt_rows
from graph.record.load import read_folder
from graph.text.words import listed, long_date, short

Rows = Iterable[Mapping[str, Any]]


def main() -> None:
    """The page."""
    record = shared.record()
    st.title("The record")
    st.markdown(
        f"{len(record.instruments)} papers, {len(record.cases)} cases, {len(record.sources)} sources; "
        f"searched to {long_date(state.first_day(record))} at the latest. It holds no data about any person."
    )
    views: dict[str, tuple[str, Callable[[], Rows]]] = {
        "coverage": (
            "What is modelled, matter by matter, and when it was last checked.",
            lambda: coverage_rows(record),
        ),
        "sources": (
            f"Where everything can be read, those first on which most rests: {_by_tier(record)}.",
            lambda: sources_rows(record),
        ),
        "open questions": ("What no source settles.", lambda: _open(record)),
        "disclosures": ("What was in fact shared, against the verdict of its day.", lambda: disclosures_rows(record)),
        "second look": (
            "What an editor should look at again: contradictions, gaps, what is stale.",
            lambda: deep_rows(record, state.first_day(record)),
        ),
        "doubts": ("What the editors doubt of their own reading, at the line.", _doubts),
        "changes": ("What changed in the law recorded here, and which answers it changed.", lambda: ()),
    }
    view = url.word("view", "view", views, "coverage")
    st.radio("View", list(views), key=shared.show("view", view), on_change=_picked, horizontal=True)
    about, rows = views[view]
    st.markdown(about)
    if view == "changes":
        _changes()
    else:
        with st.spinner("Going through the record…"):
            _table(record, list(rows()), view)
    shared.record_foot(record, f"The record: {view}")


def _by_tier(record: Record) -> str:
    """How many sources there are of each tier, the nearest to the papers first."""
    counts = Counter(source.tier for source in record.sources.values())
    return listed([f"{counts[tier]} {tier} ({words})" for tier, words in SOURCE_TIERS.items() if counts[tier]])


def _doubts() -> Rows:
    files, _ = read_folder(shared.folder())
    return doubt_rows(files)


def _changes() -> None:
    """The law's own changelog, a part for each version."""
    file = shared.folder() / "CHANGES.md"
    text = file.read_text(encoding="utf-8") if file.exists() else "# What changed\n\nThis record keeps no list of it."
    head, *parts = text.split("\n## ")
    st.markdown(shared.prose(head.partition("\n")[2]))
    for n, part in enumerate(parts):
        title, _, body = part.partition("\n")
        with st.expander(shared.plain(title), expanded=n == 0):
            st.markdown(shared.prose(body))


def _picked() -> None:
    st.query_params["view"] = st.session_state["view"]


def _open(record: Record) -> Rows:
    for case in record.cases.values():
        yield from ({"matter": case.short or case.title, "question": text} for text in case.open_questions)
    for id, fact in record.facts.items():
        readings = " / ".join(reading.says for reading in fact.open)
        yield {"matter": id.partition("#")[0], "question": f"{fact.question} ({readings})"}


def _table(record: Record, rows: list[Mapping[str, Any]], name: str) -> None:
    """A table as a reader wants it; the downloads have the ids by which programs name the same things."""
    links = {"url": st.column_config.LinkColumn("url", validate=r"^https?://")}
    charts.rows(rows, name, [told(record, row) for row in rows], column_config=links, height=600)


def told(record: Record, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with names in the place of ids, and its own id at the end."""
    trees = dict(zip(AXES, record.trees.values(), strict=True)) | {"bearer": record.agents, "recipient": record.agents}
    out = dict(row)
    for column in trees.keys() & row.keys():
        out[column] = listed(short(trees[column], id) for id in str(row[column]).split())
    if "code" in row:
        out["code"] = CODES[row["code"]][0]
    if "id" in row:
        out["id"] = out.pop("id")
    return {column.replace("_", " "): value for column, value in out.items()}


if __name__ == "__main__":
    main()
