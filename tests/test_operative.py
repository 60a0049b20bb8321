"""Lifecycles: what begins, is stayed, extended, ended and brought back, in one world after another."""

from dataclasses import replace
from datetime import date

from graph.dates import Edtf
from graph.model import Condition, DateReading, Effect, Verb, When
from graph.reasoning.operative import lifecycles, operative
from tests.papers import event, fact, paper, record, suit, when


def spans(corpus, id):
    return [(str(span.start), str(span.end)) for span in operative(corpus, id)]


def test_a_stay_suspends_and_a_vacated_stay_revives_the_rule():
    rule = paper("agency-rule", "rule", "2031-01-01")
    stay = paper("order", "stay", "2031-03-01", does={"stays": "rule"})
    lift = paper("order", "lift", "2031-05-01", does={"vacates": "stay"})

    assert spans(record(rule, stay, lift), "rule") == [("2031-01-01", "2031-03-01"), ("2031-05-01", "None")]


def test_a_stay_of_a_stay_revives_only_while_it_lasts():
    rule = paper("agency-rule", "rule", "2031-01-01")
    stay = paper("order", "stay", "2031-03-01", does={"stays": "rule"})
    second = paper("order", "second", "2031-04-01", does={"stays": "stay"}, end="2031-04-11")

    assert spans(record(rule, stay, second), "rule") == [
        ("2031-01-01", "2031-03-01"),
        ("2031-04-01", "2031-04-11"),
    ]


def test_an_ending_is_final_though_the_paper_that_ended_it_is_later_vacated():
    rule = paper("agency-rule", "rule", "2031-01-01")
    order = paper("order", "order", "2031-03-01", does={"vacates": "rule"})
    appeal = paper("order", "appeal", "2031-05-01", does={"vacates": "order"})

    assert spans(record(rule, order, appeal), "rule") == [("2031-01-01", "2031-03-01")]


def test_only_express_words_reinstate():
    rule = paper("agency-rule", "rule", "2031-01-01")
    order = paper("order", "order", "2031-03-01", does={"rescinds": "rule"})
    back = paper("order", "back", "2031-05-01", does={"reinstates": "rule"})

    assert spans(record(rule, order, back), "rule") == [("2031-01-01", "2031-03-01"), ("2031-05-01", "None")]


def test_a_vacatur_from_the_start_leaves_nothing():
    rule = paper("agency-rule", "rule", "2031-01-01")
    order = paper("order", "order", "2031-03-01", does={"vacates": Effect(Verb.VACATES, "rule", ab_initio=True)})

    assert spans(record(rule, order), "rule") == []


def test_an_extension_replaces_the_end_and_needs_something_that_still_runs():
    bar = paper("order", "bar", "2031-01-01", end="2031-02-01")
    in_time = paper(
        "order", "in-time", "2031-01-31", does={"extends": Effect(Verb.EXTENDS, "bar", end=when("2031-03-01"))}
    )
    too_late = paper(
        "order", "too-late", "2031-02-01", does={"extends": Effect(Verb.EXTENDS, "bar", end=when("2031-03-01"))}
    )

    assert spans(record(bar, in_time), "bar") == [("2031-01-01", "2031-03-01")]
    assert spans(record(bar, too_late), "bar") == [("2031-01-01", "2031-02-01")]


def test_an_effect_waits_until_its_own_paper_is_operative():
    rule = paper("agency-rule", "rule", "2031-01-01")
    order = paper("order", "order", "2031-03-01", does={"vacates": "rule"})
    stay = paper("order", "stay", "2031-03-01", does={"stays": "order"}, end="2031-04-01")

    assert spans(record(rule, order, stay), "rule") == [("2031-01-01", "2031-04-01")]


def test_a_stay_that_ends_as_it_begins_lasts_one_day():
    rule = paper("agency-rule", "rule", "2031-01-01")
    stay = paper("order", "stay", "2031-03-01", does={"stays": Effect(Verb.STAYS, "rule", end=when("2031-03-01"))})

    assert spans(record(rule, stay), "rule") == [("2031-01-01", "2031-03-01"), ("2031-03-02", "None")]


def test_an_end_waits_for_the_first_of_its_conditions():
    end = When(first_of=(Condition(after="cases/suit#ruling", days=14), Condition(end_of="cases/suit")))
    bar = paper("order", "bar", "2031-01-01", end=end)
    ruled = suit(events=(event("ruling", when("2031-11-13")),))
    closed = suit(events=(event("ruling", when("2031-11-13")),), closed=when("2031-11-20"))

    assert spans(record(bar, case=suit(events=(event("ruling"),))), "bar") == [("2031-01-01", "None")]
    # 27 November 2031 is Thanksgiving, so the fourteenth day is the 28th and it counts whole.
    assert spans(record(bar, case=ruled), "bar") == [("2031-01-01", "2031-11-29")]
    assert spans(record(bar, case=closed), "bar") == [("2031-01-01", "2031-11-20")]


def test_an_imprecise_day_is_a_doubt_with_two_bounds():
    lives = lifecycles(record(paper("order", "bar", "2031-05-2X")))

    doubts = lives.doubts("bar")

    assert list(doubts) == ["bar#from"]
    assert lives.operative("bar", {"bar#from": "2031-05-2X early"}) == ((date(2031, 5, 20).toordinal(), float("inf")),)


def test_a_rejected_reading_is_no_doubt():
    start = when("2031-01-05", "2031-01-06")
    rejected = type(start.readings[0])(start.readings[0].is_, start.readings[0].cites, "a slip")
    bar = paper("order", "bar", "2031-01-06")
    bar = type(bar)(**{**bar.__dict__, "start": When((rejected, start.readings[1]))})

    assert lifecycles(record(bar)).doubts("bar") == {}
    assert spans(record(bar), "bar") == [("2031-01-06", "None")]


def test_an_effect_under_a_reading_counts_only_in_that_world():
    rule = paper("agency-rule", "rule", "2031-01-01")
    effect = Effect(Verb.RESCINDS, "rule", under={"cases/suit#meant": "yes"})
    order = paper("order", "order", "2031-03-01", does={"rescinds": effect})
    lives = lifecycles(record(rule, order, case=suit(contested=(fact("meant", "yes", "no"),))))

    assert lives.operative("rule", {"cases/suit#meant": "no"})[0][1] == float("inf")
    assert lives.operative("rule", {"cases/suit#meant": "yes"})[0][1] == date(2031, 3, 1).toordinal()


def test_a_rejected_reading_of_an_end_does_not_make_it_doubtful_whether_it_came():
    unstated = DateReading(Edtf.parse("unknown"), rejected="The docket has the day.")
    ended = paper("order", "bar", "2031-01-01", end=When((*when("2031-05-01", "2031-05-02").readings, unstated)))

    (doubt,) = lifecycles(record(ended)).doubts("bar").values()

    assert (doubt.question, [says for says, _ in doubt.readings]) == (
        "When did “bar” end?", ["2031-05-01", "2031-05-02"],
    )  # fmt: skip


def test_a_corpus_keeps_its_lifecycles_and_another_has_its_own():
    corpus = record(paper("order", "bar", "2031-05-01"))

    assert lifecycles(corpus) is lifecycles(corpus)
    assert lifecycles(corpus) is not lifecycles(replace(corpus))
    assert lifecycles(corpus.as_known("2031-06-01")) is not lifecycles(corpus)
