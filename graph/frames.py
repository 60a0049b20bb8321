"""Answers, timelines and changes as pandas tables.

Terms are categoricals, days are `datetime64`; a missing bound is `NaT`.  An
empty selection gives an empty table with its columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from . import chronicle, report
from .corpus import Corpus
from .reason import Answer
from .timeline import Change, Timeline

_DAYS = ("since", "until", "from", "carried_forward_from")


def answer_frame(answer: Answer) -> pd.DataFrame:
    """One row for each cell of an answer, in the columns of `report.COLUMNS`."""
    return _frame(report.rows(answer), report.COLUMNS)


def timeline_frame(line: Timeline) -> pd.DataFrame:
    """One row for each segment of each cell of a timeline."""
    return _frame(chronicle.timeline_rows(line), chronicle.TIMELINE_COLUMNS)


def changes_frame(corpus: Corpus, changes: Iterable[Change]) -> pd.DataFrame:
    """One row for each cell that changed."""
    return _frame(chronicle.change_rows(corpus, changes), chronicle.CHANGE_COLUMNS)


def _frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns))
    for column in columns:
        if column in _DAYS:
            frame[column] = pd.to_datetime(frame[column])
        elif column in (*report.CELL, "verdict", "basis", "confidence", "before", "after"):
            frame[column] = frame[column].astype("category")
    return frame
