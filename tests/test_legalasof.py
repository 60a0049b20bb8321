"""LegalAsOf: what is said to be right is right by hand, by the engine, by rules, by SQL and by brute force."""

import json
import shlex
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from tests.legalasof import bank, ours
from tests.legalasof.baselines import BASELINES
from tests.second.facts import facts
from tests.second.opinion import by_rules
from tests.second.piecewise import Piecewise

FOLDER = Path(bank.__file__).parent
HALVES = [pytest.param(half, id=half.id) for half in bank.halves()]


def put(half):
    """The record, channel, day and cell of a question."""
    asked = half.line["question"]
    record = ours.record(half.line["world"], asked["known"])
    cell = (asked["data"], asked["people"], asked["place"], asked["purpose"])
    return record, (asked["action"], asked["bearer"], asked["recipient"]), date.fromisoformat(asked["on"]), cell


# --- right answers ----------------------------------------------------------------


@pytest.mark.parametrize("half", HALVES)
def test_couldshare_gives_the_answer_written_by_hand(half):
    assert ours.answer(half.line) == half.expected, half.reason


@pytest.mark.parametrize("half", HALVES)
def test_the_answer_set_rules_give_the_answer_written_by_hand(half):
    record, channel, on, cell = put(half)

    told = facts(record, *channel, [on])
    number = told.classes_of([[leaf] for leaf in cell]).pop()

    assert by_rules(told)[on, number] == half.expected, half.reason


@pytest.mark.parametrize("half", HALVES)
def test_sql_and_brute_force_give_the_answer_written_by_hand(half):
    record, channel, on, cell = put(half)

    told = facts(record, *channel, [on])
    number = told.classes_of([[leaf] for leaf in cell]).pop()

    found = Piecewise(record, channel, told, 200, {}).verdicts(number, [on])
    assert found == {on: {"sql": half.expected, "brute force": half.expected}}, half.reason


# --- the bank ----------------------------------------------------------------------


def pairs():
    return json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))["pairs"]


def test_every_pattern_has_at_least_four_pairs_and_there_are_at_least_sixty():
    count = Counter(pair["pattern"] for pair in pairs())

    assert [f"T{n}" for n in range(1, 13)] == list(count)
    assert min(count.values()) >= 4
    assert count.total() >= 60


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair["id"])
def test_the_halves_of_a_pair_differ_in_one_thing(pair):
    one, other = ({**pair["common"], **pair[side]["change"]} for side in "ab")

    differ = {name for name in one if one[name] != other[name]}

    # A use has no recipient, so the deed is told with it.
    assert len(differ) == 1 or differ == {"action", "recipient"}


def test_some_pairs_must_not_differ():
    same = [pair["id"] for pair in pairs() if pair["a"]["expected"] == pair["b"]["expected"]]

    assert 4 <= len(same) <= 12


def test_every_verdict_is_the_right_answer_somewhere():
    assert {half.expected for half in bank.halves()} == set(bank.VERDICTS)


def test_what_a_contestant_reads_and_writes_is_as_the_schema_says():
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    line, answer = (
        jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
        for name in ("line", "answer")
    )

    for half in bank.halves():
        line.validate(half.line)
        answer.validate({"id": half.id, "verdict": half.expected})
    with pytest.raises(jsonschema.ValidationError):
        line.validate({**bank.halves()[0].line, "expected": "permitted"})


def test_no_line_gives_its_answer_away():
    assert not any(
        "expected" in json.dumps(half.line) or half.reason in json.dumps(half.line) for half in bank.halves()
    )


def test_the_readme_of_the_bank_names_every_key_of_the_schema():
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    text = (FOLDER / "README.md").read_text(encoding="utf-8")

    keys = {key for one in schema["$defs"].values() for key in one.get("properties", ())}

    assert sorted(key for key in keys if f"`{key}`" not in text) == []


# --- scoring -----------------------------------------------------------------------


def test_a_pair_counts_only_if_both_halves_are_right():
    right = {half.id: half.expected for half in bank.halves()}

    assert bank.score(right).total == len(pairs())
    assert bank.score(right | {"T1-1a": "claimed"}).total == len(pairs()) - 1
    assert bank.score({id: verdict for id, verdict in right.items() if id != "T1-1a"}).wrong == {"T1-1a": "no answer"}
    assert bank.score({}).total == 0


@pytest.mark.parametrize(
    ("name", "pairs"), [("always-prohibited", 3), ("label-of-the-case", 8), ("last-paper-wins", 29)]
)
def test_a_system_that_knows_little_scores_little_and_what_the_readme_says(name, pairs):
    answers = {half.id: BASELINES[name](half.line) for half in bank.halves()}

    assert bank.score(answers).total == pairs
    assert f"| {pairs} |" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_any_command_can_be_a_contestant():
    command = f"{shlex.quote(sys.executable)} -m tests.legalasof.ours"

    assert bank.asked(command) == {half.id: half.expected for half in bank.halves()}


@pytest.mark.parametrize(
    ("script", "said"),
    [("print('maybe')", "is a line like"), ("raise SystemExit(3)", "exit code 3"), ("print('[1]')", "is a line like")],
)
def test_a_contestant_that_writes_no_answers_is_told_so(script, said):
    with pytest.raises(SystemExit, match=said):
        bank.asked(f"{shlex.quote(sys.executable)} -c {shlex.quote(script)}")


def test_a_command_that_does_not_exist_is_told_so():
    with pytest.raises(SystemExit, match="no-such-system"):
        bank.asked("no-such-system")


def test_the_runner_prints_the_score_and_says_by_its_exit_whether_all_was_right():
    baseline = f"{shlex.quote(sys.executable)} -m tests.legalasof.baselines always-prohibited"
    command = [sys.executable, "-m", "tests.legalasof", "--wrong", "--system", baseline]

    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER.parent.parent)

    assert done.returncode == 1
    assert "3 of 68 pairs" in done.stdout
    assert "T1-1a: prohibited, not no-known-authority. A transfer that happened is no authority" in done.stdout
