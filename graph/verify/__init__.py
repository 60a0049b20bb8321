"""A checker of proof bundles that shares nothing with the reasoner: only the standard library, only the bundle.

It works the answer out again from the records in the bundle, as a lawyer would
with a calendar: on a day, which papers are operative; which norms cover the
cell; the highest tier that speaks decides.  Where sources differ it tries every
reading that is met on the way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .answer import AnswerAgain, Fault
from .canon import canonical, digest
from .cells import AXES
from .days import Malformed

__all__ = ["AXES", "MAX_BYTES", "SCHEMA", "Fault", "Malformed", "canonical", "digest", "read", "verify"]

SCHEMA = "couldshare-proof/1"
MAX_BYTES = 32_000_000


def read(data: bytes) -> dict[str, Any]:
    """The bundle that these bytes hold; raises `Malformed` if they hold none."""
    if len(data) > MAX_BYTES:
        raise Malformed(f"the file has more than {MAX_BYTES:,} bytes, more than any bundle needs")
    try:
        bundle = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the file is not JSON, or too deep: {error}") from None
    if not isinstance(bundle, dict) or bundle.get("schema") != SCHEMA:
        raise Malformed(f"the file is no proof bundle: it must be an object whose schema is {SCHEMA!r}")
    return bundle


def verify(bundle: dict[str, Any]) -> list[Fault]:
    """Every check of a bundle that fails; none if the answer follows from the records in it.

    Raises:
        Malformed: if the bundle is not of the form its schema states, or has too many cells or readings.
    """
    try:
        # What is inside is not looked at where it is not what was sealed.
        return [*_digests(bundle)] or [*AnswerAgain(bundle).faults()]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        said = str(error) if isinstance(error, Malformed) else f"{type(error).__name__}: {str(error)[:200]}"
        raise Malformed(f"the bundle is not of the form that {SCHEMA} states: {said}") from None


def _digests(bundle: dict[str, Any]) -> Iterator[Fault]:
    """The records, and the whole, that are not what their digests say."""
    seen: set[tuple[str, str]] = set()
    for one in bundle["records"]:
        where, at = f"{one['kind']} {one['id']}", (one["kind"], one["id"])
        if at in seen:
            yield Fault("digest", where, "the record stands in the bundle twice")
        seen.add(at)
        if one["digest"] != digest(one["content"]):
            yield Fault("digest", where, "the record is not the one whose digest stands beside it")
    if bundle["digest"] != digest({key: value for key, value in bundle.items() if key != "digest"}):
        yield Fault("digest", "bundle", "the bundle is not the one whose digest stands at its foot")
