"""Paths of data: no hop before the one it follows, each with its norm; and which papers decide, and give way."""

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest

from graph import QuestionError
from graph.analysis.deciders import conflicts, decider_rows, issuers
from graph.analysis.itinerary import outcome, path_dict, path_rows, path_text
from graph.analysis.network import to_networkx
from graph.analysis.paths import Journey, network, path, reach, route
from graph.dates import Edtf
from graph.model import Action, Confidence, Disclosure, Effect, Party, Role, Term, Verb, Verdict
from graph.reasoning.question import question
from tests.papers import CITES, norm, paper, record, suit, when

END = date(2032, 1, 1)


def world(*papers):
    """The world of the papers with two more agencies, to which data may be passed on."""
    corpus = record(*papers)
    return replace(corpus, agencies=corpus.agencies | {"archive": Term("Archive"), "firm": Term("Firm")})


def gives(bearer, recipient, on, modality="permits", end=None, **scope):
    """A paper by which an agency may give data to another from a day on: the office shares, others pass on."""
    action = Action.SHARE if bearer == "office" else Action.ONWARD_SHARE
    one = norm(modality, bearer=(bearer,), recipient=(recipient,), action=(action,), scope=[scope] if scope else [])
    return paper("agreement", f"{bearer}-{recipient}", on, one, end=when(end) if end else None)


def journey(corpus, end=END, passing=(Verdict.PERMITTED,), **asked):
    return Journey.of(corpus, question(corpus, "office", "guard", on="2031-01-01", **asked), end, passing)


def days(found):
    return [str(hop.day) for hop in found.hops]


def test_each_hop_waits_for_the_one_before_it():
    corpus = world(gives("office", "guard", "2031-03-01"), gives("guard", "firm", "2031-02-01"))

    found = path(journey(corpus), ["office", "guard", "firm"])

    assert days(found) == ["2031-03-01", "2031-03-01"]
    assert (found.closed, str(found.arrives)) == (None, "2031-03-01")


def test_a_hop_that_closed_before_the_data_came_is_closed():
    corpus = world(gives("office", "guard", "2031-03-01"), gives("guard", "firm", "2031-02-01", end="2031-03-01"))

    found = path(journey(corpus), ["office", "guard", "firm"])

    assert days(found) == ["2031-03-01", "None"]
    assert (found.closed, found.arrives) == (found.hops[1], None)
    assert outcome(found) == "No path: hop 2, from Guard to Firm, was never open."


def test_the_paper_that_opened_a_hop_or_stood_in_its_way_is_named_on_its_day():
    bar = paper("order", "bar", "2031-02-01", norm("prohibits"), end="2031-05-01")
    corpus = world(gives("office", "guard", "2031-02-01"), bar, gives("guard", "firm", "2031-01-01", "prohibits"))

    found = path(journey(corpus), ["office", "guard", "firm"])
    first, second = path_rows(found)

    assert (str(first["day"]), first["because"]) == ("2031-05-01", "office-guard#n")
    assert (second["day"], second["because"]) == (None, "guard-firm#n")
    assert second["why"] == (
        "not open on 1 May 2031 and on no later day before 1 January 2032: prohibited, by “guard-firm”"
    )


def test_silence_is_no_permission_on_a_path_either():
    found = path(journey(world(gives("office", "guard", "2031-03-01"))), ["office", "guard", "firm"])

    assert [row["why"] for row in path_rows(found)] == [
        "permitted, by “office-guard”",
        "not open on 1 March 2031 and on no later day before 1 January 2032: no known authority, nothing speaks of it",
    ]


def test_data_travel_as_a_whole():
    corpus = world(gives("office", "guard", "2031-03-01", object=("name",)))

    whole, part = path(journey(corpus), ["office", "guard"]), path(journey(corpus, object="name"), ["office", "guard"])

    assert (days(whole), days(part)) == (["None"], ["2031-03-01"])
    # Two leaves of data, two classes of people, three provinces: half could pass, but not on the first day.
    assert (whole.hops[0].open_cells, whole.hops[0].cells) == (0, 12)


def test_the_keeper_of_data_shares_them_and_others_pass_them_on():
    found = path(journey(world(gives("office", "guard", "2031-03-01"))), ["office", "guard", "firm"])

    assert [str(hop.channel.action) for hop in found.hops] == ["share", "onward-share"]


def test_a_hop_may_have_a_purpose_of_its_own():
    corpus = world(
        gives("office", "guard", "2031-03-01", purpose=("audit",)),
        gives("guard", "firm", "2031-04-01", purpose=("immigration-enforcement",)),
    )

    assert days(path(journey(corpus), ["office", "guard", "firm"])) == ["None", "2031-04-01"]
    assert days(path(journey(corpus), ["office", "guard", "firm"], ["audit", "immigration-enforcement"])) == [
        "2031-03-01", "2031-04-01",
    ]  # fmt: skip


