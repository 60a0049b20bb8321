"""Where the files are that the code reads: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent

DATA, OVERLAY, ENDPOINT = "COULDSHARE_DATA", "COULDSHARE_OVERLAY", "COULDSHARE_ENDPOINT"
"""The variables of the environment by which the app is told of another record, an overlay, a SPARQL endpoint."""


def beside(name: str, witness: str) -> Path:
    """A folder beside the package if it holds the witness, as in a checkout; else its copy inside the package."""
    checkout = PACKAGE.parent / name
    return checkout if (checkout / witness).exists() else PACKAGE / name
