"""Documents of the Federal Register: effective days read or refused, agencies as a tree, corrections told."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from graph.imports.batch import Into, register_jobs, run
from graph.imports.dockets import Unusable
from graph.imports.drafts import draft_row
from graph.imports.inbox import Inbox
from graph.imports.promote import promote
from graph.imports.register import document, read_file
from graph.imports.register_dates import effective

FIXTURES = Path(os.environ.get("COULDSHARE_FIXTURES") or Path(__file__).parents[2] / "shared" / "fixtures")
DOCUMENTS = FIXTURES / "federal-register" / "documents.json"
PUBLISHED = date(2031, 7, 1)
RETRIEVED = date(2031, 7, 20)

needs_fixtures = pytest.mark.skipif(
    not DOCUMENTS.is_file(), reason="no fixtures beside the clone (COULDSHARE_FIXTURES)"
)

NOTICE = {
    "document_number": "2031-00007",
    "title": "Privacy Act of 2031; System of Records",
    "type": "Notice",
    "action": "Notice of a modified system of records.",
    "dates": "This system is effective August 14, 2031, except for the routine uses, which are delayed.",
    "publication_date": "2031-07-01",
    "effective_on": "2031-08-14",
    "citation": "96 FR 7",
    "html_url": "https://www.federalregister.gov/documents/2031/07/01/2031-00007/x",
    "page_views": {"count": 3},
    "agencies": [
        {"id": 1, "name": "Ruritanian Office of Health", "slug": "health", "parent_id": None},
        {"id": 2, "name": "Bureau of Rolls", "slug": "rolls", "parent_id": 1},
        {"raw_name": "Office of Zenda"},
    ],
}


def imported(tmp_path, *documents):
    source = tmp_path / "documents.json"
    source.write_text(json.dumps({"results": list(documents)}), encoding="utf-8")
    return list(run(register_jobs(Into(Inbox(tmp_path / "record"), RETRIEVED), [source])))


@pytest.mark.parametrize(
    "text",
    [
        "This rule is effective August 14, 2031.",
        "Effective August 14 2031.",
        "Effective date: This rule becomes effective on August 14, 2031. Comments are due July 30, 2031.",
        "Effective 0901 UTC, August 14, 2031.",
        "The effective date of the withdrawal of Guide 8.21 is August 14, 2031.",
        "These changes take effect on August 14, 2031.",
        "The amendments published at 95 FR 1 on May 2, 2030, are effective August 14, 2031.",
        "This rule is effective without actual notice from August 14, 2031 through August 16, 2031.",
        "The closure will be in effect for 2 years from 12:01 a.m., August 14, 2031.",
    ],
)
def test_a_day_stated_in_any_of_these_ways_is_read(text):
    assert effective(text, PUBLISHED).on == date(2031, 8, 14)


def test_on_publication_is_the_day_of_publication():
    assert effective("This notice is effective upon publication.", PUBLISHED).on == PUBLISHED


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Comments are due August 14, 2031.", "the text states no effective day"),
        ("This rule is effective through August 14, 2031.", "it states an end only"),
        ("This notice is effective immediately, with an expiration on August 14, 2031.", "by an event"),
        ("Effective 30 days after publication.", "by an event"),
        ("Part A is effective August 1, 2031. Part B is effective August 14, 2031.", "different days"),
        ("This rule is effective August 14, 2030.", "321 days before it was published"),
        ("This rule is effective 8/9/2031.", "may mean"),
        ("This rule is effective February 30, 2032.", "not a day of the calendar"),
    ],
)
def test_what_is_not_plain_is_refused_with_the_reason(text, why):
    read = effective(text, PUBLISHED)

    assert read.on is None
    assert why in read.reason


def test_a_past_day_told_as_past_is_read():
    assert effective("These adjustments became effective on January 1, 2031.", PUBLISHED).on == date(2031, 1, 1)


def test_a_proposed_rule_takes_no_effect():
    assert effective("Effective August 14, 2031.", PUBLISHED, proposed=True).on is None


def test_what_a_sentence_holds_back_is_kept_beside_the_day():
    read = effective("It will be effective August 14, 2031 unless comments are received.", PUBLISHED)

    assert (read.on, read.condition) == (date(2031, 8, 14), "unless comments are received")


@needs_fixtures
def test_no_real_document_is_given_a_day_that_the_register_does_not_state():
    right, refused, wrong = 0, 0, []
    for one in read_file(DOCUMENTS):
        if one["effective_on"]:
            day = document(one)["effective"].get("on")
            right += day == one["effective_on"]
            refused += day is None
            wrong += [one["document_number"]] if day not in (None, one["effective_on"]) else []

    assert wrong == []
    assert (right, refused) == (135, 14)


@needs_fixtures
def test_a_thousand_real_documents_import_and_again_write_nothing(tmp_path):
    into = Into(Inbox(tmp_path), RETRIEVED)

    first, again = (list(run(register_jobs(into, [DOCUMENTS]))) for _ in range(2))

    assert [one.failed for one in first if one.failed] == []
    assert sum(len(one.taken.new) for one in first) == 1000
    assert [one.name for one in again if one.taken.wrote] == []


def test_agencies_stand_below_those_they_are_part_of():
    assert document(NOTICE)["agencies"] == [
        {"name": "Ruritanian Office of Health", "slug": "health"},
        {"name": "Bureau of Rolls", "slug": "rolls", "part_of": "health"},
        {"name": "Office of Zenda"},
    ]


def test_corrections_and_a_field_the_text_does_not_bear_out_are_doubts():
    odd = NOTICE | {"effective_on": "2036-12-31", "corrections": ["https://x/api/v1/documents/C1-2031-00007"]}

    assert document(odd)["doubts"] == [
        "corrected by C1-2031-00007: read that too",
        "not all of it takes effect then: except for the routine uses, which are delayed",
        "the register's own field says effective on 2036-12-31; the text says 2031-08-14",
    ]


def test_only_what_a_document_says_makes_it_new(tmp_path):
    imported(tmp_path, NOTICE)

    (seen,) = imported(tmp_path, NOTICE | {"page_views": {"count": 9_000}})
    (changed,) = imported(tmp_path, NOTICE | {"corrections": ["https://x/C1-2031-00007"]})
    draft = Inbox(tmp_path / "record").draft("fr-2031-00007")

    assert not seen.taken.wrote
    assert changed.taken.changed == ("fr-2031-00007",)
    assert "corrections" not in draft.whole["earlier"][0]
    assert draft_row(draft)["flags"] == "system-of-records"


def test_a_promoted_notice_has_its_number_citation_and_day(tmp_path):
    imported(tmp_path, NOTICE)
    box = Inbox(tmp_path / "record")

    text = promote(box, box.draft("fr-2031-00007"), "", RETRIEVED).read_text(encoding="utf-8")

    assert "\nkind: system-of-records-notice " in text
    assert 'citation: "96 FR 7"' in text
    assert 'links: {fr: "2031-00007"}' in text
    assert "\nfrom: 2031-08-14 " in text
    assert "issuer: ✎" in text


def test_a_number_is_no_way_out_of_the_inbox(tmp_path):
    way_out, nothing = imported(
        tmp_path, NOTICE | {"document_number": "../../../x"}, NOTICE | {"document_number": "." * 200}
    )

    assert way_out.taken.new == ("fr-x",)
    assert "makes no name for a file" in nothing.failed
    assert [one.name for one in tmp_path.rglob("*.json")] == ["documents.json", "fr-x.json"]


def test_a_bad_document_and_a_bad_file_stop_nothing(tmp_path):
    done = imported(tmp_path, {"title": "x"}, NOTICE | {"publication_date": "soon"}, 7, NOTICE)
    (tmp_path / "login.json").write_text("<html>", encoding="utf-8")
    (page,) = run(register_jobs(Into(Inbox(tmp_path), RETRIEVED), [tmp_path / "login.json"]))

    assert [bool(one.failed) for one in done] == [True, True, True, False]
    assert "it is no JSON" in page.failed
    (tmp_path / "empty.json").write_text('{"results": []}', encoding="utf-8")
    with pytest.raises(Unusable, match="holds no documents"):
        read_file(tmp_path / "empty.json")
