"""From a folder to a corpus or to every problem in it: one broken file per code, hostile files, and the cache."""

import ast
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import jsonschema
import pytest
from pydantic import TypeAdapter

import graph
from graph import model
from graph.check import check
from graph.corpus import Corpus
from graph.errors import DataError, GraphError, Problem, Refused
from graph.record.checks.rings import MAX_CHAIN
from graph.record.compose import SHAPES, _longhand, compose, json_schema
from graph.record.load import MAX_BYTES, add, digest_of, lay_over, load, read_bytes, read_folder
from graph.record.strict import MAX_PROBLEMS, parse

HERE = Path(__file__).parent
TINY, BAD = HERE / "tiny", sorted((HERE / "bad").glob("*.yaml"))

CASE = "cases/strelsau-v-health"
COMPLAINT, INJUNCTION = f"{CASE}/2031-02-03-complaint.yaml", f"{CASE}/2031-03-10-injunction.yaml"
STAY, EXTENSION = f"{CASE}/2031-04-01-stay.yaml", f"{CASE}/2031-06-02-extension.yaml"
PACT = "agency/2031-01-15-relief-pact.yaml"
STATUTE = "title: Tithe Code\nkind: statute\nfrom: ..\nrecorded: 2031-09-30\nconfidence: high\ncites: [statute-book]\n"
CASE_FILE = """title: Hentzau v. Guard
court: Court of Hentzau
docket-number: 31-9
filed: 2031-07-01
checked: 2031-09-30
cites: [register]
"""
DISCLOSURE = """title: The rolls were seen at the border.
on: 2031-05-05
bearer: [health]
recipient: [guard]
cites: [evening-post]
confidence: low
recorded: 2031-09-30
said-later:
  - by: cases/strelsau-v-health/2031-03-10-injunction
    says: The court called it a breach.
"""
ORDER = "title: An order\nkind: order\nfrom: 2031-07-01\nrecorded: 2031-09-30\nconfidence: high\ncites: [register]\n"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "couldshare"


@pytest.fixture
def world(tmp_path):
    """The tiny world's files, written out where a test may break them."""
    return written(tmp_path / "world", tiny_files())


def tiny_files() -> dict[str, bytes]:
    return read_folder(TINY)[0]


def problems(**laid: str) -> list[Problem]:
    """The problems of the tiny world with some files laid over it."""
    return overlaid({path: text.encode() for path, text in laid.items()})


def overlaid(laid: dict[str, bytes]) -> list[Problem]:
    return compose({**tiny_files(), **laid})[1]


def changed(path: str, old: str, new: str) -> str:
    """A file of the tiny world with one stretch of text replaced."""
    text = (TINY / path).read_text(encoding="utf-8")
    assert old in text, f"{path} no longer holds {old!r}"
    return text.replace(old, new, 1)


