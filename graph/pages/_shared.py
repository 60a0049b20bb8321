"""What the pages share: the record, the question in the URL, controls, the foot."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from graph import load
from graph.api import Answer, Record, Timeline
from graph.charts.tallies import Stretch, through_time
from graph.corpus import Corpus
from graph.pages import _html, _state
from graph.places import DATA, OVERLAY
from graph.proof.citation import FORMATS, cite_page
from graph.reasoning.question import Question
from graph.record.load import shipped
from graph.text.english import say
from graph.text.page import DISCLAIMER
from graph.text.words import short

# --- the record -----------------------------------------------------------------


def record() -> Record:
    """The record, loaded once a process and again when its files change.

    Raises:
        DataError: if anything in it is wrong.
    """
    root, overlay = str(folder()), os.environ.get(OVERLAY) or ""
    return _loaded(root, overlay, (_stamp(root), _stamp(overlay) if overlay else 0))


def folder() -> Path:
    """Where the record lies."""
    return Path(os.environ.get(DATA) or shipped())


@st.cache_resource(show_spinner="Reading the record…", max_entries=2)
def _loaded(folder: str, overlay: str, stamp: tuple[int, int]) -> Record:  # noqa: ARG001  (a key of the cache)
    return load(folder, overlay=overlay or None)


@st.cache_data(ttl=5, show_spinner=False)
def _stamp(folder: str) -> int:
    """When a file of the record was last changed."""
    return max((file.stat().st_mtime_ns for file in Path(folder).rglob("*.yaml")), default=0)


@st.cache_data(show_spinner="Working out the history…", max_entries=200)
def _stretches(digest: str, asked: Question, _line: Timeline) -> list[Stretch]:  # noqa: ARG001  (keys of the cache)
    return through_time(_line)


def history(corpus: Record, asked: Question) -> list[Stretch]:
    """The verdicts of the cells asked about through time; kept, since a new day does not change it."""
    parts = _state.asking(asked)
    parts.pop("on")
    return _stretches(corpus.digest, _state.undated(asked), corpus.timeline(parts.pop("bearer"), **parts))


# --- the question ---------------------------------------------------------------


def asked() -> Question:
    """The question of the URL; on a page entered without one, that of the page before."""
    corpus = record()
    url = dict(st.query_params) or dict(st.session_state.get("url", {}))
    found = _state.read(corpus, url)
    go(found.question)
    for note in found.notes:
        st.info(plain(note), icon=":material/edit_note:")
    return found.question


def question() -> Question:
    """The question of the URL or of the page before, on a page that does not change it."""
    return _state.read(record(), dict(st.query_params) | dict(st.session_state.get("url", {}))).question


def go(question: Question) -> None:
    """Put a question into the URL, and keep it for the other pages."""
    url = _state.write(question) | {_state.DIGEST: _state.short_digest(record())}
    st.session_state["url"] = url
    kept = {key: value for key, value in st.query_params.items() if key not in (*_state.KEYS, _state.DIGEST)}
    if dict(st.query_params) != url | kept:
        st.query_params.from_dict(url | kept)


def address() -> str:
    """The permanent address of what is on the screen."""
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{urlencode({**st.query_params.to_dict(), _state.DIGEST: _state.short_digest(record())})}"


def show(key: str, value: Any) -> str:
    """Set a control to what the URL says, and return its key."""
    if st.session_state.get(key) != value or key not in st.session_state:
        st.session_state[key] = value
    return key


def choice(
    label: str, key: str, value: Any, options: Sequence[Any], say: Callable[[Any], str], change: Callable[[], None]
) -> None:
    """A list to choose from that shows what the URL says."""
    none = say(None) if None in options else None
    st.selectbox(label, options, format_func=say, key=show(key, value), on_change=change, placeholder=none)


def agents(corpus: Corpus) -> list[str]:
    """The agencies, then the states that may act as one."""
    return list(corpus.agents.terms)


def agent(corpus: Corpus) -> Callable[[str | None], str]:
    """How a list names an agency."""

    def say(id: str | None) -> str:
        if id is None:
            return "no one (use)"
        term = corpus.agents.terms[id]
        return f"{term.acronym}: {term.label}" if term.acronym else term.label

    return say


def term(corpus: Corpus, axis: str, whole: str) -> Callable[[str | None], str]:
    """How a list names a term, narrower ones indented; None is everything."""
    tree = corpus.trees[axis]

    def say(id: str | None) -> str:
        return whole if id is None else f"{' ' * 3 * (len(tree.lineage(id)) - 1)}{tree.label(id)}"

    return say


def answer(corpus: Record, question: Question, **changed: Any) -> Answer:
    """The answer to a question of the URL, some parts of it changed."""
    return corpus.answer(replace(question, **changed))


# --- the frame ------------------------------------------------------------------


def style() -> None:
    """What all pages look like."""
    st.html(_html.STYLE)


def foot() -> None:
    """What stands at the foot of a page that has no record to show."""
    st.divider()
    small(f"**{DISCLAIMER}**")


def record_foot(corpus: Corpus, heading: str = "") -> None:
    """The foot of a page that shows the record; with a heading, the page can be cited by it."""
    if heading:
        _cited(corpus, heading)
    st.divider()
    small(
        f"**{DISCLAIMER}** It holds no data about any person. Record {corpus.version or 'without a version'}, "
        f"{corpus.digest[:19].replace(':', chr(92) + ':')}."
    )
    small("The address of this page can be cited; it carries the digest of the record:")
    to_copy(address())


def to_copy(text: str) -> None:
    """Text that a click selects as a whole; Streamlit's own box would have the browser load 1.5 MB for its colours."""
    st.html(f'<code class="cs-copy" title="A click selects it all">{escape(text)}</code>')


