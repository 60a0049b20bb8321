"""The RDF of a record in the user's cache, so that a query need not wait until every verdict is worked out.

What is kept is named after the content of the corpus and of this package: a
change in either makes it useless, and nothing stale is ever read.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from dataclasses import fields
from pathlib import Path

import pyoxigraph as ox

from ..corpus import Corpus
from ..places import PACKAGE
from ..record.disk import write_whole
from .dataset import nquads, shelf, store

# So many data sets are kept, the latest used; each takes some megabytes.
MOST = 6


def warm(corpus: Corpus) -> None:
    """Fill the store of a corpus from the cache, or make it and keep it there."""
    here = shelf(corpus)
    if here:
        return
    file = _folder() / f"{_name(corpus)}.nq.gz"
    found = _recalled(file)
    if found is None:
        store(corpus)
        _keep(file, nquads(corpus))
    else:
        here.append(found)


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "couldshare" / "rdf"


def _name(corpus: Corpus) -> str:
    whole = hashlib.sha256(repr([getattr(corpus, one.name) for one in fields(Corpus)]).encode())
    for module in sorted(PACKAGE.rglob("*.py")):
        whole.update(module.read_bytes())
    whole.update(ox.__version__.encode())
    return whole.hexdigest()[:32]


def _recalled(file: Path) -> ox.Store | None:
    """The store kept in a file; None if there is none, or not whole, or not ours alone to write."""
    try:
        if file.stat().st_uid != os.getuid() or file.stat().st_mode & 0o022:
            return None
        # Gzip carries a checksum of what it holds.
        data = gzip.decompress(file.read_bytes())
        file.touch()
    except (OSError, EOFError, zlib.error):
        return None
    if not data:
        return None
    out = ox.Store()
    out.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    return out


def _keep(file: Path, data: bytes) -> None:
    """Write to the cache, whole or not at all; a cache that cannot be written is done without."""
    try:
        write_whole(file, gzip.compress(data, 1, mtime=0), 0o600)
        for old in sorted(file.parent.glob("*.nq.gz"), key=lambda one: one.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        return