def written(root: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def python(code: str, *args: Path) -> str:
    """What a fresh Python prints for some code."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], cwd=HERE.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- one broken file for each code -------------------------------------------


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_broken_file_gets_its_code_path_line_and_remedy(file):
    text = file.read_text(encoding="utf-8")
    path, line, words = (one.partition(": ")[2] for one in text.splitlines()[:3])

    found = problems(**{path: text})

    assert [(one.code, one.path, one.line) for one in found] == [(file.stem, path, int(line))]
    assert words in f"{found[0].message}; {found[0].remedy}"


# Codes whose file cannot be kept as text, each with the test that makes one.
MADE_HERE = {
    "not-text": "test_a_binary_file_is_refused_with_the_line_of_its_first_odd_byte",
    "too-large": "test_a_file_of_100_megabytes_is_refused_unread",
    "unreadable": "test_a_folder_called_like_a_file_cannot_be_read",
    "wrong-ending": "test_a_file_that_ends_in_yml_is_refused_unread_and_not_passed_over",
    "effect-chain": "test_a_chain_of_a_hundred_papers_is_no_problem_and_a_longer_one_is_told_once",
}


def test_every_code_has_a_broken_file_or_a_test_of_its_own():
    record = Path(graph.__file__).parent / "record"
    modules = [record / "strict.py", record / "compose.py", record / "load.py", *(record / "checks").glob("*.py")]
    codes = set().union(*map(codes_in, modules))

    assert codes == {file.stem for file in BAD} | set(MADE_HERE)
    assert set(MADE_HERE.values()) <= set(globals())


def codes_in(module: Path) -> set[str]:
    """The codes a module gives its problems: the words at a fixed place of a few calls, and what stands for them."""
    place = {"Problem": 2, "at": 2, "refuse": 0 if module.stem == "load" else 1, "order": 5, "known": 5}
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = ((getattr(call.func, "id", getattr(call.func, "attr", "")), call.args) for call in calls)
    given = [args[place[name]] for name, args in named if len(args) > place.get(name, 99)]
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        defaults = zip(reversed(function.args.args), reversed(function.args.defaults), strict=False)
        given += [default for name, default in defaults if name.arg == "code"]
    return {one.value for one in given if isinstance(one, ast.Constant)}


# --- each thing a reference can get wrong ------------------------------------

# One slip in the tiny world: the file, what it says, what it says after the slip (which begins on the line the
# problem must name), and the code and the words of the problem.
SLIPS = {
    "broader-unknown": (
        "vocabularies/purposes.yaml",
        "  broader: immigration-enforcement",
        "  broader: imigration-enforcement",
        "dangling-reference",
        "the broader term 'imigration-enforcement' of 'border-checks' does not exist; did you mean immigration-enf",
    ),
    "holds-unknown": (
        "vocabularies/agencies.yaml",
        "  holds: [relief]",
        "  holds: [relieve]",
        "unknown-term",
        "'relieve' is not an object; did you mean relief",
    ),
    "term-without-a-label": (
        "vocabularies/purposes.yaml",
        "  label: Border checks",
        "  label: ' '",
        "missing-key",
        "the term 'border-checks' has no label; add one",
    ),
    "place-that-is-an-agency": (
        "vocabularies/places.yaml",
        "TA: ",
        "guard: {label: Gard}\nTA: ",
        "duplicate-id",
        "'guard' is an agency too; rename one",
    ),
    "people-unknown": (
        "law/border-code.yaml",
        "      - {people: foreigner, ",
        "      - {people: foreign, ",
        "unknown-term",
        "'foreign' is not a term of people; did you mean foreigner?",
    ),
    "purpose-unknown": (
        "law/accounts-act.yaml",
        "      - {object: relief, purpose: relief-audit}",
        "      - {object: relief, purpose: audit}",
        "unknown-term",
        "'audit' is not a term of purpose; did you mean relief-audit?",
    ),
    "origin-unknown": (
        PACT,
        "      - {object: relief, ",
        "      - {origin: ZEN, object: relief, ",
        "unknown-term",
        "'ZEN' is not a term of origin; did you mean ZE or HE?",
    ),
    "origin-like-no-other": (
        PACT,
        "      - {object: relief, ",
        "      - {origin: xyzzy, object: relief, ",
        "unknown-term",
        "'xyzzy' is not a term of origin; check the spelling",
    ),
    "origin-of-two-words": (
        INJUNCTION,
        "      - {object: relief, origin: plaintiffs, ",
        "      - {object: relief, origin: plaintiffs 2031-03-10, ",
        "unknown-term",
        "'plaintiffs 2031-03-10' is not a term of origin",
    ),
    "excepted-object-unknown": (
        INJUNCTION,
        "      - {object: [relief/name, relief/address]",
        "      - {object: [relief/name, relief/adress]",
        "unknown-term",
        "'relief/adress' is not a term of object; did you mean relief/address",
    ),
    "bearer-unknown": (
        "law/relief-code.yaml",
        "    bearer: [health]",
        "    bearer: [helth]",
        "unknown-term",
        "'helth' is not a term of agency; did you mean health",
    ),
    "recipient-unknown": (
        PACT,
        "    recipient: [guard]",
        "    recipient: [gard]",
        "unknown-term",
        "'gard' is not a term of agency; did you mean guard",
    ),
    "party-unknown": (
        f"{CASE}/case.yaml",
        "    agent: [HE]",
        "    agent: [HEN]",
        "unknown-term",
        "'HEN' is not a term of agency; did you mean HE",
    ),
    "party-without-agent-or-name": (
        f"{CASE}/case.yaml",
        "  - role: defendant\n    agent: [health]",
        "  - role: defendant\n    name: ' '",
        "missing-key",
        "a party has neither agent nor name; say who it is",
    ),
    "party-of-no-known-role": (
        f"{CASE}/case.yaml",
        "role: defendant",
        "role: defendent",
        "unknown-word",
        "'defendent' is not a role the record knows; did you mean 'defendant'?",
    ),
    "norm-without-a-bearer": (
        PACT,
        "    bearer: [health]",
        "    bearer: []",
        "missing-key",
        "the norm 'rolls' names no bearer; name one",
    ),
    "norm-without-an-action": (
        PACT,
        "    action: [share]",
        "    action: []",
        "missing-key",
        "the norm 'rolls' names no action; name one",
    ),
    "fact-unknown": (
        INJUNCTION,
        "      - {object: relief/number, people: foreigner, under: {number-is-basic: ",
        "      - {object: relief/number, people: foreigner, under: {number-is-plain: ",
        "dangling-reference",
        f"no contested fact is called '{CASE}#number-is-plain'; did you mean {CASE}#number-is-basic?",
    ),
    "reading-unknown": (
        INJUNCTION,
        '      - {object: relief/number, people: foreigner, under: {number-is-basic: "yes"}}',
        '      - {object: relief/number, people: foreigner, under: {number-is-basic: "yea"}}',
        "dangling-reference",
        f"'{CASE}#number-is-basic' has no open reading 'yea'; did you mean yes?",
    ),
    "reading-rejected": (
        INJUNCTION,
        '      - {object: relief/number, people: foreigner, under: {number-is-basic: "yes"}}',
        '      - {object: relief/number, people: foreigner, under: {number-is-basic: "half"}}',
        "dangling-reference",
        f"'{CASE}#number-is-basic' has no open reading 'half'",
    ),
    "relied-on-norm-unknown": (
        PACT,
        "    relies-on: [law/border-code#request]",
        "    relies-on: [law/border-code#requests]",
        "dangling-reference",
        "no norm is called 'law/border-code#requests'; did you mean law/border-code#request",
    ),
    "norm-yielded-to-unknown": (
        "law/relief-code.yaml",
        "    yields-to: [law/accounts-act#audit]",
        "    yields-to: [audit]",
        "dangling-reference",
        "no norm is called 'law/relief-code#audit'; did you mean law/",
    ),
    "target-norm-unknown": (
        COMPLAINT,
        "  - {verb: challenges, target: agency/2031-01-15-relief-pact}",
        "  - {verb: challenges, target: agency/2031-01-15-relief-pact#roll}",
        "dangling-reference",
        "no instrument or norm is called 'agency/2031-01-15-relief-pact#roll'; did you mean agency/2031-01-15-relief-",
    ),
    "target-paper-unknown": (
        STAY,
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunction}}",
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunktion}}",
        "dangling-reference",
        f"no instrument or norm is called '{CASE}/2031-03-10-injunktion'; did you mean {CASE}/2031-03-10-injunction",
    ),
    "related-case-unknown": (
        f"{CASE}/case.yaml",
        "subject: ",
        "related: [cases/strelsau-v-helth]\nsubject: ",
        "dangling-reference",
        f"no case is called 'cases/strelsau-v-helth'; did you mean {CASE}?",
    ),
    "paper-of-a-docket-line-unknown": (
        f"{CASE}/docket.yaml",
        f"    instrument: {CASE}/2031-02-03-complaint",
        f"    instrument: {CASE}/2031-02-03-complain",
        "dangling-reference",
        f"no instrument is called '{CASE}/2031-02-03-complain'; did you mean {CASE}/2031-02-03-complaint",
    ),
    "event-unknown": (
        EXTENSION,
        "        - {after: final-ruling, ",
        "        - {after: final-rulling, ",
        "dangling-reference",
        f"no event is called '{CASE}#final-rulling'; did you mean {CASE}#final-ruling?",
    ),
    "case-unknown": (
        EXTENSION,
        "        - {end-of: case}",
        "        - {end-of: cases/strelsau-v-helth}",
        "dangling-reference",
        f"no case is called 'cases/strelsau-v-helth'; did you mean {CASE}?",
    ),
    "source-of-a-part-unknown": (
        f"{CASE}/case.yaml",
        "    cites: [evening-post]",
        "    cites: [evening-pots]",
        "unknown-source",
        "no source is called 'evening-pots'; did you mean evening-post",
    ),
    "source-of-a-docket-line-unknown": (
        f"{CASE}/docket.yaml",
        "  - {on: 2031-05-1X, what: Hentzau joins as plaintiff, cites: [evening-post]}",
        "  - {on: 2031-05-1X, what: Hentzau joins as plaintiff, cites: [evening-pots]}",
        "unknown-source",
        "no source is called 'evening-pots'; did you mean evening-post",
    ),
    "reading-of-a-date-unsourced": (
        INJUNCTION,
        "    - {is: 2031-03-10, cites: [injunction-text]}",
        "    - {is: 2031-03-10}",
        "unsourced",
        "the reading 2031-03-10 cites no source; add a cite to each reading",
    ),
    "date-without-a-day": (
        INJUNCTION,
        "until: {is: 2031-06-09, words: for ninety-one days}",
        "until: {words: for ninety-one days}",
        "missing-key",
        "a date has a day, or several readings, or conditions, and one of these only; give one of `is`, `readings`",
    ),
    "date-with-a-day-and-conditions": (
        INJUNCTION,
        "until: {is: 2031-06-09, words: for ninety-one days}",
        "until: {is: 2031-06-09, first-of: [{end-of: case}]}",
        "missing-key",
        "a date has a day, or several readings, or conditions, and one of these only; give one of `is`, `readings`",
    ),
    "date-without-an-open-reading": (
        INJUNCTION,
        "until: {is: 2031-06-09, words: for ninety-one days}",
        "until: {readings: [{is: 2031-06-09, rejected: A slip.}]}",
        "no-reading",
        "every reading of the date is rejected; keep one",
    ),
    "condition-that-is-empty": (
        EXTENSION,
        "        - {end-of: case}",
        "        - {}",
        "missing-key",
        "a condition waits 1 to 3,660 days after an event, or for the end of a case; write {after: event, days: 14}",
    ),
    "condition-of-both-forms": (
        EXTENSION,
        "        - {after: final-ruling, days: 14}",
        "        - {after: final-ruling, days: 14, end-of: case}",
        "missing-key",
        "a condition waits 1 to 3,660 days after an event, or for the end of a case",
    ),
    "condition-of-no-days": (
        EXTENSION,
        "        - {after: final-ruling, days: 14}",
        "        - {after: final-ruling, days: 0}",
        "missing-key",
        "a condition waits 1 to 3,660 days after an event",
    ),
    "condition-of-days-before": (
        EXTENSION,
        "        - {after: final-ruling, days: 14}",
        "        - {after: final-ruling, days: -14}",
        "missing-key",
        "a condition waits 1 to 3,660 days after an event",
    ),
    "condition-of-too-many-days": (
        EXTENSION,
        "        - {after: final-ruling, days: 14}",
        "        - {after: final-ruling, days: 3661}",
        "missing-key",
        "a condition waits 1 to 3,660 days after an event",
    ),
    "recorded-on-no-one-day": (
        PACT,
        "recorded: 2031-09-30",
        "recorded: 2031-09",
        "bad-date",
        "agency/2031-01-15-relief-pact was recorded on no one day; write the day you wrote it",
    ),
    "case-recorded-on-no-one-day": (
        f"{CASE}/case.yaml",
        "recorded: 2031-09-30",
        "recorded: unknown",
        "bad-date",
        f"{CASE} was recorded on no one day",
    ),
    "paper-without-a-title": (
        PACT,
        "title: Pact on the relief rolls",
        "title: ' '",
        "missing-key",
        "agency/2031-01-15-relief-pact has no title; add one",
    ),
    "case-without-a-title": (
        f"{CASE}/case.yaml",
        "title: Strelsau v. Ministry of Health",
        "title:",
        "missing-key",
        f"{CASE} has no title; add one",
    ),
    "case-without-a-source": (
        f"{CASE}/case.yaml",
        "cites:\n  - register\n",
        "cites: []\n",
        "unsourced",
        f"{CASE} cites no source; add a cite",
    ),
    "extension-without-an-end": (
        STAY,
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunction}}",
        f"  - {{verb: extends, target: {CASE}/2031-03-10-injunction}}",
        "missing-key",
        "an extension has no new end; add 'until'",
    ),
    "plaintiffs-outside-a-case": (
        PACT,
        "      - {object: relief, ",
        "      - {origin: plaintiffs, object: relief, ",
        "contest-outside-case",
        "agency/2031-01-15-relief-pact lies in no case and has no plaintiffs; name the states",
    ),
    "plaintiffs-on-no-day": (
        INJUNCTION,
        "      - {object: relief, origin: plaintiffs, ",
        "      - {object: relief, origin: {plaintiffs-on: 2031-03}, ",
        "bad-date",
        "'2031-03' is not a day; write plaintiffs-on: 2031-08-14",
    ),
    "plaintiffs-on-a-day-of-no-calendar": (
        INJUNCTION,
        "      - {object: relief, origin: plaintiffs, ",
        "      - {object: relief, origin: {plaintiffs-on: 2031-02-30}, ",
        "bad-date",
        "'2031-02-30' is not a day",
    ),
    "plaintiffs-on-without-a-day": (
        INJUNCTION,
        "      - {object: relief, origin: plaintiffs, ",
        "      - {object: relief, origin: plaintiffs-on, ",
        "unknown-term",
        "'plaintiffs-on' is not a term of origin",
    ),
    "plaintiffs-on-a-day-outside-a-case": (
        PACT,
        "      - {object: relief, ",
        "      - {origin: {plaintiffs-on: 2031-03-10}, object: relief, ",
        "contest-outside-case",
        "agency/2031-01-15-relief-pact lies in no case and has no plaintiffs",
    ),
    "norm-ends-before-it-begins": (
        "law/relief-code.yaml",
        "    yields-to: ",
        "    until: 2031-01-01\n    from: 2031-01-01\n    yields-to: ",
        "reversed-interval",
        "the norm ends before it begins; check the two dates; an end is the first day after",
    ),
    "effect-ends-before-it-begins": (
        STAY,
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunction}}",
        f"  - {{verb: stays, on: 2031-04-02, until: 2031-04-02, target: {CASE}/2031-03-10-injunction}}",
        "reversed-interval",
        "the effect ends before it begins; check the two dates; an end is the first day after",
    ),
    "effect-ends-before-its-paper-begins": (
        STAY,
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunction}}",
        f"  - {{verb: stays, until: 2031-04-01, target: {CASE}/2031-03-10-injunction}}",
        "reversed-interval",
        "the effect ends before it begins",
    ),
    "effect-too-early-by-the-date-of-its-paper": (
        STAY,
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunction}}",
        f"  - {{verb: stays, target: {CASE}/2031-06-02-extension}}",
        "effect-too-early",
        f"the effect is dated before {CASE}/2031-06-02-extension begins (2031-06-02); check both dates",
    ),
    "effect-on-a-norm-too-early": (
        STAY,
        f"  - {{verb: stays, target: {CASE}/2031-03-10-injunction}}",
        f"  - {{verb: stays, on: 2031-03-09, target: {CASE}/2031-03-10-injunction#bar}}",
        "effect-too-early",
        f"the effect is dated before {CASE}/2031-03-10-injunction#bar begins (2031-03-10)",
    ),
    "appeal-outside-a-case": (
        PACT,
        "examples:",
        "effects: [{verb: appeals, target: law/relief-code}]\nexamples:",
        "contest-outside-case",
        "agency/2031-01-15-relief-pact contests something and lies in no case",
    ),
    "case-closed-before-it-is-filed": (
        f"{CASE}/case.yaml",
        "checked: 2031-09-30",
        "closed: 2031-02-03\nchecked: 2031-09-30",
        "reversed-interval",
        "the case is closed before it is filed; check the two dates",
    ),
    "party-leaves-before-it-joins": (
        f"{CASE}/case.yaml",
        "    joined: {is: 2031-05-1X, words: in the middle of the month}",
        "    left: 2031-05-10\n    joined: 2031-05-1X",
        "party-order",
        "the party leaves before it joins; check the two dates",
    ),
    "event-twice": (
        f"{CASE}/case.yaml",
        "contested:",
        "  - {id: final-ruling, what: The court rules again.}\ncontested:",
        "duplicate-id",
        "'final-ruling' stands twice among the events; rename one",
    ),
    "fact-twice": (
        f"{CASE}/case.yaml",
        "open-questions:",
        '  - {id: number-is-basic, question: Again?, readings: [{id: "yes", says: So.}]}\nopen-questions:',
        "duplicate-id",
        "'number-is-basic' stands twice among the contested; rename one",
    ),
    "reading-twice": (
        f"{CASE}/case.yaml",
        "      - id: half",
        '      - {id: "no", says: Again no.}\n      - id: half',
        "duplicate-id",
        "'no' stands twice among the readings; rename one",
    ),
    "event-of-no-id": (
        f"{CASE}/case.yaml",
        "contested:",
        "  - {id: second_ruling, what: The court rules again.}\ncontested:",
        "bad-id",
        "'second_ruling' is no id; use lower-case words joined by hyphens",
    ),
    "fact-of-no-id": (
        f"{CASE}/case.yaml",
        "open-questions:",
        '  - {id: "a#b", question: Again?, readings: [{id: "yes", says: So.}]}\nopen-questions:',
        "bad-id",
        "'a#b' is no id",
    ),
    "norm-with-the-name-of-a-date": (
        PACT,
        "  - id: rolls",
        "  - id: from",
        "bad-id",
        "'from' is no id",
    ),
    "event-with-the-name-of-a-date": (
        f"{CASE}/case.yaml",
        "contested:",
        "  - {id: until, what: It all ends.}\ncontested:",
        "bad-id",
        "'until' is no id",
    ),
    "reading-of-no-id": (
        f"{CASE}/case.yaml",
        "      - id: half",
        '      - {id: "-", says: Nobody knows.}\n      - id: half',
        "bad-id",
        "'-' is no id",
    ),
    "record-with-an-id": (
        PACT,
        "title: ",
        "id: agency/2031-01-15-relief-pact\ntitle: ",
        "unknown-key",
        "a record has no key 'id'; its path is its id: remove the line",
    ),
    "key-like-no-other": (
        PACT,
        "title: ",
        "xyzzy: 1\ntitle: ",
        "unknown-key",
        "'xyzzy' is not a key of an instrument; it may have checked, citation, cites, ",
    ),
    "word-like-no-other": (
        PACT,
        "kind: agreement",
        "kind: xyzzy",
        "unknown-word",
        "'xyzzy' is not a kind the record knows; use one of order, opinion, judgment",
    ),
    "list-left-out": (
        PACT,
        "    bearer: [health]",
        "    bearer: health",
        "bad-value",
        "'bearer': this should be a list",
    ),
    "list-for-a-text": (
        PACT,
        "title: Pact on the relief rolls",
        "title: [Pact]",
        "bad-value",
        "'title': this should be text",
    ),
    "word-for-a-mapping": (
        INJUNCTION,
        "      - {object: relief, origin: plaintiffs, ",
        "      - {under: number-is-basic, object: relief, origin: plaintiffs, ",
        "bad-value",
        "'under': this should be a mapping",
    ),
    "list-for-a-date": (
        INJUNCTION,
        "until: {is: 2031-06-09, words: for ninety-one days}",
        "until: [2031-06-09]",
        "bad-value",
        "'until': this should be a mapping",
    ),
    "word-for-a-number": (
        EXTENSION,
        "        - {after: final-ruling, days: 14}",
        "        - {after: final-ruling, days: fourteen}",
        "bad-value",
        "'days': this should be a whole number",
    ),
    "number-of-too-many-digits": (
        EXTENSION,
        "        - {after: final-ruling, days: 14}",
        f"        - {{after: final-ruling, days: {'9' * 5000}}}",
        "bad-value",
        "'days': ",
    ),
    "key-like-an-id": (
        PACT,
        "    modality: permits",
        "    ids: roll\n    modality: permits",
        "unknown-key",
        "'ids' is not a key of a norm; did you mean 'id'?",
    ),
    "key-of-a-date": (
        INJUNCTION,
        "until: {is: 2031-06-09, words: for ninety-one days}",
        "until: {is: 2031-06-09, wrods: for ninety-one days}",
        "unknown-key",
        "'wrods' is not a key of a date; did you mean 'words'?",
    ),
    "key-of-a-reading-of-a-date": (
        INJUNCTION,
        "    - {is: 2031-03-10, cites: [injunction-text]}",
        "    - {is: 2031-03-10, cite: [injunction-text]}",
        "unknown-key",
        "'cite' is not a key of a date reading; did you mean 'cites'?",
    ),
    "key-of-an-example": (
        EXTENSION,
        "  - ask: {bearer: health, ",
        "  - ask: {bearrer: x, bearer: health, ",
        "unknown-key",
        "'bearrer' is not a key of an example's question; did you mean 'bearer'?",
    ),
    "version-left-out": (
        "record.yaml",
        "title: The Ruritanian relief rolls\nversion: 2031.9.30",
        "title: The Ruritanian relief rolls",
        "missing-key",
        "the record needs 'version'; add 'version'",
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_one_slip_gives_one_problem_on_its_line(slip):
    path, old, new, code, words = slip
    text = changed(path, old, new)

    found = problems(**{path: text})

    line = text[: text.index(new)].count("\n") + 1
    assert [(one.code, one.path, one.line) for one in found] == [(code, path, line)]
    assert words in f"{found[0].message}; {found[0].remedy}"


def test_what_lies_just_within_the_limits_is_no_problem():
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    quote = STATUTE.replace("[statute-book]", f"[{{source: statute-book, words: {words}}}]")
    one_day = ORDER + "until: 2031-07-02\n"
    same_day = ORDER + "effects:\n  - {verb: stays, target: agency/2031-01-15-relief-pact, on: 2031-01-15}\n"
    stay = "  - {verb: stays, target: agency/2031-01-15-relief-pact, until: "
    days = "{first-of: [{after: final-ruling, days: 1}, {after: final-ruling, days: 3660}]}"
    short_stays = f"{ORDER}effects:\n{stay}2031-07-02}}\n{stay}{days}}}\n"
    one_day_case = (
        f"{CASE_FILE}closed: 2031-07-02\nrelated: [{CASE}]\nevents: [{{id: 2nd-ruling-1, what: It rules.}}]\n"
        "parties: [{role: plaintiff, name: Rupert, joined: 2031-07-01, left: 2031-07-02}]\n"
    )

    found = problems(
        **{
            "law/tithe-code.yaml": quote,
            f"{CASE}/2031-07-01-one-day.yaml": one_day,
            f"{CASE}/2031-07-01-same-day.yaml": same_day,
            f"{CASE}/2031-07-01-short-stays.yaml": short_stays,
            "cases/hentzau-v-guard/case.yaml": one_day_case,
            "disclosures/rolls.yaml": DISCLOSURE,
        }
    )

    assert found == []


@pytest.mark.parametrize(
    "dates",
    [
        "from: unknown",
        "from: 2031-07-01/..\nuntil: 2031-08-01/..",
        "from: ../2031-07-01\nuntil: ../2031-08-01",
        "from: unknown\nuntil: 2031-08-01",
        "from: 2031-07-01\nuntil: unknown",
        "from: {first-of: [{end-of: case}]}\nuntil: 2031-08-01",
    ],
    ids=["unknown", "open-late", "open-early", "unknown-start", "unknown-end", "waiting-start"],
)
def test_a_paper_of_dates_that_nobody_can_compare_is_no_problem(dates):
    effects = "effects:\n  - {verb: stays, target: agency/2031-01-15-relief-pact}\n"

    found = problems(**{f"{CASE}/2031-07-01-order.yaml": ORDER.replace("from: 2031-07-01", dates) + effects})

    assert found == []


def test_what_only_some_verbs_must_keep_to_the_others_need_not():
    norm = "norms:\n  - {id: rolls, modality: prohibits, says: No., bearer: [health], action: [share]}\n"
    amends = "effects:\n  - {verb: amends, target: agency/2031-01-15-relief-pact#rolls}\n"
    enjoins_early = "effects:\n  - {verb: enjoins, target: agency/2031-01-15-relief-pact, on: 2031-01-14}\n"
    rescinds = "effects:\n  - {verb: rescinds, target: agency/2031-01-15-relief-pact}\n"

    found = problems(
        **{
            f"{CASE}/2031-07-01-amends.yaml": ORDER + norm + amends,
            f"{CASE}/2031-07-01-enjoins.yaml": ORDER + enjoins_early,
            "agency/2031-07-01-rescinds.yaml": ORDER.replace("kind: order", "kind: memo") + rescinds,
        }
    )

    assert found == []


@pytest.mark.parametrize(
    "wrong",
    [
        "contested: number",
        "contested: [number]",
        "until: {first-of: final-ruling}",
        "until: {first-of: [final-ruling]}",
        "examples: [{ask: {bearer: health, on: 2031-07-01}, verdict: claimed, hinges-on: number}]",
        "examples: [{ask: {bearer: health, on: 2031-07-01}, verdict: claimed, because: bar}]",
        "effects: [{verb: stays, target: law/relief-code, under: [number]}]",
        "effects: [{verb: stays, target: law/relief-code, cites: register}]",
    ],
)
def test_a_word_where_a_list_or_mapping_belongs_is_a_problem_and_no_crash(wrong):
    found = problems(**{f"{CASE}/2031-07-01-order.yaml": f"{ORDER}{wrong}\n"})

    assert [(one.line, one.code) for one in found] == [(7, "bad-value")]


def test_a_rejected_reading_does_not_mend_a_reversed_interval():
    readings = "[{is: 2031-06-30, cites: [register]}, {is: 2031-08-01, cites: [register], rejected: A slip.}]"

    found = problems(**{f"{CASE}/2031-07-01-order.yaml": f"{ORDER}until: {{readings: {readings}}}\n"})

    assert [(one.line, one.code) for one in found] == [(7, "reversed-interval")]


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("bearer: [health]", "bearer: [helth]", "unknown-term", "'helth' is not a term of agency; did you mean health"),
        ("recipient: [guard]", "recipient: [gard]", "unknown-term", "'gard' is not a term of agency; did you mean gu"),
        ("cites: [evening-post]", "cites: []", "unsourced", "disclosures/rolls cites no source"),
        ("title: The rolls were seen at the border.", "title:", "missing-key", "disclosures/rolls has no title"),
        ("recorded: 2031-09-30", "recorded: 2031-09", "bad-date", "disclosures/rolls was recorded on no one day"),
        (f"by: {CASE}/2031-03-10-injunction", "by: ruling", "dangling-reference", "no ruling is called 'ruling'"),
        (f"by: {CASE}/2031-03-10-injunction", f"by: {PACT[:-5]}", "dangling-reference", "no ruling is called 'agency"),
        ("says: The court called it a breach.", "says:", "missing-key", "a holding does not say what was held"),
    ],
)
def test_a_disclosure_is_checked_like_any_record(old, new, code, words):
    text = DISCLOSURE.replace(old, new)

    found = problems(**{"disclosures/rolls.yaml": text})

    line = text[: text.index(new)].count("\n") + 1
    assert [(one.code, one.path, one.line) for one in found] == [(code, "disclosures/rolls.yaml", line)]
    assert words in f"{found[0].message}; {found[0].remedy}"


def test_a_note_is_on_something_that_is_there():
    there = (CASE, PACT.removesuffix(".yaml"), "disclosures/rolls", "register")
    notes = "".join(f"{id}: {{text: Read again.}}\n" for id in (*there, "regsiter"))

    found = problems(**{"notes.yaml": notes, "disclosures/rolls.yaml": DISCLOSURE})

    assert [(one.path, one.line, one.code) for one in found] == [("notes.yaml", 5, "dangling-reference")]
    assert found[0].message == "no record is called 'regsiter'"
    assert "did you mean register" in found[0].remedy


def test_a_source_in_two_files_is_told_in_the_second(world):
    twice = "new-book: &\nregister: &\nevening-post: &\n".replace(
        "&", "{title: A book, publisher: Crown Printer, published: 2031-02-03, tier: primary}"
    )
    written(world, {"sources/zenda.yaml": twice.encode()})

    with pytest.raises(DataError) as raised:
        load(world)

    assert list(map(str, raised.value.problems)) == [
        f"sources/zenda.yaml:{line}: the source {source!r} stands in another file too; keep one [duplicate-id]"
        for line, source in ((2, "register"), (3, "evening-post"))
    ]


def test_a_source_of_no_address_is_told_in_each_file_that_holds_it():
    source = (
        "gazette:\n  title: Gazette\n  publisher: Gazette\n  published: 2031-01-02\n  tier: news\n  url: file:///x\n"
    )

    found = problems(**{"sources/gazette.yaml": source, "sources/zenda.yaml": source})

    assert [(one.path, one.line, one.code) for one in found] == [
        ("sources/gazette.yaml", 6, "bad-address"),
        ("sources/zenda.yaml", 1, "duplicate-id"),
        ("sources/zenda.yaml", 6, "bad-address"),
    ]


def test_each_file_in_a_folder_without_a_case_is_told():
    entries = "entries:\n  - {on: 2031-02-03, what: Complaint, cites: [register]}\n"
    lost = {"cases/hentzau-v-guard/docket.yaml": entries, f"{CASE}/drafts/2031-07-01-order.yaml": ORDER}

    found = problems(**lost)

    assert [(one.path, one.line, one.code) for one in found] == [(path, 1, "no-case") for path in sorted(lost)]
    assert [one.path for one in problems(**lost, **{"cases/hentzau-v-guard/case.yaml": CASE_FILE})] == [
        f"{CASE}/drafts/2031-07-01-order.yaml"
    ]


def test_a_paper_needs_its_date_in_its_name():
    found = problems(**{f"{CASE}/order.yaml": ORDER})

    assert list(map(str, found)) == [
        f"{CASE}/order.yaml:1: the name of {CASE}/order does not begin with its date; "
        "call it 2031-08-14-what-it-is.yaml [path-date]"
    ]


def test_a_name_earlier_than_the_date_is_as_wrong_as_a_later_one():
    found = problems(**{f"{CASE}/2031-06-30-order.yaml": ORDER})

    assert [(one.code, one.line, one.message) for one in found] == [
        ("path-date", 3, "the name says 2031-06-30 and the file 2031-07-01")
    ]


def test_a_name_may_give_the_month_or_the_day_of_signing():
    month = {f"{CASE}/2031-07-order.yaml": ORDER}
    signed = {f"{CASE}/2031-06-30-order.yaml": ORDER + "signed: 2031-06-30\n"}

    assert problems(**month, **signed) == []


def test_a_name_with_a_day_of_no_calendar_is_a_problem_and_no_crash():
    found = problems(**{f"{CASE}/2031-13-01-order.yaml": ORDER})

    assert [(one.code, one.line) for one in found] == [("path-date", 1)]


def test_a_name_that_differs_from_the_signing_of_an_order_with_a_conditional_start_is_a_problem_and_no_crash():
    waits = ORDER.replace("from: 2031-07-01", "from: {first-of: [{end-of: case}]}\nsigned: 2031-07-01")

    found = problems(**{f"{CASE}/2031-07-02-order.yaml": waits})

    assert [one.code for one in found] == ["path-date"]


def test_a_ring_of_terms_names_each_of_them():
    ring = changed("vocabularies/people.yaml", "everyone:\n", "everyone:\n  broader: subject\n")

    found = problems(**{"vocabularies/people.yaml": ring})

    assert [(one.line, one.code) for one in found if "everyone" in one.message] == [(2, "vocabulary-cycle")]
    assert [(one.line, one.code) for one in found if "subject" in one.message] == [(7, "vocabulary-cycle")]


def orders(**targets: str) -> dict[str, str]:
    """Orders of one day, each of which stays the others named after it."""
    return {
        f"{CASE}/2031-07-01-{name}.yaml": ORDER
        + "effects:\n"
        + "".join(f"  - {{verb: stays, target: {CASE}/2031-07-01-{one}}}\n" for one in acts.split())
        for name, acts in targets.items()
    }


@pytest.mark.parametrize(
    ("targets", "rings"),
    [
        ({"a": "a"}, ["a → a"]),
        ({"a": "b", "b": "c", "c": "a"}, ["a → b → c → a"]),
        ({"z": "y", "y": "x", "x": "z"}, ["x → z → y → x"]),
        ({"a": "b", "b": "a", "c": "d", "d": "c b"}, ["a → b → a", "c → d → c"]),
        ({"a": "b c", "b": "d", "c": "d", "d": ""}, []),
    ],
    ids=["itself", "three", "backwards", "two-rings", "two-ways-and-no-ring"],
)
def test_each_ring_of_papers_is_told_once_from_its_first_name(targets, rings):
    found = problems(**{path: text.removesuffix("effects:\n") for path, text in orders(**targets).items()})

    assert [(one.code, one.path, one.line) for one in found] == [
        ("effect-cycle", f"{CASE}/2031-07-01-{ring[0]}.yaml", 7) for ring in rings
    ]
    assert [one.message.replace(f"{CASE}/2031-07-01-", "") for one in found] == [
        f"these change each other: {ring}" for ring in rings
    ]


def test_papers_that_only_speak_of_each_other_make_no_ring():
    ring = {path: text.replace("stays", "implements") for path, text in orders(a="b", b="a").items()}

    assert problems(**ring) == []


def test_a_chain_of_a_hundred_papers_is_no_problem_and_a_longer_one_is_told_once():
    chain = orders(**{f"o{n:03}": f"o{n - 1:03}" for n in range(1, MAX_CHAIN + 2)})
    first = f"{CASE}/2031-07-01-o000.yaml"
    hundredth = f"{CASE}/2031-07-01-o{MAX_CHAIN - 1:03}.yaml"

    long = problems(**{first: ORDER}, **chain)
    short = problems(**{first: ORDER}, **{path: text for path, text in chain.items() if path <= hundredth})

    assert short == []
    assert list(map(str, long)) == [
        f"{CASE}/2031-07-01-o100.yaml:7: {CASE}/2031-07-01-o100 is the 101th in a chain of papers that change each "
        "other; let it act on the paper that still matters [effect-chain]"
    ]


# --- all at once, and nothing by halves --------------------------------------


def test_every_problem_of_form_is_told_at_once_in_order_of_file_and_line(world):
    files = {
        "law/tithe-code.yaml": STATUTE + "colour: red\nshape: round\n",
        PACT: changed(PACT, "kind: agreement", "kind: agrement"),
        STAY: "",
    }
    written(world, {path: text.encode() for path, text in files.items()})

    with pytest.raises(DataError) as raised:
        load(world)

    assert [(one.path, one.line, one.code) for one in raised.value.problems] == [
        (PACT, 2, "unknown-word"),
        (STAY, 1, "empty"),
        ("law/tithe-code.yaml", 7, "unknown-key"),
        ("law/tithe-code.yaml", 8, "unknown-key"),
    ]
    assert str(raised.value).startswith(
        f"4 problems in the record\n{PACT}:2: 'agrement' is not a kind the record knows"
    )


def test_every_problem_of_reference_is_told_at_once_in_order_of_file_and_line():
    found = problems(
        **{
            "law/tithe-code.yaml": STATUTE.replace("[statute-book]", "[statue-book, tithe-book]"),
            f"{CASE}/2031-07-02-order.yaml": ORDER,
            COMPLAINT: changed(COMPLAINT, "relief-pact}", "releif-pact}"),
        }
    )

    assert [(one.path, one.line, one.code) for one in found] == [
        (COMPLAINT, 10, "dangling-reference"),
        (f"{CASE}/2031-07-02-order.yaml", 3, "path-date"),
        ("law/tithe-code.yaml", 6, "unknown-source"),
        ("law/tithe-code.yaml", 6, "unknown-source"),
    ]


def test_a_problem_of_form_hides_no_problem_of_reference_in_another_file():
    found = problems(
        **{
            "law/tithe-code.yaml": STATUTE + "colour: red\n",
            COMPLAINT: changed(COMPLAINT, "relief-pact}", "releif-pact}"),
        }
    )

    assert [(one.path, one.code) for one in found] == [
        (COMPLAINT, "dangling-reference"),
        ("law/tithe-code.yaml", "unknown-key"),
    ]


# A file that cannot be used, with what the rest of the tiny world says that would be a problem without it.
MISSING = {
    "a-law-relied-on": ("law/border-code.yaml", STATUTE + "colour: red\n", "unknown-key"),
    "a-law-yielded-to": ("law/accounts-act.yaml", "title: [", "not-yaml"),
    "a-paper-contested": (PACT, "", "empty"),
    "a-case": (f"{CASE}/case.yaml", changed(f"{CASE}/case.yaml", "court:", "cuort: x\ncourt:"), "unknown-key"),
    "the-agencies": ("vocabularies/agencies.yaml", "health: &a {label: Health}\n", "alias"),
    "the-objects": ("vocabularies/objects.yaml", "relief: {label: Rolls, colour: red}\n", "unknown-key"),
    "the-sources": ("sources/sources.yaml", "register: !!map {}\n", "tag"),
}


@pytest.mark.parametrize("broken", MISSING.values(), ids=MISSING.keys())
def test_what_refers_to_a_broken_file_is_not_told_a_second_time(broken):
    path, text, code = broken

    found = problems(**{path: text})

    assert [(one.path, one.code) for one in found] == [(path, code)]


@pytest.mark.parametrize("broken", MISSING.values(), ids=MISSING.keys())
def test_a_broken_file_hides_no_problem_that_does_not_come_of_it(broken):
    path, text, code = broken
    other = STATUTE.replace("Tithe Code", "") + "until: {first-of: [{end-of: cases/tithe-v-code}]}\n"

    found = problems(**{path: text, "law/tithe-code.yaml": other})

    assert [(one.path, one.line, one.code) for one in found if one.path == "law/tithe-code.yaml"] == [
        ("law/tithe-code.yaml", 1, "missing-key"),
        ("law/tithe-code.yaml", 7, "dangling-reference"),
    ]
    assert [one.code for one in found if one.path == path] == [code]


def test_a_broken_vocabulary_hides_no_source_and_broken_sources_hide_no_term():
    norm = "norms:\n  - {id: bar, modality: prohibits, says: No., bearer: [helth], action: [share]}\n"
    law = STATUTE.replace("[statute-book]", "[statue-book]") + norm
    without_people = {"vocabularies/people.yaml": "- everyone\n"}
    without_sources = {"sources/sources.yaml": "- register\n"}

    no_people = problems(**{"law/tithe-code.yaml": law}, **without_people)
    no_sources = problems(**{"law/tithe-code.yaml": law}, **without_sources)

    assert [(one.path, one.line, one.code) for one in no_people] == [
        ("law/tithe-code.yaml", 6, "unknown-source"),
        ("law/tithe-code.yaml", 8, "unknown-term"),
        ("vocabularies/people.yaml", 1, "empty"),
    ]
    assert [(one.path, one.line, one.code) for one in no_sources] == [
        ("law/tithe-code.yaml", 8, "unknown-term"),
        ("sources/sources.yaml", 1, "empty"),
    ]


# A name that is like that of a broken file, or stands beside it, and is wrong all the same.
NEARLY_MISSING = {
    "a-longer-name": (
        MISSING["a-law-relied-on"],
        {PACT: changed(PACT, "[law/border-code#request]", "[law/border-code-old#request]")},
        (PACT, "no norm is called 'law/border-code-old#request'"),
    ),
    "a-name-before-it": (
        MISSING["a-law-relied-on"],
        {COMPLAINT: changed(COMPLAINT, "agency/2031-01-15-relief-pact}", "old/law/border-code}")},
        (COMPLAINT, "no instrument or norm is called 'old/law/border-code'"),
    ),
    "a-paper-beside-its-case": (
        MISSING["a-case"],
        {f"{CASE}/order.yaml": ORDER},
        (f"{CASE}/order.yaml", f"the name of {CASE}/order does not begin with its date"),
    ),
    "a-paper-named-in-its-case": (
        MISSING["a-case"],
        {STAY: changed(STAY, "2031-03-10-injunction}", "2031-03-10-injunktion}")},
        (STAY, f"no instrument or norm is called '{CASE}/2031-03-10-injunktion'"),
    ),
    "a-vocabulary-of-no-name": (
        ("vocabularies/verbs.yaml", "- stays\n", "empty"),
        {"law/relief-code.yaml": changed("law/relief-code.yaml", "    bearer: [health]", "    bearer: [helth]")},
        ("law/relief-code.yaml", "'helth' is not a term of agency"),
    ),
    "a-note-on-a-paper": (
        MISSING["the-sources"],
        {"notes.yaml": "law/nothing: {text: Read again.}\n"},
        ("notes.yaml", "no record is called 'law/nothing'"),
    ),
}


@pytest.mark.parametrize(("broken", "slip", "told"), NEARLY_MISSING.values(), ids=NEARLY_MISSING.keys())
def test_a_broken_file_hides_no_wrong_name_that_is_only_like_its_own(broken, slip, told):
    path, text, code = broken

    found = problems(**{path: text}, **slip)

    assert sorted((one.path, one.message) for one in found if one.path != path) == [told]
    assert [one.code for one in found if one.path == path] == [code]


def test_a_note_on_a_source_is_not_told_when_the_sources_are_broken():
    path, text, code = MISSING["the-sources"]

    found = problems(**{path: text, "notes.yaml": "register: {text: Read again.}\n"})

    assert [(one.path, one.code) for one in found] == [(path, code)]


def test_a_reading_of_a_case_laid_over_that_is_broken_is_not_told_a_second_time(tiny):
    path, text, code = MISSING["a-case"]
    laid = {path: text, INJUNCTION: changed(INJUNCTION, 'number-is-basic: "yes"', 'number-is-basic: "new"')}

    _, found = compose({path: text.encode() for path, text in laid.items()}, base=tiny)

    assert [(one.path, one.code) for one in found] == [(path, code)]


def test_a_broken_record_yaml_hides_nothing_of_what_was_recorded():
    vague = STATUTE.replace("recorded: 2031-09-30", "recorded: 2031-09")

    found = problems(**{"record.yaml": "title: Rolls\n", "law/tithe-code.yaml": vague})

    assert [(one.path, one.line, one.code) for one in found] == [
        ("law/tithe-code.yaml", 4, "bad-date"),
        ("record.yaml", 1, "missing-key"),
    ]


def test_a_file_tells_a_hundred_problems_and_leaves_room_for_those_of_the_others():
    colours = "".join(f"colour-{n}: red\n" for n in range(3 * MAX_PROBLEMS))
    twice = "title: Toll Code\n" + STATUTE * 2 * MAX_PROBLEMS

    found = problems(
        **{
            "law/tithe-code.yaml": STATUTE + colours,
            "law/toll-code.yaml": twice,
            COMPLAINT: changed(COMPLAINT, "relief-pact}", "releif-pact}"),
        }
    )

    assert [(one.line, one.code) for one in found if one.path == "law/tithe-code.yaml"] == [
        (7 + n, "unknown-key") for n in range(MAX_PROBLEMS)
    ]
    assert [one.code for one in found if one.path == "law/toll-code.yaml"] == ["duplicate-key"] * MAX_PROBLEMS
    assert [one.code for one in found if one.path == COMPLAINT] == ["dangling-reference"]


def test_a_broken_record_gives_no_corpus_and_leaves_nothing_in_the_cache(world, cache):
    written(world, {"law/tithe-code.yaml": b"title: Tithe Code\n"})

    with pytest.raises(DataError):
        load(world)

    assert not cache.exists()


def test_one_more_file_is_added_to_a_corpus_and_the_corpus_stays_as_it_was(tiny, tmp_path):
    drafts = written(tmp_path, {f"{CASE}/2031-07-01-order.yaml": ORDER.encode()})

    more = add(tiny, drafts / CASE / "2031-07-01-order.yaml")

    assert more.instrument(f"{CASE}/2031-07-01-order").title == "An order"
    assert f"{CASE}/2031-07-01-order" not in tiny.instruments


def test_a_file_that_lies_in_no_case_is_added_as_an_agency_paper(tiny, tmp_path):
    drafts = written(tmp_path, {"drafts/2031-07-01-order.yaml": ORDER.encode()})

    more = add(tiny, drafts / "drafts" / "2031-07-01-order.yaml")

    assert more.instrument("agency/2031-07-01-order").title == "An order"


def test_only_the_added_file_has_to_be_sound(tiny, tmp_path):
    drafts = written(tmp_path, {f"{CASE}/2031-07-01-order.yaml": ORDER.encode()})
    without_ground = tiny.without(["law/border-code"])

    more = add(without_ground, drafts / CASE / "2031-07-01-order.yaml")

    assert "law/border-code" not in more.instruments
    assert f"{CASE}/2031-07-01-order" in more.instruments


def test_a_broken_file_is_not_added(tiny, tmp_path):
    drafts = written(tmp_path, {f"{CASE}/2031-07-01-order.yaml": ORDER.replace("register", "regitser").encode()})

    with pytest.raises(DataError) as raised:
        add(tiny, drafts / CASE / "2031-07-01-order.yaml")

    assert [(one.path, one.line, one.code) for one in raised.value.problems] == [
        (f"{CASE}/2031-07-01-order.yaml", 6, "unknown-source")
    ]


def test_a_file_that_cannot_be_read_is_not_added(tiny, tmp_path):
    with pytest.raises(DataError) as raised:
        add(tiny, tmp_path / "nowhere.yaml")

    assert [(one.path, one.code) for one in raised.value.problems] == [("agency/nowhere.yaml", "unreadable")]


# --- what is not a record ----------------------------------------------------


def refusal(data: bytes) -> Problem:
    """Why a file's bytes are refused, which may take no more than half a second."""
    begun = time.process_time()
    with pytest.raises(Refused) as raised:
        parse(data, "law/odd.yaml")
    assert time.process_time() - begun < 0.5
    return raised.value.problem


def test_a_binary_file_is_refused_with_the_line_of_its_first_odd_byte():
    found = refusal(b"title: Tithe\nnotes: \xff\xfe\x00\x01")

    assert str(found) == "law/odd.yaml:2: the file is not UTF-8 text; save it as UTF-8 [not-text]"


@pytest.mark.parametrize("data", [b"a: \x00", b"a: \x07", b"\x1f"], ids=["nul", "bell", "separator"])
def test_a_control_character_is_refused(data):
    found = refusal(data)

    assert found.code == "not-yaml"
    assert found.message.startswith("the file cannot be read as YAML: ")
    assert found.message.endswith("characters are not allowed")


def test_what_is_not_yaml_is_told_in_the_words_of_the_parser():
    found = refusal(b"title: Tithe Code\nkind: [statute\nfrom: ..\n")

    assert "expected ',' or ']'" in found.message


@pytest.mark.parametrize("data", [b"", b"\n", b"# nothing\n", b"a word\n", b"- a list\n"])
def test_a_file_without_keys_is_refused_as_empty(data):
    assert refusal(data).code == "empty"


def test_a_file_with_an_empty_mapping_lacks_every_key():
    found = problems(**{"law/tithe-code.yaml": "{}\n"})

    assert {one.code for one in found} == {"missing-key"}


@pytest.mark.parametrize(
    "data",
    [b"a: " + b"[" * 900_000, b"{a: " * 200_000, b"- " * 400_000, b"".join(b" " * n + b"a:\n" for n in range(1_300))],
    ids=["flow-lists", "flow-mappings", "dashes", "indents"],
)
def test_a_deeply_nested_file_is_refused_quickly(data):
    found = refusal(data)

    assert (found.code, found.message) == ("too-deep", "the file nests more than 20 levels")


def test_twenty_levels_are_not_too_deep():
    tree, _, _ = parse(b"a: " + b"[" * 19 + b"]" * 19, "law/odd.yaml")

    assert list(tree) == ["a"]


def test_aliases_are_refused_before_they_multiply():
    laughs = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 122))

    assert refusal(laughs) == Problem(
        "law/odd.yaml", 1, "alias", "anchors and aliases are not used in a record", "write the value out"
    )


