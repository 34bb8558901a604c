"""How many threads a codec gets."""

from __future__ import annotations

import os

_MOST = 4


def codec_threads(*, alone: bool = False) -> int:
    """Return how many threads decode a clip, or encode one: half of the processors, 4 at most.

    Every thread costs pictures in memory and a tenth to a quarter of time on top, and decoding,
    drawing and encoding go on at the same time anyway.  Where nothing else does (``alone``), all
    processors count.
    """
    usable = getattr(os, "sched_getaffinity", None)
    count = len(usable(0)) if usable else os.cpu_count() or 1
    return min(_MOST, count if alone else max(1, count // 2))
