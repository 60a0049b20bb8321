"""What a server sends: a status, a media type, bytes; and which media type a client would rather have."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from ..errors import GraphError, NotFound, QueryError, QuestionError

PROBLEM = "application/problem+json"

# Bytes that one reply may have: the server holds a whole reply until it is sent.
LARGEST = 32 * 2**20


@dataclass(frozen=True)
class Reply:
    """One reply; its headers never hold what a client sent."""

    status: int
    type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **facts: Any) -> Reply:
    """A refusal as a problem object of RFC 9457: what is wrong, why it matters, what to do.

    >>> one = problem(404, "no guard is called 'Bo'", near=["Bob"])
    >>> one.type, json.loads(one.body)["near"]
    ('application/problem+json', ['Bob'])
    """
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **facts}
    return Reply(status, PROBLEM, (json.dumps(told, ensure_ascii=False) + "\n").encode(), headers or {})


def refusal(error: GraphError, status: int = 400) -> Reply:
    """An error of ours as a problem object, with what its facts say of the remedy."""
    if isinstance(error, NotFound):
        return problem(status, str(error), near=list(error.near))
    if isinstance(error, QuestionError):
        return problem(status, str(error), field=error.field, allowed=list(error.allowed))
    if isinstance(error, QueryError):
        return problem(status, str(error), line=error.line, column=error.column)
    return problem(status, str(error))


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The media type offered that an Accept header likes best, the earlier of two it likes as well, or None.

    >>> offered = ("application/json", "text/csv")
    >>> preferred("text/csv;q=0.5, application/*;q=0.4", offered), preferred("image/png", offered)
    ('text/csv', None)
    >>> preferred("", offered)
    'application/json'
    """
    ranges = [_range(one) for one in accept.split(",") if one.strip()] or [("*/*", 1.0)]
    liked = {one: _liking(one, ranges) for one in offered}
    best = max(offered, key=lambda one: liked[one])
    return best if liked[best] > 0 else None


def _range(text: str) -> tuple[str, float]:
    """A media range of an Accept header, and how much it is liked; parameters other than q do not tell types apart."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return name, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return name, 0.0


def _liking(offered: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much the closest of the ranges that fit a media type likes it."""
    for wanted in (offered, offered.partition("/")[0] + "/*", "*/*"):
        fitting = [weight for name, weight in ranges if name == wanted]
        if fitting:
            return max(fitting)
    return 0.0
