"""A sound record polices itself: contradictions, gaps, stale matters, orphans, and what decides on little."""

import json
from dataclasses import replace
from datetime import date

import pytest

from graph.analysis.clashes import named_channels
from graph.audit.deep import CODES, DEEP_COLUMNS, deep, deep_dict, deep_rows, deep_text
from graph.dates import Edtf
from graph.model import (
    Action,
    Cite,
    Confidence,
    Disclosure,
    Effect,
    Party,
    Read,
    Role,
    Source,
    SourceTier,
    Verb,
    When,
    Withdrawn,
)
from tests.papers import fact, norm, paper, record, suit, when

ON = date(2031, 6, 15)


def concerns(corpus, code, on=ON, stale_days=90):
    return [one for one in deep(corpus, on, stale_days) if one.code == code]


def sourced(corpus, **sources):
    """The record with more sources, each given as its tier, and `no` where the editors have not read it."""
    more = {
        id: Source(id, "Publisher", Edtf.parse(".."), SourceTier(said.split()[0]), read=Read(said.split()[1]))
        for id, said in sources.items()
    }
    return replace(corpus, sources={**corpus.sources, **more})


def said(text, *sources):
    """A day that these sources give."""
    return replace(When.on(text), cites=tuple(map(Cite, sources)))


def disclosure(id="disclosures/2031-file", **parts):
    whole = {
        "title": "A file", "on": when("2031-05-01"), "bearer": ("office",), "recipient": ("guard",),
        "cites": (Cite("gazette"),), "confidence": Confidence.HIGH, "recorded": Edtf.parse("2031-05-02"),
    }  # fmt: skip
    return Disclosure(id=id, **(whole | parts))


# --- contradictions -------------------------------------------------------------


def test_two_agency_papers_that_permit_and_prohibit_the_same_are_told_with_channel_cells_and_days():
    permit = paper("agreement", "agency/pact", "2031-03-01", norm("permits", scope=[{"object": ("name",)}]))
    forbid = paper(
        "memo", "agency/memo", "2031-05-01", norm("prohibits", scope=[{"people": ("foreigner",)}]), end="2031-07-01"
    )

    (found,) = concerns(record(permit, forbid), "contradiction")

    assert found.severity == "warning"
    assert found.records == ("agency/pact#n", "agency/memo#n")
    assert found.message.startswith(
        "“It permits” (agency/pact) and “It prohibits” (agency/memo) contradict each other on Relief Office sharing "
        "data with Guard: the name of foreigners"
    )
    assert found.message.endswith(" (1 May 2031 to 30 June 2031)")


def test_a_duty_to_share_contradicts_a_prohibition_as_a_permission_does():
    papers = paper("statute", "law/a", "..", norm("requires")), paper("statute", "law/b", "..", norm("prohibits"))

    assert [one.records for one in concerns(record(*papers), "contradiction")] == [("law/a#n", "law/b#n")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (paper("order", "cases/suit/a", "2031-03-01", norm("permits")),
         paper("order", "cases/suit/b", "2031-03-01", norm("prohibits"))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits")), paper("statute", "law/b", "..", norm("prohibits"))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits"), end="2031-04-01"),
         paper("memo", "agency/b", "2031-04-01", norm("prohibits"))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits", scope=[{"origin": ("AA",)}])),
         paper("memo", "agency/b", "2031-03-01", norm("prohibits", scope=[{"origin": ("BB",)}]))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits", except_=[{"people": ("foreigner",)}])),
         paper("memo", "agency/b", "2031-03-01", norm("prohibits", scope=[{"people": ("foreigner",)}]))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits", action=(Action.SHARE,))),
         paper("memo", "agency/b", "2031-03-01", norm("prohibits", action=(Action.USE,)))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits", recipient=("guard",))),
         paper("memo", "agency/b", "2031-03-01", norm("prohibits", recipient=("states",)))),
        (paper("memo", "agency/a", "2031-03-01", norm("permits")),
         paper("memo", "agency/b", "2031-05-01", norm("prohibits"), does={"supersedes": "agency/a"})),
        (paper("statute", "law/a", "..", norm("permits", self_executing=False)),
         paper("statute", "law/b", "..", norm("prohibits"))),
        (paper("statute", "law/a", "..", norm("permits")),
         paper("statute", "law/b", "..", norm("prohibits", yields_to=("law/a#n",)))),
    ],
    ids=[
        "rulings, of which any bar wins", "two tiers", "days that meet", "other states", "an exception", "other deeds",
        "other recipients", "one supersedes", "one decides nothing by itself", "one yields",
    ],
)  # fmt: skip
def test_norms_that_do_not_clash_or_of_which_one_gives_way_are_no_contradiction(one, other):
    assert concerns(record(one, other), "contradiction") == []


