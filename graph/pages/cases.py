"""Cases: what each case's papers do on a day, and what one label for it would hide."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from graph.api import Record
from graph.charts.history_plots import parties_chart, party_rows
from graph.charts.lanes import memberships
from graph.charts.plots import window
from graph.court_names import court_cited
from graph.courts import case_views as docket
from graph.courts.case_page import case_text
from graph.courts.cases import posture
from graph.courts.deadlines import deadlines
from graph.dates import day
from graph.following.calendars import deadlines_ics
from graph.model import Case
from graph.pages import _case as html
from graph.pages import _charts as charts
from graph.pages import _html
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.pages import _url as url
from graph.reasoning.operative import lifecycles
from graph.text.words import long_date


def main() -> None:
    """The page: the list, or one case."""
    record = shared.record()
    known = {id.removeprefix("cases/"): case for id, case in record.cases.items()}
    name = url.word("case", "case", known)
    st.title(shared.plain(known[name].title) if name else "Cases")
    which, when = st.columns([3, 1])
    which.selectbox(
        "Case", [None, *known], format_func=lambda one: known[one].title if one else "all cases",
        key=shared.show("case", name or None), on_change=_picked, placeholder="all cases",
    )  # fmt: skip
    on = url.day("on", state.first_day(record))
    low, high = state.BOUNDS
    when.date_input("As of", min_value=low, max_value=high, key=shared.show("cases-on", on), on_change=_dated)
    if name:
        _one(record, known[name], on)
    else:
        _all(record, on, list(known))
    shared.record_foot(record, f"{known[name].title if name else 'The cases'}, on {long_date(on)}")


def _picked() -> None:
    url.put({"case": st.session_state["case"] or ""})


def _dated() -> None:
    if st.session_state["cases-on"]:
        st.query_params["on"] = st.session_state["cases-on"].isoformat()


# --- the list -----------------------------------------------------------------------


def _all(record: Record, on: date, names: list[str]) -> None:
    st.markdown(
        "The status is computed from the papers in force, the label is what a public tracker would show; choose a case "
        "to see what it hides."
    )
    rows = _listed(record.digest, on, record)
    st.dataframe(
        rows, hide_index=True, width="stretch", height="content", key="list", on_select=_opened,
        selection_mode="single-row",
        column_config={name: st.column_config.TextColumn(width="medium") for name in ("case", "label")},
    )  # fmt: skip
    st.session_state["listed"] = names
    with st.container(horizontal=True):
        charts.table_buttons(rows, "cases")
        _calendar(record, None, on)
    _due(record, None, on)


@st.cache_data(show_spinner="Looking at every case…", max_entries=50)
def _listed(digest: str, on: date, _record: Record) -> list[dict[str, object]]:  # noqa: ARG001  (a key of the cache)
    return [
        {
            "case": _record.cases[row["id"]].short or row["title"], "status": row["status"], "label": row["label"],
            "court": court_cited(row["court"]), "judge": row["judge"], "docket": row["docket_number"],
            "filed": row["filed"], "plaintiffs": row["plaintiffs"], "checked": row["checked"],
            "the label hides": row["hides"],
        }
        for row in docket.case_rows(_record, on, hides=True)
    ]  # fmt: skip


def _opened() -> None:
    """Open the case of the row that was chosen."""
    chosen = st.session_state["list"]["selection"]["rows"]
    if chosen:
        st.query_params["case"] = st.session_state["listed"][chosen[0]]


# --- one case -----------------------------------------------------------------------


def _one(record: Record, case: Case, on: date) -> None:
    found = docket.case_dict(record, case, on)
    judge = f", {found['judge']}" if found["judge"] else ""
    where = f"{court_cited(case.court)}, {case.docket_number}{judge}"
    st.markdown(
        f"**On {long_date(on)}: {shared.plain(posture(record, case, on))}.** "
        + shared.plain(f"{where}. Filed {found['filed']}; last checked {found['checked']}.")
    )
    st.html(html.label(record, case, on))
    st.html(html.standing(record, case, on))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _part("Papers", html.paper_list(record, case, on))
        _part("Motions, and what became of them", html.motions(record, case, on))
        _part("Docket and papers by day", html.docket(found["docket"], on))
    with right:
        _due(record, case, on)
        _part("Appeals and related cases", html.ties(record, case, on))
        _parties(record, case, on)
        _part("On which sources differ", _html.items([fact.question for fact in case.contested]), case.contested)
        _part("Not known", _html.items(case.open_questions), case.open_questions)
    name = case.id.removeprefix("cases/")
    with st.container(horizontal=True):
        charts.table_buttons(found["docket"], f"docket-{name}")
        _calendar(record, case, on)
        st.download_button(
            "The case as Markdown", partial(case_text, record, case, on, markdown=True), f"{name}-{on}.md",
            "text/markdown", on_click="ignore",
        )  # fmt: skip


def _parties(record: Record, case: Case, on: date) -> None:
    """Who took part and when."""
    _part("Parties", html.parties(record, case, on))
    members = memberships(lifecycles(record), case)
    days = (bounded for one in members for span in (*one.sure, *one.perhaps) for end in span if (bounded := day(end)))
    shown = window([], *days, case.checked.latest, on)
    with shared.folded("Parties through time", "parties", ":material/group:") as box:
        if box.open:
            charts.chart(
                parties_chart(record, case, members, shown, on), "parties-through-time",
                "The parties as lanes through time; the table below says the same.",
                lambda: party_rows(record, members),
            )  # fmt: skip


def _part(heading: str, body: str, some: object = True) -> None:
    """A part of the page, left out where there is nothing to say."""
    if body and some:
        st.subheader(heading)
        st.html(body)


def _due(record: Record, case: Case | None, on: date) -> None:
    found = deadlines(record, on, case)
    _part("What ends or comes due", html.due(found[:40]))
    if len(found) > 40:
        shared.small(f"{len(found) - 40} more are in the calendar.")


def _calendar(record: Record, case: Case | None, on: date) -> None:
    name = case.id.removeprefix("cases/") if case else "deadlines"
    st.download_button(
        "Deadlines as a calendar", partial(deadlines_ics, record, on, case), f"{name}.ics", "text/calendar", key="ics",
        on_click="ignore",
    )  # fmt: skip


if __name__ == "__main__":
    main()
