"""Who speaks: the norms that bind a bearer, and the voices each gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..corpus import Corpus
from ..model import PERMISSIONS, Action, Confidence, Instrument, Modality, Norm, Tier
from .verdict import Voice


@dataclass(frozen=True)
class Speaker:
    """A norm of a channel, with the instrument that states it."""

    id: str
    instrument: Instrument
    norm: Norm
    tier: Tier

    @property
    def confidence(self) -> Confidence:
        """The norm's own, or its instrument's."""
        return self.norm.confidence or self.instrument.confidence

    @property
    def looks_to(self) -> tuple[str, ...]:
        """The norms whose presence may turn what it says."""
        return (*self.norm.relies_on, *self.norm.yields_to)

    def voices(self, heard: frozenset[str], *, challenged: bool) -> tuple[Voice, ...]:
        """What it says where these norms are heard and, with a mark, laws that decide by themselves."""
        norm, modality = self.norm, self.norm.modality
        if self.tier is Tier.RULING:
            return (_said(modality, Voice.RULING_BARS, Voice.RULING_UNCLEAR, Voice.RULING_FREES),)
        if self.tier is Tier.AGENCY:
            founded = Voice.AGENCY_FREES if heard & set(norm.relies_on) else Voice.AGENCY_FREES_UNLESS
            frees = Voice.AGENCY_CLAIMS if challenged else founded
            return (_said(modality, Voice.AGENCY_BARS, Voice.AGENCY_UNCLEAR, frees),)
        if self.tier is not Tier.LAW or {f"{id}!" for id in norm.yields_to} & heard:
            return ()
        against = (Voice.LAW_AGAINST,) if modality is Modality.PROHIBITS else ()
        if not norm.self_executing:
            return against
        return (_said(modality, Voice.LAW_BARS, Voice.LAW_UNCLEAR, Voice.LAW_FREES), *against)


def _said(modality: Modality, bars: Voice, unclear: Voice, frees: Voice) -> Voice:
    if modality in PERMISSIONS:
        return frees
    return bars if modality is Modality.PROHIBITS else unclear


def speakers(corpus: Corpus, action: Action, bearer: str, recipient: str | None) -> Iterator[Speaker]:
    """The norms that bind the bearer: a norm on a parent binds its components, never the reverse."""
    agents = corpus.agents
    recipients = set(agents.lineage(recipient)) if recipient else set()
    seen = set()
    for binds in agents.lineage(bearer):
        for instrument, norm in corpus.by_bearer.get(binds, ()):
            id = f"{instrument.id}#{norm.id}"
            meant = not norm.recipient or not recipient or recipients & set(norm.recipient)
            if action in norm.action and meant and id not in seen:
                seen.add(id)
                yield Speaker(id, instrument, norm, instrument.tier)
