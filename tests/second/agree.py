"""Five ways to the same verdicts, and where they part: engine, SPARQL, answer-set rules, SQL, brute force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from graph.corpus import Corpus
from graph.model import Term
from tests import oracle
from tests.worlds import CHANNELS, Story, stories

from .faces import Channel, Verdicts, by_engine, by_sparql
from .facts import NEVER, Cell, Facts, Refused, channels, facts
from .opinion import by_rules, by_sql, worlds
from .thin import cut, thinned

DAY = timedelta(1)
# Days asked of one story: more show little more, and each costs five answers.
MOST_DAYS = 14
# SQL and brute force are asked about so many days of a piece of a record at a time: the fewer, the fewer worlds.
DAYS_AT_ONCE = 6


@dataclass
class Tally:
    """What was compared: worlds or channels, fields (a class of cells on a day), what was skipped, what differed."""

    worlds: int = 0
    verdicts: Counter = field(default_factory=Counter)
    asked: Counter = field(default_factory=Counter)
    skipped: Counter = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def compare(self, opinions: dict[str, Verdicts], expected: Verdicts, where: str) -> None:
        """Hold opinions against what the answer-set rules say, on the same fields, and tell each that differs."""
        for name, found in opinions.items():
            self.asked[name] += len(expected)
            for at in expected:
                if found.get(at) != expected[at]:
                    self.differing.append(
                        f"{name} on {at[0]}, class {at[1]}: {found.get(at)}, rules {expected[at]}; {where}"
                    )

    def __str__(self) -> str:
        parts = [f"{self.worlds:,} compared", "fields " + told(self.asked), "verdicts " + told(self.verdicts)]
        return "; ".join([*parts, "skipped " + (told(self.skipped) or "none"), f"{len(self.differing)} differ"])


def told(counter: Counter) -> str:
    """Counts in words, the largest first."""
    return ", ".join(f"{name} {count:,}" for name, count in counter.most_common())


def stories_agree(tally: Tally, count: int, start: int) -> None:
    """Ask all five about so many random stories, the same ones for the same start."""

    @seed(start)
    @settings(
        phases=[Phase.generate],
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(stories(widest=4, twice=True), stories(doubts=2, widest=4, twice=True, plain=True)), CHANNELS)
    def check(story: Story, channel) -> None:
        story_agrees(tally, story, channel)

    check()


def story_agrees(tally: Tally, story: Story, channel: Channel) -> None:
    """Ask all five about a story on the days around those on which something may happen."""
    corpus, days = story.corpus, days_to_ask(story, channel)
    tally.worlds += 1
    try:
        told = facts(corpus, *channel, days)
        expected = by_rules(told)
        opinions = {"sql": by_sql(told)}
    except Refused as why:
        tally.skipped[str(why)] += 1
        return
    opinions["engine"] = by_engine(corpus, channel, days, told)
    opinions["sparql"] = by_sparql(corpus, channel, days, told.cells)
    opinions["brute force"] = by_brute_force(corpus, channel, days, story.calendar, told)
    tally.verdicts.update(expected.values())
    tally.compare(opinions, expected, f"{channel}\n{story!r}")


def by_brute_force(
    corpus: Corpus, channel: Channel, days: Sequence[date], calendar: Sequence[date], told: Facts
) -> Verdicts:
    """As `oracle.py` finds it, day by day in every world."""
    found = oracle.verdicts(corpus, *channel, calendar, days)
    return {(on, n): str(found[on, cell]) for on in days for n, cell in enumerate(told.cells)}


# --- a whole record ---------------------------------------------------------------


def record_agrees(tally: Tally, corpus: Corpus, otherwise: date, *, sparql: bool = True, most: int = 0) -> None:
    """Ask about every channel and class of cells of a record, on every day of change, the day before and the day after.

    Where no date bears on a channel, it is asked about one day.  SQL and brute force are asked where there are no more
    than so many worlds to go through.
    """
    for channel in channels(corpus):
        channel_agrees(tally, corpus, channel, otherwise, sparql=sparql, most=most)


def channel_agrees(tally: Tally, corpus: Corpus, channel: Channel, otherwise: date, *, sparql: bool, most: int) -> None:
    """Ask about one channel of a record."""
    turning = change_days(facts(corpus, *channel, [otherwise])) or {otherwise}
    days = sorted({on + n * DAY for on in turning for n in (-1, 0, 1)})
    told = facts(corpus, *channel, days)
    expected = by_rules(told)
    opinions = {"engine": by_engine(corpus, channel, days, told)}
    if sparql:
        opinions["sparql"] = by_sparql(corpus, channel, days, told.cells)
    tally.worlds += 1
    tally.verdicts.update(expected.values())
    tally.compare(opinions, expected, str(channel))
    if most:
        world_by_world(tally, corpus, channel, told, expected, most)


def world_by_world(tally: Tally, corpus: Corpus, channel: Channel, told: Facts, expected: Verdicts, most: int) -> None:
    """Ask SQL and brute force about each set of cells that the same norms are about, a few days at a time."""
    days = sorted({on for on, _ in expected})
    # A place that acts is one of the states, also where its leaf is cut away.
    places = {id: Term(id, broader="states") for id in channel[1:] if id and id not in corpus.agencies}
    corpus = replace(corpus, agencies={**corpus.agencies, **places})
    alike: dict[frozenset[str], list[int]] = {}
    for n in range(len(told.cells)):
        alike.setdefault(told.norms_over(n), []).append(n)
    for norms, classes in alike.items():
        cells = [told.cells[n] for n in classes]
        for first in range(0, len(days), DAYS_AT_ONCE):
            some = days[first : first + DAYS_AT_ONCE]
            small = thinned(cut(corpus, set(norms), cells), some)
            piece = facts(small, *channel, some)
            at = {(on, n): expected[on, n] for on in some for n in classes}
            if worlds(piece) > most:
                tally.skipped[f"fields in more than {most:,} worlds, for SQL and brute force"] += len(at)
                continue
            for name, ask in (("sql", cell_by_cell), ("brute force", day_by_day)):
                found = ask(small, channel, some, piece)
                tally.compare({name: {(on, n): found[on, told.cells[n]] for on, n in at}}, at, str(channel))


def cell_by_cell(corpus: Corpus, channel: Channel, days: Sequence[date], piece: Facts) -> dict[tuple[date, Cell], str]:
    """As `asof.sql` finds it, told of every cell of a piece of a record."""
    told = by_sql(piece)
    return {
        (on, cell): told[on, n]
        for on in days
        for cell in product(*piece.over)
        for n in piece.classes_of([[leaf] for leaf in cell])
    }


def day_by_day(corpus: Corpus, channel: Channel, days: Sequence[date], piece: Facts) -> dict[tuple[date, Cell], str]:
    """As `oracle.py` finds it, on a calendar of the days that matter, after one that stands for all before."""
    points = sorted({date.fromordinal(day) for day, _ in piece.rows["point"] if day} | set(days))
    found = oracle.verdicts(corpus, *channel, [points[0] - DAY, *points], days)
    return {at: str(verdict) for at, verdict in found.items()}


# --- days -----------------------------------------------------------------------


def days_to_ask(story: Story, channel: Channel) -> list[date]:
    """Up to `MOST_DAYS` of the days around those on which something may happen, spread over them."""
    turning = change_days(facts(story.corpus, *channel, story.asked))
    near = [on for on in story.asked if any(on + n * DAY in turning for n in (-1, 0, 1))] or story.asked[:1]
    step = -(-len(near) // MOST_DAYS)
    return near[::step]


def change_days(told: Facts) -> set[date]:
    """The days on which something may come, go or be met: the bounds of every date."""
    bounds: dict[str, list[int]] = {}
    for date_, day in told.rows["option"]:
        bounds.setdefault(date_, []).append(day)
    days = {end for some in bounds.values() for end in (min(some), max(some))}
    days |= {met for _, day, met in told.rows["met"] if day in days}
    days |= {row[3] for row in told.rows["group_lies"]}
    return {date.fromordinal(day) for day in days if 0 < day < NEVER}