@pytest.mark.parametrize("data", [b"a: !!int 1", b"a: !mine 1", b"a: ! 1", b"a: !!python/object/apply:os.getcwd []"])
def test_tags_are_refused_and_run_nothing(data):
    assert refusal(data).code == "tag"


def test_a_merge_key_is_a_key_like_any_other():
    tree, _, _ = parse(b"a: b\n<<: {c: d}", "law/odd.yaml")

    assert tree == {"a": "b", "<<": {"c": "d"}}


def test_a_second_document_is_refused_on_its_line():
    found = refusal(b"a: b\n---\nc: d\n")

    assert (found.line, found.code, found.message) == (2, "not-yaml", "the file holds a second document")


@pytest.mark.parametrize("data", [b"? [a]\n: b", b"{? {a: b}}"])
def test_a_key_that_is_no_word_is_refused(data):
    assert refusal(data).message == "a key is a list or a mapping"


def test_a_file_of_100_megabytes_is_refused_unread(world):
    with (world / "law" / "huge.yaml").open("wb") as huge:
        huge.truncate(100_000_000)
    begun = time.process_time()
    tracemalloc.start()

    _, found = read_folder(world)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(map(str, found)) == [
        "law/huge.yaml:1: the file has 100,000,000 bytes; a record has at most 1,000,000: split it [too-large]"
    ]
    assert peak < 2_000_000
    assert time.process_time() - begun < 0.5


