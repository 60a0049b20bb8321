"""An answer to take away: as data, as a brief to print, as a citation."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from graph.api import Answer
from graph.pages import _html as html
from graph.pages import _shared as shared
from graph.proof.citation import cite
from graph.text import data, sentence
from graph.text.page import DISCLAIMER
from graph.text.proof import ahead
from graph.text.spreadsheet import csv_text
from graph.text.words import long_date

_PAPER = """<style>
body { font-family: Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #14171A; }
h1 { font-size: 1.15rem !important; } h2 { font-size: 1rem; margin-bottom: .2rem; }
a { overflow-wrap: anywhere; }
@page { margin: 15mm; }
@media print {
  body { font-size: 9pt; margin: 0; max-width: none; padding: 0; }
  h1, h2, ul, p { margin-top: .3rem; margin-bottom: .3rem; }
  .cs-group summary { line-height: 1.3; }
  .cs-pill { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .cs-answer p { font-size: 12pt !important; }
  .cs-group a::after { content: " <" attr(href) ">"; font-size: 7.5pt; }
  li { break-inside: avoid; }
}
</style>"""


def take_away(answer: Answer) -> None:
    """The downloads of an answer and its citation."""
    name = f"couldshare-{answer.question.bearer}-{answer.question.recipient or 'use'}-{answer.question.on}"
    url = shared.address()
    st.subheader("Take it away", anchor="take")
    with st.container(horizontal=True):
        for label, make, ending, mime in (
            ("CSV", lambda: csv_text(data.COLUMNS, data.rows(answer)), "csv", "text/csv"),
            ("JSON", lambda: json.dumps(answer.to_dict(), indent=2, ensure_ascii=False), "json", "application/json"),
            ("Brief, Markdown", lambda: answer.to_markdown(), "md", "text/markdown"),
            ("Brief, to print", partial(printable, answer, url), "html", "text/html"),
            ("BibTeX", lambda: cite(answer, date.today(), "bibtex", url), "bib", "text/plain"),
            ("CSL-JSON", lambda: cite(answer, date.today(), "csl-json", url), "csl.json", "application/json"),
        ):
            st.download_button(label, make, f"{name}.{ending}", mime, key=f"take-{ending}", on_click="ignore")
    shared.small("Cite this")
    shared.to_copy(cite(answer, date.today(), "text", url))


def printable(answer: Answer, url: str) -> str:
    """The answer with its whole proof as a page of its own, with nothing folded away and every address in print."""
    corpus = answer.corpus
    title = escape(sentence.title(corpus, answer.question))
    checked = f"Searched to {long_date(on)}. " if (on := answer.channel.checked) else ""
    foot = f"{checked}{DISCLAIMER} Record {corpus.version}, {corpus.digest}."
    base = f'<base href="{escape(url.partition("?")[0])}">' if url.startswith("http") else ""
    head = f'<meta charset="utf-8"><title>{title}</title>{base}{html.STYLE}{_PAPER}'
    body = (
        f"<h1>{title}</h1>{html.sentence(answer)}<h2>Why</h2>{html.proof(answer, unfolded=True)}",
        f"<h2>What ends next</h2>{html.items(ahead(answer))}<h2>Cite this</h2>",
        f"<p>{escape(cite(answer, date.today(), 'text', url))}</p><p><small>{escape(foot)}</small></p>",
    )
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(body)}</body></html>'
