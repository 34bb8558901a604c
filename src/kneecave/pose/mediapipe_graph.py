"""Joints found by MediaPipe's own graph.  The only module that knows MediaPipe.

It is imported when a landmarker is opened, not before.  A landmarker is always closed, by ``with``:
one that is left to the garbage collector blocks the process for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kneecave.errors import ModelError
from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.pose.native_noise import quiet_stderr
from kneecave.pose.poses import NUMBERS, Pose

LONG_SIDE_PX = 1280
"""Larger pictures are reduced: the networks look at 256 pixels of a person anyway."""
_BLACK: ImageBgr = np.zeros((64, 64, 3), dtype=np.uint8)


class VideoLandmarker:
    """MediaPipe's VIDEO mode: tracks and smooths, needs strictly increasing whole milliseconds."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._last_ms = 0
        self._shift_ms: int | None = 0
        self._warned = False

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
        """Return the person in the next picture."""
        time_ms = round(time_s * 1000)
        if self._shift_ms is None:
            self._shift_ms = self._last_ms + 1000 - time_ms
        self._last_ms = max(time_ms + self._shift_ms, self._last_ms + 1)
        with _until_warned(self._warned):
            result = self._native.detect_for_video(_picture(image_bgr), self._last_ms)
        people = _people(result, image_bgr)
        self._warned = self._warned or bool(people)
        return people[0] if people else None

    def forget(self) -> None:
        """Show a black picture: the person is lost, and tracking and smoothing with it."""
        self._last_ms += 1000
        with _until_warned(self._warned):
            self._native.detect_for_video(_picture(_BLACK), self._last_ms)
        self._shift_ms = None


class StillScanner:
    """MediaPipe's IMAGE mode: no memory, no lag."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._warned = False

    def find_all(self, frame: Frame) -> tuple[Pose, ...]:
        """Return the people in the frame."""
        image_bgr = frame.image_bgr
        with _until_warned(self._warned):
            people = _people(self._native.detect(_picture(image_bgr)), image_bgr)
        self._warned = self._warned or bool(people)
        return people


@contextmanager
def opened(path: Path, *, mode: str, most_people: int) -> Iterator[Any]:
    """Give MediaPipe's landmarker of a bundle, in mode VIDEO or IMAGE; it is closed at the end.

    Raises
    ------
    ModelError
        It cannot be loaded.
    """
    with quiet_stderr():
        native = _create(str(path), mode=mode, most_people=most_people)
    try:
        yield native
    finally:
        with quiet_stderr():
            native.close()


def _until_warned(warned: bool) -> AbstractContextManager[None]:
    """Hold stderr back until the C++ side has seen a first person: it then prints a warning."""
    return nullcontext() if warned else quiet_stderr()


def _create(path: str, *, mode: str, most_people: int) -> Any:
    try:
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415 - slow to import

        return vision.PoseLandmarker.create_from_options(
            vision.PoseLandmarkerOptions(
                base_options=BaseOptions(model_asset_path=path),
                running_mode=vision.RunningMode[mode],
                num_poses=most_people,
            )
        )
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"pose model {path} cannot be loaded: {reason}") from error


def _picture(image_bgr: ImageBgr) -> Any:
    import mediapipe as mp  # noqa: PLC0415 - slow to import, and loaded already by `_create`

    height, width = image_bgr.shape[:2]
    share = LONG_SIDE_PX / max(height, width)
    if share < 1:
        size = (max(1, round(width * share)), max(1, round(height * share)))
        # linear is as exact here as averaging areas, and takes a fifth of its time
        image_bgr = np.asarray(
            cv2.resize(image_bgr, size, interpolation=cv2.INTER_LINEAR), np.uint8
        )
    rgb = np.ascontiguousarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB))
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)


def _people(result: Any, image_bgr: ImageBgr) -> tuple[Pose, ...]:
    height, width = image_bgr.shape[:2]
    return tuple(_pose(person, width, height) for person in result.pose_landmarks)


def _pose(person: Any, width: int, height: int) -> Pose:
    marks = [person[number] for number in NUMBERS.values()]
    table = np.array([(mark.x, mark.y, mark.z, mark.visibility) for mark in marks], np.float64)
    return Pose(
        xy_px=table[:, :2] * (width, height),
        depth_px=table[:, 2] * width,
        confidence=table[:, 3],
    )