def test_a_law_is_silent_where_it_yields_to_a_third():
    bar = paper("statute", "law/bar", "..", norm("prohibits", yields_to=("law/third#n",)))
    leave = paper("statute", "law/leave", "..", norm("permits", scope=[{"people": ("foreigner",)}]))
    third = paper("statute", "law/third", "..", norm("permits", scope=[{"origin": ("AA", "BB")}]))

    (found,) = concerns(record(bar, leave, third), "contradiction")

    assert found.records == ("law/leave#n", "law/bar#n")
    assert "foreigners" in found.message
    assert "Cc" in found.message
    assert "Aa" not in found.message


def test_a_law_that_yields_to_one_whose_days_are_in_doubt_does_not_contradict_it():
    bar = paper("statute", "law/bar", "..", norm("prohibits", yields_to=("law/leave#n",)))
    leave = paper("statute", "law/leave", "2031-05-01/2031-07-01", norm("permits"))

    assert concerns(record(bar, leave), "contradiction") == []


def test_between_agency_papers_yields_to_is_not_heard_as_the_answer_does_not_hear_it():
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits")),
        paper("memo", "agency/b", "2031-03-01", norm("prohibits", yields_to=("agency/a#n",))),
    )

    assert corpus.ask("office", "guard", on=ON).verdict == "unsettled"
    assert len(concerns(corpus, "contradiction")) == 1


def test_norms_under_opposite_readings_of_a_fact_never_contradict():
    which = fact("which", "yes", "no")
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits", under={"agency/a#which": "yes"}), contested=(which,)),
        paper("memo", "agency/b", "2031-03-01", norm("prohibits", under={"agency/a#which": "no"})),
    )

    assert concerns(corpus, "contradiction") == []


def test_a_contradiction_that_hangs_on_a_reading_says_so():
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits"), end=when("2031-05-01", "2031-07-01")),
        paper("memo", "agency/b", "2031-06-01", norm("prohibits")),
    )

    (found,) = concerns(corpus, "contradiction")

    assert found.message.endswith("(1 June 2031 to 30 June 2031, under some readings)")


def test_norms_that_meet_only_on_a_component_are_compared_there():
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits", bearer=("ministry",), recipient=("AA",))),
        paper("memo", "agency/b", "2031-03-01", norm("prohibits", bearer=("office",), recipient=("states",))),
    )

    (found,) = concerns(corpus, "contradiction")

    assert "on Relief Office sharing data with Aa:" in found.message


def test_one_contradiction_on_many_channels_is_told_once():
    everyone = {"bearer": ("office", "guard"), "recipient": ("AA", "BB", "CC")}
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits", scope=[{"object": ("name",)}], **everyone)),
        paper("memo", "agency/b", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}], **everyone)),
    )

    (found,) = concerns(corpus, "contradiction")

    assert "Relief Office sharing data with Cc and 3 more:" in found.message


