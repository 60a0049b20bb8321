"""Magics for Jupyter, after `%load_ext graph.magic`.

`%ask CMS ICE 2025-09-01 --origin CA` answers as a card whose reasons unfold.
`%%sparql` runs the query in its cell, `%sparql NAME --parameter value` one of
the catalogue; both give a table.  They ask the record named `record` in the
notebook, or else the one that ships.
"""

from __future__ import annotations

import shlex
from functools import cached_property
from typing import TYPE_CHECKING

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

from .api import Answer, Record, load
from .errors import GraphError
from .proof.citation import asked
from .rdf.catalogue import arguments, query
from .rdf.remote import put

if TYPE_CHECKING:
    import pandas as pd


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What `%load_ext graph.magic` calls."""
    shell.register_magics(RecordMagics)


@magics_class
class RecordMagics(Magics):
    """The magics, bound to a running shell."""

    @property
    def record(self) -> Record:
        """The record named `record` in the notebook, or the one that ships."""
        named = self.shell.user_ns.get("record") if self.shell else None
        return named if isinstance(named, Record) else self._shipped

    @cached_property
    def _shipped(self) -> Record:
        return load()

    @line_magic
    def ask(self, line: str) -> Answer:
        """Ask one question: a bearer, a recipient and a day, with the options of `couldshare ask`."""
        try:
            record = self.record
            parts = asked(record, line).to_dict()
            return record.ask(parts.pop("bearer"), parts.pop("recipient"), **parts)
        except GraphError as error:
            raise UsageError(str(error)) from None

    @line_cell_magic
    def sparql(self, line: str, cell: str | None = None) -> pd.DataFrame:
        """Run the query in the cell, or one of the catalogue by its name; with --endpoint URL, there."""
        try:
            words = shlex.split(line)
            name = words.pop(0) if cell is None and words else ""
            given = arguments(words)
            endpoint = given.pop("endpoint", [""])[-1]
            if cell is not None:
                return put(self.record, cell, endpoint).to_frame(short=True)
            return query(name).run(self.record, endpoint=endpoint, **given).to_frame(short=True)
        except GraphError as error:
            raise UsageError(str(error)) from None
