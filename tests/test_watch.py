"""Watching: a file that keeps what one follows, and what is new of each, for its cells and no others."""

import re
from datetime import date

import pytest

from graph.errors import GraphError, NotFound, QuestionError, Refused
from graph.following.watch import run, since_of, watch
from graph.following.watched import SEEN_COLUMNS, list_text, seen_dict, seen_rows, seen_text
from graph.following.watchlist import Watch, Watchlist, read, text, write
from graph.model import Verdict

CASE = Watch(case="cases/strelsau-v-health", why="my beat")
MARCH = (date(2031, 3, 1), date(2031, 3, 31))


def seen(corpus, words, since=MARCH[0], until=MARCH[1]):
    told, (one,) = run(corpus, [watch(corpus, words)], since, until)
    return told, one


# --- what one follows ---------------------------------------------------------------


def test_a_question_is_kept_by_ids_and_without_a_day(tiny):
    kept = watch(tiny, 'MOH "border guard" --origin Zenda --people foreigner', "print")

    assert kept.question == "health guard --people foreigner --origin ZE --purpose immigration-enforcement"
    assert kept.why == "print"


def test_a_question_may_be_english(tiny):
    kept = watch(tiny, "What could the Ministry of Health share with the Border Guard about foreigner?")

    assert kept.question == "health guard --people foreigner --purpose immigration-enforcement"


def test_a_case_is_kept_by_its_id(tiny):
    assert watch(tiny, "case strelsau-v-health").case == "cases/strelsau-v-health"


@pytest.mark.parametrize(
    "words",
    [
        "health guard --on 2031-03-01",
        "health guard 2031-03-01",
        "health guard --on 2031-03-01 --known 2031-03-01",
        "What could the Ministry of Health share with the Border Guard on 1 March 2031?",
    ],
)
def test_a_question_that_names_a_day_is_refused(tiny, words):
    with pytest.raises(QuestionError, match="names no day"):
        watch(tiny, words)


def test_unknown_names_are_refused_before_anything_is_kept(tiny):
    with pytest.raises(NotFound, match="no case is called"):
        watch(tiny, "case hentzau-v-health")
    with pytest.raises(NotFound, match="no agency is called 'nobody'"):
        watch(tiny, "nobody guard")


def test_what_is_followed_twice_stands_once_with_the_newer_reason():
    held = Watchlist().added(CASE).added(Watch(question="health guard")).added(Watch(case=CASE.case, why="for print"))

    assert [(str(one), one.why) for one in held.watches] == [
        ("case strelsau-v-health", "for print"),
        ("health guard", ""),
    ]


def test_a_watch_is_removed_by_its_number_and_none_by_another():
    held = Watchlist().added(CASE)

    assert held.removed(1).watches == ()
    with pytest.raises(QuestionError, match="no watch 2; the list has 1 to 1"):
        held.removed(2)
    with pytest.raises(QuestionError, match="the list is empty"):
        Watchlist().removed(1)


# --- the file ----------------------------------------------------------------------


def test_a_list_survives_the_way_through_its_file(tmp_path):
    file = tmp_path / "new folder" / "watch.yaml"
    held = Watchlist((CASE, Watch(question="a b", why='“x”: \\ # no comment, "quoted" é 😀')), date(2031, 9, 1))

    write(file, held)

    assert read(file) == held
    assert [one.name for one in file.parent.iterdir()] == ["watch.yaml"]


def test_no_file_is_an_empty_list(tmp_path):
    assert read(tmp_path / "none.yaml") == Watchlist()
    assert "Nothing is followed yet" in list_text(Watchlist())


@pytest.mark.parametrize(
    ("body", "line", "why"),
    [
        ("watches:\n  - case: x\n    question: y z\n", 2, "one of the two"),
        ("watches:\n  - why: nothing\n", 2, "one of the two"),
        ("watches:\n  - {case: x, wy: typo}\n", 2, "a watch has a case or a question, and why"),
        ("watches: some\n", 1, "watches is a list"),
        ("seen: 2031-01-01\nwatched: []\n", 2, "'watched' is not a key"),
        ("watches:\n  - case: [x]\n", 2, "a watch has"),
        ("watches:\n  - case: &a x\n", 2, "anchors"),
        ("\tx", 1, "cannot be read as YAML"),
    ],
)
def test_a_file_that_is_no_watchlist_is_refused_with_its_line(tmp_path, body, line, why):
    file = tmp_path / "watch.yaml"
    file.write_text(body, encoding="utf-8")

    with pytest.raises(Refused, match=re.escape(f"watch.yaml:{line}:")) as caught:
        read(file)

    assert why in str(caught.value)


