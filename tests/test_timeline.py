"""Histories: flips, their causes, and what changed between two days."""

from graph.model import Effect, Party, Role, Verb
from graph.reasoning.timeline import next_change
from tests.papers import norm, paper, record, suit, when


def told(line):
    """The history of the first strand: day, verdict, causes."""
    return [
        (str(s.start), str(s.finding.verdict), [cause.what for cause in s.causes]) for s in line.strands[0].segments
    ]


def test_every_flip_has_its_day_and_its_cause():
    rule = paper("agreement", "pact", "2031-01-10", norm("permits"))
    bar = paper("order", "bar", "2031-03-01", norm("prohibits"), end="2031-05-01")
    stay = paper("order", "stay", "2031-04-01", does={"stays": Effect(Verb.STAYS, "bar", end=when("2031-04-11"))})

    assert told(record(rule, bar, stay).timeline("office", "guard", purpose="audit")) == [
        ("None", "no-known-authority", []),
        ("2031-01-10", "permitted", ["“pact” begins"]),
        ("2031-03-01", "prohibited", ["“bar” begins"]),
        ("2031-04-01", "permitted", ["“stay” stays “bar”"]),
        ("2031-04-11", "prohibited", ["“stay”: the stay ends"]),
        ("2031-05-01", "permitted", ["“bar” ends"]),
    ]


def test_what_is_done_to_a_paper_that_acts_on_another_is_a_cause_too(tiny):
    line = tiny.timeline("RO", "BG", object="relief/illness", people="subject", origin="ST", purpose="removals")
    [strand] = line.strands
    turn = next(one for one in strand.segments if str(one.start) == "2031-04-22")

    assert [cause.record for cause in turn.causes] == ["cases/strelsau-v-health/2031-04-22-stay-vacated"]


def test_an_end_that_nobody_knows_may_have_come_from_the_second_day_on():
    pact = paper("memo", "pact", "2031-03-01", norm("permits"), end="unknown")
    [strand] = record(pact).timeline("office", "guard", object="name").strands

    assert [str(one.start) for one in strand.segments] == ["None", "2031-03-01", "2031-03-02"]
    assert [cause.what for one in strand.segments for cause in one.causes] == ["“pact” begins", "“pact” may have ended"]


def test_a_joiner_is_the_cause_where_it_joins_and_only_there():
    parties = (Party(Role.PLAINTIFF, ("AA",)), Party(Role.PLAINTIFF, ("BB",), joined=when("2031-05-01")))
    bar = paper(
        "order", "cases/suit/2031-03-01-bar", "2031-03-01", norm("prohibits", scope=[{"origin": ("plaintiffs",)}])
    )
    corpus = record(bar, case=suit(*parties))

    assert told(corpus.timeline("office", "guard", origin="BB"))[1] == (
        "2031-05-01", "prohibited", ["Bb joins The suit"],
    )  # fmt: skip
    assert [day for day, _, _ in told(corpus.timeline("office", "guard", origin="AA"))] == ["None", "2031-03-01"]


def test_cells_with_one_history_make_one_strand():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]))

    line = record(bar).timeline("office", "guard")

    assert [len(strand.segments) for strand in line.strands] == [2, 1]
    assert [str(day) for day in line.flips] == ["2031-03-01"]


def test_changes_name_the_cells_and_every_cause_between_two_days():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]), end="2031-05-01")
    second = paper("order", "second", "2031-05-01", norm("permits", scope=[{"object": ("name",)}]))
    corpus = record(bar, second)

    (change,) = corpus.changes("office", "guard", "2031-02-01", "2031-06-01", purpose="audit")

    assert (str(change.before.verdict), str(change.after.verdict)) == ("no-known-authority", "permitted")
    assert [c.what for c in change.causes] == ["“bar” begins", "“bar” ends", "“second” begins"]
    assert corpus.changes("office", "guard", "2031-03-01", "2031-04-30") == ()


def test_what_changes_a_reason_only_is_no_cause_of_another_verdict():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits"))
    second = paper("order", "second", "2031-04-01", norm("prohibits"))
    corpus = record(bar, second)

    def causes(before, after):
        (change,) = corpus.changes("office", "guard", before, after)
        return [cause.what for cause in change.causes]

    assert causes("2031-02-01", "2031-06-01") == ["“bar” begins"]
    assert causes("2031-03-15", "2031-06-01") == ["“second” begins"]


def test_the_next_change_is_the_first_day_on_which_an_asked_cell_changes():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits", scope=[{"object": ("name",)}]), end="2031-05-01")
    corpus = record(bar)

    def ahead(on, object):
        answer = corpus.ask("office", "guard", on=on, object=object)
        return str(next_change(answer.channel, answer.question.on, answer.masks))

    assert (ahead("2031-02-01", "name"), ahead("2031-03-01", "name")) == ("2031-03-01", "2031-05-01")
    assert (ahead("2031-05-01", "name"), ahead("2031-02-01", "illness")) == ("None", "None")


def test_a_timeline_tiles_time_without_gap_or_overlap():
    bar = paper("order", "bar", "2031-03-01/2031-03-04", norm("prohibits"), end="2031-05-01")

    segments = record(bar).timeline("office", "guard").strands[0].segments

    assert segments[0].start is None
    assert segments[-1].end is None
    assert [one.end for one in segments[:-1]] == [two.start for two in segments[1:]]


def test_the_heading_of_a_timeline_names_the_day_of_knowledge_and_no_other():
    line = record(paper("order", "bar", "2031-03-01", norm("prohibits"))).timeline(
        "office", "guard", known="2031-07-16"
    )

    assert str(line).splitlines()[0].endswith("enforcement · as known on 16 July 2031")


def test_a_paper_that_lengthens_another_is_a_reason_from_its_own_day_on():
    bar = paper("order", "bar", "2031-03-01", norm("prohibits"), end="2031-05-01")
    longer = paper(
        "order", "longer", "2031-04-01", does={"extends": Effect(Verb.EXTENDS, "bar", end=when("2031-07-01"))}
    )

    (strand,) = record(bar, longer).timeline("office", "guard").strands

    assert [(str(one.start), [reason.id for reason in one.finding.because]) for one in strand.segments] == [
        ("None", []),
        ("2031-03-01", ["bar#n"]),
        ("2031-04-01", ["bar#n", "longer"]),
        ("2031-07-01", []),
    ]