def test_a_claim_opens_a_hop_only_for_those_who_count_it():
    pact = gives("office", "guard", "2031-03-01")
    suing = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": pact.id})
    corpus = world(pact, suing)

    strict, lenient = journey(corpus), journey(corpus, passing=("permitted", "claimed"))

    assert days(path(strict, ["office", "guard"])) == ["None"]
    assert days(path(lenient, ["office", "guard"])) == ["2031-03-01"]
    assert "permitted or claimed, not decided" in path_text(path(lenient, ["office", "guard"])).replace("\n", " ")


def test_the_last_day_is_not_part_of_the_journey():
    corpus = world(gives("office", "guard", "2031-03-01"))

    assert days(path(journey(corpus, end=date(2031, 3, 1)), ["office", "guard"])) == ["None"]
    assert days(path(journey(corpus, end=date(2031, 3, 2)), ["office", "guard"])) == ["2031-03-01"]


# --- finding a way --------------------------------------------------------------------


def detour():
    """Straight to the firm in September, over the archive in May, over the guard never in time."""
    return world(
        gives("office", "firm", "2031-09-01"),
        gives("office", "archive", "2031-02-01"), gives("archive", "firm", "2031-05-01"),
        gives("office", "guard", "2031-03-01"), gives("guard", "firm", "2031-01-01", end="2031-03-01"),
    )  # fmt: skip


def test_the_earliest_way_is_found_though_it_is_not_the_shortest():
    found = route(journey(detour()), "office", "firm")

    assert [hop.recipient for hop in found.hops] == ["archive", "firm"]
    assert str(found.arrives) == "2031-05-01"


def test_every_agency_within_reach_is_listed_by_arrival():
    found = reach(journey(detour()), "office")

    assert {agent: str(one.arrives) for agent, one in found.items()} == {
        "archive": "2031-02-01", "guard": "2031-03-01", "firm": "2031-05-01",
    }  # fmt: skip
    assert list(found) == ["archive", "guard", "firm"]


def test_without_a_way_the_shortest_is_told_with_its_closed_hop():
    corpus = world(gives("office", "guard", "2031-03-01"), gives("guard", "firm", "2031-01-01", end="2031-02-01"))

    found = route(journey(corpus), "office", "firm")

    assert [hop.recipient for hop in found.hops] == ["guard", "firm"]
    assert found.closed is found.hops[1]


def test_where_no_norm_ever_spoke_of_a_way_the_one_hop_says_so():
    found = route(journey(world(gives("office", "guard", "2031-03-01"))), "office", "firm")

    assert [(hop.bearer, hop.recipient) for hop in found.hops] == [("office", "firm")]
    assert outcome(found) == "No path: hop 1, from Relief Office to Firm, was never open."


def test_every_way_that_time_allows_is_found_and_no_other():
    """By trying each order of the agencies between."""
    trip = journey(detour())
    ways = [
        path(trip, agents)
        for agents in (["office", "firm"], ["office", "archive", "firm"], ["office", "guard", "firm"])
    ]

    assert min(str(way.arrives) for way in ways if way.arrives) == str(route(trip, "office", "firm").arrives)
    assert [bool(way.arrives) for way in ways] == [True, True, False]


def test_a_norm_on_a_body_opens_ways_for_its_components_and_bars_open_none():
    leave = paper("agreement", "leave", "2031-01-01", norm("permits", bearer=("ministry",), recipient=("guard",)))
    roads = network(world(leave, gives("guard", "firm", "2031-01-01", "prohibits")))

    assert set(roads.edges) == {("ministry", "guard"), ("office", "guard")}
    assert roads.edges["office", "guard"]["norms"] == "leave#n"


@pytest.mark.parametrize(
    ("agents", "purposes", "words"),
    [
        (["office"], [], "name at least two"),
        (["office", "office"], [], "no two alike in a row"),
        (["office", "guard"], ["audit", "audit"], "one for each of the 1"),
    ],
)
def test_what_is_no_path_is_refused(agents, purposes, words):
    with pytest.raises(QuestionError, match=words):
        path(journey(world()), agents, purposes)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(QuestionError, match="2031-01-01 is not after 2031-01-01"):
        journey(world(), end=date(2031, 1, 1))


def test_a_path_has_its_page_and_its_json():
    found = path(journey(world(gives("office", "guard", "2031-03-01"))), ["office", "guard", "firm"])
    page, told = path_text(found), path_dict(found)

    assert page.startswith("Relief Office → Guard → Firm · 1 January 2031 to 31 December 2031")
    assert "open on 1 March 2031: permitted, by “office-guard”" in page
    assert (told["closed_at"], told["arrives"], told["hops"][0]["day"]) == (2, None, "2031-03-01")


# --- who decides, who gives way --------------------------------------------------------

ON = date(2031, 3, 15)


