"""A person in a picture, and what finds one: the types every engine of this room shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint
from kneecave.model.clip import Frame

NUMBERS = {
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
"""BlazePose's own number of each joint; its other landmarks (fingers, inner eyes) are left out."""

JOINTS = tuple(NUMBERS)
"""The columns of every pose of this room."""


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
    edges_px
        (2, ROWS, 2) edges of the legs as `kneecave.model.outlines.Outlines` has them; None where
        nothing tells them.
    """

    xy_px: FloatArray
    depth_px: FloatArray
    confidence: FloatArray
    edges_px: FloatArray | None = None


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

    def find_all(self, frame: Frame) -> tuple[Pose, ...]:
        """Return the people in a frame, in no particular order; its time does not matter."""
        ...
