"""Charts in the colours of the reader's page, each with its key, its table and its downloads; and tables likewise."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from graph.charts.looks import GREY, PALE_GREY
from graph.model import Verdict
from graph.pages import _html
from graph.pages import _shared as shared
from graph.pages._arrow import packed
from graph.text.spreadsheet import csv_text


def chart(
    spec: Mapping[str, Any], key: str, alt: str, rows: Callable[[], Iterable[Mapping[str, Any]]],
    verdicts: Iterable[Verdict | None] = (), under: Callable[[], None] | None = None, **how: Any,
) -> None:  # fmt: skip
    """A chart in the colours of the reader's page, the key to its verdicts, and its twin: table and downloads.

    `alt` describes it for those who cannot see it; `rows` gives the table that
    says the same; `under` draws what belongs right under the chart.
    """
    pale = PALE_GREY if st.context.theme.type == "dark" else GREY
    drawn = {
        **spec,
        "title": {**spec["title"], "subtitleColor": pale},
        "config": {**spec["config"], "axis": {"labelColor": pale, "titleColor": pale}},
        "datasets": packed(spec.get("datasets", {})),
    }
    st.vega_lite_chart(drawn, key=key, width="stretch", alt=alt, **how)
    if under:
        under()
    if verdicts:
        st.html(_html.key(verdicts))
    with shared.folded("Table and downloads", f"twin-{key}", ":material/table:") as box:
        # Nobody pays for a table that is folded away.
        if box.open:
            lines = [dict(row) for row in rows()]
            st.dataframe(lines, hide_index=True, width="stretch")
            with st.container(horizontal=True):
                table_buttons(lines, key)
                for ending, mime in (("svg", "image/svg+xml"), ("png", "image/png")):
                    st.download_button(
                        ending.upper(), partial(_picture, spec, alt, ending), f"{key}.{ending}", mime,
                        key=f"{ending}-{key}", on_click="ignore",
                    )  # fmt: skip


def _picture(spec: Mapping[str, Any], alt: str, ending: str) -> str | bytes:
    """A chart as a picture, drawn when it is asked for."""
    # Drawing needs an engine of its own, which a reader who only reads does not wait for.
    from graph.charts.pictures import Picture

    drawn = Picture(dict(spec), alt)
    return drawn.svg() if ending == "svg" else drawn.png(scale=2)


def twin(some: Callable[[], Iterable[Mapping[str, Any]]], name: str) -> None:
    """The table that says the same as something drawn or written, folded away, with its download."""
    with shared.folded("The same as a table", f"twin-{name}", ":material/table:") as box:
        if box.open:
            rows(some(), name)


def rows(
    some: Iterable[Mapping[str, Any]], name: str, shown: Sequence[Mapping[str, Any]] | None = None, **how: Any
) -> None:
    """A table with its downloads; `shown` is how it stands on the screen, if otherwise than in them."""
    lines = [dict(row) for row in some]
    st.dataframe(shown or lines, hide_index=True, width="stretch", **how)
    with st.container(horizontal=True):
        table_buttons(lines, name)


def table_buttons(lines: Sequence[Mapping[str, Any]], name: str) -> None:
    """The rows for a spreadsheet and for a program, written when they are asked for."""
    columns = list(lines[0]) if lines else []
    file = name.replace(" ", "-")
    for label, make, mime in (
        ("CSV", partial(csv_text, columns, lines), "text/csv"),
        ("JSON", partial(_json, lines), "application/json"),
    ):
        ending = label.lower()
        st.download_button(label, make, f"{file}.{ending}", mime, key=f"{ending}-{name}", on_click="ignore")


def _json(lines: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(lines, default=str, indent=1, ensure_ascii=False)
