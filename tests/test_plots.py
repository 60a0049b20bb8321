"""Charts draw what the answer says, with a sign beside every colour, and fetch nothing."""

import json
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import altair as alt
import pytest

from graph.charts import plots
from graph.charts.history_plots import known_chart, parties_chart, party_rows
from graph.charts.lane_plots import history_of, history_rows, lanes_chart
from graph.charts.lanes import arrows, coalition, disclosures, lane_rows, lanes, memberships, speaking
from graph.charts.looks import GREY, INK, LOOKS, PALE_GREY, TIERS
from graph.charts.plot_parts import faded
from graph.charts.tallies import by_cell, by_origin, cell_rows, change_days, origin_rows, stretch_rows, through_time
from graph.dates import Edtf
from graph.model import Confidence, Disclosure, Effect, Party, Role, Verb, Verdict

from . import papers

BAR, LEAVE = Verdict.PROHIBITED, Verdict.PERMITTED


def world(*more):
    """A pact lets the office give the guard everything from March; an order of June bars names from AA."""
    pact = papers.paper("agreement", "agency/pact", "2031-03-01", papers.norm("permits"))
    order = papers.paper(
        "order",
        "cases/suit/order",
        "2031-06-01",
        papers.norm("prohibits", scope=[{"object": ("name",), "origin": ("AA",)}]),
    )
    return papers.record(pact, order, *more)


def ask(on="2031-07-01", **parts):
    return world().ask("office", "guard", on=on, **parts)


def history(record=None, **parts):
    return through_time((record or world()).timeline("office", "guard", **parts))


def specs():
    record = world()
    answer, stretches = record.ask("office", "guard", on="2031-07-01"), history(record)
    shown = plots.window(stretches, answer.question.on)
    case = record.cases["cases/suit"]
    return {
        "strip": plots.strip(answer, stretches, shown),
        "tiles": plots.tiles(answer, ["AA"]),
        "matrix": plots.matrix(answer, [("name", "subject")]),
        "changed": plots.changed(record.ask("office", "guard", on="2031-05-31"), answer),
        "lanes": lanes_chart(answer, history_of(answer, stretches), shown),
        "parties": parties_chart(record, case, memberships(answer.channel.lives, case), shown, answer.question.on),
        "known": known_chart(answer, [(date(2031, 4, 1), history(record, object="illness"))], shown),
    }


SPECS = ("strip", "tiles", "matrix", "changed", "lanes", "parties", "known")


def test_a_category_is_told_without_the_words_that_all_of_its_kind_share_and_whole_among_others(record):
    assert plots.short_labels(record, ["ssa/citizenship", "ssa/name"]) == ["citizenship", "name"]
    assert plots.short_labels(record, ["medicaid/name", "snap/name"]) == ["Medicaid name", "SNAP name"]


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_sound_vega_lite_that_fetches_nothing(name):
    spec = specs()[name]

    alt.Chart.from_dict(spec)
    text = json.dumps({key: value for key, value in spec.items() if key != "$schema"})
    assert "http" not in text
    assert '"url"' not in text


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_has_its_title_and_says_which_record_it_was_drawn_from(name):
    spec = specs()[name]

    assert spec["datasets"]["head"][0]["title"]
    assert "couldshare record 1" in spec["title"]["subtitle"][0]
    assert spec["title"]["subtitle"][1] == "Legal information, not legal advice."


@pytest.mark.parametrize("name", SPECS)
def test_every_dataset_is_drawn_and_every_drawn_dataset_is_there(name):
    spec = specs()[name]
    drawn = {layer["data"]["name"] for layer in spec["layer"]}

    assert drawn == set(spec["datasets"])


def test_a_new_day_changes_only_the_data_of_a_chart():
    one, other = plots.tiles(ask("2031-02-01")), plots.tiles(ask("2031-07-01"))

    assert one["datasets"] != other["datasets"]
    assert {**one, "datasets": None} == {**other, "datasets": None}


# --- tiles ------------------------------------------------------------------------


def test_every_state_district_and_territory_has_a_tile_of_its_own(record):
    places = record.trees["origin"].leaves
    found = plots.positions(places)

    assert len(places) == 56
    assert len(set(found.values())) == 56
    assert max(y for _, y in found.values()) == 8


