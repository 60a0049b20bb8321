"""The bank of minimal pairs: the lines a contestant reads, and how its answers are scored."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ASKED = ("action", "bearer", "recipient", "data", "people", "place", "purpose", "on", "known")
VERDICTS = ("permitted", "claimed", "unsettled", "prohibited", "no-known-authority")
SECONDS = 120


@dataclass(frozen=True)
class Half:
    """One half of a pair: what a contestant reads, the right answer, and why it is right."""

    id: str
    pair: str
    pattern: str
    line: Mapping[str, Any]
    expected: str
    reason: str


@cache
def halves() -> tuple[Half, ...]:
    """Every half, in the order of `questions.json`; each line carries its whole world."""
    world, asked = (json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")) for name in ("world", "questions"))
    return tuple(_half(world, pair, side) for pair in asked["pairs"] for side in ("a", "b"))


def _half(world: Mapping[str, Any], pair: Mapping[str, Any], side: str) -> Half:
    told, id = {**pair["common"], **pair[side]["change"]}, f"{pair['id']}{side}"
    line = {
        "id": id,
        "question": {name: told[name] for name in ASKED},
        "world": {
            "vocabulary": world["vocabulary"],
            "cases": [world["cases"][key] for key in told["cases"]],
            "papers": [world["papers"][key] for key in told["papers"]],
        },
    }
    return Half(id, pair["id"], pair["pattern"], line, pair[side]["expected"], pair[side]["reason"])


# --- a contestant ----------------------------------------------------------------


def asked(command: str) -> dict[str, str]:
    """The verdicts that a system gives: each line on its standard input, an answer line for each on its output.

    Raises:
        SystemExit: if it fails, runs too long or writes what is no answer, with what it wrote.
    """
    lines = "".join(json.dumps(half.line, ensure_ascii=False) + "\n" for half in halves())
    try:
        done = subprocess.run(shlex.split(command), input=lines, capture_output=True, text=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"{command}: {error}; a system reads lines to the end of its input and writes a line for each")
    if done.returncode:
        sys.exit(f"{command} ended with exit code {done.returncode}: {done.stderr.strip()[-400:]}")
    return dict(_answer(command, line) for line in done.stdout.splitlines() if line.strip())


def _answer(command: str, line: str) -> tuple[str, str]:
    try:
        told = json.loads(line)
        return str(told["id"]), str(told["verdict"])
    except (ValueError, KeyError, TypeError):
        sys.exit(f'{command} wrote {line[:200]!r}; an answer is a line like {{"id": "T1-1a", "verdict": "permitted"}}')


# --- the score ---------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """How many pairs of each pattern were right in both halves, and which halves were wrong."""

    right: Mapping[str, int]
    pairs: Mapping[str, int]
    wrong: Mapping[str, str]

    @property
    def total(self) -> int:
        """The pairs right in both halves."""
        return sum(self.right.values())

    def __str__(self) -> str:
        rows = [f"{pattern:>4}  {self.right.get(pattern, 0)} of {n}" for pattern, n in self.pairs.items()]
        return "\n".join([*rows, f" all  {self.total} of {sum(self.pairs.values())} pairs"])


def score(answers: Mapping[str, str], of: Iterable[Half] | None = None) -> Score:
    """The score of some answers; no answer is a wrong one."""
    every = tuple(of or halves())
    wrong = {half.id: answers.get(half.id, "no answer") for half in every if answers.get(half.id) != half.expected}
    patterns = {half.pair: half.pattern for half in every}
    lost = {half.pair for half in every if half.id in wrong}
    right = Counter(pattern for pair, pattern in patterns.items() if pair not in lost)
    return Score(right, Counter(patterns.values()), wrong)