def test_a_bearer_has_a_channel_to_each_recipient_that_norms_on_it_or_its_parent_name():
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits", bearer=("ministry",), recipient=("guard",))),
        paper("memo", "agency/b", "2031-03-01", norm("prohibits", bearer=("office",), recipient=())),
        paper("memo", "agency/c", "2031-03-01", norm("permits", bearer=("guard",), action=(Action.USE,))),
    )

    assert [(one.action, one.bearer, one.recipient) for one in named_channels(corpus)] == [
        (Action.SHARE, "ministry", "guard"),
        (Action.SHARE, "office", "guard"),
        (Action.USE, "guard", None),
    ]


# --- gaps -----------------------------------------------------------------------


def test_a_case_that_challenges_only_papers_without_a_norm_is_a_gap(tiny):
    bare = paper("agreement", "agency/pact", "2031-01-01")
    complaint = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": "agency/pact"})
    spoken = replace(bare, norms=(norm("permits"),))

    (found,) = concerns(record(bare, complaint), "challenged-without-norm")

    assert found.records == ("cases/suit", "agency/pact")
    assert found.message == "The suit challenges “agency/pact”, of which no norm is entered"
    assert concerns(record(spoken, complaint), "challenged-without-norm") == []
    assert concerns(tiny, "challenged-without-norm") == []


def test_one_challenged_paper_with_a_norm_is_enough():
    bare = paper("agreement", "agency/pact", "2031-01-01", notes="It says nothing.")
    spoken = paper("memo", "agency/memo", "2031-01-01", norm("permits"))
    first = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": "agency/pact"})
    second = paper("complaint", "cases/suit/amended", "2031-03-01", does={"challenges": "agency/memo#n"})

    assert concerns(record(bare, spoken, first, second), "challenged-without-norm") == []


def test_a_norm_the_editors_withdrew_is_no_norm_of_a_challenged_paper():
    gone = Withdrawn(Edtf.parse("2031-02-01"), "a slip")
    pact = paper("agreement", "agency/pact", "2031-01-01", norm("permits", withdrawn=gone))
    complaint = paper("complaint", "cases/suit/complaint", "2031-02-01", does={"challenges": "agency/pact"})

    assert len(concerns(record(pact, complaint), "challenged-without-norm")) == 1


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (paper("notice", "agency/notice", "2031-01-01"), 1),
        (paper("order", "cases/suit/order", "2031-01-01", does={"enjoins": "agency/old"}), 1),
        (paper("notice", "agency/notice", "2031-01-01", notes="It announces and binds nobody."), 0),
        (paper("order", "cases/suit/denial", "2031-01-01", does={"declines-to-enjoin": "agency/old"}), 0),
        (paper("order", "cases/suit/stay", "2031-01-01", does={"stays": "agency/old"}), 0),
        (paper("complaint", "cases/suit/complaint", "2031-01-01"), 0),
        (paper("memo", "agency/memo", "2031-01-01", norm("permits")), 0),
    ],
    ids=["nothing", "enjoins without a norm", "notes say why", "a denial", "a stay", "a filing", "a norm"],
)
def test_a_paper_that_says_nothing_and_does_not_say_why_is_a_gap(one, said):
    old = paper("memo", "agency/old", "2031-01-01", norm("permits"))

    assert len(concerns(record(old, one), "silent-paper")) == said


def test_a_norm_whose_exceptions_eat_its_scope_is_out_of_reach():
    eaten = norm(
        "permits", scope=[{"object": ("name",)}], except_=[{"people": ("subject",)}, {"people": ("foreigner",)}]
    )

    (found,) = concerns(record(paper("memo", "agency/memo", "2031-01-01", eaten)), "unreachable-norm")

    assert found.records == ("agency/memo#n",)
    assert found.message.startswith("“It permits” (agency/memo) covers no cell")


def test_a_norm_for_plaintiffs_of_a_case_without_any_state_is_out_of_reach():
    order = paper("order", "cases/suit/order", "2031-01-01", norm("prohibits", scope=[{"origin": ("plaintiffs",)}]))
    state = suit(Party(Role.PLAINTIFF, ("AA",)))

    assert len(concerns(record(order), "unreachable-norm")) == 1
    assert concerns(record(order, case=state), "unreachable-norm") == []


