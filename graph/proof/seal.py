"""A proof bundle in its file: how it is read, and whether it is still what was sealed.

Whoever writes a bundle and whoever checks one count digests here; the checker of
the answer itself, `graph/verify/`, needs nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

from ..verify import SCHEMA, Fault, Malformed

MAX_BYTES = 32_000_000
PARTS = {"action", "bearer", "recipient", "object", "people", "origin", "purpose", "on", "known"}


def canonical(value: Any) -> str:
    """The one way to write a value as JSON that a digest is taken of."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """The digest of a value.

    >>> digest({"b": 1, "a": [2]}) == digest({"a": [2], "b": 1})
    True
    """
    return f"sha256:{sha256(canonical(value).encode('utf-8', 'surrogatepass')).hexdigest()}"


def sealed(bundle: dict[str, Any]) -> dict[str, Any]:
    """A bundle with the digest of each of its records beside it, and at its foot the one of everything."""
    records = [{**one, "digest": digest(one["content"])} for one in bundle["records"]]
    whole = {key: value for key, value in bundle.items() if key != "digest"} | {"records": records}
    return {**whole, "digest": digest(whole)}


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


def broken(bundle: dict[str, Any]) -> Iterator[Fault]:
    """The records, and the whole, that are not what their digests say, and records that stand there twice.

    Raises:
        Malformed: if it has no question, answer or records of the form that can be looked up in a record.
    """
    try:
        _look_at_form(bundle)
        yield from _broken(bundle)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        said = str(error) if isinstance(error, Malformed) else f"{type(error).__name__}: {str(error)[:200]}"
        raise Malformed(f"the bundle is not of the form that {SCHEMA} states: {said}") from None


def _look_at_form(bundle: dict[str, Any]) -> None:
    question, answer, records = bundle["question"], bundle["answer"], bundle["records"]
    if {*question} != PARTS or (question["known"] and not date.fromisoformat(question["known"])):
        raise Malformed(f"the question must have these parts: {', '.join(sorted(PARTS))}")
    if not isinstance(answer["summary"], str) or {*answer["corpus"]} != {"version", "digest"}:
        raise Malformed("the answer must have a summary, and say by which record it was given")
    if not all(isinstance(one[key], str) for one in records for key in ("kind", "id")):
        raise Malformed("each record must have a kind and an id")


def _broken(bundle: dict[str, Any]) -> Iterator[Fault]:
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
