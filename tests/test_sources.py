"""What rests on a source, what would fall without it, and whether kept copies are whole."""

import hashlib
import os
from dataclasses import replace
from datetime import date

import pytest

from graph.analysis.differ import compare
from graph.audit.source_views import (
    SOURCE_COLUMNS,
    STATEMENT_COLUMNS,
    sources_dict,
    sources_rows,
    sources_text,
    statement_rows,
)
from graph.audit.sources import change_words, falls_without, rests_on, statements, without_source
from graph.dates import Edtf
from graph.errors import GraphError, NotFound
from graph.model import (
    Cite,
    Confidence,
    DateReading,
    Disclosure,
    DocketEntry,
    Effect,
    Fact,
    Holding,
    Party,
    Reading,
    Role,
    Source,
    SourceTier,
    Verb,
    When,
    Withdrawn,
)
from graph.record.copies import verify
from tests.papers import event, norm, paper, record, suit, when

POST, STAR = (Cite("post"),), (Cite("star"),)
BOTH = (*POST, *STAR)
NEWS = ("post", "star")


def world(*papers, case=None, **disclosures):
    """A record with two newspapers beside the gazette."""
    made = record(*papers, case=case)
    news = {name: Source(name.title(), name.title(), Edtf.parse("2031-01-02"), SourceTier.NEWS) for name in NEWS}
    return replace(made, sources={**made.sources, **news}, disclosures=disclosures)


def resting(corpus, source):
    return [(one.kind, one.id) for one in rests_on(corpus)[source]]


# --- what rests on what ----------------------------------------------------------


def test_papers_norms_and_effects_rest_on_what_they_cite():
    rule = paper("notice", "agency/rule", "2031-02-01", norm("permits", cites=POST))
    stays = Effect(Verb.STAYS, "agency/rule", cites=POST)
    stay = paper("order", "cases/suit/stay", "2031-03-01", does={"stays": stays}, cites=BOTH)

    found = resting(world(rule, stay), "post")

    assert found == [
        ("norm", "agency/rule#n"),
        ("instrument", "cases/suit/stay"),
        ("effect", "cases/suit/stay#stays agency/rule"),
    ]


def test_parties_events_docket_lines_and_dates_of_a_case_rest_on_what_they_cite():
    joined = When((DateReading(Edtf.parse("2031-02-02"), POST), DateReading(Edtf.parse("2031-02-03"), STAR)))
    party = Party(Role.PLAINTIFF, ("AA",), joined=joined, cites=POST)
    line = DocketEntry(Edtf.parse("2031-02-09"), "Hearing", "7", cites=POST)
    case = suit(party, events=(replace(event("ruling"), cites=POST),), docket=(line,))

    assert resting(world(case=case), "post") == [
        ("party", "cases/suit#plaintiff AA"),
        ("date reading", "cases/suit#plaintiff AA joined 2031-02-02"),
        ("event", "cases/suit#ruling"),
        ("docket line", "cases/suit#docket 2031-02-09 7"),
    ]


def test_readings_of_a_contested_fact_rest_on_what_they_cite_those_set_aside_too():
    fact = Fact("size", "How many?", (Reading("ten", "Ten.", POST), Reading("two", "Two.", POST, "A slip.")))
    rule = paper("notice", "agency/rule", "2031-02-01", contested=(fact,))

    found = rests_on(world(rule))["post"]

    assert [(one.id, one.says) for one in found] == [
        ("agency/rule#size ten", "Ten."),
        ("agency/rule#size two", "Two. (set aside by the editors)"),
    ]


def test_disclosures_and_what_was_said_of_them_rest_on_what_they_cite():
    ruling = paper("opinion", "cases/suit/ruling", "2031-06-01")
    said = Holding("cases/suit/ruling", "It broke the code.", cites=POST)

    found = resting(world(ruling, **{"disclosures/rolls": deed(POST, said)}), "post")

    assert found == [
        ("disclosure", "disclosures/rolls"),
        ("holding", "disclosures/rolls#said-later cases/suit/ruling"),
    ]


