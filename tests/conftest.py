"""What the tests share: a fictional world to reason in, and the record that ships."""

from pathlib import Path

import pytest

import graph
from graph import Record

TINY = Path(__file__).parent / "tiny"


@pytest.fixture(scope="session")
def tiny() -> Record:
    """The fictional world of `tests/tiny`; tests of reasoning use only this."""
    return graph.load(TINY, cache=False)


@pytest.fixture(scope="session")
def record() -> Record:
    """The record that ships, as a user loads it."""
    return graph.load(cache=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many random worlds the second opinions are asked about; a nightly run asks more."""
    parser.addoption("--worlds", type=int, default=500, help="random worlds for tests/test_second_opinion.py")
