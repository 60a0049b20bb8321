"""The views of a record as addresses: which there are, what each takes, and what it gives.

One declaration of each serves the requests and describes them (OpenAPI).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from .. import views
from ..dates import parse_day
from ..errors import NotFound, QuestionError
from ..rdf.catalogue import catalogue
from ..rdf.catalogue import query as query_of
from ..views import View

if TYPE_CHECKING:
    from ..api import Record

Given = Mapping[str, Sequence[str]]

# How a view is written: the word of `format`, the media type.
FORMATS = {"json": "application/json", "csv": "text/csv"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address.

    `into` is the argument of the view that it fills, where their names differ.
    Of several values each is given apart or, unless `whole`, after a comma.
    """

    name: str
    about: str
    example: str = ""
    required: bool = False
    several: bool = False
    whole: bool = False
    into: str = ""


@dataclass(frozen=True)
class Twin:
    """An address and the view that it gives; braces in the address hold a part that names something."""

    address: str
    about: str
    parameters: tuple[Parameter, ...]
    view: Callable[..., View]

    def show(self, record: Record, given: Given, named: str = "") -> View:
        """The view for what a request gave.

        Raises:
            QuestionError: if a parameter is missing, unknown, or given too often.
            NotFound: if a name means nothing in the record.
        """
        _check(self.parameters, given)
        arguments = {one.into or one.name: _value(one, given.get(one.name, ())) for one in self.parameters}
        return self.view(record, *([named] if named else []), **arguments)


_BEARER = Parameter("bearer", "who would share: id, acronym, name or USPS code", "CMS", required=True)
_RECIPIENT = Parameter("recipient", "with whom; none where the action is use", "ICE")
_ACTION = Parameter("action", "share (default), use, onward-share or demand", "share")
_CELLS = (
    Parameter("object", "the category of data (default: all the bearer's)", "medicaid/address"),
    Parameter("people", "whom the data is about (default: everyone)", "not-lawfully-present"),
    Parameter("origin", "the state whose program supplied it (default: all); several are allowed", "CA", several=True),
    Parameter("purpose", "what for (default: immigration-enforcement)", "immigration-enforcement"),
    Parameter("known", "as the public record stood on a day", "2025-09-01"),
)
_QUESTION = (_BEARER, _RECIPIENT, _ACTION, *_CELLS)
_WINDOW = (
    Parameter("from", "the first day", "2025-06-01", required=True, into="start"),
    Parameter("to", "the first day after", "2026-06-01", required=True, into="end"),
)
_THEN = Parameter("on", "as it stood on a day", "2026-02-01")
_ON = Parameter("on", "the day asked about", "2025-09-01", required=True)

TWINS = (
    Twin("/ask", "What could one agency share with another, on a day?", (*_QUESTION, _ON), views.ask),
    Twin("/timeline", "How did the answer change through time, and what changed it?", _QUESTION, views.timeline),
    Twin(
        "/changes", "What changed between two days, for which cells, and why?",
        (
            *_QUESTION,
            Parameter("from", "the earlier day", "2026-01-05", required=True, into="before"),
            Parameter("to", "the later day", "2026-01-06", required=True, into="after"),
        ),
        views.changes,
    ),
    Twin(
        "/exposure", "For how many days was each class of cells open, claimed, unsettled, closed or silent?",
        (*_QUESTION, *_WINDOW), views.exposure,
    ),
    Twin(
        "/path", "Could data travel from one agency to the next, and which paper let them pass or stood in their way?",
        (
            Parameter("agents", "from whom to whom, in order", "CMS,ICE", required=True, several=True),
            *_CELLS, *_WINDOW,
            Parameter("purposes", "one for each hop, where they differ", several=True),
            Parameter("claims", "yes, to let what an agency only claims pass too", "yes"),
        ),
        lambda record, claims, purposes, **given: views.path(
            record, purposes=purposes or (), claims=_yes(claims), **given
        ),
    ),
    Twin("/flips", "What would flip the verdict of one cell, and when it could?", (*_QUESTION, _ON), views.flips),
    Twin(
        "/deadlines", "What of the record, or of one case, was still to end or come due on a day?",
        (
            Parameter("on", "the day to count from", "2026-02-01", required=True),
            Parameter("case", "one case, by its id", "california-v-hhs"),
            Parameter("known", "as the public record stood on a day"),
        ),
        lambda record, on, **given: views.deadlines(record, on=parse_day(on), **given),
    ),
    Twin("/cases", "The cases on record; with a day, as they stood on it.", (_THEN,), views.cases),
    Twin(
        "/cases/{id}", "One case: its parties, papers and docket; with a day, as it stood on it.",
        (_THEN,), views.case,
    ),
    Twin("/disclosures", "What was shared or used, beside the verdict of its day and what a later ruling said.", (),
         views.disclosures),
    Twin("/coverage", "What is modelled of each matter, how fresh it is, and what is open.", (), views.coverage),
    Twin("/sources", "The sources, and what rests on each.", (), views.sources),
    Twin("/sources/{id}", "One source: what rests on it, and what would fall with it.", (), views.sources),
    Twin("/queries", "The catalogue of named queries, with their parameters.", (), lambda _: views.queries()),
)  # fmt: skip


def query_twin(name: str) -> Twin:
    """The address of a query of the catalogue.

    Raises:
        NotFound: if there is no such query; `near` holds the closest three.
    """
    one = query_of(name)
    parameters = tuple(
        Parameter(given.name, given.about, required=given.required, several=True, whole=True)
        for given in one.parameters
    )
    return Twin(
        f"/queries/{name}", f"{one.title} {one.about}".strip(), parameters,
        lambda record, **given: views.query(record, name, {key: value for key, value in given.items() if value}),
    )  # fmt: skip


def every() -> Iterator[Twin]:
    """Every address, the named queries one by one."""
    yield from TWINS
    yield from map(query_twin, catalogue())


def twin(address: str) -> tuple[Twin, str]:
    """The twin that an address asks for, and what the address names, if anything.

    Raises:
        NotFound: if there is none; `near` holds the closest three.
    """
    for one in TWINS:
        if one.address == address:
            return one, ""
    folder, _, name = address.removeprefix("/").partition("/")
    if folder == "queries":
        return query_twin(name), ""
    for one in TWINS:
        if name and one.address == f"/{folder}/{{id}}":
            return one, name
    known = [one.address for one in TWINS]
    raise NotFound("address", address, tuple(get_close_matches(address, known, n=3, cutoff=0.0)))


def _check(parameters: Sequence[Parameter], given: Given) -> None:
    known = {one.name: one for one in parameters}
    for name, values in given.items():
        if name not in known:
            near = tuple(get_close_matches(name, known, n=3, cutoff=0.0))
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise QuestionError(name, f"there is no parameter {name!r} here; {takes}", near)
        if len(values) > 1 and not known[name].several:
            raise QuestionError(name, f"{name} is given {len(values)} times; give it once")
    for one in parameters:
        if one.required and not any(given.get(one.name, ())):
            raise QuestionError(one.name, f"{one.name} is missing: {one.about}")


def _value(parameter: Parameter, values: Sequence[str]) -> Any:
    """What a view takes: a text or None, or a list or None."""
    if parameter.several and parameter.whole:
        return [value for value in values if value] or None
    if parameter.several:
        return [part.strip() for value in values for part in value.split(",") if part.strip()] or None
    return next(filter(None, values), "share" if parameter is _ACTION else None)


def _yes(text: str | None) -> bool:
    if text not in (None, "yes", "no"):
        raise QuestionError("claims", f"claims is yes or no, not {text!r}", ("yes", "no"))
    return text == "yes"
