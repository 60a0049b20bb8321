"""The proof of an answer has one source: the page, Markdown, the card and the app tell the same lines."""

import re
from dataclasses import replace
from html import unescape

import pytest

from graph.pages import _html as html
from graph.text.groups import grouped
from graph.text.proof import ahead, coverage, lines
from graph.text.words import readings_told
from tests.papers import norm, paper, suit
from tests.papers import record as world

INLINE = re.compile(r"</?(?:a|b|span)\b[^>]*>")


def contested():
    """A pact against a law that a suit challenges, an order of one of three days, a memo that ended on one of six."""
    law = paper("statute", "law", "2030-01-01", norm("prohibits"))
    pact = paper("agreement", "pact", "2031-01-01", norm("permits", says="It may <b>."))
    complaint = paper("complaint", "cases/suit/2031-02-01-complaint", "2031-02-01", does={"challenges": "pact"})
    order = paper(
        "order", "cases/suit/2031-05-10-bar", "2031-05-10/2031-05-12",
        norm("prohibits", scope=[{"object": ("name",)}]), entry_number="7",
    )  # fmt: skip
    memo = paper(
        "memo", "memo", "2031-01-01", norm("permits", scope=[{"object": ("name",)}]), end="2031-05-20/2031-05-25"
    )
    return replace(
        world(law, pact, complaint, order, memo, case=suit(short="Doe & Roe")), notes={"pact": "Ask <the> clerk."}
    )


def shown(text):
    """What a browser shows of HTML, as one line."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", INLINE.sub("", text))).split())


def faces(answer):
    """The page, the Markdown, the card and the app's tree of an answer, each as one line without numbers."""
    page, markdown = (re.sub(r" \[\d+\]", "", " ".join(text.split())) for text in (str(answer), answer.to_markdown()))
    tree = html.proof(answer) + html.items(ahead(answer))
    return {
        "page": page,
        "markdown": re.sub(r" - (?!\*\*)", " ", markdown).replace("**", "").replace("&lt;", "<"),
        "card": shown(answer._repr_html_()),
        "app": shown(tree),
    }


def told(answer):
    """Every line that a proof tells, its label with it, and what stands under each."""
    for group in grouped(answer):
        for line in lines(answer.corpus, group):
            yield f"{line.label} {line.words}"
            yield from line.sub
    yield from ahead(answer)


@pytest.mark.parametrize("face", ["page", "markdown", "card", "app"])
@pytest.mark.parametrize("on", ["2031-01-15", "2031-03-01", "2031-05-11", "2031-05-22", "2032-06-01"])
def test_each_line_of_a_proof_is_on_every_face(on, face):
    answer = contested().ask("office", "guard", on=on)

    assert [line for line in told(answer) if line not in faces(answer)[face]] == []


@pytest.mark.parametrize(
    ("bearer", "recipient", "on"),
    [
        ("CMS", "ICE", "2025-06-11"),
        ("CMS", "ICE", "2026-02-01"),
        ("IRS", "ICE", "2025-09-01"),
        ("USDA", "DHS", "2026-11-01"),
    ],
)
def test_each_line_of_a_proof_of_the_record_is_on_every_face(record, bearer, recipient, on):
    answer = record.ask(bearer, recipient, on=on)

    every = list(told(answer))

    assert [(face, line) for face, text in faces(answer).items() for line in every if line not in text] == []


def test_the_lines_of_a_world_in_doubt_are_of_every_kind():
    answers = [
        contested().ask("office", "guard", on=on) for on in ("2031-03-01", "2031-05-11", "2031-05-22", "2032-06-01")
    ]

    labels = {line.label for one in answers for group in grouped(one) for line in lines(one.corpus, group)}

    assert labels == {
        "For", "Decided by", "Perhaps by", "Against it", "Set aside", "Pending", "Hinges on", "No matter", "Confidence",
        "Carried",
    }  # fmt: skip


def test_a_card_tells_what_was_considered_too():
    answer = contested().ask("office", "guard", on="2031-05-11")

    assert all(line in faces(answer)["card"] for line in coverage(answer))


def test_a_card_names_the_fact_on_which_an_answer_hinges_and_what_each_reading_gives(record):
    answer = record.ask("CMS", "ICE", on="2025-06-11")
    (hinge, *_) = (hinge for region in answer.regions for hinge in region.finding.hinges_on)

    card = faces(answer)["card"]

    assert "unsettled as the sources do not settle a fact" in card
    assert f"Hinges on {hinge.question}" in card
    assert all(line in card for line in readings_told(hinge))


@pytest.mark.parametrize("face", ["card", "app"])
def test_what_is_set_aside_unfolds_to_what_it_says_by_which_paper_and_where_it_can_be_read(face):
    answer = contested().ask("office", "guard", on="2031-06-01", object="name")

    assert (
        "Set aside pact (higher tier) pact: It may <b>. (higher tier: “cases/suit/2031-05-10-bar”)"
        in faces(answer)[face]
    )
    assert "<details><summary><b>pact</b>: It may &lt;b&gt;. (higher tier" in (
        answer._repr_html_() if face == "card" else html.proof(answer)
    )


def test_a_paper_of_a_docket_is_told_with_its_entry_and_a_note_under_it():
    answer = contested().ask("office", "guard", on="2031-06-01")

    assert "It prohibits. (ECF 7)" in faces(answer)["card"]
    assert "It prohibits. (ECF 7)" in faces(answer)["app"]


def test_no_words_of_a_record_become_html():
    answer = contested().ask("office", "guard", on="2031-03-01")

    assert all("<the>" not in text for text in (answer._repr_html_(), html.proof(answer)))
    assert "Note: Ask &lt;the&gt; clerk." in answer._repr_html_()
