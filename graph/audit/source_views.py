"""The registry of sources, in words, as JSON and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..analysis.differ import to_dict
from ..corpus import Corpus
from ..model import (
    Cite,
    Read,
    Source,
)
from ..text.page import Page
from ..text.words import counted
from .sources import Fall, Statement, change_words, falls_without, rests_on, source_of

SOURCE_COLUMNS = (
    "id", "title", "publisher", "published", "tier", "read", "url", "digest", "statements", "alone", "records",
)  # fmt: skip
STATEMENT_COLUMNS = ("id", "kind", "says", "pin", "words", "falls")


# --- text -----------------------------------------------------------------------


def sources_text(
    corpus: Corpus, source: str | None = None, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The sources as a page, those on which most rests first; or one of them, with what would fall without it.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    page = Page(width, colour=colour, markdown=markdown)
    if source is not None:
        _in_detail(page, corpus, source)
    else:
        for id, resting in ranked(corpus):
            _head(page, corpus, id)
            page.item("Bears", _bears(id, resting))
            page.gap()
    page.foot(corpus)
    return str(page)


def ranked(corpus: Corpus) -> list[tuple[str, list[Statement]]]:
    """The sources with the statements that rest on each, those with most first."""
    return sorted(rests_on(corpus).items(), key=lambda one: (-len(one[1]), one[0]))


def _head(page: Page, corpus: Corpus, id: str) -> None:
    source = corpus.sources[id]
    page.heading(f"{id} · {source.title}", 3)
    page.item("By", f"{source.publisher}, {_published(source)} [{source.tier}; {_READ[source.read]}]")
    page.item("At", page.link("", source.url).strip() if source.url else "no address")


_READ = {Read.WHOLE: "read", Read.PART: "read in part", Read.NO: "not read"}


def _published(source: Source) -> str:
    return {"..": "standing law", "unknown": "on a day not known"}.get(source.published.text, str(source.published))


def _bears(id: str, resting: Sequence[Statement]) -> str:
    """How much rests on a source, in words."""
    if not resting:
        return "nothing"
    records = len({one.record for one in resting})
    alone = sum(one.alone_on(id) for one in resting)
    only = f", {alone:,} of them on nothing else" if alone else ""
    return f"{counted(len(resting), 'statement')} in {counted(records, 'record')}{only}"


def _in_detail(page: Page, corpus: Corpus, id: str) -> None:
    source, resting = source_of(corpus, id), rests_on(corpus)[id]
    _head(page, corpus, id)
    for copy in source.copies:
        page.item("Copy", page.link("", copy).strip())
    if source.digest:
        page.item("Digest", source.digest)
    if source.note:
        page.item("Note", source.note)
    page.item("Bears", _bears(id, resting))
    for one in resting:
        cite = _cite(one, id)
        pin, words = f", {cite.pin}" if cite.pin else "", f" “{cite.words}”" if cite.words else ""
        only = " — on nothing else" if one.alone_on(id) else ""
        page.sub(f"{one.kind}: {one.says.rstrip('.')} [{one.id}{pin}]{words}{only}")
    fall = falls_without(corpus, id)
    page.gap()
    page.text(f"If it fell, {_fallen(fall)} {change_words(corpus, fall.differences)}")


def _fallen(fall: Fall) -> str:
    if not fall.statements:
        return "nothing would be left without a source."
    also = f", and {len(fall.with_them):,} inside them would fall too" if fall.with_them else ""
    return f"{counted(len(fall.statements), 'statement')} would be left without a source{also}."


def _cite(one: Statement, source: str) -> Cite:
    """The first cite of a source in a statement."""
    return next(cite for cite in one.cites if cite.source == source)


# --- JSON and rows ----------------------------------------------------------------


def sources_dict(corpus: Corpus, source: str | None = None) -> dict[str, Any]:
    """The sources as JSON; or one of them, with what rests on it and what would fall without it.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    corpus_ = {"version": corpus.version, "digest": corpus.digest}
    if source is None:
        return {"schema": 1, "sources": list(sources_rows(corpus)), "corpus": corpus_}
    fall = falls_without(corpus, source)
    return {
        "schema": 1,
        **_row(corpus, source, rests_on(corpus)[source]),
        "copies": list(corpus.sources[source].copies),
        "note": corpus.sources[source].note,
        "bears": list(statement_rows(corpus, source)),
        "falls_without": {
            "statements": [one.id for one in fall.statements],
            "with_them": [one.id for one in fall.with_them],
            "answers": change_words(corpus, fall.differences),
            "differences": to_dict(corpus, corpus, fall.differences)["differences"],
        },
        "corpus": corpus_,
    }


def sources_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each source, in the columns of `SOURCE_COLUMNS`, those on which most rests first."""
    return (_row(corpus, id, resting) for id, resting in ranked(corpus))


def _row(corpus: Corpus, id: str, resting: Sequence[Statement]) -> dict[str, Any]:
    source = corpus.sources[id]
    return {
        "id": id,
        "title": source.title,
        "publisher": source.publisher,
        "published": str(source.published),
        "tier": str(source.tier),
        "read": str(source.read),
        "url": source.url,
        "digest": source.digest,
        "statements": len(resting),
        "alone": sum(one.alone_on(id) for one in resting),
        "records": len({one.record for one in resting}),
    }


def statement_rows(corpus: Corpus, source: str) -> Iterator[dict[str, Any]]:
    """One row for each statement that cites a source, in the columns of `STATEMENT_COLUMNS`.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    source_of(corpus, source)
    for one in rests_on(corpus)[source]:
        cite = _cite(one, source)
        yield {
            "id": one.id,
            "kind": one.kind,
            "says": one.says,
            "pin": cite.pin,
            "words": cite.words,
            "falls": one.alone_on(source),
        }
