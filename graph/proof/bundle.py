"""Proof bundles: an answer with every record it rests on, so that others can work it out again.

A bundle is plain JSON, spelled out and sealed; `graph/verify/` checks it
without the reasoner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ..corpus import Corpus, Tree
from ..court_time import legal_holidays
from ..dates import Edtf
from ..model import Instrument
from ..reasoning.finding import Hinge
from ..reasoning.reason import Answer
from ..reasoning.rests import guards, reach
from ..text.data import iso, to_dict
from ..verify import AXES, SCHEMA
from .seal import sealed
from .spelled import Spelled, case, content, facts, paper, terms


def bundle(answer: Answer) -> dict[str, Any]:
    """The answer with the records it rests on, as JSON."""
    found = [*records(answer)]
    asked = {AXES[axis]: leaves for axis, _, leaves in _leaves(answer)}
    held = {"searched": iso(answer.channel.checked), "holidays": _holidays(answer, found)}
    return sealed(
        {
            "schema": SCHEMA,
            "question": answer.question.to_dict(),
            "asked": asked | held,
            "answer": to_dict(answer),
            "records": [{"kind": kind, "id": id, "content": said} for kind, id, said in found],
        }
    )


def records(answer: Answer) -> Iterator[Spelled]:
    """Each record that an answer rests on, spelled out: the channel's norms in its order, then all they hang on."""
    corpus, question = answer.corpus, answer.question
    papers = _papers(answer)
    named = {fact.partition("#")[0] for one in papers for under in guards(one) for fact in under}
    whole = [*standing(corpus, [*(one.id for one in papers), *_cases(corpus, papers, answer.cases), *named])]
    norms = {id: said for kind, id, said in whole if kind == "norm"}
    yield from (("norm", one.id, norms[one.id]) for one in answer.channel.speakers if one.id in norms)
    yield from (one for one in whole if one[0] != "norm")
    cited = {id for _, _, said in whole for id in _named(said, "source")}
    yield from (("source", id, content(one)) for id, one in corpus.sources.items() if id in cited)
    yield from terms("agency", corpus.agents, [one for one in (question.bearer, question.recipient) if one])
    for axis, tree, leaves in _leaves(answer):
        yield from terms(axis, tree, leaves)
    hinges = {hinge.fact: hinge for region in answer.regions for hinge in region.finding.hinges_on}
    yield from (("date", id, _date(answer, hinge)) for id, hinge in hinges.items() if id not in corpus.facts)


def standing(corpus: Corpus, ids: Iterable[str]) -> Iterator[Spelled]:
    """The records of some papers, cases and disclosures, as they stand on record; of a disclosure its facts alone."""
    wanted = {*ids}
    for one in corpus.instruments.values():
        yield from paper(corpus, one) if one.id in wanted else ()
    for proceeding in corpus.cases.values():
        yield from case(corpus, proceeding) if proceeding.id in wanted else ()
    for disclosure in corpus.disclosures.values():
        yield from facts(disclosure) if disclosure.id in wanted else ()


def _leaves(answer: Answer) -> Iterator[tuple[str, Tree, list[str]]]:
    """The leaves asked about on each axis."""
    for (axis, tree), mask in zip(answer.corpus.trees.items(), answer.masks, strict=True):
        yield axis, tree, tree.members(mask)


def _papers(answer: Answer) -> list[Instrument]:
    """The papers that ever speak about a cell asked about, and all on which their days depend."""
    corpus, channel = answer.corpus, answer.channel
    over = [
        layer.speaker for layer in channel.layers if all(a & b for a, b in zip(layer.box, answer.masks, strict=True))
    ]
    near = reach(corpus, [channel.speakers[n].instrument.id for n in over])
    return [one for id, one in corpus.instruments.items() if id in near]


def _cases(corpus: Corpus, papers: Iterable[Instrument], ids: Iterable[str]) -> set[str]:
    """Some cases, those in which papers lie, and those whose events, end or contested facts either waits for."""
    todo = [*ids, *(id for one in papers for id in (one.case, *_waits(content(one))))]
    out: set[str] = set()
    while todo:
        id = todo.pop()
        if id in corpus.cases and id not in out:
            out.add(id)
            todo += _waits(content(corpus.cases[id]))
    return out


def _waits(value: Any) -> Iterator[str]:
    """The records that conditions and readings in a part of a record name."""
    named = [*_named(value, "end-of"), *_named(value, "after"), *_named(value, "under")]
    yield from (one.partition("#")[0] for some in named for one in ([some] if isinstance(some, str) else some))


def _named(value: Any, key: str) -> Iterator[Any]:
    """All that stands under a key in a part of a record."""
    if isinstance(value, dict) and key in value:
        yield value[key]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _named(one, key)


def _holidays(answer: Answer, found: Iterable[Spelled]) -> list[str]:
    """The legal holidays of the years in which a period may end that some date waits for; none if none does."""
    awaited = [one for _, _, said in found for one in _named(said, "after") if one]
    said = [Edtf.parse(reading["is"]) for one in awaited for reading in one["readings"]]
    years = {on.year for one in said for on in (one.earliest, one.latest) if on} | {answer.question.on.year}
    days = (on for year in range(min(years), max(years) + 3) for on in legal_holidays(year)) if awaited else ()
    return sorted(on.isoformat() for on in days)


def _date(answer: Answer, hinge: Hinge) -> dict[str, Any]:
    """A date on which the answer hinges: its question, and the day that each reading says."""
    doubt = answer.channel.doubts[hinge.fact]
    readings = [{"says": says, "on": _picked(reading)} for reading, says in doubt.readings]
    return {"question": doubt.question, "readings": readings}


def _picked(reading: str) -> str:
    """The day that a reading of a date in doubt picks, the first or last of the calendar where it has no bound.

    >>> _picked("2031-02 late"), _picked("2031-02 2031-02-11"), _picked("no")
    ('2031-02-28', '2031-02-11', '9999-12-31')
    """
    if reading in ("yes", "no"):
        return (date.min if reading == "yes" else date.max).isoformat()
    text, _, which = reading.rpartition(" ")
    one = Edtf.parse(text or reading)
    first, last = one.earliest or date.min, one.latest or date.max
    return {"early": first.isoformat(), "late": last.isoformat()}.get(which, which) if text else first.isoformat()
