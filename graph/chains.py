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
from enum import StrEnum

from .dates import Edtf


class Step(StrEnum):
    """What a docket entry is to a motion."""

    MOTION = "motion"
    SUPPORT = "support"
    OPPOSITION = "opposition"
    REPLY = "reply"
    HEARING = "hearing"
    RULING = "ruling"
    OTHER = "other"


class Disposition(StrEnum):
    """What became of a motion."""

    GRANTED = "granted"
    DENIED = "denied"
    IN_PART = "granted in part"
    MOOT = "denied as moot"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


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


# --- what an entry is ---------------------------------------------------------------

_NOISE = re.compile(
    r"\((?:Attachments?|Entered|Filed on|Filing fee|Additional attachment)[^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|\[Entered:[^\]]*\]"
)

# The first of these words in an entry tells what it is; of two that begin together the earlier listed counts.
_TELLING = (
    (Step.OTHER, r"(?:\[?proposed\]?\s+(?:sealed\s+)?(?:order|judgment)|motions? (?:no longer )?referred"
                 r"|set/reset|(?:re)?set (?:deadlines|motion)|response[s ]* (?:\(?s\)? )?(?:due|to order)"
                 r"|notice of (?:filing|appeal|interlocutory|docket|electronic|lodging|withdrawal|errata)"
                 r"|transcript|certificate|attorney update|audio file|amended document|summons)"),
    (Step.HEARING, r"(?:notice (?:of |to )?(?:re-?)?(?:setting|scheduling|hearing|resetting)|motion hearing"
                   r"|electronic clerk|oral argument|minute entry|minutes|courtroom minutes|hearing)"),
    (Step.SUPPORT, r"(?:memorandum|memo|brief|affidavit|declaration|response|statement|exhibits?|points and authorities"
                   r"|letter|request for judicial notice)\b[^.]{0,90}?\bin (?:further )?support"
                   r"|supplement\w*|joinder"),
    (Step.REPLY, r"(?:\w+ )?(?:sur-?)?reply"),
    (Step.OPPOSITION, r"(?:[\w ]{0,30}\bin opposition|opposition|oppose[sd]?|response|objections?)"),
    (Step.RULING, r"(?:(?:minute|text|docket|endorsed|clerk'?s?|usca|memorandum|opinion|findings)[\w ,&]{0,30}order"
                  r"|order|ruling|memorandum (?:opinion|decision|and)|opinion|decision|judgment|memo-endorse\w*"
                  r"|report and recommendations?)"),
    (Step.MOTION, r"(?:notice of motion|(?<!\bthe )motion|application|petition|request for|ex parte application)"),
    (Step.OTHER, r"(?:notice|letter|stipulation|declaration|affidavit|exhibit|complaint|answer|appeal|mail)"),
)  # fmt: skip
_TELLING_RE = [(step, re.compile(rf"\b{words}\b", re.IGNORECASE)) for step, words in _TELLING]
_HEAD = 220


def step_of(text: str) -> Step:
    """What an entry is, by the first telling words in it.

    >>> [str(step_of(t)) for t in ("MOTION to Stay", "ORDER on Motion", "REPLY to opposition", "PROPOSED ORDER")]
    ['motion', 'ruling', 'reply', 'other']
    """
    head = _clean(text)[:_HEAD]
    found = [(m.start(), n, step) for n, (step, words) in enumerate(_TELLING_RE) if (m := words.search(head))]
    return min(found)[2] if found else Step.OTHER


def _clean(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text).split())


# --- what became of the motion ------------------------------------------------------

