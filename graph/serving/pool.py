"""The server's side of its workers: who is free, who waits, and that there are always as many as there should be.

Each worker has a *seat*.  A seat bears a worker, waits until that one has
ended, whatever it was doing and whoever ended it, and bears another; so no
request has to think of replacing anybody, and an idle worker that dies is
replaced before somebody wants it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections import deque
from typing import Any

from .journal import write
from .replies import Reply, problem
from .workers import BEAR, BORN, BURIED, BURY, NEWS, ORDER, SIZE, SIZES, Limits, Request, out_of_memory

# So many requests may wait for each worker; a queue costs little and each waits no longer than a request may take.
_QUEUE = 32
# Seconds until what the system refused is tried again.
_AGAIN = 1.0


class _Worker(asyncio.Protocol):
    """The line to a worker: it does one request after another, until it has `ended`."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.pid = 0
        self.ended: asyncio.Future[None] = loop.create_future()
        self.death: asyncio.Future[int] = loop.create_future()
        self._replied: asyncio.Future[tuple[Reply, bool]] | None = None
        self._held = bytearray()

    def connection_made(self, transport: Any) -> None:
        """Keep the line."""
        self._transport = transport

    async def do(self, request: bytes) -> tuple[Reply, bool]:
        """The reply of the worker, and whether it is its last.

        Raises:
            ConnectionError: if it ended before it replied.
        """
        self._replied = asyncio.get_running_loop().create_future()
        if self.ended.done():
            raise ConnectionError("the worker has ended")
        self._transport.write(SIZE.pack(len(request)) + request)
        return await self._replied

    def data_received(self, data: bytes) -> None:
        """Take a piece of a reply; the whole of it goes to who asked."""
        self._held += data
        if len(self._held) < SIZES.size:
            return
        head, rest = SIZES.unpack_from(self._held)
        start, end = SIZES.size + head, SIZES.size + head + rest
        if len(self._held) < end or self._replied is None or self._replied.done():
            return
        told = json.loads(self._held[SIZES.size : start])
        with memoryview(self._held) as held:
            body = bytes(held[start:end])
        self._held = bytearray()
        reply = Reply(told["status"], told["type"], body, told["headers"])
        self._replied.set_result((reply, told["last"]))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (how the line broke is told by the death)
        """The worker has ended, by itself or because it was let go."""
        self.ended.set_result(None)
        if self._replied is not None and not self._replied.done():
            self._replied.set_exception(ConnectionError("the worker has ended"))

    def let_go(self) -> None:
        """Hear nothing more of it: its seat has it killed."""
        self._transport.abort()


