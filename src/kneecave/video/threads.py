"""How many processors there are for us, and how many threads of them a codec gets."""

from __future__ import annotations

import os

_MOST = 4


def usable_cores() -> int:
    """Return how many processors this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def codec_threads() -> int:
    """Return how many threads decode a clip, or encode one: half of the processors, 4 at most.

    Every thread costs pictures in memory and a tenth to a quarter of time on top, and decoding,
    drawing and encoding go on at the same time anyway.
    """
    return min(_MOST, max(1, usable_cores() // 2))
