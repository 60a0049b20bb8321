"""What was done stands beside the verdict of its day and what was said later, and none is taken for another."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from graph.audit.disclosed import judged
from graph.audit.disclosed_views import (
    DISCLOSURE_COLUMNS,
    disclosures_dict,
    disclosures_rows,
    disclosures_text,
    not_stated,
)
from graph.boxes import AXES
from graph.dates import Edtf, Interval
from graph.model import Action, Cite, Confidence, Disclosure, Holding, Product, Source, SourceTier, Verdict
from graph.rdf.catalogue import query
from graph.rdf.sparql import run
from graph.record.compose import compose
from graph.record.load import read_folder
from tests.papers import fact, norm, paper, record, when

ROLLS = {"purpose": ("immigration-enforcement",)}


def deed(on="2031-05-05", scope=({},), **parts):
    """Rolls that the office gave the guard, for enforcement unless the scope says otherwise."""
    whole = {
        "id": "disclosures/rolls-to-guard",
        "title": "Rolls to the guard",
        "on": when(*on) if isinstance(on, tuple) else when(on),
        "bearer": ("office",),
        "recipient": ("guard",),
        "cites": (Cite("gazette"),),
        "confidence": Confidence.HIGH,
        "recorded": Edtf.parse("2031-12-31"),
        "scope": tuple(Product(**(ROLLS | part)) for part in scope),
    }
    return Disclosure(**(whole | parts))


def world(*papers, deeds=(), posts=()):
    """A record with these disclosures; `posts` are sources published on a day."""
    made = record(*papers)
    published = {f"post-{on}": Source("Post", "Post", Edtf.parse(on), SourceTier.NEWS) for on in posts}
    return replace(made, disclosures={one.id: one for one in deeds}, sources={**made.sources, **published})


def counted(verdicts):
    return {str(one.verdict): one.cells for one in verdicts}


PACT = paper(
    "agreement", "agency/pact", "2031-03-01", norm("permits", scope=[{"purpose": ("immigration-enforcement",)}])
)
ORDER = paper("order", "cases/suit/order", "2031-06-01", norm("prohibits"))
RULING = paper("opinion", "cases/suit/ruling", "2031-09-09")


# --- the verdict of its day ---------------------------------------------------


def test_a_disclosure_is_judged_by_what_was_in_force_on_its_day_and_not_by_a_later_order():
    (one,) = judged(world(PACT, ORDER, deeds=[deed("2031-05-31")]))

    assert counted(one.then) == {"permitted": 12}  # two objects, two classes of people, three places, one purpose
    assert one.then[0].because == ("agency/pact#n",)


def test_on_the_day_of_the_order_the_same_disclosure_was_prohibited():
    (one,) = judged(world(PACT, ORDER, deeds=[deed("2031-06-01")]))

    assert counted(one.then) == {"prohibited": 12}


def test_what_a_later_ruling_said_changes_no_verdict_of_the_day():
    said = Holding("cases/suit/ruling", "It broke the code.")

    (plain,) = judged(world(PACT, RULING, deeds=[deed()]))
    (one,) = judged(world(PACT, RULING, deeds=[deed(said_later=(said,))]))

    assert one.said_later == (said,)
    assert one.then == plain.then


def test_cells_with_different_verdicts_are_counted_apart_and_add_up_to_the_scope():
    partial = paper("order", "cases/suit/order", "2031-04-01", norm("prohibits", scope=[{"origin": ("AA",)}]))

    (one,) = judged(world(PACT, partial, deeds=[deed()]))

    assert counted(one.then) == {"permitted": 8, "prohibited": 4}
    assert [(found.cells, found.of, found.throughout) for found in one.then] == [(8, 12, 8), (4, 12, 4)]


def test_parts_of_a_scope_that_overlap_are_counted_once():
    (one,) = judged(world(PACT, deeds=[deed(scope=[{"object": ("name",)}, {"object": ("rolls",), "origin": ("AA",)}])]))

    assert counted(one.then) == {"permitted": 8}  # two objects of Aa, and the name of the two other places


def test_an_axis_left_out_means_everything_on_it_and_is_said_to_be_missing():
    one = deed(scope=[{"object": ("name",), "purpose": ()}])

    (found,) = judged(world(PACT, deeds=[one]))

    assert not_stated(one) == ["about whom", "from which states", "for what"]
    assert counted(found.then) == {"permitted": 6, "no-known-authority": 6}


def test_without_an_object_all_that_the_bearer_holds_is_judged():
    (one,) = judged(world(PACT, deeds=[deed(scope=())]))

    assert sum(found.cells for found in one.then) == 24


def test_a_use_is_judged_by_norms_on_use_and_names_no_recipient():
    use = paper("order", "cases/suit/order", "2031-03-01", norm("prohibits", bearer=("guard",), action=(Action.USE,)))

    (one,) = judged(world(PACT, use, deeds=[deed(bearer=("guard",), recipient=(), action=Action.USE)]))

    assert counted(one.then) == {"prohibited": 12}
    assert one.then[0].recipient is None


def test_a_demand_is_about_the_data_of_who_was_asked():
    bar = paper("order", "cases/suit/order", "2031-03-01", norm("prohibits", bearer=("guard",), recipient=("office",),
                action=(Action.DEMAND,)))  # fmt: skip

    (one,) = judged(world(bar, deeds=[deed(bearer=("guard",), recipient=("AA",), action=Action.DEMAND)]))

    assert counted(one.then) == {"no-known-authority": 4}  # the program of Aa alone


def test_a_state_hands_over_the_data_of_its_own_program():
    bar = paper("order", "cases/suit/order", "2031-03-01", norm("prohibits", bearer=("BB",)))
    both = deed(bearer=("AA", "BB"), scope=[{"origin": ("AA", "BB"), "object": ("name",)}])

    (one,) = judged(world(bar, deeds=[both]))

    assert [(found.bearer, str(found.verdict), found.cells) for found in one.then] == [
        ("AA", "no-known-authority", 2),
        ("BB", "prohibited", 2),
    ]


def test_each_recipient_is_judged_by_itself():
    (one,) = judged(world(PACT, deeds=[deed(recipient=("guard", "ministry"))]))

    assert [(found.recipient, str(found.verdict)) for found in one.then] == [
        ("guard", "permitted"),
        ("ministry", "no-known-authority"),
    ]


def test_a_disclosure_to_nobody_named_is_not_judged():
    (one,) = judged(world(PACT, deeds=[deed(recipient=())]))

    assert one.then == ()


# --- days that are not known exactly -------------------------------------------


def test_an_imprecise_day_gets_every_verdict_of_its_possible_days_each_with_its_days():
    (one,) = judged(world(PACT, ORDER, deeds=[deed("2031-02-15/2031-06-10")]))

    assert [(str(found.verdict), found.cells, found.throughout, found.days) for found in one.then] == [
        ("no-known-authority", 12, 0, (Interval(date(2031, 2, 15), date(2031, 3, 1)),)),
        ("permitted", 12, 0, (Interval(date(2031, 3, 1), date(2031, 6, 1)),)),
        ("prohibited", 12, 0, (Interval(date(2031, 6, 1), date(2031, 6, 11)),)),
    ]


def test_a_cell_with_one_verdict_on_all_possible_days_is_counted_as_such():
    partial = paper("order", "cases/suit/order", "2031-05-10", norm("prohibits", scope=[{"origin": ("AA",)}]))

    (one,) = judged(world(PACT, partial, deeds=[deed("2031-05")]))

    assert [(str(found.verdict), found.cells, found.throughout) for found in one.then] == [
        ("permitted", 12, 8),
        ("prohibited", 4, 0),
    ]


def test_a_day_between_two_readings_is_not_a_possible_day():
    brief = paper("order", "cases/suit/order", "2031-05-10", norm("prohibits"), end="2031-05-12")

    (one,) = judged(world(PACT, brief, deeds=[deed(("2031-05-09", "2031-05-12"))]))

    assert counted(one.then) == {"permitted": 12}


def test_a_rejected_reading_of_its_day_is_not_computed():
    on = when("2031-05-31", "2031-06-01")
    on = replace(on, readings=(on.readings[0], replace(on.readings[1], rejected="A slip.")))

    (one,) = judged(world(PACT, ORDER, deeds=[replace(deed(), on=on)]))

    assert counted(one.then) == {"permitted": 12}


def test_what_was_recorded_cannot_have_happened_later():
    (one,) = judged(world(PACT, ORDER, deeds=[deed("2031-05-01/..", recorded=Edtf.parse("2031-05-31"))]))

    assert one.days == (Interval(date(2031, 5, 1), date(2031, 6, 1)),)
    assert counted(one.then) == {"permitted": 12}


def test_a_day_of_which_only_the_last_is_known_reaches_back_before_the_record():
    (one,) = judged(world(PACT, ORDER, deeds=[deed("../2031-03-01")]))

    assert counted(one.then) == {"no-known-authority": 12, "permitted": 12}


def test_a_disclosure_recorded_on_no_day_is_judged_without_what_was_known():
    (one,) = judged(world(PACT, ORDER, deeds=[deed("2031-05-01/..", recorded=Edtf.parse(".."))]))

    assert counted(one.then) == {"permitted": 12, "prohibited": 12}
    assert one.known_on is None


# --- what was known then -------------------------------------------------------


SECRET = replace(PACT, cites=(Cite("post-2031-07-01"),))


def test_what_came_out_later_is_also_judged_by_the_public_record_of_its_day():
    late = deed("2031-05-05", cites=(Cite("post-2031-07-01"),))

    (one,) = judged(world(SECRET, deeds=[late], posts=["2031-07-01"]))

    assert counted(one.then) == {"permitted": 12}
    assert (one.known, one.known_on) == (date(2031, 7, 1), date(2031, 5, 5))
    assert counted(one.known_then) == {"no-known-authority": 12}


def test_where_the_public_record_of_its_day_gave_the_same_it_is_not_repeated():
    late = deed("2031-05-05", cites=(Cite("post-2031-07-01"),))

    (one,) = judged(world(PACT, deeds=[late], posts=["2031-07-01"]))

    assert (one.known, one.known_on, one.known_then) == (date(2031, 7, 1), None, ())


def test_a_holding_is_not_shown_before_its_ruling_or_its_sources_were_public():
    ruling = replace(RULING, cites=(Cite("post-2031-09-09"),))
    sourced = Holding("cases/suit/ruling", "It broke the code twice.", cites=(Cite("post-2031-10-10"),))
    said = (Holding("cases/suit/ruling", "It broke the code."), sourced)
    whole = world(PACT, ruling, deeds=[deed(said_later=said)], posts=["2031-09-09", "2031-10-10"])

    shown = [judged(whole.as_known(day))[0].said_later for day in ("2031-09-08", "2031-09-09", "2031-10-10")]

    assert shown == [(), said[:1], said]


def test_without_its_ruling_a_holding_is_not_shown():
    whole = world(PACT, RULING, deeds=[deed(said_later=(Holding("cases/suit/ruling", "It broke the code."),))])

    assert judged(whole.suppose(without=["cases/suit/ruling"]))[0].said_later == ()


# --- views -----------------------------------------------------------------------


@pytest.fixture
def shown():
    """A world with one disclosure that came out late, of a contested size, of which a ruling spoke."""
    said = (Holding("cases/suit/ruling", "It broke the code."),)
    late = deed(said_later=said, cites=(Cite("post-2031-07-01"),), contested=(fact("How-many", "Ten", "Twenty"),))
    return world(SECRET, RULING, deeds=[late], posts=["2031-07-01"])


def test_a_page_shows_the_deed_its_day_what_was_known_and_what_was_said_later(shown):
    text = disclosures_text(shown, 200)

    assert "5 May 2031 · Rolls to the guard" in text
    assert "Done       Relief Office → Guard, share: data" in text
    assert "not stated: which data, about whom and from which states" in text
    assert "How-many? Ten Twenty" in text
    assert "Of its day permitted, by an agency's own paper: all 12 cells" in text
    assert "Known      for certain only from 1 July 2031; the public record of 5 May 2031 gave:" in text
    assert "Known then no known authority, nothing on record speaks to it: all 12 cells" in text
    assert "Said later 2031-09-09, cases/suit/ruling, The suit: It broke the code." in text


def test_a_page_says_where_nothing_was_said_and_nothing_can_be_judged():
    text = disclosures_text(world(PACT, deeds=[deed(recipient=())]))

    assert "Of its day not judged, since the record does not say who got the data, or when" in text
    assert "Said later nothing, as far as the record shows" in text


def test_a_page_names_the_days_on_which_an_imprecise_deed_had_each_verdict():
    text = disclosures_text(world(PACT, ORDER, deeds=[deed("2031-05-20/2031-06-02")]), 200)

    assert "all 12 cells, if it was 1 June 2031 to 2 June 2031" in text


def test_json_keeps_the_verdict_of_the_day_and_what_was_said_later_apart(shown):
    told = disclosures_dict(shown)
    (one,) = told["disclosures"]

    assert told["schema"] == 1
    assert [(v["verdict"], v["count"], v["of"]) for v in one["verdict_of_its_day"]] == [("permitted", 12, 12)]
    assert one["verdict_of_its_day"][0]["cells"][0]["origins"] == ["AA", "BB", "CC"]
    assert one["days"] == [{"from": "2031-05-05", "until": "2031-05-06"}]
    assert [v["verdict"] for v in one["verdict_known_on_its_day"]] == ["no-known-authority"]
    assert one["said_later"] == [
        {"by": "cases/suit/ruling", "on": "2031-09-09", "says": "It broke the code.", "sources": ["gazette"]}
    ]


def test_a_reading_that_was_rejected_is_in_neither_the_page_nor_the_json():
    counts = fact("How-many", "Ten", "Twenty", rejected="Twenty")
    told = world(PACT, deeds=[deed(contested=(counts,))])

    assert disclosures_dict(told)["disclosures"][0]["contested"] == [{"question": "How-many?", "readings": ["Ten"]}]
    assert "How-many? Ten\n" in disclosures_text(told, 200)


def test_a_row_has_the_two_columns_side_by_side(shown):
    (row,) = disclosures_rows(shown)

    assert tuple(row) == DISCLOSURE_COLUMNS
    assert row["verdict_of_its_day"] == "permitted 12"
    assert row["verdict_known_on_its_day"] == "no-known-authority 12"
    assert row["said_later"] == "2031-09-09, cases/suit/ruling, The suit: It broke the code."


def test_disclosures_stand_in_the_order_of_their_days():
    early = deed("2031-05-04", id="disclosures/b")
    late = deed("2031-05-05", id="disclosures/a")
    before = deed("../2031-05-03", id="disclosures/c")

    found = [one.disclosure.id for one in judged(world(deeds=[late, early, before]))]

    assert found == ["disclosures/c", "disclosures/b", "disclosures/a"]


# --- in files ----------------------------------------------------------------------

DEED = """
title: Rolls to the guard
on: 2031-05-05
bearer: [relief-office]
recipient: [guard]
cites: [evening-post]
confidence: low
recorded: 2031-09-30
scope:
  - {object: relief, purpose: immigration-enforcement}