def deed(cites, *said):
    return Disclosure(
        "disclosures/rolls", "Rolls to the guard", when("2031-05-05"), ("office",), cites, Confidence.HIGH,
        Edtf.parse("2031-12-31"), ("guard",), said_later=said,
    )  # fmt: skip


def test_what_the_editors_withdrew_rests_on_nothing():
    gone = Withdrawn(Edtf.parse("2031-09-02"), "It was never issued.")
    rule = paper("notice", "agency/rule", "2031-02-01", norm("permits", cites=POST, withdrawn=gone))
    other = paper("notice", "agency/other", "2031-02-01", cites=POST, withdrawn=gone)

    assert resting(world(rule, other), "post") == []


def test_a_source_that_nothing_cites_is_listed_as_bearing_nothing(tiny):
    bare = replace(tiny, sources={**tiny.sources, "leaflet": tiny.sources["register"]})

    assert rests_on(bare)["leaflet"] == []
    assert set(rests_on(bare)) == set(bare.sources)


def test_a_statement_that_cites_a_source_twice_is_listed_once():
    twice = paper("notice", "agency/rule", "2031-02-01", cites=(Cite("post", "p. 1"), Cite("post", "p. 2")))

    assert resting(world(twice), "post") == [("instrument", "agency/rule")]


# --- what would fall -------------------------------------------------------------


def test_what_another_source_bears_out_does_not_fall():
    fall = falls_without(world(paper("notice", "agency/rule", "2031-02-01", norm("permits"), cites=BOTH)), "post")

    assert (fall.statements, fall.with_them, fall.differences) == ((), (), ())


def test_a_paper_falls_with_its_only_source_and_what_it_states_falls_with_it():
    rule = paper("notice", "agency/rule", "2031-02-01", norm("permits", cites=STAR), cites=POST)

    fall = falls_without(world(rule), "post")

    assert [one.id for one in fall.statements] == ["agency/rule"]
    assert [one.id for one in fall.with_them] == ["agency/rule#from", "agency/rule#from 2031-02-01", "agency/rule#n"]


def test_a_norm_that_falls_takes_its_days_with_it_and_leaves_its_paper_standing():
    days = When((DateReading(Edtf.parse("2031-02-05"), STAR),))
    rule = paper("notice", "agency/rule", "2031-02-01", norm("permits", start=days, cites=POST), cites=STAR)

    fall = falls_without(world(rule), "post")

    assert [one.id for one in fall.statements] == ["agency/rule#n"]
    assert [one.id for one in fall.with_them] == ["agency/rule#n from", "agency/rule#n from 2031-02-05"]


def test_answers_that_rest_on_the_source_alone_change_from_the_first_day_on():
    rule = paper("notice", "agency/rule", "2031-02-01", norm("permits", scope=[{"origin": ("AA",)}]), cites=POST)
    corpus = world(rule, paper("statute", "law/code", "..", norm("prohibits")))

    (one,) = falls_without(corpus, "post").differences

    assert (str(one.before), str(one.after)) == ("claimed", "prohibited")
    assert (one.channel.bearer, one.channel.recipient) == ("office", "guard")
    assert (one.start, one.end) == (date(2031, 2, 1), None)


def test_one_reading_of_a_day_less_can_settle_an_answer():
    bar = paper("order", "cases/suit/bar", "2031-03-01", norm("prohibits"))
    doubtful = When((DateReading(Edtf.parse("2031-03-01"), STAR), DateReading(Edtf.parse("2031-03-05"), POST)))

    (one,) = falls_without(world(replace(bar, start=doubtful)), "post").differences

    assert (str(one.before), str(one.after)) == ("unsettled", "prohibited")
    assert (one.start, one.end) == (date(2031, 3, 1), date(2031, 3, 5))


