"""`couldshare serve`: the record over HTTP, read-only.

This process speaks HTTP and does nothing else; whatever must be worked out is
done by workers that can be killed.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn

from ..errors import GraphError
from .connections import Connection
from .desk import desk
from .endpoint import Endpoint
from .journal import record_logs, write
from .site import Edition, site
from .workers import Limits, Task, nursery

if TYPE_CHECKING:
    from ..api import Record

_MMAP_THRESHOLD = -3


@dataclass(frozen=True)
class Settings:
    """Where to listen, and what a request may use."""

    host: str = "127.0.0.1"
    port: int = 8000
    limits: Limits = field(default_factory=Limits)
    most: int = 100_000

    def __str__(self) -> str:
        return (
            f"A request may run for {self.limits.seconds:g} s and use {self.limits.memory} MiB of memory; "
            f"a result may have {self.most:,} rows or triples. One over a limit is refused whole, never cut short."
        )


class CannotListen(GraphError):
    """Nothing can be served at an address."""


def serve(record: Record, settings: Settings) -> None:
    """Serve a record until SIGTERM or SIGINT; requests under way are answered first.

    Raises:
        CannotListen: if the address is taken or not of this machine.
    """

    def task() -> Task:
        from ..rdf.dataset import store
        from ..rdf.kept import warm

        warm(record)
        return desk(record, Endpoint(store(record), settings.most), str(settings))

    run(task, Edition(record.version, record.digest, str(settings)), settings)


def run(task: Callable[[], Task], edition: Edition, settings: Settings) -> None:
    """Serve what a task does; the task is made in the process that bears the workers."""
    control = nursery(task, settings.limits.memory)
    listening = _listen(settings.host, settings.port)
    _make_room()
    record_logs()
    write(event="loading", version=edition.version, digest=edition.digest)
    config = uvicorn.Config(
        site(edition, control, settings.limits),
        http=Connection, ws="none", lifespan="on", log_config=None, access_log=False, server_header=False,
        limit_concurrency=1000, timeout_graceful_shutdown=int(settings.limits.seconds) + 5,
    )  # fmt: skip
    # uvicorn stops in good order, then raises the signal again, which would make that look like a failure.
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    _Announced(config).run(sockets=[listening])
    write(event="stopped")


class _Announced(uvicorn.Server):
    """uvicorn's server, which says in the log where it serves once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        for one in sockets or ():
            host, port = one.getsockname()[:2]
            write(event="serving", url=f"http://{f'[{host}]' if ':' in host else host}:{port}/")


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address; nobody is let in before the workers are there."""
    # Named as TCP, or asyncio would not tell the system to send small replies at once.
    one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, port))
    except OSError as error:
        raise CannotListen(
            f"cannot listen on {host}, port {port}: {error.strerror or error}; try another --port"
        ) from None
    return one


def _make_room() -> None:
    """Have this process take as many connections as the system lets it, and give memory back that it does not use."""
    # Each connection is a file to the system, and many systems allow few at first.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Left alone, glibc learns from large replies to keep for itself what they took: hundreds of megabytes.
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_MMAP_THRESHOLD, 2**17)
