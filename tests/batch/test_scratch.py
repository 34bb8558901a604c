"""Temporary files of a batch that was killed go when the next one starts; nobody else's do."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kneecave.batch.events import Begun, Event
from kneecave.batch.isolated import BATCH, IsolatedWorker, Limits
from kneecave.batch.scratch import PREFIX, scratch_folder
from tests.batch.conftest import Runner

HOLD = """
import sys
from kneecave.batch.scratch import scratch_folder
with scratch_folder() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_what_a_killed_batch_left_goes_and_what_another_uses_stays(place: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no locks that end with their process")
    (place / f"{PREFIX}nobodys").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(place)},
    ) as process:
        assert process.stdout is not None
        theirs = Path(process.stdout.readline().strip())
        assert theirs.parent == place
        with scratch_folder():
            assert theirs.is_dir()
        process.kill()
    assert theirs.is_dir()
    with scratch_folder() as ours:
        assert not theirs.exists()
        with scratch_folder():
            assert ours.is_dir()
    assert [path.name for path in place.iterdir()] == [f"{PREFIX}nobodys"]


def test_workers_have_their_temporary_files_in_it(place: Path, run_batch: Runner) -> None:
    seen: set[Path] = set()

    def hear(event: Event) -> None:
        if isinstance(event, Begun):
            seen.update(place.glob("*"))
            seen.update(place.glob("*/kneecave-worker-*"))

    run_batch(hear, workers=2)
    (batch,) = (path for path in seen if path.parent == place)
    assert len(seen - {batch}) == 2
    assert list(place.iterdir()) == []


def test_temporary_files_of_a_worker_lie_in_its_own_folder(tmp_path: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("only Linux tells what a process was started with")
    worker = IsolatedWorker(BATCH, Limits(time_s=60.0, memory_mb=None), beside=1, place=tmp_path)
    try:
        pid = worker.make_ready().rpartition(":")[2]
        told = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        folders = [Path(one[7:].decode()) for one in told if one.startswith(b"TMPDIR=")]
        assert [folder.parent for folder in folders] == [tmp_path]
        assert folders[0].is_dir()
    finally:
        worker.stop()
