"""What a URL says beside the question: what is nonsense becomes the nearest that is not, and the reader is told.

A part that is not there is the default, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

import streamlit as st

from graph.corpus import Corpus
from graph.errors import NotFound
from graph.pages import _shared as shared
from graph.pages import _state as state
from graph.reasoning.question import resolve


def word(key: str, what: str, known: Collection[str], default: str = "") -> str:
    """The one of `known` that a part names, or the nearest to it, or where nothing is near the default."""
    text = st.query_params.get(key, "")
    if not text or text in known:
        return text or default
    found = nearest(text, known) or default
    _mended(key, found, f"No {what} is called “{state.shown(text)}”; shown instead: {found or 'all of them'}.")
    return found


def words(
    key: str, what: str, known: Collection[str], default: Sequence[str] = (), *, repeated: bool = False
) -> list[str]:
    """Those of `known` that a part lists; any other is left out, and the reader is told."""
    text = st.query_params.get(key)
    if text is None:
        return list(default)
    said = [one for one in text.split(",") if one]
    found = [one for one in (said if repeated else dict.fromkeys(said)) if one in known]
    strange = ", ".join(f"“{state.shown(one)}”" for one in said if one not in known)
    if strange:
        _mended(key, ",".join(found), f"No {what} is called {state.shown(strange, 200)}; it is left out.")
    return found or list(default)


def day(key: str, default: date) -> date:
    """The day of a part, or the default where it is none."""
    found, note = state.bounded(st.query_params.get(key, ""), default)
    shown = found or default
    if note:
        _mended(key, shown.isoformat(), note)
    return shown


def agency(corpus: Corpus, key: str, default: str) -> str:
    """The agency that a part names in any of its ways, or the nearest."""
    text = st.query_params.get(key, "")
    try:
        return resolve(corpus, "agency", text) if text else default
    except NotFound as error:
        found = error.near[0] if error.near else default
        label = corpus.agents.label(found)
        _mended(key, found, f"“{state.shown(text)}” is no agency, or more than one; shown instead: {label}.")
        return found


def nearest(text: str, known: Collection[str]) -> str:
    """The one of `known` most like a text; nothing if none is.

    >>> nearest("coverige", ["coverage", "sources"]), nearest("xyzzy", ["coverage", "sources"])
    ('coverage', '')
    """
    return next(iter(get_close_matches(text.casefold()[:80], known, n=1, cutoff=0.6)), "")


def put(parts: Mapping[str, str | Sequence[str]]) -> None:
    """Write parts into the URL, lists with commas; what is empty is taken out of it."""
    for key, value in parts.items():
        text = value if isinstance(value, str) else ",".join(value)
        if text:
            st.query_params[key] = text
        else:
            st.query_params.pop(key, None)


def _mended(key: str, text: str, note: str) -> None:
    """Say what was changed, once: from now on the URL says what is shown."""
    st.info(shared.plain(note), icon=":material/edit_note:")
    put({key: text})
