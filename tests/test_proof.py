"""Proof bundles: an answer can be worked out again by a checker that shares nothing with the reasoner."""

import ast
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import trust
from graph.bundle import bundle
from graph.errors import BundleError
from graph.verify import Malformed, read, verify
from tests.answers import ask
from tests.mutants import forged, mutants
from tests.worlds import CHANNELS, stories

HERE = Path(__file__).parent
CHECKER = HERE.parent / "graph" / "verify"
DAYS = ["2031-01-20", "2031-02-03", "2031-03-09", "2031-03-10", "2031-04-22", "2031-05-15", "2031-06-09", "2032-01-15"]
PINNED = {"object": "relief/name", "people": "foreigner", "origin": "ZE", "purpose": "removals"}


def test_the_checker_imports_nothing_of_the_reasoner():
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in CHECKER.glob("*.py")]
    named = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]

    assert len(named) > 10
    assert [node.module for node in named if isinstance(node, ast.ImportFrom) and node.level > 1] == []
    assert [one for node in named for one in (getattr(node, "module", None) or "",) if one.startswith("graph")] == []


@pytest.mark.parametrize("on", DAYS)
def test_a_bundle_of_the_fictional_world_holds(tiny, on):
    for pair in (("relief-office", "guard"), ("health", "guard")):
        found = trust.check(tiny, tiny.ask(*pair, on=on).to_bundle())

        assert found.every == ()
        assert found.same_record


SCENARIOS = [
    scenario
    for file in sorted((HERE / "scenarios").glob("*.yaml"))
    for scenario in yaml.load(file.read_text(), yaml.BaseLoader)
]


def test_the_bundle_of_every_scenario_holds(record):
    asked = [one["ask"] for one in SCENARIOS]
    failed = [one for one in asked if trust.check(record, record.ask(**one).to_bundle()).every]

    assert len(asked) > 10
    assert failed == []


# --- mutants ------------------------------------------------------------------------------


def survivors(record, whole, disguise):
    """Those of the single changes of a bundle that no check notices, and how many there were."""
    count, out = 0, []
    for path, mutant in mutants(whole):
        # Which version of the record it was says nothing of the answer, and is told apart.
        if path[:2] == ("answer", "corpus") or (changed := disguise(mutant)) == whole:
            continue
        count += 1
        try:
            if not trust.check(record, read(json.dumps(changed).encode())).every:
                out.append(path)
        except Malformed:
            continue
    return count, out


def test_no_single_change_of_a_bundle_goes_unnoticed(tiny):
    count, out = survivors(
        tiny, tiny.ask("relief-office", "guard", on="2031-04-22", **PINNED).to_bundle(), lambda one: one
    )

    assert count >= 1000
    assert out == []


def test_nor_does_one_whose_forger_has_made_every_digest_fit(tiny):
    count, out = survivors(tiny, tiny.ask("relief-office", "guard", on="2031-04-22", **PINNED).to_bundle(), forged)

    assert count >= 1000
    assert out == []


# --- files --------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["json", "trig"])
def test_a_bundle_is_written_and_read_again_in_either_form(tiny, tmp_path, ending):
    file = trust.written(tiny.ask("relief-office", "guard", on="2031-04-22", **PINNED), tmp_path / f"proof.{ending}")

    assert trust.prove(tiny, file).holds
    assert [one.name for one in tmp_path.iterdir()] == [f"proof.{ending}"]


def test_the_graphs_of_a_bundle_say_whence_it_comes(tiny, tmp_path):
    file = trust.written(tiny.ask("relief-office", "guard", on="2031-04-22"), tmp_path / "proof.trig")
    store = ox.Store()
    store.load(file.read_bytes(), format=ox.RdfFormat.TRIG)
    prov = "http://www.w3.org/ns/prov#"

    assert len(set(store.named_graphs())) >= 3
    assert any(quad.predicate.value == f"{prov}wasDerivedFrom" for quad in store)


def test_a_bundle_without_a_paper_no_longer_bears_the_answer_out(tiny):
    whole = tiny.ask("relief-office", "guard", on="2031-04-22", **PINNED).to_bundle()
    papers = [one["id"] for one in whole["records"] if one["kind"] == "instrument"]

    assert papers
    for id in papers:
        fewer = forged({**whole, "records": [one for one in whole["records"] if one["id"] != id]})
        assert fault(tiny, fewer)


def fault(record, whole):
    try:
        return trust.check(record, whole).every
    except Malformed as error:
        return str(error)


def test_a_record_that_has_changed_since_is_told(tiny):
    whole = tiny.ask("relief-office", "guard", on="2031-04-22").to_bundle()
    fewer = tiny.suppose(without=["agency/2031-01-15-relief-pact"])
    found = trust.check(fewer, whole)

    assert (found.faults, found.holds, found.same_record) == ((), False, False)
    assert any("relief-pact" in one.where for one in found.moved)


HOSTILE = {
    "no-json": b"{",
    "no-bundle": b'{"schema": 7}',
    "list": b"[]",
    "deep": b"[" * 100_000,
    "empty": b"",
    "binary": bytes(range(256)),
    "bare": b'{"schema": "couldshare-proof/1"}',
    "wrong-types": b'{"schema": "couldshare-proof/1", "records": 7, "question": [], "answer": "", "digest": 1}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("ending", ["json", "trig"])
def test_a_file_that_is_no_bundle_is_refused_and_not_worked_through(tiny, tmp_path, name, ending):
    file = tmp_path / f"proof.{ending}"
    file.write_bytes(HOSTILE[name])

    with pytest.raises(BundleError, match=r"proof\."):
        trust.prove(tiny, file)


def test_a_file_too_large_is_refused_unread(tiny, tmp_path):
    file = tmp_path / "proof.json"
    with file.open("wb") as huge:
        huge.truncate(10**9)

    with pytest.raises(BundleError, match="more than any bundle needs"):
        trust.prove(tiny, file)


# --- random worlds ---------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(stories(doubts=2), CHANNELS, st.data())
def test_a_bundle_of_any_world_holds(story, channel, data):
    on = data.draw(st.sampled_from(story.calendar))

    assert verify(bundle(ask(story.corpus, channel, on))) == []
