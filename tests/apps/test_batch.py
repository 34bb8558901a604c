"""``kneecave batch`` as it is called: exit codes, progress, what stopping leaves, wrong calls."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from benchmarks.batch.chaos import but_times
from kneecave.apps.batch_progress import Tally
from kneecave.batch.events import Begun, Suspected
from kneecave.outputs.clip_row import from_line
from tests.apps.conftest import COMMAND, Run
from tests.pose_files import save_performance
from tests.posed import Tempo, squat

QUICK = ("--model", "lite", "--no-video")


@pytest.fixture(scope="module")
def squats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 12 pose tracks."""
    folder = tmp_path_factory.mktemp("squats")
    first = save_performance(squat(tempo=Tempo(reps=1)), folder / "0.pose.npz")
    for number in range(1, 12):
        (folder / f"{number}.pose.npz").write_bytes(first.read_bytes())
    return folder


def clips_in(out: Path) -> list[str]:
    return [from_line(line).clip for line in (out / "summary.jsonl").read_bytes().splitlines()]


def test_a_folder_is_analysed(kneecave: Run, here: Path, squats: Path) -> None:
    outcome = kneecave("batch", squats, *QUICK, "--out", "out", "--workers", "2")
    assert outcome.code == 0
    assert outcome.out == "12 clips: 12 analysed\nSummary: out/summary.html\n"
    lines = outcome.err.splitlines()
    assert lines[0] == "kneecave: 12 clips, 0 of them done before; 2 workers"
    assert len([line for line in lines if "This squat is clear" in line]) == 12
    assert "[12/12 clips, 0 failed, " in lines[-2]
    assert len(clips_in(here / "out")) == 12
    again = kneecave("batch", squats, *QUICK, "--out", "out")
    assert again.err.splitlines()[0] == "kneecave: 12 clips, 12 of them done before"


def test_a_clip_without_an_answer_makes_code_5(kneecave: Run, here: Path, tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "text.mp4").write_text("no video")
    outcome = kneecave("batch", tmp_path / "clips", *QUICK, "--json-progress")
    assert outcome.code == 5
    assert outcome.out.startswith("1 clip: 0 analysed, 1 failed\n")
    events = [json.loads(line) for line in outcome.err.splitlines()]
    assert [event["event"] for event in events] == ["listed", "begun", "finished", "summarising"]
    assert events[2] | {"seconds": 0, "peak_memory_mb": 0, "rate_hz": 0, "worker": ""} == {
        "event": "finished",
        "worker": "",
        "clip": "text.mp4",
        "status": "failed",
        "verdict": None,
        "failure": "unreadable",
        "message": "text.mp4 is not a video; give a clip such as mp4, mov, webm, mkv, avi or gif",
        "seconds": 0,
        "peak_memory_mb": 0,
        "clips": 1,
        "done": 1,
        "failed": 1,
        "rate_hz": 0,
        "left_s": 0.0,
    }
    assert events[2]["peak_memory_mb"] > 20
    assert (here / "kneecave-batch" / "clips" / "text.mp4" / "row.json").is_file()


@pytest.mark.slow
def test_ctrl_c_leaves_a_whole_summary_and_no_process(here: Path, squats: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "batch", str(squats), *QUICK, "--out", "out", "--json-progress"],
        cwd=here,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    workers = set()
    for line in process.stderr:
        event = json.loads(line)
        if event["event"] == "begun":
            workers.add(int(event["worker"].rpartition(":")[2]))
        if event["done"] == 3:
            break
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    assert process.wait(timeout=60) == 130
    assert rest.splitlines()[-1] == (
        "kneecave: stopped; results so far are whole, and the same command goes on from there"
    )
    assert 3 <= len(clips_in(here / "out")) < 12
    assert [path.name for path in (here / "out" / "clips").iterdir() if path.name[0] == "."] == []
    until_s = time.monotonic() + 20
    while any(Path(f"/proc/{pid}/cmdline").exists() for pid in workers):
        assert time.monotonic() < until_s
        time.sleep(0.1)


