"""What a worker of the server does: queries, views and the description of the service, each as a `Reply`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..dates import parse_day
from ..errors import GraphError, NotFound
from ..following.calendars import deadlines_ics
from ..following.feeds import FEEDS, MEDIA_TYPES, WRITERS
from ..following.news import news
from .description import description
from .endpoint import Endpoint
from .replies import Reply, problem, refusal
from .twins import FORMATS, twin
from .workers import Request, Task

if TYPE_CHECKING:
    from ..api import Record


def desk(record: Record, endpoint: Endpoint, limits: str) -> Task:
    """The task of a worker: a function from requests to replies."""

    def reply(request: Request) -> Reply:
        if request["do"] == "query":
            return endpoint.answer(request["query"], request["accept"], request["default"], request["named"])
        if request["do"] == "describe":
            return description(endpoint, request["url"], request["accept"], limits)
        if request["do"] == "feed":
            return _feed(record, request["name"], request["given"])
        return _view(record, request["address"], request["given"], request["format"])

    return reply


def _feed(record: Record, name: str, given: Mapping[str, str]) -> Reply:
    """A feed of the record; 404 if there is none of the name, 400 if a day or a case is wrong."""
    what, _, format = name.partition(".")
    try:
        if name == "deadlines.ics":
            case = record.case(given["case"]) if "case" in given else None
            body = deadlines_ics(record, parse_day(given["on"]), case)
        elif what == "news" and format in WRITERS:
            told = news(record, parse_day(given["since"], "since"), parse_day(given["until"], "until"))
            body = WRITERS[format](told)
        else:
            return problem(404, f"there is no feed {name!r}; there are {', '.join(FEEDS)}", allowed=list(FEEDS))
    except GraphError as error:
        return refusal(error)
    return Reply(200, f"{MEDIA_TYPES[format]}; charset=utf-8", body)


def _view(record: Record, address: str, given: Mapping[str, Sequence[str]], format: str) -> Reply:
    """A view as the command line prints it; 404 if the address names nothing, 400 if its parameters are wrong."""
    try:
        one, named = twin(address)
    except NotFound as error:
        return refusal(error, 404)
    try:
        view = one.show(record, given, named)
        text = view.csv() if format == "csv" else f"{view.json()}\n"
    except NotFound as error:
        return refusal(error, 404 if named and error.id.endswith(named) else 400)
    except GraphError as error:
        return refusal(error)
    charset = "; charset=utf-8" if format == "csv" else ""
    return Reply(200, FORMATS[format] + charset, text.encode())