def test_a_tile_is_parted_by_how_many_of_its_cells_have_which_verdict():
    spec = plots.tiles(ask())
    marks = {row["origin"]: row for row in spec["datasets"]["marks"]}
    at = marks["AA"]["x"]
    parts = {
        row["verdict"]: round(row["x2"] - row["x"], 3) for row in spec["datasets"]["shares"] if at <= row["x"] < at + 1
    }

    assert parts == {"prohibited": 0.465, "permitted": 0.465}
    assert (marks["AA"]["sign"], marks["BB"]["sign"]) == ("≠", "✓")


def test_the_chosen_tiles_and_cells_are_marked():
    tiles, matrix = specs()["tiles"], specs()["matrix"]

    assert [row["origin"] for row in tiles["datasets"]["marks"] if row["chosen"]] == ["AA"]
    chosen = [row for row in matrix["datasets"]["marks"] if row["chosen"]]
    assert [(row["object"], row["people"]) for row in chosen] == [("name", "subject")]


def test_a_cell_that_changed_shows_what_it_was_and_what_it_is_and_is_outlined():
    before, after = ask("2031-05-31", origin="AA"), ask("2031-07-01", origin="AA")
    data = plots.changed(before, after)["datasets"]
    signs = {(row["object"], row["people"]): (row["sign"], row["chosen"]) for row in data["marks"]}

    assert signs["name", "subject"] == ("✓ → ✕", True)
    assert signs["illness", "subject"] == ("✓", False)
    halves = [row["verdict"] for row in data["shares"] if row["strength"] == 1]
    assert set(zip(halves[::2], halves[1::2], strict=True)) == {("permitted", "prohibited")}


def test_an_answer_carried_forward_is_drawn_paler():
    now = plots.tiles(ask("2031-07-01"))["datasets"]["shares"]
    later = plots.tiles(ask("2032-07-01"))["datasets"]["shares"]

    assert {row["strength"] for row in now} == {1.0}
    assert max(row["strength"] for row in later) < 0.6


@pytest.mark.parametrize(
    ("spec", "name", "fields"), [("tiles", "state", ["origin"]), ("matrix", "cell", ["object", "people"])]
)
def test_a_click_tells_which_tile_it_was(spec, name, fields):
    (click,) = specs()[spec]["params"]

    assert (click["name"], click["select"]["fields"]) == (name, fields)
    assert set(fields) <= set(specs()[spec]["datasets"]["marks"][0])


# --- through time --------------------------------------------------------------------


def test_the_strip_changes_on_the_days_on_which_the_answer_does():
    record = world()

    assert change_days(history(record)) == list(record.timeline("office", "guard").flips)
    assert [one.tally.words for one in history(record)] == [
        "no known authority", "permitted", "prohibited 17%, permitted 83%",
    ]  # fmt: skip


def test_the_bands_of_the_strip_tile_every_day_once():
    spec = specs()["strip"]
    heights = {}
    for row in spec["datasets"]["bands"]:
        heights.setdefault((row["from"], row["until"]), []).append((row["y"], row["y2"]))

    assert all(sorted(bands)[0][0] == 0 and abs(sorted(bands)[-1][1] - 1) < 1e-9 for bands in heights.values())
    days = sorted(heights)
    assert all(one[1] == other[0] for one, other in pairwise(days))


def test_open_ends_fade_and_days_after_the_last_check_are_pale():
    shown = date(2031, 1, 1), date(2032, 12, 31)
    parts = list(
        faded(date(2031, 1, 1), date(2032, 12, 31), shown, date(2031, 12, 31), open_left=True, open_right=True)
    )

    strengths = [strength for _, _, strength in parts]
    assert (parts[0][0], parts[-1][1]) == shown
    assert max(strengths[0], strengths[-1]) < 0.3
    assert next(strength for a, _, strength in parts if a > date(2031, 12, 31)) < 0.5
    assert max(strengths) == 1.0


# --- the same as tables ------------------------------------------------------------------


def test_the_table_twins_count_what_the_answer_says():
    answer = ask()
    cells = sum(tally.total for tally in by_origin(answer).values())

    assert cells == sum(tally.total for tally in by_cell(answer).values()) == 2 * 2 * 3
    assert [row["verdict"] for row in origin_rows(answer)] == ["differs within", "permitted", "permitted"]
    assert [row["prohibited"] for row in cell_rows(answer)] == [1, 1, 0, 0]
    assert [row["from"] for row in stretch_rows(history())] == [None, "2031-03-01", "2031-06-01"]


# --- lanes --------------------------------------------------------------------------------


