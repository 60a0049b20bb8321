"""Work that can be killed: a pool of processes, each with limits of time and memory.

A *nursery* is forked while the server has one thread and holds the data.  It
bears workers, which share that memory, so a new one costs milliseconds and no
loading; and it buries them, so that no process id is ever used twice by
mistake.  A worker does one task at a time and is killed only when it goes over
its limits.  It writes no file and, where the system allows, has no network.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from .replies import LARGEST, Reply, problem

Request = Mapping[str, Any]
Task = Callable[[Request], Reply]

_ORDER = struct.Struct("!ci")
_ANSWER = struct.Struct("!i")
_SIZE = struct.Struct("!I")
_SIZES = struct.Struct("!II")
_BEAR, _BURY = b"+", b"-"

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_MIB = 2**20
# So many requests may wait for each worker; a queue costs little and each waits no longer than a request may take.
_QUEUE = 32


@dataclass(frozen=True)
class Limits:
    """How long a task may run, how many MiB it may use, and how many may run at once."""

    seconds: float = 10.0
    memory: int = 1024
    workers: int = 8


# --- the nursery ----------------------------------------------------------------------


def nursery(task: Callable[[], Task], memory: int) -> socket.socket:
    """Fork the process that makes the task and bears workers; returns the socket that takes its orders.

    To be called before any thread, event loop or listening socket exists.
    """
    ours, theirs = socket.socketpair()
    if os.fork():
        theirs.close()
        return ours
    ours.close()
    try:
        _tend(theirs, task(), memory)
    finally:
        os._exit(1)


def _tend(control: socket.socket, task: Task, memory: int) -> NoReturn:
    """Bear and bury workers until the server has gone; none outlives it."""
    # What is there by now is shared, and stays so if the collector never touches it.
    gc.collect()
    gc.freeze()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    alive: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _ORDER.size, 1)
        if len(message) < _ORDER.size:
            for pid in alive:
                os.kill(pid, signal.SIGKILL)
            os._exit(0)
        order, pid = _ORDER.unpack(message)
        if order == _BEAR:
            pid = os.fork()
            if not pid:
                control.close()
                _live(socket.socket(fileno=descriptors[0]), task, memory)
            os.close(descriptors[0])
            alive.add(pid)
            control.sendall(_ANSWER.pack(pid))
        else:
            # One that has died by itself keeps the status of its own death.
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            alive.discard(pid)
            control.sendall(_ANSWER.pack(status))


# --- a worker -------------------------------------------------------------------------


def _live(line: socket.socket, task: Task, memory: int) -> NoReturn:
    """Do tasks until the server hangs up or the worker has grown too big."""
    complaints = os.fdopen(os.dup(2), "w")
    try:
        ceiling = _confine(memory)
        while size := _received(line, _SIZE.size):
            request = json.loads(_received(line, *_SIZE.unpack(size)))
            last = _done(line, task, request, ceiling)
            if last:
                break
        os._exit(0)
    except BaseException:
        # A fault of ours: told in one line, and a fresh worker takes over.
        complaints.write(json.dumps({"event": "a worker failed", "trace": traceback.format_exc()}) + "\n")
        complaints.flush()
    os._exit(1)


def _done(line: socket.socket, task: Task, request: Request, ceiling: int) -> bool:
    """Do one task and send its reply; true if the worker should do no more."""
    try:
        reply, last = task(request), _peak() > ceiling
        if len(reply.body) > LARGEST:
            reply = problem(503, f"the result has more than {LARGEST // _MIB} MiB; ask for less, or in parts")
    except MemoryError:
        reply, last = out_of_memory(), True
    told = {"status": reply.status, "type": reply.type, "headers": dict(reply.headers), "last": last}
    head = json.dumps(told).encode()
    line.sendall(b"".join((_SIZES.pack(len(head), len(reply.body)), head, reply.body)))
    return last


def _received(line: socket.socket, count: int) -> bytes:
    """So many bytes, or none if the other side has hung up."""
    out = bytearray()
    while len(out) < count:
        more = line.recv(count - len(out))
        if not more:
            return b""
        out += more
    return bytes(out)


def _confine(memory: int) -> int:
    """Take from this process what no task needs; returns how much memory is a sign that it should stop."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    base = _address_space()
    if base:
        resource.setrlimit(resource.RLIMIT_AS, (base + memory * _MIB,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    leave_network()
    return _peak() + memory * _MIB // 2


def leave_network() -> bool:
    """Give up the network for good; false where the system does not let an ordinary process do so."""
    libc = ctypes.CDLL(None, use_errno=True)
    return hasattr(libc, "unshare") and libc.unshare(_NEW_USER | _NEW_NET) == 0


def _peak() -> int:
    """Bytes of memory that this process has had in use at most; macOS counts in bytes, others in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _address_space() -> int:
    """Bytes of address space of this process; 0 where the system does not tell."""
    with suppress(FileNotFoundError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").partition(" ")[0]
        return int(pages) * resource.getpagesize()
    return 0


# --- the pool -------------------------------------------------------------------------


def out_of_memory(memory: int | None = None) -> Reply:
    """The refusal of a task that needs more memory than it may have."""
    how = f"the {memory} MiB" if memory else "the memory"
    return problem(503, f"this needs more than {how} that a request may use; ask for less, or in parts")


@dataclass(eq=False)
class _Worker:
    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def do(self, request: bytes) -> tuple[Reply, bool]:
        """The reply of the worker, and whether it is its last."""
        self.writer.write(request)
        sizes = _SIZES.unpack(await self.reader.readexactly(_SIZES.size))
        head = json.loads(await self.reader.readexactly(sizes[0]))
        body = await self.reader.readexactly(sizes[1])
        return Reply(head["status"], head["type"], body, head["headers"]), head["last"]


class Pool:
    """Workers that take turns; whatever a worker comes to, the answer is a `Reply`.

    `lost` is true once the nursery has gone: there will be no more workers.
    """

    def __init__(self, control: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self._control = control
        self._ordering = asyncio.Lock()
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._waiting = 0
        self._replacing: set[asyncio.Task[int]] = set()
        self.lost = False

    async def open(self) -> None:
        """Bear the workers."""
        self._control.setblocking(False)
        for _ in range(self.limits.workers):
            self._free.put_nowait(await self._bear())

    def close(self) -> None:
        """Let the workers go, and the nursery."""
        self._control.close()

    async def do(self, request: Request) -> Reply:
        """The reply to a request, or a problem object that says which limit it met."""
        worker = await self._next()
        if worker is None:
            return problem(503, "the server is busy; try again in a moment", headers={"Retry-After": "5"})
        told = json.dumps(request).encode()
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply, last = await worker.do(_SIZE.pack(len(told)) + told)
        except TimeoutError:
            self._replace(worker)
            seconds = f"{self.limits.seconds:g} second{'s' * (self.limits.seconds != 1)}"
            return problem(504, f"this took longer than the {seconds} a request may take; ask for less, or in parts")
        except (asyncio.IncompleteReadError, ConnectionError):
            return self._death(await asyncio.shield(self._replace(worker)))
        except asyncio.CancelledError:
            self._replace(worker)
            raise
        if last:
            self._replace(worker)
        else:
            self._free.put_nowait(worker)
        return reply

    async def _next(self) -> _Worker | None:
        """A free worker, or None if there is none for as long as a task may take or too many wait already."""
        if self.lost or (self._free.empty() and self._waiting >= _QUEUE * self.limits.workers):
            return None
        while not self._free.empty():
            if not (worker := self._free.get_nowait()).reader.at_eof():
                return worker
            self._replace(worker)
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                while (worker := await self._free.get()).reader.at_eof():
                    self._replace(worker)
                return worker
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1

    def _death(self, status: int) -> Reply:
        """What a worker's death means to who asked."""
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT:
            return out_of_memory(self.limits.memory)
        if os.WIFSIGNALED(status):
            return problem(
                503, "the system ended the process that worked on this; try again", headers={"Retry-After": "1"}
            )
        return problem(500, "the server failed at this; its log says how")

    def _replace(self, worker: _Worker) -> asyncio.Task[int]:
        """Bury a worker and bear another; the task gives the status of its death."""
        task = asyncio.create_task(self._replaced(worker))
        # The loop itself holds tasks only weakly.
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)
        return task

    async def _replaced(self, worker: _Worker) -> int:
        worker.writer.close()
        try:
            status = await self._order(_BURY, worker.pid)
            self._free.put_nowait(await self._bear())
        except ConnectionError:
            self.lost = True
            return 0
        return status

    async def _bear(self) -> _Worker:
        ours, theirs = socket.socketpair()
        pid = await self._order(_BEAR, 0, theirs)
        theirs.close()
        return _Worker(pid, *await asyncio.open_connection(sock=ours))

    async def _order(self, order: bytes, pid: int, *given: socket.socket) -> int:
        """Tell the nursery what to do; returns its answer.

        Raises:
            ConnectionError: if the nursery has gone.
        """
        async with self._ordering:
            socket.send_fds(self._control, [_ORDER.pack(order, pid)], [one.fileno() for one in given])
            answer = await asyncio.get_running_loop().sock_recv(self._control, _ANSWER.size)
        if len(answer) < _ANSWER.size:
            raise ConnectionError("the process that bears workers has gone; the server must be started again")
        return int(_ANSWER.unpack(answer)[0])
