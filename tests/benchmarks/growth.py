"""What becomes of an answer while the record grows, beside the question and on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tests.papers import norm, paper
from tests.papers import record as fictional

from .timing import Section, timed

ASKED = 100


def asking(corpus):
    return lambda: [corpus.ask("office", "guard", on="2031-04-01").regions for _ in range(ASKED)]


def unrelated(sizes: Sequence[int]) -> Section:
    """The whole answer of a small matter beside so many norms of other agencies."""
    ours = paper("order", "bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]))
    base = fictional(ours)
    others = {f"agency{n}": base.agencies["guard"] for n in range(997)}
    calls = {}
    for size in sizes:
        many = {
            f"x{n}": replace(ours, id=f"x{n}", norms=(replace(ours.norms[0], bearer=(f"agency{n % 997}",)),))
            for n in range(size)
        }
        corpus = replace(base, agencies={**base.agencies, **others}, instruments={"bar": ours, **many})
        calls[f"{size:,} unrelated norms"] = asking(corpus)
    found = {name: seconds / ASKED for name, seconds in timed(calls).items()}
    return Section("The same answer while unrelated matters grow", found, next(iter(found)))


def related(sizes: Sequence[int]) -> Iterator[Section]:
    """A channel on which ever more papers speak: the first answer, which builds it, and each later one."""
    first: dict[str, float] = {}
    later: dict[str, float] = {}
    for size in sizes:
        papers = [
            paper(
                "order" if n % 3 else "memo", f"p{n}", str(date(2031, 1, 2) + timedelta(days=n % 3000)),
                norm("prohibits" if n % 3 else "permits", scope=[{"object": ("name",)}] if n % 2 else [{}]),
            )
            for n in range(size)
        ]  # fmt: skip
        corpus = fictional(*papers)
        name = f"{size:,} norms of one channel"
        first[name] = timed({name: lambda one=corpus: replace(one).ask("office", "guard", on="2031-04-01").regions}, 3)[
            name
        ]
        later[name] = timed({name: asking(corpus)}, 3)[name] / ASKED
    smallest = next(iter(first))
    note = "Every norm covers the cell asked about; up to 3,000 each begins on a day of its own."
    yield Section("The first answer while its own channel grows: the channel is built", first, smallest, note)
    yield Section("Each later answer of that channel", later, smallest)
