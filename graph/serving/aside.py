"""The server's workers without the server: for the app, whose readers write queries too.

The app runs many threads, so it may not fork; a process beside it loads the
record and bears the workers.  All of them go when the app goes, whatever ended it.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Coroutine
from threading import Thread
from typing import Any, NoReturn

from ..errors import GraphError, QueryError
from ..places import PACKAGE
from ..rdf.remote import ACCEPTED, table
from ..rdf.sparql import Result, guard
from .endpoint import Endpoint
from .pool import Pool
from .workers import Limits, tend

MOST = 100_000


class Aside:
    """Workers that answer queries of the record in a folder, as long as its digest is the one given."""

    def __init__(self, folder: str, overlay: str, digest: str, limits: Limits | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        ours, theirs = socket.socketpair()
        limits = limits or Limits(workers=2)
        with theirs:
            words = [str(theirs.fileno()), str(limits.memory), digest, folder, *([overlay] if overlay else [])]
            self._beside = subprocess.Popen(
                [sys.executable, "-m", __name__, *words], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
            )  # fmt: skip
        self._pool = Pool(ours, limits)
        try:
            self._wait(self._pool.open())
        except ConnectionError:
            self.close()
            raise GraphError("the record changed while it was drawn up as a graph; try again in a moment") from None

    def lives(self) -> bool:
        """Whether there are workers, or will be."""
        return not self._pool.lost

    def query(self, text: str) -> Result:
        """The table that a query gives, as `rdf.sparql.run` would give it.

        Raises:
            QueryError: if it is none, would leave the record, or takes more than the limits.
        """
        guard(text)
        reply = self._wait(self._pool.do({"query": text, "accept": ACCEPTED}))
        if reply.status != 200:
            raise QueryError(text, json.loads(reply.body)["detail"])
        return table(reply.type, reply.body)

    def close(self) -> None:
        """Let the workers go, and wait until they have gone."""
        self._wait(self._let_go())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _let_go(self) -> None:
        self._pool.close()
        await asyncio.to_thread(self._beside.wait)

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def main(line: str, memory: str, digest: str, folder: str, overlay: str | None = None) -> NoReturn:
    """Bear workers for whoever holds the other end of a socket, unless the record is not the one meant."""
    from ..api import load
    from ..rdf.dataset import store
    from ..rdf.kept import warm

    record = load(folder, overlay=overlay)
    if record.digest != digest:
        sys.exit(1)
    warm(record)
    endpoint = Endpoint(store(record), MOST)
    tend(socket.socket(fileno=int(line)), lambda asked: endpoint.answer(asked["query"], asked["accept"]), int(memory))


if __name__ == "__main__":
    main(*sys.argv[1:])
