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


def app(asked: argparse.Namespace) -> int:
    """Open the app in a browser: ask, timeline, cases, network, SPARQL, what if, record."""
    from ..screen import open_app

    return open_app(
        asked.port, address=asked.address or "", headless=asked.headless, data=asked.data or "",
        overlay=asked.overlay or "", endpoint=asked.endpoint or "",
    )  # fmt: skip


def declare(command: Declare) -> None:
    """Add these commands."""
    one = command(notebook)
    one.add_argument("--where", action="store_true", help="print the folder of the notebooks instead")
    one.add_argument("options", nargs="*", help="options of JupyterLab, after two dashes, as: -- --no-browser")
    one = command(app)
    one.add_argument("--port", type=int, default=8501, help="the port to serve on (default: 8501)")
    one.add_argument("--address", help="whom to serve (default: this machine only; 0.0.0.0: everyone)")
    one.add_argument("--headless", action="store_true", help="serve without opening a browser")
    one.add_argument("--endpoint", metavar="URL", help="a SPARQL endpoint that the page SPARQL may ask instead")
