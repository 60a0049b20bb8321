"""Proof bundles: they hold as written, no single change of one survives, and no file can hurt the checker."""

import ast
import json
import os
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph import cli, trust
from graph.api import Record
from graph.errors import BundleError
from graph.model import Condition, When
from graph.proof.bundle import bundle
from graph.proof.seal import MAX_BYTES, read
from graph.rdf import nanopub
from graph.verify import Malformed, verify
from graph.verify.worlds import Day, Open, Worlds, allowed, iso
from tests.answers import ask, thorough
from tests.conftest import TINY
from tests.mutants import forged, mutants
from tests.papers import event, norm, paper, suit, when
from tests.papers import record as record_of
from tests.worlds import CHANNELS, OBJECTS, PEOPLE, PLACES, PURPOSES, stories

CHECKER = Path(__file__).parent.parent / "graph" / "verify"
SCENARIOS = Path(__file__).parent / "scenarios"
AXES = {"object": OBJECTS, "people": PEOPLE, "origin": PLACES, "purpose": PURPOSES}

# On this day the injunction bars some cells, is unsettled for others, and the pact is contested.
ASKED = {"on": "2031-03-20", "people": "foreigner", "object": "relief/number", "origin": "ST", "purpose": "removals"}


@pytest.fixture(scope="module")
def whole(tiny):
    return as_read(tiny.ask("relief-office", "guard", **ASKED).to_bundle())


def as_read(one):
    """A bundle as it comes out of its file."""
    return read(json.dumps(one).encode())


# --- bundles hold -------------------------------------------------------------


def test_the_checker_imports_nothing_but_the_standard_library():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in CHECKER.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]

    plain = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    above = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.level > 1}
    plain |= {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}

    assert above == set()
    assert plain <= sys.stdlib_module_names


@thorough(150)
@given(stories(widest=4, twice=True), CHANNELS, st.data())
def test_the_bundle_of_any_question_to_any_record_holds(story, channel, data):
    on = data.draw(st.sampled_from(story.asked))
    asked = {axis: data.draw(st.sampled_from([*terms])) for axis, terms in AXES.items() if data.draw(st.booleans())}

    assert verify(as_read(bundle(ask(story.corpus, channel, on, **asked)))) == []


def scenarios():
    for file in sorted(SCENARIOS.glob("*.yaml")):
        # As strings: YAML reads the key `on` as a truth value.
        for n, one in enumerate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)):
            yield pytest.param(one["ask"], id=f"{file.stem}-{n}")


@pytest.mark.parametrize("asked", list(scenarios()))
def test_the_bundle_of_each_scenario_holds_by_itself_and_against_the_record(record, asked):
    parts = dict(asked)
    answer = record.ask(parts.pop("bearer"), parts.pop("recipient", None), **parts)

    assert trust.check(record, as_read(answer.to_bundle())).every == ()


def test_a_bundle_has_the_norms_that_decide_and_those_defeated_with_all_that_acts_on_them(whole):
    ids = {one["id"] for one in whole["records"] if one["kind"] == "instrument"}

    assert {"agency/2031-01-15-relief-pact", "cases/strelsau-v-health/2031-03-10-injunction"} <= ids
    assert "cases/strelsau-v-health/2031-04-01-stay" in ids
    assert "law/accounts-act" not in ids


def test_what_files_leave_to_be_understood_is_spelled_out(whole):
    said = {one["id"]: one["content"] for one in whole["records"] if one["kind"] in ("norm", "effect")}
    bar = said["cases/strelsau-v-health/2031-03-10-injunction#bar"]
    stay = said["cases/strelsau-v-health/2031-04-01-stay#stays cases/strelsau-v-health/2031-03-10-injunction"]

    assert (bar["tier"], bar["confidence"], bar["from"], bar["under"]) == ("ruling", "high", None, {})
    assert [box["origin"] for box in bar["scope"]] == [["ST", "ZE"], ["HE"]]
    assert [reading["is"] for reading in stay["on"]["readings"]] == ["2031-04-01"]


# --- days ---------------------------------------------------------------------


def test_what_waits_for_a_ruling_ends_as_the_rule_counts_and_no_other_calendar_will_do():
    case = suit(events=(event("ruling", when("2031-11-13")),))
    bar = paper(
        "order",
        "bar",
        "2031-03-01",
        norm("prohibits"),
        end=When(first_of=(Condition(after="cases/suit#ruling", days=14),)),
    )
    held = as_read(record_of(bar, case=case).ask("office", "guard", on="2031-06-01").to_bundle())
    # 27 November 2031 is Thanksgiving.
    days = [day for day in held["asked"]["holidays"] if day != "2031-11-27"]

    assert {one["until"] for one in held["answer"]["regions"]} == {"2031-11-29"}
    assert verify(held) == []
    assert {one.check for one in verify({**held, "asked": {**held["asked"], "holidays": days}})} == {"days"}


