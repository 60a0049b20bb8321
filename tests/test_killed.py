"""No death and no full disk leaves half a file, whatever command was writing; `python -m tests.killing` tries more."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.record.disk import write_whole
from tests.killing import KILLED, ROOT, TINY, WRITERS, Trial, forker


@pytest.fixture(scope="module")
def forking():
    with forker() as one:
        yield one


@pytest.mark.parametrize("name", WRITERS)
def test_a_command_that_falls_while_it_writes_leaves_old_or_new_and_a_rerun_finishes(name, tmp_path, forking):
    trial = Trial(name, tmp_path, forking)
    killed = [trial.fallen(step=3), trial.fallen(step=5)]
    code, said, *full = trial.fallen(room=16)

    assert killed[0][0] == KILLED
    assert [found for *_, torn, wrong in killed for found in (torn, wrong)] + full == [[]] * 6
    # What is only kept to save time is done without; an import tells of it in its report.
    assert code == (0 if "cache" in name else 1 if name == "an import" else 2)
    assert ("File too large" in said) is (code == 2)
    assert "Traceback" not in said


def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    write_whole(tmp_path / "link", b"new")
    write_whole(Path("/dev/null"), b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "kept").read_bytes() == b"new"
    assert Path("/dev/null").is_char_device()


def elsewhere(at, *steps):
    """What a shell says that has mounts of its own, below a folder; skipped where the system allows no such thing."""
    command = ["unshare", "--map-root-user", "--mount", "sh", "-ec"]
    environment = os.environ | {"XDG_CACHE_HOME": str(at / "cache"), "PYTHONPATH": str(ROOT)}
    if subprocess.run([*command, f"mount -t tmpfs none {at}"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no ordinary process mount anything")
    script = "; ".join(steps).format(at=at, graph=f"{sys.executable} -m graph", tiny=TINY)
    return subprocess.run([*command, script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_record_on_a_disk_that_can_only_be_read_is_answered_from(tmp_path):
    shutil.copytree(TINY, tmp_path / "record")
    done = elsewhere(
        tmp_path, "mount --bind {at} {at}", "mount -o remount,bind,ro {at}", "! touch {at}/x",
        "{graph} ask relief-office guard --on 2031-07-01 --data {at}/record",
        "{graph} query --data {at}/record papers-in-force --on 2031-07-01",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "Border Guard" in done.stdout


@pytest.mark.parametrize(
    "command", ["export nquads --to {at}/small", "ask relief-office guard --on 2031-07-01 --bundle {at}/small/p"]
)
def test_a_disk_that_is_full_is_told_with_what_to_do(command, tmp_path):
    (tmp_path / "small").mkdir()
    mount = "mount -t tmpfs -o size=8k none {at}/small"
    done = elsewhere(
        tmp_path, mount, f"{{graph}} {command} --data {{tiny}} || echo code $?; ls -A {{at}}/small | wc -l"
    )

    assert ("code 2" in done.stdout, done.stdout.split()[-1]) == (True, "0")
    assert "No space left on device" in done.stderr
    assert "another" in done.stderr
    assert "Traceback" not in done.stderr
