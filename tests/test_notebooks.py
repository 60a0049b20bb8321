"""The notebooks run from top to bottom, and give what is committed; pictures are drawn and told in words."""

import re
from dataclasses import replace
from datetime import date
from html import escape

import pytest

from graph import QuestionError
from graph.analysis.exposure import exposure
from graph.charts import pictures
from graph.serving.notebook import folder
from tests import notebooks

NAMES = [
    "01_ask", "02_timeline_and_exposure", "03_known_then_known_now", "04_sparql", "05_network", "06_what_if",
    "07_add_a_matter", "08_reproduce_and_cite",
]  # fmt: skip

REFRESH = "an answer has changed, or the code: look at it, then run python -m tests.notebooks"


def test_every_notebook_is_there_and_no_other():
    assert [path.stem for path in notebooks.paths()] == NAMES
    assert folder() == notebooks.FOLDER


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom_and_says_what_is_committed(path):
    committed = notebooks.read(path)
    again = notebooks.executed(committed)

    assert list(notebooks.told(again)) == list(notebooks.told(committed)), f"{path.stem}: {REFRESH}"


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_a_notebook_is_committed_whole_and_names_no_machine(path):
    committed = notebooks.read(path)
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    said = "".join(cell.source for cell in committed.cells) + "".join(text for _, text in notebooks.told(committed))

    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [output for cell in code for output in cell.outputs if output.output_type == "error"] == []
    assert re.findall(r"/(?:home|tmp|opt)/\w+|0x[0-9a-f]{6,}", said) == []
    assert committed.cells[0].source.startswith(f"# {int(path.stem[:2])} · ")
    assert path.stat().st_size < 600_000


# --- pictures -------------------------------------------------------------------------


def drawn(tiny):
    answer = tiny.ask("RO", "BG", on="2031-03-15", origin="ST")
    line = tiny.timeline("RO", "BG", origin="ST")
    return {
        "state": pictures.by_state(tiny.ask("RO", "BG", on="2031-03-15")),
        "cell": pictures.by_cell(answer),
        "strip": pictures.strip(answer, line),
        "lanes": pictures.lanes(answer, line),
        "changes": pictures.changes(tiny.ask("RO", "BG", on="2031-03-09", origin="ST"), answer),
        "heat": pictures.heat(exposure(line, date(2031, 1, 1), date(2032, 1, 1))),
    }


@pytest.mark.parametrize("name", ["state", "cell", "strip", "lanes", "changes", "heat"])
def test_a_picture_is_drawn_without_a_browser_and_says_its_record_and_what_it_shows(tiny, name):
    marked = replace(tiny, digest=f"sha256:{'ab' * 32}")
    picture = drawn(marked)[name]
    svg, (bundle, about) = picture.svg(), picture._repr_mimebundle_()

    assert picture.png().startswith(b"\x89PNG")
    assert "couldshare record 2031.9.30, sha256:abababababab" in svg
    assert "Legal information, not legal advice." in svg
    assert bundle["text/plain"] == about["image/png"]["alt"] == picture.alt
    assert f'<svg role="img" aria-label="{escape(picture.alt)}"' in svg


def test_the_heat_of_a_state_is_its_days_in_the_mean_of_the_people_asked_about(tiny):
    line = tiny.timeline("RO", "BG", object="illness", purpose="removals")
    found = exposure(line, date(2031, 1, 1), date(2031, 2, 3))
    rows = {row["origin"]: row["days"] for row in pictures.heat(found).spec["datasets"].popitem()[1]}

    # The pact frees foreigners' data for the 19 days before the suit; of subjects it only claims to.
    assert rows == {"HE": 9.5, "ST": 9.5, "TA": 9.5, "ZE": 9.5}


def test_a_picture_is_saved_as_svg_or_png_and_as_nothing_else(tiny, tmp_path):
    picture = drawn(tiny)["strip"]

    assert picture.save(tmp_path / "strip.svg").read_text(encoding="utf-8").startswith("<svg")
    assert picture.save(tmp_path / "strip.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(QuestionError, match=r"not as 'strip\.pdf'"):
        picture.save(tmp_path / "strip.pdf")
