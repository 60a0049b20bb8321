"""From a folder to a corpus, or to every problem that stands in the way.

What was loaded once without problems is kept in the user's cache under the
digest of its files, so that the next load reads no YAML.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

from ..corpus import Corpus
from ..errors import DataError, GraphError, Problem, Refused
from ..places import PACKAGE, beside
from .disk import write_whole

C = TypeVar("C", bound=Corpus)

MAX_BYTES = 1_000_000

# Drafts wait here for an editor; they change no answer.
INBOX = "inbox"


def shipped() -> Path:
    """The record beside the package: `data/` in a checkout, a copy inside the package when installed."""
    return beside("data", "record.yaml")


def load(
    folder: str | Path | None = None,
    into: type[C] = Corpus,  # type: ignore[assignment]  # a type variable can have no default before Python 3.13
    *,
    overlay: str | Path | None = None,
    cache: bool = True,
) -> C:
    """The corpus of a folder, by default of the record beside the package, with a private overlay laid over it.

    Raises:
        DataError: if anything in the folder or the overlay is wrong; it lists every problem.
        GraphError: if there is no such folder.
    """
    root = Path(folder) if folder else shipped()
    files, problems = read_folder(root)
    digest = digest_of(files)
    kept = _cache_file(digest) if cache and not problems else None
    with _growing():
        corpus = _recall(kept) if kept else None
    if corpus is None:
        from .compose import compose

        with _growing():
            corpus, found = compose(files, digest, unread=problems)
        if problems or found:
            raise DataError([*problems, *found])
        if kept:
            _keep(kept, corpus)
    whole = into(**{one.name: getattr(corpus, one.name) for one in fields(Corpus)})
    return lay_over(whole, overlay) if overlay else whole


@contextmanager
def _growing() -> Iterator[None]:
    """No search for garbage while a record is built: it would find nothing and cost much."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def lay_over(corpus: C, folder: str | Path) -> C:
    """The corpus with a folder of the same layout laid over it: its files are added, or stand in place of others.

    Nothing is merged into the record: version and digest of the result say that
    something was laid over it.

    Raises:
        DataError: if the overlay has problems in the company of the corpus.
        GraphError: if there is no such folder.
    """
    files, problems = read_folder(Path(folder))
    return _with(corpus, files, problems, f"overlay {Path(folder).name}")


def add(corpus: C, file: str | Path) -> C:
    """The corpus with one more file, at the path it would have: below its case, or else as an agency paper.

    Raises:
        DataError: if the file has problems in the company of the corpus.
    """
    parts = Path(file).resolve().parts
    place = "/".join(parts[parts.index("cases") :]) if "cases" in parts[:-1] else f"agency/{parts[-1]}"
    try:
        return _with(corpus, {place: read_bytes(Path(file), place)}, [], f"supposing {parts[-1]}")
    except Refused as refused:
        raise DataError([refused.problem]) from None


def _with(corpus: C, files: dict[str, bytes], problems: list[Problem], how: str) -> C:
    from .compose import compose

    added, found = compose(files, base=corpus, unread=problems)
    if problems or found:
        raise DataError([*problems, *found])
    every = {one.name: getattr(added, one.name) for one in fields(Corpus)}
    version, digest = corpus.marked(how, digest_of(files))
    return type(corpus)(**{**every, "known": corpus.known, "version": version, "digest": digest})


def read_folder(root: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The bytes of every record file below a folder, by path, and the files that are none."""
    if not root.is_dir():
        raise GraphError(f"there is no folder {root} to load a record from")
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for file in sorted(one for one in root.rglob("*.y*ml") if one.suffix in (".yaml", ".yml")):
        path = file.relative_to(root).as_posix()
        if path.startswith(f"{INBOX}/"):
            continue
        try:
            files[path] = read_bytes(file, path)
        except Refused as refused:
            problems.append(refused.problem)
    if not files and not problems:
        raise GraphError(f"the folder {root} holds no YAML files; a record has vocabularies/, sources/ and cases/")
    return files, problems


def read_bytes(file: Path, path: str) -> bytes:
    """The bytes of a record file.

    Raises:
        Refused: if the file is too large to be a record or cannot be read.
    """

    def refuse(code: str, message: str, remedy: str) -> Refused:
        return Refused(Problem(path, 1, code, message, remedy))

    if file.suffix == ".yml":
        raise refuse("wrong-ending", "a record file ends in .yaml", "rename it")
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refuse("unreadable", "what bears this name is no file", "remove it or rename it")
        if status.st_size > MAX_BYTES:
            size, most = f"{status.st_size:,}", f"{MAX_BYTES:,}"
            raise refuse("too-large", f"the file has {size} bytes", f"a record has at most {most}: split it")
        return file.read_bytes()
    except OSError as error:
        raise refuse("unreadable", f"the file cannot be read: {error.strerror}", "mend its permissions") from None


def digest_of(files: dict[str, bytes]) -> str:
    """The digest of a record: of the paths and bytes of its files, in order."""
    whole = hashlib.sha256()
    for path, data in sorted(files.items()):
        whole.update(f"{path}\0{len(data)}\0".encode())
        whole.update(data)
    return f"sha256:{whole.hexdigest()}"


# --- the cache ---------------------------------------------------------------


# What is kept depends on these modules, and on the checks; a change in any of them makes the caches of before useless.
_SHAPERS = ("dates", "model", "corpus", "record/strict", "record/compose")


def _cache_file(digest: str) -> Path:
    """Where a corpus of this digest is kept, for this shape of the classes and this Python."""
    modules = [*(PACKAGE / f"{name}.py" for name in _SHAPERS), *sorted((PACKAGE / "record" / "checks").glob("*.py"))]
    shape = hashlib.sha256(b"".join(module.read_bytes() for module in modules))
    shape.update(sys.version.encode())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "couldshare" / f"{digest[7:39]}-{shape.hexdigest()[:16]}.pickle"


def _recall(file: Path) -> Corpus | None:
    """The corpus kept in a file; None if there is none, or not whole, or not ours alone to write."""
    try:
        if file.stat().st_uid != os.getuid() or file.stat().st_mode & 0o022:
            return None
        data = file.read_bytes()
    except OSError:
        return None
    stamp, payload = data[:32], data[32:]
    if hashlib.sha256(payload).digest() != stamp:
        return None
    try:
        corpus = pickle.loads(payload)
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
    return corpus if isinstance(corpus, Corpus) else None


def _keep(file: Path, corpus: Corpus) -> None:
    """Write a corpus to the cache, whole or not at all; a cache that cannot be written is done without."""
    payload = pickle.dumps(corpus, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(file, hashlib.sha256(payload).digest() + payload, mode=0o600)
    except OSError:
        return
