"""Coverage-guided fuzzing where atheris runs: `python -m tests.fuzz NAME [SECONDS]`.

The suite tries the same readers on inputs that Hypothesis makes up; this one
looks longer.  A reader may refuse by an error of ours; anything else ends the
run with the input that caused it, as does a second without an answer.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["graph"]):
    import graph
    from graph.dates import Edtf
    from graph.errors import GraphError, Refused
    from graph.proof.citation import asked
    from graph.proof.citation import read as read_citation
    from graph.rdf.sparql import guard
    from graph.record.compose import compose
    from graph.record.load import read_folder
    from graph.record.strict import parse
    from graph.text import english
    from tests.test_hostile import SENT

TINY = Path(__file__).parent.parent / "tiny"
FILES = read_folder(TINY)[0]
PACT = "agency/2031-01-15-relief-pact.yaml"
WORLD = graph.load(TINY, cache=False)

READERS = {
    "yaml": lambda data, _: parse(data, "a.yaml"),
    "record": lambda data, _: compose({**FILES, PACT: data}),
    "dates": lambda _, text: Edtf.parse(text),
    "english": lambda _, text: english.read(WORLD, text),
    "question": lambda _, text: asked(WORLD, text),
    "citation": lambda _, text: read_citation(text),
    "sparql": lambda _, text: guard(text),
    **{name: lambda data, _, read=read: read(data) for name, (_, read) in SENT.items()},
}
# What a reader of Python's own refuses.
PLAIN = {"dates": (ValueError,), "document": (ValueError, RecursionError)}


def main(name: str, seconds: str = "60") -> None:
    """Try one reader for so many seconds."""

    def once(data: bytes) -> None:
        with suppress(GraphError, Refused, *PLAIN.get(name, ())):
            READERS[name](data, data.decode("utf-8", "replace"))

    # A run begins with what is right, where there is such a thing.
    with tempfile.TemporaryDirectory() as seeds:
        if name in SENT:
            Path(seeds, "right").write_bytes(SENT[name][0])
        atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-timeout=1", "-max_len=40000", seeds], once)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
