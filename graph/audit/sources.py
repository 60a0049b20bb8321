"""The registry of sources: what rests on each, what would fall without it, and whether kept copies are whole.

A *statement* is a part of the record that cites a source: a paper, a norm, an
effect, a party, a reading, a docket line.  It falls with a source if that is the
only one it cites; what lies inside it, and cites nothing better, falls with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from difflib import get_close_matches
from math import inf, prod
from typing import Any

from ..analysis.differ import Asked, Difference, channels, compare
from ..boxes import merged
from ..corpus import Corpus, once
from ..courts.cases import when_text
from ..dates import Edtf, Interval, day, span, union
from ..errors import NotFound
from ..model import (
    Action,
    Case,
    Cite,
    DateReading,
    Disclosure,
    DocketEntry,
    Effect,
    Event,
    Fact,
    Holding,
    Instrument,
    Judge,
    Norm,
    Party,
    Reading,
    Related,
    Source,
    When,
    key,
)
from ..text.words import counted, listed, short, span_words


@dataclass(frozen=True)
class Statement:
    """A part of the record with the sources it cites.

    `id` is the record's path, and after a `#` the part of it.  `inside` holds
    the ids of the statements it is part of, the record's own first.  `computed`
    is no where it is only told, as the docket, what was done, and what the
    editors set aside: no answer changes without it.
    """

    id: str
    kind: str
    says: str
    cites: tuple[Cite, ...]
    inside: tuple[str, ...] = ()
    computed: bool = True

    @property
    def record(self) -> str:
        """The record it stands in."""
        return self.id.partition("#")[0]

    def alone_on(self, source: str) -> bool:
        """Whether it cites this source and no other."""
        return {cite.source for cite in self.cites} == {source}


@dataclass(frozen=True)
class Fall:
    """What would fall if a source fell.

    `statements` are left with no other source; `with_them` lie inside one of
    these, on sources of their own or on none.  `differences` are the answers
    that change.
    """

    source: str
    statements: tuple[Statement, ...]
    with_them: tuple[Statement, ...]
    differences: tuple[Difference, ...]


# --- what rests on what ---------------------------------------------------------


def rests_on(corpus: Corpus) -> dict[str, list[Statement]]:
    """The statements that cite each source, an empty list where none does; those withdrawn by the editors left out."""
    out: dict[str, list[Statement]] = {id: [] for id in corpus.sources}
    for one in statements(corpus):
        for source in dict.fromkeys(cite.source for cite in one.cites):
            out.setdefault(source, []).append(one)
    return out


@once
def statements(corpus: Corpus) -> list[Statement]:
    """Every statement of the record, with and without cites of its own."""
    return [
        one
        for records in (corpus.cases, corpus.instruments, corpus.disclosures)
        for id, record in records.items()
        for one in _statements(id, record, id, "", ())
    ]


def _statements(record: str, value: Any, where: str, name: str, inside: tuple[str, ...]) -> Iterator[Statement]:
    """The statement that a part of a record makes, and those inside it; `name` is the key under which it stands."""
    if isinstance(value, tuple):
        for one in value:
            yield from _statements(record, one, where, name, inside)
    elif is_dataclass(value) and not isinstance(value, Edtf | Cite) and not getattr(value, "withdrawn", None):
        if hasattr(value, "cites"):
            id, kind, says = _told(record, value, where, name)
            told = kind == "docket line" or record.startswith("disclosures/") or bool(getattr(value, "rejected", ""))
            yield Statement(id, kind, says, value.cites, inside, not told)
            where, inside = id, (*inside, id)
        elif isinstance(value, Fact):
            where = f"{record}#{value.id}"
        for one in fields(value):
            yield from _statements(record, getattr(value, one.name), where, key(one.name), inside)


def _told(record: str, value: Any, where: str, name: str) -> tuple[str, str, str]:
    """The id of a statement, its kind, and what it says in a few words."""
    match value:
        case Case() | Instrument() | Disclosure():
            return record, type(value).__name__.lower(), value.title
        case Norm():
            return f"{record}#{value.id}", "norm", value.says
        case Effect():
            return f"{record}#{value.verb} {value.target}", "effect", f"{value.verb} {value.target}"
        case Party():
            who = ", ".join(value.agent) or value.name
            return f"{record}#{value.role} {who}", "party", f"{value.role}: {who}"
        case Related():
            return f"{record}#related {value.case}", "related case", f"{value.how} to {value.case}"
        case Judge():
            return f"{record}#judge {value.name}", "judge", value.name
        case Event():
            return f"{record}#{value.id}", "event", value.what
        case DocketEntry():
            return f"{record}#docket {value.on} {value.entry_number}".rstrip(), "docket line", value.what
        case Reading():
            return f"{where} {value.id}", "reading", f"{value.says}{_aside(value)}"
        case When():
            return f"{where}{' ' if '#' in where else '#'}{name}", "date", f"{name} {when_text(value)}"
        case DateReading():
            return f"{where} {value.is_}", "date reading", f"{value.is_}{_aside(value)}"
        case Holding():
            return f"{record}#said-later {value.by}", "holding", value.says
    return f"{where}#{name}", name, name


def _aside(reading: Reading | DateReading) -> str:
    return " (set aside by the editors)" if reading.rejected else ""


# --- what would fall ------------------------------------------------------------


def falls_without(corpus: Corpus, source: str) -> Fall:
    """What would fall if a source fell: the statements that cite no other, and the answers that change.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    source_of(corpus, source)
    bare = [one for one in statements(corpus) if one.alone_on(source)]
    fallen = {one.id for one in bare}
    within = [one for one in statements(corpus) if fallen & set(one.inside) and not one.alone_on(source)]
    computed = any(one.computed for one in (*bare, *within))
    rest = without_source(corpus, source) if computed else corpus
    differences = compare(corpus, rest, _spoken_of(corpus, rest)) if computed else []
    return Fall(source, tuple(bare), tuple(within), tuple(differences))


