"""The record that ships: every file is sound, every example gives its answer, every change point is answered."""

from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
import yaml

from graph.check import check
from graph.model import Action
from graph.record.compose import json_schema, shape_of
from graph.record.strict import parse

DATA = Path(__file__).parent.parent / "data"
SCENARIOS = Path(__file__).parent / "scenarios"
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.yaml"))


@cache
def validator(shape):
    return jsonschema.Draft202012Validator(json_schema(shape))


@pytest.mark.parametrize("path", FILES)
def test_each_file_fits_the_schema_that_editors_are_given(path):
    tree, _, _ = parse((DATA / path).read_bytes(), path)

    found = [f"{path}: {error.json_path}: {error.message}" for error in validator(shape_of(path)).iter_errors(tree)]

    assert found == []


def test_the_record_is_sound_and_gives_every_answer_its_files_state():
    problems, count = check(DATA)

    assert [str(problem) for problem in problems] == []
    assert count >= 40


def scenarios():
    for file in sorted(SCENARIOS.glob("*.yaml")):
        # As strings: YAML reads the key `on` as a truth value.
        for n, one in enumerate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)):
            yield pytest.param(one, id=f"{file.stem}-{n}-{one['say'][:40]}")


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_each_scenario_has_the_answer_a_lawyer_wrote(record, scenario):
    asked = dict(scenario["ask"])

    answer = record.ask(asked.pop("bearer"), asked.pop("recipient", None), **asked)
    found = {str(region.verdict) for region in answer.regions}
    hinges = " ".join(hinge.fact for region in answer.regions for hinge in region.finding.hinges_on)

    assert found <= set(scenario["verdict"].split(" or ")), scenario["say"]
    assert scenario.get("names", "") in hinges


def channels(record):
    pairs = {
        (action, bearer, recipient)
        for _, norm in record.norms()
        for action in norm.action
        for bearer in norm.bearer
        for recipient in (norm.recipient if action is not Action.USE else ())
        or ((None,) if action is Action.USE else ())
    }
    return sorted(pairs, key=str)


def test_on_every_change_point_and_the_days_around_it_an_answer_comes_and_each_reason_can_be_read(record):
    asked = 0
    for action, bearer, recipient in channels(record):
        line = record.timeline(bearer, recipient, action=action)
        for flip in line.flips:
            for on in (flip - timedelta(days=1), flip, flip + timedelta(days=1)):
                answer = record.ask(bearer, recipient, action=action, on=on)
                asked += 1
                for region in answer.regions:
                    found = region.finding
                    assert found.because or found.verdict == "no-known-authority"
                    assert all(reason.cites for reason in found.because)
                    assert all(cite.source in record.sources for reason in found.because for cite in reason.cites)
    assert asked > 100


def test_every_flip_of_the_record_has_a_cause(record):
    turns = [
        (earlier, later)
        for action, bearer, recipient in channels(record)
        for strand in record.timeline(bearer, recipient, action=action).strands
        for earlier, later in pairwise(strand.segments)
        if earlier.finding.verdict is not later.finding.verdict
    ]

    assert len(turns) > 500
    assert [later.start for _, later in turns if not later.causes] == []
