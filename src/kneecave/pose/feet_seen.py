"""What is kept of a picture to look at its feet: brightness only, about the feet and far around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.feet import FootMarks
from kneecave.model.planes import Planes

SHANK = 200
"""Pixels a shank is brought to before feet are compared."""
_AROUND = (0.3, 0.3, 0.2)
"""What belongs to a foot's surroundings beside, above and below it, in shanks."""
_MOVED = 0.5
"""How far a foot may be from where it is in the reference picture, in shanks: cameras move."""
_LONG_SIDE_PX = 640

Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels of the frame."""


@dataclass(frozen=True, slots=True)
class FeetSeen:
    """Parts of one picture.

    Attributes
    ----------
    near
        (h, w) the feet and what is about them.
    to_near
        (2, 3) from pixels of the frame to pixels of ``near``.
    far
        (h, w) all of the picture, made small.
    far_scale
        Its size over that of the frame.
    """

    near: Grey
    to_near: FloatArray
    far: Grey
    far_scale: float


def feet_in(picture: ImageBgr | Planes, feet: Sequence[FootMarks]) -> FeetSeen:
    """Return what is kept of a picture, given where the feet are in the reference picture."""
    near, to_near = _near(picture, feet)
    whole = picture.luma if isinstance(picture, Planes) else picture
    scale = min(1.0, _LONG_SIDE_PX / max(whole.shape[:2]))
    size = tuple(max(1, round(side * scale)) for side in whole.shape[1::-1])
    far = _grey(np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8))
    return FeetSeen(near, to_near, far, scale)


def box_about(foot: FootMarks) -> Box:
    """Return the box of a foot's surroundings."""
    side, above, below = (share * foot.shank_px for share in _AROUND)
    points = np.array([foot.ankle, foot.heel, foot.toe])
    left, right = points[:, 0].min() - side, points[:, 0].max() + side
    return (
        float(left),
        float(foot.ankle[1] - above),
        float(right),
        float(points[:, 1].max() + below),
    )


def _near(picture: ImageBgr | Planes, feet: Sequence[FootMarks]) -> tuple[Grey, FloatArray]:
    """Return the part about the feet, squares of pixels averaged where it is finer than needed."""
    whole = picture.luma if isinstance(picture, Planes) else picture
    shank_px = min(foot.shank_px for foot in feet)
    boxes, margin = np.array([box_about(foot) for foot in feet]), _MOVED * shank_px
    size = np.array(whole.shape[1::-1])
    first = np.clip(np.floor(boxes[:, :2].min(axis=0) - margin), 0, size - 1).astype(int)
    last = np.clip(np.ceil(boxes[:, 2:].max(axis=0) + margin), first + 1, size).astype(int)
    part = _grey(whole[first[1] : last[1], first[0] : last[0]])
    step = max(1, int(shank_px / SHANK))
    if step > 1:
        smaller = np.maximum((last - first) // step, 1)
        part = part[: smaller[1] * step, : smaller[0] * step]
        reduced = cv2.resize(part, smaller.tolist(), interpolation=cv2.INTER_AREA)
        part = np.asarray(reduced, dtype=np.uint8)
    offset = first + (step - 1) / 2
    to_near = np.array([[1.0, 0.0, -offset[0]], [0.0, 1.0, -offset[1]]]) / step
    return np.ascontiguousarray(part), to_near


def _grey(picture: ImageBgr) -> Grey:
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
