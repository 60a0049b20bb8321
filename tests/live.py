"""A server of ours, alive on loopback, for the tests that ask it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "tiny"
# Hundreds of millions of rows: no machine answers it in the time allowed.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f"


def soon(claim, seconds=5):
    """Whether a claim comes true in some seconds."""
    until = time.monotonic() + seconds
    while not claim() and time.monotonic() < until:
        time.sleep(0.02)
    return claim()


class Live:
    """A server in a process of its own; `log` holds the lines it has written so far."""

    def __init__(self, *arguments, code=None):
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "graph", "serve", *arguments]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        self.log = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self.line(lambda line: line.get("event") == "serving")["url"].rstrip("/")
        self.port = int(self.url.rpartition(":")[2])
        self.client = httpx.Client(base_url=self.url, timeout=30)

    def _read(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def line(self, wanted, seconds=30):
        """The last line of the log that is wanted, as soon as there is one."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in reversed(self.log[:]):
                if line.startswith("{") and wanted(json.loads(line)):
                    return json.loads(line)
            if self.process.poll() is not None and not self._reader.is_alive():
                break
            time.sleep(0.02)
        raise AssertionError("no such line; the log is:\n" + "\n".join(self.log))

    def get(self, *arguments, **how):
        return self.client.get(*arguments, **how)

    def query(self, text, accept="application/sparql-results+json", **more):
        """The reply to a query put by GET."""
        return self.client.get("/sparql", params={"query": text, **more}, headers={"Accept": accept})

    def workers(self):
        """The process ids of the workers."""
        (nursery,) = _children(self.process.pid)
        return _children(nursery)

    def has_workers(self, count, seconds=20):
        """Wait until there are so many workers; fails with what the server and the system say of them."""
        until = time.monotonic() + seconds
        while len(found := self.workers()) != count:
            if time.monotonic() > until:
                states = [_stat(one)[:3] for one in found]
                raise AssertionError("\n".join([f"not {count} workers but {states}; the log is:", *self.log]))
            time.sleep(0.02)

    def stop(self, how=signal.SIGTERM):
        """Stop the server; returns its exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self._reader.join()
        self.process.stderr.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def tree(pid):
    """A process and all that it and its children bore."""
    return [pid, *(one for child in _children(pid) for one in tree(child))]


def _children(pid):
    """The living children of a process; the kernel's own list of them may leave some out while others end."""
    every = {int(one.name): _stat(one.name) for one in Path("/proc").glob("[0-9]*")}
    return sorted(child for child, stat in every.items() if stat and stat[3] == str(pid) and stat[2] != "Z")


def _stat(pid):
    """What the kernel says of a process: id, name, state, parent; nothing if it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[:4]
    except (FileNotFoundError, ProcessLookupError):
        return []
