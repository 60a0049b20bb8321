"""The classifier: what each sort of order is flagged as, and how often it is right on a set labelled by hand."""

import csv
import json
import os
import re
import time
from pathlib import Path

import pytest

from graph.imports.classify import classify, classify_paper
from graph.imports.flag_rules import RULES

HERE = Path(__file__).parent
FIXTURES = Path(os.environ.get("COULDSHARE_FIXTURES") or Path(__file__).parents[2] / "shared" / "fixtures")
README = (HERE.parent / "README.md").read_text(encoding="utf-8")
LABELS = HERE / "docket_labels.csv"


def kinds(text):
    return [flag.kind for flag in classify(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("TEMPORARY RESTRAINING ORDER. Signed by Judge Sapt on 8/4/2031.", "tro"),
        ("ORDER re 2 Motion for TRO: the motion is granted", "tro"),
        ("ORDER TO SHOW CAUSE why an injunction should not issue, WITH TEMPORARY RESTRAINING ORDER", "tro"),
        ("ORDER granting 23 Motion for Preliminary Injunction", "injunction"),
        ("Order. Defendants are enjoined from sharing the data of the plaintiff states.", "injunction"),
        ("MINUTE ORDER converting the temporary restraining order into a preliminary injunction", "injunction"),
        ("CONSENT DECREE. Signed by Judge Sapt", "injunction"),
        ("ORDER of USCA: the motion for stay pending appeal is GRANTED", "stay"),
        ("PER CURIAM ORDER filed administratively staying the district court's order of August 12", "stay"),
        ("OPINION and ORDER: the agency's rule is vacated and set aside", "vacatur"),
        ("ORDER extending 12 Temporary Restraining Order through 9/3/2031", "extension"),
        ("ORDER: The Preliminary Injunction is extended through January 5, 2032.", "extension"),
        ("ORDER dissolving 23 Preliminary Injunction", "dissolution"),
        ("ORDER lifting stay", "dissolution"),
        ("ORDER modifying preliminary injunction", "dissolution"),
        ("ORDER granting in part and denying in part 50 Motion for Preliminary Injunction", "grant-in-part"),
        ("ORDER denying 12 Motion for Temporary Restraining Order", "denial"),
        ("MINUTE ENTRY: Motion hearing held. TRO denied for reasons stated on the record.", "denial"),
        ("OPINION filed: REVERSED", "review"),
        ("MANDATE of USCA as to 9 Notice of Appeal; the judgment is affirmed.", "review"),
        ("JUDGMENT in favor of plaintiff against defendants", "ending"),
        ("ORDER granting 9 Motion to Dismiss", "ending"),
        ("ORDER reopening this case", "reinstatement"),
    ],
)
def test_an_order_that_may_change_an_answer_is_flagged_as_what_it_does(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "MOTION for Preliminary Injunction by Free City of Strelsau",
        "NOTICE OF APPEAL as to 23 Order on Motion for Preliminary Injunction",
        "MEMORANDUM in Opposition re 2 MOTION for Temporary Restraining Order",
        "Proposed Order granting 2 Motion for Temporary Restraining Order",
        "ORDER granting 9 Motion for Extension of Time to File Answer",
        "MINUTE ORDER: the hearing set for 8/12/2031 is vacated and reset",
        "ORDER setting briefing schedule on motion for stay",
        "ORDER staying discovery",
        "Set/Reset Hearings: TRO Hearing set for 8/12/2031",
        "ORDER that defendant is remanded to the custody of the Marshal",
        "COMPLAINT for Declaratory and Injunctive Relief",
    ],
)
def test_what_parties_ask_for_and_what_moves_only_the_calendar_is_not_flagged(text):
    assert kinds(text) == []


def test_a_flag_says_why_with_the_words_that_raised_it():
    (flag,) = classify("ORDER dissolving 23 Preliminary Injunction. Signed by Judge Sapt on 9/1/2031.")

    assert (flag.why, flag.words) == (
        "an order in force is dissolved, lifted or modified", "ORDER dissolving 23 Preliminary Injunction",
    )  # fmt: skip


def test_a_document_of_the_register_is_flagged_by_title_and_action():
    found = classify_paper("Privacy Act of 1974; Matching Program", "Notice of a new matching program.", "")

    assert [flag.kind for flag in found] == ["matching"]
    assert classify_paper("Airworthiness Directives", "Final rule.", "") == ()


def test_an_entry_of_a_million_characters_takes_no_time_to_speak_of():
    begun = time.process_time()
    classify("ORDER granting " + "motion to stay the injunction in part, denying " * 20_000)

    assert time.process_time() - begun < 5


# --- measured ----------------------------------------------------------------


def labelled():
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def measured():
    """Precision and recall of being flagged at all, and the counts of each kind."""
    dockets, hits, false, missed, each = {}, 0, 0, 0, {}
    for row in labelled():
        path = FIXTURES / "pacer" / f"{row['file']}.json"
        dockets.setdefault(row["file"], json.loads(path.read_text(encoding="utf-8"))["docket_entries"])
        entry = dockets[row["file"]][int(row["position"])]
        assert (entry["document_number"] or "") == row["entry_number"]
        wanted = set(row["labels"].split()) - {"none"}
        given = set(kinds(entry["description"] or ""))
        hits += bool(wanted and given)
        false += bool(given and not wanted)
        missed += bool(wanted and not given)
        for kind in wanted | given:
            one = each.setdefault(kind, [0, 0, 0])
            one[0 if kind in wanted and kind in given else 1 if kind in given else 2] += 1
    return hits, false, missed, each


def test_the_labels_are_those_of_the_rules_and_there_are_enough():
    known = {rule.kind for rule in RULES} | {"none"}

    assert len(labelled()) >= 200
    assert {label for row in labelled() for label in row["labels"].split()} <= known


@pytest.mark.skipif(
    not (FIXTURES / "pacer").is_dir(), reason="no folder of fixtures beside the clone (COULDSHARE_FIXTURES)"
)
def test_the_readme_gives_the_precision_and_recall_that_are_measured():
    hits, false, missed, each = measured()
    said = re.search(
        r"Of (\d+) entries labelled by hand, (\d+) may change an answer: precision (\d\.\d+), recall (\d\.\d+)", README
    )
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d+ / \d+ / \d+) \|", README, re.MULTILINE))

    assert said.groups() == (
        str(len(labelled())), str(hits + missed), f"{hits / (hits + false):.2f}", f"{hits / (hits + missed):.2f}",
    )  # fmt: skip
    assert rows == {kind: f"{a} / {b} / {c}" for kind, (a, b, c) in each.items()}
