"""The rules of the classifier: which words of a clause raise a flag, and which forbid it.

Each pattern is a tuple of alternatives.  `_IN` reads on to the end of the
clause; the words for granting and denying are in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A kind of flag, what it means, the words of a clause that raise it, and those that forbid it."""

    kind: str
    why: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    whole: bool = False  # looks at the entry, since the request stands in one clause and the ruling in the next


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_IN = "[^.;]*"
_TRO = r"(?:temporary restraining order|\bTRO\b|restraining order)"
_INJUNCTION = r"(?:preliminary |permanent |interim |nationwide )*injuncti(?:on|ve relief)"
_STAY = r"\bstay\b"
_GRANT = r"\b(?:grant(?:s|ed|ing)?|enter(?:s|ed|ing)?|issu(?:es|ed|ing)|allow(?:s|ed|ing)|approv(?:es|ed|ing))\b"
_DENY = r"\b(?:den(?:y|ies|ied|ying)|refus(?:es|ed|ing)|overrul(?:es|ed|ing))\b"
_ASKED = r"\b(?:application|motion|request)\b"
_MERITS = (
    r"(?:dismiss|summary (?:judgment|disposition)|judgment (?:on|as|notwithstanding)|default judgment|reconsider|rehear|"
    r"new trial|vacate|dissolve|habeas|petition|mandamus|certiorari|enforce|relief from|directed verdict|acquittal|"
    r"transfer\b(?! of venue)|remand|\d defendant'?s motion (?:without|as to))"
)
_ENDS = r"\b(?:case|action|complaint|claims?|petition|appeal)"
_CALENDAR = (
    r"hearing|conference|trial\b|deadline|calendar|\bdates?\b|schedul|setting|submission|reset|continued|sentencing"
)

RULES = (
    Rule(
        "tro",
        "a temporary restraining order is granted",
        _any(
            rf"{_GRANT}{_IN}{_TRO}",
            rf"{_TRO}{_IN}{_GRANT}",
            rf"^\W*(?:agreed |consent |amended )*{_TRO}",
            r"temporarily (?:restrained|enjoined|restrain|enjoin)",
            rf"\bwith {_TRO}",
        ),
        _any(
            _DENY,
            rf"{_TRO} (?:is |be )?(?:dissolved|extended|vacated)",
            r"motion to (?:dissolve|vacate|extend)",
            r"hearing on",
        ),
    ),
    Rule(
        "tro",
        "a temporary restraining order is granted",
        _any(rf"{_ASKED}[^;]{{0,40}}{_TRO}[^;]{{0,80}}{_ASKED} (?:is )?granted"),
        whole=True,
    ),
    Rule(
        "injunction",
        "an injunction is granted",
        _any(
            rf"{_GRANT}{_IN}{_INJUNCTION}",
            rf"{_INJUNCTION}{_IN}{_GRANT}",
            rf"^\W*(?:order (?:of|for) )?{_INJUNCTION}",
            r"\b(?:is|are|be) (?:preliminarily |permanently |hereby )*enjoined",
            r"consent decree",
            rf"\bconvert(?:s|ed|ing)\b{_IN}{_INJUNCTION}",
        ),
        _any(
            rf"{_DENY}{_IN}injuncti",
            rf"injuncti{_IN}{_DENY}",
            r"motion to (?:dissolve|vacate|modify|clarify|extend|stay|enforce)",
            r"temporarily enjoined|extend|affirm",
        ),
    ),
    Rule(
        "stay",
        "something is stayed",
        _any(
            r"\bstayed\b|\bstaying\b|\bstays\b(?! in| of)|administrative stay|held in abeyance",
            rf"{_GRANT}{_IN}\b(?:stay|abeyance)\b",
            rf"{_STAY}{_IN}{_GRANT}",
        ),
        _any(
            rf"{_DENY}{_IN}\bstay",
            rf"{_STAY}{_IN}{_DENY}",
            r"lift|dissolv|not stayed|vacat|stay of conditional transfer|stay relief",
            r"relief from (?:the )?(?:automatic )?stay",
            r"briefing|deadlines?\b|discovery",
        ),
    ),
    Rule(
        "vacatur",
        "something is vacated or set aside",
        _any(r"\bvacat(?:es|ed|ing|ur)\b", r"\bset(?:s|ting)? aside\b", r"\bvacate the\b"),
        _any(_CALENDAR, _DENY, r"motion to vacate|motion to set aside"),
    ),
    Rule(
        "vacatur",
        "an order is vacated",
        _any(
            r"\bvacat(?:es|ed|ing) (?:the |its |that |this |(?:district |bankruptcy )?court'?s )*"
            r"(?:prior |previous |earlier |preliminary |temporary )*"
            r"(?:orders?(?! to show)|judgment|injunction|opinion|stay)\b",
            r"^\W*vacated per",
        ),
    ),
    Rule(
        "extension",
        "an order in force is extended",
        _any(
            rf"\bexten(?:d(?:s|ed|ing)?|sion)\b{_IN}(?:{_TRO}|injunction|{_STAY})",
            rf"(?:{_TRO}|injunction|{_STAY}){_IN}\bextended\b",
        ),
        _any(_DENY, r"extension of time|time to|deadline|brief"),
    ),
    Rule(
        "dissolution",
        "an order in force is dissolved, lifted or modified",
        _any(
            r"\bdissol(?:v(?:es|ed|ing)|ution)\b",
            rf"\blift(?:s|ed|ing)\b{_IN}\b(?:stay|injunction|order)",
            rf"\b(?:stay|injunction|order)\b{_IN}\blifted\b",
            rf"\b(?:modif|clarif)(?:y|ies|ied|ying)\b{_IN}(?:injunction|restraining)",
            rf"(?:injunction|{_TRO}){_IN}\b(?:modified|terminated|expires|expired)\b",
        ),
        _any(_DENY),
    ),
    Rule(
        "grant-in-part",
        "relief is granted in part",
        _any(
            rf"(?:grant(?:s|ed|ing)?|allow(?:s|ed|ing)?|{_DENY}|affirm(?:s|ed|ing)?|sustain(?:s|ed|ing)?)"
            r"(?: and (?:granted|granting))?,? in (?:limited )?part"
        ),
    ),
    Rule(
        "denial",
        "relief that would have changed an answer is denied",
        _any(
            rf"{_DENY}{_IN}(?:{_TRO}|injuncti|{_STAY}|{_MERITS})",
            rf"(?:{_TRO}|injuncti|motions? (?:to|for) stay|{_MERITS}){_IN}{_DENY}",
            r"^\W*judgment\W+denied",
        ),
        _any(r"in part|as moot|leave to|pro hac vice|in forma|extension|emergency status|detention|bail|denial of"),
    ),
    Rule(
        "review",
        "a higher court affirms, reverses, remands, or sends its mandate",
        _any(
            r"\baffirm(?:s|ed|ing)\b|\brevers(?:es|ed|ing)\b|\bremand(?:s|ed|ing)\b",
            r"^\W*(?:received [^.;]*)?mandate\b",
            r"mandate (?:issued|of usca)|issued as mandate|\bon mandate\b",
        ),
        _any(
            rf"\b(?:defendant|deft|dft|he|she)\b{_IN}remand",
            r"remand\w* (?:defendant|to custody|back)",
            r"no mandate|pending a mandate|trial set|conference|certificate of|this court'?s denial",
        ),
    ),
    Rule(
        "ending",
        "a case, a claim or an appeal ends",
        _any(
            r"^\W*(?:(?:final|amended|default|consent|clerk'?s|partial|summary|corrected) )*judgment\b",
            r"\b(?:case|action|complaint|claims?|petition|appeal|matter|judgmnt)\b[^.;]*\bdismissed",
            r"^\W*dismissed\W*$",
            rf"{_GRANT}(?![^.;]*(?:stipulat|withdraw|brief))[^.;]{{0,60}}\b(?:motions? to dismiss|summary judgment)",
            rf"\bdismiss(?:es|ing)\b{_IN}(?:{_ENDS}|\bcase opening)",
            r"\border\W+(?:for|of|dismissing|to dismiss)\W+(?:dismissal|case|action)",
            r"voluntary dismissal",
            r"case (?:is )?(?:hereby )?(?:terminated|closed)|administratively (?:terminate|close) this",
        ),
        _any(
            _DENY,
            r"judgment returned|judgment to issue|usca judgment|proposed order|may lead|sentencing|guilty count",
            r"^\W*judgment\W+(?:entered by[^.]*)?\W*(?:affirmed|reversed)",
            r"motion to dismiss\W+(?:filed|by)",
            r"report and recommendation (?:re|that)",
        ),
    ),
    Rule(
        "reinstatement",
        "a case, an appeal or an order is brought back",
        _any(
            r"\breinstat(?:e|es|ed|ing|ement)\b",
            r"\breopen(?:s|ed|ing)?\b (?:these|this|the)? ?(?:proceedings|case|action)",
        ),
        _any(_DENY, r"right (?:of|to)|until|from the date"),
    ),
)

