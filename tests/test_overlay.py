"""Overlays: private drafts laid over the record and never merged into it; two interpretations side by side."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import graph
from graph.analysis.differ import compare
from graph.courts.case_page import case_text
from graph.errors import DataError

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "tiny"
ORDER = "cases/strelsau-v-health/2031-03-10-injunction.yaml"


def overlay(folder, **files):
    """A folder with some files of a record."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def reading(text):
    """The injunction with its exception read as this object only."""
    return (
        (TINY / ORDER).read_text(encoding="utf-8").replace("object: [relief/name, relief/address]", f"object: [{text}]")
    )


def verdict(record, object):
    return str(record.ask("RO", "BG", on="2031-03-15", object=object, people="foreigner", origin="ST").verdict)


def test_an_overlay_stands_in_place_of_a_file_and_the_record_is_as_it_was(tmp_path, tiny):
    narrow = overlay(tmp_path / "narrow", **{ORDER: reading("relief/name").partition("examples:")[0]})

    laid = graph.load(TINY, overlay=narrow, cache=False)

    assert verdict(tiny, "relief/address") == "claimed"
    assert verdict(laid, "relief/address") == "prohibited"
    assert verdict(graph.load(TINY, cache=False), "relief/address") == "claimed"


def test_what_is_laid_over_shows_in_version_and_digest(tmp_path, tiny):
    laid = tiny.laid_over(overlay(tmp_path / "mine", **{ORDER: reading("relief/name").partition("examples:")[0]}))

    assert laid.version == "2031.9.30, overlay mine"
    assert laid.digest != tiny.digest
    assert "overlay mine" in str(laid.ask("RO", "BG", on="2031-03-15", origin="ST"))


def test_a_broken_overlay_is_refused_with_file_and_line(tmp_path, tiny):
    broken = overlay(tmp_path / "broken", **{"agency/2031-07-01-x.yaml": "title: X\nkind: rumour\n"})

    with pytest.raises(DataError, match=r"agency/2031-07-01-x.yaml:2: 'rumour'"):
        tiny.laid_over(broken)


def test_a_case_laid_over_keeps_its_docket(tmp_path, tiny):
    case = (TINY / "cases/strelsau-v-health/case.yaml").read_text(encoding="utf-8")
    laid = tiny.laid_over(
        overlay(tmp_path / "c", **{"cases/strelsau-v-health/case.yaml": case.replace("Sapt", "Tarl")})
    )

    assert laid.case("strelsau-v-health").judge == "Tarl"
    assert laid.case("strelsau-v-health").docket == tiny.case("strelsau-v-health").docket


def test_notes_and_tags_lie_on_records_and_change_no_answer(tmp_path, tiny):
    text = (
        "cases/strelsau-v-health: Read the brief.\n"
        "cases/strelsau-v-health/2031-03-10-injunction: {text: Page 12 matters., tags: [print, check]}\n"
    )
    laid = tiny.laid_over(overlay(tmp_path / "mine", **{"notes.yaml": text}))
    asked = {"on": "2031-03-15", "origin": "ST", "object": "relief/illness", "people": "subject"}

    assert "Note: Page 12 matters. #print #check" in " ".join(str(laid.ask("RO", "BG", **asked)).split())
    assert "Read the brief." in case_text(laid, laid.case("strelsau-v-health"))
    assert laid.ask("RO", "BG", **asked).to_dict()["regions"] == tiny.ask("RO", "BG", **asked).to_dict()["regions"]
    assert tiny.notes == {}


def test_a_note_on_nothing_is_refused(tmp_path, tiny):
    with pytest.raises(DataError, match=r"notes.yaml:1: no record is called 'cases/gone'"):
        tiny.laid_over(overlay(tmp_path / "mine", **{"notes.yaml": "cases/gone: What was it?\n"}))


def test_two_interpretations_are_compared_cell_by_cell(tmp_path, tiny):
    narrow = tiny.laid_over(overlay(tmp_path / "narrow", **{ORDER: reading("relief/name").partition("examples:")[0]}))
    broad = tiny.laid_over(
        overlay(
            tmp_path / "broad",
            **{ORDER: reading("relief/name, relief/address, relief/illness").partition("examples:")[0]},
        )
    )

    found = compare(narrow, broad)
    cells = {
        object
        for one in found
        if one.channel.bearer == "relief-office"
        for box in one.boxes
        for object in tiny.trees["object"].members(box[0])
    }

    assert cells == {"relief/address", "relief/illness"}
    assert {(str(one.before), str(one.after)) for one in found if one.channel.bearer == "relief-office"} >= {
        ("prohibited", "claimed")
    }


def test_the_command_line_takes_an_overlay_and_compares_two(tmp_path):
    one = overlay(tmp_path / "narrow", **{ORDER: reading("relief/name").partition("examples:")[0]})
    other = tmp_path / "same"
    shutil.copytree(one, other)

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "graph", *arguments, "--data", str(TINY)],
            capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        return done.stdout

    asked = run("ask", "RO", "BG", "--on", "2031-03-15", "--origin", "ST", "--overlay", str(one), "--format", "json")

    assert "overlay narrow" in json.loads(asked)["corpus"]["version"]
    assert run("compare", str(one), str(other)).startswith("Both give the same answers.")
