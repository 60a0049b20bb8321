"""The notebooks of the project, run from top to bottom.

`python -m tests.notebooks` runs them and writes their outputs anew, as is
needed when an answer of the record has changed; with names it writes only
those: `python -m tests.notebooks 01_ask`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "notebooks"

# Digests change with every byte of the record, answers do not.
_DIGEST = re.compile(r"sha256:[0-9a-f]{12,64}")


def paths() -> list[Path]:
    """Every notebook, in order."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> NotebookNode:
    """The notebook as it is written down."""
    return nbformat.read(path, as_version=4)


def executed(notebook: NotebookNode) -> NotebookNode:
    """The notebook run from top to bottom in a fresh kernel; whatever a cell raises is raised."""
    client = NotebookClient(
        nbformat.from_dict(notebook), timeout=300, kernel_name="python3", record_timing=False,
        resources={"metadata": {"path": str(FOLDER)}},
    )  # fmt: skip
    done = client.execute(env=os.environ | {"PYTHONPATH": str(ROOT)})
    done.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return done


def told(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """The first line of each code cell, and the text it gives; pictures and digests left out."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            text = "".join(_text(output) for output in cell.outputs)
            yield cell.source.partition("\n")[0], _DIGEST.sub("sha256:…", text)


def _text(output: NotebookNode) -> str:
    return output.text if output.output_type == "stream" else output.get("data", {}).get("text/plain", "")


def main(names: list[str]) -> None:
    """Write the outputs of all notebooks, or of those named, anew."""
    for path in paths():
        if not names or path.stem in names:
            nbformat.write(executed(read(path)), path)
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
