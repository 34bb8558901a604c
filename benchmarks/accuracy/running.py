"""Goes through a set, clip by clip; what was done before is not done again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.accuracy.designs import Design
from benchmarks.accuracy.evaluation import judging_version, result_of
from benchmarks.accuracy.landmarks import Landmarks, Made
from benchmarks.accuracy.results import Results
from benchmarks.accuracy.rows import ClipResult

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes
    ----------
    designs
        The clips, in order.
    cache
        Folder for what is made on the way.
    workers
        Processes at a time; each films, or runs a pose model on two threads.
    keep
        Whether landmarks made by an older athlete or pose stage are good enough.
    """

    designs: tuple[Design, ...]
    cache: Path
    workers: int
    keep: bool


@dataclass(frozen=True, slots=True)
class _Job:
    design: Design
    model: str
    cache: Path
    version: str


def make_landmarks(plan: Plan, say: Say) -> tuple[str, ...]:
    """Film and look at every design that was not yet; return the names of those that failed."""
    landmarks = Landmarks(plan.cache)
    ready = landmarks.made if plan.keep else landmarks.is_fresh
    missing = [design for design in plan.designs if not ready(design)]
    if not missing:
        return ()
    say(f"{len(missing)} of {len(plan.designs)} clips to film and look at")
    failed = []
    begin_s = time.perf_counter()
    with ProcessPoolExecutor(plan.workers, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_make, design, plan.cache): design for design in missing}
        for done, future in enumerate(as_completed(waiting), start=1):
            design, error = waiting[future], future.exception()
            if error is not None:
                failed.append(design.name)
                say(f"{design.name}: {type(error).__name__}: {error}")
                continue
            made = future.result()
            say(
                f"{done}/{len(missing)} {design.name}: {made.frames} frames, filmed in "
                f"{made.film_s:.0f} s, seen in {made.see_s:.0f} s "
                f"({time.perf_counter() - begin_s:.0f} s in all)"
            )
    return tuple(failed)


def evaluate(plan: Plan) -> Results:
    """Return the results of every design whose landmarks are there."""
    landmarks = Landmarks(plan.cache)
    version = judging_version()
    ready = landmarks.made if plan.keep else landmarks.is_fresh
    jobs = [
        _Job(design, model, plan.cache, version)
        for design in plan.designs
        if ready(design)
        for model in design.models
    ]
    return Results(tuple(_in_parallel(jobs, plan.workers)))


def _make(design: Design, cache: Path) -> Made:
    return Landmarks(cache).make(design)


def _in_parallel(jobs: list[_Job], workers: int) -> Iterator[ClipResult]:
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_result, jobs, chunksize=8)


def _result(job: _Job) -> ClipResult:
    landmarks = _landmarks(job.cache)
    return result_of(
        job.design, job.model, landmarks=landmarks, cache=job.cache, version=job.version
    )


@cache
def _landmarks(folder: Path) -> Landmarks:
    return Landmarks(folder)
