"""An answer as a card of HTML.

Whatever comes from the record is escaped here, and an address is a link only
if it is `http(s)`.
"""

from __future__ import annotations

from html import escape

from ..corpus import Corpus
from ..model import Cite
from ..reasoning.reason import Answer
from .groups import Group, grouped
from .page import DISCLAIMER
from .proof import Line, ahead, coverage, lines, nearest, source_words
from .sentence import summary, title
from .words import VERDICTS


def card(answer: Answer) -> str:
    """The answer as a card for a notebook: all that the page tells; the proof of each verdict unfolds."""
    corpus = answer.corpus
    groups = "".join(_group_html(corpus, group) for group in grouped(answer))
    rest = "".join(f"<p>{escape(line)}</p>" for line in (*ahead(answer), *coverage(answer)))
    foot = f"<p><small>{escape(f'{DISCLAIMER} Record {corpus.version}, {corpus.digest[:19]}')}</small></p>"
    head = f"<p><b>{escape(title(corpus, answer.question))}</b></p><p>{escape(summary(answer))}</p>"
    return f"<div>{head}{groups}{rest}{foot}</div>"


def _group_html(corpus: Corpus, group: Group) -> str:
    head = f"<b>{escape(VERDICTS[group.found.verdict])}</b> {escape(group.basis)}"
    proof = "".join(_line_html(corpus, line) for line in lines(corpus, group))
    return f"<details><summary>{head}</summary><ul>{proof}</ul></details>"


def _line_html(corpus: Corpus, line: Line) -> str:
    """A line of a proof as a list item; what it says one by one unfolds."""
    said = f"{f'<b>{line.label}</b> ' if line.label else ''}{escape(line.words)}"
    under = [f"<li>{escape(each)}</li>" for each in line.sub]
    under += [_source_html(corpus, cite) for cite in nearest(corpus, line.cites)]
    if line.parts:
        parts = "".join(_line_html(corpus, part) for part in line.parts)
        return f"<li><details><summary>{said}</summary><ul>{parts}</ul></details></li>"
    return f"<li>{said}<ul>{''.join(under)}</ul></li>" if under else f"<li>{said}</li>"


def _source_html(corpus: Corpus, cite: Cite) -> str:
    """Where a paper can be read, as a link if a browser may follow it."""
    source = corpus.sources[cite.source]
    words = escape(source_words(source, cite))
    safe = source.url.startswith(("https://", "http://"))
    return f'<li><a href="{escape(source.url)}">{words}</a></li>' if safe else f"<li>{words}</li>"
