"""What the words of a docket entry say: what it is, which entries it names, what it did to them.

Rules that can be pointed at, in the order in which they are tried; no guess is
made from the sense of a text.  Only its beginning is read, since clerks put
what matters first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


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


# --- what an entry is ---------------------------------------------------------------

_NOISE = re.compile(
    r"\((?:Attachments?|Entered|Filed on|Filing fee|Additional attachment)[^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|\[Entered:[^\]]*\]"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2},? \d{4}"
)

# The first of these words in an entry tells what it is; of two that begin together the earlier listed counts.
_TELLING = (
    (Step.OTHER, r"(?:\[?proposed\]?\s+(?:sealed\s+)?(?:order|judgment)|motions? (?:no longer )?referred"
                 r"|set/reset|(?:re)?set (?:deadlines|motion)|response[s ]* (?:\(?s\)? )?(?:due|to order)"
                 r"|(?:restricted|redacted) document|corrections?|abstract"
                 r"|notice of (?:filing|appeal|interlocutory|docket|electronic|lodging|withdrawal|errata)"
                 r"|transcript|certificate|attorney update|audio file|amended document|summons)"),
    (Step.HEARING, r"(?:notice of motion [^.]{0,80}presentment"
                   r"|notice (?:of |to )?(?:re-?)?(?:setting|scheduling|hearing|resetting)|motion hearing"
                   r"|electronic clerk|oral argument|minute entry|minutes|courtroom minutes|hearing)"),
    (Step.SUPPORT, r"(?:memorandum|memo|brief|affidavit|declaration|response|statement|exhibits?|points and authorities"
                   r"|letter|request for judicial notice)\b[^.]{0,90}?\bin (?:further )?support"
                   r"|supplement\w*|joinder"),
    (Step.REPLY, r"(?:\w+ )?(?:sur-?)?reply"),
    (Step.OPPOSITION, r"(?:[\w ]{0,30}\bin (?:opposition|re[ps]+onse)|opposition|oppose[sd]?|response|objections?)"),
    (Step.RULING, r"(?:(?:minute|text|docket|endorsed|clerk'?s?|usca|memorandum|opinion|findings)[\w ,&]{0,30}order"
                  r"|order|ruling|memorandum (?:opinion|decision|and)|opinion|decision|judgment|memo-endorse\w*"
                  r"|report and recommendations?)"),
    (Step.MOTION, r"(?:notice of motion|letter motion|(?<!\bthe )motion|application|petition|request for)"),
    (Step.OTHER, r"(?:notice|letter|stipulation|declaration|affidavit|exhibit|complaint|answer|appeal|mail)"),
)  # fmt: skip
_TELLING_RE = [(step, re.compile(rf"\b{words}\b", re.IGNORECASE)) for step, words in _TELLING]
HEAD = 220
LONGEST = 20_000


def step_of(text: str) -> Step:
    """What an entry is, by the first telling words in it.

    >>> [str(step_of(t)) for t in ("MOTION to Stay", "ORDER on Motion", "REPLY to opposition", "PROPOSED ORDER")]
    ['motion', 'ruling', 'reply', 'other']
    """
    head = clean(text)[:HEAD]
    found = [(m.start(), n, step) for n, (step, words) in enumerate(_TELLING_RE) if (m := words.search(head))]
    return min(found)[2] if found else Step.OTHER


def clean(text: str) -> str:
    """The beginning of an entry on one line, without attachments, dates of entry and days written out."""
    return " ".join(_NOISE.sub(" ", text[:LONGEST]).split())


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


def disposition(text: str, places: Iterable[int]) -> Disposition | None:
    """What a ruling did to the entry named in these places: the nearest word before each, or else the first after.

    A motion for several things, of which one is granted and another denied, is granted in part.
    """
    found, said = _dispositions(text), set()
    for at in places if found else ():
        before = [what for start, _, what in found if start <= at]
        said.add(before[-1] if before else found[0][2])
    if Disposition.GRANTED in said and said & {Disposition.DENIED, Disposition.MOOT}:
        return Disposition.IN_PART
    return min(said, key=list(Disposition).index, default=None)


# --- what an entry answers ----------------------------------------------------------

_TITLES = r"(?:MOTION|APPLICATION|PETITION|REQUEST|RESPONSE|REPLY|OPPOSITION|MEMORANDUM|OBJECTION|LETTER|ORDER|BRIEF)"
_MORE = r"(?:\s*(?:,|and|&|;)+\s*#?\d{1,4}(?![\d/:-]))*"
_NAMED = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\[(\d{1,4})(?:-\d{1,2})?\]",
        rf"\b(?:ECF|Dkt|Doc|Docket|Documents?|Entry|filing|pldg|D\.E|related document\(s\))\.?\s*"
        rf"(?:Entry|Nos?\.?|#|\s)*\(?(\d{{1,4}}{_MORE})(?![\d/:-])",
        rf"\bre:?\s*[\[(#]*\s*(\d{{1,4}}{_MORE})(?![\d/:-])",
        rf"(?<![\d/:.$#-])\b(\d{{1,4}}{_MORE})\s+(?=(?:[\w'’.-]+\s+){{0,4}}?{_TITLES}\b)",
        r"\b(?:motions?|opposition|response|reply|application)\b[^.;()\d]{0,90}\s(\d{1,4})"
        r"(?=\s+(?:filed|by|before|as to|THIS)\b|\s*[.;]|\s+[(]|$)",
        rf"\bmotions?\s*[(#]\s*(\d{{1,4}}{_MORE})\)?",
    )
)  # fmt: skip

# "Rule 12(f)", "28 U.S.C." and "7.2" name no entry.
_CITED = re.compile(r"(?:\bRules?|§+|U\.?S\.?C\.?|FRCP|\bP\.|\bL\.R\.)\s*$", re.IGNORECASE)
_PARTS = re.compile(r"\d+(?:\.\d|\s+U\.?S\.?C)")


def named(text: str) -> list[tuple[str, int]]:
    """The entry numbers that a text names, each with its place.

    >>> named("ORDER granting 12 Motion to Seal; denying as moot 13, 14 MOTION to Stay (Entered: 02/03/2031)")
    [('12', 15), ('13', 50), ('14', 54)]
    """
    read = clean(text)
    out: dict[int, str] = {}
    for words in _NAMED:
        for match in words.finditer(read):
            for number in re.finditer(r"\d{1,4}", match[1]):
                at = match.start(1) + number.start()
                if not (_CITED.search(read[max(0, at - 12) : at]) or _PARTS.match(read, at)):
                    out.setdefault(at, number[0].lstrip("0") or "0")
    return [(number, at) for at, number in sorted(out.items())]


# --- what a ruling rules on, and what a motion asks for ----------------------------

_RELIEF = re.compile(r"\bmotions?\b[^.;]{0,80}?\b(?:to|for)\s+(?:an?\s+|the\s+)?([\w' -]{3,60})", re.IGNORECASE)
MOTION = re.compile(r"\d+ (?:\S+ )?motion", re.IGNORECASE)
# A party is told to answer an entry: the ruling is not on that one.
_ASKS = re.compile(r"\b(?:repl|respon|object)\w* to\b[^.;]{0,25}$", re.IGNORECASE)
SETS_HEARING = re.compile(
    r"\b(?:hearing|argument|conference)\b.{0,40}\b(?:set|reset|on the briefs|held|vacated|continued)\b"
    r"|\bset(?:s|ting)?\b.{0,40}\bhearing\b|\bwill hold\b",
    re.IGNORECASE,
)
REFERS = re.compile(r"\breferr(?:ed|ing)\b", re.IGNORECASE)
_EMPTY = frozenset({"leave", "order", "entry", "motion", "their", "this", "that", "with", "from", "under", "court"})


def ruled_on(text: str, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The entries that a ruling disposes of, of those it names.

    Those that follow "granting" or "denying" at once, alone or in a row; without
    one, all but those that a party is told to answer.
    """
    ends = [end for _, end, _ in _dispositions(text)]
    ruled: list[tuple[str, int]] = []
    last = -1
    for number, at in found:
        after = max((end for end in ends if end <= at), default=-1)
        row = last >= 0 and re.fullmatch(r"\d+[\s,;&#]*(?:and )?#?", text[last:at])
        if row or (after >= 0 and re.fullmatch(r"\W*(?:[\w'’.]+\W+){0,4}", text[after:at])):
            ruled.append((number, at))
            last = at
    return ruled or [(number, at) for number, at in found if not _ASKS.search(text[:at])]


def relief(motion: str) -> list[str]:
    """The first two telling words of what a motion asks for."""
    match = _RELIEF.search(clean(motion))
    asked = re.split(r"\b(?:or|and|filed|by)\b", match[1].lower())[0] if match else ""
    return [word for word in re.findall(r"[a-z]{4,}", asked) if word not in _EMPTY][:2]


def speaks(text: str, words: list[str]) -> bool:
    """Whether a text in lower case names the relief that these words stand for."""
    return bool(words) and all(word in text for word in words)


def gives(ruling: str, words: list[str]) -> bool:
    """Whether a ruling is called what a motion asks for: a "preliminary injunction" grants the motion for one."""
    return bool(words) and re.findall(r"[a-z]{4,}", ruling.lower())[: len(words)] == words