def _cited(corpus: Corpus, heading: str) -> None:
    """The page as a reference in a text, and for a list of references."""
    with folded("Cite this page", "cite", ":material/format_quote:") as box:
        if box.open:
            text, bibtex, csl = (cite_page(corpus, heading, date.today(), form, address()) for form in FORMATS)
            st.code(text, language=None, wrap_lines=True)
            with st.container(horizontal=True):
                st.download_button("BibTeX", bibtex, "couldshare.bib", "text/plain", on_click="ignore")
                st.download_button("CSL-JSON", csl, "couldshare.csl.json", "application/json", on_click="ignore")


def page(name: str) -> str:
    """The file of a page, for a link to it."""
    return str(Path(__file__).parent / f"{name}.py")


def small(text: str) -> None:
    """Small print; not a caption, which is too pale to read."""
    st.markdown(f":small[{text}]")


def heading(corpus: Corpus, question: Question) -> str:
    """Who does what to whom, for the title of a page."""
    whom = f" → {short(corpus.agents, question.recipient)}" if question.recipient else ", use"
    return f"{short(corpus.agents, question.bearer)}{whom}"


def folded(label: str, key: str, icon: str) -> Any:
    """A part that is worked out only once it is unfolded: look whether it is `open`."""
    return st.expander(label, key=key, icon=icon, on_change="rerun")


def put(corpus: Corpus, question: Question) -> None:
    """The question in English, on a page that only shows it, and the way to change it."""
    st.markdown(plain(say(corpus, question)))
    st.page_link(page("ask"), label="Change the question on the page “Ask”")


def plain(text: str) -> str:
    """Text as it is, where Markdown would read it as its own.

    >>> plain("a *b* [c](d)")
    'a \\\\*b\\\\* \\\\[c\\\\](d)'
    """
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~$:" else char for char in text)


def prose(text: str) -> str:
    """Markdown of which only emphasis and lists mean anything: it links to nothing and fetches nothing.

    >>> print(prose("- *a* **b** <i> ![x](http://y)"))
    - *a* **b** \\<i\\> !\\[x\\](http\\://y)
    """
    return plain(text).replace("\\*", "*")
