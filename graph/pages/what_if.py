"""What if: some papers switched off, a draft added; only what changes is shown."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.analysis.differ import compare, rows, within
from graph.api import Record
from graph.charts.lanes import speaking
from graph.errors import DataError, GraphError
from graph.model import CHANGES, Action, Kind, Modality
from graph.pages import _charts as charts
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.pages import _url as url
from graph.reasoning.question import Question
from graph.record.draft import PLAINTIFFS, Draft, draft_text
from graph.text.words import Cells, long_date

# A draft is a paper of a few kilobytes.
LARGEST = 100_000


def main() -> None:
    """The page."""
    record = shared.record()
    question = shared.asked()
    heading = f"What if: {shared.heading(record, question)}"
    st.title(heading)
    shared.put(record, question)
    st.markdown(
        "Switch papers off or add a draft. The record itself is not touched, and nothing before the first change moves."
    )
    answer = shared.answer(record, question)
    papers = {id: one.title for id, one in speaking(answer.channel).items()}
    off = url.words("without", "paper that bears on this question", papers)
    st.multiselect(
        "Without", list(papers), format_func=lambda one: f"{papers[one]} ({one.rpartition('/')[2]})",
        placeholder="all papers stand", key=shared.show("without", off), on_change=_set,
    )  # fmt: skip
    drafts = _draft(record, question)
    if drafts:
        shared.small("A draft is not part of the address below: keep its file, and send both.")
    if not off and not drafts:
        st.info("Switch a paper off, or add a draft, to see what changes.")
    else:
        _compare(record, question, off, drafts)
    shared.record_foot(record, heading)


def _set() -> None:
    url.put({"without": st.session_state["without"]})


# --- a draft ------------------------------------------------------------------------


def _draft(record: Record, question: Question) -> list[tuple[str, str]]:
    """The path and text of a draft that the reader writes; nothing of it is kept on the server."""
    with st.expander("Add a draft paper", icon=":material/note_add:"):
        folders = {"agency": "an agency's own paper", **{id: case.title for id, case in record.cases.items()}}
        left, right = st.columns(2)
        folder = left.selectbox("It belongs to", list(folders), format_func=lambda one: folders[one], key="draft-in")
        st.session_state.setdefault("draft-name", f"{question.on}-draft")
        name = right.text_input("File name", max_chars=80, key="draft-name")
        with st.popover(
            "Fill in a form", icon=":material/edit_note:", key="draft-form", on_change="rerun", width="stretch"
        ) as box:
            if box.open:
                _form(record, question, folder)
        st.file_uploader(
            f"Or bring the file of a draft, of at most {LARGEST // 1000} kB", ["yaml", "yml"], key="draft-file",
            on_change=_brought,
        )  # fmt: skip
        text = st.text_area(
            "The paper, as a record file; the same checks apply as to the record", key="draft-text", height=260,
            max_chars=LARGEST, placeholder="title: …\nkind: order\nfrom: 2026-09-01\n…",
        )  # fmt: skip
        if st.session_state.get("draft-refused"):
            st.error(st.session_state["draft-refused"])
        if text.strip():
            st.download_button("Keep the draft", text, f"{_safe(name)}.yaml", "application/yaml", on_click="ignore")
    return [(f"{folder}/{_safe(name)}.yaml", text)] if text.strip() else []


def _brought() -> None:
    """Take a draft out of a file that the reader brings, or say why not."""
    file = st.session_state["draft-file"]
    st.session_state["draft-refused"] = ""
    if file is None:
        return
    if file.size > LARGEST:
        size = f"{file.size / 1000:,.0f} kB"
        st.session_state["draft-refused"] = f"The file has {size}; a draft is one paper, of at most {LARGEST // 1000}."
        return
    try:
        st.session_state["draft-text"] = file.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        st.session_state["draft-refused"] = "The file is not text in UTF-8; save it as such and bring it again."
    else:
        st.session_state["draft-name"] = Path(file.name).stem[:80]


def _form(record: Record, question: Question, folder: str) -> None:
    """What a draft says, field by field; what is asked on the other pages is filled in."""
    agents, say = shared.agents(record), shared.agent(record)
    kinds = [str(one) for one in Kind]
    with st.form("draft"):
        one, two, three = st.columns(3)
        title = one.text_input("Title", "Draft order", max_chars=200)
        kind = two.selectbox("Kind", kinds, index=kinds.index("agreement" if folder == "agency" else "order"))
        source = three.selectbox(
            "Source", list(record.sources), help="A paper without a source is refused; a supposition may borrow any."
        )
        start = one.date_input("From", question.on, *state.BOUNDS)
        end = two.date_input("Up to (empty: it does not say)", None, *state.BOUNDS)
        modality = three.selectbox("It", [str(each) for each in Modality], 1)
        bearer = one.multiselect("whom it binds", agents, [question.bearer], format_func=say)
        action = two.selectbox("to", [str(each) for each in Action], index=list(Action).index(question.action))
        whom = [question.recipient] if question.recipient else []
        recipient = three.multiselect("with whom", agents, whom, format_func=say, placeholder="no one named")
        scope, but = _scope_fields(record, question, (one, two, three))
        ours = three.checkbox("only data that the plaintiffs of its case supplied", disabled=folder == "agency")
        says = st.text_input("In a sentence (empty: it states no norm)", "The draft says so.", max_chars=300)
        verb = one.selectbox("It also", [str(each) for each in sorted(CHANGES)], None, placeholder="does nothing")
        papers = {id: each.title for id, each in record.instruments.items()}
        target = two.selectbox("which paper", list(papers), None, format_func=papers.__getitem__)
        if st.form_submit_button("Write the draft", type="primary"):
            made = Draft(
                title, kind, str(start or ""), source or "", str(end or ""), modality, bearer, recipient, action, says,
                **(scope | ({"origin": [PLAINTIFFS]} if ours else {})),
                except_object=but["object"], except_people=but["people"],
                verb=verb or "stays", target=(target or "") if verb else "",
            )  # fmt: skip
            st.session_state["draft-text"] = draft_text(made)


Fields = dict[str, list[str]]


def _scope_fields(record: Record, question: Question, columns: tuple[DeltaGenerator, ...]) -> tuple[Fields, Fields]:
    """What a norm covers, and what it leaves out."""
    asked = {
        "object": ("which data", [question.object] if question.object else []),
        "people": ("about whom", [question.people] if question.people else []),
        "origin": ("from which states", list(question.origin or ())),
        "purpose": ("for what", [question.purpose]),
    }
    excepted = {"object": "except which data", "people": "except about whom"}

    def field(n: int, axis: str, label: str, given: list[str], none: str) -> list[str]:
        tree = record.trees[axis]
        where = columns[n % len(columns)]
        return where.multiselect(label, list(tree.terms), given, format_func=tree.label, placeholder=none)

    scope = {axis: field(n, axis, label, given, "all") for n, (axis, (label, given)) in enumerate(asked.items())}
    return scope, {axis: field(n, axis, label, [], "none") for n, (axis, label) in enumerate(excepted.items(), 4)}


def _safe(name: str) -> str:
    """A file name that can only be a file name.

    >>> _safe("../../etc/passwd")
    'etc-passwd'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "draft"


# --- what changes ---------------------------------------------------------------------


def _compare(record: Record, question: Question, off: list[str], drafts: list[tuple[str, str]]) -> None:
    try:
        with st.spinner("Asking the supposed record…"):
            supposed = _supposed(record.digest, off, drafts, record)
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
    st.subheader("Only what changes")
    before, after = ((one.as_known(question.known) if question.known else one) for one in (record, supposed))
    among = {(question.action, question.bearer, question.recipient)}
    found = within(compare(before, after, among), now.masks)
    if not found:
        st.markdown("No verdict changes on any day.")
        return
    if found[0].start:
        st.markdown(f"Nothing before {long_date(found[0].start)} moves.")
    st.html(html.moved(found, Cells(after, question.on, now.channel.cases, now.masks)))
    charts.twin(lambda: rows(after, found), "what-if")


@st.cache_resource(show_spinner=False, max_entries=20)
def _supposed(digest: str, off: list[str], drafts: list[tuple[str, str]], _record: Record) -> Record:  # noqa: ARG001  (a key)
    """The supposed record; kept, since another day asks it again."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for where, text in drafts:
            file = Path(folder) / where
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
            files.append(file)
        return _record.suppose(without=off, add=files)


if __name__ == "__main__":
    main()