said-later:
  - by: cases/strelsau-v-health/2031-03-10-injunction
    says: The rolls may not go to the guard.
"""


def laid(tiny_folder, text):
    return compose({**read_folder(tiny_folder)[0], "disclosures/2031-05-05-rolls.yaml": text.encode()})


@pytest.fixture
def tiny_folder(request):
    return request.path.parent / "tiny"


def test_a_disclosure_file_says_what_was_said_later(tiny_folder):
    corpus, problems = laid(tiny_folder, DEED)

    assert problems == []
    assert judged(corpus)[0].said_later[0].says == "The rolls may not go to the guard."


@pytest.mark.parametrize(
    ("by", "near"),
    [
        ("cases/strelsau-v-health/2031-03-10-injuction", "cases/strelsau-v-health/2031-03-10-injunction"),
        ("agency/2031-01-15-relief-pact", "check the spelling"),
    ],
)
def test_what_was_said_later_is_said_by_a_ruling_on_record(tiny_folder, by, near):
    _, (problem,) = laid(tiny_folder, DEED.replace("cases/strelsau-v-health/2031-03-10-injunction", by))

    assert (problem.code, problem.line) == ("dangling-reference", 12)
    assert f"no ruling is called {by!r}" in problem.message
    assert near in problem.remedy


def test_a_holding_that_says_nothing_or_cites_nothing_known_is_refused(tiny_folder):
    empty = DEED.replace("The rolls may not go to the guard.", "' '\n    cites: [morning-post]")

    _, problems = laid(tiny_folder, empty)

    assert {problem.code for problem in problems} == {"missing-key", "unknown-source"}


# --- the derived graph ---------------------------------------------------------


BAR = paper("order", "cases/suit/order", "2031-03-01", norm("prohibits", bearer=("BB", "guard"),
            action=(Action.SHARE, Action.DEMAND), recipient=()))  # fmt: skip


def cells_in_the_graph(corpus):
    """The leaves of the cells of every disclosure, by its id, its bearer and its recipient."""
    rows = run(
        corpus,
        """SELECT ?cells ?deed ?bearer ?recipient ?axis ?leaf {
          VALUES ?axis { cs:object cs:people cs:origin cs:purpose }
          ?cells cs:disclosure ?deed ; cs:bearer ?bearer ; cs:recipient ?recipient ; ?axis ?leaf }""",
    ).records(short=True)
    sets = {}
    for row in rows:
        box = sets.setdefault((row["cells"], row["deed"], row["bearer"], row["recipient"]), {axis: [] for axis in AXES})
        box[row["axis"]].append(row["leaf"])
    out = {}
    for (_, *channel), box in sets.items():
        cells = set(product(*box.values()))
        assert not out.get(tuple(channel), set()) & cells, "two sets of cells of one channel overlap"
        out.setdefault(tuple(channel), set()).update(cells)
    return out


def cells_judged(corpus):
    trees = corpus.trees.values()
    out = {}
    for one in judged(corpus):
        for found in one.then:
            cells = out.setdefault((one.disclosure.id, found.bearer, found.recipient or "nobody"), set())
            for box in found.boxes:
                cells |= {*product(*(tree.members(mask) for tree, mask in zip(trees, box, strict=True)))}
    return out


def verdicts_in_the_graph(corpus):
    rows = query("disclosures").run(corpus).records(short=True)
    return sorted({(row["disclosure"], row["bearer"], row["recipient"], row["verdict"]) for row in rows})


def verdicts_judged(corpus):
    return sorted(
        {
            (one.disclosure.id, found.bearer, found.recipient or "nobody", str(found.verdict))
            for one in judged(corpus)
            for found in one.then
        }
    )


@pytest.mark.parametrize(
    "done",
    [
        {"bearer": ("guard",), "recipient": ("AA", "office"), "action": Action.DEMAND, "scope": ()},
        {"bearer": ("AA", "BB"), "scope": ({"origin": ("AA", "BB"), "object": ("name",)},)},
        {"bearer": ("office", "guard"), "scope": ({"people": ("foreigner",)}, {"origin": ("AA",)})},
        {"bearer": ("guard",), "recipient": (), "action": Action.USE},
        {"recipient": ()},
        {"recipient": ("AA",)},
    ],
    ids=["a demand", "two states", "parts that overlap", "a use", "nobody named", "no norm speaks"],
)
def test_the_graph_has_the_cells_and_the_verdicts_of_a_disclosure(done):
    corpus = world(PACT, BAR, deeds=[deed(**done)])

    assert cells_in_the_graph(corpus) == cells_judged(corpus)
    assert verdicts_in_the_graph(corpus) == verdicts_judged(corpus)


# --- the record that ships -----------------------------------------------------------


def test_every_disclosure_on_record_is_judged_and_its_verdicts_cover_its_cells(record):
    found = judged(record)

    assert [one.disclosure.id for one in found if not one.then] == []
    assert [one.disclosure.id for one in found if any(v.cells > v.of or v.throughout > v.cells for v in one.then)] == []
    assert {v.verdict for one in found for v in one.then} <= set(Verdict)


def test_the_graph_and_the_command_line_agree_on_every_disclosure_on_record(record):
    assert verdicts_in_the_graph(record) == verdicts_judged(record)
    assert cells_in_the_graph(record) == cells_judged(record)
