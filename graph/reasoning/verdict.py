"""What the voices heard about a cell add up to.

A norm that covers a cell gives one or two *voices*: the tier it speaks at and
what it says there.  The verdict depends only on which voices are heard, so
doubts that touch different norms can be gone through one by one and need not be
multiplied out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from ..model import Tier, Verdict


class Voice(Enum):
    """Something said about a cell at a tier.

    `AGENCY_FREES` is a permission that nothing pending challenges and that
    stands on law covering the cell; `AGENCY_FREES_UNLESS` one that stands on no
    such law, and so is good only where no law stands against it;
    `AGENCY_CLAIMS` one that a pending case challenges.  `LAW_AGAINST` is any
    prohibition in law that yields to nothing heard, one that decides nothing by
    itself included.
    """

    RULING_BARS = 0
    RULING_UNCLEAR = 1
    RULING_FREES = 2
    AGENCY_BARS = 3
    AGENCY_UNCLEAR = 4
    AGENCY_FREES = 5
    AGENCY_FREES_UNLESS = 6
    AGENCY_CLAIMS = 7
    LAW_BARS = 8
    LAW_UNCLEAR = 9
    LAW_FREES = 10
    LAW_AGAINST = 11


BARS = frozenset({Voice.RULING_BARS, Voice.AGENCY_BARS, Voice.LAW_BARS})


@dataclass(frozen=True)
class Decision:
    """A verdict, the tier that gives it, and the voices it rests on."""

    verdict: Verdict
    basis: Tier | None = None
    voices: frozenset[Voice] = frozenset()


def decide(heard: Collection[Voice]) -> Decision:
    """The verdict on a cell about which these voices are heard; the highest tier that speaks decides.

    *Rulings*: any prohibition wins, since the addressee must obey every order;
    then what a court left unclear; then a holding that it is lawful.

    >>> str(decide({Voice.RULING_BARS, Voice.RULING_FREES, Voice.AGENCY_CLAIMS}).verdict)
    'prohibited'

    *Agency instruments*: one that permits and one that prohibits leave it
    unsettled; a permission is good if nothing pending challenges it and the law
    it relies on covers the cell, or no law stands against it; else it is a claim.

    >>> str(decide({Voice.AGENCY_FREES_UNLESS, Voice.LAW_AGAINST}).verdict)
    'claimed'

    *Law*: prohibition and permission with neither yielding leave it unsettled.
    Where nothing speaks, there is no known authority: silence is not permission.

    >>> str(decide(set()).verdict)
    'no-known-authority'
    """
    heard = frozenset(heard)

    def found(verdict: Verdict, tier: Tier, *voices: Voice) -> Decision:
        return Decision(verdict, tier, heard & set(voices))

    if Voice.RULING_BARS in heard:
        return found(Verdict.PROHIBITED, Tier.RULING, Voice.RULING_BARS)
    if Voice.RULING_UNCLEAR in heard:
        return found(Verdict.UNSETTLED, Tier.RULING, Voice.RULING_UNCLEAR)
    if Voice.RULING_FREES in heard:
        return found(Verdict.PERMITTED, Tier.RULING, Voice.RULING_FREES)

    permissions = Voice.AGENCY_FREES, Voice.AGENCY_FREES_UNLESS, Voice.AGENCY_CLAIMS
    good = permissions[:1] if Voice.LAW_AGAINST in heard else permissions[:2]
    if Voice.AGENCY_BARS in heard:
        clash = heard & set(permissions)
        verdict = Verdict.UNSETTLED if clash else Verdict.PROHIBITED
        return found(verdict, Tier.AGENCY, Voice.AGENCY_BARS, *clash)
    if Voice.AGENCY_UNCLEAR in heard:
        return found(Verdict.UNSETTLED, Tier.AGENCY, Voice.AGENCY_UNCLEAR)
    if heard & set(good):
        return found(Verdict.PERMITTED, Tier.AGENCY, *good)
    if heard & set(permissions):
        return found(Verdict.CLAIMED, Tier.AGENCY, *permissions)

    if Voice.LAW_BARS in heard:
        verdict = Verdict.UNSETTLED if Voice.LAW_FREES in heard else Verdict.PROHIBITED
        return found(verdict, Tier.LAW, Voice.LAW_BARS, Voice.LAW_FREES)
    if Voice.LAW_UNCLEAR in heard:
        return found(Verdict.UNSETTLED, Tier.LAW, Voice.LAW_UNCLEAR)
    if Voice.LAW_FREES in heard:
        return found(Verdict.PERMITTED, Tier.LAW, Voice.LAW_FREES)
    return Decision(Verdict.NO_KNOWN_AUTHORITY)