def test_a_docket_line_falls_without_changing_an_answer():
    line = DocketEntry(Edtf.parse("2031-02-09"), "Hearing", cites=POST)
    corpus = world(paper("notice", "agency/rule", "2031-02-01", norm("permits")), case=suit(docket=(line,)))

    fall = falls_without(corpus, "post")

    assert [one.kind for one in fall.statements] == ["docket line"]
    assert fall.differences == ()


def test_a_corpus_without_a_source_keeps_its_registry_and_what_it_was_narrowed_to():
    corpus = world(paper("notice", "agency/rule", "2031-02-01", cites=POST)).as_known("2031-08-01")

    rest = without_source(corpus, "post")

    assert (dict(rest.sources), rest.known) == (dict(corpus.sources), date(2031, 8, 1))
    assert "agency/rule" in corpus.instruments
    assert "agency/rule" not in rest.instruments


def test_a_corpus_without_a_source_is_narrowed_to_no_day_if_it_was_not_before(tiny):
    assert without_source(tiny, "register").known is None


def test_standing_law_does_not_fall_with_another_source(tiny):
    assert "law/relief-code" in without_source(tiny, "register").instruments
    assert "law/relief-code" not in without_source(tiny, "statute-book").instruments


SOURCES = (
    "statute-book", "pact-text", "register", "injunction-text", "high-court-orders", "vacatur-text", "extension-text",
    "evening-post",
)  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_the_answers_that_change_are_all_those_that_differ_in_a_corpus_without_the_source(tiny, source):
    found = falls_without(tiny, source).differences

    assert [told(one) for one in found] == [told(one) for one in compare(tiny, without_source(tiny, source))]


def told(one):
    """What a difference comes to."""
    channel = one.channel
    return channel.action, channel.bearer, channel.recipient, one.boxes, one.start, one.end, one.before, one.after


def test_an_unknown_source_is_refused_with_the_nearest(tiny):
    with pytest.raises(NotFound) as refused:
        falls_without(tiny, "evening-past")

    assert refused.value.near[0] == "evening-post"


def test_changed_answers_are_counted_in_words():
    stay = paper("order", "cases/suit/bar", "2031-03-01", norm("prohibits", scope=[{"origin": ("AA",)}]), cites=POST,
                 end="2031-03-05")  # fmt: skip
    corpus = world(stay)

    words = change_words(corpus, falls_without(corpus, "post").differences)

    assert words == (
        "The answer would change in 1 channel (Relief Office → Guard share), for 8 cells, "
        "on 4 days (1 March 2031 to 4 March 2031)."
    )


def test_no_changed_answer_is_said_so(tiny):
    assert change_words(tiny, ()) == "No answer would change."


# --- views -------------------------------------------------------------------------


@pytest.fixture
def press():
    rule = paper("notice", "agency/rule", "2031-02-01", norm("permits", cites=(Cite("post", "p. 3", "may be given"),)))
    return world(rule, paper("notice", "agency/other", "2031-02-01", cites=(*POST, Cite("gazette"))))


def test_sources_are_listed_by_how_much_rests_on_each_with_where_they_can_be_read(tiny):
    rows = list(sources_rows(tiny))

    assert tuple(rows[0]) == SOURCE_COLUMNS
    assert [rows[0][key] for key in ("id", "publisher", "published", "tier", "read", "url")] == [
        "evening-post", "Strelsau Evening Post", "2031-05-20", "news", "part", "https://post.example/relief-rolls",
    ]  # fmt: skip
    assert [row["statements"] for row in rows] == sorted((row["statements"] for row in rows), reverse=True)


def test_a_row_counts_what_rests_on_the_source_alone(press):
    post = next(row for row in sources_rows(press) if row["id"] == "post")

    assert (post["statements"], post["alone"], post["records"]) == (2, 1, 2)


def test_a_page_of_all_sources_says_how_much_each_bears(press):
    text = sources_text(press, width=200)

    assert "post · Post" in text
    assert "By         Post, 2031-01-02 [news; read in part]" in text
    assert "Bears      2 statements in 2 records, 1 of them on nothing else" in text
    assert "Bears      nothing" in text  # the star
    assert "By         Gazette, standing law [primary; read in part]" in text


