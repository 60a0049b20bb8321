"""Which answers a changed record changes, for which cells and on which days.

Two records are compared by their answers, not their text: for every bearer,
recipient and action either of them speaks about, every cell on every day.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..boxes import AXES, Box, box_of, merged, narrowed
from ..corpus import Corpus
from ..dates import day
from ..errors import GraphError
from ..model import Action, Verdict
from ..reasoning.question import holdings
from ..reasoning.reason import Grid, channel_of
from ..reasoning.timed import Status
from ..record.load import load, shipped
from ..text.page import DISCLAIMER, Page
from ..text.words import VERDICTS, Cells, short, span_words

COLUMNS = ("action", "bearer", "recipient", "object", "people", "origin", "purpose", "from", "until", "before", "after")


# An action, its bearer, and its recipient where it has one.
Asked = tuple[Action, str, str | None]


@dataclass(frozen=True)
class Difference:
    """Cells whose verdict differs between two records over a run of days."""

    channel: Grid
    boxes: tuple[Box, ...]
    start: date | None
    end: date | None
    before: Verdict
    after: Verdict


def two_records(before: str, folder: str | None) -> tuple[Corpus, Corpus]:
    """The record as it was (a folder or a git revision) and as it is now.

    Raises:
        GraphError: if `before` is neither; DataError if a record has problems.
    """
    now = Path(folder) if folder else shipped()
    if Path(before).is_dir():
        return load(before), load(now)
    with tempfile.TemporaryDirectory() as room:
        try:
            packed = subprocess.run(
                ["git", "-C", str(now), "archive", "--format=tar", before, "."], capture_output=True, check=True
            ).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", b"") or str(error).encode()
            why = said.decode(errors="replace").strip()
            raise GraphError(f"{before!r} is neither a folder nor a git revision that holds {now}: {why}") from None
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(room, filter="data")
        return load(room), load(now)


def compare(before: Corpus, after: Corpus, among: Collection[Asked] | None = None) -> list[Difference]:
    """Every difference in a verdict, channel by channel; `among` some channels only, where those are given.

    Leaves that only one of the two vocabularies knows cannot be compared and
    are left out.
    """
    out: list[Difference] = []
    for action, bearer, recipient in sorted({*channels(before), *channels(after)} if among is None else among, key=str):
        if all(
            bearer in c.agents.terms and (recipient is None or recipient in c.agents.terms) for c in (before, after)
        ):
            out += _compare(channel_of(before, action, bearer, recipient), channel_of(after, action, bearer, recipient))
    return out


def within(found: Iterable[Difference], asked: Box) -> list[Difference]:
    """The differences in some cells of one channel: one for each run of days and pair of verdicts, in order of days."""
    gathered: dict[tuple[date, date, Verdict, Verdict], tuple[Difference, list[Box]]] = {}
    for one in found:
        boxes = [box for each in one.boxes if (box := narrowed(each, asked))]
        key = one.start or date.min, one.end or date.max, one.before, one.after
        if boxes:
            gathered.setdefault(key, (one, []))[1].extend(boxes)
    return [replace(gathered[key][0], boxes=tuple(merged(gathered[key][1]))) for key in sorted(gathered)]


def channels(corpus: Corpus) -> Iterator[Asked]:
    """The pairs that norms name, and the components of both."""
    tree = corpus.agents
    below: dict[str, list[str]] = {}
    for id in corpus.agencies:
        for above in tree.lineage(id):
            below.setdefault(above, []).append(id)
    for _, norm in corpus.norms():
        for action in norm.action:
            for bearer in {b for one in norm.bearer for b in below.get(one, [one])}:
                if action is Action.USE:
                    yield action, bearer, None
                for recipient in {r for one in norm.recipient for r in below.get(one, [one])}:
                    if action is not Action.USE:
                        yield action, bearer, recipient


def _compare(old: Grid, new: Grid) -> Iterator[Difference]:
    cuts = sorted({*old.cuts, *new.cuts})
    everything = new.everything
    held = new.trees[0].masks(holdings(new.corpus, new.bearer)) or everything[0]
    alike = all(a.leaves == b.leaves for a, b in zip(old.trees, new.trees, strict=True))
    turned = [(cut, *(_turned(old, new, cut) if alike else (_ALL, _ALL))) for cut in cuts]
    runs: dict[tuple[tuple[float, Verdict, Verdict], ...], list[Box]] = {}
    for box, over in new.cells((held, *everything[1:])):
        for part, was in _matching(old, new, box):
            history = tuple(
                (cut, one, two)
                for cut, gone, come in turned
                if (gone & was or come & over)
                and (one := _verdict(old, cut, was)) is not (two := _verdict(new, cut, over))
            )
            if history:
                runs.setdefault(history, []).append(part)
    for history, boxes in runs.items():
        for start, end, one, two in _joined(history, cuts):
            yield Difference(new, tuple(merged(boxes)), day(start), day(end) if end is not None else None, one, two)


_ALL = -1
"""Every layer there may be."""


def _turned(old: Grid, new: Grid, on: float) -> tuple[int, int]:
    """The layers of each grid that lie there on a day and that the other has not alike.

    A verdict hangs on the layers over its cell and on the contests of their
    norms.  Where all of these are alike in both grids, so is the verdict, and
    it need not be found.
    """
    was, now = _prints(old, on), _prints(new, on)
    return _bits(was, now), _bits(now, was)


def _bits(these: Mapping[Any, int], those: Mapping[Any, int]) -> int:
    out = 0
    for print_, bits in these.items():
        out |= 0 if print_ in those else bits
    return out


def _prints(grid: Grid, on: float) -> dict[Any, int]:
    """What each layer does to a verdict on a day, with the bits of the layers that do just that."""
    on = grid.day_in(_segment(grid, on))
    out: dict[Any, int] = {}
    for n, layer in enumerate(grid.layers):
        status = layer.timed.at(on)
        if not status.possible:
            continue
        speaker = grid.speakers[layer.speaker]
        norm = speaker.norm
        contests = [one for id in (speaker.instrument.id, speaker.id) for one in grid.contests.get(id, ())]
        print_ = (
            speaker.id, speaker.tier, speaker.confidence,
            norm.modality, norm.self_executing, norm.relies_on, norm.yields_to,
            layer.includes, layer.box, _worlds(status),
            tuple((one.case, one.verb, _worlds(one.timed.at(on))) for one in contests),
        )  # fmt: skip
        out[print_] = out.get(print_, 0) | 1 << n
    return out


def _worlds(status: Status) -> Any:
    return status.doubts, frozenset(status.table.items())


def _matching(old: Grid, new: Grid, box: Box) -> Iterator[tuple[Box, int]]:
    """The parts of a box of the new grid that lie in one cell of the old, with the old layers over each."""
    if all(a.leaves == b.leaves for a, b in zip(old.trees, new.trees, strict=True)):
        yield from old.cells(box)
        return
    there = box_of(
        sum(a.bit[leaf] for leaf in b.members(mask) if leaf in a.bit)
        for a, b, mask in zip(old.trees, new.trees, box, strict=True)
    )
    for part, over in old.cells(there):
        yield (
            box_of(
                sum(b.bit[leaf] for leaf in a.members(mask))
                for a, b, mask in zip(old.trees, new.trees, part, strict=True)
            ),
            over,
        )


def _verdict(channel: Grid, on: float, over: int) -> Verdict:
    return channel.finding(_segment(channel, on), over).verdict


def _segment(channel: Grid, on: float) -> int:
    at = day(on)
    return channel.segment(at) if at else 0


def _joined(
    history: Sequence[tuple[float, Verdict, Verdict]], cuts: Sequence[float]
) -> Iterator[tuple[float, float | None, Verdict, Verdict]]:
    """Neighbouring segments with the same two verdicts as one run."""
    after = dict(zip(cuts, [*cuts[1:], None], strict=True))
    start, end, one, two = history[0][0], after[history[0][0]], history[0][1], history[0][2]
    for cut, was, now in history[1:]:
        if cut == end and (was, now) == (one, two):
            end = after[cut]
        else:
            yield start, end, one, two
            start, end, one, two = cut, after[cut], was, now
    yield start, end, one, two


# --- faces --------------------------------------------------------------------


def text(
    before: Corpus, after: Corpus, found: Sequence[Difference], names: tuple[str, str] | None = None,
    width: int = 88, *, colour: bool = False, markdown: bool = False,
) -> str:  # fmt: skip
    """The differences as a page, ready for `data/CHANGES.md`; with names, two interpretations side by side."""
    page = Page(width, colour=colour, markdown=markdown)
    if not found:
        page.text("No answer changes." if names is None else "Both give the same answers.")
    for one in found:
        channel = one.channel
        whom = f" → {short(after.agents, channel.recipient)}" if channel.recipient else ""
        cells = Cells(after, one.start or date.min, channel.cases, channel.everything)
        old, new = VERDICTS[one.before], VERDICTS[one.after]
        if names:
            page.heading(f"{names[0]}: {old} | {names[1]}: {new} · {span_words(one.start, one.end)}", 3)
        else:
            page.verdict(one.after, f"(was {old}) · {span_words(one.start, one.end)}")
        page.item("Question", f"{short(after.agents, channel.bearer)}{whom}, {channel.action}")
        for where in cells.say(one.boxes):
            page.item("For", where)
        page.gap()
    page.text(f"{DISCLAIMER} From {before.digest[:19]} to {after.digest[:19]}.")
    return str(page)


def rows(after: Corpus, found: Sequence[Difference]) -> Iterator[dict[str, Any]]:
    """One row for each cell and run of days."""
    for one in found:
        for box in one.boxes:
            objects, people, origins, purposes = (
                tree.members(m) for tree, m in zip(after.trees.values(), box, strict=True)
            )
            for object in objects:
                for person in people:
                    for origin in origins:
                        for purpose in purposes:
                            yield {
                                "action": str(one.channel.action),
                                "bearer": one.channel.bearer,
                                "recipient": one.channel.recipient or "",
                                "object": object,
                                "people": person,
                                "origin": origin,
                                "purpose": purpose,
                                "from": one.start,
                                "until": one.end,
                                "before": str(one.before),
                                "after": str(one.after),
                            }


def to_dict(before: Corpus, after: Corpus, found: Sequence[Difference]) -> dict[str, Any]:
    """The differences as JSON."""
    return {
        "schema": 1,
        "before": before.digest,
        "after": after.digest,
        "differences": [
            {
                "action": str(one.channel.action),
                "bearer": one.channel.bearer,
                "recipient": one.channel.recipient,
                "cells": [
                    {axis: tree.members(m) for axis, tree, m in zip(AXES, after.trees.values(), box, strict=True)}
                    for box in one.boxes
                ],
                "from": one.start.isoformat() if one.start else None,
                "until": one.end.isoformat() if one.end else None,
                "before": str(one.before),
                "after": str(one.after),
            }
            for one in found
        ],
    }
