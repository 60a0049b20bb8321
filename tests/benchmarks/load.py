"""`couldshare serve` under load: `python -m tests.benchmarks --load`; ends with 1 if anything but 200 and limits came.

Two hundred clients ask as fast as they are answered, first what many ask, then
what nobody asked before, then the same beside slow and half-open clients.
"""

from __future__ import annotations

import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

from graph.rdf.catalogue import catalogue
from tests.live import Live, tree

from .serving import LOOK_UP

CLIENTS, SLOW = 200, 400
LIMITS = {200, 503, 504}
# Between two looks at the memory.
_EVERY = 10

# Each thread of wrk counts the statuses that came to it; `asked` is what it goes through, in an order of its own.
_LUA = """
local threads = {}
function setup(thread) thread:set("number", #threads); table.insert(threads, thread) end
function init(args)
  seen, asked = {}, {}
  for line in io.lines(args[1]) do asked[#asked + 1] = line end
  math.randomseed(number + 1)
  fresh, count = args[2] == "fresh", 0
end
function request()
  local path = asked[math.random(#asked)]
  count = count + 1
  if fresh then path = path:gsub("FRESH", number .. "x" .. count) end
  return wrk.format("GET", path)
end
function response(status) seen[status] = (seen[status] or 0) + 1 end
function done(summary, latency)
  local statuses = {}
  for _, thread in ipairs(threads) do
    for status, n in pairs(thread:get("seen")) do statuses[status] = (statuses[status] or 0) + n end
  end
  local out = {}
  for status, n in pairs(statuses) do out[#out + 1] = string.format('"%d": %d', status, n) end
  local e = summary.errors
  io.stderr:write(string.format(
    '{"seconds": %f, "requests": %d, "p50": %f, "p99": %f, "max": %f, "broken": %d, "statuses": {%s}}\\n',
    summary.duration / 1e6, summary.requests, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    latency.max / 1e6, e.connect + e.read + e.write + e.timeout, table.concat(out, ", ")))
end
"""


def addresses() -> list[str]:
    """What is asked: every query of the catalogue, look-ups, and views of many pairs, states and days."""
    rng = random.Random(4)
    queries = [*(one.example for one in catalogue().values()), *[LOOK_UP] * 40]
    # A comment makes of a query one that was never asked before.
    out = [f"/sparql?query={quote(text)}%0A%23FRESH" for text in queries]
    for _ in range(60):
        day = f"2025-{rng.randrange(6, 13):02}-{rng.randrange(1, 29):02}"
        cell = {"origin": rng.choice(["CA", "NY", "WA", "TX"]), "people": rng.choice(["us-citizen", "noncitizen"])}
        out.append("/ask?" + urlencode({"bearer": "CMS", "recipient": "ICE", "on": day, **cell}))
        out.append("/ask?" + urlencode({"bearer": "IRS", "recipient": "ICE", "on": day}))
    pair = "bearer=CMS&recipient=ICE"
    return [*out, f"/timeline?{pair}&origin=CA", "/cases", "/cases?on=2026-02-01", "/coverage", "/sources", "/queries"]


def load(seconds: int, clients: int = CLIENTS) -> int:
    """Print what came of each sort of load; 1 if something else came than answers and declared limits, else 0."""
    faults = 0
    with tempfile.TemporaryDirectory() as folder, Live("--port", "0") as live:
        print(f"{clients} clients, {seconds} s each; memory is the proportional share of all processes of the server")
        print(f"{'at the start':<44} {memory(live):>6.0f} MB")
        for title, how, beside in (
            ("what many ask", "many", 0),
            ("what nobody asked before", "fresh", 0),
            (f"the same beside {SLOW} slow and half-open", "fresh", SLOW),
        ):
            with crowd(live.port, beside):
                found, held = _wrk(live, Path(folder), how, seconds, clients)
            rate = found["requests"] / found["seconds"]
            print(
                f"{title:<44} {rate:>6.0f} requests/s, p50 {found['p50']:.3f} s, p99 {found['p99']:.3f} s, "
                f"longest {found['max']:.2f} s; {found['statuses']}, {found['broken']} broken off; "
                f"MB every {_EVERY} s: {' '.join(f'{one:.0f}' for one in held)}",
                flush=True,
            )
            faults += found["broken"] + sum(n for status, n in found["statuses"].items() if int(status) not in LIMITS)
        time.sleep(2)
        alive = live.get("/health").json()["workers"]
        print(f"{'after it, at rest':<44} {memory(live):>6.0f} MB, {alive} workers")
    return int(faults > 0)


def _wrk(live: Live, folder: Path, how: str, seconds: int, clients: int) -> tuple[dict, list[float]]:
    """What wrk found, and the memory of the server meanwhile."""
    asked, script = folder / "addresses", folder / "load.lua"
    asked.write_text("\n".join(addresses()) + "\n")
    script.write_text(_LUA)
    wrk = shutil.which("wrk") or sys.exit("wrk is missing; install it: apt-get install wrk")
    command = [wrk, "-t2", f"-c{clients}", f"-d{seconds}", "--timeout", "30", "-s", script, live.url, "--", asked, how]
    held = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                running.wait(_EVERY)
            held.append(memory(live))
        told = running.stderr.read()
    return json.loads(told), held


def memory(live: Live) -> float:
    """Megabytes that the processes of a server hold, shared ones counted once."""
    total = 0
    for pid in tree(live.process.pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


# --- those that are slow ------------------------------------------------------------------

# What a slow client sends, and whether it goes on, byte by byte.
_HALVES = (
    (b"", False),
    (b"GET /spar", False),
    (b"GET /cases HTTP/1.1\r\nHost: x\r\nX-Slow: ", True),
    (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 999\r\n\r\n",
        True,
    ),
    (f"GET /sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 20000')} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), False),
)


@contextmanager
def crowd(port: int, count: int) -> Iterator[None]:
    """So many clients that do not end what they begin, or do not read what they asked for; one cut off comes again."""
    over = threading.Event()
    thread = threading.Thread(target=_crowd, args=(port, count, over))
    thread.start()
    yield
    over.set()
    thread.join()


def _crowd(port: int, count: int, over: threading.Event) -> None:
    sorts = cycle(_HALVES)
    lines = [(None, next(sorts)) for _ in range(count)]
    while not over.wait(1):
        lines = [(_dripped(line, port, *sort), sort) for line, sort in lines]
    for line, _ in lines:
        if line:
            line.close()


def _dripped(line: socket.socket | None, port: int, begun: bytes, goes_on: bool) -> socket.socket | None:
    """A line on which one byte more was sent, or a new one; none if the server takes none just now."""
    try:
        if line is None:
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(begun)
            line.setblocking(False)
        elif goes_on:
            line.send(b"a")
    except BlockingIOError:
        return line
    except OSError:
        if line:
            line.close()
        return None
    return line
