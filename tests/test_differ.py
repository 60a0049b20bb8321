"""Two records compared: no difference is missed and none invented, over random small records."""

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.differ import compare
from graph.model import Verdict
from tests.answers import by_cell, thorough
from tests.papers import norm, paper, record
from tests.worlds import CHANNELS, stories


def told(before, after, channel, days):
    """Every day and cell that the comparison names, with both verdicts."""
    out = {}
    for one in compare(before, after, [channel]):
        terms = [tree.members(mask) for box in one.boxes for tree, mask in zip(one.channel.trees, box, strict=True)]
        within = [on for on in days if (not one.start or one.start <= on) and (not one.end or on < one.end)]
        for n in range(0, len(terms), 4):
            for on, *cell in product(within, *terms[n : n + 4]):
                out[on, tuple(cell)] = one.before, one.after
    return out


def differing(before, after, channel, days):
    """The same, from the two answers to every question."""
    old, new = by_cell(before, channel, days), by_cell(after, channel, days)
    return {at: (old[at].verdict, new[at].verdict) for at in new if old[at].verdict is not new[at].verdict}


def sharpened(corpus, id):
    """The record in which the day of one paper, and who its facts favour, is not in doubt."""
    one = corpus.instruments[id]
    start = replace(one.start, readings=one.start.readings[:1])
    facts = tuple(replace(fact, readings=fact.readings[:1]) for fact in one.contested)
    return replace(corpus, instruments={**corpus.instruments, id: replace(one, start=start, contested=facts)})


def test_a_comparison_names_exactly_the_cells_whose_answers_differ():
    compared = 0

    @thorough(80)
    @given(stories(widest=3), CHANNELS, st.data())
    def check(story, channel, data):
        nonlocal compared
        gone = data.draw(st.sampled_from(sorted(story.corpus.instruments)))
        after = story.corpus
        before = sharpened(after, gone) if data.draw(st.booleans()) else after.without([gone])
        days = story.asked[::3]

        expected = differing(before, after, channel, days)

        assert told(before, after, channel, days) == expected
        compared += len(expected)

    check()
    assert compared > 1000


def test_a_complaint_known_to_be_earlier_changes_the_answer_of_the_days_between():
    def world(filed):
        return record(
            paper("agreement", "agency/pact", "2031-01-15", norm("permits")),
            paper("complaint", "cases/suit/complaint", filed, does={"challenges": "agency/pact"}),
        )

    (one,) = compare(world("2031-04-01"), world("2031-03-01"))

    assert (one.start, one.end) == (date(2031, 3, 1), date(2031, 4, 1))
    assert (one.before, one.after) == (Verdict.PERMITTED, Verdict.CLAIMED)
