"""Connections that do not wait for ever: slow or half-open clients are cut off and starve nobody."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Seconds for a client to send the head of a request, and to take the next piece of a reply.
PATIENCE = 15.0
# Bytes that the head of a request may have; a query may stand in it.
LARGEST_HEAD = 2**17


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with limits on how long a client may take to send a head or to read."""

    _cut_off: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the head of a request."""
        super().connection_made(transport)
        self._cut_off = self.loop.call_later(PATIENCE, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Read on; the wait for a head does not begin anew with each piece of it, and ends if it grows too large."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._calm()
            return
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            self.transport.abort()
        elif self._cut_off is None:
            self._cut_off = self.loop.call_later(PATIENCE, self.transport.abort)

    def pause_writing(self) -> None:
        """The client reads more slowly than we write: begin to wait for it."""
        super().pause_writing()
        self._stalled = self.loop.call_later(PATIENCE, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read on."""
        super().resume_writing()
        if self._stalled:
            self._stalled.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._calm()
        if self._stalled:
            self._stalled.cancel()
        super().connection_lost(exc)

    def _calm(self) -> None:
        self._head = 0
        if self._cut_off:
            self._cut_off.cancel()
            self._cut_off = None
