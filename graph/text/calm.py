"""Text that acts on nothing: what a terminal would obey is shown instead."""

from __future__ import annotations

import re

# What moves a terminal or turns its lines around; our own colours are let through.
_ACTS = re.compile(
    r"\x1b(?!\[(?:0|1;\d\d)m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def calm(text: str) -> str:
    """The text with everything shown as `�` that would act on a terminal instead of being read.

    >>> calm("An order\\x1b[2J of the court")
    'An order�[2J of the court'
    """
    return _ACTS.sub("�", text)
