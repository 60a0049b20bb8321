"""An answer as a page of text or Markdown: the sentence, each verdict with its proof, the papers, what ends next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..corpus import Corpus
from ..model import Cite
from ..reasoning.reason import Answer
from .groups import Group, grouped
from .page import Page
from .proof import Line, ahead, coverage, lines, nearest, source_words
from .sentence import paper_words, summary, title


def text(answer: Answer, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The answer as a page: the sentence, the verdicts with their cells and proof, what ends next."""
    corpus, page = answer.corpus, Page(width, colour=colour, markdown=markdown)
    page.heading(title(corpus, answer.question))
    page.gap()
    page.text(summary(answer))
    papers: dict[str, list[Line]] = {}
    for group in grouped(answer):
        page.gap()
        _group(page, corpus, group, papers)
    if papers:
        page.gap()
        page.heading("Papers", 3)
        for n, (id, told) in enumerate(papers.items(), 1):
            page.numbered(n, paper_words(corpus, corpus.instruments[id], titled=True))
            _beneath(page, corpus, told)
    page.gap()
    for line in (*ahead(answer), *coverage(answer)):
        page.text(line)
    page.foot(corpus)
    return str(page)


def _group(page: Page, corpus: Corpus, group: Group, papers: dict[str, list[Line]]) -> None:
    """One verdict; the papers it rests on are numbered in `papers`, to be listed once at the end."""
    page.verdict(group.found.verdict, group.basis)
    for line in lines(corpus, group):
        if line.paper:
            papers.setdefault(line.paper.id, []).append(line)
            page.item(line.label, f"[{list(papers).index(line.paper.id) + 1}] {line.words}")
            continue
        page.item(line.label, line.words)
        for each in line.sub:
            page.sub(each)


# A page names so many sources for a paper, the nearest to it first; JSON has them all.
_SOURCES = 3


def _beneath(page: Page, corpus: Corpus, told: Sequence[Line]) -> None:
    """What stands under a numbered paper: a reader's own note on it, and where it can be read."""
    for each in dict.fromkeys(each for line in told for each in line.sub):
        page.sub(each)
    for each in _cites(page, corpus, nearest(corpus, (cite for line in told for cite in line.cites))):
        page.sub(each)


def _cites(page: Page, corpus: Corpus, cites: Sequence[Cite]) -> Iterator[str]:
    """The first sources in a line each, and how many more there are."""
    for cite in cites[:_SOURCES]:
        source = corpus.sources[cite.source]
        yield page.link(source_words(source, cite), source.url)
    if len(cites) > _SOURCES:
        yield f"and {len(cites) - _SOURCES} more"
