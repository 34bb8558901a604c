"""Prints what limits a batch of very many clips on very many workers: ``docs/scale.md``.

::

    python benchmarks/scale.py                     # measure, then simulate; about a minute
    python benchmarks/scale.py --job-seconds 5     # clips that are done quicker

Measured here, as CPU seconds, which mean the same on a machine that is shared: what one task costs
the scheduler, the client and a worker of Dask when the task itself is nothing, handed out as
``kneecave.batch.cluster`` does; what one row costs to keep, to sum up and to read back.

Simulated with these numbers: N workers, each with one clip in work and one waiting; when a clip
ends, the scheduler and then the client take their time one after the other, first come, first
served; then the next clip is on its way.
"""

from __future__ import annotations

import argparse
import heapq
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import exp
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

import psutil
import pyarrow.parquet  # noqa: F401 - so that its loading is not measured
from distributed import Client, LocalCluster, as_completed, get_worker

from kneecave.batch.catalogue import open_catalogue
from kneecave.batch.places import Found
from kneecave.model.batch import ClipRow, LegRow, RepRow, Status, Times
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Word
from kneecave.model.view import ViewKind
from kneecave.outputs.batch_summary import write_summary
from kneecave.outputs.clip_row import from_line, to_line

WORKERS = (1, 10, 100, 1_000, 3_000, 10_000)
CLIPS = 10_000_000
SPREAD = 0.6
"""Standard deviation of the logarithm of a clip's time: clips differ by a factor of about two."""
FILES, LISTED, REQUEST_S = 7, 1_000, 0.1
"""Files per clip without a video; names in one answer of an object store, and its time."""


@dataclass(frozen=True, slots=True)
class TaskCost:
    """CPU seconds of a task that does nothing."""

    scheduler_s: float
    client_s: float
    worker_s: float


@dataclass(frozen=True, slots=True)
class RowCost:
    """CPU seconds and bytes of one row."""

    keep_s: float
    read_s: float
    sum_up_s: float
    line_bytes: float
    page_bytes: int


@dataclass(frozen=True, slots=True)
class Run:
    """What a simulated run came to."""

    rate_hz: float
    busy: float
    scheduler_busy: float
    client_busy: float


def main() -> None:
    """Print what was measured, then a line for each number of workers, then sums for all clips."""
    arguments = _arguments()
    task = task_cost(arguments.tasks)
    print(
        f"one empty task: scheduler {task.scheduler_s * 1e3:.2f} ms, client "
        f"{task.client_s * 1e3:.2f} ms, worker {task.worker_s * 1e3:.2f} ms of CPU"
    )
    row = row_cost(example_row(), arguments.rows)
    print(
        f"one row: kept in {row.keep_s * 1e6:.0f} us, read back in {row.read_s * 1e6:.0f} us, "
        f"summed up in {row.sum_up_s * 1e6:.0f} us; {row.line_bytes:.0f} bytes; "
        f"page of {arguments.rows} rows: {row.page_bytes / 1e6:.1f} MB"
    )
    client_s = task.client_s + row.keep_s
    print(f"\n{arguments.job_seconds:g} s per clip")
    print(f"{'workers':>8} {'clips/s':>8} {'busy':>6} {'scheduler':>10} {'client':>7}")
    for workers in WORKERS:
        run = simulate(
            workers, job_s=arguments.job_seconds, scheduler_s=task.scheduler_s, client_s=client_s
        )
        print(
            f"{workers:>8} {run.rate_hz:>8.2f} {run.busy:>6.1%} {run.scheduler_busy:>10.1%} "
            f"{run.client_busy:>7.1%}"
        )
    limit = max(task.scheduler_s, client_s)
    print(f"full at {arguments.job_seconds / limit:.0f} workers, {1 / limit:.0f} clips/s")
    print(f"\n{CLIPS:,} clips")
    print(f"lines {CLIPS * row.line_bytes / 1e9:.1f} GB, files {CLIPS * FILES:,}")
    print(f"read back {CLIPS * row.read_s / 60:.0f} min", end=", ")
    print(f"summed up {CLIPS * row.sum_up_s / 60:.0f} min")
    print(
        f"listing {CLIPS / LISTED:,.0f} requests for clips, {CLIPS * FILES / LISTED:,.0f} for "
        f"all results: {CLIPS * (1 + FILES) / LISTED * REQUEST_S / 3600:.1f} h"
    )


