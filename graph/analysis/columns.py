"""What the columns of the tables mean: one meaning for one name, wherever it stands."""

from __future__ import annotations

from ..boxes import AXES

COLUMNS = {
    # A cell, and sets of cells.
    "object": "category of data; in tables of classes and norms, terms that may stand for several, empty for all",
    "people": "class of people the data are about; otherwise as object",
    "origin": "state whose program supplied the data; otherwise as object",
    "purpose": "what the data are wanted for; otherwise as object",
    "class": "number of a set of cells with one history of verdicts; a class may take several rows",
    "states": "how many states the row is about",
    "cells": "how many cells the row is about: data × people × states × purposes",
    "except": "the cells that a norm leaves out, as products of terms",
    # Verdicts and what they rest on.
    "verdict": "permitted, claimed, unsettled, prohibited or no-known-authority",
    "before": "the verdict on the earlier day",
    "after": "the verdict on the later day",
    "basis": "the tier of the papers that decide: ruling, agency or law; empty where nothing speaks",
    "required": "whether the data had to be shared",
    "because": "ids of the norms and papers the verdict rests on",
    "contested_by": "ids of the cases pending against what speaks of the cell",
    "hinges_on": "ids of the contested facts that would turn the verdict",
    "causes": "what happened on the day that changed the verdict",
    "confidence": "how far the sources bear it out: high, medium or low",
    "sources": "ids of the sources",
    # Days.
    "since": "first day of the longest run around the day asked with this verdict for these reasons; empty: no start",
    "until": "the first day after; empty where no end is known",
    "from": "the first day; empty where it began before the record",
    "carried_forward_from": "the day the sources were last checked, where the day asked lies after it",
    "carried_forward": "how many of the days lie after the one on which the sources were last checked",
    "on": "the day as the record writes it, imprecise days included",
    "on_earliest": "the earliest day it may have been",
    "on_latest": "the latest day it may have been",
    "filed": "the day the case was filed, as the record writes it",
    "filed_earliest": "the earliest day it may have been filed",
    "filed_latest": "the latest day it may have been filed",
    "checked": "the day up to which the sources of the case were searched, as the record writes it",
    "known": "the day from which the public could certainly read of it",
    "label": "what a public tracker would call it; several where a paper is only perhaps in force",
    # Exposure: numbers of days, and runs of them.
    "days": "how many days",
    "open": "days on which the cells were permitted",
    "claimed": "days on which an agency claimed them and no ruling decided",
    "unsettled": "days on which they were unsettled",
    "closed": "days on which they were prohibited",
    "silent": "days on which nothing on record spoke of them",
    "state": "what the verdict of the run is called as a state of the cells: open, claimed, unsettled, closed, silent",
    # Paths of data, and what decides.
    "hop": "number of the hop, from 1",
    "ready": "first day on which the data could be with the bearer",
    "day": "first day from then on which the hop was open; empty where it never opened",
    "open_cells": "how many of the cells could pass on that day, or when ready where the hop never opened",
    "why": "the verdicts of the hop and the papers they rest on, in words",
    "answers": "how many cells the paper decides on the day, alone or with others",
    "share": "their part of all cells on which anything speaks",
    "alone": "how many of them no other paper decides with it",
    "channels": "in how many channels they lie",
    # Papers, norms, cases, disclosures.
    "id": "id in the record",
    "title": "title of the paper, case or disclosure",
    "instrument": "id of the paper that states the norm",
    "case": "id of the case in which the paper was entered or filed; empty outside any",
    "kind": "kind of paper",
    "tier": "who speaks in the paper: ruling, agency, law or filing",
    "modality": "permits, prohibits, requires or leaves-unclear",
    "action": "share, use, onward-share or demand",
    "bearer": "ids of those whom the norm binds, or who disclosed",
    "recipient": "ids of those towards whom, or who received; empty for anyone",
    "says": "the norm in a plain sentence",
    "self_executing": "whether the norm can decide by itself",
    "interrupted": "whether its days have a gap, such as a stay",
    "doubtful": "whether its days depend on a fact or date on which sources differ; from and until take them all in",
    "court": "the court",
    "judge": "who hears the case, as last known",
    "docket_number": "the docket number",
    "status": "what the papers of the case do on the day asked, or on the one it was last checked",
    "plaintiffs": "how many plaintiffs",
    "verdict_of_its_day": "how many cells had each verdict on the day of the disclosure",
    "verdict_known_on_its_day": "the same by the public record of that day, where that differs",
    "said_later": "what later rulings said of it",
}

DAYS = frozenset({
    "since", "until", "from", "carried_forward_from", "on_earliest", "on_latest", "filed_earliest", "filed_latest",
    "known", "ready", "day",
})  # fmt: skip
"""The columns that hold days."""

CATEGORIES = frozenset({
    *AXES, "verdict", "basis", "confidence", "before", "after", "state", "kind", "tier", "modality", "action",
    "bearer", "recipient", "case", "court", "status",
})  # fmt: skip
"""The columns whose values are few."""