def contested():
    """An agreement under an order that bars the names, with a law that says the same as the order."""
    order = paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]))
    law = paper("statute", "law/code", "2031-01-01", norm("prohibits", scope=[{"object": ("name",)}]))
    return record(paper("agreement", "pact", "2031-01-01", norm("permits"), issuer="office"), order, law)


def test_papers_are_ranked_by_the_cells_they_decide():
    first, second = decider_rows(contested(), ON)

    # One category of two, times two classes of people, three provinces, two purposes.
    assert (first["instrument"], first["answers"], first["share"], first["alone"]) == (
        "cases/suit/2031-03-01-bar", 12, 0.5, 12,
    )  # fmt: skip
    assert (second["instrument"], second["answers"], second["channels"]) == ("pact", 12, 1)


def test_two_papers_that_decide_together_are_needed_by_neither():
    one, two = (paper("order", id, "2031-01-01", norm("prohibits")) for id in ("one", "two"))
    rows = list(decider_rows(record(one, two), ON))

    assert [(row["answers"], row["alone"]) for row in rows] == [(24, 0), (24, 0)]
    assert list(decider_rows(record(), ON)) == []


def test_the_paper_that_loses_points_to_the_one_that_decides():
    graph = conflicts(contested(), ON)
    losing = [
        (a, b, data["why"], data["cells"]) for a, b, data in graph.edges(data=True) if data["kind"] == "gives way to"
    ]

    assert losing == [("pact", "cases/suit/2031-03-01-bar", "higher tier", 12)]
    assert graph.has_edge("cases/suit/2031-03-01-bar", "court", "issued by")


def test_a_law_stands_against_a_claim_and_does_not_give_way_to_it():
    graph = conflicts(contested(), date(2031, 2, 1))

    assert [(a, b, data["kind"]) for a, b, data in graph.edges(data=True) if data["kind"] != "issued by"] == [
        ("law/code", "pact", "stands against")
    ]


def test_papers_of_one_rank_that_leave_cells_unsettled_clash():
    leave, bar = (
        paper("notice", "a", "2031-01-01", norm("permits")),
        paper("memo", "b", "2031-01-01", norm("prohibits")),
    )
    graph = conflicts(record(leave, bar), ON)

    assert [(a, b, data["cells"]) for a, b, data in graph.edges(data=True) if data["kind"] == "clashes with"] == [
        ("a", "b", 24)
    ]


def test_conflicts_of_papers_become_those_of_their_issuers():
    graph = issuers(conflicts(contested(), ON))

    assert list(graph.edges(data=True)) == [("office", "court", {"papers": 1, "cells": 12})]
    assert {data["type"] for _, data in graph.nodes(data=True)} == {"issuer"}


def test_conflicts_and_ways_survive_graphml(tiny, tmp_path):
    for graph in (conflicts(tiny, date(2031, 3, 15)), network(tiny)):
        nx.write_graphml(graph, tmp_path / "graph.graphml")
        back = nx.read_graphml(tmp_path / "graph.graphml")

        assert graph.number_of_edges() > 0
        assert (back.number_of_nodes(), back.number_of_edges()) == (graph.number_of_nodes(), graph.number_of_edges())


# --- slices ----------------------------------------------------------------------------


def test_parties_are_joined_to_their_case_while_they_take_part():
    parties = (Party(Role.PLAINTIFF, ("AA",)), Party(Role.PLAINTIFF, ("BB",), joined=when("2031-05-01")))
    corpus = record(case=suit(*parties))

    whole = to_networkx(corpus)

    assert whole.edges["BB", "cases/suit", "plaintiff"] == {"from": "2031-05-01", "until": ""}
    assert not to_networkx(corpus, date(2031, 4, 30)).has_edge("BB", "cases/suit")
    assert to_networkx(corpus, date(2031, 5, 1)).has_edge("BB", "cases/suit", "plaintiff")


def test_what_is_of_a_later_day_is_not_in_the_slice():
    deed = Disclosure(
        "disclosures/deed", "Deed", when("2031-05"), ("office",), CITES, Confidence.HIGH, Edtf.parse("2031-09-30")
    )
    corpus = replace(record(case=suit(filed=when("2031-02-01"))), disclosures={deed.id: deed})
    early, late = to_networkx(corpus, date(2031, 1, 31)), to_networkx(corpus, date(2031, 5, 1))

    assert (deed.id in early, "cases/suit" in early) == (False, False)
    assert (deed.id in late, "cases/suit" in late) == (True, True)


def test_an_amended_norm_leaves_the_slice_on_its_day():
    pact = paper("agreement", "pact", "2031-01-01", norm("permits"), norm("permits", "m"))
    later = paper("agreement", "later", "2031-06-01", does={"amends": Effect(Verb.AMENDS, "pact#n")})
    graph = to_networkx(record(pact, later), date(2031, 6, 1))

    assert ("pact#m" in graph, "pact#n" in graph) == (True, False)
