"""Ask engine, SPARQL, answer-set rules, SQL and brute force: `python -m tests.second --worlds 10000 --record`."""

import argparse
import sys
from datetime import date

import graph

from .agree import Tally, record_agrees, stories_agree

CHUNK = 250


def main() -> int:
    """Print what was compared and the first differences; 1 if there is any."""
    asked = argparse.ArgumentParser(prog="python -m tests.second", description=__doc__)
    asked.add_argument("--worlds", type=int, default=0, help="how many random worlds")
    asked.add_argument("--start", type=int, default=0, help="the first seed")
    asked.add_argument("--record", action="store_true", help="the record that ships, every channel and class of cells")
    asked.add_argument(
        "--most", type=int, default=2048, help="worlds of a piece of the record that SQL and brute force go through"
    )
    args = asked.parse_args()
    differing = []
    if args.record:
        tally = Tally()
        record_agrees(tally, graph.load(), date(2026, 1, 1), most=args.most)
        print("channels of the record:", tally, flush=True)
        differing += tally.differing
    tally = Tally()
    for n in range(-(-args.worlds // CHUNK)):
        stories_agree(tally, min(CHUNK, args.worlds - n * CHUNK), args.start + n)
        print("random worlds:", tally, flush=True)
    differing += tally.differing
    print(*differing[:5], sep="\n")
    return bool(differing)


sys.exit(main())
