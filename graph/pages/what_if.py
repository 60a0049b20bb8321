"""What if: some papers switched off, a draft added; only what changes is shown."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from graph.api import Record
from graph.errors import DataError, GraphError
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.question import Question
from graph.tallies import Stretch

# A draft is a paper of a few kilobytes.
LARGEST = 100_000


def main() -> None:
    """The page."""
    record = shared.record()
    question = shared.asked()
    st.title(f"What if: {shared.heading(record, question)}")
    st.markdown(
        "Switch papers off or add a draft. The record itself is not touched, and nothing before the first change moves."
    )
    answer = shared.answer(record, question)
    papers = {one.instrument.id: one.instrument.title for one in answer.channel.speakers}
    off = [id for id in st.query_params.get("without", "").split(",") if id in papers]
    st.multiselect(
        "Without", list(papers), format_func=lambda one: f"{papers[one]} ({one.rpartition('/')[2]})",
        placeholder="all papers stand", key=shared.show("without", off), on_change=_set,
    )  # fmt: skip
    drafts = _draft(record)
    if not off and not drafts:
        st.info("Switch a paper off, or add a draft, to see what changes.")
    else:
        _compare(record, question, off, drafts)
    shared.record_foot(record)


def _set() -> None:
    if st.session_state["without"]:
        st.query_params["without"] = ",".join(st.session_state["without"])
    else:
        st.query_params.pop("without", None)


def _draft(record: Record) -> list[tuple[str, str]]:
    """The path and text of a draft that the reader writes; nothing of it is kept on the server."""
    with st.expander("Add a draft paper", icon=":material/note_add:"):
        folders = {"agency": "an agency's own paper", **{id: case.title for id, case in record.cases.items()}}
        left, right = st.columns(2)
        folder = left.selectbox("It belongs to", list(folders), format_func=lambda one: folders[one])
        name = right.text_input("File name", "2026-09-01-draft", max_chars=80)
        text = st.text_area(
            "The paper, as a record file; the same checks apply as to the record", height=260, max_chars=LARGEST,
            placeholder="title: …\nkind: order\nfrom: 2026-09-01\n…",
        )  # fmt: skip
        if text.strip():
            st.download_button("Keep the draft", text, f"{_safe(name)}.yaml", "application/yaml", on_click="ignore")
    return [(f"{folder}/{_safe(name)}.yaml", text)] if text.strip() else []


def _safe(name: str) -> str:
    """A file name that can only be a file name.

    >>> _safe("../../etc/passwd")
    'etc-passwd'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "draft"


def _compare(record: Record, question: Question, off: list[str], drafts: list[tuple[str, str]]) -> None:
    try:
        supposed = _supposed(record, off, drafts)
    except DataError as error:
        st.error("The draft has problems, and was not added.")
        st.table([{"line": one.line, "what": one.message, "do": one.remedy} for one in error.problems])
        return
    except GraphError as error:
        st.error(shared.plain(str(error)))
        return
    now, then = shared.answer(record, question), shared.answer(supposed, question)
    left, right = st.columns(2, gap="large")
    left.subheader("As it is")
    left.html(html.sentence(now))
    right.subheader("As supposed")
    right.html(html.sentence(then))
    st.subheader("On which days, for which cells")
    before, after = (shared.history(corpus, question) for corpus in (record, supposed))
    days = sorted({on for one in (*before, *after) for on in (one.start,) if on})
    rows = [
        {"from": on, "as it is": _words(before, on), "as supposed": _words(after, on)}
        for on in days
        if _words(before, on) != _words(after, on)
    ]
    if rows:
        st.table(rows)
        shared.csv_button(rows, "what-if", key="csv-what-if")
    else:
        st.markdown("No verdict changes on any day.")


def _words(stretches: Sequence[Stretch], on: date) -> str:
    return next(one.tally.words for one in reversed(stretches) if not one.start or one.start <= on)


def _supposed(record: Record, off: list[str], drafts: list[tuple[str, str]]) -> Record:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for where, text in drafts:
            file = Path(folder) / where
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
            files.append(file)
        return record.suppose(without=off, add=files)


if __name__ == "__main__":
    main()
