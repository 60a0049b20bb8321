"""What runs until it is stopped."""

from __future__ import annotations

import argparse

from .arguments import Declare


def notebook(asked: argparse.Namespace) -> int:
    """Open JupyterLab on the notebooks that teach."""
    from ..notebook import folder, open_lab

    if asked.where:
        print(folder())
        return 0
    return open_lab(folder(), asked.options)


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(notebook)
    one.add_argument("--where", action="store_true", help="print the folder of the notebooks instead")
    one.add_argument("options", nargs="*", help="options of JupyterLab, after two dashes, as: -- --no-browser")
