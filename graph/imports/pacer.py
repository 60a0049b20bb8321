"""Dockets out of files: PACER's pages, RECAP's XML and JSON, the appellate courts' new JSON.

The pages are read by juriscraper.  It answers a page that is no docket with
nothing or with a stray exception; here each becomes a sentence on what the
page is.  Nothing of a page is ever rendered, and the page itself is not kept,
since it names the account that bought it: its digest is.
"""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..court_names import is_court
from .dockets import Docket, Origin, Reading, Unusable, digest_of, docket_of

MAX_PAGE = 32_000_000
"""The largest file, in bytes, that is taken for a docket; the largest seen has seven million."""

ENDINGS = (".html", ".htm", ".xml", ".json", ".acms_json")

# What juriscraper's readers raise over pages that are not what they expect; it has no error of its own.
_STRAY = (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError)


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those below the folders named; of a page and its JSON twin only the page."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.rglob("*") if one.suffix in ENDINGS and one.is_file())
        others = {one.with_suffix("") for one in found if one.suffix != ".json"}
        yield from (one for one in found if one.suffix != ".json" or one.with_suffix("") not in others)


def read_file(path: Path, court: str = "") -> Reading:
    """The docket that a file holds, of a court that is named, or else told by the file's name or text.

    Raises:
        Unusable: if it holds none; the message says what it holds, why it is refused and what to do.
    """
    try:
        size = path.stat().st_size
        if size > MAX_PAGE:
            raise Unusable(f"it has {size:,} bytes; no docket page is longer than {MAX_PAGE:,}: look what it is")
        data = path.read_bytes()
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from None
    return read_bytes(data, path.name, court)


def read_bytes(data: bytes, name: str, court: str = "") -> Reading:
    """The docket in the bytes of a file of that name.

    Raises:
        Unusable: if there is none.
    """
    text, notes = decoded(data)
    docket, more = _reader(text)(text, name, court)
    return Reading(docket, Origin("pacer", name, "", digest_of(data)), notes + more)


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of bytes, with a note where they were not UTF-8.

    Raises:
        Unusable: if they are no text.
    """
    if data.startswith(b"%PDF"):
        raise Unusable("it is a PDF, not a docket page: save the docket report as HTML")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), ("read as UTF-16",)
        except UnicodeDecodeError:
            raise Unusable("it begins as UTF-16 text and does not go on so: save it again as UTF-8") from None
    if b"\0" in data:
        raise Unusable("it is no text (it holds zero bytes): save the docket report as HTML, in UTF-8")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        # CM/ECF wrote Latin-1 for years; Windows-1252 is what browsers take it for.
        note = "not UTF-8: read as Windows-1252; look at accented names and dashes"
        return data.decode("cp1252", errors="replace"), (note,)


Reader = Callable[[str, str, str], tuple[Docket, tuple[str, ...]]]


def _reader(text: str) -> Reader:
    """Who can read a text, by how it begins."""
    start = text[:2000].lstrip()
    if start.startswith(("{", "[")):
        return _json
    return _archive if "<gov_uscourts_docket" in start else _page


def _json(text: str, name: str, court: str) -> tuple[Docket, tuple[str, ...]]:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unusable(f"it begins as JSON and cannot be read as such: {error}: save it again") from None
    if not isinstance(data, dict):
        raise Unusable("its JSON is a list, where a docket is one object")
    if "caseDetails" in data:
        return docket_of(_parse("ACMSDocketReport", text, court or named_court(name, text)))
    if not data:
        raise Unusable("its JSON is empty")
    return docket_of(data)


def _archive(text: str, name: str, court: str) -> tuple[Docket, tuple[str, ...]]:
    if "</gov_uscourts_docket>" not in text:
        raise Unusable("the archive's XML breaks off before its end: fetch it again")
    told = re.search(r"<court>\s*(\w+)\s*</court>", text)
    return docket_of(_parse("InternetArchive", text, court or (told[1] if told else named_court(name, text))))


def _page(text: str, name: str, court: str) -> tuple[Docket, tuple[str, ...]]:
    if why := no_docket(text):
        raise Unusable(why)
    court = court or named_court(name, text)
    report = "AppellateDocketReport" if "<!-- DOCKET ENTRIES" in text or _appellate(court) else "DocketReport"
    return docket_of(_parse(report, text, court))


def _appellate(court: str) -> bool:
    return bool(re.fullmatch(r"ca(\d\d?|dc|fc|vc)|bap\d\d?|bapme|bapma", court))


def _parse(report: str, text: str, court: str) -> dict[str, Any]:
    """What juriscraper reads out of a text."""
    from lxml.etree import LxmlError

    try:
        one = getattr(_juriscraper(), report)(court)
        one.case_name_regexes = [*map(_once_a_line, getattr(one, "case_name_regexes", ()))]
        one._parse_text(text)
        data = dict(one.data)
    except (*_STRAY, LxmlError) as error:
        raise Unusable(f"it is no docket report that juriscraper can read ({type(error).__name__})") from None
    if not data:
        raise Unusable(f"it is no docket report; {_said(text)}ask PACER for the full docket again")
    return data


def _once_a_line(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The same pattern, tried only where a line begins if it can match there all it matches further on.

    juriscraper's pattern of a case's name begins with anything, so on a line without a name it would look at all that
    follows from each place of the line, which takes seconds on a line of some thousand words.

    >>> slow = re.compile(r"(?:Case\\s+title:\\s+)?(.*\\bvs?\\.?\\s.*)")
    >>> _once_a_line(slow).search("Before\\nCase title: A v. B").groups()
    ('A v. B',)
    """
    anything = pattern.pattern.startswith(r"(?:Case\s+title:\s+)?(.*")
    return re.compile(f"(?m:^){pattern.pattern}", pattern.flags) if anything else pattern