class Pool:
    """Workers that take turns; whatever a worker comes to, the answer is a `Reply`.

    `lost` is true once the nursery has gone: there will be no more workers.
    `alive` says how many there are; it is less than there should be only while
    one is being born, or while the system refuses another, which the log tells.
    """

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.limits, self.lost, self.alive = limits, False, 0
        self._control = control
        self._bearing = asyncio.Lock()
        self._born: asyncio.Future[int] | None = None
        self._ending: dict[int, _Worker] = {}
        self._free: list[_Worker] = []
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._seats: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Bear the workers."""
        self._control.setblocking(False)
        asyncio.get_running_loop().add_reader(self._control, self._hear)
        for _ in range(self.limits.workers):
            first = await self._bear()
            self._seats.append(asyncio.create_task(self._seat(first)))

    def close(self) -> None:
        """Let the workers go, and the nursery."""
        for seat in self._seats:
            seat.cancel()
        for worker in self._free:
            worker.let_go()
        self._lose()

    # --- requests ---------------------------------------------------------------------

    async def do(self, request: Request) -> Reply:
        """The reply to a request, or a problem object that says which limit it met."""
        told = json.dumps(request).encode()
        worker = await self._next()
        if worker is None:
            return problem(503, "the server is busy; try again in a moment", headers={"Retry-After": "5"})
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply, last = await worker.do(told)
        except TimeoutError:
            worker.let_go()
            seconds = f"{self.limits.seconds:g} second{'s' * (self.limits.seconds != 1)}"
            return problem(504, f"this took longer than the {seconds} a request may take; ask for less, or in parts")
        except ConnectionError:
            return await self._death(worker)
        except asyncio.CancelledError:
            worker.let_go()
            raise
        if not last:
            self._offer(worker)
        return reply

    async def _next(self) -> _Worker | None:
        """A free worker, or None if there is none for as long as a task may take or too many wait already."""
        if self._free:
            return self._free.pop()
        if self.lost or len(self._waiting) >= _QUEUE * self.limits.workers:
            return None
        turn: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            # Unlike a timeout, this never takes a turn away that has come.
            await asyncio.wait([turn], timeout=self.limits.seconds)
        except asyncio.CancelledError:
            if turn.done():
                self._offer(turn.result())
            raise
        finally:
            if not turn.done():
                self._waiting.remove(turn)
        return turn.result() if turn.done() else None

    def _offer(self, worker: _Worker) -> None:
        """Give a worker that has nothing to do to whoever waits longest, or keep it for the next."""
        if worker.ended.done():
            return
        if self._waiting:
            self._waiting.popleft().set_result(worker)
        else:
            self._free.append(worker)

    async def _death(self, worker: _Worker) -> Reply:
        """What a worker's death means to who asked."""
        await asyncio.wait([worker.death], timeout=self.limits.seconds)
        status = worker.death.result() if worker.death.done() else int(signal.SIGKILL)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT:
            return out_of_memory(self.limits.memory)
        if os.WIFSIGNALED(status):
            return problem(
                503, "the system ended the process that worked on this; try again", headers={"Retry-After": "1"}
            )
        return problem(500, "the server failed at this; its log says how")

    # --- seats ------------------------------------------------------------------------

    async def _seat(self, worker: _Worker) -> None:
        """One worker after another, for as long as there is a nursery."""
        while True:
            self.alive += 1
            self._offer(worker)
            # Who stops waiting does not cancel what is waited for.
            await asyncio.wait([worker.ended])
            self.alive -= 1
            if worker in self._free:
                self._free.remove(worker)
            self._ending[worker.pid] = worker
            self._order(BURY, worker.pid)
            try:
                worker = await self._bear()
            except ConnectionError:
                return

    async def _bear(self) -> _Worker:
        """A new worker, as soon as the system allows one.

        Raises:
            ConnectionError: if the nursery has gone.
        """
        while True:
            try:
                async with self._bearing:
                    return await self._bear_once()
            except ConnectionError:
                raise
            except OSError as error:
                write(event="a worker could not be born", why=error.strerror, workers=self.alive)
            await asyncio.sleep(_AGAIN)

    async def _bear_once(self) -> _Worker:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._born = loop.create_future()
                self._order(BEAR, 0, theirs)
                pid = await self._born
            _, worker = await loop.create_connection(_Worker, sock=ours)
        except OSError:
            ours.close()
            raise
        worker.pid = pid
        return worker

    # --- the nursery ------------------------------------------------------------------

    def _order(self, order: bytes, pid: int, *given: socket.socket) -> None:
        """Tell the nursery what to do; `_hear` hears what comes of it."""
        try:
            socket.send_fds(self._control, [ORDER.pack(order, pid)], [one.fileno() for one in given])
        except OSError:
            self._lose()

    def _hear(self) -> None:
        """Take in what the nursery tells."""
        try:
            news = self._control.recv(NEWS.size)
        except BlockingIOError:
            return
        except ConnectionError:
            news = b""
        if not news:
            self._lose()
            return
        what, pid, number = NEWS.unpack(news)
        if what == BURIED:
            self._ending.pop(pid).death.set_result(number)
        elif self._born and what == BORN:
            self._born.set_result(pid)
        elif self._born:
            self._born.set_exception(OSError(number, os.strerror(number)))

    def _lose(self) -> None:
        """The nursery has gone; there will be no more workers, and nobody tells how one died."""
        if not self.lost:
            self.lost = True
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
        if self._born and not self._born.done():
            self._born.set_exception(ConnectionError("the process that bears workers has gone"))
        while self._ending:
            self._ending.popitem()[1].death.set_result(0)