def test_a_norm_that_was_never_operative_is_out_of_reach():
    rule = paper("agency-rule", "agency/rule", "2031-03-01", norm("permits"))
    ruling = paper(
        "judgment", "cases/suit/judgment", "2031-05-01", does={"": Effect(Verb.VACATES, "agency/rule", ab_initio=True)}
    )

    (found,) = concerns(record(rule, ruling), "unreachable-norm")

    assert found.message == "“It permits” (agency/rule) is operative on no day, under no reading"


def test_a_norm_that_one_reading_lets_speak_is_within_reach():
    which = fact("which", "yes", "no")
    but = {"object": ("rolls",), "under": {"agency/memo#which": "no"}}
    bar = norm("prohibits", under={"agency/memo#which": "yes"}, except_=[but])

    assert (
        concerns(record(paper("memo", "agency/memo", "2031-01-01", bar, contested=(which,))), "unreachable-norm") == []
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (disclosure(), 0),
        (disclosure(bearer=("guard",), recipient=("office",)), 1),
        (disclosure(action=Action.ONWARD_SHARE), 1),
        (disclosure(bearer=("guard", "office")), 0),
        (disclosure(bearer=("guard",), action=Action.USE), 1),
        (disclosure(recipient=("AA",), action=Action.USE), 0),
    ],
    ids=["a norm speaks", "the other way", "another deed", "a norm on one of two", "a use", "a use has no recipient"],
)
def test_a_disclosure_on_whose_channel_no_norm_ever_spoke_is_a_gap(told, said):
    speaks = norm("permits", action=(Action.SHARE, Action.USE))
    corpus = record(paper("memo", "agency/memo", "2031-01-01", speaks, end="2031-02-01"))
    found = concerns(replace(corpus, disclosures={told.id: told}), "disclosure-without-norm")

    assert [one.records for one in found] == [(told.id,)] * said


# --- stale matters and orphans ----------------------------------------------------


def test_a_case_searched_more_than_so_many_days_before_is_stale():
    corpus = record(case=suit(checked=Edtf.parse("2031-03-17")))

    assert concerns(corpus, "stale", date(2031, 6, 15), stale_days=90) == []
    assert [(one.records, one.message) for one in concerns(corpus, "stale", date(2031, 6, 16), stale_days=90)] == [
        (("cases/suit",), "The suit was last searched on 17 March 2031, 91 days before")
    ]
    assert concerns(corpus, "stale", date(2031, 6, 16), stale_days=91) == []


def test_a_record_as_it_was_known_on_a_day_was_last_searched_by_then():
    corpus = record(case=suit(checked=Edtf.parse("2031-05-01"))).as_known("2031-02-01")

    (found,) = concerns(corpus, "stale", date(2031, 6, 1))

    assert "was last searched on 1 February 2031" in found.message


@pytest.mark.parametrize(
    ("closed", "said"),
    [("2031-02-01", 0), ("2031-03-02", 1), ("2031-02-01/2031-04-01", 1), ("2031-02-01/..", 1), ("unknown", 1)],
)
def test_a_case_that_had_certainly_ended_when_it_was_searched_need_not_be_searched_again(closed, said):
    case = suit(checked=Edtf.parse("2031-03-01"), closed=when(closed))

    assert len(concerns(record(case=case), "stale")) == said


def test_a_paper_with_a_day_of_its_own_is_stale_unless_it_had_ended_by_then():
    checked = {"checked": Edtf.parse("2031-03-01")}
    corpus = record(
        paper("memo", "agency/open", "2031-01-01", norm("permits"), **checked),
        paper("memo", "agency/ended", "2031-01-01", norm("permits"), end="2031-02-01", **checked),
        paper("memo", "agency/plain", "2031-01-01", norm("permits")),
    )

    assert [one.records for one in concerns(corpus, "stale")] == [("agency/open",)]


