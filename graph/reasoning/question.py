"""A question, and how the names people use become the ids of the record.

Names resolve by id, the last part of an id, acronym, label, alias or USPS
code, whatever their case.  A name that is unknown or that could mean two
things is refused with the nearest three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from ..corpus import Corpus, once
from ..dates import parse_day
from ..errors import NotFound, QuestionError
from ..model import Action, Term

DEFAULT_PURPOSE = "immigration-enforcement"


@dataclass(frozen=True)
class Question:
    """What is asked: who could do what, to whom, with which data, about whom, from where, what for, on which day.

    None on an axis asks about everything on it.  `known` asks the record as it
    stood that day.
    """

    bearer: str
    recipient: str | None
    on: date
    action: Action = Action.SHARE
    object: str | None = None
    people: str | None = None
    origin: tuple[str, ...] | None = None
    purpose: str = DEFAULT_PURPOSE
    known: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """The question as JSON says it."""
        return {
            "action": str(self.action),
            "bearer": self.bearer,
            "recipient": self.recipient,
            "object": self.object,
            "people": self.people,
            "origin": list(self.origin) if self.origin else None,
            "purpose": self.purpose,
            "on": self.on.isoformat(),
            "known": self.known.isoformat() if self.known else None,
        }


def question(
    corpus: Corpus,
    bearer: str,
    recipient: str | None = None,
    *,
    on: date | str,
    action: str = "share",
    object: str | None = None,
    people: str | None = None,
    origin: str | Iterable[str] | None = None,
    purpose: str | None = None,
    known: date | str | None = None,
) -> Question:
    """The question that these names put.

    `use` has no recipient; every other action needs one.  Where a state is the
    bearer or the one asked to hand over, its own program is the origin unless
    another is named.

    Raises:
        NotFound: if a name is unknown, or could mean more than one thing.
        QuestionError: if the parts do not make a question.
    """
    asked = (
        bearer,
        recipient,
        action,
        object,
        people,
        origin if isinstance(origin, str | None) else tuple(origin),
        purpose,
    )
    resolved = _resolved(corpus, *asked)
    return Question(on=parse_day(on), known=parse_day(known, "known") if known else None, **resolved)


@once
def _resolved(
    corpus: Corpus,
    bearer: str,
    recipient: str | None,
    action: str,
    object: str | None,
    people: str | None,
    origin: str | tuple[str, ...] | None,
    purpose: str | None,
) -> dict[str, Any]:
    """The ids of a question's names; kept, since a page asks the same question about many days."""
    try:
        deed = Action(action.lower())
    except ValueError:
        raise QuestionError(
            "action", f"no action is called {action!r}; ask about {', '.join(Action)}", tuple(Action)
        ) from None
    who = resolve(corpus, "agency", bearer)
    whom = resolve(corpus, "agency", recipient) if recipient else None
    if deed is Action.USE:
        whom = None
    elif whom is None:
        raise QuestionError("recipient", f"to {deed} takes a recipient: say with whom {corpus.agents.label(who)} deals")
    holder = who if deed is not Action.DEMAND or whom is None else whom
    state = next((one for one in (holder, who, whom) if one in corpus.places), None)
    if isinstance(origin, str):
        origin = tuple(origin.replace(",", " ").split()) if _all_codes(corpus, origin) else (origin,)
    origins = tuple(dict.fromkeys(resolve(corpus, "origin", one) for one in origin)) if origin else None
    return {
        "bearer": who,
        "recipient": whom,
        "action": deed,
        "object": resolve(corpus, "object", object, prefer=holdings(corpus, holder)) if object else None,
        "people": resolve(corpus, "people", people) if people else None,
        "origin": origins or ((state,) if state else None),
        "purpose": resolve(corpus, "purpose", purpose or DEFAULT_PURPOSE),
    }


@once
def holdings(corpus: Corpus, agent: str) -> tuple[str, ...]:
    """The top-level objects an agency has data of.

    Those it and its components keep; or else those of the body it belongs to;
    or else those that norms on it or that body name, since what it may use or
    pass on is what it may have received.
    """
    tree = corpus.agents
    own = [id for id in tree.terms if agent in tree.lineage(id) and id not in corpus.places]
    held = [held for id in (*own, agent) for held in tree.terms[id].holds]
    above = (list(tree.terms[id].holds) for id in tree.lineage(agent) if tree.terms[id].holds)
    return tuple(dict.fromkeys(held or next(above, []) or _named(corpus, agent)))


def _named(corpus: Corpus, agent: str) -> list[str]:
    """The broadest terms over the objects that the norms on an agency name."""
    objects = corpus.trees["object"]
    norms = [norm for id in corpus.agents.lineage(agent) for _, norm in corpus.by_bearer.get(id, ())]
    return [objects.root(term) for norm in norms for product in norm.scope for term in product.object]


def resolve(corpus: Corpus, axis: str, name: str, prefer: Iterable[str] = ()) -> str:
    """The id that a name means on an axis.

    Among several candidates, one that lies under a preferred term wins: asked
    of an agency, "address" means the one among the data it holds.

    Raises:
        NotFound: if nothing or more than one thing bears the name.
    """
    known = names(corpus, axis)
    wanted = name.strip().lower()
    found = known.get(wanted, ())
    tree = corpus.agents if axis == "agency" else corpus.trees[axis]
    if len(found) > 1 and wanted in (id.lower() for id in found):
        found = tuple(id for id in found if id.lower() == wanted)
    if len(found) > 1:
        top = set(prefer)
        found = tuple(id for id in found if top & set(tree.lineage(id))) or found
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(_AXIS_NOUNS.get(axis, axis), name, found, ambiguous=True)
    near = [known[one][0] for one in get_close_matches(wanted, known, n=9, cutoff=0.0)]
    raise NotFound(_AXIS_NOUNS.get(axis, axis), name, tuple(dict.fromkeys(near))[:3])


_AXIS_NOUNS = {"people": "class of people", "object": "category of data"}


@once
def names(corpus: Corpus, axis: str) -> dict[str, tuple[str, ...]]:
    """Every lower-case name on an axis with the ids it may mean."""
    terms: Mapping[str, Term] = corpus.agents.terms if axis == "agency" else corpus.trees[axis].terms
    out: dict[str, list[str]] = {}
    for id, term in terms.items():
        said = (id, id.rpartition("/")[2], term.label, term.acronym, term.iso, *term.aliases)
        for one in dict.fromkeys(one.lower() for one in said if one):
            out.setdefault(one, []).append(id)
    return {one: tuple(ids) for one, ids in out.items()}


def _all_codes(corpus: Corpus, text: str) -> bool:
    known = names(corpus, "origin")
    return text.strip().lower() not in known and all(one.lower() in known for one in text.replace(",", " ").split())
