"""No death and no full disk leaves half a file, whatever command was writing; `python -m tests.killing` tries more."""

from pathlib import Path

import pytest

from graph.record.disk import write_whole
from tests.killing import KILLED, WRITERS, Trial, forker


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
