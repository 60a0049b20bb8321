"""The commands that count, follow and remind, as one types them."""

import json

import pytest

from graph.cli import main


def said(capsys, *words):
    code = main(list(words))
    out = capsys.readouterr()
    return code, out.out, out.err


def test_count_prints_the_day_first_and_every_step_with_its_rule(capsys):
    code, out, _ = said(capsys, "count", "14", "days", "after", "2031-11-13")

    assert code == 0
    assert out.startswith("Friday 28 November 2031\n")
    assert "Thanksgiving Day" in out
    assert "6(a)(1)(C)" in out


def test_count_takes_a_states_holidays_wherever_the_period_ends(capsys):
    _, out, _ = said(capsys, "count", "10", "years", "after", "2021-04-21", "--state", "MA", "--format", "json")

    assert json.loads(out)["last"] == "2031-04-22"


def test_count_takes_declared_days_mail_and_a_closed_office(capsys):
    _, out, _ = said(
        capsys, "count", "14", "days", "after", "2025-12-09", "--mailed", "--holiday", "2025-12-26",
        "--closed", "2025-12-29", "--format", "json",
    )  # fmt: skip

    # 23 December; three days more are the declared Friday, then a weekend, then the office is closed.
    assert json.loads(out)["last"] == "2025-12-30"


def test_count_knows_appeals_and_restraining_orders(capsys):
    _, appeal, _ = said(capsys, "count", "appeal", "2031-08-01", "--united-states", "--format", "json")
    _, order, _ = said(capsys, "count", "restraint", "2025-02-24", "--extended", "--format", "csv")

    assert json.loads(appeal)["last"] == "2031-09-30"
    assert order.splitlines()[0] == "on,says,rule"
    assert "2025-03-24" in order.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["14", "days"], "cannot read '14 days' as a period"),
        (["appeal", "soon"], "--period takes one day"),
        (["14", "days", "after", "2031-08-04", "--zone", "America/New_York"], "leave it out"),
        (["appeal", "2031-08-04", "--mailed"], "--mailed says nothing of “appeal 2031-08-04”"),
        (["72h", "after", "2031-08-04T10:00", "--zone", "Zenda/Strelsau"], "no time zone is called 'Zenda/Strelsau'"),
        (["14d", "after", "2031-08-04", "--state", "ZZ"], "no state is called 'ZZ'"),
        (["14d", "after", "2031-08-04", "--holiday", "Friday"], "--holiday takes one day"),
    ],
)
def test_count_refuses_what_it_cannot_count(capsys, words, why):
    code, out, err = said(capsys, "count", *words)

    assert (code, out) == (2, "")
    assert why in err


def test_deadlines_of_a_case_say_which_is_computed_and_which_waits(capsys):
    _, out, _ = said(
        capsys, "deadlines", "california-v-hhs", "--on", "2025-09-01", "--known", "2025-09-01", "--format", "csv"
    )  # fmt: skip

    lines = out.splitlines()
    assert lines[0] == "first,last,open,sort,case,record,what,condition,why,rule"
    assert lines[1].startswith("2025-10-14,2025-10-14,false,appeal,cases/california-v-hhs")
    assert lines[2].startswith(",,true,end,cases/california-v-hhs")


def test_deadlines_are_a_calendar_too(capsysbinary):
    main(["deadlines", "--on", "2025-09-01", "--format", "ics"])

    assert capsysbinary.readouterr().out.startswith(b"BEGIN:VCALENDAR\r\n")


def test_deadlines_of_an_unknown_case_are_refused_with_the_nearest(capsys):
    code, _, err = said(capsys, "deadlines", "california-v-hs", "--on", "2025-09-01")

    assert code == 2
    assert "nearest: cases/california-v-hhs" in err


def test_news_in_every_format(capsysbinary):
    days = ["--since", "2025-12-29", "--until", "2025-12-31"]
    begins = {}
    for form in ("text", "json", "csv", "markdown", "atom", "ics"):
        main(["news", *days, "--format", form])
        begins[form] = capsysbinary.readouterr().out[:40]

    assert begins["text"].startswith(b"What became known from 29 December 2025")
    assert begins["json"].startswith(b"{")
    assert begins["csv"].startswith(b"sort,from,until,record,case,what,why,url")
    assert begins["markdown"].startswith(b"## What became known")
    assert begins["atom"].startswith(b"<?xml version")
    assert begins["ics"].startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_watch_is_added_run_marked_and_removed(capsys, tmp_path):
    file = ["--file", str(tmp_path / "watch.yaml")]

    added = said(capsys, "watch", "add", "CMS ICE --origin CA", "--why", "my beat", *file)
    unknown = said(capsys, "watch", "run", *file)
    told = said(capsys, "watch", "run", "--since", "2025-12-29", "--until", "2026-01-10", "--mark", *file)
    feed = said(capsys, "watch", "run", "--since", "2025-12-29", "--until", "2025-12-31", "--format", "csv", *file)
    listed = said(capsys, "watch", "list", *file)
    removed = said(capsys, "watch", "remove", "1", *file)

    assert "cms ice --origin CA" in added[1]
    assert (unknown[0], "say --since DAY" in unknown[2]) == (2, True)
    assert "second preliminary injunction" in " ".join(told[1].split())
    assert feed[1].startswith("watch,sort,from")
    assert "Seen up to 10 January 2026." in listed[1]
    assert "Nothing is followed yet" in removed[1]


def test_the_watchlist_lies_in_the_users_configuration_unless_said(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    said(capsys, "watch", "add", "case", "california-v-hhs")

    assert (tmp_path / "couldshare" / "watch.yaml").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["watch", "remove", "one"], "say which"),
        (["watch", "add", "case", "nobody-v-hhs"], "no case is called"),
        (["watch", "add"], "a question is a bearer"),
        (["watch", "list", "all"], "takes nothing more"),
        (["news", "--since", "2026-02-01", "--until", "2026-01-01"], "is before --since"),
        (["news", "--since", "yesterday"], "--since takes one day"),
    ],
)
def test_what_cannot_be_followed_is_refused(capsys, tmp_path, monkeypatch, words, why):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    code, _, err = said(capsys, *words)

    assert code == 2
    assert why in err
