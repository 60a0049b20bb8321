"""Verdicts: which tier decides, what defeats what, and what a doubt does to an answer."""

from cProfile import Profile
from datetime import date, timedelta

import pytest

from graph.errors import QuestionError
from graph.model import Action, Confidence, Effect, Party, Role, Verb
from tests.papers import fact, norm, paper, record, suit, when

ANY = {"on": "2031-06-01"}


def verdict(corpus, bearer="office", recipient="guard", **asked):
    return str(corpus.ask(bearer, recipient, **(ANY | asked)).verdict)


# --- tiers --------------------------------------------------------------------


def test_silence_is_never_permission():
    assert verdict(record()) == "no-known-authority"


def test_any_operative_prohibition_wins_over_another_courts_holding():
    frees = paper("order", "cases/suit/2031-05-02-holding", "2031-05-02", norm("permits"))
    bars = paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits"))

    answer = record(frees, bars).ask("office", "guard", on="2031-06-01")

    assert answer.verdict == "prohibited"
    assert [(d.norm.id, d.why) for d in answer.regions[0].finding.defeated] == [
        ("cases/suit/2031-05-02-holding#n", "any operative prohibition prevails")
    ]


def test_what_a_court_left_unclear_is_unsettled_though_another_held_it_lawful():
    frees = paper("order", "a", "2031-05-02", norm("permits"))
    unclear = paper("order", "b", "2031-03-01", norm("leaves-unclear"))

    assert verdict(record(frees, unclear)) == "unsettled"


def test_an_order_that_states_no_norm_is_no_authority():
    denial = paper("order", "denial", "2031-03-01", does={"declines-to-enjoin": "pact"})
    pact = paper("agreement", "pact", "2031-01-01", norm("permits", scope=[{"object": ("name",)}]))

    assert verdict(record(pact, denial), object="illness") == "no-known-authority"


def test_an_unchallenged_permission_within_the_law_is_permitted_and_a_challenged_one_claimed():
    pact = paper("agreement", "pact", "2031-01-01", norm("permits"))
    complaint = paper("complaint", "cases/suit/2031-05-01-complaint", "2031-05-01", does={"challenges": "pact"})

    corpus = record(pact, complaint)

    assert verdict(corpus, on="2031-04-30") == "permitted"
    assert verdict(corpus, on="2031-05-01") == "claimed"


def test_a_challenge_ends_with_its_case():
    pact = paper("agreement", "pact", "2031-01-01", norm("permits"))
    complaint = paper("complaint", "cases/suit/2031-05-01-complaint", "2031-05-01", does={"challenges": "pact"})

    corpus = record(pact, complaint, case=suit(closed=when("2031-06-01")))

    assert verdict(corpus, on="2031-05-31") == "claimed"
    assert verdict(corpus, on="2031-06-01") == "permitted"


def test_a_permission_against_a_statute_is_a_claim_unless_law_it_relies_on_covers_the_cell():
    secrecy = paper("statute", "law/secrecy", "..", norm("prohibits"))
    request = paper(
        "statute", "law/request", "..", norm("requires", self_executing=False, scope=[{"object": ("name",)}])
    )
    bare = paper("agreement", "pact", "2031-01-01", norm("permits"))
    founded = paper("agreement", "pact", "2031-01-01", norm("permits", relies_on=("law/request#n",)))

    assert verdict(record(secrecy, request, bare), object="name") == "claimed"
    assert verdict(record(secrecy, request, founded), object="name") == "permitted"
    assert verdict(record(secrecy, request, founded), object="illness") == "claimed"


def test_an_agencys_own_prohibition_binds_and_with_its_permission_leaves_it_unsettled():
    memo = paper("memo", "memo", "2031-01-01", norm("prohibits"))
    pact = paper("agreement", "pact", "2031-02-01", norm("permits"))

    assert verdict(record(memo)) == "prohibited"
    assert verdict(record(memo, pact)) == "unsettled"


def test_superseding_must_be_said():
    memo = paper("memo", "memo", "2031-01-01", norm("prohibits"))
    pact = paper("agreement", "pact", "2031-02-01", norm("permits"), does={"supersedes": "memo"})

    assert verdict(record(memo, pact)) == "permitted"