def test_a_source_nothing_cites_is_an_orphan_and_one_cited_for_a_party_is_not():
    case = suit(Party(Role.PLAINTIFF, ("AA",), cites=(Cite("register"),)))
    corpus = sourced(record(case=case), register="primary whole", blog="derived part")

    assert [one.records for one in concerns(corpus, "uncited-source")] == [("blog",)]


def test_a_term_is_an_orphan_where_no_record_names_it_or_anything_broader():
    corpus = record(paper("memo", "agency/memo", "2031-01-01", norm("permits", scope=[{"people": ("all",)}])))

    assert [one.records for one in concerns(corpus, "unused-term")] == [
        ("AA",), ("BB",), ("CC",), ("audit",), ("immigration-enforcement",)
    ]  # fmt: skip


def test_a_place_is_named_by_an_origin_and_by_a_norm_on_all_states():
    one = paper("memo", "agency/memo", "2031-01-01", norm("permits", scope=[{"origin": ("AA",)}]))
    every = paper("statute", "law/act", "..", norm("permits", bearer=("states",)))

    assert {"BB", "CC"} == {o.records[0] for o in concerns(record(one), "unused-term")} & {"AA", "BB", "CC"}
    assert set() == {o.records[0] for o in concerns(record(one, every), "unused-term")} & {"AA", "BB", "CC"}


def test_a_fact_with_open_readings_on_which_nothing_hangs_is_noted_and_no_more():
    facts = fact("idle", "few", "many"), fact("hung", "yes", "no"), fact("closed", "a", "b", rejected="b")
    bar = norm("prohibits", scope=[{"under": {"cases/suit#hung": "yes"}}])
    corpus = record(paper("order", "cases/suit/order", "2031-01-01", bar), case=suit(contested=facts))

    assert [(one.severity, one.records) for one in concerns(corpus, "idle-fact")] == [("note", ("cases/suit#idle",))]


# --- what decides on the day -------------------------------------------------------


@pytest.mark.parametrize(
    ("cites", "weak", "unread"),
    [
        (("post",), 1, 0),
        (("post", "blog"), 0, 0),
        (("release",), 0, 0),
        (("ticker",), 1, 1),
        (("docket",), 0, 1),
        (("docket", "ticker"), 0, 1),
        (("docket", "post"), 0, 0),
    ],
)
def test_a_decider_on_one_weak_source_or_on_unread_ones_only_is_told(cites, weak, unread):
    memo = paper("memo", "agency/memo", "2031-01-01", norm("permits", cites=tuple(map(Cite, cites))))
    news = {"post": "news part", "blog": "derived whole", "ticker": "news no"}
    found = deep(sourced(record(memo), **news, release="official part", docket="primary no"), ON)

    assert [one.records for one in found if one.code == "weak-decider"] == [("agency/memo#n", *cites)] * weak
    assert [one.records for one in found if one.code == "unread-decider"] == [("agency/memo#n", *cites)] * unread


def test_a_norm_without_cites_of_its_own_rests_on_those_of_its_paper():
    memo = paper(
        "memo", "agency/memo", "2031-01-01", norm("permits"), cites=(Cite("post", "p. 1"), Cite("post", "p. 2"))
    )

    (found,) = concerns(sourced(record(memo), post="news part"), "weak-decider")

    assert found.message == (
        "“It permits” (agency/memo) decides on Relief Office sharing data with Guard and rests on “post” "
        "(Publisher, news) alone"
    )


def test_what_no_longer_decides_or_never_did_is_not_judged_by_its_sources():
    weak = {"cites": (Cite("post"),)}
    corpus = sourced(
        record(
            paper("memo", "agency/over", "2031-01-01", norm("permits"), end="2031-06-15", **weak),
            paper("memo", "agency/defeated", "2031-06-15", norm("permits"), **weak),
            paper("order", "cases/suit/order", "2031-06-15", norm("prohibits")),
        ),
        post="news part",
    )

    assert [one.records[0] for one in concerns(corpus, "weak-decider", date(2031, 6, 14))] == ["agency/over#n"]
    assert concerns(corpus, "weak-decider", date(2031, 6, 15)) == []
    assert concerns(corpus, "weak-date", date(2031, 6, 15)) == []


