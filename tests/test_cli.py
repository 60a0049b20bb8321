"""The command line as a user meets it: in a process of its own."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import graph

ROOT = Path(__file__).parent.parent
TINY = str(ROOT / "tests" / "tiny")


def run(*arguments, cwd=ROOT, **environment):
    """Exit code, standard output and standard error of one command."""
    done = subprocess.run(
        [sys.executable, "-m", "graph", *arguments],
        capture_output=True, text=True, cwd=cwd, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_the_landing_question_is_answered():
    code, out, err = run("ask", "CMS", "ICE", "--on", "2025-09-01")

    assert (code, err) == (0, "")
    assert out.startswith("CMS → ICE · share")
    assert "Legal information, not legal advice." in out


def test_a_question_in_english_is_answered_as_its_parts_are_and_echoed():
    code, out, err = run("ask", "what could CMS share with ICE on 1 September 2025 about citizens in California?")
    _, told, _ = run("ask", "CMS", "ICE", "--on", "2025-09-01", "--people", "us-citizen", "--origin", "CA")
    echo, _, answer = out.partition("\n\n")

    assert (code, err) == (0, "")
    assert " ".join(echo.split()) == (
        "Read as: What could CMS share with ICE on 1 September 2025 about U.S. citizens, supplied by California, for "
        "immigration enforcement?"
    )
    assert answer == told


def test_an_agency_of_many_words_is_not_taken_for_a_sentence():
    code, _, err = run("ask", "Centers for Medicare & Medicaid Services", "--on", "2025-09-01")

    assert code == 2
    assert "takes a recipient" in err


def test_every_part_of_a_question_can_be_put_on_the_command_line():
    code, out, _ = run(
        "ask", "CMS", "ICE", "--on", "2025-09-01", "--origin", "CA", "--object", "address",
        "--people", "not-lawfully-present", "--known", "2025-09-01", "--format", "json",
    )  # fmt: skip
    told = json.loads(out)

    assert code == 0
    assert {region["verdict"] for region in told["regions"]} == {"prohibited"}
    assert told["question"]["known"] == "2025-09-01"
    assert told["question"]["object"] == "medicaid/address"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", "CMZ", "ICE", "--on", "2025-09-01"), "nearest: "),
        (("ask", "CMS", "ICE", "--on", "2025-02-30"), "not a day of the calendar"),
        (("ask", "CMS", "ICE", "--on", "09/01/2025"), "year-month-day"),
        (("ask", "CMS", "ICE", "--on", "2025"), "year-month-day"),
        (("ask", "CMS", "ICE", "--on", "2025-09-01", "--origin", "XX"), "no origin is called 'XX'"),
        (("ask", "CMS", "ICE", "--on", "2025-09-01", "--object", "shoe size"), "no category of data"),
        (("ask", "CMS", "--on", "2025-09-01"), "takes a recipient"),
        (("ask", "CMS", "ICE"), "say on which day"),
        (("ask", "what could CMS share with ICE on 1 September 2025 except names?"), "“except”"),
        (("ask", "what could CMS share with ICE?"), "say on which day"),
        (("ask", "what could CMS share with ICE?", "--origin", "CA"), "leave out --origin"),
        (("ask", "what could CMS share with ICE?", "--action", "use"), "leave out --action"),
        (("app", "--port", "0"), "0 is no port"),
        (("app", "--data", "nowhere"), "there is no folder nowhere"),
        (("case", "california-v-hsh"), "nearest: cases/california-v-hhs"),
        (("ask", "CMS", "ICE", "--on", "2025-09-01", "--data", "nowhere"), "there is no folder nowhere"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_to_do_and_exit_2(arguments, words):
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_command_that_does_not_exist_is_usage_too():
    code, _, err = run("share")

    assert code == 2
    assert "invalid choice" in err


def test_a_broken_record_lists_every_problem_and_answers_nothing(tmp_path):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "law" / "a.yaml").write_text("title: A\nkind: statoot\n")
    (tmp_path / "law" / "b.yaml").write_text("title: [\n")

    code, out, err = run("ask", "RO", "BG", "--on", "2031-06-01", "--data", str(tmp_path))

    assert code == 1
    assert "law/a.yaml:2" in out
    assert "law/b.yaml:" in out
    assert "RO" not in out.replace("law", "")
    assert "problems in the record" in err


def test_check_is_clean_on_the_tiny_world_and_counts_its_examples():
    code, out, _ = run("check", "--data", TINY)

    assert code == 0
    assert "The record is sound" in out


def test_csv_has_one_row_for_each_cell_and_no_formula():
    _, out, _ = run("ask", "RO", "BG", "--on", "2031-06-01", "--data", TINY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))

    assert len(rows) == 4 * 2 * 4 * 2
    assert not [value for row in rows for value in row.values() if value[:1] in "=+@" and value]


WINDOW = ("--from", "2031-01-01", "--to", "2032-01-01")


@pytest.mark.parametrize(
    "command",
    [
        ("exposure", "RO", "BG", *WINDOW),
        ("path", "RO", "BG", *WINDOW),
        ("cases",),
        ("case", "strelsau-v-health"),
        ("timeline", "RO", "BG"),
    ],
)
@pytest.mark.parametrize("format", ["text", "json", "csv", "markdown"])
def test_every_view_has_its_four_formats(command, format):
    code, out, err = run(*command, "--data", TINY, "--format", format)

    assert (code, err) == (0, "")
    assert len(out) > 100


def test_changes_between_two_days_are_told_with_their_causes():
    code, out, _ = run("changes", "RO", "BG", "--from", "2031-03-09", "--to", "2031-03-10", "--data", TINY)

    assert code == 0
    assert "PROHIBITED (was claimed, not decided)" in out
    assert "Order granting an injunction in part" in out


def test_a_new_order_is_a_skeleton_that_is_never_written_over(tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(TINY, folder)
    order = ("new", "order", "strelsau-v-health", "2031-07-01", "second-bar", "--data", str(folder))

    first = run(*order)
    again = run(*order)
    written = (folder / "cases" / "strelsau-v-health" / "2031-07-01-second-bar.yaml").read_text(encoding="utf-8")

    assert first[0] == 0
    assert "✎" in written
    assert again[0] == 2
    assert "exists; nothing was written" in again[2]


def test_colour_stays_out_of_pipes_and_respects_no_color():
    assert "\x1b[" not in run("ask", "RO", "BG", "--on", "2031-06-01", "--data", TINY)[1]
    assert "\x1b[" not in run("ask", "RO", "BG", "--on", "2031-06-01", "--data", TINY, NO_COLOR="1")[1]


def test_a_reader_that_goes_away_is_no_error():
    command = f"{sys.executable} -m graph timeline CMS ICE | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.stderr == ""


def test_the_path_of_ask_imports_none_of_the_heavy_libraries():
    script = (
        "import sys; from graph.cli import main; "
        f"main(['ask', 'RO', 'BG', '--on', '2031-06-01', '--data', {TINY!r}]); "
        "heavy = {'pandas', 'rdflib', 'networkx', 'streamlit'} & set(sys.modules); "
        "print('HEAVY', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.endswith("HEAVY []\n")


def test_ask_peaks_below_120_megabytes_even_without_its_cache(tmp_path):
    # The high-water mark of the process itself: the system's usage record begins with the parent's.
    script = (
        "from pathlib import Path; from graph.cli import main; "
        "main(['ask', 'CMS', 'ICE', '--on', '2025-09-01']); "
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)}, check=True,
    )  # fmt: skip

    assert int(done.stdout.split()[-1]) <= 120 * 1024


def test_diff_against_a_folder_tells_which_answers_change_and_when(tmp_path):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    order = tmp_path / "cases" / "strelsau-v-health" / "2031-04-22-stay-vacated.yaml"
    order.write_text(
        order.read_text(encoding="utf-8")
        .replace("from: 2031-04-22", "from: 2031-04-24")
        .replace("on: 2031-04-22", "on: 2031-04-24"),
        encoding="utf-8",
    )
    order.rename(order.with_name("2031-04-24-stay-vacated.yaml"))

    code, out, _ = run("diff", TINY, "--data", str(tmp_path))

    assert code == 0
    assert "22 April 2031 to 23 April 2031" in out
    assert "CLAIMED, NOT DECIDED (was prohibited)" in out


def test_diff_with_itself_changes_nothing_and_a_nonsense_revision_is_refused():
    assert run("diff", TINY, "--data", TINY)[1].startswith("No answer changes.")
    assert run("diff", "no-such-revision", "--data", TINY)[0] == 2


def test_the_schema_of_each_shape_can_be_printed():
    code, out, _ = run("schema", "case")

    assert code == 0
    assert json.loads(out)["title"] == "Case"
    assert run("schema", "novel")[0] == 2


def test_exposure_and_paths_are_told_on_the_command_line():
    window = ("--from", "2031-01-01", "--to", "2032-01-01", "--data", TINY)
    exposed, told, _ = run("exposure", "RO", "BG", "--origin", "ST", *window)
    code, path, _ = run("path", "RO", "BG", "VB", "--origin", "ST", "--purposes", "removals", "removals", *window)

    assert (exposed, code) == (0, 0)
    assert "No population figure with a source is on record" in told
    assert "No path: hop 1, from RO to BG, was never open." in path


def test_a_citation_is_worked_out_again_from_an_argument_or_a_file(tmp_path):
    citation = graph.load(TINY, cache=False).ask("RO", "BG", on="2031-03-15").cite("2031-12-05")
    file = tmp_path / "citation.txt"
    file.write_text(citation, encoding="utf-8")
    other = citation.replace("answer ", "answer permitted 1, ", 1).replace("sha256:", "sha256:000000000000", 1)

    assert run("reproduce", citation, "--data", TINY)[1].endswith("Same: the same record gives the same answer.\n")
    assert run("reproduce", str(file), "--data", TINY)[0] == 0
    assert run("reproduce", other, "--data", TINY)[0] == 1
    assert run("reproduce", "no citation", "--data", TINY)[0] == 2


def test_the_notebooks_are_found():
    code, out, _ = run("notebook", "--where")

    assert code == 0
    assert (Path(out.strip()) / "01_ask.ipynb").exists()


def test_jupyterlab_is_opened_on_the_notebooks_with_the_options_it_is_given(tmp_path):
    lab = tmp_path / "jupyterlab"
    lab.mkdir()
    (lab / "__init__.py").write_text("")
    (lab / "__main__.py").write_text("import sys; print(*sys.argv[1:], sep='\\n'); sys.exit(3)")

    code, out, _ = run("notebook", "--", "--no-browser", "--port=9999", PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path}")
    folder, *options = out.splitlines()

    assert code == 3
    assert Path(folder).name == "notebooks"
    assert options == ["--no-browser", "--port=9999"]


@pytest.mark.parametrize("call", ["--help", "-h"])
def test_a_query_of_the_catalogue_tells_what_it_answers_and_takes(call):
    code, out, err = run("query", "could-share", call)

    assert (code, err) == (0, "")
    assert out.startswith("could-share: What could one agency share with another on a day?\n")
    assert "  --on           the day asked about (required)\n" in out
    assert "  --action       share, use, onward-share or demand (default: share)\n" in out


def test_problems_come_as_rows_too_and_a_sound_record_as_none(tmp_path):
    head = "path,line,code,message,remedy,severity\n"
    shutil.copytree(TINY, tmp_path / "torn")
    (tmp_path / "torn" / "law" / "border-code.yaml").write_text("title: [", encoding="utf-8")

    assert run("check", "--format", "csv", "--data", TINY)[:2] == (0, head)
    code, out, _ = run("check", "--format", "csv", "--data", str(tmp_path / "torn"))
    assert (code, out.startswith(head)) == (1, True)
    assert {row["path"] for row in csv.DictReader(io.StringIO(out))} >= {"law/border-code.yaml"}


@pytest.mark.parametrize("command", ["schema", "serve", "app", "mcp"])
def test_what_prints_no_view_takes_no_format(command):
    code, _, err = run(command, "--format=csv")

    assert (code, err.splitlines()[-1]) == (2, "couldshare: error: unrecognized arguments: --format=csv")
