"""Ink on pictures: sprites laid over, and areas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.planes import Coding
from kneecave.outputs.overlay_canvas import Bgr, Ground, Layer, blend, canvas_of, mixed

SCRIM: Bgr = (20, 15, 11)
SHIFT = 4
"""Bits behind the point of OpenCV's fixed-point numbers."""

_FAR_PX = 20_000.0
FixedPoints: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int32]]
_Ink: TypeAlias = tuple[Sequence[ImageBgr], ImageBgr | None]


@dataclass(frozen=True, slots=True)
class Sprite:
    """A small picture to lay over another: ``under * keep / 255 + add``, both (h, w, 3) uint8.

    ``keep`` is None where nothing shines through.  Turned into the tones of a plane once, it keeps
    them.
    """

    add: ImageBgr
    keep: ImageBgr | None
    _toned: dict[tuple[Coding, int, int, int], _Ink] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.add.shape[1], self.add.shape[0]

    def ink(self, layer: Layer, x: int, y: int) -> _Ink:
        """Return ``add`` for each plane and ``keep``, the sprite's corner at (x, y)."""
        if layer.coding is None:
            return (self.add,), self.keep
        key = layer.coding, layer.step, x % layer.step, y % layer.step
        if key not in self._toned:
            self._toned[key] = self._in_tones(*key)
        return self._toned[key]

    def _in_tones(self, coding: Coding, step: int, left: int, top: int) -> _Ink:
        """Return what is added to brightness, or to both colours as the mean of four pixels."""
        full = np.full(self.add.shape[:2], 255, np.uint8)
        cover = full if self.keep is None else ~self.keep[..., 1]
        ink = np.asarray(cv2.merge([self.add, cover]), np.uint8)
        turn = coding.from_bgr() / [1, 1, 1, 255]
        if step > 1:
            ink, turn = _halved(ink, left, top), turn[1:]
        else:
            turn = turn[:1]
        adds = [np.asarray(add, np.uint8) for add in cv2.split(cv2.transform(ink, turn))]
        keep = ~np.ascontiguousarray(ink[..., 3])
        return adds, keep if keep.any() else None


def _halved(ink: ImageBgr, left: int, top: int) -> ImageBgr:
    """Return the means of four, after a bare column and line are put before if there shall be."""
    height, width = ink.shape[:2]
    rims = top, (height + top) % 2, left, (width + left) % 2
    if any(rims):
        ink = np.asarray(cv2.copyMakeBorder(ink, *rims, cv2.BORDER_CONSTANT, value=0), np.uint8)
    size = ink.shape[1] // 2, ink.shape[0] // 2
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)


def tinted(mask: ImageBgr, colour: Bgr, opacity: float = 1.0) -> Sprite:
    """Return a sprite of one colour whose cover is a (h, w) uint8 mask times ``opacity``."""
    cover = mask if opacity == 1 else np.rint(mask * opacity).astype(np.uint8)
    return Sprite(*mixed(cover, colour))


def painted(size_px: tuple[int, int], paint: Callable[[ImageBgr], None]) -> Sprite:
    """Return a sprite of whatever ``paint`` puts on a picture of that width and height.

    It paints on black and on white: what differs is what shines through.
    """
    width, height = size_px
    black = np.zeros((height, width, 3), np.uint8)
    white = np.full_like(black, 255)
    paint(black)
    paint(white)
    keep = np.asarray(cv2.subtract(white, black), dtype=np.uint8)
    return Sprite(black, keep if keep.any() else None)


def lay(
    ground: Ground,
    sprite: Sprite,
    x: float,
    y: float,
    *,
    columns: tuple[int, int] | None = None,
) -> None:
    """Lay a sprite over the picture with its top left corner at (x, y), cut off at the borders.

    Only its ``columns`` from, and up to without, are laid if they are given.
    """
    left, top = round(x), round(y)
    for layer in canvas_of(ground).layers:
        adds, keep = sprite.ink(layer, left, top)
        step, (height, width) = layer.step, layer.planes[0].shape[:2]
        at_x, at_y = left // step, top // step
        x0, x1 = max(at_x, 0), min(at_x + adds[0].shape[1], width)
        y0, y1 = max(at_y, 0), min(at_y + adds[0].shape[0], height)
        if columns is not None:
            x0, x1 = max((left + columns[0]) // step, x0), min((left + columns[1]) // step, x1)
        if x0 >= x1 or y0 >= y1:
            continue
        part = slice(y0 - at_y, y1 - at_y), slice(x0 - at_x, x1 - at_x)
        for plane, add in zip(layer.planes, adds, strict=True):
            if keep is None:
                plane[y0:y1, x0:x1] = add[part]
            else:
                blend(plane[y0:y1, x0:x1], keep[part], add[part])


def area(ground: Ground, points: FloatArray, colour: Bgr, opacity: float) -> None:
    """Fill a polygon (N, 2) in pixels; nothing where a corner is NaN."""
    canvas = canvas_of(ground)
    box = canvas.box(points, 2.0)
    if box is None:
        return
    x0, y0, x1, y1 = box
    cover = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(cover, [fixed(points - (x0, y0))], round(255 * opacity), cv2.LINE_AA, SHIFT)
    for layer in canvas.layers:
        if layer.step > 1:
            size = (x1 - x0) // layer.step, (y1 - y0) // layer.step
            cover = np.asarray(cv2.resize(cover, size, interpolation=cv2.INTER_AREA), np.uint8)
        layer.pour(box, cover, colour)


def fixed(points: FloatArray) -> FixedPoints:
    """Return points as OpenCV's fixed-point numbers, far ones pulled in so that none overflows."""
    near = np.minimum(np.maximum(points, -_FAR_PX), _FAR_PX)
    return np.asarray(np.rint(near * (1 << SHIFT)), dtype=np.int32)
