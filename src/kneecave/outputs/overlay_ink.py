"""Ink on pictures: sprites laid over, areas, and strokes with sub-pixel ends on a dark halo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.planes import Coding
from kneecave.outputs.overlay_tones import add_in, coding_of, colour_in

Bgr: TypeAlias = tuple[int, int, int]

SCRIM: Bgr = (20, 15, 11)
_SHIFT = 4
_COVER = (round(255 * 0.59),)
"""How dark a halo is."""

_FAR_PX = 20_000.0


@dataclass(frozen=True, slots=True)
class Sprite:
    """A small picture to lay over another: ``under * keep / 255 + add``, both (h, w, 3) uint8.

    ``keep`` is None where nothing shines through.
    """

    add: ImageBgr
    keep: ImageBgr | None
    _toned: dict[Coding, ImageBgr] = field(default_factory=dict, repr=False, compare=False)

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.add.shape[1], self.add.shape[0]

    def add_in(self, coding: Coding | None) -> ImageBgr:
        """Return ``add`` for pictures of this coding."""
        if coding is None:
            return self.add
        if coding not in self._toned:
            self._toned[coding] = add_in(coding, self.add, self.keep)
        return self._toned[coding]


def tinted(mask: ImageBgr, colour: Bgr, opacity: float = 1.0) -> Sprite:
    """Return a sprite of one colour whose cover is a (h, w) uint8 mask times ``opacity``."""
    cover = np.arange(256)[:, None] * (opacity / 255)
    add = np.rint(cover * np.array(colour)).astype(np.uint8)
    keep = np.rint(255 * (1 - np.repeat(cover, 3, axis=1))).astype(np.uint8)
    three = np.repeat(mask[..., None], 3, axis=2)
    return Sprite(_looked_up(three, add), _looked_up(three, keep))


def _looked_up(image: ImageBgr, table: ImageBgr) -> ImageBgr:
    """Return what a table (256, 3) says of each channel's numbers."""
    return np.asarray(cv2.LUT(image, table[None]), dtype=np.uint8)


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
    image: ImageBgr,
    sprite: Sprite,
    x: float,
    y: float,
    *,
    columns: tuple[int, int] | None = None,
) -> None:
    """Lay a sprite over the image with its top left corner at (x, y), cut off at the borders.

    Only its ``columns`` from, and up to without, are laid if they are given.
    """
    left, top = round(x), round(y)
    width, height = sprite.size_px
    first, last = columns or (0, width)
    x0, x1 = max(left + first, 0), min(left + last, image.shape[1])
    y0, y1 = max(top, 0), min(top + height, image.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    add = sprite.add_in(coding_of(image))[part]
    if sprite.keep is None:
        image[y0:y1, x0:x1] = add
    else:
        _blend(image[y0:y1, x0:x1], sprite.keep[part], add)


def _blend(under: ImageBgr, keep: ImageBgr, add: ImageBgr) -> None:
    cv2.multiply(under, keep, dst=under, scale=1 / 255)
    cv2.add(under, add, dst=under)


def area(image: ImageBgr, points: FloatArray, colour: Bgr, opacity: float) -> None:
    """Fill a polygon (N, 2) in pixels; nothing where a corner is NaN."""
    box = _box(points, 2.0, image)
    if box is None:
        return
    x0, y0, x1, y1 = box
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(mask, [_fixed(points - (x0, y0))], 255, cv2.LINE_AA, _SHIFT)
    ink = tinted(mask, colour_in(coding_of(image), colour), opacity)
    assert ink.keep is not None
    _blend(image[y0:y1, x0:x1], ink.keep, ink.add)


def _box(points: FloatArray, pad_px: float, image: ImageBgr) -> tuple[int, int, int, int] | None:
    """Return x0, y0, x1, y1 of the part of the image that the points reach, if there is one."""
    if not bool(np.isfinite(points).all()):
        return None
    height, width = image.shape[:2]
    x0, y0 = np.floor(points.min(axis=0) - pad_px)
    x1, y1 = np.ceil(points.max(axis=0) + pad_px) + 1
    box = int(max(x0, 0)), int(max(y0, 0)), int(min(x1, width)), int(min(y1, height))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _fixed(points: FloatArray) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Return points as OpenCV's fixed-point numbers, far ones pulled in so that none overflows."""
    near = np.minimum(np.maximum(points, -_FAR_PX), _FAR_PX)
    return np.asarray(np.rint(near * (1 << _SHIFT)), dtype=np.int32)


@dataclass(frozen=True, slots=True)
class _Line:
    ends: FloatArray
    width: float
    colour: Bgr

    def reach(self) -> FloatArray:
        return self.ends.reshape(-1, 2)

    def draw(self, image: ImageBgr) -> None:
        width = max(1, round(self.width))
        ends = list(_fixed(self.ends))
        colour = colour_in(coding_of(image), self.colour)
        cv2.polylines(image, ends, False, colour, width, cv2.LINE_AA, _SHIFT)

    def shade(self, mask: ImageBgr, origin: FloatArray, scale: float, grow_px: float) -> None:
        width = max(1, round((self.width + grow_px) * scale))
        ends = list(_fixed((self.ends - origin) * scale))
        cv2.polylines(mask, ends, False, _COVER, width, cv2.LINE_8, _SHIFT)


@dataclass(frozen=True, slots=True)
class _Ring:
    centre: FloatArray
    radius: float
    width: float
    colour: Bgr

    def reach(self) -> FloatArray:
        return np.array([self.centre - self.radius, self.centre + self.radius])

    def draw(self, image: ImageBgr) -> None:
        x, y = _fixed(self.centre).tolist()
        radius = max(1, round(self.radius * (1 << _SHIFT)))
        width = max(1, round(self.width))
        colour = colour_in(coding_of(image), self.colour)
        cv2.circle(image, (x, y), radius, colour, width, cv2.LINE_AA, _SHIFT)

    def shade(self, mask: ImageBgr, origin: FloatArray, scale: float, grow_px: float) -> None:
        x, y = _fixed((self.centre - origin) * scale).tolist()
        radius, width = self.radius * scale, (self.width + grow_px) * scale
        if width > 1.4 * radius:
            radius, width = radius + width / 2, cv2.FILLED
        fixed = max(1, round(radius * (1 << _SHIFT)))
        cv2.circle(mask, (x, y), fixed, _COVER, round(width) or 1, cv2.LINE_8, _SHIFT)


class Strokes:
    """Lines and rings, gathered and then drawn together over one halo, with areas in between.

    Parameters
    ----------
    unit_px
        A hundredth of the picture's short side; widths and radii are given in it.
    """

    def __init__(self, unit_px: float) -> None:
        self._unit = unit_px
        self._strokes: list[_Line | _Ring] = []
        self._areas: list[tuple[FloatArray, Bgr, float]] = []

    def line(self, ends: FloatArray, width: float, colour: Bgr) -> None:
        """Add line pieces (N, 2, 2) in pixels; those with a NaN end are left out."""
        whole = ends[np.isfinite(ends).all(axis=(1, 2))]
        if len(whole):
            self._strokes.append(_Line(whole, width * self._unit, colour))

    def ring(self, centre: FloatArray, radius: float, width: float, colour: Bgr) -> None:
        """Add an open ring about a point (2,) in pixels, unless it is NaN."""
        if bool(np.isfinite(centre).all()):
            size = radius * self._unit, width * self._unit
            self._strokes.append(_Ring(centre, *size, colour))

    def area(self, points: FloatArray, colour: Bgr, opacity: float) -> None:
        """Add a polygon (N, 2) in pixels, to be filled above the halo and below the lines."""
        self._areas.append((points, colour, opacity))

    def shortened(
        self, start: FloatArray, end: FloatArray, from_start: float, from_end: float
    ) -> FloatArray:
        """Return the line (1, 2, 2) without its first and last units; NaN if nothing is left."""
        length = float(np.hypot(*(end - start)))
        if not length > (from_start + from_end) * self._unit:
            return np.full((1, 2, 2), np.nan)
        step = (end - start) / length * self._unit
        return np.array([[start + from_start * step, end - from_end * step]])

    def draw(self, image: ImageBgr) -> None:
        """Draw everything added so far."""
        if self._strokes:
            self._halo(image)
        for points, colour, opacity in self._areas:
            area(image, points, colour, opacity)
        for stroke in self._strokes:
            stroke.draw(image)

    def box(self, image: ImageBgr) -> tuple[int, int, int, int] | None:
        """Return x0, y0, x1, y1 of the part of the image that gets ink, None if none does."""
        reach = [stroke.reach() for stroke in self._strokes]
        reach += [points for points, _, _ in self._areas if bool(np.isfinite(points).all())]
        return _box(np.concatenate(reach), 3 * self._unit, image) if reach else None

    def _halo(self, image: ImageBgr) -> None:
        """Darken the image softly around the strokes, from a mask of reduced size."""
        unit = self._unit
        box = _box(np.concatenate([stroke.reach() for stroke in self._strokes]), 3 * unit, image)
        if box is None:
            return
        x0, y0, x1, y1 = box
        scale = min(1.0, 4.0 / unit)
        size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        mask = np.zeros((size[1], size[0]), np.uint8)
        origin = np.array([x0, y0], dtype=np.float64)
        for stroke in self._strokes:
            stroke.shade(mask, origin, scale, 0.76 * unit)
        soft = max(3, round(unit * scale * 0.7) | 1)
        mask = np.asarray(cv2.blur(mask, (soft, soft)), dtype=np.uint8)
        _darken(image[y0:y1, x0:x1], mask)


_JOINED = 20


@lru_cache(maxsize=8)
def _scrim_by_cover(coding: Coding | None) -> ImageBgr:
    scrim = np.array(colour_in(coding, SCRIM))
    return np.asarray(np.rint(np.arange(256)[:, None] / 255 * scrim), dtype=np.uint8)


def _darken(part: ImageBgr, mask: ImageBgr, *, bands: int = 8) -> None:
    """Blend the scrim over the part where the mask, stretched to its size, is not zero.

    Works in bands and columns of the mask that hold ink, since most of the box is empty.
    """
    height, width = part.shape[:2]
    scrim = _scrim_by_cover(coding_of(part))
    rows = np.linspace(0, mask.shape[0], bands + 1).astype(int)
    full = np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR))
    for first, last in pairwise(rows.tolist()):
        inked = np.flatnonzero(mask[max(first - 1, 0) : last + 1].any(axis=0))
        if not inked.size:
            continue
        y0, y1 = (round(edge * height / mask.shape[0]) for edge in (first, last))
        for start, stop in _runs(inked):
            x0 = round(max(start - 1, 0) * width / mask.shape[1])
            x1 = round(min(stop + 2, mask.shape[1]) * width / mask.shape[1])
            cover = np.asarray(cv2.cvtColor(full[y0:y1, x0:x1], cv2.COLOR_GRAY2BGR), np.uint8)
            add = _looked_up(cover, scrim)
            _blend(part[y0:y1, x0:x1], ~cover, add)


def _runs(columns: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[tuple[int, int]]:
    """Return first and last of every run of columns, joined where they lie near."""
    breaks = np.flatnonzero(np.diff(columns) > _JOINED)
    starts = columns[np.concatenate([[0], breaks + 1])]
    stops = columns[np.concatenate([breaks, [len(columns) - 1]])]
    return list(zip(starts.tolist(), stops.tolist(), strict=True))
