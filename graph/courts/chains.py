"""Which filings belong together: motion, opposition, reply, hearing, ruling.

Read from the text of docket entries alone, by rules that can be pointed at: what
an entry is follows from the first telling words in it, what it answers from the
entry numbers it names.  An editor's own `re` overrides the text.  Courts write
"granting 12 Motion", "REPLY re 12", "[22-1]", "(filing no. 99)"; all of them name
an earlier entry, so a number is believed only if it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ..dates import Edtf
from .docket_words import (
    HEAD,
    MOTION,
    REFERS,
    SETS_HEARING,
    Disposition,
    Step,
    clean,
    disposition,
    gives,
    named,
    relief,
    ruled_on,
    speaks,
    step_of,
)


@dataclass(frozen=True)
class Line:
    """A docket entry as a chain sees it.

    `re` holds the numbers (or ids) of the entries it answers, where an editor
    has said so; then the text is not asked for them.  `id` is the paper of the
    record that the entry is, if it has one, and `step` what it is known to be.
    """

    number: str
    on: Edtf
    text: str
    re: tuple[str, ...] = ()
    id: str = ""
    step: Step | None = None


@dataclass(frozen=True)
class Link:
    """An entry of a chain: which step it is, what it did to the motion if anything, and the words that say so.

    `inferred` marks a link for which no number is given: the entry speaks of the
    relief that one motion alone, then pending, asks for.
    """

    line: Line
    step: Step
    disposition: Disposition | None
    why: str
    inferred: bool = False


@dataclass(frozen=True)
class Chain:
    """A motion with everything on the docket that belongs to it, in order.

    `motion` is None where the motion itself lies outside the entries given; then
    `number` still names it.
    """

    number: str
    motion: Line | None
    links: tuple[Link, ...] = ()

    def until(self, on: date) -> Chain:
        """The chain as far as it had come by the end of a day; an imprecise day counts from its last."""
        return Chain(self.number, self.motion, tuple(link for link in self.links if came(link.line, on)))

    def began(self, on: date) -> bool:
        """Whether the motion, or else the first entry that names it, was on the docket by the end of a day."""
        first = self.motion or next((link.line for link in self.links), None)
        return first is not None and came(first, on)

    @property
    def ruling(self) -> Link | None:
        """The last entry that disposed of the motion, or None while it is pending."""
        return next((link for link in reversed(self.links) if link.disposition), None)

    @property
    def became(self) -> str:
        """What became of the motion; that nothing is on record is not that nothing was ruled."""
        if self.ruling:
            return str(self.ruling.disposition)
        followed = any(link.step is Step.RULING for link in self.links)
        return "followed by a ruling, not known to dispose of it" if followed else "no ruling on record"

    def __str__(self) -> str:
        since = f", since {self.motion.on}" if self.motion else ""
        return f"{self.motion.text.rstrip('.') if self.motion else f'the motion of entry {self.number}'}{since}"


def came(line: Line, on: date) -> bool:
    """Whether an entry was certainly on the docket by the end of a day."""
    return line.on.latest is not None and line.on.latest <= on


def chains(lines: Iterable[Line]) -> list[Chain]:
    """The chains of a docket, by their motions, in the order in which the entries are given.

    >>> docket = [Line("7", Edtf.parse("2031-02-20"), "MOTION for an injunction by Strelsau"),
    ...           Line("9", Edtf.parse("2031-03-01"), "OPPOSITION re 7 MOTION for an injunction"),
    ...           Line("11", Edtf.parse("2031-03-04"), "REPLY to Response re 9"),
    ...           Line("12", Edtf.parse("2031-03-10"), "ORDER granting in part 7 Motion for an injunction")]
    >>> [chain] = chains(docket)
    >>> [(str(link.step), link.line.number) for link in chain.links]
    [('opposition', '9'), ('reply', '11'), ('ruling', '12')]
    >>> str(chain.ruling.disposition)
    'granted in part'
    """
    docket = _Docket()
    for line in lines:
        docket.add(line)
    return [Chain(one.number, one.motion, tuple(one.links)) for one in docket.open]


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The lines by their first possible day; those of one day by their numbers, then as they came."""

    def place(line: Line) -> tuple[date, int]:
        return line.on.earliest or date.min, int(line.number) if line.number.isdigit() else 0

    return sorted(lines, key=place)


