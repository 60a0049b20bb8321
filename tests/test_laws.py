"""Laws that hold for every record: what must not matter, what can only narrow, what silence can never become.

Each is stated as far as it is true here; where a simpler wording is false, the
docstring says why, and a test beside it shows the counterexample.
"""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.dates import Edtf
from graph.model import Action, Cite, Effect, Modality, Product, Source, SourceTier, Verb, Verdict
from graph.reasoning.question import question
from graph.reasoning.timeline import timeline
from tests import oracle
from tests.answers import ask, by_cell, cells, thorough, told
from tests.papers import norm, paper, record, when
from tests.worlds import AGENCIES, CHANNELS, OBJECTS, PEOPLE, PLACES, PURPOSES, corpus_of, stories

SILENT, PERMITTED = Verdict.NO_KNOWN_AUTHORITY, Verdict.PERMITTED
# Papers that tell cells apart, and papers that all speak of every cell and act on one another.
STORIES = st.one_of(stories(), stories(twice=True, plain=True))


def rewritten(corpus, how):
    """The record with each norm as `how(instrument, norm)` has it."""
    papers = [replace(one, norms=tuple(how(one, norm) for norm in one.norms)) for one in corpus.instruments.values()]
    return replace(corpus, instruments={one.id: one for one in papers})


def verdicts(corpus, channel, days):
    return {at: region.verdict for at, region in by_cell(corpus, channel, days).items()}


# --- what must not matter -----------------------------------------------------

NAMES = {"a-v-b": "z-v-y", "c-v-d": "y-v-x", "x": "two", "y": "one", "which": "doubt", "ruling": "appeal", "yes": "aye"}
NUMBERS = {str(n): f"{9 - n}" for n in range(6)}
ELSEWHERE = {"a-v-b": "k-v-l", "c-v-d": "m-v-n", "health": "customs", "clinics": "customs"}


