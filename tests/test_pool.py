"""There are always as many workers as there should be, or the server says why there are not."""

import ctypes
import os
import resource
import signal
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live import Live

SLEEPER = """
import time
from graph.serving.replies import Reply
from graph.serving.server import Edition, Settings, run
from graph.serving.workers import Limits
def task():
    def reply(request):
        time.sleep(float(request["query"]))
        return Reply(200, "text/plain", b"done")
    return reply
run(task, Edition("0", "sha256:0", ""), Settings(port=0, limits=Limits(seconds=1, workers=3)))
"""

# Linux: to watch a process as a debugger does.
SEIZE = 0x4206


@pytest.fixture
def sleeper():
    with Live(code=SLEEPER) as one:
        yield one


@contextmanager
def slow_to_die(pid):
    """A process that, when it dies, stays until the block ends: it is watched by a debugger that looks elsewhere."""
    ctypes.CDLL(None).ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if ctypes.CDLL(None).ptrace(SEIZE, pid, None, None):
        pytest.skip("this system lets no ordinary process watch another")
    yield
    os.waitpid(pid, 0)


def test_an_idle_worker_that_dies_is_replaced_before_anybody_wants_it(sleeper):
    before = sleeper.workers()
    for pid in before[:2]:
        os.kill(pid, signal.SIGKILL)

    sleeper.has_workers(3)
    assert set(sleeper.workers()) & set(before) == {before[2]}


def test_a_worker_that_takes_long_to_die_holds_up_no_other(sleeper):
    before = sleeper.workers()
    with slow_to_die(before[0]):
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        sleeper.has_workers(3)

        assert [sleeper.query(f"0.00{n}").text for n in range(6)] == ["done"] * 6
        assert set(sleeper.workers()).isdisjoint(before)


def test_who_asked_a_worker_that_takes_long_to_die_is_not_kept_waiting(sleeper):
    with slow_to_die(sleeper.workers()[0]), slow_to_die(sleeper.workers()[1]), slow_to_die(sleeper.workers()[2]):
        begun = time.monotonic()
        reply = sleeper.query("60")

        assert reply.status_code == 504
        assert time.monotonic() - begun < 5
        sleeper.has_workers(3)
        os.kill(sleeper.process.pid, signal.SIGTERM)


def test_a_worker_that_the_system_refuses_is_told_in_the_log_and_born_as_soon_as_it_may(sleeper):
    server = sleeper.process.pid
    usual = resource.prlimit(server, resource.RLIMIT_NOFILE)
    busy = max(int(one.name) for one in Path(f"/proc/{server}/fd").iterdir())
    resource.prlimit(server, resource.RLIMIT_NOFILE, (busy, usual[1]))
    os.kill(sleeper.workers()[0], signal.SIGKILL)

    told = sleeper.line(lambda line: line.get("event") == "a worker could not be born")
    assert (told["why"], told["workers"]) == ("Too many open files", 2)
    assert sleeper.get("/health").json()["workers"] == 2

    resource.prlimit(server, resource.RLIMIT_NOFILE, usual)
    sleeper.has_workers(3)