def test_a_day_in_doubt_comes_before_another_only_where_the_world_says_so():
    month = Day(((10, 20),), "the month")
    with pytest.raises(Open) as caught:
        _ = month < Day(((15, 15),))

    assert caught.value.args == ("the month", (((10, 14),), ((15, 20),)))
    assert (Day(((10, 14),)) < Day(((15, 20),)), Day(((15, 20),)) < Day(((10, 15),))) == (True, False)


def test_two_days_in_doubt_are_told_apart_in_every_way_they_may_fall():
    records = {"asked": {"holidays": []}, "records": []}
    worlds = Worlds(records)

    def order():
        one, other = (Day(worlds.world.get(name, ((1, 3),)), name) for name in ("one", "other"))
        return "before" if one < other else "after" if other < one else "same"

    def days(spans):
        return {n for first, last in spans for n in range(first, last + 1)}

    whole = ((1, 3),)
    said = {
        (a, b): order
        for world, order in worlds.explore(order)
        for a in days(world.get("one", whole))
        for b in days(world.get("other", whole))
    }

    expected = {(a, b): "before" if a < b else "after" if b < a else "same" for a in (1, 2, 3) for b in (1, 2, 3)}
    assert said == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031-03-10", "2031-03-10", "2031-03-10"),
        ("2031-03-10?", "2031-03-10", "2031-03-10"),
        ("2031-05-1X", "2031-05-10", "2031-05-19"),
        ("2032-02", "2032-02-01", "2032-02-29"),
        ("2031", "2031-01-01", "2031-12-31"),
        ("2031-03-10/2031-04", "2031-03-10", "2031-04-30"),
        ("[2031-03-12, 2031-03-10]", "2031-03-10", "2031-03-12"),
        ("../2031-03", None, "2031-03-31"),
        ("2031-03/..", "2031-03-01", None),
    ],
)
def test_the_checker_reads_a_date_as_the_record_means_it(text, first, last):
    assert [[iso(on) for on in span] for span in allowed(text)] == [[first, last]]


def test_an_unknown_day_has_come_or_never_will():
    assert len(allowed("unknown")) == 2


def test_readings_of_a_doubt_are_given_with_those_that_the_answer_names_for_the_other_dates():
    pause = paper("order", "pause", "2031-03-01/2031-03-20", norm("prohibits"), end="unknown")
    pact = paper("agreement", "pact", "2031-01-01", norm("permits"))
    held = as_read(record_of(pause, pact).ask("office", "guard", on="2031-03-10").to_bundle())
    hinges = {one["fact"] for region in held["answer"]["regions"] for one in region["hinges_on"]}

    assert hinges == {"pause#from", "pause#until"}
    assert verify(held) == []


def test_a_law_that_yields_to_another_that_speaks_does_not_bar_in_the_checker_either():
    secrecy = paper("statute", "secrecy", "..", norm("prohibits", yields_to=("audit-act#n",)))
    audit = paper("statute", "audit-act", "..", norm("permits"))
    held = as_read(record_of(secrecy, audit).ask("office", "guard", on="2031-03-10").to_bundle())

    assert {one["verdict"] for one in held["answer"]["regions"]} == {"permitted"}
    assert verify(held) == []


# --- no change survives -------------------------------------------------------


def test_no_single_change_of_a_bundle_survives_if_its_digests_are_left_alone(whole):
    survived, count = [], 0
    for path, mutant in mutants(whole):
        count += 1
        if caught_in(mutant) == "":
            survived.append(path)

    assert survived == []
    assert count >= 1_000


def test_no_single_change_survives_that_makes_every_digest_fit(tiny, whole):
    every = os.environ.get("COULDSHARE_NIGHTLY") == "1"
    tried = Counter()
    for n, (path, mutant) in enumerate(mutants(whole)):
        # A forger writes the digests anew; that of the record by which the answer was given may be another record's.
        if path[-1] == "digest" or path[0] == "schema" or (path[0] == "records" and n % 2 and not every):
            continue
        caught = caught_by(tiny, mutant)
        tried[path[0], caught] += 1
        assert caught, f"nobody sees that {path} changed"
        if path[:2] == ("answer", "regions"):
            assert caught in ("form", "cover", "verdict", "days", "reasons"), (
                f"only the record tells that {path} changed"
            )

    assert sum(tried.values()) >= 500
    assert {caught for _, caught in tried} >= {"form", "cover", "verdict", "days", "reasons", "record", "answer"}


