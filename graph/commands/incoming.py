"""From the docket and the Federal Register to the inbox, and from the inbox to the record."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import QuestionError
from ..printing import print_view
from .arguments import Declare

_BAR = 24


def import_(asked: argparse.Namespace) -> int:
    """Bring dockets and Federal Register documents into the inbox, where they change no answer until promoted."""
    from ..imports import batch

    into = batch.Into(_inbox(asked), _day(asked.retrieved), asked.preview)
    jobs = _jobs(asked, into)
    outcomes = list(_watched(batch.run(jobs), len(jobs) if isinstance(jobs, list) else None))
    print_view(
        asked,
        text=lambda **how: batch.outcomes_text(outcomes, asked.preview, **how),
        data=lambda: batch.outcomes_dict(outcomes, asked.preview),
        rows=lambda: (batch.OUTCOME_COLUMNS, batch.outcome_rows(outcomes)),
    )
    return int(any(one.failed for one in outcomes))


def _jobs(asked: argparse.Namespace, into: Any) -> Iterable[Any]:
    """What to import, by where it comes from."""
    from ..imports import batch, courtlistener, register
    from ..imports.fetching import Api

    paths = [Path(one) for one in asked.what]
    if asked.source == "courtlistener":
        base, token = asked.base or courtlistener.BASE, os.environ.get("COURTLISTENER_TOKEN", "")
        hooks = [Path(one) for one in asked.webhook or ()]
        _need(asked.what or hooks, "say which docket: its number stands in its address, /docket/NUMBER/…")
        return batch.courtlistener_jobs(into, lambda: courtlistener.api(base, token), asked.what, hooks)
    if asked.source == "pacer":
        _need(paths, "say which files or folders: couldshare import pacer docket.html")
        return list(batch.pacer_jobs(into, paths, asked.court or ""))
    if paths:
        return list(batch.register_jobs(into, paths))
    _need(asked.agency or asked.since, "say which file, or --agency and --since")
    api = Api(asked.base or register.BASE, says=register.SAYS)
    return batch.register_search_jobs(into, api, asked.agency or (), _day(asked.since) if asked.since else None)


def _need(given: Any, message: str) -> None:
    if not given:
        raise QuestionError("what", message)


def inbox(asked: argparse.Namespace) -> int:
    """The drafts that wait: which may change an answer and why; show one, promote it into the record, or drop it."""
    if asked.do == "list":
        return _list(asked)
    if not asked.id:
        raise QuestionError("id", f"say which draft to {asked.do}: couldshare inbox lists them")
    from ..imports import drafts
    from ..imports.promote import promote

    box = _inbox(asked)
    draft = box.draft(asked.id)
    today = date.today()
    if asked.do == "show":
        columns, row = drafts.DRAFT_COLUMNS, drafts.draft_row(draft)
        print_view(
            asked,
            text=lambda **how: drafts.draft_text(draft, **how),
            data=lambda: drafts.draft_dict(draft),
            rows=lambda: (columns, [row]),
        )
    elif asked.do == "promote":
        file = promote(box, draft, asked.case or "", today, asked.slug or "", asked.on or "")
        print(f"{file}\nFill in every line marked ✎, then run: couldshare check")
    else:
        box.decide(draft, {"as": "dropped", "on": today.isoformat()})
        print(f"{draft.id} is dropped; it stays in the inbox, marked, and no import brings it back.")
    return 0


def _list(asked: argparse.Namespace) -> int:
    from ..imports import drafts

    box = _inbox(asked)
    rows = list(drafts.draft_rows(box, all=asked.all, decided=asked.decided))
    waiting = sum(1 for _ in box.drafts())
    print_view(
        asked,
        text=lambda **how: drafts.inbox_text(rows, waiting, **how),
        data=lambda: {"schema": 1, "waiting": waiting, "drafts": rows},
        rows=lambda: (drafts.DRAFT_COLUMNS, rows),
    )
    return 0


def _inbox(asked: argparse.Namespace) -> Any:
    from ..imports.inbox import Inbox
    from ..record.load import shipped

    return Inbox(Path(asked.data) if asked.data else shipped())


def _day(text: str | None) -> date:
    """The day given, or today: the command line is where the clock is read."""
    from ..dates import parse_day

    return parse_day(text, "retrieved") if text else date.today()


def _watched(outcomes: Iterable[Any], total: int | None) -> Iterator[Any]:
    """The outcomes, with a bar on the terminal while they come; a count where nobody knows how many there are."""
    from ..imports.drafts import plain

    shown = sys.stderr.isatty()
    for count, one in enumerate(outcomes, 1):
        if shown:
            full = _BAR * count // total if total else 0
            bar = f"[{'█' * full}{' ' * (_BAR - full)}] {count:,} of {total:,}" if total else f"{count:,} read"
            print(f"\r\x1b[K{bar}  {plain(one.name[:40])}", end="", file=sys.stderr, flush=True)
        yield one
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(import_, "import")
    one.add_argument("source", choices=("pacer", "courtlistener", "register"), help="where from")
    one.add_argument("what", nargs="*", help="files or folders; for courtlistener the numbers of dockets")
    one.add_argument("--preview", action="store_true", help="show what is new and write nothing")
    one.add_argument("--court", metavar="ID", help="pacer: the court, where neither file name nor page tells, as cand")
    one.add_argument("--webhook", action="append", metavar="FILE", help="courtlistener: a webhook kept as a file")
    one.add_argument(
        "--agency", action="append", metavar="ID", help="register: an agency, as its page's address has it"
    )
    one.add_argument("--since", metavar="DAY", help="register: published on or after a day")
    one.add_argument("--base", metavar="URL", help="another address of the API")
    one.add_argument("--retrieved", metavar="DAY", help="the day the files were retrieved (default: today)")
    one = command(inbox)
    one.add_argument("do", nargs="?", default="list", choices=("list", "show", "promote", "drop"), help="what to do")
    one.add_argument("id", nargs="?", help="the draft, as the list names it")
    one.add_argument("--all", action="store_true", help="list every draft, not only those that may change an answer")
    one.add_argument("--decided", action="store_true", help="list those promoted and dropped too")
    one.add_argument("--case", metavar="CASE", help="promote: the case it belongs to")
    one.add_argument("--slug", metavar="WORDS", help="promote: a few words for the file's name, as second-injunction")
    one.add_argument("--on", metavar="DAY", help="promote: the day it was entered, where the draft does not say")
