"""Answers as HTML: the lines of a proof, and the whole answer as a card.

Whatever comes from the record is escaped here, and an address is a link only
if it is `http(s)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from ..corpus import Corpus
from ..model import Cite
from ..reasoning.reason import Answer
from .groups import Group, grouped
from .page import DISCLAIMER
from .proof import Line, ahead, coverage, lines, nearest, source_words
from .sentence import case_names, summary, title
from .words import VERDICTS, listed


def card(answer: Answer) -> str:
    """The answer as a card for a notebook: all that the page tells; the proof of each verdict unfolds."""
    corpus = answer.corpus
    groups = "".join(_group(corpus, group) for group in grouped(answer))
    rest = "".join(f"<p>{escape(line)}</p>" for line in (*ahead(answer), *coverage(answer)))
    foot = f"<p><small>{escape(f'{DISCLAIMER} Record {corpus.version}, {corpus.digest[:19]}')}</small></p>"
    head = f"<p><b>{escape(title(corpus, answer.question))}</b></p><p>{escape(summary(answer))}</p>"
    return f"<div>{head}{groups}{rest}{foot}</div>"


def _group(corpus: Corpus, group: Group) -> str:
    def source(cite: Cite) -> str:
        one = corpus.sources[cite.source]
        return link(source_words(one, cite), one.url)

    def case(id: str) -> str:
        return escape(case_names(corpus, [id]))

    head = f"<b>{escape(VERDICTS[group.found.verdict])}</b> {escape(group.head)}"
    proof = proof_items(corpus, lines(corpus, group), source, case)
    return f"<details><summary>{head}</summary><ul>{proof}</ul></details>"


def proof_items(corpus: Corpus, told: Iterable[Line], source: Callable[[Cite], str], case: Callable[[str], str]) -> str:
    """The lines of a proof as list items; `source` and `case` write a cite and a case as HTML."""
    return "".join(f"<li>{_item(corpus, line, source, case)}</li>" for line in told)


def _item(corpus: Corpus, line: Line, source: Callable[[Cite], str], case: Callable[[str], str]) -> str:
    """A line with what stands under it; where a part of it can be read is folded away."""
    said = _said(line, case)
    if len(line.sub) == 1 and not line.paper:
        return f"{said}: {escape(line.sub[0])}"
    under = [*map(escape, line.sub), *map(source, nearest(corpus, line.cites))]
    below = "".join(f"<li>{each}</li>" for each in under) + proof_items(corpus, line.parts, source, case)
    if line.label or not below:
        return f"{said}<ul>{below}</ul>" if below else said
    return f"<details><summary>{said}</summary><ul>{below}</ul></details>"


def _said(line: Line, case: Callable[[str], str]) -> str:
    """The label and the words, with the title of the paper set off."""
    label = f"<b>{escape(line.label)}</b> " if line.label else ""
    if line.cases:
        return f"{label}{listed(map(case, line.cases))}"
    if not line.paper:
        return f"{label}{escape(line.words)}"
    named = line.paper.title
    entry = f" (ECF {line.paper.entry_number})" if line.paper.entry_number else ""
    return f"{label}<b>{escape(named)}</b>{escape(line.words.removeprefix(named) + entry)}"


def link(words: str, url: str) -> str:
    """Words that link to an address, if it is one a browser may follow.

    >>> link("a <b>", "javascript:alert(1)"), link("a", "https://example.org/?a=1&b=2")
    ('a &lt;b&gt;', '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a</a>')
    """
    if not url.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'