_DISPOSED = (
    (Disposition.MOOT, r"(?:den\w+|find\w+|found|terminat\w+|dismiss\w+)(?: \w+){0,2} as moot|\bmoot(?:ing)?\b"),
    (Disposition.IN_PART, r"grant\w* in part|den\w+ in part|granting.{0,15}den\w+ in part"),
    (Disposition.GRANTED, r"\bgrant(?:s|ed|ing)?\b|\ballow(?:ed|ing)\b"),
    (Disposition.DENIED, r"\bden(?:y|ies|ied|ying)\b|\brefus(?:es|ed|ing)\b|\bdeclin(?:es|ed|ing)\b"),
    (Disposition.WITHDRAWN, r"\bwithdraw(?:n|ing|al of|s)\b"),
    (Disposition.TERMINATED, r"\bterminat(?:ed|ing)\b"),
)
_DISPOSED_RE = [(what, re.compile(words, re.IGNORECASE)) for what, words in _DISPOSED]


def _dispositions(text: str) -> list[tuple[int, int, Disposition]]:
    """Each word that disposes, with where it begins and ends; of two in one place the fuller counts."""
    out: list[tuple[int, int, Disposition]] = []
    for what, words in _DISPOSED_RE:
        for m in words.finditer(text):
            if not any(a < m.end() and m.start() < b for a, b, _ in out):
                out.append((m.start(), m.end(), what))
    return sorted(out)


def _disposition(text: str, at: int) -> Disposition | None:
    """What a ruling did to the entry named at a place: the nearest word before it, or else the first after."""
    found = _dispositions(text)
    before = [what for start, _, what in found if start <= at]
    return before[-1] if before else found[0][2] if found else None


# --- what an entry answers ----------------------------------------------------------

_TITLES = r"(?:MOTION|APPLICATION|PETITION|REQUEST|RESPONSE|REPLY|OPPOSITION|MEMORANDUM|OBJECTION|LETTER|ORDER|BRIEF)"
_MORE = r"(?:\s*(?:,|and|&|;)+\s*#?\d{1,4}(?![\d/:-]))*"
_NAMED = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\[(\d{1,4})(?:-\d+)?\]",
        rf"\b(?:ECF|Dkt|Doc|Docket|Documents?|Entry|filing|pldg|D\.E|related document\(s\))\.?\s*"
        rf"(?:Entry|Nos?\.?|#|\s)*\(?(\d{{1,4}}{_MORE})(?![\d/:-])",
        rf"\bre:?\s*[\[(#]*\s*(\d{{1,4}}{_MORE})(?![\d/:-])",
        rf"(?<![\d/:.$#-])\b(\d{{1,4}}{_MORE})\s+(?=(?:[\w'’.-]+\s+){{0,4}}?{_TITLES}\b)",
        r"\b(?:motions?|opposition|response|reply)\b[^.;()\d]{0,90}\s(\d{1,4})(?=\s+(?:filed|by)\b|\s*[.;]|$)",
        rf"\bmotions?\s*[(#]\s*(\d{{1,4}}{_MORE})\)?",
    )
)  # fmt: skip


def named(text: str) -> list[tuple[str, int]]:
    """The entry numbers that a text names, each with its place.

    >>> named("ORDER granting 12 Motion to Seal; denying as moot 13, 14 MOTION to Stay (Entered: 02/03/2031)")
    [('12', 15), ('13', 50), ('14', 54)]
    """
    clean = _clean(text)
    out: dict[int, str] = {}
    for words in _NAMED:
        for match in words.finditer(clean):
            for number in re.finditer(r"\d{1,4}", match[1]):
                out.setdefault(match.start(1) + number.start(), number[0].lstrip("0") or "0")
    return [(number, at) for at, number in sorted(out.items())]


# --- putting the chains together ------------------------------------------------------

_RELIEF = re.compile(r"\bmotions?\s+(?:to|for)\s+(?:an?\s+|the\s+)?([\w' -]{3,60})", re.IGNORECASE)
_MOTION = re.compile(r"\d+ (?:\S+ )?motion", re.IGNORECASE)
_EMPTY = frozenset({"leave", "order", "entry", "motion", "their", "this", "that", "with", "from", "under", "court"})


