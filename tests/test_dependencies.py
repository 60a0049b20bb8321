"""What the package rests on may be used by everybody; whether it has known holes, `pip-audit` tells (README)."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = ("arrays", "import", "mcp", "server")
# Licences that ask no more than to be named, and one that binds only changes to its own files.
FREE = r"0BSD|Apache|BSD|CC0|CNRI|HPND|ISC|MIT|Mozilla|MPL|PSF|Python Software|Public.Domain|Unlicense|Zlib"


def wanted(lines, extras=frozenset()):
    """The requirements that apply here."""
    every = [Requirement(line) for line in lines]
    return [one for one in every if not one.marker or any(one.marker.evaluate({"extra": e}) for e in {"", *extras})]


def closure():
    """Every library that the package brings along, by name."""
    found, left = {}, wanted(PROJECT["dependencies"])
    for extra in EXTRAS:
        left += wanted(PROJECT["optional-dependencies"][extra])
    while left:
        one = left.pop()
        if one.name.lower() not in found:
            found[one.name.lower()] = distribution(one.name)
            left += wanted(found[one.name.lower()].requires or [], one.extras)
    return found


LIBRARIES = closure()


@pytest.mark.parametrize("name", sorted(LIBRARIES))
def test_a_library_states_a_licence_that_binds_nobody_who_uses_it(name):
    about = LIBRARIES[name].metadata
    classified = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License")]
    said = about.get("License-Expression") or " AND ".join(classified) or about.get("License", "").partition("\n")[0]
    parts = re.split(r" AND | OR | and |; |[()]", said)

    assert said
    assert [one for one in parts if one.strip() and not re.search(FREE, one)] == []


def test_every_library_of_ours_has_a_lower_bound():
    ours = [*PROJECT["dependencies"], *(one for extra in EXTRAS for one in PROJECT["optional-dependencies"][extra])]

    assert [one for one in ours if not re.search(r"[>=]=|~=", one)] == []
