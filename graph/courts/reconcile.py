"""The record's labels beside a public tracker's, on the day of its table, with every difference explained.

Cases are matched by docket number, then by name.  A difference is no error of
either: it is said what the tracker's label hides, which papers give another
label, what became public only later, and where the record is thin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

from ..corpus import Corpus
from ..model import Case
from ..text.page import Page
from ..text.words import long_date
from .cases import first_day, papers
from .hides import Hidden, Standing, hidden
from .labels import Label, label_of
from .tracker import Row, docket_numbers

RECONCILE_COLUMNS = (
    "outcome", "case", "docket_number", "tracker_line", "tracker_case", "tracker", "record", "because", "hides",
    "matched_by", "nearest", "carried_forward_from",
)  # fmt: skip


class Outcome(StrEnum):
    """How the two compare; all but the first three make the comparison fail."""

    AGREES = "agrees"
    NOT_IN_TRACKER = "not-in-tracker"
    NOT_ON_RECORD = "not-on-record"
    DIFFERS = "differs"
    UNKNOWN_LABEL = "unknown-label"
    TWICE = "twice"


_FINE = frozenset({Outcome.AGREES, Outcome.NOT_IN_TRACKER, Outcome.NOT_ON_RECORD})
# Names less alike than this are not taken for one case, only named as the nearest.
_ALIKE = 0.8


@dataclass(frozen=True)
class Compared:
    """One case of the record, the tracker or both: the two labels, how they compare, and why.

    `because` explains in sentences; `hides` are the cells whose verdict the
    tracker's label does not lead to expect.  `nearest` names the row or case most
    alike where there was no match, or the labels nearest to an unknown one.
    """

    outcome: Outcome
    case: Case | None
    row: Row | None
    tracker: Standing | None = None
    label: Label | None = None
    matched_by: str = ""
    because: tuple[str, ...] = ()
    hides: tuple[Hidden, ...] = ()
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reconciliation:
    """Every case compared, those that differ first; `equal` where nothing differs."""

    corpus: Corpus
    on: date
    compared: tuple[Compared, ...] = field(default=())

    @property
    def equal(self) -> bool:
        """Whether every case that both have bears one label, known to the record."""
        return all(one.outcome in _FINE for one in self.compared)


def reconcile(corpus: Corpus, rows: Sequence[Row], on: date) -> Reconciliation:
    """The record beside a tracker's table, on the day for which the table was published."""
    known = corpus.as_known(on)
    taken: set[int] = set()
    out: list[Compared] = []
    for case in corpus.cases.values():
        by, found = _match(case, rows)
        taken |= {row.line for row in found}
        if not found:
            out.append(_absent(corpus, case, rows, on))
        elif len(found) > 1:
            why = f"The table has it on lines {', '.join(str(row.line) for row in found)}: which one counts?"
            out.append(Compared(Outcome.TWICE, case, found[0], matched_by=by, because=(why,)))
        else:
            out.append(_compared(corpus, known, case, found[0], by, on))
    titles = {case.title: case for case in corpus.cases.values()}
    out += [_unknown(row, titles) for row in rows if row.line not in taken]
    order = [*(one for one in Outcome if one not in _FINE), *(one for one in Outcome if one in _FINE)]
    return Reconciliation(corpus, on, tuple(sorted(out, key=lambda one: order.index(one.outcome))))


# --- matching -----------------------------------------------------------------------


def _match(case: Case, rows: Sequence[Row]) -> tuple[str, list[Row]]:
    """The rows of a case and by what they were found: its docket number, or else its name.

    Two courts may give one number, so of several rows with it those whose name
    shares a telling word are meant.
    """
    numbers = docket_numbers(case.docket_number)
    found = [row for row in rows if numbers & row.numbers]
    if len(found) > 1:
        found = [row for row in found if _words(case.title) & _words(row.case)] or found
    if found:
        return "docket number", found
    named = [row for row in rows if not row.numbers and max(_alike(case, row)) >= _ALIKE]
    return ("name", named) if named else ("", [])


def _alike(case: Case, row: Row) -> list[float]:
    return [SequenceMatcher(None, name.casefold(), row.case.casefold()).ratio() for name in (case.title, case.short)]


@cache
def _words(text: str) -> frozenset[str]:
    """The words of a name that tell cases apart."""
    plain = text.casefold().replace(".", " ").replace(",", " ")
    return frozenset(word for word in plain.split() if len(word) > 3) - _COMMON


