"""Stopped half-way, or out of disk: one line, its exit code, nothing half-written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.apps.conftest import COMMAND, in_a_process, names_under

pytestmark = pytest.mark.slow

LITE = ("--model", "lite")
WHILE_JOINTS_ARE_FOUND = ".squat_front.*.part"
WHILE_THE_VIDEO_IS_DRAWN = ".squat_front.*.part/.*"


@pytest.fixture
def sample(root: Path) -> Path:
    return root / "sample_videos" / "squat_front.mp4"


def stop_when(found: str, number: signal.Signals, clip: Path, here: Path) -> tuple[int, str]:
    """Start an analysis, signal it once a file of that pattern is there; return code and stderr."""
    process = subprocess.Popen(
        [*COMMAND, "analyze", str(clip), *LITE],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until_s = time.monotonic() + 60
    while not any(here.rglob(found)):
        assert process.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < until_s
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    return process.returncode, err


@pytest.mark.parametrize("found", [WHILE_JOINTS_ARE_FOUND, WHILE_THE_VIDEO_IS_DRAWN])
def test_ctrl_c_leaves_nothing(here: Path, sample: Path, found: str) -> None:
    code, err = stop_when(found, signal.SIGINT, sample, here)
    assert code == 130
    assert err.splitlines() == ["kneecave: stopped; nothing half-written is left"]
    assert names_under(here) == []


def test_termination_leaves_nothing(here: Path, sample: Path) -> None:
    code, err = stop_when(WHILE_THE_VIDEO_IS_DRAWN, signal.SIGTERM, sample, here)
    assert (code, err) == (143, "")
    assert names_under(here) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[str, ...]:
    """What runs a command with ``disk`` in its folder holding 60 kB, and then lists the disk."""
    (tmp_path / "here" / "disk").mkdir(parents=True)
    script = 'mount -t tmpfs -o size=60k none disk && "$@"; code=$?; ls -A disk; exit $code'
    before = ("unshare", "-m", *(() if os.geteuid() == 0 else ("-r",)), "sh", "-c", script, "sh")
    if shutil.which("unshare") is None:
        pytest.skip("no unshare to make a small disk with")
    probe = subprocess.run([*before, "true"], cwd=tmp_path / "here", check=False)
    if probe.returncode:
        pytest.skip("this user may not make a small disk")
    return before


@pytest.mark.parametrize("options", [(), ("--no-video",)])
def test_a_full_disk(
    tmp_path: Path, one_rep: Path, small_disk: tuple[str, ...], options: tuple[str, ...]
) -> None:
    outcome = in_a_process(
        "analyze", one_rep, *LITE, *options, "--out", "disk",
        before=small_disk, cwd=tmp_path / "here",
    )  # fmt: skip
    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert outcome.err.startswith("kneecave: ")
    assert "No space left" in outcome.err
    assert ".part" not in outcome.err
    assert outcome.out == ""
