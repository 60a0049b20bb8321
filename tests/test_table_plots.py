"""A table of a query is drawn in the ways its columns allow, and no other."""

from datetime import date

from graph.charts.pictures import Picture
from graph.charts.table_plots import MOST, ways


def datasets(spec):
    return spec["datasets"]


def test_words_alone_that_do_not_repeat_are_a_table_and_no_more(tiny):
    assert ways(tiny, []) == {}
    assert ways(tiny, [{"paper": "a"}]) == {}


def test_states_are_a_map_whose_tiles_are_parted_by_verdict(tiny):
    rows = [
        {"where": "ST", "verdict": "permitted"}, {"where": "ST", "verdict": "prohibited"},
        {"where": "ZE", "verdict": "permitted"},
    ]  # fmt: skip

    drawn = datasets(ways(tiny, rows)["map"])

    tips = {row["code"]: row["tip"] for row in drawn["tiles"]}
    assert tips["ST"].endswith("permitted 1, prohibited 1")
    assert [round(row["x2"] - row["x"], 3) for row in drawn["shares"]] == [0.465, 0.465, 0.93]


def test_a_verdict_has_its_sign_on_the_map_and_on_the_timeline(tiny):
    rows = [
        {"where": "ST", "verdict": "permitted"}, {"where": "ZE", "verdict": "permitted"},
        {"where": "ZE", "verdict": "prohibited"},
    ]  # fmt: skip
    runs = [{"what": "a pact of both", "verdict": "claimed", "from": "2031-01-01", "until": "2031-03-01"}] * 2

    tiles = {row["code"]: row["count"] for row in datasets(ways(tiny, rows)["map"])["tiles"]}
    signs = [row["sign"] for row in datasets(ways(tiny, runs)["timeline"])["signs"]]

    assert (tiles["ST"], tiles["ZE"]) == ("✓", "≠")
    assert signs == ["!"]


def test_numbers_by_state_are_strong_where_they_are_large(tiny):
    drawn = datasets(ways(tiny, [{"where": "ST", "papers": 4}, {"where": "ZE", "papers": 2}])["map"])

    assert [row["strength"] for row in drawn["shares"]] == [1.0, 0.625]
    assert {row["code"]: row["count"] for row in drawn["tiles"]}["ZE"] == "2"


def test_two_days_are_runs_and_one_day_is_a_point(tiny):
    runs = datasets(
        ways(tiny, [{"what": "a pact of both", "from": date(2031, 1, 1), "until": "2031-03-01"}])["timeline"]
    )
    points = datasets(ways(tiny, [{"what": "a pact", "on": date(2031, 1, 1)}])["timeline"])

    assert [(row["from"], row["until"]) for row in runs["bars"]] == [("2031-01-01", "2031-03-01")]
    assert (points["bars"], [row["from"] for row in points["points"]]) == ([], ["2031-01-01"])


def test_words_that_repeat_are_counted_and_numbers_are_summed(tiny):
    counted = datasets(ways(tiny, [{"tier": "news"}, {"tier": "news"}, {"tier": "primary"}])["chart"])
    summed = datasets(ways(tiny, [{"court": "a", "papers": 3}, {"court": "b", "papers": 5}])["chart"])

    assert [row["label"] for row in counted["bars"]] == ["news: 2", "primary: 1"]
    assert [row["label"] for row in summed["bars"]] == ["b: 5", "a: 3"]


def test_of_many_lanes_the_first_are_drawn_and_the_title_says_so(tiny):
    rows = [{"what": f"pact {n}", "on": date(2031, 1, 1)} for n in range(MOST + 5)]

    spec = ways(tiny, rows)["timeline"]

    assert len(datasets(spec)["points"]) == MOST
    assert datasets(spec)["head"] == [{"title": f"what by on: the first {MOST} of {MOST + 5}"}]


def test_every_way_can_be_drawn(tiny):
    rows = [
        {"where": "ST", "verdict": "permitted", "from": date(2031, 1, 1), "until": None},
        {"where": "ST", "verdict": "prohibited", "from": None, "until": date(2031, 2, 1)},
        {"where": "ZE", "verdict": None, "from": None, "until": date(2031, 2, 1)},
    ]  # fmt: skip

    drawn = ways(tiny, rows)

    assert sorted(drawn) == ["chart", "map", "timeline"]
    assert all(len(Picture(spec, "x").png()) > 1000 for spec in drawn.values())
