"""Whether the kept copies of sources are what they were; nothing is fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from ..corpus import Corpus
from ..errors import GraphError, Problem
from ..model import Source

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def verify(corpus: Corpus, folder: Path) -> list[Problem]:
    """What is wrong with the copies of sources kept in a folder; nothing is fetched.

    A kept copy is called `<source id>.<any ending>`.  Errors: a copy whose digest
    is not the source's, a digest that is none, a file that cannot be read.
    Notes: a copy that is missing or of which no digest is kept, a file that
    belongs to no source.

    Raises:
        GraphError: if the folder cannot be listed.
    """
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        raise GraphError(f"the folder {folder} cannot be searched for kept copies: {error.strerror}") from None
    copies: dict[str, list[Path]] = {id: [] for id in corpus.sources}
    problems: list[Problem] = []
    for file in files:
        id = _source_named(corpus, file.name)
        if id is None:
            problems.append(_stray(corpus, file))
        else:
            copies[id].append(file)
    for id, kept in copies.items():
        problems += _copies(id, corpus.sources[id], kept)
    bare = [id for id, kept in copies.items() if not kept and not corpus.sources[id].digest]
    return sorted([*problems, *_uncopied(folder, bare, len(copies))])


def _source_named(corpus: Corpus, name: str) -> str | None:
    """The source whose copy a file is by its name: the longest id that a dot follows."""
    stems = (name[:n] for n in range(len(name) - 1, 0, -1) if name[n] == ".")
    return next((stem for stem in stems if stem in corpus.sources), None)


def _copies(id: str, source: Source, files: Sequence[Path]) -> Iterator[Problem]:
    """The problems of the copies of one source: one of them must be the one whose digest is kept."""
    wanted = source.digest.lower()
    if wanted and not _DIGEST.fullmatch(wanted):
        message = f"the digest of {id} is {source.digest!r}, which is none"
        yield Problem(id, 1, "bad-digest", message, "write sha256: and 64 hexadecimal digits")
        return
    if wanted and not files:
        yield Problem(
            f"{id}.*", 1, "missing-copy", f"there is no copy of {id}", "fetch it, or leave it to who keeps it", "note"
        )
    found: dict[Path, str] = {}
    for file in files:
        try:
            found[file] = file_digest(file)
        except OSError as error:
            message = f"the copy cannot be read: {error.strerror or error}"
            yield Problem(_shown(file), 1, "unreadable", message, "mend its permissions, or remove it")
    for file, digest in found.items():
        if not wanted:
            message, remedy = f"no digest of {id} is kept", f"add `digest: {digest}` to the source"
            yield Problem(_shown(file), 1, "no-digest", message, remedy, "note")
        elif digest != wanted and wanted in found.values():
            message, remedy = f"this is a second copy of {id}, and not the one whose digest is kept", "remove it"
            yield Problem(_shown(file), 1, "second-copy", message, remedy, "note")
        elif digest != wanted:
            message = f"the copy of {id} has the digest {digest}, and the source {wanted}"
            yield Problem(_shown(file), 1, "wrong-digest", message, "find out which of the two was changed, and when")


def file_digest(file: Path) -> str:
    """The digest of a file, read in chunks.

    Raises:
        OSError: if it cannot be read, or is no file at all.
    """
    if file.exists() and not file.is_file():
        raise OSError(f"what bears this name is no file: {file.name!r}")
    with file.open("rb") as data:
        return f"sha256:{hashlib.file_digest(data, 'sha256').hexdigest()}"


def _stray(corpus: Corpus, file: Path) -> Problem:
    near = get_close_matches(file.stem, list(corpus.sources), n=1)
    remedy = (
        f"did you mean {near[0]}{_printable(file.suffix)}?" if near else "call it <source id>.<ending>, or remove it"
    )
    return Problem(_shown(file), 1, "stray-file", "no source bears this name", remedy, "note")


def _uncopied(folder: Path, bare: Sequence[str], count: int) -> Iterator[Problem]:
    """One note for all the sources of which there is neither copy nor digest."""
    if bare:
        named = ", ".join(bare[:3]) + (f" and {len(bare) - 3:,} more" if len(bare) > 3 else "")
        message = f"of {len(bare):,} of {count:,} sources there is neither a copy nor a digest: {named}"
        yield Problem(_shown(folder), 1, "uncopied", message, "keep one as <source id>.<ending>", "note")


def _shown(file: Path) -> str:
    return _printable(file.name)


def _printable(name: str) -> str:
    """A name as a screen can show it, whatever bytes it is made of."""
    return name if name.isprintable() else ascii(name)
