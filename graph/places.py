"""Where the files are that the code reads: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def beside(name: str, witness: str) -> Path:
    """A folder beside the package if it holds the witness, as in a checkout; else its copy inside the package."""
    checkout = PACKAGE.parent / name
    return checkout if (checkout / witness).exists() else PACKAGE / name