def test_a_file_may_be_as_large_as_the_limit_and_not_a_byte_larger(world):
    (world / "law" / "large.yaml").write_bytes(b"#" * MAX_BYTES)
    (world / "law" / "larger.yaml").write_bytes(b"#" * (MAX_BYTES + 1))

    files, found = read_folder(world)

    assert len(files["law/large.yaml"]) == MAX_BYTES
    assert [(one.path, one.code) for one in found] == [("law/larger.yaml", "too-large")]


@pytest.mark.parametrize("data", [ORDER.encode(), b"\xff", b"#" * (MAX_BYTES + 1)], ids=["sound", "binary", "large"])
def test_a_file_that_ends_in_yml_is_refused_unread_and_not_passed_over(data, world):
    written(world, {f"{CASE}/2031-07-01-order.yml": data, "law/tithe-code.yaml": f"{STATUTE}knid: act\n".encode()})

    with pytest.raises(DataError) as raised:
        load(world)

    assert list(map(str, raised.value.problems)) == [
        f"{CASE}/2031-07-01-order.yml:1: a record file ends in .yaml; rename it [wrong-ending]",
        "law/tithe-code.yaml:7: 'knid' is not a key of an instrument; did you mean 'kind'? [unknown-key]",
    ]


def test_a_file_that_ends_in_yml_is_told_although_the_others_are_in_the_cache(world):
    load(world)
    written(world, {"law/tithe-code.yml": STATUTE.encode()})

    with pytest.raises(DataError) as raised:
        load(world)

    assert [(one.path, one.code) for one in raised.value.problems] == [("law/tithe-code.yml", "wrong-ending")]


