"""The latest replies at hand: what many ask is worked out once, since a record does not change while it is served."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from .replies import Reply

# Bytes of all replies on the shelf, and of one: a large one would push many small ones off.
ROOM, LARGEST_KEPT = 32 * 2**20, 2**18
# What Python itself needs for each.
_OVERHEAD = 1000
# What gives another answer each time.
_FRESH = re.compile(r"NOW|RAND|UUID|BNODE|\\u", re.IGNORECASE)


class Shelf:
    """Replies by what was asked; the one not asked for longest goes first.

    >>> shelf = Shelf()
    >>> shelf.put({"do": "view"}, Reply(200, "text/plain", b"yes"))
    >>> shelf.get({"do": "view"}).body, shelf.get({"do": "query", "query": "ASK {}"})
    (b'yes', None)
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._left = room, room
        self._kept: OrderedDict[str, Reply] = OrderedDict()

    def get(self, order: Mapping[str, Any]) -> Reply | None:
        """The reply to what was asked before."""
        reply = self._kept.get(repr(order))
        if reply:
            self._kept.move_to_end(repr(order))
        return reply

    def put(self, order: Mapping[str, Any], reply: Reply) -> None:
        """Keep a reply, unless it is a refusal, or large, or would be another the next time."""
        if reply.status != 200 or len(reply.body) > LARGEST_KEPT or _FRESH.search(order.get("query", "")):
            return
        asked = repr(order)
        # Two may have asked the same at once.
        if asked not in self._kept:
            self._kept[asked] = reply
            self._left -= _size(asked, reply)
        while self._left < 0:
            self._left += _size(*self._kept.popitem(last=False))


def _size(asked: str, reply: Reply) -> int:
    return len(asked) + len(reply.body) + _OVERHEAD