# --- putting the chains together ------------------------------------------------------


@dataclass
class _Open:
    """A chain in the making."""

    number: str
    motion: Line | None
    links: list[Link] = field(default_factory=list)

    @cached_property
    def asks(self) -> list[str]:
        return relief(self.motion.text) if self.motion else []

    @property
    def decided(self) -> bool:
        return any(link.disposition for link in self.links)


class _Docket:
    """The entries so far, and which chains each belongs to."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.steps: dict[str, Step] = {}
        self.belongs: dict[str, list[_Open]] = {}

    def add(self, line: Line) -> None:
        """Put the next entry where it belongs."""
        step = line.step or step_of(line.text)
        keys = [key for key in (line.number, line.id) if key]
        if step is Step.MOTION and not line.re:
            chain = _Open(line.number or line.id, line)
            self.open.append(chain)
            mine = [chain]
        else:
            mine = [self._link(line, step, *found) for found in self._targets(line, step)]
        for key in keys:
            self.steps.setdefault(key, step)
            self.belongs.setdefault(key, mine)

    def _link(self, line: Line, step: Step, chain: _Open, places: list[int], why: str, inferred: bool) -> _Open:
        text = clean(line.text)
        done = disposition(text, places) if step in (Step.RULING, Step.HEARING) else None
        if step is Step.RULING and not done and gives(text, chain.asks):
            done = Disposition.GRANTED
        if step is Step.OTHER and re.search(r"\bwithdrawal of\b", text, re.IGNORECASE):
            done = Disposition.WITHDRAWN
        if step is Step.HEARING and done and done is not Disposition.WITHDRAWN:
            step = Step.RULING
        if step is Step.RULING and not done and SETS_HEARING.search(text):
            step = Step.HEARING
        elif step is Step.RULING and not done and REFERS.search(text):
            step = Step.OTHER
        chain.links.append(Link(line, step, done, why, inferred))
        return chain

    def _targets(self, line: Line, step: Step) -> Iterator[tuple[_Open, list[int], str, bool]]:
        """The chains an entry belongs to: where its text says so, in which words, and whether that is inferred."""
        if line.re:
            for key in line.re:
                for chain in self.belongs.get(key) or [self._unseen(key)]:
                    yield chain, [0], "so the record says", False
            return
        text = clean(line.text)
        places = self._places(text, step)
        for chain, at in places:
            yield chain, at, text[max(0, at[0] - 30) : at[0] + 30].strip(), False
        if not places and step not in (Step.OTHER, Step.MOTION):
            yield from self._byrelief(text)

    def _places(self, text: str, step: Step) -> list[tuple[_Open, list[int]]]:
        """The chains that a text names by number, each with all its places in the text.

        A number of a motion is believed first; then one of an entry that belongs
        to a motion; then one of a motion that lies outside the entries given.
        """
        found = named(text)
        if step is Step.RULING:
            found = ruled_on(text, found)
        direct = [(n, at) for n, at in found if self.steps.get(n) is Step.MOTION]
        through = [(n, at) for n, at in found if n in self.belongs and step is not Step.OTHER]
        unseen = [(n, at) for n, at in found if n not in self.steps and MOTION.match(text, at)]
        out: list[tuple[_Open, list[int]]] = []
        for number, at in direct or through or unseen:
            for chain in self.belongs.get(number) or [self._unseen(number)]:
                mine = next((places for one, places in out if one is chain), None)
                if mine is None:
                    out.append((chain, [at]))
                else:
                    mine.append(at)
        return out

    def _unseen(self, number: str) -> _Open:
        """The chain of a motion that lies outside the entries given."""
        chain = _Open(number, None)
        self.open.append(chain)
        self.belongs[number] = [chain]
        return chain

    def _byrelief(self, text: str) -> Iterator[tuple[_Open, list[int], str, bool]]:
        """The one pending motion of which an entry without numbers speaks, by its relief or as "the motion"."""
        low = text[:HEAD].lower()
        pending = [chain for chain in self.open if not chain.decided and chain.motion]
        fits = [chain for chain in pending if speaks(low, chain.asks)]
        if not fits and re.search(r"\bthe motion\b", low):
            fits = pending
        if len(fits) == 1:
            yield fits[0], [max(0, low.find("motion"))], "the only motion then pending for this", True
