"""Working a cited answer out again: the same, or what differs and since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..corpus import Corpus
from ..reasoning.reason import Answer, answer
from ..text.data import CELL, rows
from ..text.english import say
from ..text.page import Page
from ..text.words import long_date
from .citation import SHORT, Citation, asked, digest, read, told


@dataclass(frozen=True)
class Difference:
    """Cells of which something else is said now: in which columns of the answer's table, and their verdicts."""

    columns: tuple[str, ...]
    before: str
    after: str
    cells: int
    example: str


@dataclass(frozen=True)
class Reproduction:
    """A citation, and what its question is answered now.

    `then` is the answer of the record as it was held on the day of access, if
    that is the one cited; `differences` are between it and the answer `now`.
    """

    cited: Citation
    now: Answer
    same_record: bool
    same: bool
    then: Answer | None = None
    differences: tuple[Difference, ...] = ()

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def reproduce(corpus: Corpus, text: str) -> Reproduction:
    """The question of a citation put again to a record: the same answer, or what differs.

    Where it differs, the record is asked once more without what was recorded
    after the day of access: corrections are additions, so the answer of that day
    can be had again, and compared cell by cell.

    Raises:
        QuestionError: if the text is no citation.
        NotFound: if the record no longer has a name that the question uses.
    """
    cited = read(text)
    now = _ask(corpus, cited)
    same_record = corpus.digest.startswith(cited.record)
    if digest(now).startswith(cited.answer):
        return Reproduction(cited, now, same_record, same=True)
    then = _ask(corpus.as_recorded(cited.accessed), cited)
    if not digest(then).startswith(cited.answer):
        return Reproduction(cited, now, same_record, same=False)
    return Reproduction(cited, now, same_record, same=False, then=then, differences=tuple(_compare(then, now)))


def to_dict(found: Reproduction) -> dict[str, Any]:
    """The reproduction as JSON, schema 1."""
    return {
        "schema": 1,
        "cited": {**vars(found.cited), "accessed": found.cited.accessed.isoformat()},
        "same": found.same,
        "same_record": found.same_record,
        "now": {"told": told(found.now), "answer": digest(found.now), "record": found.now.corpus.digest},
        "recorded_since": found.then is not None,
        "differences": [vars(one) | {"columns": list(one.columns)} for one in found.differences],
    }


COLUMNS = ("question", "cited", "now", "same", "differing", "before", "after", "cells", "example")


def reproduction_rows(found: Reproduction) -> Iterator[dict[str, Any]]:
    """One row for each difference, or one row if there is none to tell."""
    whole = {
        "question": say(found.now.corpus, found.now.question), "cited": found.cited.told, "now": told(found.now),
        "same": found.same,
    }  # fmt: skip
    for one in found.differences:
        yield whole | {"differing": " ".join(one.columns), **{k: v for k, v in vars(one).items() if k != "columns"}}
    if not found.differences:
        yield whole


def reproduction_text(found: Reproduction, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The reproduction as a page."""
    page = Page(width, colour=colour, markdown=markdown)
    for line in _lines(found):
        page.text(f"- {line.strip()}" if markdown else line, hanging=10)
    return str(page)


def _ask(corpus: Corpus, cited: Citation) -> Answer:
    put = asked(corpus, cited.asked)
    return answer(corpus.as_known(put.known) if put.known else corpus, put)


def _compare(then: Answer, now: Answer) -> Iterator[Difference]:
    """What differs between two answers to one question, cells with the same differences taken together."""
    before = {tuple(row[axis] for axis in CELL): row for row in rows(then)}
    groups: dict[tuple[tuple[str, ...], str, str], list[tuple[str, ...]]] = {}
    for row in rows(now):
        cell = tuple(row[axis] for axis in CELL)
        old = before.get(cell, dict.fromkeys(row, ""))
        columns = tuple(name for name in row if name not in CELL and row[name] != old[name])
        if columns:
            groups.setdefault((columns, old["verdict"], row["verdict"]), []).append(cell)
    for (columns, old_verdict, verdict), cells in groups.items():
        yield Difference(columns, old_verdict, verdict, len(cells), " × ".join(cells[0]))


def _lines(found: Reproduction) -> Iterator[str]:
    """What a reproduction says, line by line."""
    cited, corpus = found.cited, found.now.corpus
    whose = f"record {cited.version}, {cited.record[:SHORT]}"
    here = f"record {corpus.version}, {corpus.digest[:SHORT]}"
    yield f"Question: {say(corpus, found.now.question)}"
    yield f"Cited:    {cited.told} ({whose})"
    yield f"Now:      {told(found.now)} ({here})"
    if found.same:
        yield (
            "Same: the same record gives the same answer."
            if found.same_record
            else ("Same: another record gives the same answer, for the same reasons and days.")
        )
    elif found.then:
        yield f"Differs by what was recorded after {long_date(cited.accessed)}; without it the answer is the one cited."
        for one in found.differences:
            verdicts = f"{one.before} → {one.after}" if one.before != one.after else f"still {one.after}"
            yield f"  {one.cells} cells, such as {one.example}: {verdicts}; differing: {', '.join(one.columns)}"
    elif found.same_record:
        yield "Differs, though the record is the same: the program has changed. Compare with the version cited."
    else:
        yield (
            "Differs, and not only by what was recorded since: this is another record, or old entries were rewritten. "
            f"Lay hands on the record cited ({cited.record[:SHORT]}) and compare with: couldshare diff"
        )
