"""The record and its answers as pandas tables.

Terms are categoricals, days are `datetime64`; a missing bound is `NaT`.  An
empty selection gives an empty table with its columns.  What each column means
stands in `frame.attrs["columns"]`, and which record it is in `frame.attrs["record"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import inf
from typing import Any

import pandas as pd

from .analysis import deciders, exposure, itinerary, norms
from .analysis.columns import CATEGORIES, COLUMNS, DAYS
from .analysis.exposure import Exposure
from .analysis.paths import Path
from .audit import disclosed, disclosed_views
from .boxes import Box, size
from .corpus import Corpus
from .courts import case_views
from .dates import day
from .errors import QuestionError
from .reasoning.reason import Answer
from .reasoning.timeline import Change, Timeline
from .text import chronicle, data

# More rows than this are refused, with the way to ask for fewer.
LIMIT = 500_000


def answer_frame(answer: Answer, *, limit: int = LIMIT) -> pd.DataFrame:
    """One row for each cell of an answer.

    Raises:
        QuestionError: if it would have more rows than `limit`.
    """
    _refuse(size(answer.masks), answer.masks, limit)
    return _frame(answer.corpus, data.rows(answer), data.COLUMNS)


def answer_matrix(answer: Answer) -> pd.DataFrame:
    """The verdicts of an answer as data × classes of people, for one state or for all that agree.

    Raises:
        QuestionError: if states or purposes asked about differ in verdict; it says which to narrow.
    """
    trees = answer.corpus.trees
    objects, classes = trees["object"].members(answer.masks[0]), trees["people"].members(answer.masks[1])
    verdicts: dict[str, dict[str, str]] = {one: {} for one in classes}
    for region in answer.regions:
        for people in region.people:
            for one in region.objects:
                if verdicts[people].setdefault(one, str(region.verdict)) != region.verdict:
                    open_ = _several(answer)
                    raise QuestionError(
                        "origin", f"the verdict on {one} about {people} differs between {' or '.join(open_)}: ask "
                        "about one of them at a time", open_,
                    )  # fmt: skip
    frame = pd.DataFrame(verdicts, index=pd.Index(objects, name="object")).reindex(columns=classes)
    frame.columns.name = "people"
    frame.attrs = {"record": _record(answer.corpus)}
    return frame.astype("category")


def _several(answer: Answer) -> tuple[str, ...]:
    """What there is more than one of among the states and purposes asked about."""
    names = {"states": answer.masks[2], "purposes": answer.masks[3]}
    return tuple(name for name, mask in names.items() if mask.bit_count() > 1)


def timeline_frame(line: Timeline, *, limit: int = LIMIT) -> pd.DataFrame:
    """One row for each segment of each cell of a timeline.

    Raises:
        QuestionError: if it would have more rows than `limit`.
    """
    count = sum(len(strand.segments) * sum(map(size, strand.boxes)) for strand in line.strands)
    _refuse(count, line.masks, limit)
    return _frame(line.corpus, chronicle.timeline_rows(line), chronicle.TIMELINE_COLUMNS)


def changes_frame(corpus: Corpus, changes: Iterable[Change]) -> pd.DataFrame:
    """One row for each cell that changed."""
    return _frame(corpus, chronicle.change_rows(corpus, changes), chronicle.CHANGE_COLUMNS)


def exposure_frame(found: Exposure) -> pd.DataFrame:
    """One row for each class of cells, a column for each kind of day."""
    return _frame(found.corpus, exposure.exposure_rows(found), exposure.EXPOSURE_COLUMNS, note=exposure.NO_PEOPLE)


def runs_frame(found: Exposure) -> pd.DataFrame:
    """The exposure in long form: one row for each class of cells and run of days."""
    return _frame(found.corpus, exposure.run_rows(found), exposure.RUN_COLUMNS, note=exposure.NO_PEOPLE)


def norms_frame(
    corpus: Corpus, *, bearer: str | None = None, recipient: str | None = None, on: date | None = None
) -> pd.DataFrame:
    """One row for each norm that binds the bearer, speaks of the recipient and may have spoken on the day."""
    rows = norms.norm_rows(corpus, bearer=bearer, recipient=recipient, on=on)
    return _frame(corpus, rows, norms.NORM_COLUMNS)


def path_frame(found: Path) -> pd.DataFrame:
    """One row for each hop of a path of data."""
    return _frame(found.journey.corpus, itinerary.path_rows(found), itinerary.PATH_COLUMNS)


def deciders_frame(corpus: Corpus, on: date) -> pd.DataFrame:
    """One row for each paper that decides an answer on a day."""
    return _frame(corpus, deciders.decider_rows(corpus, on), deciders.DECIDER_COLUMNS)


def cases_frame(corpus: Corpus) -> pd.DataFrame:
    """One row for each case; the day it was filed also as its earliest and latest possible day."""
    bounds = ("filed_earliest", "filed_latest")
    rows = (
        row | dict(zip(bounds, (case.filed.first, case.filed.last), strict=True))
        for row, case in zip(case_views.case_rows(corpus), corpus.cases.values(), strict=True)
    )
    return _frame(corpus, rows, (*case_views.CASE_COLUMNS, *bounds))


def disclosures_frame(corpus: Corpus) -> pd.DataFrame:
    """One row for each disclosure; its day also as the earliest and latest possible day."""
    bounds = ("on_earliest", "on_latest")
    rows = (
        row | dict(zip(bounds, _possible(corpus, row["id"]), strict=True))
        for row in disclosed_views.disclosures_rows(corpus)
    )
    return _frame(corpus, rows, (*disclosed_views.DISCLOSURE_COLUMNS, *bounds))


def _possible(corpus: Corpus, id: str) -> tuple[date | None, date | None]:
    spans = disclosed.possible_days(corpus.disclosures[id])
    first, end = (spans[0][0], spans[-1][1]) if spans else (-inf, inf)
    after = day(end)
    return day(first), after - timedelta(days=1) if after else None


def _refuse(count: int, masks: Box, limit: int) -> None:
    if count > limit:
        objects, people, origins, purposes = (mask.bit_count() for mask in masks)
        raise QuestionError(
            "size", f"the table would have {count:,} rows ({objects} data × {people} people × {origins} states × "
            f"{purposes} purposes, each with its days), more than {limit:,}: narrow object, people, origin or purpose",
            ("object", "people", "origin", "purpose"),
        )  # fmt: skip


def _record(corpus: Corpus) -> str:
    return f"{corpus.version}, {corpus.digest}"


def _frame(corpus: Corpus, rows: Iterable[Mapping[str, Any]], columns: Sequence[str], note: str = "") -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns))
    for column in columns:
        if column in DAYS:
            frame[column] = pd.to_datetime(frame[column])
        elif column in CATEGORIES:
            frame[column] = frame[column].astype("category")
    frame.attrs = {"columns": {name: COLUMNS[name] for name in columns}, "record": _record(corpus)}
    if note:
        frame.attrs["note"] = note
    return frame
