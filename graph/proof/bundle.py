"""Proof bundles: an answer with every record it rests on, so that others can work it out again.

A bundle is plain JSON.  Each record carries the digest of its content, the
bundle one over everything; `graph/verify/` checks it without the reasoner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from ..corpus import Corpus, Tree
from ..dates import Edtf
from ..model import Case, Disclosure, Instrument, key
from ..reasoning.reason import Answer
from ..reasoning.rests import guards, reach
from ..text.report import iso, to_dict
from ..verify import AXES, SCHEMA, digest

# What answers no question: the checker's own examples, and lines that have no file.
LEFT_OUT = frozenset({"examples", "docket", "open_questions"})


def bundle(answer: Answer) -> dict[str, Any]:
    """The answer with the records it rests on, as JSON."""
    corpus = answer.corpus
    asked = {AXES[axis]: leaves for axis, _, leaves in _leaves(answer)}
    whole = {
        "schema": SCHEMA,
        "question": answer.question.to_dict(),
        "asked": {**asked, "checked": iso(corpus.last_checked) or "unknown"},
        "answer": to_dict(answer),
        "records": [
            {"kind": kind, "id": id, "digest": digest(said), "content": said}
            for kind, id, one in records(answer)
            for said in [content(one)]
        ],
    }
    return {**whole, "digest": digest(whole)}


def records(answer: Answer) -> Iterator[tuple[str, str, Any]]:
    """Each record that an answer rests on, with its kind and id: papers, cases, sources and the words they use."""
    corpus, question = answer.corpus, answer.question
    papers = _papers(answer)
    cases = _cases(corpus, papers, answer.cases)
    facts = {fact.partition("#")[0] for one in papers for under in guards(one) for fact in under}
    disclosures = [one for id, one in corpus.disclosures.items() if id in facts]
    whole: list[Instrument | Case | Disclosure] = [*papers, *cases, *disclosures]
    yield from ((type(one).__name__.lower(), one.id, one) for one in whole)
    cited = {id for one in whole for id in _cited(content(one))}
    yield from (("source", id, one) for id, one in corpus.sources.items() if id in cited)
    who = [one for one in (question.bearer, question.recipient) if one]
    for kind, tree, ids in (("agency", corpus.agents, who), *_leaves(answer)):
        yield from ((kind, id, tree.terms[id]) for id in dict.fromkeys(one for id in ids for one in tree.lineage(id)))


def _leaves(answer: Answer) -> Iterator[tuple[str, Tree, list[str]]]:
    """The leaves asked about on each axis."""
    for (axis, tree), mask in zip(answer.corpus.trees.items(), answer.masks, strict=True):
        yield axis, tree, tree.members(mask)


def _papers(answer: Answer) -> list[Instrument]:
    """The papers that ever speak about a cell asked about, and all on which their days and freshness depend."""
    corpus, channel = answer.corpus, answer.channel
    over = [
        layer.speaker for layer in channel.layers if all(a & b for a, b in zip(layer.box, answer.masks, strict=True))
    ]
    speaking = {channel.speakers[n].instrument.id for n in over}
    linked = (source.id for id in speaking for source, _ in corpus.effects_on.get(id, ()))
    near = reach(corpus, [*speaking, *linked])
    return [one for id, one in corpus.instruments.items() if id in near]


def _cases(corpus: Corpus, papers: Iterable[Instrument], ids: Iterable[str]) -> list[Case]:
    """Some cases, those in which papers lie, and those whose events, end or contested facts either waits for."""
    todo = [*ids, *(id for one in papers for id in (one.case, *_waits(content(one))))]
    out: set[str] = set()
    while todo:
        id = todo.pop()
        if id in corpus.cases and id not in out:
            out.add(id)
            todo += _waits(content(corpus.cases[id]))
    return [case for id, case in corpus.cases.items() if id in out]


def _waits(value: Any) -> Iterator[str]:
    """The records that conditions and readings in a part of a record name."""
    if isinstance(value, dict):
        named = [value.get("end-of"), value.get("after"), *value.get("under", ())]
        yield from (one.partition("#")[0] for one in named if isinstance(one, str))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _waits(one)


def _cited(value: Any) -> Iterator[str]:
    """The sources that a part of a record cites."""
    if isinstance(value, dict) and isinstance(value.get("source"), str):
        yield value["source"]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _cited(one)


def content(value: Any) -> Any:
    """A record as JSON, by the keys of its file, without what is empty or as it is if not said.

    >>> from graph.model import When
    >>> content(When.on("2031-05"))
    {'readings': [{'is': '2031-05'}]}
    """
    if isinstance(value, Edtf):
        return value.text
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, Mapping):
        return {id: content(one) for id, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [content(one) for one in value]
    if not is_dataclass(value):
        return value
    said = {}
    for one in fields(value):
        part = getattr(value, one.name)
        usual = one.default if one.default_factory is MISSING else one.default_factory()
        if one.name not in LEFT_OUT and part != usual:
            said[key(one.name)] = content(part)
    return said
