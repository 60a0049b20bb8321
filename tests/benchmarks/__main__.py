"""How fast, as ratios in one run: `python -m tests.benchmarks` (`--full` for a million norms).

Every figure is a median over rounds in which the rivals take turns, so that a
slow moment of the machine strikes all.  A ratio compares a thing with the bare
minimum that does the same work, or with another engine on the same data.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import graph
from graph.load import load as load_corpus
from graph.model import Action
from graph.reason import channel_of
from tests.papers import norm, paper
from tests.papers import record as fictional

ROOT = Path(__file__).parent.parent.parent
TINY = ROOT / "tests" / "tiny"
NS = "https://example.org/bench#"


def timed(calls, rounds=7):
    """Median seconds of each call over rounds in which they take turns; each is warmed up once."""
    seen = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            seen[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seen.items()}


def pinned_questions(record, count=50):
    """Questions about one cell each, on random days."""
    rng = random.Random(7)
    objects = [
        one
        for one in record.objects
        if one.startswith("medicaid/") and one not in ("medicaid/basic", "medicaid/medical")
    ]
    people = ["us-citizen", "lawful-permanent-resident", "other-lawfully-present", "not-lawfully-present"]
    return [
        {
            "on": date(2025, 6, 1) + timedelta(days=rng.randrange(450)),
            "object": rng.choice(objects),
            "people": rng.choice(people),
            "origin": rng.choice(list(record.places)),
            "purpose": "civil-immigration-enforcement",
        }
        for _ in range(count)
    ]


def layers(record):
    """The layers of CMS → ICE as plain rows: first and last ordinal, four sets, the norm's id."""
    channel = channel_of(record, Action.SHARE, "cms", "ice")
    for layer in channel.layers:
        sets = [frozenset(tree.members(mask)) for tree, mask in zip(channel.trees, layer.box, strict=True)]
        for start, end in dict.fromkeys(span for _, spans in layer.timed.table for span in spans):
            yield start, end, *sets, channel.speakers[layer.speaker].id


def against_dict_and_sparql(record):
    import pyoxigraph as ox
    import rdflib

    questions = pinned_questions(record)
    table = {("cms", "ice", "share"): list(layers(record))}
    turtle = [f"@prefix : <{NS}> ."]
    for n, (start, end, objects, people, origins, purposes, id) in enumerate(table["cms", "ice", "share"]):
        first = date.fromordinal(int(start)).isoformat() if start > 0 else "0001-01-01"
        last = date.fromordinal(int(end)).isoformat() if end < 4e6 else "9999-12-31"
        facts = [f':norm "{id}"', f':from "{first}"', f':until "{last}"', ":channel :cms-ice"]
        facts += [f':object "{x}"' for x in objects] + [f':people "{x}"' for x in people]
        facts += [f':origin "{x}"' for x in origins] + [f':purpose "{x}"' for x in purposes]
        turtle.append(f":l{n} {' ; '.join(facts)} .")
    text = "\n".join(turtle)
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    rdf = rdflib.Graph().parse(data=text, format="turtle")

    def sparql(q):
        return (
            f'PREFIX : <{NS}> SELECT ?n {{ ?l :channel :cms-ice ; :object "{q["object"]}" ; :people "{q["people"]}" ; '
            f':origin "{q["origin"]}" ; :purpose "{q["purpose"]}" ; :norm ?n ; :from ?f ; :until ?u '
            f'FILTER(STR(?f) <= "{q["on"]}" && STR(?u) > "{q["on"]}") }}'
        )

    def bare():
        for q in questions:
            on = q["on"].toordinal()
            _ = [
                row[6]
                for row in table["cms", "ice", "share"]
                if row[0] <= on < row[1]
                and q["object"] in row[2] and q["people"] in row[3] and q["origin"] in row[4] and q["purpose"] in row[5]
            ]  # fmt: skip

    def ours():
        for q in questions:
            _ = record.ask("CMS", "ICE", **q).regions[0].finding.because

    found = timed(
        {
            "bare dict": bare,
            "ask": ours,
            "Oxigraph": lambda: [list(store.query(sparql(q))) for q in questions],
            "rdflib": lambda: [list(rdf.query(sparql(q))) for q in questions[:3]],
        }
    )
    each = {name: seconds / (3 if name == "rdflib" else len(questions)) for name, seconds in found.items()}
    report("pinned ask, one cell with its reasons", each, "ask")
    whole = timed({"whole answer": lambda: record.ask("CMS", "ICE", on="2025-09-01").regions})
    print(f"  {'whole CMS→ICE answer, every cell, with regions':<52}{whole['whole answer'] * 1e3:9.2f} ms")


def report(title, each, of):
    print(title)
    for name, seconds in each.items():
        print(f"  {name:<52}{seconds * 1e6:9.1f} µs   {each[of] / seconds:9.4f} × ({of} / this)")


