"""A data set of ten million statements, reasoned and loaded into a store on disk: seconds, and the most memory held.

It runs by itself, `python -m tests.benchmarks.quads [STATEMENTS]`, since it takes
minutes.  Matters that have nothing to do with each other are made and let go
one after another, a channel at a time; nothing holds them all.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pyoxigraph as ox

from graph.corpus import Corpus
from graph.model import Term
from graph.printing import Bar
from graph.rdf import dataset, iris
from tests.papers import norm, paper, record

WANTED = 10_000_000
PAPERS = 60


def matter(n: int) -> Corpus:
    """An agency of its own with so many papers, of which no two begin on one day or cover the same cells."""
    office, first = f"office-{n}", date(2031, 1, 2)
    papers = [
        paper(
            "order" if k % 3 else "memo", f"matters/{n}/{k}", str(first + timedelta(days=7 * k)),
            norm(
                "prohibits" if k % 3 else "permits", bearer=(office,),
                scope=[{"object": ("name", "illness")[k % 2 :], "origin": ("AA", "BB", "CC")[k % 3 :]}],
                except_=[{"people": ("subject", "foreigner")[k % 2 : k % 2 + 1]}] if k % 5 else [],
            ),
            end=str(first + timedelta(days=7 * k + 91)),
        )
        for k in range(PAPERS)
    ]  # fmt: skip
    base = record(*papers)
    return replace(base, agencies={**base.agencies, office: Term(office, holds=("rolls",))})


def statements() -> Iterator[list[ox.Quad]]:
    """The statements of one matter after another, in parts."""
    for n in count():
        for sheet in dataset.sheets(matter(n)):
            yield sheet.quads


def main() -> None:
    """Make and load them."""
    wanted = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else WANTED
    bar, made, part = Bar("parts", wanted // 1000), 0, []
    with tempfile.TemporaryDirectory() as folder:
        store, begun = ox.Store(folder), time.perf_counter()
        for quads in statements():
            part += quads
            if len(part) < 100_000 and made + len(part) < wanted:
                continue
            store.bulk_extend(part)
            for _ in range(len(part) // 1000):
                bar(1000)
            made, part = made + len(part), []
            if made >= wanted:
                break
        bar.close()
        seconds = time.perf_counter() - begun
        found = store.query(
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{iris.graph('segments')}> {{ ?s a <{iris.NS}Segment> }} }}"
        )
        print(f"{made:,} statements made and loaded in {seconds:.0f} s, {len(store):,} of them distinct")
        print(f"{next(iter(found))['n'].value} segments found; at most {_megabytes():.0f} MB held")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
