"""Days as Americans and ISO 8601 write them, where the writing can mean only one day.

`9/1/2025` is September 1 to an American and 9 January to most others; a month
names no day.  Both are refused with what to write instead.
"""

from __future__ import annotations

import re
from calendar import day_abbr, month_abbr
from datetime import date

from ..errors import QuestionError
from .words import long_date

_MONTHS = {name.lower(): n for n, name in enumerate(month_abbr) if name}
_WEEKDAYS = [name.lower() for name in day_abbr]

_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<{0}>\d\d?)(?:st|nd|rd|th)?"

WRITTEN = re.compile(
    r"(?<![\w/.-])"
    r"(?:(?P<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,?\s+)?(?:the\s+)?(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d|\d{8})"
    rf"|{_MONTH.format('m1')}\s+{_DAY.format('d1')}\b(?:,?\s+(?P<y1>\d{{4}}))?"
    rf"|{_DAY.format('d2')}\s+(?:of\s+)?{_MONTH.format('m2')}(?:,?\s+(?P<y2>\d{{4}}))?"
    rf"|{_MONTH.format('m3')},?\s+\d{{4}}"
    r"|(?P<numbers>\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})"
    r")(?![\w/-])",
    re.IGNORECASE | re.ASCII,
)
"""A day in one of the forms people write, those that are refused included."""


def written_day(text: str) -> date:
    """The one day that a text can mean.

    >>> [str(written_day(t)) for t in ("Sept. 1, 2031", "1st of September 2031", "9/13/2031", "2031-09-01")]
    ['2031-09-01', '2031-09-01', '2031-09-13', '2031-09-01']
    >>> written_day("9/1/2031")
    Traceback (most recent call last):
    ...
    graph.errors.QuestionError: “9/1/2031” may mean 1 September or 9 January: write 2031-09-01 or 2031-01-09

    Raises:
        QuestionError: if it means none, or could mean two.
    """
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise QuestionError("on", f"“{text}” is no day: write it as 1 September 2031, or 2031-09-01")
    return day_of(found)


def day_of(found: re.Match[str]) -> date:
    """The day that a match of `WRITTEN` means.

    Raises:
        QuestionError: if it means none, or could mean two.
    """
    text = found[0]
    year, month, dom = _parts(found)
    try:
        on = date(year, month, dom)
    except ValueError:
        raise QuestionError("on", f"“{text}” is not a day of the calendar") from None
    if found["weekday"] and _WEEKDAYS[on.weekday()] != found["weekday"][:3].lower():
        raise QuestionError("on", f"“{text}” contradicts itself: {long_date(on)} was a {on:%A}")
    return on


def _parts(found: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day as numbers."""
    if found["iso"]:
        digits = found["iso"].replace("-", "")
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if found["numbers"]:
        return _numbers(found["numbers"])
    if found["m3"]:
        raise QuestionError("on", f"“{found[0]}” names a month: name one day of it")
    month, dom, year = (found[f"{part}1"] or found[f"{part}2"] for part in "mdy")
    if not year:
        raise QuestionError("on", f"“{found[0]}” names no year: say which")
    return int(year), _MONTHS[month[:3].lower()], int(dom)


def _numbers(text: str) -> tuple[int, int, int]:
    """Year first as ISO has it, or month first as Americans do where it can be nothing else."""
    first, second, third = re.split(r"[/.-]", text)
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return a, b, c
    if len(third) != 4:
        raise QuestionError("on", f"“{text}” names no year of four digits: write it as 2031-09-01")
    if a == b or (a <= 12 < b):
        return c, a, b
    if a > 12:
        raise QuestionError("on", f"“{text}” has no month {a}: write {c}-{b:02}-{a:02} if that is meant")
    one, other = (long_date(date(c, *md)).rpartition(" ")[0] for md in ((a, b), (b, a)))
    raise QuestionError("on", f"“{text}” may mean {one} or {other}: write {c}-{a:02}-{b:02} or {c}-{b:02}-{a:02}")
