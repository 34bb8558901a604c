"""How a foot in one picture lies against the same foot in a reference picture, pixel by pixel.

Joints are guessed from the whole body and hardly follow a foot that rolls; the pixels of the foot
do.  Optical flow (dense inverse search, Kroeger et al. 2016) finds them again.  The pictures are
made even first (each place by its own mean and contrast), so that light and shadow count little.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr
from kneecave.model.feet import FootMarks
from kneecave.pose.feet_seen import SHANK, FeetSeen, box_about

LEAST_PIXELS = 9
_FOOT_WIDTH = 0.20
_SOLE = 0.04
_BACK_AGAIN_PX = 1.0
_WINDOW = (21, 21)
_REFINED = 2
"""Rounds in which neighbouring pixels' ways are made alike, of the flow's preset's five."""
_LEAST_ALIKE = 0.6
_EDGE = 25.0
_EVEN = 0.12
_CONTRAST = (4.0, 45.0)


class FootFlow:
    """One foot of the reference picture, to be found again in others.

    Parameters
    ----------
    still
        The reference picture.
    marks
        Where the leg is in it.
    band
        Lowest and highest part of the ankle that counts, above the ankle, in shank lengths.
    """

    def __init__(self, still: FeetSeen, marks: FootMarks, band: tuple[float, float]) -> None:
        self.shank_px = marks.shank_px
        scale = SHANK / self.shank_px
        left, top, right, bottom = box_about(marks)
        self._size = max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale))
        self._to_crop = np.array([[scale, 0.0, -scale * left], [0.0, scale, -scale * top]])
        self._still = self._crop(still, np.eye(2, 3))
        corners = {
            name: _moved(self._to_crop, getattr(marks, name)) for name in ("ankle", "heel", "toe")
        }
        up = np.arange(self._size[1])[:, None]
        over_ankle = (corners["ankle"][1] - up) / SHANK
        over_floor = (max(corners["heel"][1], corners["toe"][1]) - up) / SHANK
        foot = _drawn(self._size, list(corners.values())) & _sharp(self._still)
        self._ankle = foot & (over_ankle >= band[0]) & (over_ankle < band[1])
        self._sole = foot & (over_floor >= 0.0) & (over_floor < _SOLE)
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        self._flow.setFinestScale(0)
        self._flow.setVariationalRefinementIterations(_REFINED)

    def shift_px(self, seen: FeetSeen, camera: FloatArray) -> tuple[float, float]:
        """Return how far ankle and sole lie to the right of where they were, in pixels.

        ``camera`` (2, 3) is the way the whole picture moved.  NaN where fewer than 9 pixels are
        found again.
        """
        now = self._crop(seen, camera)
        there, back = self._way(self._still, now), self._way(now, self._still)
        found = _found_again(there, back) & _alike(self._still, now, there)
        scale = SHANK / self.shank_px
        ankle, sole = (_median(there[..., 0], part & found) for part in (self._ankle, self._sole))
        return ankle / scale, sole / scale

    def _way(self, start: ImageBgr, end: ImageBgr) -> FloatArray:
        unknown = np.zeros((*start.shape, 2), dtype=np.float32)
        return np.asarray(self._flow.calc(start, end, unknown), dtype=np.float64)

    def _crop(self, seen: FeetSeen, camera: FloatArray) -> ImageBgr:
        """Return the foot's surroundings as the unmoved camera would show them, even."""
        there = _whole(seen.to_near) @ _whole(camera) @ np.linalg.inv(_whole(self._to_crop))
        crop = cv2.warpAffine(
            seen.near,
            there[:2],
            self._size,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return _evened(crop.astype(np.float32))


def _whole(way: FloatArray) -> FloatArray:
    """Return a way (2, 3) as (3, 3)."""
    return np.vstack([way, [0.0, 0.0, 1.0]])


def _moved(way: FloatArray, point: FloatArray) -> FloatArray:
    return np.asarray(way[:, :2] @ point + way[:, 2], dtype=np.float64)


def _evened(grey: FloatArray) -> ImageBgr:
    """Return the picture less its local mean, over its local contrast."""
    sigma = _EVEN * SHANK
    detail = grey - cv2.GaussianBlur(grey, (0, 0), sigma)
    contrast = np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), sigma)) + _CONTRAST[0]
    return np.asarray(np.clip(detail / contrast * _CONTRAST[1] + 128, 0, 255), dtype=np.uint8)


def _drawn(size: tuple[int, int], corners: Sequence[FloatArray]) -> BoolArray:
    """Return the foot's place: broad lines between ankle, heel and toe."""
    place = np.zeros(size[::-1], dtype=np.uint8)
    around = [tuple(int(v) for v in corner) for corner in corners]
    for start, end in zip(around, around[1:] + around[:1], strict=True):
        cv2.line(place, start, end, 255, round(_FOOT_WIDTH * SHANK))
    return np.asarray(place > 0, dtype=np.bool_)


def _sharp(picture: ImageBgr) -> BoolArray:
    """Return where brightness changes sideways: elsewhere a sideways shift cannot be seen."""
    slope = cv2.Sobel(picture.astype(np.float32), cv2.CV_32F, 1, 0)
    return np.asarray(np.abs(slope) > _EDGE, dtype=np.bool_)


def _found_again(there: FloatArray, back: FloatArray) -> BoolArray:
    """Return where going there and back ends within a pixel of the start."""
    home = cv2.remap(back, *_ends(there), cv2.INTER_LINEAR)
    return np.asarray(np.linalg.norm(there + home, axis=-1) < _BACK_AGAIN_PX, dtype=np.bool_)


def _alike(start: ImageBgr, end: ImageBgr, there: FloatArray) -> BoolArray:
    """Return where the surroundings of a place look like those of where it went: correlation."""
    gone = cv2.remap(end, *_ends(there), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    one, other = start.astype(np.float64), gone.astype(np.float64)
    means = [cv2.blur(picture, _WINDOW) for picture in (one, other)]
    squares = [
        cv2.blur(picture**2, _WINDOW) - mean**2
        for picture, mean in zip((one, other), means, strict=True)
    ]
    common = cv2.blur(one * other, _WINDOW) - means[0] * means[1]
    scale = np.sqrt(np.clip(squares[0] * squares[1], 1.0, None))
    return np.asarray(common / scale > _LEAST_ALIKE, dtype=np.bool_)


def _ends(there: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the columns and rows that every pixel goes to."""
    rows, columns = np.mgrid[: there.shape[0], : there.shape[1]]
    x, y = columns + there[..., 0], rows + there[..., 1]
    return x.astype(np.float32), y.astype(np.float32)


def _median(values: FloatArray, where: BoolArray) -> float:
    return float(np.median(values[where])) if where.sum() >= LEAST_PIXELS else float("nan")
