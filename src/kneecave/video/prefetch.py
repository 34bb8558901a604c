"""Decoding in a thread, a few items ahead of whoever uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Event
from typing import Generic, TypeVar

from kneecave.model.clip import Frame
from kneecave.video.reader import VideoReader, open_video
from kneecave.video.worker import Worker

T = TypeVar("T")
FRAMES_AHEAD = 2


@contextmanager
def read_ahead(clip: Path) -> Iterator[tuple[VideoReader, Iterator[Frame]]]:
    """Open a clip, with its frames decoded ahead in a thread.

    Raises
    ------
    InputError
        It cannot be read; later errors come with the frame where they happen.
    """
    with open_video(clip) as reader, prefetch(reader, ahead=FRAMES_AHEAD) as frames:
        yield reader, frames


@contextmanager
def prefetch(frames: Iterable[T], *, ahead: int) -> Iterator[Iterator[T]]:
    """Run an iteration in a thread and give its items out in order.

    Parameters
    ----------
    frames
        Iterated in the thread, once; whoever opened it closes it, after this block.
    ahead
        Largest number of items that wait; at least 1.  Bounds the memory.

    Raises
    ------
    Exception
        Whatever the iteration raises, at the item where it happened.
    """
    ahead_of_use = _Ahead(frames, ahead=ahead)
    ahead_of_use.start()
    try:
        yield iter(ahead_of_use)
    finally:
        ahead_of_use.stop()


class _End:
    """Nothing comes after this, because of ``error`` or because all is done."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Ahead(Generic[T]):
    def __init__(self, frames: Iterable[T], *, ahead: int) -> None:
        if ahead < 1:
            raise ValueError(f"ahead is {ahead}, not at least 1")
        self._frames = frames
        self._ready: Queue[T | _End] = Queue(maxsize=ahead)
        self._stopped = Event()
        self._worker = Worker(self._work, name="kneecave-prefetch")

    def __iter__(self) -> Iterator[T]:
        while not isinstance(item := self._ready.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> None:
        """End the thread: it waits at most for room in the queue, which emptying gives it."""
        self._stopped.set()
        self._worker.wait(nudge=self._empty)

    def _empty(self) -> None:
        try:
            while True:
                self._ready.get_nowait()
        except Empty:
            return

    def _work(self) -> None:
        end = _End()
        try:
            for item in self._frames:
                if self._stopped.is_set():
                    return
                self._ready.put(item)
        except BaseException as error:  # handed to the thread that iterates
            end = _End(error)
        self._ready.put(end)
