"""Where people's joints are in a picture.  The only module that knows MediaPipe.

MediaPipe is imported when a landmarker is opened, not before.  A landmarker is always closed, by
``with``: one that is left to the garbage collector blocks the process for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol

import cv2
import numpy as np

from kneecave.errors import ModelError
from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint
from kneecave.model.pose_track import PoseSource
from kneecave.pose.bundles import find_bundle, verified_path
from kneecave.pose.native_noise import quiet_stderr

_NUMBERS = {
    Joint.NOSE: 0,
    Joint.LEFT_EYE: 2,
    Joint.RIGHT_EYE: 5,
    Joint.LEFT_EAR: 7,
    Joint.RIGHT_EAR: 8,
    Joint.MOUTH_LEFT: 9,
    Joint.MOUTH_RIGHT: 10,
    Joint.LEFT_SHOULDER: 11,
    Joint.RIGHT_SHOULDER: 12,
    Joint.LEFT_ELBOW: 13,
    Joint.RIGHT_ELBOW: 14,
    Joint.LEFT_WRIST: 15,
    Joint.RIGHT_WRIST: 16,
    Joint.LEFT_HIP: 23,
    Joint.RIGHT_HIP: 24,
    Joint.LEFT_KNEE: 25,
    Joint.RIGHT_KNEE: 26,
    Joint.LEFT_ANKLE: 27,
    Joint.RIGHT_ANKLE: 28,
    Joint.LEFT_HEEL: 29,
    Joint.RIGHT_HEEL: 30,
    Joint.LEFT_FOOT_INDEX: 31,
    Joint.RIGHT_FOOT_INDEX: 32,
}
"""MediaPipe's own number of each joint; its other landmarks (fingers, inner eyes) are left out."""

JOINTS = tuple(_NUMBERS)
"""The columns of every pose of this room."""

_BLACK: ImageBgr = np.zeros((64, 64, 3), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Pose:
    """One person in one picture.

    Attributes
    ----------
    xy_px
        (J, 2) in pixels of the picture, columns as `JOINTS`; may lie outside the picture.
    depth_px
        (J,) the model's guess of depth relative to the hips, away from the camera positive.
    confidence
        (J,) in 0..1, the model's visibility.
    """

    xy_px: FloatArray
    depth_px: FloatArray
    confidence: FloatArray


class Landmarker(Protocol):
    """Follows one person from picture to picture."""

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
        """Return the person in the next picture; ``time_s`` increases until `forget`."""
        ...

    def forget(self) -> None:
        """Start anew: the next picture is answered as the first one of a new clip would be."""
        ...


class Scanner(Protocol):
    """Looks at every picture by itself."""

    def find_all(self, image_bgr: ImageBgr) -> tuple[Pose, ...]:
        """Return the people in the picture, in no particular order."""
        ...


@contextmanager
def open_landmarker(model: str) -> Iterator[Landmarker]:
    """Give a landmarker that follows one person, smoothing the path; at the end it is closed.

    Raises
    ------
    ModelError
        The model is unknown, missing, another file than it should be, or cannot be loaded.
    """
    with _opened(model, mode="VIDEO", most_people=1) as native:
        yield _VideoLandmarker(native)


@contextmanager
def open_scanner(model: str, *, most_people: int) -> Iterator[Scanner]:
    """Give a scanner that finds up to so many people; at the end it is closed.

    Raises
    ------
    ModelError
        As `open_landmarker`.
    """
    with _opened(model, mode="IMAGE", most_people=most_people) as native:
        yield _StillScanner(native)


def source_of(model: str) -> PoseSource:
    """Return what a track made with the model will say of its origin."""
    return PoseSource(
        model=model, engine=f"mediapipe {version('mediapipe')}", sha256=find_bundle(model).sha256
    )


class _VideoLandmarker:
    """MediaPipe's VIDEO mode: tracks, needs strictly increasing whole milliseconds."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._last_ms = 0
        self._shift_ms: int | None = 0
        self._warned = False

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
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


class _StillScanner:
    """MediaPipe's IMAGE mode: no memory, no lag."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._warned = False

    def find_all(self, image_bgr: ImageBgr) -> tuple[Pose, ...]:
        with _until_warned(self._warned):
            people = _people(self._native.detect(_picture(image_bgr)), image_bgr)
        self._warned = self._warned or bool(people)
        return people


def _until_warned(warned: bool) -> AbstractContextManager[None]:
    """Hold stderr back until the C++ side has seen a first person: it then prints a warning."""
    return nullcontext() if warned else quiet_stderr()


@contextmanager
def _opened(model: str, *, mode: str, most_people: int) -> Iterator[Any]:
    path = verified_path(model)
    with quiet_stderr():
        native = _create(model, str(path), mode=mode, most_people=most_people)
    try:
        yield native
    finally:
        with quiet_stderr():
            native.close()


def _create(model: str, path: str, *, mode: str, most_people: int) -> Any:
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
        raise ModelError(f"pose model {model} cannot be loaded: {reason}") from error


def _picture(image_bgr: ImageBgr) -> Any:
    import mediapipe as mp  # noqa: PLC0415 - slow to import, and loaded already by `_create`

    rgb = np.ascontiguousarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB))
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)


def _people(result: Any, image_bgr: ImageBgr) -> tuple[Pose, ...]:
    height, width = image_bgr.shape[:2]
    return tuple(_pose(person, width, height) for person in result.pose_landmarks)


def _pose(person: Any, width: int, height: int) -> Pose:
    marks = [person[number] for number in _NUMBERS.values()]
    table = np.array([(mark.x, mark.y, mark.z, mark.visibility) for mark in marks], np.float64)
    return Pose(
        xy_px=table[:, :2] * (width, height),
        depth_px=table[:, 2] * width,
        confidence=table[:, 3],
    )
