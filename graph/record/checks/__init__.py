"""Whether what a record names is there, and whether its dates and sources make sense.

Every check has its own code, a broken file in `tests/bad/` and a paragraph in
`data/README.md`.  All problems are collected; nothing is mended.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...corpus import Corpus
from ...errors import Problem
from .desk import Desk, Origin
from .records import notes, records
from .rings import chains
from .vocabularies import addresses, places, terms

__all__ = ["Origin", "problems_of"]


def problems_of(corpus: Corpus, origins: Mapping[str, Origin], missing: Collection[str] = ()) -> list[Problem]:
    """Every problem of reference, date and source in the records that have an origin.

    `missing` names files that could not be composed: a name that would stand in
    one of them is not reported a second time.
    """
    desk = Desk(corpus, origins, missing)
    found = list(terms(desk))
    if any(problem.code == "vocabulary-cycle" for problem in found):
        return found  # a tree that runs in a ring has no leaves to ask about
    return [*found, *places(desk), *addresses(desk), *records(desk), *notes(desk), *chains(desk)]
