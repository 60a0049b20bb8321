"""Checks of the words that records are written in, and of their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...errors import Problem
from ...model import Term
from .desk import Desk, near


def terms(desk: Desk) -> Iterator[Problem]:
    """Terms without a label, and those that lean on what is not there or on themselves."""
    for name in ("agencies", "objects", "people", "places", "purposes", "labels"):
        id, words = f"vocabularies/{name}", getattr(desk.corpus, name)
        for term, what in words.items() if id in desk.origins else ():
            yield from _term(desk, id, words, term, what)


def _term(desk: Desk, id: str, terms: Mapping[str, Term], term: str, what: Term) -> Iterator[Problem]:
    if not what.label.strip():
        yield desk.at(id, (term, "label"), "missing-key", f"the term {term!r} has no label", "add one")
    if what.broader and what.broader not in terms:
        message = f"the broader term {what.broader!r} of {term!r} does not exist"
        yield desk.at(id, (term, "broader"), "dangling-reference", message, near(what.broader, terms))
    for held in what.holds:
        message = f"{held!r} is not an object"
        yield from desk.known(id, (term, "holds"), "object", held, desk.corpus.objects, "unknown-term", message)
    seen, at = {term}, what
    while at.broader in terms and at.broader not in seen:
        seen.add(at.broader)
        at = terms[at.broader]
    if at.broader in seen:
        message = f"{term!r} is broader than itself"
        yield desk.at(id, (term,), "vocabulary-cycle", message, "break the ring of 'broader'")


def places(desk: Desk) -> Iterator[Problem]:
    """Files that have no business where they lie, and names that two things bear."""
    for id in sorted(set(desk.corpus.places) & set(desk.corpus.agencies)):
        if "vocabularies/places" in desk.origins:
            yield desk.at("vocabularies/places", (id,), "duplicate-id", f"{id!r} is an agency too", "rename one")
    for id in desk.origins:
        folder = id.rpartition("/")[0]
        if folder.startswith("cases/") and folder not in desk.corpus.cases and not desk.unread(folder):
            yield desk.at(id, (), "no-case", f"the folder {folder} has no case.yaml", "add it, or move the file")


def addresses(desk: Desk) -> Iterator[Problem]:
    """Addresses of sources that a reader should not follow."""
    for name, source in desk.corpus.sources.items():
        for address in (source.url, *source.copies):
            if not address or re.match(r"https?://[^\s<>\"]+\Z", address):
                continue
            message = f"{address!r} is no address of the web"
            for id, origin in desk.origins.items():
                if id.startswith("sources/") and (name,) in origin.lines:
                    yield desk.at(id, (name, "url"), "bad-address", message, "write one that begins with https://")
