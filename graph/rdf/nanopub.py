"""A proof bundle as TriG: what is asserted, what it was derived from, and who publishes it, each a named graph.

Laid out as a nanopublication, with PROV for the derivation.  The graph of
publication carries the bundle itself as a JSON literal: that is what is
verified, and the other statements must be the ones it gives.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ..proof.seal import canonical, read
from ..verify import AXES, Fault, Malformed
from . import iris
from .dataset import written
from .sheet import Node, Sheet, name, node

_JSON = name("rdf:JSON")
_DAY = name("xsd:date")
_ROLES = {"decides": "decidedBy", "relied on": "reliedOn"}


def trig(bundle: dict[str, Any]) -> bytes:
    """A bundle as TriG."""
    return written(quads(bundle), ox.RdfFormat.TRIG)


def opened(data: bytes) -> tuple[dict[str, Any], list[Fault]]:
    """The bundle that a TriG carries, and whether the statements around it are not the ones it gives.

    Raises:
        Malformed: if it is no TriG, or carries no bundle or several.
    """
    try:
        found = set(ox.parse(data, format=ox.RdfFormat.TRIG))
    except (SyntaxError, ValueError) as error:
        raise Malformed(f"the file is not TriG: {error}") from None
    held = [
        one.object.value for one in found if one.predicate == name("prov:value") and isinstance(one.object, ox.Literal)
    ]
    if len(held) != 1:
        raise Malformed(f"the TriG carries {len(held)} bundles; it must carry one")
    bundle = read(held[0].encode())
    try:
        stray = found ^ set(quads(bundle))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(f"the bundle that the TriG carries is not of the form its schema states: {error}") from None
    if not stray:
        return bundle, []
    first = min(str(one) for one in stray)
    return bundle, [Fault("trig", first[:160], f"{len(stray)} statements are not the ones that the bundle gives")]


def quads(bundle: dict[str, Any]) -> list[ox.Quad]:
    """The statements of a bundle, in four named graphs."""
    root = iris.made("proof", bundle["digest"])
    head, said, derived, published = (
        Sheet(f"{root}/{part}") for part in ("head", "assertion", "provenance", "pubinfo")
    )
    whole = node(root)
    head.a(whole, "np:Nanopublication")
    for predicate, sheet in (
        ("np:hasAssertion", said),
        ("np:hasProvenance", derived),
        ("np:hasPublicationInfo", published),
    ):
        head.say(whole, predicate, sheet.graph)
    for n, region in enumerate(bundle["answer"]["regions"], 1):
        _region(said, node(f"{root}/region{n}"), region)
    for one in bundle["records"]:
        if one["kind"] in ("instrument", "case", "disclosure", "source"):
            of = iris.term("source", one["id"]) if one["kind"] == "source" else iris.record(one["id"])
            derived.say(said.graph, "prov:wasDerivedFrom", node(of))
            derived.a(node(of), "prov:Entity")
            derived.say(node(of), "digest", str(one["digest"]))
    corpus = bundle["answer"]["corpus"]
    published.say(whole, "dcterms:title", str(bundle["answer"]["summary"]))
    published.say(whole, "owl:versionInfo", str(corpus["version"]))
    published.say(whole, "digest", str(bundle["digest"]))
    published.say(whole, "prov:hadPrimarySource", node(f"{iris.ID}record/{iris.quoted(str(corpus['digest']))}"))
    published.say(whole, "prov:value", ox.Literal(canonical(bundle), datatype=_JSON))
    return [quad for sheet in (head, said, derived, published) for quad in sheet.quads]


def _region(sheet: Sheet, one: Node, region: dict[str, Any]) -> None:
    sheet.a(one, "Cells", "Segment")
    sheet.say(one, "verdict", name(region["verdict"]))
    sheet.say(one, "basis", name(region["basis"]) if region["basis"] else None)
    sheet.say(one, "confidence", name(region["confidence"]))
    for axis, part in AXES.items():
        sheet.say(one, axis, *(node(iris.term(iris.AXIS_TERMS[axis], leaf)) for leaf in region[part]))
    for predicate, part in (("from", "since"), ("until", "until")):
        sheet.say(one, predicate, ox.Literal(region[part], datatype=_DAY) if region[part] else None)
    for reason in region["because"]:
        sheet.say(
            one, _ROLES.get(reason["role"], "lengthenedBy"), node(iris.record(reason["norm"] or reason["instrument"]))
        )
    sheet.say(one, "contestedBy", *(node(iris.record(case)) for case in region["contested_by"]))