def test_a_file_that_ends_in_yml_is_not_laid_over(tiny, tmp_path):
    overlay = written(tmp_path / "mine", {"law/tithe-code.yml": STATUTE.encode(), "law/toll-code.yaml": b"title: Toll"})

    with pytest.raises(DataError) as raised:
        lay_over(tiny, overlay)

    assert {(one.path, one.code) for one in raised.value.problems} == {
        ("law/tithe-code.yml", "wrong-ending"),
        ("law/toll-code.yaml", "missing-key"),
    }


def test_a_refused_file_alone_is_not_laid_over(tiny, tmp_path):
    with pytest.raises(DataError):
        lay_over(tiny, written(tmp_path / "mine", {"law/tithe-code.yml": STATUTE.encode()}))


def test_a_file_of_another_ending_is_none_of_the_record(world):
    written(world, {"law/notes.yxml": b"x", "law/README.md": b"x", "law/yaml": b"x"})

    assert load(world) == load(TINY)


def test_a_file_that_ends_in_yml_is_not_added(tiny, tmp_path):
    draft = tmp_path / "2031-07-01-order.yml"
    draft.write_text(ORDER, encoding="utf-8")

    with pytest.raises(DataError) as raised:
        add(tiny, draft)

    assert [(one.path, one.code) for one in raised.value.problems] == [("agency/2031-07-01-order.yml", "wrong-ending")]


