"""What the record models, matter by matter: a page that says how far its answers can be trusted.

A matter is a case, or the papers outside any case about one flow of data.  Each
paper belongs to one matter, so the counts add up.  Nothing here is judged; the
judging is `deep`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from ..corpus import Corpus
from ..courts.cases import papers
from ..dates import Edtf
from ..model import Action, Case, Cite, Fact, Instrument, Norm, Read, SourceTier, When
from ..text.page import Page
from ..text.words import channel_words, counted, listed, long_date, short

COVERAGE_COLUMNS = (
    "id", "title", "papers", "norms", "channels", "first", "last", "checked", *map(str, SourceTier),
    "cites", "unread_share", "open_questions", "contested",
)  # fmt: skip

# So many agencies are named in the title of a matter.
_FEW = 3


@dataclass(frozen=True)
class Coverage:
    """What the record holds of one matter.

    `channels` says in words what its norms are about.  `first` and `last` are
    the first and last day on which something is dated (a filing, a paper, a
    docket line, an event), an imprecise date by its earliest day; `checked` is
    the day up to which all of the matter was searched, None for standing law.
    `sources` counts the different sources by tier, `cites` every mention of
    one, `unread` those of a source the editors have not read.
    """

    id: str
    title: str
    papers: int
    norms: int
    channels: tuple[str, ...]
    first: date | None
    last: date | None
    checked: date | None
    sources: tuple[tuple[SourceTier, int], ...]
    cites: int
    unread: int
    open_questions: tuple[str, ...]
    contested: tuple[str, ...]

    @property
    def unread_share(self) -> float:
        """The part of its cites that point to a source the editors have not read, from 0 to 1."""
        return round(self.unread / self.cites, 2) if self.cites else 0.0


def coverage(corpus: Corpus) -> list[Coverage]:
    """What the record holds of each case, then of the papers outside any case, the largest groups first.

    Papers outside a case are grouped by who gives data and who gets it, agencies
    taken with what they are part of; those that state no norm come last.
    """
    cases = [_case(corpus, case) for case in corpus.cases.values()]
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Instrument]] = {}
    for one in corpus.instruments.values():
        if one.case not in corpus.cases and not one.withdrawn:
            groups.setdefault(_flow(corpus, one), []).append(one)
    outside = [_outside(corpus, givers, takers, some) for (givers, takers), some in groups.items()]
    return [*cases, *sorted(outside, key=lambda one: (not one.norms, -one.papers, one.id))]


def _case(corpus: Corpus, case: Case) -> Coverage:
    mine = [one for one in papers(corpus, case) if not one.withdrawn]
    dated = [case.filed, case.closed, *(event.on for event in case.events)]
    days = [*_days(dated), *(line.on.earliest for line in case.docket if line.on.earliest)]
    checked = corpus.no_later(case.checked.latest) if case.checked.latest else None
    return _matter(corpus, case.id, case.short or case.title, mine, checked, days, case)


def _outside(corpus: Corpus, givers: Sequence[str], takers: Sequence[str], some: Sequence[Instrument]) -> Coverage:
    checked = min((on for one in some if (on := corpus.checked(one))), default=None)
    if not givers and not takers:
        return _matter(corpus, "outside", "Papers outside any case that state no norm", some, checked, ())
    id = f"outside/{'+'.join(givers) or 'use'}/{'+'.join(takers) or 'anyone'}"
    flow = f"{_few(corpus, givers)} → {_few(corpus, takers) or 'anyone'}" if givers else f"{_few(corpus, takers)}, use"
    return _matter(corpus, id, f"Papers outside any case: {flow}", some, checked, ())


def _matter(
    corpus: Corpus, id: str, title: str, some: Sequence[Instrument], checked: date | None, days: Iterable[date],
    case: Case | None = None,
) -> Coverage:  # fmt: skip
    norms = [norm for one in some for norm in _norms(one)]
    cites = [part for record in (case, *some) for part in parts(record) if isinstance(part, Cite)]
    sources = {cite.source: corpus.sources[cite.source] for cite in cites if cite.source in corpus.sources}
    facts = [fact for record in (case, *some) if record for fact in record.contested]
    dated = sorted([*days, *_days(one.start for one in some)])
    return Coverage(
        id=id,
        title=title,
        papers=len(some),
        norms=len(norms),
        channels=tuple(dict.fromkeys(words for norm in norms for words in _channels(corpus, norm))),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        checked=checked,
        sources=tuple((tier, sum(one.tier is tier for one in sources.values())) for tier in SourceTier),
        cites=len(cites),
        unread=sum(sources[cite.source].read is Read.NO for cite in cites if cite.source in sources),
        open_questions=case.open_questions if case else (),
        contested=tuple(fact.question for fact in facts if open_fact(fact)),
    )


def _norms(one: Instrument) -> list[Norm]:
    return [norm for norm in one.norms if not norm.withdrawn]


def _days(dated: Iterable[When | None]) -> list[date]:
    """The earliest day of each date that has one, readings set aside left out."""
    open_ = [r.is_.earliest for when in dated if when for r in when.open]
    return [day for day in open_ if day]


def open_fact(fact: Fact) -> bool:
    """Whether more than one reading of a contested fact is open."""
    return len(fact.open) > 1


def parts(value: Any) -> Iterator[Any]:
    """A record and every dataclass inside it.

    >>> [type(part).__name__ for part in parts(Fact("f", "Which?", ()))]
    ['Fact']
    """
    if isinstance(value, tuple):
        for one in value:
            yield from parts(one)
    elif is_dataclass(value) and not isinstance(value, Edtf):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))


# --- channels and flows in words ------------------------------------------------


def _channels(corpus: Corpus, norm: Norm) -> list[str]:
    return [channel_words(corpus, action, norm.bearer, norm.recipient) for action in norm.action]


def _flow(corpus: Corpus, one: Instrument) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """From whom to whom the data go that a paper speaks of, each by its broadest agency.

    Of a demand, from the one asked to the one who asks; of a use, from nobody
    to the one who uses.  A paper that names both ends is about those: what
    else it says does not make it another matter.
    """
    flows = [
        {Action.USE: ((), norm.bearer), Action.DEMAND: (norm.recipient, norm.bearer)}.get(
            action, (norm.bearer, norm.recipient)
        )
        for norm in _norms(one)
        for action in norm.action
    ]
    both = [flow for flow in flows if all(flow)]
    given = [flow for flow in flows if flow[0]]
    ends = ({corpus.agents.root(id) for flow in both or given or flows for id in flow[end]} for end in (0, 1))
    givers, takers = (tuple(sorted(ids)) for ids in ends)
    return givers, takers


def _few(corpus: Corpus, ids: Sequence[str]) -> str:
    return listed(short(corpus.agents, id) for id in ids) if len(ids) <= _FEW else f"{len(ids)} agencies"


# --- views ----------------------------------------------------------------------


def coverage_rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One row for each matter, in the columns of `COVERAGE_COLUMNS`."""
    for one in coverage(corpus):
        yield {
            "id": one.id,
            "title": one.title,
            "papers": one.papers,
            "norms": one.norms,
            "channels": "; ".join(one.channels),
            "first": one.first,
            "last": one.last,
            "checked": one.checked,
            **{str(tier): count for tier, count in one.sources},
            "cites": one.cites,
            "unread_share": one.unread_share,
            "open_questions": " ".join(one.open_questions),
            "contested": " ".join(one.contested),
        }


