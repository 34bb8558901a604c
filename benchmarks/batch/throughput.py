"""Clips per second on two cores against one, and what a batch adds to decoding and pose model."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from benchmarks.batch.chaos import Running, rows
from benchmarks.batch.clips import write_good

LEAST_RATIO, MOST_ADDED = 1.9, 0.10


def measure(place: Path, count: int, model: str, rounds: int) -> bool:
    """Print clips per second, their ratio, and the share of what is added; return if it holds.

    One core is one core: the batch and its worker are bound to it.  On a machine that is shared
    the CPU's time tells more than the clock: its ratio is that of two cores with nobody else.
    """
    folder = place / "clips"
    folder.mkdir()
    write_good(folder, count)
    cores = sorted(os.sched_getaffinity(0))[:2]
    holds = False
    for number in range(rounds):
        rate, cpu_s = _run(folder, place / f"one{number}", cores[:1], model)
        rate_2, cpu_2_s = _run(folder, place / f"two{number}", cores, model)
        added = _added(place / f"two{number}")
        print(
            f"{count} clips, {model}: {rate:.3f} clips/s on one core, {rate_2:.3f} on two, "
            f"ratio {rate_2 / rate:.2f}; CPU {cpu_s:.2f} and {cpu_2_s:.2f} s a clip, "
            f"ratio {2 * cpu_s / cpu_2_s:.2f}; added {added:.1%}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        holds = holds or (rate_2 / rate >= LEAST_RATIO and added < MOST_ADDED)
    return holds


def _run(folder: Path, out: Path, cores: list[int], model: str) -> tuple[float, float]:
    """Return clips per second from the first begun to the last finished, and CPU time a clip."""
    mine, before = os.sched_getaffinity(0), _cpu_s()
    os.sched_setaffinity(0, cores)
    try:
        running = Running(folder, out, ("--workers", str(len(cores)), "--model", model))
        running.wait()
    finally:
        os.sched_setaffinity(0, mine)
    count = len(rows(out))
    return count / (running.last_s - running.first_s), (_cpu_s() - before) / count


def _cpu_s() -> float:
    """Return the CPU time of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _added(out: Path) -> float:
    """Return the share of the jobs' time that is not decoding and pose model."""
    times = [row.times for row in rows(out)]
    return 1 - sum(one.model_seconds for one in times) / sum(one.seconds for one in times)