@pytest.mark.slow
def test_killed_at_any_moment_it_ends_with_the_same_summary(
    kneecave: Run, here: Path, squats: Path
) -> None:
    kneecave("batch", squats, *QUICK, "--out", "calm")
    for done in (0, 3, 7):
        process = subprocess.Popen(
            [*COMMAND, "batch", str(squats), *QUICK, "--out", "out", "--json-progress"],
            cwd=here,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            event = json.loads(line)
            if event["event"] == "begun" and event["done"] >= done:
                break
        process.kill()
        process.wait()
        assert not (here / "out" / "summary.jsonl").exists()
    assert kneecave("batch", squats, *QUICK, "--out", "out").code == 0
    assert but_times(here / "out") == but_times(here / "calm")
    assert [path.name for path in (here / "out" / "clips").iterdir() if path.name[0] == "."] == []


def test_a_worker_that_is_at_the_next_clip_stays_shown() -> None:
    tally = Tally()
    tally.take(Begun("one", "first.mp4"))
    tally.take(Begun("one", "second.mp4"))  # before the end of the first is told
    tally.take(Suspected("one", "first.mp4", "ended its worker"))
    assert tally.working["one"][0] == "second.mp4"


def test_a_terminal_sees_counts_and_workers(here: Path, squats: Path) -> None:
    try:
        shown, terminal = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be made here: {error}")
    (here / "clips").mkdir()
    (here / "clips" / "0.pose.npz").symlink_to(squats / "0.pose.npz")
    long = squat(tempo=Tempo(reps=60))  # a short one is done before the picture is drawn anew
    save_performance(long, here / "clips" / "1.pose.npz")
    (here / "clips" / "text.mp4").write_text("no video")
    process = subprocess.Popen(
        [*COMMAND, "batch", "clips", *QUICK, "--workers", "1"], cwd=here, stderr=terminal
    )
    os.close(terminal)
    written = b""
    while part := _read(shown):
        written += part
    assert process.wait() == 5
    assert b"/3 clips" in written
    assert b"pose.npz, 0 s" in written
    assert b"text.mp4 is not a video" in written


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other end is closed
        os.close(descriptor)
        return b""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["batch"], "FOLDER"),
        (["batch", "missing"], "missing is not a folder"),
        (["batch", "."], "there are no videos in"),
        (["batch", ".", "--out", "."], "choose another folder with --out"),
        (["batch", ".", "--workers", "0"], "workers"),
        (["batch", ".", "--manifest", "missing.csv"], "missing.csv"),
        (["batch", ".", "--settings", "missing.toml"], "missing.toml"),
        (["batch", ".", "--time-limit", "0"], "time-limit"),
        (["batch", "nonsense://x"], "nonsense://x cannot be reached"),
        (["batch", ".", "--workers", "2", "--scheduler", "tcp://x:1"], "--workers is for this"),
    ],
)
def test_a_call_that_cannot_work(
    kneecave: Run, here: Path, arguments: list[str], says: str
) -> None:
    outcome = kneecave(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert says in outcome.err
    assert list(here.iterdir()) == []


def test_a_wrong_address_is_told_in_one_line(kneecave: Run, here: Path, squats: Path) -> None:
    outcome = kneecave("batch", squats, *QUICK, "--scheduler", "nonsense")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "kneecave: nonsense is no address of a Dask scheduler; give tcp://HOST:8786\n"
    )
    assert list(here.iterdir()) == []


def test_results_never_fall_among_the_clips(kneecave: Run, here: Path, squats: Path) -> None:
    (here / "clips").mkdir()
    (here / "clips" / "0.pose.npz").write_bytes((squats / "0.pose.npz").read_bytes())
    outcome = kneecave("batch", "clips", *QUICK, "--out", ".")
    assert outcome.code == 2
    assert "would fall among the clips" in outcome.err
    assert [path.name for path in (here / "clips").iterdir()] == ["0.pose.npz"]
