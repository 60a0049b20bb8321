"""Which filings belong together: read from the words and numbers of a docket, or from what an editor says."""

import csv
import json
import os
import time
from pathlib import Path

import pytest

from graph.courts.chains import Line, chains
from graph.courts.docket_words import Disposition, Step, named, step_of
from graph.dates import Edtf

HERE = Path(__file__).parent
FIXTURES = Path(os.environ.get("COULDSHARE_FIXTURES", HERE.parent.parent / "shared" / "fixtures")) / "pacer"


def docket(*texts, first=1, **parts):
    """Lines numbered from 1, a day apart."""
    return [
        Line(str(n), Edtf.parse(f"2031-03-{n:02}"), text, **parts.get(f"line{n}", {}))
        for n, text in enumerate(texts, first)
    ]


def links(found):
    """(motion, step, number of the entry, disposition) of every link."""
    return [
        (chain.number, str(link.step), link.line.number, str(link.disposition or ""))
        for chain in found
        for link in chain.links
    ]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("MOTION to Seal by Strelsau", Step.MOTION),
        ("NOTICE OF MOTION AND MOTION to Dismiss filed by Health", Step.MOTION),
        ("LETTER MOTION for Conference addressed to Judge Sapt", Step.MOTION),
        ("EX PARTE APPLICATION for Further Time filed by Health", Step.MOTION),
        ("MEMORANDUM in Opposition re 3 MOTION to Seal", Step.OPPOSITION),
        ("RESPONSE filed by Health to Motion to Dismiss", Step.OPPOSITION),
        ("REPLY to Government's memorandum in opposition to the motion", Step.REPLY),
        ("MEMORANDUM in Support re 3 MOTION to Seal", Step.SUPPORT),
        ("NOTICE OF HEARING ON MOTION 3 MOTION to Seal", Step.HEARING),
        ("Minute Entry: MOTION HEARING held before Judge Sapt", Step.HEARING),
        ("MEMORANDUM AND ORDER granting 3 Motion to Seal", Step.RULING),
        ("Judge Sapt: ELECTRONIC ORDER entered granting 3 Motion", Step.RULING),
        ("PROPOSED ORDER granting 3 Motion to Seal", Step.OTHER),
        ("NOTICE OF APPEAL as to 9 Order on Motion to Seal", Step.OTHER),
        ("Motions No Longer Referred: 3 MOTION to Seal", Step.OTHER),
        ("", Step.OTHER),
    ],
)
def test_the_first_telling_words_of_an_entry_say_what_it_is(text, step):
    assert step_of(text) is step


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ORDER granting 12 Motion to Seal", ["12"]),
        ("denying as moot 13, 14 and 15 MOTION to Stay", ["13", "14", "15"]),
        ("REPLY re 9", ["9"]),
        ("RESPONSE -- (re: pldg. 1 ) Filed by Health", ["1"]),
        ("ORDER denying motion [22-1]", ["22"]),
        ("the unopposed motion (filing 41 ) is granted", ["41"]),
        ("OPPOSITION to MOTION for Leave to amend 24 filed by Health", ["24"]),
        ("ORDER about the motion, Dkt. No. 40, and the conference", ["40"]),
        ("MOTION to Strike under Rule 12(f) and Local Rule 7.2", []),
        ("MOTION under 28 U.S.C. 636(c)", []),
        ("the parties' July 22, 2031 request for time", []),
        ("ORDER granting motion to extend time [31-1095] (RS) [Entered: 02/03/2031 04:05 PM]", []),
        ("MOTION to Seal (Attachments: # 1 Exhibit 1, # 2 Proposed Order)", []),
    ],
)
def test_a_number_is_read_where_courts_put_the_numbers_of_entries(text, numbers):
    assert [number for number, _ in named(text)] == numbers


def test_motion_opposition_reply_hearing_and_ruling_make_a_chain():
    found = chains(
        docket(
            "MOTION for a stay by Health",
            "MEMORANDUM in Support re 1 MOTION for a stay",
            "OPPOSITION re 1 MOTION for a stay",
            "REPLY to Response re 3",
            "NOTICE OF HEARING on 1 MOTION for a stay",
            "ORDER denying 1 Motion for a stay",
        )
    )

    assert links(found) == [
        ("1", "support", "2", ""),
        ("1", "opposition", "3", ""),
        ("1", "reply", "4", ""),
        ("1", "hearing", "5", ""),
        ("1", "ruling", "6", "denied"),
    ]


def test_one_order_disposes_of_each_motion_in_its_own_way():
    order = "ORDER granting 1 Motion to Seal; denying as moot 2, 3 MOTION to Stay"

    found = chains(docket("MOTION to Seal", "MOTION to Stay", "MOTION to Stay", order))

    assert links(found) == [
        ("1", "ruling", "4", "granted"),
        ("2", "ruling", "4", "denied as moot"),
        ("3", "ruling", "4", "denied as moot"),
    ]


def test_a_motion_of_which_part_is_granted_and_part_denied_is_granted_in_part():
    order = "ORDER granting 1 Motion to Produce; denying 1 Motion to Suppress"

    [chain] = chains(docket("MOTION to Produce, MOTION to Suppress", order))

    assert chain.ruling.disposition is Disposition.IN_PART


