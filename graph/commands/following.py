"""What ends and when, what is new, and what one follows."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from .. import views
from ..errors import QuestionError
from ..printing import FORMATS, print_view
from .arguments import Declare, read_record

if TYPE_CHECKING:
    from ..court_time import Closures
    from ..courts.counting import Count
    from ..following.watchlist import Watchlist


def count(asked: argparse.Namespace) -> int:
    """When does a period end? Counted as Fed. R. Civ. P. 6(a) counts, with every step and its rule."""
    from ..court_time import OPEN
    from ..courts import counted

    counting = _what_to_count(asked)
    # Which years of the state's holidays are wanted is known once the count is made without them.
    found = counting(_closures(asked, counting(OPEN).last.year))
    print_view(
        asked,
        text=lambda **how: counted.count_text(found, **how),
        data=lambda: counted.count_dict(found),
        rows=lambda: (counted.COUNT_COLUMNS, counted.count_rows(found)),
    )
    return 0


def _what_to_count(asked: argparse.Namespace) -> Callable[[Closures], Count]:
    """The count that the words ask for, once the closed days are known."""
    from ..courts import counting, court_windows, periods
    from ..dates import parse_day

    word, *rest = asked.period
    if word in ("appeal", "restraint"):
        entered = parse_day(" ".join(rest), "period")
        if word == "appeal":
            _refuse(asked, "mailed", "extended", "zone")
            return lambda closures: court_windows.appeal(entered, closures, united_states=asked.united_states)
        _refuse(asked, "mailed", "united_states", "zone")
        return lambda closures: court_windows.restraint(entered, closures, extended=asked.extended)
    phrase = periods.read(" ".join(asked.period))
    if phrase.moment:
        _refuse(asked, "mailed", "united_states", "extended")
        moment = phrase.moment.replace(tzinfo=_zone(asked.zone))
        return lambda closures: counting.count_hours(moment, phrase.period, closures)
    _refuse(asked, "united_states", "extended", "zone")
    return lambda closures: counting.count(phrase.trigger, phrase.period, closures, mailed=asked.mailed)


def _refuse(asked: argparse.Namespace, *options: str) -> None:
    """Refuse options that would be passed over: whoever gave them expects another answer."""
    for option in options:
        if getattr(asked, option):
            name = option.replace("_", "-")
            raise QuestionError(option, f"--{name} says nothing of “{' '.join(asked.period)}”; leave it out")


def _closures(asked: argparse.Namespace, year: int) -> Closures:
    from ..court_time import Closures
    from ..courts.state_holidays import state_holidays
    from ..dates import parse_day

    return Closures(
        declared=frozenset(parse_day(day, "holiday") for day in asked.holiday or ()),
        state=state_holidays(asked.state, (year, year + 1)) if asked.state else {},
        inaccessible=frozenset(parse_day(day, "closed") for day in asked.closed or ()),
    )


def deadlines(asked: argparse.Namespace) -> int:
    """What ends, lapses or comes due: days, conditions, and the windows that rules open."""
    record, on = read_record(asked), _today(asked.on)
    if asked.format == "ics":
        from ..following.calendars import deadlines_ics

        corpus = record.as_known(asked.known) if asked.known else record
        return _write(deadlines_ics(corpus, on, corpus.case(asked.case) if asked.case else None))
    print_view(asked, *views.deadlines(record, asked.case, on, asked.known))
    return 0


def news(asked: argparse.Namespace) -> int:
    """What became known since a day, which answers it changed, and why."""
    from ..dates import parse_day
    from ..following import feeds
    from ..following.news import news as between

    told = between(read_record(asked), parse_day(asked.since, "since"), _today(asked.until, "until"))
    if asked.format in feeds.WRITERS:
        return _write(feeds.WRITERS[asked.format](told))
    print_view(asked, *views.news(told))
    return 0


def watch(asked: argparse.Namespace) -> int:
    """Follow a question or a case: watch add, list, remove, run."""
    from ..following.watchlist import read, write

    file = Path(asked.file) if asked.file else _watch_file()
    held = read(file)
    if asked.deed == "run":
        return _watch_run(asked, file, held)
    if asked.deed == "add":
        from ..following.watch import watch as follow

        held = held.added(follow(read_record(asked), " ".join(asked.words), asked.why or ""))
        write(file, held)
    elif asked.deed == "remove":
        held = held.removed(_number(asked.words))
        write(file, held)
    elif asked.words:
        raise QuestionError("words", f"watch list takes nothing more, not {' '.join(asked.words)!r}")
    print_view(asked, *views.watches(held))
    return 0


def _watch_run(asked: argparse.Namespace, file: Path, held: Watchlist) -> int:
    from ..dates import parse_day
    from ..following import feeds
    from ..following.watch import run, since_of
    from ..following.watchlist import write

    until = _today(asked.until, "until")
    since = since_of(held, parse_day(asked.since, "since") if asked.since else None)
    told, found = run(read_record(asked), held.watches, since, until)
    if asked.format in feeds.WRITERS:
        items = dict.fromkeys(item for one in found for item in one.items)
        _write(feeds.WRITERS[asked.format](told, items, "watch"))
    else:
        print_view(asked, *views.seen(told, found))
    if asked.mark:
        write(file, held.marked(until))
    return 0


def _watch_file() -> Path:
    """Where a user's own configuration lies."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "couldshare" / "watch.yaml"


