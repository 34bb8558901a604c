"""A server of our own, and what its processes take."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

_COMMAND = [sys.executable, "-c", "from kneecave.apps.cli import main; main()", "serve"]
_START_S = 30.0
_END_S = 10.0
_TICKS_HZ = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Use:
    """What a process takes at a moment: resident memory, and processor time since it began."""

    at_s: float
    memory_mb: float
    cpu_s: float


@contextmanager
def serving(port: int, data: Path) -> Iterator[int]:
    """Give the process number of a server on this machine alone; at the end it is stopped."""
    server = subprocess.Popen(
        [*_COMMAND, "--port", str(port), "--data", str(data)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/live")
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(_END_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def live_process(server: int) -> int | None:
    """Return the number of the process of the server's live session, if there is one."""
    for process in _children().get(server, []):
        with suppress(OSError):  # it has ended
            if "live_worker" in Path(f"/proc/{process}/cmdline").read_text():
                return process
    return None


def family(process: int, *, without: int) -> list[int]:
    """Return the processes below one, but not those of another and below it."""
    children = _children()
    found, left = [], [process]
    while left:
        below = [child for child in children.get(left.pop(), []) if child != without]
        found += below
        left += below
    return found


def cpu_s(processes: Iterable[int]) -> float:
    """Return the processor time that those of the processes have taken which still run."""
    total = 0.0
    for process in processes:
        with suppress(OSError):
            total += use_of(process).cpu_s
    return total


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            found.setdefault(parent, []).append(int(place.name))
    return found


def use_of(process: int) -> Use:
    """Return what a process takes."""
    place = Path(f"/proc/{process}")
    lines = (place / "status").read_text().splitlines()
    memory_kb = next((float(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0.0)
    times = (place / "stat").read_text().rpartition(")")[2].split()
    return Use(time.monotonic(), memory_kb / 1024, (int(times[11]) + int(times[12])) / _TICKS_HZ)


def _wait_for(address: str) -> None:
    last = time.monotonic() + _START_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            if time.monotonic() > last:
                raise
            time.sleep(0.2)
