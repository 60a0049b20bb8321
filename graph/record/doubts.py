"""Doubts that editors wrote beside the law: comments that begin with DOUBT, in the files of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_MARK = "# DOUBT:"


def doubt_rows(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """One row for each doubt, with its file and line; a comment goes on while the lines below are comments.

    >>> text = b"a: 1\\n# DOUBT: was it the 5th\\n# or the 6th?\\nb: 2  # DOUBT: who?\\n"
    >>> for row in doubt_rows({"law/act.yaml": text}):
    ...     print(row)
    {'path': 'law/act.yaml', 'line': 2, 'doubt': 'was it the 5th or the 6th?'}
    {'path': 'law/act.yaml', 'line': 4, 'doubt': 'who?'}
    """
    for path, body in sorted(files.items()):
        lines = body.decode("utf-8", "replace").splitlines()
        for n, line in enumerate(lines):
            before, mark, doubt = line.partition(_MARK)
            if mark:
                more = () if before.strip() else _going_on(lines[n + 1 :])
                yield {"path": path, "line": n + 1, "doubt": " ".join([doubt.strip(), *more])}


def _going_on(lines: list[str]) -> Iterator[str]:
    for line in lines:
        bare = line.strip()
        if not bare.startswith("#") or bare.startswith(_MARK):
            return
        yield bare.lstrip("# ")
