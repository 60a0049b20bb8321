"""Narrowing the record: to what was known, to what was recorded, to a world without something."""

from dataclasses import replace

import pytest

from graph.dates import Edtf
from graph.errors import NotFound
from graph.model import Cite, Source, SourceTier, Withdrawn
from tests.papers import norm, paper, record, when

LATE = (Cite("late"),)


def with_late_source(corpus, published="2031-05-17"):
    late = Source("Leak", "Post", Edtf.parse(published), SourceTier.NEWS)
    return replace(corpus, sources={**corpus.sources, "late": late})


def verdict(corpus, on="2031-06-01", **asked):
    return str(corpus.ask("office", "guard", on=on, **asked).verdict)


def test_a_secret_paper_does_not_exist_until_it_was_published():
    corpus = with_late_source(record(paper("agreement", "pact", "2031-03-01", norm("permits"), cites=LATE)))

    assert verdict(corpus, known="2031-05-16") == "no-known-authority"
    assert verdict(corpus, known="2031-05-17") == "permitted"


def test_an_imprecise_publication_counts_from_its_last_possible_day():
    corpus = with_late_source(record(paper("agreement", "pact", "2031-03-01", norm("permits"), cites=LATE)), "2031-05")

    assert verdict(corpus, known="2031-05-30") == "no-known-authority"
    assert verdict(corpus, known="2031-05-31") == "permitted"


def test_a_source_without_a_date_proves_nothing_known_on_a_day():
    corpus = with_late_source(record(paper("agreement", "pact", "2031-03-01", norm("permits"), cites=LATE)), "unknown")

    assert verdict(corpus, known="2031-12-31") == "no-known-authority"
    assert verdict(corpus) == "permitted"


def test_a_statement_counts_from_the_earliest_of_its_sources():
    both = (Cite("late"), Cite("gazette"))
    corpus = with_late_source(record(paper("agreement", "pact", "2031-03-01", norm("permits"), cites=both)))

    assert verdict(corpus, known="2031-03-01") == "permitted"


def test_a_reading_not_yet_published_is_no_doubt_yet():
    start = replace(when("2031-03-01", "2031-07-01"))
    start = replace(start, readings=(start.readings[0], replace(start.readings[1], cites=LATE)))
    corpus = with_late_source(record(replace(paper("order", "bar", "2031-03-01", norm("prohibits")), start=start)))

    assert verdict(corpus, known="2031-05-16") == "prohibited"
    assert verdict(corpus, known="2031-05-17") == "unsettled"


def test_beyond_what_was_known_an_answer_is_carried_forward_from_then():
    corpus = record(paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits")))

    region = corpus.ask("office", "guard", on="2031-06-01", known="2031-04-01").regions[0]

    assert str(region.carried_forward_from) == "2031-04-01"


def test_a_correction_leaves_yesterdays_answer_reproducible():
    slip = norm("permits", withdrawn=Withdrawn(Edtf.parse("2031-09-02"), "misread"))
    right = norm("prohibits", "right", recorded=Edtf.parse("2031-09-02"))
    corpus = record(paper("order", "order", "2031-03-01", slip, right))

    assert verdict(corpus.as_recorded("2031-09-01")) == "permitted"
    assert verdict(corpus.as_recorded("2031-09-02")) == "prohibited"


def test_what_is_withdrawn_is_not_in_the_record_as_loaded():
    slip = norm("permits", withdrawn=Withdrawn(Edtf.parse("2031-09-02"), "misread"))

    assert verdict(record(paper("order", "order", "2031-03-01", slip))) == "no-known-authority"


def test_a_world_without_a_paper_is_another_corpus_and_the_first_is_untouched():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits"))
    corpus = record(bar)

    assert verdict(corpus.suppose(without=["bar"])) == "no-known-authority"
    assert verdict(corpus.suppose(without=["bar#n"])) == "no-known-authority"
    assert verdict(corpus) == "prohibited"


def test_what_is_not_there_cannot_be_left_out():
    with pytest.raises(NotFound, match="no record is called 'baz'"):
        record(paper("order", "bar", "2031-03-01")).suppose(without=["baz"])


def test_a_draft_file_is_laid_over_the_record_and_changes_it_only_there(tmp_path, tiny):
    folder = tmp_path / "cases" / "strelsau-v-health"
    folder.mkdir(parents=True)
    draft = folder / "2031-07-01-bar-on-names.yaml"
    draft.write_text(
        "title: Draft\nkind: order\nfrom: 2031-07-01\nconfidence: low\nrecorded: 2031-07-01\ncites: [register]\n"
        "norms:\n  - {id: bar, modality: prohibits, bearer: [health], recipient: [guard], action: [share],\n"
        "     says: No names may go., scope: [{object: relief/name}]}\n"
    )
    asked = {"object": "relief/name", "people": "foreigner", "origin": "TA"}

    supposed = tiny.suppose(add=draft)

    assert str(supposed.ask("RO", "BG", on="2031-07-01", **asked).verdict) == "prohibited"
    assert str(supposed.ask("RO", "BG", on="2031-06-30", **asked).verdict) == "claimed"
    assert str(tiny.ask("RO", "BG", on="2031-07-01", **asked).verdict) == "claimed"