def test_a_doubt_that_turns_answers_is_told_with_the_cells_on_each_channel():
    which = fact("which", "yes", "no")
    bar = norm(
        "prohibits", scope=[{"object": ("name",), "origin": ("AA", "BB"), "under": {"agency/memo#which": "yes"}}]
    )
    corpus = record(paper("memo", "agency/memo", "2031-03-01", bar, contested=(which,)))

    (found,) = concerns(corpus, "deciding-doubt")

    # One object, two classes of people, two origins, two purposes.
    assert found.records == ("agency/memo#which",)
    assert found.message == "which? It turns 8 cells: Relief Office sharing data with Guard (8)"


def test_a_day_in_doubt_is_told_only_on_the_days_it_turns():
    corpus = record(paper("memo", "agency/memo", "2031-06-10/2031-06-20", norm("permits")))

    days = [date(2031, 6, day) for day in (9, 10, 19, 20)]

    assert [[one.records for one in concerns(corpus, "deciding-doubt", on)] for on in days] == [
        [], [("agency/memo#from",)], [("agency/memo#from",)], []
    ]  # fmt: skip


def test_a_doubt_under_which_every_reading_gives_one_answer_is_not_told():
    corpus = record(
        paper("memo", "agency/memo", "2031-06-10/2031-06-20", norm("prohibits")),
        paper("statute", "law/act", "..", norm("prohibits")),
    )

    assert concerns(corpus, "deciding-doubt", date(2031, 6, 15)) == []


def test_days_of_a_deciding_paper_that_rest_on_news_or_less_are_noted():
    memo = paper("memo", "agency/memo", "2031-01-01", norm("permits"), end=said("2031-12-01", "post", "blog"))
    memo = replace(memo, start=said("2031-01-01", "post"))
    corpus = sourced(record(memo), post="news part", blog="derived whole")

    assert [(one.records, one.message) for one in concerns(corpus, "weak-date")] == [
        (("agency/memo",), "that “agency/memo” begins 2031-01-01 rests on news sources only"),
        (("agency/memo",), "that “agency/memo” ends 2031-12-01 rests on news and derived sources only"),
    ]


def test_a_day_without_cites_rests_on_those_of_its_paper():
    memo = replace(paper("memo", "agency/memo", "2031-01-01", norm("permits")), start=When.on("2031-01-01"))
    corpus = sourced(record(replace(memo, cites=(Cite("post"),))), post="news part")

    assert len(concerns(corpus, "weak-date")) == 1
    assert concerns(record(memo), "weak-date") == []


def test_a_day_that_an_official_source_gives_too_or_that_is_of_a_law_is_not_noted():
    memo = paper("memo", "agency/memo", "2031-01-01", norm("permits", scope=[{"object": ("name",)}]))
    law = paper("statute", "law/act", "2031-01-01", norm("prohibits"))
    corpus = sourced(
        record(
            replace(memo, start=said("2031-01-01", "post", "release")), replace(law, start=said("2031-01-01", "post"))
        ),
        post="news part",
        release="official part",
    )

    assert concerns(corpus, "weak-date") == []


def test_a_reading_that_was_rejected_supports_no_date():
    first, second = when("2031-01-01", "2031-01-02").readings
    start = When((replace(first, cites=(Cite("post"),)), replace(second, rejected="The stamp says the 1st.")))
    memo = replace(paper("memo", "agency/memo", "2031-01-01", norm("permits")), start=start)

    assert len(concerns(sourced(record(memo), post="news part"), "weak-date")) == 1


