"""What a reader sees: sentences, pages, JSON by contract, rows, HTML."""

import re
from datetime import date

import pytest

from graph.text import data, report
from graph.text.words import listed, long_date, span_words
from tests.papers import norm, paper, record, suit

CONTRACT = {"schema", "question", "summary", "regions", "coverage", "corpus"}
REGION = {
    "verdict", "basis", "required", "objects", "people", "origins", "purposes", "since", "until", "because",
    "defeated", "contested_by", "hinges_on", "confidence", "carried_forward_from",
}  # fmt: skip


def world():
    bar = paper(
        "order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits", says="It may not."), end="2031-05-01"
    )
    pact = paper("agreement", "pact", "2031-01-01", norm("permits", says="It may."))
    complaint = paper("complaint", "cases/suit/2031-02-01-complaint", "2031-02-01", does={"challenges": "pact"})
    return record(bar, pact, complaint)


def test_the_json_has_exactly_the_keys_of_the_contract():
    told = world().ask("office", "guard", on="2031-04-01").to_dict()

    assert set(told) == CONTRACT
    assert all(set(region) == REGION for region in told["regions"])
    assert set(told["coverage"]) == {"cases", "last_checked"}
    assert set(told["corpus"]) == {"version", "digest"}
    assert told["schema"] == 1


def test_each_reason_in_json_names_its_norm_its_paper_its_role_and_where_to_read_it():
    (region,) = world().ask("office", "guard", on="2031-04-01").to_dict()["regions"]

    assert region["because"] == [
        {
            "norm": "cases/suit/2031-03-01-bar#n",
            "instrument": "cases/suit/2031-03-01-bar",
            "role": "decides",
            "cites": [{"source": "gazette", "url": None, "tier": "primary", "pin": None}],
        }
    ]
    assert region["defeated"] == [{"norm": "pact#n", "by": "cases/suit/2031-03-01-bar#n", "why": "higher tier"}]
    assert region["contested_by"] == ["cases/suit"]
    assert (region["since"], region["until"]) == ("2031-03-01", "2031-05-01")


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2030-12-31", "nothing on record allowed RO to share any rolls about anyone"),
        (
            "2031-01-15",
            "RO could share all rolls about anyone, with Guard for enforcement, under",
        ),
        ("2031-02-15", "claimed that it could share"),
        ("2031-04-01", "could not share"),
    ],
)
def test_the_summary_says_the_verdict_in_a_sentence(on, words):
    summary = world().ask("office", "guard", on=on).summary.replace("Relief Office", "RO")

    assert words in summary
    assert summary.startswith("On ")
    assert summary.endswith(".")


def test_a_sentence_names_two_papers_and_says_how_many_more_there_are():
    bars = [paper("order", f"cases/suit/bar-{n}", "2031-03-01", norm("prohibits")) for n in range(4)]

    summary = record(*bars).ask("office", "guard", on="2031-04-01").summary

    assert " and 2 more barred it." in summary


def test_a_sentence_on_an_unsettled_cell_names_what_is_not_settled():
    summary = (
        record(paper("order", "bar", "2031-05-10/2031-05-12", norm("prohibits")))
        .ask("office", "guard", on="2031-05-11")
        .summary
    )

    assert "it is unsettled whether" in summary
    assert "When did “bar” begin?" in summary


def test_a_page_gives_verdict_reason_cite_what_ends_next_and_what_it_is_not():
    page = str(world().ask("office", "guard", on="2031-04-01"))

    assert "PROHIBITED by a court's ruling" in page
    assert "1 March 2031 to 30 April 2031" in page
    assert "Decided by [1]" in page
    assert "Gazette [primary]" in page
    assert "Next change on record: 1 May 2031." in page
    assert "Legal information, not legal advice." in page


def test_what_decides_in_some_readings_only_may_decide():
    pact = paper("memo", "pact", "2031-01-01", norm("permits"), end="2031-05-10/2031-05-20")
    page = str(record(pact).ask("office", "guard", on="2031-05-15"))

    assert "Perhaps by [1] pact" in page
    assert "Decided by" not in page
    assert "10 May 2031 to 11 May 2031 → no known authority\n" in page
    assert "20 May 2031 at the latest → permitted\n" in page


def test_a_page_keeps_to_its_width_except_for_links(record):
    page = report.text(record.ask("CMS", "ICE", on="2025-09-01"), width=60)

    long = [line for line in page.splitlines() if len(line) > 60 and "http" not in line]

    assert long == []


def test_states_are_said_as_a_group_and_never_as_56_codes(record):
    page = " ".join(str(record.ask("CMS", "ICE", on="2025-09-01")).split())

    assert "plaintiff states in California v. HHS" in page
    assert not re.search(r"([A-Z]{2}, ){5}", page)


def test_colour_is_only_put_where_it_is_asked_for():
    answer = world().ask("office", "guard", on="2031-04-01")

    assert "\x1b[" not in report.text(answer)
    assert "\x1b[1;31mPROHIBITED\x1b[0m" in report.text(answer, colour=True)


def test_rows_are_one_for_each_cell(tiny):
    answer = tiny.ask("RO", "BG", on="2031-03-15")

    rows = list(data.rows(answer))

    assert len(rows) == len({(r["object"], r["people"], r["origin"], r["purpose"]) for r in rows}) == 4 * 2 * 4 * 2
    assert set(rows[0]) == set(data.COLUMNS)


def test_html_escapes_what_the_record_says_and_links_only_to_the_web():
    evil = norm("prohibits", says="<script>alert(1)</script>")
    html = record(paper("order", "bar", "2031-01-01", evil)).ask("office", "guard", on="2031-04-01")._repr_html_()

    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "javascript:" not in html


def test_days_runs_and_lists_read_as_a_newspaper_writes_them():
    assert long_date(date(2031, 8, 4)) == "4 August 2031"
    assert span_words(None, date(2031, 1, 6)) == "up to 5 January 2031"
    assert span_words(date(2031, 1, 5), date(2031, 1, 6)) == "5 January 2031"
    assert listed(["a"]) == "a"
    assert listed(["a", "b"], "or") == "a or b"


def test_outside_the_record_the_answer_says_what_is_modelled():
    corpus = record(
        paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits")), case=suit(subject="Rolls")
    )

    answer = corpus.ask("guard", "office", on="2031-04-01")

    assert answer.verdict == "no-known-authority"
    assert "no case on record (1 in all) speaks of this" in answer.summary
    assert "no matter on record speaks of this" in str(answer)
