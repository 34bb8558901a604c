"""One person's path through a clip, found by two landmarkers side by side.

MediaPipe's graph runs on one thread.  So the clip is cut into chunks of `CHUNK` pictures, which
two landmarkers take in turn.  Each starts `WARM_UP` pictures before its chunk, with everything
before forgotten, so the path does not depend on which of them had which chunk, nor on timing.
Where chunks meet, the path goes over from one to the other during the warm-up.  Against a single
run this changes the landmarks less than moving the picture by one pixel does.  Where they do not
agree there, the path is torn: a chunk began on a person bent over or lying, whom a landmarker that
starts anew finds badly; then one landmarker must see the whole clip.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from threading import BoundedSemaphore, Event

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.pose.heap import give_back, share_heaps
from kneecave.pose.landmarker import JOINTS, Landmarker, Pose, open_landmarker

CHUNK = 36
WARM_UP = 8
HELD = 20
"""Pictures that wait at a time: half a chunk and some keep both landmarkers busy."""
GOING_OVER = 5
"""Last pictures of the warm-up, in which the path goes over from the chunk before."""
LONG_SIDE_PX = 1280
"""Larger pictures are reduced: the networks look at 256 pixels of a person anyway."""
LANDMARKERS = 2
SAME_PATH = 0.05
"""Chunks go over gently where they agree to this share of the person's size."""

X, Y, DEPTH, CONFIDENCE = range(4)
"""Last axis of a path: pixels of the full frame, then the model's visibility."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the model is shown of a frame, and the factors back to the frame's pixels."""

    time_s: float
    image_bgr: ImageBgr
    back: tuple[float, float]


def reduced(frame: Frame) -> Picture:
    """Return the frame as the model is shown it: its long side at most `LONG_SIDE_PX`."""
    height, width = frame.image_bgr.shape[:2]
    share = LONG_SIDE_PX / max(height, width)
    if share >= 1:
        return Picture(time_s=frame.time_s, image_bgr=frame.image_bgr, back=(1.0, 1.0))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    # linear is as exact here as averaging areas, and takes a fifth of its time
    small = cv2.resize(frame.image_bgr, size, interpolation=cv2.INTER_LINEAR)
    return Picture(
        time_s=frame.time_s,
        image_bgr=np.asarray(small, dtype=np.uint8),
        back=(width / size[0], height / size[1]),
    )


def row_of(pose: Pose | None, back: tuple[float, float]) -> FloatArray:
    """Return a pose as (J, 4): x, y, depth in pixels of the full frame, confidence; NaN if none."""
    if pose is None:
        return np.full((len(JOINTS), 4), np.nan)
    return np.column_stack([pose.xy_px * back, pose.depth_px * back[0], pose.confidence])


@dataclass(frozen=True, slots=True)
class Followed:
    """A path (T, J, 4), NaN where nobody is seen; torn where chunks did not agree."""

    path: FloatArray
    torn: bool


class Follower:
    """Follows one person through pictures, with several landmarkers side by side."""

    def __init__(self, landmarkers: Sequence[Landmarker]) -> None:
        self._landmarkers = landmarkers

    def follow(self, pictures: Iterable[Picture]) -> Followed:
        """Return the path of the person the model follows, and whether it is torn.

        At most `HELD` pictures wait at a time.
        """
        idle: SimpleQueue[Landmarker] = SimpleQueue()
        for landmarker in self._landmarkers:
            idle.put(landmarker)
        with (
            ThreadPoolExecutor(len(self._landmarkers)) as threads,
            _Dealer(idle, threads) as dealer,
        ):
            for picture in pictures:
                dealer.deal(picture)
            return dealer.followed()

    def follow_in_one(self, pictures: Iterable[Picture]) -> FloatArray:
        """Return the path, (T, J, 4), with one landmarker from the first picture to the last."""
        landmarker = self._landmarkers[0]
        landmarker.forget()
        rows = [
            row_of(landmarker.find(picture.image_bgr, time_s=picture.time_s), picture.back)
            for picture in pictures
        ]
        return np.stack(rows) if rows else np.full((0, len(JOINTS), 4), np.nan)


