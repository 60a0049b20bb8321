"""Files written whole or not at all: whoever looks sees the old one or the new one, even if the writer is killed."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

# What a killed writer left behind goes when the next one comes, once nobody can still be at it.
_PART, _STALE = ".part", 3600


def write_whole(file: Path, data: bytes, mode: int = 0o644) -> Path:
    """Write a file, making its folder if there is none; returns its path.

    A link stays one: what it points to is replaced.  What is no file but, say,
    a terminal or a pipe is written to, and never replaced by a file.

    Raises:
        OSError: if it cannot be written; then what was there before still is.
    """
    place = file.resolve()
    if place.exists() and not place.is_file():
        place.write_bytes(data)
        return file
    place.parent.mkdir(parents=True, exist_ok=True)
    mark = f".{place.name}."
    _clear(place.parent, mark)
    with NamedTemporaryFile(dir=place.parent, prefix=mark, suffix=_PART, delete=False) as part:
        try:
            part.write(data)
            part.close()
            Path(part.name).chmod(mode)
            Path(part.name).replace(place)
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise
    return file


def _clear(folder: Path, mark: str) -> None:
    for left in folder.iterdir():
        # Another writer may take it away first.
        with suppress(FileNotFoundError):
            if left.name.startswith(mark) and left.suffix == _PART and time.time() - left.stat().st_mtime > _STALE:
                left.unlink()
