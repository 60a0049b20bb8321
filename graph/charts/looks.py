"""How verdicts look wherever they are drawn: a colour, and a sign for eyes that the colour does not reach.

The colours are after Okabe and Ito, lightened so that near-black text has a
contrast of at least 7:1 on each (WCAG AAA) and every pair stays apart for the
common kinds of colour blindness.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model import SourceTier, Tier, Verdict
from ..text.words import VERDICTS

INK = "#14171A"
"""The text on any of the colours."""

LINE = "#7C8590"
"""Outlines, on a light page and on a dark one alike."""

GREY, PALE_GREY = "#565E67", "#B7BEC7"
"""Small print on a light page, and on a dark one."""


@dataclass(frozen=True)
class Look:
    """A colour, a sign and the words a reader sees."""

    colour: str
    sign: str
    words: str


LOOKS: dict[Verdict | None, Look] = {
    Verdict.PROHIBITED: Look("#F4915F", "✕", VERDICTS[Verdict.PROHIBITED]),
    Verdict.PERMITTED: Look("#63B8EA", "✓", VERDICTS[Verdict.PERMITTED]),
    Verdict.UNSETTLED: Look("#DDA0C4", "?", VERDICTS[Verdict.UNSETTLED]),
    Verdict.CLAIMED: Look("#F0DE4A", "!", VERDICTS[Verdict.CLAIMED]),
    Verdict.NO_KNOWN_AUTHORITY: Look("#C9CED6", "–", VERDICTS[Verdict.NO_KNOWN_AUTHORITY]),
    None: Look("#FFFFFF", "≠", "differs within"),
}
"""By verdict, the strongest bar first; None where cells taken together differ."""

TIERS: dict[Tier, Look] = {
    Tier.RULING: Look("#CBB994", "§", "ruling"),
    Tier.AGENCY: Look("#7FC8A9", "◆", "agency paper"),
    Tier.LAW: Look("#A9B8D8", "¶", "statute or regulation"),
    Tier.FILING: Look("#D5D0C4", "▸", "filing"),
}
"""By who speaks in a paper."""

SOURCE_TIERS: dict[SourceTier, str] = {
    SourceTier.PRIMARY: "the paper itself",
    SourceTier.OFFICIAL: "a party or agency speaking",
    SourceTier.NEWS: "news",
    SourceTier.DERIVED: "told from what others told",
}
"""What a source's tier means."""
