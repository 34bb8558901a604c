"""Encoding in a thread, a few frames behind whoever draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Full, Queue
from threading import Event
from typing import TypeAlias

from kneecave.model.arrays import ImageBgr
from kneecave.model.planes import Planes
from kneecave.video.worker import Worker
from kneecave.video.writer import VideoWriter

Write: TypeAlias = Callable[[ImageBgr | Planes, float], None]


@contextmanager
def write_behind(video: VideoWriter, *, most: int) -> Iterator[Write]:
    """Give out a function like ``video.write`` that returns before the frame is encoded.

    When the block ends well, all frames are written; after an error those still waiting are
    dropped.  Pictures handed over must not be changed any more.

    Parameters
    ----------
    video
        An entered writer; it is left after this block.
    most
        Largest number of frames that wait; at least 1.  Bounds the memory.

    Raises
    ------
    OutputError
        If the video cannot be written: at the next frame, or at the end of the block.
    """
    behind = _Behind(video, most=most)
    behind.start()
    try:
        yield behind.write
    except BaseException:
        behind.drop()
        raise
    finally:
        behind.stop()
    behind.tell()


class _Behind:
    def __init__(self, video: VideoWriter, *, most: int) -> None:
        if most < 1:
            raise ValueError(f"most is {most}, not at least 1")
        self._video = video
        self._waiting: Queue[tuple[ImageBgr | Planes, float] | None] = Queue(maxsize=most)
        self._dropped = Event()
        self._error: BaseException | None = None
        self._worker = Worker(self._work, name="kneecave-write-behind")

    def start(self) -> None:
        self._worker.start()

    def write(self, picture: ImageBgr | Planes, time_s: float) -> None:
        self.tell()
        self._waiting.put((picture, time_s))

    def tell(self) -> None:
        if self._error is not None:
            raise self._error

    def drop(self) -> None:
        self._dropped.set()

    def stop(self) -> None:
        self._worker.wait(nudge=self._end)

    def _end(self) -> None:
        with suppress(Full):
            self._waiting.put_nowait(None)

    def _work(self) -> None:
        """Take until the end, also after an error, so that whoever hands over never hangs."""
        while (item := self._waiting.get()) is not None:
            if self._dropped.is_set():
                continue
            try:
                self._video.write(*item)
            except BaseException as error:  # handed to the thread that draws
                self._error = error
                self._dropped.set()
