"""Connections that do not wait for ever: slow or half-open clients are cut off and starve nobody."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Seconds for a client to send the head of a request, and to take the next piece of a reply.
PATIENCE = 15.0
# Bytes that the head of a request may have; a query may stand in it.
LARGEST_HEAD = 2**17
# So many connections may be open on which no whole request has come; of more, the one silent longest is cut off.
MOST_RESTING = 500


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with limits on how long a client may take to send a head or to read."""

    _cut_off: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _head = 0
    # In the order in which they came to rest.
    _resting: ClassVar[dict[Connection, None]] = {}

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the head of a request."""
        super().connection_made(transport)
        self._cut_off = self.loop.call_later(PATIENCE, transport.abort)
        self._rest()

    def data_received(self, data: bytes) -> None:
        """Read on; the wait for a head does not begin anew with each piece of it, and ends if it grows too large."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._calm()
            if not self.cycle.more_body:
                self._resting.pop(self, None)
            return
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            self.transport.abort()
        elif self._cut_off is None:
            self._cut_off = self.loop.call_later(PATIENCE, self.transport.abort)

    def on_response_complete(self) -> None:
        """A reply has gone out: wait for the next request, or begin with it."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._rest()

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
        self._resting.pop(self, None)
        self._calm()
        if self._stalled:
            self._stalled.cancel()
        super().connection_lost(exc)

    def _calm(self) -> None:
        self._head = 0
        if self._cut_off:
            self._cut_off.cancel()
            self._cut_off = None

    def _rest(self) -> None:
        """Be one of those that have nothing to ask, at the cost of whoever has been one longest."""
        self._resting[self] = None
        if len(self._resting) > MOST_RESTING:
            oldest = next(iter(self._resting))
            del self._resting[oldest]
            oldest.transport.abort()