def test_a_folder_of_nothing_but_yml_is_told_so(tmp_path):
    written(tmp_path / "bare", {"record.yml": b"title: A record\nversion: '1'\n"})

    with pytest.raises(DataError) as raised:
        load(tmp_path / "bare")

    assert [(one.path, one.code) for one in raised.value.problems] == [("record.yml", "wrong-ending")]


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")

    with pytest.raises(Refused) as raised:
        read_bytes(tmp_path / "pipe.yaml", "law/pipe.yaml")

    assert raised.value.problem.code == "unreadable"


def test_a_folder_called_like_a_file_cannot_be_read(world):
    (world / "law" / "folder.yaml").mkdir()

    with pytest.raises(DataError) as raised:
        load(world)

    assert list(map(str, raised.value.problems)) == [
        "law/folder.yaml:1: what bears this name is no file; remove it or rename it [unreadable]"
    ]


def test_a_link_to_nowhere_cannot_be_read(world):
    (world / "law" / "link.yaml").symlink_to(world / "nowhere")

    _, found = read_folder(world)

    assert [(one.path, one.code) for one in found] == [("law/link.yaml", "unreadable")]


def test_a_refused_file_hides_no_problem_of_the_others(world):
    written(world, {"law/odd.yaml": b"\xff", "law/tithe-code.yaml": f"{STATUTE}colour: red\n".encode()})
    with (world / "law" / "huge.yaml").open("wb") as huge:
        huge.truncate(MAX_BYTES + 1)

    with pytest.raises(DataError) as raised:
        load(world)

    assert [(one.path, one.code) for one in raised.value.problems] == [
        ("law/huge.yaml", "too-large"),
        ("law/odd.yaml", "not-text"),
        ("law/tithe-code.yaml", "unknown-key"),
    ]


