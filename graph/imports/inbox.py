"""The inbox: drafts that wait for an editor, one JSON file a docket or a document of the Federal Register.

A draft is one docket entry, or one document.  Nothing that came is ever lost:
a text that changes is kept under `earlier`, and a draft that was dropped or
promoted stays, and says so.  A file is written whole or not at all, so that a
process may be killed at any moment; what it had not written, the next import
writes.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..errors import GraphError, NotFound
from ..record.disk import write_whole
from ..record.load import INBOX

Json = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """One thing to decide: its file's contents, and in a docket its entry."""

    id: str
    file: Path
    whole: Json
    entry: Json | None = None

    @property
    def decided(self) -> Json | None:
        """What an editor has made of it: `{"as": "dropped" or "promoted", …}`."""
        decided: Json | None = (self.entry or self.whole).get("decided")
        return decided


class Inbox:
    """The drafts below a record's folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / INBOX
        self._swept = False

    def files(self) -> list[Path]:
        """Every file of drafts, by name."""
        return sorted(self.folder.glob("*/*.json"))

    def path(self, kind: str, name: str) -> Path:
        """Where the drafts of one docket, or the draft of one document, are kept."""
        return self.folder / kind / f"{name}.json"

    def drafts(self, *, all: bool = False) -> Iterator[Draft]:
        """The drafts that wait; with `all`, those decided too."""
        for file in self.files():
            yield from (draft for draft in _drafts(file) if all or not draft.decided)

    def draft(self, id: str) -> Draft:
        """The draft of an id.

        Raises:
            NotFound: if there is none.
        """
        name = id.partition("/")[0]
        for file in sorted(self.folder.glob(f"*/{name}.json")) if name.replace("-", "").isalnum() else ():
            for draft in _drafts(file):
                if draft.id == id:
                    return draft
        every = [draft.id for draft in self.drafts(all=True)]
        raise NotFound("draft", id, tuple(get_close_matches(id, every, n=3, cutoff=0.0)))

    def decide(self, draft: Draft, how: Json) -> None:
        """Mark a draft as decided."""
        with self.held():
            fresh = self.draft(draft.id)
            (fresh.entry if fresh.entry is not None else fresh.whole)["decided"] = how
            write(fresh.file, fresh.whole)

    @contextmanager
    def held(self, *, make: bool = True) -> Iterator[None]:
        """No other process writes here meanwhile; what a killed one left half-written is removed.

        Whoever only looks makes no folder and waits for nobody.
        """
        if not make:
            yield
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not self._swept:
                for left in self.folder.glob("*/.*.part"):
                    left.unlink()
                self._swept = True
            yield
        finally:
            os.close(handle)


def _drafts(file: Path) -> Iterator[Draft]:
    whole = read(file)
    if whole.get("kind") == "docket":
        draft = Draft("", file, whole)
        yield from (replace(draft, id=f"{file.stem}/{entry['id']}", entry=entry) for entry in whole["entries"])
    else:
        yield Draft(file.stem, file, whole)


def read(file: Path) -> Json:
    """What a file of drafts holds.

    Raises:
        GraphError: if it is none, as after a merge with conflicts.
    """
    try:
        whole = json.loads(file.read_bytes())
        if isinstance(whole, dict) and whole.get("schema") == 1:
            return whole
        why = "it is not of schema 1"
    except (OSError, ValueError, RecursionError) as error:
        why = str(error)
    raise GraphError(f"{file} is no file of drafts: {why}; restore it, or remove it and import again") from None


def write(file: Path, whole: Json) -> None:
    """Put a file of drafts in place of the one before, whole or not at all."""
    write_whole(file, (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())
