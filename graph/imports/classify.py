"""Which docket entries may change an answer, by rules that say why.

A rule looks at one clause of what the *court* did, never at what a party
asked for: the title of a motion is full of the words of relief that nobody
has granted.  The rules flag; an editor decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .flag_rules import COURT, PAPERS, PARTY, RULES

MOST, LONGEST = 20_000, 1_000
"""How many characters of an entry, and of a clause, are looked at: what a court does, it says at once."""


@dataclass(frozen=True)
class Flag:
    """One thing an entry may do to what is in force, and the words that say so."""

    kind: str
    why: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.why} (“{self.words}”)"


def classify(text: str) -> tuple[Flag, ...]:
    """What an entry may do to what is in force: a flag for each kind, in the order of `RULES`.

    >>> for flag in classify("ORDER granting 12 Motion for Temporary Restraining Order. Signed by Judge A on 2/3/31."):
    ...     print(flag)
    tro: a temporary restraining order is granted (“ORDER granting 12 Motion for Temporary Restraining Order”)
    >>> classify("MOTION for Temporary Restraining Order by State of Ruritania")
    ()
    """
    if not speaks(text):
        return ()
    found: dict[str, Flag] = {}
    parts = list(clauses(text[:MOST]))
    for rule in RULES:
        for part in [", ".join(parts)[:LONGEST]] if rule.whole else parts:
            match = rule.words.search(part)
            if match and not (rule.unless and rule.unless.search(part)):
                found.setdefault(rule.kind, Flag(rule.kind, rule.why, _around(part, match)))
    # An appellate court's judgment that affirms or reverses ends nothing but the appeal.
    if "review" in found and found.get("ending", _NONE).words.lower().startswith("judgment"):
        del found["ending"]
    return tuple(found.values())


_NONE = Flag("", "", "")


def classify_paper(title: str, action: str, subtype: str) -> tuple[Flag, ...]:
    """What a document of the Federal Register may do to what is in force, by its title and action.

    >>> [flag.kind for flag in classify_paper("Privacy Act of 1974; System of Records", "Notice.", "")]
    ['system-of-records']
    """
    found = []
    for kind, why, pattern in PAPERS:
        for said in (subtype, action, title):
            if match := re.search(pattern, said, re.IGNORECASE):
                found.append(Flag(kind, why, _around(said, match)))
                break
    return tuple(found)


def speaks(text: str) -> bool:
    """Whether it is the court that speaks in an entry, and not a party."""
    start = text[:400]
    return bool(COURT.match(start)) and not PARTY.match(start)


def clauses(text: str) -> Iterator[str]:
    """The clauses of an entry, without the clerk's remarks at its end and the titles of motions it refers to."""
    body = re.sub(r"\((?:Attachments?|Entered|Filed on|Related|Additional attachment)[^()]*\)?", " ", text)
    body = re.sub(r"\bre:? \[?\d+\]? ?(?:[A-Z][\w-]* )*MOTION\b[^.;]*(?:filed by[^.;]*)?", " ", body)
    body = re.sub(r"^(\W*judgment)\.", r"\1:", body, flags=re.IGNORECASE)
    body = re.sub(r"\b(No|Nos|Inc|Fed|Civ|App|Dkt|Doc|R|U\.S\.C|U\.S|et al|v|Mr|Ms|Mrs|St|Jr|P|Co)\.", r"\1", body)
    for clause in re.split(r"[;\n]|\.(?=\s|$)|(?<=[a-z])\.(?=[A-Z])", body):
        if clause.strip():
            yield " ".join(clause[: 2 * LONGEST].split())[:LONGEST]


def _around(clause: str, match: re.Match[str]) -> str:
    """The words that raised a flag, with a few around them, for an editor to see why."""
    start = clause.rfind(" ", 0, max(match.start() - 40, 0)) + 1
    end = clause.find(" ", min(match.end() + 20, len(clause)))
    end = len(clause) if end < 0 else end
    words = clause[start:end].strip()
    return words if len(words) <= 160 else f"{words[:158]} …"