def test_a_page_of_one_source_shows_each_statement_with_its_pin_and_what_would_fall(press):
    text = sources_text(press, "post", width=200)

    assert "norm: It permits [agency/rule#n, p. 3] “may be given” — on nothing else" in text
    assert "instrument: agency/other [agency/other]" in text
    assert "If it fell, 1 statement would be left without a source. The answer would change in 1 channel" in text


def test_a_page_of_a_source_that_bears_nothing_says_so(press):
    text = sources_text(press, "star", width=200)

    assert "If it fell, nothing would be left without a source. No answer would change." in text


def test_json_of_one_source_holds_what_rests_on_it_and_what_would_fall(press):
    told = sources_dict(press, "post")

    assert (told["schema"], told["id"], told["alone"]) == (1, "post", 1)
    assert [one["id"] for one in told["bears"]] == ["agency/rule#n", "agency/other"]
    assert told["falls_without"]["statements"] == ["agency/rule#n"]
    assert told["falls_without"]["differences"][0]["before"] == "permitted"


def test_json_of_all_sources_lists_them(tiny):
    assert [one["id"] for one in sources_dict(tiny)["sources"]] == [row["id"] for row in sources_rows(tiny)]


def test_rows_of_one_source_say_which_statements_fall(press):
    rows = list(statement_rows(press, "post"))

    assert tuple(rows[0]) == STATEMENT_COLUMNS
    assert [(row["id"], row["pin"], row["falls"]) for row in rows] == [
        ("agency/rule#n", "p. 3", True),
        ("agency/other", "", False),
    ]


# --- kept copies ---------------------------------------------------------------------

WHOLE = b"Order of 10 March 2031"
DIGEST = f"sha256:{hashlib.sha256(WHOLE).hexdigest()}"


def keeping(digest):
    """A record whose one source has this digest."""
    made = record()
    return replace(made, sources={"gazette": replace(made.sources["gazette"], digest=digest)})


def found(corpus, folder):
    return [(one.path, one.code, one.severity) for one in verify(corpus, folder)]


def test_a_copy_with_the_digest_of_its_source_is_whole(tmp_path):
    (tmp_path / "gazette.pdf").write_bytes(WHOLE)

    assert found(keeping(DIGEST), tmp_path) == []


def test_a_copy_with_a_byte_changed_is_an_error_that_names_both_digests(tmp_path):
    (tmp_path / "gazette.pdf").write_bytes(WHOLE + b"!")

    (problem,) = verify(keeping(DIGEST), tmp_path)

    assert (problem.path, problem.code, problem.severity) == ("gazette.pdf", "wrong-digest", "error")
    assert DIGEST in problem.message
    assert hashlib.sha256(WHOLE + b"!").hexdigest() in problem.message


def test_a_copy_is_known_by_its_name_whatever_its_ending(tmp_path):
    (tmp_path / "gazette.tar.gz").write_bytes(WHOLE)

    assert found(keeping(DIGEST), tmp_path) == []


def test_a_source_of_which_a_digest_and_no_copy_is_kept_is_noted(tmp_path):
    assert found(keeping(DIGEST), tmp_path) == [("gazette.*", "missing-copy", "note")]


def test_a_copy_of_which_no_digest_is_kept_is_noted_with_the_digest_to_enter(tmp_path):
    (tmp_path / "gazette.pdf").write_bytes(WHOLE)

    (problem,) = verify(keeping(""), tmp_path)

    assert (problem.code, problem.severity) == ("no-digest", "note")
    assert f"add `digest: {DIGEST}`" in problem.remedy


def test_sources_with_neither_copy_nor_digest_are_noted_together(tiny, tmp_path):
    (problem,) = verify(tiny, tmp_path)

    assert (problem.code, problem.severity) == ("uncopied", "note")
    assert "of 8 of 8 sources there is neither a copy nor a digest: statute-book, pact-text, register and 5 more" in (
        problem.message
    )


