"""The regions of an answer as a reader wants them: one verdict for the same reasons, its cells in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..boxes import Box, merged
from ..corpus import Corpus
from ..reasoning.finding import Defeat, Finding, Hinge, Reason
from ..reasoning.reason import Answer, Region
from .words import BASES, Cells


@dataclass(frozen=True)
class Group:
    """Regions that a reader wants together: one verdict, for the same reasons.

    Regions of a group may differ in what else they set aside and in how long
    they last; `cells` says each set of cells in words, with its days.
    """

    regions: tuple[Region, ...]
    cells: tuple[tuple[str, date | None, date | None], ...]

    @property
    def found(self) -> Finding:
        """The finding of the first; they share verdict, basis, deciders and hinges."""
        return self.regions[0].finding

    @property
    def basis(self) -> str:
        """What the verdict comes from, as it follows the verdict."""
        return "as the sources do not settle a fact" if self.found.hinges_on else BASES[self.found.basis]

    @property
    def head(self) -> str:
        """What follows the verdict where the proof is folded: what it comes from and the first of its cells."""
        others = len(self.cells) - 1
        more = f" and {others} more set{'s' * (others != 1)} of cells" if others else ""
        return f"{self.basis}: {self.cells[0][0]}{more}"

    @property
    def because(self) -> list[Reason]:
        """The reasons of all, each once."""
        return list({(r.id, r.role): r for region in self.regions for r in region.finding.because}.values())

    @property
    def defeated(self) -> dict[str, list[str]]:
        """The titles of the papers set aside, by why."""
        out: dict[str, dict[str, None]] = {}
        for defeat in self.defeats:
            out.setdefault(defeat.why, {})[defeat.norm.instrument.title] = None
        return {why: list(titles) for why, titles in out.items()}

    @property
    def defeats(self) -> list[Defeat]:
        """The norms set aside, each once, with which other did it and why."""
        every = (defeat for region in self.regions for defeat in region.finding.defeated)
        return list({(defeat.norm.id, defeat.why): defeat for defeat in every}.values())

    @property
    def contested_by(self) -> list[str]:
        """The cases that contest any."""
        return list(dict.fromkeys(case for region in self.regions for case in region.finding.contested_by))

    @property
    def hinges(self) -> list[Hinge]:
        """The facts on which they hinge, each reading with every verdict it gives among them."""
        out: dict[str, Hinge] = {}
        for region in self.regions:
            for hinge in region.finding.hinges_on:
                seen = dict(out[hinge.fact].readings) if hinge.fact in out else {}
                readings = tuple(
                    (says, tuple(dict.fromkeys((*seen.get(says, ()), *vs)))) for says, vs in hinge.readings
                )
                out[hinge.fact] = Hinge(hinge.fact, hinge.question, readings)
        return list(out.values())

    @property
    def matters_not(self) -> list[str]:
        """The doubts that touch them and turn nothing."""
        every = (hinge.question for region in self.regions for hinge in region.finding.matters_not)
        return list(dict.fromkeys(every))

    @property
    def stale(self) -> date | None:
        """The day from which they are carried forward."""
        return self.regions[0].carried_forward_from


def grouped(answer: Answer) -> list[Group]:
    """The regions of an answer by verdict and deciding reasons, each group with its cells in words."""
    say = Cells(answer.corpus, answer.question.on, answer.cases, answer.masks)
    groups: dict[Any, list[Region]] = {}
    for region in answer.regions:
        found = region.finding
        hinges = tuple(hinge.fact for hinge in found.hinges_on)
        # Where a fact turns the verdict, the reader wants the fact; the proof shows which norms speak.
        key = found.verdict, found.basis, hinges or found.deciders, region.carried_forward_from
        groups.setdefault(key, []).append(region)
    out = []
    for regions in groups.values():
        runs: dict[tuple[date | None, date | None], list[Box]] = {}
        for region in regions:
            runs.setdefault((region.since, region.until), []).append(box(answer.corpus, region))
        cells = [(where, *run) for run, boxes in runs.items() for where in say.say(merged(boxes))]
        out.append(Group(tuple(regions), tuple(cells)))
    return out


def box(corpus: Corpus, region: Region) -> Box:
    """The cells of a region."""
    objects, people, origins, purposes = corpus.trees.values()
    return (
        objects.masks(region.objects),
        people.masks(region.people),
        origins.masks(region.origins),
        purposes.masks(region.purposes),
    )