def test_an_order_that_lengthened_a_decider_must_show_its_day_too():
    until = Effect(Verb.EXTENDS, "cases/suit/order", end=when("2031-09-01"))
    extension = replace(
        paper("order", "cases/suit/more", "2031-03-20", does={"": until}), start=said("2031-03-20", "post")
    )
    order = paper("order", "cases/suit/order", "2031-03-01", norm("prohibits"), end="2031-04-01")

    found = concerns(sourced(record(order, extension), post="news part"), "weak-date")

    assert [one.records for one in found] == [("cases/suit/more",)]


# --- views ----------------------------------------------------------------------


@pytest.fixture
def troubled():
    """A record with two warnings and some notes."""
    corpus = record(
        paper("memo", "agency/a", "2031-03-01", norm("permits")),
        paper("memo", "agency/b", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}])),
        paper("notice", "agency/notice", "2031-03-01"),
    )
    return sourced(corpus, blog="derived part")


def test_warnings_come_before_notes_and_every_code_has_its_remedy(troubled):
    found = deep(troubled, ON)

    assert [one.code for one in found][:3] == ["contradiction", "silent-paper", "uncited-source"]
    assert [severity for _, severity, _ in CODES.values()] == ["warning"] * 8 + ["note"] * 5
    assert {one.code for one in found} <= set(CODES)
    assert [one.remedy for one in found] == [CODES[one.code][2] for one in found]


def test_the_page_has_a_heading_and_remedy_for_each_kind_and_a_line_for_each_concern(troubled):
    lines = deep_text(troubled, ON, width=200).splitlines()

    assert lines[0].startswith("What to look at in the record on 15 June 2031: 2 warnings, ")
    assert lines[2] == "Norms that contradict each other (1 warning) [contradiction]"
    assert lines[3].startswith("  Check both scopes")
    at = lines.index("Papers that say nothing (1 warning) [silent-paper]")
    assert lines[at + 1] == "  Enter its norms or effects, or say in its notes why it has none."
    assert (
        lines[at + 2] == "  “agency/notice” has no norm, changes no other paper, and no notes say why [agency/notice]"
    )
    assert lines[-1].startswith("Legal information, not legal advice.")


def test_the_page_in_markdown_lists_the_concerns(troubled):
    lines = deep_text(troubled, ON, markdown=True).splitlines()

    assert "### Papers that say nothing (1 warning) [silent-paper]" in lines
    assert "- Nothing cites “blog” (Publisher) [blog]" in lines


def test_a_record_without_concerns_gives_a_page_that_says_so():
    corpus = replace(record(), sources={}, agencies={}, objects={}, people={}, places={}, purposes={}, cases={})

    assert deep(corpus, ON) == []
    assert deep_text(corpus, ON).splitlines()[0].endswith("0 warnings, 0 notes")


def test_json_counts_the_concerns_and_keeps_their_records_apart(troubled):
    told = json.loads(json.dumps(deep_dict(troubled, ON, 30)))

    assert (told["schema"], told["on"], told["stale_days"], told["warnings"]) == (1, "2031-06-15", 30, 2)
    assert told["notes"] == len(told["concerns"]) - 2
    assert told["concerns"][0]["records"] == ["agency/a#n", "agency/b#n"]
    assert told["corpus"] == {"version": "1", "digest": ""}


def test_rows_are_flat_and_in_the_columns_told(troubled):
    rows = list(deep_rows(troubled, ON))

    assert {tuple(row) for row in rows} == {DEEP_COLUMNS}
    assert rows[0]["records"] == "agency/a#n agency/b#n"


# --- the record that ships -----------------------------------------------------------


def test_every_concern_about_the_record_names_what_is_there(record):
    known = {*record.cases, *record.instruments, *record.disclosures, *record.sources, *record.agents.terms}
    known |= {id for tree in record.trees.values() for id in tree.terms}
    named = {id.partition("#")[0] for one in deep(record, date(2026, 11, 24)) for id in one.records}

    assert named - known == set()