_COMMON = {"state", "states", "united", "department", "secretary", "official", "national", "association", "trump"}


def _near(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The name that shares most of its telling words with another, if one shares any."""
    mine = _words(name)
    shares = {other: len(mine & _words(other)) / (len(mine | _words(other)) or 1) for other in names}
    best = max(shares, key=lambda other: shares[other], default="")
    return (best,) if best and shares[best] else ()


# --- comparing ----------------------------------------------------------------------


def _absent(corpus: Corpus, case: Case, rows: Sequence[Row], on: date) -> Compared:
    label = label_of(corpus, case, on, hides=False)
    near = _near(case.title, (row.case for row in rows))
    why = ("The table has no such docket number and no such name.",)
    return Compared(Outcome.NOT_IN_TRACKER, case, None, None, label, "", (*why, *label.why), (), near)


def _unknown(row: Row, titles: dict[str, Case]) -> Compared:
    why = ("The record has no such case: it is kept for the sharing of data, not for all suits.",)
    return Compared(Outcome.NOT_ON_RECORD, None, row, because=why, nearest=_near(row.case, titles))


def _compared(corpus: Corpus, known: Corpus, case: Case, row: Row, by: str, on: date) -> Compared:
    label = label_of(corpus, case, on)
    theirs = standing_of(corpus, row.status)
    if theirs is None:
        near = nearest_labels(corpus, row.status)
        said = repr(row.status) if row.status else "an empty cell"
        why = (f"The record knows no label {said}; nearest: {'; '.join(near)}.",)
        return Compared(Outcome.UNKNOWN_LABEL, case, row, None, label, by, why, (), near)
    hides = tuple(hidden(corpus, case, on, (theirs,)))
    agrees = theirs in label.standings
    why = (*(() if agrees else _difference(known, case, label, theirs, on)), *label.why)
    why = (*why, *(() if agrees else _stood(corpus, case, theirs, on)))
    outcome = Outcome.AGREES if agrees else Outcome.DIFFERS
    return Compared(outcome, case, row, theirs, label, by, (*why, *_carried(label)), hides)


def standing_of(corpus: Corpus, text: str) -> Standing | None:
    """What a tracker's words for a label stand for; None where the vocabulary has no such label or alias."""
    wanted = " ".join(text.casefold().split())
    for id, term in corpus.labels.items():
        if wanted and wanted in {" ".join(name.casefold().split()) for name in (term.label, id, *term.aliases)}:
            return Standing(id)
    return None


def nearest_labels(corpus: Corpus, text: str) -> tuple[str, ...]:
    """The three labels of the vocabulary nearest to a text."""
    names = {term.label.casefold(): term.label for term in corpus.labels.values()}
    return tuple(names[one] for one in get_close_matches(text.casefold(), list(names), n=3, cutoff=0.0))


def _difference(known: Corpus, case: Case, label: Label, theirs: Standing, on: date) -> Iterator[str]:
    """Why the record's label is another than the tracker's, the nearest reason first."""
    if not label.standings:
        yield "The record gives this case no label on that day."
        return
    if case.id in known.cases and theirs in label_of(known, known.cases[case.id], on, hides=False).standings:
        yield f"By what was public on {long_date(on)} the label is the tracker's: what differs became known later."
    if theirs is Standing.TEMPORARILY_BLOCKED and Standing.IN_PART in label.standings:
        yield "The order in force bars some and lets some go: a label for the whole case leaves that out."
    elif theirs is Standing.TEMPORARILY_BLOCKED and Standing.BLOCKED_PENDING_APPEAL in label.standings:
        yield "Both say that it is blocked; the record also has an appeal of what blocks it."
    elif theirs is Standing.DENIED and Standing.NOT_BLOCKED_PENDING_APPEAL in label.standings:
        yield "Both say that it is not blocked; the record also has an appeal of the refusal."
    elif label.standings == (Standing.AWAITING,):
        yield "No paper of the case states a norm here, so the record sees no ruling that bars or allows anything."


def _stood(corpus: Corpus, case: Case, theirs: Standing, on: date) -> Iterator[str]:
    """Until when the record's label was the tracker's, if it ever was, and the papers that came then."""
    came: dict[date, list[str]] = {}
    for one in papers(corpus, case):
        if date.min < first_day(one) <= on:
            came.setdefault(first_day(one), []).append(one.title)
    for day in sorted(came, reverse=True):
        eve = day - timedelta(days=1)
        if theirs in label_of(corpus, case, eve, hides=False).standings:
            yield f"Until {long_date(eve)} the record's label was the tracker's; then came: {'; '.join(came[day])}."
            return


def _carried(label: Label) -> Iterator[str]:
    if label.carried_forward_from:
        day = long_date(label.carried_forward_from)
        yield f"The sources were last searched on {day}; the record's label is carried forward from then."


# --- faces --------------------------------------------------------------------------


def reconcile_rows(found: Reconciliation) -> Iterator[dict[str, Any]]:
    """One row for each case of the record or of the table."""
    for one in found.compared:
        label = one.label
        yield {
            "outcome": str(one.outcome),
            "case": one.case.id if one.case else "",
            "docket_number": one.case.docket_number
            if one.case
            else (" ".join(sorted(one.row.numbers)) if one.row else ""),
            "tracker_line": one.row.line if one.row else "",
            "tracker_case": one.row.case if one.row else "",
            "tracker": one.row.status if one.row else "",
            "record": label.text(found.corpus) if label else "",
            "because": " ".join(one.because),
            "hides": " | ".join(f"{h.sentence(found.corpus)}: {'; '.join(h.cells)}" for h in one.hides),
            "matched_by": one.matched_by,
            "nearest": "; ".join(one.nearest),
            "carried_forward_from": label.carried_forward_from if label else None,
        }


def reconcile_dict(found: Reconciliation) -> dict[str, Any]:
    """The comparison as JSON: how many of each outcome, and every case with its label, what it hides and why."""
    return {
        "schema": 1,
        "on": found.on.isoformat(),
        "equal": found.equal,
        "outcomes": {str(one): sum(c.outcome is one for c in found.compared) for one in Outcome},
        "compared": [
            {
                "outcome": str(one.outcome),
                "case": one.case.id if one.case else None,
                "matched_by": one.matched_by or None,
                "tracker": _row_dict(one.row, one.tracker) if one.row else None,
                "record": one.label.to_dict(found.corpus) if one.label else None,
                "because": list(one.because),
                "hides": [h.to_dict() for h in one.hides],
                "nearest": list(one.nearest),
            }
            for one in found.compared
        ],
        "corpus": {"version": found.corpus.version, "digest": found.corpus.digest},
    }  # fmt: skip


def _row_dict(row: Row, standing: Standing | None) -> dict[str, Any]:
    return {
        "line": row.line,
        "case": row.case,
        "numbers": sorted(row.numbers),
        "label": row.status,
        "id": str(standing) if standing else None,
    }


def reconcile_text(found: Reconciliation, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The comparison as a page: what differs in full, what agrees with what its label hides, the rest counted."""
    page = Page(width, colour=colour, markdown=markdown)
    both = [one for one in found.compared if one.case and one.row]
    fine = sum(one.outcome is Outcome.AGREES for one in both)
    page.heading(f"{fine} of {len(both)} cases that both have bear the same label on {long_date(found.on)}")
    for one in both:
        page.gap()
        _case(page, found.corpus, one)
    absent = [one.case.id.removeprefix("cases/") for one in found.compared if one.case and not one.row]
    strange = sum(one.outcome is Outcome.NOT_ON_RECORD for one in found.compared)
    page.gap()
    if absent:
        page.text(f"Not in the table: {', '.join(absent)}.")
    if strange:
        page.text(f"{strange} rows of the table are about cases the record has not got; --format csv lists them.")
    page.foot(found.corpus)
    return str(page)


def _case(page: Page, corpus: Corpus, one: Compared) -> None:
    assert one.case
    assert one.row
    page.heading(f"{one.case.id.removeprefix('cases/')}: {one.outcome}", 3)
    page.item("Tracker", f"{one.row.status or '(empty)'} (line {one.row.line}, by {one.matched_by})")
    if one.label:
        page.item("Record", one.label.text(corpus))
    for n, why in enumerate(one.because):
        page.item("" if n else "Because", why)
    for n, hides in enumerate(one.hides):
        page.item("" if n else "Hides", f"{hides.sentence(corpus)}:")
        for cells in hides.cells:
            page.sub(cells)