def task_cost(tasks: int) -> TaskCost:
    """Return what a task costs, measured on a scheduler and two workers of their own."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    cluster = multiprocessing.get_context("spawn").Process(target=_cluster, args=(theirs,))
    cluster.start()
    try:
        with Client(ours.recv(), set_as_default=False) as client:
            _hand_out(client, tasks // 5)
            scheduler = psutil.Process(cluster.pid)
            workers = [psutil.Process(pid) for pid in client.run(os.getpid).values()]
            before = [_cpu_s(one) for one in (scheduler, psutil.Process(), *workers)]
            _hand_out(client, tasks)
            after = [_cpu_s(one) for one in (scheduler, psutil.Process(), *workers)]
            used = [(b - a) / tasks for a, b in zip(before, after, strict=True)]
            return TaskCost(used[0], used[1], sum(used[2:]))
    finally:
        ours.send("done")
        cluster.join()


def row_cost(example: ClipRow, count: int) -> RowCost:
    """Return what a row like the example costs, from so many rows."""

    def rows() -> Iterator[ClipRow]:
        for number in range(count):
            clip = f"p{number // 10:06}_2026-11-01_{number:08}.mp4"
            yield replace(example, clip=clip, person=f"p{number // 10:06}", session="2026-11-01")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_catalogue(folder) as catalogue:
            catalogue.add_listed(Found(row.clip, row.size_bytes, 0) for row in rows())
            keep_s = _timed(lambda: [catalogue.finish(row) for row in rows()])
        sum_up_s = _timed(lambda: write_summary(rows, folder))
        lines = (folder / "summary.jsonl").read_bytes().splitlines()
        read_s = _timed(lambda: [from_line(line) for line in lines])
        page_bytes = (folder / "summary.html").stat().st_size
    making_s = _timed(lambda: sum(1 for _ in rows()))
    return RowCost(
        keep_s=(keep_s - making_s) / count,
        read_s=read_s / count,
        sum_up_s=(sum_up_s - making_s) / count,
        line_bytes=len(to_line(example)),
        page_bytes=page_bytes,
    )


def simulate(workers: int, *, job_s: float, scheduler_s: float, client_s: float) -> Run:
    """Return how quick so many workers are, from many rounds after a first one."""
    chance = random.Random(20261122)
    rounds = max(30, 10_000 // workers)
    usual_s = job_s / exp(SPREAD**2 / 2)  # the median of times whose mean is job_s
    waiting, idle = [1] * workers, [False] * workers
    events = [(chance.random() * job_s, worker, True) for worker in range(workers)]
    heapq.heapify(events)
    scheduler_free = client_free = begun = now = 0.0
    ended = 0
    while ended < (1 + rounds) * workers:
        now, worker, ends = heapq.heappop(events)
        if ends:
            ended += 1
            begun = now if ended == workers else begun
            idle[worker] = True
            scheduler_free = max(now, scheduler_free) + scheduler_s
            client_free = max(scheduler_free, client_free) + client_s
            heapq.heappush(events, (client_free, worker, False))
        else:
            waiting[worker] += 1
        if idle[worker] and waiting[worker]:
            idle[worker] = False
            waiting[worker] -= 1
            ends_s = now + usual_s * chance.lognormvariate(0, SPREAD)
            heapq.heappush(events, (ends_s, worker, True))
    rate_hz = rounds * workers / (now - begun)
    return Run(
        rate_hz=rate_hz,
        busy=rate_hz * job_s / workers,
        scheduler_busy=rate_hz * scheduler_s,
        client_busy=rate_hz * client_s,
    )


def nothing(number: int) -> int:
    """Do a task's share of telling, and nothing else."""
    get_worker().log_event("scale", number)
    return number


def _hand_out(client: Client, tasks: int) -> None:
    """Give out tasks as the batch does: two for each thread, the next one when one ends."""
    client.subscribe_topic("scale", lambda _: None)
    ended = as_completed(loop=client.loop)
    running, given, most = 0, 0, 2 * sum(client.nthreads().values())
    while given < tasks or running:
        while running < most and given < tasks:
            key = f"kneecave-{uuid4().hex}"
            ended.add(client.submit(nothing, given, key=key, pure=False))
            given, running = given + 1, running + 1
        next(ended).result()
        running -= 1
    client.unsubscribe_topic("scale")


def _cluster(told: Connection) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        told.send(cluster.scheduler_address)
        told.recv()


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--job-seconds", type=float, default=20.0, help="mean time of a clip")
    parser.add_argument("--tasks", type=int, default=2000, help="empty tasks to measure with")
    parser.add_argument("--rows", type=int, default=20_000, help="rows to measure with")
    return parser.parse_args()


def example_row() -> ClipRow:
    """Return the row of a set of five squats."""
    rep = RepRow(1, None, Word.CLEAR, Word.CAVE, 4.2185, 23.5921)
    left = LegRow(Word.CLEAR, 6.1254, 2.6112, 10.0, 3, (), ())
    right = LegRow(Word.CAVE, 23.5921, 2.6333, 10.0, 4, (2, 4), (5,))
    return ClipRow(
        clip="",
        person=None,
        session=None,
        status=Status.OK,
        failure=None,
        key="0" * 64,
        content="0" * 64,
        size_bytes=2_000_000,
        settings="0" * 16,
        model="heavy",
        version="0.1.0",
        metric=Metric.KNEE_OVER_FOOT,
        movement=Movement.SQUAT,
        word=Word.CAVE,
        reps=tuple(replace(rep, number=number) for number in range(1, 6)),
        cave_reps=(2, 4),
        watch_reps=(5,),
        left=left,
        right=right,
        difference=-17.4667,
        difference_spread=3.7084,
        view=ViewKind.FRONT,
        yaw_deg=1.2,
        yaw_spread_deg=1.9,
        refusal=None,
        refusal_detail=None,
        headline="The right knee caved in on 2 of 5 squats.",
        duration_s=16.7,
        frames=500,
        report="clips/p000000_2026-11-01_00000000.mp4/report.html",
        video=None,
        thumbnail="clips/p000000_2026-11-01_00000000.mp4/worst.jpg",
        times=Times("2026-11-22T03:00:00+00:00", 20.0, 19.0, "node0001:1234", 400.0, 1, 0),
    )


if __name__ == "__main__":
    main()
