"""The one way to write a value as JSON, and its digest."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def canonical(value: Any) -> str:
    """The one way to write a value as JSON that a digest is taken of."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """The digest of a value."""
    return f"sha256:{sha256(canonical(value).encode('utf-8', 'surrogatepass')).hexdigest()}"