@pytest.mark.parametrize("path", ["law/border-code.yaml", f"{CASE}/case.yaml", "sources/sources.yaml"])
def test_what_refers_to_a_refused_file_is_not_told_a_second_time(path, world):
    (world / path).rename((world / path).with_suffix(".yml"))

    with pytest.raises(DataError) as raised:
        load(world)
    checked, _ = check(world)

    assert [one.code for one in checked] == ["wrong-ending"]
    assert raised.value.problems == tuple(checked)


# --- YAML as an editor means it ----------------------------------------------


@pytest.mark.parametrize(
    "word", ["NO", "yes", "on", "null", "~", "12:30", "1e3", "0o14", "010", "1_000", ".inf", "2031-08-14", "0x1F", "="]
)
def test_what_yaml_would_guess_at_stays_the_word_that_was_written(word):
    tree, _, _ = parse(f"a: {word}\n{word}: [{word}]\n".encode(), "law/odd.yaml")

    assert tree == {"a": word, word: [word]}


def test_a_value_left_out_is_an_empty_string():
    tree, _, _ = parse(b"a:\nb: ''\n", "law/odd.yaml")

    assert tree == {"a": "", "b": ""}


def test_a_place_called_no_keeps_its_name():
    places = changed("vocabularies/places.yaml", "ZE: ", "NO: {label: Norland}\nZE: ")
    corpus, found = compose({**tiny_files(), "vocabularies/places.yaml": places.encode()})

    assert found == []
    assert list(corpus.places) == ["HE", "ST", "TA", "NO", "ZE"]


def test_every_repeated_key_is_told_however_deep():
    _, _, found = parse(b"a: 1\nb:\n- c: 2\n  d: 3\n  c: 4\na: 5\na: 6\n", "law/odd.yaml")

    assert [(one.line, one.code, one.message) for one in found] == [
        (5, "duplicate-key", "the key 'c' stands here a second time"),
        (6, "duplicate-key", "the key 'a' stands here a second time"),
        (7, "duplicate-key", "the key 'a' stands here a second time"),
    ]


def test_the_same_key_in_two_mappings_is_no_repetition():
    _, _, found = parse(b"a: {c: 1}\nb: {c: 1}\nd: [{c: 1}, {c: 1}]\n", "law/odd.yaml")

    assert found == []


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    tree, lines, _ = parse(b"\xef\xbb\xbfa: b\r\nc:\r\n- d\r\n", "law/odd.yaml")

    assert tree == {"a": "b", "c": ["d"]}
    assert lines.of(("c", 0)) == 3


# --- what may be written short -----------------------------------------------

SHORT = [
    (model.Cite, "register"),
    (model.Note, "Read again."),
    (model.Related, CASE),
    (model.When, "2031-07-01"),
    (model.When, {"is": "2031-07-01", "words": "on the first", "cites": ["register"]}),
    (model.Product, {"object": "relief", "people": "foreigner", "purpose": ["removals"]}),
    (model.Product, {"origin": "plaintiffs", "under": {"number-is-basic": "yes"}}),
    (model.Product, {"origin": {"plaintiffs-on": "2031-03-10"}}),
]


def fits(owner, value) -> bool:
    """Whether a value is one of a class by the schema of some file that holds it."""
    parts = next(one["$defs"] for one in map(json_schema, SHAPES) if owner.__name__ in one.get("$defs", ()))
    schema = {"$ref": f"#/$defs/{owner.__name__}", "$defs": parts}
    return jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(("owner", "value"), SHORT)
def test_what_the_loader_takes_for_a_mapping_fits_the_schema(owner, value):
    assert owner.longhand(value) != value
    assert isinstance(TypeAdapter(owner).validate_python(_longhand(value, owner)), owner)
    assert fits(owner, value)


@pytest.mark.parametrize(
    ("owner", "value"),
    [
        (model.Cite, ["register"]),
        (model.Note, {"txt": "Read again."}),
        (model.When, {"words": "on the first", "is": ["2031-07-01"]}),
        (model.When, {"is": "2031-07-01", "first-of": []}),
        (model.Product, {"people": {"plaintiffs-on": "2031-03-10"}}),
        (model.Product, {"origin": {"plaintiffs-on": "2031-03-10", "people": "foreigner"}}),
        (model.Product, "relief"),
        (model.Withdrawn, "2031-07-01"),
    ],
)
def test_what_is_no_shorthand_does_not_fit_the_schema(owner, value):
    assert not fits(owner, value)


def test_every_class_that_may_be_written_short_is_tried():
    assert {one for one in model._Entry.__subclasses__() if "longhand" in vars(one)} == {owner for owner, _ in SHORT}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_python_is_told_to_those_who_write_yaml(shape):
    assert ">>>" not in json.dumps(json_schema(shape))


# --- which files are read ----------------------------------------------------


