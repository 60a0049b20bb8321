"""Citations in a docket entry: cases, regulations and registers by eyecite, statutes by a pattern of our own.

eyecite knows reporters; of a section with a letter in its number or with
subsections (`5 U.S.C. § 552a(b)(7)`) it reads nothing, and of others it leaves
the subsections out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Citation:
    """What is cited, as written and in one form; `uslm` is its path in the United States Code."""

    kind: str
    text: str
    written: str
    start: int
    uslm: str = ""


# Atomic, so that the "42" of another citation that follows is never read as a section "4".
_SECTION = r"(?>\d+[a-z]{0,4}(?:[-–]\d+[a-z]{0,2})?(?:\([A-Za-z0-9]{1,5}\))*)"
_STATUTE = re.compile(
    r"\b(?P<title>\d{1,2})\s*U\.?\s?S\.?\s?C\.?(?:\s?[AS]\.)?\s*(?:(?P<many>§§|[Ss]ections|[Ss]ecs\.)|§|[Ss]ection|[Ss]ec\.)?\s*"
    rf"(?P<first>{_SECTION})"
    rf"(?P<more>(?(many)(?:(?:,\s*and\s+|,\s*|\s+and\s+|\s*&\s*){_SECTION}(?!\s*(?:U\.?\s?S|C\.\s?F|F\.|Fed)))*))"
)


def citations(text: str) -> tuple[Citation, ...]:
    """Every citation in a text, in its order.

    >>> [(one.text, one.uslm) for one in citations("under 5 U.S.C. § 552a(b)(7) and 42 USC 1396a(a)(7)")]
    [('5 U.S.C. § 552a(b)(7)', '/us/usc/t5/s552a/b/7'), ('42 U.S.C. § 1396a(a)(7)', '/us/usc/t42/s1396a/a/7')]
    """
    statutes = list(_statutes(text))
    spans = [(one.start, one.start + len(one.written)) for one in statutes]
    others = [one for one in _others(text) if not any(start <= one.start < end for start, end in spans)]
    return tuple(sorted(statutes + others, key=lambda one: one.start))


def _statutes(text: str) -> Iterator[Citation]:
    for found in _STATUTE.finditer(text):
        title = int(found["title"])
        # There are 54 titles; a larger number before "U.S.C." is a page or a year.
        if not 1 <= title <= 54:
            continue
        yield _statute(title, found["first"], text[found.start() : found.end("first")], found.start())
        for more in re.finditer(_SECTION, found["more"]):
            yield _statute(title, more[0], more[0], found.start("more") + more.start())


def _statute(title: int, section: str, written: str, start: int) -> Citation:
    section = section.replace("–", "-")
    path = section.replace(")", "").replace("(", "/")
    return Citation("statute", f"{title} U.S.C. § {section}", written, start, f"/us/usc/t{title}/s{path}")


_KINDS = {"FullCaseCitation": "case", "FullLawCitation": "law", "FullJournalCitation": "journal"}


def _others(text: str) -> Iterator[Citation]:
    from eyecite import get_citations

    found: list[Any] = list(get_citations(text))
    for one in found:
        kind = _KINDS.get(type(one).__name__)
        if kind:
            start, _ = one.span()
            yield Citation(kind, one.corrected_citation(), one.matched_text(), start)
