"""Every single change of a JSON value that a careless or a cunning hand could make."""

import re
from copy import deepcopy
from datetime import date, timedelta

from graph.model import Confidence, Kind, Modality, Role, SourceTier, Tier, Verb, Verdict
from graph.proof.seal import sealed

# Words of a closed list are changed into every other word of it.
WORDS = [{str(word) for word in words} for words in (Verdict, Modality, Verb, Tier, Confidence, Role, SourceTier, Kind)]


def mutants(value):
    """(where, changed value) for every change of one leaf, one item or one key."""
    for path, change in _changes(value):
        changed = deepcopy(value)
        where = changed
        for step in path[:-1]:
            where = where[step]
        if change is None:
            del where[path[-1]]
        else:
            where[path[-1]] = change[0]
        yield path, changed


def _changes(value, path=()):
    """(path, [new value]), or (path, None) where what is there is to go."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield (*path, key), None
            yield from _changes(one, (*path, key))
    elif isinstance(value, list):
        yield path, [[*value, value[-1] if value else "strange"]]
        for n, one in enumerate(value):
            yield (*path, n), None
            yield from _changes(one, (*path, n))
    else:
        yield from ((path, [other]) for other in _others(value))


def _others(value):
    if isinstance(value, bool):
        return [not value]
    if value is None:
        return ["2031-02-02"]
    if isinstance(value, int):
        return [value + 1]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return [str(day + timedelta(n)) for n in (-1, 1) if day not in (date.min, date.max)] or ["2031-02-02"]
    lists = [words for words in WORDS if value in words]
    return sorted(set().union(*lists, () if lists else {f"{value}x", ""}) - {value})


def forged(bundle):
    """The bundle with every digest made to fit, as a forger would."""
    return sealed(bundle)