def test_a_paper_is_a_lane_with_the_days_on_which_it_was_surely_and_perhaps_operative():
    late = papers.paper("order", "cases/suit/late", "2031-08", papers.norm("prohibits"))
    effect = Effect(Verb.STAYS, "agency/pact", end=papers.when("2031-05-01"))
    stay = papers.paper("order", "cases/suit/stay", "2031-04-01", does={"stays": effect})
    channel = world(late, stay).ask("office", "guard", on="2031-07-01").channel

    rows = {(row["id"], row["how"], row["from"], row["until"]) for row in lane_rows(lanes(channel))}
    assert ("agency/pact", "operative", "2031-03-01", "2031-04-01") in rows
    assert ("agency/pact", "operative", "2031-05-01", "") in rows
    assert ("cases/suit/late", "perhaps operative", "2031-08-01", "2031-08-31") in rows


def test_an_arrow_tells_what_a_paper_did_to_another():
    end = papers.paper("memo", "agency/end", "2031-09-01", does={"rescinds": "agency/pact"})
    channel = world(end).ask("office", "guard", on="2031-07-01").channel

    (arrow,) = arrows(channel, lanes(channel))
    assert (arrow.on, arrow.what) == (date(2031, 9, 1), "rescinds")
    assert (arrow.source, arrow.target) == ("agency/end", "agency/pact")


def test_contested_days_are_hatched():
    suit = papers.paper("complaint", "cases/suit/complaint", "2031-04-01", does={"challenges": "agency/pact"})
    channel = world(suit).ask("office", "guard", on="2031-07-01").channel

    contested = [row for row in lane_rows(lanes(channel)) if row["how"] == "contested"]
    assert [(row["id"], row["from"]) for row in contested] == [("agency/pact", "2031-04-01")]


def joined_by_cc():
    """A suit of AA and BB from the new year; CC joins at an unknown day of May."""
    case = papers.suit(
        Party(Role.PLAINTIFF, ("AA", "BB"), cites=papers.CITES),
        Party(Role.PLAINTIFF, ("CC",), joined=papers.when("2031-05"), cites=papers.CITES),
    )
    order = papers.paper("order", "cases/suit/order", "2031-06-01", papers.norm("prohibits"))
    return papers.record(order, case=case), case


def test_the_coalition_counts_known_states_and_those_in_doubt():
    record, case = joined_by_cc()
    channel = record.ask("office", "guard", on="2031-07-01").channel

    assert coalition(channel.lives, case) == [
        (date(2031, 1, 1), 2, 2), (date(2031, 5, 1), 2, 3), (date(2031, 5, 31), 3, 3),
    ]  # fmt: skip


def test_what_acts_on_a_paper_that_acts_on_another_bears_on_the_question_too():
    stay = papers.paper("order", "cases/suit/stay", "2031-07-01", does={"stays": "cases/suit/order"})
    lift = papers.paper("order", "cases/suit/lift", "2031-08-01", does={"vacates": "cases/suit/stay"})
    channel = world(stay, lift).ask("office", "guard", on="2031-07-01").channel

    assert {"cases/suit/stay", "cases/suit/lift"} <= speaking(channel).keys()
    assert {lane.instrument.id for lane in lanes(channel)} == set(speaking(channel))


def test_the_verdict_of_a_lane_has_its_sign_and_the_coalition_its_number():
    record, _ = joined_by_cc()
    answer, stretches = record.ask("office", "guard", on="2031-07-01"), history(record)

    shown = plots.window(stretches, date(2031, 1, 1), date(2031, 12, 31))
    spec = lanes_chart(answer, history_of(answer, stretches), shown)

    signs = [row["sign"] for row in spec["datasets"]["signs"]]
    assert signs == ["–", "✕", "2", "2–3", "3"]


def test_the_table_of_the_lanes_says_all_that_they_show():
    record, _ = joined_by_cc()
    end = papers.paper("order", "cases/suit/end", "2031-09-01", does={"vacates": "cases/suit/order"})
    record = papers.record(*record.instruments.values(), end, case=record.cases["cases/suit"])
    answer = record.ask("office", "guard", on="2031-07-01")

    rows = {(row["lane"], row["how"], row["from"]) for row in history_rows(history_of(answer, history(record)))}

    assert ("the verdict", "prohibited", "2031-06-01") in rows
    assert ("cases/suit/order", "operative", "2031-06-01") in rows
    assert ("cases/suit/end", "vacates “cases/suit/order”", "2031-09-01") in rows
    assert ("known plaintiff states in The suit", "2 to 3 states; sources differ", "2031-05-01") in rows


