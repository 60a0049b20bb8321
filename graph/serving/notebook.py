"""The notebooks that teach, and JupyterLab on them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ..errors import GraphError
from ..places import beside


def folder() -> Path:
    """The notebooks beside the package: `notebooks/` in a checkout, a copy inside the package when installed."""
    return beside("notebooks", "01_ask.ipynb")


def open_lab(where: Path, options: Sequence[str] = ()) -> int:
    """Open JupyterLab on a folder, with options of its own, and wait until it is closed; its exit code.

    Raises:
        GraphError: if JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise GraphError("JupyterLab is not installed; install it with: pip install 'couldshare[notebooks]'")
    return subprocess.run([sys.executable, "-m", "jupyterlab", where, *options], check=False).returncode