def unrelated(ours, n):
    """A paper like ours that binds another agency."""
    return replace(ours, id=f"x{n}", norms=(replace(ours.norms[0], bearer=(f"agency{n % 997}",)),))


def asking(corpus, times):
    return lambda: [corpus.ask("office", "guard", on="2031-04-01").regions for _ in range(times)]


def growth(sizes):
    """The whole answer of a small matter while unrelated matters grow beside it."""
    print("the same answer while unrelated matters grow")
    ours = paper("order", "bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]))
    calls = {}
    for size in sizes:
        many = {f"x{n}": unrelated(ours, n) for n in range(size)}
        base = fictional(ours)
        more = {f"agency{n}": base.agencies["guard"] for n in range(997)}
        corpus = replace(base, agencies={**base.agencies, **more}, instruments={"bar": ours, **many})
        calls[size] = asking(corpus, 200)
    found = timed(calls)
    for size, seconds in found.items():
        ratio = seconds / found[sizes[0]]
        print(f"  {size:>9,} unrelated norms {seconds / 200 * 1e6:9.1f} µs   {ratio:6.2f} × the smallest")


def big_record(folder, files):
    """A record of many files: the shipped vocabularies and sources, and copies of one fictional case."""
    case = TINY
    count = 0
    for file in case.rglob("*.yaml"):
        if "cases" not in file.parts:
            copy = folder / file.relative_to(case)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
            count += 1
    n = 0
    papers = sorted((case / "cases" / "strelsau-v-health").glob("*.yaml"))
    while count < files:
        n += 1
        copy = folder / "cases" / f"suit-{n}"
        copy.mkdir(parents=True)
        for one in papers:
            copy.joinpath(one.name).write_text(one.read_text().replace("strelsau-v-health", f"suit-{n}"))
        count += len(papers)
    return count


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


def crowded_record(folder, matters, papers, norms):
    """A record of so many matters, papers in each and norms in each paper, beside the fictional one."""
    shutil.copytree(TINY, folder)
    cases = folder / "cases"
    case = (cases / "strelsau-v-health" / "case.yaml").read_text()
    for matter in range(matters):
        home = cases / f"suit-{matter}"
        home.mkdir()
        home.joinpath("case.yaml").write_text(case)
        for n in range(papers):
            day = date(2031, 2, 4) + timedelta(days=n)
            text = PAPER.format(n=n, day=day)
            whats = ("name", "address", "number", "illness")
            text += "".join(NORM.format(n=k, what=whats[(n + k) % len(whats)]) for k in range(norms))
            home.joinpath(f"{day}-order-{n}.yaml").write_text(text)


def loading():
    print("loading")
    for title, build in {
        "500 files, one norm in five": lambda folder: big_record(folder, 500),
        "50 matters, 2,000 papers, 10,000 norms": lambda folder: crowded_record(folder, 50, 40, 5),
    }.items():
        with tempfile.TemporaryDirectory() as room:
            os.environ["XDG_CACHE_HOME"] = str(Path(room) / "cache")
            folder = Path(room) / "record"
            build(folder)
            cold, cached = [], []
            for _ in range(3):
                start = time.perf_counter()
                load_corpus(folder, cache=False)
                cold.append(time.perf_counter() - start)
            load_corpus(folder)
            for _ in range(5):
                start = time.perf_counter()
                load_corpus(folder)
                cached.append(time.perf_counter() - start)
            print(f"  {title}: cold {statistics.median(cold):.2f} s, from cache {statistics.median(cached):.3f} s")


def processes():
    print("couldshare ask, process start to exit")
    question = ["ask", "CMS", "ICE", "--on", "2025-09-01", "--origin", "CA", "--object", "address"]
    ask = [sys.executable, "-m", "graph", *question]
    subprocess.run(ask, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)  # so that the record is in the cache
    tell = f"import sys; from graph.cli import main; main({question!r}); print('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = done.stdout.rpartition("MODULES ")[2].split()
    names = [name for name in loaded if name in sys.stdlib_module_names and not name.startswith("_")]
    bare = [sys.executable, "-c", f"import {', '.join(sorted(names))}"]
    ours = [sys.executable, "-c", "import graph.cli, graph.api, graph.report, graph.load"]

    def run(command):
        return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)

    found = timed(
        {
            "Python and the standard modules it needs": run(bare),
            "the same and our own modules": run(ours),
            "ask": run(ask),
        }
    )
    for name, seconds in found.items():
        print(f"  {name:<52}{seconds * 1e3:9.1f} ms   {found['ask'] / seconds:6.2f} × (ask / this)")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="grow to a million norms")
    asked = parser.parse_args()
    record = graph.load()
    against_dict_and_sparql(record)
    growth((100, 10_000, 1_000_000) if asked.full else (100, 10_000))
    loading()
    processes()


if __name__ == "__main__":
    main()
