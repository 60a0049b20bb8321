"""The linters and the type checker, as part of the suite; and a wheel that carries the record."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff", "ruff-format", "mypy-strict"],
)
def test_the_code_is_clean(command):
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_built_wheel_carries_the_record_and_answers_far_from_the_clone(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = tmp_path.glob("couldshare-*.whl")
    target = tmp_path / "installed"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel]
    subprocess.run(install, check=True, capture_output=True, text=True)

    done = subprocess.run(
        [sys.executable, "-m", "graph", "ask", "CMS", "ICE", "--on", "2025-09-01", "--origin", "CA"],
        capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(target)}, check=True,
    )  # fmt: skip
    where = subprocess.run(
        [sys.executable, "-c", "import graph; print(graph.__file__)"],
        capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(target)}, check=True,
    )  # fmt: skip

    assert str(target) in where.stdout
    assert (
        "CMS could not share any Medicaid data about anyone, supplied by California, with ICE"
        in done.stdout.replace("\n", " ")
    )
