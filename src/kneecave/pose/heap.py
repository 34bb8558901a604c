"""Keeps the process small while pose models run, where the C library can be told how (glibc).

Each of the threads that run them would otherwise keep a heap of its own, and what the models leave
free would stay with the process.  Elsewhere only numbers that lie in files are laid aside.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

from kneecave.model.kept import rest

_ARENA_MAX = -8
"""M_ARENA_MAX of malloc.h."""
_ARENAS = 2


def share_heaps() -> None:
    """Let all threads share few heaps, from now on."""
    set_option = _c_function("mallopt")
    if set_option is not None:
        set_option(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give freed memory back to the system, and that of numbers which lie in files."""
    rest()
    trim = _c_function("malloc_trim")
    if trim is not None:
        trim(0)


def _c_function(name: str) -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), name, None)
