"""What would flip a verdict, against trying everything; and that a supposition moves nothing before it could act."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import cli
from graph.analysis.flips import Change, Scene, flips, stay_of
from graph.analysis.outlook import outlook, outlook_rows
from graph.errors import QuestionError
from graph.model import Condition, Effect, Tier, Verb, When
from graph.reasoning.rests import guards
from tests import oracle
from tests.answers import ask, by_cell, deciders, thorough
from tests.conftest import TINY
from tests.papers import event, fact, norm, paper, record, suit, when
from tests.worlds import CHANNELS, OBJECTS, PEOPLE, PLACES, PURPOSES, first, stories

CELL = {"object": "name", "people": "subject", "origin": "AA", "purpose": "audit"}


def asked(whole, on="2031-06-01", **parts):
    return whole.ask("office", "guard", on=on, **CELL | parts)


def found(whole, on="2031-06-01", **parts):
    """The flips in short: the set of changes, and what the verdict becomes."""
    return {
        (frozenset((one.way, one.id, *([one.reading] if one.reading else [])) for one in flip.changes), flip.becomes)
        for flip in flips(Scene(asked(whole, on, **parts)))
    }


def sets(*several):
    return {(frozenset(changes), verdict) for changes, verdict in several}


# --- what flips ---------------------------------------------------------------


def test_the_only_bar_flips_whether_it_is_absent_or_stayed():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"))
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))

    assert found(record(pact, bar)) == sets(
        ([("absent", "bar")], "permitted"),
        ([("stayed", "bar")], "permitted"),
    )


def test_of_two_bars_both_must_go():
    bars = [paper("order", id, "2031-01-01", norm("prohibits")) for id in ("bar", "other")]

    every = {frozenset(changes) for changes, _ in found(record(*bars))}

    ways = ("absent", "stayed")
    assert every == {frozenset([(a, "bar"), (b, "other")]) for a, b in product(ways, ways)}


def test_no_set_holds_another_that_is_enough():
    bars = [paper("order", id, "2031-01-01", norm("prohibits")) for id in ("bar", "other")]
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))

    assert {len(changes) for changes, _ in found(record(*bars, pact))} == {2}


def test_a_fact_may_be_held_by_a_paper_that_says_nothing_of_the_cell():
    notice = paper("notice", "notice", "2031-01-01", contested=(fact("which", "yes", "no"),))
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", under={"notice#which": "yes"}))

    every = found(record(notice, bar))

    assert every >= sets(
        ([("read", "notice#which", "yes")], "prohibited"), ([("absent", "notice")], "no-known-authority")
    )


def test_two_norms_of_one_paper_share_its_uncertain_day_whatever_else_acts_on_each():
    # The day lies between two stays, each of one norm, which must not make two days of it.
    pair = paper("order", "pair", "2031-03-01/2031-03-31", norm("prohibits", "one"), norm("leaves-unclear", "two"))
    stays = [
        paper("order", f"stay-{id}", on, does={"stays": Effect(Verb.STAYS, f"pair#{id}", end=when("2031-04-10"))})
        for id, on in (("one", "2031-03-10"), ("two", "2031-03-20"))
    ]

    read = {
        id for changes, _ in found(record(pair, *stays), on="2031-03-09") for way, id, *_ in changes if way == "read"
    }

    assert read == {"pair#from"}


def test_every_reading_of_an_uncertain_day_that_settles_the_verdict_is_named():
    bar = paper("order", "bar", "2031-03-01/2031-03-31", norm("prohibits"))
    stay = paper("order", "stay", "2031-03-20", does={"stays": Effect(Verb.STAYS, "bar", end=when("2031-03-25"))})

    every = found(record(bar, stay), on="2031-03-09")

    read = {(becomes, one[2]) for changes, becomes in every for one in changes if one[0] == "read"}
    silent = {reading for becomes, reading in read if becomes == "no-known-authority"}
    assert silent >= {"2031-03-01/2031-03-31 2031-03-20", "2031-03-01/2031-03-31 late"}
    assert (frozenset([("read", "bar#from", "2031-03-01/2031-03-31 early")]), "prohibited") in every


def test_of_three_bars_all_three_must_go_and_of_four_no_set_of_three_is_enough():
    bars = [paper("order", id, "2031-01-01", norm("prohibits")) for id in "abcd"]

    assert {len(changes) for changes, _ in found(record(*bars[:3]))} == {3}
    assert found(record(*bars)) == set()


def test_a_stay_of_a_vacatur_comes_too_late_for_what_it_has_vacated():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"))
    vacatur = paper("order", "vacatur", "2031-02-01", does={"vacates": "bar"})

    assert found(record(bar, vacatur)) == sets(([("absent", "vacatur")], "prohibited"))


def test_a_stay_of_a_stay_revives_what_it_stayed():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"))
    stay = paper("order", "stay", "2031-02-01", does={"stays": "bar"})

    assert found(record(bar, stay)) == sets(([("absent", "stay")], "prohibited"), ([("stayed", "stay")], "prohibited"))


def test_a_claim_without_its_complaint_is_a_permission():
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))
    complaint = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": "pact"})

    assert (frozenset([("absent", "cases/suit/complaint")]), "permitted") in found(record(pact, complaint))


def test_a_fact_that_a_verdict_hinges_on_flips_it_read_either_way():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", under={"cases/suit#which": "yes"}))

    whole = record(bar, case=suit(contested=(fact("which", "yes", "no"),)))

    assert found(whole) >= sets(
        ([("read", "cases/suit#which", "yes")], "prohibited"),
        ([("read", "cases/suit#which", "no")], "no-known-authority"),
    )


def test_a_fact_may_have_to_be_read_one_way_and_a_paper_to_be_absent():
    doubtful = paper("order", "doubtful", "2031-01-01", norm("prohibits", under={"cases/suit#which": "yes"}))
    unclear = paper("order", "unclear", "2031-01-01", norm("leaves-unclear"))

    whole = record(doubtful, unclear, case=suit(contested=(fact("which", "yes", "no"),)))

    both = frozenset([("absent", "unclear"), ("read", "cases/suit#which", "no")])
    assert (both, "no-known-authority") in found(whole)


def test_papers_that_do_not_bear_on_the_cell_are_not_named():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", scope=[{"object": ("name",)}]))
    elsewhere = paper("order", "elsewhere", "2031-01-01", norm("prohibits", scope=[{"object": ("illness",)}]))

    named = {id for changes, _ in found(record(bar, elsewhere)) for _, id in changes}

    assert named == {"bar"}


def test_silence_that_nothing_on_record_could_break_has_no_flips():
    assert found(record()) == set()


def test_cells_that_norms_tell_apart_are_refused_with_the_axis_to_narrow():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", scope=[{"origin": ("AA",)}]))

    with pytest.raises(QuestionError, match="narrow origin"):
        Scene(asked(record(bar), origin=("AA", "BB")))


# --- against trying everything ------------------------------------------------


def changed(corpus, changes, on):
    """The whole record with papers taken out or stayed, and facts with one reading left."""
    absent = {one.id for one in changes if one.way == "absent"}
    stays = [stay_of(one.id, on) for one in changes if one.way == "stayed"]
    kept = [one for one in corpus.instruments.values() if one.id not in absent]
    read = {one.id: one.reading for one in changes if one.way == "read"}

    def settled(one):
        facts = tuple(
            replace(fact, readings=tuple(r for r in fact.readings if r.id == read.get(f"{one.id}#{fact.id}", r.id)))
            for fact in one.contested
        )
        return replace(one, contested=facts)

    return replace(
        corpus,
        cases={id: settled(one) for id, one in corpus.cases.items()},
        instruments={one.id: settled(one) for one in (*kept, *stays)},
    )


def tried(corpus, put, most):
    """Every smallest set of changes, found by trying all on the whole record."""
    facts = [(id, r.id) for id, fact in corpus.facts.items() for r in fact.readings if not r.rejected]
    every = [Change("absent", id) for id in corpus.instruments]
    every += [Change("stayed", one.id) for one in corpus.instruments.values() if one.tier in (Tier.RULING, Tier.AGENCY)]
    every += [Change("read", *one) for one in facts]
    now, out = put(corpus), {}
    for size in range(1, most + 1):
        for changes in map(frozenset, combinations(every, size)):
            if len({one.id for one in changes}) == size and not any(one <= changes for one in out):
                verdict = put(changed(corpus, changes, put.on))
                if verdict is not now:
                    out[changes] = verdict
    return out


class Put:
    """A question about one cell, to be put to one record after another."""

    def __init__(self, channel, on, cell):
        self.channel, self.on, self.cell = channel, on, cell

    def answer(self, corpus):
        return ask(corpus, self.channel, self.on, **self.cell)

    def __call__(self, corpus):
        return self.answer(corpus).verdict


def leaf(terms):
    return st.sampled_from(sorted(oracle.leaves(terms)))


CELLS = st.fixed_dictionaries(
    {"object": leaf(OBJECTS), "people": leaf(PEOPLE), "origin": leaf(PLACES), "purpose": leaf(PURPOSES)}
)


@thorough(60)
@given(stories(doubts=2, widest=4), CHANNELS, CELLS, st.data())
def test_every_set_found_flips_and_no_smaller_one_does(story, channel, cell, data):
    put = Put(channel, data.draw(st.sampled_from(story.asked)), cell)

    expected = tried(story.corpus, put, 2)

    # To read a date is not among what is tried; a set without one has no part with one.
    facts = story.corpus.facts
    every = flips(Scene(put.answer(story.corpus)), 2)
    plain = [flip for flip in every if all(one.way != "read" or one.id in facts for one in flip.changes)]
    assert {frozenset(flip.changes): flip.becomes for flip in plain} == expected


def readings(when):
    """The readings of a date as flips name them, each with its day; of an imprecise one its bounds."""
    for one in when.readings:
        if not one.rejected and one.is_.exact:
            yield one.is_.text, one.is_.text
        elif not one.rejected:
            yield from ((f"{one.is_.text} early", one.is_.earliest), (f"{one.is_.text} late", one.is_.latest))


@thorough(100)
@given(stories(doubts=3, widest=4, plain=True), leaf(PLACES), st.data())
def test_an_uncertain_first_day_flips_the_verdict_exactly_where_it_does_when_written_as_certain(story, origin, data):
    cell = {"object": "records", "people": "all", "purpose": "any", "origin": origin}
    put = Put(("share", "clinics", "patrol"), data.draw(st.sampled_from(story.asked)), cell)
    now, expected = put(story.corpus), {}
    for id, one in story.corpus.instruments.items():
        for name, day in readings(one.start) if len(set(readings(one.start))) > 1 else ():
            papers = {**story.corpus.instruments, id: replace(one, start=when(str(day)))}
            expected[f"{id}#from", name] = put(replace(story.corpus, instruments=papers))

    every = flips(Scene(put.answer(story.corpus)), 1)

    read = {(one.id, one.reading): flip.becomes for flip in every for one in flip.changes if one.way == "read"}
    assert {at: read[at] for at in expected if at in read} == {
        at: verdict for at, verdict in expected.items() if verdict is not now
    }


# --- when it could flip -------------------------------------------------------


def test_the_next_change_on_record_is_told_with_its_cause():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end="2031-07-01")

    ahead = asked(record(bar)).flips().ahead

    assert [(str(one.on), str(one.becomes), one.certain) for one in ahead] == [
        ("2031-07-01", "no-known-authority", True)
    ]
    assert "bar" in ahead[0].what[0]


def test_an_end_that_waits_for_an_event_could_come_when_its_days_have_run():
    # 2 June 2031 is a Monday; fourteen days later it is a Monday again.
    end = When(first_of=(Condition(after="cases/suit#remand", days=14),))
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end=end)

    outlook = asked(record(bar, case=suit(events=(event("remand"),))), on="2031-06-02").flips()

    assert [(str(one.on), one.certain) for one in outlook.ahead] == [("2031-06-17", False)]
    assert str(outlook.earliest) == "2031-06-17"


def test_an_end_with_the_case_could_come_the_next_day_and_a_case_that_has_ended_is_no_wait():
    end = When(first_of=(Condition(end_of="cases/suit"),))
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end=end)

    open_, ended = record(bar), record(bar, case=suit(closed=when("2031-08-01")))

    assert str(asked(open_).flips().earliest) == "2031-06-02"
    assert [str(one.on) for one in asked(ended).flips().ahead] == ["2031-08-01"]


def test_an_order_that_has_ended_does_not_end_once_more():
    end = When(first_of=(Condition(end_of="cases/suit"),))
    past = replace(paper("order", "past", "2031-01-10", norm("prohibits")), end=end)
    gone = paper("opinion", "gone", "2031-02-01", does={"vacates": past.id})
    now = replace(paper("order", "now", "2031-03-01", norm("prohibits")), end=end)

    (ahead,) = asked(record(past, gone, now)).flips().ahead

    assert ahead.what == ("“now” was to end when the case ends",)


def test_a_claim_could_be_a_permission_the_day_after_as_soon_as_its_case_ends():
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))
    complaint = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": "pact"})

    (ahead,) = asked(record(pact, complaint)).flips().ahead

    assert (str(ahead.on), str(ahead.becomes), ahead.certain) == ("2031-06-02", "permitted", False)
    assert ahead.what == ("The suit could end",)


def test_two_bars_that_wait_for_different_things_go_no_earlier_than_the_later():
    ends = [When(first_of=(Condition(after=f"cases/suit#{id}", days=days),)) for id, days in (("a", 7), ("b", 14))]
    bars = [paper("order", f"bar{n}", "2031-01-01", norm("prohibits"), end=end) for n, end in enumerate(ends)]

    (ahead,) = asked(record(*bars, case=suit(events=(event("a"), event("b")))), on="2031-06-02").flips().ahead

    assert (str(ahead.on), str(ahead.becomes), len(ahead.what)) == ("2031-06-17", "no-known-authority", 2)


def test_the_end_of_an_order_revives_nothing_that_it_has_vacated():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"))
    end = When(first_of=(Condition(end_of="cases/suit"),))
    vacatur = paper("order", "vacatur", "2031-02-01", does={"vacates": "bar"}, end=end)

    assert asked(record(bar, vacatur)).flips().ahead == ()


@thorough(60)
@given(stories(doubts=1), CHANNELS, CELLS, st.data())
def test_before_the_earliest_day_nothing_that_is_waited_for_changes_the_verdict(story, channel, cell, data):
    put = Put(channel, data.draw(st.sampled_from(story.asked)), cell)
    earliest = outlook(put.answer(story.corpus)).earliest or story.calendar[-1]

    def later(when, least):
        """The day on record, or one that is still to come, or none."""
        days = [When.on(str(put.on + timedelta(n))) for n in range(least, 6)]
        return when or data.draw(st.sampled_from([None, *days]))

    cases = {
        id: replace(
            case,
            closed=later(case.closed, 1),
            events=tuple(replace(event, on=later(event.on, 0)) for event in case.events),
        )
        for id, case in story.corpus.cases.items()
    }
    days = [on for on in story.calendar if put.on <= on < earliest]

    found = {Put(channel, on, cell)(replace(story.corpus, cases=cases)) for on in days}

    assert found <= {put(story.corpus)}


def test_what_is_not_on_record_has_no_earliest_day():
    assert asked(record(paper("order", "bar", "2031-01-01", norm("prohibits")))).flips().earliest is None


# --- told ---------------------------------------------------------------------


def test_ways_that_do_the_same_are_told_as_one():
    whole = record(*(paper("order", id, "2031-01-01", norm("prohibits")) for id in ("bar", "other")))

    (turn,) = asked(whole).flips().turns

    assert turn.supposed == {"bar": ("absent", "stayed"), "other": ("absent", "stayed")}


def test_the_page_says_what_would_change_it_in_words():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", under={"cases/suit#which": "yes"}))
    whole = record(bar, case=suit(contested=(fact("which", "yes", "no"),)))

    page = str(asked(whole).flips())

    assert "UNSETTLED on 1 June 2031" in page
    assert "if “which?” is answered “yes”" in page
    assert "without, or with a stay of, “bar”" in page
    assert "No day ahead on record changes it." in page


def test_json_and_rows_say_the_same_sets():
    outlook = asked(record(paper("order", "bar", "2031-01-01", norm("prohibits")))).flips()

    said = outlook.to_dict()

    assert said["sets"] == [
        {"supposed": [{"id": "bar", "ways": ["absent", "stayed"]}], "becomes": "no-known-authority"}
    ]
    assert list(outlook_rows(outlook)) == [
        {"set": 1, "id": "bar", "supposed": "absent; stayed", "becomes": "no-known-authority"}
    ]


def test_the_command_line_says_it_in_every_format(capsys):
    ask = ["flips", "RO", "BG", "--on", "2031-02-02", "--data", str(TINY), "--origin", "strelsau"]
    ask += ["--object", "address", "--people", "foreigner", "--purpose", "removals"]

    for form in ("text", "markdown", "csv", "json"):
        assert cli.main([*ask, "--format", form]) == 0

    out = capsys.readouterr().out
    assert out.count("without, or with a stay of, “Pact on the relief rolls”") == 2
    assert "1,agency/2031-01-15-relief-pact,absent; stayed,prohibited" in out


# --- suppositions -------------------------------------------------------------


def first_act(corpus, gone):
    """The first day on which a paper could act: on its own days, on what it undoes from the start, by its facts."""
    days = [first(gone.start), *(first(effect.on) for effect in gone.effects if effect.on)]
    undone = {effect.target.partition("#")[0] for effect in gone.effects if effect.ab_initio}
    facts = {f"{gone.id}#{one.id}" for one in gone.contested}
    for one in corpus.instruments.values():
        if one.id in undone or any(facts & set(under) for under in guards(one)):
            days += [first(one.start), *(first(effect.on) for effect in one.effects if effect.on)]
    if any(facts & set(party.under) for case in corpus.cases.values() for party in case.parties):
        days.append(date.min)
    return min(days)


def reasons(region):
    """What a region says of its day, without what lies ahead of it and how fresh it is."""
    found = region.finding
    return (
        region.verdict, region.since, found.basis, found.required, found.confidence, deciders(region),
        {(reason.role, reason.id) for reason in found.because}, set(found.contested_by),
        {hinge.fact for hinge in found.hinges_on},
    )  # fmt: skip


@thorough(100)
@given(st.one_of(stories(), stories(twice=True, plain=True)), CHANNELS, st.data())
def test_nothing_moves_before_a_paper_left_out_or_added_could_act(story, channel, data):
    gone = data.draw(st.sampled_from(sorted(story.corpus.instruments)))
    before = first_act(story.corpus, story.corpus.instruments[gone])
    days = [on for on in story.asked if on < before]

    with_it = by_cell(story.corpus, channel, days)
    without = by_cell(story.corpus.without([gone]), channel, days)

    assert {at: reasons(one) for at, one in without.items()} == {at: reasons(one) for at, one in with_it.items()}


@pytest.mark.parametrize(
    ("verb", "first_moved"),
    [("stays", "2031-06-10"), ("vacates", "2031-06-10"), ("extends", "2031-06-20"), ("reinstates", "2031-06-10")],
)
def test_a_paper_left_out_moves_answers_from_the_day_on_which_it_did_something_and_none_before(verb, first_moved):
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end="2031-06-20")
    early = [paper("order", "early", "2031-06-01", does={"vacates": "bar"})] if verb == "reinstates" else []
    until = when("2031-07-01") if verb in ("extends", "reinstates") else None
    act = paper("order", "act", "2031-06-10", does={verb: Effect(Verb(verb), "bar", end=until)})
    whole = record(bar, *early, act)

    moved = [
        on
        for on in ("2031-05-31", "2031-06-07", "2031-06-09", "2031-06-10", "2031-06-19", "2031-06-20", "2031-07-02")
        if asked(whole, on).verdict is not asked(whole.without(["act"]), on).verdict
    ]

    assert moved[0] == first_moved


DRAFT = """\
title: A draft
kind: memo
issuer: health
from: 2031-07-01
checked: 2031-09-30
recorded: 2031-09-30
confidence: low
cites: [pact-text]
norms:
  - id: never
    modality: prohibits
    says: The ministry gives nothing to the Border Guard.
    bearer: [health]
    recipient: [guard]
    action: [share]
"""


def test_a_draft_moves_answers_from_its_first_day_on_and_none_before(tiny, tmp_path):
    draft = tmp_path / "2031-07-01-draft.yaml"
    draft.write_text(DRAFT, encoding="utf-8")

    moved = {
        on
        for on in ("2031-01-14", "2031-03-01", "2031-06-30", "2031-07-01", "2031-08-01")
        if told_of(tiny, on) != told_of(tiny.suppose(add=draft), on)
    }

    assert moved == {"2031-07-01", "2031-08-01"}


def told_of(whole, on):
    return {
        (r.verdict, r.objects, r.people, r.origins, r.purposes)
        for r in whole.ask("relief-office", "guard", on=on).regions
    }
