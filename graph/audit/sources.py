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

from ..analysis.differ import Asked, Difference, channels, compare, to_dict
from ..boxes import merged
from ..corpus import Corpus
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
    Read,
    Reading,
    Related,
    Source,
    When,
    key,
)
from ..text.page import Page
from ..text.words import listed, short, span_words

SOURCE_COLUMNS = (
    "id", "title", "publisher", "published", "tier", "read", "url", "digest", "statements", "alone", "records",
)  # fmt: skip
STATEMENT_COLUMNS = ("id", "kind", "says", "pin", "words", "falls")


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


def statements(corpus: Corpus) -> list[Statement]:
    """Every statement of the record, with and without cites of its own; made once a corpus."""
    made: list[Statement] = corpus.memo.setdefault("statements", [])
    if not made:
        for records in (corpus.cases, corpus.instruments, corpus.disclosures):
            for id, record in records.items():
                made += _statements(id, record, id, "", ())
    return made


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
        f"The answer would change in {_many(len(changed), 'channel')} ({named}), for {_many(cells, 'cell')}, "
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
    return words if total == inf else f"on {_many(int(total), 'day')} ({words})"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


# --- text -----------------------------------------------------------------------


def sources_text(
    corpus: Corpus, source: str | None = None, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The sources as a page, those on which most rests first; or one of them, with what would fall without it.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    page = Page(width, colour=colour, markdown=markdown)
    if source is not None:
        _in_detail(page, corpus, source)
    else:
        for id, resting in ranked(corpus):
            _head(page, corpus, id)
            page.item("Bears", _bears(id, resting))
            page.gap()
    page.foot(corpus)
    return str(page)


def ranked(corpus: Corpus) -> list[tuple[str, list[Statement]]]:
    """The sources with the statements that rest on each, those with most first."""
    return sorted(rests_on(corpus).items(), key=lambda one: (-len(one[1]), one[0]))


def _head(page: Page, corpus: Corpus, id: str) -> None:
    source = corpus.sources[id]
    page.heading(f"{id} · {source.title}", 3)
    page.item("By", f"{source.publisher}, {_published(source)} [{source.tier}; {_READ[source.read]}]")
    page.item("At", page.link("", source.url).strip() if source.url else "no address")


_READ = {Read.WHOLE: "read", Read.PART: "read in part", Read.NO: "not read"}


def _published(source: Source) -> str:
    return {"..": "standing law", "unknown": "on a day not known"}.get(source.published.text, str(source.published))


def _bears(id: str, resting: Sequence[Statement]) -> str:
    """How much rests on a source, in words."""
    if not resting:
        return "nothing"
    records = len({one.record for one in resting})
    alone = sum(one.alone_on(id) for one in resting)
    only = f", {alone:,} of them on nothing else" if alone else ""
    return f"{_many(len(resting), 'statement')} in {_many(records, 'record')}{only}"


def _in_detail(page: Page, corpus: Corpus, id: str) -> None:
    source, resting = source_of(corpus, id), rests_on(corpus)[id]
    _head(page, corpus, id)
    for copy in source.copies:
        page.item("Copy", page.link("", copy).strip())
    if source.digest:
        page.item("Digest", source.digest)
    if source.note:
        page.item("Note", source.note)
    page.item("Bears", _bears(id, resting))
    for one in resting:
        cite = _cite(one, id)
        pin, words = f", {cite.pin}" if cite.pin else "", f" “{cite.words}”" if cite.words else ""
        only = " — on nothing else" if one.alone_on(id) else ""
        page.sub(f"{one.kind}: {one.says.rstrip('.')} [{one.id}{pin}]{words}{only}")
    fall = falls_without(corpus, id)
    page.gap()
    page.text(f"If it fell, {_fallen(fall)} {change_words(corpus, fall.differences)}")


def _fallen(fall: Fall) -> str:
    if not fall.statements:
        return "nothing would be left without a source."
    also = f", and {len(fall.with_them):,} inside them would fall too" if fall.with_them else ""
    return f"{_many(len(fall.statements), 'statement')} would be left without a source{also}."


def _cite(one: Statement, source: str) -> Cite:
    """The first cite of a source in a statement."""
    return next(cite for cite in one.cites if cite.source == source)


# --- JSON and rows ----------------------------------------------------------------


def sources_dict(corpus: Corpus, source: str | None = None) -> dict[str, Any]:
    """The sources as JSON; or one of them, with what rests on it and what would fall without it.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    corpus_ = {"version": corpus.version, "digest": corpus.digest}
    if source is None:
        return {"schema": 1, "sources": list(sources_rows(corpus)), "corpus": corpus_}
    fall = falls_without(corpus, source)
    return {
        "schema": 1,
        **_row(corpus, source, rests_on(corpus)[source]),
        "copies": list(corpus.sources[source].copies),
        "note": corpus.sources[source].note,
        "bears": list(statement_rows(corpus, source)),
        "falls_without": {
            "statements": [one.id for one in fall.statements],
            "with_them": [one.id for one in fall.with_them],
            "answers": change_words(corpus, fall.differences),
            "differences": to_dict(corpus, corpus, fall.differences)["differences"],
        },
        "corpus": corpus_,
    }


def sources_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each source, in the columns of `SOURCE_COLUMNS`, those on which most rests first."""
    return (_row(corpus, id, resting) for id, resting in ranked(corpus))


def _row(corpus: Corpus, id: str, resting: Sequence[Statement]) -> dict[str, Any]:
    source = corpus.sources[id]
    return {
        "id": id,
        "title": source.title,
        "publisher": source.publisher,
        "published": str(source.published),
        "tier": str(source.tier),
        "read": str(source.read),
        "url": source.url,
        "digest": source.digest,
        "statements": len(resting),
        "alone": sum(one.alone_on(id) for one in resting),
        "records": len({one.record for one in resting}),
    }


def statement_rows(corpus: Corpus, source: str) -> Iterator[dict[str, Any]]:
    """One row for each statement that cites a source, in the columns of `STATEMENT_COLUMNS`.

    Raises:
        NotFound: if there is no such source; `near` holds the closest three.
    """
    source_of(corpus, source)
    for one in rests_on(corpus)[source]:
        cite = _cite(one, source)
        yield {
            "id": one.id,
            "kind": one.kind,
            "says": one.says,
            "pin": cite.pin,
            "words": cite.words,
            "falls": one.alone_on(source),
        }
