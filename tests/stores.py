"""Real SPARQL stores of other makes, alive on loopback: Oxigraph's server and Virtuoso."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

_OXIGRAPH = Path(sys.executable).parent / "oxigraph"

# Small: 80 MB of buffers, no files but in its own folder, nobody but this machine.
_INI = """\
[Database]
DatabaseFile = {folder}/store.db
ErrorLogFile = {folder}/store.log
LockFile = {folder}/store.lck
TransactionFile = {folder}/store.trx
xa_persistent_file = {folder}/store.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def needed(program):
    """The path of a program; without it the test fails in CI, and is skipped elsewhere."""
    found = shutil.which(program)
    if not found and os.environ.get("CI"):
        pytest.fail(f"{program} is not installed, and CI must ask it")
    if not found:
        pytest.skip(f"{program} is not installed")
    return found


@contextmanager
def oxigraph(folder, *options, port=None):
    """Oxigraph's server on a folder; yields its address and its process."""
    port = port or free_port()
    command = [needed(str(_OXIGRAPH)), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", *options]
    with _running(command, f"http://127.0.0.1:{port}/query", folder) as process:
        yield f"http://127.0.0.1:{port}", process


@contextmanager
def virtuoso(folder):
    """Virtuoso on a folder, where anyone may write; yields the address of its endpoint."""
    http, sql = free_port(), free_port()
    ini = folder / "store.ini"
    ini.write_text(_INI.format(folder=folder, http=http, sql=sql))
    command = [needed("virtuoso-t"), "+foreground", "+configfile", str(ini)]
    with _running(command, f"http://127.0.0.1:{http}/sparql", folder):
        grant = 'grant SPARQL_UPDATE to "SPARQL";'
        subprocess.run(
            [needed("isql-vt"), f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={grant}"], check=True, capture_output=True
        )
        yield f"http://127.0.0.1:{http}/sparql"


@contextmanager
def _running(command, url, folder):
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not _answers(f"{url}?query=ASK%7B%7D"):
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"{command[0]} did not start")
            time.sleep(0.1)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url):
    try:
        with urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except (URLError, OSError):
        return False
