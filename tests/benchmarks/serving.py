"""`couldshare serve` beside Oxigraph's own server: the same queries, the same data, four clients at a time."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

from graph.rdf.catalogue import catalogue
from graph.rdf.dataset import nquads

from .timing import Section, timed

CLIENTS = 4
_COUNT = count()
OURS, OXIGRAPH = "couldshare serve", "Oxigraph's server"
LOOK_UP = """PREFIX cs: <https://w3id.org/couldshare/ns#> SELECT ?verdict {
  ?channel cs:bearer <https://w3id.org/couldshare/id/agent/cms> ;
    cs:recipient <https://w3id.org/couldshare/id/agent/ice> .
  ?segment cs:channel ?channel ; cs:from ?from ; cs:until ?until ; cs:verdict ?verdict .
  FILTER (STR(?from) <= "2025-09-01" && "2025-09-01" < STR(?until)) }"""


def serving(record) -> Iterator[Section]:
    """Batches of queries to both servers, which take turns."""
    with tempfile.TemporaryDirectory() as room, _oxigraph(record, Path(room)) as oxigraph, _ours() as ours:
        catalogued = [one.example for one in catalogue().values()]
        batches = {
            "every query of the catalogue": catalogued,
            "a look-up of the verdicts of one day, 100 times": [LOOK_UP] * 100,
            "a query that asks nothing (ASK {}), 1,000 times": ["ASK {}"] * 1000,
        }
        for name, queries in batches.items():
            calls = {
                OXIGRAPH: _batch(oxigraph, "/query", queries),
                OURS: _batch(ours, "/sparql", queries),
            }
            yield Section(f"Over HTTP: {name}", timed(calls, rounds=3), OXIGRAPH)


def _batch(port: int, path: str, queries: Sequence[str]) -> Callable[[], None]:
    """Ask every query of a server, shared out among clients that each keep one connection.

    Each has a comment that no query had before, or our server would answer it from memory.
    """
    requests = [
        f"GET {path}?query={quote(text)}%0A%23FRESH HTTP/1.1\r\nHost: localhost\r\n"
        "Accept: application/sparql-results+json, application/n-triples;q=0.5\r\n\r\n".encode()
        for text in queries
    ]

    def run() -> None:
        fresh = [one.replace(b"FRESH", b"%d" % next(_COUNT)) for one in requests]
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda n: _client(port, fresh[n::CLIENTS]), range(CLIENTS)))

    return run


def _client(port: int, requests: Sequence[bytes]) -> None:
    """Put requests one after another; only the status is looked at, so that the client costs little."""
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as replies:
        for request in requests:
            line.sendall(request)
            status, length, chunked = replies.readline(), 0, False
            while (head := replies.readline().lower()) != b"\r\n":
                if head.startswith(b"content-length:"):
                    length = int(head[15:])
                chunked |= head.startswith(b"transfer-encoding:")
            if b" 200" not in status:
                raise RuntimeError(f"{status!r} {replies.read(length)!r}")
            if not chunked:
                replies.read(length)
                continue
            while size := int(replies.readline(), 16):
                replies.read(size + 2)
            replies.readline()


@contextmanager
def _oxigraph(record, room: Path) -> Iterator[int]:
    command = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    data, place, port = room / "data.nq", room / "store", _free_port()
    data.write_bytes(nquads(record))
    load = [command, "load", "--location", str(place), "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True)
    subprocess.run([command, "optimize", "--location", str(place)], check=True, capture_output=True)
    serve = ["serve-read-only", "--location", str(place), "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    with _running([command, *serve], port):
        yield port


@contextmanager
def _ours() -> Iterator[int]:
    port = _free_port()
    with _running([sys.executable, "-m", "graph", "serve", "--port", str(port), "--timeout", "60"], port):
        yield port


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    """A server, once it takes connections, until the end."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and process.poll() is None:
                with socket.socket() as line:
                    if not line.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])
