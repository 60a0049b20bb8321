"""Quads as JSON-LD, in the words of the published context `context.jsonld`.

The context is written into the document: whoever reads it needs no network,
and whoever has no JSON-LD tools can read it as plain JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox

from ..places import PACKAGE
from . import iris

_XSD = iris.PREFIXES["xsd"]
_NATIVE: Mapping[str, Any] = {
    f"{_XSD}boolean": lambda text: text == "true",
    f"{_XSD}integer": int,
    f"{_XSD}string": str,
}


@cache
def context() -> Mapping[str, Any]:
    """The published context: a name for every property of the data set."""
    file = PACKAGE / "context.jsonld"
    whole: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["@context"]
    return whole


def jsonld(quads: Iterable[ox.Quad]) -> str:
    """The quads as one JSON-LD document: an object for each named graph, and in it one for each node, sorted."""
    graphs: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for quad in sorted(set(quads), key=str):
        graph = graphs.setdefault(_relative(quad.graph_name), {})
        node = graph.setdefault(_relative(quad.subject), {})
        if quad.predicate.value == f"{iris.PREFIXES['rdf']}type":
            node.setdefault("@type", []).append(_word(quad.object))
        else:
            key = _word(quad.predicate)
            node.setdefault(key, []).append(_value(key, quad.object))
    tree = [
        {"@id": graph, "@graph": [{"@id": id, **{key: _single(values) for key, values in node.items()}}
                                  for id, node in nodes.items()]}
        for graph, nodes in graphs.items()
    ]  # fmt: skip
    return json.dumps({"@context": context(), "@graph": tree}, indent=1, ensure_ascii=False) + "\n"


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _relative(node: Any) -> str:
    """A node as it stands in the document: data without their common beginning."""
    return str(node.value.removeprefix(iris.ID))


def _word(node: Any) -> str:
    """The name of a class, property or listed word: bare if it is ours, else with its prefix."""
    iri = str(node.value)
    if iri.startswith(iris.NS):
        return iri.removeprefix(iris.NS)
    prefix = next((name for name, start in iris.PREFIXES.items() if iri.startswith(start)), "")
    return f"{prefix}:{iri.removeprefix(iris.PREFIXES[prefix])}" if prefix else iri


def _value(key: str, term: Any) -> Any:
    """A value, short where the context says of which type its property's values are."""
    said = context().get(key)
    coerced = said.get("@type") if isinstance(said, dict) else None
    if isinstance(term, ox.NamedNode):
        if coerced == "@vocab" and term.value.startswith(iris.NS):
            return _word(term)
        return _relative(term) if coerced == "@id" else {"@id": _relative(term)}
    kind = term.datatype.value
    if kind in _NATIVE and not coerced:
        return _NATIVE[kind](term.value)
    short = f"xsd:{kind.removeprefix(_XSD)}"
    return term.value if coerced == short else {"@value": term.value, "@type": short}