def test_a_file_that_matches_no_source_is_noted_with_the_nearest_name(tmp_path):
    (tmp_path / "gazete.pdf").write_bytes(WHOLE)
    (tmp_path / "gazette.pdf").write_bytes(WHOLE)

    (problem,) = verify(keeping(DIGEST), tmp_path)

    assert (problem.path, problem.code, problem.severity) == ("gazete.pdf", "stray-file", "note")
    assert "gazette.pdf" in problem.remedy


def test_a_name_without_an_ending_matches_no_source(tmp_path):
    (tmp_path / "gazette").write_bytes(WHOLE)

    assert [code for _, code, _ in found(keeping(DIGEST), tmp_path)] == ["stray-file", "missing-copy"]


def test_of_two_copies_the_one_whose_digest_is_kept_counts_and_the_other_is_noted(tmp_path):
    (tmp_path / "gazette.pdf").write_bytes(WHOLE)
    (tmp_path / "gazette.txt").write_bytes(b"only its words")

    assert found(keeping(DIGEST), tmp_path) == [("gazette.txt", "second-copy", "note")]


def test_a_digest_that_is_none_is_an_error_and_capitals_are_no_matter(tmp_path):
    (tmp_path / "gazette.pdf").write_bytes(WHOLE)

    assert found(keeping("md5:d41d8cd9"), tmp_path) == [("gazette", "bad-digest", "error")]
    assert found(keeping(DIGEST.upper()), tmp_path) == []


def test_a_copy_that_leads_nowhere_is_unreadable(tmp_path):
    (tmp_path / "gazette.pdf").symlink_to(tmp_path / "gone")

    assert found(keeping(DIGEST), tmp_path) == [("gazette.pdf", "unreadable", "error")]


def test_a_folder_or_a_pipe_that_bears_the_name_of_a_copy_is_unreadable_and_not_waited_for(tmp_path):
    (tmp_path / "gazette.d").mkdir()
    os.mkfifo(tmp_path / "gazette.pdf")

    assert found(keeping(DIGEST), tmp_path) == [
        ("gazette.d", "unreadable", "error"),
        ("gazette.pdf", "unreadable", "error"),
    ]


def test_a_name_that_no_screen_can_show_is_shown_escaped(tmp_path):
    (tmp_path / "a\x1b[31m\n.pdf").write_bytes(WHOLE)
    (tmp_path / os.fsdecode(b"\xff.pdf")).write_bytes(WHOLE)

    shown = [str(one) for one in verify(keeping(""), tmp_path)]

    assert all(one.isprintable() for one in shown)


def test_a_large_copy_is_read_in_chunks(tmp_path, monkeypatch):
    with (tmp_path / "gazette.bin").open("wb") as file:
        file.truncate(50_000_000)

    (problem,), most = traced(lambda: verify(keeping(DIGEST), tmp_path))

    assert problem.code == "wrong-digest"
    assert most < 5_000_000


def traced(run):
    """What it returns, and the most bytes it held at once."""
    import tracemalloc

    tracemalloc.start()
    try:
        return run(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_folder_that_is_not_there_or_none_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(WHOLE)

    with pytest.raises(GraphError, match="cannot be searched for kept copies"):
        verify(record(), tmp_path / "gone")
    with pytest.raises(GraphError, match="cannot be searched for kept copies"):
        verify(record(), tmp_path / "file")


# --- the record that ships -------------------------------------------------------------


def test_every_cite_on_record_belongs_to_a_statement_with_a_kind_and_words(record):
    found = statements(record)

    assert [one.id for one in found if not one.says.strip() or not one.kind] == []
    assert set(rests_on(record)) == set(record.sources)
    assert {one.kind for one in found} >= {"case", "instrument", "norm", "effect", "party", "docket line", "disclosure"}
