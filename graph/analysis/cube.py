"""An exposure as a labelled cube for array work: data × people × states × days.

By default the day axis holds only the days on which some verdict changes, each
with the number of days it stands for, since nothing changes in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import prod

import numpy as np
import xarray as xr

from ..boxes import Box
from ..errors import QuestionError
from ..model import Verdict
from .exposure import NO_PEOPLE, Exposed, Exposure

# More values than this are refused, with the way to ask for fewer.
LIMIT = 5_000_000

DIMS = ("object", "people", "origin", "day")
# The verdict of a cell is its place in this list; it is never negative, and every cell has one.
CODES = tuple(Verdict)


def cube(found: Exposure, *, every_day: bool = False, limit: int = LIMIT) -> xr.DataArray:
    """The verdict of each cell on each day, as the place of the verdict in `CODES`.

    The attributes `flag_values` and `flag_meanings` say which is which, as the
    CF conventions do.  Along `day`, the coordinate `days` holds how many days
    each stands for, so that `((cube == 0) * cube.days).sum("day")` counts the
    days on which each cell was open.

    Raises:
        QuestionError: if purposes asked about differ in verdict, so that the cube
            would need another axis, or if it would have more than `limit` values.
    """
    axes = _axes(found)
    days = _days(found, every_day=every_day)
    count = prod(map(len, axes)) * len(days)
    if count > limit:
        raise QuestionError("size", _too_large(axes, days, count, limit, every_day=every_day))
    values = np.zeros((*map(len, axes), len(days)), dtype=np.int8)
    for one in found.classes:
        codes = _codes(one, days)
        for box in one.boxes:
            values[np.ix_(*_places(found, axes, box))] = codes
    lengths = [(b - a).days for a, b in zip(days, [*days[1:], found.end], strict=True)]
    stamps = np.array(days, dtype="datetime64[ns]")
    coords = dict(zip(DIMS, (*axes, stamps), strict=True)) | {"days": ("day", lengths)}
    return xr.DataArray(values, coords=coords, dims=DIMS, name="verdict", attrs=_attributes(found))


def _axes(found: Exposure) -> tuple[list[str], list[str], list[str]]:
    """The data, classes of people and states asked about."""
    objects, people, origins, purposes = found.corpus.trees.values()
    asked = found.line.masks
    for one in found.classes:
        for box in one.boxes:
            if box[3] != asked[3]:
                differ = purposes.members(asked[3])
                raise QuestionError(
                    "purpose",
                    f"the verdict differs between the purposes asked about; ask about one of {', '.join(differ)}",
                    tuple(differ),
                )
    return objects.members(asked[0]), people.members(asked[1]), origins.members(asked[2])


def _days(found: Exposure, *, every_day: bool) -> list[date]:
    """The days of the last axis: all, or those on which the verdict of some cell begins."""
    if every_day:
        return [found.start + timedelta(days=n) for n in range((found.end - found.start).days)]
    return sorted({run.start for one in found.classes for run in one.runs})


def _codes(one: Exposed, days: Sequence[date]) -> list[int]:
    """The verdict of a class of cells on each day."""
    return [next(CODES.index(run.verdict) for run in one.runs if run.start <= day < run.end) for day in days]


def _places(found: Exposure, axes: Sequence[list[str]], box: Box) -> list[list[int]]:
    """Where on each axis the leaves of a box stand."""
    trees = found.corpus.trees.values()
    return [
        [axis.index(leaf) for leaf in tree.members(mask)] for tree, axis, mask in zip(trees, axes, box, strict=False)
    ]


def _too_large(axes: Sequence[list[str]], days: Sequence[date], count: int, limit: int, *, every_day: bool) -> str:
    objects, people, origins = map(len, axes)
    narrower = (
        "leave out every_day, or narrow object, people or origin" if every_day else "narrow object, people or origin"
    )
    return (
        f"the cube would have {count:,} values ({objects} data × {people} people × {origins} states × {len(days):,} "
        f"days), more than {limit:,}: {narrower}"
    )


def _attributes(found: Exposure) -> dict[str, object]:
    """What the numbers mean and where they come from, in attributes that any file format keeps."""
    question, corpus = found.line.question, found.corpus
    return {
        "flag_values": list(range(len(CODES))),
        "flag_meanings": " ".join(CODES),
        "action": str(question.action),
        "bearer": question.bearer,
        "recipient": question.recipient or "",
        "purpose": question.purpose,
        "known": question.known.isoformat() if question.known else "",
        "from": found.start.isoformat(),
        "until": found.end.isoformat(),
        "people": NO_PEOPLE,
        "record": f"{corpus.version}, {corpus.digest}",
    }
