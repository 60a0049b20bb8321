"""Coverage-guided fuzzing where atheris runs: `python -m tests.fuzz NAME [SECONDS]`.

The suite tries the same readers on inputs that Hypothesis makes up; this one
looks longer.  A reader may refuse by an error of ours; anything else ends the
run with the input that caused it, as does a second without an answer.
"""

from __future__ import annotations

import sys
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
}


def main(name: str, seconds: str = "60") -> None:
    """Try one reader for so many seconds."""

    def once(data: bytes) -> None:
        with suppress(GraphError, Refused, ValueError if name == "dates" else GraphError):
            READERS[name](data, data.decode("utf-8", "replace"))

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-timeout=1", "-max_len=4000"], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
