"""The ontology as a page to read: a diagram of its classes, then every class and property with what it means.

The page is made from `ontology.ttl`, and from `shapes.ttl` where a property has
several domains, so that it cannot say anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..places import PACKAGE
from ..record.disk import write_whole
from . import iris

_QUERY = """
SELECT ?property ?from ?to {
  { ?property rdfs:domain ?from ; rdfs:range ?to }
  UNION { ?shape sh:targetClass ?from ; sh:property ?one . ?one sh:path ?property ; sh:class ?to }
  ?from a owl:Class . ?to a owl:Class . ?property a owl:ObjectProperty
}"""

# Days, spans and cites hang on nearly everything, and would hide what hangs together.
_EVERYWHERE = frozenset({"Cite", "Condition", "Day", "Span"})

_HEAD = """\
# The ontology

The words of the data set, under `https://w3id.org/couldshare/ns#` (`cs:`); made from `ontology.ttl` by
`python -m graph.rdf.ontology_page`. Instruments state norms, effects of later instruments change earlier ones, and
everything cites a source. A channel has cells, cells have segments of days, a segment has a verdict: these answer the
question by themselves.
"""


def page() -> str:
    """The page, in Markdown with a Mermaid diagram."""
    store = ox.Store()
    for file in ("ontology.ttl", "shapes.ttl"):
        store.load(path=PACKAGE / file, format=ox.RdfFormat.TURTLE)
    parts = [_HEAD, "```mermaid", *_diagram(store), "```", ""]
    for title, kind in (("Classes", "Class"), ("Relations", "ObjectProperty"), ("Values", "DatatypeProperty")):
        parts += [f"## {title}", "", "| word | means | stands on, leads to | elsewhere |", "|---|---|---|---|"]
        parts += [*_rows(store, kind), ""]
    return "\n".join(parts).rstrip() + "\n"


def _diagram(store: ox.Store) -> Iterator[str]:
    """The classes and the relations between them; relations between the same two classes share an arrow."""
    arrows: dict[tuple[str, str], set[str]] = {}
    for row in _asked(store, _QUERY):
        arrow = iris.short(row["from"].value), iris.short(row["to"].value)
        if _EVERYWHERE.isdisjoint(arrow):
            arrows.setdefault(arrow, set()).add(iris.short(row["property"].value))
    yield "graph LR"
    for (start, end), names in sorted(arrows.items()):
        yield f"  {start} -- {', '.join(sorted(names))} --> {end}"


def _rows(store: ox.Store, kind: str) -> Iterator[str]:
    about = f"SELECT ?one ?comment {{ ?one a owl:{kind} ; rdfs:comment ?comment }} ORDER BY ?one"
    for row in _asked(store, about):
        one = row["one"].value
        if one.startswith(iris.NS):
            ends = (
                f"{_named(store, one, 'rdfs:domain')} → {_named(store, one, 'rdfs:range')}" if kind != "Class" else ""
            )
            kin = _named(store, one, "rdfs:subClassOf|rdfs:subPropertyOf|skos:closeMatch|skos:exactMatch")
            yield f"| `cs:{iris.short(one)}` | {row['comment'].value} | {ends} | {kin} |"


def _named(store: ox.Store, one: str, path: str) -> str:
    found = (row["o"] for row in _asked(store, f"SELECT DISTINCT ?o {{ <{one}> {path} ?o }} ORDER BY ?o"))
    return ", ".join(_curie(term.value) for term in found if isinstance(term, ox.NamedNode))


def _curie(iri: str) -> str:
    known = {**iris.PREFIXES, "dpv": "https://w3id.org/dpv#"}
    return next((f"`{name}:{iri[len(base) :]}`" for name, base in known.items() if iri.startswith(base)), f"<{iri}>")


def _asked(store: ox.Store, text: str) -> Iterable[ox.QuerySolution]:
    found = store.query(text, prefixes=iris.PREFIXES)
    return found if isinstance(found, ox.QuerySolutions) else ()


if __name__ == "__main__":
    write_whole(PACKAGE / "ontology.md", page().encode())
