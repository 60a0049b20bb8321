"""A batch of imports, one after the other: what each brought, or why it failed; one failure never stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import GraphError
from ..text.page import Page
from . import courtlistener, pacer, register
from .dockets import Unusable
from .drafts import plain
from .fetching import Api
from .inbox import Inbox, read
from .merging import Taken, take, take_document

MANY = 40
"""Of more imports than this the report names only those that an editor should look at."""

OUTCOME_COLUMNS = ("name", "drafts", "new", "changed", "known", "flagged", "failed", "notes")


@dataclass(frozen=True)
class Outcome:
    """What one import brought, or why it failed."""

    name: str
    taken: Taken | None = None
    failed: str = ""


@dataclass(frozen=True)
class Job:
    """One import to do: its name, and how."""

    name: str
    run: Callable[[], Taken]


@dataclass(frozen=True)
class Into:
    """Where imports land, the day on which they were retrieved, and whether only to look."""

    inbox: Inbox
    retrieved: date
    preview: bool = False


def run(jobs: Iterable[Job]) -> Iterator[Outcome]:
    """Do each job in turn; what goes wrong in one is told and the next begins."""
    for job in jobs:
        try:
            yield Outcome(job.name, job.run())
        except GraphError as error:
            yield Outcome(job.name, failed=str(error))
        except OSError as error:
            yield Outcome(job.name, failed=f"it could not be written: {error}")


def pacer_jobs(into: Into, paths: Iterable[Path], court: str = "") -> Iterator[Job]:
    """An import for each file of a docket."""
    for path in pacer.files_of(paths):
        yield Job(path.name, partial(_docket_page, into, path, court))


def courtlistener_jobs(
    into: Into, api: Callable[[], Api], ids: Iterable[str], webhooks: Iterable[Path]
) -> Iterator[Job]:
    """An import for each docket asked for, and for each webhook that was kept as a file."""
    for one in ids:
        yield Job(f"docket {one}", partial(_docket, into, api, one))
    for path in webhooks:
        yield Job(path.name, partial(_webhook, into, api, path))


def _docket_page(into: Into, path: Path, court: str) -> Taken:
    return _take(into, pacer.read_file(path, court))


def _docket(into: Into, api: Callable[[], Api], id: str) -> Taken:
    return _take(into, courtlistener.read_docket(api(), id))


def _webhook(into: Into, api: Callable[[], Api], path: Path) -> Taken:
    """Import a webhook; its docket is known from the inbox, or else asked for."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from None
    id, _ = courtlistener.webhook_docket(data)
    about = _known(into.inbox, id) or courtlistener.read_about(api(), id)
    return _take(into, courtlistener.read_webhook(data, path.name, about))


def _known(inbox: Inbox, id: str) -> dict[str, Any] | None:
    """What the inbox knows about a docket of CourtListener's, in the API's words."""
    for file in inbox.files():
        whole = read(file)
        if whole.get("courtlistener") == id:
            return {"id": id, "court_id": whole["court"], "docket_number": whole["number"]}
    return None


def register_jobs(into: Into, paths: Iterable[Path]) -> Iterator[Job]:
    """An import for each document in files of the Federal Register's answers."""
    for path in paths:
        try:
            documents = register.read_file(path)
        except Unusable as error:
            yield Job(path.name, _failing(error))
            continue
        yield from (_document(into, one, path.name) for one in documents)


def register_search_jobs(into: Into, api: Api, agencies: Sequence[str], since: date | None) -> Iterator[Job]:
    """An import for each document that the register finds."""
    try:
        for one in register.search(api, agencies, since):
            yield _document(into, one, "Federal Register API")
    except Unusable as error:
        yield Job("Federal Register API", _failing(error))


def _document(into: Into, data: Any, name: str) -> Job:
    number = data.get("document_number") if isinstance(data, dict) else None

    def job() -> Taken:
        one = register.document(data)
        with into.inbox.held(make=not into.preview):
            return take_document(
                into.inbox, one, name, str(one.get("html_url", "")), into.retrieved, preview=into.preview
            )

    return Job(str(number or name), job)


def _failing(error: GraphError) -> Callable[[], Taken]:
    def job() -> Taken:
        raise error

    return job


def _take(into: Into, reading: Any) -> Taken:
    with into.inbox.held(make=not into.preview):
        return take(into.inbox, reading, into.retrieved, preview=into.preview)


# --- the report --------------------------------------------------------------


def outcome_rows(outcomes: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    """One row for each import."""
    for one in outcomes:
        taken = one.taken or Taken("")
        yield {
            "name": one.name,
            "drafts": taken.file,
            "new": len(taken.new),
            "changed": len(taken.changed),
            "known": taken.known,
            "flagged": " ".join(taken.flagged),
            "failed": one.failed,
            "notes": "; ".join(taken.notes),
        }


def outcomes_dict(outcomes: Sequence[Outcome], preview: bool) -> dict[str, Any]:
    """The report as JSON."""
    return {"schema": 1, "preview": preview, "imports": list(outcome_rows(outcomes))}


def outcomes_text(
    outcomes: Sequence[Outcome], preview: bool, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The report as a page: what is new, what failed and why, what to do next."""
    page = Page(width, colour=colour, markdown=markdown)

    def say(text: str) -> str:
        return plain(text, markdown=markdown)

    done = [one for one in outcomes if one.taken]
    failed = [one for one in outcomes if not one.taken]
    for one in done:
        taken = one.taken
        assert taken is not None
        if taken.notes or (taken.wrote and (taken.flagged or len(done) <= MANY)):
            page.text(say(f"{one.name}: {_brought(taken)}"), hanging=2)
        for note in taken.notes:
            page.text(say(note), indent=4, hanging=2)
    for one in failed:
        page.text(say(f"{one.name}: FAILED: {one.failed}"), hanging=2)
    new, changed, known = (sum(n) for n in zip(*map(_counts, done), strict=True)) if done else (0, 0, 0)
    would = "would be " if preview else ""
    page.text(
        f"{len(outcomes)} read: {new:,} drafts {would}new, {changed:,} {would}changed, {known:,} known already; "
        f"{len(failed)} failed." + (" Nothing was written." if preview else "")
    )
    flagged = sum(len(one.taken.flagged) for one in done if one.taken)
    if flagged and not preview:
        page.text(f"{flagged:,} of them may change an answer: couldshare inbox")
    return str(page)


def _brought(taken: Taken) -> str:
    parts = [f"{len(taken.new):,} new", f"{len(taken.changed):,} changed", f"{taken.known:,} known"]
    return (
        f"{taken.file}, " + ", ".join(part for part in parts if not part.startswith("0 "))
        if taken.wrote
        else taken.file
    )


def _counts(one: Outcome) -> tuple[int, int, int]:
    taken = one.taken or Taken("")
    return len(taken.new), len(taken.changed), taken.known
