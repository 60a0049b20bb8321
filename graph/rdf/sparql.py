"""Asking the record in SPARQL, and nothing but the record.

A query may read the graphs of the record and no more: whatever would reach
another server, a file, or change something is refused before the engine sees
it.  Queries need not declare the usual prefixes; patterns outside `GRAPH` are
looked up in the union of all graphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..corpus import Corpus
from ..errors import QueryError, QueryRefused
from . import iris
from .dataset import store

if TYPE_CHECKING:
    import pandas as pd

# What a query may use undeclared: the vocabularies we use, and one prefix for each kind of term.
PREFIXES = {**iris.PREFIXES, **{kind: f"{iris.ID}{kind}/" for kind in iris.TERMS}}

Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Result:
    """The table a query gives: its columns, and rows of RDF terms, None where a variable is unbound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self, *, short: bool = False) -> Iterator[dict[str, Value]]:
        """One mapping a row, in plain values.

        Short, IRIs become the ids by which every other face of the record
        names the same things, and an open bound becomes None.
        """
        for row in self.rows:
            yield {column: plain(term, short=short) for column, term in zip(self.columns, row, strict=True)}

    def to_frame(self, *, short: bool = False) -> pd.DataFrame:
        """The table in pandas: days are `datetime64[s]`, which can say the years 1 and 9999 of open bounds."""
        import pandas as pd

        frame = pd.DataFrame(list(self.records(short=short)), columns=list(self.columns))
        for column in self.columns:
            said = [value for value in frame[column] if value is not None]
            if said and all(isinstance(value, date) for value in said):
                frame[column] = frame[column].astype("datetime64[s]")
        return frame


def run(corpus: Corpus, text: str) -> Result:
    """The table that a SELECT, ASK, CONSTRUCT or DESCRIBE query gives of a corpus.

    ASK gives one row and the column `answer`; the other two give the columns
    `subject`, `predicate`, `object`.

    Raises:
        QueryError: if the text is no query, or would leave the record; it names line and column.
    """
    guard(text)
    try:
        found = store(corpus).query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise said(text, str(error)) from None
    if isinstance(found, ox.QueryBoolean):
        return Result(("answer",), ((ox.Literal(bool(found)),),))
    if isinstance(found, ox.QuerySolutions):
        columns = tuple(variable.value for variable in found.variables)
        return Result(columns, tuple(tuple(solution) for solution in found))
    triples = ((one.subject, one.predicate, one.object) for one in found)
    return Result(("subject", "predicate", "object"), tuple(triples))


def said(text: str, message: str) -> QueryError:
    """What the engine says of a text it cannot read, in short: it lists every letter that might have followed."""
    match = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not match:
        return QueryError(text, message)
    line, column = int(match[1]), int(match[2])
    rest = "".join(text.splitlines()[line - 1 : line])[column - 1 :].strip()
    sentence = re.search(r"[A-Z]\w+(?: \w+){3,}", match[3])
    why = sentence[0] if sentence else f"SPARQL has no place for {rest[:20]!r} here" if rest else "the query breaks off"
    return QueryError(text, why, line, column)


# --- values ----------------------------------------------------------------------

_XSD = iris.PREFIXES["xsd"]
_NUMBERS: Mapping[str, type[int] | type[float]] = {"integer": int, "decimal": float, "double": float}
_OPEN = (date.min, date.max)


def plain(term: Any, *, short: bool = False) -> Value:
    """An RDF term as a plain value of Python.

    >>> plain(ox.Literal("2031-08-12", datatype=ox.NamedNode(_XSD + "date"))), plain(ox.Literal(3)), plain(None)
    (datetime.date(2031, 8, 12), 3, None)
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return iris.short(term.value) if short else str(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "date":
        on = date.fromisoformat(term.value)
        return None if short and on in _OPEN else on
    if kind == "boolean":
        return term.value in ("true", "1")
    return _NUMBERS[kind](term.value) if kind in _NUMBERS else str(term.value)


# --- what may be asked --------------------------------------------------------------

# The tokens in which a word is no keyword, and words.
_TOKEN = re.compile(
    r"""
      \#[^\n\r]* | <[^\x00-\x20<>"{}|^`\\]*>
    | \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\" | \'\'\'(?:\'{0,2}(?:[^'\\]|\\.))*\'\'\'
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | [?$@]\w+ | \w*:(?:[\w\-.:]|\\.)*
    | (?P<word> [^\W\d]\w* )
    """,
    re.VERBOSE | re.DOTALL,
)
# No query needs the word more often; each is looked at, and the work must stay in proportion.
_MANY = 50
_CHANGES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")


def guard(text: str, *, datasets: bool = False) -> None:
    """Refuse a text that leads out of the record, would change it or, unless `datasets`, would choose among its graphs.

    >>> guard("SELECT * { ?norm rdfs:label 'Secret Service' }  # or its SERVICE")
    >>> guard("SELECT *\\n{ service <https://else.example/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    graph.errors.QueryRefused: line 2: at column 3: SERVICE would reach another server; a query reads only the record

    Raises:
        QueryRefused: with line and column.
    """
    # An engine may resolve escapes before it looks for words.
    for reading in (text, re.sub(r"\\u([0-9A-Fa-f]{4})", lambda code: chr(int(code[1], 16)), text)):
        for at in _services(reading):
            raise _refusal(reading, at, "SERVICE would reach another server; a query reads only the record")
    for word, at in _words(text):
        if word == "FROM" and not datasets:
            raise _refusal(text, at, "FROM would choose other data; every query sees all graphs")
        if word in _CHANGES:
            raise _refusal(text, at, f"{word} would change the record, which is read-only")


def chooses_graphs(text: str) -> bool:
    """Whether a query says itself which graphs it reads.

    >>> chooses_graphs("SELECT * FROM <https://example.org/g> { ?s ?p ?o }"), chooses_graphs("ASK { ?from ?p 'FROM' }")
    (True, False)
    """
    return any(word == "FROM" for word, _ in _words(text))


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text that may be keywords, in capitals, and where they stand."""
    return ((match["word"].upper(), match.start()) for match in _TOKEN.finditer(text) if match["word"])


def _services(text: str) -> Iterator[int]:
    """Where a text may have a SERVICE clause: the word, perhaps SILENT, a name, a brace.

    A keyword may be glued to the word before or after it (`trueSERVICE`,
    `SERVICEex:a`), and what is a string, a comment or an IRI depends on the
    grammar around it, so nothing is taken for hidden.
    """
    for n, match in enumerate(re.finditer("service", text, re.IGNORECASE)):
        if n == _MANY:
            yield match.start()
        clause, brace, _ = text[match.end() :].partition("{")
        bare = re.sub(r"#[^\r\n]*", " ", clause)
        words = re.sub(r"^\s*silent\s", " ", bare, flags=re.IGNORECASE).split()
        named = len(words) == 1 and not set("<?$:").isdisjoint(words[0])
        if brace and "}" not in bare and (named or ("#" in clause and not words)):
            yield match.start()


def _refusal(text: str, at: int, why: str) -> QueryRefused:
    """The refusal of what stands at a place of a text."""
    column = at - text.rfind("\n", 0, at)
    return QueryRefused(text, why, text.count("\n", 0, at) + 1, column)