def test_a_mark_that_is_no_day_is_refused(tmp_path):
    file = tmp_path / "watch.yaml"
    file.write_text("seen: soon\nwatches: []\n", encoding="utf-8")

    with pytest.raises(QuestionError, match="--seen takes one day"):
        read(file)


def test_a_file_that_cannot_be_read_or_written_is_told_with_the_remedy(tmp_path):
    with pytest.raises(GraphError, match="give another with --file"):
        read(tmp_path)
    (tmp_path / "plain").write_text("x", encoding="utf-8")
    with pytest.raises(GraphError, match="give another with --file"):
        write(tmp_path / "plain" / "watch.yaml", Watchlist())


def test_a_reason_of_several_lines_becomes_one(tiny):
    assert watch(tiny, "case strelsau-v-health", "my\nbeat\x00\u2028too").why == "my beat too"
    assert text(Watchlist((CASE,))).count("\n") == 4


# --- what is new of it ---------------------------------------------------------------


def test_the_first_day_told_is_the_one_asked_for_or_the_day_after_the_mark():
    assert since_of(Watchlist(seen=date(2031, 3, 1)), None) == date(2031, 3, 2)
    assert since_of(Watchlist(seen=date(2031, 3, 1)), date(2031, 1, 1)) == date(2031, 1, 1)
    with pytest.raises(QuestionError, match="say --since DAY"):
        since_of(Watchlist(), None)


def test_of_a_question_the_papers_that_bear_on_it_and_its_cells_are_told(tiny):
    _, one = seen(tiny, "health guard --origin ZE --object relief/illness --people foreigner")

    assert "cases/strelsau-v-health/2031-03-10-injunction" in [item.record for item in one.items]
    assert {turn.difference.after for turn in one.turns} == {Verdict.PROHIBITED}
    origins = tiny.trees["origin"]
    assert {tuple(origins.members(box[2])) for turn in one.turns for box in turn.difference.boxes} == {("ZE",)}


def test_of_a_question_about_other_cells_no_turn_is_told(tiny):
    _, one = seen(tiny, "health guard --origin TA")

    assert one.turns == ()


def test_an_answer_that_changes_as_days_go_by_is_told_though_nothing_became_known(tiny):
    told, one = seen(tiny, "health guard --origin TA --people foreigner", date(2032, 1, 10), date(2032, 1, 20))

    # The pact ends with 14 January 2032.
    assert (told.items, one.turns) == ((), ())
    assert {change.before.verdict for change in one.changes} == {Verdict.CLAIMED}
    assert "is not that of 9 January 2032" in " ".join(seen_text(told, [one]).split())


def test_of_a_case_its_papers_and_the_answers_they_changed_are_told(tiny):
    told, one = seen(tiny, "case strelsau-v-health")

    assert {item.case for item in one.items} == {"cases/strelsau-v-health"}
    assert len(one.turns) == len(told.turns) > 0


def test_quiet_days_say_that_nothing_is_new(tiny):
    told, one = seen(tiny, "case strelsau-v-health", date(2031, 7, 1), date(2031, 7, 31))

    assert "Nothing new." in seen_text(told, [one])


def test_what_can_no_longer_be_followed_is_said_and_the_rest_is_told(tiny):
    told, found = run(tiny, [Watch(case="cases/gone"), Watch(question="gone guard"), CASE], *MARCH)

    assert [bool(one.problem) for one in found] == [True, True, False]
    assert "cannot be followed any more: no case is called 'cases/gone'" in " ".join(seen_text(told, found).split())


def test_rows_and_json_tell_the_same_things(tiny):
    told, found = run(tiny, [CASE, watch(tiny, "health guard --origin ZE")], *MARCH)

    rows, data = list(seen_rows(told, found)), seen_dict(told, found)

    assert {tuple(row) for row in rows} == {SEEN_COLUMNS}
    assert len(rows) == sum(
        len(one["items"]) + len(one["answers"]) + len(one["changes"]) for one in data["watches"]
    )  # fmt: skip
    assert [one["why"] for one in data["watches"]] == ["my beat", ""]