def test_a_power_that_needs_a_request_never_decides_by_itself():
    request = paper("statute", "law/request", "..", norm("requires", self_executing=False))

    assert verdict(record(request)) == "no-known-authority"


def test_a_law_yields_only_where_it_says_so():
    secrecy = paper("statute", "law/secrecy", "..", norm("prohibits"))
    yielding = paper("statute", "law/secrecy", "..", norm("prohibits", yields_to=("law/audit#n",)))
    audit = paper("statute", "law/audit", "..", norm("permits"))

    assert verdict(record(secrecy, audit)) == "unsettled"
    assert verdict(record(yielding, audit)) == "permitted"


def test_a_law_does_not_yield_to_one_that_cannot_decide_by_itself():
    yielding = paper("statute", "law/secrecy", "..", norm("prohibits", yields_to=("law/audit#n",)))
    audit = paper("statute", "law/audit", "..", norm("permits", self_executing=False))

    assert verdict(record(yielding, audit)) == "prohibited"


def test_a_duty_is_a_permission_that_is_required():
    audit = paper("statute", "law/audit", "..", norm("requires"))

    region = record(audit).ask("office", "guard", on="2031-06-01").regions[0]

    assert (str(region.verdict), region.finding.required, str(region.finding.basis)) == ("permitted", True, "law")


@pytest.mark.parametrize(
    ("loser", "winner", "why"),
    [
        (
            paper("statute", "loser", "..", norm("prohibits")),
            paper("order", "winner", "2031-03-01", norm("permits")),
            "higher tier",
        ),
        (
            paper("statute", "loser", "..", norm("prohibits", yields_to=("winner#n",))),
            paper("statute", "winner", "..", norm("permits")),
            "yields by its own terms",
        ),
        (
            paper("statute", "loser", "..", norm("permits", self_executing=False)),
            paper("statute", "winner", "..", norm("prohibits")),
            "does not decide by itself",
        ),
        (
            paper("order", "loser", "2031-03-01", norm("permits")),
            paper("order", "winner", "2031-02-01", norm("prohibits")),
            "any operative prohibition prevails",
        ),
        (
            paper("order", "loser", "2031-03-01", norm("permits")),
            paper("order", "winner", "2031-02-01", norm("leaves-unclear")),
            "left unclear",
        ),
    ],
)
def test_what_is_set_aside_is_told_with_the_rule_that_sets_it_aside(loser, winner, why):
    finding = record(loser, winner).ask("office", "guard", on="2031-06-01").regions[0].finding

    assert [(one.norm.id, one.by, one.why) for one in finding.defeated] == [("loser#n", "winner#n", why)]


# --- who, to whom, what -------------------------------------------------------


def test_a_norm_on_a_parent_binds_its_components_and_never_the_reverse():
    above = paper("order", "above", "2031-01-01", norm("prohibits", bearer=("ministry",)))
    below = paper("order", "below", "2031-01-01", norm("prohibits", bearer=("office",)))

    assert verdict(record(above)) == "prohibited"
    assert verdict(record(below), bearer="ministry") == "no-known-authority"


def test_a_norm_without_recipients_binds_towards_all():
    assert verdict(record(paper("order", "bar", "2031-01-01", norm("prohibits", recipient=())))) == "prohibited"


def test_each_action_is_bound_by_its_own_norms():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", action=(Action.USE,), bearer=("guard",), recipient=()))

    assert verdict(record(bar), bearer="guard", recipient=None, action="use") == "prohibited"
    assert verdict(record(bar)) == "no-known-authority"


def test_an_exception_takes_a_box_out_of_the_scope():
    excepted = [{"object": ("name",), "people": ("foreigner",)}]
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", except_=excepted))

    answer = record(bar).ask("office", "guard", on="2031-06-01")
    found = {(o, p): str(r.verdict) for r in answer.regions for o in r.objects for p in r.people}

    assert found == {
        ("name", "subject"): "prohibited",
        ("name", "foreigner"): "no-known-authority",
        ("illness", "subject"): "prohibited",
        ("illness", "foreigner"): "prohibited",
    }


