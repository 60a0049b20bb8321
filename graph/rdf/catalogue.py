"""The query catalogue: named SPARQL queries whose parameters take the names people use.

Each `queries/NAME.rq` is plain SPARQL 1.1 that any engine runs as it stands,
with values of an example.  Its header says what it gives and which parameters
it has; each parameter is one line `VALUES ?name { … }`, and binding rewrites
that line and nothing else.  Names become IRIs through the vocabularies, days
are parsed, numbers counted, so no text of a caller reaches the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any

from ..corpus import Corpus
from ..dates import parse_day
from ..errors import NotFound, QuestionError
from ..model import Action, Tier, Verdict
from ..places import PACKAGE
from ..reasoning.question import resolve
from ..text.page import Page
from . import iris
from .remote import put
from .sparql import Result

_FOLDER = PACKAGE / "queries"

QUERY_COLUMNS = ("name", "title", "about", "required", "optional")

Given = str | date | int | Iterable[str]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query: what kind of value it takes, and what holds if it is not given.

    `default` is a value, or `on + 30` for a day so many days after that of
    another parameter.  A parameter neither required nor with a default leaves
    the query open on it.
    """

    name: str
    kind: str
    required: bool
    default: str
    about: str


@dataclass(frozen=True)
class Query:
    """A query of the catalogue; `example` is its text as it stands in the file."""

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    example: str

    def bind(self, corpus: Corpus, given: Mapping[str, Given]) -> str:
        """The text of the query with these values for its parameters.

        Raises:
            QuestionError: if a parameter is missing, unknown, or has a value that is not of its kind.
            NotFound: if a name means nothing in the corpus.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                takes = f"it takes {', '.join(names)}" if names else "it takes none"
                raise QuestionError(name, f"the query {self.name} has no parameter --{name}; {takes}", tuple(names))
        text = self.example
        for parameter in self.parameters:
            text = _bound(text, parameter.name, self._values(corpus, parameter, given))
        return text

    def run(self, corpus: Corpus, *, endpoint: str = "", **given: Given) -> Result:
        """The table that the query gives of a corpus, or with its names at an endpoint that has it."""
        return put(corpus, self.bind(corpus, given), endpoint)

    def _values(self, corpus: Corpus, parameter: Parameter, given: Mapping[str, Given]) -> list[str]:
        """The terms to bind a parameter to, as SPARQL writes them; none leaves it open."""
        value = given.get(parameter.name)
        if value is None and parameter.required:
            raise QuestionError(parameter.name, f"the query {self.name} needs --{parameter.name}: {parameter.about}")
        if value is None:
            value = _default(parameter.default, given)
        several = [value] if isinstance(value, str | date | int) else list(value or ())
        return [_KINDS[parameter.kind](corpus, parameter.name, str(one)) for one in several]


def _bound(text: str, name: str, values: Sequence[str]) -> str:
    """A query with other values for a parameter; without any, it is left open."""
    line = re.compile(rf"^([ ]*)VALUES \?{name} \{{[^{{}}\n]*\}}\n", re.MULTILINE)
    told = f"VALUES ?{name} {{ {' '.join(values)} }}\n"
    return line.sub(lambda found: found[1] + told if values else "", text)


def _default(default: str, given: Mapping[str, Given]) -> str | None:
    other, plus, days = default.partition(" + ")
    if plus:
        return (parse_day(str(given[other]), other) + timedelta(days=int(days))).isoformat()
    return default or None


# --- kinds of value -----------------------------------------------------------------


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _term(kind: str, axis: str) -> Callable[[Corpus, str, str], str]:
    return lambda corpus, _, value: _iri(iris.term(kind, resolve(corpus, axis, value)))


def _word(allowed: Iterable[str]) -> Callable[[Corpus, str, str], str]:
    """One word of a closed list."""
    words = tuple(str(one) for one in allowed)

    def read(_: Corpus, name: str, value: str) -> str:
        if value.lower() not in words:
            raise QuestionError(name, f"--{name} is one of {', '.join(words)}, not {value!r}", words)
        return _iri(iris.NS + value.lower())

    return read


def _day(_: Corpus, name: str, value: str) -> str:
    return f'"{parse_day(value, name).isoformat()}"'


def _number(_: Corpus, name: str, value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise QuestionError(name, f"--{name} takes a whole number, not {value!r}")
    return value


def _source(corpus: Corpus, _: str, value: str) -> str:
    if value not in corpus.sources:
        raise NotFound("source", value, tuple(get_close_matches(value, corpus.sources, n=3, cutoff=0.0)))
    return _iri(iris.term("source", value))


def _case(corpus: Corpus, _: str, value: str) -> str:
    return _iri(iris.record(corpus.case(value).id))


def _record(corpus: Corpus, _: str, value: str) -> str:
    """A case, by its name, or an instrument."""
    known = corpus.cases.get(value) or corpus.cases.get(f"cases/{value}") or corpus.instrument(value)
    return _iri(iris.record(known.id))


# What a value of each kind becomes; the axes take the names that a question takes.
_KINDS: Mapping[str, Callable[[Corpus, str, str], str]] = {
    "agent": _term("agent", "agency"),
    "object": _term("object", "object"),
    "people": _term("people", "people"),
    "place": _term("place", "origin"),
    "purpose": _term("purpose", "purpose"),
    "source": _source,
    "case": _case,
    "record": _record,
    "action": _word(Action),
    "verdict": _word(Verdict),
    "rank": _word(Tier),
    "day": _day,
    "number": _number,
}


# --- the files ------------------------------------------------------------------------

_PARAMETER = re.compile(
    r"# @(?P<name>\w+) (?P<kind>\w+)(?: (?P<required>required)| = (?P<default>[^:]+))?: (?P<about>.+)"
)


@cache
def catalogue() -> Mapping[str, Query]:
    """Every query by its name, in the order of their names."""
    return {file.stem: read(file.stem, file.read_text(encoding="utf-8")) for file in sorted(_FOLDER.glob("*.rq"))}


def query(name: str) -> Query:
    """The query of a name.

    Raises:
        NotFound: if there is none; `near` holds the closest three.
    """
    if name not in catalogue():
        raise NotFound("query", name, tuple(get_close_matches(name, catalogue(), n=3, cutoff=0.0)))
    return catalogue()[name]


def query_rows() -> Iterator[dict[str, Any]]:
    """One row for each query, in the columns of `QUERY_COLUMNS`."""
    for one in catalogue().values():
        yield {
            "name": one.name,
            "title": one.title,
            "about": one.about,
            "required": " ".join(given.name for given in one.parameters if given.required),
            "optional": " ".join(given.name for given in one.parameters if not given.required),
        }


def catalogue_dict() -> dict[str, Any]:
    """The catalogue as JSON: every query with its parameters and its text."""
    return {
        "schema": 1,
        "queries": [asdict(one) for one in catalogue().values()],
    }


def catalogue_text() -> str:
    """The catalogue as a page: each query with what it takes."""
    return "\n".join(
        f"{one.name} {' '.join(f'--{p.name}' if p.required else f'[--{p.name}]' for p in one.parameters)}\n"
        f"    {one.title}"
        for one in catalogue().values()
    )


def query_text(one: Query) -> str:
    """What a query answers, and what each of its parameters takes, as a page."""
    page = Page()
    page.text(f"{one.name}: {one.title}")
    page.gap()
    page.text(one.about)
    page.gap()
    for taken in one.parameters:
        default = f" (default: {taken.default})" if taken.default else " (required)" if taken.required else ""
        page.text(f"--{taken.name:<13}{taken.about}{default}", indent=2, hanging=15)
    return str(page)


def read(name: str, text: str) -> Query:
    """A query from the text of its file: a title, a paragraph, its parameters, then SPARQL.

    >>> one = read("norms-of", '''# The norms of a guard.
    ... #
    ... # One row for each norm.
    ... #
    ... # @bearer agent required: whom it binds
    ... SELECT ?norm {
    ...   VALUES ?bearer { <https://w3id.org/couldshare/id/agent/guard> }
    ...   ?norm <https://w3id.org/couldshare/ns#bearer> ?bearer }
    ... ''')
    >>> one.title, one.about, one.parameters[0].kind
    ('The norms of a guard.', 'One row for each norm.', 'agent')
    """
    header = re.match(r"(?:#.*\n)+", text)
    lines = header[0].splitlines() if header else [""]
    parameters = tuple(
        Parameter(found["name"], found["kind"], bool(found["required"]), found["default"] or "", found["about"])
        for found in map(_PARAMETER.fullmatch, lines)
        if found
    )
    told = [line.lstrip("# ") for line in lines[1:] if not line.startswith("# @")]
    return Query(name, lines[0].lstrip("# "), " ".join(filter(None, told)), parameters, text)


def arguments(words: Sequence[str]) -> dict[str, list[str]]:
    """The parameters that `--name value` pairs of a command line give; one may stand several times.

    >>> arguments(["--on", "2031-08-12", "--origin", "Aa", "--origin", "Bb"])
    {'on': ['2031-08-12'], 'origin': ['Aa', 'Bb']}

    Raises:
        QuestionError: if the words are not such pairs.
    """
    out: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not (equals or (value := next(rest, ""))):
            raise QuestionError(name, f"parameters are written --name value, and {word!r} is not one")
        out.setdefault(name.replace("-", "_"), []).append(value)
    return out
