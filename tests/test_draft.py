"""What a form says becomes a record file that the loader reads back word for word, or refuses with the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import DataError
from graph.analysis.differ import compare, within
from graph.model import Action
from graph.record.draft import PLAINTIFFS, Draft, draft_text

WHO = {"bearer": ["health"], "recipient": ["guard"]}


def supposed(tiny, tmp_path, draft):
    file = tmp_path / "cases" / "strelsau-v-health" / "2031-07-01-draft.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(draft_text(draft), encoding="utf-8")
    return tiny.suppose(add=file)


def test_a_draft_binds_whom_it_names_from_its_day_up_to_its_end(tiny, tmp_path):
    draft = Draft(
        "A draft", "order", "2031-07-01", "register", end="2031-08-01", says="No names.", object=["relief/name"], **WHO
    )
    asked = {"object": "relief/name", "people": "foreigner", "origin": "TA"}

    found = supposed(tiny, tmp_path, draft)

    verdicts = [str(found.ask("health", "guard", on=on, **asked).verdict) for on in ("2031-07-01", "2031-07-31")]
    assert verdicts == ["prohibited", "prohibited"]
    for on in ("2031-06-30", "2031-08-01"):
        assert (
            found.ask("health", "guard", on=on, **asked).verdict is tiny.ask("health", "guard", on=on, **asked).verdict
        )


def test_what_a_draft_excepts_and_whose_data_it_covers_are_kept(tiny, tmp_path):
    draft = Draft(
        "A draft", "order", "2031-07-01", "register", says="Only theirs.", origin=[PLAINTIFFS], object=["relief"],
        except_object=["relief/name"], **WHO,
    )  # fmt: skip

    (norm,) = supposed(tiny, tmp_path, draft).instruments["cases/strelsau-v-health/2031-07-01-draft"].norms

    assert [(one.object, one.origin) for one in norm.scope] == [(("relief",), (PLAINTIFFS,))]
    assert [one.object for one in norm.except_] == [("relief/name",)]


def test_a_draft_without_a_norm_may_stay_another_paper(tiny, tmp_path):
    target = "cases/strelsau-v-health/2031-03-10-injunction"
    draft = Draft("A stay", "order", "2031-07-01", "register", verb="stays", target=target)

    (effect,) = supposed(tiny, tmp_path, draft).instruments["cases/strelsau-v-health/2031-07-01-draft"].effects

    assert (str(effect.verb), effect.target) == ("stays", target)


@given(text=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1).filter(lambda one: one.strip()))
def test_no_text_breaks_out_of_its_field(text):
    lines = draft_text(Draft(text, "order", "2031-07-01", text, says=text, **WHO)).splitlines()

    assert [line.partition(":")[0] for line in lines if not line.startswith(" ")] == [
        "title", "kind", "from", "confidence", "recorded", "cites", "norms",
    ]  # fmt: skip


@pytest.mark.parametrize(("wrong", "words"), [
    ({"start": ""}, "not a date"), ({"source": "nobody"}, "nobody"), ({"title": ""}, "title"),
])  # fmt: skip
def test_what_a_form_leaves_wrong_the_loader_names(tiny, tmp_path, wrong, words):
    given_ = {"title": "A draft", "kind": "order", "start": "2031-07-01", "source": "register"} | wrong

    with pytest.raises(DataError) as refused:
        supposed(tiny, tmp_path, Draft(**given_, says="No.", **WHO))

    assert any(words in f"{one.message} {one.remedy}" for one in refused.value.problems)


def test_only_the_cells_asked_about_are_compared_one_row_for_each_run_of_days(tiny, tmp_path):
    draft = Draft("A draft", "order", "2031-07-01", "register", says="Nothing.", object=["relief"], **WHO)
    after = supposed(tiny, tmp_path, draft)
    among = {(Action.SHARE, "health", "guard")}
    answer = tiny.ask("health", "guard", on="2031-07-01", object="relief/name", people="foreigner", origin="TA")

    every = compare(tiny, after, among)
    some = within(every, answer.masks)

    assert some
    assert all(one.start.isoformat() >= "2031-07-01" for one in some)
    assert [
        box for one in some for box in one.boxes if any(a & ~b for a, b in zip(box, answer.masks, strict=True))
    ] == []
    keys = [(one.start, one.end, one.before, one.after) for one in some]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys, key=lambda key: key[0])
