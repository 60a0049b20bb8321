"""Questions in plain English: a controlled grammar, no model and no guessing.

A sentence names who does what with which data, about whom, from where, what
for and on which day, each part behind its own small word: `with`, `about`,
`in`, `for`, `on`, `as known on`.  Whatever the grammar has no place for is
refused by name; a word passed over could turn the answer round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from ..corpus import Corpus
from ..errors import QuestionError
from ..model import Action
from ..reasoning.question import DEFAULT_PURPOSE, Question, names, question
from .lexicon import Token, key_of, lexicon, tokens
from .words import listed, long_date, short

MAX_LENGTH = 400

# A place of the sentence, and the axes on which a name there may lie, likeliest first.
_CONTENT = ("object", "people", "origin")
_PLACES: Mapping[str, tuple[str, ...]] = {
    "who": ("agency", *_CONTENT),
    "what": _CONTENT,
    "whom": ("agency",),
    "from": ("agency", "origin"),
    "about": ("people", "object", "origin"),
    "where": ("origin",),
    "why": ("purpose",),
    "on": ("people",),
    "known": (),
}

# The small words, each with the place it opens.
_OPENS: Mapping[tuple[str, ...], str] = {
    ("with",): "whom",
    ("to",): "whom",
    ("from",): "from",
    ("about",): "about",
    ("of",): "about",
    ("concerning",): "about",
    ("regarding",): "about",
    ("in",): "where",
    ("supplied", "by"): "where",
    ("for",): "why",
    ("for", "the", "purpose", "of"): "why",
    ("on",): "on",
    ("known", "on"): "known",
    ("as", "known", "on"): "known",
    ("as", "publicly", "known", "on"): "known",
}

_DEEDS: Mapping[tuple[str, ...], Action] = {
    ("share",): Action.SHARE,
    ("give",): Action.SHARE,
    ("send",): Action.SHARE,
    ("disclose",): Action.SHARE,
    ("use",): Action.USE,
    ("pass", "on"): Action.ONWARD_SHARE,
    ("pass",): Action.ONWARD_SHARE,
    ("onward", "share"): Action.ONWARD_SHARE,
    ("demand",): Action.DEMAND,
}

# Told from the side of the one who gets the data.
_GETS = {("get",), ("receive",), ("obtain",)}

# Words that a question may hold and that add nothing to it.
_FILLER = {
    "a", "all", "allowed", "an", "and", "any", "are", "be", "been", "can", "could", "data", "had", "has", "have",
    "information", "is", "it", "its", "may", "might", "people", "permitted", "person", "record", "state", "the", "was",
    "were", "what", "which",
}  # fmt: skip

# Words for which a question has no place, each with why.
_NO_PLACE = dict.fromkeys(
    ("today", "now", "yesterday", "tomorrow", "currently"), "no clock is read: write the day, as 1 September 2025"
) | dict.fromkeys(
    ("not", "never", "no", "nor", "or", "but", "except", "without", "unless", "before", "after", "until", "since"),
    "a question asks one thing about one day, and says nothing of what it leaves out",
)

_GRAMMAR = (
    _FILLER | {word for words in (*_OPENS, *_DEEDS, *_GETS) for word in words} | {"or", "not", "as", "me", "hi", "ok"}
)


def read(corpus: Corpus, text: str, on: date | None = None) -> Question:
    """The question that an English sentence asks; `on` is the day where the sentence names none.

    >>> from graph.model import Term
    >>> world = Corpus(
    ...     agencies={"office": Term("Relief Office", holds=("rolls",)), "guard": Term("Guard")},
    ...     objects={"rolls": Term("rolls")},
    ...     people={"foreigner": Term("foreigners")},
    ...     places={"ZE": Term("Zenda")},
    ...     purposes={"immigration-enforcement": Term("enforcement")},
    ... )
    >>> asked = read(world, "What could Relief Office share with Guard on Sept. 1, 2031 about foreigners in ZE?")
    >>> asked.recipient, asked.people, asked.origin
    ('guard', 'foreigner', ('ZE',))
    >>> print(say(world, asked))
    What could Relief Office share with Guard on 1 September 2031 about foreigners, supplied by Zenda, for enforcement?
    >>> read(world, "What could the Relief Office share with Hentzau?")
    Traceback (most recent call last):
    ...
    graph.errors.QuestionError: cannot read “Hentzau” here; an agency is wanted

    Raises:
        QuestionError: naming the first word that cannot be read, or the part that is missing.
        NotFound: if a name in it could mean more than one thing.
    """
    if len(text) > MAX_LENGTH:
        raise QuestionError("text", f"a question in English has at most {MAX_LENGTH} characters, not {len(text):,}")
    sentence = _Sentence(corpus)
    sentence.read(tokens(text))
    return sentence.question(on)


def say(corpus: Corpus, asked: Question) -> str:
    """The question as a sentence that `read` takes back: how an English question was understood."""
    what = f" {_named(corpus, 'object', asked.object)}" if asked.object else ""
    whom = short(corpus.agents, asked.recipient) if asked.recipient else ""
    deed = {
        Action.SHARE: f"share{what} with {whom}",
        Action.USE: f"use{what}",
        Action.ONWARD_SHARE: f"pass on{what} to {whom}",
        Action.DEMAND: f"demand{what} from {whom}",
    }[asked.action]
    parts = [
        f"{'Could' if what else 'What could'} {short(corpus.agents, asked.bearer)} {deed} on {long_date(asked.on)}"
    ]
    if asked.people:
        parts.append(f" about {_named(corpus, 'people', asked.people)}")
    if asked.origin:
        parts.append(f", supplied by {listed(_named(corpus, 'origin', one) for one in asked.origin)}")
    parts.append(f", for {_named(corpus, 'purpose', asked.purpose)}")
    if asked.known:
        parts.append(f", as known on {long_date(asked.known)}")
    return "".join(parts) + "?"


def _named(corpus: Corpus, axis: str, id: str) -> str:
    """The label where it means this alone, else the id."""
    label = corpus.trees[axis].label(id)
    return label if lexicon(corpus).get(key_of(label), {}).get(axis, ("", ()))[1] == (id,) else id


@dataclass
class _Sentence:
    """A sentence as far as it has been read."""

    corpus: Corpus
    place: str = "who"
    action: Action | None = None
    gets: bool = False
    said: dict[str, str] = field(default_factory=dict)
    origin: list[str] = field(default_factory=list)
    on: date | None = None
    known: date | None = None

    def read(self, written: list[Token]) -> None:
        """Read every word, or raise at the first that has no place."""
        known = lexicon(self.corpus)
        longest = max(map(len, known), default=1)
        at = 0
        while at < len(written):
            if written[at].day:
                self._dated(written[at])
                at += 1
                continue
            for size in range(min(longest, len(written) - at), 0, -1):
                some = written[at : at + size]
                key = tuple(token.word for token in some)
                if self._name(known.get(key, {}), some) or self._small(key):
                    at += size
                    break
            else:
                self._refuse(written[at])

    def _dated(self, token: Token) -> None:
        if self.place == "known" and not self.known:
            self.known = token.day
        elif self.place == "on" and not self.on:
            self.on = token.day
        else:
            raise QuestionError(
                "text",
                f"cannot place the day “{token.written}”: write “on” before the day asked about and “as known on” "
                "before the day of the public record, each once",
            )

    def _name(self, found: Mapping[str, tuple[str, tuple[str, ...]]], some: list[Token]) -> bool:
        """Take the words as a name, if one lies on an axis that the place allows."""
        if len(some) == 1 and not some[0].capital and self._taken(some[0].word):
            return False
        axes = [axis for axis in self._axes() if axis in found]
        if not axes:
            return False
        axis, (name, ids) = axes[0], found[axes[0]]
        name = ids[0] if len(ids) == 1 else name
        if axis == "origin":
            self.origin.append(name)
            return True
        if axis == "agency":
            giver = self.gets and self.place == "from" if self.action else self.place != "whom"
            axis, self.place = ("bearer" if giver else "recipient"), "what"
        if self.said.setdefault(axis, name) != name:
            written = " ".join(dict.fromkeys(token.written for token in some))
            raise QuestionError("text", f"one {_PARTS[axis]} at a time: “{written}” is a second")
        return True

    def _taken(self, word: str) -> bool:
        """Whether a lower-case word is the grammar's, or too short to be a name where no state is wanted."""
        return word in _GRAMMAR or (len(word) == 2 and self.place not in ("who", "whom", "from", "where"))

    def _axes(self) -> tuple[str, ...]:
        """The axes on which a name may lie here."""
        axes = _PLACES[self.place]
        if self.place == "from" and (self._met() or not (self.gets or self.action in (None, Action.DEMAND))):
            return axes[1:]
        # Before the verb, whatever stands there, the one who acts may come.
        opening = self.action is None and "bearer" not in self.said
        return (*axes, "agency") if opening and "agency" not in axes else axes

    def _met(self) -> bool:
        """Whether both agencies have been named."""
        return {"bearer", "recipient"} <= self.said.keys()

    def _small(self, key: tuple[str, ...]) -> bool:
        """Take the words as the grammar's own, if they are."""
        if key in _GETS and self.action is None:
            self.action, self.gets, self.place = Action.SHARE, True, "what"
            if "bearer" in self.said:
                self.said["recipient"] = self.said.pop("bearer")
        elif key in _DEEDS and self.action is None:
            self.action, self.place = _DEEDS[key], "what"
        elif key in _OPENS:
            self.place = _OPENS[key]
        else:
            return len(key) == 1 and key[0] in _FILLER
        return True

    def _refuse(self, token: Token) -> None:
        if token.word == "as":
            raise QuestionError(
                "text", "cannot read “as” here: write “on” for the day asked about, “as known on” for the public record"
            )
        every = sorted({name for axis in self._axes() for name in names(self.corpus, axis)})
        near = get_close_matches(token.written.lower(), every, n=3)
        hint = f"nearest: {', '.join(near)}" if near else _HINTS[self.place]
        why = _NO_PLACE.get(token.word, hint)
        raise QuestionError("text", f"cannot read “{token.written}” here; {why}", tuple(near))

    def question(self, on: date | None) -> Question:
        """The question, once every word is read."""
        day = self.on or on
        if "bearer" not in self.said:
            raise QuestionError("text", "say who would share: “what could [agency] share with [agency] on [day]?”")
        if self.action is None:
            raise QuestionError("text", "say what it could do: share, use, pass on or demand")
        if day is None:
            raise QuestionError("text", "say on which day, as in “on 1 September 2025”")
        parts: dict[str, Any] = {"purpose": DEFAULT_PURPOSE} | self.said
        return question(
            self.corpus, parts.pop("bearer"), parts.pop("recipient", None),
            on=day, known=self.known, action=str(self.action), origin=_once(self.origin), **parts,
        )  # fmt: skip


def _once(places: Iterable[str]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(places)) or None


_PARTS = {
    "bearer": "agency that acts", "recipient": "recipient", "object": "category of data", "people": "class of people",
    "purpose": "purpose",
}  # fmt: skip

_HINTS = {
    "who": "begin with an agency: “what could [agency] share with [agency] on [day]?”",
    "what": "after the deed comes a category of data, or a small word: with, about, in, for, on, as known on",
    "whom": "an agency is wanted",
    "from": "an agency or a state is wanted",
    "about": "a class of people is wanted",
    "where": "a state is wanted",
    "why": "a purpose is wanted",
    "on": "a day is wanted, as 1 September 2025 or 2025-09-01",
    "known": "a day is wanted, as 1 September 2025 or 2025-09-01",
}