def caught_in(mutant):
    """The first check of the bundle by itself that a change fails; empty if none does."""
    try:
        return next((one.check for one in trust.sound(read(json.dumps(mutant).encode()))), "")
    except Malformed:
        return "form"


def caught_by(record, mutant):
    """The first check that a forged change fails, the bundle's own before those against the record."""
    try:
        fake = forged(mutant)
    except (KeyError, TypeError):
        return "form"
    own = caught_in(fake)
    return own or next((one.check for one in trust.check(record, fake).every), "")


# --- against another record ---------------------------------------------------


def test_a_record_that_was_rewritten_is_told(tiny, whole):
    pact = tiny.instruments["agency/2031-01-15-relief-pact"]
    rewritten = replace(tiny, instruments={**tiny.instruments, pact.id: replace(pact, title="Another pact")})

    found = trust.check(rewritten, whole)

    assert (found.faults, found.holds) == ((), False)
    assert [one.where for one in found.moved] == [f"instrument {pact.id}"]


def test_an_answer_that_is_no_longer_given_is_told_with_the_part_that_differs(tiny, whole):
    without = tiny.suppose(without=["cases/strelsau-v-health/2031-03-10-injunction"])

    found = trust.check(without, whole)

    assert "instrument cases/strelsau-v-health/2031-03-10-injunction" in {one.where for one in found.moved}
    assert "regions" in {one.where for one in found.differs}
    assert "differs:" in str(found)


def test_an_order_that_was_added_is_told_as_something_the_answer_rests_on_too(tiny, whole):
    bar = tiny.instruments["cases/strelsau-v-health/2031-03-10-injunction"]
    again = replace(bar, id="cases/strelsau-v-health/2031-03-11-again")

    found = trust.check(replace(tiny, instruments={**tiny.instruments, again.id: again}), whole)

    assert f"instrument {again.id}" in {one.where for one in found.differs}


def test_a_record_of_another_version_that_gives_the_same_answer_bears_the_bundle_out(tiny, whole):
    found = trust.check(replace(tiny, version="2031.10.1", digest="sha256:other"), whole)

    assert (found.holds, found.same_record) == (True, False)


def test_a_bundle_that_names_this_record_by_another_version_is_told(tiny, whole):
    corpus = {**whole["answer"]["corpus"], "version": "2099.1"}
    lie = forged({**whole, "answer": {**whole["answer"], "corpus": corpus}})

    found = trust.check(tiny, as_read(lie))

    assert [(one.check, one.where) for one in found.every] == [("answer", "corpus")]


# --- as TriG ------------------------------------------------------------------


def test_trig_carries_the_bundle_in_graphs_of_assertion_provenance_and_publication(whole):
    data = nanopub.trig(whole)
    graphs = {str(quad.graph_name).rstrip(">").rpartition("/")[2] for quad in ox.parse(data, format=ox.RdfFormat.TRIG)}

    assert graphs == {"head", "assertion", "provenance", "pubinfo"}
    assert nanopub.opened(data) == (whole, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"cs:verdict cs:unsettled", b"cs:verdict cs:permitted"),
        (b"cs:origin ", b"cs:people "),
        (b'2031-04-01"^^', b'2031-04-02"^^'),
    ],
)
def test_statements_that_are_not_those_of_the_bundle_are_told(whole, old, new):
    data = nanopub.trig(whole)
    changed = data.replace(old, new, 1)

    _, faults = nanopub.opened(changed)

    assert changed != data
    assert [one.check for one in faults] == ["trig"]


# --- files that are no bundles ------------------------------------------------