def _said(text: str) -> str:
    """The first words that a reader of a page sees, below the menu."""
    bare = re.sub(r"(?is)<(script|style|title|form)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", text)
    words = " ".join(re.sub(r"(?s)^.*?L\s*ogout", "", html.unescape(bare), count=1).split())
    return f"it says “{words[:90]}{'…' * (len(words) > 90)}”: " if words else ""


def _juriscraper() -> Any:
    """juriscraper's module on PACER, without the log file it would open below /var/log."""
    log = logging.getLogger("juriscraper.lib.log_tools")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.propagate = False
    from juriscraper import pacer
    from juriscraper.pacer.internet_archive import InternetArchive

    pacer.InternetArchive = InternetArchive
    return pacer


_HOST = re.compile(r"\becf\.(\w+)\.uscourts\.gov")


def named_court(name: str, text: str) -> str:
    """PACER's id of a docket's court, told by the file's name (`cand_123.html`) or by the links of its page.

    Raises:
        Unusable: if neither tells.
    """
    first = re.split(r"[_.\s-]", name, maxsplit=1)[0].lower()
    if is_court(first):
        return first
    hosts = sorted(found := _HOST.findall(text), key=found.count)
    if hosts:
        return str(hosts[-1])
    raise Unusable("nothing tells which court it is from: say --court cand (PACER's id of the court)")


_SIGNS = (
    (r"(?:CM/ECF Filer or )?PACER:? Login</|name=.?loginForm|GetPass|manage\.pacer|document\.location.*login\.uscourts",
     "it is PACER's login page: log in, and save the docket report"),
    (r"This case is (?:under )?SEAL(?:ED)?\b|case is sealed",
     "the case is sealed: nothing of it is public"),
    (r"(?:Case|Case Number) not found|404 Not Found", "the court found no such case: check the number"),
    (r"view the 'View Report'|click on the 'View Report' button|Accept Charges and Retrieve",
     "it is the page on which PACER asks to accept its charges: go on, and save the docket report"),
    (r"Request Time-out|Server timeout", "the court's server timed out: fetch it again"),
    (r"do not have permission to view", "the court denied access: the docket or document is restricted"),
    (r"report may take a long time to run", "it is the page before a long docket: go on, and save the docket report"),
    (r"in the process of being opened", "the case is only being opened: fetch it again later"),
)  # fmt: skip


def no_docket(text: str) -> str:
    """Why a page is no docket, or an empty text if nothing says so.

    A page that breaks off is refused whole: its last entry would be kept as if
    it had been read to its end.

    >>> no_docket("<html><table><tr><td>ORDER grant")
    'the page breaks off before its end: save or fetch it again'
    """
    lower = text.lower()
    if "docket text" not in lower and "docket entries" not in lower:
        for sign, why in _SIGNS:
            if re.search(sign, text, re.IGNORECASE):
                return why
    closed = "</body" in lower or "</html" in lower
    if not closed and lower.rfind("</table") < max(lower.rfind("<td"), lower.rfind("<tr")):
        return "the page breaks off before its end: save or fetch it again"
    return ""