def _number(words: list[str]) -> int:
    if len(words) != 1 or not words[0].isdecimal():
        raise QuestionError("number", "say which: couldshare watch remove 2, as `couldshare watch list` numbers them")
    return int(words[0])


def _today(day: str | None, field: str = "on") -> date:
    """The day asked about, or today: what one follows begins where one stands."""
    from ..dates import parse_day

    return parse_day(day, field) if day else date.today()


def _write(file: bytes) -> int:
    """Print a file as it is, line ends included."""
    sys.stdout.flush()
    sys.stdout.buffer.write(file)
    return 0


def _zone(name: str | None) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        raise QuestionError("zone", f"no time zone is called {name!r}; write it as America/New_York") from None


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(deadlines, formats=(*FORMATS, "ics"))
    one.add_argument("case", nargs="?", help="one case only, as california-v-hhs")
    one.add_argument("--on", metavar="DAY", help="from which day (default: today)")
    one.add_argument("--known", metavar="DAY", help="as the public record stood on a day")
    one = command(news, formats=(*FORMATS, "atom", "ics"))
    one.add_argument("--since", required=True, metavar="DAY", help="the first day to tell of")
    one.add_argument("--until", metavar="DAY", help="the last day to tell of (default: today)")
    one = command(watch, formats=(*FORMATS, "atom", "ics"))
    one.add_argument("deed", choices=("add", "list", "remove", "run"), help="what to do")
    one.add_argument(
        "words",
        nargs="*",
        metavar="WHAT",
        help='"CMS ICE --origin CA", case california-v-hhs, or the number to remove',
    )
    one.add_argument("--why", metavar="TEXT", help="for add: why you follow it")
    one.add_argument("--since", metavar="DAY", help="for run: the first day to tell of (default: after the mark)")
    one.add_argument("--until", metavar="DAY", help="for run: the last day to tell of (default: today)")
    one.add_argument("--mark", action="store_true", help="for run: note that the news up to that day was seen")
    one.add_argument("--file", metavar="FILE", help="the watchlist (default: in your configuration folder)")
    one = command(count)
    one.add_argument(
        "period", nargs="+", metavar="PERIOD",
        help="14 days after 2025-12-20 · within 30 days of DAY · 21 days before DAY · 72 hours after DAYT10:23 · "
        "appeal DAY · restraint DAY",
    )  # fmt: skip
    one.add_argument("--mailed", action="store_true", help="served by mail: three days more, Rule 6(d)")
    one.add_argument("--united-states", action="store_true", help="for appeal: the United States is a party")
    one.add_argument("--extended", action="store_true", help="for restraint: the order was extended for a like period")
    one.add_argument("--holiday", action="append", metavar="DAY", help="a day the President or Congress declared")
    one.add_argument("--state", metavar="STATE", help="where the court sits: its holidays count after an event")
    one.add_argument(
        "--closed", action="append", metavar="DAY", help="a day on which the clerk's office is inaccessible"
    )
    one.add_argument("--zone", metavar="ZONE", help="for hours: the court's time zone, as America/New_York")