HOSTILE = {
    "empty": b"",
    "text": b"no JSON",
    "binary": b"\xff\xfe\x00\x01",
    "list": b"[]",
    "number": b"1e999",
    "deep": b"[" * 200_000,
    "deep-object": b'{"schema": "couldshare-proof/2", "records": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "other-schema": b'{"schema": "couldshare-proof/1"}',
    "no-keys": b'{"schema": "couldshare-proof/2"}',
    "wrong-types": b'{"schema": "couldshare-proof/2", "digest": 1, "records": 1, "question": [], "asked": 0}',
    "records-of-text": b'{"schema": "couldshare-proof/2", "digest": "", "records": ["x"]}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("ending", ["json", "trig"])
def test_a_file_that_is_no_bundle_is_refused_with_a_reason(tmp_path, capsys, name, ending):
    file = tmp_path / f"proof.{ending}"
    file.write_bytes(HOSTILE[name])

    assert cli.main(["verify", str(file), "--data", str(TINY)]) == 2
    assert capsys.readouterr().err.startswith(f"couldshare: proof.{ending}: the ")


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path, capsys):
    file = tmp_path / "proof.json"
    with file.open("wb") as out:
        out.truncate(100_000_000)

    assert cli.main(["verify", str(file), "--data", str(TINY)]) == 2
    assert f"more than {MAX_BYTES:,} bytes" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path, tiny):
    with pytest.raises(BundleError, match="cannot be read: No such file"):
        trust.prove(tiny, tmp_path / "proof.json")


def test_cells_and_readings_beyond_measure_are_refused_and_not_worked_through(whole):
    many = {**whole, "asked": {**whole["asked"], **dict.fromkeys(("objects", "people", "origins"), ["x"] * 1_000)}}
    terms = [{"kind": kind, "id": "x", "digest": "", "content": {}} for kind in ("object", "people", "origin")]

    with pytest.raises(Malformed, match="more than 1,000,000 cells"):
        verify(forged({**many, "records": [*whole["records"], *terms]}))


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("question", "known", "2031-13-01"),
        ("question", "known", 7),
        ("question", "on", "2031"),
        ("question", "bearer", ["health"]),
        ("question", "stranger", "x"),
        ("question", "origin", 7),
        ("asked", "holidays", 7),
        ("answer", "regions", 7),
    ],
)
def test_a_sealed_bundle_of_another_form_is_refused_with_a_reason(tmp_path, capsys, whole, part, key, value):
    odd = {**whole, part: {**whole[part], key: value}}
    odd["answer"] = {**odd["answer"], "question": odd["question"]}
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(forged(odd)), encoding="utf-8")

    code, out = cli.main(["verify", str(file), "--data", str(TINY)]), capsys.readouterr()

    assert code == 2
    assert "not of the form that couldshare-proof/2 states" in " ".join(out.err.split())


@pytest.mark.parametrize("key", ["kind", "id"])
def test_a_record_without_a_name_is_refused(whole, key):
    records = [{**whole["records"][0], key: 7}, *whole["records"][1:]]

    with pytest.raises(Malformed, match="a kind and an id"):
        trust.sound(forged({**whole, "records": records}))


def test_a_vocabulary_in_a_ring_is_refused(whole):
    ring = [
        {**one, "content": {**one["content"], "broader": one["id"]}} if one["kind"] == "agency" else one
        for one in whole["records"]
    ]

    with pytest.raises(Malformed, match="recursion"):
        verify(forged({**whole, "records": ring}))


# --- the command line ---------------------------------------------------------


@pytest.mark.parametrize("name", ["proof.json", "proof.trig"])
def test_ask_writes_a_bundle_that_verify_bears_out(tmp_path, capsys, name):
    file = tmp_path / name
    ask_ = ["ask", "RO", "BG", "--on", "2031-03-20", "--people", "foreigner", "--data", str(TINY)]

    assert cli.main([*ask_, "--bundle", str(file)]) == 0
    assert cli.main(["verify", str(file), "--data", str(TINY)]) == 0

    out = capsys.readouterr().out
    assert "sound: the answer follows from the records in the bundle" in " ".join(out.split())
    assert "same: still given by the same record" in out


def test_verify_says_what_fails_in_every_format(tmp_path, capsys, whole):
    file = tmp_path / "proof.json"
    whole = json.loads(json.dumps(whole))
    whole["answer"]["regions"][0]["verdict"] = "permitted"
    file.write_text(json.dumps(forged(whole)), encoding="utf-8")

    for form in ("text", "json", "csv", "markdown"):
        assert cli.main(["verify", str(file), "--data", str(TINY), "--format", form]) == 1

    out = capsys.readouterr().out
    assert "NOT SOUND" in out
    assert '"sound": false' in out
    assert "verdict,region 0: verdict," in out


def test_a_bundle_of_what_was_known_on_a_day_holds(tiny):
    answer = tiny.ask("relief-office", "guard", on="2031-03-20", known="2031-02-10")

    assert isinstance(tiny, Record)
    assert trust.check(tiny, as_read(answer.to_bundle())).every == ()
