"""The frame around every page: the navigation, or the problems of a record that cannot be shown."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from graph.errors import DataError, GraphError
from graph.pages import _shared as shared

PAGES = Path(__file__).parent

# File and title; the first is the home page.  No icons: the browser would fetch one as the icon of its tab.
LISTED = (
    ("ask", "Ask"),
    ("timeline", "Timeline"),
    ("cases", "Cases"),
    ("network", "Network"),
    ("sparql", "SPARQL"),
    ("what_if", "What if"),
    ("record", "Record"),
)


def main() -> None:
    """Set the page up, load the record, run the page asked for."""
    st.set_page_config(page_title="couldshare", layout="wide")
    shared.style()
    pages = [
        st.Page(PAGES / f"{name}.py", title=title, url_path=None if n == 0 else name, default=n == 0)
        for n, (name, title) in enumerate(LISTED)
    ]
    page = st.navigation(pages, position="top")
    try:
        shared.record()
    except DataError as error:
        _problems(error)
        return
    except GraphError as error:
        st.title("There is no record to show")
        st.text(str(error))
        return
    page.run()


def _problems(error: DataError) -> None:
    """What an editor must mend before anything can be answered; a broken record is never half shown."""
    count = len(error.problems)
    st.title("The record has problems")
    st.write(
        f"{count} problem{'s' * (count != 1)} must be mended before anything can be answered: half a record would "
        "give wrong answers. `couldshare check` lists the same."
    )
    st.table(
        [
            {"where": f"{one.path}:{one.line}", "what": one.message, "do": one.remedy, "code": one.code}
            for one in error.problems
        ]
    )
    shared.foot()


if __name__ == "__main__":
    main()
