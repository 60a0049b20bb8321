"""Citations: an answer can be cited in three forms, read back from each, and worked out again."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from graph import NotFound, QuestionError
from graph.dates import Edtf
from graph.model import Cite, Effect, Source, SourceTier, Verb, Withdrawn
from graph.proof.citation import FORMATS, asked, citation, cite, command, digest, read
from graph.proof.reproduce import reproduce, to_dict
from tests.papers import norm, paper, record, when

ACCESSED = date(2031, 12, 5)


def barred(*more):
    """An order that bars names, and whatever else."""
    order = paper("order", "bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]))
    return replace(record(order, *more), digest=f"sha256:{'ab' * 32}")


def answered(corpus, **parts):
    return corpus.ask("office", "guard", on="2031-03-15", **parts)


# --- writing and reading ----------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_a_citation_names_the_question_the_record_and_both_digests(form):
    corpus = barred()
    found = answered(corpus, origin="AA", known="2031-04-01")
    text = cite(found, ACCESSED, form)
    told = read(text)

    assert told.asked == (
        "office guard --on 2031-03-15 --origin AA --purpose immigration-enforcement --known 2031-04-01"
    )
    assert told.told == "prohibited 2, no-known-authority 2"
    assert corpus.digest.startswith(told.record)
    assert digest(found).startswith(told.answer)
    assert (told.version, told.accessed) == ("1", ACCESSED)
    assert "What could Relief Office share with Guard on 15 March 2031" in text


def test_bibtex_is_an_entry_whose_braces_balance_and_csl_is_json():
    bibtex, csl = (cite(answered(barred()), ACCESSED, form) for form in ("bibtex", "csl-json"))
    (item,) = json.loads(csl)

    assert re.match(r"@misc\{couldshare-office-guard-[0-9a-f]{8},\n", bibtex)
    assert bibtex.count("{") == bibtex.count("}")
    assert "--on" not in bibtex
    assert (item["type"], item["accessed"]) == ("dataset", {"date-parts": [[2031, 12, 5]]})
    assert read(csl) == read(bibtex) == citation(answered(barred()), ACCESSED)


def test_an_address_is_kept_where_one_is_given():
    texts = [cite(answered(barred()), ACCESSED, form, "https://ruritania.example/?on=2031-03-15") for form in FORMATS]

    assert all("https://ruritania.example/?on=2031-03-15" in text for text in texts)
    assert "url" not in cite(answered(barred()), ACCESSED, "bibtex").replace("urldate", "").lower()


def test_a_citation_survives_a_word_processor_and_line_breaks():
    text = cite(answered(barred()), ACCESSED)

    assert read(text.replace("--", "–").replace(" ", "\n  ")) == read(text)
    assert read(text.replace("--", "—")) == read(text)
    assert read(f"See {text}, and again {text}") == read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no citation"),
        ("[ask office guard]", "no citation"),
        (cite(answered(barred()), ACCESSED) + cite(answered(barred(), origin="AA"), ACCESSED), "2 citations"),
    ],
)
def test_what_is_no_single_citation_is_refused(text, words):
    with pytest.raises(QuestionError, match=words):
        read(text)


def test_there_is_no_fourth_format():
    with pytest.raises(QuestionError, match="text, bibtex, csl-json, not 'ris'"):
        cite(answered(barred()), ACCESSED, "ris")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"object": "name", "people": "foreigner", "origin": ["AA", "CC"], "purpose": "audit", "known": "2031-04-01"},
        {"action": "onward-share"},
        {"action": "use"},
    ],
)
def test_a_question_written_as_a_command_is_the_same_question_when_read(parts):
    corpus = barred()
    put = answered(corpus, **parts).question

    assert asked(corpus, command(put)) == put


def test_the_day_may_stand_last():
    corpus = barred()

    assert asked(corpus, "Office Guard 2031-03-15") == asked(corpus, "office guard --on=2031-03-15")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("office guard", QuestionError, "a bearer, a recipient and a day"),
        ("office guard firm 2031-03-15", QuestionError, "a bearer, a recipient and a day"),
        ("office guard 2031-03-15 --colour red", QuestionError, "cannot read '--colour'"),
        ("office guard 2031-03-15 --origin", QuestionError, "cannot read '--origin'"),
        ("office 'guard 2031-03-15", QuestionError, "No closing quotation"),
        ("office nobody 2031-03-15", NotFound, "no agency is called 'nobody'"),
        ("office guard 2031-02-30", QuestionError, "not a day of the calendar"),
    ],
)
def test_what_is_no_question_is_refused_with_what_is_wrong(text, error, words):
    with pytest.raises(error, match=words):
        asked(barred(), text)


# --- working it out again -------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_record_gives_the_same_answer(form):
    found = reproduce(barred(), cite(answered(barred()), ACCESSED, form))

    assert (found.same, found.same_record) == (True, True)
    assert str(found).endswith("Same: the same record gives the same answer.")


def test_another_record_may_give_the_same_answer():
    changed = replace(
        barred(paper("order", "other", "2031-03-01", norm("prohibits", bearer=("guard",)))),
        digest=f"sha256:{'cd' * 32}",
    )
    found = reproduce(changed, cite(answered(barred()), ACCESSED))

    assert (found.same, found.same_record) == (True, False)
    assert "another record gives the same answer" in str(found)


def test_what_was_recorded_later_is_told_cell_by_cell():
    late = paper(
        "order", "lift", "2031-03-10", does={"vacates": Effect(Verb.VACATES, "bar")}, recorded=Edtf.parse("2032-02-01")
    )
    found = reproduce(barred(late), cite(answered(barred()), ACCESSED))
    (one,) = found.differences

    assert not found.same
    assert (one.before, one.after, one.cells, one.example) == (
        "prohibited", "no-known-authority", 6, "name × subject × AA × immigration-enforcement",
    )  # fmt: skip
    assert "Differs by what was recorded after 5 December 2031; without it the answer is the one cited." in str(found)


def test_a_corrected_norm_differs_though_every_verdict_stands():
    corpus = barred()
    wrong = corpus.instruments["bar"].norms[0]
    right = replace(wrong, id="right", recorded=Edtf.parse("2032-02-01"))
    mended = replace(
        corpus.instruments["bar"],
        norms=(replace(wrong, withdrawn=Withdrawn(Edtf.parse("2032-02-01"), "a slip")), right),
    )
    found = reproduce(replace(corpus, instruments={"bar": mended}), cite(answered(corpus), ACCESSED))

    assert [(one.columns, one.before, one.after) for one in found.differences] == [
        (("because",), "prohibited", "prohibited")
    ]
    assert "6 cells, such as name × subject × AA × immigration-enforcement: still prohibited" in str(found)


def test_a_rewritten_record_is_not_taken_for_a_later_one():
    rewritten = replace(
        record(paper("order", "bar", "2031-04-01", norm("prohibits", scope=[{"object": ("name",)}]))),
        digest=f"sha256:{'cd' * 32}",
    )
    found = reproduce(rewritten, cite(answered(barred()), ACCESSED))

    assert (found.same, found.then, found.differences) == (False, None, ())
    assert "old entries were rewritten" in str(found)
    assert "couldshare diff" in str(found)


def test_the_same_record_with_another_answer_means_another_program():
    text = cite(answered(barred()), ACCESSED)
    found = reproduce(barred(), text.replace(digest(answered(barred()))[:19], "sha256:000000000000"))

    assert "the program has changed" in str(found)


def test_a_supposed_record_is_cited_as_supposed(tiny):
    what_if = tiny.suppose(without=["cases/strelsau-v-health"])
    text = cite(what_if.ask("RO", "BG", on="2031-03-15"), ACCESSED)

    assert "record 2031.9.30, supposing without cases/strelsau-v-health, sha256:" in text
    assert reproduce(what_if, text).same
    assert not reproduce(tiny, text).same


def test_known_is_part_of_the_question_that_is_put_again():
    late = Source("Leak", "Post", Edtf.parse("2031-06-01"), SourceTier.NEWS)
    pact = paper("agreement", "pact", "2031-03-02", norm("permits"), cites=(Cite("leak"),))
    corpus = barred(pact)
    corpus = replace(corpus, sources=corpus.sources | {"leak": late})
    then, now = answered(corpus, known="2031-04-01"), answered(corpus)

    assert digest(then) != digest(now)
    assert reproduce(corpus, cite(then, ACCESSED)).same
    assert reproduce(corpus, cite(now, ACCESSED)).same


def test_no_wording_and_no_link_is_part_of_the_digest():
    corpus = barred()
    order = corpus.instruments["bar"]
    reworded = replace(order, title="A better title", norms=(replace(order.norms[0], says="In other words."),))

    assert digest(answered(replace(corpus, instruments={"bar": reworded}))) == digest(answered(corpus))
    assert digest(answered(replace(corpus, instruments={"bar": replace(order, end=when("2031-05-01"))}))) != digest(
        answered(corpus)
    )


def test_a_reproduction_is_json_too():
    late = paper(
        "order", "lift", "2031-03-10", does={"vacates": Effect(Verb.VACATES, "bar")}, recorded=Edtf.parse("2032-02-01")
    )
    told = json.loads(json.dumps(to_dict(reproduce(barred(late), cite(answered(barred()), ACCESSED)))))

    assert (told["same"], told["recorded_since"], told["cited"]["accessed"]) == (False, True, "2031-12-05")
    assert told["differences"][0]["after"] == "no-known-authority"
