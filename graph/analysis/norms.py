"""The norms of a record as rows: who is bound, to what, with which cells, on which days, by which paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..boxes import AXES
from ..corpus import Corpus
from ..dates import Interval
from ..model import Instrument, Norm, Product
from ..reasoning.operative import lifecycles
from ..reasoning.question import resolve
from .segments import norm_life

NORM_COLUMNS = (
    "id", "instrument", "title", "case", "kind", "tier", "modality", "action", "bearer", "recipient", *AXES, "except",
    "says", "self_executing", "from", "until", "interrupted", "doubtful", "confidence", "sources",
)  # fmt: skip


def norm_rows(
    corpus: Corpus, *, bearer: str | None = None, recipient: str | None = None, on: date | None = None
) -> Iterator[dict[str, Any]]:
    """One row for each norm, in the columns of `NORM_COLUMNS`.

    With a bearer, only the norms that bind it, those on a body it belongs to
    included; with a recipient, only those that speak of it, those that name
    nobody included; with a day, only those that may have spoken on it.

    Raises:
        NotFound: if a name is unknown or ambiguous.
    """
    agents, lives = corpus.agents, lifecycles(corpus)
    binds = set(agents.lineage(resolve(corpus, "agency", bearer))) if bearer else None
    towards = set(agents.lineage(resolve(corpus, "agency", recipient))) if recipient else None
    for instrument, norm in corpus.norms():
        if binds is not None and binds.isdisjoint(norm.bearer):
            continue
        if towards is not None and norm.recipient and towards.isdisjoint(norm.recipient):
            continue
        life = norm_life(lives, instrument, norm)
        if on is None or any(on in days for days in life.possible):
            yield _row(instrument, norm, life.certain, life.possible)


def _row(
    instrument: Instrument, norm: Norm, certain: tuple[Interval, ...], possible: tuple[Interval, ...]
) -> dict[str, Any]:
    return {
        "id": f"{instrument.id}#{norm.id}",
        "instrument": instrument.id,
        "title": instrument.title,
        "case": instrument.case,
        "kind": str(instrument.kind),
        "tier": str(instrument.tier),
        "modality": str(norm.modality),
        "action": " ".join(norm.action),
        "bearer": " ".join(norm.bearer),
        "recipient": " ".join(norm.recipient),
        **{axis: _terms(norm.scope, axis) for axis in AXES},
        "except": "; ".join(_product(one) for one in norm.except_),
        "says": norm.says,
        "self_executing": norm.self_executing,
        "from": possible[0].start if possible else None,
        "until": possible[-1].end if possible else None,
        "interrupted": len(possible) > 1,
        "doubtful": certain != possible,
        "confidence": str(norm.confidence or instrument.confidence),
        "sources": " ".join(cite.source for cite in norm.cites or instrument.cites),
    }


def _terms(scope: tuple[Product, ...], axis: str) -> str:
    """The terms that the parts of a scope name on an axis; empty where one names none and so means all."""
    named = [getattr(part, axis) for part in scope]
    return " ".join(dict.fromkeys(term for terms in named for term in terms)) if all(named) else ""


def _product(one: Product) -> str:
    return " × ".join(", ".join(getattr(one, axis)) for axis in AXES if getattr(one, axis)) or "everything"
