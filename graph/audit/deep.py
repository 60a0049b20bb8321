"""What an editor should look at in a record that is sound: the record polices itself.

A `Problem` is a mistake of form or reference; a `Concern` is a record that may
be right and yet deserves a second look, on a day that is named.  Norms are
compared on the channels that norms name, in the classes of leaves that a
channel cannot tell apart, so that no state is gone through one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from math import inf, prod
from typing import Any, Literal

from ..analysis.clashes import Clash, asked_of, clashes, days_of, named_channels, reaches_of, words_of
from ..boxes import AXES
from ..corpus import Corpus, Tree
from ..courts.cases import when_text
from ..model import (
    Action,
    Cite,
    Disclosure,
    Instrument,
    Norm,
    Party,
    Product,
    Read,
    Source,
    SourceTier,
    Tier,
    Verb,
    When,
)
from ..reasoning.finding import Reason
from ..reasoning.operative import closing, lifecycles, worlds
from ..reasoning.reason import Grid, channel_of
from ..text.page import Page
from ..text.words import channel_words, counted, listed, long_date
from .coverage import open_fact, parts

Severity = Literal["warning", "note"]

DEEP_COLUMNS = ("code", "severity", "records", "message", "remedy")

# What each code is called on a page, and what to do about it.  `data/README.md` has a paragraph for each.
CODES: dict[str, tuple[str, Severity, str]] = {
    "contradiction": ("Norms that contradict each other", "warning",
        "check both scopes and both sets of days, or state what makes one give way: `yields-to` between laws, "
        "`supersedes` between agency papers"),
    "challenged-without-norm": ("Cases that contest nothing an answer rests on", "warning",
        "enter what the challenged paper permits or forbids as a norm"),
    "silent-paper": ("Papers that say nothing", "warning",
        "enter its norms or effects, or say in its notes why it has none"),
    "unreachable-norm": ("Norms nobody can reach", "warning", "check its scope, exceptions, days and what ends it"),
    "stale": ("Matters not searched lately", "warning", "search its sources again, and move `checked` on"),
    "disclosure-without-norm": ("Disclosures on which no norm ever spoke", "warning",
        "enter the norms that bind the one who disclosed, or check who that was"),
    "weak-decider": ("Answers that rest on one weak source", "warning",
        "find the paper itself, an official statement, or a second source"),
    "unread-decider": ("Answers that rest on sources nobody read", "warning",
        "read one of its sources, and say so under `read`"),
    "deciding-doubt": ("Doubts that turn an answer", "note",
        "find a source that settles it, or reject a reading and say why"),
    "weak-date": ("Dates that rest on news or less", "note", "find the day in the paper itself, or in a docket"),
    "idle-fact": ("Facts of no consequence", "note",
        "let what hangs on it say so by `under`, or leave it as a fact that turns no answer"),
    "uncited-source": ("Sources nothing cites", "note", "cite it where it bears a statement out, or leave it out"),
    "unused-term": ("Terms nothing uses", "note", "use it, or leave it out"),
}  # fmt: skip

# Links that by themselves say nothing: what is enjoined is said by a norm, what is relied on by another paper.
_LINKS = frozenset({Verb.ENJOINS, Verb.IMPLEMENTS, Verb.RELIES_ON})
_STRONG = frozenset({SourceTier.PRIMARY, SourceTier.OFFICIAL})
# So many channels are named in a message.
_FEW = 3


@dataclass(frozen=True)
class Concern:
    """Records that deserve a second look: which, what was seen, what to do about it.

    `records` holds ids, of a record or of a part of one (`path#id`).  A
    `warning` may make an answer wrong; a `note` may be quite in order.
    """

    code: str
    severity: Severity
    records: tuple[str, ...]
    message: str
    remedy: str


def deep(corpus: Corpus, on: date, stale_days: int = 90) -> list[Concern]:
    """Every concern about a record on a day, in the order of `CODES`: warnings first.

    A matter is stale when it was last searched more than `stale_days` before
    the day.  What decides is judged as of the day; contradictions, gaps and
    orphans are those of the whole record.
    """
    grids = named_channels(corpus)
    today = _today(grids, on)
    found = [
        *(_contradiction(corpus, clash) for clash in clashes(grids, on)),
        *_gaps(corpus),
        *_unreachable(corpus),
        *_stale(corpus, on, stale_days),
        *_orphans(corpus),
        *_deciders(corpus, today),
        *_doubts(today),
    ]
    order = list(CODES)
    return sorted(found, key=lambda one: (order.index(one.code), one.records, one.message))


def _concern(code: str, records: Iterable[str], message: str) -> Concern:
    return Concern(code, CODES[code][1], tuple(records), message, CODES[code][2])


def _contradiction(corpus: Corpus, clash: Clash) -> Concern:
    says = f"{_said(corpus, clash.permits)} and {_said(corpus, clash.prohibits)} contradict each other"
    message = f"{says} on {_some(clash.channels)}: {clash.what}"
    return _concern("contradiction", (clash.permits, clash.prohibits), message)


# --- gaps -----------------------------------------------------------------------


def _gaps(corpus: Corpus) -> Iterator[Concern]:
    contested: dict[str, dict[str, None]] = {}
    for target, acting in corpus.effects_on.items():
        for source, effect in acting:
            if effect.verb is Verb.CHALLENGES and source.case in corpus.cases:
                contested.setdefault(source.case, {})[target.partition("#")[0]] = None
    for case, targets in contested.items():
        if not any(_norms(corpus.instruments.get(id)) for id in targets):
            what = listed(_title(corpus, id) for id in targets)
            message = f"{_title(corpus, case)} challenges {what}, of which no norm is entered"
            yield _concern("challenged-without-norm", (case, *targets), message)
    for id, one in corpus.instruments.items():
        acts = any(effect.verb not in _LINKS for effect in one.effects)
        if not (one.tier is Tier.FILING or one.withdrawn or one.norms or acts or one.notes):
            message = f"“{one.title}” has no norm, changes no other paper, and no notes say why"
            yield _concern("silent-paper", (id,), message)
    for id, told in corpus.disclosures.items():
        if told.bearer and not any(channel_of(corpus, *ends).speakers for ends in _ends(told)):
            ends = channel_words(corpus, told.action, told.bearer, told.recipient)
            yield _concern("disclosure-without-norm", (id,), f"“{told.title}”: no norm on record ever spoke of {ends}")


def _norms(one: Instrument | None) -> list[Norm]:
    return [norm for norm in one.norms if not norm.withdrawn] if one and not one.withdrawn else []


def _ends(told: Disclosure) -> Iterator[tuple[Action, str, str | None]]:
    whom = told.recipient if told.action is not Action.USE else ()
    return ((told.action, bearer, recipient) for bearer in told.bearer for recipient in whom or (None,))


def _unreachable(corpus: Corpus) -> Iterator[Concern]:
    """Norms that under no reading and on no day cover any cell."""
    lives = lifecycles(corpus)
    for one, norm in corpus.norms():
        id = f"{one.id}#{norm.id}"
        if not any(lives.norm(one, norm, world) for world in worlds(lives.norm_doubts(one, norm))):
            yield _concern("unreachable-norm", (id,), f"{_said(corpus, id)} is operative on no day, under no reading")
        elif not _reached(corpus, id, norm):
            why = "its exceptions, its origins or what it hangs on leave nothing of its scope"
            yield _concern("unreachable-norm", (id,), f"{_said(corpus, id)} covers no cell: {why}")


def _reached(corpus: Corpus, id: str, norm: Norm) -> bool:
    action = norm.action[0]
    grid = channel_of(
        corpus, action, norm.bearer[0], norm.recipient[0] if norm.recipient and action is not Action.USE else None
    )
    n = next(n for n, speaker in enumerate(grid.speakers) if speaker.id == id)
    around, mine = reaches_of(grid)[n]
    every = dict.fromkeys(over & mine for _, over in grid.cells(around))
    return any(spans for layers in every for _, spans in days_of(grid, layers))


# --- stale matters and orphans ----------------------------------------------------


def _stale(corpus: Corpus, on: date, stale_days: int) -> Iterator[Concern]:
    """Cases and papers last searched too long ago, but for those that had ended by then."""
    lives = lifecycles(corpus)
    for id, case in corpus.cases.items():
        at = closing(id)
        closed = max(
            lives.ordinal(case.closed, at, w, default=inf) for w in worlds(lives.day_doubts(case.closed, at, ""))
        )
        message = _age(corpus, _title(corpus, id), case.checked.latest, closed, on, stale_days)
        if message:
            yield _concern("stale", (id,), message)
    for id, one in corpus.instruments.items():
        if one.checked and not one.withdrawn:
            spans = [span for world in worlds(lives.doubts(id)) for span in lives.operative(id, world)]
            ended = max((end for _, end in spans), default=-inf)
            message = _age(corpus, f"“{one.title}”", one.checked.latest, ended, on, stale_days)
            if message:
                yield _concern("stale", (id,), message)


def _age(corpus: Corpus, what: str, checked: date | None, ended: float, on: date, stale_days: int) -> str:
    if not checked:
        return f"{what}: no day says when it was last searched"
    checked = corpus.no_later(checked)
    days = (on - checked).days
    if days <= stale_days or ended <= checked.toordinal():
        return ""
    return f"{what} was last searched on {long_date(checked)}, {days} days before"


def _orphans(corpus: Corpus) -> Iterator[Concern]:
    records = (*corpus.cases.values(), *corpus.instruments.values(), *corpus.disclosures.values())
    every = [part for record in records for part in parts(record)]
    cited = {part.source for part in every if isinstance(part, Cite)}
    for id, source in corpus.sources.items():
        if id not in cited:
            yield _concern("uncited-source", (id,), f"nothing cites “{source.title}” ({source.publisher})")
    named = _named(corpus, every)
    agencies = {id: term for id, term in corpus.agents.terms.items() if id in corpus.agencies}
    for tree, terms in [(corpus.agents, agencies), *((tree, tree.terms) for tree in corpus.trees.values())]:
        for id in terms:
            if not tree.narrower[id] and not named[tree.name] & set(_above(corpus, tree, id)):
                message = f"no record names {id!r} ({tree.label(id)}), nor anything broader"
                yield _concern("unused-term", (id,), message)
    hung = {fact for part in every for fact in getattr(part, "under", ())}
    for id, fact in corpus.facts.items():
        if id not in hung and open_fact(fact):
            yield _concern(
                "idle-fact", (id,), f"{fact.question} More than one reading is open, and nothing hangs on it"
            )


def _above(corpus: Corpus, tree: Tree, id: str) -> tuple[str, ...]:
    return corpus.agents.lineage(id) if id in corpus.places else tree.lineage(id)


def _named(corpus: Corpus, every: Iterable[Any]) -> Mapping[str, set[str]]:
    """The terms that records name on each axis; a place is named as an origin or as an agency."""
    out: dict[str, set[str]] = {axis: set() for axis in (*AXES, "agency")}
    for term in corpus.agencies.values():
        out["object"].update(term.holds)
    for part in every:
        if isinstance(part, Product):
            for axis in AXES:
                out[axis].update(getattr(part, axis))
        elif isinstance(part, Norm | Disclosure):
            out["agency"].update(part.bearer, part.recipient)
        elif isinstance(part, Party):
            out["agency"].update(part.agent)
        elif isinstance(part, Instrument):
            out["agency"].add(part.issuer)
    out["origin"] |= out["agency"]
    return out


# --- what decides on the day -------------------------------------------------------


@dataclass(frozen=True)
class _Today:
    """What the answers of a day rest on, on which channels, and what turns them.

    `turned` counts, for each doubt that turns a verdict, the cells on each
    channel.
    """

    reasons: dict[str, Reason] = field(default_factory=dict)
    channels: dict[str, dict[str, None]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    turned: dict[str, Counter[str]] = field(default_factory=dict)


def _today(grids: Iterable[Grid], on: date) -> _Today:
    out = _Today()
    for grid in grids:
        s, where = grid.segment(on), words_of(grid)
        for box, over in grid.cells(asked_of(grid)):
            found = grid.finding(s, over)
            for reason in found.because:
                if reason.role != "relied on":
                    out.reasons.setdefault(reason.id, reason)
                    out.channels.setdefault(reason.id, {})[where] = None
            for hinge in found.hinges_on:
                out.questions[hinge.fact] = hinge.question
                out.turned.setdefault(hinge.fact, Counter())[where] += prod(mask.bit_count() for mask in box)
    return out


def _deciders(corpus: Corpus, today: _Today) -> Iterator[Concern]:
    """Norms that decide a cell on the day and rest on little, and dates of their papers that do."""
    papers: dict[str, Instrument] = {}
    for id, reason in today.reasons.items():
        papers[reason.instrument.id] = reason.instrument
        if reason.role != "decides":
            continue
        sources = _sources(corpus, reason.cites)
        said = f"{_said(corpus, id)} decides on {_some(today.channels[id])}"
        if len(sources) < 2 and not any(one.tier in _STRONG for one in sources.values()):
            what = listed(f"“{one.title}” ({one.publisher}, {one.tier})" for one in sources.values())
            yield _concern("weak-decider", (id, *sources), f"{said} and rests on {what or 'no source'} alone")
        if sources and all(one.read is Read.NO for one in sources.values()):
            message = f"{said} and rests on {counted(len(sources), 'source')} the editors have not read"
            yield _concern("unread-decider", (id, *sources), message)
    for id, one in papers.items():
        for what, when in (("begins", one.start), ("ends", one.end)):
            cites = _of_date(one, when) if when and one.tier in (Tier.RULING, Tier.AGENCY) else ()
            tiers = {source.tier for source in _sources(corpus, cites).values()}
            if when and tiers and not tiers & _STRONG:
                weak = listed(tier for tier in SourceTier if tier in tiers)
                message = f"that “{one.title}” {what} {when_text(when)} rests on {weak} sources only"
                yield _concern("weak-date", (id,), message)


def _of_date(one: Instrument, when: When) -> tuple[Cite, ...]:
    """The cites of a date and its open readings, or else those of the paper."""
    own = [cite for reading in when.open for cite in reading.cites]
    return (*when.cites, *own) or one.cites


def _sources(corpus: Corpus, cites: Iterable[Cite]) -> dict[str, Source]:
    return {cite.source: corpus.sources[cite.source] for cite in cites if cite.source in corpus.sources}


def _doubts(today: _Today) -> Iterator[Concern]:
    for fact, cells in today.turned.items():
        where = _some(f"{channel} ({count:,})" for channel, count in cells.most_common())
        message = f"{today.questions[fact]} It turns {counted(cells.total(), 'cell')}: {where}"
        yield _concern("deciding-doubt", (fact,), message)


# --- words and views ----------------------------------------------------------------


def _said(corpus: Corpus, id: str) -> str:
    paper, _, norm = id.partition("#")
    one = corpus.instruments[paper]
    return f"“{next(n.says for n in one.norms if n.id == norm).rstrip('.')}” ({one.title})"


def _title(corpus: Corpus, id: str) -> str:
    if id in corpus.cases:
        return corpus.cases[id].short or corpus.cases[id].title
    return f"“{corpus.instruments[id].title}”" if id in corpus.instruments else id


def _some(items: Iterable[str]) -> str:
    """The first few of some items, and how many more there are."""
    many = list(items)
    more = len(many) - _FEW
    return listed([*many[:_FEW], f"{more} more"] if more > 0 else many)


def deep_rows(corpus: Corpus, on: date, stale_days: int = 90) -> Iterator[dict[str, Any]]:
    """One row for each concern, in the columns of `DEEP_COLUMNS`."""
    for one in deep(corpus, on, stale_days):
        yield asdict(one) | {"records": " ".join(one.records)}


def deep_dict(corpus: Corpus, on: date, stale_days: int = 90) -> dict[str, Any]:
    """The concerns as JSON, with how many of each severity there are."""
    found = deep(corpus, on, stale_days)
    return {
        "schema": 1,
        "on": on.isoformat(),
        "stale_days": stale_days,
        "warnings": sum(one.severity == "warning" for one in found),
        "notes": sum(one.severity == "note" for one in found),
        "concerns": [asdict(one) | {"records": list(one.records)} for one in found],
        "corpus": {"version": corpus.version, "digest": corpus.digest},
    }


def deep_text(
    corpus: Corpus, on: date, stale_days: int = 90, width: int = 88, *, colour: bool = False, markdown: bool = False
) -> str:
    """The concerns as a page: each kind with its remedy, and a line for each concern."""
    page, found = Page(width, colour=colour, markdown=markdown), deep(corpus, on, stale_days)
    counts = Counter(one.severity for one in found)
    how_many = f"{counted(counts['warning'], 'warning')}, {counted(counts['note'], 'note')}"
    page.heading(f"What to look at in the record on {long_date(on)}: {how_many}")
    for code, (title, severity, remedy) in CODES.items():
        mine = [one for one in found if one.code == code]
        if mine:
            page.gap()
            page.heading(f"{title} ({counted(len(mine), severity)}) [{code}]", 3)
            page.text(f"{remedy[:1].upper()}{remedy[1:]}.", indent=2)
        for one in mine:
            line = f"{one.message[:1].upper()}{one.message[1:]} [{one.records[0]}]"
            page.text(f"- {line}" if markdown else line, indent=2, hanging=2)
    page.gap()
    page.foot(corpus)
    return str(page)
