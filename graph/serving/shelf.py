"""The latest replies at hand: what many ask is worked out once, since a record does not change while it is served."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from .replies import Reply

# Bytes of all replies on the shelf, and of one: a large one would push many small ones off.
ROOM, LARGEST_KEPT = 32 * 2**20, 2**18
# What Python itself needs for each.
_OVERHEAD = 1000
# What gives another answer each time.
_FRESH = re.compile(r"\b(?:NOW|RAND|(?:STR)?UUID)\b", re.IGNORECASE)

Order = Mapping[str, Any]


class Shelf:
    """Replies by what was asked; the one not asked for longest goes first.

    Whoever asks what somebody is asking already waits for the same reply.

    >>> async def work(order):
    ...     print("at work on", order)
    ...     return Reply(200, "text/plain", b"yes")
    >>> async def twice(order):
    ...     shelf = Shelf()
    ...     first = await asyncio.gather(shelf.reply(order, work), shelf.reply(order, work))
    ...     return [one.body for one in (*first, await shelf.reply(order, work))]
    >>> asyncio.run(twice({"do": "view"}))
    at work on {'do': 'view'}
    [b'yes', b'yes', b'yes']
    """

    def __init__(self, room: int = ROOM) -> None:
        self._left = room
        self._kept: OrderedDict[str, Reply] = OrderedDict()
        self._coming: dict[str, asyncio.Task[Reply]] = {}

    async def reply(self, order: Order, work: Callable[[Order], Awaitable[Reply]]) -> Reply:
        """The reply to an order, worked out only if it is not at hand or on its way."""
        if _FRESH.search(order.get("query", "")):
            return await work(order)
        asked = repr(order)
        if asked in self._kept:
            self._kept.move_to_end(asked)
            return self._kept[asked]
        if asked not in self._coming:
            self._coming[asked] = asyncio.ensure_future(work(order))
            self._coming[asked].add_done_callback(partial(self._arrived, asked))
        # Whoever goes away takes the reply from nobody else.
        return await asyncio.shield(self._coming[asked])

    def _arrived(self, asked: str, coming: asyncio.Task[Reply]) -> None:
        """Keep a reply, unless it is a refusal or large."""
        del self._coming[asked]
        if coming.cancelled() or coming.exception() or coming.result().status != 200:
            return
        reply = coming.result()
        if len(reply.body) <= LARGEST_KEPT:
            self._kept[asked] = reply
            self._left -= _size(asked, reply)
        while self._left < 0:
            self._left += _size(*self._kept.popitem(last=False))


def _size(asked: str, reply: Reply) -> int:
    return len(asked) + len(reply.body) + _OVERHEAD
