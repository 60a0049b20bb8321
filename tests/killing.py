"""Every command that writes, killed wherever it can be: `python -m tests.killing [ROUNDS]`.

A writer is killed at each of its steps (whenever it opens, renames, removes,
marks or makes something), in the middle of its bytes, and, for so many rounds, at
random moments.  Each time every file must be the old one or the new one, whole;
and the command run again must leave what it leaves when nobody disturbs it.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Container
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tests.docket_pages import page

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "tiny"
QUESTION = ["ask", "relief-office", "guard", "--on", "2031-07-01"]
DRAFT = "dcd-1-31-cv-00007/3"
# What the audit of Python calls the steps that a writer takes.
STEPS = {"open", "os.rename", "os.remove", "os.chmod", "os.mkdir", "os.utime", "fcntl.flock"}
KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Writer:
    """A command that writes into a folder `{at}`, and the commands that make what it finds there."""

    command: str
    before: tuple[str, ...] = ()


SEE = "cases --data {at}/record"
FOLLOW = "watch add 'relief-office guard' --file {at}/watch.yaml --data {at}/record"
PROVE = "ask relief-office guard --bundle {at}/proof.json --data {at}/record --on"
TAKE = "import pacer {at}/dcd_1.html --retrieved 2031-08-20 --data {at}/record"
WRITERS = {
    "the cache of a record": Writer(SEE),
    "the cache of its RDF": Writer("query --data {at}/record papers-in-force --on 2031-07-01", (SEE,)),
    "an export": Writer(
        "export csv --to {at}/out --data {at}/record", (SEE, "export csv --to {at}/out --data {at}/earlier")
    ),
    "a proof": Writer(f"{PROVE} 2031-07-01", (f"{PROVE} 2031-05-01",)),
    "a watchlist": Writer("watch add 'case strelsau-v-health' --file {at}/watch.yaml --data {at}/record", (FOLLOW,)),
    "what was seen": Writer(
        "watch run --since 2031-07-01 --until 2031-08-01 --mark --file {at}/watch.yaml --data {at}/record", (FOLLOW,)
    ),
    "an import": Writer(TAKE),
    "a promotion": Writer(f"inbox promote {DRAFT} --case strelsau-v-health --data {{at}}/record", (TAKE,)),
    "a dropped draft": Writer(f"inbox drop {DRAFT} --data {{at}}/record", (TAKE,)),
    "a skeleton": Writer("new order strelsau-v-health 2031-08-30 stay --data {at}/record"),
}


# --- the one that is killed ---------------------------------------------------------------


def fork() -> None:
    """Do what each line of standard input tells in a process of its own, and tell how that one ended."""
    # Loaded once, so that a trial takes no longer than what it tries.
    for module in ("rdf.catalogue", "rdf.export", "imports.batch", "imports.promote", "trust", "following.watch"):
        import_module(f"graph.{module}")
    cli = import_module("graph.cli")
    for line in sys.stdin:
        told = json.loads(line)
        hear, say = os.pipe()
        child = os.fork()
        if not child:
            fall_at(told.get("step", 0))
            _have_room(told)
            os.environ["XDG_CACHE_HOME"] = told["cache"]
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(say, 2)
            os._exit(cli.main(told["words"]))
        os.close(say)
        if told.get("wait"):
            time.sleep(told["wait"])
            os.kill(child, signal.SIGKILL)
        with os.fdopen(hear) as complaints:
            said = complaints.read()
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said]), flush=True)


def fall_at(step: int, steps: Container[str] = STEPS) -> None:
    """Have this process killed when it is about to take the so-manieth of its steps; at 0, never."""
    left = [step]

    def audit(event: str, given: tuple) -> None:
        if event in steps and (event != "open" or not isinstance(given[1], str) or given[1] not in ("r", "rb")):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    if step:
        sys.addaudithook(audit)


def _have_room(told: dict) -> None:
    """Have this process killed when a file of its has so many bytes, or refused more room than that."""
    if told.get("bytes"):
        # The system itself ends it in the middle of writing.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if most := told.get("bytes") or told.get("room"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


# --- trials -------------------------------------------------------------------------------


class Trial:
    """A writer, the folder as it finds it, and the folder as it leaves it."""

    def __init__(self, name: str, room: Path, forker: subprocess.Popen) -> None:
        self.writer, self.at, self.forker = WRITERS[name], room / "at", forker
        self.kept = room / "kept"
        shutil.copytree(TINY, self.at / "record")
        shutil.copytree(TINY, self.at / "earlier")
        pact = self.at / "earlier" / "agency" / "2031-01-15-relief-pact.yaml"
        pact.write_text(pact.read_text(encoding="utf-8").replace("title: ", "title: Earlier "), encoding="utf-8")
        (self.at / "dcd_1.html").write_text(page(), encoding="utf-8")
        for command in self.writer.before:
            self.done(command)
        shutil.copytree(self.at, self.kept)
        self.before = whole_files(self.at)
        self.done(self.writer.command)
        self.after = whole_files(self.at)

    def done(self, command: str) -> None:
        """Run a command that nothing disturbs."""
        code, said = self.run(command)
        if code:
            raise RuntimeError(f"{command!r} ended with {code}: {said}")

    def run(self, command: str, **fall: float) -> tuple[int, str]:
        """The exit code of a command, or, negative, the signal that ended it; and what it complained of."""
        words = [word.format(at=self.at) for word in shlex.split(command)]
        told = {"words": words, "cache": str(self.at / "cache"), **fall}
        self.forker.stdin.write(json.dumps(told) + "\n")
        self.forker.stdin.flush()
        return tuple(json.loads(self.forker.stdout.readline()))

    def fallen(self, **fall: float) -> tuple[int, str, list[str], list[str]]:
        """How a run ended that was to fall, and its complaint; the files not whole then; those a rerun leaves wrong."""
        shutil.rmtree(self.at)
        shutil.copytree(self.kept, self.at)
        code, said = self.run(self.writer.command, **fall)
        found = whole_files(self.at)
        torn = [path for path, data in found.items() if data not in (self.before.get(path), self.after.get(path))]
        torn += [path for path in self.before if path not in found]
        self.run(self.writer.command)
        last = whole_files(self.at)
        return code, said, torn, [path for path in {*last, *self.after} if last.get(path) != self.after.get(path)]


def whole_files(folder: Path) -> dict[str, bytes]:
    """The files below a folder that are not parts of files to come."""
    files = (one for one in folder.rglob("*") if one.is_file() and one.suffix != ".part")
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


@contextmanager
def forker():
    """The process out of which writers are forked."""
    # Hash seeds that differ would let two runs write the same things in another order.
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.killing", "--fork"], cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as one:  # fmt: skip
        yield one
        one.stdin.close()


def main(rounds: int) -> None:
    """Kill every writer at every step, at many sizes, and at so many random moments."""
    rng = random.Random(8)
    with forker() as one:
        for name in WRITERS:
            with tempfile.TemporaryDirectory() as room:
                trial, step = Trial(name, Path(room), one), 0
                begun = time.monotonic()
                falls = [({}, *trial.fallen())]
                took = (time.monotonic() - begun) / 2
                while falls[-1][1] == KILLED or not step:
                    step += 1
                    falls.append(({"step": step}, *trial.fallen(step=step)))
                between = [{"bytes": 2**n} for n in range(4, 24)] + [
                    {"wait": took * rng.random()} for _ in range(rounds)
                ]
                falls += [(fall, *trial.fallen(**fall)) for fall in between]
            bad = [(fall, torn, wrong) for fall, _, _, torn, wrong in falls if torn or wrong]
            kills = sum(code < 0 for _, code, *_ in falls)
            print(
                f"{name:<24} {step - 1:>4} steps, {kills:>4} kills, {len(bad)} not whole",
                *bad[:3],
                sep="\n",
                flush=True,
            )


if __name__ == "__main__":
    fork() if sys.argv[1:] == ["--fork"] else main(int(sys.argv[1]) if sys.argv[1:] else 20)