def test_a_party_takes_part_perhaps_between_the_bounds_of_the_day_on_which_it_joined():
    record, case = joined_by_cc()
    members = memberships(record.ask("office", "guard", on="2031-07-01").channel.lives, case)

    rows = [(row["party"], row["how"], row["from"], row["until"]) for row in party_rows(record, members)]

    first, second = {row[0] for row in rows[:1]}.pop(), rows[1][0]
    assert rows == [
        (first, "surely", "2031-01-01", ""), (second, "surely", "2031-05-31", ""),
        (second, "perhaps", "2031-05-01", "2031-05-31"),
    ]  # fmt: skip


def test_the_known_chart_joins_days_of_the_record_that_show_the_same_and_signs_what_is_wide():
    record = world()
    stretches = history(record, object="name", origin="AA")
    answer = record.ask("office", "guard", on="2031-07-01", object="name", origin="AA")
    days = [date(2031, 3, 1), date(2031, 4, 1), date(2031, 6, 1)]

    spec = known_chart(answer, [(on, stretches) for on in days], (date(2031, 1, 1), date(2031, 12, 31)))

    bands = [(row["verdict"], row["from"], row["known"], row["upper"]) for row in spec["datasets"]["bands"]]
    assert sorted(bands) == [
        ("no-known-authority", "2031-01-01", "2031-03-01", "2031-12-31"),
        ("permitted", "2031-03-01", "2031-03-01", "2031-12-31"),
        ("prohibited", "2031-06-01", "2031-03-01", "2031-12-31"),
    ]
    assert {row["sign"] for row in spec["datasets"]["signs"]} == {"–", "✓", "✕"}


def test_disclosures_stand_on_their_days(record):
    channel = record.ask("CMS", "ICE", on="2026-02-01").channel

    told = disclosures(record, channel)
    assert told
    assert all(first <= last for first, last, _ in told)


@pytest.mark.parametrize(
    ("on", "drawn"),
    [
        ("2031-05", ("2031-05-01", "2031-05-31")),
        ("2031-05-03/..", ("2031-05-03", "2031-12-31")),
        ("../2031-05-03", ("2031-05-03", "2031-05-03")),
    ],
)
def test_a_disclosure_is_drawn_on_its_possible_days_up_to_the_one_on_which_it_was_recorded(on, drawn):
    deed = Disclosure(
        "disclosures/deed", "Deed", papers.when(on), ("office",), papers.CITES, Confidence.HIGH,
        Edtf.parse("2031-12-31"), ("guard",),
    )  # fmt: skip
    told = replace(world(), disclosures={deed.id: deed})

    [(first, last, _)] = disclosures(told, told.ask("office", "guard", on="2031-07-01").channel)

    assert (str(first), str(last)) == drawn


# --- for every eye ---------------------------------------------------------------------------


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [*LOOKS.values(), *TIERS.values()], ids=lambda look: look.words)
def test_text_on_every_colour_has_the_contrast_that_wcag_asks_for(look):
    assert contrast(look.colour, INK) >= 7


def test_small_print_has_the_contrast_that_wcag_asks_for_on_both_pages():
    assert contrast(GREY, "#FFFFFF") >= 4.5
    assert contrast(PALE_GREY, "#0E1117") >= 4.5


# How the three kinds of colour blindness see linear RGB (Viénot, Brettel and Mollon 1999; tritan after Brettel).
BLIND = {
    "protan": ((0.1121, 0.8853, -0.0005), (0.1127, 0.8897, -0.0001), (0.0045, 0.0000, 1.0019)),
    "deutan": ((0.2920, 0.7054, -0.0003), (0.2934, 0.7089, 0.0000), (-0.0210, 0.0256, 1.0019)),
}


@pytest.mark.parametrize("kind", BLIND)
def test_verdicts_stay_apart_for_the_colour_blind(kind):
    def seen(colour):
        linear = [(int(colour[n : n + 2], 16) / 255) ** 2.2 for n in (1, 3, 5)]
        return [max(sum(a * b for a, b in zip(row, linear, strict=True)), 0) ** (1 / 2.2) for row in BLIND[kind]]

    def distance(one, other):
        return sum((a - b) ** 2 for a, b in zip(seen(one.colour), seen(other.colour), strict=True)) ** 0.5

    apart = {(one.words, other.words): distance(one, other) for one, other in combinations(LOOKS.values(), 2)}
    assert min(apart.values()) > 0.09, min(apart, key=apart.get)


def test_no_two_verdicts_share_a_sign():
    assert len({look.sign for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.sign for look in TIERS.values()}) == len(TIERS)
