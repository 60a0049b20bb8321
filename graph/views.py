"""Every view of a record that the command line prints and the server sends: as text, as JSON, as a table.

A view is worked out when it is made and written when it is asked to be, so an
unknown name is refused before a line is printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from .text.listing import listing
from .text.spreadsheet import csv_text

if TYPE_CHECKING:
    from .api import Record
    from .following.news import News
    from .following.watch import Seen
    from .following.watchlist import Watchlist
    from .rdf.sparql import Result
    from .reasoning.reason import Answer

Table = tuple[Sequence[str], Iterable[Mapping[str, Any]]]


class View(NamedTuple):
    """One thing to show: `text` takes a width, `data` gives what JSON can say, `rows` columns and lines."""

    text: Callable[..., str]
    data: Callable[[], Any]
    rows: Callable[[], Table]

    def json(self) -> str:
        """The view as JSON.

        >>> one = View(lambda **_: "A guard.", lambda: {"guard": "Ruritania"}, lambda: (("guard",), []))
        >>> print(one.json())
        {
          "guard": "Ruritania"
        }
        """
        return json.dumps(self.data(), indent=2, ensure_ascii=False)

    def csv(self) -> str:
        """The view as comma-separated values, in which no cell can be run as a formula.

        >>> View(str, dict, lambda: (("says", "on"), [{"says": "=1+1", "on": None}])).csv()
        "says,on\\n'=1+1,\\n"
        """
        return csv_text(*self.rows())


# --- what an agency could share ------------------------------------------------------


def ask(record: Record, bearer: str, recipient: str | None, on: date | str, **parts: Any) -> View:
    """What could one agency share with another, on a day?"""
    return _answered(record.ask(bearer, recipient, on=on, **parts))


def ask_english(record: Record, text: str, on: date | str | None = None) -> View:
    """The answer to a question in English, under how it was read; `on` is the day where the text names none."""
    from .dates import parse_day
    from .text import english

    put = english.read(record, text, parse_day(on) if on else None)
    told, echo = _answered(record.answer(put)), f"Read as: {english.say(record, put)}"
    return told._replace(text=lambda **how: f"{echo}\n\n{told.text(**how)}")


def _answered(answer: Answer) -> View:
    from .text import data, report

    return View(
        lambda **how: report.text(answer, **how),
        lambda: data.to_dict(answer),
        lambda: (data.COLUMNS, data.rows(answer)),
    )


def timeline(record: Record, bearer: str, recipient: str | None, **parts: Any) -> View:
    """How did the answer change through time, and what changed it?"""
    from .text import chronicle

    line = record.timeline(bearer, recipient, **parts)
    return View(
        lambda **how: chronicle.timeline_text(line, **how),
        line.to_dict,
        lambda: (chronicle.TIMELINE_COLUMNS, chronicle.timeline_rows(line)),
    )


def changes(
    record: Record, bearer: str, recipient: str | None, before: date | str, after: date | str, **parts: Any
) -> View:
    """What changed between two days, for which cells, and why?"""
    from .text import chronicle

    found = record.changes(bearer, recipient, before, after, **parts)
    return View(
        found.text, found.to_dict, lambda: (chronicle.CHANGE_COLUMNS, chronicle.change_rows(found.corpus, found))
    )


def flips(record: Record, bearer: str, recipient: str | None, on: date | str, **parts: Any) -> View:
    """What would flip the verdict of one cell, and when it could?"""
    from .analysis import outlook

    found = record.flips(bearer, recipient, on=on, **parts)
    return View(
        lambda **how: outlook.outlook_text(found, **how),
        found.to_dict,
        lambda: (outlook.OUTLOOK_COLUMNS, outlook.outlook_rows(found)),
    )


def exposure(
    record: Record, bearer: str, recipient: str | None, start: date | str, end: date | str, **parts: Any
) -> View:
    """For how many days was each class of cells open, claimed, unsettled, closed or silent?"""
    from .analysis import exposure as counted

    found = record.exposure(bearer, recipient, start, end, **parts)
    return View(
        lambda **how: counted.exposure_text(found, **how),
        found.to_dict,
        lambda: (counted.RUN_COLUMNS, counted.run_rows(found)),
    )


def path(
    record: Record,
    agents: Sequence[str],
    start: date | str,
    end: date | str,
    purposes: Sequence[str] = (),
    *,
    claims: bool = False,
    **parts: Any,
) -> View:
    """Could data travel from one agency to the next, and which paper let them pass or stood in their way?"""
    from .analysis import itinerary

    passing = ("permitted", "claimed") if claims else ("permitted",)
    found = record.path(*agents, start=start, end=end, purposes=purposes, passing=passing, **parts)
    return View(
        lambda **how: itinerary.path_text(found, **how),
        found.to_dict,
        lambda: (itinerary.PATH_COLUMNS, itinerary.path_rows(found)),
    )


# --- the record ----------------------------------------------------------------------


def cases(record: Record, on: str | None = None) -> View:
    """The cases on record, each with its status and a tracker's label; with a day, as they stood on it."""
    from .courts import case_views as docket
    from .dates import parse_day

    day = parse_day(on) if on else None
    return View(
        lambda **how: docket.cases_text(record, day, **how),
        lambda: docket.cases_dict(record, day),
        lambda: (docket.CASE_COLUMNS, docket.case_rows(record, day)),
    )


