"""A case on a day: what is pending, last ruled, stayed and on appeal, who sits, who takes part, what hangs together."""

from dataclasses import replace
from datetime import date

import pytest

from graph.courts.proceedings import appeals, case_chains, judge_on, members, origins, posture_on, relatives
from graph.dates import Edtf
from graph.model import Case, DocketEntry, Effect, Judge, Party, Related, Relation, Role, Verb, Withdrawn
from graph.record.checks import Origin, problems_of

from .papers import CITES, norm, paper, record, suit, when


def day(text):
    return date.fromisoformat(text)


def entry(on, what, number="", **parts):
    return DocketEntry(Edtf.parse(on), what, number, cites=CITES, **parts)


def case(id, title, **parts):
    return replace(suit(**parts), id=id, title=title)


def with_cases(world, *cases):
    return replace(world, cases={**world.cases, **{one.id: one for one in cases}})


BAR = paper("order", "cases/suit/bar", "2031-03-10", norm("prohibits"))
STAY = paper("order", "cases/suit/stay", "2031-04-01", does={"stays": "cases/suit/bar"})
APPEAL = paper("appeal", "cases/suit/appeal", "2031-03-20", does={"appeals": Effect(
    Verb.APPEALS, "cases/suit/bar", end=when("2031-06-01"))})  # fmt: skip


def test_the_posture_on_a_day_is_what_is_in_force_stayed_and_on_appeal_then():
    world = record(BAR, STAY, APPEAL)
    the = world.cases["cases/suit"]

    before, stayed, after = (posture_on(world, the, day(on)) for on in ("2031-03-15", "2031-04-01", "2031-06-01"))

    assert [one.id for one, _ in before.in_force] == ["cases/suit/bar"]
    assert [(one.paper.id, one.by.id, one.state) for one in stayed.stayed] == [
        ("cases/suit/bar", "cases/suit/stay", "certain")
    ]
    assert (before.on_appeal, [one.paper.id for one in stayed.on_appeal], after.on_appeal) == (
        (), ["cases/suit/appeal"], (),
    )  # fmt: skip
    assert stayed.last_ruling.id == "cases/suit/stay"


def test_what_a_court_vacated_is_no_longer_called_stayed():
    vacated = paper("opinion", "cases/suit/opinion", "2031-05-01", does={"vacates": "cases/suit/bar"})
    world = record(BAR, STAY, vacated)

    assert posture_on(world, world.cases["cases/suit"], day("2031-05-01")).stayed == ()
    assert len(posture_on(world, world.cases["cases/suit"], day("2031-04-30")).stayed) == 1


def test_an_appeal_of_uncertain_day_is_possible_until_its_last_day():
    appeal = paper("appeal", "cases/suit/appeal", "2031-03-15/2031-03-20", does={"appeals": "cases/suit/bar"})
    world = record(BAR, appeal)

    states = [
        appeals(world, world.cases["cases/suit"], day(on))[0].pending
        for on in ("2031-03-14", "2031-03-17", "2031-03-20")
    ]

    assert states == ["never", "possible", "certain"]


def test_a_case_knows_its_appeals_and_an_appeal_its_origin_through_every_court():
    ruling = paper("opinion", "cases/above/opinion", "2031-05-01", does={"affirms": "cases/suit/bar"})
    first = paper("appeal", "cases/above/appeal", "2031-03-20", does={"appeals": "cases/suit/bar"})
    second = paper("appeal", "cases/highest/appeal", "2031-05-09", does={"appeals": "cases/above/opinion"})
    above, highest = case("cases/above", "Above"), case("cases/highest", "Highest")
    world = with_cases(record(BAR, ruling, first, second), above, highest)

    upward = appeals(world, world.cases["cases/suit"], day("2031-05-10"))

    assert [(one.case, one.below, one.depth) for one in upward] == [
        ("cases/above", "cases/suit", 1),
        ("cases/highest", "cases/above", 2),
    ]
    assert origins(world, highest) == ["cases/above", "cases/suit"]
    assert origins(world, world.cases["cases/suit"]) == []


@pytest.mark.parametrize("whole", [True, False])
def test_a_withdrawn_appeal_leads_from_no_case_to_another(whole):
    gone = Withdrawn(Edtf.parse("2031-06-01"), "No such notice.")
    made = Effect(Verb.APPEALS, "cases/suit/bar", withdrawn=None if whole else gone)
    notice = paper("appeal", "cases/above/appeal", "2031-03-20", does={"appeals": made})
    notice = replace(notice, withdrawn=gone if whole else None)
    above = case("cases/above", "Above")
    world = with_cases(record(BAR, notice), above)

    assert origins(world, above) == []
    assert appeals(world, world.cases["cases/suit"], day("2031-05-10")) == []


