"""A real Dask scheduler with real worker processes, one of which is killed half-way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.batch.chaos import scheduler, worker
from kneecave.batch.events import Event, Finished, Listed
from kneecave.batch.isolated import Limits
from kneecave.errors import UsageError
from kneecave.model.batch import FailureKind
from kneecave.outputs.clip_row import without_times
from tests.batch.conftest import BAD, SQUATS, Runner, rows_of

CLIPS = sorted([*SQUATS, BAD])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with one worker."""
    logs = tmp_path_factory.mktemp("dask")
    with scheduler(logs) as address, worker(address, logs / "worker.log"):
        yield address


@pytest.mark.slow
def test_the_same_rows_though_a_worker_is_killed(
    run_batch: Runner, pattern: Path, address: str, tmp_path: Path
) -> None:
    for number in range(6):
        (run_batch.folder / f"more{number}.pose.npz").write_bytes(
            (run_batch.folder / "cave.pose.npz").read_bytes()
        )
    with ExitStack() as stack:
        doomed = stack.enter_context(worker(address, tmp_path / "doomed.log"))
        finished: list[str] = []

        def hear(event: Event) -> None:
            if isinstance(event, Finished):
                finished.append(event.row.clip)
                if len(finished) == 2:
                    doomed.kill()

        ran = run_batch(hear, scheduler=address)
    assert isinstance(ran.events[0], Listed)
    assert (ran.counts.clips, ran.counts.failed) == (10, 1)
    local = rows_of(pattern / "out")
    assert {clip: without_times(ran.rows[clip]) for clip in CLIPS} == {
        clip: without_times(row) for clip, row in local.items()
    }
    assert run_batch(scheduler=address).begun == []


@pytest.mark.slow
def test_a_clip_cannot_harm_a_worker_of_the_cluster(run_batch: Runner, address: str) -> None:
    limits = Limits(time_s=0.001, memory_mb=2000.0)
    ran = run_batch(scheduler=address, limits=limits, glob="cave*")
    failure = ran.rows["cave.pose.npz"].failure
    assert failure is not None
    assert failure.kind is FailureKind.TOO_SLOW
    assert run_batch(scheduler=address, glob="cave*").rows["cave.pose.npz"].failure is None


def test_no_scheduler_is_a_wrong_call(run_batch: Runner) -> None:
    with pytest.raises(UsageError, match="there is no Dask scheduler at nonsense://x"):
        run_batch(scheduler="nonsense://x")
