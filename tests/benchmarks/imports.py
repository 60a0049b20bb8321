"""500 dockets with 20,000 entries into the inbox, and again: seconds, and the most memory one process held.

It runs by itself, `python -m tests.benchmarks.imports`, since it needs the
extra `import` and a minute.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.docket_pages import many

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "tiny"


def measured(dockets: int, entries: int) -> tuple[list[float], float, int]:
    """Seconds of two imports one after the other, the megabytes of the larger, and how many files the second wrote."""
    with tempfile.TemporaryDirectory() as folder:
        pages, record = Path(folder) / "pages", Path(folder) / "record"
        pages.mkdir()
        shutil.copytree(TINY, record)
        for name, text in many(dockets, entries):
            (pages / name).write_text(text, encoding="utf-8")
        seconds, stamps = [], []
        for _ in range(2):
            begun = time.perf_counter()
            command = [sys.executable, "-m", "graph", "import", "pacer", str(pages), "--data", str(record)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            seconds.append(time.perf_counter() - begun)
            stamps.append({one: one.stat().st_mtime_ns for one in record.rglob("*.json")})
            print(done.stdout.splitlines()[-2 if len(stamps) == 1 else -1])
        wrote = sum(stamps[0].get(one) != stamp for one, stamp in stamps[1].items())
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, wrote


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dockets", type=int, default=500)
    parser.add_argument("--entries", type=int, default=40, help="of each docket")
    asked = parser.parse_args()
    (first, again), megabytes, wrote = measured(asked.dockets, asked.entries)
    print(f"{asked.dockets:,} dockets, {asked.dockets * asked.entries:,} entries: {first:.1f} s, {megabytes:.0f} MB")
    print(f"again: {again:.1f} s, {wrote} files written")


if __name__ == "__main__":
    main()
