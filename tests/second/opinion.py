"""The second opinions: what the answer-set rules and the SQL query say of facts."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from math import prod
from pathlib import Path

import clingo

from .facts import COLUMNS, Facts, Refused

HERE = Path(__file__).parent
RULES = (HERE / "asof.lp").read_text(encoding="utf-8")
PARTS = dict(
    re.findall(r"-- part: (\w+)\n(.*?)(?=-- part:|\Z)", (HERE / "asof.sql").read_text(encoding="utf-8"), re.DOTALL)
)
Verdicts = dict[tuple[date, int], str]
# The norms that speak and what is challenged, in one of the ways things may be.
State = tuple[frozenset[str], frozenset[str]]


def by_rules(facts: Facts) -> Verdicts:
    """The verdict on each class of cells on each day, by `asof.lp`: unsettled where answer sets differ."""
    control = clingo.Control(["--enum-mode=brave", "--warn=none", "0"])
    control.add("base", [], RULES)
    # `add` parses; the facts go in as one text.
    control.add("base", [], "".join(_atoms(facts)))
    control.ground([("base", [])])
    found: dict[tuple[date, int], set[str]] = defaultdict(set)
    with control.solve(yield_=True) as models:
        last = None
        for model in models:
            last = model.symbols(shown=True)
        for symbol in last or ():
            day, cell, verdict = symbol.arguments
            found[date.fromordinal(day.number), cell.number].add(verdict.string)
    return _settled(found)


def _atoms(facts: Facts):
    for name, rows in facts.rows.items():
        for row in rows:
            yield f"{name}({','.join(str(one) if isinstance(one, int) else _text(one) for one in row)}).\n"


def _text(one: str) -> str:
    return '"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _settled(found) -> Verdicts:
    return {at: next(iter(some)) if len(some) == 1 else "unsettled" for at, some in found.items()}


MAX_WORLDS = 2048


def by_sql(facts: Facts) -> Verdicts:
    """The verdict on each class of cells on each day, by `asof.sql`: unsettled where worlds differ.

    Raises:
        Refused: if there are more than `MAX_WORLDS` worlds; SQL goes through them one by one.
    """
    with closing(_in_every_world(facts)) as database:
        return _judged(database)


def sql_states(facts: Facts) -> dict[tuple[date, int], set[State]]:
    """The norms that speak about each class of cells on each day and what is challenged, in each world, by `asof.sql`.

    Raises:
        Refused: as `by_sql`.
    """
    with closing(_in_every_world(facts)) as database:
        speaking, against = defaultdict(set), defaultdict(set)
        for world, day, cell, norm in database.execute("SELECT world, day, cell, norm FROM heard"):
            speaking[world, day, cell].add(norm)
        for world, day, target in database.execute("SELECT world, day, target FROM pending"):
            against[world, day].add(target)
        found: dict[tuple[date, int], set[State]] = defaultdict(set)
        for world, day, cell in database.execute("SELECT world, day, cell FROM state"):
            state = frozenset(speaking[world, day, cell]), frozenset(against[world, day])
            found[date.fromordinal(day), cell].add(state)
    return found


def sql_judged(facts: Facts, states: Mapping[tuple[date, int], Iterable[State]]) -> Verdicts:
    """The verdict where such norms of the facts may speak and such things be challenged, by `asof.sql`."""
    ways = [(*at, *state) for at, some in states.items() for state in some]
    with closing(_told(facts)) as database:
        database.executescript(
            "CREATE TABLE state (world, day, cell); CREATE TABLE heard (world, day, cell, norm);"
            "CREATE TABLE pending (world, day, target)"
        )
        for world, (on, cell, speaking, against) in enumerate(ways):
            at = (world, on.toordinal(), cell)
            database.execute("INSERT INTO state VALUES (?, ?, ?)", at)
            database.executemany("INSERT INTO heard VALUES (?, ?, ?, ?)", [(*at, norm) for norm in speaking])
            database.executemany("INSERT INTO pending VALUES (?, ?, ?)", [(*at[:2], target) for target in against])
        return _judged(database)


def _in_every_world(facts: Facts) -> sqlite3.Connection:
    if worlds(facts) > MAX_WORLDS:
        raise Refused(f"more than {MAX_WORLDS} worlds")
    database = _told(facts)
    database.executescript(PARTS["worlds"])
    for depth in range(database.execute("SELECT max(depth) + 1 FROM thing").fetchone()[0] or 0):
        database.executescript(PARTS["depth"].replace(":depth", str(depth)))
    database.executescript(PARTS["states"])
    return database


def _told(facts: Facts) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    for name, columns in COLUMNS.items():
        database.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" for _ in columns.split(","))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", facts.rows[name])
    return database


def _judged(database: sqlite3.Connection) -> Verdicts:
    found: dict[tuple[date, int], set[str]] = defaultdict(set)
    for day, cell, verdict in database.execute(PARTS["verdicts"]):
        found[date.fromordinal(day), cell].add(verdict)
    return _settled(found)


def worlds(facts: Facts) -> int:
    """In how many ways the facts may be."""
    sizes = Counter(row[0] for table in ("option", "open") for row in facts.rows[table])
    return prod(sizes.values())