def coverage_dict(corpus: Corpus) -> dict[str, Any]:
    """The coverage as JSON."""
    return {
        "schema": 1,
        "matters": [
            {
                "id": one.id,
                "title": one.title,
                "papers": one.papers,
                "norms": one.norms,
                "channels": list(one.channels),
                "first": one.first.isoformat() if one.first else None,
                "last": one.last.isoformat() if one.last else None,
                "checked": one.checked.isoformat() if one.checked else None,
                "sources": {str(tier): count for tier, count in one.sources},
                "cites": one.cites,
                "unread_share": one.unread_share,
                "open_questions": list(one.open_questions),
                "contested": list(one.contested),
            }
            for one in coverage(corpus)
        ],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def coverage_text(corpus: Corpus, width: int = 88, *, colour: bool = False, markdown: bool = False) -> str:
    """The coverage as a page that a reporter reads."""
    page, found = Page(width, colour=colour, markdown=markdown), coverage(corpus)
    page.heading("What the record covers")
    page.gap()
    page.text(
        f"{counted(len(corpus.cases), 'case')}, {counted(sum(one.papers for one in found), 'paper')} and "
        f"{counted(sum(one.norms for one in found), 'norm')} read out of them. Of what is not listed here the record "
        "says nothing, and its silence is no answer."
    )
    for one in found:
        page.gap()
        page.heading(one.title, 3)
        _one_text(page, one)
    page.gap()
    page.foot(corpus)
    return str(page)


def _one_text(page: Page, one: Coverage) -> None:
    page.item("Holds", f"{counted(one.papers, 'paper')}, {counted(one.norms, 'norm')}{_dates(one)}")
    page.item("About", "; ".join(one.channels) or "no norm: by themselves these papers allow and forbid nothing")
    page.item("Checked", f"up to {long_date(one.checked)}" if one.checked else "no search on record; law needs none")
    page.item("Sources", listed(f"{count} {tier}" for tier, count in one.sources if count) or "none")
    if one.unread:
        share = f"{one.unread_share:.0%} of the cites ({one.unread} of {one.cites})"
        page.item("Unread", f"{share} are of sources the editors have not read")
    for label, lines in (("Not known", one.open_questions), ("In dispute", one.contested)):
        if lines:
            page.item(label, lines[0])
        for line in lines[1:]:
            page.sub(line)


def _dates(one: Coverage) -> str:
    if not (one.first and one.last):
        return ""
    if one.first == one.last:
        return f", of {long_date(one.first)}"
    return f", from {long_date(one.first)} to {long_date(one.last)}"