def test_an_order_on_time_to_answer_a_motion_does_not_rule_on_that_motion():
    order = "ORDER granting 2 Motion for Extension of Time to File Response re 1 MOTION to Dismiss"

    found = chains(docket("MOTION to Dismiss", "MOTION for Extension of Time re 1 MOTION to Dismiss", order))

    assert links(found) == [("2", "ruling", "3", "granted")]
    assert [chain.ruling is None for chain in found] == [True, False]


def test_an_order_that_only_sets_a_hearing_leaves_the_motion_pending():
    [chain] = chains(docket("MOTION to Stay", "ORDER: the hearing on 1 MOTION to Stay is reset for 3 April"))

    assert links([chain]) == [("1", "hearing", "2", "")]
    assert chain.ruling is None


def test_minutes_that_deny_a_motion_are_a_ruling():
    [chain] = chains(docket("MOTION to Detain", "MINUTES: Motion to Detain is hereby DENIED [1-1]"))

    assert links([chain]) == [("1", "ruling", "2", "denied")]


def test_without_a_number_an_entry_belongs_to_the_one_pending_motion_for_what_it_speaks_of():
    texts = "Motion for a preliminary injunction", "Hearing on the motion", "Preliminary injunction"

    found = chains(docket(*texts, line3={"step": Step.RULING}))

    assert links(found) == [("1", "hearing", "2", ""), ("1", "ruling", "3", "granted")]
    assert all(link.inferred for link in found[0].links)


def test_without_a_number_nothing_is_inferred_where_two_motions_are_pending():
    found = chains(docket("MOTION to Stay", "MOTION to Stay", "ORDER granting the motion"))

    assert links(found) == []


def test_what_an_editor_says_overrides_the_text():
    lines = docket("MOTION to Stay", "MOTION to Seal", "ORDER granting 1 Motion to Stay", line3={"re": ("2",)})

    found = chains(lines)

    assert links(found) == [("2", "ruling", "3", "granted")]


def test_an_editor_may_name_a_paper_that_has_no_number():
    motion = Line("", Edtf.parse("2031-03-01"), "Motion for an injunction", id="cases/suit/motion")
    order = Line("", Edtf.parse("2031-03-02"), "The court bars it", re=("cases/suit/motion",), step=Step.RULING)

    [chain] = chains([motion, order])

    assert [link.line for link in chain.links] == [order]


def test_a_motion_outside_the_entries_given_still_has_its_chain():
    [chain] = chains(docket("ORDER granting 164 Sealed Motion for Leave to File", first=9))

    assert (chain.number, chain.motion, str(chain.ruling.disposition)) == ("164", None, "granted")


def test_on_an_earlier_day_a_chain_ends_with_what_had_come():
    [chain] = chains(docket("MOTION to Stay", "OPPOSITION re 1", "ORDER granting 1 Motion to Stay"))
    eve = Edtf.parse("2031-03-02").latest

    assert links([chain.until(eve)]) == [("1", "opposition", "2", "")]
    assert chain.until(eve).ruling is None


def test_a_withdrawn_motion_is_no_longer_pending():
    [chain] = chains(docket("MOTION to Stay", "NOTICE of Withdrawal of 1 MOTION to Stay"))

    assert chain.ruling.disposition is Disposition.WITHDRAWN


def test_what_became_of_a_motion_is_told_no_further_than_the_docket_tells_it():
    def became(*later):
        [chain] = chains(docket("MOTION to Stay", *later))
        return chain.became

    assert became() == "no ruling on record"
    assert became("RESPONSE to 1 MOTION to Stay") == "no ruling on record"
    assert became("ORDER re 1 MOTION to Stay. The parties shall confer.").startswith("followed by a ruling")
    assert became("ORDER denying 1 MOTION to Stay") == "denied"


def test_an_entry_of_many_megabytes_takes_no_longer_than_its_beginning():
    before = time.process_time()
    [chain] = chains(docket("MOTION to Stay", "ORDER granting 1 Motion to Stay " + "re 1 (" * 8_000_000))

    assert chain.ruling.disposition is Disposition.GRANTED
    assert time.process_time() - before < 2


# --- outside measure: links labelled by reading real dockets ------------------------


def labelled(which):
    """(docket, position, motion) → step and disposition as read by a person; and the entries that were read."""
    with (HERE / "docket_links.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == which]
    read = {(row["docket"], int(row["position"])) for row in rows}
    truth = {
        (row["docket"], int(row["position"]), row["motion"]): (row["step"], row["disposition"])
        for row in rows
        if row["motion"]
    }
    return truth, read


def found_in(read):
    """The same of the program, for the entries that were read."""
    out = {}
    for name in {name for name, _ in read}:
        entries = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))["docket_entries"]
        lines = [
            Line(str(e["document_number"] or ""), Edtf.parse(e["date_filed"]), e["description"] or "", id=f"{name}/{n}")
            for n, e in enumerate(entries)
        ]
        for chain in chains(lines):
            for link in chain.links:
                at = name, int(link.line.id.rpartition("/")[2])
                if at in read:
                    out[(*at, chain.number)] = str(link.step), str(link.disposition or "")
    return out


@pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"no court dockets to measure on: {FIXTURES} is not there")
@pytest.mark.parametrize("which", ["held-out", "tuned-on"])
def test_the_figures_of_the_readme_are_those_of_the_labelled_links(which):
    truth, read = labelled(which)
    found = found_in(read)
    right = len(truth.keys() & found.keys())
    readme = " ".join((HERE.parent / "README.md").read_text(encoding="utf-8").split())

    assert f"precision {right / len(found):.2f} and recall {right / len(truth):.2f} on {len(truth)} links" in readme
