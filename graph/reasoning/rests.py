"""What something rests on: the records without which its days cannot be worked out.

A paper rests on those that act on it or contest it, on those that act on these,
and on those that hold the contested facts its parts hang on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..corpus import Corpus
from ..model import CHANGES, Effect, Instrument, Verb

# The verbs that change what is operative or make a contest; the others only link.
ACTS = CHANGES | {Verb.CHALLENGES, Verb.APPEALS}


def targets(one: Instrument) -> tuple[str, ...]:
    """What an effect on a paper may name: the paper, or one of its norms.

    >>> from graph.dates import Edtf
    >>> from graph.model import Confidence, Kind, When
    >>> targets(Instrument("a/pact", "Pact", Kind.MEMO, When.on("2031"), (), Confidence.HIGH, Edtf.parse("2031")))
    ('a/pact',)
    """
    return (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms))


def acts_on(corpus: Corpus, one: Instrument) -> Iterator[tuple[Instrument, Effect]]:
    """What others do to a paper or to one of its norms, contests included."""
    for target in targets(one):
        yield from (pair for pair in corpus.effects_on.get(target, ()) if pair[1].verb in ACTS)


def guards(one: Instrument) -> Iterator[Mapping[str, str]]:
    """The readings on which the parts of a paper hang."""
    for norm in one.norms:
        yield norm.under
        yield from (product.under for product in (*norm.scope, *norm.except_))
    yield from (effect.under for effect in one.effects)


def reach(corpus: Corpus, ids: Iterable[str]) -> dict[str, Instrument]:
    """The papers on which the days of some papers depend, these included."""
    todo, out = list(ids), {}
    while todo:
        id = todo.pop()
        if id in out or id not in corpus.instruments:
            continue
        one = out[id] = corpus.instruments[id]
        todo += [source.id for source, _ in acts_on(corpus, one)]
        todo += [fact.partition("#")[0] for under in guards(one) for fact in under]
    return out
