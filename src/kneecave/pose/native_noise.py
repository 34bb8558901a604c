"""Keeps what the C++ side of a pose model prints for its authors off the user's terminal."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_STDERR = 2
_NOISE = re.compile(rb"^(?:INFO: |WARNING: All log messages|[IW]\d{4} \d\d:)[^\n]*\n", re.MULTILINE)
"""Lines of information and warning of TensorFlow Lite and absl; errors do not match."""

_lock = threading.Lock()
_open_windows = 0
_terminal = -1
_caught: BinaryIO | None = None


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Hold back what is written to the process's stderr and pass on, at the end, all but the noise.

    Meant for short windows: whatever another thread writes meanwhile comes out a moment later.
    Windows of several threads may overlap; the last one to close passes on.  Without a stderr
    nothing is held back.
    """
    _open_window()
    try:
        yield
    finally:
        _close_window()


def without_noise(text: bytes) -> bytes:
    """Return the text without the C++ side's lines of information and warning."""
    return _NOISE.sub(b"", text)


def _open_window() -> None:
    global _open_windows, _terminal, _caught  # noqa: PLW0603 - stderr belongs to the process
    with _lock:
        _open_windows += 1
        if _open_windows > 1:
            return
        try:
            _terminal = os.dup(_STDERR)
        except OSError:
            _terminal = -1
            return
        _caught = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last window
        os.dup2(_caught.fileno(), _STDERR)


def _close_window() -> None:
    global _open_windows, _caught  # noqa: PLW0603 - stderr belongs to the process
    with _lock:
        _open_windows -= 1
        if _open_windows or _caught is None:
            return
        os.dup2(_terminal, _STDERR)
        _caught.seek(0)
        rest = without_noise(_caught.read())
        _caught.close()
        _caught = None
        if rest:
            os.write(_terminal, rest)
        os.close(_terminal)
