"""Work that can be killed: processes with limits of time and memory, and the one that bears them.

A *nursery* is forked while the server has one thread and holds the data.  It
bears workers, which share that memory, so a new one costs milliseconds and no
loading; and it buries them, so that no process id is ever used twice by
mistake.  A worker does one task at a time and is killed only when it goes over
its limits.  It writes no file and, where the system allows, has no network.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import select
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

# What the nursery is told to do, with which worker; and what it tells: of which worker, and how it died.
ORDER, NEWS = struct.Struct("!ci"), struct.Struct("!cii")
BEAR, BURY = b"+", b"-"
BORN, BURIED, BARREN = b"+", b"-", b"!"

# How many bytes a request has; how many the head and the body of its reply.
SIZE, SIZES = struct.Struct("!I"), struct.Struct("!II")

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_MIB = 2**20
# Seconds between two looks at workers that were killed and are not dead yet.
_WINK = 0.005


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
        tend(theirs, task(), memory)
    finally:
        os._exit(1)


def tend(control: socket.socket, task: Task, memory: int) -> NoReturn:
    """Bear and bury workers until the server has gone; none outlives it."""
    # What is there by now is shared, and stays so if the collector never touches it.
    gc.collect()
    gc.freeze()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    alive: set[int] = set()
    dying: set[int] = set()
    while True:
        if select.select([control], [], [], _WINK if dying else None)[0]:
            message, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
            if len(message) < ORDER.size:
                for pid in alive:
                    os.kill(pid, signal.SIGKILL)
                os._exit(0)
            order, pid = ORDER.unpack(message)
            if order == BEAR:
                alive |= _bear(control, descriptors[0], task, memory)
            else:
                # One that has died by itself keeps the status of its own death.
                os.kill(pid, signal.SIGKILL)
                dying.add(pid)
        # Some take long to die, and nobody waits for them meanwhile.
        buried = {pid for pid in dying if _buried(control, pid)}
        alive -= buried
        dying -= buried


def _bear(control: socket.socket, line: int, task: Task, memory: int) -> set[int]:
    """Bear a worker that speaks through a descriptor, and tell its process id, or why there is none."""
    try:
        pid = os.fork()
    except OSError as error:
        os.close(line)
        _tell(control, BARREN, 0, error.errno or 0)
        return set()
    if not pid:
        control.close()
        _live(socket.socket(fileno=line), task, memory)
    os.close(line)
    _tell(control, BORN, pid, 0)
    return {pid}


def _buried(control: socket.socket, pid: int) -> bool:
    """Whether a worker is dead; then it is buried, and its death is told."""
    dead, status = os.waitpid(pid, os.WNOHANG)
    if dead:
        _tell(control, BURIED, pid, status)
    return bool(dead)


def _tell(control: socket.socket, *news: Any) -> None:
    # That the server has gone is heard next, and then every worker goes too.
    with suppress(ConnectionError):
        control.sendall(NEWS.pack(*news))


# --- a worker -------------------------------------------------------------------------


def _live(line: socket.socket, task: Task, memory: int) -> NoReturn:
    """Do tasks until the server hangs up or the worker has grown too big."""
    complaints = os.fdopen(os.dup(2), "w")
    try:
        ceiling = _confine(memory)
        while size := _received(line, SIZE.size):
            request = json.loads(_received(line, *SIZE.unpack(size)))
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
    line.sendall(b"".join((SIZES.pack(len(head), len(reply.body)), head, reply.body)))
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


def out_of_memory(memory: int | None = None) -> Reply:
    """The refusal of a task that needs more memory than it may have."""
    how = f"the {memory} MiB" if memory else "the memory"
    return problem(503, f"this needs more than {how} that a request may use; ask for less, or in parts")
