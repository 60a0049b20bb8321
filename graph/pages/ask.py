"""Ask: the answer is a sentence, the proof one click away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from graph.api import Answer, Record
from graph.charts import plots
from graph.charts.tallies import Tally, by_cell, by_origin, cell_rows, change_days, origin_rows, stretch_rows
from graph.errors import GraphError, QuestionError
from graph.model import Action, Verdict
from graph.pages import _charts as charts
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.pages._take import take_away
from graph.reasoning.question import DEFAULT_PURPOSE, Question, holdings
from graph.text import english
from graph.text.proof import ahead

EXAMPLE = "what could CMS share with ICE on 1 September 2025 about citizens in California?"


def main() -> None:
    """The page."""
    record = shared.record()
    _tour()
    _english()
    question = shared.asked()
    _controls(record, question)
    answer = shared.answer(record, question)
    st.html(html.sentence(answer))
    _through_time(record, question, answer)
    _where_and_what(record, question)
    _proof(answer)
    take_away(answer)
    shared.record_foot(record)


def _tour() -> None:
    """One paragraph for a first visit."""
    if st.session_state.setdefault("tour", True):
        words, done = st.columns([8, 1], vertical_alignment="center")
        words.markdown(
            "Ask what one agency could share with another on a day. The sentence is the answer; the strip shows how it "
            "changed; click a state or a cell to narrow it; the reasons unfold to the order, the page and the link."
        )
        done.button("Got it", on_click=lambda: st.session_state.update(tour=False))


# --- asking ---------------------------------------------------------------------


def _english() -> None:
    st.text_input(
        "Ask in English", key="english", placeholder=EXAMPLE, on_change=_read_english, max_chars=english.MAX_LENGTH
    )
    told = st.session_state.get("told")
    if told:
        good, text = told
        (st.success if good else st.warning)(
            shared.plain(text), icon=":material/check:" if good else ":material/block:"
        )


def _read_english() -> None:
    """Fill the controls from the sentence and say how it was read, or refuse it by the word."""
    record, text = shared.record(), st.session_state["english"]
    st.session_state["told"] = None
    if not text.strip():
        return
    on = state.read(record, dict(st.query_params)).question.on
    try:
        question = english.read(record, text, on)
    except GraphError as error:
        st.session_state["told"] = False, f"Not asked: {error}. The answer below is still to the question before."
    else:
        st.session_state["told"] = True, f"Read as: {english.say(record, question)}"
        shared.go(question)


def _controls(record: Record, question: Question) -> None:
    """Who, with whom, on which day; then which cells, and the rest."""
    say, every = shared.agent(record), shared.agents(record)
    who, whom, when = st.columns([3, 3, 2])
    with who:
        shared.choice("Who", "bearer", question.bearer, every, say, _changed)
    with whom:
        label = {Action.DEMAND: "From whom", Action.USE: "With whom (not asked: use)"}.get(question.action, "With whom")
        shared.choice(
            label, "recipient", question.recipient, [*([] if question.recipient else [None]), *every], say, _changed
        )
    with when:
        low, high = state.BOUNDS
        st.date_input("Day", min_value=low, max_value=high, key=shared.show("on", question.on), on_change=_changed)
    _cells(record, question)
    _further(record, question)


def _cells(record: Record, question: Question) -> None:
    """Which data, about whom, from where."""
    what, about, where = st.columns([3, 3, 2])
    held = holdings(
        record, question.recipient if question.action is Action.DEMAND and question.recipient else question.bearer
    )
    objects = [
        id for id in record.objects if not held or record.trees["object"].root(id) in held or id == question.object
    ]
    with what:
        whole = shared.term(record, "object", "all its data")
        shared.choice("Data", "object", question.object, [None, *objects], whole, _changed)
    with about:
        shared.choice(
            "People",
            "people",
            question.people,
            [None, *record.people],
            shared.term(record, "people", "anyone"),
            _changed,
        )
    with where:
        tree = record.trees["origin"]
        st.multiselect(
            "From which states", tree.leaves, format_func=tree.label, placeholder="all",
            key=shared.show("origin", list(question.origin or ())), on_change=_changed,
        )  # fmt: skip


def _further(record: Record, question: Question) -> None:
    """What for, which deed and as known on which day: seldom asked, so folded away."""
    opened = question.purpose != DEFAULT_PURPOSE or question.action is not Action.SHARE or question.known is not None
    with st.expander("What for, which deed, as known on", expanded=opened):
        why, deed, known = st.columns(3)
        with why:
            shared.choice(
                "Purpose",
                "purpose",
                question.purpose,
                list(record.purposes),
                shared.term(record, "purpose", ""),
                _changed,
            )
        with deed:
            shared.choice(
                "Deed",
                "action",
                str(question.action),
                [str(one) for one in Action],
                lambda one: one.replace("-", " "),
                _changed,
            )
        with known:
            low, high = state.BOUNDS
            st.date_input(
                "As known on", min_value=low, max_value=high, key=shared.show("known", question.known),
                help="As far as the public record of that day showed; empty: all of it.", on_change=_changed,
            )  # fmt: skip


def _changed(**forced: object) -> None:
    """Put what the controls say into the URL."""
    said = {key: st.session_state.get(key) for key in state.KEYS} | forced
    record = shared.record()
    before = state.read(record, dict(st.query_params)).question
    if not said["on"]:
        said["on"] = before.on
    if said["bearer"] != before.bearer and said["object"] == before.object:
        said["object"] = None
    url = {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items() if value}
    url["origin"] = ",".join(said["origin"] or ())
    st.session_state["told"] = None
    shared.go(state.read(record, {key: str(value) for key, value in url.items()}).question)


# --- through time -------------------------------------------------------------------


def _through_time(record: Record, question: Question, answer: Answer) -> None:
    stretches = shared.history(record, question)
    shown = plots.window(stretches, answer.channel.checked, question.on)
    words = "; ".join(f"{one.start or 'before'}: {one.tally.words}" for one in stretches[:12])

    # A slider whose ends move keeps its thumb where it was, so that each pair of ends has one of its own.
    key = "-".join(["slid", *map(str, shown)])

    def slider() -> None:
        st.slider(
            "Drag to a day on which the answer changes", *shown, key=shared.show(key, question.on),
            format="D MMM YYYY", on_change=_slid, args=(key, change_days(stretches), question.on),
            label_visibility="collapsed",
        )  # fmt: skip

    charts.chart(
        plots.strip(answer, stretches, shown), "through-time", f"The verdict through time. {words}",
        lambda: stretch_rows(stretches), [verdict for one in stretches for verdict, _ in one.tally.counts], slider,
    )  # fmt: skip


def _slid(key: str, days: list[date], before: date) -> None:
    _changed(on=state.snapped(days, before, st.session_state[key]))


# --- states, data and people ----------------------------------------------------------


def _where_and_what(record: Record, question: Question) -> None:
    left, right = st.columns([6, 5], gap="large")
    everywhere = shared.answer(record, question, origin=None)
    # Where a state is itself a party, its own program is the origin, and there is no map to choose from.
    with left:
        charts.chart(
            plots.tiles(everywhere, question.origin or ()), "map", "The verdict in each state, as in the table below.",
            lambda: origin_rows(everywhere), _occurring(everywhere, by_origin(everywhere).values()),
            on_select=_picked_state, selection_mode="state",
        )  # fmt: skip
    with right:
        whole = shared.answer(record, question, object=None, people=None)
        chosen = _chosen(record, question)
        charts.chart(
            plots.matrix(whole, chosen), "matrix", "The verdict by data and people; the table below says the same.",
            lambda: cell_rows(whole), _occurring(whole, by_cell(whole).values()),
            on_select=_picked_cell, selection_mode="cell",
        )  # fmt: skip
    if question.object or question.people or question.origin:
        st.button("Ask about all data, everyone and every state again", on_click=_widen, icon=":material/zoom_out_map:")


def _occurring(answer: Answer, tallies: Iterable[Tally]) -> set[Verdict | None]:
    """The verdicts a chart shows, whole or as a part."""
    parts: set[Verdict | None] = {region.verdict for region in answer.regions}
    return parts | {tally.verdict for tally in tallies}


def _chosen(record: Record, question: Question) -> list[tuple[str, str]]:
    """The cells of the matrix that a narrowed question asks about."""
    if not (question.object or question.people):
        return []
    objects, people = record.trees["object"], record.trees["people"]
    some = objects.members(objects.mask(question.object)) if question.object else objects.leaves
    classes = people.members(people.mask(question.people)) if question.people else people.leaves
    return [(one, other) for one in some for other in classes]


def _picked_state() -> None:
    picked = [point["origin"] for point in st.session_state["map"]["selection"]["state"]]
    _changed(origin=picked)


def _picked_cell() -> None:
    picked = st.session_state["matrix"]["selection"]["cell"]
    _changed(object=picked[0]["object"] if picked else None, people=picked[0]["people"] if picked else None)


def _widen() -> None:
    _changed(object=None, people=None, origin=[])


# --- why, and what next -----------------------------------------------------------------


def _proof(answer: Answer) -> None:
    st.subheader("Why", anchor="why")
    st.html(html.proof(answer))
    st.subheader("What ends next", anchor="next")
    st.html(html.items(ahead(answer)))
    with shared.folded("What would change this?", "flips", ":material/alt_route:") as box:
        if box.open:
            _flips(answer)
            st.page_link(shared.page("what_if"), label="Try it on the page “What if”")


def _flips(answer: Answer) -> None:
    """The fewest papers or facts that would flip the one cell asked about."""
    try:
        with st.spinner("Trying every paper and fact it may hinge on…"):
            st.html(html.flipping(answer.flips()))
    except QuestionError as error:
        st.markdown(shared.plain(f"Choose one cell above first: {error}."))


if __name__ == "__main__":
    main()