def test_the_tiny_world_loads_whole(tiny):
    assert list(tiny.cases) == [CASE]
    assert len(tiny.instruments) == 9
    assert [entry.what for entry in tiny.cases[CASE].docket][:2] == ["Complaint", "Motion for an injunction"]
    assert tiny.version == "2031.9.30"


def test_short_references_are_written_in_full(tiny):
    injunction, extension = (tiny.instrument(path.removesuffix(".yaml")) for path in (INJUNCTION, EXTENSION))

    assert injunction.norms[0].except_[1].under == {f"{CASE}#number-is-basic": "yes"}
    assert [(one.after, one.end_of) for one in extension.effects[0].end.first_of] == [
        (f"{CASE}#final-ruling", ""),
        ("", CASE),
    ]
    assert injunction.examples[0].because == (f"{CASE}/2031-03-10-injunction#bar",)


def test_a_paper_may_name_its_own_facts_short_and_those_of_its_case_both_ways():
    stay = "  - {verb: stays, target: agency/2031-01-15-relief-pact, until: "
    order = (
        f"{ORDER}contested:\n"
        '  - {id: whole, question: Is the whole pact meant?, readings: [{id: "yes", says: So.}]}\n'
        f'effects:\n{stay}2031-08-01, under: {{whole: "yes", number-is-basic: "yes"}}}}\n'
        f'{stay}{{first-of: [{{after: {CASE}#final-ruling, days: 1}}]}}, under: {{{CASE}#number-is-basic: "no"}}}}\n'
    )

    corpus, found = compose({**tiny_files(), f"{CASE}/2031-07-01-order.yaml": order.encode()})

    first, second = corpus.instruments[f"{CASE}/2031-07-01-order"].effects
    assert found == []
    assert first.under == {f"{CASE}/2031-07-01-order#whole": "yes", f"{CASE}#number-is-basic": "yes"}
    assert second.under == {f"{CASE}#number-is-basic": "no"}
    assert second.end.first_of[0].after == f"{CASE}#final-ruling"


def test_a_case_names_its_own_events_and_its_own_end_short():
    waits = "left: {first-of: [{after: final-ruling, days: 14}, {end-of: case}]}\n    agent: [HE]"
    case = changed(f"{CASE}/case.yaml", "agent: [HE]", waits)

    corpus, found = compose({**tiny_files(), f"{CASE}/case.yaml": case.encode()})

    assert found == []
    assert [(one.after, one.end_of) for one in corpus.cases[CASE].parties[1].left.first_of] == [
        (f"{CASE}#final-ruling", ""),
        ("", CASE),
    ]


def test_drafts_in_the_inbox_are_not_read(world):
    written(world, {"inbox/draft.yaml": b"not: {a record", "inbox/draft.yml": b"nor: {this one"})

    assert load(world) == load(TINY)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(GraphError) as raised:
        load(tmp_path / "nowhere")

    assert str(raised.value) == f"there is no folder {tmp_path / 'nowhere'} to load a record from"


def test_a_file_is_no_folder():
    with pytest.raises(GraphError, match=r"there is no folder .*record\.yaml"):
        load(TINY / "record.yaml")


def test_a_folder_without_yaml_is_named(tmp_path):
    (tmp_path / "bare").mkdir()

    with pytest.raises(GraphError) as raised:
        load(tmp_path / "bare")

    assert str(raised.value).startswith(
        f"the folder {tmp_path / 'bare'} holds no YAML files; a record has vocabularies/"
    )


# --- the digest --------------------------------------------------------------


def test_the_digest_depends_on_no_order():
    files = tiny_files()

    assert digest_of(dict(reversed(files.items()))) == digest_of(files)


def test_the_digest_depends_on_no_clock_and_no_folder(world, tmp_path):
    files = tiny_files()
    other = written(tmp_path / "other", dict(reversed(files.items())))
    os.utime(other / "record.yaml", (0, 0))

    assert load(other).digest == load(world).digest == digest_of(files)


def test_the_digest_is_of_the_bytes_and_the_paths():
    abc = {"a.yaml": b"bc", "d.yaml": b""}

    assert digest_of(abc) != digest_of({"a.yaml": b"bd", "d.yaml": b""})
    assert digest_of(abc) != digest_of({"b.yaml": b"bc", "d.yaml": b""})
    assert digest_of(abc) != digest_of({"a.yaml": b"b", "d.yaml": b"c"})
    assert digest_of(abc) == "sha256:" + hashlib.sha256(b"a.yaml\x002\x00bcd.yaml\x000\x00").hexdigest()


# --- the cache ---------------------------------------------------------------


def test_a_second_load_equals_the_first_and_the_uncached(world, cache):
    first, second = load(world), load(world)

    assert len(list(cache.iterdir())) == 1
    assert first == second == load(world, cache=False)
    assert second.digest == digest_of(tiny_files())


def test_a_load_without_the_cache_writes_nothing(world, cache):
    load(world, cache=False)

    assert not cache.exists()


CACHED = """
import sys
sys.modules.update(dict.fromkeys(("yaml", "pydantic", "pydantic_core")))  # an import of these now fails
import graph.record.load
print(sys.modules["graph.record.load"].load(sys.argv[1]).digest)
"""


def test_a_cached_load_needs_neither_yaml_nor_pydantic(world):
    first = load(world)

    assert python(CACHED, world) == first.digest


def test_a_changed_file_is_read_again(world, cache):
    load(world)
    title = changed("law/relief-code.yaml", "title: Relief Code, section 9", "title: Relief Code, section 10")
    written(world, {"law/relief-code.yaml": title.encode()})

    again = load(world)

    assert again.instrument("law/relief-code").title == "Relief Code, section 10"
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("module", ["dates", "model", "record/strict", "record/checks/desk", "record/compose"])
def test_what_another_version_of_the_code_kept_is_not_taken(module, world, cache, tmp_path, monkeypatch):
    load(world)
    package = shutil.copytree(Path(graph.__file__).parent, tmp_path / "graph")
    with (package / f"{module}.py").open("a") as changed_module:
        changed_module.write("# Another version.\n")
    monkeypatch.setattr(sys.modules["graph.record.load"], "PACKAGE", package)

    load(world)

    assert len(list(cache.iterdir())) == 2


def test_the_cache_is_the_users_own(world, cache):
    load(world)

    assert cache.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in cache.iterdir()] == [0o600]


class Touch:
    """Unpickled, it makes a file: what a foreign cache must never come to do."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


def stamped(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest() + payload


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"",
        lambda whole: whole[:20],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1] + b"!",
        lambda whole: pickle.dumps({"not": "a corpus"}),
        lambda whole: stamped(pickle.dumps({"not": "a corpus"})),
        lambda whole: whole[:32] + pickle.dumps(Corpus(version="another")),
        lambda whole: stamped(b"not a pickle"),
        lambda whole: stamped(b""),
        lambda whole: stamped(whole[32:-1]),
        lambda whole: stamped(b"cgraph.nowhere\nCorpus\n."),
        lambda whole: stamped(b"cgraph.corpus\nNothing\n."),
    ],
    ids=[
        "empty",
        "stump",
        "half",
        "last-byte",
        "unstamped",
        "no-corpus",
        "another-corpus",
        "no-pickle",
        "no-payload",
        "no-end",
        "no-module",
        "no-class",
    ],
)
def test_a_truncated_or_foreign_cache_file_is_ignored_and_rewritten(spoil, world, cache):
    first = load(world)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(spoil(whole))

    again = load(world)

    assert again == first
    assert list(cache.iterdir()) == [kept]
    assert pickle.loads(kept.read_bytes()[32:]) == Corpus(**vars_of(first))


def vars_of(corpus: Corpus) -> dict[str, object]:
    return {name: getattr(corpus, name) for name in Corpus.__dataclass_fields__}


def test_a_cache_file_that_others_may_write_is_ignored_and_replaced(world, cache, tmp_path):
    first = load(world)
    (kept,) = cache.iterdir()
    kept.write_bytes(stamped(pickle.dumps(Touch(tmp_path / "touched"))))
    kept.chmod(0o666)

    again = load(world)

    assert again == first
    assert not (tmp_path / "touched").exists()
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_cache_file_of_another_user_is_ignored_and_replaced(world, cache, tmp_path):
    first = load(world)
    (kept,) = cache.iterdir()
    kept.write_bytes(stamped(pickle.dumps(Touch(tmp_path / "touched"))))
    os.chown(kept, 12345, 12345)

    again = load(world)

    assert again == first
    assert not (tmp_path / "touched").exists()
    assert kept.stat().st_uid == os.getuid()


def test_without_a_cache_folder_of_their_own_users_have_one_at_home(world, tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    load(world)

    assert len(list((tmp_path / "home" / ".cache" / "couldshare").iterdir())) == 1


def test_a_cache_folder_that_cannot_be_written_is_done_without(world, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("here no folder can be made", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert load(world) == load(world, cache=False)


def test_a_read_only_cache_folder_is_done_without(world, cache):
    cache.mkdir(parents=True)
    cache.chmod(0o500)

    assert load(world) == load(world, cache=False)
    assert os.geteuid() == 0 or list(cache.iterdir()) == []
