"""Answers as data: JSON by contract, and one row for each cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..corpus import Corpus
from ..model import Cite
from ..reasoning.finding import Reason
from ..reasoning.reason import Answer, Region
from .sentence import summary

CELL = ("object", "people", "origin", "purpose")
COLUMNS = (
    "verdict", "basis", "required", "object", "people", "origin", "purpose", "since", "until",
    "because", "contested_by", "hinges_on", "confidence", "carried_forward_from",
)  # fmt: skip


def to_dict(answer: Answer) -> dict[str, Any]:
    """The answer as JSON, schema 1."""
    corpus = answer.corpus
    return {
        "schema": 1,
        "question": answer.question.to_dict(),
        "summary": summary(answer),
        "regions": [_region(corpus, region) for region in answer.regions],
        "coverage": {"cases": list(answer.cases), "last_checked": iso(answer.last_checked)},
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def _region(corpus: Corpus, region: Region) -> dict[str, Any]:
    found = region.finding
    return {
        "verdict": str(found.verdict),
        "basis": str(found.basis) if found.basis else None,
        "required": found.required,
        "objects": list(region.objects),
        "people": list(region.people),
        "origins": list(region.origins),
        "purposes": list(region.purposes),
        "since": iso(region.since),
        "until": iso(region.until),
        "because": [_reason(corpus, reason) for reason in found.because],
        "defeated": [{"norm": defeat.norm.id, "by": defeat.by, "why": defeat.why} for defeat in found.defeated],
        "contested_by": list(found.contested_by),
        "hinges_on": [
            {
                "fact": hinge.fact,
                "question": hinge.question,
                "readings": [
                    {"says": says, "verdicts": [str(v) for v in verdicts]} for says, verdicts in hinge.readings
                ],
            }
            for hinge in found.hinges_on
        ],
        "confidence": str(found.confidence),
        "carried_forward_from": iso(region.carried_forward_from),
    }


def _reason(corpus: Corpus, reason: Reason) -> dict[str, Any]:
    return {
        "norm": reason.id if reason.norm else None,
        "instrument": reason.instrument.id,
        "role": reason.role,
        "cites": [_cite(corpus, cite) for cite in reason.cites],
    }


def _cite(corpus: Corpus, cite: Cite) -> dict[str, Any]:
    source = corpus.sources[cite.source]
    return {"source": cite.source, "url": source.url or None, "tier": str(source.tier), "pin": cite.pin or None}


def iso(on: date | None) -> str | None:
    """A day as JSON says it."""
    return on.isoformat() if on else None


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each cell asked about, in the columns of `COLUMNS`."""
    for region in answer.regions:
        found = region.finding
        shared = {
            "verdict": str(found.verdict),
            "basis": str(found.basis) if found.basis else "",
            "required": found.required,
            "since": region.since,
            "until": region.until,
            "because": " ".join(reason.id for reason in found.because),
            "contested_by": " ".join(found.contested_by),
            "hinges_on": " ".join(hinge.fact for hinge in found.hinges_on),
            "confidence": str(found.confidence),
            "carried_forward_from": region.carried_forward_from,
        }
        for object in region.objects:
            for people in region.people:
                for origin in region.origins:
                    for purpose in region.purposes:
                        cell = {"object": object, "people": people, "origin": origin, "purpose": purpose}
                        yield {column: (shared | cell)[column] for column in COLUMNS}
