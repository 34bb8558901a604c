"""Progress on a terminal: how far, how long still; and it is wiped away at the end."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from threading import Event, active_count

import pytest

from kneecave.apps.progress import meanwhile
from kneecave.pipeline import Stage, unheard
from tests.apps import clips
from tests.apps.conftest import COMMAND


@pytest.mark.slow
def test_a_terminal_sees_frames_and_time_left(here: Path, tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "nobody.mp4", frames=60)
    try:
        shown, terminal = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be made here: {error}")
    process = subprocess.Popen(
        [*COMMAND, "analyze", str(clip), "--model", "lite"], cwd=here, stderr=terminal
    )
    os.close(terminal)
    written = _read_all(shown)
    assert process.wait() == 4
    assert b"nobody.mp4: finding the joints" in written
    assert b"/60" in written
    assert b"left" in written
    last = written.replace(b"\r", b"\n").strip().splitlines()[-1]
    assert b"kneecave: nobody.mp4: no person" in last


def test_work_begins_beside_with_the_first_news_and_is_done_once() -> None:
    heard: list[int] = []
    asked, done = Event(), []

    def work() -> None:
        asked.wait(5)
        done.append(1)

    before = active_count()
    with meanwhile(work, lambda _stage, count, _total: heard.append(count)) as progress:
        assert active_count() == before
        progress(Stage.JOINTS, 1, 3)
        progress(Stage.JOINTS, 2, 3)
        assert (heard, done) == ([1, 2], [])
        asked.set()
    assert done == [1]


def test_work_that_fails_beside_stops_nothing() -> None:
    with meanwhile(lambda: 1 // 0, unheard) as progress:
        progress(Stage.JOINTS, 1, None)


def _read_all(descriptor: int) -> bytes:
    """Return everything written to a terminal until its last writer has gone."""
    written = b""
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux says so when the other end is closed
            part = b""
        if not part:
            os.close(descriptor)
            return written
        written += part