@contextmanager
def open_follower(model: str) -> Iterator[Follower]:
    """Give a follower; its landmarkers are closed at the end.

    Raises
    ------
    ModelError
        The pose model is missing or cannot be loaded.
    """
    share_heaps()
    with ExitStack() as stack:
        stack.callback(give_back)
        engine = Engine.MEDIAPIPE
        yield Follower(
            [stack.enter_context(open_landmarker(model, engine=engine)) for _ in range(LANDMARKERS)]
        )


class _Dealer:
    """Hands pictures to chunks, and chunks to whichever landmarker is idle."""

    def __init__(self, idle: SimpleQueue[Landmarker], threads: ThreadPoolExecutor) -> None:
        self._idle = idle
        self._threads = threads
        self._room = BoundedSemaphore(HELD)
        self._given_up = Event()
        self._chunks: list[Future[FloatArray]] = []
        self._open: SimpleQueue[Picture | None] = SimpleQueue()
        self._recent: deque[Picture] = deque(maxlen=WARM_UP)
        self._dealt = 0

    def __enter__(self) -> _Dealer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._given_up.set()
        self._open.put(None)

    def deal(self, picture: Picture) -> None:
        """Hand on the next picture; waits while too many are held."""
        if self._dealt % CHUNK == 0:
            self._next_chunk()
        while not self._room.acquire(timeout=1.0):
            self._raise_failure()
        self._open.put(picture)
        self._recent.append(picture)
        self._dealt += 1

    def followed(self) -> Followed:
        """Return the whole path, after the last picture was dealt."""
        self._open.put(None)
        path = np.full((self._dealt, len(JOINTS), 4), np.nan)
        torn = False
        for number, chunk in enumerate(self._chunks):
            start = number * CHUNK
            warm_up = min(start, WARM_UP)
            agree = join(path, chunk.result(), start=start - warm_up, warm_up=warm_up)
            torn = torn or not agree
        return Followed(path, torn)

    def _next_chunk(self) -> None:
        self._open.put(None)
        self._open = SimpleQueue()
        self._chunks.append(self._threads.submit(self._follow_chunk, self._open, [*self._recent]))

    def _follow_chunk(
        self, pictures: SimpleQueue[Picture | None], warm_up: list[Picture]
    ) -> FloatArray:
        landmarker = self._idle.get()
        try:
            landmarker.forget()
            rows = [self._row(landmarker, picture) for picture in warm_up]
            warm_up.clear()
            for picture in iter(pictures.get, None):
                rows.append(self._row(landmarker, picture))
                self._room.release()
            return np.stack(rows)
        except BaseException:
            self._given_up.set()
            raise
        finally:
            self._idle.put(landmarker)

    def _row(self, landmarker: Landmarker, picture: Picture) -> FloatArray:
        if self._given_up.is_set():
            return row_of(None, picture.back)
        return row_of(landmarker.find(picture.image_bgr, time_s=picture.time_s), picture.back)

    def _raise_failure(self) -> None:
        if self._given_up.is_set():
            for chunk in self._chunks:
                if chunk.done():
                    chunk.result()


def join(path: FloatArray, chunk: FloatArray, *, start: int, warm_up: int) -> bool:
    """Write a chunk's rows into the path from row ``start``, in place; return whether they agree.

    Its first ``warm_up`` rows are already there from the chunk before: the path goes over from
    those to these in the last `GOING_OVER` of them, if the two agree there.  A person whom only
    the later chunk sees has been found again: that is no disagreement.
    """
    path[start + warm_up : start + len(chunk)] = chunk[warm_up:]
    if not warm_up:
        return True
    before = path[start : start + warm_up][-GOING_OVER:]
    after = chunk[:warm_up][-GOING_OVER:]
    if np.isnan(before).all(axis=(1, 2)).any():
        return True
    distance = np.linalg.norm((after - before)[..., : Y + 1], axis=-1)
    size = np.ptp(before[..., Y], axis=1)
    agree = bool(np.all(np.median(distance, axis=1) < SAME_PATH * size))
    if agree:
        share = (np.arange(len(before)) + 1) / (len(before) + 1)
        before += share[:, None, None] * (after - before)
    return agree
