"""The command as a user starts it: from the start of its process to the last file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_START = "from kneecave.apps.cli import main; main()"
_ON = "import os; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{}]); "


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command took; memory is its largest resident size."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run(*arguments: str | Path, cores: int | None = None) -> Run:
    """Run ``kneecave`` with arguments, on so many processors.

    Raises
    ------
    SystemExit
        It failed.
    """
    start = _START if cores is None else _ON.format(cores) + _START
    return measured([sys.executable, "-c", start, *map(str, arguments)])


def measured(command: Sequence[str]) -> Run:
    """Run any command and return what it took.

    Raises
    ------
    SystemExit
        It failed.
    """
    begin_s = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took_s = time.perf_counter() - begin_s
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} ended with {code}")
    return Run(took_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def analyze(clip: Path, out: Path, *, model: str, cores: int, settings: Path | None = None) -> Run:
    """Run ``kneecave analyze``, with its joints saved beside the results."""
    options: list[str | Path] = [] if settings is None else ["--settings", settings]
    return run(
        "analyze", clip, "--out", out, "--model", model, "--quiet", "--save-pose", *options,
        cores=cores,
    )  # fmt: skip


def starting(*arguments: str, times: int = 15) -> tuple[float, float]:
    """Return the least milliseconds above a bare Python, and of the bare Python."""
    bare_s, own_s = [], []
    for _ in range(times):
        bare_s.append(measured([sys.executable, "-c", "pass"]).wall_s)
        own_s.append(run(*arguments).wall_s)
    return 1000 * (min(own_s) - min(bare_s)), 1000 * min(bare_s)


_FIRST = """
import sys, time
from pathlib import Path
import kneecave.apps.analyze, kneecave.pipeline, onnxruntime
begin_s = time.perf_counter()
def told(*_):
    print(1000 * (time.perf_counter() - begin_s), flush=True)
    import os
    os._exit(0)
kneecave.pipeline.analyse(Path(sys.argv[1]), progress=told)
"""


def first_frame_ms(clip: Path, *, times: int = 5) -> float:
    """Return the least milliseconds from the end of all imports to the first frame's joints."""
    command = [sys.executable, "-c", _FIRST, str(clip)]
    took = [
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(times)
    ]
    return min(took)
