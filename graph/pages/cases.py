"""Cases: what each case's papers do on a day, and what one label for it would hide."""

from __future__ import annotations

from datetime import date

import streamlit as st

from graph import case_views as views
from graph import cases as docket
from graph.api import Record
from graph.case_page import case_text
from graph.model import Case
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.words import long_date


def main() -> None:
    """The page: the list, or one case."""
    record = shared.record()
    name = st.query_params.get("case", "")
    known = {id.removeprefix("cases/"): case for id, case in record.cases.items()}
    if name and name not in known:
        st.info(f"No case is called “{shared.plain(name[:40])}”; here are all of them.", icon=":material/edit_note:")
        name = ""
    st.title(shared.plain(known[name].title) if name else "Cases")
    st.selectbox(
        "Case", [None, *known], format_func=lambda one: known[one].title if one else "all cases",
        key=shared.show("case", name or None), on_change=_picked, placeholder="all cases",
    )  # fmt: skip
    on = state.day(st.query_params.get("on", "")) or state.first_day(record)
    low, high = shared.day_bounds()
    st.date_input("As of", min_value=low, max_value=high, key=shared.show("cases-on", on), on_change=_dated)
    if name:
        _one(record, known[name], on)
    else:
        _all(record, on)
    shared.record_foot(record)


def _picked() -> None:
    if st.session_state["case"]:
        st.query_params["case"] = st.session_state["case"]
    else:
        st.query_params.pop("case", None)


def _dated() -> None:
    if st.session_state["cases-on"]:
        st.query_params["on"] = st.session_state["cases-on"].isoformat()


def _all(record: Record, on: date) -> None:
    st.markdown("The status is computed from the papers in force. A label per case hides what an order leaves free.")
    rows = [
        {
            "case": row["title"], "status": docket.posture(record, record.cases[row["id"]], on),
            "court": row["court"], "docket": row["docket_number"], "filed": row["filed"],
            "plaintiffs": row["plaintiffs"], "checked": row["checked"],
        }
        for row in views.case_rows(record)
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch", height=36 * (len(rows) + 1))
    shared.csv_button(rows, "cases", key="csv-cases")


def _one(record: Record, case: Case, on: date) -> None:
    st.markdown(f"**On {long_date(on)}: {shared.plain(docket.posture(record, case, on))}**")
    found = views.case_dict(record, case, on)
    judge = f", {found['judge']}" if found["judge"] else ""
    st.markdown(
        shared.plain(
            f"{case.court}, {case.docket_number}{judge}. Filed {found['filed']}; last checked {found['checked']}."
        )
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Papers")
        for one in found["papers"]:
            label = docket.STATUS[one["status"]]
            with st.expander(shared.plain(f"{one['from']} · {one['title']} · {label}")):
                for norm in one["norms"]:
                    st.markdown(shared.plain(f"{norm['modality']}: {norm['says']}"))
                for effect in one["effects"]:
                    st.markdown(shared.plain(f"{effect['verb']} {effect['target']}"))
                if not one["norms"] and not one["effects"]:
                    st.markdown("States no norm and does nothing to another paper.")
        st.subheader("Docket and papers by day")
        st.dataframe(found["docket"], hide_index=True, width="stretch")
        shared.csv_button(found["docket"], f"docket-{case.id.removeprefix('cases/')}", key="csv-docket")
    with right:
        st.subheader("Parties")
        for party in found["parties"]:
            who = ", ".join(map(record.agents.label, party["agents"])) or party["name"]
            doubt = " (sources differ)" if party["doubtful"] else ""
            left_on = f", left {party['left']}" if party["left"] else ""
            st.markdown(shared.plain(f"{party['role']}: {who}, from {party['joined']}{left_on}{doubt}"))
        for label, lines in (
            ("Related", [record.cases[one.case].title for one in case.related if one.case in record.cases]),
            ("On which sources differ", [fact["question"] for fact in found["contested"]]),
            ("Not known", found["open_questions"]),
        ):
            if lines:
                st.subheader(label)
                st.markdown("\n".join(f"- {shared.plain(line)}" for line in lines))
    st.download_button(
        "The case as Markdown", lambda: case_text(record, case, on, markdown=True),
        f"{case.id.removeprefix('cases/')}-{on}.md", "text/markdown", on_click="ignore",
    )  # fmt: skip


if __name__ == "__main__":
    main()