@dataclass
class _Open:
    """A chain in the making."""

    number: str
    motion: Line | None
    links: list[Link] = field(default_factory=list)

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
        if step is Step.MOTION:
            chain = _Open(line.number or line.id, line)
            self.open.append(chain)
            mine = [chain]
        else:
            mine = [self._link(line, step, *found) for found in self._targets(line, step)]
        for key in keys:
            self.steps.setdefault(key, step)
            self.belongs.setdefault(key, mine)

    def _link(self, line: Line, step: Step, chain: _Open, at: int, why: str, inferred: bool) -> _Open:
        text = _clean(line.text)
        done = _disposition(text, at) if step in (Step.RULING, Step.HEARING) else None
        if step is Step.RULING and not done and chain.motion and _gives(text, chain.motion.text):
            done = Disposition.GRANTED
        if step is Step.OTHER and re.search(r"\bwithdrawal of\b", text, re.IGNORECASE):
            done = Disposition.WITHDRAWN
        if step is Step.HEARING and done and done is not Disposition.WITHDRAWN:
            step = Step.RULING
        chain.links.append(Link(line, step, done, why, inferred))
        return chain

    def _targets(self, line: Line, step: Step) -> Iterator[tuple[_Open, int, str, bool]]:
        """The chains an entry belongs to, where its text says so, in which words, and whether that is inferred."""
        if line.re:
            for key in line.re:
                for chain in self.belongs.get(key) or [self._unseen(key)]:
                    yield chain, len(line.text), "so the record says", False
            return
        text, found = _clean(line.text), named(line.text)
        direct = [(number, at) for number, at in found if self.steps.get(number) is Step.MOTION]
        through = [(number, at) for number, at in found if number in self.belongs and number not in dict(direct)]
        unseen = [(number, at) for number, at in found if number not in self.steps and _MOTION.match(text, at)]
        seen: list[_Open] = []
        for number, at in direct or (through if step is not Step.OTHER else []) or unseen:
            for chain in self.belongs.get(number) or [self._unseen(number)]:
                if chain not in seen:
                    seen.append(chain)
                    yield chain, at, text[max(0, at - 30) : at + 30].strip(), False
        if not seen and not found and step not in (Step.OTHER, Step.MOTION):
            yield from self._by_relief(text)

    def _unseen(self, number: str) -> _Open:
        """The chain of a motion that lies outside the entries given."""
        chain = _Open(number, None)
        self.open.append(chain)
        self.belongs[number] = [chain]
        return chain

    def _by_relief(self, text: str) -> Iterator[tuple[_Open, int, str, bool]]:
        """The one pending motion of which an entry without numbers speaks, by its relief or as "the motion"."""
        low = text.lower()
        pending = [chain for chain in self.open if not chain.decided and chain.motion]
        fits = [chain for chain in pending if _speaks(low, chain.motion.text if chain.motion else "")]
        if not fits and re.search(r"\bthe motion\b", low):
            fits = pending
        if len(fits) == 1:
            yield fits[0], len(text), "the only motion then pending for this", True


def _relief(motion: str) -> list[str]:
    """The first two telling words of what a motion asks for."""
    match = _RELIEF.search(_clean(motion))
    return [w for w in re.findall(r"[a-z]{4,}", match[1].lower()) if w not in _EMPTY][:2] if match else []


def _speaks(text: str, motion: str) -> bool:
    """Whether a text in lower case names the relief that a motion asks for."""
    words = _relief(motion)
    return bool(words) and all(word in text for word in words)


def _gives(ruling: str, motion: str) -> bool:
    """Whether a ruling is called what the motion asks for: a "preliminary injunction" grants the motion for one."""
    words = _relief(motion)
    return bool(words) and re.findall(r"[a-z]{4,}", ruling.lower())[: len(words)] == words


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The lines by their first possible day; those of one day by their numbers, then as they came."""

    def place(line: Line) -> tuple[date, int]:
        return line.on.earliest or date.min, int(line.number) if line.number.isdigit() else 0

    return sorted(lines, key=place)
