"""What runs until it is stopped."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from ..errors import GraphError, QuestionError
from .arguments import Declare, read_record


def notebook(asked: argparse.Namespace) -> int:
    """Open JupyterLab on the notebooks that teach."""
    from ..serving.notebook import folder, open_lab

    if asked.where:
        print(folder())
        return 0
    return open_lab(folder(), asked.options)


def app(asked: argparse.Namespace) -> int:
    """Open the app in a browser: ask, timeline, cases, network, SPARQL, what if, record."""
    from ..serving.screen import open_app

    return open_app(
        asked.port, address=asked.address or "", headless=asked.headless, data=asked.data or "",
        overlay=asked.overlay or "", endpoint=asked.endpoint or "",
    )  # fmt: skip


def serve(asked: argparse.Namespace) -> int:
    """Serve the record over HTTP, read-only: SPARQL, the views as JSON and CSV, a workbench page."""
    from ..serving.server import Settings
    from ..serving.server import serve as run
    from ..serving.workers import Limits

    for name in ("timeout", "memory", "max_rows", "workers"):
        if not 0 < getattr(asked, name) < 1e9:
            option = f"--{name.replace('_', '-')}"
            raise QuestionError(name, f"{option} must be more than nothing: a server that lets nothing through is none")
    if not 0 <= asked.port < 65536:
        raise QuestionError("port", f"--port is a number up to 65535, not {asked.port}")
    limits = Limits(asked.timeout, asked.memory, asked.workers)
    run(read_record(asked), Settings(asked.host, asked.port, limits, asked.max_rows))
    return 0


def mcp(asked: argparse.Namespace) -> int:
    """Serve the record to an assistant over standard input and output, by the Model Context Protocol."""
    if find_spec("mcp") is None:
        raise GraphError("the protocol's library is not installed; install it with: pip install 'couldshare[mcp]'")
    from ..serving.assistant import server

    server(read_record(asked)).run("stdio")
    return 0


def declare(command: Declare) -> None:
    """Add these commands."""
    command(mcp, formats=())
    one = command(notebook, formats=())
    one.add_argument("--where", action="store_true", help="print the folder of the notebooks instead")
    one.add_argument("options", nargs="*", help="options of JupyterLab, after two dashes, as: -- --no-browser")
    one = command(app, formats=())
    one.add_argument("--port", type=int, default=8501, help="the port to serve on (default: 8501)")
    one.add_argument("--address", help="whom to serve (default: this machine only; 0.0.0.0: everyone)")
    one.add_argument("--headless", action="store_true", help="serve without opening a browser")
    one.add_argument("--endpoint", metavar="URL", help="a SPARQL endpoint that the page SPARQL may ask instead")
    one = command(serve, formats=())
    one.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    one.add_argument("--port", type=int, default=8000, help="the port (default: 8000; 0 takes any)")
    one.add_argument("--timeout", type=float, default=10, metavar="SECONDS", help="how long a request may run (10)")
    one.add_argument("--memory", type=int, default=1024, metavar="MIB", help="how much memory it may use (1024)")
    one.add_argument("--max-rows", type=int, default=100_000, metavar="ROWS", help="how many rows it may give (100000)")
    one.add_argument("--workers", type=int, default=8, help="how many requests may run at once (8)")
