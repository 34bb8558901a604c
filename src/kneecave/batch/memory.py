"""How much memory this process has, where the system tells (Linux; elsewhere the peak alone)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LEAST_MB = 1024.0
_SHARE = 0.85
_STATUS = Path("/proc/self/status")
_MB = 1 << 20


def resident_mb() -> float:
    """Return the resident size of this process in MB; its peak where only that is told."""
    return _told("VmRSS:")


def peak_mb() -> float:
    """Return the largest resident size this process has had in MB; 0 where it is not told."""
    return _told("VmHWM:")


def machine_mb() -> float:
    """Return the memory of this machine in MB; 0 where it is not told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _MB
    except (AttributeError, ValueError, OSError):
        return 0.0


def share_mb(workers: int) -> float:
    """Return the memory that each of so many workers on this machine may have, in MB."""
    return max(LEAST_MB, _SHARE * machine_mb() / max(1, workers))


def _told(field: str) -> float:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return _largest_mb()
    return next((float(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)


def _largest_mb() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - not everywhere

    largest = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return largest / _MB if sys.platform == "darwin" else largest / 1024
