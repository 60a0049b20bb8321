"""The magics, in a shell as Jupyter runs it."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from graph import Answer


@pytest.fixture(scope="module")
def shell(tiny):
    one = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    one.run_line_magic("load_ext", "graph.magic")
    one.user_ns["record"] = tiny
    yield one
    one.reset()


def run(shell, text):
    """What a cell gives; whatever it raises is raised."""
    done = shell.run_cell(text)
    done.raise_error()
    return done.result


def test_a_question_is_answered_as_a_card_whose_reasons_unfold(shell):
    found = run(shell, "%ask RO BG 2031-03-15 --origin ST --object illness")
    card = shell.display_formatter.format(found)[0]["text/html"]

    assert isinstance(found, Answer)
    assert (found.question.origin, found.question.object) == (("ST",), "relief/illness")
    assert found.summary.replace("'", "&#x27;") in card
    assert "<details>" in card


def test_an_answer_can_be_kept(shell):
    assert (
        str(run(shell, "kept = %ask RO BG --on 2031-03-15 --origin ST --object illness\nkept.verdict")) == "prohibited"
    )


def test_the_record_of_the_notebook_is_asked_or_else_the_one_that_ships(shell, tiny):
    assert run(shell, "%ask RO BG 2031-03-15").corpus is tiny
    shell.user_ns["record"] = "something else"
    try:
        assert "cms" in run(shell, "%ask CMS ICE 2025-09-01").corpus.agencies
    finally:
        shell.user_ns["record"] = tiny


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%ask RO", "a bearer, a recipient and a day"),
        ("%ask RO nobody 2031-03-15", "no agency is called 'nobody'"),
        ("%%sparql\nSELECT nonsense", "line 1: at column"),
        ("%%sparql\nDROP ALL", "read-only"),
        ("%sparql no-such-query", "no query is called 'no-such-query'"),
        ("%sparql", "no query is called ''"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_no_traceback(shell, capsys, text, words):
    done = shell.run_cell(text)
    told = capsys.readouterr()

    assert type(done.error_in_exec).__name__ == "UsageError"
    assert words in str(done.error_in_exec)
    assert "Traceback" not in told.out + told.err


def test_a_query_in_a_cell_gives_a_table(shell):
    found = run(shell, "%%sparql\nSELECT ?agent ?label { ?agent skos:prefLabel ?label } ORDER BY ?label LIMIT 3")

    assert isinstance(found, pd.DataFrame)
    assert (list(found.columns), len(found)) == (["agent", "label"], 3)


def test_a_query_of_the_catalogue_is_run_by_its_name(shell):
    from graph.rdf.catalogue import catalogue

    name = next(name for name, one in catalogue().items() if not any(p.required for p in one.parameters))

    assert isinstance(run(shell, f"%sparql {name}"), pd.DataFrame)
