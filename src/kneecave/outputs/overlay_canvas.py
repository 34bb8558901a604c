"""What painters draw on: a picture's own channels, together as colours or plane by plane.

Ink is laid over a picture by mixing, channel by channel.  Brightness and the two differences of
colour are mixed colours just as blue, green and red are, so the same painters draw on them, each
where it lies, once their colours are turned into these numbers.  What gets no ink stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.planes import Coding, Planes

Bgr: TypeAlias = tuple[int, int, int]
Tone: TypeAlias = tuple[int, ...]
"""A colour as a plane's pixels have it: three numbers or one."""

Box: TypeAlias = tuple[int, int, int, int]
"""x0, y0, x1, y1, the last two outside; all even but where an odd picture ends."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Planes of one size that are drawn on together, in place.

    Attributes
    ----------
    planes
        One of (h, w, 3) blue, green, red; or one of (h, w) brightness; or two of (h, w), blue and
        red; all uint8.
    coding
        How their numbers are colours; None: they are blue, green, red.
    step
        How many of the picture's pixels one of theirs is wide and high: 2 for blue and red, or 1.
    """

    planes: tuple[ImageBgr, ...]
    coding: Coding | None = None
    step: int = 1

    def tones(self, colour: Bgr) -> tuple[Tone, ...]:
        """Return a colour as each plane has it."""
        if self.coding is None:
            return (colour,)
        bright, bluish, reddish = _numbers(self.coding, colour)
        return ((bright,),) if self.step == 1 else ((bluish,), (reddish,))

    def place(self, points: FloatArray) -> FloatArray:
        """Return where points in pixels of the picture lie in these planes."""
        return points if self.step == 1 else (points - 0.5) / self.step

    def parts(self, box: Box) -> tuple[ImageBgr, ...]:
        """Return each plane's pixels in a box of the picture."""
        x0, y0, x1, y1 = (edge // self.step for edge in box)
        return tuple(plane[y0:y1, x0:x1] for plane in self.planes)

    def pour(self, box: Box, cover: ImageBgr, colour: Bgr) -> None:
        """Mix a colour over a box by a cover (h, w), 0..255, of its size here, in place."""
        for part, tone in zip(self.parts(box), self.tones(colour), strict=True):
            add, keep = mixed(cover, tone)
            blend(part, keep, add)


@lru_cache(maxsize=256)
def _numbers(coding: Coding, colour: Bgr) -> Bgr:
    bright, bluish, reddish = np.rint(coding.from_bgr() @ (*colour, 1)).astype(int).tolist()
    return bright, bluish, reddish


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture to be drawn on in place."""

    layers: tuple[Layer, ...]

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.layers[0].planes[0].shape[:2]
        return width, height

    def cut(self, box: Box) -> Canvas:
        """Return a part of it."""
        parts = (Layer(layer.parts(box), layer.coding, layer.step) for layer in self.layers)
        return Canvas(tuple(parts))

    def box(self, points: FloatArray, pad_px: float) -> Box | None:
        """Return the part that points (N, 2) reach, if there is one; None if any is NaN."""
        if not bool(np.isfinite(points).all()):
            return None
        (left, top), (right, bottom) = points.min(axis=0) - pad_px, points.max(axis=0) + pad_px
        width, height = self.size_px
        x0, y0 = (2 * int(max(edge, 0.0) / 2) for edge in (left, top))
        x1 = min(2 * int(min(right, width) / 2 + 1), width)
        y1 = min(2 * int(min(bottom, height) / 2 + 1), height)
        return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


Ground: TypeAlias = ImageBgr | Canvas
"""What can be drawn on: (H, W, 3) uint8 or a canvas."""


def canvas_of(ground: Ground | Planes) -> Canvas:
    """Return a canvas on a picture or on planes, if it is not one already."""
    if isinstance(ground, Canvas):
        return ground
    if not isinstance(ground, Planes):
        return Canvas((Layer((ground,)),))
    bright = Layer((ground.luma,), ground.coding)
    return Canvas((bright, Layer((ground.blue, ground.red), ground.coding, step=2)))


def blend(under: ImageBgr, keep: ImageBgr, add: ImageBgr) -> None:
    """Make ``under`` to ``under * keep / 255 + add``, in place."""
    cv2.multiply(under, keep, dst=under, scale=1 / 255)
    cv2.add(under, add, dst=under)


def mixed(cover: ImageBgr, tone: Tone) -> tuple[ImageBgr, ImageBgr]:
    """Return what ``blend`` adds and keeps where a tone covers (h, w), 0..255, of what was."""
    if len(tone) == 1:  # as by the table, in a sixth of its time: no product lies halfway
        return np.asarray(cv2.convertScaleAbs(cover, alpha=tone[0] / 255), np.uint8), ~cover
    cover = np.asarray(cv2.cvtColor(cover, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.asarray(cv2.LUT(cover, _table(tone)), np.uint8), ~cover


@lru_cache(maxsize=256)
def _table(tone: Tone) -> ImageBgr:
    """Return what a tone adds at each cover, (1, 256, channels)."""
    shares = np.arange(256)[:, None] / 255
    return np.asarray(np.rint(shares * np.array(tone)), np.uint8)[None]