def case(record: Record, id: str, on: str | None = None) -> View:
    """One case: its label and what that hides, posture, parties, papers, motions; with a day, as it stood on it."""
    from .courts import case_views as docket
    from .courts.case_page import case_text
    from .dates import parse_day

    one, day = record.case(id), parse_day(on) if on else None
    return View(
        lambda **how: case_text(record, one, day, **how),
        lambda: docket.case_dict(record, one, day),
        lambda: (docket.DOCKET_COLUMNS, docket.docket_rows(record, one)),
    )


def reconcile(record: Record, tracker: str, on: str, columns: str = "") -> tuple[View, bool]:
    """The labels of a public tracker's table beside the record's, and whether they are equal."""
    from .courts import reconcile as compared
    from .courts.tracker import columns_of, read_file
    from .dates import parse_day

    found = compared.reconcile(record, read_file(tracker, columns_of(columns)), parse_day(on))
    view = View(
        lambda **how: compared.reconcile_text(found, **how),
        lambda: compared.reconcile_dict(found),
        lambda: (compared.RECONCILE_COLUMNS, compared.reconcile_rows(found)),
    )
    return view, found.equal


def deadlines(record: Record, case: str | None, on: date, known: date | str | None = None) -> View:
    """What of the record, or of one case, was still to end or come due on a day."""
    from .courts import due

    corpus = record.as_known(known) if known else record
    one = corpus.case(case) if case else None
    return View(
        lambda **how: due.deadlines_text(corpus, on, one, **how),
        lambda: due.deadlines_dict(corpus, on, one),
        lambda: (due.DEADLINE_COLUMNS, due.deadlines_rows(corpus, on, one)),
    )


def news(told: News) -> View:
    """What became known between two days, and which answers it changed."""
    from .following import newsletter

    return View(
        lambda **how: newsletter.news_text(told, **how),
        lambda: newsletter.news_dict(told),
        lambda: (newsletter.NEWS_COLUMNS, newsletter.news_rows(told)),
    )


def watches(held: Watchlist) -> View:
    """What someone follows."""
    from .following import watched

    return View(
        lambda **how: watched.list_text(held, **how),
        lambda: watched.list_dict(held),
        lambda: (watched.LIST_COLUMNS, watched.list_rows(held)),
    )


def seen(told: News, found: Sequence[Seen]) -> View:
    """What is new of what someone follows."""
    from .following import watched

    return View(
        lambda **how: watched.seen_text(told, found, **how),
        lambda: watched.seen_dict(told, found),
        lambda: (watched.SEEN_COLUMNS, watched.seen_rows(told, found)),
    )


def disclosures(record: Record) -> View:
    """What was shared or used, beside the verdict of its day and what a later ruling said."""
    from .audit import disclosed_views as disclosed

    return View(
        lambda **how: disclosed.disclosures_text(record, **how),
        lambda: disclosed.disclosures_dict(record),
        lambda: (disclosed.DISCLOSURE_COLUMNS, disclosed.disclosures_rows(record)),
    )


def coverage(record: Record) -> View:
    """What is modelled of each matter, how fresh it is, and what is open."""
    from .audit import coverage as covered

    return View(
        lambda **how: covered.coverage_text(record, **how),
        lambda: covered.coverage_dict(record),
        lambda: (covered.COVERAGE_COLUMNS, covered.coverage_rows(record)),
    )


def sources(record: Record, id: str | None = None) -> View:
    """The sources, and what rests on each; or one source, and what would fall with it."""
    from .audit import source_views as registry
    from .audit.sources import source_of

    if id:
        source_of(record, id)

    def rows() -> Table:
        if id:
            return registry.STATEMENT_COLUMNS, registry.statement_rows(record, id)
        return registry.SOURCE_COLUMNS, registry.sources_rows(record)

    return View(lambda **how: registry.sources_text(record, id, **how), lambda: registry.sources_dict(record, id), rows)


# --- queries -------------------------------------------------------------------------


def queries() -> View:
    """The catalogue of named queries, with their parameters."""
    from .rdf import catalogue

    return View(
        lambda **_: catalogue.catalogue_text(),
        catalogue.catalogue_dict,
        lambda: (catalogue.QUERY_COLUMNS, catalogue.query_rows()),
    )


def query(record: Record, name: str, given: Mapping[str, Sequence[str]], endpoint: str = "") -> View:
    """The table that a named query of the catalogue gives, of a record or at an endpoint that has it."""
    from .rdf import catalogue

    return table(catalogue.query(name).run(record, endpoint=endpoint, **given))


def table(found: Result) -> View:
    """The table of any query, in the ids by which every other view names the same things."""
    rows = list(found.records(short=True))
    return View(
        lambda width=88, markdown=False, **_: listing(found.columns, rows, width, markdown=markdown),
        lambda: [{key: str(value) if value is not None else None for key, value in row.items()} for row in rows],
        lambda: (found.columns, rows),
    )