def test_motions_are_pending_from_their_day_to_their_ruling():
    docket = (
        entry("2031-02-20", "Motion for an injunction", "7"),
        entry("2031-03-01", "Opposition of the Ministry", "9", re=("7",)),
        entry("2031-03-10", "The court bars the sharing", "12", instrument="cases/suit/bar", re=("7",)),
        entry("2031-04-02", "Motion to enforce the injunction", "15"),
    )
    world = record(BAR, case=suit(docket=docket))
    the = world.cases["cases/suit"]

    pending = {
        on: [chain.number for chain in posture_on(world, the, day(on)).pending]
        for on in ("2031-02-19", "2031-03-09", "2031-04-02")
    }

    assert pending["2031-02-19"] == []
    assert pending["2031-03-09"] == ["7"]
    assert [link.line.number for link in case_chains(world, the)[0].links] == ["9", "12"]


def test_a_paper_without_a_docket_line_is_in_the_chains_too():
    motion = replace(paper("motion", "cases/suit/motion", "2031-02-20"), title="Motion for a preliminary injunction")
    order = replace(BAR, title="Order denying a preliminary injunction")
    world = record(motion, order)

    [chain] = case_chains(world, world.cases["cases/suit"])

    assert (chain.motion.id, chain.ruling.line.id) == ("cases/suit/motion", "cases/suit/bar")


def test_a_relation_holds_for_both_cases_whichever_file_states_it():
    one = case("cases/one", "One", related=(
        Related("cases/other", Relation.CONSOLIDATED, when("2031-02-03"), CITES), Related("cases/suit")))  # fmt: skip
    other = case("cases/other", "Other", related=(Related("cases/one"),))
    world = with_cases(record(), one, other)

    assert [(r.case, r.how, r.since, r.said_by) for r in relatives(world, one)] == [
        ("cases/other", "consolidated", "2031-02-03", "cases/one"),
        ("cases/suit", "related", "", "cases/one"),
    ]
    assert [(r.case, r.how) for r in relatives(world, other)] == [("cases/one", "consolidated")]
    assert [r.said_by for r in relatives(world, world.cases["cases/suit"])] == ["cases/one"]


@pytest.mark.parametrize(
    ("on", "who"), [("2031-03-31", "Sapt"), ("2031-04-01", "Tarlenheim"), ("2031-05-01", "Tarlenheim")]
)
def test_the_judge_is_who_sat_on_the_day(on, who):
    one = suit(judge="Tarlenheim", judges=(
        Judge("Sapt", when("2031-01-01"), when("2031-04-01"), CITES),
        Judge("Tarlenheim", when("2031-04-01"), None, CITES)))  # fmt: skip

    assert judge_on(one, day(on)) == who
    assert judge_on(suit(judge="Sapt"), day(on)) == "Sapt"


def test_parties_come_and_go_and_everyone_who_ever_took_part_is_listed():
    parties = (
        Party(Role.PLAINTIFF, ("AA",), cites=CITES),
        Party(Role.PLAINTIFF, ("BB",), joined=when("2031-05-1X"), cites=CITES),
        Party(Role.PLAINTIFF, ("CC",), left=when("2031-03-01"), cites=CITES),
    )
    world = record(case=suit(*parties))
    the = world.cases["cases/suit"]

    states = {on: [one.state for one in members(world, the, day(on))] for on in ("2031-02-01", "2031-05-15")}

    assert states == {"2031-02-01": ["certain", "never", "certain"], "2031-05-15": ["certain", "possible", "never"]}


def test_a_day_after_the_last_search_is_said_to_be_carried_forward():
    world = record(BAR)
    the: Case = world.cases["cases/suit"]

    assert posture_on(world, the, day("2031-12-31")).carried_forward_from is None
    assert posture_on(world, the, day("2032-01-01")).carried_forward_from == day("2031-12-31")


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"docket": (entry("2031-03-01", "Reply", "9", re=("77",)),)}, "no line of the docket has the number '77'"),
        ({"related": (Related("cases/nowhere"),)}, "no case is called 'cases/nowhere'"),
        ({"judges": (Judge("Sapt", when("2031-04-01"), when("2031-03-01"), CITES),)}, "Sapt leaves the case before"),
    ],
)
def test_a_slip_in_what_hangs_together_is_told(part, where):
    world = record(BAR, case=suit(**part))

    found = [
        problem.message
        for problem in problems_of(world, {"cases/suit": Origin("cases/suit/case.yaml", b"title: The suit\n")})
    ]

    assert [message for message in found if where in message]
