"""Which docket entries may change an answer, by rules that say why.

A rule looks at one clause of what the *court* did, never at what a party
asked for: the title of a motion is full of the words of relief that nobody
has granted.  The rules flag; an editor decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Rule:
    """A kind of flag, what it means, the words of a clause that raise it, and those that forbid it."""

    kind: str
    why: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    whole: bool = False  # looks at the entry, since the request stands in one clause and the ruling in the next


def _re(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_TRO = r"(?:temporary restraining order|\bTRO\b|restraining order)"
_INJUNCTION = r"(?:preliminary |permanent |interim |nationwide )*injuncti(?:on|ve relief)"
_GRANT = r"\b(?:grant(?:s|ed|ing)?|enter(?:s|ed|ing)?|issu(?:es|ed|ing)|allow(?:s|ed|ing)|approv(?:es|ed|ing))\b"
_DENY = r"\b(?:den(?:y|ies|ied|ying)|refus(?:es|ed|ing)|overrul(?:es|ed|ing))\b"
_MERITS = (
    r"(?:dismiss|summary (?:judgment|disposition)|judgment (?:on|as|notwithstanding)|default judgment|reconsider|rehear|"
    r"new trial|vacate|dissolve|habeas|petition|mandamus|certiorari|enforce|relief from|directed verdict|acquittal|"
    r"transfer\b(?! of venue)|remand|\d defendant'?s motion (?:without|as to))"
)
_CALENDAR = _re(
    r"hearing|conference|trial\b|deadline|calendar|\bdates?\b|schedul|setting|submission|reset|continued|sentencing"
)

RULES = (
    Rule("tro", "a temporary restraining order is granted",
         _re(rf"{_GRANT}[^.;]*{_TRO}|{_TRO}[^.;]*{_GRANT}|^\W*(?:agreed |consent |amended )*{_TRO}"
             rf"|temporarily (?:restrained|enjoined|restrain|enjoin)|\bwith {_TRO}"),
         _re(rf"{_DENY}|{_TRO} (?:is |be )?(?:dissolved|extended|vacated)|motion to (?:dissolve|vacate|extend)|hearing on")),
    Rule("tro", "a temporary restraining order is granted",
         _re(rf"\b(?:application|motion|request)\b[^;]{{0,40}}{_TRO}[^;]{{0,80}}\b(?:application|motion|request) (?:is )?granted"),
         whole=True),
    Rule("injunction", "an injunction is granted",
         _re(rf"{_GRANT}[^.;]*{_INJUNCTION}|{_INJUNCTION}[^.;]*{_GRANT}|^\W*(?:order (?:of|for) )?{_INJUNCTION}"
             r"|\b(?:is|are|be) (?:preliminarily |permanently |hereby )*enjoined|consent decree"
             rf"|\bconvert(?:s|ed|ing)\b[^.;]*{_INJUNCTION}"),
         _re(rf"{_DENY}[^.;]*injuncti|injuncti[^.;]*{_DENY}|motion to (?:dissolve|vacate|modify|clarify|extend|stay|enforce)"
             r"|temporarily enjoined|extend|affirm")),
    Rule("stay", "something is stayed",
         _re(rf"\bstayed\b|\bstaying\b|{_GRANT}[^.;]*\b(?:stay|abeyance)\b|\bstays\b(?! in| of)|administrative stay"
             rf"|\bstay\b[^.;]*{_GRANT}|held in abeyance"),
         _re(rf"{_DENY}[^.;]*\bstay|\bstay\b[^.;]*{_DENY}|lift|dissolv|not stayed|vacat|stay of conditional transfer|stay relief"
             r"|relief from (?:the )?(?:automatic )?stay|briefing|deadlines?\b|discovery")),
    Rule("vacatur", "something is vacated or set aside",
         _re(r"\bvacat(?:es|ed|ing|ur)\b|\bset(?:s|ting)? aside\b|\bvacate the\b"),
         _re(rf"{_CALENDAR.pattern}|{_DENY}|motion to vacate|motion to set aside")),
    Rule("vacatur", "an order is vacated",
         _re(r"\bvacat(?:es|ed|ing) (?:the |its |that |this |(?:district |bankruptcy )?court'?s )*"
             r"(?:prior |previous |earlier |preliminary |temporary )*(?:orders?(?! to show)|judgment|injunction|opinion|stay)\b"
             r"|^\W*vacated per")),
    Rule("extension", "an order in force is extended",
         _re(rf"\bexten(?:d(?:s|ed|ing)?|sion)\b[^.;]*(?:{_TRO}|injunction|\bstay\b)"
             rf"|(?:{_TRO}|injunction|\bstay\b)[^.;]*\bextended\b"),
         _re(rf"{_DENY}|extension of time|time to|deadline|brief")),
    Rule("dissolution", "an order in force is dissolved, lifted or modified",
         _re(r"\bdissol(?:v(?:es|ed|ing)|ution)\b|\blift(?:s|ed|ing)\b[^.;]*\b(?:stay|injunction|order)"
             r"|\b(?:stay|injunction|order)\b[^.;]*\blifted\b|\b(?:modif|clarif)(?:y|ies|ied|ying)\b[^.;]*(?:injunction|restraining)"
             rf"|(?:injunction|{_TRO})[^.;]*\b(?:modified|terminated|expires|expired)\b"),
         _re(_DENY)),
    Rule("grant-in-part", "relief is granted in part",
         _re(rf"(?:grant(?:s|ed|ing)?|allow(?:s|ed|ing)?|{_DENY}|affirm(?:s|ed|ing)?|sustain(?:s|ed|ing)?)"
             r"(?: and (?:granted|granting))?,? in (?:limited )?part")),
    Rule("denial", "relief that would have changed an answer is denied",
         _re(rf"(?:{_DENY})[^.;]*(?:{_TRO}|injuncti|\bstay\b|{_MERITS})"
             rf"|(?:{_TRO}|injuncti|motions? (?:to|for) stay|{_MERITS})[^.;]*{_DENY}|^\W*judgment\W+denied"),
         _re(r"in part|as moot|leave to|pro hac vice|in forma|extension|emergency status|detention|bail|denial of")),
    Rule("review", "a higher court affirms, reverses, remands, or sends its mandate",
         _re(r"\baffirm(?:s|ed|ing)\b|\brevers(?:es|ed|ing)\b|\bremand(?:s|ed|ing)\b|^\W*(?:received [^.;]*)?mandate\b"
             r"|mandate (?:issued|of usca)|issued as mandate|\bon mandate\b"),
         _re(r"\b(?:defendant|deft|dft|he|she)\b[^.;]*remand|remand\w* (?:defendant|to custody|back)|no mandate"
             r"|pending a mandate|trial set|conference|certificate of|this court'?s denial")),
    Rule("ending", "a case, a claim or an appeal ends",
         _re(r"^\W*(?:(?:final|amended|default|consent|clerk'?s|partial|summary|corrected) )*judgment\b"
             r"|\b(?:case|action|complaint|claims?|petition|appeal|matter|judgmnt)\b[^.;]*\bdismissed|^\W*dismissed\W*$"
             rf"|{_GRANT}(?![^.;]*(?:stipulat|withdraw|brief))[^.;]{{0,60}}\b(?:motions? to dismiss|summary judgment)|\bdismiss(?:es|ing)\b[^.;]*\b(?:case|action|complaint|claims?|petition|appeal|opening)"
             r"|\border\W+(?:for|of|dismissing|to dismiss)\W+(?:dismissal|case|action)|voluntary dismissal"
             r"|case (?:is )?(?:hereby )?(?:terminated|closed)|administratively (?:terminate|close) this"),
         _re(rf"{_DENY}|judgment returned|^\W*judgment\W+(?:entered by[^.]*)?\W*(?:affirmed|reversed)|usca judgment"
             r"|judgment to issue|proposed order|may lead|motion to dismiss\W+(?:filed|by)|report and recommendation (?:re|that)|sentencing|guilty count")),
    Rule("reinstatement", "a case, an appeal or an order is brought back",
         _re(r"\breinstat(?:e|es|ed|ing|ement)\b|\breopen(?:s|ed|ing)?\b (?:these|this|the)? ?(?:proceedings|case|action)"),
         _re(rf"{_DENY}|right (?:of|to)|until|from the date")),
)  # fmt: skip

# How an entry begins in which the court speaks, and how one that only looks so.
_COURT = _re(
    r"^\W*(?:(?:E[PO]|JUDGE [\w .,]{1,60}): |(?:text|docket|letter|electronic|paperless|in chambers|minute|endorsed|amended|"
    r"corrected|final|clerk'?s?|usca|agreed|consent|interim|scheduling|sealed|preliminary|permanent|temporary|restraining|"
    r"administrative|unpublished|published|per curiam|stipulation and|stipulated|certified true copy of|mdl|certified copy|"
    r"report and recommendation and|default|opinion and|memorandum and|memorandum opinion and|ruling and|findings of fact|"
    r"decision and|partial|judge'?s|oral|joint|proposed findings and|notice of|true copy of) ?)*\W*"
    r"(?:orders?\b|minutes?\b|minute entry|judgments?\b|opinions?\b|memorandum (?:decision|disposition|opinion|and order|order)|ruling|"
    r"mandate|decree|injunction|memo-?endorse|endorsement|received [^.]{0,60}mandate|case dismissed|decision|"
    r"findings|dispositive|case closed|vacated per)"
)
_PARTY = _re(
    r"^\W*(?:proposed|notice of (?:proposed|appeal|motion|filing|hearing|intent|joinder|entry)"
    r"|order (?:referring|setting|reassigning|to show(?!.*restrain))|judgment (?:returned|debtor)|memorandum (?:of|in)\b)"
)


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


_PAPERS = (
    ("system-of-records", "a system of records: to whom an agency may disclose what it holds", r"systems? of records"),
    ("matching", "a matching program: records of one agency set beside another's", r"matching (?:program|agreement)"),
    ("sharing", "information passes between agencies",
     r"(?:information|data)[- ](?:sharing|exchange)|disclos\w+ (?:of )?(?:records|data|(?:\w+ )?information)"),
    ("executive-order", "an executive order", r"^executive order"),
    ("correction", "a correction of an earlier document", r"\bcorrect(?:ion|ing)\b"),
)  # fmt: skip


def classify_paper(title: str, action: str, subtype: str) -> tuple[Flag, ...]:
    """What a document of the Federal Register may do to what is in force, by its title and action.

    >>> [flag.kind for flag in classify_paper("Privacy Act of 1974; System of Records", "Notice.", "")]
    ['system-of-records']
    """
    found = []
    for kind, why, pattern in _PAPERS:
        for said in (subtype, action, title):
            if match := re.search(pattern, said, re.IGNORECASE):
                found.append(Flag(kind, why, _around(said, match)))
                break
    return tuple(found)


def speaks(text: str) -> bool:
    """Whether it is the court that speaks in an entry, and not a party."""
    start = text[:400]
    return bool(_COURT.match(start)) and not _PARTY.match(start)


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
