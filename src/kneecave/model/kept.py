"""Where the numbers lie that are kept of every frame: in memory, of a long clip in a file.

The file has no name and is gone with the numbers; it lies where the system has temporary files
(``TMPDIR``).  The system brings in what is looked at, and `rest` lets it take that back, so that a
process does not grow with the clip.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import TypeVar
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import DTypeLike

from kneecave.model.arrays import KeptArray

Each = TypeVar("Each")

LONG = 20_000
"""Frames of a clip whose numbers do not stay in memory: eleven minutes at 30 a second, 17 MB."""

_PART = 8192
"""Frames after which what has come, or was looked at, by then may rest."""
_on_disk: WeakValueDictionary[int, mmap.mmap] = WeakValueDictionary()


def room(shape: tuple[int, ...], dtype: DTypeLike = np.float32) -> KeptArray:
    """Return an array for numbers of so many frames (T, ...), with anything in it.

    Of a long clip each column lies by itself, so that a path can be read without all others.  A
    disk without room is no error: then they lie in memory.
    """
    return _in_file(shape, dtype) if shape[0] >= LONG else np.empty(shape, dtype)


def kept(values: KeptArray, dtype: DTypeLike = np.float32) -> KeptArray:
    """Return a copy of numbers of every frame (T, ...), in 32 bits unless told otherwise."""
    if len(values) < LONG:
        return values.astype(dtype)
    copy = room(values.shape, dtype)
    for column in np.ndindex(values.shape[1:]):
        copy[:, *column] = values[:, *column]
        rest()
    return copy


def rest() -> None:
    """Let the system take the memory of all kept numbers that lie in files; none is lost."""
    for known in _on_disk.valuerefs():  # taken at once: other threads may add some
        pages = known()
        if pages is not None and hasattr(pages, "madvise"):  # Windows does so by itself
            pages.madvise(mmap.MADV_DONTNEED)


def resting(frames: Iterable[Each]) -> Iterator[Each]:
    """Give on what belongs to frames, in order, and let rest what was looked at for them."""
    for number, each in enumerate(frames):
        if number % _PART == 0:
            rest()
        yield each


class Growing:
    """Numbers of frames that come one by one, in 32 bits.

    Parameters
    ----------
    shape
        Of the numbers of one frame.
    """

    def __init__(self, *shape: int) -> None:
        self._parts: list[KeptArray] = [np.empty((_PART, *shape), np.float32)]
        self._frames = 0

    def add(self, numbers: KeptArray) -> None:
        """Take the numbers of the next frame."""
        at = self._frames % _PART
        if self._frames and not at:
            rest()
            self._parts.append(_in_file(self._parts[0].shape, np.float32))
        self._parts[-1][at] = numbers
        self._frames += 1

    def all(self) -> KeptArray:
        """Return what came, (N, ...)."""
        first = self._parts[0]
        if len(self._parts) == 1:
            return first[: self._frames]
        numbers = room((self._frames, *first.shape[1:]))
        for start, part in zip(range(0, self._frames, _PART), self._parts, strict=True):
            numbers[start : start + _PART] = part[: self._frames - start]
            rest()
        return numbers


def _in_file(shape: tuple[int, ...], dtype: DTypeLike) -> KeptArray:
    pages = _pages(int(np.prod(shape)) * np.dtype(dtype).itemsize)
    if pages is None:
        return np.empty(shape, dtype)
    _on_disk[id(pages)] = pages
    return np.frombuffer(pages, dtype).reshape(shape, order="F")


def _pages(size: int) -> mmap.mmap | None:
    """Return so many bytes of a file without a name; None where they cannot be had."""
    try:
        with TemporaryFile() as file:
            _reserve(file.fileno(), size)
            return mmap.mmap(file.fileno(), size)
    except (OSError, ValueError):  # a mapping longer than what was written
        return None


def _reserve(file: int, size: int) -> None:
    """Make a file so long: pages that are written to must be there, or the process is ended."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
        return
    block = bytes(1 << 20)
    for start in range(0, size, len(block)):
        os.write(file, block[: size - start])
