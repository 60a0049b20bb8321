"""Rivals take turns, so that a slow moment of the machine strikes all; a figure is the median over rounds."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One comparison: seconds by rival, in the order of the table, and the rival that the ratios are against."""

    title: str
    seconds: Mapping[str, float]
    against: str
    note: str = ""

    def ratio(self, name: str) -> float:
        """How many times as long as the one it is compared with a rival takes."""
        return self.seconds[name] / self.seconds[self.against]


def timed(calls: Mapping[str, Callable[[], object]], rounds: int = 7, most: float = 20.0) -> dict[str, float]:
    """Median seconds of each call over rounds; each is warmed up once, and all end early if they take too long."""
    seen: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    gc.collect()
    began = time.perf_counter()
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            seen[name].append(time.perf_counter() - start)
        if time.perf_counter() - began > most:
            break
    return {name: statistics.median(times) for name, times in seen.items()}


def spelled(seconds: float) -> str:
    """Seconds in a unit that suits them.

    >>> spelled(0.00002), spelled(0.25), spelled(12)
    ('20 µs', '250 ms', '12 s')
    """
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 1 or unit == "µs":
            return f"{seconds * scale:.3g} {unit}"
    raise AssertionError