def changed(value, how):
    """A part of a record with `how` done to every tuple and every text in it."""
    if is_dataclass(value) and not isinstance(value, Edtf):
        return replace(value, **{one.name: changed(getattr(value, one.name), how) for one in fields(value)})
    if isinstance(value, dict):
        return {how(key): how(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return how(tuple(changed(one, how) for one in value))
    return how(value) if type(value) is str else value


def renamed(names):
    """Every text with each part of a path that has a new name under that name."""

    def how(value):
        return re.sub(r"[^/#]+", lambda part: names.get(part[0], part[0]), value) if isinstance(value, str) else value

    return how


def records_of(corpus, how):
    return [[changed(one, how) for one in records.values()] for records in (corpus.cases, corpus.instruments)]


def remade(corpus, cases, papers):
    return replace(corpus, cases={one.id: one for one in cases}, instruments={one.id: one for one in papers})


@thorough(40)
@given(stories(), stories(), CHANNELS)
def test_an_unrelated_matter_changes_nothing(story, other, channel):
    cases, papers = records_of(story.corpus, lambda value: value)
    more_cases, more_papers = records_of(other.corpus, renamed(ELSEWHERE | {str(n): f"other-{n}" for n in range(6)}))

    before = by_cell(story.corpus, channel, story.asked)
    after = by_cell(corpus_of([*more_cases, *cases], [*more_papers, *papers]), channel, story.asked)

    assert {at: told(one) for at, one in after.items()} == {at: told(one) for at, one in before.items()}


@thorough(40)
@given(STORIES, CHANNELS, st.randoms(use_true_random=False))
def test_the_order_of_records_and_of_their_parts_never_matters(story, channel, random):
    def shuffled(value):
        return tuple(random.sample(value, len(value))) if isinstance(value, tuple) else value

    cases, papers = (shuffled(tuple(records)) for records in records_of(story.corpus, shuffled))

    before = by_cell(story.corpus, channel, story.asked)
    after = by_cell(remade(story.corpus, cases, papers), channel, story.asked)

    assert {at: told(one) for at, one in after.items()} == {at: told(one) for at, one in before.items()}


@thorough(40)
@given(STORIES, CHANNELS)
def test_new_names_change_no_verdict_and_no_day(story, channel):
    before = by_cell(story.corpus, channel, story.asked)
    after = by_cell(remade(story.corpus, *records_of(story.corpus, renamed(NAMES | NUMBERS))), channel, story.asked)

    assert {at: (one.verdict, one.since, one.until) for at, one in after.items()} == {
        at: (one.verdict, one.since, one.until) for at, one in before.items()
    }


WORDS = {id: f"{id}-anew" for terms in (AGENCIES, OBJECTS, PEOPLE, PLACES, PURPOSES) for id in terms}


@thorough(20)
@given(stories(), CHANNELS)
def test_new_names_of_agencies_data_people_places_and_purposes_change_only_the_names(story, channel):
    how, (action, bearer, recipient) = renamed(WORDS), channel
    vocabularies = {
        axis: {how(id): changed(term, how) for id, term in getattr(story.corpus, axis).items()}
        for axis in ("agencies", "objects", "people", "places", "purposes")
    }
    anew = replace(remade(story.corpus, *records_of(story.corpus, how)), **vocabularies)

    before = by_cell(story.corpus, channel, story.asked[::3])
    regions = [
        (on, region)
        for on in story.asked[::3]
        for region in ask(anew, (action, how(bearer), how(recipient)), on, purpose=how("any")).regions
    ]
    after = {(on, cell): told(region) for on, region in regions for cell in cells(region)}

    assert after == {(on, tuple(map(how, cell))): told(one) for (on, cell), one in before.items()}


ON_THE_DAY = {
    "extends": Effect(Verb.EXTENDS, "bar", end=when("2031-03-01")),
    "vacates": Effect(Verb.VACATES, "bar"),
    "reinstates": Effect(Verb.REINSTATES, "bar", end=when("2031-02-20")),
}


@pytest.mark.parametrize("ids", tuple(permutations(("a", "b", "z"))))
def test_what_happens_on_one_day_comes_out_the_same_whatever_the_papers_are_called_and_in_whichever_order(ids):
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end="2031-02-10")
    acts = zip(ids, ON_THE_DAY.items(), strict=True)
    papers = [paper("order", id, "2031-02-01", does={verb: effect}) for id, (verb, effect) in sorted(acts)]

    assert silent_on(record(bar, *papers), "2031-01-31", "2031-02-01", "2031-02-19", "2031-02-20") == [0, 0, 0, 1]


@pytest.mark.parametrize("until", tuple(permutations(("2031-03-01", "2031-04-01", "2031-03-20"))))
def test_of_extensions_on_one_day_the_longest_counts_in_whichever_order(until):
    bar = paper("order", "bar", "2031-01-01", norm("prohibits"), end="2031-02-10")
    reach = [Effect(Verb.EXTENDS, "bar", end=when(one)) for one in until]
    papers = [paper("order", f"more{n}", "2031-02-01", does={"extends": one}) for n, one in enumerate(reach)]

    assert silent_on(record(bar, *papers), "2031-03-31", "2031-04-01") == [0, 1]


def silent_on(whole, *days):
    return [int(whole.ask("office", "guard", on=on).verdict is SILENT) for on in days]


# --- what can only narrow -----------------------------------------------------

EXCEPTIONS = st.sampled_from(
    (
        Product(),
        Product(origin=("north",)),
        Product(object=("address",), people=("foreigners",)),
        Product(purpose=("audit",), origin=("south", "west")),
    )
)


@thorough(40)
@given(stories(), CHANNELS, EXCEPTIONS)
def test_narrowing_a_prohibition_removes_no_permission(story, channel, exception):
    """Of prohibitions to which no other norm looks.

    A permission may rest on a prohibition: one that `relies-on` it stands only
    where it covers the cell, and law that yields to it stands where it no
    longer does.
    """
    looked_to = {id for _, norm in story.corpus.norms() for id in (*norm.relies_on, *norm.yields_to)}

    def narrower(paper, norm):
        bars = norm.modality is Modality.PROHIBITS and f"{paper.id}#{norm.id}" not in looked_to
        return replace(norm, except_=(*norm.except_, exception)) if bars else norm

    before = verdicts(story.corpus, channel, story.asked)
    after = verdicts(rewritten(story.corpus, narrower), channel, story.asked)

    assert {at for at, one in before.items() if one is PERMITTED} <= {
        at for at, one in after.items() if one is PERMITTED
    }


def test_narrowing_a_prohibition_to_which_other_law_yields_removes_a_permission():
    old = paper("statute", "old", "2031-01-01", norm("prohibits", yields_to=("new#n",)))
    new = paper("statute", "new", "2031-01-01", norm("prohibits"))
    ruled = paper("memo", "pact", "2031-01-01", norm("permits", relies_on=("new#n",)))
    narrow = replace(new, norms=(norm("prohibits", except_=[{"origin": ("AA",)}]),))

    def on_aa(*papers):
        return str(record(*papers).ask("office", "guard", on="2031-02-01", origin="AA", purpose="audit").verdict)

    assert (on_aa(old, new, ruled), on_aa(old, narrow, ruled)) == ("permitted", "claimed")


@thorough(40)
@given(stories())
def test_a_norm_on_a_parent_binds_its_components_as_it_binds_the_parent(story):
    """Where every norm names the parent, parent and component have the same answers.

    Where some name the component, its answers may differ from its parent's:
    a court may have spoken of it alone.
    """
    on_parents = rewritten(story.corpus, lambda _, norm: replace(norm, bearer=("health",), recipient=("guard",)))
    days = story.asked[::3]

    component = verdicts(on_parents, (Action.SHARE, "clinics", "patrol"), days)

    assert component == verdicts(on_parents, (Action.SHARE, "health", "guard"), days)


@thorough(20)
@given(stories())
def test_a_norm_on_a_component_says_nothing_of_its_parent(story):
    bearers = rewritten(story.corpus, lambda _, norm: replace(norm, bearer=("clinics",), recipient=()))
    recipients = rewritten(story.corpus, lambda _, norm: replace(norm, bearer=("health",), recipient=("patrol",)))
    days = story.asked[::6]

    assert set(verdicts(bearers, (Action.SHARE, "health", "patrol"), days).values()) == {SILENT}
    assert set(verdicts(recipients, (Action.SHARE, "health", "guard"), days).values()) == {SILENT}


# --- knowledge ------------------------------------------------------------------


def published(corpus, days):
    """The record with a source for each paper and norm, published on these days in turn."""
    texts = {f"s{n}": str(corpus_day) for n, corpus_day in enumerate(days)}
    sources = {id: Source(id, "Gazette", Edtf.parse(text), SourceTier.NEWS) for id, text in texts.items()}
    ids = iter([*sources] * 40)
    papers = [
        replace(
            one, cites=(Cite(next(ids)),), norms=tuple(replace(norm, cites=(Cite(next(ids)),)) for norm in one.norms)
        )
        for one in corpus.instruments.values()
    ]
    return replace(corpus, sources=sources, instruments={one.id: one for one in papers})


def known(corpus, on):
    """What of a record can be known on a day: its papers and norms."""
    narrowed = corpus.as_known(on)
    return {*narrowed.instruments, *(f"{one.id}#{norm.id}" for one, norm in narrowed.norms())}


@thorough(40)
@given(stories(doubts=0), st.lists(st.integers(0, 35), min_size=3, max_size=5), st.integers(-10, 45), st.data())
def test_another_source_can_only_move_knowledge_earlier(story, published_on, another, data):
    """Of a statement that has a source; what is known grows, not what is permitted.

    A norm without a source of its own is known with its paper, so that its
    first own source may move it later; and a bar that is known earlier takes a
    permission away earlier.
    """
    first = story.asked[0]
    corpus = published(story.corpus, [first + timedelta(n) for n in published_on])
    chosen = data.draw(st.sampled_from([*corpus.instruments, *(f"{one.id}#{norm.id}" for one, norm in corpus.norms())]))
    new = Source("another", "Gazette", Edtf.parse(str(first + timedelta(another))), SourceTier.PRIMARY)

    def cited(one, id):
        return replace(one, cites=(*one.cites, Cite("another"))) if id == chosen else one

    more = rewritten(corpus, lambda paper, norm: cited(norm, f"{paper.id}#{norm.id}"))
    papers = {id: cited(one, id) for id, one in more.instruments.items()}
    more = replace(more, instruments=papers, sources={**corpus.sources, "another": new})

    for on in story.asked[::4]:
        assert known(corpus, on) <= known(more, on)


def test_a_first_source_of_its_own_can_move_a_norm_later():
    bare = paper("memo", "pact", "2031-01-01", norm("permits"))
    cited = replace(bare, norms=(norm("permits", cites=(Cite("late"),)),))
    sources = {
        "gazette": Source("Gazette", "Gazette", Edtf.parse("2031-01-01"), SourceTier.PRIMARY),
        "late": Source("Late", "Gazette", Edtf.parse("2031-06-01"), SourceTier.PRIMARY),
    }
    early, late = (replace(record(one), sources=sources) for one in (bare, cited))

    assert known(early, date(2031, 2, 1)) - known(late, date(2031, 2, 1)) == {"pact#n"}


# --- time -----------------------------------------------------------------------


@thorough(60)
@given(STORIES, CHANNELS)
def test_the_segments_of_every_history_tile_all_days_without_gap_or_overlap(story, channel):
    action, bearer, recipient = channel
    asked = question(story.corpus, bearer, recipient, action=action, on=story.asked[0], purpose="any")

    line = timeline(story.corpus, asked)

    assert line.strands
    for strand in line.strands:
        assert (strand.segments[0].start, strand.segments[-1].end) == (None, None)
        assert all(one.end == other.start for one, other in pairwise(strand.segments))
        assert all(one.start < one.end for one in strand.segments[1:-1])


@thorough(30)
@given(stories(), CHANNELS)
def test_a_segment_has_the_verdict_of_each_of_its_days(story, channel):
    action, bearer, recipient = channel
    asked = question(story.corpus, bearer, recipient, action=action, on=story.asked[0], purpose="any")
    found = verdicts(story.corpus, channel, story.asked)
    trees = story.corpus.trees.values()

    for strand in timeline(story.corpus, asked).strands:
        cell = tuple(tree.members(mask)[0] for tree, mask in zip(trees, strand.boxes[0], strict=True))
        told = {
            on: one.finding.verdict
            for one in strand.segments
            for on in story.asked
            if (one.start is None or one.start <= on) and (one.end is None or on < one.end)
        }
        assert told == {on: found[on, cell] for on in story.asked}


# --- silence --------------------------------------------------------------------


@thorough(60)
@given(STORIES, CHANNELS, st.data())
def test_taking_a_norm_away_turns_no_silence_into_anything(story, channel, data):
    """Nor does taking away a paper that does nothing to others, which is so many norms.

    A paper that does something may: without the order that vacated it, what
    was silent is permitted again.  Law that yields to law that in turn yields
    to it would leave silence that ends with either; no story has such a ring.
    """
    ids = [f"{one.id}#{norm.id}" for one, norm in oracle.bound(story.corpus, *channel)]
    assume(ids)
    gone = data.draw(st.sampled_from(ids))
    papers = {
        id: replace(one, norms=tuple(norm for norm in one.norms if f"{id}#{norm.id}" != gone))
        for id, one in story.corpus.instruments.items()
    }

    before = verdicts(story.corpus, channel, story.asked)
    after = verdicts(replace(story.corpus, instruments=papers), channel, story.asked)

    assert {at for at, one in before.items() if one is SILENT} <= {at for at, one in after.items() if one is SILENT}


@thorough(40)
@given(stories(doubts=0), CHANNELS, st.lists(st.integers(0, 35), min_size=3, max_size=5), st.data())
def test_taking_a_source_away_turns_no_silence_into_permission_where_papers_only_speak(
    story, channel, published_on, data
):
    """Of papers that neither end, stay nor extend others, as far as they speak.

    With the source goes what rests on it alone.  Were that an order vacating a
    pact, the pact would stand again: see the counterexample below.
    """
    mute = [replace(one, effects=()) for one in story.corpus.instruments.values()]
    corpus = replace(story.corpus, instruments={one.id: one for one in mute})
    corpus = published(corpus, [story.asked[0] + timedelta(n) for n in published_on])
    gone = data.draw(st.sampled_from([*corpus.sources]))
    # A source that nobody published proves nothing known.
    unpublished = replace(corpus.sources[gone], published=Edtf.parse("unknown"))
    less = replace(corpus, sources={**corpus.sources, gone: unpublished})
    on = story.asked[-1]

    before = verdicts(corpus.as_known(on), channel, story.asked)
    after = verdicts(less.as_known(on), channel, story.asked)

    assert not {at for at, one in before.items() if one is SILENT and after[at] is not SILENT}


def test_without_the_order_that_vacated_it_a_pact_permits_again():
    pact = paper("memo", "pact", "2031-01-01", norm("permits"))
    order = paper("order", "order", "2031-02-01", does={"vacates": "pact"})

    def on_march(*papers):
        return str(record(*papers).ask("office", "guard", on="2031-03-01").verdict)

    assert (on_march(pact, order), on_march(pact)) == ("no-known-authority", "permitted")


@thorough(10)
@given(stories(), CHANNELS)
def test_without_any_paper_nothing_is_known(story, channel):
    assert set(verdicts(replace(story.corpus, instruments={}), channel, story.asked[::6]).values()) == {SILENT}
