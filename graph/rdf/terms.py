"""The words of a record, as quads: its vocabularies as SKOS, its agencies as organizations, its sources."""

from __future__ import annotations

from ..corpus import Corpus
from ..model import Read, Source, Term
from . import iris
from .sheet import Node, Sheet, name, node

_READ = {Read.WHOLE: "read-whole", Read.PART: "read-in-part", Read.NO: "unread"}
_CLASSES = {
    "agent": "Agent",
    "object": "DataCategory",
    "people": "PeopleClass",
    "place": "Place",
    "purpose": "Purpose",
}


def vocabulary_sheet(corpus: Corpus) -> Sheet:
    """The named graph of the five vocabularies; every place is also an agent, as in the corpus."""
    sheet = Sheet(iris.graph("vocabularies"))
    trees = {"agent": corpus.agents, **{iris.AXIS_TERMS[axis]: tree for axis, tree in corpus.trees.items()}}
    for kind, tree in trees.items():
        scheme = node(f"{iris.ID}{kind}")
        sheet.a(scheme, "skos:ConceptScheme")
        sheet.say(scheme, "skos:prefLabel", kind)
        for id, term in tree.terms.items():
            one = node(iris.term(kind, id))
            sheet.say(one, "skos:inScheme", scheme)
            _term(sheet, one, kind, id, term)
    for id, term in corpus.agents.terms.items():
        agent = node(iris.term("agent", id))
        sheet.a(agent, "org:Organization")
        sheet.say(agent, "org:subOrganizationOf", node(iris.term("agent", term.broader)) if term.broader else None)
        sheet.say(agent, "holds", *(node(iris.term("object", held)) for held in term.holds))
        sheet.say(agent, "place", node(iris.term("place", id)) if id in corpus.places else None)
    return sheet


def _term(sheet: Sheet, one: Node, kind: str, id: str, term: Term) -> None:
    sheet.a(one, _CLASSES[kind], "skos:Concept")
    sheet.say(one, "skos:prefLabel", term.label)
    sheet.say(one, "skos:altLabel", term.acronym, *term.aliases)
    sheet.say(one, "skos:definition", term.definition)
    sheet.say(one, "skos:notation", id, *((term.iso, term.fips) if kind == "place" else ()))
    sheet.say(one, "skos:broader", node(iris.term(kind, term.broader)) if term.broader else None)
    for scheme, identifier in term.links.items():
        link = iris.elsewhere(scheme, identifier)
        sheet.say(one, "skos:exactMatch" if scheme == "wikidata" else "skos:closeMatch", node(link) if link else None)


def source_sheet(corpus: Corpus) -> Sheet:
    """The named graph of the sources."""
    sheet = Sheet(iris.graph("sources"))
    for id, source in corpus.sources.items():
        _source(sheet, iris.term("source", id), source)
    return sheet


def _source(sheet: Sheet, iri: str, source: Source) -> None:
    one = node(iri)
    sheet.a(one, "Source", "prov:Entity")
    sheet.say(one, "dcterms:title", source.title)
    sheet.say(one, "publisher", source.publisher)
    sheet.say(one, "sourceTier", name(source.tier))
    sheet.say(one, "read", name(_READ[source.read]))
    sheet.say(one, "schema:url", *(node(url) for url in (source.url, *source.copies) if iris.is_web(url)))
    sheet.say(one, "note", source.note)
    sheet.say(one, "digest", source.digest)
    sheet.day(one, "published", f"{iri}#_published", [source.published])
