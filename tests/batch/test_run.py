"""A batch and what comes after: nothing is done twice, nothing that changed is left out."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from kneecave.batch.events import Begun, Event, Finished
from kneecave.batch.isolated import Limits, WorkerStartError
from kneecave.errors import UsageError
from kneecave.model.batch import FailureKind, Status
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.verdict import Word
from kneecave.outputs.clip_row import without_times
from kneecave.outputs.people import People
from kneecave.settings import Settings
from tests.batch.conftest import BAD, SQUATS, Runner, options_of, take_long


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


CLIPS = sorted([*SQUATS, BAD])


def test_every_clip_has_its_row_in_order(run_batch: Runner) -> None:
    ran = run_batch(workers=2)
    assert list(ran.rows) == CLIPS
    assert (ran.counts.clips, ran.counts.done, ran.counts.failed) == (4, 4, 1)
    cave, clear, lunge = (ran.rows[name] for name in sorted(SQUATS))
    assert (cave.word, cave.cave_reps, cave.left and cave.left.worst_rep) == (Word.CAVE, (2,), 2)
    assert (clear.word, clear.movement, len(clear.reps)) == (Word.CLEAR, Movement.SQUAT, 2)
    assert [rep.lead_leg for rep in lunge.reps] in (
        [Leg.LEFT, Leg.RIGHT] * 2,
        [Leg.RIGHT, Leg.LEFT] * 2,
    )
    assert lunge.left is not None
    assert lunge.right is not None
    assert lunge.difference == pytest.approx(
        (lunge.left.peak or 0) - (lunge.right.peak or 0), abs=1e-4
    )
    bad = ran.rows[BAD]
    assert bad.status is Status.FAILED
    assert bad.failure is not None
    assert (bad.failure.kind, bad.failure.exit_code) == (FailureKind.UNREADABLE, 3)
    assert bad.failure.message.startswith("text.mp4 is not a video")


def test_results_lie_where_the_row_says(run_batch: Runner) -> None:
    row = run_batch().rows["cave.pose.npz"]
    assert row.report == "clips/cave.pose.npz/report.html"
    assert (run_batch.out / row.report).is_file()
    assert (row.video, row.thumbnail) == (None, None)
    assert names_in(run_batch.out / "clips") == CLIPS


def test_a_second_run_does_nothing_and_says_the_same(done: Runner) -> None:
    before = (done.out / "summary.jsonl").read_bytes()
    again = done()
    assert again.begun == []
    assert (done.out / "summary.jsonl").read_bytes() == before


def test_without_a_summary_the_rows_are_enough(done: Runner) -> None:
    before = (done.out / "summary.jsonl").read_bytes()
    (done.out / "summary.jsonl").unlink()
    assert done().begun == []
    assert (done.out / "summary.jsonl").read_bytes() == before


def test_a_summary_that_is_behind_the_rows_is_not_believed(done: Runner) -> None:
    strict = options_of(Settings().with_threshold(5.0))
    newer = done(options=strict).rows
    older = (
        (done.out / "summary.jsonl")
        .read_bytes()
        .replace(strict.settings_hash.encode(), options_of().settings_hash.encode())
    )
    (done.out / "summary.jsonl").write_bytes(older)
    (done.out / ".kneecave-batch.unfinished").touch()
    again = done(options=strict)
    assert again.begun == []
    assert again.rows == newer


def test_only_what_changed_is_redone(done: Runner, performed: dict[str, bytes]) -> None:
    first = done.so_far()
    (done.folder / "clear.pose.npz").write_bytes(performed["cave.pose.npz"])
    again = done()
    assert again.begun == ["clear.pose.npz"]
    assert again.rows["clear.pose.npz"].word is Word.CAVE
    assert again.rows["cave.pose.npz"] == first["cave.pose.npz"]


def test_a_clip_with_a_new_date_but_the_same_content_keeps_its_row(done: Runner) -> None:
    first = done.so_far()["cave.pose.npz"]
    os.utime(done.folder / "cave.pose.npz", (1, 1))
    again = done()
    assert again.begun == ["cave.pose.npz"]
    kept = again.rows["cave.pose.npz"]
    assert kept.times.analysed_at == first.times.analysed_at
    assert kept.times.seconds == first.times.seconds
    assert done().begun == []


def test_other_settings_are_another_question(done: Runner) -> None:
    strict = options_of(Settings().with_threshold(5.0))
    again = done(options=strict)
    assert again.begun == CLIPS
    left = again.rows["cave.pose.npz"].left
    assert left is not None
    assert left.limit == 5.0


def test_a_clip_that_cannot_be_analysed_is_tried_again_when_asked(done: Runner) -> None:
    assert done(retry_failed=True).begun == [BAD]


def test_results_that_were_removed_are_made_again(done: Runner) -> None:
    first = done.so_far()
    shutil.rmtree(done.out / "clips" / "clear.pose.npz")
    again = done()
    assert again.begun == ["clear.pose.npz"]
    made = again.rows["clear.pose.npz"]
    assert without_times(made) == without_times(first["clear.pose.npz"])


def test_a_clip_that_is_gone_keeps_its_results_but_no_failure(done: Runner) -> None:
    (done.folder / "cave.pose.npz").unlink()
    (done.folder / BAD).unlink()
    again = done()
    assert list(again.rows) == sorted(SQUATS)
    assert (again.counts.clips, again.counts.failed) == (2, 0)


def test_a_clip_that_becomes_unreadable_leaves_no_old_report(done: Runner) -> None:
    (done.folder / "cave.pose.npz").write_text("broken")
    row = done().rows["cave.pose.npz"]
    assert (row.status, row.report) == (Status.FAILED, None)
    assert names_in(done.out / "clips" / "cave.pose.npz") == ["row.json"]


def test_what_killed_workers_left_is_removed(done: Runner) -> None:
    left = done.out / "clips" / ".clear.pose.npz.abc.part"
    left.mkdir()
    (left / "report.html").write_text("half")
    done()
    assert not left.exists()


def _kill_worker_of(clip: str, times: int) -> tuple[object, list[str]]:
    killed: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Begun) and event.clip == clip and len(killed) < times:
            worker = int(event.worker.rpartition(":")[2])
            # a little later: a worker that is dead before it gets the job is only replaced
            Timer(0.15, os.kill, args=(worker, signal.SIGKILL)).start()
            killed.append(event.worker)

    return hear, killed


@pytest.mark.slow
def test_a_clip_that_ends_its_worker_once_is_tried_again_alone(run_batch: Runner) -> None:
    take_long(run_batch.folder)
    calm = {clip: without_times(row) for clip, row in run_batch().rows.items()}
    shutil.rmtree(run_batch.out)
    hear, killed = _kill_worker_of("cave.pose.npz", 1)
    ran = run_batch(hear, workers=2)  # type: ignore[arg-type]
    assert len(killed) == 1
    assert ran.begun == sorted([*CLIPS, "cave.pose.npz"])
    assert ran.events[-2].row.clip == "cave.pose.npz"  # type: ignore[union-attr]
    assert ran.rows["cave.pose.npz"].times.attempts == 2
    assert {clip: without_times(row) for clip, row in ran.rows.items()} == calm


@pytest.mark.slow
def test_a_clip_that_ends_its_worker_twice_is_recorded_and_no_other_suffers(
    run_batch: Runner,
) -> None:
    take_long(run_batch.folder)
    hear, killed = _kill_worker_of("cave.pose.npz", 2)
    ran = run_batch(hear)  # type: ignore[arg-type]
    failure = ran.rows["cave.pose.npz"].failure
    assert failure is not None
    assert failure.kind is FailureKind.CRASHED
    assert failure.message == "the clip ended its worker (signal 9), twice"
    assert len(set(killed)) == 2
    assert [row.failure is None for row in ran.rows.values()] == [False, True, True, False]
    healed = run_batch()
    assert healed.begun == ["cave.pose.npz"]
    assert healed.rows["cave.pose.npz"].word is Word.CAVE


def test_a_clip_that_takes_too_long_is_recorded(run_batch: Runner) -> None:
    take_long(run_batch.folder)
    ran = run_batch(limits=Limits(time_s=0.001, memory_mb=2000.0), glob="cave*")
    assert len(ran.rows) == 1
    for row in ran.rows.values():
        assert row.failure is not None
        assert row.failure.kind is FailureKind.TOO_SLOW
        assert row.failure.message == "the clip took longer than 0.001 s (--time-limit), twice"
        assert row.times.attempts == 2


def test_a_worker_that_may_have_no_memory_is_a_wrong_call(run_batch: Runner) -> None:
    with pytest.raises(UsageError, match="needs more than 5 MB"):
        run_batch(limits=Limits(time_s=60.0, memory_mb=5.0))
    assert not run_batch.out.exists()
    run_batch.out.mkdir()
    with pytest.raises(UsageError, match="needs more than 5 MB"):
        run_batch(limits=Limits(time_s=60.0, memory_mb=5.0))
    assert names_in(run_batch.out) == []


def test_a_batch_that_cannot_go_on_sums_up_what_is_done(
    run_batch: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Finished):
            finished.append(event.row.clip)
            monkeypatch.setattr(sys, "executable", shutil.which("false"))
        elif isinstance(event, Begun) and finished:
            os.kill(int(event.worker.rpartition(":")[2]), signal.SIGKILL)

    with pytest.raises(WorkerStartError, match="exit code 1"):
        run_batch(hear)
    monkeypatch.undo()
    assert len(finished) in (1, 2), "the next clip may have begun before the first was told"
    assert list(run_batch.so_far()) == finished
    assert sorted([*run_batch().begun, *finished]) == CLIPS


def test_a_second_batch_is_kept_out(run_batch: Runner) -> None:
    said: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Begun) and not said:
            with pytest.raises(UsageError) as refused:
                Runner(run_batch.folder, run_batch.out)()
            said.append(str(refused.value))

    run_batch(hear)
    assert "another batch is writing to" in said[0]


def test_nothing_to_do_is_a_wrong_call_and_writes_nothing(run_batch: Runner) -> None:
    with pytest.raises(UsageError, match="no files like"):
        run_batch(glob="*.mkv")
    with pytest.raises(UsageError, match="is not a folder"):
        run_batch(folder=str(run_batch.folder / BAD))
    assert not run_batch.out.exists()


def test_folders_inside_and_the_results_among_them(run_batch: Runner) -> None:
    inside = run_batch.folder / "p01" / "day 2"
    inside.mkdir(parents=True)
    (run_batch.folder / "cave.pose.npz").rename(inside / "cave.pose.npz")
    out = run_batch.folder / "results"
    for _ in range(2):
        ran = Runner(run_batch.folder, out)(recursive=True)
        assert "p01/day 2/cave.pose.npz" in ran.rows
        assert len(ran.rows) == 4
    narrowed = Runner(run_batch.folder, out)(glob="p01/*").rows
    assert sorted(narrowed) == ["clear.pose.npz", "lunge.pose.npz", "p01/day 2/cave.pose.npz"]
    found = Runner(run_batch.folder, run_batch.out)(recursive=True, glob="p01/*")
    assert list(found.rows) == ["p01/day 2/cave.pose.npz"]


def test_people_are_those_of_the_manifest(run_batch: Runner, tmp_path: Path) -> None:
    table = tmp_path / "who.csv"
    table.write_text("clip,person,session\ncave.pose.npz,Ada,before\n")
    ran = run_batch(people=People.load(table))
    row = ran.rows["cave.pose.npz"]
    assert (row.person, row.session) == ("Ada", "before")
    table.write_text("clip,person,session\ncave.pose.npz,Eve,after\n")
    again = run_batch(people=People.load(table))
    assert again.begun == []
    assert again.rows["cave.pose.npz"] == replace(row, person="Eve", session="after")
