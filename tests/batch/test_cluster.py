"""A real Dask scheduler with real worker processes, one of which is killed half-way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.batch.chaos import scheduler, worker
from kneecave.batch import cluster
from kneecave.batch.cluster import ClusterError
from kneecave.batch.events import Event, Finished, Listed, Waiting
from kneecave.batch.isolated import Limits
from kneecave.errors import UsageError
from kneecave.model.batch import FailureKind
from kneecave.outputs.clip_row import without_times
from tests.batch.conftest import BAD, SQUATS, Runner, rows_of, take_long

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
    take_long(run_batch.folder)
    limits = Limits(time_s=0.001, memory_mb=2000.0)
    ran = run_batch(scheduler=address, limits=limits, glob="cave*")
    failure = ran.rows["cave.pose.npz"].failure
    assert failure is not None
    assert failure.kind is FailureKind.TOO_SLOW
    assert run_batch(scheduler=address, glob="cave*").rows["cave.pose.npz"].failure is None


@pytest.mark.slow
def test_a_cluster_without_workers_is_waited_for_aloud(run_batch: Runner, tmp_path: Path) -> None:
    with scheduler(tmp_path) as address, ExitStack() as stack:
        waited: list[Event] = []

        def hear(event: Event) -> None:
            if isinstance(event, Waiting):
                waited.append(event)
                stack.enter_context(worker(address, tmp_path / "late.log"))

        ran = run_batch(hear, scheduler=address)
    assert ran.events[:2] == [Listed(4, 0, 0, 0), Waiting()]
    assert len(waited) == 1
    assert (ran.counts.done, ran.counts.failed) == (4, 1)


@pytest.mark.slow
def test_when_the_scheduler_dies_what_is_done_is_summed_up(
    run_batch: Runner, tmp_path: Path
) -> None:
    finished: list[str] = []
    with ExitStack() as stack:
        dying = stack.enter_context(ExitStack())
        address = dying.enter_context(scheduler(tmp_path))
        stack.enter_context(worker(address, tmp_path / "worker.log"))

        def hear(event: Event) -> None:
            if isinstance(event, Finished):
                finished.append(event.row.clip)
                dying.close()

        with pytest.raises(ClusterError, match="the scheduler is gone"):
            run_batch(hear, scheduler=address)
    assert finished
    assert list(run_batch.so_far()) == sorted(finished)


@pytest.mark.parametrize(
    "address", ["nonsense", "nonsense://x:1", "tcp://x", "tcp://:1", "tcp://x:y", "tcp://x:99999"]
)
def test_what_is_no_address_is_a_wrong_call(run_batch: Runner, address: str) -> None:
    with pytest.raises(UsageError, match=f"{address} is no address of a Dask scheduler"):
        run_batch(scheduler=address)
    assert not run_batch.out.exists()


def test_no_scheduler_is_a_wrong_call_and_leaves_nothing(
    run_batch: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_S", 1)
    with pytest.raises(UsageError, match=r"there is no Dask scheduler at tcp://127\.0\.0\.1:1"):
        run_batch(scheduler="tcp://127.0.0.1:1")
    assert not run_batch.out.exists()
