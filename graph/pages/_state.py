"""The question as a URL carries it: every page can be cited, and nonsense becomes the nearest question.

The URL is the one home of what is asked; controls only show and change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from graph.corpus import Corpus
from graph.dates import parse_day
from graph.errors import NotFound, QuestionError
from graph.model import Action
from graph.reasoning.question import DEFAULT_PURPOSE, Question, holdings, question, resolve
from graph.text.words import long_date

KEYS = ("bearer", "recipient", "on", "action", "object", "people", "origin", "purpose", "known")
DIGEST = "digest"
HOME = ("cms", "ice")
"""The pair a page opens on that is asked nothing; another record opens on its first agencies."""
BOUNDS = date(1900, 1, 1), date(2200, 12, 31)
"""The first and last day that a page shows."""


@dataclass(frozen=True)
class Asked:
    """A question, and in words what was changed to make the URL one."""

    question: Question
    notes: tuple[str, ...] = ()


def read(corpus: Corpus, url: Mapping[str, str]) -> Asked:
    """The question nearest to what a URL says."""
    notes: list[str] = []

    def name(axis: str, text: str, prefer: Iterable[str] = ()) -> str | None:
        if not text:
            return None
        try:
            return resolve(corpus, axis, text, prefer)
        except NotFound as error:
            tree = corpus.agents if axis == "agency" else corpus.trees[axis]
            near = next((one for one in error.near if alike(text, one) or alike(text, tree.label(one))), None)
            instead = f"shown instead: {tree.label(near)}" if near else "it is left out"
            notes.append(f"“{shown(text)}” is unknown or could mean several things; {instead}.")
            return near

    def on_day(key: str, default: date | None) -> date | None:
        found, note = bounded(url.get(key, ""), default)
        notes.extend([note] if note else [])
        return found

    bearer, recipient = (name("agency", url.get(key, "")) for key in ("bearer", "recipient"))
    known_agents = corpus.agents.terms
    if not bearer:
        bearer = HOME[0] if HOME[0] in known_agents else next(iter(known_agents))
        recipient = recipient or (HOME[1] if HOME[1] in known_agents else None)
    action = url.get("action", "") or "share"
    if action not in set(Action):
        notes.append(f"No action is called “{shown(action)}”; shown instead: share.")
        action = "share"
    if action != "use" and not recipient:
        recipient = next(id for id in known_agents if id != bearer)
        notes.append(f"To {action.replace('-', ' ')} takes a recipient; shown: {corpus.agents.label(recipient)}.")
    origin = [one for text in url.get("origin", "").split(",")[:99] if (one := name("origin", text.strip()))]
    holder = recipient if action == "demand" and recipient else bearer
    parts = {
        "object": name("object", url.get("object", ""), holdings(corpus, holder)),
        "people": name("people", url.get("people", "")),
        "purpose": name("purpose", url.get("purpose", "")),
    }
    asked = question(
        corpus, bearer, recipient, on=on_day("on", first_day(corpus)) or first_day(corpus), known=on_day("known", None),
        action=action, origin=origin or None, **parts,
    )  # fmt: skip
    digest = url.get(DIGEST, "")
    if digest and not corpus.digest.removeprefix("sha256:").startswith(digest.removeprefix("sha256:")):
        notes.append(
            f"The link was made with the record {shown(digest)}; this is {short_digest(corpus)}: answers may differ."
        )
    return Asked(asked, tuple(notes))


def write(asked: Question) -> dict[str, str]:
    """The question as a URL says it: every part that is not the default."""
    said = asked.to_dict()
    said["origin"] = ",".join(said["origin"] or ())
    if said["purpose"] == DEFAULT_PURPOSE:
        said["purpose"] = ""
    if said["action"] == "share":
        said["action"] = ""
    return {key: said[key] for key in KEYS if said[key]}


def short_digest(corpus: Corpus) -> str:
    """Enough of the digest to tell two records apart."""
    return corpus.digest.removeprefix("sha256:")[:12]


def first_day(corpus: Corpus) -> date:
    """The day a page opens on: the last to which the record was searched, so that nothing is carried forward."""
    return corpus.last_checked or date(2000, 1, 1)


def day(text: str) -> date | None:
    """The day that a part of a URL names; None if it is none.

    >>> day("2031-09-01"), day("yesterday")
    (datetime.date(2031, 9, 1), None)
    """
    try:
        return parse_day(text) if text else None
    except QuestionError:
        return None


def known(asked: Question, on: date) -> Question:
    """The question as the public record of a day would have answered it."""
    return replace(asked, known=on)


def undated(asked: Question) -> Question:
    """The question without its day: what its history depends on."""
    return replace(asked, on=date.min)


def bounded(text: str, default: date | None) -> tuple[date | None, str]:
    """The day that a part of a URL names, or the nearest that a page shows, with what was changed in words.

    >>> bounded("2031-09-01", None)
    (datetime.date(2031, 9, 1), '')
    >>> print(*bounded("9999-12-31", None))
    2200-12-31 “9999-12-31” lies beyond the days that are shown; shown instead: 31 December 2200.
    """
    found = day(text)
    if text and not found:
        instead = long_date(default) if default else "all of the public record"
        return default, f"“{shown(text)}” is no day, written 2025-09-01; shown instead: {instead}."
    if not found:
        return default, ""
    near = min(max(found, BOUNDS[0]), BOUNDS[1])
    if near == found:
        return found, ""
    return near, f"“{text}” lies beyond the days that are shown; shown instead: {long_date(near)}."


def asking(asked: Question, **changed: Any) -> dict[str, Any]:
    """The arguments of `Record.ask` for a question with some parts changed."""
    parts = {
        "bearer": asked.bearer, "recipient": asked.recipient, "on": asked.on, "action": str(asked.action),
        "object": asked.object, "people": asked.people, "origin": asked.origin, "purpose": asked.purpose,
        "known": asked.known,
    }  # fmt: skip
    return parts | changed


def snapped(days: Iterable[date], before: date, after: date) -> date:
    """The change point that a drag from one day to another means: the nearest in its direction, or the end itself.

    >>> points = [date(2031, 3, 1), date(2031, 8, 1)]
    >>> snapped(points, date(2031, 1, 1), date(2031, 1, 2)), snapped(points, date(2031, 8, 1), date(2031, 7, 1))
    (datetime.date(2031, 3, 1), datetime.date(2031, 3, 1))
    """
    ahead = [on for on in days if (on > before) == (after > before) and on != before]
    return min(ahead, key=lambda on: abs((on - after).days), default=after)


def alike(text: str, name: str) -> bool:
    """Whether a text may be a slip for a name.

    >>> alike("Calfornia", "California"), alike("xyzzy", "WY")
    (True, False)
    """
    return bool(get_close_matches(text.casefold()[:80], [name.casefold()], n=1, cutoff=0.6))


def shown(text: str, length: int = 40) -> str:
    """What a stranger typed, cut to a readable length."""
    return text if len(text) <= length else f"{text[:length]}…"
