"""What can go wrong, and what to do about it.

One base class, few children, the facts of the matter on the object.  Gaps and
conflicts in the *law* are never errors: they are verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class GraphError(Exception):
    """The base of every error this package raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something an editor can fix: where it is, why it matters, what to do.

    A record and not an exception: problems are collected, and one `DataError`
    lists them all.  `code` is stable; `tests/bad/` holds a broken file for
    each, and `data/README.md` a paragraph.

    >>> print(Problem("cases/a/order.yaml", 7, "unknown-key", "'prohibts' is not a key of a norm",
    ...               "did you mean 'prohibits'?"))
    cases/a/order.yaml:7: 'prohibts' is not a key of a norm; did you mean 'prohibits'? [unknown-key]
    """

    path: str
    line: int
    code: str
    message: str
    remedy: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}; {self.remedy} [{self.code}]"


class DataError(GraphError):
    """The files are wrong; `problems` is a sorted tuple of every `Problem` found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        super().__init__(f"{count} problem{'s' * (count != 1)} in the record\n" + "\n".join(map(str, self.problems)))


class Refused(GraphError):
    """A file that is no record at all; `problem` says why.  Collected, never shown alone."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class NotFound(GraphError, LookupError):
    """No term or record bears this name; `near` holds the closest three."""

    def __init__(self, what: str, id: str, near: tuple[str, ...] = (), *, ambiguous: bool = False) -> None:
        self.what, self.id, self.near, self.ambiguous = what, id, near, ambiguous
        if ambiguous:
            message = f"{id!r} names more than one {what}: say which of {', '.join(near)}"
        else:
            message = f"no {what} is called {id!r}" + (f"; nearest: {', '.join(near)}" if near else "")
        super().__init__(message)


class QuestionError(GraphError, ValueError):
    """The question cannot be asked as put; `field` says which part, `allowed` what it takes."""

    def __init__(self, field: str, message: str, allowed: tuple[str, ...] = ()) -> None:
        self.field, self.allowed = field, allowed
        super().__init__(message)


class QueryError(GraphError, ValueError):
    """A SPARQL query cannot be read; `line` and `column` are None where the engine gives none."""

    def __init__(self, text: str, message: str, line: int | None = None, column: int | None = None) -> None:
        self.text, self.message, self.line, self.column = text, message, line, column
        where = f"line {line}: at column {column}: " if line and column else f"line {line}: " if line else ""
        super().__init__(where + message)


class QueryRefused(QueryError):
    """A SPARQL query would leave the record or change it."""


class BundleError(GraphError, ValueError):
    """The file is no proof bundle, or one that cannot be worked through; the message says why."""


class EndpointError(GraphError):
    """A SPARQL store elsewhere did not do what was asked; `url` is whose fault it is, `status` its HTTP status."""

    def __init__(self, url: str, message: str, status: int | None = None) -> None:
        self.url, self.status = url, status
        super().__init__(f"{url} {message}")
