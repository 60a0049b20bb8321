"""The second opinions: what the answer-set rules and the SQL query say of facts."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
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
    if worlds(facts) > MAX_WORLDS:
        raise Refused(f"more than {MAX_WORLDS} worlds")
    found: dict[tuple[date, int], set[str]] = defaultdict(set)
    database = sqlite3.connect(":memory:")
    try:
        for name, columns in COLUMNS.items():
            database.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            database.executemany(f"INSERT INTO {name} VALUES ({marks})", facts.rows[name])
        database.executescript(PARTS["worlds"])
        for depth in range(database.execute("SELECT max(depth) + 1 FROM thing").fetchone()[0] or 0):
            database.executescript(PARTS["depth"].replace(":depth", str(depth)))
        for day, cell, verdict in database.execute(PARTS["verdicts"]):
            found[date.fromordinal(day), cell].add(verdict)
    finally:
        database.close()
    return _settled(found)


def worlds(facts: Facts) -> int:
    """In how many ways the facts may be."""
    sizes = Counter(row[0] for table in ("option", "open") for row in facts.rows[table])
    return prod(sizes.values())
