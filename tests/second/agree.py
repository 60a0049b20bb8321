"""Five ways to the same verdicts, and where they part: engine, SPARQL, answer-set rules, SQL, brute force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from graph.corpus import Corpus
from tests import oracle
from tests.worlds import CHANNELS, Story, stories

from .faces import Channel, Verdicts, by_engine, by_sparql
from .facts import NEVER, Facts, Refused, channels, facts
from .opinion import by_rules, by_sql
from .piecewise import OPINIONS, Piecewise

DAY = timedelta(1)
# Days asked of one story: more show little more, and each costs five answers.
MOST_DAYS = 14


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
    """Ask about every channel and class of cells of a record, on every day of change, the one before and the one after.

    Where no date bears on a channel, it is asked about one day.  SQL and brute
    force are asked, if at all, where no piece of what bears on a cell may be in
    more than `most` ways.
    """
    kept: dict = {}
    for channel in channels(corpus):
        told, expected = channel_agrees(tally, corpus, channel, otherwise, sparql=sparql)
        if most:
            piecewise_agrees(tally, Piecewise(corpus, channel, told, most, kept), expected)


def channel_agrees(
    tally: Tally, corpus: Corpus, channel: Channel, otherwise: date, *, sparql: bool
) -> tuple[Facts, Verdicts]:
    """Ask engine, SPARQL and rules about one channel of a record; the facts, and what the rules say."""
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
    return told, expected


def piecewise_agrees(tally: Tally, channel: Piecewise, expected: Verdicts) -> None:
    """Ask SQL and brute force about every class of cells of one channel of a record."""
    if channel.bound() != {row[0] for row in channel.told.rows["norm"]}:
        tally.differing.append(f"brute force hears other norms; {channel.channel}")
    days = sorted({on for on, _ in expected})
    for n in range(len(channel.told.cells)):
        found = channel.verdicts(n, days)
        if len(found) < len(days):
            tally.skipped["fields for SQL and brute force, in too many worlds"] += len(days) - len(found)
        for name in OPINIONS:
            said = {(on, n): verdicts[name] for on, verdicts in found.items()}
            tally.compare({name: said}, {at: expected[at] for at in said}, str(channel.channel))


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
