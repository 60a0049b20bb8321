"""From files and from the command line: loading, start to exit, and peak memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from graph.check import check
from graph.record.load import load as load_corpus

from .timing import Section, timed

ROOT = Path(__file__).parent.parent.parent
TINY = ROOT / "tests" / "tiny"
SUIT = TINY / "cases" / "strelsau-v-health"
QUESTION = ["ask", "CMS", "ICE", "--on", "2025-09-01", "--origin", "CA", "--object", "address"]

PAPER = """\
title: Order {n}
kind: order
issuer: Court of Strelsau
entry-number: "{n}"
from: {day}
signed: {day}
recorded: 2031-09-30
confidence: high
cites:
  - {{source: injunction-text, pin: p. {n}}}
norms:
"""
NORM = """\
  - id: bar-{n}
    modality: prohibits
    says: These particulars of the plaintiffs' rolls may not go to the Border Guard.
    bearer: [health]
    recipient: [guard]
    action: [share]
    scope:
      - {{object: relief/{what}, origin: plaintiffs, purpose: immigration-enforcement}}
    except:
      - {{object: relief/{what}, people: foreigner, under: {{number-is-basic: "yes"}}}}
"""


def many_files(folder: Path, files: int) -> None:
    """The fictional record with copies of its case until there are so many files."""
    shutil.copytree(TINY, folder)
    count, n = sum(1 for _ in folder.rglob("*.yaml")), 0
    while count < files:
        n += 1
        copy = folder / "cases" / f"suit-{n}"
        copy.mkdir()
        for one in sorted(SUIT.glob("*.yaml")):
            copy.joinpath(one.name).write_text(one.read_text().replace(SUIT.name, copy.name))
            count += 1


def many_norms(folder: Path, matters: int, papers: int, norms: int) -> None:
    """A record of so many matters, papers in each and norms in each paper, beside the fictional one."""
    shutil.copytree(TINY, folder)
    case = (SUIT / "case.yaml").read_text()
    for matter in range(matters):
        home = folder / "cases" / f"suit-{matter}"
        home.mkdir()
        home.joinpath("case.yaml").write_text(case)
        for n in range(papers):
            day = date(2031, 2, 4) + timedelta(days=n)
            whats = ("name", "address", "number", "illness")
            text = PAPER.format(n=n, day=day)
            text += "".join(NORM.format(n=k, what=whats[(n + k) % len(whats)]) for k in range(norms))
            home.joinpath(f"{day}-order-{n}.yaml").write_text(text)


def loading() -> Iterator[Section]:
    """A record read from its files, and from the cache."""
    builds = {
        "Loading 500 files": lambda folder: many_files(folder, 500),
        "Loading 50 matters, 2,000 papers, 10,000 norms": lambda folder: many_norms(folder, 50, 40, 5),
    }
    for title, build in builds.items():
        with tempfile.TemporaryDirectory() as room:
            os.environ["XDG_CACHE_HOME"] = f"{room}/cache"
            folder = Path(room) / "record"
            build(folder)
            load_corpus(folder)
            calls = {
                "from its files": lambda at=folder: load_corpus(at, cache=False),
                "from the cache": lambda at=folder: load_corpus(at),
            }
            found = timed(calls, rounds=5)
            yield Section(title, found, "from its files")
    os.environ.pop("XDG_CACHE_HOME")


def checking(matters: Sequence[int]) -> Section:
    """`couldshare check` on ever more norms that all speak on one channel, under conditions and with exceptions."""
    calls = {}
    with tempfile.TemporaryDirectory() as room:
        for count in matters:
            folder = Path(room) / str(count)
            many_norms(folder, count, 40, 5)
            calls[f"{count * 200:,} conditional norms of one channel"] = lambda at=folder: check(at)
        found = timed(calls, rounds=1)
    note = "Each norm covers the plaintiffs of its suit, who join on different days, and hangs on a contested fact."
    return Section("`couldshare check`: loading, and every example asked", found, next(iter(found)), note)


def commands() -> tuple[Section, dict[str, float]]:
    """`couldshare ask` from start to exit, against a Python that does nothing but import; and peak megabytes."""
    ask = [sys.executable, "-m", "graph", *QUESTION]
    subprocess.run(ask, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)  # so that the record is in the cache
    tell = f"import sys; from graph.cli import main; main({QUESTION!r}); print('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = done.stdout.rpartition("MODULES ")[2].split()
    names = sorted(name for name in loaded if name in sys.stdlib_module_names and not name.startswith("_"))
    runs = {
        "Python and the standard modules it needs": [sys.executable, "-c", f"import {', '.join(names)}"],
        "the same and our own modules": [
            sys.executable,
            "-c",
            "import graph.cli, graph.api, graph.text.report, graph.record.load",
        ],
        "couldshare ask": ask,
        "Python and rdflib": [sys.executable, "-c", "import rdflib"],
        "Python and pandas": [sys.executable, "-c", "import pandas"],
    }
    calls = {
        name: lambda run=run: subprocess.run(run, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
        for name, run in runs.items()
    }
    return Section("`couldshare ask`, start to exit", timed(calls), "couldshare ask"), {
        name: peak(run) for name, run in runs.items()
    }


def peak(command: list[str]) -> float:
    """The most megabytes that a command held at once."""
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measure, *command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(done.stdout)
