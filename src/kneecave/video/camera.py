"""Pictures as they come: from a camera, from an address, or from a file played in real time.

A thread reads; whoever takes the pictures gets the newest one, and those in between are left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.error import FFmpegError

from kneecave.errors import InputError
from kneecave.model.clip import Frame
from kneecave.video.reader import open_video

STALLED_S = 5.0
"""Without a picture for so long, a camera is taken for gone."""
_OPENING_S = 10.0
_MISSES = 30
_WAY_OUT = "; kneecave serve uses the camera of a browser or a phone instead"
_ADDRESS = ("rtsp://", "rtsps://", "http://", "https://", "rtmp://", "udp://", "tcp://")


def is_address(source: str) -> bool:
    """Return whether a source is an address and not a file."""
    return source.lower().startswith(_ADDRESS)


def even(frame: Frame) -> Frame:
    """Return a frame without its last row and column where the sides are odd: videos are even."""
    height, width = frame.image_bgr.shape[:2]
    if height % 2 == width % 2 == 0:
        return frame
    image = np.ascontiguousarray(frame.image_bgr[: height - height % 2, : width - width % 2])
    return Frame(frame.index, frame.time_s, image)


@contextmanager
def open_camera(index: int) -> Iterator[Iterator[Frame]]:
    """Give the pictures of a camera, by its number from 0; times are those of their coming.

    Raises
    ------
    InputError
        There is no such camera, it may not be used, or it stops giving pictures.
    """
    logging = cv2.utils.logging
    before = logging.setLogLevel(logging.LOG_LEVEL_SILENT)  # ours says more of a missing camera
    capture = cv2.VideoCapture(index)
    logging.setLogLevel(before)
    try:
        if not capture.isOpened():
            raise InputError(f"camera {index} cannot be opened{_WAY_OUT}")
        yield _captured(capture, index)
    finally:
        capture.release()


def _captured(capture: cv2.VideoCapture, index: int) -> Iterator[Frame]:
    misses, count, first_s = 0, 0, None
    while misses < _MISSES:
        good, image = capture.read()
        if not good:
            misses += 1
            time.sleep(STALLED_S / _MISSES)
            continue
        now_s = time.monotonic()
        first_s = now_s if first_s is None else first_s
        yield Frame(count, now_s - first_s, np.ascontiguousarray(image, dtype=np.uint8))
        misses, count = 0, count + 1
    raise InputError(f"camera {index} gives no pictures any more; is it still plugged in?")


@contextmanager
def open_address(address: str) -> Iterator[Iterator[Frame]]:
    """Give the pictures of an rtsp or http stream; times are the stream's, from its first picture.

    Raises
    ------
    InputError
        Nothing answers there, there are no pictures, or the stream breaks off.
    """
    options = {"rtsp_transport": "tcp"} if address.lower().startswith("rtsp") else {}
    try:
        with av.open(address, timeout=(_OPENING_S, STALLED_S), options=options) as container:
            if not container.streams.video:
                raise InputError(f"{_shown(address)} has no pictures")
            yield _streamed(container, address)
    except (FFmpegError, OSError) as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{_shown(address)} cannot be read: {reason.lower()}") from error


def _streamed(container: av.container.InputContainer, address: str) -> Iterator[Frame]:
    container.streams.video[0].thread_type = "SLICE"  # frame threads would hold pictures back
    count, time_s = 0, 0.0
    before: tuple[float, float | None] | None = None
    for picture in container.decode(video=0):
        now = time.monotonic(), picture.time
        time_s += 0.0 if before is None else _step_s(before, now)
        image = np.ascontiguousarray(picture.to_ndarray(format="bgr24"), dtype=np.uint8)
        yield Frame(count, time_s, image)
        before, count = now, count + 1
    if not count:
        raise InputError(f"{_shown(address)} has no pictures")


def _step_s(before: tuple[float, float | None], now: tuple[float, float | None]) -> float:
    """Return the time between two pictures, of which is known when they came and were taken.

    Their coming tells it where the stream does not, or its clock jumps.
    """
    if before[1] is not None and now[1] is not None and 0.0 < now[1] - before[1] < STALLED_S:
        return now[1] - before[1]
    return now[0] - before[0]


def _shown(address: str) -> str:
    """Return an address without the name and password it may hold."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


@contextmanager
def open_played(path: Path, *, real_time: bool) -> Iterator[Iterator[Frame]]:
    """Give the frames of a clip, each when its time has come, or one after the other.

    Raises
    ------
    InputError
        The clip cannot be read.
    """
    with open_video(path) as reader:
        yield _in_time(iter(reader)) if real_time else iter(reader)


def _in_time(frames: Iterator[Frame]) -> Iterator[Frame]:
    start_s = time.monotonic()
    for frame in frames:
        ahead_s = frame.time_s - (time.monotonic() - start_s)
        if ahead_s > 0:
            time.sleep(ahead_s)
        yield frame


class Newest:
    """Reads frames in a thread and keeps the newest; use it in a ``with``.

    Attributes
    ----------
    left_out
        How many frames nobody took.
    """

    def __init__(self, source: AbstractContextManager[Iterator[Frame]]) -> None:
        self._source = source
        self._news = Condition()
        self._frame: Frame | None = None
        self._over = False
        self._error: BaseException | None = None
        self._stop = Event()
        self._thread = Thread(target=self._read, name="camera", daemon=True)
        self.left_out = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=STALLED_S)

    def __iter__(self) -> Iterator[Frame]:
        """Give the newest frame whenever the last one is done with, until there are no more.

        Raises
        ------
        InputError
            The source cannot be opened or read, or gives nothing for `STALLED_S`.
        """
        waited_s = _OPENING_S + STALLED_S
        while (frame := self._next(waited_s)) is not None:
            waited_s = STALLED_S
            yield frame

    def _next(self, wait_s: float) -> Frame | None:
        with self._news:
            self._news.wait_for(lambda: self._frame is not None or self._over, timeout=wait_s)
            frame, self._frame = self._frame, None
            if frame is None and self._error is not None:
                raise self._error
            if frame is None and not self._over:
                raise InputError(f"no picture has come for {wait_s:.0f} s; is the camera still on?")
            return frame

    def _read(self) -> None:
        try:
            with self._source as frames:
                for frame in frames:
                    with self._news:
                        self.left_out += self._frame is not None
                        self._frame = frame
                        self._news.notify()
                    if self._stop.is_set():
                        break
        except BaseException as error:  # told where the frames are taken
            self._error = error
        finally:
            with self._news:
                self._over = True
                self._news.notify()
