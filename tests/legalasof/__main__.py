"""Put every question of LegalAsOf to a system: `python -m tests.legalasof --system 'command'`.

Without a system, couldshare and three baselines are asked.
"""

import argparse
import json
import shlex
import sys

from .bank import asked, halves, score
from .baselines import BASELINES


def main() -> int:
    """Print the score of each system; 0 if every pair was right."""
    words = argparse.ArgumentParser(prog="python -m tests.legalasof", description=__doc__)
    words.add_argument("--system", help="a command that reads question lines and writes answer lines")
    words.add_argument("--wrong", action="store_true", help="list the halves answered wrongly, with the reason")
    words.add_argument("--lines", action="store_true", help="print the question lines and ask nobody")
    args = words.parse_args()
    if args.lines:
        for half in halves():
            print(json.dumps(half.line, ensure_ascii=False))
        return 0
    systems = {args.system: args.system} if args.system else _our_own()
    perfect = True
    for name, command in systems.items():
        found = score(asked(command))
        perfect &= not found.wrong
        print(name, found, "", sep="\n")
        for half in halves() if args.wrong else ():
            if half.id in found.wrong:
                print(f"{half.id}: {found.wrong[half.id]}, not {half.expected}. {half.reason}")
    return 0 if perfect else 1


def _our_own() -> dict[str, str]:
    python = shlex.quote(sys.executable)
    baselines = {name: f"{python} -m {__package__}.baselines {name}" for name in BASELINES}
    return {"couldshare": f"{python} -m {__package__}.ours", **baselines}


if __name__ == "__main__":
    sys.exit(main())
