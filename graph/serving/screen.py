"""The app in a browser: which script Streamlit runs, and with what."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from ..errors import GraphError
from ..places import DATA, ENDPOINT, OVERLAY, PACKAGE
from ..record.load import shipped


def script() -> Path:
    """The script of the app: `app.py` in a checkout, the frame of the pages when installed."""
    in_checkout = shipped().parent == PACKAGE.parent
    return PACKAGE.parent / "app.py" if in_checkout else PACKAGE / "pages" / "_main.py"


def arguments(port: int, *, address: str = "", headless: bool = False) -> list[str]:
    """What Streamlit is told to serve the app on a port, opening a browser on it unless it runs without a screen."""
    # Unless told otherwise, only this machine is served.
    return [
        "run", str(script()), f"--server.port={port}", f"--server.address={address or 'localhost'}",
        f"--server.headless={str(headless).lower()}",
    ]  # fmt: skip


def open_app(
    port: int, *, address: str = "", headless: bool = False, data: str = "", overlay: str = "", endpoint: str = ""
) -> int:
    """Serve the app until it is stopped; its exit code.

    Raises:
        GraphError: if the port is none, or there is no such folder.
    """
    if not 1 <= port <= 65535:
        raise GraphError(f"{port} is no port; choose one from 1 to 65535")
    for folder in filter(None, (data, overlay)):
        if not Path(folder).is_dir():
            raise GraphError(f"there is no folder {folder}")
    from streamlit.web.cli import main

    # Whoever comes first should not wait for the libraries.
    for module in (".api", ".charts.lane_plots", ".charts.plots", ".pages._arrow", ".proof.citation", ".text.english"):
        import_module(module, "graph")

    told = {DATA: data and str(Path(data).resolve()), OVERLAY: overlay and str(Path(overlay).resolve())}
    os.environ.update({name: value for name, value in (told | {ENDPOINT: endpoint}).items() if value})
    return int(main.main(arguments(port, address=address, headless=headless), standalone_mode=False) or 0)
