"""How the ids of the record become IRIs, and IRIs ids again.

A record keeps its path, a norm its `#`: `…/id/cases/a-v-b/2031-08-12-order#bar`.
What has no id of its own is named after what it is part of and an underscore,
which no id can hold: `…#bar_from`, `…#_effect1`.  No blank nodes anywhere, so
two runs can be compared byte by byte.
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote, unquote

NS = "https://w3id.org/couldshare/ns#"
ID = "https://w3id.org/couldshare/id/"

# Kinds of term, each a folder of its own below `ID`.  The axes of a cell keep their names; an origin is a place.
TERMS = ("agent", "object", "people", "place", "purpose", "source")
AXIS_TERMS = {"object": "object", "people": "people", "origin": "place", "purpose": "purpose"}

PREFIXES = {
    "cs": NS,
    "id": ID,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "np": "http://www.nanopub.org/nschema#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# Where the identifiers of other schemes lead; `{}` is the identifier.
_SCHEMES = {
    "wikidata": "http://www.wikidata.org/entity/{}",
    "dpv:dpv": "https://w3id.org/dpv#{}",
    "dpv:pd": "https://w3id.org/dpv/pd#{}",
    "dpv:sector-law": "https://w3id.org/dpv/sector/law#{}",
    "dpv:sector-publicservices": "https://w3id.org/dpv/sector/publicservices#{}",
    "fr": "https://www.federalregister.gov/d/{}",
}


def record(id: str, part: str = "") -> str:
    """The IRI of a record, a norm (`path#norm`), or a part of either.

    >>> record("cases/a-v-b/2031-08-12-order#bar", "from")[len(ID):]
    'cases/a-v-b/2031-08-12-order#bar_from'
    >>> record("cases/a-v-b", "party1")[len(ID):]
    'cases/a-v-b#_party1'
    """
    hashed = "" if "#" in id or not part else "#"
    return f"{ID}{quote(id, safe='/#+,')}{hashed}{f'_{part}' if part else ''}"


def effect_id(instrument: str, n: int) -> str:
    """The id of the n-th effect of an instrument, counted from one as the file has them."""
    return f"{instrument}#_effect{n}"


def term(kind: str, id: str) -> str:
    """The IRI of a term of a vocabulary, or of a source.

    >>> term("object", "rolls/name")[len(ID):]
    'object/rolls/name'
    """
    return f"{ID}{kind}/{quote(id, safe='/+,')}"


def made(kind: str, *parts: str) -> str:
    """The IRI of something that has only its content for a name; it stays while the content does."""
    return f"{ID}{kind}/{sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def quoted(id: str) -> str:
    """An id as part of an IRI."""
    return quote(id, safe="/+,")


def graph(id: str) -> str:
    """The IRI of the named graph that holds what one file says.

    >>> graph("agency/2031-01-15-pact")[len(ID):]
    'graph/agency/2031-01-15-pact'
    """
    return f"{ID}graph/{quote(id, safe='/')}"


def elsewhere(scheme: str, identifier: str) -> str:
    """The IRI that an identifier of another scheme has there; empty if we know none.

    >>> elsewhere("dpv", "pd:Name"), elsewhere("uslm", "/us/usc/t8/s1373")
    ('https://w3id.org/dpv/pd#Name', '')
    """
    if identifier.startswith(("https://", "http://")):
        return identifier
    prefix, _, name = identifier.partition(":")
    pattern = _SCHEMES.get(scheme) or _SCHEMES.get(f"{scheme}:{prefix}")
    return pattern.format(quote(name or identifier, safe="-")) if pattern else ""


def is_web(url: str) -> bool:
    """Whether an address of the record can be written as an IRI: of the web, and without what an IRI may not hold."""
    return url.startswith(("https://", "http://")) and not set(url) & set(' <>"{}|\\^`')


def short(iri: str) -> str:
    """The id by which every other face of the record names the same thing; other IRIs as they are.

    >>> short(term("agent", "guard")), short(record("agency/2031-01-15-pact#rolls")), short(NS + "prohibited")
    ('guard', 'agency/2031-01-15-pact#rolls', 'prohibited')
    """
    if iri.startswith(NS):
        return iri[len(NS) :]
    if not iri.startswith(ID):
        return iri
    id = unquote(iri[len(ID) :]).removesuffix("_fact")
    kind, _, rest = id.partition("/")
    return rest if kind in TERMS else id
