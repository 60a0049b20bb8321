"""What is promised in writing holds: commands, codes, words, the two commands of the README."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from graph import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "graph").rglob("*.py"))


def commands():
    parser = cli._parser()
    return sorted(parser._subparsers._group_actions[0].choices)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme_and_has_help(command):
    done = subprocess.run(
        [sys.executable, "-m", "graph", command, "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert f"couldshare {command}" in README
    assert len(done.stdout.splitlines()) > 5


def test_ci_runs_the_second_command_of_the_readme_word_for_word():
    first, second = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)

    assert second in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert first.endswith("couldshare ask CMS ICE --on 2025-09-01")


def test_the_python_of_the_readme_runs(record):
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    scope: dict[str, object] = {}

    exec(compile(block.replace("print(answer)", "str(answer)"), "README.md", "exec"), scope)

    assert str(scope["answer"].verdict) == "permitted"


@pytest.mark.parametrize(("object_", "words"), [("address", "could share"), ("ssn", "could not share")])
def test_the_landing_answers_of_the_readme_are_the_programs(record, object_, words):
    answer = record.ask("CMS", "ICE", on="2026-02-01", origin="CA", object=object_, people="not-lawfully-present")

    assert words in answer.summary
    assert " ".join(answer.summary.split()) in " ".join(README.split())


def pictures():
    """The pictures of the README: the one for a light page, the one for a dark page, and what it says of both."""
    found = re.findall(r'<source [^>]*srcset="([^"]*)">\s*<img src="([^"]*)"[^>]* alt="([^"]*)">', README)
    return [pytest.param(ROOT / light, ROOT / dark, words, id=light) for dark, light, words in found]


@pytest.mark.parametrize(("light", "dark", "words"), pictures())
def test_a_picture_of_the_readme_is_there_for_light_and_dark_pages_is_small_and_is_described(light, dark, words):
    sizes = set()
    for file in (light, dark):
        assert file.stat().st_size <= 150_000
        with Image.open(file) as picture:
            sizes.add(picture.size)

    assert len(sizes) == 1
    assert len(words.split()) >= 10


def test_every_picture_that_is_kept_is_shown_and_none_is_shown_undescribed():
    shown = {file for each in pictures() for file in each.values[:2]}

    assert shown == set((ROOT / ".github").glob("*.webp"))
    assert len(shown) == 2 * README.count("<img ")
    assert re.findall(r"!\[\]", README) == []


def test_every_problem_code_has_a_paragraph_in_the_guide():
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    codes = {path.stem for path in (ROOT / "tests" / "bad").glob("*.yaml")}
    codes |= set(re.findall(r'"(example|too-doubtful|extends-ended|unreadable|too-large|not-text)"', text))

    assert {code for code in codes if f"`{code}`" not in GUIDE} == set()


# Words the glossary has another word for, where they would name its thing.
WRONG = ("litigant", "lawsuit", "effective_date", "created_at", "as_of(", "assignee")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_code_says_a_thing_by_its_one_word(path):
    text = path.read_text(encoding="utf-8")
    # ODRL's own word for a bearer belongs in ODRL.
    wrong = [word for word in WRONG if (word, path.name) != ("assignee", "odrl.py")]

    assert [word for word in wrong if word in text] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_open_task_stands_in_the_code_without_an_issue(path):
    assert re.findall(r"TODO|FIXME|XXX(?!\])", path.read_text(encoding="utf-8")) == []


# In two parts each, so that this file does not name one.
HOSTS = (
    "pypi" + ".org",
    "files.python" + "hosted",
    "registry.npm" + "js",
    "deb.debian" + ".org",
    "/ho" + "me/",
    "/ro" + "ot/",
)


def test_nothing_names_a_machine_or_a_registry_host():
    patterns = ("*.md", "*.toml", ".ci/*", "graph/**/*", "tests/*.py", "data/*.md")
    files = [path for pattern in patterns for path in ROOT.glob(pattern) if path.suffix != ".pyc" and path.is_file()]
    text = {path: path.read_text(encoding="utf-8") for path in files}

    assert [(path.name, host) for path, words in text.items() for host in HOSTS if host in words] == []