def _spoken_of(corpus: Corpus, rest: Corpus) -> set[Asked]:
    """The channels about which norms speak that the rest of a corpus does not have, or has otherwise."""
    ids = _touched(corpus, rest)
    norms = [norm for one, norm in corpus.norms() if one.id in ids]
    lineage = corpus.agents.lineage

    def speaks(norm: Norm, action: Action, bearer: str, recipient: str | None) -> bool:
        meant = not norm.recipient or recipient is None or set(lineage(recipient)) & set(norm.recipient)
        return action in norm.action and bool(meant and set(lineage(bearer)) & set(norm.bearer))

    return {asked for asked in channels(corpus) if any(speaks(norm, *asked) for norm in norms)}


def _touched(corpus: Corpus, rest: Corpus) -> set[str]:
    """The cases and instruments that are not the same in the rest of a corpus, or depend on one that is not.

    An instrument depends on its case, on what acts on it, and on the records whose events and facts it names.
    """
    changed = {id for id, one in corpus.instruments.items() if rest.instruments.get(id) != one}
    changed |= {id for id, one in corpus.cases.items() if rest.cases.get(id) != one}
    out: set[str] = set()
    while changed - out:
        out |= changed
        changed = {id for id, one in corpus.instruments.items() if out & _depends_on(corpus, one)}
    return out


def _depends_on(corpus: Corpus, one: Instrument) -> set[str]:
    targets = (one.id, *(f"{one.id}#{norm.id}" for norm in one.norms))
    return {one.case, *_named(one), *(by.id for target in targets for by, _ in corpus.effects_on.get(target, ()))}


def _named(value: Any) -> set[str]:
    """The records whose events or facts a part of a record waits for or hangs on."""
    if isinstance(value, tuple):
        return set().union(*map(_named, value))
    if not is_dataclass(value) or isinstance(value, Edtf):
        return set()
    named = [*getattr(value, "under", ()), getattr(value, "after", ""), getattr(value, "end_of", "")]
    return {id.partition("#")[0] for id in named if id}.union(*(_named(getattr(value, f.name)) for f in fields(value)))


def without_source(corpus: Corpus, source: str) -> Corpus:
    """The corpus as it would be if a source had never been published, and so nobody could know what it alone says."""
    never, always = Edtf.parse("unknown"), Edtf.parse("..")
    published = {id: replace(one, published=never if id == source else always) for id, one in corpus.sources.items()}
    known = replace(corpus, sources=published).as_known(date.max)
    return replace(known, sources=corpus.sources, known=corpus.known)


def source_of(corpus: Corpus, id: str) -> Source:
    """The source of an id.

    Raises:
        NotFound: if there is none; `near` holds the closest three.
    """
    if id not in corpus.sources:
        raise NotFound("source", id, tuple(get_close_matches(id, list(corpus.sources), n=3, cutoff=0.0)))
    return corpus.sources[id]


def change_words(corpus: Corpus, differences: Sequence[Difference]) -> str:
    """The answers that change, counted in words: channels, cells and days."""
    if not differences:
        return "No answer would change."
    changed: dict[tuple[str, ...], list[Difference]] = {}
    for one in differences:
        changed.setdefault(_channel(corpus, one), []).append(one)
    boxes = [merged([box for one in some for box in one.boxes]) for some in changed.values()]
    cells = sum(prod(mask.bit_count() for mask in box) for some in boxes for box in some)
    named = "; ".join(" ".join(channel) for channel in sorted(changed))
    return (
        f"The answer would change in {counted(len(changed), 'channel')} ({named}), for {counted(cells, 'cell')}, "
        f"{_days(Interval(one.start, one.end) for one in differences)}."
    )


def _channel(corpus: Corpus, one: Difference) -> tuple[str, ...]:
    channel, tree = one.channel, corpus.agents
    whom = (f"→ {short(tree, channel.recipient)}",) if channel.recipient else ()
    return (short(tree, channel.bearer), *whom, str(channel.action).replace("-", " "))


def _days(intervals: Iterable[Interval]) -> str:
    """Runs of days in words, with how many days they are where that is known."""
    spans = union(map(span, intervals))
    words = listed(span_words(day(start), day(end)) for start, end in spans)
    total = sum(end - start for start, end in spans)
    return words if total == inf else f"on {counted(int(total), 'day')} ({words})"
