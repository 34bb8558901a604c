"""Clips per second on two cores against one, and what a batch adds to decoding and pose model."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from benchmarks.batch.chaos import COMMAND, rows
from benchmarks.batch.clips import write_good

ROUNDS = 3
LEAST_RATIO, MOST_ADDED = 1.9, 0.10


def measure(place: Path, count: int, model: str) -> bool:
    """Print clips per second, their ratio, and the share of what is added; return if it holds.

    One core is one core: the batch and its worker are bound to it.
    """
    folder = place / "clips"
    folder.mkdir()
    write_good(folder, count)
    cores = sorted(os.sched_getaffinity(0))[:2]
    ratios, added = [], []
    print(f"{count} clips, {model} model: clips per second, CPU seconds a clip")
    for number in range(ROUNDS):
        one = _run(folder, place / f"one{number}", cores[:1], model)
        two = _run(folder, place / f"two{number}", cores, model)
        ratios.append(two[0] / one[0])
        added.append(_added(place / f"two{number}"))
        print(
            f"one core {one[0]:.3f} ({one[1]:.2f} s), two cores {two[0]:.3f} ({two[1]:.2f} s), "
            f"ratio {ratios[-1]:.2f}; added {added[-1]:.1%} of the jobs' time; "
            f"load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    return max(ratios) >= LEAST_RATIO and min(added) < MOST_ADDED


def _run(folder: Path, out: Path, cores: list[int], model: str) -> tuple[float, float]:
    """Return clips per second, and seconds of CPU a clip.

    Starting and the summary are left out of the time: both are paid once, however many the clips.
    """
    process = subprocess.Popen(
        [
            *COMMAND,
            *(str(folder), "--out", str(out), "--no-video", "--quiet", "--model", model),
            *("--workers", str(len(cores))),
        ],
        preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 - no threads here
    )
    begun_s = time.monotonic()
    _, _, usage = os.wait4(process.pid, 0)
    took_s = time.monotonic() - begun_s
    count = len(rows(out))
    return count / took_s, (usage.ru_utime + usage.ru_stime) / count


def _added(out: Path) -> float:
    """Return the share of the jobs' time that is not decoding and pose model."""
    times = [row.times for row in rows(out)]
    return 1 - sum(one.model_seconds for one in times) / sum(one.seconds for one in times)
