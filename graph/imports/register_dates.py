"""The day on which a document of the Federal Register takes effect, read out of its free `dates` text.

A day is given only where the text states one and no other: everything else is
refused with the reason.  A wrong day would be believed; a refusal is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import QuestionError
from ..text.written_days import WRITTEN, day_of


@dataclass(frozen=True)
class Effective:
    """The day a document takes effect and the words that say so, or why no day is given.

    `condition` and `except_` carry what the same sentence holds back: "unless
    comments are received", "except for § 4.9, which is delayed indefinitely".
    """

    on: date | None
    words: str = ""
    reason: str = ""
    condition: str = ""
    except_: str = ""


SLIP = timedelta(days=60)
"""How long before its publication a document may say it *is* effective; further back looks like a slip of the year."""

_VERB = (
    r"(?:is|are|was|were|be|being|been|becomes?|became|will be|shall be)?\s*(?:now\s+)?"
    r"(?:effective|in effect|applicable)\b(?!\s+date)"
)
_STATES = re.compile(
    r"(?P<verb>\beffective\s+dates?\b(?:\s+of\s+(?:[^.;]|\.(?=\d))*?\b(?:is|are|was)\b|\s*(?:is|are|was)\b|\s*:)?"
    rf"|(?:takes?|took|taking|go(?:es)?|went)\s+(?:into\s+)?effect\b|\b{_VERB})\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[:,]|\bon\b|\bas of\b|\bbeginning\b|\bfrom\b|\bwithout actual notice\b|\bfor \d+ years?\b|\bat\b"
    r"|\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?|\b\d{4}\s+UTC|\b(?:eastern|local)\b|\btime\b|\bE[SD]?T\b|\s)*",
    re.IGNORECASE,
)
_PUBLICATION = re.compile(r"^(?:immediately\s+)?(?:up)?on\s+(?:its\s+|the\s+date\s+of\s+)?publication", re.IGNORECASE)
_UNDATED = re.compile(
    r"^(?:immediately|\d+ days|the (?:day|date) (?:following|after)|on the (?:day|date)"
    r"|after|at the close|when\b|upon\b)",
    re.IGNORECASE,
)
_END = re.compile(r"^(?:through|until|to)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:unless|provided that|if no)\b[^.;]*", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|with the exception)\b.*?(?=\.\s+[A-Z]|\.?$)", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|became|took|went|been)\b", re.IGNORECASE)


def effective(dates: str, published: date, proposed: bool = False) -> Effective:
    """When a document takes effect, by its `dates` text and the day it was published.

    >>> effective("This rule is effective August 14, 2031.", date(2031, 7, 1)).on
    datetime.date(2031, 8, 14)
    >>> effective("Effective upon publication. New routine uses are effective July 31, 2031.", date(2031, 7, 1)).reason
    'parts of it take effect on different days: 2031-07-01, 2031-07-31'
    >>> effective("Comments are due by August 14, 2031.", date(2031, 7, 1)).reason
    'the text states no effective day'
    """
    if proposed:
        return Effective(None, reason="a proposed rule takes no effect")
    text = " ".join(dates.split())
    stated, vague = [], []
    for on, words, past in _statements(text, published):
        if isinstance(on, str):
            vague.append((on, words))
        elif on < published - SLIP and not past:
            vague.append((f"it would be effective {(published - on).days} days before it was published", words))
        else:
            stated.append((on, words))
    days = sorted({on for on, _ in stated})
    if vague:
        return Effective(None, vague[0][1], vague[0][0])
    if len(days) > 1:
        told = ", ".join(map(str, days))
        return Effective(None, stated[0][1], f"parts of it take effect on different days: {told}")
    if not days:
        return Effective(None, reason="the text states no effective day")
    words = stated[0][1]
    held = _CONDITION.search(words), _EXCEPT.search(words)
    condition, except_ = (found[0].strip() if found else "" for found in held)
    return Effective(days[0], words, condition=condition, except_=except_)


def _statements(text: str, published: date) -> Iterator[tuple[date | str, str, bool]]:
    """Every statement of an effective day: the day or why there is none, its sentence, whether it is of the past.

    A heading ("Effective date:") that another statement follows states nothing itself.
    """
    for found in _STATES.finditer(text):
        rest = text[found.end() :]
        lead = _LEAD.match(rest)
        after = rest[lead.end() :] if lead else rest
        words, past = _sentence(text, found.start()), bool(_PAST.search(found["verb"]))
        if written := WRITTEN.match(after):
            try:
                yield day_of(written), words, past
            except QuestionError as error:
                yield str(error), words, past
        elif _PUBLICATION.match(after):
            yield published, words, past
        elif _UNDATED.match(after):
            yield "it names a day by an event, not by date", words, past
        elif _END.match(after):
            yield "it states an end only", words, past


def _sentence(text: str, at: int) -> str:
    """The sentence around a place."""
    start = max((one.end() for one in re.finditer(r"\.\s+(?=[A-Z])", text[:at])), default=0)
    end = re.search(r"\.(?=\s+[A-Z]|$)", text[at:])
    return text[start : at + end.end() if end else len(text)]
