"""A draft paper written from a form's answers, as a record file that the loader then judges like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PLAINTIFFS = "plaintiffs"
"""In place of states: the plaintiffs of the case, as they stand on the day asked."""


@dataclass(frozen=True)
class Draft:
    """What a form asks about a paper; days and names as they are typed, since the loader says what is wrong with them.

    Without a `says` the paper states no norm; without a `target` it does
    nothing to another.
    """

    title: str
    kind: str
    start: str
    source: str
    end: str = ""
    modality: str = "prohibits"
    bearer: Sequence[str] = ()
    recipient: Sequence[str] = ()
    action: str = "share"
    says: str = ""
    object: Sequence[str] = ()
    people: Sequence[str] = ()
    origin: Sequence[str] = ()
    purpose: Sequence[str] = ()
    except_object: Sequence[str] = ()
    except_people: Sequence[str] = ()
    verb: str = "stays"
    target: str = ""


def draft_text(draft: Draft) -> str:
    """The draft as a record file.

    >>> print(draft_text(Draft("A: draft", "order", "2031-07-01", "gazette", verb="stays", target="law/x")), end="")
    title: "A: draft"
    kind: order
    from: 2031-07-01
    confidence: low
    recorded: 2031-07-01
    cites: ["gazette"]
    effects:
      - {verb: stays, target: "law/x"}
    """
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield f"title: {_said(draft.title)}"
    yield f"kind: {draft.kind}"
    yield f"from: {_day(draft.start)}"
    if draft.end:
        yield f"until: {_day(draft.end)}"
    yield "confidence: low"
    yield f"recorded: {_day(draft.start)}"
    yield f"cites: {_said([draft.source])}"
    if draft.says:
        yield "norms:"
        yield "  - id: draft"
        yield f"    modality: {draft.modality}"
        yield f"    bearer: {_said(draft.bearer)}"
        if draft.recipient:
            yield f"    recipient: {_said(draft.recipient)}"
        yield f"    action: [{draft.action}]"
        yield f"    says: {_said(draft.says)}"
        yield from _scope(draft)
    if draft.target:
        yield "effects:"
        yield f"  - {{verb: {draft.verb}, target: {_said(draft.target)}}}"


def _scope(draft: Draft) -> Iterator[str]:
    parts = [
        f"{axis}: {PLAINTIFFS if list(terms) == [PLAINTIFFS] else _said(terms)}"
        for axis, terms in (
            ("object", draft.object), ("people", draft.people), ("origin", draft.origin), ("purpose", draft.purpose)
        )
        if terms
    ]  # fmt: skip
    yield f"    scope: [{{{', '.join(parts)}}}]"
    excepted = [
        f"{axis}: {_said(terms)}"
        for axis, terms in (("object", draft.except_object), ("people", draft.except_people))
        if terms
    ]
    if excepted:
        yield f"    except: [{{{', '.join(excepted)}}}]"


def _said(value: str | Sequence[str]) -> str:
    """A value as YAML reads it back, whatever it holds: JSON is YAML."""
    return json.dumps(value if isinstance(value, str) else list(value), ensure_ascii=False)


def _day(text: str) -> str:
    """A day as it is; what is none stays one value, which the loader refuses."""
    return text if text.replace("-", "").isalnum() else _said(text)