def test_plaintiffs_are_those_of_the_day_asked_or_frozen_on_one():
    parties = (Party(Role.PLAINTIFF, ("AA",)), Party(Role.PLAINTIFF, ("BB",), joined=when("2031-05-01")))
    moving = norm("prohibits", "moving", scope=[{"origin": ("plaintiffs",)}])
    frozen = norm("prohibits", "frozen", scope=[{"origin": ("plaintiffs-on 2031-03-01",)}])

    moving_ = record(paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", moving), case=suit(*parties))
    frozen_ = record(paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", frozen), case=suit(*parties))

    assert verdict(moving_, origin="BB", on="2031-04-30") == "no-known-authority"
    assert verdict(moving_, origin="BB", on="2031-05-01") == "prohibited"
    assert verdict(frozen_, origin="BB", on="2031-05-01") == "no-known-authority"
    assert verdict(frozen_, origin="AA", on="2031-05-01") == "prohibited"


# --- doubt --------------------------------------------------------------------


def test_a_verdict_that_differs_between_readings_is_unsettled_and_names_the_fact():
    case = suit(contested=(fact("illness-meant", "yes", "no"),))
    scope = [{"object": ("name",)}, {"object": ("illness",), "under": {"cases/suit#illness-meant": "yes"}}]
    corpus = record(paper("order", "bar", "2031-01-01", norm("prohibits", scope=scope)), case=case)

    region = corpus.ask("office", "guard", on="2031-06-01", object="illness").regions[0]

    assert verdict(corpus, object="name") == "prohibited"
    assert str(region.verdict) == "unsettled"
    assert [hinge.fact for hinge in region.finding.hinges_on] == ["cases/suit#illness-meant"]
    assert dict(region.finding.hinges_on[0].readings) == {"yes": ("prohibited",), "no": ("no-known-authority",)}


def test_a_doubt_that_turns_nothing_is_said_to_turn_nothing():
    case = suit(contested=(fact("meant", "yes", "no"),))
    doubtful = norm("prohibits", "a", under={"cases/suit#meant": "yes"})
    sure = norm("prohibits", "b")
    corpus = record(paper("order", "bar", "2031-01-01", doubtful, sure), case=case)

    found = corpus.ask("office", "guard", on="2031-06-01").regions[0].finding

    assert (str(found.verdict), found.hinges_on) == ("prohibited", ())
    assert [hinge.fact for hinge in found.matters_not] == ["cases/suit#meant"]
    assert [reason.id for reason in found.because] == ["bar#b"]


def test_a_rejected_reading_is_shown_and_not_computed():
    case = suit(contested=(fact("meant", "yes", "no", rejected="no"),))
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", under={"cases/suit#meant": "yes"}))

    assert verdict(record(bar, case=case)) == "prohibited"


def test_between_the_bounds_of_an_imprecise_day_the_answer_is_unsettled():
    corpus = record(paper("order", "bar", "2031-05-10/2031-05-12", norm("prohibits")))

    found = [verdict(corpus, on=f"2031-05-{day}") for day in ("09", "10", "11", "12")]

    assert found == ["no-known-authority", "unsettled", "unsettled", "prohibited"]


def test_an_end_that_no_source_gives_is_a_doubt_and_no_end_known_is_none():
    unknown = record(paper("order", "bar", "2031-05-10", norm("prohibits"), end="unknown"))
    none = record(paper("order", "bar", "2031-05-10", norm("prohibits")))

    assert [verdict(unknown, on="2031-05-10"), verdict(unknown, on="2031-05-11")] == ["prohibited", "unsettled"]
    assert verdict(none, on="2031-12-31") == "prohibited"


# --- runs, freshness, reading -------------------------------------------------


def test_a_run_lasts_while_the_verdict_and_every_norm_relied_on_last():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits"), end="2031-07-01")
    second = paper("order", "second", "2031-06-01", norm("prohibits"))

    def run(on):
        region = record(bar, second).ask("office", "guard", on=on).regions[0]
        return str(region.since), str(region.until)

    assert run("2031-04-01") == ("2031-03-01", "2031-07-01")
    assert run("2031-06-15") == ("2031-06-01", "2031-07-01")
    assert run("2031-08-01") == ("2031-06-01", "None")


def test_an_answer_beyond_the_last_check_is_carried_forward_and_says_from_when():
    bar = paper("order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits"))
    corpus = record(bar)

    assert corpus.ask("office", "guard", on="2031-12-31").regions[0].carried_forward_from is None
    assert corpus.ask("office", "guard", on="2032-01-01").regions[0].carried_forward_from == date(2031, 12, 31)


def test_confidence_is_that_of_the_weakest_world_and_silence_is_low():
    strong = paper("order", "a", "2031-01-01", norm("prohibits", scope=[{"object": ("name",)}]))
    weak = paper(
        "order", "b", "2031-01-01", norm("prohibits", confidence=Confidence.LOW, scope=[{"object": ("illness",)}])
    )
    corpus = record(strong, weak)

    def confidence(**asked):
        return str(corpus.ask("office", "guard", on="2031-06-01", **asked).regions[0].finding.confidence)

    assert (confidence(object="name"), confidence(object="illness")) == ("high", "low")
    assert confidence(object="name", purpose="audit") == "high"
    assert str(record().ask("office", "guard", on="2031-06-01").regions[0].finding.confidence) == "low"


def test_a_clash_is_as_sure_as_the_less_sure_of_its_sides():
    bar = paper("memo", "agency/a", "2031-01-01", norm("prohibits", confidence=Confidence.HIGH))
    sure, weak = (
        paper("agreement", f"agency/{name}", "2031-01-01", norm("permits", confidence=confidence))
        for name, confidence in (("b", Confidence.MEDIUM), ("c", Confidence.LOW))
    )

    def found(*papers):
        finding = record(*papers).ask("office", "guard", on="2031-06-01").regions[0].finding
        return str(finding.verdict), str(finding.confidence)

    assert found(bar) == ("prohibited", "high")
    assert found(bar, weak) == ("unsettled", "low")
    assert found(bar, weak, sure) == ("unsettled", "medium")


def test_an_extension_is_among_the_reasons_once_it_was_made():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits"), end="2031-05-01")
    longer = paper(
        "order", "longer", "2031-04-15", does={"extends": Effect(Verb.EXTENDS, "bar", end=when("2031-07-01"))}
    )
    corpus = record(bar, longer)

    def reasons(on):
        return [(r.id, r.role) for r in corpus.ask("office", "guard", on=on).regions[0].finding.because]

    assert reasons("2031-04-14") == [("bar#n", "decides")]
    assert reasons("2031-06-01") == [("bar#n", "decides"), ("longer", "extends")]


def test_an_extension_from_before_the_record_or_on_a_day_no_source_gives_is_among_the_reasons():
    bar = paper("order", "bar", "..", norm("prohibits"), end="2031-05-01")
    act = Effect(Verb.EXTENDS, "bar", end=when("2031-07-01"))
    undated = Effect(Verb.EXTENDS, "bar", on=when("unknown"), end=when("2031-07-01"))
    papers = [paper("order", id, "..", does={"extends": one}) for id, one in (("old", act), ("undated", undated))]

    found = record(bar, *papers).ask("office", "guard", on="2031-04-01").regions[0].finding

    assert [(r.id, r.role) for r in found.because] == [("bar#n", "decides"), ("old", "extends"), ("undated", "extends")]


def test_a_single_verdict_is_refused_where_there_are_several_and_the_axes_to_narrow_are_named():
    bar = paper("order", "bar", "2031-01-01", norm("prohibits", scope=[{"object": ("name",)}]))

    with pytest.raises(QuestionError, match="narrow object, people, origin"):
        _ = record(bar).ask("office", "guard", on="2031-06-01").verdict


def test_the_core_reads_no_clock_so_a_question_needs_its_day():
    with pytest.raises(TypeError, match="on"):
        record().ask("office", "guard")


# --- growth -------------------------------------------------------------------


def calls_of_a_first_answer(norms):
    papers = [
        paper("order" if n % 3 else "memo", f"p{n}", str(date(2031, 1, 2) + timedelta(days=n)),
              norm("prohibits" if n % 3 else "permits"))
        for n in range(norms)
    ]  # fmt: skip
    corpus, watched = record(*papers), Profile()
    watched.runcall(lambda: corpus.ask("office", "guard", on="2031-04-01").regions)
    return sum(entry.callcount for entry in watched.getstats())


def test_the_first_answer_of_a_channel_grows_with_its_norms_and_not_with_their_square():
    assert calls_of_a_first_answer(800) < 2.5 * calls_of_a_first_answer(400)