# How an entry begins in which the court speaks, and how one that only looks so.
COURT = _any(
    r"^\W*(?:(?:E[PO]|JUDGE [\w .,]{1,60}): |(?:text|docket|letter|electronic|paperless|in chambers|minute|endorsed|"
    r"amended|corrected|final|clerk'?s?|usca|agreed|consent|interim|scheduling|sealed|preliminary|permanent|temporary|"
    r"restraining|administrative|unpublished|published|per curiam|stipulation and|stipulated|certified true copy of|mdl|"
    r"certified copy|report and recommendation and|default|opinion and|memorandum and|memorandum opinion and|ruling and|"
    r"findings of fact|decision and|partial|judge'?s|oral|joint|proposed findings and|notice of|true copy of) ?)*\W*"
    r"(?:orders?\b|minutes?\b|minute entry|judgments?\b|opinions?\b|ruling|mandate|decree|injunction|endorsement|"
    r"memorandum (?:decision|disposition|opinion|and order|order)|memo-?endorse|received [^.]{0,60}mandate|decision|"
    r"findings|dispositive|case dismissed|case closed|vacated per)"
)
PARTY = _any(
    r"^\W*(?:proposed|notice of (?:proposed|appeal|motion|filing|hearing|intent|joinder|entry)"
    r"|order (?:referring|setting|reassigning|to show(?!.*restrain))|judgment (?:returned|debtor)|memorandum (?:of|in)\b)"
)

# For documents of the Federal Register: the kind, what it means, and words of the subtype, the action or the title.
PAPERS = (
    ("system-of-records", "a system of records: to whom an agency may disclose what it holds", r"systems? of records"),
    ("matching", "a matching program: records of one agency beside another's", r"matching (?:program|agreement)"),
    (
        "sharing",
        "information passes between agencies",
        r"(?:information|data)[- ](?:sharing|exchange)|disclos\w+ (?:of )?(?:records|data|(?:\w+ )?information)",
    ),
    ("executive-order", "an executive order", r"^executive order"),
    ("correction", "a correction of an earlier document", r"\bcorrect(?:ion|ing)\b"),
)
